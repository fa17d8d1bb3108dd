"""The agreement of a review's coders, thing by thing: decisions, r, n, constructs, directions, characteristics."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.decisions import Decision
from corpus.evidence import Printed
from corpus.store.codec import restore
from corpus.store.judged import OF, Judged, judged_things
from pooling.agreement import Agreement, gwet_ac1, icc, kappa, krippendorff, largest_difference, percent, with_interval

Taken = Callable[[Decision], Any]


@dataclass(frozen=True, slots=True)
class Agreed:
    """How coders agree on one thing; `largest` is the largest difference, for numbers only."""

    what: str
    units: int
    alike: float  # the share of pairs that are equal
    coefficients: tuple[Agreement, ...]
    largest: float | None = None


def agreed(events: Sequence[Decision]) -> list[Agreed]:
    """Agreement on everything that two or more people judged independently; adjudicators have no part in it."""
    things = [one for one in judged_things(events) if len(one.judgements) > 1]
    found = [_summary(what, units, numbers=numbers) for what, units, numbers in _units(things)]
    return [one for one in found if one.units]


def _units(things: Sequence[Judged]) -> Iterator[tuple[str, list[dict[str, Any]], bool]]:
    by_subject = {subject: [one for one in things if one.subject == subject] for subject in _SUBJECTS}
    yield "result kept or rejected", _taken(by_subject["reading"], lambda one: one.action == "reject"), False
    yield "r", _taken(by_subject["reading"], _r), True
    yield "n", _taken(by_subject["reading"], lambda one: one.after.get("n")), True
    for name in ("construct", "direction", "measure"):
        yield name, _taken(by_subject["variable"], _named(name)), False
    yield "eligibility", _taken(by_subject["report"], _named("eligibility")), False
    for name in dict.fromkeys(name for one in by_subject["study"] for said in one.judgements for name in said.after):
        if name != OF:
            units = _taken(by_subject["study"], _named(name))
            yield name, units, all(_is_number(value) for unit in units for value in unit.values())


_SUBJECTS = ("reading", "variable", "report", "study")
_MISSING = object()  # said nothing of it; None says that it is not reported


def _taken(things: Sequence[Judged], take: Taken) -> list[dict[str, Any]]:
    """By thing, what each coder said of it, without those who said nothing."""
    units = [{said.who: take(said) for said in one.judgements} for one in things]
    return [{who: value for who, value in unit.items() if value is not _MISSING} for unit in units]


def _named(name: str) -> Taken:
    def take(said: Decision) -> Any:
        value = said.after.get(name, _MISSING)
        return value if isinstance(value, Hashable) else str(value)

    return take


def _r(said: Decision) -> Any:
    return restore(Printed, said.after["r"]).value if "r" in said.after else _MISSING


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _summary(what: str, units: Sequence[dict[str, Any]], *, numbers: bool) -> Agreed:
    judged = [unit for unit in units if len(unit) > 1]
    found: tuple[tuple[str, Callable[[Sequence[Any]], float]], ...]
    if numbers:
        judged = [unit for unit in judged if all(_is_number(value) for value in unit.values())]
        found = (("ICC(A,1)", icc), ("Krippendorff's alpha", lambda some: krippendorff(some, interval=True)))
        largest = largest_difference(judged) if judged else None
    else:
        found = (("Cohen's kappa", kappa), ("Gwet's AC1", gwet_ac1), ("Krippendorff's alpha", krippendorff))
        largest = None
    told = tuple(with_interval(name, coefficient, judged) for name, coefficient in found)
    return Agreed(what, len(judged), percent(judged), told, largest)
