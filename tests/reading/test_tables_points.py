"""Numbers whose decimal points a note says are omitted, as columns of decimals."""

from __future__ import annotations

from corpus.document import Box, Word
from corpus.reading.atoms import Atom, make
from corpus.reading.columns import columns
from corpus.reading.grids import _unstretched
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


def word(text: str, x0: float, x1: float) -> Word:
    return Word(text, Box(1, x0, 100, x1, 110), 10.0)


def number(text: str, x0: float) -> Atom:
    return make((word(text, x0, x0 + 20),), "number")


def test_columns_by_decimal_points_keep_numbers_of_one_place_together() -> None:
    rows = [[number(".10", 100), number("1.25", 150)], [number(".20", 101), number("2.50", 150)]]
    found = columns(rows, by_anchor=True)
    assert [len(c.atoms) for c in found] == [2, 2]
    assert found[0].anchor < found[1].anchor


def test_columns_that_overlap_are_cut_where_a_row_has_two_numbers() -> None:
    found = columns([[number(".10", 100)], [number(".20", 115)], [number(".30", 96), number(".40", 122)]])
    assert len(found) == 2


def test_the_words_of_a_stretched_label_are_one_cell() -> None:
    def text(content: str, x0: float, x1: float) -> Atom:
        return make((word(content, x0, x1),), "text")

    body = [
        [text("Willingness", 0, 50), text("to", 90, 100), number(".10", 150)],
        [text("disclose personal matters", 0, 100)],
        [text("Attitude", 0, 40), text("toward", 70, 100), number(".20", 150)],
    ]
    assert [len(row) for row in _unstretched(body)] == [2, 1, 2]


def test_two_columns_of_words_on_their_own_edges_stay_apart() -> None:
    def text(content: str, x0: float) -> Atom:
        return make((word(content, x0, x0 + 30),), "text")

    body = [[text("Scale", 0), text("Facet", 60), number(".10", 150)] for _ in range(3)]
    assert [len(row) for row in _unstretched(body)] == [3, 3, 3]
