"""The golden file of conversions between statistics."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.oracle_nodes import Node
from pooling import conversions as to
from pooling import cut_variables, effect_sizes, hunter_schmidt
from pooling.correlation_tests import interval_of_r, p_of_r, t_of_r
from pooling.fisher import fisher_z
from pooling.matrices import from_pairs, olkin_siotani

DISTRIBUTION = "HS_artefact_distribution_psychometric"


def conversions(golden: Node) -> Node:
    """Return every block, from its inputs."""
    out = {name: make(golden[name]) for name, make in MAKERS.items() if name in golden}
    if DISTRIBUTION in golden:
        out[DISTRIBUTION] = _distribution(golden["HS_individual_corrections"]["rows"])
    return out


def _effects(pair: tuple[Any, Any]) -> Node:
    return {"yi": pair[0], "vi": pair[1]}


def _single(node: Node) -> Node:
    r, n = node["r"], node["n"]
    z, v = fisher_z(r, n)
    low, high = interval_of_r(r, n)
    return {
        "z": z, "se_z": np.sqrt(v), "r_ci_lb": low, "r_ci_ub": high, "t_of_r": t_of_r(r, n),
        "p_two_sided": p_of_r(r, n),
    }  # fmt: skip


def _d(node: Node) -> Node:
    d, n1, n2 = node["d"], node["n1"], node["n2"]
    return {
        "a": to.group_factor(n1, n2), "r": to.d_to_r(d, n1, n2), "v_d": to.d_variance(d, n1, n2),
        "v_r": to.d_to_r_variance(d, n1, n2),
    }  # fmt: skip


def _p(node: Node) -> Node:
    p, n, sign = np.array(node["p_two_sided"]), np.array(node["n"], dtype=float), np.array(node["sign"], dtype=float)
    return {"t": to.t_of_p(p, n - 2, sign), "r": to.p_to_r(p, n, sign)}


def _groups(node: Node) -> tuple[Any, ...]:
    return tuple(node[name] for name in ("m1", "m2", "sd1", "sd2", "n1", "n2"))


def _cells(node: Node) -> tuple[Any, ...]:
    return tuple(node[name] for name in ("ai", "bi", "ci", "di"))


def _individual(node: Node) -> Node:
    r, n, rxx, ryy = (np.array([row[name] for row in node["rows"]], dtype=float) for name in ("Rxy", "n", "Rxx", "Ryy"))
    found = hunter_schmidt.individually_corrected(r, n, hunter_schmidt.attenuation(rxx, ryy))
    return {name: getattr(found, name) for name in node if hasattr(found, name)}


def _distribution(rows: list[Node]) -> Node:
    values = (np.array([row[name] for row in rows], dtype=float) for name in ("Rxy", "n", "Rxx", "Ryy", "u"))
    found = hunter_schmidt.artefact_distribution(*values)
    return {
        "rbar": found.rbar, "varr": found.var_r, "vare": found.var_e, "CAFAA": found.CAFAA, "rhoCA": found.rho,
        "varAV": found.var_art, "varResT": found.var_res, "pvse": [[found.pct_e]], "pvaaa": found.pct_all,
        "CI": [found.ci_lb, found.ci_ub], "CV": [found.cv_lb, found.cv_ub],
    }  # fmt: skip


def _covariance(node: Node) -> Node:
    rows = node["rows"]
    names = sorted({row[end] for row in rows for end in ("var1", "var2")})
    cov = np.zeros((len(rows), len(rows)))
    for study in dict.fromkeys(row["study"] for row in rows):
        at = [i for i, row in enumerate(rows) if row["study"] == study]
        pairs = [(names.index(rows[i]["var1"]), names.index(rows[i]["var2"])) for i in at]
        matrix = from_pairs([rows[i]["ri"] for i in at], pairs, len(names))
        cov[np.ix_(at, at)] = olkin_siotani(matrix, rows[at[0]]["ni"], pairs)
    return {"V": cov, "yi": [row["ri"] for row in rows]}


MAKERS = {
    "r_to_z": _single,
    "escalc_COR": lambda node: _effects(effect_sizes.cor(node["r"], node["n"])),
    "escalc_UCOR": lambda node: _effects(effect_sizes.ucor(node["r"], node["n"])),
    "escalc_ZCOR": lambda node: _effects(fisher_z(node["r"], node["n"])),
    "t_to_r": lambda node: {"r": to.t_to_r(node["t"], node["df"])},
    "F1_to_r": lambda node: {"abs_r": to.f1_to_r(node["F"], node["df2"])},
    "chi2_1_to_phi": lambda node: {"phi": to.chi2_to_r(node["chi2"], node["n"])},
    "d_to_r": _d,
    "or_to_r": lambda node: {"d": to.or_to_d(node["or"]), "r_equal_groups": to.or_to_r(node["or"])},
    "beta_to_r_peterson_brown": lambda node: {"r": to.beta_to_r(node["beta"], formula="peterson_brown")},
    "spearman_to_pearson": lambda node: {"r": to.spearman_to_r(node["rho_s"])},
    "kendall_to_pearson": lambda node: {"r": to.kendall_to_r(node["tau"])},
    "p_to_r": _p,
    "RPB": lambda node: _effects(cut_variables.rpb(*_groups(node))),
    "RBIS": lambda node: _effects(cut_variables.rbis(*_groups(node))),
    "PHI": lambda node: _effects(cut_variables.phi(*_cells(node))),
    "RTET": lambda node: _effects(cut_variables.rtet(*_cells(node))),
    "PCOR": lambda node: _effects(effect_sizes.pcor(node["t"], node["n"], node["preds"])),
    # the golden variances are those of metafor 3.8, with one more degree of freedom than Fisher's
    "ZPCOR": lambda node: _effects(effect_sizes.zpcor(node["t"], node["n"], node["preds"], variance="one_more")),
    "SPCOR": lambda node: _effects(effect_sizes.spcor(node["t"], node["n"], node["preds"], node["R2"])),
    "HS_individual_corrections": _individual,
    "range_restriction": lambda node: {"thorndike_case2": hunter_schmidt.unrestricted(node["r"], node["u"])},
    "rcalc_olkin_siotani": _covariance,
}
