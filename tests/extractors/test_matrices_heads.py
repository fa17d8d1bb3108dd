"""Lines of a header: heads that span columns, first lines of names, and headers that can be read in both ways."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.document import Table
from corpus.evidence import Candidate
from extractors.matrices import matrices
from extractors.table_cells import parse
from extractors.table_heads import Header, spanning
from extractors.table_outcomes import both
from extractors.table_sequences import is_sequence
from extractors.table_spans import Under, spread_over
from tests.extractors.test_matrices_places import document, grid, placed


def found(
    rows: Sequence[Sequence[str]], caption: str = "Table 1. Correlations of predictors with outcomes"
) -> list[Candidate]:
    table = Table(1, (grid(rows),), caption=caption, note="Note. N = 200.")
    return [c for c in matrices(document(table)) if c.kind == "correlation"]


def pairs(candidates: Sequence[Candidate]) -> set[tuple[str, str, str]]:
    return {(c.x, c.y, c.group) for c in candidates}


BODY = (("Income", ".12", "-.20", ".31"), ("Screen time", ".22", ".14", "-.05"))


def test_the_first_line_of_a_name_in_small_letters_is_part_of_it() -> None:
    rows = [("Variable", "Burnout", "Teacher / feedback", "Age"), *BODY]
    assert ("Income", "Teacher feedback", "") in pairs(found(rows))
    assert all(not c.flags for c in found(rows))


def test_a_head_over_one_of_three_columns_that_may_span_them_all_is_flagged() -> None:
    rows = [("Variable", "Burnout", "Reading / Fluency", "Age"), *BODY]
    candidates = found(rows)
    assert ("Income", "Reading Fluency", "") in pairs(candidates)
    assert all([flag.code for flag in c.flags] == ["heading_in_doubt"] for c in candidates)
    assert all(flag.severity == "hard" for c in candidates for flag in c.flags)


def test_rows_that_bear_the_whole_name_settle_it() -> None:
    rows = [
        ("Variable", "Burnout", "Reading / Fluency", "Age"),
        ("Reading Fluency", ".12", "", ""),
        ("Age", ".22", ".14", ""),
        ("Income", ".17", ".11", ".09"),
    ]
    assert all(not c.flags for c in found(rows, "Table 1. Correlations"))
    assert ("Age", "Reading Fluency", "") in pairs(found(rows, "Table 1. Correlations"))


def test_a_head_over_symbols_spans_them_wherever_it_stands() -> None:
    rows = [
        ("Variable", "r", "Job stress / p", "r", "Sleep / p"),
        ("Income", ".12", ".091", "-.20", ".004"),
        ("Screen time", ".22", ".002", ".14", ".048"),
    ]
    candidates = found(rows, "Table 1. Correlations between predictors and outcomes")
    assert pairs(candidates) == {(x, y, "") for x in ("Income", "Screen time") for y in ("Job stress", "Sleep")}
    assert {c.p.value.value for c in candidates if c.p} == {0.091, 0.004, 0.002, 0.048}


def test_names_that_end_in_one_repeated_word_keep_their_first_lines() -> None:
    rows = [
        ("Image", "Welfare / recipient", "Other / recipient"),
        ("Rating", ".12", "-.20"),
        ("Warmth", ".22", ".14"),
    ]
    assert ("Rating", "Welfare recipient", "") in pairs(found(rows))


def row(*texts: str, shifts: Sequence[float] = ()) -> tuple:  # type: ignore[type-arg]
    moves = shifts or [0.0] * len(texts)
    cells = [placed([text], c, 100.0, shift=move) for c, (text, move) in enumerate(zip(texts, moves, strict=True))]
    return tuple(parse(cell) for cell in cells)


def under(leaves: Sequence[str]) -> Under:
    width = len(leaves)
    middles = [60.0 * c + 30 for c in range(width)]
    edges = [(m - 12, m + 12) for m in middles]
    return Under(list(leaves), 1, [bool(leaf) for leaf in leaves], middles, edges)


def test_heads_in_the_middle_of_their_runs_are_sure() -> None:
    leaves = ("Variable", "Age", "Income", "Sleep", "Mood", "Diet", "Sport")
    spread = spread_over(row("", "", "Girls", "", "", "Boys", ""), under(leaves))
    assert spread.heads == {c: "Girls" if c < 4 else "Boys" for c in range(1, 7)}
    assert not spread.unsure


def test_heads_that_fit_no_run_clearly_leave_their_columns_in_doubt() -> None:
    leaves = ("Variable", "Age", "Income", "Sleep", "Mood", "Diet", "Sport")
    spread = spread_over(row("", "Girls", "", "Boys", "", "", "", shifts=(0, 20, 0, 20, 0, 0, 0)), under(leaves))
    assert spread.unsure


def test_a_lone_head_of_correlations_covers_what_stands_left_of_it_too() -> None:
    leaves = ("Country", "Symptoms", "Mindfulness", "Monitoring")
    text = "Correlation with stress"
    spread = spread_over(row("", "", text, text, shifts=(0, 0, 10, 10)), under(leaves))
    assert spread.heads == dict.fromkeys((1, 2, 3), text)


def test_more_heads_than_columns_cover_one_each_and_are_in_doubt() -> None:
    made = Under(["Variable", "", "Age", ""], 1, [True, False, True, False], [30.0, 90.0, 150.0, 210.0], [None] * 4)
    spread = spread_over(row("", "Girls", "", "Boys"), made)
    assert spread.unsure == {2}


def test_one_misread_name_of_several_does_not_hide_that_names_come_again() -> None:
    names = [
        row("", "", "Actor A", "", "", "", "Actor B", "", ""),
        row("", "r", "r2", "Slope", "Cut", "r", "r3", "Slope", "Cut"),
    ]
    header = Header(names, 1, 9, [60.0 * c + 30 for c in range(9)], frozenset())
    assert spanning(header, 0).spans


def test_letters_that_go_on_number_the_columns_of_a_later_page() -> None:
    assert is_sequence(row("Measure", "M", "D", "E", "F"))
    assert not is_sequence(row("Measure", "M", "D", "F"))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Table 3. Correlations Between Trust in Providers and Anxiety by Country", ("Trust in Providers", "Anxiety")),
        ("Table 3. Correlation of the mood and their sleep across waves", ("mood", "sleep")),
        ("Table 3. Correlations between scales", None),
    ],
)
def test_a_caption_names_both_variables_of_every_row(caption: str, expected: tuple[str, str] | None) -> None:
    assert both(caption) == expected


def test_a_name_keeps_off_the_symbol_and_brackets_behind_it() -> None:
    rows = [
        ("Characteristic", "Pain, r (95% CI)", "Fatigue, r (95% CI)"),
        ("Age", "0.31 (0.12 to 0.48)", "-0.20 (-0.38 to -0.01)"),
    ]
    assert pairs(found(rows, "Table 2. Characteristics and symptoms")) == {("Age", "Pain", ""), ("Age", "Fatigue", "")}


def test_a_cell_may_name_its_r_and_its_p() -> None:
    rows = [("Metric", "Trust", "Usability"), ("Errors", "r = -.31, p = .01", "r = .20, p = .11")]
    told = {(c.y, c.r.value, c.p.value.value) for c in found(rows, "TABLE II. PEARSON CORRELATIONS") if c.p}
    assert told == {("Trust", -0.31, 0.01), ("Usability", 0.20, 0.11)}


SQUARE = (("Variable", "M ± SD", "1", "2", "3"), ("1. Age", "3.2 ± 0.5", "1", "", ""))


def test_means_with_their_spread_in_one_cell_are_no_labels() -> None:
    rows = [*SQUARE, ("2. Stress", "2.1 ± 0.4", ".21", "1", ""), ("3. Sleep", "1.4 ± 0.3", ".05", "-.44", "1")]
    assert pairs(found(rows, "Table 1. Correlations")) == {
        ("Stress", "Age", ""),
        ("Sleep", "Age", ""),
        ("Sleep", "Stress", ""),
    }


def test_p_values_in_the_other_half_are_known_by_their_look_and_belong_to_their_pairs() -> None:
    rows = [
        ("", "1", "2", "3"),
        ("1. Age", "1", "<.001", ".412"),
        ("2. Stress", ".41**", "1", ".038"),
        ("3. Sleep", "-.05", "-.14*", "1"),
    ]
    told = {(c.r.value, c.p.value.value, c.group) for c in found(rows, "Table 1. Correlations") if c.p}
    assert told == {(0.41, 0.001, ""), (-0.05, 0.412, ""), (-0.14, 0.038, "")}


def test_covariances_above_variances_are_left_out() -> None:
    rows = [("", "1", "2"), ("1. Age", "4.21", "1.93"), ("2. Stress", ".41", "5.33"), ("3. Sleep", "-.05", "-.14")]
    table = Table(1, (grid(rows),), caption="Table 1. Correlations", note="Covariances appear above the diagonal.")
    values = {c.r.value for c in matrices(document(table)) if c.kind == "correlation"}
    assert values == {0.41, -0.05, -0.14}


def test_pairs_in_rows_belong_to_the_groups_over_the_columns() -> None:
    rows = [
        ("Pair", "Boys (n = 100)", "Girls (n = 120)"),
        ("Stress – Sleep", ".21", ".31"),
        ("Stress – Mood", "-.05", ".1"),
    ]
    candidates = found(rows, "Table 2. Correlations by gender")
    assert ("Stress", "Sleep", "Boys") in pairs(candidates)
    assert {(c.group, c.n) for c in candidates} == {("Boys", 100), ("Girls", 120)}
