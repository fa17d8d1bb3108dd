"""The synthetic world: raw data agree with what is printed of them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from scipy import stats

from synthetic.studies import (
    BY_GENERATION,
    Sample,
    Variable,
    compare,
    correlation,
    interval,
    p_of_r,
    regress,
    simulate,
    thirds,
    true_matrix,
)  # fmt: skip

SAMPLE = Sample("all", 240, female=150, characteristics={"generation": "x"})
VARIABLES = (
    Variable("dep", "dep", "Depression", "depression", mean=18, sd=9),
    Variable("well", "dep", "Well-being", "well-being", reverse=True),
    Variable("osg", "osg", "Groups", "groups"),
    Variable("age", "age", "Age", "age"),
    Variable("fem", "fem", "Female", "gender"),
    Variable("member", "osg", "Member", "membership", ones={"all": 80}),
)
DATA = simulate("paper", SAMPLE, VARIABLES)


def test_the_same_names_give_the_same_data() -> None:
    assert np.array_equal(DATA.scores, simulate("paper", SAMPLE, VARIABLES).scores)
    assert not np.array_equal(DATA.scores, simulate("other", SAMPLE, VARIABLES).scores)


@pytest.mark.parametrize("generation", BY_GENERATION)
def test_the_true_correlations_of_every_generation_are_possible(generation: str) -> None:
    assert np.linalg.eigvalsh(true_matrix(generation, Random(1))).min() > 0


def test_a_reversed_measure_turns_the_sign() -> None:
    assert correlation(DATA, "dep", "well") == pytest.approx(-1)


def test_shares_are_met_exactly() -> None:
    assert DATA.of("fem").sum() == 150
    assert DATA.of("member").sum() == 80


def test_correlations_and_their_p_are_those_of_scipy() -> None:
    dep, osg = DATA.of("dep"), DATA.of("osg")
    found = stats.pearsonr(dep, osg)
    r = correlation(DATA, "dep", "osg")
    assert r == pytest.approx(found.statistic)
    assert p_of_r(r, SAMPLE.n - 2) == pytest.approx(found.pvalue)
    low, high = found.confidence_interval()
    assert interval(r, SAMPLE.n) == pytest.approx((low, high), abs=1e-6)
    assert correlation(DATA, "dep", "osg", statistic="spearman") == pytest.approx(stats.spearmanr(dep, osg).statistic)


def test_a_partial_correlation_is_that_of_residuals() -> None:
    controls = np.column_stack([np.ones(SAMPLE.n), DATA.of("age"), DATA.of("fem")])
    x, y = (v - controls @ np.linalg.lstsq(controls, v)[0] for v in (DATA.of("dep"), DATA.of("osg")))
    assert correlation(DATA, "dep", "osg", controls=("age", "fem")) == pytest.approx(np.corrcoef(x, y)[0, 1])


def test_group_comparisons_are_those_of_scipy() -> None:
    test = compare(DATA, "dep", "fem")
    women, men = DATA.of("dep")[DATA.of("fem") == 1], DATA.of("dep")[DATA.of("fem") == 0]
    found = stats.ttest_ind(women, men)
    assert (test.t, test.p) == pytest.approx((found.statistic, found.pvalue))
    assert test.sizes == (150, 90)


def test_an_analysis_of_variance_is_that_of_scipy() -> None:
    test = thirds(DATA, "dep", "osg")
    groups = np.array_split(DATA.of("dep")[np.argsort(DATA.of("osg"), kind="stable")], 3)
    found = stats.f_oneway(*groups)
    assert (test.f, test.p) == pytest.approx((found.statistic, found.pvalue))
    assert test.df == (2, 237)


def test_one_predictor_has_the_correlation_as_its_coefficient() -> None:
    fit = regress(DATA, "dep", ("osg",))
    r = correlation(DATA, "dep", "osg")
    assert fit.betas[0] == pytest.approx(r)
    assert fit.r2 == pytest.approx(r**2)
    assert fit.ps[0] == pytest.approx(p_of_r(r, SAMPLE.n - 2))
