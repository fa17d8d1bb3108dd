"""Both error rates of the checks, by simulation: correctly printed results, and results with one planted error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corpus.evidence import Candidate, Printed, PValue
from extractors.checks import check, check_result
from extractors.checks.recomputed import p_interval
from tests.extractors.checks.results import Result, printed_matrix, result, sample_matrix, shown, stars_of

RESULTS = 1500
MATRICES = 60
MOST_FALSE_ALARMS = 0.001
LEAST_DETECTED = 0.8
NAMES = [f"variable {c}" for c in "abcdefgh"]


def hard(flags: tuple[object, ...]) -> list[str]:
    return [f.code for f in flags if f.severity == "hard"]  # type: ignore[attr-defined]


def test_correctly_printed_single_results_raise_no_hard_flag() -> None:
    rng = np.random.default_rng(1)
    made = [result(rng) for _ in range(RESULTS)]
    alarms = [check_result(r=m.r, n=m.n, p=m.p, ci=m.ci, df=shown(m.n - 2, 0)) for m in made]
    assert sum(bool(hard(flags)) for flags in alarms) <= MOST_FALSE_ALARMS * RESULTS
    assert sum(bool(flags) for flags in alarms) <= 0.01 * RESULTS


def test_correctly_printed_matrices_raise_no_hard_flag() -> None:
    rng = np.random.default_rng(2)
    cells = alarms = 0
    for _ in range(MATRICES):
        n, k = int(rng.integers(40, 800)), int(rng.integers(3, 9))
        found = check(printed_matrix(sample_matrix(rng, k, n), n, NAMES[:k]), [])
        cells += len(found)
        alarms += sum(bool(hard(c.flags)) for c in found)
    assert cells > 500
    assert alarms <= MOST_FALSE_ALARMS * cells


def with_wrong_digit(rng: np.random.Generator, made: Result) -> Result:
    change = float(rng.choice([0.1, 0.2, 0.3])) * float(rng.choice([-1, 1]))
    value = made.r.value + change
    return replace(made, r=shown(value if abs(value) < 1 else made.r.value - change))


def with_wrong_sign(rng: np.random.Generator, made: Result) -> Result:
    return replace(made, r=shown(-made.r.value))


def with_wrong_n(rng: np.random.Generator, made: Result) -> Result:
    return replace(made, n=int(made.n * float(rng.choice([0.1, 0.25, 3.0, 10.0]))) + 5)


def detectable(made: Result, changed: Result) -> bool:
    """Whether the printed numbers contradict each other at all once the error is in."""
    implied = p_interval(changed.r, changed.n)
    p_off = (
        implied.low > 0.0011
        if made.p.op == "<"
        else not made.p.value.low <= implied.high or made.p.value.high < implied.low
    )
    ci_off = not made.ci[0].low <= changed.r.value <= made.ci[1].high
    return p_off or ci_off


@pytest.mark.parametrize("plant", [with_wrong_digit, with_wrong_sign, with_wrong_n])
def test_most_planted_errors_that_can_be_seen_are_flagged(plant) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(3)
    pairs = [(made, plant(rng, made)) for made in (result(rng) for _ in range(400))]
    seen = [(m, c) for m, c in pairs if c.r.value != m.r.value or c.n != m.n]
    seen = [(m, c) for m, c in seen if detectable(m, c)]
    flagged = sum(bool(check_result(r=c.r, n=c.n, p=m.p, ci=m.ci)) for m, c in seen)
    assert len(seen) > 100
    assert flagged >= LEAST_DETECTED * len(seen)


def in_order(cells: list[Candidate], position: int, value: Printed) -> list[Candidate]:
    return [replace(c, r=value) if i == position else c for i, c in enumerate(cells)]


def test_most_wrong_cells_of_starred_matrices_are_flagged() -> None:
    rng = np.random.default_rng(4)
    planted = flagged = 0
    for _ in range(150):
        n = int(rng.integers(80, 600))
        cells = printed_matrix(sample_matrix(rng, 6, n), n, NAMES[:6])
        position = int(rng.integers(0, len(cells)))
        size = abs(cells[position].r.value)
        wrong = shown(size - 0.4 if size > 0.45 else size + 0.4)
        if stars_of(wrong.value, n) == cells[position].stars:
            continue  # nothing on the page contradicts it
        before = sum(len(c.flags) for c in check(cells, []))
        after = check(in_order(cells, position, wrong), [])
        planted += 1
        flagged += sum(len(c.flags) for c in after) > before
    assert planted > 40
    assert flagged >= LEAST_DETECTED * planted


def test_a_table_with_the_n_of_another_sample_is_flagged_as_such() -> None:
    rng = np.random.default_rng(5)
    cells = printed_matrix(sample_matrix(rng, 7, 300), 300, NAMES[:7])
    wrong = check([replace(c, n=30) for c in cells], [])
    assert all("n_against_stars" in hard(c.flags) for c in wrong)


def test_printed_p_of_star_legends_is_not_taken_for_an_exact_p() -> None:
    cells = printed_matrix(np.array([[1, 0.5], [0.5, 1]]), 200, NAMES[:2])
    assert cells[0].p == PValue("<", shown(0.001, 3))
    assert check(cells, [])[0].flags == ()
