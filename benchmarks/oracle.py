"""Recompute golden results of other software from their rows and inputs only.

Usage:
    python -m benchmarks.oracle DIR --out OUT [--only ID ...] [--blocks uni confint ...]

Each ``DIR/<id>.json`` becomes ``OUT/<id>.json`` with the same tree of keys. Blocks and keys of the
golden file say *what* to compute (which estimators, which designs); their numbers are never read.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import oracle_bias, oracle_clusters, oracle_conversions, oracle_diagnostics
from benchmarks.oracle_nodes import Node, Study, estimate_node, linear_node, refuse
from pooling import effect_sizes
from pooling.estimate import Refusal
from pooling.fisher import LOST_TO_MEANS, fisher_z
from pooling.hunter_schmidt import bare_bones
from pooling.linear import fit_linear
from pooling.marginal import marginal_r
from pooling.method import Method
from pooling.moderators import Regression, likelihood_ratio, regress
from pooling.subgroups import subgroups
from pooling.tau2_intervals import tau2_interval
from pooling.univariate import pool

HS_CORRECTED = "COR_AV_weights_n_HS"
FIRST_ROWS = 5  # whose predictions a golden regression holds


def escalc(study: Study, golden: Node) -> Node:
    """Return effect sizes of all rows."""
    r, n = study.column("r"), study.column("n")
    made = {
        "ZCOR": lambda: fisher_z(r, n),
        "COR_LS": lambda: effect_sizes.cor(r, n),
        "COR_AV": lambda: effect_sizes.cor(r, n, variance="AV"),
        "UCOR_LS": lambda: effect_sizes.ucor(r, n),
        "UCOR_UB": lambda: effect_sizes.ucor(r, n, variance="UB"),
    }
    return {name: dict(zip(("yi", "vi"), made[name](), strict=True)) for name in golden}


def uni(study: Study, golden: Node, y: Any = None, v: Any = None) -> Node:
    """Return univariate models by estimator and test."""
    y, v = (study.y, study.v) if y is None else (y, v)
    measure = study.measure if y is study.y else "GEN"
    out: Node = {}
    for tau2, tests in golden.items():
        names = [name for name in tests if name in ("z", "t", "knha", "adhoc")]
        out[tau2] = {
            test: estimate_node(pool(y, v, method=Method(tau2=tau2, test=test, measure=measure))) for test in names
        }
    return out


def uni_on_cor(study: Study, golden: Node) -> Node:
    """Return the same models of raw correlations."""
    return uni(study, golden, *effect_sizes.cor(study.used("r"), study.used("n")))


def confint(study: Study, golden: Node) -> Node:
    """Return intervals of tau2."""
    kinds = {
        "QP": ("QP", "REML"), "QP_DL": ("QP", "DL"), "PL_REML": ("PL", "REML"), "PL_ML": ("PL", "ML"),
        "Wald_REML": ("Wald", "REML"),
    }  # fmt: skip
    return {name: tau2_interval(study.y, study.v, kind=kinds[name][0], tau2=kinds[name][1]) for name in golden}


def marginal(study: Study, golden: Node) -> Node:
    """Return the mean correlation over studies."""
    found = pool(study.y, study.v, test="z")
    tau2 = found.heterogeneity.tau2
    ends = {"r": found.b, "ci_lb": found.ci_lb, "ci_ub": found.ci_ub}
    return {name: marginal_r(ends[name], tau2) for name in golden if name in ends}


def hunter_schmidt(study: Study, golden: Node) -> Node:
    """Return Hunter-Schmidt models, by formula and as a weighted random-effects model."""
    r, n = study.column("r"), study.column("n")
    found = bare_bones(r, n)
    node: Node = {name: getattr(found, name) for name in golden["bare_bones"] if hasattr(found, name)}
    # the package psychometric divides by the sizes of rows without r too
    rbar = float(np.nansum(r * n) / n.sum())
    node |= {"psychometric_rbar": rbar, "psychometric_varr": float(np.nansum(n * (r - rbar) ** 2) / n.sum())}
    node["psychometric_vare"] = float(n @ ((1 - rbar**2) ** 2 / (n - 1)) / n.sum())
    y, v = effect_sizes.cor(r, n, variance="AV")
    use = np.isfinite(y) & (n > LOST_TO_MEANS)
    fit = fit_linear(y[use], v[use], np.ones((int(use.sum()), 1)), tau2="HS", coefficient_weights=n[use])
    return {"bare_bones": node, HS_CORRECTED: linear_node(fit)}


def mods(study: Study, golden: list[Node]) -> list[Node]:
    """Return meta-regressions on the given designs."""
    return [_regression(study, node) for node in golden]


def _regression(study: Study, golden: Node) -> Node:
    keep = np.array(golden["not_na"], dtype=int) - 1 if "not_na" in golden else np.arange(len(study.y))
    if "X" not in golden:
        return refuse("no design is given")
    design = np.array(golden["X"], dtype=float)
    y, v = study.y[keep], study.v[keep]
    found = regress(y, v, design, method=Method(tau2=golden["method"], test=golden["test"], measure="GEN"))
    if isinstance(found, Refusal):
        return refuse(found.reason)
    node = linear_node(found.model) | _moderation(found, design)
    if "LRT_vs_null" in golden:
        node["LRT_vs_null"] = likelihood_ratio(y, v, design, np.ones((len(y), 1)))
    return node


def _moderation(found: Regression, design: Any) -> Node:
    ahead = found.predict(design[:FIRST_ROWS])
    test = found.omnibus
    node: Node = {"vb": found.vb, "R2": found.R2, "vif": {"vif": found.vif}}
    if test is not None:
        node |= {"QM": test.QM, "QMp": test.QMp, "QMdf": [test.df, test.df2], "m": test.df}
    node |= {"pred": ahead.pred, "pred_se": ahead.se, "pred_ci_lb": ahead.ci_lb, "pred_ci_ub": ahead.ci_ub}
    return node | {"pred_pi_lb": ahead.pi_lb, "pred_pi_ub": ahead.pi_ub}


def subgroup(study: Study, golden: list[Node]) -> list[Node]:
    """Return subgroup analyses."""
    out = []
    for node in golden:
        labels = [None if (x := row.get(node["variable"])) is None else str(x) for row in study.rows]
        method = Method(test="z", measure="GEN")
        apart = subgroups(study.y, study.v, labels, method=method)
        common = subgroups(study.y, study.v, labels, method=method, common_tau2=True)
        out.append(
            {
                "per_level": dict(zip(apart.levels, map(estimate_node, apart.estimates), strict=True)),
                "Q_between_separate_tau2": apart.Q_between, "df": apart.df, "p_separate_tau2": apart.pval,
                "QM_common_tau2": common.Q_between, "QMp_common_tau2": common.pval, "tau2_common": common.tau2,
            }
        )  # fmt: skip
    return out


BLOCKS: dict[str, Callable[[Study, Any], Any]] = {
    "escalc": escalc,
    "uni": uni,
    "uni_on_COR": uni_on_cor,
    "confint": confint,
    "marginal_r_REML": marginal,
    "hunter_schmidt": hunter_schmidt,
    "mods": mods,
    "subgroup": subgroup,
    "bias": oracle_bias.bias,
    "diag": oracle_diagnostics.diag,
    "diag_mods": oracle_diagnostics.diag_mods,
    "cluster": oracle_clusters.cluster,
}


def plain(value: Any) -> Any:
    """Return a result as JSON: no arrays, not-a-number as null, infinities by name."""
    if isinstance(value, Refusal):
        return refuse(value.reason)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (np.bool_, np.integer)):
        return value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else ("Inf" if value > 0 else "-Inf") if math.isinf(value) else float(value)
    return value


def recompute(golden: Node, blocks: list[str]) -> Node:
    """Return all blocks of one file."""
    if golden.get("kind") == "conversions":
        return {name: plain(node) for name, node in oracle_conversions.conversions(golden).items()}
    study = Study.of(golden)
    wanted = [name for name in BLOCKS if name in golden and (not blocks or name in blocks)]
    return {name: plain(BLOCKS[name](study, golden[name])) for name in wanted}


def main() -> int:
    """Recompute a folder."""
    parser = argparse.ArgumentParser(description="Recompute golden pooling results from their rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=[], metavar="ID")
    parser.add_argument("--blocks", nargs="+", default=[], choices=[*BLOCKS])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(args.folder.glob("*.json")):
        golden = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "tolerances.json" or path.stem not in (args.only or [path.stem]) or "rules" in golden:
            continue
        start = time.perf_counter()
        out = recompute(golden, args.blocks)
        (args.out / path.name).write_text(json.dumps(out, allow_nan=False), encoding="utf-8")
        print(f"{path.stem}: {time.perf_counter() - start:.2f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
