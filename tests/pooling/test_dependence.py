"""Dependent effects: fast formulas against dense matrices, and what robust tests promise."""

import math

import numpy as np
import pytest

from pooling import Method, aggregate
from pooling.clusters import clusters_of
from pooling.component_intervals import component_intervals
from pooling.dependence import design_effect
from pooling.dependent import pool_dependent, rho_table
from pooling.estimate import Refusal
from pooling.linear import fit_linear
from pooling.method import UnknownName
from pooling.multilevel import multilevel
from pooling.robust import influence, robust, wald_htz, working_linear
from pooling.rve import correlated_effects, hierarchical_effects
from pooling.tails import critical
from pooling.three_level import derivatives, maximise_components, sample, state
from pooling.univariate import pool
from tests.pooling.samples import clustered


def dense(v, cluster, sigma2, rho):
    """Return the marginal covariance as one matrix."""
    same = np.array([[a == b for b in cluster] for a in cluster])
    sampling = rho * np.sqrt(np.outer(v, v)) * same
    np.fill_diagonal(sampling, v)
    return sampling + sigma2[0] * same + sigma2[1] * np.eye(len(v))


def dense_likelihood(y, v, cluster, sigma2, rho):
    m, x = dense(v, cluster, sigma2, rho), np.ones((len(y), 1))
    w = np.linalg.inv(m)
    gram = x.T @ w @ x
    e = y - x @ np.linalg.solve(gram, x.T @ w @ y)
    ll = np.linalg.slogdet(m)[1] + np.linalg.slogdet(gram)[1] - math.log(len(y)) + e @ w @ e
    return -0.5 * (ll + (len(y) - 1) * math.log(2 * math.pi))


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_the_three_level_likelihood_equals_the_dense_one(rho):
    y, v, cluster = clustered(8, seed=1)
    groups = clusters_of(cluster)
    at = groups.order
    data = sample(y[at], v[at], np.ones((len(y), 1)), groups, rho, restricted=True)
    sigma2 = np.array([0.03, 0.015])
    fast = state(data, sigma2).ll
    assert fast == pytest.approx(dense_likelihood(y, v, cluster, sigma2, rho), rel=1e-11)


@pytest.mark.parametrize(("rho", "restricted"), [(0.0, True), (0.6, True), (0.6, False)])
def test_gradient_and_hessian_are_derivatives(rho, restricted):
    y, v, cluster = clustered(9, seed=2)
    groups = clusters_of(cluster)
    x = np.column_stack([np.ones(len(y)), np.linspace(0, 1, len(y))])
    data = sample(y[groups.order], v[groups.order], x, groups, rho, restricted=restricted)
    at, h = np.array([0.03, 0.02]), 1e-5
    gradient, hessian = derivatives(data, state(data, at))
    for i in range(2):
        step = np.eye(2)[i] * h
        up, down = state(data, at + step), state(data, at - step)
        assert gradient[i] == pytest.approx((up.ll - down.ll) / (2 * h), rel=1e-5)
        bend = (derivatives(data, up)[0] - derivatives(data, down)[0]) / (2 * h)
        assert hessian[i] == pytest.approx(bend, rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_no_point_of_a_grid_beats_the_maximum(seed):
    y, v, cluster = clustered(7, seed=seed, between=0.01 * (seed % 3), within=0.02 * (seed % 2))
    groups = clusters_of(cluster)
    data = sample(y[groups.order], v[groups.order], np.ones((len(y), 1)), groups, 0.5, restricted=True)
    top = maximise_components(data)
    grid = [0, *np.geomspace(1e-4, 0.5, 12)]
    best = max(state(data, np.array([a, b])).ll for a in grid for b in grid)
    assert top.converged
    assert top.ll >= best - 1e-9


def test_generalised_least_squares_equals_the_dense_solution():
    y, v, cluster = clustered(10, seed=3)
    x = np.column_stack([np.ones(len(y)), np.arange(len(y)) % 3])
    found = multilevel(y, v, cluster, X=x, rho=0.4)
    w = np.linalg.inv(dense(v, cluster, found.sigma2, 0.4))
    s = np.linalg.inv(x.T @ w @ x)
    assert found.b == pytest.approx(s @ x.T @ w @ y, rel=1e-9)
    assert found.vb == pytest.approx(s, rel=1e-9)
    assert found.QM_df == 1
    assert found.pi_lb is None


def test_maximum_likelihood_and_t_tests_are_choices():
    y, v, cluster = clustered(12, seed=4)
    ml, t = multilevel(y, v, cluster, method="ML"), multilevel(y, v, cluster, test="t")
    assert ml.ll != pytest.approx(t.ll)
    assert t.ddf == 11
    assert t.pval[0] > multilevel(y, v, cluster).pval[0]


def test_profile_intervals_end_where_the_likelihood_has_dropped():
    y, v, cluster = clustered(25, seed=5)
    found = multilevel(y, v, cluster)
    between, within = component_intervals(found)
    assert between.lb < between.est < between.ub
    assert within.lb < within.est < within.ub
    grid = np.geomspace(1e-3, 1, 400)
    ends = max(dense_likelihood(y, v, cluster, (between.ub, other), 0.0) for other in grid)
    assert found.ll - ends == pytest.approx(3.841459 / 2, abs=1e-3)


def test_clusters_of_one_leave_the_split_unidentified_and_say_so():
    y, v, _ = clustered(9, seed=6, most=1)
    found = multilevel(y, v, list(range(len(y))))
    assert found.sigma2.sum() == pytest.approx(pool(y, v).heterogeneity.tau2)
    assert {note.code for note in found.notes} == {"one_effect_a_cluster"}


def test_too_little_data_for_levels_is_refused_or_noted():
    assert isinstance(multilevel([0.1], [0.1], ["a"]), Refusal)
    y, v, cluster = clustered(3, seed=7, most=3)
    assert "few_clusters" in {note.code for note in multilevel(y, v, cluster).notes}


def test_cr2_is_unbiased_when_the_working_model_holds():
    # E[sum e e'] under the model is sum (D - T S T'), which CR2 makes equal to S
    y, v, cluster = clustered(11, seed=8)
    x = np.column_stack([np.ones(len(y)), np.random.default_rng(0).normal(size=len(y))])
    work = multilevel(y, v, cluster, X=x, rho=0.5).work
    parts = influence(work, "CR2")
    expected = (parts.D - parts.T @ work.S @ np.swapaxes(parts.T, 1, 2)).sum(axis=0)
    assert expected == pytest.approx(work.S, rel=1e-8)
    plain = influence(work, "CR0")
    lost = (plain.D - plain.T @ work.S @ np.swapaxes(plain.T, 1, 2)).sum(axis=0)
    assert np.diag(lost)[0] < np.diag(work.S)[0]


def test_corrections_order_the_standard_errors():
    y, v, cluster = clustered(14, seed=9)
    work = multilevel(y, v, cluster).work
    se = {kind: robust(work, kind).se[0] for kind in ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")}
    assert se["CR0"] < se["CR2"] < se["CR3"]
    assert se["CR1"] == pytest.approx(se["CR0"] * math.sqrt(14 / 13))
    assert se["CR1"] == pytest.approx(se["CR1p"])
    with pytest.raises(UnknownName):
        robust(work, "HC3")


@pytest.mark.parametrize("kind", ["CR0", "CR2", "CR3"])
def test_few_clusters_taken_together_give_what_each_size_gives_by_itself(kind, monkeypatch):
    y, v, cluster = clustered(9, seed=3, most=5)
    x = np.column_stack(
        [np.ones(len(y)), np.array(cluster) == cluster[0], np.random.default_rng(1).normal(size=len(y))]
    )
    work = multilevel(y, v, cluster, X=x.astype(float), rho=0.4).work
    together = influence(work, kind)
    monkeypatch.setattr("pooling.robust.AT_ONCE", 0)
    apart = influence(work, kind)
    for one, other in ((together.scores, apart.scores), (together.T, apart.T), (together.D, apart.D)):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def test_equal_independent_clusters_have_m_minus_one_degrees_of_freedom():
    y = np.random.default_rng(1).normal(size=9)
    work = working_linear(fit_linear(y, np.full(9, 0.05), np.ones((9, 1))), list(range(9)))
    found = robust(work)
    assert found.df_satt[0] == pytest.approx(8)
    assert found.se[0] == pytest.approx(y.std(ddof=1) / 3)


def test_the_htz_test_of_one_coefficient_is_its_satterthwaite_test():
    y, v, cluster = clustered(13, seed=10)
    x = np.column_stack([np.ones(len(y)), np.arange(len(y)) % 2])
    work = multilevel(y, v, cluster, X=x).work
    one, joint = robust(work), wald_htz(work, [1])
    assert joint.Fstat == pytest.approx(one.tstat[1] ** 2, rel=1e-9)
    assert joint.df_denom == pytest.approx(one.df_satt[1], rel=1e-9)
    assert joint.p == pytest.approx(one.p_satt[1], rel=1e-9)
    assert wald_htz(work, [0, 1]).df_num == 2


def test_the_htz_test_of_two_means_is_hotellings():
    # each of m clusters measures two things once: T2 = m b'S^-1 b, F = (m - 2)/(2 (m - 1)) T2
    rng = np.random.default_rng(4)
    pairs = rng.normal([0.2, -0.1], [0.5, 0.8], (12, 2))
    x = np.tile(np.eye(2), (12, 1))
    work = working_linear(fit_linear(pairs.ravel(), np.full(24, 0.05), x), np.repeat(np.arange(12), 2).tolist())
    b, spread = pairs.mean(axis=0), np.cov(pairs.T)
    t2 = 12 * b @ np.linalg.solve(spread, b)
    found = wald_htz(work, [0, 1])
    assert (found.df_num, found.df_denom) == pytest.approx((2, 10))
    assert found.Fstat == pytest.approx(10 / 22 * t2)
    assert robust(work).vcov == pytest.approx(spread / 12)


def test_few_degrees_of_freedom_are_warned_of():
    y, v, cluster = clustered(4, seed=11, most=4)
    assert robust(multilevel(y, v, cluster).work).notes[0].code == "few_df"


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_aggregation_is_generalised_least_squares_in_each_cluster(rho):
    y, v, cluster = clustered(5, seed=12)
    made = aggregate(y, v, cluster, rho=rho)
    for name, effect, variance in zip(made.cluster, made.y, made.v, strict=True):
        at = [i for i, c in enumerate(cluster) if c == name]
        w = np.linalg.inv(dense(v[at], [0] * len(at), (0, 0), rho))
        assert variance == pytest.approx(1 / w.sum())
        assert effect == pytest.approx(w.sum(axis=0) @ y[at] / w.sum())


def test_the_plain_mean_has_the_variance_of_correlated_terms():
    made = aggregate([0.2, 0.4], [0.04, 0.04], ["s", "s"], rho=0.5, average="equal")
    assert (made.y[0], made.v[0]) == pytest.approx((0.3, 0.03))
    assert design_effect(2, 0.5)[0] / 2 * 0.04 == pytest.approx(0.03)
    with pytest.raises(UnknownName):
        aggregate([0.2], [0.1], ["s"], average="mean")
    with pytest.raises(ValueError, match="rho"):
        aggregate([0.2], [0.1], ["s"], rho=1.0)


@pytest.mark.parametrize("dependence", ["independent", "aggregate", "multilevel", "CHE"])
def test_one_door_pools_dependent_effects_every_way(dependence):
    y, v, cluster = clustered(15, seed=13)
    found = pool_dependent(y, v, cluster, method=Method(dependence=dependence))
    assert found.dependence == dependence
    assert found.ci_lb < found.b < found.ci_ub
    assert found.weights.sum() == pytest.approx(100)
    assert found.r_predicted[0] < found.r < found.r_predicted[1]


def test_weights_of_a_multilevel_model_give_its_mean():
    y, v, cluster = clustered(15, seed=13)
    found = pool_dependent(y, v, cluster)
    assert found.weights @ y / 100 == pytest.approx(found.b)
    assert found.test == "CR2"
    spread = math.sqrt(found.se**2 + found.heterogeneity.tau2)
    assert found.pi_hts_ub - found.b == pytest.approx(critical(0.95, 13) * spread)
    assert found.b - found.pi_lb == pytest.approx(critical(0.95, found.ddf) * spread)
    assert found.ci_ub - found.b == pytest.approx(critical(0.95, found.ddf) * found.se)


def test_one_effect_a_sample_falls_back_to_the_plain_model():
    y, v, _ = clustered(8, seed=14, most=1)
    found = pool_dependent(y, v, list("abcdefgh"))
    assert found.b == pool(y, v).b
    assert found.notes[-1].code == "one_effect_a_cluster"


def test_one_sample_alone_is_averaged():
    found = pool_dependent([0.1, 0.2, 0.3], [0.01, 0.01, 0.01], ["s", "s", "s"])
    assert found.k == 1
    assert pool_dependent([0.1, math.nan], [0.01, 0.01], ["s", "s"]).k == 1


def test_the_table_over_correlations_shows_each_assumption():
    y, v, cluster = clustered(12, seed=15)
    table = rho_table(y, v, cluster, rhos=[0.0, 0.5, 0.9])
    assert table.rho.tolist() == [0.0, 0.5, 0.9]
    assert np.ptp(table.b) < 0.05
    assert (table.ci_lb < table.b).all()


def test_robust_variance_estimation_needs_no_correlation_for_single_effects():
    y, v, _ = clustered(12, seed=16, most=1)
    names = list(range(len(y)))
    low, high = (correlated_effects(y, v, names, rho=rho) for rho in (0.0, 1.0))
    assert low.tau2 == pytest.approx(pool(y, v, tau2="DL").heterogeneity.tau2)
    assert low.tau2 == pytest.approx(high.tau2)
    assert low.b[0] == pytest.approx(pool(y, v, tau2="DL").b)


def test_moments_of_the_hierarchical_model_are_unbiased():
    # the same design many times over: the mean of the untruncated moments is the truth
    rng = np.random.default_rng(5)
    found = []
    sizes = rng.integers(2, 6, 40)
    cluster = np.repeat(np.arange(40), sizes)
    v = 1 / rng.integers(30, 300, len(cluster))
    for _ in range(60):
        y = rng.normal(0, 0.2, 40)[cluster] + rng.normal(0, np.sqrt(0.02 + v))
        one = hierarchical_effects(y, v, cluster.tolist())
        found.append((one.tau2, one.omega2))
    assert np.mean(found, axis=0) == pytest.approx([0.04, 0.02], abs=0.004)


def test_hierarchical_components_solve_their_two_moment_equations():
    # dense: e = (I - H)y, E[e'Ae] = tr A(I - H)M(I - H)' for M = V, J and I
    y, v, cluster = clustered(20, seed=18, between=0.05, within=0.05)
    x = np.column_stack([np.ones(len(y)), np.linspace(-1, 1, len(y))])
    found = hierarchical_effects(y, v, cluster, X=x)
    w = np.diag(1 / v)
    rest = np.eye(len(y)) - x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    same = np.array([[float(a == b) for b in cluster] for a in cluster])
    e = rest @ y
    for form in (w, same):
        expected = [np.trace(form @ rest @ m @ rest.T) for m in (np.diag(v), same, np.eye(len(y)))]
        assert e @ form @ e == pytest.approx(expected[0] + found.tau2 * expected[1] + found.omega2 * expected[2])


def test_the_moment_estimate_of_correlated_effects_solves_its_equation():
    y, v, cluster = clustered(20, seed=19, between=0.05, within=0.05)
    x = np.column_stack([np.ones(len(y)), np.linspace(-1, 1, len(y))])
    found = correlated_effects(y, v, cluster, rho=0.7, X=x)
    same = np.array([[float(a == b) for b in cluster] for a in cluster])
    size = same.sum(axis=1)
    mean_v = same @ v / size
    w = np.diag(1 / (size * mean_v))
    rest = np.eye(len(y)) - x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    sampling = np.diag(mean_v) @ (0.3 * np.eye(len(y)) + 0.7 * same)
    e = rest @ y
    level, slope = (np.trace(w @ rest @ m @ rest.T) for m in (sampling, same))
    assert e @ w @ e == pytest.approx(level + found.tau2 * slope)
    assert pytest.approx(100 * (1 - level / (e @ w @ e))) == found.I2


def test_without_small_sample_corrections_tests_are_t_with_m_minus_p():
    y, v, cluster = clustered(12, seed=17)
    assert correlated_effects(y, v, cluster, small=False).df[0] == 11
    assert isinstance(correlated_effects([], [], []), Refusal)
    assert isinstance(hierarchical_effects([0.1, 0.2], [0.1, 0.1], ["a", "a"]), Refusal)
