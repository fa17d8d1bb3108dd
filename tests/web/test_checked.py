"""A planted error is shown as if it had been read, answered, told, and never stored."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.protocol import parse_protocol
from corpus.store import Store
from review.seeded import Planted, plants
from tests.review.reviews import WHO, candidate
from tests.store.evidence import document, scored
from tests.web.test_report_page import PROTOCOL
from tests.web.visitor import Visitor, visiting

CHECKING = PROTOCOL + "\n[checking]\nchecks_per_100 = 20\n"
CELLS = [candidate(f".{10 + 3 * row}", "Group use", f"CES-D part {row}", row, 0) for row in range(1, 25)]
LAID_DOWN = parse_protocol(tomllib.loads(CHECKING))


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with Store.create(tmp_path) as store:
        store.add(document("berg2019"), scored(*CELLS), [], name="berg2019.pdf", rules="1")
        with visiting(store, tmp_path, CHECKING) as someone:
            yield someone


def errors(store: Store) -> dict[str, Planted]:
    found = plants(LAID_DOWN, store.events(), WHO)
    rows = [found.at(row, hard=False, word=store.view().words.get(row.id)) for row in store.rows()]
    return {one.item: one for one in rows if one}


def test_a_planted_error_looks_as_if_it_had_been_read_and_is_told_right_after(visitor: Visitor) -> None:
    found = errors(visitor.store)
    one = next(error for error in found.values() if error.field == "r")
    queue = visitor.page("/queue").text_content()
    assert "shown with a planted error" in queue
    assert one.shown in queue
    page = visitor.page(f"/items/{one.item}")
    assert page.xpath("//input[@name='r']/@value") == [one.shown]
    assert "check" not in page.xpath("//main")[0].text_content().casefold().replace("to check", "")
    after = visitor.send(f"/items/{one.item}", f"/items/{one.item}", action="accept")
    assert f"r was shown as {one.shown}, it was read as {one.read}. You let it pass." in after.text
    assert visitor.store.readings() == []
    visitor.send(f"/items/{one.item}", f"/items/{one.item}", action="accept")
    assert [(reading.id, reading.r.text) for reading in visitor.store.readings()] == [(one.item, one.read)]
    other = next(error for error in found.values() if error.field == "n")
    fields = {"action": "change", "n": other.read}
    assert "You caught it." in visitor.send(f"/items/{other.item}", f"/items/{other.item}", **fields).text
    assert [event.subject for event in visitor.store.events()] == ["check", "reading", "check"]


def test_a_form_with_a_planted_error_is_never_taken_for_a_decision(visitor: Visitor, tmp_path: Path) -> None:
    one = next(iter(errors(visitor.store).values()))
    (form,) = [form for form in visitor.page(f"/items/{one.item}").forms if form.action == f"/items/{one.item}"]
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")  # no checks any more
    values = dict(form.form_values()) | {"action": "accept"}
    answer = visitor.client.post(form.action, data=values, headers={"Origin": str(visitor.client.base_url).rstrip("/")})
    assert answer.status_code == 409
    assert visitor.store.events() == []


def test_accepting_a_whole_matrix_accepts_no_cell_with_a_planted_error(visitor: Visitor) -> None:
    wrong = {item: one for item, one in errors(visitor.store).items() if one.field == "r"}
    path = "/items/C1/matrix"
    text = visitor.page(path).text_content()
    assert wrong
    assert all(one.shown in text for one in wrong.values())
    after = visitor.send(path, path).text
    assert {event.id for event in visitor.store.events() if event.subject == "check"} == set(wrong)
    assert {reading.id for reading in visitor.store.readings()} == {row.id for row in visitor.store.rows()} - set(wrong)
    assert after.count("This was a check") == len(wrong)
