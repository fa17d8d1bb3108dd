"""Effect sizes and conversions, pinned to textbooks and to exact arithmetic."""

import math

import numpy as np
import pytest
from scipy import special

from pooling import conversions as to
from pooling import cut_variables, effect_sizes
from pooling.correlation_tests import interval_of_r, p_of_r, t_of_r
from pooling.fisher import fisher_z
from pooling.hypergeometric import hyp2f1
from pooling.marginal import marginal_r
from pooling.method import UnknownName
from pooling.search import curvature


def test_borenstein_2009_chapter_7_is_reproduced():
    # Borenstein, Hedges, Higgins & Rothstein 2009, pp. 47-49: from ln OR to d, from d to r
    assert to.or_to_d(math.exp(0.9069))[0] == pytest.approx(0.5000, abs=5e-5)
    assert to.d_to_r(0.50)[0] == pytest.approx(0.2425, abs=5e-5)
    assert to.or_to_r(math.exp(0.9069))[0] == pytest.approx(0.2425, abs=5e-5)
    z, v = fisher_z(0.50, 100)
    assert (z[0], v[0]) == pytest.approx((0.5493, 0.0103), abs=5e-5)


def test_t_and_f_and_p_of_one_correlation_give_it_back():
    r, n = np.array([0.31, -0.2, 0.05]), np.array([40.0, 12, 500])
    t = t_of_r(r, n)
    assert to.t_to_r(t, n - 2) == pytest.approx(r, rel=1e-12)
    assert to.f1_to_r(t**2, n - 2, np.sign(r)) == pytest.approx(r, rel=1e-12)
    assert to.p_to_r(p_of_r(r, n), n, np.sign(r)) == pytest.approx(r, rel=1e-10)


def test_chi_squared_of_a_table_is_its_phi():
    a, b, c, d = 30.0, 20.0, 15.0, 35.0
    phi, _ = cut_variables.phi(a, b, c, d)
    chi2 = phi[0] ** 2 * (a + b + c + d)
    assert to.chi2_to_r(chi2, a + b + c + d, 1)[0] == pytest.approx(phi[0], rel=1e-12)


def test_sizes_of_groups_change_d_to_r():
    even, uneven = to.d_to_r(0.5, 50, 50)[0], to.d_to_r(0.5, 10, 90)[0]
    assert even == pytest.approx(to.d_to_r(0.5)[0])
    assert uneven < even
    assert to.d_to_r_variance(0.5, 50, 50)[0] == pytest.approx(16 * to.d_variance(0.5, 50, 50)[0] / (0.25 + 4) ** 3)


def test_the_variance_of_d_is_hedges_and_olkins():
    assert to.d_variance(0.5, 50, 50)[0] == pytest.approx(0.04125)
    assert to.d_variance(0.5, 20, 60)[0] == pytest.approx(80 / 1200 + 0.25 / 160)


def test_beta_is_converted_only_by_a_named_formula_within_its_range():
    found = to.beta_to_r([0.2, -0.2, 0.6], formula="peterson_brown")
    assert found[:2] == pytest.approx([0.25, -0.2])
    assert math.isnan(found[2])
    with pytest.raises(UnknownName):
        to.beta_to_r(0.2, formula="guess")


def test_means_and_deviations_give_the_r_of_their_t():
    m1, sd1, n1, m2, sd2, n2 = 3.2, 1.1, 50, 2.8, 0.9, 40
    pooled = math.sqrt((49 * sd1**2 + 39 * sd2**2) / 88)
    t = (m1 - m2) / (pooled * math.sqrt(1 / n1 + 1 / n2))
    exact = t / math.sqrt(t * t + 88)
    d = to.means_to_d(m1, sd1, n1, m2, sd2, n2)[0]
    assert d == pytest.approx((m1 - m2) / pooled)
    # (n1 + n2)^2/(n1 n2) stands for (n1 + n2)(n1 + n2 - 2)/(n1 n2), which is exact
    assert to.means_to_r(m1, sd1, n1, m2, sd2, n2)[0] == pytest.approx(exact, abs=0.003)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("t", (2.0, 30)), ("F1", (4.0, 30, 1)), ("chi2_1", (4.0, 50, -1)), ("d", (0.4,)), ("or", (2.0,)),
        ("p", (0.03, 40, -1)), ("peterson_brown", (0.2,)), ("spearman", (0.3,)), ("kendall", (0.2,)),
        ("means", (3.2, 1.1, 50, 2.8, 0.9, 40)), ("beta", (0.2,)),
    ],
)  # fmt: skip
def test_every_conversion_carries_its_formula_and_source(name, values):
    found = to.convert(name, *values)
    assert abs(found.r[0]) < 1
    assert found.formula.id == name
    assert found.formula.source
    assert found.formula.assumption


def test_rank_correlations_of_normal_variables_are_lifted():
    assert to.spearman_to_r(0.5)[0] == pytest.approx(0.5176, abs=5e-5)
    assert to.kendall_to_r(1 / 3)[0] == pytest.approx(0.5, abs=1e-12)


def test_the_interval_of_a_correlation_is_symmetric_in_z():
    low, high = interval_of_r([0.5], [28])
    assert np.arctanh([low[0], high[0]]).sum() / 2 == pytest.approx(np.arctanh(0.5))
    assert (low[0], high[0]) == pytest.approx((0.1560, 0.7360), abs=5e-4)


def test_raw_correlations_have_the_variance_of_their_own_or_the_mean_r():
    r, n = [0.2, 0.6, 1.2], [50, 150, 20]
    y, own = effect_sizes.cor(r, n)
    _, mean = effect_sizes.cor(r, n, variance="AV")
    assert own[:2] == pytest.approx([(1 - 0.04) ** 2 / 49, (1 - 0.36) ** 2 / 149])
    assert mean[:2] == pytest.approx([(1 - 0.25) ** 2 / 49, (1 - 0.25) ** 2 / 149])
    assert math.isnan(y[2])


def test_the_unbiased_correlation_is_olkin_and_pratts_series():
    # r [1 + (1 - r^2)/(2(n - 4))] is its first order; here the series itself, term by term
    r, n = 0.4, 25
    terms, total = 1.0, 1.0
    for j in range(400):
        terms *= (0.5 + j) ** 2 / ((n - 2) / 2 + j) / (1 + j) * (1 - r * r)
        total += terms
    y, v = effect_sizes.ucor(r, n)
    assert y[0] == pytest.approx(r * total, rel=1e-13)
    assert v[0] == pytest.approx((1 - y[0] ** 2) ** 2 / (n - 1))
    _, unbiased = effect_sizes.ucor(r, n, variance="UB")
    assert unbiased[0] == pytest.approx(v[0], rel=0.15)
    assert np.isnan(effect_sizes.ucor([0.5, 1.1], [4, 20])[0]).all()


@pytest.mark.parametrize(("a", "c", "rest"), [(0.5, 1.5, 0.01), (0.5, 3.0, 1e-4), (1.0, 2.5, 0.3), (0.5, 40.0, 0.2)])
def test_the_hypergeometric_function_holds_near_one(a, c, rest):
    # 2F1(1/2, 1/2; 3/2; z) = asin(sqrt z)/sqrt z; the others against scipy where it is exact
    z = 1 - rest
    want = math.asin(math.sqrt(z)) / math.sqrt(z) if c == 1.5 else special.hyp2f1(a, a, c, z)
    assert hyp2f1(a, np.array([c]), np.array([rest]))[0] == pytest.approx(want, rel=1e-11)


def test_partial_correlations_lose_a_degree_of_freedom_a_control():
    # n = 100, three predictors of which two are controls: var z = 1/(100 - 2 - 3)
    r, _ = effect_sizes.pcor(2.5, 100, 3)
    y, v = effect_sizes.zpcor(2.5, 100, 3)
    assert r[0] == pytest.approx(2.5 / math.sqrt(2.5**2 + 96))
    assert (y[0], v[0]) == pytest.approx((math.atanh(r[0]), 1 / 95))
    assert effect_sizes.zpcor(2.5, 100, 3, variance="one_more")[1][0] == pytest.approx(1 / 96)
    s, _ = effect_sizes.spcor(2.5, 100, 3, 0.3)
    assert abs(s[0]) < abs(r[0])
    assert np.isnan(effect_sizes.pcor(2.5, 4, 3)[0]).all()


def test_rank_correlations_have_their_own_variances():
    y, v = effect_sizes.spearman_z([0.4, 1.0], [53, 20])
    assert (y[0], v[0]) == pytest.approx((math.atanh(0.4), 1.08 / 50))
    assert math.isnan(y[1])
    assert effect_sizes.spearman_z(0.4, 53, variance="fieller")[1][0] == pytest.approx(1.06 / 50)
    assert effect_sizes.kendall_z(0.4, 54)[1][0] == pytest.approx(0.437 / 50)


def test_two_groups_means_give_point_biserial_and_biserial_correlations():
    groups = (10.0, 8.0, 2.0, 2.0, 50, 50)
    r, _ = cut_variables.rpb(*groups)
    rb, _ = cut_variables.rbis(*groups)
    assert r[0] == pytest.approx(1 / math.sqrt(1 + 4 * 98 / 100), rel=1e-12)
    assert rb[0] == pytest.approx(r[0] * math.sqrt(math.pi / 2), rel=1e-12)


def test_the_point_biserial_variance_matches_simulation():
    rng = np.random.default_rng(1)
    first, second = rng.normal(0.5, 1, (4000, 40)), rng.normal(0, 1, (4000, 40))
    r, _ = cut_variables.rpb(
        first.mean(1), second.mean(1), first.std(1, ddof=1), second.std(1, ddof=1), np.full(4000, 40), np.full(4000, 40)
    )
    _, v = cut_variables.rpb(0.5, 0, 1, 1, 40, 40)
    assert r.var() == pytest.approx(v[0], rel=0.06)


def test_the_tetrachoric_correlation_of_a_median_split_is_exact():
    # both cuts at the median: P(both below) = 1/4 + asin(rho)/(2 pi) (Sheppard 1899)
    rho = 0.6
    both = 0.25 + math.asin(rho) / (2 * math.pi)
    cells = 10_000 * np.array([both, 0.5 - both, 0.5 - both, both])
    y, v = cut_variables.rtet(*cells)
    assert y[0] == pytest.approx(rho, abs=1e-9)
    assert 0 < v[0] < 1e-3
    assert np.isnan(cut_variables.rtet([5, 0, 10], [5, 0, 0], [0, 5, 0], [0, 5, 10])[0]).tolist() == [True] * 3


def test_the_biserial_variance_matches_simulation_for_uneven_groups():
    rng = np.random.default_rng(2)
    n, first, rho = 200, 50, 0.5
    # a cut at the upper quarter of each sample: group sizes are fixed, as the formula takes them
    x = rng.normal(size=(4000, n))
    y = rho * x + math.sqrt(1 - rho**2) * rng.normal(size=(4000, n))
    top = np.argsort(-x, axis=1)
    one, two = (np.take_along_axis(y, part, axis=1) for part in (top[:, :first], top[:, first:]))
    sizes = np.full(4000, first), np.full(4000, n - first)
    r, v = cut_variables.rbis(one.mean(1), two.mean(1), one.std(1, ddof=1), two.std(1, ddof=1), *sizes)
    assert r.mean() == pytest.approx(rho, abs=0.01)
    assert r.var() == pytest.approx(v.mean(), rel=0.08)


def test_the_variance_of_phi_matches_simulation_for_uneven_margins():
    rng = np.random.default_rng(3)
    cells = rng.multinomial(300, [0.35, 0.25, 0.05, 0.35], size=6000).astype(float).T
    r, v = cut_variables.phi(*cells)
    assert r.var() == pytest.approx(v.mean(), rel=0.06)


@pytest.mark.parametrize("cells", [(30.0, 12, 8, 25), (40.0, 5, 20, 15)])
def test_pearsons_tetrachoric_variance_is_that_of_maximum_likelihood(cells):
    a, b, c, d = cells
    n = sum(cells)
    y, v = cut_variables.rtet(*cells)
    at = np.array([y[0], special.ndtri((a + b) / n), special.ndtri((a + c) / n)])

    def ll(x):
        both, row, column = cut_variables.both_below(x[1], x[2], x[0]), special.ndtr(x[1]), special.ndtr(x[2])
        shares = np.array([both, row - both, column - both, 1 - row - column + both])
        return float(np.array([a, b, c, d]) @ np.log(shares))

    hessian = curvature(ll, at, np.arange(3))
    assert v[0] == pytest.approx(np.linalg.inv(-hessian)[0, 0], rel=1e-4)


def test_the_bivariate_normal_integral_agrees_with_independence_and_sheppard():
    assert cut_variables.both_below(0.3, -0.4, 0.0) == pytest.approx(float(special.ndtr(0.3) * special.ndtr(-0.4)))
    assert cut_variables.both_below(0, 0, 0.99) == pytest.approx(0.25 + math.asin(0.99) / (2 * math.pi), abs=1e-12)


@pytest.mark.parametrize("tau2", [0.0, 0.01, 0.3, 1.5])
def test_the_marginal_correlation_is_the_mean_of_tanh(tau2):
    grid = np.linspace(-12, 12, 400_001)
    want = np.average(np.tanh(0.5 + math.sqrt(tau2) * grid), weights=np.exp(-(grid**2) / 2))
    assert marginal_r(0.5, tau2) == pytest.approx(want, abs=1e-9)
