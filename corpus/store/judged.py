"""What people said independently of one thing, folded from the record: their judgements, and what came of them.

A judgement is an event like a decision, but of the subject "judgement": nothing in the review rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corpus.decisions import Decision, Subject
from corpus.evidence import Printed
from corpus.identity import normal
from corpus.store.codec import restore
from corpus.store.folds import in_force

AGREEMENT = "agreement.v1"  # the policy under whose name a decision stands that people agreed on
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
