"""Weight functions of selection models and their mean over what a study might have found."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy import special

from pooling.arrays import Array, Integers
from pooling.tails import normal_quantile

TYPES = ("stepfun", "beta", "negexp")
MOST_WEIGHT = 100.0  # of a step against the first: what metafor allows, so that optima compare
SMALLEST_P = 1e-5  # p-values of beta weights are kept away from 0 and 1, where weights are infinite
LARGEST_SHAPE = 100.0
FARTHEST = 10.0  # standard deviations on each side of a study's mean
_NODES, _WEIGHTS = leggauss(24)
_FIRST = np.ones(1)  # the weight of the first step, by definition
PANELS = 4  # in each of the pieces between two edges
EDGES = (0.0, 8.0)  # standard errors: within them the p-value changes, however wide the effects spread


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight function with what it needs of the data: p-values, their intervals, cut-offs in y."""

    type: str
    steps: tuple[float, ...]
    alternative: str
    p: Array
    se: Array
    group: Integers
    counts: tuple[int, ...]
    cuts: Array
    free: int
    lower: Array
    upper: Array
    starts: tuple[Array, ...]

    @property
    def fixed(self) -> Array:
        """Parameters that are 1 by definition: the first step's weight."""
        return _FIRST if self.type == "stepfun" else np.empty(0)

    def log_weight(self, delta: Array) -> Array:
        """Return ln weight of each row's p-value (k,)."""
        if self.type == "stepfun":
            return np.asarray(np.log(np.concatenate([_FIRST, delta]))[self.group])
        return log_weight(self.type, self.p, delta)

    def mean_weight(self, mean: float, sd: Array, delta: Array) -> Array:
        """Return each row's mean weight over effects with ``mean`` and standard deviations ``sd`` (k,)."""
        centre = mean if self.alternative == "greater" else -mean
        if self.type == "stepfun":
            weight = np.concatenate([_FIRST, delta])
            return np.asarray(weight[-1] + (weight[:-1] - weight[1:]) @ special.ndtr((centre - self.cuts) / sd))
        return _integral(self.type, centre, sd, self.se, delta)


def weights_of(kind: str, steps: tuple[float, ...], y: Array, v: Array, alternative: str) -> Weights:
    """Return the weight function ``kind`` for effects (k,) with variances (k,)."""
    se = np.sqrt(v)
    signed = y if alternative == "greater" else -y
    p = special.ndtr(-signed / se)
    if kind == "stepfun":
        ends = (*(step for step in steps if step < 1), 1.0)
        group = np.searchsorted(np.array(ends), p, side="left")
        counts = tuple(int(n) for n in np.bincount(group, minlength=len(ends)))
        cuts = np.array([[-normal_quantile(end)] for end in ends[:-1]]) * se
        free = len(ends) - 1
        starts = tuple(np.full(free, start) for start in (1.0, 0.3, 0.05, 5.0))
        lower, upper = np.zeros(free), np.full(free, MOST_WEIGHT)
        return Weights(kind, ends[:-1], alternative, p, se, group, counts, cuts, free, lower, upper, starts)
    none = np.zeros(len(y), dtype=np.int64)
    if kind == "beta":
        clipped = np.clip(p, SMALLEST_P, 1 - SMALLEST_P)
        starts = tuple(np.array(pair) for pair in ((1.0, 1.0), (0.6, 1.0), (1.0, 2.0), (1.5, 0.8), (0.8, 0.6)))
        lower, upper = np.full(2, 1e-5), np.full(2, LARGEST_SHAPE)
        return Weights(kind, (), alternative, clipped, se, none, (), np.empty(0), 2, lower, upper, starts)
    starts = tuple(np.array([start]) for start in (0.01, 1.0, 3.0, 10.0))
    lower, upper = np.zeros(1), np.full(1, MOST_WEIGHT)
    return Weights(kind, (), alternative, p, se, none, (), np.empty(0), 1, lower, upper, starts)


def log_weight(kind: str, p: Array, delta: Array) -> Array:
    """Return ln of a continuous weight at p-values of any shape."""
    if kind == "beta":
        return np.asarray((delta[0] - 1.0) * np.log(p) + (delta[1] - 1.0) * np.log1p(-p))
    return np.asarray(-delta[0] * p)


def _integral(kind: str, centre: float, sd: Array, se: Array, delta: Array) -> Array:
    low, high = centre - FARTHEST * sd, centre + FARTHEST * sd
    inner = [np.clip(edge * se, low, high) for edge in _edges()]
    return np.asarray(sum(_panel(kind, a, b, centre, sd, se, delta) for a, b in _pairs(low, inner, high)))


def _edges() -> tuple[float, ...]:
    """Return where the weight turns or, for beta, has a kink, in standard errors."""
    kink, (middle, last) = -normal_quantile(SMALLEST_P), EDGES
    return (-last, -kink, middle, kink, last)


def _pairs(low: Array, inner: list[Array], high: Array) -> list[tuple[Array, Array]]:
    ends = [low, *inner, high]
    return list(itertools.pairwise(ends))


def _panel(kind: str, low: Array, high: Array, centre: float, sd: Array, se: Array, delta: Array) -> Array:
    width = (high - low)[:, None, None] / PANELS
    at = low[:, None, None] + width * (np.arange(PANELS)[:, None] + (1.0 + _NODES) / 2.0)
    p = special.ndtr(-at / se[:, None, None])
    if kind == "beta":
        p = np.clip(p, SMALLEST_P, 1 - SMALLEST_P)
    spread = sd[:, None, None]
    values = np.exp(log_weight(kind, p, delta) - 0.5 * ((at - centre) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
    return np.asarray((values * _WEIGHTS * width / 2.0).sum(axis=(1, 2)))
