"""Covariance matrices that are diagonal plus low rank within each cluster, inverted in O(k).

M = diag(d) + U diag(c) U' in each cluster; by Woodbury's identity the inverse needs one q x q
matrix a cluster, where q is 1 for the three-level model and 2 with correlated sampling errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.clusters import Clusters
from pooling.inverses import inverse_and_determinant


@dataclass(frozen=True, slots=True)
class Blocks:
    """The inverse of M: ``w`` = 1/d (k,), ``u`` (k, q), ``core`` (m, q, q), and ln|M|."""

    clusters: Clusters
    d: Array
    w: Array
    u: Array
    c: Array
    core: Array
    log_det: float

    def solve(self, x: Array) -> Array:
        """Return M^-1 x for sorted rows (k, p)."""
        wx = self.w[:, None] * x
        if self.u.shape[1] == 1:
            one = self.core[:, 0] * self.clusters.sums(self.u * wx)
            return np.asarray(wx - (self.w[:, None] * self.u) * self.clusters.spread(one))
        inner = self.core @ self.clusters.sums(self.u[:, :, None] * wx[:, None, :])
        return np.asarray(wx - self.w[:, None] * np.einsum("kq,kqp->kp", self.u, self.clusters.spread(inner)))

    def gram(self, power: int) -> Array:
        """Return U' diag(w^power) U by cluster (m, q, q)."""
        weighted = (self.w**power)[:, None] * self.u
        return self.clusters.sums(self.u[:, :, None] * weighted[:, None, :])

    def traces(self) -> tuple[float, float]:
        """Return tr M^-1 and tr M^-2."""
        one = self.core @ self.gram(2)
        first = self.w.sum() - np.trace(one, axis1=1, axis2=2).sum()
        third = np.einsum("mab,mba->", self.core, self.gram(3))
        return float(first), float(self.w @ self.w - 2 * third + np.einsum("mab,mba->", one, one))


def blocks(clusters: Clusters, d: Array, u: Array, c: Array) -> Blocks:
    """Build the inverse from ``d`` (k,) > 0, ``u`` (k, q) and ``c`` (q,) >= 0."""
    w, root = 1.0 / d, np.sqrt(c)
    scaled = root[:, None] * clusters.sums(u[:, :, None] * (w[:, None] * u)[:, None, :]) * root
    inverse, determinants = inverse_and_determinant(np.eye(len(c)) + scaled)
    log_det = np.log(d).sum() + np.log(determinants).sum()
    return Blocks(clusters, d, w, u, c, root[:, None] * inverse * root, float(log_det))
