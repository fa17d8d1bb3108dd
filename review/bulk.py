"""Accepting many at once: what the reader is sure of, after people have found a random sample of it without a fault.

A stratum is what waits with a probability above a threshold, without a hard flag or a doubt about a sign. A sample of
it, large enough by the hypergeometric distribution, is drawn with a seed that is kept, and checked by people like any
result. One that is wrong sends the whole stratum to them. If all are right, the rest is accepted under the policy's
name: with 95 % confidence no more of the stratum is wrong than was agreed to. All of it is taken back in one step.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from corpus.decisions import Decision, is_policy
from corpus.errors import InvalidDecision, UnknownId
from corpus.identity import make_id, number_of
from corpus.protocol import Protocol
from corpus.store import Store, StoredCandidate, in_force
from pooling.shares import LEVEL, exact_interval, sample_needed
from review.decisions import decision_on
from review.display import strictest
from review.doubts import blocks_acceptance
from review.queue import Desk

POLICY = "accept.sampled.v1"
BULK = "bulk"  # the key by which a decision names the acceptance that it belongs to
LEAST_SURE, MOST_RISK = 0.5, 0.2  # a reader that is wrong every other time, or one in five wrong, is no basis
State = Literal["open", "passed", "failed", "accepted"]


@dataclass(frozen=True, slots=True)
class Stratum:
    """What could be accepted above a threshold, and how many of it have to be right first."""

    ids: tuple[str, ...]
    needed: int

    @property
    def spared(self) -> int:
        """How many nobody would have to look at."""
        return len(self.ids) - self.needed


@dataclass(frozen=True, slots=True)
class Bulk:
    """One acceptance of many: its terms, its sample, and what has come of it."""

    id: str
    above: float
    risk: float
    seed: int
    stratum: tuple[str, ...]
    sample: tuple[str, ...]
    who: str
    at: str
    seq: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    accepted: tuple[str, ...] = ()  # still in force
    left_out: tuple[str, ...] = ()
    finished: int = 0  # seq of the event that accepted the rest
    looked: tuple[str, ...] = ()  # of those accepted, what people have looked at since
    overturned: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()  # drawn to be looked at afterwards

    @property
    def state(self) -> State:
        """Where it stands. An error found afterwards does not undo it: that is for a person to say."""
        if self.finished:
            return "accepted"
        if self.wrong:
            return "failed"
        return "passed" if set(self.sample) <= set(self.right) else "open"

    @property
    def left(self) -> tuple[str, ...]:
        """What of the sample waits for a person."""
        return tuple(item for item in self.sample if item not in self.right and item not in self.wrong)

    @property
    def overturned_interval(self) -> tuple[float, float]:
        """The exact 95 % interval of the share that was wrong among what people looked at afterwards."""
        return exact_interval(len(self.overturned), len(self.looked))


def stratum(store: Store, protocol: Protocol, *, above: float, risk: float) -> Stratum:
    """What could be accepted above this probability at this risk; the terms are refused where they make no sense."""
    if not LEAST_SURE <= above <= 1:
        raise InvalidDecision(
            f"--above {above:g} is no threshold; give a probability from {LEAST_SURE:g} to 1, like .98."
        )
    if not 0 < risk <= MOST_RISK:
        raise InvalidDecision(f"--risk {risk:g} is no share that may be wrong; give one up to {MOST_RISK:g}, like .01.")
    if protocol.coders.readings > 1:
        raise InvalidDecision(
            "The protocol wants several people to judge each reading; nothing is accepted without them."
        )
    taken = {item for one in bulks(store) if not one.finished for item in one.stratum}
    ids = tuple(item for item in sorted(eligible(store, protocol, above), key=_number) if item not in taken)
    return Stratum(ids, sample_needed(len(ids), risk))


def _number(item: str) -> int:
    return number_of(item, "C")


def eligible(store: Store, protocol: Protocol, above: float) -> set[str]:
    """What waits and may be accepted without being looked at."""
    desk = Desk(store, protocol)
    waiting = {row.id: row for report in desk.reports for row in desk.undecided(report) if row.id not in desk.words}
    found = (stored for items in desk.stored.values() for stored in items if stored.id in waiting)
    return {
        stored.id
        for stored in found
        if is_sure(stored, above) and strictest(protocol, desk.needs.questions_of(waiting[stored.id])) == "verify"
    }


def is_sure(stored: StoredCandidate, above: float) -> bool:
    """Whether the reader is sure of a complete result that no check objects to."""
    candidate = stored.scored.candidate
    whole = candidate.n is not None and candidate.x.strip() and candidate.y.strip() and abs(candidate.r.value) < 1
    return bool(
        stored.scored.kind == "correlation"
        and stored.scored.probability >= above
        and whole
        and not blocks_acceptance(candidate)
        and not (stored.vanished or stored.superseded or stored.changed)
    )


def begin(
    store: Store, protocol: Protocol, *, above: float, risk: float, seed: int, who: str, at: str = ""
) -> Bulk:  # fmt: skip
    """Draw the sample; seed and list are kept, so that anybody can draw it again."""
    seen = len(store.events())
    found = stratum(store, protocol, above=above, risk=risk)
    if found.spared < 1:
        raise InvalidDecision(
            f"{len(found.ids)} results are above {above:g}, and {found.needed} of them would have to be checked for a "
            f"risk of {risk:g}: nothing is left to accept. Check them, or choose a lower --above or a higher --risk."
        )
    drawn = random.Random(seed).sample(found.ids, found.needed)  # noqa: S311  can be drawn again, no secret
    item = make_id("B", len(_plans(store.events())) + 1)
    after = {
        "policy": POLICY, "above": above, "risk": risk, "level": LEVEL, "seed": seed,
        "stratum": list(found.ids), "sample": sorted(drawn, key=_number),
    }  # fmt: skip
    store.append_all([Decision("bulk", item, "record", who, at, after)], since=seen)
    return find(store, item)


def finish(store: Store, protocol: Protocol, item: str, *, who: str, at: str = "") -> Bulk:
    """Accept the rest of a stratum whose sample is without a fault: all of it at once, or nothing."""
    seen = len(store.events())
    one = find(store, item)
    if one.state != "passed":
        raise InvalidDecision(f"{item} cannot be accepted: {told(one)}.")
    sure = eligible(store, protocol, one.above)
    decided = store.view().words
    rest = [each for each in one.stratum if each in sure]
    gone = [each for each in one.stratum if each not in sure and each not in decided]
    note = f"{item}: {len(one.sample)} of {len(one.stratum)} checked, none wrong"
    made = [decision_on(store, each, "accept", {}, who=POLICY, note=note, at=at) for each in rest]
    named = [replace(each, after={**each.after, BULK: item}) for each in made]
    done = Decision("bulk", item, "accept", who, at, {"accepted": rest, "left_out": gone})
    store.append_all([*named, done], since=seen)
    return find(store, item)


def take_back(store: Store, item: str, *, who: str, note: str = "", at: str = "") -> Bulk:
    """Undo a whole acceptance in one step; what people have decided on its results since stays.

    One of whose sample nobody has judged anything is given up; later it stands, so that nobody draws until it fits.
    """
    one = find(store, item)
    if not one.finished and (one.right or one.wrong):
        raise InvalidDecision(f"{item} has accepted nothing yet, and its sample is being checked; nothing to undo.")
    standing = in_force(store.events())
    mine = [e for e in standing if e.subject == "reading" and e.who == POLICY and e.after.get(BULK) == item]
    said = note or f"{item} taken back"
    events = [Decision("reading", e.id, "undo", who, at, {"undoes": e.seq}, e.after, said) for e in mine]
    store.append_all([*events, Decision("bulk", item, "undo", who, at, {"undoes": one.finished or one.seq}, {}, said)])
    return one if not one.finished else find(store, item)


def audit(store: Store, item: str, *, count: int, seed: int, who: str, at: str = "") -> Bulk:
    """Draw some of what was accepted, to be looked at by people after all."""
    one = find(store, item)
    left = [each for each in one.accepted if each not in one.looked]
    if not 0 < count <= len(left):
        raise InvalidDecision(
            f"{count} cannot be drawn from {item}: {len(left)} accepted results were not looked at yet."
        )
    drawn = random.Random(seed).sample(left, count)  # noqa: S311  can be drawn again, no secret
    after = {"seed": seed, "audit": sorted(drawn, key=_number)}
    store.append(Decision("bulk", item, "ask", who, at, after))
    return find(store, item)


def find(store: Store, item: str) -> Bulk:
    """The acceptance with this id."""
    known = {one.id: one for one in bulks(store)}
    if item not in known:
        raise UnknownId(f"there is no bulk acceptance {item}; known: {', '.join(known) or 'none'}.")
    return known[item]


def bulks(store: Store) -> list[Bulk]:
    """Every acceptance of many, as it stands."""
    events = store.events()
    standing = in_force(events)
    readings = [event for event in standing if event.subject == "reading"]
    return [_folded(plan, standing, readings) for plan in _plans(standing)]


def _plans(events: Iterable[Decision]) -> list[Decision]:
    return [event for event in events if event.subject == "bulk" and event.action == "record"]


def _folded(plan: Decision, standing: Sequence[Decision], readings: Sequence[Decision]) -> Bulk:
    after: Mapping[str, Any] = plan.after
    stratum = set(after["stratum"])
    mine = [e for e in readings if e.id in stratum and e.seq > plan.seq]
    words = {e.id: e for e in mine}
    people = {item: e for item, e in words.items() if not is_policy(e.who)}
    accepted = {e.id: e.seq for e in mine if e.after.get(BULK) == plan.id and e.who == POLICY}
    faults = [e.id for e in mine if e.action in ("change", "reject") and not is_policy(e.who) and e.id not in accepted]
    own = [e for e in standing if e.subject == "bulk" and e.id == plan.id]
    done = next((e for e in reversed(own) if e.action == "accept"), None)
    later = {item: e for item, e in people.items() if item in accepted and e.seq > accepted[item]}
    return Bulk(
        plan.id, after["above"], after["risk"], after["seed"], tuple(after["stratum"]), tuple(after["sample"]),
        plan.who, plan.at, plan.seq,
        right=tuple(item for item in after["sample"] if item in people and people[item].action == "accept"),
        wrong=tuple(dict.fromkeys(faults)),
        accepted=tuple(accepted), left_out=tuple(done.after["left_out"]) if done else (),
        finished=done.seq if done else 0, looked=tuple(later),
        overturned=tuple(item for item, e in later.items() if e.action in ("change", "reject")),
        audit=tuple(item for e in own if e.action == "ask" for item in e.after["audit"]),
    )  # fmt: skip


def told(one: Bulk) -> str:
    """Where an acceptance stands, in one line."""
    match one.state:
        case "failed":
            return f"{', '.join(one.wrong)} of the stratum was wrong, so people check all {len(one.stratum)}"
        case "open":
            return f"{len(one.left)} of the {len(one.sample)} in the sample wait for a person"
        case "passed":
            rest = len(one.stratum) - len(one.sample)
            return f"none of the {len(one.sample)} in the sample was wrong; {rest} can be accepted"
    looked = f"; {len(one.overturned)} of {len(one.looked)} looked at afterwards were wrong" if one.looked else ""
    return f"accepted {len(one.accepted)} of {len(one.stratum)} by {POLICY}{looked}"
