"""Hunter-Schmidt pooling by hand and by simulation of its corrections."""

import math

import numpy as np
import pytest

from pooling.hunter_schmidt import (
    artefact_distribution,
    attenuation,
    bare_bones,
    individually_corrected,
    unrestricted,
    unrestricted_indirectly,
)


def test_bare_bones_by_hand():
    found = bare_bones([0.20, 0.40], [100, 300])
    assert found.rbar == pytest.approx(0.35)
    assert found.var_r == pytest.approx(0.25 * 0.0225 + 0.75 * 0.0025)
    assert found.var_e == pytest.approx((1 - 0.35**2) ** 2 / 199)
    assert found.var_rho == pytest.approx(found.var_r - found.var_e)
    assert found.cv80_ub - found.cv80_lb == pytest.approx(2 * 1.2815516 * found.sd_rho)


def test_variance_that_sampling_explains_leaves_no_true_variance():
    found = bare_bones([0.30, 0.31, np.nan], [20, 20, 50])
    assert found.k == 2
    assert found.var_rho == 0
    assert found.cv80_lb == found.cv80_ub == found.rbar
    assert found.pct_var_e > 100
    assert bare_bones([], []).k == 0


def test_unreliable_measures_are_corrected_row_by_row():
    r, n, a = np.array([0.24, 0.24]), np.array([200, 200]), attenuation([0.64, 1.0], [1.0, 0.36])
    found = individually_corrected(r, n, a)
    assert found.rc == pytest.approx([0.3, 0.4])
    assert found.w == pytest.approx([200 * 0.64, 200 * 0.36])
    assert found.rho_bar == pytest.approx(0.64 * 0.3 + 0.36 * 0.4)
    assert found.cv80_lb <= found.rho_bar <= found.cv80_ub


def test_direct_range_restriction_is_undone():
    # Thorndike case II: halving the spread of x turns .6 into about .35
    wide, u = 0.6, 0.5
    narrow = wide * u / math.sqrt(1 + wide**2 * (u**2 - 1))
    assert unrestricted(narrow, u)[0] == pytest.approx(wide)
    assert unrestricted(0.3, 1.0)[0] == pytest.approx(0.3)


def test_indirect_restriction_is_more_than_direct_and_vanishes_without_restriction():
    direct = unrestricted(0.3 / math.sqrt(0.8), 0.7)[0]
    indirect = unrestricted_indirectly(0.3, 0.7, 0.8)[0]
    assert indirect > direct
    assert unrestricted_indirectly(0.3, 1.0, 0.8, 0.9)[0] == pytest.approx(0.3 / math.sqrt(0.8 * 0.9))


def test_an_artefact_distribution_without_spread_is_plain_disattenuation():
    r, n = [0.1, 0.3, 0.5], [100, 200, 100]
    found = artefact_distribution(r, n, [0.81, 0.81], [0.64])
    assert pytest.approx(0.72) == found.CAFAA
    assert found.rho == pytest.approx(bare_bones(r, n).rbar / 0.72)
    assert found.var_art == pytest.approx(0)
    assert found.var_rho == pytest.approx(max(found.var_r - found.var_e, 0) / 0.72**2)
    assert found.ci_lb < found.rbar < found.ci_ub
    assert found.cv_lb < found.rho < found.cv_ub


def test_artefact_intervals_follow_their_formulas():
    r, n, u = np.array([0.1, 0.3, 0.5]), np.array([100.0, 200, 100]), np.array([0.5, 0.8])
    found = artefact_distribution(r, n, [0.9, 0.7], [0.8], u)
    c = np.sqrt((1 - u**2) * 0.3**2 + u**2)
    a = np.sqrt([0.9, 0.7])
    factor = a.mean() * math.sqrt(0.8) * c.mean()
    assert pytest.approx(factor) == found.CAFAA
    assert found.var_e == pytest.approx(float(n @ ((1 - 0.09) ** 2 / (n - 1))) / 400)
    assert found.var_art == pytest.approx(0.09 * (a.var() / a.mean() ** 2 + c.var() / c.mean() ** 2))
    assert found.var_rho == pytest.approx((found.var_r - found.var_e - found.var_art) / factor**2)
    assert (found.pct_e, found.pct_all) == pytest.approx(
        (100 * found.var_e / found.var_r, 100 * (found.var_e + found.var_art) / found.var_r)
    )
    se = math.sqrt((1 - 0.09) ** 2 / 397 + (found.var_r - found.var_e) / 3)
    assert found.ci_ub - found.rbar == pytest.approx(1.959964 * se, rel=1e-6)
    assert found.cv_ub - found.rho == pytest.approx(1.2815516 * math.sqrt(found.var_rho), rel=1e-6)


def test_the_spread_of_corrected_correlations_is_weighted():
    r, n, a = np.array([0.1, 0.3, 0.5]), np.array([100.0, 200, 50]), np.array([0.8, 0.9, 0.7])
    found = individually_corrected(r, n, a)
    rc, w, rbar = r / a, n * a**2, n @ r / 350
    mean = w @ rc / w.sum()
    assert found.var_rc == pytest.approx(w @ (rc - mean) ** 2 / w.sum())
    assert found.var_e == pytest.approx(w @ ((1 - rbar**2) ** 2 / (n - 1) / a**2) / w.sum())
    assert found.var_rho == pytest.approx(found.var_rc - found.var_e)
    assert found.rbar_obs == pytest.approx(rbar)


def test_indirect_restriction_follows_case_four():
    r, u, rxx, ryy = 0.3, 0.7, 0.8, 0.9
    ut = math.sqrt((u**2 - (1 - rxx)) / rxx)
    inner = r / math.sqrt((1 - (1 - rxx) / u**2) * ryy)
    wide = inner / ut / math.sqrt(1 + inner**2 * (1 / ut**2 - 1))
    assert unrestricted_indirectly(r, u, rxx, ryy)[0] == pytest.approx(wide)


def test_spread_of_artefacts_explains_part_of_the_spread_of_correlations():
    r, n = [0.1, 0.3, 0.5], [100, 200, 100]
    found = artefact_distribution(r, n, [0.9, 0.5], [0.9, 0.6], [0.6, 1.0])
    assert found.var_art > 0
    assert found.pct_all > found.pct_e


def test_indirect_restriction_of_one_value_each_is_case_four():
    r, n = [0.2, 0.3, 0.35], [80, 150, 60]
    found = artefact_distribution(r, n, 0.8, 0.7, 0.75, indirect=True)
    assert found.rho == pytest.approx(unrestricted_indirectly(found.rbar, 0.75, 0.8, 0.7)[0])
    assert found.var_art == pytest.approx(0, abs=1e-15)
    unrestricted_group = artefact_distribution(r, n, 0.8, 0.7, 1.0, indirect=True)
    assert unrestricted_group.rho == pytest.approx(artefact_distribution(r, n, 0.8, 0.7).rho)


def test_indirect_restriction_takes_every_possible_pair():
    r, n = [0.2, 0.3, 0.35], [80, 150, 60]
    found = artefact_distribution(r, n, [0.9, 0.6], 1.0, [0.9, 0.5], indirect=True)
    pairs = [(0.9, 0.81), (0.6, 0.81), (0.9, 0.25)]  # of .6 and .5 more would be error than is left
    a = [math.sqrt(1 - (1 - rel) / u2) for rel, u2 in pairs]
    mean = sum(a) / 3
    inner = found.rbar / mean
    ut = [(u2 - 1 + rel) / rel for rel, u2 in pairs]
    c = [math.sqrt((1 - t) * inner**2 + t) for t in ut]
    compound = found.CAFAA
    assert compound == pytest.approx(mean * sum(c) / 3)
    spread = sum(sum((x - sum(xs) / 3) ** 2 for x in xs) / 3 / (sum(xs) / 3) ** 2 for xs in (a, c))
    assert found.var_art == pytest.approx(found.rbar**2 * spread)
    with pytest.raises(ValueError, match="1 - rxx"):
        artefact_distribution(r, n, 0.5, 1.0, 0.5, indirect=True)
