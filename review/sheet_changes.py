"""What coders changed in a coding sheet, against the record as it was when the sheet was written; made decisions of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StookError, UnreadableSheet
from corpus.protocol import Protocol
from corpus.store import Store
from corpus.store.folds import View, view
from review import coding
from review.coding_sheet import (
    ABOUT,
    EFFECTS,
    LABELS,
    NO_CONSTRUCT,
    NOT_REPORTED,
    REJECT,
    REPORTS,
    STUDIES,
    Columns,
    columns,
    label_key,
    rows,
    texts,
)
from review.decisions import add_by_hand, decide
from review.sheets import number
from review.workbooks import Row, read_workbook

Texts = dict[str, str]
SAME_NUMBER = 1e-12  # spreadsheets keep fifteen digits of a number


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a coder changed: what it said in the sheet as written, what it says, and what the record says now."""

    sheet: str
    row: str  # the row's name: an id, or report and label
    column: str
    before: str
    after: str
    now: str

    @property
    def conflict(self) -> bool:
        """Whether the record has meanwhile got a third value: nobody's decision is overwritten by a sheet."""
        return self.now not in (self.before, self.after)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different: changed cells, rows that were added, and remarks on what is not taken over."""

    cells: tuple[Change, ...] = ()
    added: tuple[tuple[int, Texts], ...] = ()  # line and cells of new effects
    remarks: tuple[str, ...] = ()
    whole: Mapping[tuple[str, str], Texts] | None = None  # the changed rows as the sheet has them

    @property
    def any(self) -> bool:
        return bool(self.cells or self.added)


@dataclass(frozen=True, slots=True)
class AppliedChanges:
    """How many decisions were made of a sheet, and why the others were not."""

    decisions: int
    problems: tuple[str, ...]


def changes_in(store: Store, path: Path, protocol: Protocol) -> Changes:
    """The differences between a coding sheet and the record it was written from."""
    book = read_workbook(Path(path))
    seq = _written_after(Path(path), book)
    now = store.view()
    if seq > len(now.events):
        raise UnreadableSheet(f"{path} was written from another review, or from a later copy of this one.")
    return differences(book, view(now.events[:seq], now.minted), now, protocol)


def _written_after(path: Path, book: Mapping[str, Sequence[Row]]) -> int:
    about = {cells[0]: cells[1] for _, cells in book.get(ABOUT, ()) if len(cells) > 1}
    if not about.get("decisions", "").isdecimal():
        raise UnreadableSheet(
            f"{path} is no coding sheet of `stook export`; import a sheet of your own without --changes."
        )
    return int(about["decisions"])


def differences(book: Mapping[str, Sequence[Row]], written: View, now: View, protocol: Protocol) -> Changes:
    """The same for a workbook that was read, and the record as it was and is."""
    was, current = rows(written, protocol), rows(now, protocol)
    cells: list[Change] = []
    added: list[tuple[int, Texts]] = []
    remarks: list[str] = []
    whole: dict[tuple[str, str], Texts] = {}
    for name, told in columns(protocol).items():
        found, new = _rows_of(name, book.get(name, ()), told)
        added += new if name == EFFECTS else []
        remarks += [
            f"{name}: row {row} is missing in the sheet; nothing is done" for row in was[name] if row not in found
        ]
        remarks += [f"{name}, line {line}: new rows are for effects only" for line, _ in new if name != EFFECTS]
        for row, said in found.items():
            if row not in was[name]:
                remarks.append(f"{name}: there was no row {row}; leave the first column of a new row empty")
                continue
            before, record = texts(was[name][row], told.names), texts(current[name].get(row, {}), told.names)
            changed = [column for column in said if not _same(column, said[column], before[column])]
            remarks += [f"{name} {row}: {column} is for reading only" for column in changed if column not in told.free]
            free = [column for column in changed if column in told.free]
            cells += [Change(name, row, c, before[c], said[c], record[c]) for c in free]
            if free:
                whole[name, row] = record | said
    return Changes(tuple(cells), tuple(added), tuple(remarks), whole)


def _rows_of(sheet: str, table: Sequence[Row], told: Columns) -> tuple[dict[str, Texts], list[tuple[int, Texts]]]:
    """The rows of a sheet by name, and those without one; columns that the protocol does not know are passed over."""
    if not table:
        return {}, []
    head = table[0][1]
    found: dict[str, Texts] = {}
    new = []
    for line, cells in table[1:]:
        said = {name: cell for name, cell in zip(head, cells, strict=False) if name in told.names}
        first = said.get(told.names[0], "")
        if not first:
            new.append((line, said))
        else:
            found[label_key(said.get("report", ""), first) if sheet == LABELS else first] = said
    return found, new


def _same(column: str, said: str, before: str) -> bool:
    """Whether two cells say the same: 0.4 and 0.40 are one age, but .4 and .40 two printed correlations."""
    if said == before:
        return True
    if not said or not before or (column == "n" and not said.isdecimal()):
        return False
    try:
        equal = math.isclose(number(said), number(before), rel_tol=SAME_NUMBER)
    except ValueError:
        return False
    return equal and (column != "r" or len(said.partition(".")[2]) == len(before.partition(".")[2]))


def apply_changes(store: Store, protocol: Protocol, changes: Changes, *, who: str, note: str) -> AppliedChanges:
    """Make decisions of what coders changed; what cannot be decided so, and what others decided meanwhile, is told."""
    problems = [
        f"{one.sheet} {one.row}, {one.column}: meanwhile {one.now!r} was decided, the sheet says {one.after!r}"
        for one in changes.cells
        if one.conflict
    ]
    done = 0
    for step in _steps(store, protocol, changes, who=who, note=note):
        try:
            done += step()
        except StookError as error:
            problems.append(str(error).rstrip("."))
    return AppliedChanges(done, tuple(problems))


Step = Callable[[], int]  # makes decisions, and says how many


def _steps(store: Store, protocol: Protocol, changes: Changes, *, who: str, note: str) -> Iterator[Step]:
    by_row: dict[tuple[str, str], Texts] = {}
    for one in changes.cells:
        if not one.conflict and one.after != one.now:
            by_row.setdefault((one.sheet, one.row), {})[one.column] = one.after
    made = {EFFECTS: _decide, LABELS: _code, STUDIES: _characterise, REPORTS: _judge}
    for (sheet, row), said in by_row.items():
        whole = (changes.whole or {})[sheet, row]
        desk = _Desk(store, protocol, who, note, row, said, whole)
        yield lambda sheet=sheet, desk=desk: made[sheet](desk)  # type: ignore[misc]  # bound now, called later
    for line, said in changes.added:
        desk = _Desk(store, protocol, who, f"{note}, line {line}", f"line {line}", said, said)
        yield lambda desk=desk: _add(desk)  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to decide on one row: the changed cells, and the whole row."""

    store: Store
    protocol: Protocol
    who: str
    note: str
    row: str
    said: Texts
    whole: Texts


def _decide(desk: _Desk) -> int:
    said = dict(desk.said)
    coders = desk.protocol.coders.numbers
    decision = said.pop("decision", "")
    if decision.casefold() == REJECT:
        decide(desk.store, desk.row, REJECT, who=desk.who, note=desk.note, coders=coders)
        return 1
    if decision:
        raise UnreadableSheet(f"{EFFECTS} {desk.row}: decision {decision!r} is unknown; write {REJECT}, or leave it.")
    given: dict[str, Any] = dict(said)
    if "n" in given:
        given["n"] = _whole_number(desk, given["n"])
    decide(desk.store, desk.row, "change", who=desk.who, note=desk.note, coders=coders, **given)
    return 1


def _whole_number(desk: _Desk, text: str) -> int:
    if not text.isdecimal():
        raise UnreadableSheet(f"{EFFECTS} {desk.row}: n = {text!r} is no whole number; correct the sheet.")
    return int(text)


def _code(desk: _Desk) -> int:
    whole = desk.whole
    construct = whole.get("construct", "")
    if not construct:
        raise UnreadableSheet(
            f"{LABELS} {desk.row}: no construct; write one, or {NO_CONSTRUCT} where it is none of them."
        )
    coding.code_variable(
        desk.store, desk.protocol, whole["report"], whole["label"], note=desk.note, who=desk.who,
        construct="" if construct == NO_CONSTRUCT else construct, direction=whole["direction"],
        measure=whole["measure"], subscale=whole["subscale"], wave=whole["wave"], informant=whole["informant"],
        evidence=whole["evidence"],
    )  # fmt: skip
    return 1


def _characterise(desk: _Desk) -> int:
    if emptied := [name for name, text in desk.said.items() if not text]:
        told = f"write {NOT_REPORTED!r} where it was looked for in vain, or take the decision back"
        raise UnreadableSheet(f"{STUDIES} {desk.row}: {emptied[0]} was emptied; {told}.")
    coding.set_characteristics(desk.store, desk.protocol, desk.row, desk.said, who=desk.who, note=desk.note)
    return 1


def _judge(desk: _Desk) -> int:
    whole, done = desk.whole, 0
    if {"eligibility", "exclusion"} & set(desk.said):
        coding.set_eligibility(
            desk.store, desk.protocol, desk.row, whole["eligibility"], reason=whole["exclusion"], who=desk.who,
            note=desk.note,
        )  # fmt: skip
        done += 1
    if {"state", "reason"} & set(desk.said):
        coding.set_state(desk.store, desk.row, whole["state"], reason=whole["reason"], who=desk.who, note=desk.note)
        done += 1
    return done


def _add(desk: _Desk) -> int:
    said = desk.said
    if missing := [name for name in ("report", "x", "y", "r", "n") if not said.get(name)]:
        raise UnreadableSheet(f"{EFFECTS} {desk.row}: a new row needs {', '.join(missing)}.")
    page = said.get("page", "")
    source = said.get("source") or ("page" if page else "manual")
    add_by_hand(
        desk.store, said["report"], r=said["r"], n=_whole_number(desk, said["n"]), x=said["x"], y=said["y"],
        who=desk.who, source=source, statistic=said.get("statistic") or "pearson",
        page=int(page) if page.isdecimal() else None, group=said.get("group", ""), note=desk.note,
    )  # fmt: skip
    return 1


def lines_of(changes: Changes) -> list[str]:
    """The differences as a person reads them."""
    told = [
        f"{one.sheet} {one.row}: {one.column} {one.before or '(empty)'} -> {one.after or '(empty)'}"
        f"{f' (meanwhile decided: {one.now})' if one.conflict else ''}"
        for one in changes.cells
    ]
    new = [
        f"{EFFECTS}, line {line}: new: " + ", ".join(f"{name} {text}" for name, text in said.items() if text)
        for line, said in changes.added
    ]
    return told + new


def as_data(changes: Changes, applied: AppliedChanges | None) -> dict[str, Any]:
    """The differences for programs."""
    return {
        "changes": [
            {
                **{name: getattr(one, name) for name in ("sheet", "row", "column", "before", "after", "now")},
                "conflict": one.conflict,
            }
            for one in changes.cells
        ],
        "added": [{"line": line, **said} for line, said in changes.added],
        "remarks": list(changes.remarks),
        "decisions": applied.decisions if applied else 0,
        "problems": list(applied.problems) if applied else [],
    }
