"""p-curve and p-uniform*: pinned to a published example and to their definitions, integrated independently."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from pooling.estimate import Refusal
from pooling.fisher import fisher_z
from pooling.method import UnknownName
from pooling.p_curve import beyond, conditional, critical_z, p_curve, shift, stouffer
from pooling.p_uniform import p_uniform_star
from tests.pooling.samples import studies

# Harrer, Cuijpers, Furukawa & Ebert 2021, Doing Meta-Analysis with R: standardised differences, standard errors
WAVE = (
    (0.7091362, 0.2608202), (0.3548641, 0.1963624), (1.7911700, 0.3455692), (0.1824552, 0.1177874),
    (0.4218509, 0.1448128), (0.63, 0.196), (0.7248838, 0.2246641), (0.5286638, 0.2104609), (0.284, 0.168),
    (1.2750682, 0.3371997), (0.1036082, 0.1947275), (0.3883906, 0.2307689), (0.5407398, 0.2443133),
    (0.4261593, 0.2579379), (0.5153969, 0.3512737), (1.4797260, 0.3152817), (0.6125782, 0.2266834), (0.6, 0.249),
)  # fmt: skip


def wave():
    y, se = np.array(WAVE).T
    return y, se**2


def test_the_p_curve_of_harrer_et_al_is_as_published():
    # section 9.2.2.2: 11 significant, 10 of them below .025; power 84 % (62.7 to 94.6)
    found = p_curve(*wave())
    assert (found.significant, found.below_half) == (11, 10)
    assert (found.skew.binomial, found.skew.z_full, found.skew.z_half) == pytest.approx(
        (0.006, -5.943, -4.982), abs=5e-4
    )
    assert (found.flat.binomial, found.flat.z_full, found.flat.p_full) == pytest.approx((0.975, 3.260, 0.999), abs=5e-4)
    assert (found.power, found.power_lb, found.power_ub) == pytest.approx((0.841, 0.627, 0.946), abs=5e-4)
    assert found.present
    assert not found.absent
    assert found.notes == ()


def test_the_published_half_curve_of_flatness_divides_by_the_wrong_share():
    # it takes P(p < .025 given p < .05) where P(p < .025) belongs, and so can never call a curve flat
    y, v = wave()
    z = (y / np.sqrt(v))[y / np.sqrt(v) > critical_z(0.025)]
    delta = shift(1 / 3)
    share = 3 * beyond(critical_z(0.025), delta)
    below = 1 - np.array([beyond(one, delta) for one in z])
    assert stouffer((below - (1 - share)) / share) == pytest.approx(5.158, abs=5e-4)
    assert p_curve(y, v).flat.z_half == pytest.approx(stouffer(conditional(z, delta, 0.025)))
    assert p_curve(y, v).flat.z_half == pytest.approx(2.6792, abs=5e-5)


@pytest.mark.parametrize("delta", [0.0, 0.7, 2.5])
@pytest.mark.parametrize("alpha", [0.05, 0.025])
def test_conditional_p_values_are_integrals_of_the_density(delta, alpha):
    crit = critical_z(alpha)

    def density(z):
        return stats.norm.pdf(z, delta) + stats.norm.pdf(z, -delta)

    power = integrate.quad(density, crit, 20, epsabs=1e-13)[0]
    assert beyond(crit, delta) == pytest.approx(power)
    for z in (crit + 0.1, crit + 1.0, crit + 2.2):
        share = integrate.quad(density, crit, z, epsabs=1e-13)[0] / power
        assert conditional(np.array([z]), delta, alpha) == pytest.approx([share])
    assert beyond(critical_z(0.05), shift(0.8)) == pytest.approx(0.8)


def test_conditional_p_values_stay_inside_zero_and_one():
    assert (conditional(np.array([critical_z(0.05), 60.0]), 0.0, 0.05) == [2.2e-16, 1 - 2.2e-16]).all()


def test_barely_significant_results_make_a_flat_curve():
    z = np.array([1.97, 2.0, 2.05, 2.1, 2.02, 1.99, 2.2, 2.15, 1.98, 2.12])
    found = p_curve(z, np.ones(10))
    assert found.absent
    assert not found.present
    assert found.power == found.power_lb == 0.051
    assert found.below_half == 0
    assert (found.skew.z_half, found.flat.p_half) == (None, None)
    assert (found.skew.binomial, found.flat.binomial) == pytest.approx(
        (1.0, (1 - 3 * beyond(critical_z(0.025), shift(1 / 3))) ** 10)
    )
    assert p_curve(np.full(12, 9.0), np.ones(12)).power == 0.99


def test_a_p_curve_counts_signs_alike_and_says_when_it_must_not_be_read():
    few = p_curve([0.5, -0.6, 0.1], [0.01, 0.02, 0.01])
    assert few.significant == 2
    assert [note.code for note in few.notes] == ["too_few_for_bias", "few_significant"]
    assert few.skew == p_curve([0.5, 0.6, 0.1], [0.01, 0.02, 0.01]).skew
    assert p_curve([0.1, 0.05], [0.01, 0.02]).code == "nothing_significant"
    assert isinstance(p_curve([], []), Refusal)
    five = p_curve([0.5] * 5 + [0.0] * 5, [0.01] * 10)
    assert five.notes == ()


def rows_of_our_own():
    pinned = json.loads((Path(__file__).parent / "metafor.json").read_text(encoding="utf-8"))
    y, v = fisher_z(pinned["rows"]["r"], pinned["rows"]["n"])
    return y, v, {name: value[0] for name, value in pinned["p_uniform"].items()}


def test_p_uniform_star_is_the_maximum_of_its_likelihood_in_r():
    y, v, expected = rows_of_our_own()
    found = p_uniform_star(y, v)
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-5, abs=1e-7), name
    assert found.tau2_lb == 0.0
    assert (found.significant, found.k) == (9, 12)
    assert found.pval == pytest.approx(stats.chi2.sf(expected["L0"], 1), rel=1e-5)
    assert found.pval_het == pytest.approx(stats.chi2.sf(expected["L_het"], 1) / 2, rel=1e-5)
    assert [note.code for note in found.notes] == ["few_of_a_kind"]


def test_the_left_side_mirrors_the_right():
    y, v, _ = rows_of_our_own()
    right, left = p_uniform_star(y, v), p_uniform_star(-y, v, side="left")
    assert (left.b, left.ci_lb, left.ci_ub) == pytest.approx((-right.b, -right.ci_ub, -right.ci_lb))
    assert left.tau2 == pytest.approx(right.tau2)


def test_p_uniform_star_finds_the_mean_that_selection_hid():
    y, v = studies(1500, seed=8, mean=0.1, tau2=0.01, largest=300)
    seen = (y / np.sqrt(v) > 1.96) | (np.random.default_rng(2).random(1500) < 0.1)
    found = p_uniform_star(y[seen], v[seen])
    assert found.ci_lb < 0.1 < found.ci_ub
    assert found.tau2_lb < 0.01 < found.tau2_ub
    assert y[seen].mean() > found.ci_ub
    assert found.notes == ()


def test_results_hardly_significant_have_no_estimate_to_read():
    found = p_uniform_star([0.2, 0.21, 0.205], [0.01, 0.0105, 0.01])
    assert found.ci_lb == -math.inf
    assert [note.code for note in found.notes] == ["too_few_for_bias", "few_of_a_kind", "at_bound"]


def test_p_uniform_star_refuses_what_it_cannot_see():
    assert p_uniform_star([0.1], [0.01]).code == "one_row"
    assert p_uniform_star([0.1, 0.05], [0.01, 0.02]).code == "nothing_significant"
    assert p_uniform_star([0.5, 0.6], [0.01, 0.02], side="left").code == "nothing_significant"
    with pytest.raises(UnknownName, match="both"):
        p_uniform_star([0.1, 0.5], [0.01, 0.02], side="both")


def test_a_skewed_full_curve_without_a_skewed_half_is_no_evidence():
    found = p_curve(np.full(30, 2.33), np.ones(30))
    assert found.skew.p_full == pytest.approx(
        stats.norm.cdf(stats.norm.ppf(2 * stats.norm.sf(2.33) / 0.05) * math.sqrt(30))
    )
    assert found.skew.p_full < 0.1 < 0.9 < found.skew.p_half
    assert not found.present
