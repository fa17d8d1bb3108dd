"""Permutation tests of a mean (by sign) and of moderators (by order)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from pooling.arrays import Array, Numbers, vector
from pooling.estimate import Refusal
from pooling.linear import Linear, fit_linear
from pooling.method import Method
from pooling.moderators import omnibus, slope_positions
from pooling.rows import usable

EXACT_UP_TO = 1_024  # arrangements; beyond it they are sampled
TIE = 1e-8  # statistics this close, relative to the larger, are the same arrangement rounded twice


@dataclass(frozen=True, slots=True)
class Permutation:
    """Two-sided p-values (p,), that of the omnibus test, and how many arrangements were seen."""

    pval: Array
    QMp: float | None
    iterations: int
    exact: bool


def permutation_test(
    y: Numbers, v: Numbers, X: Array | None = None, *, method: Method | None = None, sample: int = 1_000, seed: int = 0
) -> Permutation | Refusal:
    """Test coefficients by rearranging the data (Higgins & Thompson 2004; Follmann & Proschan 1999).

    Without moderators the signs of the effects are flipped, which needs effects symmetric about
    zero under the hypothesis; with them the rows of the design are reordered. Exact when there
    are few arrangements, else ``sample`` random ones and the one observed.
    """
    how = method or Method(test="z")
    design = np.ones((len(vector(y)), 1)) if X is None else np.asarray(X, dtype=float)
    rows = usable(y, v, design)
    k, slopes = len(rows.y), slope_positions(design[rows.used])
    if (k <= design.shape[1] and slopes) or k < 1:
        return Refusal("too_few_rows", f"{k} rows are too few to rearrange.")
    x, rng = design[rows.used], np.random.default_rng(seed)
    seen = _fit(rows.y, rows.v, x, how)
    total = math.factorial(k) if slopes else 2**k
    exact = total <= EXACT_UP_TO
    arranged = (
        _reordered(x, sample, rng, exact=exact)
        if slopes
        else ((signs[:, None]) for signs in _signs(k, sample, rng, exact=exact))
    )
    fits = [_fit(rows.y, rows.v, one, how) if slopes else _fit(rows.y * one[:, 0], rows.v, x, how) for one in arranged]
    return _compare(seen, fits if exact else [seen, *fits], slopes, exact=exact)


def _fit(y: Array, v: Array, x: Array, how: Method) -> Linear:
    return fit_linear(y, v, x, tau2=how.tau2, test=how.test)


def _compare(seen: Linear, fits: list[Linear], slopes: list[int], *, exact: bool) -> Permutation:
    size = np.abs(seen.stat) * (1.0 - TIE)
    pval = np.mean([np.abs(fit.stat) >= size for fit in fits], axis=0)
    joint = None
    if slopes:
        q = omnibus(seen, slopes).QM * (1.0 - TIE)
        joint = float(np.mean([q <= omnibus(fit, slopes).QM for fit in fits]))
    return Permutation(np.asarray(pval), joint, len(fits), exact)


def _signs(k: int, sample: int, rng: np.random.Generator, *, exact: bool) -> Iterator[Array]:
    if exact:
        yield from 1.0 - 2.0 * ((np.arange(1 << k)[:, None] >> np.arange(k)) & 1)
    else:
        yield from rng.choice([-1.0, 1.0], (sample, k))


def _reordered(x: Array, sample: int, rng: np.random.Generator, *, exact: bool) -> Iterator[Array]:
    if exact:
        yield from (x[list(order)] for order in permutations(range(len(x))))
    else:
        yield from (x[rng.permutation(len(x))] for _ in range(sample))
