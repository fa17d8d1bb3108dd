"""Groups, moderators and deletions with several effects a sample, held to metafor 3.8 with clubSandwich 0.5.8.

`V <- impute_covariance_matrix(v, cluster, r = .6)`, `rma.mv(y, V, random = ~1 | cluster/id)`, `coef_test(..., "CR2")`,
`Wald_test(..., test = "HTZ")`; groups with `random = list(~g | cluster, ~g | id), struct = c("DIAG", "DIAG")`.
"""

import numpy as np
import pytest

from pooling import Method, Refusal, pool, pool_dependent, regress, subgroups
from pooling.dependent import applied, averaged_first
from pooling.dependent_deletion import MOST, leave_out_samples
from pooling.dependent_groups import dependent_subgroups
from pooling.dependent_moderators import DependentRegression, regress_dependent
from tests.pooling.nested import CLUSTER, CROSSING, DESIGN, GROUP, NAMES, ROWS, V, Y

AS_R = 1e-6  # R's optimiser stops there


def regression(**more):
    found = regress_dependent(Y, V, CLUSTER, DESIGN, names=NAMES, **more)
    assert isinstance(found, DependentRegression)
    return found


def test_the_default_is_the_che_model_with_cr2_as_in_r():
    found = pool_dependent(Y, V, CLUSTER)
    assert (found.b, found.se) == pytest.approx((0.1754434771, 0.04944321198), abs=1e-8)
    assert found.ddf == pytest.approx(10.65145449, abs=AS_R)
    assert found.pval == pytest.approx(0.004793840642, abs=AS_R)
    assert (found.k, found.clusters, found.dependence, found.test) == (26, 12, "CHE", "CR2")
    assert found.sigma2 is not None
    assert sum(found.sigma2) == found.heterogeneity.tau2


def test_maximum_likelihood_may_fit_the_che_model():
    found = pool_dependent(Y, V, CLUSTER, method=Method(tau2="ML"))
    assert (found.b, found.se, found.ddf) == pytest.approx((0.1752784363, 0.04980034026, 10.60727944), abs=1e-6)
    assert found.tau2_method == "ML"


def test_an_estimator_without_a_model_of_samples_averages_first_and_says_so():
    found = pool_dependent(Y, V, CLUSTER, method=Method(tau2="DL"))
    assert (found.k, found.clusters, found.dependence, found.tau2_method) == (12, 12, "aggregate", "DL")
    assert "no_such_estimator" in {note.code for note in found.notes}
    assert averaged_first(Method(dependence="aggregate"), 1) == ()
    assert averaged_first(Method(), 2) == ()
    assert [note.code for note in averaged_first(Method(), 1)] == ["one_cluster"]


@pytest.mark.parametrize(
    ("given", "cluster", "way"),
    [
        (Method(), "aab", "CHE"),
        (Method(), "abc", "independent"),
        (Method(), "aaa", "aggregate"),
        (Method(tau2="ML"), "aab", "CHE"),
        (Method(tau2="EE"), "aab", "aggregate"),
        (Method(dependence="multilevel"), "aab", "multilevel"),
        (Method(dependence="independent"), "aab", "independent"),
        (Method(dependence="aggregate"), "aab", "aggregate"),
    ],
)
def test_the_model_is_the_one_asked_for_where_the_data_allow_it(given, cluster, way):
    assert applied(given, cluster) == way


def test_another_test_than_cr2_is_not_silently_dropped():
    assert "other_test" in {note.code for note in pool_dependent(Y, V, CLUSTER, method=Method(test="z")).notes}
    assert "other_test" not in {note.code for note in pool_dependent(Y, V, CLUSTER).notes}


def test_below_four_degrees_of_freedom_the_reader_is_warned():
    few = [i for i, name in enumerate(CLUSTER) if name < 4]
    found = pool_dependent([Y[i] for i in few], [V[i] for i in few], [CLUSTER[i] for i in few])
    assert found.ddf is not None
    assert found.ddf < 4
    said = next(note.message for note in found.notes if note.code == "few_df")
    assert said.startswith(f"{found.ddf:.1f} degrees of freedom, below 4")


def test_groups_have_variances_of_their_own_and_an_htz_test_as_in_r():
    end = -CROSSING
    found = dependent_subgroups(Y[:end], V[:end], GROUP[:end], CLUSTER[:end])
    a, b = found["a"], found["b"]
    assert (a.b, a.se, a.ddf) == pytest.approx((0.1061810308, 0.06592273589, 4.835157798), abs=AS_R)
    assert (b.b, b.se, b.ddf) == pytest.approx((0.1974278371, 0.06367268721, 3.674561349), abs=AS_R)
    assert (found.F_between, found.df2) == pytest.approx((0.9911860087, 8.431479536), abs=AS_R)
    assert found.pval == pytest.approx(0.3471636666, abs=AS_R)
    assert (found.df, found.Q_between) == (1, None)


def test_a_sample_in_two_groups_is_compared_with_itself_and_few_degrees_of_freedom_are_said():
    found = dependent_subgroups(Y, V, GROUP, CLUSTER)
    assert found.df2 is not None
    assert found.df2 < 4
    assert "few_df_between" in {note.code for note in found.notes}


def test_a_group_of_one_sample_is_shown_but_not_tested():
    labels = ["c" if name == 3 else group for name, group in zip(CLUSTER, GROUP, strict=True)]
    found = dependent_subgroups(Y, V, labels, CLUSTER)
    assert (found["c"].k, found["c"].dependence) == (1, "aggregate")
    assert found.df == 1
    assert any(note.code == "not_tested" and note.message.endswith("c.") for note in found.notes)
    alone = dependent_subgroups(Y, V, ["c" if name == 3 else "a" for name in CLUSTER], CLUSTER)
    assert (alone.F_between, alone.pval) == (None, None)


def test_rows_without_a_group_and_groups_without_repeats_are_as_before():
    labels = [None, *GROUP[1:]]
    assert [out.row for out in dependent_subgroups(Y, V, labels, CLUSTER).left_out] == [0]
    one = dict(zip(CLUSTER, range(len(Y)), strict=True)).values()
    y, v, groups = ([column[i] for i in one] for column in (Y, V, GROUP))
    single, plain = dependent_subgroups(y, v, groups, list(range(len(y)))), subgroups(y, v, groups)
    assert (single.Q_between, single.F_between) == (plain.Q_between, None)
    assert [part.b for part in single.estimates] == [part.b for part in plain.estimates]


def test_moderators_of_dependent_effects_are_as_in_r():
    found = regression()
    assert found.b == pytest.approx([0.15821545558, 0.01087179549, -0.07775169114], abs=AS_R)
    assert found.se == pytest.approx([0.086131877520, 0.004339459438, 0.101709404982], abs=AS_R)
    assert found.ddf == pytest.approx([8.273386505, 4.201058251, 2.049418843], abs=1e-4)
    assert found.pval == pytest.approx([0.10230760427, 0.06342677564, 0.52280235322], abs=AS_R)
    assert found.sigma2 == pytest.approx((0.025791635062, 0.001566055115), abs=AS_R)
    assert found.omnibus is not None
    assert (found.omnibus.Fstat, found.omnibus.df_denom) == pytest.approx((2.31169127, 2.793268496), abs=1e-5)
    assert found.omnibus.p == pytest.approx(0.2556784779, abs=1e-5)
    assert (found.k, found.clusters, found.dependence, found.rho) == (26, 12, "CHE", 0.6)
    assert any("gb (2.0)" in note.message for note in found.notes)
    assert found.R2 == 0  # the moderators leave more variance than there was
    assert found.ci_lb[1] < found.b[1] < found.ci_ub[1]


def test_the_share_explained_is_that_of_both_variances():
    y = [0.1 + 0.05 * x + e / 100 for e, (_, _, _, _, x) in zip([3, -3, 2, -2] * 7, ROWS, strict=False)]
    found = regress_dependent(y, V, CLUSTER, DESIGN[:, :2])
    assert isinstance(found, DependentRegression)
    share = found.R2
    assert share == pytest.approx(100)


def test_without_slopes_the_regression_is_the_mean():
    found = regress_dependent(Y, V, CLUSTER, DESIGN[:, :1], method=Method(dependence="multilevel"))
    whole = pool_dependent(Y, V, CLUSTER, method=Method(dependence="multilevel"))
    assert isinstance(found, DependentRegression)
    assert (found.b[0], found.se[0], found.omnibus) == (pytest.approx(whole.b), pytest.approx(whole.se), None)


def test_one_effect_a_sample_is_plain_meta_regression():
    names = list(range(len(Y)))
    found, plain = regress_dependent(Y, V, names, DESIGN), regress(Y, V, DESIGN)
    assert not isinstance(found, Refusal)
    assert not isinstance(plain, Refusal)
    assert found.b.tolist() == plain.b.tolist()


@pytest.mark.parametrize(
    ("design", "given", "code"),
    [
        (DESIGN, Method(tau2="DL"), "averaged"),
        (DESIGN, Method(dependence="aggregate"), "averaged"),
        (np.column_stack([DESIGN, DESIGN[:, 1] * 2]), Method(), "not_full_rank"),
        (np.column_stack([np.eye(13)[: len(Y) // 2].repeat(2, axis=0)]), Method(), "too_few_samples"),
    ],
)
def test_what_moderators_cannot_be_asked_is_refused_with_the_reason(design, given, code):
    found = regress_dependent(Y, V, CLUSTER, design, method=given)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_each_sample_is_left_out_with_all_its_effects_as_in_r():
    found = leave_out_samples(Y, V, CLUSTER)
    assert [one.cluster for one in found] == list(range(12))
    without = found[3].estimate
    assert (without.b, without.se, without.ddf) == pytest.approx((0.1663019761, 0.0535781778, 9.694095091), abs=AS_R)
    assert found[3].shift == pytest.approx(0.1663019761 - 0.1754434771, abs=AS_R)
    assert leave_out_samples([0.1, 0.2], [0.01, 0.01], "aa") == ()
    assert leave_out_samples([0.1] * (MOST + 1), [0.01] * (MOST + 1), range(MOST + 1)) == ()
    plain = leave_out_samples([0.1, 0.2, 0.6], [0.01, 0.02, 0.01], "abc")
    assert plain[0].estimate.b == pool([0.2, 0.6], [0.02, 0.01]).b


def test_a_coefficient_that_rests_on_one_sample_has_no_test():
    alone = np.array([[float(name != 3), float(name == 3)] for name in CLUSTER])
    found = regress_dependent(Y, V, CLUSTER, alone, names=("others", "third"))
    assert isinstance(found, DependentRegression)
    assert np.isnan([found.se[1], found.pval[1], found.ddf[1], found.ci_lb[1]]).all()
    assert np.isfinite([found.b[1], found.se[0], found.pval[0]]).all()
    assert found.omnibus is None
    said = {note.code: note.message for note in found.notes}
    assert "third (one sample)" in said["few_df"]
    assert said["no_joint_test"].startswith("12 samples are too few for a joint test of 2 coefficients")


def test_an_indicator_of_one_sample_is_pointed_at():
    apart = np.array([[1.0, float(name == 3), x] for name, x in zip(CLUSTER, DESIGN[:, 1], strict=True)])
    found = regress_dependent(Y, V, CLUSTER, apart, names=("intrcpt", "third", "x"))
    assert isinstance(found, DependentRegression)
    assert [note.message for note in found.notes if note.code == "one_sample"] == [
        "third sets one sample apart: its error does not know how samples differ, and its p is too small."
    ]


def test_a_joint_test_without_degrees_of_freedom_is_none():
    rows = [i for i, name in enumerate(CLUSTER) if name in (0, 2, 3, 5)]
    levels = [CLUSTER[i] for i in rows]
    x = np.column_stack([np.ones(len(rows)), *([float(one == level) for one in levels] for level in (2, 3))])
    found = regress_dependent([Y[i] for i in rows], [V[i] for i in rows], levels, x)
    assert isinstance(found, DependentRegression)
    assert found.omnibus is None
