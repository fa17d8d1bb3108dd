"""Both error rates of the checks, by simulation: correctly printed results, and results with one planted error."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import extractors
from benchmarks.checks import ERRORS, alarms, caught
from corpus.evidence import PValue
from extractors.checks import check
from synthetic.printed_results import FAMILIES, NAMES, printed_matrix, sample_matrix, shown
from tests.effort import effort

ROUNDS = effort(120, 4000)
PLANTED = effort(40, 1000)
MOST_FALSE_ALARMS = 0.001
MOST_SOFT = 0.01
LEAST_DETECTED = 0.8
DOCS = Path(__file__).parents[3] / "docs" / "checks.md"


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "p of one tail"])
def test_correctly_printed_results_raise_no_hard_flag_and_hardly_a_soft_one(family: str) -> None:
    said = alarms(family, ROUNDS)
    assert said.results >= ROUNDS / 4
    assert said.hard <= MOST_FALSE_ALARMS * said.results
    assert said.any <= MOST_SOFT * said.results


def test_a_p_of_one_tail_is_told_softly() -> None:
    said = alarms("p of one tail", ROUNDS)
    assert said.hard == 0 < said.any < said.results


@pytest.mark.parametrize("family", list(FAMILIES))
def test_most_planted_errors_that_can_be_seen_are_flagged(family: str) -> None:
    found = [caught(family, error, PLANTED) for error in ERRORS]
    assert any(seen.visible for seen in found)
    assert all(seen.flagged >= LEAST_DETECTED * seen.visible for seen in found)


def test_a_table_with_the_n_of_another_sample_is_flagged_as_such() -> None:
    rng = np.random.default_rng(5)
    cells = printed_matrix(sample_matrix(rng, 7, 300), 300, list(NAMES[:7]))
    wrong = check([replace(c, n=30) for c in cells], [])
    assert all(any(flag.code == "n_against_stars" for flag in c.flags) for c in wrong)


def test_printed_p_of_star_legends_is_not_taken_for_an_exact_p() -> None:
    cells = printed_matrix(np.array([[1, 0.5], [0.5, 1]]), 200, list(NAMES[:2]))
    assert cells[0].p == PValue("<", shown(0.001, 3))
    assert check(cells, [])[0].flags == ()


def test_every_code_that_a_check_can_raise_is_explained() -> None:
    folder = Path(extractors.__file__).parent / "checks"
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'(?:Flag\(\s*|code, message = |culprits, code = .*, )"([a-z0-9_]+)"', source))
    assert len(codes) > 25
    told = DOCS.read_text("utf-8")
    assert not {code for code in codes if f"`{code}`" not in told}
