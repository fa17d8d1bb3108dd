from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.evidence import Flag
from corpus.store import Store
from review import coding
from review.decisions import add_by_hand, decide
from review.overview import overview
from review.queue import Desk, Task, next_for, tasks, unverified
from tests.review.reviews import MATRIX, WHO, add, candidate, digest, protocol, review


@pytest.fixture
def store() -> Iterator[Store]:
    with review() as made:
        yield made


def waiting(store: Store) -> list[tuple[str, str]]:
    return [(task.kind, task.id) for task in tasks(store, protocol())]


def task(store: Store, item: str) -> Task:
    return next(task for task in tasks(store, protocol()) if task.id == item)


def code_all(store: Store) -> None:
    for label, construct, direction in (("CES-D", "depression", "+"), ("Group use", "groups", "+")):
        coding.code_variable(store, protocol(), "R1", label, construct=construct, direction=direction, who=WHO)


def test_only_what_a_question_needs_is_asked(store: Store) -> None:
    assert waiting(store) == [
        ("variable", "R1/Group use"),
        ("variable", "R1/CES-D"),
        ("variable", "R1/Empowerment"),
        ("reading", "C1"),
        ("reading", "C4"),
    ]
    assert unverified(store, protocol()) == {"depression": 1, "empowerment": 1}


def test_a_task_says_what_to_know_and_how_to_decide(store: Store) -> None:
    result = task(store, "C1")
    assert (result.report, result.report_name, result.questions, result.probability) == (
        "R1",
        "berg2019",
        ("depression",),
        0.9,
    )
    assert result.what == "r = .31, Group use with CES-D, n = 212, page 1"
    assert result.details == ("“Group use .31 CES-D”",)
    assert result.command.startswith("stook decide C1 accept")
    label = task(store, "R1/CES-D")
    assert label.details == ("proposed: depression, 'CES-D' is a measure of it",)
    assert label.command == 'stook code R1 --variable "CES-D" --construct depression --measure "CES-D" --direction +'


def test_long_quotes_are_cut_and_flags_are_told() -> None:
    flag = Flag("stars", "hard", "two stars, but p > .05")
    long = replace(MATRIX[0], quotes=(replace(MATRIX[0].quotes[0], text="word " * 100),), flags=(flag,))
    with Store.in_memory() as store:
        add(store, long)
        quote, warning = task(store, "C1").details
        assert quote.endswith("…”")
        assert warning == "hard warning stars: two stars, but p > .05"


def test_what_is_decided_and_coded_waits_no_more(store: Store) -> None:
    code_all(store)
    decide(store, "C1", "accept", who=WHO)
    assert ("reading", "C1") not in waiting(store)
    decide(store, "C4", "reject", who=WHO, kind="cited")
    assert waiting(store) == [("study", "S1")]
    assert task(store, "S1").command == "stook code S1 --set generation=... --set mean_age=..."
    coding.set_characteristics(store, protocol(), "S1", {"generation": None, "mean_age": 20}, who=WHO)
    assert waiting(store) == [("report", "R1")]
    assert task(store, "R1").command == "stook code R1 --state coded"
    coding.set_state(store, "R1", "coded", who=WHO)
    assert waiting(store) == []


def test_a_result_printed_again_and_its_group_are_pointed_out(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    again = candidate(".31", "use of groups", "depressive symptoms", row=30, group="Women")
    add(store, *MATRIX, again, rules="2")
    coding.code_variable(store, protocol(), "R1", "use of groups", construct="groups", direction="+", who=WHO)
    assert task(store, "C5").details[-1] == "perhaps C1 printed again"
    assert task(store, "C5").what.endswith("page 1, group 'Women'")


def test_a_question_asked_stays_in_the_queue_with_its_words(store: Store) -> None:
    decide(store, "C1", "ask", who=WHO, note="which sample?")
    assert "mei ask: which sample?" in task(store, "C1").details


def test_a_label_coded_as_something_else_needs_nothing(store: Store) -> None:
    coding.code_variable(store, protocol(), "R1", "Group use", construct="", who=WHO)
    assert waiting(store) == [("report", "R1")]
    assert "none of 4 results found waits" in task(store, "R1").what


def test_a_label_nobody_can_propose_is_asked_for_once_its_reading_is_accepted(store: Store) -> None:
    add_by_hand(store, "R1", source="author", r=".2", n=100, x="Sleep", y="CES-D", who=WHO)
    assert task(store, "R1/Sleep").command == 'stook code R1 --variable "Sleep" --construct ...'


def test_reports_that_may_be_missed_come_first(store: Store) -> None:
    code_all(store)
    decide(store, "C1", "accept", who=WHO)
    add(store, candidate(".2", "Group use", "CES-D"), name="busy2020")
    add(store, name="empty2021")
    add(store, candidate(".2", "Sleep", "Grades"), name="other2022")
    first = list(dict.fromkeys(task.report_name for task in tasks(store, protocol())))
    assert first == ["empty2021", "other2022", "busy2020", "berg2019"]
    assert tasks(store, protocol())[0].what == "nothing was found; look at the paper"


def test_a_paper_that_cannot_be_read_waits_until_a_person_adds_its_results(store: Store) -> None:
    store.add_failure(digest("scan"), "scan2001.pdf", "no_text", "scan2001.pdf has pictures only.")
    first = tasks(store, protocol())[0]
    assert (first.id, first.report_name) == ("R2", "scan2001")
    assert first.what.startswith("could not be read; put a better copy into the inbox")
    given = {"x": "CES-D", "y": "Group use", "who": WHO}
    add_by_hand(store, "scan2001.pdf", source="page", page=3, r=".2", n=80, **given)
    assert ("variable", "R2/CES-D") in waiting(store)


def test_a_report_of_the_name_of_a_failed_one_is_offered_as_its_better_copy() -> None:
    with Store.in_memory() as store:
        store.add_failure(digest("scan"), "berg2019.pdf", "no_text", "berg2019.pdf has pictures only.")
        add(store, *MATRIX)
        assert task(store, "R1").details == ("if R2 is the better copy: stook code R1 --merge-into R2",)
        coding.merge(store, "R1", "R2", who=WHO)
        assert {found.report for found in tasks(store, protocol())} == {"R2"}


def test_reports_at_rest_or_excluded_ask_nothing(store: Store) -> None:
    coding.set_state(store, "R1", "waiting", who=WHO)
    assert waiting(store) == []
    coding.set_state(store, "R1", "open", who=WHO)
    coding.set_eligibility(store, protocol(), "R1", "exclude", reason="no_correlation", who=WHO)
    assert waiting(store) == []


@pytest.mark.parametrize("state", ["no usable result", "waiting"])
def test_a_report_at_rest_wakes_up_for_a_result_that_was_found_since(state: str) -> None:
    with Store.in_memory() as store:
        add(store, *MATRIX[:2])
        coding.set_state(store, "R1", state, reason="regression only", who=WHO)
        add(store, *MATRIX[:2], rules="2")
        assert waiting(store) == []
        better = replace(MATRIX[1], x="Group use")  # its label was garbled, so that no question needed it
        add(store, MATRIX[0], better, MATRIX[3], rules="3")
        assert waiting(store) == [
            ("variable", "R1/Group use"), ("variable", "R1/CES-D"), ("variable", "R1/Empowerment"),
            ("reading", "C2"), ("reading", "C3"),
        ]  # fmt: skip
        assert task(store, "C3").details[0] == f"new since the report was set to {state!r}"
        coding.set_state(store, "R1", state, reason="still only regression", who=WHO)
        assert waiting(store) == []


@pytest.mark.parametrize(
    ("kind", "statistic", "asked"),
    [
        ("correlation", "pearson", True), ("correlation", "unknown", True), ("correlation", "spearman", False),
        ("convertible", "unknown", True), ("cited", "pearson", False), ("reliability", "pearson", False),
    ],
)  # fmt: skip
def test_only_results_that_can_become_effects_are_asked(kind: str, statistic: str, asked: bool) -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], kind=kind, statistic=statistic))  # type: ignore[arg-type]
        assert (("reading", "C1") in waiting(store)) is asked


def test_a_decision_on_what_changed_or_vanished_is_asked_again(store: Store) -> None:
    code_all(store)
    for item in ("C1", "C4"):
        decide(store, item, "accept", who=WHO)
    decide(store, "C2", "reject", who=WHO, kind="cited")
    add(store, replace(MATRIX[0], n=215), rules="2")
    again = [task for task in tasks(store, protocol()) if task.kind == "again"]
    assert [(task.id, task.what) for task in again] == [
        ("C1", "decided (accept), but the reader sees something else now"),
        ("C4", "decided (accept), but the reader no longer sees it"),
    ]
    for item in ("C1", "C4"):
        decide(store, item, "accept", who=WHO)
    assert not [task for task in tasks(store, protocol()) if task.kind == "again"]


def test_two_reviewers_get_different_tasks(store: Store) -> None:
    first, second = next_for(store, protocol(), "mei"), next_for(store, protocol(), "jonas")
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert next_for(store, protocol(), "mei") == first


def test_nobody_gets_a_task_where_none_waits() -> None:
    with Store.in_memory() as store:
        assert next_for(store, protocol(), WHO) is None


def test_a_verified_result_that_contradicts_another_comes_back(store: Store) -> None:
    code_all(store)
    decide(store, "C1", "accept", who=WHO)
    add_by_hand(store, "R1", r="-.31", n=212, x="Group use", y="CES-D", page=2, who=WHO)
    found = task(store, "H1")
    assert found.kind == "again"
    assert "C1 says the same with the other sign" in found.what


def test_a_report_that_is_coded_but_gives_no_effect_is_not_forgotten(store: Store) -> None:
    for item in ("C1", "C4"):
        decide(store, item, "reject", kind="cited", who=WHO)
    coding.set_state(store, "R1", "coded", who=WHO)
    assert any(found.report == "R1" for found in tasks(store, protocol()))
    assert [report["id"] for report in overview(store, protocol())["without_state"]] == ["R1"]


def test_the_report_that_can_move_an_estimate_most_comes_first() -> None:
    with review() as store:
        code_all(store)
        decide(store, "C1", "accept", who=WHO)
        near = add(store, candidate(".30", "Group use", "CES-D", 1, 0), name="near2020")
        far = add(store, candidate("-.40", "Group use", "CES-D", 1, 0), name="far2021")
        sure = [t for t in tasks(store, protocol()) if t.kind == "reading" and t.id != "C4"]
        assert [t.report for t in sure] == [far, near]
        assert sure[0].moves is not None
        assert sure[1].moves is not None
        assert sure[0].moves > sure[1].moves


def test_a_result_that_cannot_be_pooled_moves_nothing() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], n=3), candidate("1.00", "Group use", "CES-D", 2, 0), name="odd2020")
        assert [t.moves for t in tasks(store, protocol()) if t.kind == "reading"] == [None, None]


def test_a_sign_in_doubt_counts_for_more() -> None:
    flag = Flag("sign_conflict", "hard", "ink like a minus")
    with review() as store:
        code_all(store)
        decide(store, "C1", "accept", who=WHO)
        sure = candidate(".40", "Group use", "CES-D", 1, 0)
        add(store, sure, name="sure2020")
        add(store, replace(sure, flags=(flag,)), name="unsure2020")
        unsure, other = (t for t in tasks(store, protocol()) if t.kind == "reading" and t.id != "C4")
        assert unsure.report_name == "unsure2020"
        assert (unsure.moves or 0) > (other.moves or 0)


def test_labels_that_nobody_coded_count_as_they_are_proposed() -> None:
    with review() as store:
        desk = Desk(store, protocol())
        (one,) = desk.waiting["depression"]
        assert (one.id, one.r, one.n, one.sign_in_doubt) == ("C1", 0.31, 212, False)
        coding.code_variable(store, protocol(), "R1", "CES-D", construct="depression", direction="-", who=WHO)
        (turned,) = Desk(store, protocol()).waiting["depression"]
        assert turned.r == -0.31
