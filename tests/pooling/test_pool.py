"""Pooling one effect a study, pinned to published analyses."""

import math

import numpy as np
import pytest

from pooling import Method, UnknownName, fisher_z, pool, pool_correlations, unusable, z_to_r

# Colditz et al. 1994: vaccinated and control group, cases and people without the disease.
BCG = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
        [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
        [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ],
    dtype=float,
)  # fmt: skip


@pytest.fixture
def bcg() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = BCG.T
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_the_bcg_trials_pool_as_in_viechtbauer_2010(bcg):
    # Viechtbauer 2010, J. Stat. Softw. 36(3), section 5.1
    found = pool(*bcg, test="z", measure="GEN")
    assert found.b == pytest.approx(-0.7145, abs=5e-5)
    assert found.se == pytest.approx(0.1798, abs=5e-5)
    assert (found.ci_lb, found.ci_ub) == pytest.approx((-1.0669, -0.3622), abs=5e-5)
    spread = found.heterogeneity
    assert spread.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert spread.se_tau2 == pytest.approx(0.1664, abs=5e-5)
    assert spread.I2 == pytest.approx(92.22, abs=5e-3)
    assert spread.H2 == pytest.approx(12.86, abs=5e-3)
    assert spread.QE == pytest.approx(152.2330, abs=5e-5)
    assert (spread.tau2_lb, spread.tau2_ub) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert (spread.I2_lb, spread.I2_ub) == pytest.approx((81.92, 97.68), abs=5e-3)


def test_rows_that_fisher_z_cannot_use_stay_in_the_result_with_their_reason():
    found = pool_correlations([0.3, 1.0, 0.2, math.nan, 0.25], [50, 40, 3, 60, 80])
    assert found.k == 2
    assert [(item.row, item.code) for item in found.left_out] == [(1, "perfect_r"), (2, "small_n"), (3, "missing")]


def test_nothing_to_pool_is_a_result_that_says_so():
    found = pool([], [])
    assert found.k == 0
    assert found.notes[0].code == "nothing_to_pool"


def test_an_unknown_estimator_is_refused_by_name_with_the_nearest_known_one():
    with pytest.raises(UnknownName, match=r"'REMl' is not known.*Nearest: REML"):
        Method(tau2="REMl")


def test_the_default_interval_is_never_narrower_than_walds():
    y, v = fisher_z([0.30, 0.31, 0.29, 0.30], [40, 50, 60, 70])
    default, wald = pool(y, v), pool(y, v, test="z")
    assert default.se >= wald.se
    assert default.ci_ub - default.ci_lb > wald.ci_ub - wald.ci_lb
    assert z_to_r(default.b) == pytest.approx(default.r)
    assert unusable([0.3], [40]) == ()
