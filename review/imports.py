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
from review.library import Library, library
from review.reports_meant import Named, Shelf, told_as
from review.sheet_rows import OWN, SIDES, SheetRow, read_rows
from review.sought import SIGN, VERDICTS, N, Sought, Wanted, seek

EVIDENCE = "imported in the direction of the construct"
KEPT = "import:"  # before a sheet's name: what became of its rows when it last came in
Outcome = Literal["imported", "unchanged", "ambiguous"]
Key = tuple[Any, ...]  # what makes two rows of sheets the same


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
    readings = [row.reading(protocol) for row in rows]
    named = [row.named for row in rows]  # all rows are checked before the first is written
    meant = _reports(store, named)
    sought = _search(store, protocol, rows, meant)
    placed = [ids[0] if len(ids) == 1 else "" for ids in meant]
    keys = [_key(report, reading) if report else None for report, reading in zip(placed, readings, strict=True)]
    known, old = _write(store, Path(sheet).name, list(zip(rows, readings, placed, keys, sought, strict=True)), who)
    _code(store, protocol, [(row, report) for row, report in zip(rows, placed, strict=True) if report], who)
    names = {report.id: report.name for report in store.codings().reports}
    lines = []
    for row, reading, ids, key, found in zip(rows, readings, meant, keys, sought, strict=True):
        outcome: Outcome = "ambiguous" if key is None else "unchanged" if key in old else "imported"
        report, name = (ids[0], names.get(ids[0], "")) if key else ("", told_as(names, ids))
        x, y = (str(reading[side]).removesuffix(OWN) for side in SIDES)
        told = (row.number, row.study, reading["r"]["text"], reading["n"], x, y)
        lines.append(Line(*told, outcome, found, report, name, known[key] if key else ""))
        old |= {key} if key else set()  # the same row twice in a sheet is one reading
    done = Imported(tuple(lines))
    store.put(KEPT + Path(sheet).name, json.dumps(as_data(done, Path(sheet).name), ensure_ascii=False))
    return done


def _write(
    store: Store, sheet: str, rows: Sequence[tuple[SheetRow, dict[str, Any], str, Key | None, Sought]], who: str
) -> tuple[dict[Key, str], set[Key]]:
    """Record what is new, all at once: the reading of each row by its key, and which were there before."""
    known = _imported(store)
    new: dict[Key, Decision] = {}
    for row, reading, report, key, found in rows:
        if key is not None and key not in known and key not in new:
            after = {"report": report, **reading, **_placed(found)}
            new[key] = Decision("reading", "", "import", who, "", after, {}, f"{sheet}, line {row.number}")
    made = store.append_all(list(new.values()))
    return known | {key: event.id for key, event in zip(new, made, strict=True)}, set(known)


def _reports(store: Store, named: Sequence[Named]) -> list[list[str]]:
    """The report of each row: one that is here, one that only the sheet knows, or all that may be meant."""
    shelf = Shelf(store)
    meant: dict[Named, list[str]] = {}
    for one in named:
        if one not in meant:
            meant[one] = shelf.meant(one) or [store.report_named(one.study)]
    return [meant[one] for one in named]


def _search(store: Store, protocol: Protocol, rows: Sequence[SheetRow], meant: Sequence[Sequence[str]]) -> list[Sought]:
    """What the papers say of each row."""
    wanted = [row.wanted(ids[0], protocol) if len(ids) == 1 else None for row, ids in zip(rows, meant, strict=True)]
    known = library(store, protocol)
    found = iter(seek([one for one in wanted if one], known.places, known.glossaries, known.pages))
    return [_reasoned(one, next(found), known) if one else Sought("not_found") for one in wanted]


def _reasoned(one: Wanted, sought: Sought, known: Library) -> Sought:
    """Say why nothing was found where there was nothing to look in."""
    if sought.verdict == "not_found" and one.report in known.silent:
        return Sought("not_found", told=known.silent[one.report])
    return sought


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


def _imported(store: Store) -> dict[Key, str]:
    """What sheets have said, whatever was decided on it since; an import that was itself undone can be repeated."""
    view = store.view()
    events = [event for event in in_force(view.events) if event.action == "import"]
    return {_key(view.moves.report(event.after["report"]), event.after): event.id for event in events}


def _key(report: str, reading: Mapping[str, Any]) -> Key:
    pair = normal_pair(*(reading[side].removesuffix(OWN) for side in SIDES))
    r = restore(Printed, reading["r"])
    return report, pair, normal(reading["group"]), (r.text, r.value), reading["n"], reading["statistic"]


def _code(store: Store, protocol: Protocol, rows: Sequence[tuple[SheetRow, str]], who: str) -> None:
    """Code labels and characteristics that the sheet tells and nobody has coded."""
    codings = store.codings()
    coded = {(c.report, normal(c.label)) for c in codings.variables}
    new: dict[str, dict[str, str]] = {}
    for row, report in rows:
        for label, construct in row.constructs(protocol).items():
            if (report, normal(label)) not in coded:
                signed: dict[str, Any] = {"direction": "+", "evidence": EVIDENCE, "who": who}
                code_variable(store, protocol, report, label, construct=construct, **signed)
                coded.add((report, normal(label)))
        studies = [study for study in codings.studies if report in study.reports]
        told = [name for name in protocol.characteristics if name in row.coded]
        if len(studies) == 1:
            of_study = new.setdefault(studies[0].id, {})
            for name in told:
                if name not in studies[0].characteristics:
                    of_study.setdefault(name, row.coded[name])
    for study, values in new.items():
        if values:
            set_characteristics(store, protocol, study, values, who=who)
