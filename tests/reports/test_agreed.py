"""The record itself says how far its coders agree."""

import math

from corpus.store import Store
from reports.agreed import agreed
from review import coding, decisions
from review.overview import overview
from tests.review.reviews import protocol, review

TWO = {"readings": 2, "codings": 2, "characteristics": 2, "eligibility": 2}


def coded() -> Store:
    store = review()
    both = protocol(coders=TWO)
    for who, n in (("ana", 212), ("mei", 212)):
        decisions.decide(store, "C1", "accept", who=who, coders=TWO)
        decisions.decide(store, "C2", "accept", who=who, coders=TWO)
        decisions.decide(store, "C3", "reject", who=who, kind="cited", coders=TWO)
        coding.code_variable(store, both, "R1", "CES-D", construct="depression", direction="+", who=who)
        coding.set_characteristics(store, both, "S1", {"mean_age": n / 10, "country": who}, who=who)
    decisions.decide(store, "C4", "accept", who="ana", coders=TWO)
    decisions.decide(store, "C4", "change", who="mei", r="-.45", coders=TWO)
    return store


def test_every_thing_that_two_people_judged_has_its_agreement() -> None:
    with coded() as store:
        found = {one.what: one for one in agreed(store.events())}
        assert found["result kept or rejected"].units == 4
        assert found["result kept or rejected"].alike == 1.0
        assert {one.name: one.value for one in found["result kept or rejected"].coefficients}["Cohen's kappa"] == 1.0
        assert found["r"].units == 3
        assert found["r"].largest == 0.9
        assert found["country"].alike == 0.0
        assert found["mean_age"].largest == 0.0
        assert found["construct"].units == 1


def test_adjudication_has_no_part_in_agreement() -> None:
    with coded() as store:
        before = agreed(store.events())
        decisions.decide(store, "C4", "accept", who="kim", coders=TWO, adjudicates=True)
        assert repr(agreed(store.events())) == repr(before)


def test_the_overview_tells_agreement_and_what_is_left_to_adjudicate() -> None:
    both = protocol(coders=TWO)
    with coded() as store:
        told = overview(store, both)
        assert told["queue"]["adjudicate"] == 1
        (r,) = [one for one in told["agreement"] if one["what"] == "r"]
        assert r["largest"] == 0.9
        assert all(value is None or not math.isnan(value) for one in told["agreement"] for each in one["coefficients"]
                   for value in (each["value"], each["low"], each["high"]))  # fmt: skip


def test_who_codes_alone_has_no_agreement_to_tell() -> None:
    with review() as store:
        decisions.decide(store, "C1", "accept", who="ana")
        assert overview(store, protocol())["agreement"] == []
