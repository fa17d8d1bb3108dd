"""What an item page shows of a candidate: marks on the page, the arithmetic, flags, and how its pair is coded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.decisions import VariableCoding
from corpus.document import Box, union
from corpus.evidence import Candidate, Flag, Printed, PValue
from corpus.identity import normal
from extractors.checks.recomputed import SMALLEST_N, Interval, ci_intervals, of_p, of_printed, p_interval
from reports.numbers import coefficient, p_value
from review.doubts import sign_in_doubt
from review.queue import Needs

Role = Literal["value", "cell", "n", "row", "column", "p", "ci", "df", "quote"]
ROLE_OF_FIELD: dict[str, Role] = {"x": "row", "y": "column", "n": "n", "p": "p", "ci": "ci", "df": "df"}
MARGIN = 1.5  # points between a word and the line around it
CROP_SIDE, CROP_ABOVE = 26.0, 7.0  # points of the page around a value whose sign is in doubt
COMPUTED = ("pearson", "spearman", "point_biserial", "unknown")  # p and interval of others have other formulas
DRAWN_LAST = ("quote", "cell", "row", "column", "p", "ci", "df", "n", "value")  # what lies on top of what
SAME_LINE = 6.0  # points between the tops of what stands in one row
STAR_LEVELS = (0.001, 0.01, 0.05)
LEAST_IMPLIED, MOST_IMPLIED = 4, 10_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle on the picture, in points."""

    role: Role
    box: Box

    @property
    def x(self) -> float:
        return round(self.box.x0 - MARGIN, 2)

    @property
    def y(self) -> float:
        return round(self.box.top - MARGIN, 2)

    @property
    def width(self) -> float:
        return round(max(self.box.x1 - self.box.x0, 1.0) + 2 * MARGIN, 2)

    @property
    def height(self) -> float:
        return round(max(self.box.bottom - self.box.top, 1.0) + 2 * MARGIN, 2)


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the arithmetic: what r and n imply, what is printed, and whether both agree (None: not printed)."""

    name: str
    implied: str
    printed: str = ""
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One variable of the pair: as printed, and what it stands for by a coding or a proposal."""

    label: str
    construct: str = ""
    direction: int = 1
    coded: bool = False


def marks(candidate: Candidate, page: int) -> list[Mark]:
    """Every place on this page, the value on top of what lies below it."""
    found: list[Mark] = []
    if candidate.quotes:
        found += [Mark("quote", box) for box in candidate.quotes[0].boxes]
    for name, quote in candidate.fields:
        found += [Mark(ROLE_OF_FIELD[name], box) for box in _joined(quote.boxes) if name in ROLE_OF_FIELD]
    found += [Mark("value" if index == 0 else "cell", box) for index, box in enumerate(candidate.value_boxes)]
    here = [mark for mark in found if mark.box.page == page]
    if any(mark.role == "row" for mark in here):  # of a table cell the quote's pieces are its row and column again
        here = [mark for mark in here if mark.role != "quote"]
    return sorted(here, key=lambda mark: DRAWN_LAST.index(mark.role))


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """One box a line of text instead of one a word."""
    lines: list[list[Box]] = []
    for box in boxes:
        last = lines[-1][-1] if lines else None
        if last and last.page == box.page and abs(last.top - box.top) < (last.bottom - last.top) / 2:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [union(line) for line in lines]


def guides(marks: Sequence[Mark]) -> list[tuple[float, float, float, float]]:
    """Lines from the heads of an upright table's row and column to the value."""
    last = {mark.role: mark for mark in marks}
    value, row, column = (last.get(role) for role in ("value", "row", "column"))
    if not (value and row and column) or abs(row.y - value.y) > SAME_LINE:
        return []
    under, middle = value.y + value.height, value.x + value.width / 2
    across = (
        (row.x + row.width, under, value.x, under) if row.x < value.x else (value.x + value.width, under, row.x, under)
    )
    return [across, (middle, column.y + column.height, middle, value.y)] if column.y < value.y else [across]


def page_of(candidate: Candidate) -> int:
    """The page of the best quote's value."""
    return candidate.value_boxes[0].page if candidate.value_boxes else candidate.page


def crop(candidate: Candidate) -> Box | None:
    """The part of the page around the value, where its sign is in doubt."""
    if not sign_in_doubt(candidate) or not candidate.value_boxes:
        return None
    box = candidate.value_boxes[0]
    side, above = CROP_SIDE, CROP_ABOVE
    return Box(box.page, max(0.0, box.x0 - side), max(0.0, box.top - above), box.x1 + side, box.bottom + above)


def hard(candidate: Candidate) -> list[Flag]:
    """The flags that ask for a second look before the value is accepted."""
    return [flag for flag in candidate.flags if flag.severity == "hard"]


def arithmetic(r: Printed, n: object, candidate: Candidate) -> list[Sum]:
    """What r and n imply beside what the paper prints."""
    if not isinstance(n, int) or n < SMALLEST_N or abs(r.value) >= 1 or candidate.statistic not in COMPUTED:
        return []
    return list(_sums(r, n, candidate))


def _sums(r: Printed, n: int, candidate: Candidate) -> Iterator[Sum]:
    from_stars = bool(dict(candidate.evidence).get("p_from_stars"))
    implied = p_interval(r, n)
    exact = None if from_stars else candidate.p
    yield Sum("p", _p(implied), _printed_p(exact), implied.meets(of_p(exact)) if exact else None)
    if candidate.stars or from_stars:
        level = candidate.p.value.value if from_stars and candidate.p else None
        agrees = implied.low <= level if level is not None else None
        yield Sum("stars", _stars(implied), candidate.stars or "none", agrees)
    low, high = ci_intervals(r, n, candidate.ci_level)
    printed, agrees = "", None
    if candidate.ci:
        printed = f"[{candidate.ci[0].text}, {candidate.ci[1].text}]"
        agrees = low.meets(of_printed(candidate.ci[0])) and high.meets(of_printed(candidate.ci[1]))
    yield Sum(
        f"{100 * candidate.ci_level:g} % interval",
        f"[{coefficient(_middle(low))}, {coefficient(_middle(high))}]",
        printed,
        agrees,
    )
    if exact and exact.op == "=" and (ends := implied_n(r, of_p(exact))):
        yield Sum("n by p", _between(*ends), f"{n:,}", ends[0] <= n <= ends[1])
    if candidate.df:
        yield Sum("df", f"{n - 2:,}", candidate.df.text, round(candidate.df.value) == n - 2)


def implied_n(r: Printed, p: Interval) -> tuple[int, int] | None:
    """The smallest and the largest n for which r has such a p; None where there is none."""
    smallest = _first(lambda n: p_interval(r, n).low <= p.high)
    largest = _first(lambda n: p_interval(r, n).high < p.low)
    if smallest is None or (largest or MOST_IMPLIED) <= smallest:
        return None
    return smallest, (largest or MOST_IMPLIED) - 1


def _between(low: int, high: int) -> str:
    if high == MOST_IMPLIED - 1:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _first(holds: Callable[[int], bool]) -> int | None:
    """The smallest n at which something holds that holds for all larger n."""
    low, high = LEAST_IMPLIED, MOST_IMPLIED
    if not holds(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _stars(p: Interval) -> str:
    marks = {0.05: "*", 0.01: "**", 0.001: "***"}
    most = next((marks[level] for level in STAR_LEVELS if p.low < level), "none")
    least = next((marks[level] for level in STAR_LEVELS if p.high < level), "none")
    return most if most == least else f"{least} or {most}"


def _middle(found: Interval) -> float:
    return (found.low + found.high) / 2


def _p(found: Interval) -> str:
    low, high = p_value(found.low), p_value(found.high)
    return low if low == high else f"{low} to {high}"


def _printed_p(p: PValue | None) -> str:
    if p is None:
        return ""
    return p.value.text if p.op == "=" else f"{p.op} {p.value.text}"


def side(report: str, label: str, needs: Needs, codings: Sequence[VariableCoding]) -> Side:
    """What a label of the pair stands for."""
    for coding in codings:
        if coding.report == report and normal(coding.label) == normal(label):
            return Side(label, coding.construct, coding.direction, coded=True)
    best = max(needs.proposals.get(normal(label), ()), key=lambda proposal: proposal.score, default=None)
    return Side(label, best.construct, best.direction) if best else Side(label)
