"""Diagnostics: what a fast formula says equals what fitting again says."""

import numpy as np
import pytest

from pooling import Method, pool
from pooling.deletion import Sums, delete_each
from pooling.estimate import Refusal
from pooling.influence import (
    baujat,
    hat,
    influence,
    leave_one_out,
    leave_out_clusters,
    rstandard,
    rstudent,
)
from pooling.likelihood import GRID_STEP
from pooling.linear import fit_linear
from pooling.shrinkage import blup
from pooling.subsets import all_subsets, cumulative, gosh
from tests.pooling.samples import LATITUDE, bcg, studies


def plain(tau2="REML", test="z", k=14, seed=1):
    y, v = studies(k, seed=seed)
    return fit_linear(y, v, np.ones((k, 1)), tau2=tau2, test=test)


@pytest.mark.parametrize(("tau2", "test"), [("REML", "z"), ("ML", "knha"), ("DL", "adhoc"), ("EE", "z")])
def test_leaving_one_out_equals_pooling_the_others(tau2, test):
    fit = plain(tau2, test)
    found = leave_one_out(fit)
    for i in range(14):
        keep = np.arange(14) != i
        other = pool(fit.y[keep], fit.v[keep], tau2=tau2, test=test)
        mine = (found.estimate[i], found.se[i], found.pval[i], found.ci_lb[i], found.tau2[i], found.I2[i], found.Q[i])
        h = other.heterogeneity
        theirs = (other.b, other.se, other.pval, other.ci_lb, h.tau2, h.I2, h.QE)
        assert mine == pytest.approx(theirs, rel=1e-8, abs=1e-10)


def test_leaving_one_out_of_a_regression_equals_fitting_the_others():
    y, v = bcg()
    fit = fit_linear(y, v, np.column_stack([np.ones(13), LATITUDE]))
    found = delete_each(fit)
    keep = np.arange(13) != 4
    other = fit_linear(y[keep], v[keep], fit.x[keep])
    assert found.b[4] == pytest.approx(other.b, rel=1e-9)
    assert found.vb[4] == pytest.approx(other.vb, rel=1e-9)
    assert found.tau2[4] == pytest.approx(other.tau2.value, rel=1e-9)
    table = leave_one_out(fit)
    h = other.heterogeneity
    assert (table.I2[4], table.H2[4], table.Q[4], table.Qp[4]) == pytest.approx((h.I2, h.H2, h.QE, h.QEp))
    assert (table.estimate[4], table.ci_ub[4]) == pytest.approx((other.b[0], other.ci_ub[0]))


def test_influence_follows_its_definitions():
    y, v = bcg()
    fit = fit_linear(y, v, np.column_stack([np.ones(13), LATITUDE]))
    found, i = influence(fit), 7
    keep = np.arange(13) != i
    other = fit_linear(y[keep], v[keep], fit.x[keep])
    shift, tau2 = fit.b - other.b, other.tau2.value
    assert found.cook_d[i] == pytest.approx(shift @ np.linalg.inv(fit.vb) @ shift)
    assert found.dffits[i] == pytest.approx(fit.x[i] @ shift / np.sqrt(found.hat[i] * (tau2 + v[i])))
    assert found.cov_r[i] == pytest.approx(np.linalg.det(other.vb) / np.linalg.det(fit.vb))
    w = np.diag(1 / (v + tau2))
    assert found.dfbs[i] == pytest.approx(shift / np.sqrt(np.diag(np.linalg.inv(fit.x.T @ w @ fit.x))))
    gap = y[i] - fit.x[i] @ other.b
    assert found.rstudent[i] == pytest.approx(gap / np.sqrt(v[i] + tau2 + fit.x[i] @ other.vb @ fit.x[i]))
    assert found.tau2_del[i] == pytest.approx(tau2)
    assert found.QE_del[i] == pytest.approx(other.heterogeneity.QE)
    both = baujat(fit)
    assert both.x[i] == pytest.approx(fit.residuals[i] ** 2 / (v[i] + fit.tau2.value))
    assert both.y[i] == pytest.approx((fit.x[i] @ shift) ** 2 / (fit.x[i] @ other.vb @ fit.x[i]))


def refitted(fit, row):
    keep = np.arange(fit.model.k) != row
    return fit_linear(fit.y[keep], fit.v[keep], fit.x[keep], tau2=fit.tau2_method, test=fit.test)


@pytest.mark.parametrize("tau2", ["REML", "ML", "DL", "EE"])
@pytest.mark.parametrize("columns", [1, 3])
def test_every_deletion_is_the_fit_without_that_row(tau2, columns):
    # more rows than are summed one by one; one study outweighs all others, one lies far off
    y, v = studies(80, seed=11)
    v[3], v[4] = 1e-8, 2.0
    y[9] += 4.0
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(80), rng.normal(2010, 6, 80), rng.integers(0, 2, 80)])[:, :columns]
    fit = fit_linear(y, v, x, tau2=tau2, test="knha")
    found = delete_each(fit)
    for row in (0, 3, 4, 9, 40, 79):
        other = refitted(fit, row)
        assert found.tau2[row] == pytest.approx(other.tau2.value, rel=1e-9, abs=1e-14)
        assert found.b[row] == pytest.approx(other.b, rel=1e-8, abs=1e-11)
        assert found.vb[row] == pytest.approx(other.vb, rel=1e-8)
        assert found.QE[row] == pytest.approx(other.heterogeneity.QE, rel=1e-9)


def test_deletions_without_heterogeneity_end_at_zero():
    y, v = studies(70, seed=12, tau2=0.0)
    y = 0.2 + (y - 0.2) / 3
    fit = fit_linear(y, v, np.ones((70, 1)))
    assert (delete_each(fit).tau2 == 0.0).all()


def test_sums_interpolated_over_tau2_are_the_sums_themselves():
    y, v = studies(100, seed=13)
    model = fit_linear(y, v, np.ones((100, 1))).model
    sums = Sums(model, np.zeros(1))
    tau2 = np.concatenate([[0.0], np.geomspace(1e-9, 50.0, 120)])
    assert sums.interpolated(tau2) == pytest.approx(sums.all(tau2), rel=2e-13)
    at_a_node = sums.low * np.expm1(np.full(60, GRID_STEP))
    assert sums.interpolated(at_a_node) == pytest.approx(sums.all(at_a_node), rel=2e-13)


def test_a_deletion_with_two_maxima_takes_the_higher_one():
    y = np.array([0.1, 0.1001, 0.0999, 0.6, -0.35, 0.5, 0.2])
    v = np.array([1e-7, 1e-7, 1e-7, 4e-3, 4e-3, 4e-3, 4e-3])
    fit = fit_linear(y, v, np.ones((7, 1)))
    found = delete_each(fit)
    for i in range(7):
        keep = np.arange(7) != i
        other = fit_linear(y[keep], v[keep], np.ones((6, 1)))
        assert found.tau2[i] == pytest.approx(other.tau2.value, rel=1e-8, abs=1e-12)


def test_the_influence_of_bcg_trials_is_as_published():
    # Viechtbauer & Cheung 2010 analyse these trials: the fourth and eighth stand out, none passes the cut-offs
    y, v = bcg()
    fit = fit_linear(y, v, np.ones((13, 1)))
    found = influence(fit)
    assert set(np.argsort(-found.cook_d)[:2]) == {3, 7}
    assert not found.is_infl.any()
    assert found.hat.sum() == pytest.approx(1)
    assert found.weight_pct.sum() == pytest.approx(100)
    assert found.rstudent == pytest.approx(rstudent(fit).z)


def test_an_outlier_is_flagged():
    y, v = studies(12, seed=3, tau2=0.001)
    y[5] += 1.5
    found = influence(fit_linear(y, v, np.ones((12, 1))))
    assert found.is_infl[5]
    assert found.rstudent[5] > 3
    assert found.tau2_del[5] < found.tau2_del[0]


def test_a_row_that_alone_carries_a_column_has_no_deleted_fit():
    y, v = studies(8, seed=4)
    x = np.column_stack([np.ones(8), np.arange(8) == 2])
    found = delete_each(fit_linear(y, v, x))
    assert np.isnan(found.b[2]).all()
    assert np.isfinite(np.delete(found.b, 2, axis=0)).all()
    assert np.isnan(influence(fit_linear(y, v, x)).dfbs[2]).all()


def test_one_row_cannot_be_left_out():
    fit = fit_linear(np.array([0.2]), np.array([0.1]), np.ones((1, 1)))
    assert isinstance(influence(fit), Refusal)
    assert isinstance(leave_one_out(fit), Refusal)


def test_two_rows_leave_one():
    fit = fit_linear(np.array([0.2, 0.5]), np.array([0.1, 0.2]), np.ones((2, 1)))
    assert leave_one_out(fit).estimate == pytest.approx([0.5, 0.2])


def test_residuals_and_leverages_add_up():
    fit = plain()
    assert hat(fit).sum() == pytest.approx(1)
    found = rstandard(fit)
    assert found.resid == pytest.approx(fit.y - fit.b[0])
    assert (found.se**2 + fit.vb[0, 0]) == pytest.approx(fit.v + fit.tau2.value)
    assert baujat(fit).x.sum() == pytest.approx(fit.rss)


def test_predicted_true_effects_lie_between_the_study_and_the_mean():
    fit = plain()
    found = blup(fit)
    low, high = np.minimum(fit.y, fit.b[0]), np.maximum(fit.y, fit.b[0])
    assert ((found.pred >= low - 1e-12) & (found.pred <= high + 1e-12)).all()
    share = fit.tau2.value / (fit.tau2.value + fit.v)
    assert found.pred == pytest.approx(share * fit.y + (1 - share) * fit.b[0])
    assert found.se**2 == pytest.approx(share * fit.v + (1 - share) ** 2 * fit.vb[0, 0])
    assert found.pi_ub - found.pi_lb == pytest.approx(2 * 1.959964 * found.se)


def test_leaving_out_clusters_names_each():
    y, v = studies(6, seed=5)
    found = leave_out_clusters(y, v, ["a", "a", "b", "b", "c", "c"])
    assert set(found) == {"a", "b", "c"}
    assert found["b"].b == pytest.approx(pool(y[[0, 1, 4, 5]], v[[0, 1, 4, 5]]).b)


def test_cumulative_pooling_ends_with_all_rows():
    y, v = studies(6, seed=6)
    found = cumulative(y, v, order=[5, 4, 3, 2, 1, 0])
    assert [one.k for one in found] == [1, 2, 3, 4, 5, 6]
    assert found[0].b == y[5]
    assert found[-1].b == pytest.approx(pool(y, v).b)


def test_all_subsets_of_few_rows_and_a_sample_of_many():
    y, v = studies(5, seed=7)
    found = gosh(y, v)
    assert len(found.estimate) == 31
    assert found.estimate[-1] == pytest.approx(pool(y, v, test="z").b)
    assert not found.sampled
    many = gosh(*studies(14, seed=8), subsets=40, method=Method(tau2="DL"))
    assert many.sampled
    assert len(np.unique(many.incl, axis=0)) == len(many.incl)
    assert isinstance(gosh([0.1], [0.1]), Refusal)
    assert all_subsets(3).sum(axis=1).tolist() == [1, 1, 1, 2, 2, 2, 3]
