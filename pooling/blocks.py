"""Covariance matrices that are diagonal plus low rank within each cluster, inverted in O(k).

M = diag(d) + U diag(c) U' in each cluster; by Woodbury's identity the inverse needs one q x q
matrix a cluster, where q is 1 for the three-level model and 2 with correlated sampling errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array
from pooling.clusters import Clusters


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
        inner = self.core @ self.clusters.sums(self.u[:, :, None] * wx[:, None, :])
        if self.u.shape[1] == 1:
            return np.asarray(wx - (self.w * self.u[:, 0])[:, None] * self.clusters.spread(inner[:, 0, :]))
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

    def dense(self, rows: slice) -> Array:
        """Return M of the cluster at sorted ``rows``."""
        u = self.u[rows]
        return np.asarray(np.diag(self.d[rows]) + (u * self.c) @ u.T)


def blocks(clusters: Clusters, d: Array, u: Array, c: Array) -> Blocks:
    """Build the inverse from ``d`` (k,) > 0, ``u`` (k, q) and ``c`` (q,) >= 0."""
    w, root = 1.0 / d, np.sqrt(c)
    scaled = root[:, None] * clusters.sums(u[:, :, None] * (w[:, None] * u)[:, None, :]) * root
    inner = np.eye(len(c)) + scaled
    core = root[:, None] * np.linalg.inv(inner) * root
    log_det = np.log(d).sum() + np.linalg.slogdet(inner)[1].sum()
    return Blocks(clusters, d, w, u, c, core, float(log_det))
