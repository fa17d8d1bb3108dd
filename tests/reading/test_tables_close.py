"""Tables whose parts stand close: labels that run into numbers, signs beside labels, tables over a page's gutter."""

from pathlib import Path

import pytest

from corpus.document import Box, Word
from corpus.reading.atoms import atoms
from corpus.reading.lanes import row_of
from corpus.reading.points import lacks_points
from tests.reading.drawn import Sheet, document, expected, matrix, moved, shown


def words(*parts: tuple[str, float], width: float = 4.0) -> list[Word]:
    """Words of size 8, each with the gap before it."""
    out: list[Word] = []
    x = 50.0
    for text, gap in parts:
        x += gap
        out.append(Word(text, Box(1, x, 100.0, x + width * len(text), 108.0), 8.0))
        x += width * len(text)
    return out


def test_a_minus_beside_a_label_belongs_to_the_number_that_stands_nearer() -> None:
    row = words(("2.", 0), ("Stress", 2), ("−", 3.2), (".18", 1.5), ("1", 9))
    assert [a.text for a in atoms(row)] == ["2. Stress", "− .18", "1"]


def test_a_dash_between_the_numbers_of_a_label_stays_in_it() -> None:
    assert next(a.text for a in atoms(words(("Dose", 0), ("–", 2), ("1.5", 2), (".18", 9)))) == "Dose – 1.5"


def test_a_label_that_runs_into_its_numbers_makes_a_row_of_numbers() -> None:
    assert row_of(words(("Help", 0), ("seeking", 2), ("2.40", 4), ("0.54", 4), (".01", 4)), 400).kind == "number"
    assert row_of(words(("rose", 0), ("by", 2), ("2.40", 2), ("and", 2), ("0.54", 2)), 400).kind == "sparse"


@pytest.mark.parametrize(
    ("rows", "lacking"),
    [
        (["1. Age –", "2. Sex 07 –", "3. Pay −03 21 –"], True),
        (["1. Age –", "2. Sex 07 –", "3. Pay −03 .21 –"], False),
        (["1. Age –", "2. Sex 17 –", "3. Pay −13 21 –"], False),
    ],
)
def test_numbers_led_by_a_zero_lack_their_points_where_no_number_has_one(rows: list[str], lacking: bool) -> None:
    assert lacks_points([words(*((text, 9) for text in row.split())) for row in rows]) is lacking


def test_the_last_columns_of_a_triangle_belong_to_it_though_they_stand_behind_the_gutter(tmp_path: Path) -> None:
    drawn = moved(matrix(6), column=62.0, label_width=110.0)

    def page(sheet: Sheet) -> None:
        below = sheet.table(drawn) + 20
        for x in (72.0, 318.0):
            sheet.prose(x, below, 222.0, 38)

    (table,) = document(tmp_path / "a.pdf", page).tables
    assert shown(table)[1:] == expected(drawn)


def test_captions_below_tables_of_different_heights_part_the_tables_beside_each_other(tmp_path: Path) -> None:
    left = moved(matrix(3), caption=(), note=(), label_width=90.0, column=35.0)
    right = moved(matrix(4), caption=(), note=(), label_width=90.0, column=35.0, x=320.0, leading=16.0)

    def page(sheet: Sheet) -> None:
        for drawn, number, below in ((left, 1, 182.0), (right, 2, 202.0)):
            sheet.table(drawn)
            sheet.text(drawn.x, below, f"Table {number}. Correlations among the variables")

    found = document(tmp_path / "a.pdf", page)
    assert sorted((t.label, len(t.readings[0])) for t in found.tables) == [("Table 1", 4), ("Table 2", 5)]


def test_the_last_line_of_a_paragraph_is_no_heading_of_the_table_under_it(tmp_path: Path) -> None:
    drawn = moved(matrix(4), caption=(), note=(), heads=["", "", "", ""], stub="", top=130.0, rules=False)

    def page(sheet: Sheet) -> None:
        sheet.text(
            72, 108, "The participants were asked how often they had looked for help in the past year, and with whom"
        )
        sheet.text(72, 120, "they had spoken about it before they came.")
        sheet.table(drawn)

    (table,) = document(tmp_path / "a.pdf", page).tables
    assert shown(table)[0][0].startswith("1.")
