"""Scores candidates: which kind counts, and how likely value, pair, n and kind are all right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from corpus.evidence import Candidate, Scored
from models.calibration import POOLABLE, counted
from models.features import doubts, structure, words
from models.linear import Linear, counts, load

MODEL = "triage.v1"
WEIGHTS = Path(__file__).parent / "weights" / "triage.npz"
BATCH = 2000  # candidates scored at a time, so that memory stays small


@cache
def _models(path: Path) -> tuple[Linear, Linear]:
    models = load(path)
    return models["kind"], models["right"]


def score(candidates: Sequence[Candidate], *, weights: Path = WEIGHTS) -> list[Scored]:
    """Every candidate, in order, with the kind that counts and its calibrated probability."""
    kind, right = _models(weights)
    scored: list[Scored] = []
    for start in range(0, len(candidates), BATCH):
        scored += _batch(candidates[start : start + BATCH], kind, right)
    return scored


def _batch(candidates: Sequence[Candidate], kind: Linear, right: Linear) -> list[Scored]:
    rows = kind.probabilities([(counts(words(c)), structure(c)) for c in candidates])
    chances = [dict(zip(kind.classes, map(float, row), strict=True)) for row in rows]
    kinds = [counted(c, chance) for c, chance in zip(candidates, chances, strict=True)]
    doubted = [doubts(c, chance.get(k, 0.0)) for c, chance, k in zip(candidates, chances, kinds, strict=True)]
    sure = right.probabilities([(numbers,) for numbers in doubted])[:, right.classes.index("right")]
    return [
        Scored(c, k, float(s) if k in POOLABLE else chance.get(k, 0.0), MODEL, tuple(chance.items()))
        for c, k, s, chance in zip(candidates, kinds, sure, chances, strict=True)
    ]
