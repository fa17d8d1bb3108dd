"""Whatever comes in, a typed result comes out: an estimate that says what is wrong with it, or a refusal."""

import dataclasses
import importlib
import inspect
import math
import pkgutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pooling
from pooling import Method, aggregate, pool, pool_correlations, pool_dependent, regress, rho_table, subgroups
from pooling.effect_sizes import cor, ucor
from pooling.estimate import Refusal
from pooling.excess_significance import excess_significance
from pooling.fail_safe import KINDS, fail_safe
from pooling.fisher import fisher_z, unusable
from pooling.funnel_regression import PREDICTORS, funnel_test, peese, pet, pet_peese
from pooling.henmi_copas import henmi_copas
from pooling.hunter_schmidt import bare_bones
from pooling.linear import fit_linear
from pooling.method import DEPENDENCE, TAU2, TESTS
from pooling.multilevel import multilevel
from pooling.p_curve import p_curve
from pooling.p_uniform import p_uniform_star
from pooling.permutation import permutation_test
from pooling.quadratic import quadratic
from pooling.rank_correlation import rank_test
from pooling.rve import correlated_effects, hierarchical_effects
from pooling.selection import selection_model
from pooling.subsets import cumulative, gosh
from pooling.tau2_intervals import tau2_interval
from pooling.trim_and_fill import ESTIMATORS, trim_and_fill
from tests.effort import effort

CORRELATIONS = (-1.0, 1.0, 1.3, math.nan, 0.3, 0.3, 0.3, 0.0, -0.2, 0.5, 0.999999, 1e-9)
SIZES = (1.0, 2.0, 3.0, 4.0, 5.0, 30.0, 30.0, 100.0, 1e6, math.nan, 0.0, -4.0, 3.5)
VARIANCES = (1e-6, 0.01, 0.03, 0.03, 0.03, 0.3, 2.0, 0.0, -0.1, math.nan, math.inf)
ROW = st.tuples(st.sampled_from(CORRELATIONS), st.sampled_from(VARIANCES), st.integers(0, 2))


def bias(y, v):
    return [
        *(fail_safe(y, v, kind=kind) for kind in KINDS), excess_significance(y, v), rank_test(y, v), henmi_copas(y, v),
        excess_significance(y, v, test="chi2"), pet(y, v), peese(y, v), pet_peese(y, v), p_curve(y, v),
        p_uniform_star(y, v), selection_model(y, v),
        *(trim_and_fill(y, v, estimator=name) for name in ESTIMATORS),
        *(funnel_test(y, v, np.arange(len(y)) + 20.0, model=m, predictor=x) for m in ("rma", "lm") for x in PREDICTORS),
    ]  # fmt: skip


def of_one_sample(y, v, cluster):
    return [
        aggregate(y, v, cluster), aggregate(y, v, cluster, average="equal"), multilevel(y, v, cluster),
        correlated_effects(y, v, cluster), hierarchical_effects(y, v, cluster), rho_table(y, v, cluster),
        *(pool_dependent(y, v, cluster, method=Method(dependence=how)) for how in DEPENDENCE),
    ]  # fmt: skip


def everything(y, v, cluster):
    design = np.column_stack([np.ones(len(y)), np.array(cluster, dtype=float)])
    return [
        *(pool(y, v, tau2=name, test=test, weights=np.ones(len(y))) for name in TAU2 for test in TESTS),
        regress(y, v, design), *(subgroups(y, v, [str(c) for c in cluster], common_tau2=one) for one in (True, False)),
        *bias(y, v), *of_one_sample(y, v, cluster), *cumulative(y, v), gosh(y, v), permutation_test(y, v, sample=10),
        *(tau2_interval(y, v, kind=kind) for kind in ("QP", "PL", "Wald")),
    ]  # fmt: skip


@settings(max_examples=effort(12, 600), deadline=None)
@given(st.lists(ROW, max_size=8))
def test_any_rows_give_a_result_that_says_what_is_wrong_with_it(rows):
    y, v, cluster = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    for found in everything(np.array(y), np.array(v), cluster):
        assert dataclasses.is_dataclass(found)
        if isinstance(found, Refusal):
            assert found.code
            assert found.reason.endswith(".")
            continue
        empty = [
            f.name
            for f in dataclasses.fields(found)
            if isinstance(value := getattr(found, f.name), float) and value != value
        ]
        assert not empty or getattr(found, "notes", None), (type(found).__name__, empty)


@settings(max_examples=effort(40, 2_000), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CORRELATIONS), st.sampled_from(SIZES)), max_size=8))
def test_every_row_is_pooled_or_left_out_with_its_reason(rows):
    r, n = ([row[i] for row in rows] for i in (0, 1))
    found = pool_correlations(r, n)
    assert found.k + len(found.left_out) == len(rows)
    assert sorted([*found.rows, *(item.row for item in found.left_out)]) == list(range(len(rows)))
    assert all(item.reason.endswith(".") for item in found.left_out)
    assert {item.row for item in unusable(r, n)} == {item.row for item in found.left_out}
    good = [i for i, (a, b) in enumerate(rows) if abs(a) < 1 and b > 3]
    assert list(found.rows) == good
    y, v = fisher_z(r, n)
    assert [i for i in range(len(rows)) if math.isfinite(y[i]) and math.isfinite(v[i])] == good
    if good:
        assert all(map(math.isfinite, (found.b, found.se, found.ci_lb, found.ci_ub, found.heterogeneity.tau2)))
    for values, variances in (cor(r, n), cor(r, n, variance="AV"), ucor(r, n), ucor(r, n, variance="UB")):
        assert len(values) == len(variances) == len(rows)
    assert bare_bones(r, n).k <= len(rows)


@pytest.mark.parametrize(
    ("r", "n", "code"),
    [
        (None, 50, "missing"), (math.nan, 50, "missing"), (0.3, None, "missing"), (1.0, 50, "perfect_r"),
        (-1.0, 50, "perfect_r"), (-1.2, 50, "impossible_r"), (0.3, 3, "small_n"), (0.3, -4, "small_n"),
        (0.3, math.inf, "infinite_n"),
    ],
)  # fmt: skip
def test_each_reason_for_leaving_a_correlation_out_has_its_name(r, n, code):
    found = unusable([r, 0.2], [n, 60])
    assert [(item.row, item.code) for item in found] == [(0, code)]
    assert pool_correlations([r, 0.2], [n, 60]).left_out == found


def test_one_two_and_equal_rows_say_so():
    codes = {k: [note.code for note in pool([0.2, 0.4, 0.1, 0.3, 0.5][:k], [0.02] * k).notes] for k in range(6)}
    assert codes == {0: ["nothing_to_pool"], 1: ["one_row"], 2: ["few_rows"], 3: ["few_rows"], 4: ["few_rows"], 5: []}
    equal = pool([0.2] * 6, [0.01, 0.02, 0.03, 0.01, 0.02, 0.05])
    assert [note.code for note in equal.notes] == ["equal_effects"]
    assert (equal.heterogeneity.tau2, equal.heterogeneity.I2) == (0, 0)
    assert abs(equal.heterogeneity.QE) < 1e-30
    assert equal.ci_lb < 0.2 < equal.ci_ub
    assert pool([0.2], [0.01]).pi_hts_lb is None
    assert pool([0.2, 0.3], [0.01, 0.02]).pi_hts_lb is None
    assert pool([0.2, 0.3, 0.1], [0.01, 0.02, 0.02]).pi_hts_lb is not None


def test_a_study_that_outweighs_all_others_leaves_the_standard_error_of_tau2_a_number():
    y, v = np.array([0.3, 7.2, 7.2, 0.1]), np.array([0.5, 2.0, 1e-6, 0.4])
    found = regress(y, v, np.column_stack([np.ones(4), [1, 0, 1, 2]]))
    assert isinstance(found, Refusal) or found.heterogeneity.se_tau2 > 0
    model = fit_linear(y, v, np.column_stack([np.ones(4), [1, 0, 1, 2]])).model
    moments = quadratic(model, 1 / v)
    assert moments.p > 0
    assert moments.pp > 0


def test_a_test_of_excess_significance_without_doubt_has_none_to_find():
    sure = excess_significance([9.0, 9.0], [0.01, 0.01], tau2="EE", test="chi2")
    assert (sure.O, sure.X2, sure.pval) == (2, 0.0, 0.5)


def test_no_spread_within_samples_leaves_no_share_of_heterogeneity():
    assert correlated_effects([0.3] * 4, [0.02, 0.03, 0.02, 0.05], ["a", "a", "b", "c"]).I2 == 0.0


def classes():
    for module in pkgutil.iter_modules(pooling.__path__):
        for name, kind in inspect.getmembers(importlib.import_module(f"pooling.{module.name}"), inspect.isclass):
            if dataclasses.is_dataclass(kind):
                yield name, kind


def test_every_result_is_frozen_and_slotted():
    found = dict(classes())
    assert len(found) > 50
    for name, kind in found.items():
        assert kind.__dataclass_params__.frozen, name
        assert "__slots__" in vars(kind), name


DEFAULTS = {
    "component_intervals.component_intervals": {"level": 0.95},
    "conversions.chi2_to_r": {"sign": 1.0}, "conversions.f1_to_r": {"sign": 1.0}, "conversions.p_to_r": {"sign": 1.0},
    "conversions.t_of_p": {"sign": 1.0}, "correlation_matrices.pool_matrices": {"structure": "UN"},
    "correlation_tests.interval_of_r": {"level": 0.95}, "dependence.aggregate": {"rho": 0.6, "average": "gls"},
    "dependent.rho_table": {"rhos": (0.0, 0.2, 0.4, 0.6, 0.8)}, "effect_sizes.cor": {"variance": "LS"},
    "effect_sizes.spearman_z": {"variance": "bonett_wright"}, "effect_sizes.ucor": {"variance": "LS"},
    "effect_sizes.zpcor": {"variance": "fisher"},
    "excess_significance.excess_significance": {"tau2": "REML", "alpha": 0.05, "test": "auto"},
    "fail_safe.fail_safe": {"kind": "Rosenthal", "alpha": 0.05, "weighted": False},
    "funnel_regression.funnel_test": {"model": "rma", "predictor": "sei", "tau2": "REML", "level": 0.95},
    "funnel_regression.pet_peese": {"alpha": 0.1}, "henmi_copas.henmi_copas": {"level": 0.95},
    "hunter_schmidt.artefact_distribution": {"rxx": 1.0, "ryy": 1.0, "u": 1.0, "level": 0.95},
    "hunter_schmidt.attenuation": {"rxx": 1.0, "ryy": 1.0}, "hunter_schmidt.unrestricted_indirectly": {"ryy": 1.0},
    "linear.fit_linear": {"tau2": "REML", "test": "z", "level": 0.95, "interval": False},
    "multilevel.multilevel": {"rho": 0.0, "method": "REML", "test": "z", "level": 0.95},
    "p_curve.shift": {"alpha": 0.05}, "p_uniform.p_uniform_star": {"side": "right", "one_sided": 0.025, "level": 0.95},
    "permutation.permutation_test": {"sample": 1_000, "seed": 0}, "robust.robust": {"kind": "CR2", "level": 0.95},
    "rve.correlated_effects": {"rho": 0.8, "small": True}, "rve.hierarchical_effects": {"small": True},
    "selection.selection_model": {
        "type": "stepfun", "steps": (0.025,), "alternative": "greater", "tau2": "ML", "level": 0.95,
    },
    "sensitivity.extraction_interval": {"draws": 1_000, "seed": 0}, "subgroups.subgroups": {"common_tau2": False},
    "subsets.gosh": {"subsets": 4_096, "seed": 0},
    "tau2_intervals.tau2_interval": {"kind": "QP", "tau2": "REML", "level": 0.95},
    "trim_and_fill.trim_and_fill": {"estimator": "L0", "side": "auto"},
    "univariate.pool": {
        "tau2": "REML", "test": "adhoc", "level": 0.95, "measure": "ZCOR", "prediction": "HTS", "intervals": True,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(DEFAULTS))
def test_defaults_are_those_that_the_documentation_gives(name):
    module, function = name.split(".")
    parameters = inspect.signature(getattr(importlib.import_module(f"pooling.{module}"), function)).parameters
    assert {key: parameters[key].default for key in DEFAULTS[name]} == DEFAULTS[name]
