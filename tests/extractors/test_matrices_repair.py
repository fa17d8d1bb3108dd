"""Damaged glyphs are read for a whole document as its own numbers bear out."""

from __future__ import annotations

import pytest

from corpus.document import Box, Cell, Document, Line, Page, Passage, Table, Word, union
from corpus.evidence import Candidate
from extractors import extract
from extractors.repair import UNKNOWN, agreement, repaired

FONT = "AdvP4C4E74"


def word(text: str, place: int, *options: str, row: int = 0) -> Word:
    box = Box(1, 60.0 + 40 * place, 100.0 + 12 * row, 90.0 + 40 * place, 110.0 + 12 * row)
    return Word(text, box, font=FONT, unmapped=bool(options), alternatives=options)


def of(*words: Word) -> Document:
    text = " ".join(w.text for w in words)
    starts = tuple(len(" ".join(w.text for w in words[:k])) + (k > 0) for k in range(len(words)))
    passage = Passage(text, 1, words=words, starts=starts, section="results")
    page = Page(1, 600, 800, text, (Line(words, union([w.box for w in words])),))
    return Document("0" * 64, (page,), (passage,), (), "test")


def sentence(sign: str, *options: str) -> list[Word]:
    """Three results whose sign of equality (or minus) is damaged, each with its interval and p."""
    told = [
        ("stress", f"r(98) {sign} .25,", "p = .012, 95% CI [.06, .43]"),
        ("age", f"r(98) {sign} .31,", "p = .002, 95% CI [.12, .48]"),
        ("sleep", f"r(98) {sign} .42,", "p < .001, 95% CI [.24, .57]"),
    ]
    texts = [t for name, r, more in told for t in f"Mood correlated with {name}, {r} {more}.".split()]
    return [word(t, k, *(options if t == sign else ())) for k, t in enumerate(texts)]


def test_a_glyph_between_r_and_its_value_is_the_sign_with_which_p_and_intervals_agree() -> None:
    found = [c for c in extract(of(*sentence("½", "[", "="))) if c.kind == "correlation"]
    assert [c.r.value for c in found] == [0.25, 0.31, 0.42]
    assert all("repaired_glyph" in {flag.code for flag in c.flags} for c in found)


def test_a_glyph_without_unicode_that_already_reads_well_is_left_alone() -> None:
    document = of(*sentence(UNKNOWN, "−"))
    assert repaired(document, extract) == (document, ())
    assert [c.r.value for c in extract(document) if c.kind == "correlation"] == [0.25, 0.31, 0.42]


def table(sign: str, *options: str, mirrored: bool = True) -> Document:
    """A full matrix whose negative values bear a damaged minus below the diagonal and a sound one above it."""
    values = {(1, 0): ".25", (2, 0): ".31", (2, 1): ".42", (3, 0): ".20", (3, 1): ".33", (3, 2): ".28"}
    names = ("Age", "Stress", "Sleep", "Income")

    def shown(i: int, j: int) -> Word | None:
        if i == j:
            return word("1", j + 1, row=i + 1)
        if i > j:
            value = values[i, j]
            return word(sign + value, j + 1, *(option + value for option in options), row=i + 1)
        return word("−" + values[j, i], j + 1, row=i + 1) if mirrored else None

    def cell(made: Word | None) -> Cell:
        return Cell(made.text, (made.box,), "", (made,)) if made else Cell("")

    head = [Cell("Variable"), *(cell(word(str(j + 1), j + 1)) for j in range(4))]
    rows = [[Cell(f"{i + 1}. {names[i]}"), *(cell(shown(i, j)) for j in range(4))] for i in range(4)]
    made = Table(1, (tuple(map(tuple, [head, *rows])),), "Table 1", "Table 1. Correlations", "Note. N = 200.")
    return Document("0" * 64, (Page(1, 600, 800, ""),), (), (made,), "test")


def test_mirrored_cells_tell_what_a_wrongly_coded_glyph_stands_for() -> None:
    found = extract(table("½", "=", "−"))
    assert {c.r.value for c in found} == {-0.25, -0.31, -0.42, -0.20, -0.33, -0.28}
    assert all(c.stars == "" and "mirror_conflict" not in {flag.code for flag in c.flags} for c in found)


def test_a_minus_that_came_about_by_repair_is_still_confirmed_once() -> None:
    found = extract(table("½", "=", "−"))
    hard = [c for c in found if any(flag.code == "sign_from_image" and flag.severity == "hard" for flag in c.flags)]
    assert len(hard) == 1


def test_a_glyph_that_no_number_speaks_about_stays_as_it_is() -> None:
    document = table("½", "=", "−", mirrored=False)
    kept, repairs = repaired(document, extract)
    assert kept is document
    assert repairs == ()


def test_a_sound_document_is_read_once() -> None:
    calls: list[Document] = []

    def read(document: Document) -> list[Candidate]:
        calls.append(document)
        return []

    document = of(*(word(t, k) for k, t in enumerate(("Age", "r", "=", ".25"))))
    assert repaired(document, read) == (document, ())
    assert calls == []


@pytest.mark.parametrize(("interval", "expected"), [("[.06, .43]", 2), ("[.46, .63]", -1)])
def test_agreement_counts_what_fits_and_twice_what_contradicts(interval: str, expected: int) -> None:
    text = f"Mood correlated with age, r(98) = .25, p = .012, 95% CI {interval}."
    found = [c for c in extract(of(*(word(t, k) for k, t in enumerate(text.split())))) if c.kind == "correlation"]
    assert agreement(found) == expected
