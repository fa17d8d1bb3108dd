"""The blind recall sample in the browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from tests.review.reviews import MATRIX
from tests.store.evidence import document, scored
from tests.web.test_report_page import PROTOCOL
from tests.web.visitor import Visitor, visiting


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with Store.create(tmp_path) as store:
        store.add(document("berg2019"), scored(*MATRIX), [], name="berg2019.pdf", rules="1")
        with visiting(store, tmp_path, PROTOCOL) as someone:
            yield someone


def test_a_sample_is_drawn_read_blind_and_counted(visitor: Visitor) -> None:
    visitor.send("/recall", "/recall", count="1", seed="3")
    page = visitor.page("/recall/R1").text_content()
    assert ".31" not in page.replace(".31; 212", "")  # the example of a line is all
    visitor.send("/recall/R1", "/recall/R1", results=".31; 212; Group use; CES-D; 1\n.44; 80; Pay; Trust; 3")
    told = visitor.page("/recall")
    assert "1 of 2 results missed" in told.text_content()
    (link,) = told.xpath("//section//a/@href")
    assert visitor.client.get(link).status_code == 200


def test_what_cannot_be_drawn_or_read_is_named_and_kept(visitor: Visitor) -> None:
    assert visitor.send("/recall", "/recall", count="9", seed="1").status_code == 422
    assert visitor.send("/recall", "/recall", count="ten", seed="1").status_code == 422
    answer = visitor.send("/recall/R1", "/recall/R1", results="some words")
    assert answer.status_code == 422
    assert "some words" in answer.text
