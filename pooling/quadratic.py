"""Moments of the quadratic form y'Py with P = A - AX(X'AX)^-1X'A, each in O(k).

They give every moment estimator of tau2 and its standard error (DerSimonian & Kacker 2007;
Viechtbauer 2005; Jackson, Turner, Rhodes & Viechtbauer 2014).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.basis import Basis, products, weigh
from pooling.inverses import inverse, trace_of_product

LOST = float(np.finfo(float).eps)  # of a sum: a difference below it holds no digit, and must stay positive


@dataclass(frozen=True, slots=True)
class Quadratic:
    """``rss`` = y'Py and the traces of P, PP, PV, PVP and PVPV; ``a`` sums the weights."""

    rss: float
    a: float
    p: float
    pp: float
    pv: float
    pvp: float
    pvpv: float

    def expectation_root(self) -> float:
        """Return tau2 at which y'Py equals its expectation tr PV + tau2 tr P."""
        return (self.rss - self.pv) / self.p

    def sd(self, tau2: float) -> float:
        """Return the standard deviation of y'Py at ``tau2`` under normal effects."""
        return math.sqrt(max(2 * self.pvpv + 4 * tau2 * self.pvp + 2 * tau2**2 * self.pp, 0.0))


def quadratic(model: Basis, a: Array) -> Quadratic:
    """Return the moments at weights ``a`` (k,)."""
    at = weigh(model, a)
    if is_mean(model):
        return _around_a_mean(model.v, a, at.rss)
    v, s = model.v, at.s

    def cross(w: Array) -> Array:
        return np.asarray(s @ products(model, w))

    a2, a2v = cross(a * a), cross(a * a * v)
    return Quadratic(
        rss=at.rss,
        a=float(a.sum()),
        p=_kept(float(a.sum()), np.trace(a2)),
        pp=_kept(float(a @ a), 2 * np.trace(cross(a**3)) - np.trace(a2 @ a2)),
        pv=float(a @ v - np.trace(a2v)),
        pvp=float((a * a) @ v - 2 * np.trace(cross(a**3 * v)) + np.trace(a2 @ a2v)),
        pvpv=float((a * v) @ (a * v) - 2 * np.trace(cross(a**3 * v * v)) + np.trace(a2v @ a2v)),
    )


def is_mean(model: Basis) -> bool:
    """Tell whether the model is one mean: its basis is then one number, over and over."""
    return model.p == 1 and bool((model.q == model.q[0]).all())


def _kept(whole: float, lost: float) -> float:
    return max(whole - lost, LOST * whole)


def residual_form(model: Basis, a: Array) -> tuple[float, float]:
    """Return y'Py and tr P at weights ``a`` (k,), which Q and the typical sampling variance need."""
    at, total = weigh(model, a), float(a.sum())
    if is_mean(model):
        return at.rss, float(a.dot(others(a))) / total
    return at.rss, _kept(total, trace_of_product(at.s, products(model, a * a)))


def trace_of_square(model: Basis, a: Array) -> float:
    """Return tr PP at weights ``a`` (k,): twice the inverse variance of a restricted likelihood's tau2."""
    square = a * a
    if is_mean(model):
        total = float(a.sum())
        diagonal = a * others(a)
        return (float(diagonal.dot(diagonal)) + float(square.dot(others(square)))) / total**2
    s = inverse(products(model, a))
    inner = s @ products(model, square)
    lost = 2.0 * trace_of_product(s, products(model, square * a)) - trace_of_product(inner, inner.T)
    return _kept(float(a.dot(a)), lost)


def others(x: Array) -> Array:
    """Return for each row the sum over all other rows, exact even for a row that outweighs them."""
    total, top = float(x.sum()), int(x.argmax())
    out = total - x
    if 2.0 * x[top] > total:  # the one row for which a difference would lose digits
        out[top] = x[:top].sum() + x[top + 1 :].sum()
    return np.asarray(out)


def _around_a_mean(v: Array, a: Array, rss: float) -> Quadratic:
    # P_ii = a_i (sum of the others)/A and P_ij = -a_i a_j/A: sums of one sign, so that a study that
    # outweighs all others together costs no digits
    total = float(a.sum())
    diagonal, square = a * others(a) / total, (a / total) ** 2
    beside, beside_v = others(a * a), others(a * a * v)
    return Quadratic(
        rss=rss,
        a=total,
        p=float(diagonal.sum()),
        pp=float(diagonal @ diagonal + square @ beside),
        pv=float(diagonal @ v),
        pvp=float((diagonal * diagonal + square * beside) @ v),
        pvpv=float((diagonal * v) @ (diagonal * v) + (square * v) @ beside_v),
    )
