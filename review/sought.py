"""Numbers of a sheet, looked for among what the reader saw in their papers: found, other, elsewhere, or not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.document import Box
from corpus.evidence import Printed
from review.spots import Glossary, Spot

Verdict = Literal["found", "differs", "elsewhere", "not_found"]
VERDICTS: tuple[Verdict, ...] = ("found", "differs", "elsewhere", "not_found")
EXACT = 1e-9  # of decimals in binary
HALF_UNIT = 0.005  # of two decimals: a sheet's .3 is .30, whose zero the spreadsheet dropped
SIGN, N, ROUNDING, KIND = "sign", "n", "rounding", "kind"
PAGE, PAIR, PAPER = "page", "pair", "paper"
UNKNOWN = 0.5  # of a name in the sheet that is like no label of the report: neither for nor against a place
UNKNOWN_PAIR = UNKNOWN * UNKNOWN


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number of a sheet: what it says of r, n, the two variables and the page."""

    report: str
    r: Printed
    n: int | None
    x: str = ""
    y: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What became of the search: the verdict, what is different, and the place."""

    verdict: Verdict
    differs: tuple[str, ...] = ()
    spot: Spot | None = None
    told: str = ""

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self.spot.boxes if self.spot else ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a place fits a number of the sheet; smaller ranks are better."""

    row: int
    place: int
    verdict: Verdict
    differs: tuple[str, ...]
    pair: float

    @property
    def rank(self) -> tuple[int, int, float, int, int, int]:
        return VERDICTS.index(self.verdict), len(self.differs), -self.pair, KIND in self.differs, self.row, self.place


def seek(
    wanted: Sequence[Wanted],
    places: Mapping[str, Sequence[Spot]],
    glossaries: Mapping[str, Glossary],
    pages: Mapping[str, int] | None = None,
) -> list[Sought]:
    """Look for each number in its own report's places, then in all others.

    A place stands for one number as long as there is another for the rest. `pages` says how many a report has: a
    page beyond them is the journal's own number and is not compared.
    """
    found: dict[int, Sought] = {}
    for report in dict.fromkeys(one.report for one in wanted):
        rows = [index for index, one in enumerate(wanted) if one.report == report]
        here = places.get(report, ())
        last = (pages or {}).get(report, 0)
        asked = [in_paper(wanted[i], last) for i in rows]
        for row, sought in _best(asked, here, glossaries.get(report) or Glossary(())).items():
            found[rows[row]] = sought
    return [found.get(index) or _in_others(one, places, glossaries) for index, one in enumerate(wanted)]


def in_paper(one: Wanted, last: int) -> Wanted:
    """The number with its page only where the paper has one of it: beyond its last it is the journal's own number."""
    return replace(one, page=None) if one.page is not None and 0 < last < one.page else one


def _best(wanted: Sequence[Wanted], places: Sequence[Spot], names: Glossary) -> dict[int, Sought]:
    """One place a number, the best fits first; what is left may share a place with another number."""
    fits = sorted(_fits(wanted, places, names), key=lambda fit: fit.rank)
    chosen = _one_to_one(fits)
    for fit in fits:
        known = chosen.get(fit.row)
        if known is None or (known.verdict != "found" and fit.rank[:4] < known.rank[:4]):
            chosen[fit.row] = fit
    return {
        row: Sought(fit.verdict, fit.differs, places[fit.place], _told(fit, places[fit.place]))
        for row, fit in chosen.items()
    }


def _one_to_one(fits: Sequence[_Fit]) -> dict[int, _Fit]:
    chosen: dict[int, _Fit] = {}
    taken: set[int] = set()
    for fit in fits:
        if fit.row not in chosen and fit.place not in taken:
            chosen[fit.row] = fit
            taken.add(fit.place)
    return chosen


@dataclass(frozen=True, slots=True)
class Assigned:
    """The place that answers a number, how surely it is of its pair, and -1 where the sheet has it turned round."""

    spot: Spot
    pair: float
    direction: int


def assigned(wanted: Sequence[Wanted], places: Sequence[Spot], names: Glossary) -> dict[int, Assigned]:
    """For each number of one report the place that answers it, each place once.

    Places with the number come first; then those of the pair that show another number.
    """
    fits = sorted(_fits(wanted, places, names), key=lambda fit: fit.rank)
    chosen = {row: fit.place for row, fit in _one_to_one(fits).items()}
    left = set(range(len(places))) - set(chosen.values())
    for row, one in enumerate(wanted):
        if row not in chosen:
            here = [place for place in left if one.page in (None, places[place].page)]
            sure = {place: pair_fit(one, places[place], names)[0] for place in here}
            best = max(sure, key=lambda place: (sure[place], -place), default=-1)
            if best >= 0 and sure[best] > UNKNOWN_PAIR:
                chosen[row] = best
                left.discard(best)
    return {row: Assigned(places[p], *pair_fit(wanted[row], places[p], names)) for row, p in chosen.items()}


def _fits(wanted: Sequence[Wanted], places: Sequence[Spot], names: Glossary) -> Iterator[_Fit]:
    by_size: dict[int, list[int]] = {}
    for place, spot in enumerate(places):
        by_size.setdefault(_bin(spot.r.value), []).append(place)
    for row, one in enumerate(wanted):
        for size in {_bin(one.r.value) + step for step in (-1, 0, 1)}:
            for place in by_size.get(size, ()):
                if fit := _fit(row, one, place, places[place], names):
                    yield fit


def _bin(value: float) -> int:
    """Values that one rounding away may be the same lie in the same or in neighbouring bins."""
    return round(abs(value) * 10)


def _fit(row: int, one: Wanted, place: int, spot: Spot, names: Glossary) -> _Fit | None:
    pair, direction = pair_fit(one, spot, names)
    value = value_differs(one.r, spot.r, direction=direction)
    if value is None:
        return None
    differs = [*value]
    differs += [N] if one.n is not None and spot.n is not None and one.n != spot.n else []
    differs += [KIND] if spot.kind != "correlation" else []
    elsewhere = [PAGE] if one.page is not None and one.page != spot.page else []
    elsewhere += [] if pair else [PAIR]
    if value and (elsewhere or (pair == UNKNOWN_PAIR and N in differs)):
        return None  # another value of another pair or page is another result
    if value and pair == UNKNOWN_PAIR and one.page is None:
        return None  # nothing but a like number: the pair is not known, nor the page
    if elsewhere:
        return _Fit(row, place, "elsewhere", (*elsewhere, *differs), pair)
    return _Fit(row, place, "differs" if differs else "found", tuple(differs), pair)


def value_differs(sheet: Printed, page: Printed, *, direction: int = 1) -> tuple[str, ...] | None:
    """() where two printed numbers are equal, what is different about them, or None where they are two numbers.

    `direction` is -1 where the sheet has the number turned against the page.
    """
    if abs(sheet.value - direction * page.value) < EXACT:
        return ()
    coarse = min(max(sheet.half_unit, page.half_unit), HALF_UNIT)
    rounded = sheet.decimals != page.decimals
    near = abs(abs(sheet.value) - abs(page.value)) <= (coarse if rounded else 0.0) + EXACT
    if not near:
        return None
    turned = sheet.value * page.value * direction < 0
    equal = abs(abs(sheet.value) - abs(page.value)) < EXACT
    return (*((SIGN,) if turned else ()), *(() if equal else (ROUNDING,)))


def pair_fit(one: Wanted, spot: Spot, names: Glossary) -> tuple[float, int]:
    """How surely the place is about the sheet's pair (0 of another, UNKNOWN_PAIR where none says), and direction."""
    first, second = names.meant(one.x), names.meant(one.y)
    ways = [
        (_side(first, x) * _side(second, y), names.direction(one.x, x) * names.direction(one.y, y))
        for x, y in (spot.labels, spot.labels[::-1])
    ]
    return max(ways, key=lambda way: way[0])


def _side(meant: Mapping[str, float], label: str) -> float:
    return meant.get(label, 0.0) if meant else UNKNOWN


def _in_others(one: Wanted, places: Mapping[str, Sequence[Spot]], glossaries: Mapping[str, Glossary]) -> Sought:
    """Whether another paper has the same number for the same pair and n: the row may be about that one."""
    for report, others in places.items():
        if report == one.report or one.n is None:
            continue
        for spot in others:
            if value_differs(one.r, spot.r) == () and spot.n == one.n:
                names = glossaries.get(report)
                if names and names.meant(one.x) and names.meant(one.y) and pair_fit(one, spot, names)[0]:
                    return Sought("elsewhere", (PAPER,), spot, f"{report}, p. {spot.page}: {_shown(spot)}")
    return Sought("not_found", told="the reader saw no such number there" if places.get(one.report) else "")


def _told(fit: _Fit, spot: Spot) -> str:
    """Where it stands, and what is printed there where that is something else."""
    text = f"p. {spot.page}"
    if fit.verdict == "found" and fit.pair != UNKNOWN_PAIR:
        return text
    if fit.verdict == "found":
        return f"{text}: as {spot.x} × {spot.y}"
    return f"{text}: {_shown(spot)}{f', read as {spot.kind}' if KIND in fit.differs else ''}"


def _shown(spot: Spot) -> str:
    return f"r = {spot.r.text}, n = {spot.n or '?'}, {spot.x} × {spot.y}"
