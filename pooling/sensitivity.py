"""How far results rest on readings that nobody has verified.

Two questions. How much wider is the interval when each unverified reading may be wrong, with its
own probability and its own alternatives? And which reading, if checked next, can move the
estimate most? Printed beside an estimate, never as it: what is unverified is not evidence.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from pooling.arrays import Array, Integers, Numbers, vector
from pooling.dependence import aggregate, codes_of
from pooling.estimate import Note, Refusal
from pooling.linear import fit_linear
from pooling.method import Method
from pooling.roots import root
from pooling.tails import critical

EXACT_UP_TO = 512  # combinations of readings; beyond it they are drawn
DRAWS = 1_000
FEWEST = 2  # rows a combination must leave to be pooled


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a row would be if its reading is wrong, with its probability given that it is."""

    y: float
    v: float
    probability: float


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Rows with their probability of being right (k,) and what each would be otherwise.

    Alternatives whose probabilities sum to less than 1 leave the rest to "no such result": the
    row is dropped.
    """

    y: Array
    v: Array
    right: Array
    alternatives: tuple[tuple[Alternative, ...], ...]

    def states(self, row: int) -> list[tuple[float, float, float]]:
        """Return (y, v, probability) of every state of a row; a dropped row is not-a-number."""
        p = float(self.right[row])
        known = [(float(self.y[row]), float(self.v[row]), p)]
        known += [(a.y, a.v, (1.0 - p) * a.probability) for a in self.alternatives[row]]
        rest = 1.0 - sum(state[2] for state in known)
        return [*known, (math.nan, math.nan, rest)] if rest > 1e-12 else known


@dataclass(frozen=True, slots=True)
class ExtractionInterval:
    """The estimate over all readings that might be right.

    ``ci_lb`` to ``ci_ub`` holds ``level`` of a mixture of the estimates' own distributions;
    ``as_read_*`` is the interval that takes every reading as right; ``sd_reading`` the standard
    deviation that readings alone add.
    """

    b: float
    ci_lb: float
    ci_ub: float
    as_read_lb: float
    as_read_ub: float
    sd_reading: float
    uncertain: int
    combinations: int
    exact: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Shifts:
    """For each row (k,): the expected signed and absolute change of the estimate on checking it."""

    expected: Array
    absolute: Array

    def order(self) -> Integers:
        """Return rows by expected absolute change, the largest first."""
        return np.asarray(np.argsort(-self.absolute, kind="stable"), dtype=np.int64)


def uncertain(
    y: Numbers, v: Numbers, right: Numbers, alternatives: Sequence[Sequence[Alternative]] | None = None
) -> Uncertain:
    """Return rows with their probability ``right`` (k,) of being read correctly (1: verified)."""
    effects, variances, chance = np.broadcast_arrays(vector(y), vector(v), vector(right))
    if ((chance < 0) | (chance > 1) | np.isnan(chance)).any():
        raise ValueError(f"A probability of being right lies in [0, 1]; got {chance.tolist()}.")
    others = tuple(tuple(row) for row in alternatives) if alternatives is not None else ((),) * len(effects)
    for row, given in enumerate(others):
        if sum(item.probability for item in given) > 1 + 1e-9:
            raise ValueError(f"The alternatives of row {row} have probabilities that sum to more than 1.")
    return Uncertain(effects.copy(), variances.copy(), chance.copy(), others)


def extraction_interval(
    rows: Uncertain,
    *,
    method: Method | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    cluster: Sequence[Hashable] | None = None,
) -> ExtractionInterval | Refusal:
    """Pool every combination of readings, or ``draws`` random ones, into one wider interval.

    Each combination is pooled by ``method`` and its estimate spread as its own t or normal
    distribution says; the interval is that of the mixture. Rows that share a ``cluster`` (k,) are
    averaged in each combination. Refuses fewer than two usable rows.
    """
    how = method or Method()
    good = np.isfinite(rows.y) & np.isfinite(rows.v) & (rows.v > 0)
    if int(good.sum()) < FEWEST:
        return Refusal("too_few_rows", "The interval needs two usable rows or more.")
    codes = None if cluster is None else codes_of(cluster)[0][good]
    states = [rows.states(row) for row in range(len(rows.y)) if good[row]]
    total = math.prod(len(state) for state in states)
    exact = total <= EXACT_UP_TO
    combos = _all(states) if exact else _drawn(states, draws, np.random.default_rng(seed))
    fits = [(weight, *_pooled(y, v, how, codes)) for y, v, weight in combos if np.isfinite(y).sum() >= FEWEST]
    if not fits:
        return Refusal("too_few_rows", "No combination of readings that may be right leaves two rows.")
    weight, b, se, df = (np.array(column, dtype=float) for column in zip(*fits, strict=True))
    weight = weight / weight.sum()
    mean = float(weight @ b)
    plain_b, plain_se, plain_df = _pooled(rows.y[good], rows.v[good], how, codes)
    half = critical(how.level, plain_df) * plain_se
    lb, ub = (_quantile(p, weight, b, se, df) for p in ((1 - how.level) / 2, (1 + how.level) / 2))
    return ExtractionInterval(
        mean, lb, ub, plain_b - half, plain_b + half, math.sqrt(float(weight @ (b - mean) ** 2)),
        int(((rows.right < 1) & good).sum()), len(fits), exact, (_NOTE,),
    )  # fmt: skip


_NOTE = Note("unverified", "Unverified readings are in this interval: it is a sensitivity analysis, not an estimate.")


def _pooled(y: Array, v: Array, how: Method, codes: Integers | None) -> tuple[float, float, float | None]:
    use = np.isfinite(y)
    y, v = y[use], v[use]
    if codes is not None:
        joined = aggregate(y, v, codes[use].tolist(), rho=how.rho, average="equal")
        y, v = joined.y, joined.v
    fit = fit_linear(y, v, np.ones((len(y), 1)), tau2=how.tau2, test=how.test, level=how.level)
    return float(fit.b[0]), float(fit.se[0]), fit.ddf


def _all(states: list[list[tuple[float, float, float]]]) -> Iterator[tuple[Array, Array, float]]:
    for combo in itertools.product(*states):
        y, v, p = (np.array(column) for column in zip(*combo, strict=True))
        if p.prod() > 0:
            yield y, v, float(p.prod())


def _drawn(
    states: list[list[tuple[float, float, float]]], draws: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array, float]]:
    picks = [rng.choice(len(row), size=draws, p=_shares(row)) for row in states]
    for draw in range(draws):
        chosen = [row[int(pick[draw])] for row, pick in zip(states, picks, strict=True)]
        yield np.array([one[0] for one in chosen]), np.array([one[1] for one in chosen]), 1.0


def _shares(row: list[tuple[float, float, float]]) -> Array:
    p = np.array([state[2] for state in row])
    return np.asarray(p / p.sum())


def _quantile(p: float, weight: Array, b: Array, se: Array, df: Array) -> float:
    normal = np.isnan(df)

    def below(x: float) -> float:
        z = (x - b) / se
        chance = np.where(normal, special.ndtr(z), special.stdtr(np.where(normal, 1.0, df), z))
        return float(weight @ chance) - p

    reach = 10.0 * float(se.max()) + float(np.ptp(b))
    low, high = float(b.min()) - reach, float(b.max()) + reach
    while below(low) > 0 or below(high) < 0:
        reach *= 4.0
        low, high = low - reach, high + reach
    return root(below, low, high, least=1e-12)


def expected_shifts(rows: Uncertain, *, method: Method | None = None) -> Shifts:
    """Return how far checking each row is expected to move the estimate, with tau2 held (one step).

    A verified row (probability 1) moves nothing. The order ranks a queue of readings to check.
    """
    how = method or Method()
    good = np.isfinite(rows.y) & np.isfinite(rows.v) & (rows.v > 0)
    expected, absolute = np.zeros(len(rows.y)), np.zeros(len(rows.y))
    if not good.any():
        return Shifts(expected, absolute)
    y, v = rows.y[good], rows.v[good]
    tau2 = fit_linear(y, v, np.ones((len(y), 1)), tau2=how.tau2).tau2.value
    w = 1.0 / (v + tau2)
    weight, total = float(w.sum()), float(w @ y)
    for row in np.flatnonzero(good & (rows.right < 1)):
        own = 1.0 / (float(rows.v[row]) + tau2)
        rest, without = weight - own, total - own * float(rows.y[row])
        for other, variance, p in rows.states(int(row))[1:]:
            moved = _moved(rest, without, other, variance, tau2) - total / weight
            expected[row] += p * moved
            absolute[row] += p * abs(moved)
    return Shifts(expected, absolute)


def _moved(rest: float, without: float, y: float, v: float, tau2: float) -> float:
    if math.isnan(y):
        return without / rest if rest > 0 else 0.0
    w = 1.0 / (v + tau2)
    return (without + w * y) / (rest + w)
