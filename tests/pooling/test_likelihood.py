"""The search for tau2 finds the global maximum, whatever the data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling import pool
from pooling.basis import basis
from pooling.likelihood import log_likelihood, maximise, score_and_slope
from pooling.linear import fit_linear
from pooling.profile import q_profile, solve_q
from pooling.scoring import scoring
from pooling.tails import chi2_upper
from tests.effort import effort

SETS = effort(200, 4000)


def random_set(rng):
    k = int(rng.integers(2, 41))
    n = np.exp(rng.uniform(np.log(4), np.log(1e6), k)).round() + 0.0
    v = 1 / np.maximum(n - 3, 1)
    return rng.normal(0.2, np.sqrt(v + 10 ** rng.uniform(-6, 0))), v


def reml_beats_a_fine_grid(sets, seed):
    """Check simulated sets; a longer run asks for more of them."""
    rng = np.random.default_rng(seed)
    for _ in range(sets):
        y, v = random_set(rng)
        model = basis(y, v, np.ones((len(y), 1)))
        top = maximise(model, restricted=True)
        spread = np.concatenate([[0.0], np.geomspace(v.min() * 1e-3, 4 * (np.ptp(y) ** 2 + v.max()), 300)])
        fine = max(log_likelihood(model, float(t), restricted=True) for t in spread)
        best = log_likelihood(model, top.tau2, restricted=True)
        assert best >= fine - 1e-10 * max(1.0, abs(fine))


def test_reml_is_never_below_the_best_of_a_fine_grid():
    reml_beats_a_fine_grid(SETS, 20240)


def test_a_second_maximum_is_seen_and_the_higher_one_taken():
    y = np.array([0.1, 0.1001, 0.0999, 0.6, -0.35, 0.5])
    v = np.array([1e-7, 1e-7, 1e-7, 4e-3, 4e-3, 4e-3])
    found = pool(y, v, test="z")
    model = basis(y, v, np.ones((6, 1)))
    assert found.search.multimodal
    assert len(found.search.modes) == 2
    heights = [log_likelihood(model, t, restricted=True) for t in found.search.modes]
    assert found.fit.ll == pytest.approx(max(heights), abs=1e-9)
    assert "multimodal" in {note.code for note in found.notes}


def test_stopping_at_a_small_step_ends_far_from_the_optimum_of_large_samples():
    # the reason why tau2 is found as a root: an absolute rule of 1e-5 is coarse where v is 1e-5
    y = np.array([0.080, 0.0803, 0.0797, 0.1301, 0.031, 0.155])
    v = np.array([2e-6, 2e-6, 2e-6, 1e-3, 1e-3, 1e-3])
    model = basis(y, v, np.ones((6, 1)))
    best = maximise(model, restricted=True)
    early = scoring(model, 1e-5, restricted=True)
    late = scoring(model, 1e-14, restricted=True)
    assert abs(early - best.tau2) > 0.05 * best.tau2
    assert log_likelihood(model, late, restricted=True) <= log_likelihood(model, best.tau2, restricted=True) + 1e-9
    stopped = fit_linear(y, v, np.ones((6, 1)), threshold=1e-5)
    assert stopped.tau2.value == early
    assert stopped.tau2.se > 0
    assert fit_linear(y, v, np.ones((6, 1)), tau2="ML", threshold=1e-5).tau2.se > 0


@pytest.mark.parametrize("restricted", [True, False])
def test_scoring_to_the_end_finds_the_maximum_of_plain_data(restricted):
    rng = np.random.default_rng(12)
    y, v = rng.normal(0.2, 0.4, 25), rng.uniform(0.01, 0.2, 25)
    model = basis(y, v, np.ones((25, 1)))
    assert scoring(model, 1e-15, restricted=restricted) == pytest.approx(
        maximise(model, restricted=restricted).tau2, rel=1e-9
    )
    flat = basis(np.linspace(0.19, 0.21, 25), v, np.ones((25, 1)))
    assert scoring(flat, 1e-10, restricted=restricted) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("restricted", [True, False])
def test_score_and_slope_are_the_derivatives_of_the_likelihood(restricted):
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(15), rng.normal(size=15)])
    model = basis(rng.normal(size=15), rng.uniform(0.01, 0.3, 15), x)
    t, h = 0.07, 1e-5
    score, slope = score_and_slope(model, t, restricted=restricted)
    up, down = (log_likelihood(model, t + sign * h, restricted=restricted) for sign in (1, -1))
    assert score == pytest.approx((up - down) / (2 * h), rel=1e-6)
    above, below = (score_and_slope(model, t + s * h, restricted=restricted)[0] for s in (1, -1))
    assert slope == pytest.approx((above - below) / (2 * h), rel=1e-6)


def test_the_score_is_zero_at_an_inner_maximum():
    rng = np.random.default_rng(8)
    y, v = rng.normal(0.2, 0.4, 30), rng.uniform(0.01, 0.2, 30)
    found = pool(y, v)
    assert abs(found.search.score) < 1e-6
    assert found.search.iterations < 10
    assert not found.search.boundary


def test_the_q_profile_bounds_are_where_q_meets_its_quantiles():
    rng = np.random.default_rng(4)
    y, v = rng.normal(0.2, 0.8, 12), rng.uniform(0.01, 0.2, 12)
    model = basis(y, v, np.ones((12, 1)))
    ends = q_profile(model, 0.9)
    for t, p in ((ends.lb, 0.05), (ends.ub, 0.95)):
        w = 1 / (v + t)
        q = float(w @ (y - (w @ y) / w.sum()) ** 2)
        assert chi2_upper(q, 11) == pytest.approx(p, rel=1e-9)


def test_paule_mandel_solves_its_equation_even_over_many_orders_of_magnitude():
    v = np.array([1e-9, 1e-2, 1.0, 1e-5])
    y = np.array([0.0, 5.0, -3.0, 9.0])
    model = basis(y, v, np.ones((4, 1)))
    t, _ = solve_q(model, 3.0)
    w = 1 / (v + t)
    assert float(w @ (y - (w @ y) / w.sum()) ** 2) == pytest.approx(3.0, rel=1e-12)


effects = st.lists(st.tuples(st.floats(-2, 2), st.floats(1e-3, 1.0)), min_size=3, max_size=12)


@settings(max_examples=40, deadline=None)
@given(effects, st.floats(0.1, 10.0), st.floats(-3, 3))
def test_scaling_and_shifting_effects_scales_and_shifts_the_estimate(rows, factor, shift):
    y, v = np.array(rows).T
    one, other = pool(y, v, measure="GEN"), pool(y * factor + shift, v * factor**2, measure="GEN")
    assert other.b == pytest.approx(one.b * factor + shift, abs=1e-6)
    assert other.heterogeneity.tau2 == pytest.approx(one.heterogeneity.tau2 * factor**2, rel=1e-5, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(effects, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = (pool(*np.array(part).T, measure="GEN") for part in (rows, mixed))
    assert other.b == pytest.approx(one.b, abs=1e-7)
    assert other.se == pytest.approx(one.se, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(effects)
def test_bounds_of_tau2_hold_paule_mandels_estimate(rows):
    y, v = np.array(rows).T
    found = pool(y, v, tau2="PM", measure="GEN").heterogeneity
    if found.tau2_ub > 0:
        assert found.tau2_lb <= found.tau2 * (1 + 1e-9) + 1e-12
        assert found.tau2 <= found.tau2_ub * (1 + 1e-9) + 1e-12
