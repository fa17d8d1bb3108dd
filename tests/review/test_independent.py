"""Two people judge blind; what they agree on is decided, what they differ on waits for somebody who sees both."""

from pathlib import Path

import pytest

from corpus.coders import coders_in
from corpus.store import Store
from corpus.store.judged import AGREEMENT, judged_things
from review import coding, decisions, queue
from review.independent import visible
from tests.review.reviews import protocol, review

TWO = {"readings": 2, "codings": 2, "characteristics": 2, "eligibility": 2}


def accept(store: Store, who: str, **changes: object) -> None:
    action = "change" if changes else "accept"
    decisions.decide(store, "C1", action, who=who, coders=TWO, **changes)  # type: ignore[arg-type]


def test_one_judgement_decides_nothing() -> None:
    with review() as store:
        accept(store, "ana")
        assert store.readings() == []
        assert [event.subject for event in store.events()] == ["judgement"]


def test_two_that_agree_decide_under_the_policys_name() -> None:
    with review() as store:
        accept(store, "ana")
        accept(store, "mei")
        (reading,) = store.readings()
        assert (reading.id, reading.who, reading.n) == ("C1", AGREEMENT, 212)
        assert store.events()[-1].note == "ana, mei"


def test_one_person_twice_is_one_judgement() -> None:
    with review() as store:
        accept(store, "ana")
        accept(store, "ana")
        assert store.readings() == []


def test_what_two_differ_on_waits_until_somebody_adjudicates() -> None:
    with review() as store:
        accept(store, "ana")
        accept(store, "mei", n=121)
        (judged,) = judged_things(store.events())
        assert store.readings() == []
        assert judged.waits_for_adjudication(2)
        decisions.decide(store, "C1", "accept", who="kim", coders=TWO, adjudicates=True)
        (judged,) = judged_things(store.events())
        assert not judged.waits_for_adjudication(2)
        assert [(one.who, one.after["n"]) for one in judged.judgements] == [("ana", 212), ("mei", 121)]
        assert store.readings()[0].who == "kim"


def test_a_later_word_of_the_same_person_counts() -> None:
    with review() as store:
        accept(store, "ana")
        accept(store, "mei", n=121)
        accept(store, "mei")
        assert store.readings()[0].n == 212


def test_two_rejections_agree_whatever_they_call_it() -> None:
    with review() as store:
        decisions.decide(store, "C1", "reject", who="ana", kind="cited", coders=TWO)
        decisions.decide(store, "C1", "reject", who="mei", kind="other", coders=TWO)
        assert store.events()[-1].action == "reject"
        assert store.events()[-1].who == AGREEMENT


def test_a_question_is_asked_at_once() -> None:
    with review() as store:
        decisions.decide(store, "C1", "ask", who="ana", note="which table?", coders=TWO)
        assert store.events()[-1].subject == "reading"


def test_nobody_sees_what_others_judged_before_judging() -> None:
    with review() as store:
        accept(store, "ana")
        assert visible(store.events(), "mei") == []
        assert len(visible(store.events(), "kim", adjudicates=True)) == 1
        accept(store, "mei", n=121)
        assert len(visible(store.events(), "mei")) == 2


def test_taking_a_judgement_back_takes_back_what_rested_on_it_and_nobody_elses() -> None:
    with review() as store:
        accept(store, "ana")
        accept(store, "mei")
        decisions.undo(store, "C1", who="mei")
        assert store.readings() == []
        (judged,) = judged_things(store.events())
        assert [one.who for one in judged.judgements] == ["ana"]
        accept(store, "mei")
        assert len(store.readings()) == 1


def test_one_cannot_take_back_what_only_others_judged() -> None:
    with review() as store:
        accept(store, "ana")
        with pytest.raises(decisions.InvalidDecision, match="nothing to undo"):
            decisions.undo(store, "C1", who="mei")


def test_labels_and_eligibility_are_judged_twice_too() -> None:
    both = protocol(coders=TWO)
    with review() as store:
        for who in ("ana", "mei"):
            assert store.codings().variables == ()
            coding.code_variable(store, both, "R1", "CES-D", construct="depression", direction="+", who=who)
            coding.set_eligibility(store, both, "R1", "include", who=who)
        assert [made.construct for made in store.codings().variables] == ["depression"]
        assert store.codings().reports[0].eligibility == "include"


def test_each_characteristic_is_settled_for_itself() -> None:
    both = protocol(coders=TWO)
    with review() as store:
        coding.set_characteristics(store, both, "S1", {"mean_age": 34.2, "country": "Norway"}, who="ana")
        coding.set_characteristics(store, both, "S1", {"mean_age": 34.2, "country": "Sweden"}, who="mei")
        assert store.codings().studies[0].characteristics == {"mean_age": 34.2}


def test_what_somebody_judged_does_not_wait_for_them_again_and_still_waits_for_others() -> None:
    both = protocol(coders=TWO)
    with review() as store:
        accept(store, "ana")
        ids = {who: {task.id for task in queue.tasks(store, both, who=who)} for who in ("ana", "mei")}
        assert "C1" not in ids["ana"]
        assert "C1" in ids["mei"]


def test_a_difference_is_a_task_that_names_both_values() -> None:
    both = protocol(coders=TWO)
    with review() as store:
        accept(store, "ana")
        accept(store, "mei", n=121)
        (task,) = [task for task in queue.tasks(store, both) if task.kind == "adjudicate"]
        assert task.id == "C1"
        assert task.command == "stook decide C1 accept --adjudicate"
        assert any("ana" in line and "212" in line for line in task.details)
        assert any("mei" in line and "121" in line for line in task.details)
        assert "C1" not in {task.id for task in queue.tasks(store, both) if task.kind == "reading"}


def test_the_numbers_of_coders_are_read_without_the_rest_of_the_protocol(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    assert coders_in(file) == {}
    file.write_text("[coders]\nreadings = 2\n")
    assert coders_in(file) == {"readings": 2}
    file.write_text("[coders\n")
    assert coders_in(file) == {}
