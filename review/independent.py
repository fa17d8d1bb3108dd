"""Independent judgements: where the protocol wants two people, each judges blind, and what they agree on is decided.

A judgement is an event like a decision, but of the subject "judgement": nothing in the review rests on it. When as many
people as the protocol wants agree, the decision itself is appended under the policy's name. Where they differ, somebody
adjudicates, who sees both. The judgements stay as they were made: agreement is computed from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from corpus.coders import CODERS_OF
from corpus.decisions import ASIDE, Decision, Subject
from corpus.store import Store, in_force
from corpus.store.judged import AGREEMENT, JUDGED, OF, Judged, judged_things, said


def record(store: Store, decision: Decision, coders: Mapping[str, int], *, adjudicates: bool = False) -> Decision:
    """Append a decision, or where several people are wanted this person's judgement, and what is then agreed on."""
    wanted = coders.get(CODERS_OF.get(decision.subject, ""), 1)
    if wanted < 2 or adjudicates or decision.action not in JUDGED:
        return store.append(decision)
    judgement = replace(decision, subject="judgement", after={OF: decision.subject, **decision.after})
    made = store.append(judgement)
    for name, judged in _parts(store, decision).items():
        if len(judged.judgements) >= wanted and judged.agreed and not _stands(judged):
            store.append(_agreed(judged, decision, name))
    return made


def record_all(store: Store, decisions: Sequence[Decision], coders: Mapping[str, int]) -> list[Decision]:
    """Several decisions: all of them or none, or as this person's judgements one after the other."""
    if all(coders.get(CODERS_OF.get(decision.subject, ""), 1) < 2 for decision in decisions):
        return store.append_all(decisions)
    return [record(store, decision, coders) for decision in decisions]


def waiting_on(events: Sequence[Decision], subject: Subject, item: str, coders: Mapping[str, int]) -> Judged | None:
    """What people said of this thing where they differ and somebody has to settle it."""
    wanted = coders.get(CODERS_OF.get(subject, ""), 1)
    found = (one for one in judged_things(events) if (one.subject, one.id) == (subject, item))
    return next((one for one in found if wanted > 1 and one.waits_for_adjudication(wanted)), None)


def withdraw(store: Store, judgement: Decision, *, who: str, note: str = "", at: str = "") -> Decision:
    """Take a judgement back, and the decision that rested on it."""
    events = [Decision("judgement", judgement.id, "undo", who, at, {"undoes": judgement.seq}, judgement.after, note)]
    subject = judgement.after[OF]
    events += [
        Decision(subject, event.id, "undo", AGREEMENT, at, {"undoes": event.seq}, event.after, f"{who} took it back")
        for event in in_force(store.events())
        if (event.subject, event.id, event.who) == (subject, judgement.id, AGREEMENT)
    ]
    return store.append_all(events)[0]


def visible(events: Sequence[Decision], who: str, *, adjudicates: bool = False) -> list[Decision]:
    """The events that this person may see: not what others judged of a thing that this person has not judged yet."""
    judged = [event for event in events if event.subject == "judgement" and event.who == who]
    own = {(event.after.get(OF), event.id) for event in judged}
    return [
        event
        for event in events
        if (event.subject not in ASIDE)
        and (adjudicates or event.subject != "judgement" or event.who == who or (event.after.get(OF), event.id) in own)
    ]


def _parts(store: Store, decision: Decision) -> dict[str, Judged]:
    """What is settled apart: each characteristic of a study for itself, anything else as a whole."""
    events = [event for event in in_force(store.events()) if event.id == decision.id]
    own = [event for event in events if event.subject == "judgement" and event.after[OF] == decision.subject]
    if decision.subject != "study":
        last = {event.who: event for event in own}
        done = [event for event in events if event.subject == decision.subject and event.action in JUDGED]
        return {"": Judged(decision.subject, decision.id, tuple(last.values()), done[-1] if done else None)}
    parts = {}
    for name in decision.after:
        words = {event.who: _only(event, name) for event in own if name in event.after}
        done = [_only(event, name) for event in events if event.subject == "study" and name in event.after]
        parts[name] = Judged("study", decision.id, tuple(words.values()), done[-1] if done else None)
    return parts


def _only(event: Decision, name: str) -> Decision:
    return replace(event, after={OF: "study", name: event.after[name]})


def _stands(judged: Judged) -> bool:
    """Whether what was agreed on is decided already."""
    if judged.decided is None:
        return False
    decided = replace(judged.decided, after={OF: judged.subject, **judged.decided.after})
    return said(decided) == said(judged.judgements[0])


def _agreed(judged: Judged, decision: Decision, name: str) -> Decision:
    first = judged.judgements[0]
    after = {key: value for key, value in first.after.items() if key != OF}
    before = {key: value for key, value in decision.before.items() if not name or key == name}
    people = ", ".join(sorted(one.who for one in judged.judgements))
    return Decision(judged.subject, judged.id, cast("Any", first.action), AGREEMENT, "", after, before, people)
