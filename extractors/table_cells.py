"""What one cell of a table says: a number with its stars, an interval, a p, a count, a mark that stands for nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Cell, Grid
from corpus.evidence import Printed, PValue
from extractors.numbers import MINUS, POINT, RELATION, integer, printed, relation

EntryKind = Literal["empty", "dash", "number", "interval", "p", "text"]

STAR = "*∗⁎﹡＊ⴱ٭⋆★"
DAGGERS = "†‡§¶"
_STARS = str.maketrans(dict.fromkeys(STAR, "*"))
_MARKUP = re.compile(r"</?(?:sup|sub|b|i|em|strong)>")
_BOLD = re.compile(r"^(?P<mark>\*\*|__)(?P<inner>[^*_]+)(?P=mark)$|^(?P<open>\*\*)(?P<rest>[^*]+)$")
_NOTHING = re.compile(
    rf"^(?:(?:{MINUS})+|[.\u00b7\u2024\u2026\u22ef]+|(?:{MINUS}\s)+{MINUS}|n\.?/?a\.?|/|×|x|blank|omitted)$",
    re.IGNORECASE,
)
_NUMBER = rf"(?:{MINUS}\s?)?(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d*(?:{POINT}|,)\s?\d+|\d+)"
_SIGNIFICANCE = rf"(?:[{re.escape(STAR)}]\s?)+|[{DAGGERS}#^+]+|[a-h](?:\s?,\s?[a-h])*|n\.?s\.?"
_VALUE = re.compile(
    rf"""^(?:(?:r|rs|N|n|p)\s*=\s*)?
    (?P<value>{_NUMBER})\s*
    (?P<stars>{_SIGNIFICANCE})?\s*
    (?P<more>[(\[].*[)\]])?\s*
    (?P<late>{_SIGNIFICANCE})?$""",
    re.VERBOSE,
)
_INTERVAL = re.compile(
    rf"^(?:95\s?%\s?CI:?\s*)?[(\[{{]?\s*(?P<low>{_NUMBER})\s*(?:,|;|to|:|{MINUS})\s*(?P<high>{_NUMBER})\s*[)\]}}]?$"
)
_P = re.compile(rf"^(?:p\s*)?(?P<op>{RELATION})?\s*(?P<value>[01]?{POINT}\s?\d+)$", re.IGNORECASE)
_P_BEHIND = re.compile(
    rf"^(?P<value>\S.*?\d\S*?)\s*[,;]\s*(?P<p>p\s*{RELATION}\s*[01]?{POINT}\d+)$"
)  # "r = .42, p < .001"
_SPREAD = re.compile(rf"^(?P<value>{_NUMBER})\s*±\s*(?P<spread>{_NUMBER})$")  # mean and standard deviation
_N = re.compile(r"^[nN]?\s*=?\s*(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})$")
# one more decimal than the finest correlation that journals print; more digits are another quantity
MOST_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell as understood: `text` is cleaned; `parenthesised` numbers are often of another kind than bare ones."""

    kind: EntryKind
    cell: Cell
    text: str = ""
    value: Printed | None = None
    stars: str = ""
    p: PValue | None = None
    interval: tuple[Printed, Printed] | None = None
    n: int | None = None
    bracket: Printed | None = None  # the number in "(...)" after the value, of a meaning that only the table tells
    parenthesised: bool = False

    @property
    def filled(self) -> bool:
        return self.kind != "empty"

    @property
    def decimal(self) -> bool:
        """A number with decimals: what correlations, means and loadings look like."""
        return self.kind == "number" and self.value is not None and self.value.decimals > 0

    @property
    def coefficient(self) -> bool:
        """A bare number that can be a correlation."""
        return self.decimal and not self.parenthesised and self.value is not None and abs(self.value.value) <= 1.0

    @property
    def whole(self) -> int | None:
        """The value of a bare whole number."""
        if self.kind == "number" and self.value is not None and self.value.decimals == 0 and not self.parenthesised:
            return int(self.value.value)
        return None

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "interval", "p")


def _bare(text: str, stars: str) -> tuple[str, str]:
    """Text without markup; the stars that were half of a bold mark are no stars."""
    clean = _MARKUP.sub("", text).strip()
    bold = _BOLD.match(clean)
    if bold and bold["inner"]:
        return bold["inner"].strip(), stars
    if bold and stars.startswith("**"):
        return bold["rest"].strip(), stars[2:]
    return clean, stars


def _in_brackets(more: str) -> tuple[PValue | None, tuple[Printed, Printed] | None, int | None, Printed | None]:
    """What stands in brackets behind a value: a p with its relation, an interval, a count, or just a number."""
    inner = more.strip("()[] ")
    interval = _INTERVAL.match(inner)
    if interval:
        return None, _ends(interval), None, None
    p = _P.match(inner)
    if p and (p["op"] or inner[:1] in "pP"):
        return PValue(relation(p["op"] or "="), printed(p["value"])), None, None, None
    count = _N.match(inner)
    if count:
        return None, None, integer(count["n"]), None
    if re.fullmatch(_NUMBER, inner):
        return None, None, None, printed(inner)
    return None, None, None, None


def _ends(match: re.Match[str]) -> tuple[Printed, Printed]:
    low, high = printed(match["low"]), printed(match["high"])
    return (low, high) if low.value <= high.value else (high, low)


def _number(match: re.Match[str], cell: Cell, text: str, stars: str, *, parenthesised: bool) -> Entry:
    marks = "".join((match["stars"] or "", match["late"] or "", stars)).translate(_STARS).replace(" ", "")
    p, interval, n, bracket = _in_brackets(match["more"] or "")
    marks = "" if re.fullmatch(r"n\.?s\.?", marks) else marks
    return Entry("number", cell, text, printed(match["value"]), marks, p, interval, n, bracket, parenthesised)


def _repaired(cell: Cell) -> str:
    """The cell's text, a word with a damaged glyph replaced by what the reader of the page takes it for."""
    text = cell.text
    for word in cell.words:
        if word.alternatives and word.text in text:
            text = text.replace(word.text, word.alternatives[0], 1)
    return text


def parse(cell: Cell) -> Entry:
    """Understand one cell; what is no number, interval, p or placeholder is text."""
    text, stars = _bare(_repaired(cell), _MARKUP.sub("", cell.stars).strip())
    text = _SPREAD.sub(r"\g<value> (\g<spread>)", _P_BEHIND.sub(r"\g<value> (\g<p>)", text))
    if not text:
        return Entry("empty", cell)
    if _NOTHING.match(text):
        return Entry("dash", cell, text)
    inner = re.fullmatch(r"\((?P<inner>[^()]*)\)\s*(?P<stars>[*∗⁎]*)", text)
    match = _VALUE.match(inner["inner"].strip() if inner else text)
    if match and (printed(match["value"]).decimals <= MOST_DECIMALS):
        return _number(match, cell, text, stars, parenthesised=inner is not None)
    if not inner:
        interval = _INTERVAL.match(text)
        if interval:
            return Entry("interval", cell, text, interval=_ends(interval))
    p = _P.match(inner["inner"].strip() if inner else text)
    if p and p["op"]:
        return Entry("p", cell, text, p=PValue(relation(p["op"]), printed(p["value"])), parenthesised=inner is not None)
    interval = _INTERVAL.match(text)
    if interval:
        return Entry("interval", cell, text, interval=_ends(interval))
    return Entry("text", cell, text)


def parse_grid(grid: Grid) -> tuple[tuple[Entry, ...], ...]:
    """Every cell of a grid, understood; empty rows and columns are left out."""
    rows = [tuple(parse(cell) for cell in row) for row in grid]
    rows = [row for row in rows if any(entry.filled for entry in row)]
    keep = [c for c in range(len(rows[0])) if any(row[c].filled for row in rows)] if rows else []
    return tuple(tuple(row[c] for c in keep) for row in rows)


def with_point(entry: Entry, decimals: int) -> Entry:
    """A whole number of just as many digits as the others have decimals, read with the point that it lost."""
    value = entry.value
    digits = re.sub(r"\D", "", value.text) if value is not None else ""
    if value is None or entry.whole is None or decimals < 2 or len(digits) != decimals:
        return entry
    return replace(entry, value=Printed(value.text, value.value / 10.0**decimals, decimals))
