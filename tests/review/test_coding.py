from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.effects import effects
from corpus.errors import InvalidDecision, UnknownId
from corpus.store import Store
from review import coding
from review.decisions import add_by_hand, decide, undo
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol, review
from tests.store.evidence import document, scored


@pytest.fixture
def store() -> Iterator[Store]:
    with review() as made:
        yield made


def code(store: Store, label: str, construct: str | None, **given: Any) -> Any:
    return coding.code_variable(store, protocol(), "R1", label, construct=construct, who=WHO, **given)


def test_a_label_is_coded_under_the_protocol_of_the_day(store: Store) -> None:
    made = code(store, "ces-d", "depression", measure="ces–d", wave="T1", evidence="higher is worse")
    (found,) = store.codings().variables
    assert made.id == "R1/CES-D"
    assert (found.label, found.construct, found.direction, found.measure) == ("CES-D", "depression", 1, "CES-D")
    assert (found.wave, found.evidence, found.protocol) == ("T1", "higher is worse", protocol().digest)


def test_a_measure_gives_its_direction(store: Store) -> None:
    assert code(store, "Age", "depression", measure="WHO-5").after["direction"] == -1


def test_a_full_name_of_a_measure_is_known(store: Store) -> None:
    name = "Center for Epidemiologic Studies Depression Scale"
    assert code(store, "CES-D", "depression", measure=name).after["measure"] == "CES-D"
    assert code(store, "Age", "depression", measure="Own scale ", direction="-").after["measure"] == "Own scale"


def test_a_second_coding_takes_the_place_of_the_first(store: Store) -> None:
    code(store, "Age", "depression", direction="+")
    made = code(store, "Age", "")
    assert (made.before["construct"], made.after["construct"]) == ("depression", "")
    assert [c.construct for c in store.codings().variables] == [""]
    undo(store, "R1/Age", who=WHO)
    assert [c.construct for c in store.codings().variables] == ["depression"]


@pytest.mark.parametrize(
    ("label", "construct", "given", "error", "message"),
    [
        ("Agee", "", {}, UnknownId, "R1 has no variable 'Agee'; did you mean 'Age'"),
        ("Age", None, {}, InvalidDecision, "R1/Age: give --construct"),
        (
            "Age",
            "depresion",
            {},
            InvalidDecision,
            "'depresion' is no construct.*did you mean 'depression'",
        ),
        ("Age", "depression", {}, InvalidDecision, "do high values mean much of it"),
        ("Age", "depression", {"direction": "up"}, InvalidDecision, "direction 'up' is neither"),
        ("Age", "depression", {"direction": "+", "measure": "WHO-5"}, InvalidDecision, "the protocol says - for WHO-5"),
    ],
)
def test_a_coding_that_cannot_be_is_refused(
    store: Store, label: str, construct: str | None, given: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        code(store, label, construct, **given)
    assert store.events() == []


def test_a_direction_against_the_protocol_needs_a_reason(store: Store) -> None:
    made = code(store, "Age", "depression", direction="+", measure="WHO-5", note="scored in reverse here")
    assert made.after["direction"] == 1


def test_labels_of_readings_by_hand_can_be_coded(store: Store) -> None:
    add_by_hand(store, "R1", source="author", r=".2", n=100, x="Sleep", y="CES-D", who=WHO)
    assert "Sleep" in coding.labels_of(store, "R1")


def test_characteristics_are_typed_by_the_protocol(store: Store) -> None:
    made = coding.set_characteristics(
        store, protocol(), "S1", {"generation": "Generation Z", "mean_age": "19.8"}, who=WHO
    )
    assert made.after == {"generation": "z", "mean_age": 19.8}
    made = coding.set_characteristics(store, protocol(), "berg2019", {"mean_age": "not reported"}, who=WHO)
    assert (made.before, made.after) == ({"mean_age": 19.8}, {"mean_age": None})
    assert store.codings().studies[0].characteristics == {"generation": "z", "mean_age": None}
    assert coding.set_characteristics(store, protocol(), "Berg 2019", {"country": "Ireland"}, who=WHO).id == "S1"


@pytest.mark.parametrize(
    ("study", "values", "error", "message"),
    [
        ("S9", {"country": "x"}, UnknownId, "no study S9"),
        ("S1", {}, InvalidDecision, "S1: set what"),
        ("S1", {"generation": "zz"}, InvalidDecision, "generation = 'zz' is no choice of it"),
    ],
)
def test_wrong_characteristics_are_refused(
    store: Store, study: str, values: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        coding.set_characteristics(store, protocol(), study, values, who=WHO)


def test_a_report_with_two_studies_does_not_name_one(store: Store) -> None:
    coding.split_study(store, "R1", "Study 2", who=WHO)
    coding.split_study(store, "R1", "Study 1", who=WHO)
    with pytest.raises(UnknownId, match=r"'R1' does not name one study; use an id: S2 \(Study 2\), S3 \(Study 1\)"):
        coding.set_characteristics(store, protocol(), "R1", {"country": "Ireland"}, who=WHO)


def test_a_report_is_excluded_for_a_reason_of_the_protocol(store: Store) -> None:
    coding.set_eligibility(store, protocol(), "R1", "exclude", reason="no_correlation", who=WHO)
    assert store.codings().reports[0].exclusion == "no_correlation"
    coding.set_eligibility(store, protocol(), "R1", "include", who=WHO)
    report = store.codings().reports[0]
    assert (report.eligibility, report.exclusion) == ("include", "")


@pytest.mark.parametrize(
    ("value", "reason", "message"),
    [
        ("exclud", "", "'exclud' is no eligibility; did you mean 'exclude'"),
        ("exclude", "", "R1: excluded why.*one of: no_correlation"),
        ("exclude", "no_corelation", "'no_corelation' is no reason of the protocol; did you mean 'no_correlation'"),
    ],
)
def test_a_wrong_eligibility_is_refused(store: Store, value: str, reason: str, message: str) -> None:
    with pytest.raises(InvalidDecision, match=message):
        coding.set_eligibility(store, protocol(), "R1", value, reason=reason, who=WHO)


def test_a_report_ends_in_a_state_that_a_person_set(store: Store) -> None:
    coding.set_state(store, "berg2019.pdf", "no usable result", reason="regression only", who=WHO)
    made = coding.set_state(store, "R1", "coded", who=WHO)
    assert made.before == {"state": "no usable result", "reason": "regression only"}
    assert store.codings().reports[0].state == "coded"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("codet", "'codet' is no state; did you mean 'coded'"),
        ("no usable result", "'no usable result' needs a reason"),
    ],
)
def test_a_wrong_state_is_refused(store: Store, state: str, message: str) -> None:
    with pytest.raises(InvalidDecision, match=message):
        coding.set_state(store, "R1", state, who=WHO)


def test_a_reading_is_assigned_to_a_sample(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    made = coding.assign_sample(store, "C1", "Women", who=WHO)
    assert (made.before, store.codings().samples) == ({"sample": ""}, {"C1": "Women"})
    with pytest.raises(UnknownId, match="no reading 'C2'"):
        coding.assign_sample(store, "C2", "Women", who=WHO)


def test_two_reports_are_merged_and_taken_apart(store: Store) -> None:
    add(store, candidate(".77", "Sleep", "Grades"), name="berg2020")
    before = store.codings()
    coding.merge(store, "berg2020", "R1", who=WHO)
    assert [report.id for report in store.codings().reports] == ["R1"]
    assert [item.report for item in store.candidates()] == ["R1"] * 5
    assert {row.report for row in store.rows()} == {"R1"}
    with pytest.raises(UnknownId, match="report R2 was merged into another one"):
        coding.merge(store, "R2", "R1", who=WHO)
    undo(store, "R2", who=WHO)
    assert store.codings() == before
    assert store.candidate("C5").report == "R2"


def test_two_studies_are_merged(store: Store) -> None:
    add(store, candidate(".77", "Sleep", "Grades"), name="berg2020")
    coding.merge(store, "S2", "S1", who=WHO)
    assert [(study.id, study.reports) for study in store.codings().studies] == [("S1", ("R1", "R2"))]
    with pytest.raises(InvalidDecision, match="S1 and S1 are the same study"):
        coding.merge(store, "S1", "S1", who=WHO)


def test_a_study_is_split_off_and_that_is_undone(store: Store) -> None:
    made = coding.split_study(store, "R1", "Study 2", who=WHO)
    assert [study.printed for study in store.codings().studies] == ["Study 2"]
    with pytest.raises(InvalidDecision, match="R1 has a study 'study 2' already"):
        coding.split_study(store, "R1", "study 2", who=WHO)
    with pytest.raises(InvalidDecision, match="needs the label that the paper prints"):
        coding.split_study(store, "R1", "", who=WHO)
    undo(store, "R1", who=WHO)
    assert [study.id for study in store.codings().studies] == ["S1"]
    assert coding.split_study(store, "R1", "Study 2", who=WHO).after == made.after


def test_a_file_is_split_off_into_a_report_of_its_own(store: Store) -> None:
    with pytest.raises(InvalidDecision, match="R1 has one file only"):
        coding.split_report(store, "R1", "berg2019.pdf", who=WHO)

    store.add(
        document("published"), scored(*MATRIX[:3], candidate(".5", "a", "b", 9)), [], name="berg2019.xml", rules="1"
    )
    coding.split_report(store, "R1", "berg2019.xml", who=WHO)
    assert [(r.id, r.name, len(r.files)) for r in store.codings().reports] == [
        ("R1", "berg2019", 1),
        ("R2", "berg2019", 1),
    ]
    assert store.candidate("C5").report == "R2"
    with pytest.raises(UnknownId, match="names several reports; use an id: R1, R2"):
        coding.set_state(store, "berg2019", "coded", who=WHO)
    with pytest.raises(UnknownId, match="R1 has no file"):
        coding.split_report(store, "R1", "x.pdf", who=WHO)
    undo(store, "R1", who=WHO)
    assert [report.id for report in store.codings().reports] == ["R1"]
    assert store.candidate("C5").report == "R1"


def test_an_empty_review_says_so() -> None:
    with Store.in_memory() as store, pytest.raises(UnknownId, match="nothing has been read yet, run `stook ingest`"):
        coding.set_state(store, "R1", "coded", who=WHO)


def test_reports_that_code_a_label_differently_are_not_merged(store: Store) -> None:
    add(store, candidate(".40", "CES-D", "Group use"), name="berg2020")
    code(store, "CES-D", "depression", direction="+")
    turned: dict[str, Any] = {"construct": "depression", "direction": "-", "note": "scored in reverse here"}
    coding.code_variable(store, protocol(), "R2", "CES-D", who=WHO, **turned)
    with pytest.raises(InvalidDecision, match="R2 and R1 code 'CES-D' differently; code it alike first"):
        coding.merge(store, "R2", "R1", who=WHO)
    coding.code_variable(store, protocol(), "R2", "CES-D", construct="depression", direction="+", who=WHO)
    coding.merge(store, "R2", "R1", who=WHO)
    assert [report.id for report in store.codings().reports] == ["R1"]


def test_a_merged_report_keeps_the_name_and_year_of_the_one_it_went_into(store: Store) -> None:
    add(store, candidate(".77", "Sleep", "Grades"), name="berg2020")
    whole = store.codings().reports[1]
    coding.merge(store, "R1", "R2", who=WHO)
    (report,) = store.codings().reports
    assert (report.id, report.name, report.year) == ("R2", whole.name, whole.year)
    assert len(report.files) == 2


def test_a_reverse_term_is_coded_upwards_only_with_a_reason() -> None:
    with Store.in_memory() as store:
        add(store, candidate(".31", "Psychological well-being", "Group use"))
        for given in ({"measure": "CES-D"}, {"direction": "+"}, {}):
            with pytest.raises(InvalidDecision, match="'well-being' stands for little of Depression"):
                code(store, "Psychological well-being", "depression", **given)
        assert code(store, "Psychological well-being", "depression", direction="-").after["direction"] == -1
        made = code(store, "Psychological well-being", "depression", direction="+", note="scored in reverse")
        assert made.after["direction"] == 1


def test_readings_of_either_label_belong_to_the_merged_study() -> None:
    with Store.in_memory() as store:
        rows = [replace(MATRIX[0], group="Study 1"), replace(MATRIX[3], group="Study 2", y="Group use")]
        add(store, *rows)
        for label, construct in (("CES-D", "depression"), ("Group use", "groups"), ("Empowerment", "empowerment")):
            coding.code_variable(store, protocol(), "R1", label, construct=construct, direction="+", who=WHO)
        for item in ("C1", "C2"):
            decide(store, item, "accept", who=WHO)
        coding.merge(store, "S1", "S2", who=WHO)
        for question in ("depression", "empowerment"):
            (effect,) = effects(store.readings(), store.codings(), protocol(), question)
            assert effect.study == "S2"
