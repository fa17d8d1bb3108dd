from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.errors import InvalidDecision, UnknownId
from corpus.store import Store
from review.decisions import add_by_hand, decide, flags_of, undo
from tests.review.reviews import MATRIX, WHO, add, candidate, digest, review


@pytest.fixture
def store() -> Iterator[Store]:
    with review() as made:
        yield made


def test_an_accepted_candidate_is_a_reading_with_its_place(store: Store) -> None:
    made = decide(store, "C1", "accept", who=WHO)
    (reading,) = store.readings()
    assert (reading.id, reading.report, reading.r.text, reading.n, reading.n_basis) == (
        "C1",
        "R1",
        ".31",
        212,
        "table_note",
    )
    assert (reading.x, reading.y, reading.source, reading.page) == ("Group use", "CES-D", "page", 1)
    assert (reading.quote, reading.digest, reading.decision) == ("Group use .31 CES-D", digest("berg2019"), made.seq)
    assert reading.boxes == MATRIX[0].quotes[0].boxes
    assert made.before["r"] == ".31"


def test_a_change_keeps_what_was_seen_and_what_was_said(store: Store) -> None:
    made = decide(store, "C1", "change", who=WHO, n=200, r="−.31", x="Use", note="sign lost")
    (reading,) = store.readings()
    assert (reading.r.value, reading.r.text, reading.n, reading.n_basis, reading.x) == (
        -0.31,
        "−.31",
        200,
        "person",
        "Use",
    )
    assert (made.action, made.before["n"], made.note) == ("change", 212, "sign lost")


def test_accepting_with_other_values_is_a_change(store: Store) -> None:
    assert decide(store, "C1", "accept", who=WHO, n=200).action == "change"
    assert decide(store, "C2", "accept", who=WHO, n=212).action == "accept"


def test_a_rejected_candidate_is_no_reading(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    assert decide(store, "C1", "reject", who=WHO, kind="cited").after == {"kind": "cited"}
    assert decide(store, "C2", "reject", who=WHO).after == {"kind": "other"}
    assert store.readings() == []


def test_a_question_is_kept_with_its_words(store: Store) -> None:
    assert decide(store, "C1", "ask", who=WHO, note="which sample?").note == "which sample?"


@pytest.mark.parametrize(
    ("action", "given", "message"),
    [
        ("acept", {}, "'acept' is no action; did you mean 'accept'"),
        ("reject", {"kind": "citd"}, "'citd' is no kind of result; did you mean 'cited'"),
        ("reject", {"kind": "correlation"}, "C1: a correlation of the paper's own is not rejected as one"),
        ("ask", {}, "C1: ask what"),
        ("change", {}, "C1: change what"),
        ("change", {"n": 3}, "C1: n = 3 is too small; a correlation needs n of 4 or more"),
        ("change", {"r": "1.00"}, "C1: r = 1.00 is not between -1 and 1"),
        ("change", {"r": "-1"}, "C1: r = -1 is not between -1 and 1"),
        ("change", {"r": "high"}, "C1: r = 'high' is not a number"),
        ("change", {"x": " "}, "C1 does not say what correlates; give --x and --y"),
        ("change", {"statistic": "persson"}, "'persson' is no statistic; did you mean 'pearson'"),
        ("accept", {"kind": "convertible"}, "C1 is no correlation yet: it needs a named conversion first"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(store: Store, action: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidDecision, match=message):
        decide(store, "C1", action, who=WHO, **given)
    assert store.events() == []


def test_nothing_is_accepted_without_n() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], n=None))
        with pytest.raises(InvalidDecision, match="C1 has no n; give it with `stook decide C1 change --n N`"):
            decide(store, "C1", "accept", who=WHO)
        assert decide(store, "C1", "change", who=WHO, n=212).after["n"] == 212


def test_what_was_read_as_something_else_is_accepted_only_expressly() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], kind="cited"), replace(MATRIX[1], kind="convertible"))
        with pytest.raises(InvalidDecision, match="C1 was read as 'cited', which is never pooled"):
            decide(store, "C1", "accept", who=WHO)
        decide(store, "C1", "accept", who=WHO, kind="correlation")
        with pytest.raises(InvalidDecision, match="C2 is no correlation yet"):
            decide(store, "C2", "accept", who=WHO, kind="correlation")
        assert decide(store, "C2", "reject", who=WHO).after == {"kind": "convertible"}


@pytest.mark.parametrize(("item", "message"), [("C99", "no candidate C99; ids go from C1"), ("H1", "no reading H1")])
def test_a_decision_on_an_unknown_id_is_refused(store: Store, item: str, message: str) -> None:
    with pytest.raises(UnknownId, match=message):
        decide(store, item, "accept", who=WHO)


def test_undo_takes_back_the_last_decision_in_force(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    decide(store, "C1", "reject", who=WHO)
    decide(store, "C1", "undo", who=WHO)
    assert [reading.id for reading in store.readings()] == ["C1"]
    decide(store, "C1", "undo", who=WHO)
    assert store.readings() == []
    with pytest.raises(InvalidDecision, match="C1 has no decision in force; nothing to undo"):
        decide(store, "C1", "undo", who=WHO)


def test_an_undo_can_be_undone(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    taken_back = undo(store, "C1", who=WHO)
    undo(store, "C1", who=WHO, seq=taken_back.seq)
    assert [reading.id for reading in store.readings()] == ["C1"]
    with pytest.raises(InvalidDecision, match="C1 has no decision 2 in force"):
        undo(store, "C1", who=WHO, seq=taken_back.seq)
    with pytest.raises(InvalidDecision, match="C1 has no decision 9 in force"):
        undo(store, "C1", who=WHO, seq=9)


def test_a_correlation_is_added_by_hand_with_its_source(store: Store) -> None:
    given: dict[str, Any] = {"r": ".28", "n": 140, "x": "CES-D", "y": "Group use", "who": WHO}
    made = add_by_hand(store, "berg2019", source="supplement", **given)
    other = add_by_hand(store, "R1", page=4, quote="r = .28", group="Women", **given)
    assert (made.id, other.id) == ("H1", "H2")
    first, second = store.readings()
    assert (first.source, first.page, first.digest, first.n_basis) == ("supplement", None, "", "person")
    assert (second.source, second.page, second.digest, second.group) == ("page", 4, digest("berg2019"), "Women")


def test_a_reading_made_by_hand_is_changed_and_undone_like_any_other(store: Store) -> None:
    add_by_hand(store, "R1", source="author", r=".28", n=140, x="CES-D", y="Group use", who=WHO)
    decide(store, "H1", "change", who=WHO, n=150)
    assert (store.readings()[0].n, store.readings()[0].source) == (150, "author")
    decide(store, "H1", "undo", who=WHO)
    assert store.readings()[0].n == 140
    decide(store, "H1", "reject", who=WHO, kind="other")
    assert store.readings() == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "web"}, "'web' is no source; known: author, manual, page, supplement"),
        ({"source": "page"}, "R1: on which page"),
        ({"n": 2}, "n = 2 is too small"),
        ({"r": "1"}, "r = 1 is not between"),
        ({"x": ""}, "does not say what correlates"),
        ({"statistic": "tau"}, "'tau' is no statistic"),
    ],
)
def test_what_is_added_by_hand_is_checked_too(store: Store, given: dict[str, Any], message: str) -> None:
    sound: dict[str, Any] = {"source": "author", "r": ".28", "n": 140, "x": "CES-D", "y": "Group use", "who": WHO}
    with pytest.raises(InvalidDecision, match=message):
        add_by_hand(store, "R1", **(sound | given))
    assert store.events() == []


def test_an_unknown_report_names_the_nearest(store: Store) -> None:
    with pytest.raises(UnknownId, match="no report 'berg2091'; did you mean 'berg2019'"):
        add_by_hand(store, "berg2091", source="author", r=".28", n=140, x="a", y="b", who=WHO)


def test_a_file_that_is_no_paper_is_named_with_its_reason(store: Store) -> None:
    store.add_failure(digest("x"), "x.pdf", "empty", "x.pdf is empty; copy it again.")
    with pytest.raises(UnknownId, match=r"'x\.pdf' stands for no report: x\.pdf is empty; copy it again"):
        add_by_hand(store, "x.pdf", source="author", r=".28", n=140, x="a", y="b", who=WHO)


def test_the_flags_of_the_checks_are_kept_and_told(store: Store) -> None:
    made = add_by_hand(store, "R1", source="author", r=".28", n=140, x="a", y="b", who=WHO)
    flag = {"code": "n_above_study", "severity": "hard", "message": "n = 140 is above 100."}
    told = flags_of(replace(made, after={**made.after, "flags": [flag]}))
    assert told == ["hard warning n_above_study: n = 140 is above 100."]
    assert flags_of(decide(store, "C1", "accept", who=WHO)) == []


def test_a_decision_survives_a_second_extraction(store: Store) -> None:
    decide(store, "C1", "change", who=WHO, n=200)
    add(store, *(replace(item, n=215) for item in MATRIX), rules="2")
    assert [(reading.id, reading.n) for reading in store.readings()] == [("C1", 200)]
    assert [item.changed for item in store.candidates()] == [True, False, False, False]
    decide(store, "C1", "accept", who=WHO)
    assert not store.candidate("C1").changed


def test_a_vanished_candidate_keeps_its_reading(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO)
    add(store, candidate(".99", "Sleep", "Grades", 9, 9), rules="2")
    assert [reading.id for reading in store.readings()] == ["C1"]
    assert decide(store, "C1", "accept", who=WHO).before["vanished"]
    assert not store.candidate("C1").changed


def test_a_second_change_builds_on_the_first(store: Store) -> None:
    decide(store, "C1", "change", who=WHO, r="-.31")
    decide(store, "C1", "change", who="jonas", n=200)
    made = decide(store, "C1", "change", who=WHO, group="Women")
    (reading,) = store.readings()
    assert (reading.r.text, reading.n, reading.n_basis, reading.group) == ("-.31", 200, "person", "Women")
    assert made.before["r"] == ".31"
    decide(store, "C1", "accept", who=WHO)
    assert [(r.r.text, r.n) for r in store.readings()] == [(".31", 212)]


def test_a_change_does_not_carry_on_what_the_reader_has_since_read_otherwise(store: Store) -> None:
    decide(store, "C1", "change", who=WHO, y="CES-D total")
    add(store, replace(MATRIX[0], n=180), *MATRIX[1:], rules="2")
    decide(store, "C1", "change", who=WHO, r="-.31")
    (reading,) = store.readings()
    assert (reading.r.text, reading.n, reading.y) == ("-.31", 180, "CES-D total")
