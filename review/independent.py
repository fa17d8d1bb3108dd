"""Independent judgements: where the protocol wants two people, each judges blind, and what they agree on is decided.

A judgement is an event like a decision, but of the subject "judgement": nothing in the review rests on it. When as many
people as the protocol wants agree, the decision itself is appended under the policy's name. Where they differ, somebody
adjudicates, who sees both. The judgements stay as they were made: agreement is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from corpus.coders import CODERS_OF
from corpus.decisions import Decision, Subject
from corpus.evidence import Printed
from corpus.identity import normal
from corpus.store import Store, in_force
from corpus.store.codec import restore

POLICY = "agreement.v1"
JUDGED = ("accept", "change", "reject", "code", "set", "eligibility")  # a question, a state or a merge is nobody's vote
OF = "of"  # the subject that a judgement is about


@dataclass(frozen=True, slots=True)
class Judged:
    """What people said independently of one thing, the last word of each, and the decision that came of it."""

    subject: Subject
    id: str
    judgements: tuple[Decision, ...]
    decided: Decision | None = None

    def by(self, who: str) -> bool:
        """Whether this person has judged it."""
        return any(one.who == who for one in self.judgements)

    @property
    def agreed(self) -> bool:
        """Whether all who judged said the same."""
        return len({said(one) for one in self.judgements}) == 1

    def waits_for_adjudication(self, wanted: int) -> bool:
        """Whether enough people judged, do not agree, and nobody has settled it since."""
        settled = self.decided is not None and self.decided.seq > max(one.seq for one in self.judgements)
        return len(self.judgements) >= wanted and not self.agreed and not settled


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
        Decision(subject, event.id, "undo", POLICY, at, {"undoes": event.seq}, event.after, f"{who} took it back")
        for event in in_force(store.events())
        if (event.subject, event.id, event.who) == (subject, judgement.id, POLICY)
    ]
    return store.append_all(events)[0]


def judged_things(events: Iterable[Decision]) -> list[Judged]:
    """Everything that was judged independently, in the order of the first judgement."""
    standing = in_force(events)
    words: dict[tuple[Subject, str], dict[str, Decision]] = {}
    for event in standing:
        if event.subject == "judgement":
            words.setdefault((event.after[OF], event.id), {})[event.who] = event
    decided = {(event.subject, event.id): event for event in standing if event.action in JUDGED}
    return [
        Judged(subject, item, tuple(by_person.values()), decided.get((subject, item)))
        for (subject, item), by_person in words.items()
    ]


def visible(events: Sequence[Decision], who: str, *, adjudicates: bool = False) -> list[Decision]:
    """The events that this person may see: not what others judged of a thing that this person has not judged yet."""
    own = {(event.after[OF], event.id) for event in events if event.subject == "judgement" and event.who == who}
    return [
        event
        for event in events
        if adjudicates or event.subject != "judgement" or event.who == who or (event.after.get(OF), event.id) in own
    ]


def said(judgement: Decision) -> tuple[Any, ...]:
    """What a judgement says, as it is compared with another one: facts, not remarks or how they were written."""
    after = judgement.after
    match judgement.after[OF]:
        case "reading" if judgement.action == "reject":
            return ("reject",)
        case "reading":
            r, labels = restore(Printed, after["r"]), frozenset(normal(after[side]) for side in ("x", "y"))
            return (r.value, after["n"], after["statistic"], labels, normal(after.get("group", "")))
        case "variable":
            names = ("construct", "direction", "measure", "subscale", "wave", "informant")
            return tuple(after[name] if name == "direction" else normal(str(after[name])) for name in names)
        case "report":
            return (after["eligibility"], after["exclusion"])
    return tuple(sorted((name, str(value)) for name, value in after.items() if name != OF))


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
    return Decision(judged.subject, judged.id, cast("Any", first.action), POLICY, "", after, before, people)
