"""Twelve rows of our own through metafor, clubSandwich and robumeta (``metafor.R`` writes ``metafor.json``)."""

import json
from pathlib import Path

import numpy as np
import pytest

from pooling import Method, pool
from pooling import cut_variables as cut
from pooling import effect_sizes as sizes
from pooling.component_intervals import component_intervals
from pooling.dependence import aggregate
from pooling.excess_significance import excess_significance
from pooling.fail_safe import fail_safe
from pooling.fisher import fisher_z
from pooling.funnel_regression import funnel_test
from pooling.henmi_copas import henmi_copas
from pooling.influence import baujat, influence, leave_one_out, rstandard, rstudent
from pooling.linear import fit_linear
from pooling.moderators import regress
from pooling.multilevel import multilevel
from pooling.permutation import permutation_test
from pooling.rank_correlation import rank_test
from pooling.robust import robust, wald_htz
from pooling.rve import correlated_effects, hierarchical_effects
from pooling.selection import selection_model
from pooling.shrinkage import blup
from pooling.subsets import gosh
from pooling.tau2_intervals import tau2_interval
from pooling.trim_and_fill import trim_and_fill

R = json.loads((Path(__file__).parent / "metafor.json").read_text(encoding="utf-8"))
r, n, year, girls = (np.array(R["rows"][name], dtype=float) for name in ("r", "n", "year", "girls"))
CLUSTER = R["rows"]["cl"]
Y, V = fisher_z(r, n)
DESIGN = np.column_stack([np.ones(12), year - 2000, girls])
T = np.array([2.1, -0.7, 4.4]), np.array([50, 80, 33]), np.array([3, 5, 2])
GROUPS = [np.array(pair) for pair in ((10.2, 5), (9.1, 5.6), (2.2, 1.4), (2.9, 1.1), (25, 60), (31, 22))]
FIT = ("ll", "dev", "AIC", "BIC", "AICc")


def same(found, expected, rel=1e-9, absolute=1e-11):
    values = np.array([np.nan if x is None else x for x in np.ravel(np.array(expected, dtype=object))], dtype=float)
    mine = np.ravel(
        np.array([np.nan if x is None else x for x in np.ravel(np.array(found, dtype=object))], dtype=float)
    )
    seen = ~np.isnan(values)  # what R does not compute is not compared
    assert len(mine) == len(values)
    assert mine[seen] == pytest.approx(values[seen], rel=rel, abs=absolute)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ZCOR", (Y, V)), ("COR_LS", sizes.cor(r, n)), ("COR_AV", sizes.cor(r, n, variance="AV")),
        ("UCOR_LS", sizes.ucor(r, n)), ("UCOR_UB", sizes.ucor(r, n, variance="UB")), ("PCOR", sizes.pcor(*T)),
        ("SPCOR", sizes.spcor(*T, [0.3, 0.12, 0.55])), ("RPB", cut.rpb(*GROUPS)), ("RBIS", cut.rbis(*GROUPS)),
        ("PHI", cut.phi([12, 30], [7, 11], [5, 14], [19, 8])),
    ],
)  # fmt: skip
def test_effect_sizes_are_those_of_escalc(name, found):
    same(found[0], R["escalc"][name]["yi"])
    same(found[1], R["escalc"][name]["vi"])


def estimates(found, expected, rel=1e-9):
    for key in ("b", "se", "stat", "pval", "ci_lb", "ci_ub"):
        same(getattr(found, key), expected[key], rel)
    for key in ("tau2", "se_tau2", "I2", "H2", "QE", "QEp"):
        same(getattr(found.heterogeneity, key), expected[key], rel)
    same([getattr(found.fit, key) for key in FIT], expected["fit"], rel)


@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
@pytest.mark.parametrize("tau2", list(R["uni"]))
def test_every_estimator_with_every_test_is_that_of_rma(tau2, test):
    found, expected = pool(Y, V, tau2=tau2, test=test), R["uni"][tau2][test]
    estimates(found, expected, 1e-8 if tau2 in ("SJIT", "DLIT") else 1e-9)
    if expected["pi"]:
        same([found.pi_lb, found.pi_ub], expected["pi"])
    assert found.r == pytest.approx(np.tanh(found.b))


@pytest.mark.parametrize(
    ("name", "kind", "tau2"), [("QP", "QP", "REML"), ("PL_REML", "PL", "REML"), ("PL_ML", "PL", "ML")]
)
def test_intervals_of_tau2_are_those_of_confint(name, kind, tau2):
    found = tau2_interval(Y, V, kind=kind, tau2=tau2)
    for part, expected in zip((found.tau2, found.tau, found.I2, found.H2), R["confint"][name], strict=True):
        same([part.est, part.lb, part.ub], expected, 1e-7)


@pytest.mark.parametrize("name", list(R["mods"]))
def test_regressions_are_those_of_rma(name):
    expected, (tau2, test) = R["mods"][name], name.split("_")
    found = regress(Y, V, DESIGN, method=Method(measure="GEN", tau2=tau2, test=test))
    estimates(found, expected)
    for key in ("R2", "vb", "vif"):
        same(getattr(found, key), expected[key])
    same([found.omnibus.QM, found.omnibus.QMp], expected["QM"] + expected["QMp"])
    ahead = found.predict(np.array([[1, 3, 1], [1, 12, 0]]))
    same(ahead.pred, expected["pred"])
    same(ahead.se, expected["pred_se"])
    same([*ahead.ci_lb, *ahead.ci_ub], expected["ci"])
    if expected["pi"]:
        same([*ahead.pi_lb, *ahead.pi_ub], expected["pi"])


@pytest.mark.parametrize("name", list(R["regtest"]))
def test_all_twelve_funnel_regressions_are_those_of_regtest(name):
    expected, (model, predictor) = R["regtest"][name], name.split("_")
    found = funnel_test(Y, V, n, model=model, predictor=predictor)
    same([found.stat, found.pval], expected["stat"] + expected["pval"], 1e-8)
    if found.est is not None:
        same([found.est, found.ci_lb, found.ci_ub], expected["est"] + expected["ci_lb"] + expected["ci_ub"], 1e-8)


@pytest.mark.parametrize("name", list(R["trimfill"]))
def test_trim_and_fill_is_that_of_trimfill(name):
    expected, (tau2, estimator, side) = R["trimfill"][name], name.split("_")
    found = trim_and_fill(Y, V, estimator=estimator, side=side, method=Method(measure="GEN", tau2=tau2, test="z"))
    assert found.k0 == expected["k0"][0]
    same([found.se_k0, found.estimate.b, found.estimate.se], expected["se_k0"] + expected["b"] + expected["se"], 1e-8)
    same([found.p_k0], expected["p_k0"])


def test_the_other_tests_of_bias_are_those_of_metafor():
    expected = R["ranktest"]
    found = rank_test(Y, V)
    same([found.tau, found.pval], expected["tau"] + expected["pval"])
    for name, options in {
        "Rosenthal": {}, "Orwin": {"kind": "Orwin"}, "Orwin_05": {"kind": "Orwin", "target": 0.05},
        "Rosenberg": {"kind": "Rosenberg"},
    }.items():  # fmt: skip
        number = fail_safe(Y, V, **options)
        assert number.fsnum == R["fsn"][name]["fsnum"][0]
        same([number.pval], R["fsn"][name]["pval"])
    exact, normal = excess_significance(Y, V), excess_significance(Y, V, tau2="EE", test="chi2")
    for key in ("O", "E", "theta", "pval", "power"):
        same(getattr(exact, key), R["tes"]["exact"][key], 1e-4)
    for key in ("O", "E", "X2", "pval"):
        same(getattr(normal, key), R["tes"]["chi2"][key])
    limits = henmi_copas(Y, V)
    same(
        [limits.b, limits.se, limits.ci_lb, limits.ci_ub], [R["hc"][key] for key in ("b", "se", "ci_lb", "ci_ub")], 1e-5
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("3PSM", {}), ("steps", {"steps": (0.01, 0.10)}), ("beta", {"type": "beta"}), ("negexp", {"type": "negexp"}),
    ],
)  # fmt: skip
def test_selection_models_are_those_of_selmodel(name, options):
    found, expected = selection_model(Y, V, **options), R["selmodel"][name]
    assert found.ll >= expected["ll"][0] - 1e-7
    inside = found.tau2 > 0  # on the bound standard errors hold it there, and metafor's do not
    for key in ("b", "delta", "LRT", "LRTp", "ll", *(("se", "se_delta") if inside else ())):
        same(getattr(found, key), expected[key], 2e-3)
    same([found.tau2], expected["tau2"], 1e-3, 1e-6)


def designs(name):
    x = np.column_stack([np.ones(12), girls]) if name == "mods" else np.ones((12, 1))
    return fit_linear(Y, V, x, tau2="EE" if name == "EE" else "REML", test="knha" if name == "knha" else "z")


@pytest.mark.parametrize("name", list(R["diag"]))
def test_diagnostics_are_those_of_metafor(name):
    fit, expected = designs(name), R["diag"][name]
    found = influence(fit)
    for key, theirs in {
        "rstudent": "rstudent", "dffits": "dffits", "cook_d": "cook.d", "cov_r": "cov.r", "tau2_del": "tau2.del",
        "QE_del": "QE.del", "hat": "hat", "weight_pct": "weight", "dfbs": "dfbs", "is_infl": "is_infl",
    }.items():  # fmt: skip
        same(getattr(found, key), expected[theirs], 1e-7)
    same(rstandard(fit).z, expected["rstandard"])
    same(rstudent(fit).z, expected["rstudent"], 1e-7)
    same(blup(fit).pred, expected["blup"])
    same(blup(fit).se, expected["blup_se"])
    same(baujat(fit).x, expected["baujat_x"])
    if name != "mods":
        left = leave_one_out(fit)
        named = {"ci.lb": "ci_lb", "ci.ub": "ci_ub", "tval": "zval"}
        for key, values in expected["loo"].items():
            same(getattr(left, named.get(key, key)), values, 1e-7, 1e-9)


def test_permutations_and_subsets_are_those_of_metafor():
    flipped = permutation_test(Y[:6], V[:6])
    same(flipped.pval, R["permutest"]["pval"])
    moved = permutation_test(
        Y[:6], V[:6], np.column_stack([np.ones(6), girls[:6]]), method=Method(measure="GEN", tau2="DL", test="z")
    )
    same(moved.pval, R["permutest"]["mods"])
    found = gosh(Y[:5], V[:5], method=Method(measure="GEN", tau2="DL", test="z"))
    theirs = {tuple(bool(x) for x in row): i for i, row in enumerate(R["gosh"]["incl"])}
    order = [theirs[tuple(row)] for row in found.incl.tolist()]
    same(found.estimate, np.array(R["gosh"]["estimate"])[order])
    same(found.I2, np.array(R["gosh"]["I2"])[order])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("three", {}), ("che", {"rho": 0.6}), ("three_ML", {"method": "ML"}),
        ("three_mods", {"X": DESIGN[:, [0, 2]]}),
    ],
)  # fmt: skip
def test_models_of_dependent_effects_are_those_of_rma_mv_and_clubsandwich(name, options):
    found, expected = multilevel(Y, V, CLUSTER, **options), R["multilevel"][name]
    assert found.ll == pytest.approx(expected["ll"][0], abs=1e-8)
    same(found.b, expected["b"], 1e-5)
    same(found.se, expected["se"], 1e-5)
    same(found.sigma2, expected["sigma2"], 1e-4, 1e-7)
    for kind, theirs in expected["robust"].items():
        mine = robust(found.work, kind)
        same(mine.se, theirs["se"], 1e-5)
        same(mine.df_satt, theirs["df"], 1e-4)
        same(mine.p_satt, theirs["p"], 1e-4)
    for mine, theirs in zip(component_intervals(found), expected["ci"], strict=True):
        same([mine.lb, mine.ub], theirs[1:], 1e-3, 1e-7)


def test_a_joint_robust_test_is_that_of_clubsandwich():
    found = multilevel(Y, V, CLUSTER, X=DESIGN[:, [0, 2, 1]], rho=0.6)
    test, expected = wald_htz(found.work, [1, 2]), R["htz"]
    same([test.Fstat, test.df_denom, test.p], expected["F"] + expected["df"] + expected["p"], 1e-4)
    assert test.df_num == 2


def test_averages_of_samples_are_those_of_aggregate():
    found = aggregate(Y, V, CLUSTER, rho=0.6)
    assert list(found.cluster) == list(dict.fromkeys(CLUSTER))
    same(found.y, R["aggregate"]["yi"])
    same(found.v, R["aggregate"]["vi"])


@pytest.mark.parametrize(("name", "rho"), [("CORR", 0.8), ("CORR_2", 0.2), ("HIER", None)])
def test_robust_variance_estimation_is_that_of_robumeta(name, rho):
    x, expected = DESIGN[:, [0, 2]], R["robumeta"][name]
    found = hierarchical_effects(Y, V, CLUSTER, X=x) if rho is None else correlated_effects(Y, V, CLUSTER, rho=rho, X=x)
    for key in ("b", "se", "df", "tau2"):
        same(getattr(found, key), expected[key])
    if rho is None:
        same([found.omega2], expected["omega2"])
