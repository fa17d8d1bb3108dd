"""Tables that compare two groups, or give standardised weights for one outcome."""

from __future__ import annotations

import pytest

from extractors import extract
from extractors.convertible_tables import compared
from tests.papers import table

JOINED = (
    "Measure | Nurses (n = 60) | Porters (n = 40) | t",
    " | M (SD) | M (SD) | ",
    "Fatigue | 3.21 (1.10) | 2.90 (0.98) | 1.44",
    "Trust | 2.50 (0.70) | 2.75 (0.81) | 1.64",
)
APART = (
    " | Nurses (n = 60) | | Porters (n = 40) | ",
    "Measure | M | SD | M | SD",
    "Fatigue | 3.21 | 1.10 | 2.90 | 0.98",
    "Trust | 2.50 | 0.70 | 2.75 | 0.81",
)
MEANS = "Table 2. Means and standard deviations by job"


@pytest.mark.parametrize("rows", [JOINED, APART])
def test_means_of_two_groups_are_one_convertible_result_a_row(rows: tuple[str, ...]) -> None:
    found = list(compared(table(*rows, caption=MEANS)))
    assert [(c.x, c.y, c.formula, c.n) for c in found] == [
        ("Nurses vs Porters", "Fatigue", "means", 100),
        ("Nurses vs Porters", "Trust", "means", 100),
    ]
    expected = {"m1": "3.21", "sd1": "1.10", "n1": "60", "m2": "2.90", "sd2": "0.98", "n2": "40"}
    assert {name: value.text for name, value in found[0].source} == expected
    assert found[0].table == "Table 2"
    assert found[0].value_boxes
    assert "Fatigue" in found[0].quotes[0].text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Porters (n = 40)", "Porters"),  # no size
        ("Porters (n = 40)", "Nurses (n = 40)"),  # one group twice
        ("M (SD)", "B (SE)"),
        ("2.90 (0.98)", "-"),
    ],
)
def test_a_table_without_two_groups_of_known_size_is_left_out(old: str, new: str) -> None:
    found = list(compared(table(*(row.replace(old, new) for row in JOINED), caption="Table 2. Results")))
    assert "Fatigue" not in [c.y for c in found]


def test_a_row_without_numbers_in_columns_of_their_own_is_left_out() -> None:
    rows = (*APART[:2], "Fatigue | 3.21 | 1.10 | - | -", APART[3], "Hope | 1.20 | 0.40 | 1.10 | 0.50")
    assert [c.y for c in compared(table(*rows, caption=MEANS))] == ["Trust", "Hope"]


WEIGHTS = (
    "Predictor | B | β | p",
    "Thrift (TS-8) | 0.40 | .31*** | < .001",
    "Age | 0.02 | −.05 | .40",
    "R2 | | .11 | ",
)


def test_standardised_weights_of_one_outcome_are_convertible_each() -> None:
    found = list(compared(table(*WEIGHTS, caption="Table 3. Regression analysis predicting savings", note="N = 150")))
    assert [(c.x, c.y, c.r.value, c.n, c.formula) for c in found] == [
        ("Thrift (TS-8)", "savings", 0.31, 150, "peterson_brown"),
        ("Age", "savings", -0.05, 150, "peterson_brown"),
    ]
    assert dict(found[0].evidence)["several_predictors"] == 1.0


def test_weights_of_two_models_or_of_no_named_outcome_are_left_out() -> None:
    two = tuple(row + " | " + row.split("|")[2] for row in WEIGHTS)
    assert list(compared(table(*two, caption="Table 3. Regression analysis predicting savings"))) == []
    assert list(compared(table(*WEIGHTS, caption="Table 3. Regression weights"))) == []


def test_a_table_of_means_is_no_table_of_correlations() -> None:
    assert {c.kind for c in extract(table(*JOINED, caption=MEANS))} == {"convertible"}
