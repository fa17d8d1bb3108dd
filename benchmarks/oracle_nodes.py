"""A golden file's rows as arrays, and results as its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling.estimate import Estimate, FitStatistics, Heterogeneity
from pooling.linear import Linear
from pooling.tails import critical

Node = dict[str, Any]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """The rows of one data set; ``rows`` are those used, ``every`` all of them."""

    every: list[Node]
    rows: list[Node]
    y: Array
    v: Array
    measure: str
    first_design: tuple[Array, NDArray[np.int64]] | None

    @classmethod
    def of(cls, golden: Node) -> Study:
        """Read rows, effects and variances."""
        every = golden["rows"]
        rows = [every[i - 1] for i in golden["rows_used"]]
        y, v = (np.array([row[name] for row in rows], dtype=float) for name in ("yi", "vi"))
        first = next((node for node in golden.get("mods", []) if "X" in node), None)
        design = None
        if first is not None:
            keep = np.array(first.get("not_na", range(1, len(y) + 1)), dtype=np.int64) - 1
            design = np.array(first["X"], dtype=float), keep
        return cls(every, rows, y, v, golden["measure"], design)

    def column(self, name: str) -> Array:
        """Return a column of all rows."""
        return np.array([row.get(name) for row in self.every], dtype=float)

    def used(self, name: str) -> Array:
        """Return a column of the rows used."""
        return np.array([row.get(name) for row in self.rows], dtype=float)


def refuse(reason: str) -> Node:
    """Return a refusal."""
    return {"refused": reason}


def spread_node(found: Heterogeneity) -> Node:
    """Return heterogeneity by its golden names."""
    return {name: getattr(found, name) for name in ("tau2", "se_tau2", "I2", "H2", "QE", "QEp")}


def fit_node(fit: FitStatistics | None) -> Node:
    """Return log-likelihood and criteria."""
    return {} if fit is None else {name: getattr(fit, name) for name in ("ll", "dev", "AIC", "BIC", "AICc")}


def estimate_node(found: Estimate) -> Node:
    """Return a pooled estimate by its golden names."""
    single = ("b", "se", "stat", "ddf", "pval", "ci_lb", "ci_ub")
    node: Node = {"k": found.k, "p": 1, **{name: [getattr(found, name)] for name in single}}
    node |= spread_node(found.heterogeneity) | {"s2w": found.s2w, "fit": fit_node(found.fit)}
    names = ("pi_lb", "pi_ub", "pi_hts_lb", "pi_hts_ub", "r", "r_ci_lb", "r_ci_ub", "r_pi_lb", "r_pi_ub")
    return node | {name: getattr(found, name) for name in names}


def linear_node(fit: Linear) -> Node:
    """Return a linear model by its golden names."""
    node: Node = {"k": fit.model.k, "p": fit.model.p}
    node |= {name: getattr(fit, name) for name in ("b", "se", "stat", "pval", "ci_lb", "ci_ub")}
    node |= spread_node(fit.heterogeneity) | {"ddf": [fit.ddf], "s2w": fit.s2w, "fit": fit_node(fit.fit)}
    if fit.model.p == 1:
        spread = float(np.sqrt(fit.se[0] ** 2 + fit.tau2.value))
        b = float(fit.b[0])
        node |= {"pi_lb": b - fit.crit * spread, "pi_ub": b + fit.crit * spread}
        if fit.model.k > 2:
            t = critical(fit.level, fit.model.k - 2.0)
            node |= {"pi_hts_lb": b - t * spread, "pi_hts_ub": b + t * spread}
    return node
