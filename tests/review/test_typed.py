"""Where a question wants it, a value is kept back until a person has typed what the page says."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from corpus.coders import hides_in
from corpus.errors import InvalidDecision, InvalidProtocol
from corpus.protocol import Protocol
from corpus.store import Store
from review import queue
from review.decisions import decide, undo
from review.display import row_of
from review.typed import hidden, type_in, undecided
from tests.review.reviews import PROTOCOL, add, candidate, protocol, review

KEPT_BACK = (".31", "0.31", ".45", "0.45", "-0.31")


def shown(*modes: str) -> Protocol:
    """The protocol, its questions shown in these ways."""
    questions = [question | {"display": mode} for question, mode in zip(PROTOCOL["questions"], modes, strict=True)]
    return protocol(questions=questions)


BLIND, INDEPENDENT = shown("blind", "verify"), shown("independent", "verify")


def type_of(store: Store, laid_down: Protocol, item: str = "C1", who: str = "ana", **given: str) -> Any:
    found = hidden(store, laid_down, item, who)
    assert found
    return type_in(store, laid_down, *found, who=who, given={"r": ".31", "n": "212"} | given)


def test_an_unknown_way_to_show_results_is_refused_by_name() -> None:
    with pytest.raises(InvalidProtocol, match=r"questions\.0\.display.*'verify', 'blind' or 'independent'.*'hidden'"):
        shown("hidden", "verify")


def test_the_queue_of_a_reviewer_holds_no_value_that_is_kept_back() -> None:
    for laid_down in (BLIND, INDEPENDENT):
        with review() as store:
            text = json.dumps([asdict(task) for task in queue.tasks(store, laid_down, who="ana")])
            (task,) = [task for task in queue.tasks(store, laid_down, who="ana") if task.id == "C1"]
            assert not any(value in text.replace(".45", "") for value in KEPT_BACK)
            assert (task.moves, task.probability, task.details) == (None, None, ())
            assert ("CES-D" in task.what) == (laid_down is BLIND)


def test_what_is_typed_as_read_is_decided_at_once() -> None:
    with review() as store:
        answer = type_of(store, BLIND)
        assert (answer.item, answer.decision.action) == ("C1", "accept")
        assert "you typed what was read" in answer.told
        assert [event.subject for event in store.events()] == ["typed", "reading"]
        assert hidden(store, BLIND, "C1", "mei") is None  # it is decided


def test_what_is_typed_otherwise_decides_nothing_and_stands_before_the_value_is_shown() -> None:
    with review() as store:
        answer = type_of(store, BLIND, r="-.31")
        assert (answer.decision, store.readings()) == (None, [])
        assert answer.told == "C1: you typed -.31, n = 212; the reader has .31, n = 212."
        assert hidden(store, BLIND, "C1", "ana") is None
        assert hidden(store, BLIND, "C1", "mei") is not None
        row = row_of(store, "C1")
        assert row
        typed = undecided(store, row, "ana")
        assert typed
        assert typed.changes(row) == {"r": "-.31"}
        decide(store, "C1", "change", who="ana", r="-.31")
        assert undecided(store, row, "ana") is None


def test_a_decision_taken_back_is_no_secret_again_to_who_has_typed() -> None:
    with review() as store:
        type_of(store, BLIND)
        undo(store, "C1", who="ana")
        assert hidden(store, BLIND, "C1", "ana") is None
        assert hidden(store, BLIND, "C1", "mei") is not None


def test_another_value_at_the_same_place_is_kept_back_again() -> None:
    with review() as store:
        type_of(store, BLIND, r=".13")
        add(store, candidate(".13", "Group use", "CES-D", 1, 0), rules="2")
        (waiting,) = [task.id for task in queue.tasks(store, BLIND, who="ana") if "kept back" in task.what]
        assert hidden(store, BLIND, waiting, "ana") is not None


def test_the_second_coder_types_as_blind_as_the_first() -> None:
    both = shown("blind", "verify").model_copy(update={"coders": protocol(coders={"readings": 2}).coders})
    with review() as store:
        assert type_of(store, both).decision.subject == "judgement"
        assert hidden(store, both, "C1", "mei") is not None
        assert undecided(store, row_of(store, "C1"), "ana") is None  # type: ignore[arg-type]
        type_of(store, both, who="mei")
        assert [reading.who for reading in store.readings()] == ["agreement.v1"]


def test_whoever_sees_nothing_may_type_any_result_of_the_page() -> None:
    with Store.in_memory() as store:
        more = candidate(".22", "Group use", "CES-D", 1, 0), candidate(".31", "Group use", "CES-D score", 2, 0)
        add(store, *more)
        laid_down = shown("independent", "verify")
        items = [task.id for task in queue.tasks(store, laid_down, who="ana") if task.kind == "reading"]
        assert len(items) == 2
        answer = type_of(store, laid_down, items[0], x="CES-D score", y="group use")
        assert (answer.item, answer.decision.action) == (items[1], "accept")
        other = type_of(store, laid_down, items[0], r=".22", x="Symptoms", y="Use")
        assert (other.item, other.decision) == (items[0], None)
        assert "Symptoms with Use; the reader has .22" in other.told


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"r": ""}, "type what the page says"),
        ({"r": "1.31"}, "not between -1 and 1"),
        ({"n": "many"}, "no whole number"),
        ({"x": ""}, "which two variables"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_shown(given: dict[str, str], message: str) -> None:
    with review() as store:
        with pytest.raises(InvalidDecision, match=message) as error:
            type_of(store, INDEPENDENT, **{"x": "Use", "y": "CES-D"} | given)
        assert ".31" not in str(error.value).replace("1.31", "")
        assert store.events() == []


def test_an_n_that_the_reader_lacks_is_taken_as_typed() -> None:
    with Store.in_memory() as store:
        add(store, candidate(".31", "Group use", "CES-D", 1, 0, n=None))
        answer = type_of(store, BLIND, n="98")
        assert answer.decision.action == "change"
        assert store.readings()[0].n == 98


def test_whether_values_are_kept_back_is_known_without_the_rest_of_the_protocol(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    assert not hides_in(file)
    file.write_text('questions = "none"\n')
    assert not hides_in(file)
    file.write_text('[[questions]]\nid = "a"\n[[questions]]\ndisplay = "blind"\n')
    assert hides_in(file)
