"""How the work was done, from the record alone: who verified what, how independently, how well; what was amended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.decisions import Decision, Reading, is_policy
from corpus.store import in_force
from corpus.store.folds import MAKES_A_READING
from corpus.store.judged import judged_things
from pooling.shares import exact_interval

CAUGHT, MISSED = "caught", "missed"  # what became of a planted error that somebody answered to


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of the protocol after it was first laid down; `effect` is what it was foreseen to do."""

    at: str
    who: str
    reason: str
    effect: str
    difference: str


@dataclass(frozen=True, slots=True)
class Caught:
    """How many planted errors a coder was shown and caught; the share has an exact 95 % interval."""

    who: str
    shown: int
    caught: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Typed:
    """How many results a person typed before the value was shown in this mode, and how many were as the reader read."""

    mode: str  # "blind" or "independent"
    results: int
    same: int


@dataclass(frozen=True, slots=True)
class Conduct:
    """The readings in force by whom they stand on, and what was done so that they are right."""

    readings: int
    by: tuple[tuple[str, int], ...]  # who decided (a person or a named policy) and how many, most first
    automatic: int  # accepted by a policy after a sample of their stratum had passed, looked at by nobody
    twice: int  # judged by two or more people independently
    typed: tuple[Typed, ...]
    checks: tuple[Caught, ...]
    amendments: tuple[Amendment, ...]

    @property
    def automatic_share(self) -> float:
        """The share of the readings in force that nobody has looked at."""
        return self.automatic / self.readings if self.readings else 0.0


def conduct(events: Sequence[Decision]) -> Conduct:
    """How the work was done."""
    standing = in_force(events)
    words = {event.id: event for event in standing if event.subject == "reading"}
    made = {item: event for item, event in words.items() if event.action in MAKES_A_READING}
    judged = {one.id for one in judged_things(events) if one.subject == "reading" and len(one.judgements) > 1}
    return Conduct(
        readings=len(made),
        by=tuple(Counter(event.who for event in made.values()).most_common()),
        automatic=sum(is_automatic(event.who) for event in made.values()),
        twice=sum(item in judged for item in made),
        typed=_typed(standing),
        checks=checks(standing),
        amendments=amendments(standing),
    )


def is_automatic(who: str) -> bool:
    """Whether a policy accepted it that nobody looked at: not what several people agreed on."""
    return is_policy(who) and who.startswith("accept.")


def automatic(readings: Iterable[Reading]) -> frozenset[str]:
    """The ids of readings that a policy accepted, to say how much of an estimate rests on them."""
    return frozenset(reading.id for reading in readings if is_automatic(reading.who))


def amendments(events: Iterable[Decision]) -> tuple[Amendment, ...]:
    """The changes of the protocol with their reasons, in order."""
    return tuple(
        Amendment(e.at, e.who, e.note, str(e.after.get("effect", "")), str(e.after.get("difference", "")))
        for e in events
        if e.subject == "protocol" and e.action == "change"
    )


def checks(events: Iterable[Decision]) -> tuple[Caught, ...]:
    """By coder, how many planted errors were shown and caught; an answer that says nothing of the error is left out."""
    shown, caught = Counter[str](), Counter[str]()
    for event in events:
        if event.subject == "check" and event.after["outcome"] in (CAUGHT, MISSED):
            shown[event.who] += 1
            caught[event.who] += event.after["outcome"] == CAUGHT
    return tuple(
        Caught(who, shown[who], caught[who], *exact_interval(caught[who], shown[who])) for who in sorted(shown)
    )


def _typed(events: Iterable[Decision]) -> tuple[Typed, ...]:
    told = [event for event in events if event.subject == "typed"]
    modes = dict.fromkeys(event.after["mode"] for event in told)
    found = {mode: [event.after["same"] for event in told if event.after["mode"] == mode] for mode in modes}
    return tuple(Typed(mode, len(same), sum(same)) for mode, same in found.items())
