"""Publication bias: published values for the BCG trials, and models checked by their definition."""

import math

import numpy as np
import pytest
from scipy import special

from pooling import Method, pool
from pooling.estimate import Refusal
from pooling.excess_significance import excess_significance, upper_tail
from pooling.fail_safe import fail_safe
from pooling.funnel_regression import funnel_test, peese, pet, pet_peese
from pooling.henmi_copas import henmi_copas
from pooling.method import UnknownName
from pooling.rank_correlation import rank_test
from pooling.search import curvature
from pooling.selection import selection_model
from pooling.selection_weights import weights_of
from pooling.tau2_intervals import tau2_interval
from pooling.trim_and_fill import _missing, trim_and_fill
from tests.pooling.samples import bcg, studies

PLAIN = Method(measure="GEN", test="z")


def test_eggers_regression_of_bcg_is_as_published():
    # Viechtbauer 2010, section 5.4: t = -1.4013, df = 11, p = 0.1887
    found = funnel_test(*bcg(), model="lm")
    assert (found.stat, found.dfs, found.pval) == pytest.approx((-1.4013, 11, 0.1887), abs=5e-5)
    assert [note.code for note in found.notes] == ["heterogeneous"]
    mixed = funnel_test(*bcg())
    assert (mixed.stat, mixed.pval) == pytest.approx((-0.8033, 0.4218), abs=5e-4)


@pytest.mark.parametrize("model", ["rma", "lm"])
@pytest.mark.parametrize("predictor", ["sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"])
def test_every_variant_of_the_regression_runs_and_only_some_have_a_limit(model, predictor):
    y, v = studies(12, seed=1)
    found = funnel_test(y, v, 1 / v + 3, model=model, predictor=predictor)
    assert 0 <= found.pval <= 1
    assert (found.est is None) == (predictor in ("ni", "sqrtni"))


def test_a_predictor_that_does_not_vary_is_refused():
    assert isinstance(funnel_test([0.1, 0.2, 0.3], [0.01] * 3), Refusal)
    assert isinstance(funnel_test([0.1, 0.2], [0.01, 0.02]), Refusal)
    assert pet([0.1, 0.2, 0.3], [0.01] * 3).coef == pytest.approx([0.2])
    assert isinstance(pet([], []), Refusal)
    assert math.isnan(funnel_test([0.1, 0.2], [0.01, 0.02], model="lm").pval)


def test_pet_peese_takes_peese_when_pet_finds_an_effect():
    y, v = studies(30, seed=2, mean=0.5, tau2=0.0)
    found = pet_peese(y, v)
    assert found.used == "PEESE"
    assert found.est == pytest.approx(peese(y, v).coef[0])
    rng = np.random.default_rng(4)
    v = rng.uniform(0.01, 0.2, 20)
    none = pet_peese(2 * np.sqrt(v) + rng.normal(0, 0.01, 20), v)
    assert none.used == "PET"
    assert isinstance(pet_peese([], []), Refusal)


def test_beggs_rank_test_of_bcg_is_as_published():
    found = rank_test(*bcg())
    assert (found.tau, found.pval) == pytest.approx((0.0256, 0.9524), abs=5e-5)
    assert math.isnan(rank_test([0.2, 0.2], [0.1, 0.2]).tau)
    assert isinstance(rank_test([0.2], [0.1]), Refusal)
    assert 0 < rank_test([0.1, 0.3, 0.2, 0.5], [0.1, 0.1, 0.2, 0.3]).pval <= 1


def test_one_bcg_trial_is_missing_on_the_right():
    # documentation of metafor::trimfill
    found = trim_and_fill(*bcg(), method=PLAIN)
    assert (found.k0, found.side) == (1, "right")
    assert found.estimate.b == pytest.approx(-0.6571, abs=5e-5)
    assert found.estimate.k == 14
    stopped = trim_and_fill(*bcg(), method=PLAIN, threshold=1e-5)
    assert stopped.estimate.b == pytest.approx(found.estimate.b, abs=1e-4)


def test_missing_studies_of_signed_ranks_by_hand():
    # deviations of ranks 1 to 5, the positive ones 2, 4 and 5: S = 11
    deviation = np.array([-1.0, 1.5, -2.0, 2.5, 3.0])
    k0, se = _missing(deviation, "L0")
    assert k0 == pytest.approx((4 * 11 - 30) / 9)
    spread = (5 * 6 * 11 + 10 * k0**3 + 27 * k0**2 + 17 * k0 - 90 * k0**2 - 90 * k0 + 150 * k0) / 24
    assert se == pytest.approx(4 * math.sqrt(spread) / 9)
    k0, se = _missing(deviation, "R0")
    assert (k0, se) == pytest.approx((5 - 3 - 1, 2.0))
    k0, se = _missing(deviation, "Q0")
    assert k0 == pytest.approx(4.5 - math.sqrt(50 - 44 + 0.25))
    spread = (5 * 6 * 11 + 10 * k0**3 + 27 * k0**2 + 17 * k0 - 90 * k0**2 - 90 * k0 + 150 * k0) / 24
    assert se == pytest.approx(2 * math.sqrt(spread) / math.sqrt(4.5**2 - k0 * (9 - k0)))
    assert math.isnan(_missing(np.array([1.0, 2, 3, 4, 5]), "R0")[0])
    assert math.isnan(_missing(np.array([1.0, 2, 3, 4, 5]), "Q0")[0])


@pytest.mark.parametrize("estimator", ["L0", "R0", "Q0"])
def test_a_funnel_cut_on_the_left_is_filled_there(estimator):
    y, v = studies(40, seed=3, tau2=0.0, smallest=20, largest=200)
    kept = y > np.quantile(y, 0.25)
    found = trim_and_fill(y[kept], v[kept], estimator=estimator, side="left", method=Method(tau2="EE", test="z"))
    assert found.k0 > 0
    assert found.estimate.b < pool(y[kept], v[kept], tau2="EE").b
    assert (found.p_k0 is None) == (estimator != "R0")


def test_equal_effects_lack_nothing():
    y, v = [0.3] * 5, [0.01, 0.02, 0.03, 0.04, 0.05]
    assert trim_and_fill(y, v, estimator="R0", side="right").k0 == 0
    assert isinstance(trim_and_fill(y, [0.01] * 5), Refusal)
    assert isinstance(trim_and_fill([0.1], [0.1]), Refusal)


def test_fail_safe_numbers_of_bcg_are_as_published():
    # documentation of metafor::fsn: 598, 13 and 370
    assert fail_safe(*bcg()).fsnum == 598
    assert fail_safe(*bcg(), kind="Orwin").fsnum == 13
    assert fail_safe(*bcg(), kind="Rosenberg").fsnum == 370
    assert fail_safe(*bcg(), kind="Orwin", target=0.05, weighted=True).target == -0.05
    assert isinstance(fail_safe([], []), Refusal)


def test_fail_safe_numbers_by_hand():
    # z of 3 and 4: their sum is 7
    y, v = [0.3, 0.4], [0.01, 0.01]
    assert fail_safe(y, v).fsnum == math.ceil((7 / 1.6448536) ** 2 - 2)
    assert fail_safe(y, v).pval == pytest.approx(float(special.ndtr(-7 / math.sqrt(2))))
    assert fail_safe(y, v, kind="Rosenberg").fsnum == math.ceil(2 * (0.35**2 * 200 / 1.959964**2 - 1))
    assert fail_safe(y, v, kind="Rosenberg").pval == pytest.approx(2 * float(special.ndtr(-0.35 * math.sqrt(200))))
    assert fail_safe(y, v, kind="Orwin", target=0.1).fsnum == 5
    assert fail_safe([0.0, 0.0], v).fsnum == 0


def test_the_poisson_binomial_tail_is_the_binomial_for_equal_power():
    assert upper_tail(np.full(10, 0.3), 5) == pytest.approx(0.1502683, abs=1e-7)


def test_excess_significance_counts_and_expects():
    y, v = [0.5, 0.5, 0.5, 0.0], [0.04, 0.04, 0.04, 0.04]
    found = excess_significance(y, v, tau2="EE")
    assert (found.O, found.test) == (3, "exact")
    assert pytest.approx(4 * 0.4662, abs=2e-3) == found.E
    other = excess_significance(y, v, tau2="EE", test="chi2")
    assert 0 < other.pval < 0.5
    few = excess_significance([0.3, 0.1, 0.2], [0.04] * 3, test="chi2")
    assert few.pval > 0.5
    assert isinstance(excess_significance([], []), Refusal)


def test_henmi_and_copas_trust_large_studies_but_widen():
    y, v = studies(15, seed=5, tau2=0.05)
    found, fixed = henmi_copas(y, v), pool(y, v, tau2="EE", test="z")
    assert found.b == pytest.approx(fixed.b)
    assert found.ci_ub - found.ci_lb > fixed.ci_ub - fixed.ci_lb
    assert found.tau2 == pytest.approx(pool(y, v, tau2="DL").heterogeneity.tau2)
    assert isinstance(henmi_copas([0.1], [0.1]), Refusal)


def test_henmi_and_copas_cover_under_their_own_model():
    rng, hits = np.random.default_rng(6), 0
    for _ in range(150):
        v = rng.uniform(0.01, 0.1, 10)
        found = henmi_copas(rng.normal(0.2, np.sqrt(v + 0.03)), v)
        hits += found.ci_lb < 0.2 < found.ci_ub
    assert 0.88 < hits / 150 <= 1


def test_intervals_of_tau2_by_three_methods_nest_around_the_estimate():
    y, v = bcg()
    for kind in ("QP", "PL", "Wald"):
        found = tau2_interval(y, v, kind=kind)
        assert found.tau2.lb < found.tau2.est < found.tau2.ub
        assert found.tau.ub == pytest.approx(math.sqrt(found.tau2.ub))
    # documentation of metafor::confint
    assert (tau2_interval(y, v).tau2.lb, tau2_interval(y, v).tau2.ub) == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert isinstance(tau2_interval([0.1], [0.1]), Refusal)
    assert tau2_interval([0.2] * 4, [0.1, 0.2, 0.3, 0.4]).ub_sign == "<"
    assert tau2_interval([0.2] * 4, [0.1, 0.2, 0.3, 0.4], kind="PL", tau2="ML").tau2.lb == 0


def published(seed=7, k=60):
    """Return effects of which the non-significant ones were mostly not published."""
    y, v = studies(400, seed=seed, tau2=0.02, mean=0.1, smallest=20, largest=300)
    seen = (y / np.sqrt(v) > 1.96) | (np.random.default_rng(seed).random(400) < 0.1)
    return y[seen][:k], v[seen][:k]


def test_the_three_parameter_model_finds_selection_and_corrects_downward():
    y, v = published()
    found = selection_model(y, v)
    assert found.LRTp < 0.05
    assert found.delta[1] < 0.6
    assert found.b < pool(y, v, tau2="ML").b
    assert found.ptable_k == (int((y / np.sqrt(v) > 1.96).sum()), int((y / np.sqrt(v) <= 1.96).sum()))
    assert found.ci_lb < found.b < found.ci_ub


def test_the_three_parameter_model_is_the_maximum_of_its_likelihood_with_its_curvature():
    y, v = published()
    found = selection_model(y, v)

    def ll(x):
        mean, tau2, weight = x
        sd, cut = np.sqrt(v + tau2), -special.ndtri(0.025) * np.sqrt(v)
        above = special.ndtr((mean - cut) / sd)
        area = above + weight * (1 - above)
        seen = np.where(y > cut, 1.0, weight)
        return float(np.sum(np.log(seen / area) - 0.5 * ((y - mean) / sd) ** 2 - np.log(sd * math.sqrt(2 * math.pi))))

    at = np.array([found.b, found.tau2, found.delta[1]])
    assert ll(at) == pytest.approx(found.ll, rel=1e-10)
    for step in 0.01 * np.vstack([np.eye(3), -np.eye(3)]):
        assert ll(at * (1 + step)) < found.ll
    se = np.sqrt(np.diag(np.linalg.inv(-curvature(ll, at, np.arange(3)))))
    assert [found.se, found.se_tau2, found.se_delta[1]] == pytest.approx(se, rel=5e-3)
    assert found.zval == pytest.approx(found.b / found.se)
    assert found.ci_ub - found.b == pytest.approx(1.959964 * found.se, rel=1e-6)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("stepfun", {"steps": (0.025, 0.5)}), ("beta", {}), ("negexp", {}), ("stepfun", {"tau2": "EE"})],
)
def test_selection_models_never_fit_worse_than_no_selection(kind, options):
    y, v = published(k=25)
    found = selection_model(y, v, type=kind, **options)
    plain = pool(y, v, tau2=options.get("tau2", "ML"), test="z")
    assert found.ll >= plain.fit.ll - 1e-9
    assert pytest.approx(2 * (found.ll - plain.fit.ll), abs=1e-8) == found.LRT
    assert (found.se_tau2 is None) == ("tau2" in options)


@pytest.mark.parametrize(("kind", "delta"), [("beta", [0.6, 1.4]), ("beta", [2.0, 30.0]), ("negexp", [2.5])])
def test_the_mean_weight_is_the_integral_over_what_a_study_might_have_found(kind, delta):
    y, v = np.array([0.1, 0.3]), np.array([0.01, 0.05])
    weights = weights_of(kind, (), y, v, "greater")
    sd = np.sqrt(v + 0.02)
    found = weights.mean_weight(0.2, sd, np.array(delta))
    for i in range(2):
        grid = np.linspace(0.2 - 10 * sd[i], 0.2 + 10 * sd[i], 200_001)
        other = weights_of(kind, (), grid, np.full(grid.shape, v[i]), "greater")
        density = np.exp(-(((grid - 0.2) / sd[i]) ** 2) / 2) / (sd[i] * math.sqrt(2 * math.pi))
        want = np.trapezoid(np.exp(other.log_weight(np.array(delta))) * density, grid)
        assert found[i] == pytest.approx(want, rel=1e-6)


def test_selection_in_the_other_direction_is_the_mirror_image():
    y, v = published(k=30)
    one, other = selection_model(y, v), selection_model(-y, v, alternative="less")
    assert other.b == pytest.approx(-one.b, rel=1e-6)
    assert other.ll == pytest.approx(one.ll, rel=1e-9)


def test_selection_models_refuse_what_they_cannot_fit():
    assert selection_model([0.1, 0.2], [0.01, 0.02]).code == "too_few_rows"
    y, v = np.full(6, 0.5), np.full(6, 0.01)
    assert selection_model(y, v).code == "empty_step"
    with pytest.raises(UnknownName):
        selection_model(y, v, type="logistic")


def test_a_weight_at_its_bound_is_said_so():
    y, v = studies(12, seed=9, mean=0.02, tau2=0.0, smallest=20, largest=60)
    found = selection_model(np.minimum(y, 1.9 * np.sqrt(v)), v)
    assert found.ptable_k[0] == 0
    assert "at_bound" in {note.code for note in found.notes}
