"""A reading as an answer to a question, and which answers are one result that is told several times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.decisions import Reading, Report, Study, VariableCoding
from corpus.identity import normal

EXACT = 1e-12  # differences of decimals in binary: .31 and .32 touch at .315


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reading that was not taken: its id, a label for tables, a code and the reason."""

    id: str
    label: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A reading that answers the question, with its codings in the question's order."""

    reading: Reading
    x: VariableCoding
    y: VariableCoding
    labels: tuple[str, str]
    study: Study
    sample: str
    report: Report

    @property
    def sides(self) -> tuple[VariableCoding, VariableCoding]:
        return (self.x, self.y)

    @property
    def waves(self) -> tuple[str, str]:
        return (self.x.wave or self.reading.wave, self.y.wave or self.reading.wave)

    @property
    def coded(self) -> float:
        return self.reading.r.value * self.x.direction * self.y.direction

    @property
    def of_sheet(self) -> bool:
        return self.reading.source == "imported"

    def left_out(self, code: str, reason: str) -> LeftOut:
        return LeftOut(self.reading.id, self.study.label, code, reason)


def without_repeats(offers: Sequence[Offer]) -> tuple[list[Offer], list[LeftOut]]:
    """A result printed in text, table and a sheet counts once: that of the page, with the most decimals."""
    kept: list[Offer] = []
    left_out = []
    for offer in sorted(offers, key=lambda o: (o.of_sheet, -o.reading.r.decimals)):
        twin = next((other for other in kept if _same_result(offer, other)), None)
        if twin is None:
            kept.append(offer)
        else:
            left_out.append(offer.left_out("repeated", f"it is the same result as {twin.reading.id}, printed again"))
    doubtful = {id(a): b for a in kept for b in kept if _opposite(a, b)}
    left_out += [
        offer.left_out("contradiction", f"{other.reading.id} says the same with the other sign; one of both is misread")
        for offer in kept
        if (other := doubtful.get(id(offer)))
    ]
    order = {id(offer): place for place, offer in enumerate(offers)}
    return sorted((o for o in kept if id(o) not in doubtful), key=lambda o: order[id(o)]), left_out


def _opposite(a: Offer, b: Offer) -> bool:
    """Whether two readings differ by their sign only: averaged, a lost minus would make zero of them."""
    return a.coded * b.coded < 0 and _as_large(abs(a.coded), abs(b.coded), a, b) and _same_but_for_r(a, b)


def _same_result(a: Offer, b: Offer) -> bool:
    return _as_large(a.coded, b.coded, a, b) and _same_but_for_r(a, b)


def _as_large(first: float, second: float, a: Offer, b: Offer) -> bool:
    return abs(first - second) <= a.reading.r.half_unit + b.reading.r.half_unit + EXACT


def _same_but_for_r(a: Offer, b: Offer) -> bool:
    if a.of_sheet != b.of_sheet:  # a sheet names constructs, no labels, and perhaps the n of the whole study
        return True
    return (
        a.reading.n == b.reading.n
        and a.reading.statistic == b.reading.statistic
        and a.waves == b.waves
        and all(_meaning(p) == _meaning(q) for p, q in zip(a.sides, b.sides, strict=True))
    )


def _meaning(side: VariableCoding) -> tuple[object, ...]:
    name = normal(side.measure) or normal(side.label)
    return (side.construct, name, side.direction, normal(side.subscale), normal(side.informant))
