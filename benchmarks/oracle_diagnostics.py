"""Golden diagnostics of single rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.oracle_nodes import Node, Study, refuse
from pooling.deletion import delete_each
from pooling.estimate import Refusal
from pooling.influence import baujat, influence, leave_one_out, rstandard, rstudent
from pooling.linear import Linear, fit_linear
from pooling.method import Method
from pooling.permutation import permutation_test
from pooling.shrinkage import blup
from pooling.subsets import cumulative, gosh


def diag(study: Study, golden: Node) -> Node:
    """Return the block of the model without moderators."""
    if len(study.y) < 2:
        return refuse("One row: nothing can be left out.")
    fit = fit_linear(study.y, study.v, np.ones((len(study.y), 1)))
    out = _common(fit, golden)
    without = delete_each(fit)
    makers: dict[str, Callable[[], Any]] = {
        "leave1out": lambda: leave_one_out(fit, without),
        "cumul_row_order": lambda: _cumulative(study),
        "blup": lambda: blup(fit),
        "weights_pct": lambda: 100 * fit.w / fit.w.sum(),
        "baujat": lambda: baujat(fit, without),
        "permutest_exact": lambda: permutation_test(study.y, study.v),
        "gosh": lambda: _gosh(study),
    }
    return out | {name: make() for name, make in makers.items() if name in golden}


def diag_mods(study: Study, golden: Node) -> Node:
    """Return the block of the first meta-regression, whose design is the one used there."""
    design = study.first_design
    if design is None:
        return refuse("no design is given")
    x, keep = design
    return _common(fit_linear(study.y[keep], study.v[keep], x), golden)


def _common(fit: Linear, golden: Node) -> Node:
    without = delete_each(fit)
    found = influence(fit, without)
    out: Node = {}
    if "influence" in golden:
        out["influence"] = refuse(found.reason) if isinstance(found, Refusal) else found
    if "rstandard" in golden:
        out["rstandard"] = rstandard(fit)
    if "rstudent" in golden:
        out["rstudent"] = rstudent(fit, without)
    return out


def _cumulative(study: Study) -> Node:
    found = cumulative(study.y, study.v, method=Method(test="z", measure="GEN"))
    names = {"estimate": "b", "se": "se", "zval": "stat", "ci_lb": "ci_lb", "ci_ub": "ci_ub"}
    out: Node = {name: [getattr(one, field) for one in found] for name, field in names.items()}
    inner = {"Q": "QE", "Qp": "QEp", "tau2": "tau2", "I2": "I2", "H2": "H2"}
    return out | {name: [getattr(one.heterogeneity, field) for one in found] for name, field in inner.items()}


def _gosh(study: Study) -> Any:
    found = gosh(study.y, study.v)
    if isinstance(found, Refusal):
        return refuse(found.reason)
    names = ("k", "QE", "I2", "H2", "tau2", "estimate")
    return {"incl": found.incl, "res": [{n: getattr(found, n)[i] for n in names} for i in range(len(found.incl))]}
