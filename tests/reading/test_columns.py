"""Columns from extents and from decimal points, and labels that wrap in unusual ways."""

from pathlib import Path

from corpus.document import Box, Word
from corpus.reading.atoms import Atom, atoms, make
from corpus.reading.columns import columns
from tests.reading.drawn import document, expected, matrix, moved, shown


def number(text: str, x0: float) -> Atom:
    """A number of ten points' size that begins at x0."""
    return make((Word(text, Box(1, x0, 100, x0 + 5 * len(text), 110)),), "number")


def test_columns_whose_numbers_reach_into_each_other_are_told_apart_by_their_decimal_points() -> None:
    rows = [[number(".12", 100)], [number("10.123456", 90)], [number(".34", 130)], [number(".56", 130)]]
    assert len(columns(rows)) == 1
    assert len(columns(rows, by_anchor=True)) == 2


def test_two_numbers_of_one_row_are_never_in_one_column() -> None:
    rows = [[number(".12", 100), number(".34", 114)], [number("−.121", 98), number("−.341", 110)]]
    assert [len(c.atoms) for c in columns(rows)] == [2, 2]


def test_an_operator_and_a_bracket_stay_with_their_number() -> None:
    words = [
        Word(t, Box(1, x, 100, x + 5 * len(t), 110))
        for t, x in (("<", 100), (".001", 107), ("[.10,", 160), (".30]", 188))
    ]
    assert [a.text for a in atoms(words)] == ["< .001", "[.10, .30]"]


def test_a_label_that_breaks_after_of_goes_on_in_the_next_line(tmp_path: Path) -> None:
    wrap = {2: ("Fear of", "Others"), 3: ("Trust in the", "(other) people")}
    drawn = moved(matrix(), labels=["Age", "Hope", "x", "x", "Help"], wrap=wrap, leading=12.0)
    found = document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn))
    assert shown(found.tables[0])[-5:] == expected(drawn)


def test_a_label_that_opens_above_its_numbers_in_small_letters_is_joined(tmp_path: Path) -> None:
    wrap = {2: ("Fear of people and of", "(many) others"), 3: ("Trust in", "(other) people")}
    drawn = moved(matrix(), labels=["Age", "Hope", "x", "x", "Help"], wrap=wrap, numbers_on="last", leading=12.0)
    found = document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn))
    assert shown(found.tables[0])[-5:] == expected(drawn)


def test_a_mark_under_the_raised_stars_of_values_stands_in_their_column() -> None:
    value = Word(".25", Box(1, 100, 100, 114, 110))
    stars = Word("**", Box(1, 114, 98, 121, 104), 6.0, superscript=True)
    starred = make((value, stars), "number")
    assert len(columns([[number("1", 115)], [starred]])) == 1
    assert len(columns([[number("1", 125)], [starred]])) == 2
