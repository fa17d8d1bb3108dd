"""Single formulas against their definition, on rows whose answers can be worked out by hand."""

import math

import numpy as np
import pytest
from scipy.stats import kendalltau

from pooling import pool
from pooling.cut_variables import rtet
from pooling.fail_safe import fail_safe
from pooling.funnel_regression import peese, pet_peese
from pooling.multilevel import multilevel
from pooling.rank_correlation import kendall
from pooling.selection import selection_model
from pooling.tails import normal_quantile
from tests.pooling.samples import clustered, studies


def test_tetrachoric_correlations_solve_their_quadrant():
    # roots of P(X < h, Y < k) = a/n by adaptive integration over one variable
    found = rtet([10, 25], [12, 5], [5, 10], [20, 22])
    assert found[0] == pytest.approx([0.43111351462, 0.74180868322], abs=1e-10)
    assert found[1] == pytest.approx([0.0427530, 0.0130819], abs=5e-6)


def test_rosenbergs_number_follows_its_level():
    y, v = studies(9, seed=21)
    z = (y / v).sum() / math.sqrt((1 / v).sum())
    for alpha in (0.03, 0.07):
        number = 9 * (z / normal_quantile(1 - alpha / 2)) ** 2 - 9
        assert fail_safe(y, v, kind="Rosenberg", alpha=alpha).fsnum == math.ceil(number)
        total = (y / np.sqrt(v)).sum() / 3
        assert fail_safe(y, v, alpha=alpha).fsnum == math.ceil(9 * (total / normal_quantile(1 - alpha)) ** 2 - 9)


def test_one_row_has_a_likelihood_but_no_restricted_one():
    nothing_left = pool([0.2], [0.01]).fit
    assert nothing_left.BIC < -1e300
    assert pool([0.2], [0.01], tau2="ML").fit.ll == pytest.approx(-0.5 * math.log(2 * math.pi * 0.01))


@pytest.mark.parametrize(("method", "n"), [("REML", 39), ("ML", 40)])
def test_a_three_level_model_reports_what_follows_from_its_estimates(method, n):
    y, v, cluster = clustered(14, seed=6)
    y, v, cluster = y[:40], v[:40], cluster[:40]
    found = multilevel(y, v, cluster, method=method)
    criteria = (found.AIC, found.BIC)
    assert criteria == pytest.approx((-2 * found.ll + 6, -2 * found.ll + 3 * math.log(n)))
    half = 1.959963984540054 * found.se[0]
    assert (found.ci_lb[0], found.ci_ub[0]) == pytest.approx((found.b[0] - half, found.b[0] + half))
    wide = 1.959963984540054 * math.sqrt(found.se[0] ** 2 + found.sigma2.sum())
    assert (found.pi_lb, found.pi_ub) == pytest.approx((found.b[0] - wide, found.b[0] + wide))
    w = 1 / v
    residual = found.QE
    assert residual == pytest.approx(w @ (y - (w @ y) / w.sum()) ** 2)
    assert found.stat[0] == pytest.approx(found.b[0] / found.se[0])


def test_a_selection_model_without_heterogeneity_takes_the_error_of_tau2_without_selection():
    y, v = studies(30, seed=9, mean=0.15, tau2=0.0)
    y = 0.15 + (y - 0.15) / 3
    found = selection_model(y, v)
    assert found.tau2 == 0.0
    assert found.se_tau2 == pytest.approx(math.sqrt(2 / (1 / v**2).sum()), rel=1e-6)
    assert "at_bound" in [note.code for note in found.notes]


def test_pet_peese_hands_on_the_intercept_that_it_chose():
    y, v = studies(30, seed=2, mean=0.5, tau2=0.0)
    found, chosen = pet_peese(y, v), peese(y, v)
    assert (found.est, found.se, found.pval) == pytest.approx((chosen.coef[0], chosen.se[0], chosen.p[0]))


def test_kendalls_p_counts_the_orders_of_few_rows():
    # among 4 ranks one of 24 orders is fully concordant, three have one inversion
    assert kendall(np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7, 9])) == pytest.approx((1.0, 2 / 24))
    assert kendall(np.array([1.0, 2, 3, 4]), np.array([9.0, 7, 6, 5])) == pytest.approx((-1.0, 2 / 24))
    assert kendall(np.array([1.0, 2, 3, 4]), np.array([6.0, 5, 7, 9])) == pytest.approx((2 / 3, 8 / 24))
    assert kendall(np.array([1.0, 2, 3]), np.array([2.0, 3, 1])) == pytest.approx((-1 / 3, 1.0))
    tied = kendall(np.array([1.0, 2, 2, 4]), np.array([1.0, 2, 3, 4]))
    assert tied[0] == pytest.approx(5 / math.sqrt(30))
    assert kendall(np.ones(3), np.arange(3.0)) is None


@pytest.mark.parametrize("ties", [False, True])
def test_kendalls_tau_and_p_are_those_of_scipy_for_few_rows_and_for_many(ties):
    rng = np.random.default_rng(4)
    for k in (2, 3, 17, 60, 199, 203, 400):
        x = rng.normal(size=k)
        y = x * 0.1 + rng.normal(size=k)
        x, y = (x.round(1), y.round(1)) if ties and k > 3 else (x, y)
        known = kendalltau(x, y, method="asymptotic" if ties and k > 3 else "exact")
        assert kendall(x, y) == pytest.approx((known.statistic, known.pvalue), rel=1e-12)


def test_beyond_five_hundred_rows_the_normal_p_stands_for_the_exact_one():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 501))
    assert kendall(x, y) == pytest.approx(tuple(kendalltau(x, y, method="exact")), abs=5e-4)
