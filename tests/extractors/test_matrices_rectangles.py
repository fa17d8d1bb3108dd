"""Rectangular blocks, columns of r, rows that are samples, and tables that hold no correlation."""

from __future__ import annotations

import pytest

from corpus.evidence import Candidate
from extractors.matrices import matrices
from tests.papers import table


def found(
    *rows: str, caption: str = "Table 2. Correlations of moods with outcomes", note: str = "N = 140."
) -> list[Candidate]:
    return list(matrices(table(*rows, caption=caption, note=note)))


def facts(candidates: list[Candidate]) -> set[tuple[str, str, float, str]]:
    return {(c.x, c.y, c.r.value, c.group) for c in candidates if c.kind == "correlation"}


def test_rows_by_columns_give_every_pair() -> None:
    rows = ("Measure | Sleep | Pain", "Calm mood | .31* | -.20", "Low mood | -.11 | .42**")
    assert facts(found(*rows)) == {
        ("Calm mood", "Sleep", 0.31, ""),
        ("Calm mood", "Pain", -0.2, ""),
        ("Low mood", "Sleep", -0.11, ""),
        ("Low mood", "Pain", 0.42, ""),
    }


def test_groups_over_the_columns_are_groups_with_their_n() -> None:
    rows = ("| | Nurses | | Students |", "Measure | Sleep | Pain | Sleep | Pain", "Calm mood | .31 | -.20 | .05 | -.09")
    candidates = found(*rows, note="Nurses: n = 80; students: n = 60.")
    assert {(c.y, c.group, c.n) for c in candidates} == {
        ("Sleep", "Nurses", 80),
        ("Pain", "Nurses", 80),
        ("Sleep", "Students", 60),
        ("Pain", "Students", 60),
    }


def test_an_n_in_a_spanning_head_belongs_to_its_group() -> None:
    rows = (
        "| Men (n = 55) | Men (n = 55) | Women (n = 66) | Women (n = 66)",
        "Measure | Sleep | Pain | Sleep | Pain",
        "Calm mood | .31 | -.20 | .05 | -.09",
    )
    assert {(c.group, c.n) for c in found(*rows, note="")} == {("Men", 55), ("Women", 66)}


def test_spanning_heads_that_name_variables_qualify_the_columns() -> None:
    rows = (
        "| Home | | Work |",
        "Measure | Demands | Support | Demands | Support",
        "Calm mood | .31 | -.20 | .05 | -.09",
    )
    assert {c.y for c in found(*rows)} == {"Home: Demands", "Home: Support", "Work: Demands", "Work: Support"}


def test_sections_that_repeat_the_rows_are_groups_or_qualify_the_columns() -> None:
    people = (
        "Measure | Sleep",
        "Patients (n = 44) |",
        "Calm mood | .31",
        "Low mood | -.2",
        "Controls (n = 51) |",
        "Calm mood | .11",
        "Low mood | -.3",
    )
    assert {(c.x, c.group, c.n) for c in found(*people)} >= {
        ("Calm mood", "Patients (n = 44)", 44),
        ("Low mood", "Controls (n = 51)", 51),
    }
    things = (
        "Measure | Boss | Peer",
        "Praise | |",
        "Calm mood | .31 | .12",
        "Low mood | -.2 | .1",
        "Blame | |",
        "Calm mood | .11 | .2",
        "Low mood | -.3 | .1",
    )
    assert ("Low mood", "Blame: Boss", -0.3, "") in facts(found(*things))


def test_a_section_helps_a_label_of_one_word() -> None:
    rows = ("Measure | Sleep | Pain", "Job strain | |", "Daily | .31 | .1", "Weekly load | .2 | .3")
    assert {c.x for c in found(*rows)} == {"Job strain: Daily", "Weekly load"}


def test_an_outer_label_column_stands_beside_the_name() -> None:
    rows = (
        "| | Sleep quality | Pain level",
        "Self-report | Mood | .31 | .2",
        "| Stress | .11 | .4",
        "Observer | Mood | .21 | .1",
    )
    assert {c.x for c in found(*rows)} == {"Mood (Self-report)", "Stress (Self-report)", "Mood (Observer)"}


def test_equal_names_of_two_informants_are_no_square() -> None:
    rows = (
        "| | Parent | | ",
        "| | Mood | Sleep | Pain",
        "Child | Mood | .41* | .10 | .12",
        "| Sleep | .09 | .38* | .20",
        "| Pain | .15 | -.02 | .44*",
    )
    candidates = found(*rows, caption="Table 2. Correlations between child and parent reports")
    assert len(candidates) == 9
    assert all("Child" in c.x for c in candidates)


def test_samples_as_rows_under_one_outcome_are_groups_with_their_n() -> None:
    rows = (
        "| Correlation with churchgoing | | |",
        "State | Warmth | Order | N",
        "Bremen | .07 | -.01 | 336",
        "Hesse | .14 | .10 | 3300",
    )
    candidates = found(*rows, caption="Table 1. Correlations by state", note="")
    assert ("Warmth", "churchgoing", 0.07, "Bremen") in facts(candidates)
    assert {(c.group, c.n, c.n_source) for c in candidates} == {("Bremen", 336, "row"), ("Hesse", 3300, "row")}


def test_samples_as_rows_under_sections_share_their_n() -> None:
    rows = (
        "Region | Pay | Autonomy",
        "Job satisfaction | |",
        "World (22,603) | .32 | .47",
        "Nordic (3,875) | .28 | .52",
        "Commitment | |",
        "World | .29 | .45",
        "Nordic | .31 | .48",
    )
    candidates = found(*rows, caption="Table 3. Correlations by region", note="")
    assert ("Commitment", "Pay", 0.31, "Nordic") in facts(candidates)
    assert {(c.group, c.n) for c in candidates} == {("World", 22603), ("Nordic", 3875)}


def test_samples_as_rows_with_both_variables_in_the_caption() -> None:
    rows = ("Country | n | r | p", "Chile | 455 | .35 | <.001", "Kenya | 702 | .24 | <.001")
    candidates = found(*rows, caption="Table 2. Correlations between loneliness and pain by country", note="")
    assert {(c.x, c.y, c.group, c.n) for c in candidates} == {
        ("loneliness", "pain", "Chile", 455),
        ("loneliness", "pain", "Kenya", 702),
    }


@pytest.mark.parametrize(
    ("caption", "outcome"),
    [
        ("Table 3. Correlations with depressive symptoms (N = 187)", "depressive symptoms"),
        ("Correlations of loneliness with other variables", "loneliness"),
        ("Correlation between stress and health behaviours", "stress"),
        ("Spearman correlation of blood markers and counts to disease severity (SEV)", "disease severity (SEV)"),
        ("Correlates and predictors of burnout", "burnout"),
        ("Associations among the measures", ""),
    ],
)
def test_the_outcome_of_a_column_of_r_stands_in_the_caption(caption: str, outcome: str) -> None:
    rows = ("Variable | r | p", "Sleep hours | -.30 | < .001", "Walking | .12 | .093")
    candidates = found(*rows, caption=caption, note="")
    assert {(c.x, c.y) for c in candidates} == {("Sleep hours", outcome), ("Walking", outcome)}
    assert [(c.p.op, c.p.value.value) for c in candidates if c.p] == [("<", 0.001), ("=", 0.093)]


def test_only_r_is_taken_from_among_its_lookalikes() -> None:
    rows = ("Predictor | b | SE | r | R² | Z | p | n", "Sleep | -0.22 | 0.03 | -.34 | .11 | -2.6 | .001 | 88")
    (candidate,) = found(*rows, caption="Table 2. Correlations with pain")
    assert (candidate.r.value, candidate.n, candidate.n_source) == (-0.34, 88, "row")


def test_symbols_at_the_end_of_headings_are_understood() -> None:
    rows = (
        "Outcome | Form A r | Form B r | Form A b | Form B b",
        "Sleep | .31 | .20 | 0.12 | 0.11",
        "Pain | .11 | .30 | 0.22 | 0.31",
    )
    assert facts(found(*rows, caption="Table 4. Associations with outcomes")) == {
        ("Sleep", "Form A", 0.31, ""),
        ("Sleep", "Form B", 0.2, ""),
        ("Pain", "Form A", 0.11, ""),
        ("Pain", "Form B", 0.3, ""),
    }


@pytest.mark.parametrize("head", ["Test-retest r", "Split-half r", "Inter-rater r", "Corrected item-total correlation"])
def test_a_column_of_a_scales_own_consistency_gives_no_correlation(head: str) -> None:
    rows = (f"Scale | {head} | Pain r | Sleep r", "Calm mood | .82 | .28 | .2", "Low mood | .79 | -.15 | -.1")
    assert {(c.y, c.r.value) for c in found(*rows) if c.kind == "correlation"} == {
        ("Pain", 0.28), ("Pain", -0.15), ("Sleep", 0.2), ("Sleep", -0.1),
    }  # fmt: skip
    rows = (f"Scale | {head} | Cronbach α", "Calm mood | .82 | .88", "Low mood | .79 | .85")
    assert not facts(found(*rows, caption="Table 1. Reliability of the scales"))


def test_groups_over_columns_of_r_have_interval_p_and_alpha_beside_them() -> None:
    rows = (
        "| | | Men | | | Women |",
        "Scale | α | r | 95% CI | p | r | 95% CI | p",
        "Warmth | .84 | -.02 | [-.08, .04] | .51 | .05 | [-.03, .12] | .24",
    )
    caption = "Table 1. Correlations of hair length with personality traits (87 men, 75 women)"
    candidates = found(*rows, caption=caption, note="")
    assert {(c.group, c.n, c.ci and c.ci[0].value) for c in candidates if c.kind == "correlation"} == {
        ("Men", 87, -0.08),
        ("Women", 75, -0.03),
    }
    assert [(c.x, c.r.value) for c in candidates if c.kind == "reliability"] == [("Warmth", 0.84)]


def test_limits_in_two_columns_are_an_interval() -> None:
    rows = ("Variable | r | LL | UL", "Sleep | .31 | .20 | .41")
    (candidate,) = found(*rows, caption="Table 2. Correlations with pain")
    assert candidate.ci is not None
    assert [v.value for v in candidate.ci] == [0.2, 0.41]


def test_pairs_in_the_label_are_both_variables() -> None:
    rows = ("Pair | r", "Sleep – Pain | .31", "Sleep – Mood | .22")
    assert facts(found(*rows, caption="Table 2. Correlations")) == {
        ("Sleep", "Pain", 0.31, ""),
        ("Sleep", "Mood", 0.22, ""),
    }


def test_a_row_of_correlations_with_one_variable_under_columns() -> None:
    rows = ("| Sleep | Pain", "Mean | 7.1 | 3.2", "Correlation with age | .21 | -.11")
    assert facts(found(*rows, caption="Table 1. Descriptives")) == {
        ("Sleep", "age", 0.21, ""),
        ("Pain", "age", -0.11, ""),
    }


def test_greek_headings_name_their_coefficient() -> None:
    rho = found("Variable | ρ", "Sleep | .31", "Walk | .2", caption="Table 2. Correlations with pain")
    tau = found("Variable | τ", "Sleep | .31", "Walk | .2", caption="Table 2. Correlations with pain")
    assert {c.statistic for c in rho} == {"spearman"}
    assert {c.statistic for c in tau} == {"kendall"}


def test_a_bottom_row_of_alphas_is_read_as_reliabilities() -> None:
    rows = ("| 1 | 2", "1. Sleep | — |", "2. Pain | .31 | —", "α | .81 | .77")
    kinds = {(c.x, c.r.value) for c in found(*rows) if c.kind == "reliability"}
    assert kinds == {("Sleep", 0.81), ("Pain", 0.77)}


DECOYS = {
    "regression": (
        ("Predictor | B | SE | β | p", "Age | -0.03 | 0.01 | -.12* | .021", "Sleep | 0.41 | 0.09 | .24 | .001"),
        "Table 4. Regression predicting pain",
    ),
    "loadings": (
        ("Item | Factor 1 | Factor 2", "I laugh | .71 | .12", "I cry | .08 | .66"),
        "Table 2. Factor loadings",
    ),
    "htmt": (
        ("| 1 | 2 | 3", "1. Use | — | 0.62 | 0.55", "2. Trust | | — | 0.71", "3. Mood | | | —"),
        "Table 5. HTMT ratios",
    ),
    "covariances": (("| 1 | 2", "1. Use | 0.62 |", "2. Trust | 0.21 | 0.71"), "Table 5. Variance-covariance matrix"),
    "previous studies": (
        ("Study | r | n", "Smith (2010) | .31 | 80", "Li and Wu (2014) | .22 | 91", "Cruz et al. (2001) | .4 | 60"),
        "Table 1. Correlations of sleep with pain",
    ),
    "anova": (
        ("Source | F | p | η2", "Group | 3.21 | .04 | .12", "Time | 0.91 | .33 | .02"),
        "Table 3. Analysis of variance",
    ),
    "effect sizes": (("Variable | U | Z | p | r", "Sleep | 120 | -2.1 | .03 | .31"), "Table 3. Comparison of groups"),
    "item-total": (("Item | r", "I laugh | .61", "I cry | .55"), "Table 3. Corrected item-total correlations"),
    "proportions": (
        ("Model | BF > 3 | BF > 10", "Plain | .34 | .29", "Corr | .02 | .01"),
        "Table 5. Proportion of Bayes factors",
    ),
}


@pytest.mark.parametrize("name", DECOYS)
def test_decoys_give_no_correlation(name: str) -> None:
    rows, caption = DECOYS[name]
    assert [c for c in found(*rows, caption=caption, note="*p < .05.") if c.kind == "correlation"] == []


def test_agreement_of_raters_is_a_reliability() -> None:
    rows = ("Variable | Intraclass correlation | 95% CI", "Fear | .70 | [.6, .8]", "Joy | .71 | [.6, .8]")
    candidates = found(*rows, caption="Table 1. Inter-rater agreement", note="")
    assert {(c.kind, c.coefficient, c.x) for c in candidates} == {
        ("reliability", "icc", "Fear"),
        ("reliability", "icc", "Joy"),
    }


def test_a_caption_with_intraclass_and_correlations_keeps_the_matrix() -> None:
    rows = ("| 1 | 2 | 3", "1. Use | | |", "2. Trust | .21 | |", "3. Mood | .31 | .11 |", "Country | .02 | .04 | .05")
    caption = "Table 1. Correlations of all variables and intraclass correlations"
    assert {c.r.value for c in found(*rows, caption=caption)} == {0.21, 0.31, 0.11}


def test_a_triangle_needs_no_word_to_be_a_matrix_but_a_rectangle_does() -> None:
    triangle = ("| 1 | 2 | 3", "1. Use | — | |", "2. Trust | .21* | — |", "3. Mood | .31 | -.11 | —")
    assert len(found(*triangle, caption="Table 1", note="")) == 3
    block = ("Measure | Sleep | Pain", "Calm | .31 | -.20", "Low | -.11 | .42")
    assert found(*block, caption="Table 1. Scores", note="") == []


def test_a_table_of_words_or_nothing_gives_nothing() -> None:
    assert found("Author | Finding", "A | yes", "B | no") == []
    assert found("", caption="Table 1. Correlations") == []


def test_an_r_of_each_numbered_unit_is_kept_as_other() -> None:
    rows = ("Observer | r | Slope", "1 | -.54 | -.30", "2 | .31 | .22")
    assert {c.kind for c in found(*rows, caption="Table 1. Correlation coefficients and slopes")} == {"other"}
