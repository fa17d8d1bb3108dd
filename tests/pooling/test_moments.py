"""Moments of quadratic forms and tail probabilities, against dense matrices and each other."""

import math

import numpy as np
import pytest

from pooling.basis import basis
from pooling.inverses import inverse, inverse_and_determinant, trace_of_product
from pooling.linear import fit_linear
from pooling.orthonormal import orthonormal, rank
from pooling.quadratic import others, quadratic, residual_form, trace_of_square
from pooling.tails import chi2_quantile, chi2_upper, critical, f_upper, log_two_sided, t_two_sided, two_sided


@pytest.mark.parametrize("columns", [1, 3])
def test_moments_of_a_quadratic_form_equal_dense_traces(columns):
    rng = np.random.default_rng(columns)
    x = np.column_stack([np.ones(9), rng.normal(size=(9, 2))])[:, :columns]
    y, v, a = rng.normal(size=9), rng.uniform(0.1, 1, 9), rng.uniform(0.5, 3, 9)
    weight = np.diag(a)
    p = weight - weight @ x @ np.linalg.inv(x.T @ weight @ x) @ x.T @ weight
    found = quadratic(basis(y, v, x), a)
    m = np.diag(v) + 0.3 * np.eye(9)
    assert found.rss == pytest.approx(y @ p @ y)
    assert (found.p, found.pp, found.pv) == pytest.approx((np.trace(p), np.trace(p @ p), np.trace(p @ np.diag(v))))
    assert found.sd(0.3) == pytest.approx(math.sqrt(2 * np.trace(p @ m @ p @ m)))
    assert found.expectation_root() == pytest.approx((y @ p @ y - np.trace(p @ np.diag(v))) / np.trace(p))


@pytest.mark.parametrize(
    ("name", "weights"), [("DL", lambda v: 1 / v), ("HE", np.ones_like), ("SJ", None), ("HS", None), ("HSk", None)]
)
def test_standard_errors_of_moment_estimators_follow_from_the_form(name, weights):
    rng = np.random.default_rng(5)
    y, v = rng.normal(0, 0.6, 10), rng.uniform(0.02, 0.3, 10)
    found = fit_linear(y, v, np.ones((10, 1)), tau2=name).tau2
    m = np.diag(v + found.value)
    start = y.var()
    a = {"SJ": 1 / (v + start), "HS": 1 / v, "HSk": 1 / v}.get(name) if weights is None else weights(v)
    p = np.diag(a) - np.outer(a, a) / a.sum()
    spread = math.sqrt(2 * np.trace(p @ m @ p @ m))
    slope = {"SJ": start / 9, "HS": 1 / a.sum(), "HSk": 10 / 9 / a.sum()}.get(name, 1 / np.trace(p))
    assert found.se == pytest.approx(spread * slope)


def test_a_row_that_outweighs_all_others_costs_no_digits():
    x = np.array([1e-9, 1e16, 2e-9, 3e-9])
    assert others(x)[1] == pytest.approx(6e-9, rel=1e-14)
    v = np.array([1e-17, 1.0, 2.0])
    found = quadratic(basis(np.array([0.1, 0.5, 0.9]), v, np.ones((3, 1))), 1 / v)
    # 2 sum of products of pairs over the sum, to first order the sum of the small weights twice
    assert found.p == pytest.approx(3.0, rel=1e-14)


def test_rank_is_found_whatever_the_scale_of_columns():
    x = np.column_stack([np.ones(5), 1e9 * np.arange(5), np.arange(5) ** 2 * 1e-9])
    assert rank(x) == 3
    assert rank(np.column_stack([x, x[:, 1] + 1e9])) == 3
    assert rank(np.zeros((4, 1))) == 0
    assert rank(np.empty((0, 2))) == 0


@pytest.mark.parametrize("p", [1, 2, 3])
def test_inverses_of_small_matrices_are_those_of_large_ones(p):
    x = np.random.default_rng(p).normal(size=(5, 9, p))
    stack = np.einsum("mkp,mkq->mpq", x, x)
    inverses, determinants = inverse_and_determinant(stack)
    assert inverses == pytest.approx(np.linalg.inv(stack), rel=1e-12)
    assert determinants == pytest.approx(np.linalg.det(stack), rel=1e-12)
    assert inverse(stack[0]) == pytest.approx(inverses[0], rel=1e-12)
    assert inverse(-stack[0]) == pytest.approx(-inverses[0], rel=1e-12)
    assert trace_of_product(stack[0], inverses[0]) == pytest.approx(p, rel=1e-12)


def test_columns_that_nearly_repeat_come_out_orthogonal_to_rounding():
    year = 2000.0 + np.arange(12)
    x = np.column_stack([np.ones(12), year, year + 1e-6 * np.cos(year), np.sin(year)])
    q, r = orthonormal(x)
    assert q.T @ q == pytest.approx(np.eye(4), abs=1e-15 * 12)
    assert q @ r == pytest.approx(x, rel=1e-14)
    assert (np.tril(r, -1) == 0).all()


def test_the_traces_that_a_fit_needs_are_those_of_the_whole_form():
    rng = np.random.default_rng(2)
    for columns in (1, 2, 3):
        x = np.column_stack([np.ones(9), rng.normal(size=(9, 2))])[:, :columns]
        model, a = basis(rng.normal(size=9), rng.uniform(0.1, 1, 9), x), rng.uniform(0.5, 3, 9)
        whole = quadratic(model, a)
        assert residual_form(model, a) == pytest.approx((whole.rss, whole.p), rel=1e-12)
        assert trace_of_square(model, a) == pytest.approx(whole.pp, rel=1e-12)


def test_tails_agree_with_known_quantiles():
    assert critical(0.95, None) == pytest.approx(1.959963984540054, rel=1e-14)
    assert critical(0.95, 1) == pytest.approx(math.tan(0.475 * math.pi), rel=1e-12)
    assert critical(0.9, 7.5) == pytest.approx(1.8759, abs=3e-3)
    assert t_two_sided(np.array([math.tan(0.475 * math.pi)]), 1)[0] == pytest.approx(0.05, rel=1e-12)
    assert t_two_sided(np.array([math.inf]), 5)[0] == 0
    assert chi2_upper(3.841458820694124, 1) == pytest.approx(0.05, rel=1e-12)
    assert chi2_quantile(0.95, 1) == pytest.approx(3.841458820694124, rel=1e-12)
    assert chi2_upper(5.0, 0) == 1
    assert f_upper(4.0, 1, 10) == pytest.approx(t_two_sided(np.array([2.0]), 10)[0], rel=1e-12)
    assert f_upper(math.inf, 2, 10) == 0
    assert math.isnan(f_upper(math.nan, 2, 10))


@pytest.mark.parametrize("df", [None, 3.0, 300.0])
def test_the_logarithm_of_p_goes_on_where_p_ends(df):
    for stat in (0.5, 3.0, 8.0):
        assert log_two_sided(stat, df) == pytest.approx(math.log(two_sided(np.array([stat]), df)[0]), rel=1e-10)
    assert log_two_sided(math.inf, df) == -math.inf
    assert math.isnan(log_two_sided(math.nan, df))


def test_the_far_tail_of_t_joins_the_near_one():
    # p = 1e-290 ... 1e-305 is still a double: there both ways can be compared
    df, t = 400.0, 100.0
    while two_sided(np.array([t]), df)[0] > 1e-291:
        t *= 1.01
    p = two_sided(np.array([t]), df)[0]
    assert 1e-305 < p < 1e-290
    assert log_two_sided(t, df) == pytest.approx(math.log(p), abs=0.05)


def test_other_weights_than_the_best_give_the_sandwich():
    rng = np.random.default_rng(9)
    y, v, a = rng.normal(0, 0.4, 8), rng.uniform(0.02, 0.3, 8), rng.uniform(1, 5, 8)
    found = fit_linear(y, v, np.ones((8, 1)), tau2="HS", test="knha", coefficient_weights=a)
    b, total = a @ y / a.sum(), v + found.tau2.value
    s2w = ((y - b) ** 2 / total).sum() / 7
    assert found.b[0] == pytest.approx(b)
    assert found.s2w == pytest.approx(s2w)
    assert found.vb[0, 0] == pytest.approx(s2w * (a**2 @ total) / a.sum() ** 2)


@pytest.mark.parametrize("name", ["REML", "ML", "EE"])
def test_information_criteria_count_parameters(name):
    rng = np.random.default_rng(10)
    x = np.column_stack([np.ones(12), rng.normal(size=12)])
    found = fit_linear(rng.normal(0, 0.4, 12), rng.uniform(0.02, 0.3, 12), x, tau2=name).fit
    count, n = 2 + (name != "EE"), 12 - 2 * (name == "REML")
    assert pytest.approx(-2 * found.ll + 2 * count) == found.AIC
    assert pytest.approx(-2 * found.ll + count * math.log(n)) == found.BIC
    assert found.AICc == pytest.approx(-2 * found.ll + 2 * count * n / (n - count - 1))
