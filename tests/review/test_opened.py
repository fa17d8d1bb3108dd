from collections.abc import Iterator
from typing import Any

import pytest

from corpus.protocol import Protocol
from corpus.store import Store
from review.coding import code_variable
from review.decisions import decide
from review.opened import codings_to_look_at
from review.queue import tasks
from tests.review.reviews import PROTOCOL, WHO, protocol, review


@pytest.fixture
def store() -> Iterator[Store]:
    """All four labels coded and a reading accepted."""
    with review() as made:
        for label, construct in (
            ("CES-D", "depression"),
            ("Group use", "groups"),
            ("Empowerment", "empowerment"),
            ("Age", ""),
        ):
            given: dict[str, Any] = {"measure": "CES-D" if construct == "depression" else "", "direction": "+"}
            code_variable(made, protocol(), "R1", label, construct=construct, who=WHO, **given)
        decide(made, "C1", "accept", who=WHO)
        yield made


def constructs(**changes: Any) -> Protocol:
    """The protocol with these constructs added, changed, or (None) removed, and without the questions on them."""
    known = {name: value for name, value in (PROTOCOL["constructs"] | changes).items() if value is not None}
    questions = [q for q in PROTOCOL["questions"] if q["x"] in known and q["y"] in known]
    return protocol(constructs=known, questions=questions)


def opened(store: Store, new: Protocol) -> list[tuple[str, str]]:
    readings = store.readings()
    found = codings_to_look_at(store.codings(), protocol(), new)
    assert store.readings() == readings
    return [(item.coding.label, item.reason) for item in found]


def test_an_unchanged_protocol_opens_nothing(store: Store) -> None:
    assert opened(store, protocol()) == []
    assert opened(store, protocol(review={"title": "Another title", "version": "2"})) == []


def test_a_construct_that_is_gone_opens_its_codings(store: Store) -> None:
    assert opened(store, constructs(empowerment=None)) == [("Empowerment", "'empowerment' is gone")]


def test_a_renamed_construct_opens_its_codings(store: Store) -> None:
    new = constructs(empowerment=None, agency=PROTOCOL["constructs"]["empowerment"])
    assert opened(store, new) == [("Empowerment", "'empowerment' is called 'agency' now")]


def test_a_new_construct_opens_what_it_may_claim(store: Store) -> None:
    new = constructs(age={"label": "Age", "high": "older"}, sleep={"label": "Sleep", "high": "longer"})
    assert opened(store, new) == [("Age", "'age' is new, and may be what is meant")]


def test_what_is_coded_under_the_new_protocol_is_done(store: Store) -> None:
    new = constructs(age={"label": "Age", "high": "older"})
    code_variable(store, new, "R1", "Age", construct="age", direction="+", who=WHO)
    assert opened(store, new) == []


def test_another_meaning_of_high_opens_its_codings(store: Store) -> None:
    turned = PROTOCOL["constructs"]["depression"] | {"high": "fewer symptoms"}
    reason = "a high value of 'depression' means 'fewer symptoms' now, not 'more symptoms'"
    assert opened(store, constructs(depression=turned)) == [("CES-D", reason)]


def test_another_direction_of_a_measure_opens_its_codings(store: Store) -> None:
    turned = PROTOCOL["constructs"]["depression"] | {"measures": {"CES-D": {"direction": "-"}}}
    assert opened(store, constructs(depression=turned)) == [("CES-D", "the direction of 'CES-D' has changed")]


def test_the_queue_asks_for_what_a_changed_protocol_opens_until_it_is_coded_anew(store: Store) -> None:
    new = constructs(empowerment=None, agency=PROTOCOL["constructs"]["empowerment"])
    (task,) = [task for task in tasks(store, new) if task.kind == "again"]
    assert (task.id, task.report) == ("R1/Empowerment", "R1")
    assert task.what.endswith("under another protocol: 'empowerment' is called 'agency' now")
    code_variable(store, new, "R1", "Empowerment", construct="agency", direction="+", who=WHO)
    assert not [task for task in tasks(store, new) if task.kind == "again"]
    assert not [task for task in tasks(store, protocol()) if task.kind == "again" and task.id != "R1/Empowerment"]


def test_other_terms_and_labels_open_nothing(store: Store) -> None:
    same = PROTOCOL["constructs"]["depression"] | {"terms": ["gloom"], "label": "Depressive symptoms"}
    assert opened(store, constructs(depression=same)) == []
