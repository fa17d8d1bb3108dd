"""What this review's own decisions say about the model's probabilities: a curve over them, kept where it helps.

People's decisions are no training data of the model, which never sees a real page; they only say how often it was right
when it said .9. The curve has two numbers, slope and offset over log-odds, held near (1, 0) by a prior, so that few
decisions change little. It is judged on papers whose decisions it was not fitted to.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StookError
from corpus.evidence import Scored
from models.calibration import POOLABLE
from models.triage import MODEL

FILE = "calibration.json"
FEWEST = 30  # decisions; below it the curve would follow single ones
FEWEST_PAPERS = 5  # each is left out in turn, and the others must still say something
FOLDS = 10
PRIOR = 2.0  # weight of slope 1 and offset 0, about as much as ten decisions
STEPS = 50  # of Newton's method; it needs ten
TINY = 1e-6  # a probability is never 0 or 1: one surprise would cost without end
CLOSE = 1e-10
START = np.array([1.0, 0.0])  # slope and offset that change nothing

Array = NDArray[np.float64]


class UnreadableCalibration(StookError):
    """The calibration that this review made is damaged."""

    code = "calibration"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that a person decided on: how sure the model was, whether all was right, and in which paper."""

    probability: float
    right: bool
    paper: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve, and what it rests on; losses are mean log losses on papers that were left out."""

    slope: float
    offset: float
    model: str
    decisions: int
    papers: int
    loss_before: float
    loss: float

    def of(self, probability: float) -> float:
        """The probability by this review's decisions."""
        return float(_sigmoid(self.slope * _log_odds(np.array([probability])) + self.offset)[0])


def _log_odds(p: Array) -> Array:
    held = np.clip(p, TINY, 1 - TINY)
    return np.asarray(np.log(held / (1 - held)))


def _sigmoid(x: Array) -> Array:
    return np.asarray(np.exp(-np.logaddexp(0, -x)))  # never overflows


def log_loss(said: Array, right: Array) -> float:
    """Mean log loss of probabilities."""
    held = np.clip(said, TINY, 1 - TINY)
    return float(-np.mean(np.where(right > 0, np.log(held), np.log(1 - held))))


def curve(probabilities: Array, right: Array) -> tuple[float, float]:
    """Slope and offset by penalised maximum likelihood (Platt's scaling with a prior at no change)."""
    design = np.column_stack([_log_odds(probabilities), np.ones(len(probabilities))])
    found = START
    for _ in range(STEPS):
        said = _sigmoid(design @ found)
        slope = design.T @ (right - said) - PRIOR * (found - START)
        bend = (design * (said * (1 - said))[:, None]).T @ design + PRIOR * np.eye(2)
        step = np.linalg.solve(bend, slope)
        while _cost(found + step, design, right) > _cost(found, design, right) and np.abs(step).max() >= CLOSE:
            step = step / 2  # too far: where nearly all are said to be sure the curve is flat
        found = found + step
        if np.abs(step).max() < CLOSE:
            break
    return float(found[0]), float(found[1])


def _cost(curve: Array, design: Array, right: Array) -> float:
    """Log loss in all and the price of leaving slope 1 and offset 0."""
    x = design @ curve
    return float(np.sum(np.logaddexp(0, x) - right * x) + PRIOR / 2 * np.sum((curve - START) ** 2))


def enough(judged: Sequence[Judged]) -> bool:
    """Whether there are decisions of both outcomes on enough papers to fit and to judge a curve."""
    papers, outcomes = {one.paper for one in judged}, {one.right for one in judged}
    return len(judged) >= FEWEST and len(papers) >= FEWEST_PAPERS and len(outcomes) == 2


def fitted(judged: Sequence[Judged], *, now: Calibration | None = None) -> Calibration:
    """The curve of all decisions, with its loss on papers left out beside that of what is in force `now`."""
    said, right = np.array([j.probability for j in judged]), np.array([float(j.right) for j in judged])
    papers = sorted({j.paper for j in judged})
    fold = {paper: number % min(FOLDS, len(papers)) for number, paper in enumerate(papers)}
    folds = np.array([fold[j.paper] for j in judged])
    unseen = np.zeros(len(judged))
    for number in set(folds.tolist()):
        out = folds == number
        slope, offset = curve(said[~out], right[~out])
        unseen[out] = _sigmoid(slope * _log_odds(said[out]) + offset)
    before = said if now is None else np.array([now.of(p) for p in said])
    slope, offset = curve(said, right)
    return Calibration(slope, offset, MODEL, len(judged), len(papers), log_loss(before, right), log_loss(unseen, right))


def recalibrated(scored: Scored, calibration: Calibration | None) -> Scored:
    """The candidate with this review's probability; what the model said stays beside it, for the next curve."""
    said = scored.probability if scored.raw is None else scored.raw
    if calibration is None or calibration.model != scored.model or scored.kind not in POOLABLE:
        return replace(scored, probability=said, raw=None)
    return replace(scored, probability=calibration.of(said), raw=said)


def keep(calibration: Calibration, folder: Path) -> None:
    """Write the calibration into the review's folder of models, at once or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps(asdict(calibration), indent=2) + "\n", encoding="utf-8")
    new.replace(folder / FILE)


def in_force(folder: Path | None) -> Calibration | None:
    """The calibration of this review; none where it never retrained, or where another model scores now."""
    path = folder / FILE if folder else None
    if path is None or not path.is_file():
        return None
    try:
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        calibration = Calibration(**{field.name: found[field.name] for field in fields(Calibration)})
        usable = all(math.isfinite(float(value)) for value in (calibration.slope, calibration.offset))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableCalibration(f"{path} is damaged ({error}); delete it, then run `stook retrain`.") from None
    if not usable:
        raise UnreadableCalibration(f"{path} has no finite curve; delete it, then run `stook retrain`.")
    return calibration if calibration.model == MODEL else None
