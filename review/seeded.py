"""Seeded checks, openly announced: now and then a result is shown with a planted error, to see whether checking works.

Which results these are follows from the coder's name and the result's id, so a reload shows the same. The answer is
kept beside the decisions and never becomes one; the coder is told right after, and then decides on the result as read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.decisions import Decision
from corpus.identity import DASHES
from corpus.protocol import Protocol
from corpus.store import CandidateRow, in_force
from corpus.store.judged import OF
from reports.conduct import CAUGHT, MISSED

VERSION = "check.v1"
NEITHER = "neither"  # an answer that says nothing of the error
MINUS = "\u2212"
BASIS = 100  # checks are asked for by the hundred
LEAST_N = 4
DIGITS = re.compile(r"\d+")
Error = Literal["digit", "sign", "n"]


@dataclass(frozen=True, slots=True)
class Planted:
    """An error: the field that it stands in, what is shown there, and what was read."""

    item: str
    error: Error
    field: Literal["r", "n"]
    shown: str
    read: str


@dataclass(frozen=True, slots=True)
class Plants:
    """The errors that one coder is shown."""

    per_hundred: int = 0
    who: str = ""
    done: frozenset[str] = frozenset()  # what the coder has answered, typed or judged already

    def at(self, row: CandidateRow, *, hard: bool, word: Decision | None) -> Planted | None:
        """The error that is planted at this result; none at one that is decided, in doubt, or incomplete."""
        whole = row.kind == "correlation" and row.n is not None and row.x and row.y
        if not self.who or word is not None or hard or row.id in self.done or not whole:
            return None
        draw = hashlib.sha256(f"{VERSION}:{self.who}:{row.digest}:{row.id}".encode()).digest()
        if int.from_bytes(draw[:4], "big") % BASIS >= self.per_hundred:
            return None
        return planted(row, draw[4])


def plants(protocol: Protocol, events: Iterable[Decision], who: str) -> Plants:
    """What is planted for this coder under the protocol."""
    if not protocol.checking.checks_per_100 or not who:
        return Plants()
    own = [event for event in in_force(events) if event.who == who]
    done = {e.id for e in own if e.subject in ("check", "typed") or e.after.get(OF) == "reading"}
    return Plants(protocol.checking.checks_per_100, who, frozenset(done))


def planted(row: CandidateRow, choice: int) -> Planted | None:
    """One of the errors that can be planted in this result: two digits exchanged, the sign turned, another n."""
    errors = [
        Planted(row.id, "digit", "r", _exchanged(row.printed), row.printed),
        Planted(row.id, "sign", "r", _turned(row.printed), row.printed),
        Planted(row.id, "n", "n", _exchanged(str(row.n)), str(row.n)),
    ]
    possible = [one for one in errors if one.shown != one.read and (one.field == "r" or int(one.shown) >= LEAST_N)]
    return possible[choice % len(possible)] if possible else None


def _turned(text: str) -> str:
    """The number with the other sign; nothing where it is zero."""
    plain = text.strip().translate(DASHES)
    if not plain.strip("-+.,0"):
        return text
    return plain.lstrip("-") if plain.startswith("-") else f"{MINUS}{plain.lstrip('+')}"


def _exchanged(text: str) -> str:
    """The number with its last two different neighbours among the digits exchanged, else another last digit."""
    found = list(DIGITS.finditer(text))
    if not found:
        return text
    start, digits = found[-1].start(), found[-1].group()
    for at in range(len(digits) - 1, 0, -1):
        if digits[at] != digits[at - 1]:
            digits = digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :]
            break
    else:
        digits = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    return text[:start] + digits + text[found[-1].end() :]


def answer(planted: Planted, action: str, changed: Iterable[str], *, who: str) -> Decision:
    """The answer as it is kept: caught where the field was corrected or asked about, missed where it was let pass."""
    caught = action == "ask" or planted.field in set(changed)
    outcome = CAUGHT if caught else NEITHER if action == "reject" else MISSED
    after = {
        "version": VERSION, "error": planted.error, "field": planted.field, "shown": planted.shown,
        "read": planted.read, "answer": action, "outcome": outcome,
    }  # fmt: skip
    return Decision("check", planted.item, "record", who, "", after)


def told(event: Decision) -> str:
    """What a coder is told after a check."""
    after = event.after
    ends = {
        CAUGHT: "You caught it.", MISSED: "You let it pass.", NEITHER: "Your answer says nothing of it.",
    }  # fmt: skip
    said = f"This was a check: {after['field']} was shown as {after['shown']}, it was read as {after['read']}."
    return f"{said} {ends[after['outcome']]} Nothing was decided by it; decide now."
