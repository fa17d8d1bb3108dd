import math
import subprocess
import sys
from dataclasses import replace
from types import MappingProxyType

import pytest

from corpus.errors import InvalidProtocol
from corpus.protocol import Bin, Characteristic, MethodNames, Question
from pooling import Method
from reports.analysis import NOTHING_YET, analyse, method_of
from reports.levels import NOT_LOOKED_AT, NOT_REPORTED, SEVERAL, in_order, label_of, told
from tests.reports.effects import (
    AVERAGES,
    BY_GENERATION,
    GENERATION,
    METHOD,
    QUESTION,
    analysis,
    effect,
    many,
    nested,
    three,
)


def codes(found):
    return [note.code for note in found.notes]


def test_a_method_of_plain_names_is_pooling_s_own():
    assert method_of(MethodNames(tau2="DL", test="z", level=0.9)) == Method(tau2="DL", test="z", level=0.9)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"tau2": "RMEL"}, "'RMEL' is not known; use one of .*REML"),
        ({"test": "knapp"}, "'knapp' is not known; use one of .*knha"),
        ({"measure": "COR"}, "'COR' is not known; use one of ZCOR"),
        (
            {"dependence": "multilevle"},
            "'multilevle' is not known; use one of independent, aggregate.*Nearest: multilevel",
        ),
        ({"prediction": "pi"}, "'pi' is not known"),
    ],
)
def test_an_unknown_name_is_refused_with_the_known_ones(names, words):
    with pytest.raises(InvalidProtocol, match=words):
        method_of(MethodNames(**names))


def test_two_equal_studies_pool_to_what_a_hand_computes():
    # z = atanh(.30) = .30952; both variances 1/100; no heterogeneity, so se = sqrt(1/200) = .07071
    found = analyse(
        [effect(0.3, 103, "A 2001"), effect(0.3, 103, "B 2002")], QUESTION, method_of(MethodNames(test="z"))
    )
    assert found.estimate.b == pytest.approx(0.30952, abs=5e-6)
    assert found.estimate.se == pytest.approx(math.sqrt(1 / 200))
    assert found.estimate.r == pytest.approx(0.3)
    assert [row.weight for row in found.rows] == pytest.approx([50, 50])
    # the study's own interval: tanh(.30952 -+ 1.95996 / 10)
    assert (found.rows[0].r_ci_lb, found.rows[0].r_ci_ub) == pytest.approx((0.1130, 0.4664), abs=5e-5)
    assert found.n == 206


def test_several_effects_of_a_sample_are_rows_of_a_che_model():
    # metafor 3.8: V with rho .6 within samples, rma.mv(y, V, random = ~1 | sample/row); clubSandwich 0.5.8: CR2
    found = analysis(nested())
    assert found.estimate.dependence == "CHE"
    assert (found.estimate.k, found.samples, found.estimate.clusters) == (7, 4, 4)
    assert found.n == 53 + 80 + 210 + 120
    assert (found.estimate.b, found.estimate.se) == pytest.approx((0.20848298, 0.051308035), abs=1e-7)
    assert found.estimate.ddf == pytest.approx(2.5033898, abs=1e-5)
    assert "few_df" in codes(found)
    assert [row.weight for row in found.rows] == pytest.approx(found.estimate.weights.tolist())
    details = [row.detail for row in found.rows if row.study == "S-Berg 2019"]
    assert details == ["CES-D × GUS", "PHQ-9 × GUS", "K6 × GUS"]
    assert {row.detail for row in found.rows if row.study == "S-Ito 2016"} == {""}


def test_rows_of_a_sample_are_told_apart_by_what_differs():
    waves = [effect(0.1, 90, key=key, waves=(key, key)) for key in ("T1", "T2")]
    assert [row.detail for row in analysis([*waves, effect(0.2, 80, "Ito 2016")]).rows][:2] == ["T1", "T2"]
    same = [effect(0.1, 90, key="1"), effect(0.2, 90, key="2")]
    assert [row.detail for row in analysis([*same, effect(0.2, 80, "Ito 2016")]).rows][:2] == ["C-1", "C-2"]


def test_one_effect_a_sample_is_the_plain_model_and_said_so():
    found = analysis(three())
    assert found.estimate.dependence == "independent"
    assert found.estimate.test == "adhoc"
    assert "one_effect_a_cluster" in codes(found)


def test_subgroups_of_dependent_effects_are_compared_robustly():
    found = analysis(nested(), BY_GENERATION)
    assert found.subgroups is not None
    assert found.subgroups.levels == ("Millennials", "Generation Z")
    assert found.subgroups.F_between is not None
    assert found.subgroups.Q_between is None
    assert [part.k for part in found.subgroups.estimates] == [3, 4]


def test_the_three_level_model_may_be_chosen():
    found = analyse(nested(), QUESTION, method_of(MethodNames(dependence="multilevel")))
    assert found.estimate.dependence == "multilevel"
    assert found.estimate.b != analysis(nested()).estimate.b


def test_an_estimator_of_one_variance_averages_samples_and_says_so():
    found = analyse(nested(), QUESTION, method_of(MethodNames(tau2="DL")))
    assert (found.estimate.dependence, found.estimate.k) == ("aggregate", 4)
    assert "no_such_estimator" in codes(found)


def test_effects_of_one_sample_are_averaged_where_the_protocol_says_so():
    pair = [effect(0.2, 53, key="1"), effect(0.4, 53, key="2")]
    found = analyse([*pair, effect(0.1, 80, "Ito 2016")], QUESTION, AVERAGES)
    averaged = found.row_of("E-1")
    assert averaged is not None
    assert averaged.effects == ("E-1", "E-2")
    # mean of atanh .2 and atanh .4; variance 1/50 (1 + .6)/2
    assert averaged.y == pytest.approx((math.atanh(0.2) + math.atanh(0.4)) / 2)
    assert averaged.v == pytest.approx(0.8 / 50)
    assert found.estimate.k == 2
    assert found.n == 133
    assert "correlate by 0.6: Berg 2019 (2)" in next(note.message for note in found.notes if note.code == "averaged")


def test_the_average_of_one_sample_stays_between_its_results_whatever_their_n():
    found = analysis([effect(0.3, 400, key="1"), effect(0.1, 40, key="2")])
    assert 0.1 < found.rows[0].r < 0.3
    assert (found.rows[0].n, found.rows[0].n_min) == (400, 40)


def test_effects_taken_as_independent_stay_rows_and_the_reader_is_warned():
    pair = [effect(0.2, 53, key="1"), effect(0.4, 53, key="2")]
    found = analyse(pair, QUESTION, method_of(MethodNames(dependence="independent")))
    assert len(found.rows) == 2
    assert "dependent" in codes(found)


def test_samples_of_one_study_are_rows_of_their_own():
    found = analysis(
        [
            effect(0.2, 53, key="1", sample="w", group="Study 2, Women"),
            effect(0.4, 60, key="2", sample="m", group="Men"),
        ]
    )
    assert [row.group for row in found.rows] == ["Men", "Women"]


def test_no_verified_effect_is_a_statement_and_no_exception():
    found = analysis([], BY_GENERATION)
    assert found.estimate.k == 0
    assert found.notes == (NOTHING_YET,)
    assert (found.n, found.samples) == (0, 0)
    assert found.subgroups is None


def test_one_effect_is_its_own_estimate_and_said_so():
    found = analysis(three()[:1])
    assert found.estimate.r == pytest.approx(-0.31)
    assert codes(found) == ["one_row"]


def test_levels_come_in_the_order_of_the_protocol():
    found = analysis(many(40), BY_GENERATION)
    assert found.subgroups is not None
    assert found.subgroups.levels == ("Generation X", "Millennials", "Generation Z")
    assert sum(part.k for part in found.subgroups.estimates) == 40


def test_one_level_gives_no_subgroups_and_says_which():
    found = analysis([e for e in three() if e.characteristics["generation"] == "z"], BY_GENERATION)
    assert found.subgroups is None
    assert "only 'Generation Z' occurs" in next(note.message for note in found.notes if note.code == "one_level")


def test_a_missing_level_is_pooled_in_the_whole_and_reported_apart():
    gaps = [effect(0.1, 90, "Kim 2020", characteristics={"generation": None}), effect(0.1, 90, "Rao 2020")]
    found = analysis([*three(), *gaps], BY_GENERATION)
    assert found.estimate.k == 5
    assert found.subgroups is not None
    assert sum(part.k for part in found.subgroups.estimates) == 3
    said = [note.message for note in found.notes if note.code == "no_level"]
    assert any(NOT_REPORTED in text and "Kim 2020" in text for text in said)
    assert any(NOT_LOOKED_AT in text and "Rao 2020" in text for text in said)


def test_an_averaged_sample_whose_effects_have_different_levels_is_in_no_subgroup():
    mixed = [effect(0.1, 90, key=code, characteristics={"generation": code}) for code in "xz"]
    found = analyse([*mixed, *three()[1:]], BY_GENERATION, AVERAGES, by=GENERATION)
    assert found.row_of("E-x").gap == SEVERAL
    apart = analysis([*mixed, *three()[1:]], BY_GENERATION)
    assert [apart.row_of(f"E-{code}").level for code in "xz"] == ["Generation X", "Generation Z"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"n": 3}, "small_n"), ({"r": 1.0}, "perfect_r"), ({"statistic": "partial"}, "other_statistic"),
        ({"question": "q"}, "other_question"),
    ],
)  # fmt: skip
def test_what_cannot_be_pooled_is_left_out_by_name(change, code):
    found = analysis([*three(), replace(effect(0.2, 50, "Odd 2001"), **change)])
    assert [(item.id, item.code) for item in found.left_out] == [("E-Odd 2001", code)]
    assert found.estimate.k == 3


def test_the_digest_ignores_order_and_mapping_type_and_sees_every_change():
    effects = three()
    same = [replace(e, characteristics=MappingProxyType(dict(e.characteristics))) for e in reversed(effects)]
    base = analysis(effects)
    assert analysis(same).digest == base.digest
    assert analysis(same).estimate.b == base.estimate.b
    changed = [replace(effects[0], n=213), *effects[1:]]
    others = [
        analysis(changed).digest,
        analysis(effects[1:]).digest,
        analysis(effects, BY_GENERATION).digest,
        analyse(effects, QUESTION, method_of(MethodNames(tau2="DL"))).digest,
    ]
    assert len({base.digest, *others}) == 5


def test_an_effect_is_found_by_its_id_and_by_its_reading():
    found = analysis(three())
    assert found.effect("C-Ito 2016") is found.effect("E-Ito 2016") is not None
    assert found.effect("E-0") is None
    assert found.row_of("E-0") is None


def test_values_become_words_of_the_protocol():
    age = Characteristic(label="Age", type="number", bins=(Bin(label="young", below=30), Bin(label="old")))
    assert [label_of(value, age) for value in (12, 30.0, 99)] == ["young", "old", "old"]
    capped = age.model_copy(update={"bins": (Bin(label="young", below=30),)})
    assert label_of(41, capped) == "41"
    yes = Characteristic(label="Registered", type="yesno")
    assert (label_of(True, yes), in_order({"no", "yes"}, yes)) == ("yes", ("yes", "no"))
    assert label_of(19.5, Characteristic(label="Mean age", type="number")) == "19.5"
    assert in_order({"old", "maybe", "young"}, age) == ("young", "old", "maybe")
    assert told({"generation": ""}, "generation", GENERATION) == ("", NOT_REPORTED)
    assert told({"generation": "z"}, "generation", GENERATION) == ("Generation Z", "")


def test_an_analysis_needs_no_figure_library():
    code = "import sys, reports.analysis; print([m for m in ('matplotlib', 'pandas', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_three_hundred_effects_are_analysed_at_once():
    found = analyse(many(300), Question(**BY_GENERATION.model_dump()), METHOD, by=GENERATION)
    assert found.estimate.k == 300
