"""Accepting many at once in the browser: foretold, sampled, accepted, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from review.decisions import decide
from tests.review.test_bulk import cells
from tests.store.evidence import document
from tests.web.test_report_page import PROTOCOL
from tests.web.visitor import Visitor, visiting


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with Store.create(tmp_path) as store:
        store.add(document("berg2019"), cells(), [], name="berg2019.pdf", rules="1")
        with visiting(store, tmp_path, PROTOCOL) as someone:
            yield someone


def test_many_are_accepted_after_their_sample_and_taken_back_in_one_step(visitor: Visitor) -> None:
    terms = "/bulk?above=.95&risk=.1"
    told = visitor.page(terms).text_content()
    assert "of them have to be checked and right before the other" in told
    token = visitor.page("/bulk").xpath("//input[@name='token']/@value")[0]
    origin = {"Origin": str(visitor.client.base_url).rstrip("/")}

    def press(path: str, **form: str) -> str:
        return visitor.client.post(path, data={"token": token, **form}, headers=origin).text

    assert "wait for a person" in press("/bulk", above=".95", risk=".1", seed="3")
    links = visitor.page("/queue?bulk=B1").xpath("//ul[@class='lines']//a[starts-with(@href, '/items/')]/@href")
    items = [link.rpartition("/")[2].partition("?")[0] for link in links]
    assert "cannot be accepted" in press("/bulk/B1", action="finish")
    for item in items:
        decide(visitor.store, item, "accept", who="ana")
    assert "Accepted" in press("/bulk/B1", action="finish")
    assert len(visitor.store.readings()) == len(cells())
    press("/bulk/B1", action="audit", count="2", seed="1")
    drawn = visitor.page("/queue?bulk=B1&state=decided").text_content()
    assert "accept.sampled.v1" in drawn
    press("/bulk/B1", action="undo")
    assert {reading.id for reading in visitor.store.readings()} == set(items)


def test_terms_that_make_no_sense_are_named_and_kept(visitor: Visitor) -> None:
    answer = visitor.client.get("/bulk?above=much&risk=.1")
    assert answer.status_code == 422
    assert "is no number; write it like .98." in answer.text
    assert 'value="much"' in answer.text
    answer = visitor.client.get("/bulk?above=.95&risk=.9")
    assert "no share that may be wrong" in answer.text
