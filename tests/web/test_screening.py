"""Screening: reports are judged from title and abstract, and what was judged leaves the list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Passage
from corpus.store import Store
from tests.store.evidence import document
from tests.web.test_report_page import PROTOCOL
from tests.web.visitor import Visitor, visiting


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with Store.create(tmp_path) as store:
        for name, section in (("berg2019", "abstract"), ("kim2020", "unknown")):
            passages = (Passage(f"Words of {name}.", 1, "text", section), Passage("More words.", 2, "text", "method"))  # type: ignore[arg-type]
            store.add(replace(document(name), passages=passages), [], [], name=f"{name}.pdf", rules="1")
        with visiting(store, tmp_path, PROTOCOL) as someone:
            yield someone


def test_a_report_shows_its_abstract_or_its_beginning(visitor: Visitor) -> None:
    told = [quote.text_content() for quote in visitor.page("/screening").xpath("//blockquote")]
    assert told == ["Words of berg2019.", "Words of kim2020. More words."]


def test_an_included_report_leaves_the_list_and_is_found_under_included(visitor: Visitor) -> None:
    visitor.send("/screening", "/screening/R1", eligibility="include")
    assert visitor.store.codings().reports[0].eligibility == "include"
    assert "berg2019" not in visitor.page("/screening").text_content()
    assert "berg2019" in visitor.page("/screening?state=included").text_content()


def test_an_exclusion_needs_its_reason(visitor: Visitor) -> None:
    answer = visitor.send("/screening", "/screening/R2", eligibility="exclude")
    assert answer.status_code == 422
    assert "excluded why" in answer.text
    visitor.send("/screening", "/screening/R2", eligibility="exclude", reason="no_correlation")
    assert visitor.store.codings().reports[1].exclusion == "no_correlation"


def test_what_one_of_two_coders_judged_waits_for_the_other_only(visitor: Visitor) -> None:
    (visitor.store._folder.parent / "review.toml").write_text(PROTOCOL + "[coders]\neligibility = 2\n")  # type: ignore[union-attr]
    visitor.send("/screening", "/screening/R1", eligibility="include")
    assert visitor.store.codings().reports[0].eligibility == ""
    assert "berg2019" not in visitor.page("/screening").text_content()


def test_an_empty_list_says_so(visitor: Visitor) -> None:
    for report in ("R1", "R2"):
        visitor.send("/screening", f"/screening/{report}", eligibility="include")
    assert "Nothing to judge" in visitor.page("/screening").text_content()
