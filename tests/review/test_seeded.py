"""Planted errors: announced, told right after, counted, and never stored as a decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidDecision, InvalidProtocol
from corpus.store import CandidateRow, Store
from reports.conduct import checks
from review import decisions
from review.overview import overview
from review.seeded import Planted, Plants, answer, planted, plants, told
from tests.review.reviews import protocol, review

ALL = Plants(per_hundred=100, who="ana")
ROW = CandidateRow("C1", "R1", "d", 1, ".31", "correlation", "pearson", "CES-D", "Use", "", 212, 0.9, vanished=False)


def checking(share: int) -> object:
    return protocol(checking={"checks_per_100": share})


def test_nothing_is_planted_unless_the_protocol_says_so_and_not_more_than_one_in_five() -> None:
    with review() as store:
        assert plants(protocol(), store.events(), "ana").at(ROW, hard=False, word=None) is None
    with pytest.raises(InvalidProtocol, match="checks_per_100"):
        checking(21)


@given(
    r=st.sampled_from([".31", "-.05", "−.44", "0.7", "0,12", ".00", "1.00", ".999"]),
    n=st.integers(4, 99_999),
    choice=st.integers(0, 255),
)
def test_a_planted_error_is_a_number_that_can_be_and_is_not_what_was_read(r: str, n: int, choice: int) -> None:
    found = planted(replace(ROW, printed=r, n=n), choice)
    if found is None:
        return
    assert found.shown != found.read
    if found.field == "n":
        assert int(found.shown) >= 4
        assert int(found.shown) != n
    else:
        shown, read = (decisions.printed_r("C1", text).value for text in (found.shown, found.read))
        assert shown != read


def test_every_sort_of_error_is_planted_and_always_the_same_for_one_coder() -> None:
    rows = [replace(ROW, id=f"C{number}") for number in range(60)]
    found = [ALL.at(row, hard=False, word=None) for row in rows]
    assert {one.error for one in found if one} == {"digit", "sign", "n"}
    assert found == [ALL.at(row, hard=False, word=None) for row in rows]
    few = [replace(ALL, per_hundred=10).at(row, hard=False, word=None) for row in rows]
    others = [replace(ALL, per_hundred=10, who="mei").at(row, hard=False, word=None) for row in rows]
    assert 0 < sum(one is not None for one in few) < 20
    assert few != others


def test_nothing_is_planted_where_a_result_is_in_doubt_incomplete_decided_or_answered() -> None:
    with review() as store:
        word = decisions.decide(store, "C1", "accept", who="mei")
    assert ALL.at(ROW, hard=True, word=None) is None
    assert ALL.at(ROW, hard=False, word=word) is None
    assert ALL.at(replace(ROW, n=None), hard=False, word=None) is None
    assert ALL.at(replace(ROW, kind="convertible"), hard=False, word=None) is None
    assert replace(ALL, done=frozenset({"C1"})).at(ROW, hard=False, word=None) is None


WRONG = Planted("C1", "sign", "r", "−.31", ".31")


@given(st.lists(st.tuples(st.sampled_from(["accept", "change", "reject", "ask"]), st.booleans()), max_size=8))
@settings(deadline=None, max_examples=25)
def test_no_answer_to_a_check_ever_changes_a_reading(answers: list[tuple[str, bool]]) -> None:
    with review() as store:
        decisions.decide(store, "C2", "accept", who="mei")
        before = (store.readings(), store.codings(), dict(store.view().words), store.generation())
        for action, on_it in answers:
            store.append(answer(WRONG, action, ("r",) if on_it else ("n",), who="ana"))
        assert (store.readings(), store.codings(), dict(store.view().words), store.generation()) == before
        assert store.verify() == 1 + len(answers)
        assert decisions.undo(store, "C2", who="mei").subject == "reading"
        with pytest.raises(InvalidDecision, match="nothing to undo"):
            decisions.undo(store, "C1", who="ana")


def test_each_coder_has_a_share_of_caught_errors_with_its_interval() -> None:
    with Store.in_memory() as store:
        for action, changed in (("change", "r"), ("accept", "x"), ("ask", "x"), ("reject", "x"), ("change", "n")):
            store.append(answer(WRONG, action, (changed,), who="ana"))
        (found,) = checks(store.events())
        assert (found.shown, found.caught) == (4, 2)
        assert overview(store, protocol())["checks"][0]["caught"] == 2
        said = [told(event) for event in store.events()]
        assert said[0].startswith("This was a check: r was shown as −.31, it was read as .31. You caught it.")
        assert "let it pass" in said[1]
        assert "says nothing" in said[3]


def test_what_a_coder_has_answered_typed_or_judged_is_not_asked_again() -> None:
    laid_down = protocol(checking={"checks_per_100": 20})
    with review() as store:
        store.append(answer(WRONG, "accept", (), who="ana"))
        decisions.decide(store, "C2", "accept", who="ana", coders={"readings": 2})
        assert plants(laid_down, store.events(), "ana").done == {"C1", "C2"}
        assert plants(laid_down, store.events(), "mei").done == frozenset()
