"""The likelihood of two variance components, between and within clusters, in O(k).

y = X b + u (cluster) + w (row) + e, var e = V with V_ij = rho sqrt(v_i v_j) within a cluster.
Value, gradient and Hessian are exact (Harville 1977); the search is a projected Newton from the
best points of a grid, so that a maximum on a boundary or a second one is not missed.
Sources: Konstantopoulos 2011; Cheung 2014; Pustejovsky & Tipton 2022 for correlated errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.basis import basis
from pooling.blocks import Blocks, blocks
from pooling.clusters import Clusters
from pooling.likelihood import maximise

SHARES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # of the total variance that lies between clusters
OTHER_SHARES = (0.2, 0.8)  # of totals that are not the one found
OTHER_TOTALS = (0.4, 2.5)  # times the variance that a model without clusters finds
CLIMBS = 2  # grid points from which Newton starts
MANY_CLUSTERS = 200  # with so many the likelihood is as good as quadratic: one start is enough
MAX_STEPS = 100
HALVINGS = 30
STEP_TOLERANCE = 1e-13  # relative to the variances: the next Newton step is below rounding
LN_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Sample:
    """Sorted rows in an orthonormal basis: residuals ``e`` (k,), variances ``v``, ``q`` (k, p)."""

    e: Array
    v: Array
    q: Array
    clusters: Clusters
    rho: float
    restricted: bool

    def covariance(self, sigma2: Array) -> Blocks:
        """Return the marginal covariance at (between, within) variances."""
        one = np.ones((len(self.v), 1))
        if self.rho == 0.0:
            return blocks(self.clusters, self.v + sigma2[1], one, sigma2[:1])
        u = np.column_stack([one, np.sqrt(self.v)])
        d = (1.0 - self.rho) * self.v + sigma2[1]
        return blocks(self.clusters, d, u, np.array([sigma2[0], self.rho]))


@dataclass(frozen=True, slots=True)
class State:
    """Generalised least squares at one pair of variances."""

    M: Blocks
    B: Array
    S: Array
    a: Array
    ll: float


@dataclass(frozen=True, slots=True)
class Components:
    """The maximum: ``sigma2`` (2,), log-likelihood, Newton steps, whether other maxima exist."""

    sigma2: Array
    ll: float
    iterations: int
    multimodal: bool
    converged: bool


def sample(y: Array, v: Array, x: Array, clusters: Clusters, rho: float, *, restricted: bool) -> Sample:
    """Return rows (k,) and design (k, p), already sorted by cluster, in an orthonormal basis."""
    model = basis(y, v, x)
    return Sample(model.e, v, model.q, clusters, rho, restricted)


def state(data: Sample, sigma2: Array) -> State:
    """Return generalised least squares at ``sigma2`` (2,)."""
    M = data.covariance(sigma2)
    both = M.solve(np.column_stack([data.q, data.e]))
    B, me = both[:, :-1], both[:, -1]
    gram = data.q.T @ B
    S = np.linalg.inv(gram)
    b = S @ (data.q.T @ me)
    a = me - B @ b
    total = M.log_det + float((data.e - data.q @ b) @ a)
    k, p = data.q.shape
    if data.restricted:
        total += float(np.linalg.slogdet(gram)[1])
    return State(M, B, np.asarray(S), a, -0.5 * (total + (k - p * data.restricted) * LN_2PI))


def derivatives(data: Sample, at: State) -> tuple[Array, Array]:
    """Return gradient (2,) and Hessian (2, 2) of the log-likelihood in the variances."""
    sums, B, a, S = at.M.clusters.sums, at.B, at.a, at.S
    solved = at.M.solve(np.column_stack([np.ones(len(a)), B, a]))
    z, n_b, n_a = solved[:, 0], solved[:, 1:-1], solved[:, -1]
    zs, bs, as_ = sums(z), sums(B), sums(a)
    first, second = at.M.traces()
    gradient = np.array([as_ @ as_ - zs.sum(), a @ a - first]) / 2.0
    traces = np.array([[zs @ zs, z @ z], [z @ z, second]])
    pull = np.column_stack([bs.T @ as_, B.T @ a])
    cross = as_ @ sums(n_a)
    forms = np.array([[zs @ as_**2, cross], [cross, a @ n_a]]) - pull.T @ S @ pull
    if data.restricted:
        lost = [S @ (bs.T @ bs), S @ (B.T @ B)]
        mixed = np.trace(S @ (bs.T @ sums(n_b)))
        third = np.array([[np.trace(S @ (bs.T @ (zs[:, None] * bs))), mixed], [mixed, np.trace(S @ (B.T @ n_b))]])
        gradient += np.array([np.trace(x) for x in lost]) / 2.0
        traces = traces - 2.0 * third + np.array([[np.trace(x @ y) for y in lost] for x in lost])
    return gradient, traces / 2.0 - forms


def start_points(data: Sample) -> list[Array]:
    """Return the grid points (2,) with the highest likelihood, the best first."""
    total = maximise(basis(data.e, data.v, data.q), restricted=data.restricted).tau2
    total = max(total, 0.1 * float(np.median(data.v)))
    splits = [(1.0, share) for share in SHARES] + [(t, share) for t in OTHER_TOTALS for share in OTHER_SHARES]
    points = [np.zeros(2), *(np.array([share, 1.0 - share]) * t * total for t, share in splits)]
    climbs = CLIMBS if data.clusters.m < MANY_CLUSTERS else 1
    return sorted(points, key=lambda point: -state(data, point).ll)[:climbs]


def maximise_components(data: Sample) -> Components:
    """Return the highest maximum found by Newton from the best grid points."""
    tops = [climb(data, point) for point in start_points(data)]
    best = max(tops, key=lambda top: top.ll)
    scale = best.sigma2.sum() + float(data.v.min())
    apart = any(np.abs(top.sigma2 - best.sigma2).max() > 1e-4 * scale and top.converged for top in tops)
    return Components(best.sigma2, best.ll, best.iterations, bool(apart), best.converged)


def climb(data: Sample, start: Array, *, fixed: int | None = None) -> Components:
    """Return the maximum reached from ``start``; component ``fixed`` stays where it is."""
    at, here = start.astype(float), state(data, start)
    floor = float(data.v.min())
    for step in range(1, MAX_STEPS + 1):
        gradient, hessian = derivatives(data, here)
        move = direction(at, gradient, hessian, fixed, floor)
        new, there = line_search(data, at, here, move)
        small = np.abs(new - at).max() <= STEP_TOLERANCE * (at.sum() + floor)
        at, here = new, there
        if small:
            return Components(at, here.ll, step, multimodal=False, converged=True)
    return Components(at, here.ll, MAX_STEPS, multimodal=False, converged=False)


def direction(at: Array, gradient: Array, hessian: Array, fixed: int | None, floor: float) -> Array:
    """Return Newton's step over the components that are free to move."""
    move = np.zeros(2)
    free = [i for i in range(2) if i != fixed and not (at[i] <= 0.0 and gradient[i] <= 0.0)]
    if not free:
        return move
    h, g = -hessian[np.ix_(free, free)], gradient[free]
    values, vectors = np.linalg.eigh(h)
    # where the likelihood is not concave, climb as steeply as it curves, never downhill
    values = np.maximum(np.abs(values), 1e-12 * max(float(np.abs(values).max()), 1e-300))
    step = vectors @ ((vectors.T @ g) / values)
    limit = 10.0 * (at.sum() + floor)
    move[free] = step * min(1.0, limit / max(float(np.abs(step).max()), 1e-300))
    return move


def line_search(data: Sample, at: Array, here: State, move: Array) -> tuple[Array, State]:
    """Halve the step until the likelihood does not fall; stay when it always falls."""
    for halving in range(HALVINGS):
        new = np.maximum(at + move * 0.5**halving, 0.0)
        there = state(data, new)
        if there.ll >= here.ll - abs(here.ll) * np.finfo(float).eps:
            return new, there
    return at, here
