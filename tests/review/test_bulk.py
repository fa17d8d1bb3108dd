"""Many are accepted at once only after people have found a random sample of them without a fault."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corpus.errors import InvalidDecision, UnknownId
from corpus.evidence import Flag, Scored
from corpus.store import Store
from pooling.shares import sample_needed
from reports.conduct import conduct
from review import bulk
from review.decisions import decide, undo
from review.overview import overview
from tests.review.reviews import PROTOCOL, candidate, protocol
from tests.store.evidence import document, sample

CELLS = 40
LAID_DOWN = protocol()
ABOVE, RISK = 0.95, 0.1


def cells(*, unsure: int = 0) -> list[Scored]:
    made = [candidate(f".{10 + row}", "Group use", f"CES-D part {row}", row, 0) for row in range(CELLS)]
    return [Scored(one, "correlation", 0.6 if row < unsure else 0.99, "triage.v1") for row, one in enumerate(made)]


def review_of(found: list[Scored]) -> Store:
    store = Store.in_memory()
    store.add(document("berg2019"), found, [sample(212)], name="berg2019.pdf", rules="1")
    return store


def begin(store: Store, *, seed: int = 7) -> bulk.Bulk:
    return bulk.begin(store, LAID_DOWN, above=ABOVE, risk=RISK, seed=seed, who="ana")


def checked(store: Store, one: bulk.Bulk) -> bulk.Bulk:
    for item in one.left:
        decide(store, item, "accept", who="ana")
    return bulk.find(store, one.id)


def test_what_it_would_take_is_told_before_anything_begins() -> None:
    with review_of(cells(unsure=4)) as store:
        found = bulk.stratum(store, LAID_DOWN, above=ABOVE, risk=RISK)
        assert (len(found.ids), found.needed) == (36, sample_needed(36, 0.1))
        assert found.spared == 36 - found.needed
        assert store.events() == []


def test_hard_warnings_doubts_about_a_sign_and_incomplete_results_are_never_in_a_stratum() -> None:
    found = cells()
    for row, code in enumerate(("p_mismatch", "sign_from_image", "unmapped_glyph", "ocr")):
        flag = Flag(code, "hard" if row == 0 else "soft", "look")
        found[row] = replace(found[row], candidate=replace(found[row].candidate, flags=(flag,)))
    found[4] = replace(found[4], candidate=replace(found[4].candidate, n=None))
    found[5] = replace(found[5], kind="cited")
    with review_of(found) as store:
        decide(store, "C7", "ask", who="ana", note="which sample?")
        decide(store, "C8", "accept", who="ana")
        ids = bulk.stratum(store, LAID_DOWN, above=ABOVE, risk=RISK).ids
        assert {f"C{number}" for number in range(1, 9)} & set(ids) == set()
        assert len(ids) == CELLS - 8


def test_questions_that_keep_values_back_and_double_coding_accept_nothing_in_bulk() -> None:
    questions = [question | {"display": "blind"} for question in PROTOCOL["questions"]]
    with review_of(cells()) as store:
        assert bulk.stratum(store, protocol(questions=questions), above=ABOVE, risk=RISK).ids == ()
        with pytest.raises(InvalidDecision, match="several people"):
            bulk.stratum(store, protocol(coders={"readings": 2}), above=ABOVE, risk=RISK)


@pytest.mark.parametrize(
    ("above", "risk", "message"),
    [
        (0.2, 0.1, "--above 0.2 is no threshold"),
        (98, 0.1, "--above 98 is no threshold"),
        (0.9, 0.0, "--risk 0 is no share"),
        (0.9, 0.5, "--risk 0.5 is no share"),
        (0.999, 0.1, "nothing is left to accept"),
    ],
)
def test_terms_that_make_no_sense_are_refused(above: float, risk: float, message: str) -> None:
    with review_of(cells()) as store, pytest.raises(InvalidDecision, match=message):
        bulk.begin(store, LAID_DOWN, above=above, risk=risk, seed=1, who="ana")


def test_seed_and_list_are_kept_so_that_anybody_can_draw_again() -> None:
    with review_of(cells()) as store:
        one = begin(store)
        assert (one.id, one.state, one.seed) == ("B1", "open", 7)
        assert set(one.sample) == set(random.Random(7).sample(one.stratum, len(one.sample)))
        assert bulk.stratum(store, LAID_DOWN, above=ABOVE, risk=RISK).ids == ()  # no second sample of the same results
        assert len(store.view().words) == 0


def test_a_sample_without_a_fault_accepts_the_rest_under_the_policys_name() -> None:
    with review_of(cells()) as store:
        one = begin(store)
        with pytest.raises(InvalidDecision, match=f"{len(one.sample)} of the {len(one.sample)} in the sample wait"):
            bulk.finish(store, LAID_DOWN, "B1", who="ana")
        assert checked(store, one).state == "passed"
        done = bulk.finish(store, LAID_DOWN, "B1", who="ana")
        assert set(done.accepted) == set(one.stratum) - set(one.sample)
        by = {reading.id: reading.who for reading in store.readings()}
        assert {by[item] for item in done.accepted} == {"accept.sampled.v1"}
        assert {by[item] for item in one.sample} == {"ana"}
        assert conduct(store.events()).automatic == len(done.accepted)
        assert overview(store, LAID_DOWN)["bulk"][0]["state"] == "accepted"
        with pytest.raises(InvalidDecision, match="cannot be accepted"):
            bulk.finish(store, LAID_DOWN, "B1", who="ana")


@pytest.mark.parametrize("where", ["sample", "stratum"])
def test_one_wrong_sends_all_to_people_for_good(where: str) -> None:
    with review_of(cells()) as store:
        one = begin(store)
        wrong = one.sample[0] if where == "sample" else (set(one.stratum) - set(one.sample)).pop()
        decide(store, wrong, "change", who="ana", n=99)
        assert checked(store, one).state == "failed"
        with pytest.raises(InvalidDecision, match=f"{wrong} of the stratum was wrong"):
            bulk.finish(store, LAID_DOWN, "B1", who="ana")
        assert bulk.stratum(store, LAID_DOWN, above=ABOVE, risk=RISK).ids == ()
        with pytest.raises(InvalidDecision, match="is being checked"):
            bulk.take_back(store, "B1", who="ana")


def test_all_of_it_is_undone_in_one_step_and_what_people_decided_since_stays() -> None:
    with review_of(cells()) as store:
        one = checked(store, begin(store))
        before = {reading.id for reading in store.readings()}
        done = bulk.finish(store, LAID_DOWN, one.id, who="ana")
        decide(store, done.accepted[0], "change", who="mei", n=99)
        after = bulk.find(store, one.id)
        assert (after.looked, after.overturned) == (done.accepted[:1], done.accepted[:1])
        assert after.overturned_interval[0] > 0
        bulk.take_back(store, one.id, who="mei")
        assert {reading.id for reading in store.readings()} == before | {done.accepted[0]}
        assert bulk.find(store, one.id).state == "failed"  # somebody has found one wrong by now
        assert store.verify() == len(store.events())


def test_a_sample_that_nobody_has_looked_at_can_be_given_up() -> None:
    with review_of(cells()) as store:
        begin(store)
        bulk.take_back(store, "B1", who="ana")
        assert bulk.bulks(store) == []
        assert begin(store, seed=8).id == "B2"


def test_what_has_changed_since_the_sample_was_drawn_is_left_out() -> None:
    with review_of(cells()) as store:
        one = checked(store, begin(store))
        rest = [item for item in one.stratum if item not in one.sample]
        decide(store, rest[0], "ask", who="mei", note="sure?")
        stored = store.candidate(rest[1])
        store.rescore({rest[1]: replace(stored.scored, probability=0.4)})
        done = bulk.finish(store, LAID_DOWN, one.id, who="ana")
        assert set(done.accepted) == set(rest[2:])
        assert done.left_out == (rest[1],)


def test_some_of_what_was_accepted_is_looked_at_afterwards() -> None:
    with review_of(cells()) as store:
        one = checked(store, begin(store))
        done = bulk.finish(store, LAID_DOWN, one.id, who="ana")
        drawn = bulk.audit(store, one.id, count=3, seed=1, who="ana").audit
        assert set(drawn) <= set(done.accepted)
        decide(store, drawn[0], "accept", who="mei")
        looked = bulk.find(store, one.id)
        assert (looked.looked, looked.overturned) == (drawn[:1], ())
        assert "0 of 1 looked at afterwards were wrong" in bulk.told(looked)
        with pytest.raises(InvalidDecision, match="cannot be drawn"):
            bulk.audit(store, one.id, count=99, seed=1, who="ana")


def test_an_acceptance_that_raced_with_a_decision_is_refused_whole() -> None:
    with review_of(cells()) as store:
        made = decide(store, "C1", "accept", who="ana")
        with pytest.raises(InvalidDecision, match="meanwhile"):
            store.append_all([replace(made, id="C2", seq=0)], since=0)
        assert len(store.events()) == 1


def test_an_unknown_acceptance_is_met_with_those_that_are_there() -> None:
    with review_of(cells()) as store, pytest.raises(UnknownId, match="known: none"):
        bulk.find(store, "B9")


def test_a_question_after_an_accept_keeps_the_sample_open() -> None:
    with review_of(cells()) as store:
        one = checked(store, begin(store))
        decide(store, one.sample[0], "ask", who="mei", note="sure?")
        assert bulk.find(store, one.id).state == "open"
        undo(store, one.sample[0], who="mei")
        assert bulk.find(store, one.id).state == "passed"
