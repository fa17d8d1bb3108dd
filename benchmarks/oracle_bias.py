"""Golden results of tests and models of publication bias."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.oracle_nodes import Node, Study, estimate_node, refuse
from pooling.estimate import Refusal
from pooling.excess_significance import excess_significance
from pooling.fail_safe import fail_safe
from pooling.funnel_regression import Weighted, funnel_test, peese, pet
from pooling.henmi_copas import henmi_copas
from pooling.method import Method
from pooling.rank_correlation import rank_test
from pooling.selection import selection_model
from pooling.trim_and_fill import TrimFill, trim_and_fill

# metafor's refits inside trim and fill stop when a step of tau2 is below it
THRESHOLD = 1e-5
SELECTION = {
    "3PSM": {},
    "3PSM_less": {"alternative": "less"},
    "step_025_05_5": {"steps": (0.025, 0.05, 0.5)},
    "step_EE": {"tau2": "EE"},
    "beta": {"type": "beta"},
    "negexp": {"type": "negexp"},
}


def bias(study: Study, golden: Node) -> Node:
    """Return every test of the block."""
    y, v = study.y, study.v
    makers: dict[str, Callable[[Any], Any]] = {
        "regtest": lambda node: {name: _regtest(study, name) for name in node},
        "ranktest": lambda _: rank_test(y, v),
        "trimfill": lambda node: {name: _trim(study, name) for name in node},
        "pet": lambda _: _weighted(pet(y, v)),
        "peese": lambda _: _weighted(peese(y, v)),
        "fsn": lambda node: {name: _fail_safe(study, name) for name in node},
        "tes": lambda _: excess_significance(y, v),
        "tes_chi2": lambda _: excess_significance(y, v, tau2="EE", test="chi2"),
        "selmodel": lambda node: {name: _selection(study, name) for name in node if "skipped" not in node[name]},
        "hc": lambda _: henmi_copas(y, v),
    }
    return {name: make(golden[name]) for name, make in makers.items() if name in golden}


def _regtest(study: Study, name: str) -> Any:
    model, predictor = name.split("_", 1)
    n = study.used("n") if "n" in study.rows[0] else None
    return funnel_test(study.y, study.v, n, model=model, predictor=predictor)


def _trim(study: Study, name: str) -> Node:
    tau2, estimator, side = name.split("_")
    method = Method(tau2=tau2, test="z", measure=study.measure)
    found = trim_and_fill(study.y, study.v, estimator=estimator, side=side, method=method, threshold=THRESHOLD)
    if not isinstance(found, TrimFill):
        return refuse(found.reason)
    node = {key: getattr(found, key) for key in ("k0", "se_k0", "p_k0", "filled_yi", "filled_vi")}
    return node | estimate_node(found.estimate)


def _weighted(found: Weighted | Refusal) -> Node:
    return refuse(found.reason) if isinstance(found, Refusal) else {"coef": found.coef, "se": found.se, "p": found.p}


def _fail_safe(study: Study, name: str) -> Any:
    kind, _, extra = name.partition("_")
    target = 0.05 if extra == "target05" else None
    return fail_safe(study.y, study.v, kind=kind, target=target, weighted=extra == "weighted")


def _selection(study: Study, name: str) -> Any:
    found = selection_model(study.y, study.v, **SELECTION[name])  # type: ignore[arg-type]
    if isinstance(found, Refusal):
        return refuse(found.reason)
    node = {field: getattr(found, field) for field in found.__dataclass_fields__ if field not in ("b", "se")}
    return node | {
        "b": [found.b], "se": [found.se], "zval": [found.zval], "pval": [found.pval], "ci_lb": [found.ci_lb],
        "ci_ub": [found.ci_ub], "delta": np.array(found.delta),
    }  # fmt: skip
