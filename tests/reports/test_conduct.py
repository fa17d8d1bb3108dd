"""What a report may say of how the work was done is folded from the record alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus.decisions import Decision
from corpus.store import Store
from reports.conduct import Typed, amendments, automatic, conduct
from review.decisions import decide
from tests.review.reviews import review

TWO = {"readings": 2}


def aside(subject: Any, item: str, who: str, **after: Any) -> Decision:
    return Decision(subject, item, "record", who, "", after)


def worked() -> Store:
    store = review()
    decide(store, "C1", "accept", who="ana", coders=TWO)
    decide(store, "C1", "accept", who="mei", coders=TWO)
    made = decide(store, "C2", "accept", who="kim")
    store.append(replace(made, id="C3", who="accept.sampled.v1", seq=0))
    decide(store, "C4", "reject", who="kim")
    return store


def test_readings_stand_on_people_agreement_and_policies() -> None:
    with worked() as store:
        found = conduct(store.events())
        assert dict(found.by) == {"agreement.v1": 1, "kim": 1, "accept.sampled.v1": 1}
        assert (found.readings, found.automatic, found.twice) == (3, 1, 1)
        assert found.automatic_share == 1 / 3
        assert automatic(store.readings()) == {"C3"}
    assert conduct([]).automatic_share == 0.0


def test_checks_are_counted_by_coder_with_an_exact_interval() -> None:
    outcomes = [("ana", "caught"), ("ana", "missed"), ("ana", "neither"), ("kim", "caught")]
    with review() as store:
        for who, outcome in outcomes:
            store.append(aside("check", "C1", who, outcome=outcome))
        ana, kim = conduct(store.events()).checks
        assert (ana.who, ana.shown, ana.caught) == ("ana", 2, 1)
        assert ana.low < 0.5 < ana.high
        assert (kim.who, kim.high) == ("kim", 1.0)


def test_what_was_typed_before_it_was_shown_is_counted_by_mode() -> None:
    with review() as store:
        store.append(aside("typed", "C1", "ana", mode="blind", same=True))
        store.append(aside("typed", "C2", "ana", mode="blind", same=False))
        assert conduct(store.events()).typed == (Typed("blind", 2, 1),)


def test_what_is_kept_aside_changes_no_reading_and_makes_nothing_newer() -> None:
    with worked() as store:
        before, generation = store.readings(), store.generation()
        store.append(aside("training", "C1", "new", answer="reject"))
        assert (store.readings(), store.generation()) == (before, generation)
        assert store.verify() == len(store.events())


def test_an_amendment_says_when_who_why_and_what() -> None:
    after = {"effect": "This opens no coding.", "difference": "-a\n+b"}
    change = Decision("protocol", "review.toml", "change", "ana", "2026-01-02T03:04:05+00:00", after, {}, "a new scale")
    (one,) = amendments([change])
    assert (one.at[:10], one.who, one.reason, one.effect) == (
        "2026-01-02", "ana", "a new scale", "This opens no coding.",
    )  # fmt: skip
    assert one.difference == "-a\n+b"
