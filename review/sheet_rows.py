"""The rows of an earlier review's sheet: one row an effect, or one row a study with several columns of correlations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InvalidDecision
from corpus.evidence import Printed
from corpus.protocol import Protocol
from corpus.store.codec import plain
from review.decisions import is_sound, printed_r
from review.reports_meant import Named
from review.sheets import NAMES, NOTHING, Sheet, exact, number, read_sheet
from review.sheets import plain as letters
from review.sought import Wanted

SIDES = ("x", "y")
BASIS = "sheet"
OWN = " (imported)"  # marks labels that only sheets use
PAIR = "~"  # between the two variables of a column in --columns: depression~group_use=r1
SIZE = "n_"  # before a question or pair: the column with the sample size of its correlations
STARS = re.compile(r"[\s*†‡§]+$")  # of significance, behind a number
ROLES: Mapping[str, tuple[str, ...]] = {  # everyday names of columns, as letters and digits only; ours first
    "ri": NAMES["ri"],
    "ni": NAMES["ni"],
    "yi": NAMES["yi"],
    "vi": NAMES["vi"],
    "study": ("study", "studyid", "slab", "authoryear", "reference", "paper", "article", "studie", "citation"),
    "author": ("author", "authors", "firstauthor", "autor", "autoren"),
    "year": ("year", "publicationyear", "yearofpublication", "jahr"),
    "report": ("report", "reportid", "file", "filename", "pdf"),
    "doi": ("doi",),
    "title": ("title", "titel", "papertitle"),
    "x": ("x", "variable1", "var1", "predictor", "labelx"),
    "y": ("y", "variable2", "var2", "outcome", "criterion", "labely"),
    "x_construct": ("xconstruct", "construct1"),
    "y_construct": ("yconstruct", "construct2"),
    "group": ("group", "subgroup", "sample"),
    "statistic": ("statistic", "coefficient", "typeofr"),
    "page": ("page", "pp", "pagenumber", "seite"),
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One correlation of a sheet: its cells by role, its line and the column that held it."""

    sheet: Path
    number: int
    cells: Mapping[str, str]
    coded: Mapping[str, str]  # characteristics of the protocol, by name
    column: str = ""  # of a sheet with several columns of correlations

    @property
    def where(self) -> str:
        return f"{self.sheet}, line {self.number}{f', {self.column}' if self.column else ''}"

    @property
    def study(self) -> str:
        """The study as the sheet calls it; author and year where it has columns for these only."""
        given = self.cells.get("study") or " ".join(filter(None, (self.cells.get(n) for n in ("author", "year"))))
        if not (given := given or self.cells.get("report") or self.cells.get("title", "")):
            raise InvalidDecision(f"{self.where}: no study; every row needs one.")
        return given

    @property
    def named(self) -> Named:
        """All that the row says of which report it is about."""
        return Named(self.study, *(self.cells.get(name, "") for name in ("doi", "title", "author", "year", "report")))

    @property
    def r(self) -> Printed:
        return printed_r(self.where, STARS.sub("", self.cells["ri"]))

    @property
    def n(self) -> int:
        text = self.cells["ni"]
        try:
            n = number(text, count=True)
        except ValueError:
            n = 0.5
        if not n.is_integer():  # nan is none either
            raise InvalidDecision(f"{self.where}: ni = {text!r} is not a whole number; correct the sheet.")
        return int(n)

    @property
    def page(self) -> int | None:
        page = self.cells.get("page", "")
        return int(page) if page.isdecimal() else None

    def wanted(self, report: str, protocol: Protocol | None = None) -> Wanted:
        """The row as a number to look for; without a protocol its names are labels, and no n need be given."""
        n = None if self.cells.get("ni", "").casefold() in NOTHING else self.n
        if protocol is None:
            return Wanted(report, self.r, n, self.cells.get("x", ""), self.cells.get("y", ""), self.page)
        x, y = (construct or label for label, construct in self.said(protocol))
        return Wanted(report, self.r, n, x, y, self.page)

    def reading(self, protocol: Protocol) -> dict[str, Any]:
        """The row as a reading's facts."""
        x, y = self.labels(protocol)
        after = {
            "r": plain(self.r),
            "statistic": self.cells.get("statistic") or "pearson",
            "n": self.n,
            "n_basis": BASIS,
            "x": x,
            "y": y,
            "source": "imported",
            "group": self.cells.get("group", ""),
            "page": self.page,
        }
        is_sound(self.where, after)
        return after

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
        x, y = (label + OWN if name else label for label, name in self.said(protocol))
        return x, y

    def constructs(self, protocol: Protocol) -> dict[str, str]:
        """Label -> construct, where the sheet says it."""
        return {label + OWN: name for label, name in self.said(protocol) if name}

    def said(self, protocol: Protocol) -> list[tuple[str, str]]:
        """Each side's label in the sheet with its construct; "" where that is none of the protocol's."""
        labels = self.sides(protocol)
        said = [self.cells.get(f"{side}_construct") or label for side, label in zip(SIDES, labels, strict=True)]
        return [(label, name if name in protocol.constructs else "") for label, name in zip(labels, said, strict=True)]


def read_rows(
    path: Path, protocol: Protocol | None, columns: Mapping[str, str] | None = None, *, needs_n: bool = True
) -> list[SheetRow]:
    """The correlations of a sheet, one after the other.

    `columns` says which column is which (ri=Correlation), also of a sheet with one row a study: the role is then a
    question (groups=r1) or a pair (depression~group_use=r2), and n_groups=N1 names its sample size. A column called
    `r_` and a question's id is taken for that question's.
    """
    given = dict(columns or {})
    questions = {question.id: (question.x, question.y) for question in protocol.questions} if protocol else {}
    wide = {role: given.pop(role) for role in tuple(given) if _is_wide(role, questions)}
    sheet = read_sheet(Path(path), named=given, names=ROLES)
    wide = _found(sheet, questions) | wide
    _is_complete(sheet, wide, needs_n=needs_n)
    if not wide:
        return [_row(sheet, line, row) for line, row in zip(sheet.lines, sheet.rows, strict=True)]
    sizes = {role: wide.pop(role) for role in tuple(wide) if role.startswith(SIZE)}
    return [
        made
        for line, row in zip(sheet.lines, sheet.rows, strict=True)
        for role, column in wide.items()
        if (made := _wide_row(sheet, line, row, role, column, sizes, questions))
    ]


Questions = Mapping[str, tuple[str, str]]  # id -> the two constructs


def _is_wide(role: str, questions: Questions) -> bool:
    bare = role.removeprefix(SIZE)
    return PAIR in bare or bare in questions


def _found(sheet: Sheet, questions: Questions) -> dict[str, str]:
    """Columns that are called after a question: r_groups, n_groups."""
    if sheet.has("ri"):
        return {}
    known = {letters(name): name for name in sheet.names}
    roles = dict.fromkeys(questions, ("r", "ri"))
    sizes = {f"{SIZE}{question}": ("n", "ni") for question in questions}
    found = {}
    for role, prefixes in {**roles, **sizes}.items():
        bare = letters(role.removeprefix(SIZE) if role in sizes else role)
        if column := next((known[prefix + bare] for prefix in prefixes if prefix + bare in known), None):
            found[role] = column
    return found


def _is_complete(sheet: Sheet, wide: Mapping[str, str], *, needs_n: bool) -> None:
    if not wide and not sheet.has("ri") and (sheet.has("yi") or sheet.has("vi")):
        raise InvalidDecision(f"{sheet.path} has yi, vi, which are transformed; give the correlations as ri with ni.")
    needed = [] if wide else ["ri"]
    needed += ["ni"] if needs_n and not any(role.startswith(SIZE) for role in wide) else []
    for role in needed:
        if not sheet.has(role):
            told = f"it has {', '.join(sheet.names)}; say which it is: --columns {role}=NAME"
            raise InvalidDecision(f"{sheet.path} has no column {role!r}; {told}.")
    if not any(sheet.has(role) for role in ("study", "author", "report", "title")):
        raise InvalidDecision(f"{sheet.path} has no column 'study'; say which it is: --columns study=NAME.")


def _row(sheet: Sheet, line: int, row: Mapping[str, str]) -> SheetRow:
    cells = {role: row[column] for role, column in sheet.roles.items()}
    taken = set(sheet.roles.values())
    coded = {name: cell for name, cell in row.items() if cell.casefold() not in NOTHING}
    return SheetRow(sheet.path, line, cells, {n: c for n, c in coded.items() if n not in taken or n == "year"})


def _wide_row(
    sheet: Sheet,
    line: int,
    row: Mapping[str, str],
    role: str,
    column: str,
    sizes: Mapping[str, str],
    questions: Questions,
) -> SheetRow | None:
    """The correlation in one column of a study's row; None where the study has none."""
    column = exact(sheet.path, column, sheet.names)
    if row[column].casefold() in NOTHING:
        return None
    made = _row(sheet, line, row)
    x, y = questions.get(role) or (role.partition(PAIR)[0], role.partition(PAIR)[2])
    size = sizes.get(SIZE + role)
    n = row[exact(sheet.path, size, sheet.names)] if size else made.cells.get("ni", "")
    return SheetRow(sheet.path, line, {**made.cells, "ri": row[column], "ni": n, "x": x, "y": y}, made.coded, column)
