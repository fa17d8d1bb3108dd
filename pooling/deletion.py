"""Fits with one row left out, for all rows together.

The grid of the likelihood search costs O(k) a point for all k deletions, by taking one row's terms
out of the sums; only the last Newton steps look at every row for every deletion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Booleans, Integers
from pooling.basis import Basis, basis, weigh
from pooling.likelihood import MAX_STEPS, RELATIVE, ROUNDING, grid, score_and_slope, upper_bound
from pooling.linear import Linear
from pooling.tau2 import estimate_tau2

LOST_RANK = 1e-8  # 1 - leverage below it: without this row the design loses a column
AT_ONCE = 1 << 18  # elements of a block of deletions by rows: 2 MB an array


@dataclass(frozen=True, slots=True)
class Deleted:
    """Fits without row i: tau2 (k,), coefficients ``b`` (k, p), ``vb`` (k, p, p), residual Q (k,)."""

    tau2: Array
    b: Array
    vb: Array
    QE: Array


def delete_each(fit: Linear) -> Deleted:
    """Fit again without each row, by the estimator of tau2 and the weights of ``fit``."""
    model = fit.model
    lost = 1.0 - np.einsum("kp,kp->k", model.q, model.q) < LOST_RANK
    tau2 = _tau2(fit, ~lost)
    b, s, rss = _solve_each(model, tau2, ~lost)
    _, _, qe = _solve_each(model, np.zeros(model.k), ~lost)
    to_x = np.linalg.inv(model.q.T @ fit.x)
    centre = model.q.T @ fit.y
    df = model.k - 1 - model.p
    s2w = {"knha": rss / df, "adhoc": np.maximum(rss / df, 1.0)} if df > 0 else {}
    vb = to_x @ s @ to_x.T * np.asarray(s2w.get(fit.test, np.ones(model.k)))[:, None, None]
    return Deleted(tau2, (b + centre) @ to_x.T, vb, np.maximum(qe, 0.0) if df > 0 else np.zeros(model.k))


def _tau2(fit: Linear, good: Booleans) -> Array:
    model, name = fit.model, fit.tau2_method
    out = np.full(model.k, np.nan)
    if name == "EE" or model.k - 1 <= model.p:
        out[good] = 0.0
    elif name in ("REML", "ML"):
        _likelihood_each(fit, good, out)
    else:
        for i in np.flatnonzero(good):
            out[i] = _one(fit, int(i))
    return out


def _one(fit: Linear, row: int) -> float:
    keep = np.arange(fit.model.k) != row
    return estimate_tau2(basis(fit.y[keep], fit.v[keep], fit.x[keep]), fit.tau2_method).value


def _likelihood_each(fit: Linear, good: Booleans, out: Array) -> None:
    model, restricted = fit.model, fit.tau2_method == "REML"
    points = grid(model, upper_bound(model, model.k - 1 - model.p * restricted) * 1.5)
    values = np.array([_scores_without(model, float(t), restricted=restricted) for t in points])
    falls = (values[:-1] > 0) & (values[1:] <= 0)
    modes = falls.sum(axis=0) + (values[0] <= 0)
    out[good & (modes == 1) & (values[0] <= 0)] = 0.0
    plain = np.flatnonzero(good & (modes == 1) & (values[0] > 0))
    at = falls[:, plain].argmax(axis=0)
    size = max(1, AT_ONCE // model.k)
    for i in range(0, len(plain), size):
        rows = plain[i : i + size]
        low, high = points[at[i : i + size]], points[at[i : i + size] + 1]
        out[rows] = _climb_each(model, rows, low, high, fit.tau2.value, restricted=restricted)
    for row in np.flatnonzero(good & (modes != 1)):
        out[row] = _one(fit, int(row))


def _scores_without(model: Basis, tau2: float, *, restricted: bool) -> Array:
    """Return the score at one tau2 without each row (k,), from sums less one row's terms."""
    w, p = 1.0 / (model.v + tau2), model.p
    outer = model.qq.reshape(-1, p, p)
    w2 = w * w
    a1 = (w @ model.qq).reshape(p, p) - w[:, None, None] * outer
    a2 = (w2 @ model.qq).reshape(p, p) - w2[:, None, None] * outer
    c1, c2 = w @ model.qe - w[:, None] * model.qe, w2 @ model.qe - w2[:, None] * model.qe
    own = w2 * model.e**2
    with np.errstate(all="ignore"):
        inverse = np.linalg.pinv(a1, hermitian=True) if p > 1 else 1.0 / a1
    b = (inverse @ c1[:, :, None])[:, :, 0]
    square = own.sum() - own - 2 * np.einsum("kp,kp->k", b, c2) + np.einsum("kp,kpq,kq->k", b, a2, b)
    value = square - (w.sum() - w)
    if restricted:
        value = value + np.einsum("kpq,kqp->k", inverse, a2)
    return np.asarray(0.5 * value)


def _climb_each(model: Basis, rows: Integers, low: Array, high: Array, start: float, *, restricted: bool) -> Array:
    keep = np.ones((len(rows), model.k))
    keep[np.arange(len(rows)), rows] = 0.0
    low, high = low * (1.0 - 1e-6), high * (1.0 + 1e-6)  # sums less one row's terms are rounded
    at, noise = np.clip(start, low, high), ROUNDING * float(model.v.min())
    for _ in range(MAX_STEPS):
        score, slope = score_and_slope(model, at, restricted=restricted, keep=keep)
        low, high = np.where(score > 0, at, low), np.where(score > 0, high, at)
        with np.errstate(divide="ignore", invalid="ignore"):
            guess = at - score / np.minimum(slope, 0.0)
        done = (np.abs(guess - at) <= RELATIVE * at + noise) | (high - low <= RELATIVE * at)
        inside = (low < guess) & (guess < high)
        new = np.where(inside, guess, 0.5 * (low + high))
        if done.all():
            return np.asarray(np.where(inside, guess, at))
        at = np.where(done, at, new)
    return np.asarray(at)


def _solve_each(model: Basis, tau2: Array, good: Booleans) -> tuple[Array, Array, Array]:
    k, p = model.k, model.p
    b, s, rss = np.full((k, p), np.nan), np.full((k, p, p), np.nan), np.full(k, np.nan)
    rows, size = np.flatnonzero(good), max(1, AT_ONCE // k)
    for i in range(0, len(rows), size):
        part = rows[i : i + size]
        w = 1.0 / (model.v + tau2[part][:, None])
        w[np.arange(len(part)), part] = 0.0
        at = weigh(model, w)
        s[part], rss[part] = np.linalg.inv(at.a1), at.rss
        b[part] = (s[part] @ (w @ model.qe)[:, :, None])[:, :, 0]
    return b, s, rss


def none_left(fit: Linear) -> bool:
    """Tell whether leaving a row out leaves nothing to estimate."""
    return fit.model.k <= fit.model.p or math.isnan(float(fit.b[0]))
