"""Pooling whole correlation matrices: the first stage of meta-analytic structural equations.

Multivariate random-effects model of the correlations of all pairs of variables, with the
Olkin-Siotani covariance of correlations from one sample (Becker 1992, 2009; Cheung 2014; the
model of Berkey et al. 1998 with an unstructured covariance between studies).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import minimize

from pooling.arrays import Array, Integers, Numbers, vector
from pooling.estimate import LeftOut, Note, Refusal
from pooling.matrices import is_positive_definite, olkin_siotani
from pooling.method import known

STRUCTURES = ("UN", "DIAG", "none")
SMALLEST_N = 4
GRADIENT = 1e-9  # of the log-likelihood at the end of the search, on the scale of the root of T
FLAT = 1e-10  # an eigenvalue of T this small, relative to the largest, is zero
MAX_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class PooledMatrix:
    """A pooled correlation matrix ``R`` (p, p) with its uncertainty.

    ``r`` (m,) are the means of the ``pairs`` with covariance ``vcov`` (m, m); ``T`` (m, m) is their
    covariance between studies; ``k`` (m,) how many studies gave each pair. A matrix that is not
    ``positive_definite`` must not be modelled further.
    """

    pairs: tuple[tuple[int, int], ...]
    r: Array
    se: Array
    vcov: Array
    T: Array
    R: Array
    positive_definite: bool
    k: Array
    ll: float
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One study's correlations: ``y`` (q,), covariance ``V`` (q, q), their numbers among the pairs."""

    y: Array
    V: Array
    at: Integers


@dataclass(frozen=True, slots=True)
class Solution:
    """Generalised least squares: means, their covariance, log-likelihood and gradient in T."""

    b: Array
    vcov: Array
    ll: float
    gradient: Array


def pool_matrices(matrices: Sequence[Array], n: Numbers, *, structure: str = "UN") -> PooledMatrix | Refusal:
    """Pool correlation ``matrices`` (each p x p, not-a-number where missing) of samples of size ``n``.

    ``structure`` of the covariance between studies: UN unstructured (many studies needed), DIAG
    variances only, none (fixed effects). A missing correlation that a covariance needs is
    replaced there by the n-weighted mean of the studies that have it. Restricted maximum
    likelihood on the scale of r. Refuses pairs that no study gives.
    """
    known(structure, STRUCTURES, "Structure between studies")
    sizes, stack = vector(n), np.array([np.asarray(one, dtype=float) for one in matrices])
    if not len(stack):
        return Refusal("nothing_to_pool", "There is no matrix.")
    pairs = list(combinations(range(stack.shape[1]), 2))
    i, j = np.array(pairs).T
    y = stack[:, i, j]
    bad = (np.abs(y) > 1).any(axis=1) | (sizes < SMALLEST_N)
    left = tuple(
        LeftOut(int(row), "bad_matrix", "A correlation exceeds 1 or n is below 4.") for row in np.flatnonzero(bad)
    )
    kept = y[~bad]
    counts = np.isfinite(kept).sum(axis=0)
    if not counts.all():
        return Refusal("empty_pair", f"No study gives the pair {pairs[int(np.argmin(counts))]}.")
    samples = _samples(stack[~bad], sizes[~bad], pairs)
    T = np.zeros((len(pairs), len(pairs))) if structure == "none" else _between(samples, kept, structure)
    return _pooled(samples, T, pairs, stack.shape[1], counts, left)


def _samples(stack: Array, sizes: Array, pairs: list[tuple[int, int]]) -> list[Sample]:
    present = np.isfinite(stack)
    mean = np.where(present, stack, 0.0) * sizes[:, None, None]
    filled = np.where(
        present, stack, mean.sum(axis=0) / np.maximum((present * sizes[:, None, None]).sum(axis=0), 1e-300)
    )
    out = []
    for matrix, full, size in zip(stack, filled, sizes, strict=True):
        at = np.array([h for h, (a, b) in enumerate(pairs) if math.isfinite(matrix[a, b])], dtype=np.int64)
        use = [pairs[int(h)] for h in at]
        np.fill_diagonal(full, 1.0)
        if use:
            out.append(Sample(np.array([matrix[a, b] for a, b in use]), olkin_siotani(full, float(size), use), at))
    return out


def solve(samples: list[Sample], T: Array) -> Solution:
    """Return means, covariance, restricted log-likelihood and its gradient at ``T`` (m, m)."""
    m = len(T)
    gram, right, ll, count = np.zeros((m, m)), np.zeros(m), 0.0, 0
    inverses = []
    for one in samples:
        total = one.V + T[np.ix_(one.at, one.at)]
        sign, log_det = np.linalg.slogdet(total)
        if sign <= 0:
            return Solution(np.zeros(m), np.eye(m), -math.inf, np.zeros((m, m)))
        W = np.linalg.inv(total)
        inverses.append(W)
        gram[np.ix_(one.at, one.at)] += W
        right[one.at] += W @ one.y
        ll, count = ll + log_det, count + len(one.y)
    vcov = np.linalg.inv(gram)
    b, gradient = vcov @ right, np.zeros((m, m))
    for one, W in zip(samples, inverses, strict=True):
        a = W @ (one.y - b[one.at])
        ll += float((one.y - b[one.at]) @ a)
        gradient[np.ix_(one.at, one.at)] += np.outer(a, a) - W + W @ vcov[np.ix_(one.at, one.at)] @ W
    ll = -0.5 * (ll + np.linalg.slogdet(gram)[1] + (count - m) * math.log(2 * math.pi))
    return Solution(b, np.asarray(vcov), float(ll), gradient / 2.0)


def _between(samples: list[Sample], y: Array, structure: str) -> Array:
    """Return the covariance between studies by restricted maximum likelihood over its root."""
    m = y.shape[1]
    lower = np.tril_indices(m) if structure == "UN" else (np.arange(m), np.arange(m))
    spread = np.maximum(np.nanvar(y, axis=0) - _typical(samples, m), 0.1 * _typical(samples, m))
    start = np.diag(np.sqrt(spread))

    def rooted(x: Array) -> Array:
        root = np.zeros((m, m))
        root[lower] = x
        return root

    def loss(x: Array) -> float:
        return -solve(samples, rooted(x) @ rooted(x).T).ll

    def slope(x: Array) -> Array:
        return np.asarray(-(2.0 * solve(samples, rooted(x) @ rooted(x).T).gradient @ rooted(x))[lower])

    first = np.asarray(start[lower], dtype=float)
    found = minimize(loss, first, jac=slope, method="BFGS", options={"maxiter": MAX_STEPS, "gtol": GRADIENT})
    root = rooted(np.asarray(found.x, dtype=float))
    return np.asarray(root @ root.T)


def _typical(samples: list[Sample], m: int) -> Array:
    total, count = np.zeros(m), np.zeros(m)
    for one in samples:
        total[one.at] += np.diag(one.V)
        count[one.at] += 1
    return np.asarray(total / count)


def _pooled(
    samples: list[Sample], T: Array, pairs: list[tuple[int, int]], p: int, counts: Array, left: tuple[LeftOut, ...]
) -> PooledMatrix:
    found = solve(samples, T)
    R = np.eye(p)
    for value, (i, j) in zip(found.b, pairs, strict=True):
        R[i, j] = R[j, i] = value
    definite = is_positive_definite(R)
    notes = []
    if not definite:
        notes.append(Note("not_positive_definite", "The pooled matrix is not positive definite: do not model it."))
    if T.any() and np.linalg.eigvalsh(T)[0] <= FLAT * np.linalg.eigvalsh(T)[-1]:
        notes.append(Note("flat_between", "The covariance between studies lies on its boundary."))
    se = np.sqrt(np.diag(found.vcov))
    return PooledMatrix(
        tuple(pairs), found.b, se, found.vcov, T, R, definite, counts, found.ll, left, tuple(notes)
    )  # fmt: skip
