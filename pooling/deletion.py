"""Fits with one row left out, for all rows together, in O(k).

A sum over all rows less the row's own term is the sum without it. Each row has a tau2 of its own, so
every sum is needed at k values of tau2: in ln(tau2 + min v) it is analytic within pi of the real
line, so a polynomial through a few points of a short bin gives it to rounding. The one or two rows
that outweigh all others are fitted again by themselves, for there a difference would lose digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Booleans, Integers
from pooling.basis import Basis, basis, products, weigh
from pooling.inverses import inverse, inverse_and_determinant
from pooling.likelihood import GRID_STEP, MAX_STEPS, RELATIVE, ROUNDING, grid, table, upper_bound
from pooling.linear import Linear
from pooling.tau2 import estimate_tau2

LOST_RANK = 1e-8  # 1 - leverage below it: without this row the design loses a column
NODES = 14  # in a bin as long as a step of the grid: the error falls by (2 pi / (GRID_STEP / 2)) = 36 a node
OUTWEIGHS = 0.9  # of a sum: what is left after taking such a row out has lost a digit
AT_ONCE = 1 << 13  # points of the grid by rows in one pass: a few arrays of them stay in the cache
FEW = 4 * NODES  # so many values of tau2 are summed as fast as their polynomials
POWERS = 3  # of the weights: first for the fit, second for the score, third for its slope
_CHEBYSHEV = np.cos(np.pi * np.arange(NODES) / (NODES - 1))
_SIGNS = np.where(np.arange(NODES) % (NODES - 1) == 0, 0.5, 1.0) * (-1.0) ** np.arange(NODES)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Fits without row i: tau2 (k,), coefficients ``b`` (k, p), ``vb`` (k, p, p), residual Q (k,).

    ``s2w`` (k,) is the Knapp-Hartung factor that ``vb`` holds.
    """

    tau2: Array
    b: Array
    vb: Array
    QE: Array
    s2w: Array


class Sums:
    """Sums over rows of w^1..w^3 times 1, qq', qe, e^2, at any tau2, without one row each."""

    def __init__(self, model: Basis, centre: Array) -> None:
        self.model, self.low = model, float(model.v.min())
        self.e = model.e - model.q @ centre  # small residuals: their squares may then be expanded
        self.table = table(model, self.e)
        self._bins: dict[int, Array] = {}

    def own(self, tau2: Array, rows: Integers) -> Array:
        """Return the terms of ``rows`` (m,) at tau2 (m,) as (3, m, columns)."""
        w = 1.0 / (self.model.v[rows] + tau2)
        return np.stack([(w**power)[:, None] * self.table[rows] for power in range(1, POWERS + 1)])

    def all(self, tau2: Array) -> Array:
        """Return sums over all rows at tau2 (m,) as (3, m, columns)."""
        w = 1.0 / (self.model.v + tau2[:, None])
        return np.stack([w @ self.table, (w * w) @ self.table, (w * w * w) @ self.table])

    def interpolated(self, tau2: Array) -> Array:
        """Return the same, for many tau2 from polynomials through a few points of each bin."""
        if len(tau2) <= FEW:
            return self.all(tau2)
        x = np.log1p(tau2 / self.low) / GRID_STEP
        bins = np.floor(x).astype(int)
        out = np.empty((POWERS, len(tau2), self.table.shape[1]))
        for number in np.unique(bins):
            inside = bins == number
            out[:, inside] = _barycentric(2.0 * (x[inside] - number) - 1.0) @ self._bin(int(number))
        return out

    def _bin(self, number: int) -> Array:
        if number not in self._bins:
            x = (number + 0.5 * (1.0 + _CHEBYSHEV)) * GRID_STEP
            self._bins[number] = self.all(self.low * np.expm1(x))
        return self._bins[number]


def _barycentric(x: Array) -> Array:
    """Return weights (m, NODES) of values at Chebyshev points for the polynomial's value at x (m,)."""
    gap = x[:, None] - _CHEBYSHEV
    exact = gap == 0.0
    share = _SIGNS / np.where(exact, 1.0, gap)
    share = np.where(exact.any(axis=1, keepdims=True), exact, share)
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def delete_each(fit: Linear) -> Deleted:
    """Fit again without each row, by the estimator of tau2 and the weights of ``fit``."""
    model = fit.model
    good = 1.0 - np.einsum("kp,kp->k", model.q, model.q) >= LOST_RANK
    centre = _coefficients(model, fit.tau2.value)
    sums = Sums(model, centre)
    tau2 = _tau2(fit, sums, good)
    b, s, rss = _solve_each(sums, tau2, good)
    qe = _solve_each(Sums(model, _coefficients(model, 0.0)), np.where(good, 0.0, np.nan), good)[2]
    to_x = np.linalg.inv(model.q.T @ fit.x)
    df = model.k - 1 - model.p
    factors = {"knha": rss / df, "adhoc": np.maximum(rss / df, 1.0)} if df > 0 else {}
    s2w = np.asarray(factors.get(fit.test, np.ones(model.k)))
    vb = to_x @ s @ to_x.T * s2w[:, None, None]
    return Deleted(tau2, (b + model.q.T @ fit.y) @ to_x.T, vb, qe if df > 0 else np.zeros(model.k), s2w)


def _coefficients(model: Basis, tau2: float) -> Array:
    """Return the weighted coefficients of the residuals in the basis (p,)."""
    w = 1.0 / (model.v + tau2)
    return np.asarray(inverse(products(model, w)) @ (w @ model.qe))


def _tau2(fit: Linear, sums: Sums, good: Booleans) -> Array:
    model, name = fit.model, fit.tau2_method
    out = np.full(model.k, np.nan)
    if name == "EE" or model.k - 1 <= model.p:
        out[good] = 0.0
    elif name in ("REML", "ML"):
        _likelihood_each(fit, sums, good, out)
    else:
        for i in np.flatnonzero(good):
            out[i] = _one(fit, int(i))
    return out


def _one(fit: Linear, row: int) -> float:
    keep = np.arange(fit.model.k) != row
    return estimate_tau2(basis(fit.y[keep], fit.v[keep], fit.x[keep]), fit.tau2_method).value


def _likelihood_each(fit: Linear, sums: Sums, good: Booleans, out: Array) -> None:
    model, restricted, every = fit.model, fit.tau2_method == "REML", np.arange(fit.model.k)
    points = grid(model, upper_bound(model, model.k - 1 - model.p * restricted) * 1.5)
    values, size = np.empty((len(points), model.k)), max(1, AT_ONCE // model.k)
    for g in range(0, len(points), size):
        part = points[g : g + size]
        own = sums.own(np.repeat(part, model.k), np.tile(every, len(part)))
        left = np.repeat(sums.all(part), model.k, axis=1) - own
        values[g : g + size] = _score_and_slope(left, model.p, restricted=restricted)[0].reshape(len(part), -1)
    falls = (values[:-1] > 0) & (values[1:] <= 0)
    modes = falls.sum(axis=0) + (values[0] <= 0)
    alone = _outweighing(sums, np.zeros(model.k), every)
    simple = good & (modes == 1) & ~alone
    out[simple & (values[0] <= 0)] = 0.0
    plain = np.flatnonzero(simple & (values[0] > 0))
    at = falls[:, plain].argmax(axis=0)
    out[plain] = _climb_each(sums, plain, points[at], points[at + 1], fit.tau2.value, restricted=restricted)
    alone[plain] = _outweighing(sums, out[plain], plain)
    for row in np.flatnonzero(good & ((modes != 1) | alone)):
        out[row] = _one(fit, int(row))


def _outweighing(sums: Sums, tau2: Array, rows: Integers) -> Booleans:
    """Tell which rows make up nearly all of a sum, so that a difference would lose digits."""
    w = 1.0 / (sums.model.v[rows] + tau2)
    a1 = _parts(sums.interpolated(tau2), sums.model.p)[1][0]
    q = sums.model.q[rows]
    leverage = w * np.einsum("mp,mpq,mq->m", q, inverse_and_determinant(a1)[0], q)
    total = sums.interpolated(tau2)[1, :, -1]
    return np.asarray((leverage > OUTWEIGHS) | ((w * sums.e[rows]) ** 2 > OUTWEIGHS * total))


def _parts(sums: Array, p: int) -> tuple[Array, Array, Array, Array]:
    """Return sums (3, m, columns) as those of 1, qq' (3, m, p, p), qe (3, m, p) and e^2."""
    squares = sums[..., 1 : 1 + p * p].reshape(*sums.shape[:-1], p, p)
    return sums[..., 0], squares, sums[..., 1 + p * p : -1], sums[..., -1]


def _inverse(a: Array) -> Array:
    """Return inverses of (m, p, p); a row without which the design loses a column gives some number."""
    with np.errstate(divide="ignore"):
        return 1.0 / a if a.shape[-1] == 1 else np.asarray(np.linalg.pinv(a, hermitian=True))


def _score_and_slope(sums: Array, p: int, *, restricted: bool) -> tuple[Array, Array]:
    """Return derivatives of the log-likelihood (m,) from sums (3, m, columns)."""
    n, a, c, d = _parts(sums, p)
    inverse = _inverse(a[0])
    b = (inverse @ c[0][:, :, None])[:, :, 0]

    def square(power: int) -> Array:
        bent = (a[power] @ b[:, :, None])[:, :, 0]
        return np.asarray(d[power] - 2.0 * np.einsum("mp,mp->m", b, c[power]) + np.einsum("mp,mp->m", b, bent))

    pull = c[1] - (a[1] @ b[:, :, None])[:, :, 0]
    score = square(1) - n[0]
    slope = 0.5 * n[1] - square(2) + np.einsum("mp,mpq,mq->m", pull, inverse, pull)
    if restricted:
        inner = inverse @ a[1]
        score = score + np.trace(inner, axis1=1, axis2=2)
        slope = slope + 0.5 * np.trace(inner @ inner, axis1=1, axis2=2) - np.einsum("mpq,mqp->m", inverse, a[2])
    return np.asarray(0.5 * score), np.asarray(slope)


def _climb_each(sums: Sums, rows: Integers, low: Array, high: Array, start: float, *, restricted: bool) -> Array:
    low, high = low * (1.0 - 1e-6), high * (1.0 + 1e-6)  # sums less one row's terms are rounded
    at, noise = np.clip(start, low, high), ROUNDING * sums.low
    for _ in range(MAX_STEPS):
        left = sums.interpolated(at) - sums.own(at, rows)
        score, slope = _score_and_slope(left, sums.model.p, restricted=restricted)
        low, high = np.where(score > 0, at, low), np.where(score > 0, high, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            guess = at - score / np.minimum(slope, 0.0)
        done = (np.abs(guess - at) <= RELATIVE * at + noise) | (high - low <= RELATIVE * at)
        inside = (low < guess) & (guess < high)
        if done.all():
            return np.asarray(np.where(inside, guess, at))
        at = np.where(done, at, np.where(inside, guess, 0.5 * (low + high)))
    return np.asarray(at)


def _solve_each(sums: Sums, tau2: Array, good: Booleans) -> tuple[Array, Array, Array]:
    """Return coefficients, their covariance and the residual sum of squares without each row."""
    model = sums.model
    k, p = model.k, model.p
    b, s, rss = np.full((k, p), np.nan), np.full((k, p, p), np.nan), np.full(k, np.nan)
    rows = np.flatnonzero(good)
    _, a, c, d = _parts(sums.interpolated(tau2[rows])[:1] - sums.own(tau2[rows], rows)[:1], p)
    s[rows] = _inverse(a[0])
    b[rows] = (s[rows] @ c[0][:, :, None])[:, :, 0]
    rss[rows] = np.maximum(d[0] - np.einsum("mp,mp->m", b[rows], c[0]), 0.0)
    centre = model.q.T @ (model.e - sums.e)
    b[rows] += centre
    for row in rows[_outweighing(sums, tau2[rows], rows) | (d[0] * (1.0 - OUTWEIGHS) > rss[rows])]:
        w = 1.0 / (model.v + tau2[row])
        w[row] = 0.0
        at = weigh(model, w)
        s[row], rss[row] = at.s, at.rss
        b[row] = s[row] @ (w @ model.qe)
    return b, s, rss


def none_left(fit: Linear) -> bool:
    """Tell whether leaving a row out leaves nothing to estimate."""
    return fit.model.k <= fit.model.p or math.isnan(float(fit.b[0]))
