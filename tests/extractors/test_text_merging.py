"""A result told in several places is one candidate with several quotes; two results never become one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Document
from corpus.evidence import Candidate
from corpus.reading.plain import from_table, from_text
from extractors import extract
from extractors.findings import paper_shape, proposed
from extractors.merging import abbreviations, meanings

MATRIX = [
    ["", "1", "2", "3"],
    ["1. Sleep quality", "–", "", ""],
    ["2. Fatigue", "-.44", "–", ""],
    ["3. Perceived Stress Scale (PSS)", "-.31", ".52", "–"],
]


def paper(*paragraphs: str, rows: list[list[str]] | None = None, caption: str = "Table 2. Correlations") -> Document:
    """A document of paragraphs, with a table where rows are given."""
    text = from_text("\n\n".join(paragraphs))
    return replace(text, tables=from_table(rows, caption=caption).tables) if rows else text


def results(document: Document) -> list[Candidate]:
    return [candidate for candidate in extract(document) if candidate.kind == "correlation"]


def told(candidate: Candidate) -> list[str]:
    return [place.where for place in candidate.places]


def test_a_result_of_abstract_text_and_table_is_one_candidate_with_three_quotes() -> None:
    document = paper(
        "Fatigue was related to sleep quality (r = -.44).",
        "As expected, sleep quality correlated with fatigue, r(210) = -.44, p < .001.",
        rows=MATRIX,
    )
    found = [c for c in results(document) if c.r.text == "-.44"]
    assert [told(c) for c in found] == [["table", "text", "text"]]
    assert len(found[0].quotes) == len(found[0].places) == 3
    assert (found[0].n, found[0].n_source) == (212, "df")
    assert found[0].df is not None
    assert found[0].p is not None


def test_each_place_is_printed_with_the_id_of_the_result_and_its_own_words() -> None:
    document = paper("Sleep quality correlated with fatigue, r = -.44, p < .001.", rows=MATRIX)
    shape = paper_shape("a", document, proposed(extract(document)), [])
    same = [c for c in shape["correlations"] if c["r_printed"] == "-.44"]
    assert len({c["evidence_id"] for c in same}) == 1
    assert [(c["where"], c["table"], c["x"]) for c in same] == [
        ("table", "Table 2", same[0]["x"]),
        ("text", None, "Sleep quality"),
    ]
    assert same[0]["p"] == same[1]["p"] == "< .001"


def test_an_abbreviation_of_the_table_is_the_name_of_the_text() -> None:
    document = paper("The PSS was correlated with fatigue (r = .52).", rows=MATRIX)
    assert [told(c) for c in results(document) if c.r.text == ".52"] == [["table", "text"]]


def test_an_abbreviation_that_the_text_introduces_is_its_long_name() -> None:
    document = paper(
        "The Beck Depression Inventory (BDI) was used. The BDI correlated with income, r = -.12.",
        "Income and the Beck Depression Inventory were correlated, r = -.12.",
    )
    assert abbreviations(document) == {"bdi": "Beck Depression Inventory"}
    assert [told(c) for c in results(document)] == [["text", "text"]]


@pytest.mark.parametrize(
    "paragraphs",
    [
        # one value of two pairs
        ("Trust was related to pay (r = .31).", "Trust was related to tenure (r = .31)."),
        # one pair of two groups
        ("Trust was related to pay in women, r(98) = .31.", "Trust was related to pay in men, r(98) = .31."),
        # one pair at two waves
        ("Trust was related to pay at baseline (r = .31).", "Trust was related to pay at follow-up (r = .31)."),
        # one pair, another n
        ("Trust was related to pay, r(98) = .31.", "Trust was related to pay, r(140) = .31."),
        # another coefficient
        ("Trust was related to pay, r = .31.", "Trust was related to pay, rho = .31."),
        # another precision
        ("Trust was related to pay, r = .31.", "Trust was related to pay, r = .310."),
        # another interval
        (
            "Trust was related to pay, r = .31, 95% CI [.12, .48].",
            "Trust was related to pay, r = .31, 95% CI [.20, .41].",
        ),
        # another p
        ("Trust was related to pay, r = .31, p = .02.", "Trust was related to pay, r = .31, p = .004."),
    ],
)
def test_two_results_that_share_a_value_stay_two(paragraphs: tuple[str, str]) -> None:
    found = results(paper(*paragraphs))
    assert len(found) == 2
    assert not any(candidate.places for candidate in found)


def test_two_values_of_one_sentence_stay_two() -> None:
    assert len(results(paper("Trust was related to pay in the north and in the south (rs = .31 and .31)."))) == 2


def test_a_value_that_fits_two_cells_is_given_to_neither() -> None:
    rows = [["", "1", "2", "3"], ["1. Stress (home)", "–", "", ""], ["2. Stress (work)", ".10", "–", ""]]
    rows.append(["3. Fatigue", ".31", ".31", "–"])
    found = results(paper("Stress was related to fatigue (r = .31).", rows=rows))
    assert sorted(c.where for c in found if c.r.text == ".31") == ["table", "table", "text"]


def test_in_a_paper_of_several_studies_a_result_without_its_study_is_not_taken_for_another() -> None:
    studies = "We asked 80 people in Study 1 and 90 in Study 2. Study 2 was run later. We preregistered Study 2."
    text = ("Trust was related to pay (r = .31).", "In Study 2, trust was related to pay (r = .31).")
    assert len(results(paper(studies, *text))) == 2
    same = ("Trust was related to pay, r(88) = .31.", "Trust was related to pay in Study 2, r(88) = .31.")
    assert len(results(paper(studies, *same))) == 1


def test_plural_brackets_and_words_that_every_scale_bears_do_not_part_names() -> None:
    assert meanings("Loneliness scores (UCLA)", {}) & meanings("the loneliness scale", {})
    assert not meanings("family support", {}) & meanings("friend support", {})
