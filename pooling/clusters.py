"""Rows that belong together, sorted so that sums by cluster cost one pass."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pooling.arrays import Array, Integers
from pooling.dependence import codes_of


@dataclass(frozen=True, slots=True)
class Clusters:
    """``order`` (k,) sorts rows by cluster; ``starts`` and ``sizes`` (m,) describe the sorted rows."""

    order: Integers
    starts: Integers
    sizes: Integers
    names: tuple[Hashable, ...]

    @property
    def m(self) -> int:
        """The number of clusters."""
        return len(self.sizes)

    def sums(self, x: Array) -> Array:
        """Return sums by cluster (m, ...) of sorted rows (k, ...)."""
        return np.asarray(np.add.reduceat(x, self.starts, axis=0))

    def spread(self, x: Array) -> Array:
        """Return cluster values (m, ...) at each sorted row (k, ...)."""
        return np.asarray(np.repeat(x, self.sizes, axis=0))

    def unsort(self, x: Array) -> Array:
        """Return sorted rows in the order of the input."""
        out = np.empty_like(x)
        out[self.order] = x
        return out


def clusters_of(cluster: Sequence[Hashable]) -> Clusters:
    """Return the clusters of rows, numbered by first appearance."""
    codes, names = codes_of(cluster)
    sizes = np.bincount(codes, minlength=len(names))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Clusters(np.argsort(codes, kind="stable"), starts, sizes, names)
