"""Which lines without numbers go on in which row's label."""

from __future__ import annotations

import pytest

from corpus.document import Box, Word
from corpus.reading.labels import wrapped
from corpus.reading.lanes import Row, row_of

LINE = 10.0  # the height of the letters


def line(text: str, base: float, x0: float = 0.0) -> Row:
    words, x = [], x0
    for part in text.split():
        words.append(Word(part, Box(1, x, base - LINE, x + 5 * len(part), base), LINE))
        x += 5 * len(part) + 3
    return row_of(words, 400)


def hosts(*lines: tuple[str, float, float, bool]) -> dict[int, int]:
    """For each of (text, baseline, left edge, has numbers): in which row it goes on."""
    rows = [line(text, base, x0) for text, base, x0, _ in lines]
    return wrapped(rows, [[list(row.words)] for row in rows], [not full for *_, full in lines])


@pytest.mark.parametrize("second", ["of negative events", "(reversed)", "for learning"])
def test_a_line_in_small_letters_goes_on_in_the_row_above(second: str) -> None:
    assert hosts(("1. Reappraisal", 12, 0, True), (second, 24, 0, False), ("2. Age", 36, 0, True)) == {1: 0}


def test_a_line_set_in_goes_on_in_the_row_above() -> None:
    assert hosts(("Reappraisal", 12, 0, True), ("Events", 24, 8, False), ("Age", 36, 0, True)) == {1: 0}


def test_a_heading_set_in_the_middle_is_a_row_of_its_own() -> None:
    assert hosts(("Pain", 12, 0, True), ("Controls (n = 128)", 24, 90, False), ("Pain", 36, 0, True)) == {}


def test_a_line_that_ends_openly_goes_on_in_the_row_below() -> None:
    assert hosts(("Age", 12, 0, True), ("Satisfaction with", 30, 0, False), ("support", 42, 0, True)) == {1: 2}


def test_a_numbered_line_opens_a_row() -> None:
    assert hosts(("1. Age", 12, 0, True), ("2. Gender", 24, 0, False), ("3. Income", 36, 0, True)) == {}


def test_a_line_far_below_a_row_is_not_its_label() -> None:
    assert hosts(("Age", 12, 0, True), ("Outcomes", 42, 0, False), ("Stress", 72, 0, True)) == {}


def test_a_heading_that_stands_out_to_the_left_is_no_end_of_the_label_above() -> None:
    assert hosts(("Age", 12, 10, True), ("Outcomes", 22, 0, False), ("Stress", 36, 10, True)) == {}


def test_two_open_lines_go_on_in_the_row_below() -> None:
    lines = (("Age", 12, 0, True), ("Satisfaction", 32, 0, False), ("with", 42, 0, False), ("support", 52, 0, True))
    assert hosts(*lines) == {2: 3, 1: 3}
