"""Amending the protocol midway: what a change would do, before it is saved, and the record of why it was made."""

from __future__ import annotations

import difflib
import os
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.decisions import Decision
from corpus.effects import select
from corpus.errors import InvalidDecision, InvalidProtocol
from corpus.protocol import Protocol, parse_protocol
from corpus.store import Store, in_force
from review.opened import ToLookAt, codings_to_look_at
from review.queue import unverified
from review.snapshots import keep_protocol

FILE = "review.toml"


@dataclass(frozen=True, slots=True)
class Changed:
    """What becomes of one question: how many effects and waiting results it has before and after."""

    id: str
    label: str
    effects: tuple[int, int]
    waiting: tuple[int, int]
    other: bool  # its effects, method or subgroups are others: its analysis changes

    @property
    def is_new(self) -> bool:
        return self.effects[0] < 0

    @property
    def is_gone(self) -> bool:
        return self.effects[1] < 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving would do. Readings are facts of reports and never change with a protocol."""

    opened: tuple[ToLookAt, ...]
    questions: tuple[Changed, ...]
    difference: str

    @property
    def told(self) -> str:
        """The effect in one sentence."""
        reports = len({one.coding.report for one in self.opened})
        opens = f"opens {_count(len(self.opened), 'coding')} in {_count(reports, 'report')}" if self.opened else ""
        others = [one.label for one in self.questions if one.other]
        changes = f"changes {_count(len(others), 'analysis', 'analyses')} ({'; '.join(others)})" if others else ""
        parts = [opens or "opens no coding", "changes no reading", changes or "and no analysis"]
        return f"This {', '.join(parts)}."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def parsed(text: str) -> Protocol:
    """The protocol in this text; InvalidProtocol names the place."""
    try:
        return parse_protocol(tomllib.loads(text), FILE)
    except tomllib.TOMLDecodeError as error:
        raise InvalidProtocol(f"{FILE} is not valid TOML: {error}.") from None


def preview(store: Store, old: Protocol, new: Protocol, *, difference: str = "") -> Preview:
    """What becomes of codings and analyses under another protocol."""
    ids = dict.fromkeys([question.id for question in (*old.questions, *new.questions)])
    waiting = (unverified(store, old), unverified(store, new))
    return Preview(
        tuple(codings_to_look_at(store.codings(), old, new)),
        tuple(_question(store, (old, new), question, waiting) for question in ids),
        difference,
    )


def _question(
    store: Store, protocols: tuple[Protocol, Protocol], wanted: str, waiting: tuple[dict[str, int], dict[str, int]]
) -> Changed:
    readings, codings = store.readings(), store.codings()
    found = []
    for protocol in protocols:
        question = next((one for one in protocol.questions if one.id == wanted), None)
        effects = None if question is None else select(readings, codings, protocol, question).effects
        found.append((question, effects, protocol.method_of(wanted)))
    before, after = found
    named = after[0] or before[0]
    old_waiting, new_waiting = waiting
    return Changed(
        wanted, named.label if named else wanted, (_size(before[1]), _size(after[1])),
        (old_waiting.get(wanted, 0), new_waiting.get(wanted, 0)), other=before != after,
    )  # fmt: skip


def _size(effects: Sequence[object] | None) -> int:
    return -1 if effects is None else len(effects)


def difference(old: str, new: str) -> str:
    """What differs between two texts, line by line."""
    return "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), "before", "after", n=1, lineterm=""))


def amend(store: Store, file: Path, text: str, *, who: str, reason: str, at: str = "") -> Decision:
    """Save the protocol with the reason; the file is whole at every moment, and both versions are kept."""
    if not reason.strip():
        raise InvalidDecision("Why is the protocol changed? Give the reason: the report lists it.")
    old_text = file.read_text(encoding="utf-8")
    if old_text == text:
        raise InvalidDecision("Nothing differs from the protocol as it is.")
    old, new = parsed(old_text), parsed(text)
    keep_protocol(store, old)
    keep_protocol(store, new)
    told = preview(store, old, new).told
    _replace(file, text)
    after = {"digest": new.digest, "effect": told, "difference": difference(old_text, text)}
    return store.append(Decision("protocol", FILE, "change", who, at, after, {"digest": old.digest}, reason.strip()))


def _replace(file: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=file.parent, delete=False) as part:
        part.write(text)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(file)


def amendments(store: Store) -> list[Decision]:
    """The changes of the protocol that were recorded, in order."""
    return [event for event in in_force(store.events()) if event.subject == "protocol" and event.action == "change"]
