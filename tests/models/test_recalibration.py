"""The curve over the model's probabilities: what it learns, when it is kept, and what it does to scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus.evidence import Scored
from extractors import extract
from models.recalibration import (
    FEWEST,
    FILE,
    Calibration,
    Judged,
    UnreadableCalibration,
    curve,
    enough,
    fitted,
    in_force,
    keep,
    recalibrated,
)
from models.triage import MODEL, score
from tests.papers import paper

SURE = Calibration(0.5, -1.0, MODEL, 40, 8, 0.6, 0.4)


def decisions(count: int, *, says: float, right: float, papers: int = 8, seed: int = 3) -> list[Judged]:
    """Decisions on results of which the model said `says` where a share `right` was right."""
    rng = Random(seed)
    return [Judged(says + rng.uniform(-0.03, 0.03), rng.random() < right, f"R{i % papers}") for i in range(count)]


def one() -> Scored:
    return score(extract(paper("Trust was related to pay, r(98) = .31, p = .002.")))[0]


def test_too_sure_a_model_is_brought_down_and_the_loss_on_papers_left_out_falls() -> None:
    new = fitted(decisions(120, says=0.95, right=0.6))
    assert new.loss < new.loss_before
    assert new.of(0.95) == pytest.approx(0.6, abs=0.12)
    assert (new.decisions, new.papers) == (120, 8)


def test_an_honest_model_gains_nothing() -> None:
    rng = Random(5)
    honest = [
        Judged(p, rng.random() < p, f"R{i % 9}") for i, p in enumerate(rng.uniform(0.05, 0.95) for _ in range(200))
    ]
    new = fitted(honest)
    assert new.loss == pytest.approx(new.loss_before, abs=0.02)
    assert new.of(0.5) == pytest.approx(0.5, abs=0.1)


def test_a_few_decisions_change_little() -> None:
    slope, offset = curve(np.array([0.9]), np.array([0.0]))
    assert 0.3 < slope <= 1
    assert -1 < offset < 0


def test_what_is_in_force_is_what_a_new_curve_is_measured_against() -> None:
    seen = decisions(120, says=0.95, right=0.6)
    first = fitted(seen)
    again = fitted(seen, now=first)
    assert again.loss_before < first.loss_before
    assert again.loss == first.loss


@pytest.mark.parametrize(
    "seen",
    [
        decisions(FEWEST - 1, says=0.9, right=0.5),
        decisions(FEWEST, says=0.9, right=0.5, papers=3),
        decisions(FEWEST, says=0.9, right=1.0),
    ],
)
def test_too_few_decisions_papers_or_outcomes_are_not_enough(seen: list[Judged]) -> None:
    assert not enough(seen)
    assert enough(decisions(FEWEST, says=0.9, right=0.5))


def test_the_probability_of_the_model_stays_beside_that_of_the_review() -> None:
    scored = one()
    ours = recalibrated(scored, SURE)
    assert ours.raw == scored.probability
    assert ours.probability == pytest.approx(SURE.of(scored.probability))
    assert recalibrated(ours, SURE) == ours  # a second time starts from the model's again
    assert recalibrated(ours, None) == scored


def test_results_that_are_never_pooled_and_other_models_are_left_alone() -> None:
    scored = one()
    assert recalibrated(replace(scored, kind="cited"), SURE).raw is None
    assert recalibrated(scored, replace(SURE, model="triage.v0")) == scored


def test_a_kept_calibration_is_in_force_until_the_model_changes(tmp_path: Path) -> None:
    assert in_force(None) is None
    assert in_force(tmp_path / "models") is None
    keep(SURE, tmp_path / "models")
    assert in_force(tmp_path / "models") == SURE
    keep(replace(SURE, model="triage.v0"), tmp_path / "models")
    assert in_force(tmp_path / "models") is None


@pytest.mark.parametrize("content", ["{", "{}", "[]", '{"slope": "steep"}'])
def test_a_damaged_calibration_is_named_with_its_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableCalibration, match=r"delete it, then run `stook retrain`"):
        in_force(tmp_path)


def test_a_curve_without_end_is_refused(tmp_path: Path) -> None:
    keep(replace(SURE, slope=float("nan")), tmp_path)
    with pytest.raises(UnreadableCalibration, match="no finite curve"):
        in_force(tmp_path)
