"""The reader against a team's own coded review: precision and recall of each field, with intervals over reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.decisions import Decision
from corpus.protocol import Protocol
from corpus.store import Store, in_force
from pooling.shares import clustered_interval
from review.library import Library, library
from review.reports_meant import Shelf
from review.sheet_rows import SheetRow, read_rows
from review.sought import SIGN, UNKNOWN_PAIR, Assigned, Wanted, assigned, in_paper, value_differs

KEPT = "validation"  # id of the event that names reports which are kept apart from training
FIELDS = ("found on its page", "r", "sign", "n", "pair", "page", "r, pair and page")


@dataclass(frozen=True, slots=True)
class Share:
    """Cases right of all, with the 95 % interval over reports; nan where there is no case."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else math.nan


@dataclass(frozen=True, slots=True)
class Field:
    """One field: of the sheet's rows the share that the reader has right, and of the reader's answers."""

    name: str
    recall: Share
    precision: Share


@dataclass(frozen=True, slots=True)
class Missed:
    """A row whose number the reader does not show on its page."""

    line: int
    study: str
    report: str
    r: str
    x: str
    y: str
    page: int | None
    told: str


@dataclass(frozen=True, slots=True)
class Validated:
    """The comparison: how much was compared, field by field, what was missed, and rows of no or of several reports."""

    reports: int
    rows: int
    answers: int
    complete: bool
    fields: tuple[Field, ...]
    missed: tuple[Missed, ...]
    unplaced: tuple[str, ...]
    by_report: Mapping[str, tuple[int, int]]  # rows found on their page, rows


@dataclass(frozen=True, slots=True)
class _Case:
    """A row, an answer of the reader, or both."""

    report: str
    row: Wanted | None
    answer: Assigned | None


def validate(
    store: Store,
    sheet: Path,
    protocol: Protocol | None,
    *,
    columns: Mapping[str, str] | None = None,
    complete: bool = False,
) -> Validated:
    """Compare what the reader saw with a sheet of its papers' results, coded without it.

    `complete`: the sheet has every correlation of its papers; then each further one that the reader shows counts as
    wrong. Otherwise precision is that of its answers to the sheet's pairs.
    """
    rows = read_rows(Path(sheet), protocol, columns, needs_n=False)
    known, shelf = library(store, protocol), Shelf(store)
    meant = [shelf.meant(row.named) for row in rows]
    unplaced = tuple(
        f"line {row.number} {row.study}: {'several reports fit' if ids else 'no such report here'}"
        for row, ids in zip(rows, meant, strict=True)
        if len(ids) != 1
    )
    placed = [(row, ids[0]) for row, ids in zip(rows, meant, strict=True) if len(ids) == 1]
    wanted = [in_paper(row.wanted(report, protocol), known.pages.get(report, 0)) for row, report in placed]
    cases = list(_cases(wanted, known, complete=complete))
    of_rows = {id(case.row): case for case in cases if case.row}
    missed = tuple(
        _missed(row, one, of_rows[id(one)], known)
        for (row, _), one in zip(placed, wanted, strict=True)
        if not _on_page(of_rows[id(one)])
    )
    reports = list(dict.fromkeys(one.report for one in wanted))
    by_report = {report: _counted(cases, report) for report in reports}
    answers = sum(case.answer is not None for case in cases)
    return Validated(
        len(reports), len(wanted), answers, complete, tuple(_fields(cases, reports)), missed, unplaced, by_report
    )


def _cases(wanted: Sequence[Wanted], known: Library, *, complete: bool) -> Iterator[_Case]:
    for report in dict.fromkeys(one.report for one in wanted):
        rows = [one for one in wanted if one.report == report]
        spots = [spot for spot in known.places.get(report, ()) if spot.kind == "correlation"]
        answers = assigned(rows, spots, known.glossaries[report]) if spots else {}
        for index, row in enumerate(rows):
            yield _Case(report, row, answers.get(index))
        told = {answer.spot.item for answer in answers.values()}  # told in several places, it is one answer
        for spot in spots if complete else ():
            if spot.item not in told:
                told.add(spot.item)
                yield _Case(report, None, Assigned(spot, 0.0, 1))


def _differs(case: _Case) -> tuple[str, ...] | None:
    """What is different about the two numbers, or None where they are two numbers or one is missing."""
    if case.row is None or case.answer is None:
        return None
    return value_differs(case.row.r, case.answer.spot.r, direction=case.answer.direction)


def _value(case: _Case) -> bool:
    return _differs(case) == ()


def _same_size(case: _Case) -> bool:
    return _differs(case) in ((), (SIGN,))


def _on_page(case: _Case) -> bool:
    """The number, sign included, where the sheet says that it is; without a page, for its pair."""
    if not _value(case) or case.row is None or case.answer is None:
        return False
    return case.row.page == case.answer.spot.page if case.row.page is not None else case.answer.pair > 0


def _of_pair(case: _Case) -> bool:
    return bool(case.answer and case.answer.pair > UNKNOWN_PAIR)


def _states(case: _Case, name: str) -> bool:
    """Whether the sheet states a field; a further answer of the reader states all."""
    row = case.row
    if row is None:
        return True
    match name:
        case "sign":
            return _same_size(case) and row.r.value != 0
        case "n" | "page":
            return getattr(row, name) is not None
        case "pair":
            return bool(row.x and row.y)
    return True


def _is_right(case: _Case, name: str) -> bool:
    match name:
        case "found on its page":
            return _on_page(case)
        case "n" | "page":
            same = case.row and case.answer and getattr(case.row, name) == getattr(case.answer.spot, name)
            return bool(same) and _same_size(case)
        case "pair":
            return _value(case) and _of_pair(case)
        case "r, pair and page":
            return _on_page(case) and _of_pair(case)
    return _value(case)


def _fields(cases: Sequence[_Case], reports: Sequence[str]) -> Iterator[Field]:
    for name in FIELDS:
        told = [case for case in cases if _states(case, name)]
        of_rows = [case for case in told if case.row]
        of_answers = [case for case in told if case.answer and not (name == "n" and case.answer.spot.n is None)]
        if name == "sign":
            of_answers = [case for case in of_answers if case.row]
        yield Field(name, _share(of_rows, name, reports), _share(of_answers, name, reports))


def _share(cases: Sequence[_Case], name: str, reports: Sequence[str]) -> Share:
    hits, totals = dict.fromkeys(reports, 0), dict.fromkeys(reports, 0)
    for case in cases:
        totals[case.report] += 1
        hits[case.report] += _is_right(case, name)
    if not cases:
        return Share(0, 0, math.nan, math.nan)
    low, high = clustered_interval(list(hits.values()), list(totals.values()))
    return Share(sum(hits.values()), sum(totals.values()), low, high)


def _counted(cases: Sequence[_Case], report: str) -> tuple[int, int]:
    own = [case for case in cases if case.row and case.report == report]
    return sum(map(_on_page, own)), len(own)


def _missed(row: SheetRow, one: Wanted, case: _Case, known: Library) -> Missed:
    if case.answer is None:
        told = known.silent.get(one.report, "the reader saw no such number there")
    else:
        spot = case.answer.spot
        told = f"p. {spot.page}: r = {spot.r.text}, {spot.x} × {spot.y}"
    return Missed(row.number, row.study, one.report, one.r.text, one.x, one.y, one.page, told)


def keep_apart(store: Store, done: Validated, sheet: Path, *, who: str, at: str = "") -> Decision | None:
    """Write down that these reports served to validate the reader: they never train it. None where that is known."""
    new = sorted(set(done.by_report) - kept_apart(store))
    if not new:
        return None
    after: dict[str, Any] = {"reports": new, "sheet": Path(sheet).name}
    return store.append(Decision("protocol", KEPT, "record", who, at, after, {}, ""))


def kept_apart(store: Store) -> set[str]:
    """The reports that served to validate the reader."""
    events = [event for event in in_force(store.events()) if event.subject == "protocol" and event.id == KEPT]
    return {report for event in events for report in event.after["reports"]}


def as_data(done: Validated) -> dict[str, Any]:
    """The comparison for programs."""

    def share(one: Share) -> dict[str, Any]:
        ends = {name: getattr(one, name) if one.total else None for name in ("value", "low", "high")}
        return {"hits": one.hits, "total": one.total, **ends}

    return {
        "reports": done.reports, "rows": done.rows, "answers": done.answers, "complete": done.complete,
        "fields": {f.name: {"recall": share(f.recall), "precision": share(f.precision)} for f in done.fields},
        "by_report": {report: {"found": found, "rows": rows} for report, (found, rows) in done.by_report.items()},
        "missed": [
            {name: getattr(one, name) for name in ("line", "study", "report", "r", "x", "y", "page", "told")}
            for one in done.missed
        ],
        "unplaced": list(done.unplaced),
    }  # fmt: skip
