"""Matrices whose note says that decimal points are omitted, and first lines of names over one column."""

from __future__ import annotations

from corpus.document import Cell
from extractors.table_cells import parse_grid
from extractors.table_groups import looks_like_group, sides
from extractors.table_legends import omits_points
from extractors.table_outcomes import outcome
from extractors.table_parts import with_points


def test_whole_numbers_of_two_digits_are_decimals_where_the_note_says_so() -> None:
    lines = (("Variable", "n", "9", "10"), ("8. Age", "85", "34", "−07"))
    head, body = with_points(parse_grid(tuple(tuple(Cell(text) for text in line) for line in lines)))
    assert [e.whole for e in head[2:]] == [9, 10]
    values = [e.value.value if e.value else None for e in body[1:]]
    assert values == [85.0, 0.34, -0.07]


def test_a_note_about_decimal_points_is_told_from_other_notes() -> None:
    assert omits_points("Note. Decimal points are omitted. N = 841.")
    assert not omits_points("Note. Omitted cells had too few cases.")


def test_what_is_controlled_for_names_no_side() -> None:
    note = "Zero-order correlations are below the diagonal, partial correlations controlling for age above."
    assert sides(note)["upper"] == "partial"


def test_time_and_level_alone_name_variables_and_no_groups() -> None:
    assert not looks_like_group("Screen time")
    assert looks_like_group("Time 1")


def test_an_outcome_of_a_regression_keeps_its_preposition() -> None:
    caption = "Table 2. Regression of Trust in providers on each predictor, with zero-order correlations (r)"
    assert outcome(caption, ["Age", "Gender"]) == "Trust in providers"
