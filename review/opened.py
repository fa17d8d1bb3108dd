"""What a changed protocol opens: the codings to look at again. Readings are facts and are never touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.decisions import Codings, VariableCoding
from corpus.identity import normal
from corpus.protocol import Construct, Protocol
from corpus.store import Store
from extractors.constructs import propose
from review.snapshots import kept_protocol


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A coding that was made under another protocol, and what has changed for it."""

    coding: VariableCoding
    reason: str


def codings_to_look_at(codings: Codings, old: Protocol, new: Protocol) -> list[ToLookAt]:
    """Codings whose construct is gone, renamed or means something else, and those that a new construct may claim."""
    renamed = _renamed(old, new)
    added = set(new.constructs) - set(old.constructs) - set(renamed.values())
    claimed = _claimed(codings, new, added)
    found = []
    for coding in codings.variables:
        reason = _reason(coding, old, new, renamed) or claimed.get(normal(coding.label), "")
        if reason and not _is_of_new(coding, new, added):
            found.append(ToLookAt(coding, reason))
    return found


def opened(store: Store, protocol: Protocol) -> list[ToLookAt]:
    """The codings that this protocol opens, each compared with the version under which it was made."""
    codings = store.codings()
    found = []
    for digest in dict.fromkeys(coding.protocol for coding in codings.variables):
        before = kept_protocol(store, digest)
        if before is not None and digest != protocol.digest:
            made = tuple(coding for coding in codings.variables if coding.protocol == digest)
            found += codings_to_look_at(Codings(made), before, protocol)
    return found


def _is_of_new(coding: VariableCoding, new: Protocol, added: set[str]) -> bool:
    """Whether the coding was made under the new protocol already."""
    return coding.protocol == new.digest or coding.construct in added


def _renamed(old: Protocol, new: Protocol) -> dict[str, str]:
    """Constructs that have another name now, and nothing else."""
    gone = {name: item for name, item in old.constructs.items() if name not in new.constructs}
    come = {name: item for name, item in new.constructs.items() if name not in old.constructs}
    return {name: other for name, item in gone.items() for other, there in come.items() if item == there}


def _reason(coding: VariableCoding, old: Protocol, new: Protocol, renamed: Mapping[str, str]) -> str:
    name = coding.construct
    if name in renamed:
        return f"{name!r} is called {renamed[name]!r} now"
    if not name or name not in old.constructs:
        return ""
    if name not in new.constructs:
        return f"{name!r} is gone"
    before, after = old.constructs[name], new.constructs[name]
    if before.high != after.high:
        return f"a high value of {name!r} means {after.high!r} now, not {before.high!r}"
    if _direction(before, coding) != _direction(after, coding):
        return f"the direction of {coding.measure or coding.label!r} has changed"
    return ""


def _direction(construct: Construct, coding: VariableCoding) -> tuple[str, bool]:
    """What the protocol says on the direction of this coding's measure and label."""
    measure = construct.measures.get(coding.measure)
    return (measure.direction if measure else "", normal(coding.label) in map(normal, construct.reverse_terms))


def _claimed(codings: Codings, new: Protocol, added: set[str]) -> dict[str, str]:
    labels = list(dict.fromkeys(coding.label for coding in codings.variables)) if added else []
    return {
        normal(proposal.label): f"{proposal.construct!r} is new, and may be what is meant"
        for proposal in propose(labels, new)
        if proposal.construct in added
    }
