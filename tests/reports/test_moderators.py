from dataclasses import replace

import pytest

from pooling import regress, regress_dependent
from reports.analysis import analyse
from reports.moderators import moderators
from reports.record import question_record
from tests.reports.effects import AVERAGES, QUESTION, analysis, effect, many, nested
from tests.reports.reviews import protocol


def aged(found):
    return [replace(e, characteristics={**e.characteristics, "mean_age": 18 + 7 * i % 30}) for i, e in enumerate(found)]


def by_name(found, **more):
    return {one.name: one for one in moderators(found, protocol(**more))}


def test_a_number_is_a_slope_and_a_choice_differences_from_its_first_level():
    found = analysis(aged(many(20)))
    made = by_name(found)
    assert list(made) == ["generation", "mean_age"]
    age, generation = made["mean_age"], made["generation"]
    assert [term.name for term in age.terms] == ["Mean age"]
    assert (generation.reference, [term.name for term in generation.terms]) == (
        "Generation X", ["Millennials", "Generation Z"]
    )  # fmt: skip
    x = [[1.0, float(e.characteristics["mean_age"])] for e in found.effects]
    plain = regress([row.y for row in found.rows], [row.v for row in found.rows], x)
    assert age.terms[0].b == pytest.approx(plain.b[1])
    assert (age.pval, age.df, age.df2) == (pytest.approx(plain.omnibus.QMp), 1, plain.ddf)
    assert age.p_holm >= age.pval
    assert (age.k, age.missing) == (20, 0)


def test_dependent_effects_are_tested_robustly():
    found = analysis(aged(nested()))
    age = by_name(found)["mean_age"]
    x = [[1.0, float(e.characteristics["mean_age"])] for e in found.effects]
    rows = found.rows
    robust = regress_dependent([r.y for r in rows], [r.v for r in rows], [r.cluster for r in rows], x)
    assert (age.statistic, age.df2) == (pytest.approx(robust.omnibus.Fstat), pytest.approx(robust.omnibus.df_denom))
    assert age.terms[0].df == pytest.approx(robust.ddf[1])


def test_levels_of_one_sample_are_left_out_by_name():
    found = [*aged(many(20)), effect(0.9, 500, "Odd 2001", characteristics={"generation": "boomer", "mean_age": 60})]
    made = by_name(analysis(found))["generation"]
    assert made.lone == ("boomer",)
    assert (made.k, made.missing) == (20, 0)
    assert by_name(analysis(aged(many(20))))["generation"].statistic == pytest.approx(made.statistic)


def test_missing_values_are_counted_and_what_does_not_vary_is_not_tested():
    coded = [{"generation": "z", "mean_age": 20}, {"generation": None, "mean_age": None}, {}]
    found = analysis([effect(0.1, 60 + i, f"S {i}", characteristics=coded[i % 3]) for i in range(9)])
    made = by_name(found)
    assert (made["generation"].k, made["generation"].missing) == (3, 6)
    assert {one.problem for one in made.values()} == {"it does not vary"}
    assert all(one.p_holm is None for one in made.values())


def test_an_averaged_sample_with_several_values_has_none():
    pair = [effect(0.1, 90, key=str(i), characteristics={"mean_age": 20 + i, "generation": "z"}) for i in range(2)]
    found = analyse([*pair, *aged(many(6))], QUESTION, AVERAGES)
    made = {one.name: one for one in moderators(found, protocol())}
    assert (made["mean_age"].missing, made["generation"].missing) == (1, 0)


def test_a_design_that_cannot_be_estimated_is_said():
    found = analysis(aged(many(3)))
    made = by_name(found)
    assert "need as many rows" in made["generation"].problem or made["generation"].problem == "it does not vary"
    assert moderators(analysis([effect(0.1, 60)]), protocol()) == ()


def test_moderators_stand_in_the_record():
    found = question_record(analysis(aged(many(8))), {}, protocol=protocol())["moderators"]
    assert [one["name"] for one in found] == ["generation", "mean_age"]
    assert question_record(analysis(many(8)), {})["moderators"] == []
