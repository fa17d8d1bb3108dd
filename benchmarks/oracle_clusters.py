"""Golden results of dependent effects."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.oracle_nodes import Node, Study, refuse
from pooling.component_intervals import component_intervals
from pooling.dependence import aggregate
from pooling.estimate import Refusal
from pooling.linear import fit_linear
from pooling.moderators import slope_positions
from pooling.multilevel import Multilevel, multilevel
from pooling.robust import KINDS, Robust, Working, robust, wald_htz, working_linear
from pooling.rve import correlated_effects, hierarchical_effects
from pooling.tails import critical, two_sided

SHOWN = (
    "b", "se", "stat", "pval", "ci_lb", "ci_ub", "sigma2", "s_nlevels", "QE", "QEp", "QM", "QMp", "ll", "AIC",
    "BIC", "vb", "pi_lb", "pi_ub",
)  # fmt: skip


def cluster(study: Study, golden: Node) -> Node:
    """Return every model of the block."""
    names = [row["cluster"] for row in study.rows]
    out: Node = {"n_clusters": len(set(names))}
    for name, node in golden.items():
        if name.startswith(("three_level", "CHE")):
            out[name] = _multilevel(study, names, name, node)
    if "uni_REML_robust" in golden:
        fit = fit_linear(study.y, study.v, np.ones((len(study.y), 1)))
        out["uni_REML_robust"] = _robust(working_linear(fit, names), golden["uni_REML_robust"])
    if "aggregate_rho0.6" in golden:
        out["aggregate_rho0.6"] = _aggregate(study, names)
    if "robumeta" in golden:
        out["robumeta"] = {name: _robumeta(study, names, name) for name in golden["robumeta"]}
    return out


def _multilevel(study: Study, names: list[Any], name: str, golden: Node) -> Node:
    design = np.array(golden["X"], dtype=float) if "X" in golden else None
    found = multilevel(
        study.y, study.v, names, X=design, rho=float(name.rsplit("rho", 1)[1]) if "rho" in name else 0.0,
        method="ML" if name.endswith("_ML") else "REML", test="t" if "_t_" in name else "z",
    )  # fmt: skip
    if isinstance(found, Refusal):
        return refuse(found.reason)
    node: Node = {key: getattr(found, key) for key in SHOWN} | {"ddf": [found.ddf]}
    if "confint" in golden:
        node["confint"] = _intervals(found)
    if "robust" in golden:
        node["robust"] = _robust(found.work, golden["robust"])
    return node


def _intervals(found: Multilevel) -> list[Node]:
    ends = component_intervals(found)
    return [
        {"sigma2": one, "sigma": {name: float(np.sqrt(getattr(one, name))) for name in ("est", "lb", "ub")}}
        for one in ends
    ]


def _robust(work: Working, golden: Node) -> Node:
    made = {kind: robust(work, kind) for kind in KINDS}
    out: Node = {kind: made[kind] for kind in KINDS if kind in golden}
    m, p = work.clusters.m, work.x.shape[1]
    if m > p:
        out["adjust_TRUE"] = _plain_t(work, made["CR1p"].se, m - p)
        out["adjust_FALSE"] = _plain_t(work, made["CR0"].se, m - p)
    out["clubSandwich"] = _satterthwaite(made["CR2"])
    slopes = slope_positions(work.x)
    if "Wald_HTZ_CR2" in golden and slopes:
        out["Wald_HTZ_CR2"] = wald_htz(work, slopes)
    return out


def _plain_t(work: Working, se: Any, df: int) -> Node:
    stat, half = work.b / se, critical(0.95, df) * se
    return {
        "b": work.b, "se": se, "stat": stat, "ddf": [df], "pval": two_sided(stat, df), "ci_lb": work.b - half,
        "ci_ub": work.b + half,
    }  # fmt: skip


def _satterthwaite(found: Robust) -> Node:
    return {
        "b": found.b, "se": found.se, "stat": found.tstat, "ddf": found.df_satt, "pval": found.p_satt,
        "ci_lb": found.ci_lb, "ci_ub": found.ci_ub,
    }  # fmt: skip


def _aggregate(study: Study, names: list[Any]) -> Node:
    found = aggregate(study.y, study.v, names, rho=0.6)
    return {"cluster": found.cluster, "yi": found.y, "vi": found.v}


def _robumeta(study: Study, names: list[Any], name: str) -> Any:
    small = not name.endswith("small_FALSE")
    if name.startswith("HIER"):
        return hierarchical_effects(study.y, study.v, names, small=small)
    rho = float(name.split("_")[1].removeprefix("rho"))
    return correlated_effects(study.y, study.v, names, rho=rho, small=small)
