"""Maximising a smooth function of a few parameters within bounds, to the last digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from pooling.arrays import Array, Integers

Function = Callable[[Array], float]
STEP = 2e-4  # of a parameter: fourth-order differences then err by rounding and curvature alike, about 1e-11
POLISH = 30
HUGE = 1e300  # in place of an infinite loss, which a line search cannot compare
GAIN = 1e-13  # relative: a step that gains less ends the search


@dataclass(frozen=True, slots=True)
class Peak:
    """A maximum: where and how high."""

    at: Array
    value: float


def climb(value: Function, start: Array, lower: Array, upper: Array) -> Peak:
    """Return the maximum reached from ``start`` by a quasi-Newton search and Newton steps."""
    bounds = [(None if a == -np.inf else a, None if b == np.inf else b) for a, b in zip(lower, upper, strict=True)]
    with np.errstate(all="ignore"):
        rough = minimize(_below(value), start, method="L-BFGS-B", bounds=bounds)
    return polish(value, np.asarray(rough.x, dtype=float), lower, upper)


def _below(value: Function) -> Callable[[Array], float]:
    return lambda x: min(-value(np.asarray(x, dtype=float)), HUGE)


def polish(value: Function, at: Array, lower: Array, upper: Array) -> Peak:
    """Take Newton steps over the parameters that are not held by their bounds."""
    best = value(at)
    for _ in range(POLISH):
        slope = gradient(value, at, lower, upper)
        held = ((at <= lower) & (slope <= 0)) | ((at >= upper) & (slope >= 0))
        free = np.flatnonzero(~held)
        if not len(free):
            break
        new, height = _step(value, at, best, slope, free, lower, upper)
        gain = height - best
        if gain > 0:
            at, best = new, height
        if gain <= GAIN * max(1.0, abs(best)):
            break
    return Peak(at, best)


def _step(
    value: Function, at: Array, best: float, slope: Array, free: Integers, lower: Array, upper: Array
) -> tuple[Array, float]:
    bend = -curvature(value, at, free)
    if not (np.isfinite(bend).all() and np.isfinite(slope).all()):
        return at, best
    values, vectors = np.linalg.eigh(bend)
    size = np.maximum(np.abs(values), 1e-10 * max(float(np.abs(values).max()), 1e-300))
    move = np.zeros_like(at)
    move[free] = vectors @ ((vectors.T @ slope[free]) / size)
    for halving in range(20):
        new = np.clip(at + move * 0.5**halving, lower, upper)
        height = value(new)
        if height > best:
            return new, height
    return at, best


def _size(at: Array) -> Array:
    return np.asarray(STEP * np.maximum(np.abs(at), 0.1))


def gradient(value: Function, at: Array, lower: Array, upper: Array) -> Array:
    """Return central differences, one-sided at a bound."""
    out, h = np.empty_like(at), _size(at)
    for i in range(len(at)):
        e = np.zeros_like(at)
        e[i] = h[i]
        if at[i] - 2 * h[i] < lower[i]:
            out[i] = (-3 * value(at) + 4 * value(at + e) - value(at + 2 * e)) / (2 * h[i])
        elif at[i] + 2 * h[i] > upper[i]:
            out[i] = (3 * value(at) - 4 * value(at - e) + value(at - 2 * e)) / (2 * h[i])
        else:
            near, far = value(at + e) - value(at - e), value(at + 2 * e) - value(at - 2 * e)
            out[i] = (8 * near - far) / (12 * h[i])
    return out


def curvature(value: Function, at: Array, free: Integers) -> Array:
    """Return second differences over the ``free`` parameters (n, n)."""
    n, h = len(free), np.sqrt(STEP) * 0.2 * np.maximum(np.abs(at), 0.05)
    out, here = np.empty((n, n)), value(at)
    steps = np.zeros((n, len(at)))
    steps[np.arange(n), free] = h[free]
    for i in range(n):
        for j in range(i, n):
            a, b = steps[i], steps[j]
            if i == j:
                far = value(at + 2 * a) + value(at - 2 * a)
                out[i, i] = (16 * (value(at + a) + value(at - a)) - far - 30 * here) / (12 * h[free[i]] ** 2)
            else:
                mixed = value(at + a + b) - value(at + a - b) - value(at - a + b) + value(at - a - b)
                out[i, j] = out[j, i] = mixed / (4 * h[free[i]] * h[free[j]])
    return out
