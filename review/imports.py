"""Correlations of an earlier review from a sheet, as readings of source `imported`, with their codings."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.decisions import Decision
from corpus.errors import InvalidDecision
from corpus.evidence import Printed
from corpus.identity import normal, normal_pair
from corpus.protocol import Protocol, nearest
from corpus.store import Store, in_force
from corpus.store.codec import plain, restore
from review.coding import code_variable, set_characteristics
from review.decisions import is_sound, printed_r

NEEDED = ("study", "ri", "ni")
SIDES = ("x", "y")
NOTHING = ("", "NA", "na", "NaN")
BASIS = "sheet"
OWN = " (imported)"  # marks labels that only sheets use
EVIDENCE = "imported in the direction of the construct"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows became readings, and how many were there already."""

    imported: int = 0
    unchanged: int = 0


def import_sheet(store: Store, sheet: Path, protocol: Protocol, *, who: str) -> Imported:
    """Bring in a CSV with metafor's columns study, ri, ni, and x, y; the same sheet again changes nothing.

    x and y hold constructs of the protocol or variable labels; without them the sheet answers the only question.
    Columns named like characteristics are coded on the study; `group`, `statistic` and `page` are understood.
    """
    rows = [_Line(sheet, number, row) for number, row in enumerate(_rows(Path(sheet)), start=2)]
    readings = [line.reading(protocol) for line in rows]  # all rows are checked before the first is written
    done = Imported()
    known = _imported(store)
    for line, reading in zip(rows, readings, strict=True):
        report = _report(store, line.study)
        if (key := _key(report, reading)) in known:
            done = Imported(done.imported, done.unchanged + 1)
        else:
            note = f"{Path(sheet).name}, line {line.number}"
            store.append(Decision("reading", "", "import", who, "", {"report": report, **reading}, {}, note))
            known.add(key)
            done = Imported(done.imported + 1, done.unchanged)
        _code(store, protocol, report, line, who)
    return done


def _rows(sheet: Path) -> list[dict[str, str]]:
    try:
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [_cells(f"{sheet}, line {number}", row) for number, row in enumerate(reader, start=2)]
            columns = [name.strip() for name in reader.fieldnames or ()]
    except FileNotFoundError:
        raise InvalidDecision(f"{sheet} is not there; check its name.") from None
    except OSError as error:
        raise InvalidDecision(f"{sheet} cannot be read: {error.strerror}; give a CSV file.") from None
    except (UnicodeDecodeError, csv.Error):
        raise InvalidDecision(f"{sheet} is no CSV in UTF-8; save it as one from the spreadsheet.") from None
    if "ri" not in columns and {"yi", "vi"} & set(columns):
        raise InvalidDecision(f"{sheet} has yi, vi, which are transformed; give the correlations as ri with ni.")
    for name in NEEDED:
        if name not in columns:
            raise InvalidDecision(f"{sheet} has no column {name!r}{nearest(name, columns)}.")
    return rows


def _cells(where: str, row: Mapping[str | None, Any]) -> dict[str, str]:
    """A row's cells by column. A decimal comma makes two cells of one: all after it would be read in a wrong column."""
    if None in row:
        raise InvalidDecision(f"{where}: more cells than columns; quote cells that hold commas, write .31 not 0,31.")
    return {(name or "").strip(): (cell or "").strip() for name, cell in row.items() if name}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet."""

    sheet: Path
    number: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        return f"{self.sheet}, line {self.number}"

    @property
    def study(self) -> str:
        if not self.cells["study"]:
            raise InvalidDecision(f"{self.where}: no study; every row needs one.")
        return self.cells["study"]

    def reading(self, protocol: Protocol) -> dict[str, Any]:
        """The row as a reading's facts."""
        x, y = self.labels(protocol)
        page = self.cells.get("page", "")
        after = {
            "r": plain(printed_r(self.where, self.cells["ri"])),
            "statistic": self.cells.get("statistic") or "pearson",
            "n": self._n(),
            "n_basis": BASIS,
            "x": x,
            "y": y,
            "source": "imported",
            "group": self.cells.get("group", ""),
            "page": int(page) if page.isdecimal() else None,
        }
        assert self.study
        is_sound(self.where, after)
        return after

    def _n(self) -> int:
        try:
            n = float(self.cells["ni"])
        except ValueError:
            n = 0.5
        if not n.is_integer():
            raise InvalidDecision(f"{self.where}: ni = {self.cells['ni']!r} is not a whole number; correct the sheet.")
        return int(n)

    def sides(self, protocol: Protocol) -> tuple[str, str]:
        """The two labels: columns x and y, or the sides of the protocol's only question."""
        given = [self.cells.get(side) or self.cells.get(f"{side}_construct", "") for side in SIDES]
        if all(given):
            return given[0], given[1]
        if len(protocol.questions) == 1 and not any(given):
            return protocol.questions[0].x, protocol.questions[0].y
        raise InvalidDecision(f"{self.where}: what correlates? Add columns x and y with constructs or labels.")

    def labels(self, protocol: Protocol) -> tuple[str, str]:
        """The two labels of the reading.

        A side of a known construct has its value in the construct's direction, so it gets a label of its own: the
        paper's label may be coded the other way round, and neither coding must turn the other's values.
        """
        x, y = (label + OWN if name else label for label, name in self._said(protocol))
        return x, y

    def constructs(self, protocol: Protocol) -> dict[str, str]:
        """Label -> construct, where the sheet says it."""
        return {label + OWN: name for label, name in self._said(protocol) if name}

    def _said(self, protocol: Protocol) -> list[tuple[str, str]]:
        """Each side's label in the sheet with its construct; "" where that is none of the protocol's."""
        labels = self.sides(protocol)
        said = [self.cells.get(f"{side}_construct") or label for side, label in zip(SIDES, labels, strict=True)]
        return [(label, name if name in protocol.constructs else "") for label, name in zip(labels, said, strict=True)]

    def characteristics(self, protocol: Protocol) -> dict[str, str]:
        """What the sheet says of the study."""
        return {name: cell for name in protocol.characteristics if (cell := self.cells.get(name, "")) not in NOTHING}


def _report(store: Store, study: str) -> str:
    """The report of a study that is known by this label or file name, or one that only the sheet knows."""
    codings = store.codings()
    for known in codings.studies:
        if normal(study) in (normal(known.label), normal(known.id)):
            return known.reports[0]
    for report in codings.reports:
        if normal(study) == normal(report.name):
            return report.id
    return store.report_named(study)


def _imported(store: Store) -> set[tuple[Any, ...]]:
    """What sheets have said, whatever was decided on it since; an import that was itself undone can be repeated."""
    view = store.view()
    events = [event for event in in_force(view.events) if event.action == "import"]
    return {_key(view.moves.report(event.after["report"]), event.after) for event in events}


def _key(report: str, reading: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two rows of sheets the same."""
    pair = normal_pair(*(reading[side].removesuffix(OWN) for side in SIDES))
    r = restore(Printed, reading["r"])
    return report, pair, normal(reading["group"]), (r.text, r.value), reading["n"], reading["statistic"]


def _code(store: Store, protocol: Protocol, report: str, line: _Line, who: str) -> None:
    codings = store.codings()
    coded = {(c.report, normal(c.label)) for c in codings.variables}
    for label, construct in line.constructs(protocol).items():
        if (report, normal(label)) not in coded:
            signed: dict[str, Any] = {"direction": "+", "evidence": EVIDENCE, "who": who}
            code_variable(store, protocol, report, label, construct=construct, **signed)
    studies = [study for study in codings.studies if report in study.reports]
    new = {
        name: value
        for name, value in line.characteristics(protocol).items()
        if len(studies) == 1 and name not in studies[0].characteristics
    }
    if new:
        set_characteristics(store, protocol, studies[0].id, new, who=who)
