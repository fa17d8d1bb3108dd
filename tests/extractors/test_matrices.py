"""Square matrices: triangles, diagonals, names, stars, groups on both sides."""

from __future__ import annotations

import pytest

from corpus.evidence import Candidate
from extractors.matrices import matrices
from tests.papers import table

NOTE = "Note. N = 212. *p < .05. **p < .01."


def found(*rows: str, caption: str = "Table 1. Correlations", note: str = NOTE) -> list[Candidate]:
    return list(matrices(table(*rows, caption=caption, note=note)))


def cells(candidates: list[Candidate]) -> dict[tuple[str, str], float]:
    return {(c.x, c.y): c.r.value for c in candidates if c.kind == "correlation"}


LOWER = ("Variable | 1 | 2 | 3", "1. Optimism | — | |", "2. Fatigue | -.31** | — |", "3. Income | .12 | -.08 | —")
EXPECTED = {("Fatigue", "Optimism"): -0.31, ("Income", "Optimism"): 0.12, ("Income", "Fatigue"): -0.08}


def test_a_numbered_lower_triangle_gives_every_pair_with_full_names() -> None:
    candidates = found(*LOWER)
    assert cells(candidates) == EXPECTED
    first = candidates[0]
    assert (first.n, first.n_source, first.stars, first.table, first.statistic) == (
        212,
        "table_note",
        "**",
        "Table 1",
        "pearson",
    )
    assert first.p is not None
    assert (first.p.op, first.p.value.value) == ("<", 0.01)
    assert dict(first.evidence)["p_from_stars"] == 1.0


def test_every_candidate_quotes_its_value_with_row_and_heading() -> None:
    document = table(*LOWER, caption="Table 1. Correlations", note=NOTE)
    first = next(iter(matrices(document)))
    cell = document.tables[0].cells[2][1]
    assert first.value_boxes == cell.boxes
    assert first.quotes[0].digest == document.digest
    assert "-.31**" in first.quotes[0].text
    assert "Fatigue" in first.quotes[0].text
    assert set(cell.boxes) < set(first.quotes[0].boxes)
    assert {name for name, _ in first.fields} == {"x", "y", "n"}


def test_an_upper_triangle_gives_the_same_pairs() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | 1 | -.31** | .12", "2. Fatigue | | 1 | -.08", "3. Income | | | 1")
    assert cells(found(*rows)) == {
        ("Optimism", "Fatigue"): -0.31,
        ("Optimism", "Income"): 0.12,
        ("Fatigue", "Income"): -0.08,
    }


def test_a_full_matrix_gives_each_pair_once_with_both_places() -> None:
    rows = (
        "| Optimism | Fatigue | Income",
        "Optimism | 1.00 | -0.31 | 0.12",
        "Fatigue | -0.31 | 1.00 | -0.08",
        "Income | 0.12 | -0.08 | 1.00",
    )
    candidates = found(*rows)
    assert cells(candidates) == EXPECTED
    assert all(len(c.quotes) == 2 and dict(c.evidence)["mirror_value"] == c.r.value for c in candidates)


@pytest.mark.parametrize(
    "head",
    [
        "Variable | (1) | (2) | (3)",
        "Variable | 1. | 2. | 3.",
        " | Optimism | Fatigue | Income",
        "Variable | Opt | Fat | Inc",
    ],
)
def test_columns_are_resolved_however_they_are_headed(head: str) -> None:
    assert cells(found(head, *LOWER[1:])) == EXPECTED


def test_lettered_variables_are_resolved() -> None:
    rows = ("| A | B | C", "A. Optimism | | |", "B. Fatigue | -.31** | |", "C. Income | .12 | -.08 |")
    assert cells(found(*rows)) == EXPECTED


def test_abbreviated_columns_are_resolved_from_brackets_initials_and_note() -> None:
    rows = (
        "| FAT | SWB | MIN",
        "Fatigue (FAT) | — | |",
        "Subjective well-being | .2 | — |",
        "Mind-set | .31 | .11 | —",
    )
    names = cells(found(*rows, note="MIN = Mind-set. N = 99."))
    assert ("Mind-set", "Subjective well-being") in names
    assert ("Subjective well-being", "Fatigue (FAT)") in names


def test_an_abbreviation_of_the_note_is_written_behind_the_printed_name() -> None:
    rows = ("| 1 | 2", "1. NFC | — |", "2. Income | .31 | —")
    assert cells(found(*rows, note="NFC = need for cognition. N = 80.")) == {
        ("Income", "NFC (need for cognition)"): 0.31
    }


def test_the_last_column_or_the_first_row_may_be_left_out() -> None:
    no_last = ("| 1 | 2", "1. Optimism | — |", "2. Fatigue | -.31 | —", "3. Income | .12 | -.08")
    no_first = ("| Optimism | Fatigue", "2. Fatigue | -.31 |", "3. Income | .12 | -.08")
    assert cells(found(*no_last)) == EXPECTED
    assert cells(found(*no_first)) == EXPECTED


def test_rows_without_numbers_are_counted() -> None:
    rows = ("Variable | 1 | 2 | 3", "Optimism | — | |", "Fatigue | -.31 | — |", "Income | .12 | -.08 | —")
    assert cells(found(*rows)) == EXPECTED


def test_a_first_row_without_values_is_a_variable_and_not_a_section() -> None:
    numbered = ("| 1 | 2", "Optimism | |", "Fatigue | -.31 |", "Income | .12 | -.08")
    named = ("| Optimism | Fatigue", "Feelings | |", "Optimism | |", "Fatigue | -.31 |", "Income | .12 | -.08")
    assert cells(found(*numbered)) == EXPECTED
    assert {(x.split(": ")[-1], y.split(": ")[-1]) for x, y in cells(found(*named))} == set(EXPECTED)


def test_a_triangle_without_any_header_is_read_by_order() -> None:
    rows = ("Optimism | 1 | |", "Fatigue | -.31** | 1 |", "Income | .12 | -.08 | 1")
    assert cells(found(*rows)) == EXPECTED


def test_means_and_bottom_rows_of_statistics_are_no_correlations() -> None:
    rows = (
        "Variable | M | SD | 1 | 2",
        "1. Optimism | 0.41 | 0.22 | — |",
        "2. Fatigue | 0.63 | 0.31 | -.31 | —",
        "M | | | 0.41 | 0.63",
        "SD | | | 0.22 | 0.31",
        "Range | | | 0-1 | 0-1",
    )
    assert cells(found(*rows)) == {("Fatigue", "Optimism"): -0.31}


def test_a_variable_called_like_a_statistic_is_a_variable_among_others() -> None:
    rows = ("Variable | Identity | SD | Warmth", "Identity | — | |", "SD | .21 | — |", "Warmth | .31 | .24 | —")
    pairs = cells(found(*rows, note="SD = social distance. N = 90."))
    assert any("SD" in name for pair in pairs for name in pair)


@pytest.mark.parametrize("value", ["(.81)", ".81"])
def test_alphas_on_the_diagonal_are_reliabilities(value: str) -> None:
    rows = ("| 1 | 2", f"1. Optimism | {value} |", "2. Fatigue | -.31 | (.77)")
    note = "Cronbach's alphas are in parentheses on the diagonal. N = 90."
    kinds = {(c.kind, c.coefficient, c.x, c.r.value) for c in found(*rows, note=note) if c.kind == "reliability"}
    assert ("reliability", "alpha", "Optimism", 0.81) in kinds


def test_square_roots_of_ave_on_the_diagonal_are_dropped() -> None:
    rows = ("Construct | 1 | 2", "1. Trust | .79 |", "2. Use | .41 | .83")
    note = "The diagonal holds the square root of the AVE."
    assert [(c.kind, c.r.value) for c in found(*rows, caption="Table 3. Discriminant validity", note=note)] == [
        ("correlation", 0.41)
    ]


def test_two_groups_share_a_matrix() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | .10 | .20", "2. Fatigue | -.31 | — | .30", "3. Income | .12 | -.08 | —")
    note = "Values for nurses (n = 120) are below the diagonal, those for physicians (n = 95) above the diagonal."
    candidates = found(*rows, note=note)
    assert {(c.group, c.n, c.n_source) for c in candidates} == {("nurses", 120, "group"), ("physicians", 95, "group")}
    assert {c.r.value for c in candidates if c.group == "nurses"} == {-0.31, 0.12, -0.08}


def test_groups_that_no_note_names_are_kept_apart() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | .10 | .20", "2. Fatigue | -.31 | — | .30", "3. Income | .12 | -.08 | —")
    assert {c.group for c in found(*rows, note="")} == {"below the diagonal", "above the diagonal"}


def test_two_coefficients_share_a_matrix() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | .10 | .20", "2. Fatigue | -.31 | — | .30", "3. Income | .12 | -.08 | —")
    note = "Pearson correlations below the diagonal, Spearman correlations above the diagonal. N = 77."
    statistics = {(c.statistic, c.n) for c in found(*rows, note=note)}
    assert statistics == {("pearson", 77), ("spearman", 77)}


@pytest.mark.parametrize(
    ("cell", "note", "field"),
    [
        ("[-.42, -.19]", "95% confidence intervals are shown above the diagonal.", "ci"),
        (".003", "p values are shown above the diagonal.", "p"),
        ("188", "Sample sizes are above the diagonal.", "n"),
    ],
)
def test_the_other_triangle_may_hold_p_interval_or_n(cell: str, note: str, field: str) -> None:
    rows = ("| 1 | 2", f"1. Optimism | — | {cell}", "2. Fatigue | -.31 | —")
    (candidate,) = found(*rows, note=note)
    values = {
        "ci": candidate.ci and candidate.ci[0].value,
        "p": candidate.p and candidate.p.value.value,
        "n": candidate.n,
    }
    assert values[field] == {"ci": -0.42, "p": 0.003, "n": 188}[field]


def test_covariances_above_the_diagonal_are_left_out() -> None:
    rows = ("| 1 | 2", "1. Optimism | — | 0.12", "2. Fatigue | -.31 | —")
    assert cells(found(*rows, note="Covariances are above the diagonal.")) == {("Fatigue", "Optimism"): -0.31}


def test_an_spss_stack_gives_p_and_n_to_its_r() -> None:
    rows = (
        "| | Optimism | Fatigue",
        "Optimism | Pearson Correlation | 1 | -.31**",
        "| Sig. (2-tailed) | | .000",
        "| N | 88 | 87",
        "Fatigue | Pearson Correlation | -.31** | 1",
        "| Sig. (2-tailed) | .000 |",
        "| N | 87 | 88",
    )
    (candidate,) = found(*rows, note="")
    assert (candidate.n, candidate.n_source) == (87, "cell")
    assert candidate.p is not None
    assert (candidate.p.op, candidate.p.value.value) == ("<", 0.001)


def test_intervals_and_p_on_the_line_below_belong_to_the_value_above() -> None:
    ci = ("| 1 | 2", "1. Optimism | — |", "2. Fatigue | -.31 | —", " | [-.42, -.19] |")
    p = ("| 1 | 2", "1. Optimism | — |", "2. Fatigue | -.31 | —", " | .003 |")
    (by_ci,), (by_p,) = found(*ci), found(*p)
    assert by_ci.ci is not None
    assert [v.value for v in by_ci.ci] == [-0.42, -0.19]
    assert by_p.p is not None
    assert (by_p.p.op, by_p.p.value.value) == ("=", 0.003)


def test_numbers_in_brackets_below_are_another_quantity() -> None:
    rows = (
        "| Optimism | Fatigue",
        "Optimism | — |",
        "Fatigue in | -.31 | —",
        "the evening | (-0.17) |",
        "Income | .12 | -.08",
    )
    note = "Values in parentheses are standardized regression coefficients."
    assert {c.r.value for c in found(*rows, note=note)} == {-0.31, 0.12, -0.08}


def test_a_p_in_the_cell_is_read_with_its_meaning_from_the_note() -> None:
    rows = ("| 1 | 2", "1. Optimism | — |", "2. Fatigue | -.31 (.003) | —")
    (candidate,) = found(*rows, note="p values in parentheses. N = 90.")
    assert candidate.p is not None
    assert candidate.p.value.value == 0.003


def test_letters_and_daggers_mean_what_the_note_says() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | |", "2. Fatigue | -.31b | — |", "3. Income | .12a | -.08† | —")
    stars = [c.stars for c in found(*rows, note="a p < .05; b p < .01; † p < .10. N = 90.")]
    assert stars == ["**", "*", "†"]


def test_bold_is_no_star() -> None:
    rows = ("| 1 | 2", "1. Optimism | — |", "2. Fatigue | **-.31** | —")
    assert [c.stars for c in found(*rows)] == [""]


@pytest.mark.parametrize("printed", ["−.31", "–.31", "-0,31", "–·31", "− 0.31", "-.31 **", "-.31<sup>**</sup>"])
def test_any_typography_of_minus_point_and_stars_is_read(printed: str) -> None:
    rows = ("| 1 | 2", "1. Optimism | — |", f"2. Fatigue | {printed} | —")
    assert cells(found(*rows)) == {("Fatigue", "Optimism"): -0.31}


def test_a_value_that_lost_its_point_is_read_with_it() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | |", "2. Fatigue | .318 | — |", "3. Income | 718 | .204 | —")
    assert cells(found(*rows))[("Income", "Optimism")] == 0.718


def test_the_coefficient_comes_from_caption_note_and_variable() -> None:
    spearman = found(*LOWER, caption="Table 2. Spearman rank correlations")
    partial = found(*LOWER, caption="Table 2. Partial correlations controlling for age")
    factors = found(*LOWER, caption="Table 2. Factor correlations")
    polychoric = found(*LOWER, caption="Table 2. Polychoric correlations")
    assert {c.statistic for c in spearman} == {"spearman"}
    assert {c.statistic for c in partial} == {"partial"}
    assert {c.statistic for c in factors} == {"latent"}
    assert {c.statistic for c in polychoric} == {"unknown"}
    note = "Coefficients for income are point-biserial correlations; all others are Pearson correlations."
    assert {c.statistic for c in found(*LOWER, note=note) if c.x == "Income"} == {"point_biserial"}


def test_the_study_of_the_caption_is_the_group() -> None:
    assert {c.group for c in found(*LOWER, caption="Table 1. Correlations (Study 2)")} == {"Study 2"}


def test_an_n_that_is_a_range_is_no_n() -> None:
    assert {c.n for c in found(*LOWER, note="n = 610–1050.")} == {None}
    assert {c.n for c in found(*LOWER, note="ns = 120 and N = 212; N = 311.")} == {None}


def test_a_matrix_goes_on_under_a_repeated_header() -> None:
    rows = (
        "| 1 | 2 | 3",
        "1. Optimism | — | |",
        "2. Fatigue | -.31 | — |",
        "Table 1 (continued) | | |",
        "| 1 | 2 | 3",
        "3. Income | .12 | -.08 | —",
    )
    assert cells(found(*rows)) == EXPECTED


def test_a_lying_table_is_turned() -> None:
    rows = ("3 | | | —", "2 | | — | -.08", "1 | — | -.31 | .12", "Variable | 1. Optimism | 2. Fatigue | 3. Income")
    assert cells(found(*rows)) == EXPECTED


def test_labels_on_two_rows_are_one() -> None:
    rows = ("Variable | 1 | 2", "1. Quality of | — |", "sleep | |", "2. Fatigue during | |", "the day | -.31 | —")
    assert cells(found(*rows)) == {("Fatigue during the day", "Quality of sleep"): -0.31}


def test_factor_correlations_under_loadings_are_found_and_loadings_are_not() -> None:
    rows = ("Item | F1 | F2", "I laugh | .81 | .05", "I cry | .02 | .74", "F1 | 1.00 |", "F2 | -.33* | 1.00")
    candidates = found(*rows, caption="Table 3. Factor loadings and factor correlations", note="N = 90.")
    assert [(c.x, c.y, c.r.value, c.statistic) for c in candidates] == [("F2", "F1", -0.33, "latent")]


def test_a_second_matrix_below_has_its_own_header() -> None:
    rows = (
        "| 1 | 2",
        "Study 1 | |",
        "1. Optimism | — |",
        "2. Fatigue | -.31 | —",
        "| 1 | 2",
        "Study 2 | |",
        "1. Optimism | — |",
        "2. Fatigue | -.11 | —",
    )
    candidates = found(*rows, note="Study 1 n = 80, Study 2 n = 95.")
    assert {(c.group, c.n, c.r.value) for c in candidates} == {("Study 1", 80, -0.31), ("Study 2", 95, -0.11)}


def test_correlations_below_and_covariances_above_are_never_confused() -> None:
    rows = (
        "| 1 | 2 | 3",
        "1. Optimism | — | 0.52 | -0.33",
        "2. Fatigue | -.31 | — | 0.18",
        "3. Income | .12 | -.08 | —",
    )
    note = "Correlations are below the diagonal and covariances above the diagonal. N = 90."
    assert cells(found(*rows, note=note)) == EXPECTED


def test_correlations_above_and_intervals_below_are_read_from_either_order_of_words() -> None:
    rows = ("| 1 | 2", "1. Optimism | — | -.31", "2. Fatigue | [-.42, -.19] | —")
    (candidate,) = found(*rows, note="Correlations above the diagonal, 95% confidence intervals below the diagonal.")
    assert candidate.r.value == -0.31
    assert candidate.ci is not None


def test_partial_correlations_on_one_side_leave_the_other_side_whole() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | — | .10 | .20", "2. Fatigue | -.31 | — | .30", "3. Income | .12 | -.08 | —")
    note = "Above the diagonal: partial correlations (age controlled). N = 74."
    assert {(c.statistic, c.group, c.n) for c in found(*rows, note=note)} == {("pearson", "", 74), ("partial", "", 74)}


def test_a_pair_that_a_full_matrix_prints_once_is_of_the_same_people() -> None:
    rows = ("| 1 | 2 | 3", "1. Optimism | 1 | | .12", "2. Fatigue | -.31** | 1 | -.08", "3. Income | .12 | -.08 | 1")
    assert {(c.x, c.y, c.r.value, c.group) for c in found(*rows)} == {
        ("Fatigue", "Optimism", -0.31, ""),
        ("Income", "Optimism", 0.12, ""),
        ("Income", "Fatigue", -0.08, ""),
    }


def test_ones_on_the_diagonal_tell_the_columns_of_a_matrix_without_heads_whatever_its_other_side_holds() -> None:
    rows = ("Optimism | 1 | .012 | .205", "Fatigue | -.31** | 1 | .300", "Income | .12 | -.08 | 1")
    assert cells(found(*rows, note="p values above the diagonal. N = 212.")) == EXPECTED


@pytest.mark.parametrize("name", ["Fatigue25.81", "Fatigue −", "Cognitive fati-"])
def test_a_name_that_other_cells_ran_into_is_flagged(name: str) -> None:
    doubted = {
        (c.x, c.y): [f.code for f in c.flags] for c in found(LOWER[0], LOWER[1], f"2. {name} | -.31** | — |", LOWER[3])
    }
    assert doubted == {
        (name, "Optimism"): ["name_in_doubt"],
        ("Income", "Optimism"): [],
        ("Income", name): ["name_in_doubt"],
    }
