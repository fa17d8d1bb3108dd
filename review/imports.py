"""Correlations of an earlier review from a sheet: readings of source `imported`, each looked for in its paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.decisions import Decision
from corpus.evidence import Printed
from corpus.identity import normal, normal_pair
from corpus.protocol import Protocol
from corpus.store import Store, in_force
from corpus.store.codec import plain, restore
from review.coding import code_variable, set_characteristics
from review.reports_meant import Shelf, told_as
from review.sheet_rows import OWN, SIDES, SheetRow, read_rows
from review.sought import SIGN, VERDICTS, N, Sought, Wanted, seek
from review.spots import Glossary, Spot, spots

EVIDENCE = "imported in the direction of the construct"
KEPT = "import:"  # before a sheet's name: what became of its rows when it last came in
Outcome = Literal["imported", "unchanged", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: what became of it, and what the search in its paper says."""

    number: int
    study: str
    r: str
    n: int
    x: str
    y: str
    outcome: Outcome
    sought: Sought
    report: str = ""
    name: str = ""  # of the report
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of each row of a sheet."""

    lines: tuple[Line, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many rows became readings, were there already, or could not be given to one report."""
        return sum(line.outcome == outcome for line in self.lines)

    def of(self, verdict: str) -> list[Line]:
        """The rows with this verdict, in the sheet's order; those of no report have none."""
        return [line for line in self.lines if line.outcome != "ambiguous" and line.sought.verdict == verdict]


def import_sheet(
    store: Store, sheet: Path, protocol: Protocol, *, who: str, columns: Mapping[str, str] | None = None
) -> Imported:
    """Bring in a sheet of correlations (CSV or XLSX); the same sheet again changes nothing.

    x and y hold constructs of the protocol or variable labels; without them the sheet answers the only question.
    Columns named like characteristics are coded on the study. `columns` is as in `read_rows`. Each number is looked
    for in its paper; nothing that was decided is changed, and a number that is on its page gets that place.
    """
    rows = read_rows(Path(sheet), protocol, columns)
    readings = [row.reading(protocol) for row in rows]  # all rows are checked before the first is written
    meant = _reports(store, rows)
    sought = _search(store, protocol, rows, meant)
    known = _imported(store)
    lines = []
    for row, reading, ids, found in zip(rows, readings, meant, sought, strict=True):
        if len(ids) > 1:
            lines.append(_line(store, row, reading, "ambiguous", found, ids))
            continue
        report = ids[0]
        key = _key(report, reading)
        outcome: Outcome = "unchanged" if key in known else "imported"
        if key not in known:
            note = f"{Path(sheet).name}, line {row.number}"
            after = {"report": report, **reading, **_placed(found)}
            made = store.append(Decision("reading", "", "import", who, "", after, {}, note))
            known[key] = made.id
        _code(store, protocol, report, row, who)
        lines.append(_line(store, row, reading, outcome, found, ids, known[key]))
    done = Imported(tuple(lines))
    store.put(KEPT + Path(sheet).name, json.dumps(as_data(done, Path(sheet).name), ensure_ascii=False))
    return done


def _line(
    store: Store,
    row: SheetRow,
    reading: Mapping[str, Any],
    outcome: Outcome,
    found: Sought,
    ids: Sequence[str],
    item: str = "",
) -> Line:
    names = {report.id: report.name for report in store.codings().reports}
    one = ids[0] if len(ids) == 1 else ""
    name = names.get(one, "") if one else told_as(names, list(ids))
    x, y = (str(reading[side]).removesuffix(OWN) for side in SIDES)
    return Line(row.number, row.study, reading["r"]["text"], reading["n"], x, y, outcome, found, one, name, item)


def _reports(store: Store, rows: Sequence[SheetRow]) -> list[list[str]]:
    """The report of each row: one that is here, one that only the sheet knows, or all that may be meant."""
    shelf = Shelf(store)
    meant: dict[Any, list[str]] = {}
    for row in rows:
        if row.named not in meant:
            meant[row.named] = shelf.meant(row.named) or [store.report_named(row.study)]
    return [meant[row.named] for row in rows]


def _search(store: Store, protocol: Protocol, rows: Sequence[SheetRow], meant: Sequence[Sequence[str]]) -> list[Sought]:
    """What the papers say of each row."""
    wanted = []
    for row, ids in zip(rows, meant, strict=True):
        (x, x_construct), (y, y_construct) = row.said(protocol)
        n, page = row.n, row.page
        wanted.append(Wanted(ids[0], row.r, n, x_construct or x, y_construct or y, page) if len(ids) == 1 else None)
    papers = store.papers()
    places = places_in(store)
    reports = {report.id: report for report in store.codings().reports}
    glossaries = {report: glossary(store, protocol, report, here) for report, here in places.items()}
    pages = {
        report.id: max((paper.pages for paper in papers if paper.digest in report.files), default=0)
        for report in reports.values()
    }
    found = iter(seek([one for one in wanted if one], places, glossaries, pages))
    unread = {paper.report for paper in papers if paper.state != "read"}
    return [_reasoned(one, next(found), reports, unread) if one else Sought("not_found") for one in wanted]


def _reasoned(one: Wanted, sought: Sought, reports: Mapping[str, Any], unread: set[str]) -> Sought:
    """Say why nothing was found where there was nothing to look in."""
    if sought.verdict != "not_found":
        return sought
    report = reports.get(one.report)
    if report is None or not report.files:
        return Sought("not_found", told="the paper is not here; put it into papers/ and run `stook ingest`")
    if one.report in unread:
        return Sought("not_found", told="the paper could not be read; `stook status` says why")
    return Sought("not_found", told=sought.told or "the reader saw no correlation there")


def places_in(store: Store) -> dict[str, list[Spot]]:
    """Every place of a result, by report."""
    found: dict[str, list[Spot]] = {}
    for spot in spots(store.candidates()):
        found.setdefault(spot.report, []).append(spot)
    return found


def glossary(store: Store, protocol: Protocol, report: str, here: Sequence[Spot]) -> Glossary:
    """The labels of a report, with what they are coded as."""
    codings = [coding for coding in store.codings().variables if coding.report == report]
    return Glossary([label for spot in here for label in spot.labels], codings, protocol)


def _placed(found: Sought) -> dict[str, Any]:
    """The place of a number that stands on its page; and a doubt where the page says something else of it."""
    spot = found.spot
    if spot is None:
        return {}
    if found.verdict == "found" or (found.verdict == "differs" and not {SIGN, N} & set(found.differs)):
        return {"page": spot.page, "quote": spot.quote, "boxes": plain(spot.boxes), "digest": spot.digest}
    if found.verdict == "differs":
        return {"doubt": found.told}
    return {}


def kept(store: Store, sheet: str) -> dict[str, Any] | None:
    """What became of a sheet's rows when it last came in, by its file's name."""
    text = store.get(KEPT + Path(sheet).name)
    return dict(json.loads(text)) if text else None


def as_data(done: Imported, name: str) -> dict[str, Any]:
    """The four lists and what could not be given to one report, for programs."""
    return {
        "sheet": name,
        "imported": done.count("imported"),
        "unchanged": done.count("unchanged"),
        "counts": {verdict: len(done.of(verdict)) for verdict in VERDICTS},
        **{verdict: [_told(line) for line in done.of(verdict)] for verdict in VERDICTS},
        "ambiguous": [_told(line) for line in done.lines if line.outcome == "ambiguous"],
    }


def _told(line: Line) -> dict[str, Any]:
    spot = line.sought.spot
    return {
        "line": line.number, "study": line.study, "report": line.report, "name": line.name, "reading": line.reading,
        "r": line.r, "n": line.n, "x": line.x, "y": line.y, "differs": list(line.sought.differs),
        "told": line.sought.told, "candidate": spot.item if spot else "", "page": spot.page if spot else None,
        "printed": spot.r.text if spot else "",
        "boxes": [{"page": b.page, "x0": b.x0, "top": b.top, "x1": b.x1, "bottom": b.bottom}
                  for b in line.sought.boxes],
    }  # fmt: skip


def _imported(store: Store) -> dict[tuple[Any, ...], str]:
    """What sheets have said, whatever was decided on it since; an import that was itself undone can be repeated."""
    view = store.view()
    events = [event for event in in_force(view.events) if event.action == "import"]
    return {_key(view.moves.report(event.after["report"]), event.after): event.id for event in events}


def _key(report: str, reading: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two rows of sheets the same."""
    pair = normal_pair(*(reading[side].removesuffix(OWN) for side in SIDES))
    r = restore(Printed, reading["r"])
    return report, pair, normal(reading["group"]), (r.text, r.value), reading["n"], reading["statistic"]


def _code(store: Store, protocol: Protocol, report: str, row: SheetRow, who: str) -> None:
    codings = store.codings()
    coded = {(c.report, normal(c.label)) for c in codings.variables}
    for label, construct in row.constructs(protocol).items():
        if (report, normal(label)) not in coded:
            signed: dict[str, Any] = {"direction": "+", "evidence": EVIDENCE, "who": who}
            code_variable(store, protocol, report, label, construct=construct, **signed)
    studies = [study for study in codings.studies if report in study.reports]
    new = {
        name: row.coded[name]
        for name in protocol.characteristics
        if name in row.coded and len(studies) == 1 and name not in studies[0].characteristics
    }
    if new:
        set_characteristics(store, protocol, studies[0].id, new, who=who)
