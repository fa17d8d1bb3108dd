"""Meta-regression and subgroups."""

from fractions import Fraction

import numpy as np
import pytest

from pooling import Method, subgroups
from pooling.estimate import Refusal
from pooling.linear import fit_linear
from pooling.moderators import holm, likelihood_ratio, regress
from pooling.permutation import permutation_test
from tests.pooling.samples import LATITUDE, bcg, studies

PLAIN = Method(measure="GEN", test="z")


def latitude():
    y, v = bcg()
    return y, v, np.column_stack([np.ones(13), LATITUDE])


def test_latitude_moderates_bcg_as_in_viechtbauer_2010():
    # J. Stat. Softw. 36(3), section 5.2
    y, v, x = latitude()
    found = regress(y, v, x, names=("intercept", "latitude"), method=PLAIN)
    assert found.b == pytest.approx([0.2515, -0.0291], abs=5e-5)
    assert found.se == pytest.approx([0.2491, 0.0072], abs=5e-5)
    assert found.heterogeneity.tau2 == pytest.approx(0.0764, abs=6e-5)
    assert (found.omnibus.QM, found.omnibus.df) == pytest.approx((16.3571, 1), abs=2e-3)
    assert pytest.approx(75.62, abs=2e-2) == found.R2
    ahead = found.predict(np.array([[1.0, 33.46]]))
    assert ahead.pred[0] == pytest.approx(-0.7222, abs=3e-4)
    assert ahead.pi_lb[0] < ahead.ci_lb[0] < ahead.pred[0]
    assert found.vif == pytest.approx([1.0])


def test_knapp_hartung_tests_slopes_by_f():
    y, v, x = latitude()
    found = regress(y, v, x)
    assert (found.ddf, found.omnibus.df2) == (11, 11)
    assert pytest.approx(found.stat[1] ** 2) == found.omnibus.QM
    assert found.omnibus.QMp == pytest.approx(found.pval[1])
    assert "few_rows" not in {note.code for note in found.notes}


def exact_residual_q(y, v, x):
    """Return Q of the residuals in rational arithmetic."""
    k, p = x.shape
    w = [1 / Fraction(float(one)) for one in v]
    rows = [[Fraction(float(value)) for value in row] for row in x]
    effects = [Fraction(float(value)) for value in y]
    a = [
        [sum(w[i] * rows[i][g] * rows[i][h] for i in range(k)) for h in range(p)]
        + [sum(w[i] * rows[i][g] * effects[i] for i in range(k))]
        for g in range(p)
    ]
    for c in range(p):
        a[c] = [value / a[c][c] for value in a[c]]
        for g in range(p):
            if g != c:
                a[g] = [value - a[g][c] * other for value, other in zip(a[g], a[c], strict=True)]
    b = [a[g][p] for g in range(p)]
    rest = [effects[i] - sum(rows[i][g] * b[g] for g in range(p)) for i in range(k)]
    return float(sum(w[i] * rest[i] ** 2 for i in range(k)))


def test_a_year_as_moderator_costs_no_digits():
    # y'Py, the textbook form, loses seven digits here
    y, v = studies(14, seed=2, largest=200_000)
    years = 1990.0 + np.random.default_rng(0).integers(0, 30, 14)
    x = np.column_stack([np.ones(14), years, (years > 2005) * 1.0])
    found = fit_linear(y, v, x, tau2="EE")
    assert pytest.approx(exact_residual_q(y, v, x), rel=1e-12) == found.heterogeneity.QE


def test_a_design_that_repeats_itself_is_refused_with_the_reason():
    y, v, x = latitude()
    found = regress(y, v, np.column_stack([x, 2 * LATITUDE + 1]))
    assert isinstance(found, Refusal)
    assert found.code == "not_full_rank"


def test_fewer_rows_than_parameters_are_refused():
    found = regress([0.1, 0.2], [0.01, 0.02], np.array([[1.0, 1], [1, 2]]))
    assert isinstance(found, Refusal)
    assert found.code == "too_few_rows"


def test_a_row_without_its_moderator_is_left_out():
    y, v, x = latitude()
    x[3, 1] = np.nan
    found = regress(y, v, x, method=PLAIN)
    assert [(item.row, item.code) for item in found.left_out] == [(3, "no_moderator")]
    assert found.model.model.k == 12


def test_the_intercept_may_stand_anywhere():
    y, v, x = latitude()
    first, last = (regress(y, v, design, method=PLAIN) for design in (x, x[:, ::-1]))
    assert pytest.approx(first.omnibus.QM) == last.omnibus.QM
    assert pytest.approx(first.R2) == last.R2
    only = regress(y, v, np.column_stack([np.ones(13), np.ones(13)])[:, :1], method=PLAIN)
    assert only.omnibus is None
    assert len(only.vif) == 0
    alone = regress(y, v, x[:, 1:], method=PLAIN)
    assert alone.omnibus.df == 1


def test_a_design_without_intercept_has_no_r2():
    y, v, x = latitude()
    assert regress(y, v, x[:, 1:], method=PLAIN).R2 is None


@pytest.mark.parametrize("tau2", ["EE", "DL", "REML"])
def test_r2_of_equal_effects_is_zero(tau2):
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    found = regress(np.full(6, 0.3), np.linspace(0.01, 0.06, 6), x, method=Method(tau2=tau2, test="knha"))
    assert found.R2 == 0
    assert found.b == pytest.approx([0.3, 0.0])


def test_the_equal_effects_model_explains_as_weighted_least_squares():
    y, v, x = latitude()
    found = regress(y, v, x, method=Method(measure="GEN", tau2="EE", test="z"))
    assert pytest.approx(77.98, abs=5e-3) == found.R2
    assert found.predict(x[:2]).pi_lb is None


def test_the_likelihood_ratio_compares_nested_models():
    y, v, x = latitude()
    found = likelihood_ratio(y, v, x, x[:, :1])
    # 2 (-7.6857 + 12.6651), the two log-likelihoods printed by metafor
    assert (found.LRT, found.df) == pytest.approx((9.9588, 1), abs=2e-4)


def test_holm_adjusts_in_order():
    # Holm 1979: .01 x 3, .02 x 2, .04
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.9, 0.8]) == pytest.approx([1.0, 1.0])


def test_subgroups_with_their_own_tau2_differ_by_a_chi_squared():
    y, v = studies(18, seed=6)
    labels = ["a"] * 9 + ["b"] * 8 + [None]
    found = subgroups(y, v, labels)
    a, b = found["a"], found["b"]
    w = np.array([1 / a.se**2, 1 / b.se**2])
    mean = (w @ [a.b, b.b]) / w.sum()
    assert found.Q_between == pytest.approx(float(w @ (np.array([a.b, b.b]) - mean) ** 2))
    assert (found.df, found.levels) == (1, ("a", "b"))
    assert found.left_out[0].code == "no_group"


def test_subgroups_with_common_tau2_equal_the_regression():
    y, v = studies(18, seed=6)
    labels = ["a"] * 6 + ["b"] * 6 + ["c"] * 6
    found = subgroups(y, v, labels, common_tau2=True)
    x = np.repeat(np.eye(3), 6, axis=0)
    x[:, 0] = 1
    other = regress(y, v, x, method=Method(test="z"))
    assert found.Q_between == pytest.approx(other.omnibus.QM)
    assert found.tau2 == pytest.approx(other.heterogeneity.tau2)
    assert found["b"].heterogeneity.tau2 == found.tau2


def test_one_group_has_no_difference_and_single_rows_are_named():
    found = subgroups([0.1, 0.2, 0.3], [0.01, 0.01, 0.01], ["x", "x", "x"])
    assert found.Q_between is None
    single = subgroups([0.1, 0.2, 0.3], [0.01, 0.01, 0.01], ["x", "x", "y"])
    assert "y" in single.notes[0].message


def test_a_permutation_test_of_signs_counts_arrangements():
    # five effects, all positive and alike: 2 of 32 sign patterns are as extreme
    found = permutation_test([0.3, 0.31, 0.29, 0.30, 0.32], [0.01] * 5)
    assert found.exact
    assert found.pval == pytest.approx([2 / 32])


def test_a_permutation_test_of_a_moderator_is_exact_for_few_and_sampled_for_many():
    y, v, x = latitude()
    few = permutation_test(y[:5], v[:5], x[:5], method=Method(test="z", tau2="DL"))
    assert few.exact
    assert few.iterations == 120
    many = permutation_test(y, v, x, sample=99, method=Method(test="z", tau2="DL"))
    assert not many.exact
    assert many.pval[1] < 0.1
    assert 0 < many.QMp <= 1
    assert not permutation_test(*studies(12, seed=1), sample=50, method=Method(test="z", tau2="DL")).exact
    assert isinstance(permutation_test([0.1], [0.1], np.ones((1, 2))), Refusal)
