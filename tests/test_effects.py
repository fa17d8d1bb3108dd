from dataclasses import replace
from typing import Any

import pytest

from corpus.characteristics import completed, evaluate, value_of
from corpus.decisions import Codings, Reading, Report, Study, VariableCoding
from corpus.effects import Effect, LeftOut, effects, select
from corpus.errors import InvalidDecision, InvalidProtocol, UnknownId
from corpus.evidence import Printed
from corpus.identity import label_of_file, normal, normal_pair, sample_of_group, study_of_group, year_of_file
from corpus.protocol import Protocol, parse_protocol

PROTOCOL: dict[str, Any] = {
    "review": {"title": "Help seeking"},
    "constructs": {
        "depression": {"label": "Depression", "high": "more symptoms"},
        "help": {"label": "Help seeking", "high": "more"},
        "groups": {"label": "Online groups", "high": "more", "broader": "help"},
    },
    "questions": [{"id": "depression-help", "label": "Both", "x": "depression", "y": "help", "by": "generation"}],
    "characteristics": {
        "generation": {"label": "Generation", "type": "choice", "choices": {"z": "Generation Z"}},
        "mean_age": {"label": "Age", "type": "number"},
        "birth_year": {"label": "Born", "type": "number", "formula": "publication_year - mean_age"},
        "online": {"label": "Online", "type": "yesno"},
        "country": {"label": "Country"},
    },
}


def protocol(**changes: Any) -> Protocol:
    return parse_protocol(PROTOCOL | changes)


def reading(
    item: str = "C1", r: str = ".31", n: int | None = 212, x: str = "Use", y: str = "CES-D", **more: Any
) -> Reading:
    printed = Printed(r, float(r), len(r.partition(".")[2]))
    given: dict[str, Any] = {"report": "R1", "statistic": "pearson", "n_basis": "df", "source": "page", "who": "mei"}
    return Reading(id=item, r=printed, n=n, x=x, y=y, **(given | {"decision": 3} | more))


def variable(label: str, construct: str, direction: int = 1, **more: Any) -> VariableCoding:
    return VariableCoding(more.pop("report", "R1"), label, construct, direction, **more)


VARIABLES = (
    variable("CES-D", "depression", decision=1, measure="CES-D"),
    variable("Use", "groups", decision=2),
    variable("Age", ""),
    variable("Well-being", "depression", -1),
)
STUDY = Study("S1", "Berg 2019", ("R1",), {"generation": "z"})
REPORT = Report("R1", "berg2019", ("d1",), year=2019)


def codings(*more: VariableCoding, **changes: Any) -> Codings:
    given: dict[str, Any] = {"variables": (*VARIABLES, *more), "studies": (STUDY,), "reports": (REPORT,)}
    return Codings(**(given | changes))


def chosen(*readings: Reading, known: Codings | None = None, rules: Protocol | None = None) -> list[Effect]:
    return effects(readings, known or codings(), rules or protocol(), "depression-help")


def refused(*readings: Reading, known: Codings | None = None, rules: Protocol | None = None) -> list[LeftOut]:
    return list(select(readings, known or codings(), rules or protocol(), "depression-help").left_out)


def ids(found: list[Effect]) -> list[str]:
    return [effect.reading for effect in found]


def codes(found: list[LeftOut]) -> list[tuple[str, str]]:
    return [(item.id, item.code) for item in found]


def test_a_reading_becomes_an_effect_in_the_order_of_the_question() -> None:
    (effect,) = chosen(reading(page=5, quote="r = .31", digest="d1"))
    assert (effect.id, effect.study, effect.sample, effect.report) == ("depression-help/C1", "S1", "S1/full", "R1")
    assert (effect.x, effect.y, effect.labels, effect.measures) == (
        "depression",
        "groups",
        ("CES-D", "Use"),
        ("CES-D", ""),
    )
    assert (effect.r, effect.n, effect.direction, effect.printed) == (0.31, 212, 1, ".31")
    assert (effect.page, effect.quote, effect.digest, effect.year) == (5, "r = .31", "d1", 2019)
    assert effect.decisions == (1, 2, 3)
    assert effect.selection.rule == "only result"


def test_a_question_may_be_given_itself() -> None:
    rules = protocol()
    assert ids(effects([reading()], codings(), rules, rules.questions[0])) == ["C1"]


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(UnknownId, match="no question 'depresion-help'; did you mean 'depression-help'"):
        effects([], codings(), protocol(), "depresion-help")


def test_a_reversed_scale_turns_the_sign() -> None:
    (effect,) = chosen(reading(r="-.20", y="Well-being"))
    assert (effect.r, effect.direction, effect.printed) == (0.2, -1, "-.20")


def test_two_reversed_scales_leave_the_sign() -> None:
    known = codings(variable("Distance", "groups", -1))
    (effect,) = chosen(reading(x="Distance", y="Well-being"), known=known)
    assert (effect.r, effect.direction) == (0.31, 1)


def test_a_zero_has_no_sign() -> None:
    (effect,) = chosen(reading(r=".00", y="Well-being"))
    assert str(effect.r) == "0.0"


def test_labels_are_compared_without_case_numbering_and_marks() -> None:
    assert ids(chosen(reading(x="1. use", y="CES–D*"))) == ["C1"]


def test_what_is_about_something_else_is_no_effect_and_not_left_out() -> None:
    assert chosen(reading(x="Age")) == []
    assert refused(reading(x="Age"), reading(x="Use", y="Use")) == []


def test_an_uncoded_label_is_named_with_the_command() -> None:
    (item,) = refused(reading(x="Forum"))
    assert (item.code, item.label) == ("not_coded", "Berg 2019")
    assert "'Forum' of R1 is not coded; use `stook code R1 --variable 'Forum'" in item.reason
    assert refused(reading(x="Age", y="Forum")) == []


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"n": None}, "no_n", "it has no n"),
        ({"n": 3}, "no_n", "it has n = 3"),
        ({"r": "1.00"}, "r_out_of_range", "r = 1.00 has no Fisher's z"),
        ({"r": "-1.2"}, "r_out_of_range", "r = -1.2"),
        ({"statistic": "spearman"}, "other_statistic", "its statistic is spearman; the question pools pearson"),
    ],
)
def test_what_cannot_be_pooled_is_left_out_with_its_reason(changes: dict[str, Any], code: str, reason: str) -> None:
    (item,) = refused(reading(**changes))
    assert item.code == code
    assert reason in item.reason
    assert chosen(reading(**changes)) == []


def test_an_excluded_report_gives_no_effect() -> None:
    known = codings(reports=(replace(REPORT, eligibility="exclude", exclusion="no_correlation"),))
    (item,) = refused(reading(), known=known)
    assert (item.code, item.reason) == ("excluded", "report R1 is excluded: no_correlation")


@pytest.mark.parametrize(("rule", "source"), [("imported", "imported"), ("by_hand", "page"), ("by_hand", "author")])
def test_the_protocol_may_refuse_sources(rule: str, source: Any) -> None:
    rules = protocol(selection={rule: False})
    assert codes(refused(reading("H1", source=source, digest=""), rules=rules)) == [("H1", rule)]
    allowed = protocol(selection={rule: True})
    assert ids(chosen(reading("H1", source=source, digest=""), rules=allowed)) == ["H1"]


def test_a_number_of_a_sheet_counts_once_it_stands_on_its_page_and_nothing_there_contradicts_it() -> None:
    assert codes(refused(reading("H1", source="imported", digest=""))) == [("H1", "imported")]
    assert ids(chosen(reading("H1", source="imported", digest="d1"))) == ["H1"]
    doubted = reading("H1", source="imported", digest="", doubt="p. 5: r = -.31")
    (item,) = refused(doubted, rules=protocol(selection={"imported": True}))
    assert (item.code, "p. 5: r = -.31" in item.reason) == ("doubted", True)


def test_a_total_stands_before_its_subscales() -> None:
    known = codings(variable("Somatic", "depression", subscale="somatic"))
    found = [reading("C1", y="Somatic"), reading("C2", r=".25")]
    (effect,) = chosen(*found, known=known)
    assert (effect.selection.available, effect.selection.taken) == (("C1", "C2"), ("C2",))
    assert effect.selection.rule == "total over subscale"
    assert codes(refused(*found, known=known)) == [("C1", "total_over_subscale")]


def test_concurrent_stands_before_lagged() -> None:
    known = codings(variable("CES-D T2", "depression", wave="T2"), variable("Use T2", "groups", wave="T2"))
    lagged, concurrent = reading("C1", y="CES-D T2"), reading("C2", ".2", x="Use T2", y="CES-D T2")
    assert ids(chosen(lagged, concurrent, known=known)) == ["C2"]
    assert chosen(concurrent, known=known)[0].waves == ("T2", "T2")


def test_the_wave_of_a_reading_counts_where_labels_say_none() -> None:
    rules = protocol(selection={"order": ["first_wave"]})
    found = [reading("C1", wave="wave 2"), reading("C2", ".2", wave="wave 1")]
    assert ids(chosen(*found, rules=rules)) == ["C2"]


def test_self_report_stands_before_others() -> None:
    rules = protocol(selection={"order": ["self_report"]})
    known = codings(variable("Mother's rating", "depression", informant="parent"))
    assert ids(chosen(reading("C1", y="Mother's rating"), reading("C2", ".2"), known=known, rules=rules)) == ["C2"]


def test_the_largest_n_is_taken_and_equals_are_all_pooled() -> None:
    known = codings(variable("PHQ-9", "depression", measure="PHQ-9"))
    found = [reading("C1", n=200), reading("C2", ".2", y="PHQ-9", n=212), reading("C3", ".25", n=212)]
    made = chosen(*found, known=known)
    assert ids(made) == ["C2", "C3"]
    assert {effect.selection.rule for effect in made} == {"largest n, then all"}


def test_a_result_printed_in_text_and_table_counts_once() -> None:
    known = codings(variable("depressive symptoms", "depression", measure="CES-D"))
    found = [reading("C1", ".31", y="depressive symptoms"), reading("C2", ".312")]
    assert ids(chosen(*found, known=known)) == ["C2"]
    (item,) = refused(*found, known=known)
    assert (item.id, item.code, item.reason) == ("C1", "repeated", "it is the same result as C2, printed again")


def test_equal_numbers_of_different_measures_are_two_results() -> None:
    known = codings(variable("PHQ-9", "depression", measure="PHQ-9"))
    assert ids(chosen(reading("C1"), reading("C2", y="PHQ-9"), known=known)) == ["C1", "C2"]


def test_the_full_sample_stands_for_its_groups() -> None:
    found = [reading("C1"), reading("C2", ".4", n=100, group="Women")]
    assert ids(chosen(*found)) == ["C1"]
    assert codes(refused(*found)) == [("C2", "part_of_full")]


def test_groups_alone_are_samples_of_their_own() -> None:
    made = chosen(reading("C1", group="Women"), reading("C2", group="Men"))
    assert [(effect.sample, effect.group) for effect in made] == [("S1/women", "Women"), ("S1/men", "Men")]


COMPARING = protocol(characteristics={"generation": PROTOCOL["characteristics"]["generation"] | {"level": "sample"}})


def test_a_question_that_compares_samples_gets_each_group_and_nobody_twice() -> None:
    found = [reading("C1"), reading("C2", ".4", n=112, group="Women"), reading("C3", ".2", n=100, group="Men")]
    assert ids(chosen(*found, rules=COMPARING)) == ["C2", "C3"]
    assert codes(list(select(found, codings(), COMPARING, "depression-help").left_out)) == [("C1", "groups_taken")]


def test_without_groups_a_question_that_compares_samples_takes_the_whole_one() -> None:
    assert ids(chosen(reading("C1"), rules=COMPARING)) == ["C1"]


@pytest.mark.parametrize("group", ["total sample", "Full sample", "the entire group", "All participants", "Overall"])
def test_words_for_the_whole_sample_are_no_group(group: str) -> None:
    found = [reading("C1", group=group), reading("C2", ".4", n=112, group="women"), reading("C3", n=100, group="men")]
    assert ids(chosen(*found)) == ["C1"]


def test_two_waves_of_one_sample_are_the_same_people() -> None:
    made = chosen(reading("C1", group="Time 1"), reading("C2", ".25", group="T2"))
    assert {effect.sample for effect in made} == {"S1/full"}
    assert [effect.waves for effect in made] == [("time 1", "time 1"), ("t2", "t2")]


def test_a_result_and_its_opposite_are_not_averaged_to_nothing() -> None:
    found = [reading("C1", ".31"), reading("C2", "-.31")]
    assert chosen(*found) == []
    assert codes(refused(*found)) == [("C1", "contradiction"), ("C2", "contradiction")]
    assert "C2" in refused(*found)[0].reason


def test_opposite_results_of_different_measures_are_both_results() -> None:
    known = codings(variable("PHQ-9", "depression", measure="PHQ-9"))
    assert ids(chosen(reading("C1", ".05"), reading("C2", "-.05", y="PHQ-9"), known=known)) == ["C1", "C2"]


TWO_STUDIES = (
    Study("S1", "Berg 2019, Study 1", ("R1",), {}, "Study 1"),
    Study("S2", "Berg, 2", ("R1",), {}, "Study 2"),
)


def test_a_study_that_nobody_made_is_not_taken_for_the_only_one() -> None:
    assert codes(refused(reading("C1", group="Study 2"))) == [("C1", "no_study")]
    assert ids(chosen(reading("C1", group="Study 1"))) == ["C1"]


def test_a_group_says_which_study_it_is_of() -> None:
    known = codings(studies=TWO_STUDIES)
    made = chosen(reading("C1", group="Study 1"), reading("C2", group="Study 2 (women)"), known=known)
    assert [(effect.study, effect.sample) for effect in made] == [("S1", "S1/full"), ("S2", "S2/women")]


def test_a_reading_of_no_study_is_left_out_until_somebody_assigns_it() -> None:
    known = codings(studies=TWO_STUDIES)
    (item,) = refused(reading(), known=known)
    assert item.code == "no_study"
    assert "which of Study 1, Study 2 it belongs to" in item.reason
    assert [effect.study for effect in chosen(reading(), known=replace(known, samples={"C1": "study 2"}))] == ["S2"]


def test_a_report_without_any_study_is_named() -> None:
    (item,) = refused(reading(), known=codings(studies=()))
    assert "which of no study" in item.reason


def test_characteristics_are_completed_by_formulas() -> None:
    known = codings(studies=(replace(STUDY, characteristics={"mean_age": 19.5, "country": None}),))
    (effect,) = chosen(reading(), known=known)
    assert effect.characteristics == {"mean_age": 19.5, "country": None, "birth_year": 1999.5}


def test_what_a_person_coded_stands_before_a_formula() -> None:
    assert completed({"publication_year": 2019, "mean_age": 20, "birth_year": 1990}, protocol())["birth_year"] == 1990


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("year - age", 1999.0), ("-age * 2 + 1", -39.0), ("max(age, 30) / 4", 7.5), ("round(abs(-age / 3))", 7),
        ("+age", 20), ("year - missing", None), ("year - text", None), ("age / 0", None), ("1e308 * 1e308", None),
    ],
)  # fmt: skip
def test_a_formula_is_arithmetic_over_names(formula: str, value: float | None) -> None:
    assert evaluate(formula, {"year": 2019, "age": 20, "text": "old", "flag": True}) == value


@pytest.mark.parametrize(
    "formula",
    ["year -", "__import__('os')", "age.real", "age ** 9", "[1]", "age if age else 1", "max()", "'a'", "True"],
)
def test_a_formula_can_do_nothing_else(formula: str) -> None:
    with pytest.raises(InvalidProtocol, match="formula"):
        evaluate(formula, {"age": 20})


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("mean_age", "19.8", 19.8), ("mean_age", 20, 20), ("mean_age", "−2", -2), ("mean_age", None, None),
        ("mean_age", "Not reported", None), ("generation", "Generation z", "z"), ("generation", "Z", "z"),
        ("online", "yes", True), ("online", False, False), ("country", "Ireland", "Ireland"),
    ],
)  # fmt: skip
def test_a_characteristic_has_the_type_that_the_protocol_says(name: str, given: Any, value: Any) -> None:
    assert value_of(name, given, protocol()) == value


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("mean_age", "old", "mean_age = 'old' is not a number"),
        ("mean_age", "inf", "mean_age = 'inf' is not a number"),
        ("generation", "y", "generation = 'y' is no choice of it"),
        ("online", "maybe", "online = 'maybe' is neither yes nor no"),
        ("generaton", "z", "'generaton' is no characteristic of the protocol; did you mean 'generation'"),
        ("country", " ", "country has no value; give one or 'not reported'"),
    ],
)
def test_a_wrong_characteristic_is_refused(name: str, given: str, message: str) -> None:
    with pytest.raises(InvalidDecision, match=message):
        value_of(name, given, protocol())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1. CES-D", "ces–d"), ("(2) Group  use", "Group use*"), ("3a) Age", "age†"), ("Use¹", "Use"),
        ("“Use”", '"use"'), ("Self‐esteem ", "self-esteem."), ("ﬁt", "fit"),
    ],
)  # fmt: skip
def test_labels_that_mean_the_same_are_equal(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize("label", ["1.5 points", "2", "12", "PHQ-9", "K6", "GHQ-12"])
def test_numbers_of_names_stay(label: str) -> None:
    assert normal(label) == label.casefold()


def test_a_pair_has_no_order() -> None:
    assert normal_pair("b", "A") == normal_pair("a", "B") == ("a", "b")


@pytest.mark.parametrize(
    ("group", "study", "sample"),
    [
        ("", "", ""), ("Women", "", "women"), ("Study 2", "Study 2", ""), ("study 2: Women", "Study 2", "women"),
        ("Men (Experiment 1b)", "Experiment 1b", "men"), ("Sample A", "Sample A", ""),
    ],
)  # fmt: skip
def test_a_group_is_read_as_study_and_sample(group: str, study: str, sample: str) -> None:
    assert (study_of_group(group), sample_of_group(group)) == (study, sample)


@pytest.mark.parametrize(
    ("name", "label", "year"),
    [
        ("berg2019.pdf", "Berg 2019", 2019), ("van_der-meer2020_support.pdf", "Van der meer 2020 support", 2020),
        ("paper.pdf", "Paper", None), ("x12019.pdf", "X12019", None), ("2019-2020.pdf", "2019 2020", None),
    ],
)  # fmt: skip
def test_a_file_name_gives_label_and_year(name: str, label: str, year: int | None) -> None:
    assert year_of_file(name) == year
    assert label_of_file(name) == label
