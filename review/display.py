"""What a person sees of a result before judging it: the value, its box without the value, or the page alone.

Somebody who sees a value tends to find it on the page. Where a question wants it, the value is kept back until the
person has typed what the page says (`blind`: with the place marked; `independent`: with nothing marked). What was typed
is kept in the record before the value is shown, then compared with what was read; it decides nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args

from corpus.decisions import Decision
from corpus.errors import InvalidDecision
from corpus.evidence import Printed
from corpus.identity import normal_pair
from corpus.protocol import Display, Protocol
from corpus.store import CandidateRow, Store, in_force
from corpus.store.codec import plain, restore
from corpus.store.judged import OF

if TYPE_CHECKING:
    from corpus.store.folds import View
    from review.queue import Desk, Task

STRICTER: tuple[Display, ...] = get_args(Display)  # each shows less than the one before
TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands between one person and the values: the protocol, and what the person has typed or judged by now."""

    protocol: Protocol
    learned: Mapping[str, int] = field(default_factory=dict)  # item -> seq of the event after which it may be shown

    def display(self, row: CandidateRow, questions: Sequence[str], word: Decision | None) -> Display:
        """How this result is shown to the person; what is decided, or was typed, is shown whole."""
        if not self.protocol.hides or (word is not None and word.action != "ask"):
            return "verify"
        if self.learned.get(row.id, 0) > row.since:
            return "verify"
        return strictest(self.protocol, questions)


def strictest(protocol: Protocol, questions: Sequence[str]) -> Display:
    """What is shown of a result that answers these questions: as little as the strictest of them allows."""
    wanted = [one.display for one in protocol.questions if one.id in questions]
    return max(wanted, key=STRICTER.index, default="verify")


def screen(protocol: Protocol, events: Iterable[Decision], who: str) -> Screen:
    """What this person may see; nobody in particular has typed nothing."""
    if not protocol.hides or not who:
        return Screen(protocol)
    own = [event for event in in_force(events) if event.who == who]
    said = [e for e in own if e.subject == TYPED or (e.subject == "judgement" and e.after.get(OF) == "reading")]
    return Screen(protocol, {event.id: event.seq for event in said})


def display_of(view: View, protocol: Protocol, row: CandidateRow, who: str) -> Display:
    """How one result is shown to a person, by the codings and decisions as they are now."""
    from review.queue import Needs

    if not protocol.hides:
        return "verify"
    questions = Needs(protocol, view.codings, [row.x, row.y]).questions_of(row)
    return screen(protocol, view.events, who).display(row, questions, view.words.get(row.id))


def row_of(store: Store, item: str) -> CandidateRow | None:
    """What lists know of a candidate; None for what somebody made by hand."""
    return next((row for row in store.rows() if row.id == item), None)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed of a result before seeing it; labels are "" where they stood on the page of the form."""

    r: Printed
    n: int | None
    x: str = ""
    y: str = ""

    def same_numbers(self, row: CandidateRow) -> bool:
        """Whether value and n are as read; where the reader has no n, the typed one contradicts nothing."""
        return self.r.value == _value(row) and (row.n is None or self.n == row.n)

    def same(self, row: CandidateRow) -> bool:
        """Whether all that was typed is as read."""
        pair = (self.x or row.x, self.y or row.y)
        return self.same_numbers(row) and normal_pair(*pair) == normal_pair(row.x, row.y)

    def changes(self, row: CandidateRow) -> dict[str, Any]:
        """What the person says otherwise than the reader, as the changes of a decision."""
        found: dict[str, Any] = {} if self.r.value == _value(row) else {"r": self.r.text}
        if self.n is not None and self.n != row.n:
            found["n"] = self.n
        if normal_pair(self.x or row.x, self.y or row.y) != normal_pair(row.x, row.y):
            found |= {"x": self.x or row.x, "y": self.y or row.y}
        return found


def _value(row: CandidateRow) -> float | None:
    from extractors.numbers import printed  # every glyph that a reader may have printed

    try:
        return printed(row.printed).value
    except ValueError:
        return None


def typed_event(item: str, typed: Typed, row: CandidateRow, *, mode: Display, who: str) -> Decision:
    """What is kept of it: what was typed, in which mode, and whether the numbers are as read."""
    after = {
        "mode": mode, "r": plain(typed.r), "n": typed.n, "x": typed.x, "y": typed.y, "same": typed.same_numbers(row),
    }  # fmt: skip
    return Decision("typed", item, "record", who, "", after)


def last_typed(events: Iterable[Decision], row: CandidateRow, who: str) -> Typed | None:
    """What this person typed last of the result as it is now."""
    own = [e for e in events if e.subject == TYPED and e.id == row.id and e.who == who and e.seq > row.since]
    if not own:
        return None
    after = own[-1].after
    return Typed(restore(Printed, after["r"]), after["n"], after["x"], after["y"])


def meant(typed: Typed, row: CandidateRow, others: Iterable[CandidateRow]) -> CandidateRow:
    """Which of a page's results somebody typed who saw none of them: the asked one, unless only another one fits."""
    if typed.same_numbers(row):
        return row
    fitting = [other for other in others if typed.same_numbers(other)]
    return fitting[0] if len(fitting) == 1 else row


def told(typed: Typed, row: CandidateRow) -> str:
    """Agreement in one sentence."""
    if typed.same(row):
        return f"{row.id}: you typed what was read."
    mine = f"{typed.r.text}, n = {typed.n or '?'}" + (f", {typed.x} with {typed.y}" if typed.x else "")
    read = f"{row.printed}, n = {row.n or '?'}" + (f", {row.x} with {row.y}" if typed.x else "")
    return f"{row.id}: you typed {mine}; the reader has {read}."


def refused(item: str) -> InvalidDecision:
    """Why a result that is shown without its value cannot be accepted as it is."""
    return InvalidDecision(
        f"{item} is shown without its value; type what the page says, like `stook decide {item} change --r .31 --n 90`."
    )


def covered(tasks: Iterable[Task], desk: Desk, shown: Screen) -> list[Task]:
    """The tasks as this person may read them: without the numbers where they are to be typed first."""
    if not shown.protocol.hides:
        return list(tasks)
    rows = desk.row_of
    return [_covered(task, rows[task.id], desk, shown) if task.id in rows else task for task in tasks]


def _covered(task: Task, row: CandidateRow, desk: Desk, shown: Screen) -> Task:
    questions = desk.needs.questions_of(row)
    mode = shown.display(row, questions, desk.words.get(row.id))
    if mode == "verify" or task.kind == "adjudicate":
        return task
    what = hint(row, mode, [one.label for one in shown.protocol.questions if one.id in questions])
    how = f"stook decide {row.id} change --r R --n N | reject --kind cited | ask --note ..."
    return replace(task, what=what, details=(), command=how, probability=None, moves=None)


def hint(row: CandidateRow, mode: Display, questions: Sequence[str]) -> str:
    """What a person is told of a result whose value is kept back."""
    group = f", group {row.group!r}" if row.group else ""
    if mode == "blind":
        return f"page {row.page}, value kept back until it is typed: {row.x or '?'} with {row.y or '?'}{group}"
    return f"page {row.page}, nothing shown until it is typed: a result on {', '.join(questions)}"
