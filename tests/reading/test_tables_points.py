"""Numbers whose decimal points a note says are omitted, as columns of decimals."""

from __future__ import annotations

from corpus.document import Box, Word
from corpus.reading.points import omits_points, pointed


def row(*texts: str) -> list[Word]:
    return [Word(text, Box(1, 40.0 * k, 100, 40.0 * k + 20, 110), 10.0) for k, text in enumerate(texts)]


def test_a_note_says_that_decimal_points_are_omitted() -> None:
    assert omits_points(row("Note.", "Decimal", "points", "are", "omitted."))
    assert omits_points(row("Decimals", "have", "been", "left", "out."))
    assert not omits_points(row("Two", "items", "were", "omitted."))


def test_two_digits_get_a_point_and_keep_sign_and_stars() -> None:
    printed = row("Age", "−07", "62**", "5", "128")
    rows, restored = pointed([printed])
    assert [w.text for w in rows[0]] == ["Age", "−.07", ".62**", "5", "128"]
    assert restored[id(rows[0][1])] is printed[1]


def test_numbers_of_columns_get_no_point() -> None:
    rows, restored = pointed([row("Variable", "9", "10", "11")])
    assert [w.text for w in rows[0]] == ["Variable", "9", "10", "11"]
    assert not restored
