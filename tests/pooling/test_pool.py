"""Pooling one effect a study, pinned to published analyses."""

import math

import numpy as np
import pytest

import pooling
from pooling import Method, UnknownName, fisher_z, pool, pool_correlations, r_to_z, unusable, z_to_r
from pooling.method import TAU2
from tests.pooling.samples import bcg, studies


def test_the_bcg_trials_pool_as_in_viechtbauer_2010():
    # J. Stat. Softw. 36(3), section 5.1
    found = pool(*bcg(), test="z", measure="GEN")
    assert found.b == pytest.approx(-0.7145, abs=5e-5)
    assert found.se == pytest.approx(0.1798, abs=5e-5)
    assert (found.ci_lb, found.ci_ub) == pytest.approx((-1.0669, -0.3622), abs=5e-5)
    spread = found.heterogeneity
    assert spread.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert spread.tau == pytest.approx(0.5597, abs=5e-5)
    assert spread.se_tau2 == pytest.approx(0.1664, abs=5e-5)
    assert pytest.approx((92.22, 12.86), abs=5e-3) == (spread.I2, spread.H2)
    assert (spread.QE, spread.QE_df) == pytest.approx((152.2330, 12), abs=5e-5)
    assert (spread.tau2_lb, spread.tau2_ub) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert (spread.I2_lb, spread.I2_ub) == pytest.approx((81.92, 97.68), abs=5e-3)
    assert (spread.H2_lb, spread.H2_ub) == pytest.approx((5.53, 43.07), abs=5e-3)
    assert found.fit.ll == pytest.approx(-12.2024, abs=5e-5)
    assert found.r is None


@pytest.mark.parametrize(
    ("name", "tau2"),
    [
        ("EE", 0), ("DL", 0.3088), ("HE", 0.3286), ("HS", 0.2284), ("HSk", 0.2492), ("SJ", 0.3455), ("ML", 0.2800),
        ("REML", 0.3132), ("EB", 0.3181), ("PM", 0.3181), ("PMM", 0.3434), ("SJIT", 0.3181),
    ],
)  # fmt: skip
def test_each_estimator_of_tau2_gives_its_published_value_for_bcg(name, tau2):
    # Viechtbauer 2005 and the documentation of metafor::rma
    found = pool(*bcg(), tau2=name, measure="GEN")
    assert found.heterogeneity.tau2 == pytest.approx(tau2, abs=6e-5)
    assert found.tau2_method == name


def test_genq_with_inverse_variances_is_der_simonian_and_laird():
    y, v = studies(12, seed=1)
    weighted = pool(y, v, tau2="GENQ", weights=1 / v)
    plain = pool(y, v, tau2="DL")
    assert weighted.heterogeneity.tau2 == pytest.approx(plain.heterogeneity.tau2, rel=1e-12)
    assert weighted.heterogeneity.se_tau2 == pytest.approx(plain.heterogeneity.se_tau2, rel=1e-12)


def test_genq_without_weights_says_what_it_needs():
    with pytest.raises(ValueError, match="GENQ needs weights"):
        pool([0.1, 0.2], [0.01, 0.02], tau2="GENQ")


def test_rows_that_fisher_z_cannot_use_stay_in_the_result_with_their_reason():
    found = pool_correlations([0.3, 1.0, 0.2, math.nan, 0.25, 1.2, 0.4], [50, 40, 3, 60, 80, 90, math.inf])
    assert found.k == 2
    assert found.rows == (0, 4)
    assert [(item.row, item.code) for item in found.left_out] == [
        (1, "perfect_r"), (2, "small_n"), (3, "missing"), (5, "impossible_r"), (6, "infinite_n"),
    ]  # fmt: skip


def test_bad_effects_and_variances_are_left_out_by_name():
    found = pool([0.1, math.nan, 0.2, 0.3, 0.25], [0.01, 0.01, math.nan, -1, 0.02])
    assert [item.code for item in found.left_out] == ["no_effect", "no_variance", "bad_variance"]


def test_nothing_to_pool_is_a_result_that_says_so():
    found = pool([], [])
    assert found.k == 0
    assert math.isnan(found.b)
    assert found.predicted is None
    assert found.notes[0].code == "nothing_to_pool"


def test_one_row_is_its_own_estimate_with_a_normal_interval():
    found = pool([0.3], [0.04])
    assert (found.b, found.se, found.test, found.ddf) == (0.3, 0.2, "z", None)
    assert found.heterogeneity.tau2 == 0
    assert found.heterogeneity.tau2_ub is None
    assert found.notes[0].code == "one_row"


def test_two_rows_have_no_hts_prediction_interval():
    found = pool([0.3, 0.1], [0.04, 0.02])
    assert found.predicted is None
    assert found.r_predicted is None
    assert found.notes[0].code == "few_rows"


def test_equal_effects_make_knapp_hartung_degenerate_and_are_said_so():
    y, v = fisher_z([0.25] * 6, [40, 50, 60, 70, 80, 90])
    narrow, default = pool(y, v, test="knha"), pool(y, v)
    assert narrow.se == 0
    assert narrow.pval == 0
    assert default.se > 0
    assert "equal_effects" in {note.code for note in default.notes}
    assert (default.heterogeneity.tau2_lb, default.heterogeneity.tau2_ub) == (0, 0)


def test_the_default_interval_is_never_narrower_than_walds():
    y, v = fisher_z([0.30, 0.31, 0.29, 0.30], [40, 50, 60, 70])
    default, wald = pool(y, v), pool(y, v, test="z")
    assert default.se >= wald.se
    assert default.ci_ub - default.ci_lb > wald.ci_ub - wald.ci_lb
    assert z_to_r(default.b) == pytest.approx(default.r)
    assert unusable([0.3], [40]) == ()


def test_prediction_follows_the_method():
    y, v = studies(8, seed=3)
    hts, plain = pool(y, v), pool(y, v, prediction="metafor", measure="COR")
    assert hts.predicted == (hts.pi_hts_lb, hts.pi_hts_ub)
    assert plain.predicted == (plain.pi_lb, plain.pi_ub)
    assert plain.r_predicted == plain.predicted
    assert hts.r_predicted == pytest.approx((math.tanh(hts.pi_hts_lb), math.tanh(hts.pi_hts_ub)))


def test_a_p_value_too_small_for_a_double_keeps_its_logarithm():
    found = pool([0.9, 0.95, 1.0], [1e-6, 1e-6, 1e-6], tau2="EE", test="z")
    assert found.pval == 0
    assert found.log_pval < -1e5
    many = pool(np.full(400, 0.5) + np.linspace(-1e-3, 1e-3, 400), np.full(400, 1e-3), test="t")
    assert math.isfinite(many.log_pval)
    assert many.log_pval < -800


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tau2": "REMl"}, r"'REMl' is not known.*Nearest: REML"),
        ({"test": "kh"}, "Test 'kh' is not known"),
        ({"measure": "R"}, "Measure"),
        ({"dependence": "che"}, "Nearest: CHE"),
        ({"prediction": "hts"}, "Nearest: HTS"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(change, message):
    with pytest.raises(UnknownName, match=message):
        Method(**change)


def test_levels_and_correlations_out_of_range_are_refused():
    with pytest.raises(ValueError, match="level"):
        Method(level=95)
    with pytest.raises(ValueError, match="rho"):
        Method(rho=1.0)


def test_the_public_list_is_complete():
    from types import ModuleType

    names = sorted(
        n for n, thing in vars(pooling).items() if not n.startswith("_") and not isinstance(thing, ModuleType)
    )
    assert sorted(pooling.__all__) == names


def test_every_named_estimator_can_be_asked_for():
    y, v = studies(9, seed=5)
    for name in TAU2:
        found = pool(y, v, tau2=name, weights=np.ones(9) if name == "GENQ" else None)
        assert found.heterogeneity.tau2 >= 0


def test_r_to_z_refuses_what_has_no_z():
    assert r_to_z(0.5) == pytest.approx(0.5493, abs=5e-5)
    assert np.isnan(r_to_z([1.0, -1.0, 2.0])).all()
