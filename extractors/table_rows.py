"""Rows of a table's body: wrapped labels rejoined, sections told from variables, second lines merged into their row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.document import Cell
from extractors.table_frames import Entries, Row
from extractors.table_groups import tokens
from extractors.table_heads import continues, goes_on, joined
from extractors.table_roles import Role, is_continued, only_number, role_of, split_number

NUMBERED_SHARE = 0.5  # of the rows with values that must be numbered before numbers are taken for numbers
LINE_ROLES: tuple[Role, ...] = ("p", "n", "ci")
_LINE = re.compile(
    r"^(?:(?:pearson|spearman|kendall)\W*\w*\s*)?(?:correlation|rho|r)(?:\s+coefficient)?$", re.IGNORECASE
)


def _text(row: Entries, stub: int) -> tuple[str, str, str]:
    """A row's outer label, its label, and a statistic's name in the last label column ("Sig. (2-tailed)")."""
    texts = [e.text for e in row[:stub]]
    last = texts[-1] if texts else ""
    if stub > 1 and (_LINE.match(last) or role_of(last) in LINE_ROLES):
        return joined([t for t in texts[:-2] if t]), texts[-2] if stub > 1 else "", last
    if stub > 1 and only_number(texts[0]) is not None:
        return "", joined([texts[0].rstrip(".") + ".", *[t for t in texts[1:] if t]]), ""
    if stub > 1 and last:
        return joined([t for t in texts[:-1] if t]), last, ""
    return "", joined([t for t in texts if t]), ""


def _role(row: Entries, label: str, line: str) -> Role:
    """What a row holds: a variable's values, a second line (p, N, interval), or a bottom row of statistics."""
    if line:
        role = role_of(line)
        return role if role in LINE_ROLES else "variable"
    if label:
        role = role_of(label)
        if role == "r":
            return "r"
        return role if role != "blank" else "variable"
    filled = [e for e in row if e.filled]
    if all(e.kind in ("interval", "dash") or (e.kind == "text" and not e.text) for e in filled):
        return "ci"
    return "blank"


def _is_line(role: Role, label: str, line: str, repeated: Counter[str]) -> bool:
    """Whether a row is the second line of the one above."""
    if role == "blank":
        return True
    return role in LINE_ROLES and (bool(line) or not label or repeated[label] > 1)


def _line_role(row: Entries, stub: int) -> Role:
    """The role of a second line without a name: p where all its numbers can be, "other" for numbers in brackets."""
    cells = [e for e in row[stub:] if e.filled and e.kind != "dash"]
    if any(e.kind == "interval" for e in cells):
        return "ci"
    if any(e.kind == "p" for e in cells):
        return "p"
    wholes = [e for e in cells if e.kind == "number" and e.value is not None and e.value.decimals == 0]
    if cells and len(wholes) == len(cells):
        return "n"
    bare = all(not e.stars and e.value is not None and 0 <= e.value.value <= 1 and "-" not in e.text for e in cells)
    return "p" if cells and bare and not any(e.parenthesised for e in cells) else "other"


def _bracketed(row: Entries, stub: int) -> bool:
    """A row whose values all stand in brackets: another quantity of the row above."""
    cells = [e for e in row[stub:] if e.filled and e.kind != "dash"]
    return bool(cells) and all(e.parenthesised or e.kind == "interval" for e in cells)


def _suffix(rows: list[Row], label: str) -> bool:
    """Whether a label without values ends the label of the row above."""
    above = rows[-1].label if rows else ""
    return bool(rows) and not (rows[-1].heading and above.endswith(":")) and (continues(label) or goes_on(above))


def _prefix(pending: str, label: str, *, numbered: bool) -> bool:
    """Whether a label without values begins the label of the row under it."""
    if numbered:
        return split_number(pending)[0] is not None and split_number(label)[0] is None
    return continues(label) or goes_on(pending)


def _numbered(body: Sequence[Entries], stub: int) -> bool:
    """Whether rows are numbered: most of those with values are, and the numbers rise by one."""
    labels = [_text(row, stub)[1] for row in body if row[:stub] and any(e.filled for e in row[:stub])]
    numbers = [n for n in (split_number(label)[0] or only_number(label) for label in labels) if n is not None]
    steps = sum(b - a == 1 or b == 1 for a, b in pairwise(numbers))
    named = sum(split_number(label)[0] is not None for label in labels)
    return named >= max(2, len(labels) * NUMBERED_SHARE * 0.6) and steps >= (len(numbers) - 1) * 0.7


def rows_of(body: Sequence[Entries], stub: int, names: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a body; a label without values is a section unless it equals one of the columns' `names`."""
    repeated = Counter(joined([e.text for e in row[max(0, stub - 1) : stub]]) for row in body)
    known = frozenset(tokens(name) for name in names if name)
    reading = _Reading(stub, repeated, known, numbered=_numbered(body, stub))
    for row in body:
        reading.take(row)
    return tuple(_renumbered(row, numbered=reading.numbered) for row in _between(reading.rows))


@dataclass(slots=True)
class _Reading:
    """A body read from the top: the rows so far, and the section and outer label in force."""

    stub: int
    repeated: Counter[str]
    known: frozenset[tuple[str, ...]]
    numbered: bool
    rows: list[Row] = field(default_factory=list)
    section: str = ""
    before: str = ""  # the section in force before the last heading
    prefix: str = ""

    def take(self, row: Entries) -> None:
        """Read one more row."""
        outer, label, line = _text(row, self.stub)
        if is_continued(outer or label):
            return
        lone = _lone_text(row, self.stub)
        if lone is not None and not label:
            self.section, self.prefix = lone, ""
        elif not any(e.filled for e in row[self.stub :]):
            self._label(joined([t for t in (outer, label, line) if t]), row)
        else:
            self._values(outer, label, line, row)

    def _cells(self, row: Entries) -> tuple[Cell, ...]:
        return tuple(e.cell for e in row[: self.stub] if e.filled)

    def _label(self, label: str, row: Entries) -> None:
        """A label without values: the end of the one above, a section, or a variable whose values stand elsewhere."""
        if _suffix(self.rows, label):
            above = self.rows[-1]
            self.rows[-1] = replace(above, label=joined([above.label, label]), cells=above.cells + self._cells(row))
            if above.heading:
                self.section = self._section(self.rows[-1].label, self.before)
            return
        self.before, self.section, self.prefix = self.section, self._section(label, self.section), ""
        self.rows.append(Row(label, row, heading=True, cells=self._cells(row)))

    def _values(self, outer: str, label: str, line: str, row: Entries) -> None:
        """A row with values, with the label above it where that one was only its first line."""
        cells = self._cells(row)
        above = self.rows[-1] if self.rows and self.rows[-1].heading else None
        if above and (not label or _prefix(above.label, label, numbered=self.numbered)):
            self.rows.pop()
            self.section = self.before
            label, cells = joined([above.label, label]), above.cells + cells
        self.prefix = outer or ("" if label and self.stub == 1 else self.prefix)
        made = Row(label, row, section=self.section, prefix=self.prefix, cells=cells)
        _add(self.rows, made, self.stub, line, self.repeated)

    def _section(self, label: str, current: str) -> str:
        """The section in force after a label without values: itself, unless it is a variable of the matrix."""
        variable = tokens(label) in self.known or (self.numbered and split_number(label)[0] is not None)
        return current if variable else label.rstrip(":")


def _worded(row: Row) -> bool:
    return any(c.isalpha() for c in row.label)


def _between(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows, where one named like a statistic ("SD") among variables is a variable too: statistics stand at an end."""
    variables = [i for i, row in enumerate(rows) if row.role == "variable" and not row.heading and _worded(row)]
    for i, row in enumerate(rows):
        inside = bool(variables) and variables[0] < i < variables[-1]
        yield replace(row, role="variable") if inside and row.role not in ("variable", "r") else row


def _lone_text(row: Entries, stub: int) -> str | None:
    """The one text of a row that has nothing else: a section's name set in the middle."""
    filled = [e for e in row if e.filled]
    return filled[0].text if len(filled) == 1 and filled[0].kind == "text" and not row[0].filled and stub > 0 else None


def _add(rows: list[Row], made: Row, stub: int, line: str, repeated: Counter[str]) -> None:
    """Append a row with values, or merge it into the row above as its second line."""
    row, label = made.entries, made.label
    role = _role(row[stub:], label, line)
    above = rows[-1] if rows and not rows[-1].heading else None
    if above and _is_line(role, label, line, repeated):
        found = role if role in LINE_ROLES else _line_role(row, stub)
        rows[-1] = replace(above, lines=(*above.lines, (found, row)))
    elif above and label and continues(label) and _bracketed(row, stub):
        lines = (*above.lines, (_line_role(row, stub), row))
        rows[-1] = replace(above, label=joined([above.label, label]), cells=above.cells + made.cells, lines=lines)
    else:
        rows.append(replace(made, role="variable" if role == "blank" else role))


def _renumbered(row: Row, *, numbered: bool) -> Row:
    """A row with its variable's number split from its name."""
    number, name = split_number(row.label)
    alone = only_number(row.label)
    if alone is not None and number is None:
        return replace(row, number=alone, label="")
    if numbered and number is not None:
        return replace(row, number=number, label=name)
    return row
