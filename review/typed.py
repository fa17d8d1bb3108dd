"""What a person types of a result that is shown without its value: kept, compared, and decided where both say the same.

Where they differ nothing is decided yet: the value is shown then, and the person keeps what was typed or takes what was
read, as a decision like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.decisions import Decision
from corpus.errors import InvalidDecision
from corpus.protocol import Display, Protocol
from corpus.store import CandidateRow, Store
from review.decisions import decision_on, printed_r
from review.display import Typed, display_of, last_typed, meant, row_of, screen, told, typed_event
from review.independent import record
from review.queue import Needs
from review.resting import CONVERTIBLE


@dataclass(frozen=True, slots=True)
class Answer:
    """Which result was meant, how it compares with what was read, and the decision where both say the same."""

    item: str
    told: str
    decision: Decision | None = None


def hidden(store: Store, protocol: Protocol, item: str, who: str) -> tuple[CandidateRow, Display] | None:
    """The result and how it is shown to this person, where its value is kept back; else None."""
    row = row_of(store, item) if protocol.hides else None
    if row is None:
        return None
    mode = display_of(store.view(), protocol, row, who)
    return None if mode == "verify" else (row, mode)


def type_in(
    store: Store, protocol: Protocol, row: CandidateRow, mode: Display, *, who: str, given: Mapping[str, str],
    note: str = "", adjudicates: bool = False,
) -> Answer:  # fmt: skip
    """Keep what was typed of a result, and decide on it where it is what was read."""
    typed = _parsed(row, mode, given)
    if mode == "independent":
        row = meant(typed, row, _beside(store, protocol, row, who))
    store.append(typed_event(row.id, typed, row, mode=mode, who=who))
    said = told(typed, row)
    if row.kind == CONVERTIBLE or not typed.same(row):
        return Answer(row.id, said)
    changes = typed.changes(row)
    decision = decision_on(store, row.id, "change" if changes else "accept", changes, who=who, note=note)
    return Answer(row.id, said, record(store, decision, protocol.coders.numbers, adjudicates=adjudicates))


def _parsed(row: CandidateRow, mode: Display, given: Mapping[str, str]) -> Typed:
    """What was typed; a value that cannot be is refused before anything is kept or shown."""
    text = given.get("r", "").strip()
    if not text:
        raise InvalidDecision(f"{row.id} is shown without its value: type what the page says.")
    r = printed_r(row.id, text)
    if row.kind != CONVERTIBLE and not abs(r.value) < 1:
        raise InvalidDecision(f"{row.id}: r = {r.text} is not between -1 and 1; look again, or reject it.")
    labels = {side: given.get(side, "").strip() for side in ("x", "y")}
    if mode == "independent" and not all(labels.values()):
        raise InvalidDecision(f"{row.id}: which two variables? Type both as the page names them.")
    n = "".join(given.get("n", "").split()).replace(",", "")
    if not n.isdecimal():
        raise InvalidDecision(f"{row.id}: n = {n!r} is no whole number; type the n of this result, like 212.")
    return Typed(r, int(n), **labels)


def _beside(store: Store, protocol: Protocol, row: CandidateRow, who: str) -> list[CandidateRow]:
    """The other results of the page that are kept back from this person in the same way."""
    view = store.view()
    shown = screen(protocol, view.events, who)
    here = [
        other for other in store.rows()
        if (other.report, other.digest, other.page) == (row.report, row.digest, row.page) and other.id != row.id
    ]  # fmt: skip
    needs = Needs(protocol, view.codings, [label for other in here for label in (other.x, other.y)])
    return [
        other for other in here
        if shown.display(other, needs.questions_of(other), view.words.get(other.id)) == "independent"
    ]  # fmt: skip


def undecided(store: Store, row: CandidateRow, who: str) -> Typed | None:
    """What this person typed of a result and has not decided on since, where it differs from what was read."""
    view = store.view()
    word = view.words.get(row.id)
    typed = last_typed(view.events, row, who)
    if typed is None or typed.same(row) or (word is not None and word.action != "ask"):
        return None
    said = any(e.subject == "judgement" and e.id == row.id and e.who == who for e in view.events)
    return None if said else typed
