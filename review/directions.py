"""What high values of a variable mean: what the paper says of it, and where signs contradict the coding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.decisions import VariableCoding
from corpus.evidence import CharacteristicProposal
from corpus.identity import normal
from corpus.store import CandidateRow
from review.proposed import DIRECTION
from review.subjects import holds_words

MINUS = ("-", "−", "–")


def told_of(label: str, proposals: Sequence[CharacteristicProposal]) -> list[str]:
    """What the paper says high scores of this label mean, in lines for the coder; the surest first."""
    own = [one for one in proposals if one.characteristic == DIRECTION and _names(one.variable, label)]
    return [
        f"{one.variable}: {one.derived} ({one.value}), page {one.page}: “{' '.join(one.quote.text.split())}”"
        for one in sorted(own, key=lambda one: -one.probability)
    ]


def _names(measure: str, label: str) -> bool:
    return bool(measure) and (holds_words(label, measure) or holds_words(measure, label))


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two measures of one construct, coded to mean the same when high, that correlate below zero."""

    row: CandidateRow
    codings: tuple[VariableCoding, VariableCoding]

    @property
    def told(self) -> str:
        one, other = self.codings
        sign = "much" if one.direction > 0 else "little"
        return (
            f"{one.label!r} and {other.label!r} are both coded as {sign} {one.construct} when high, but correlate "
            f"{self.row.printed} on page {self.row.page}: is one of them reversed?"
        )


def opposed(rows: Sequence[CandidateRow], codings: Mapping[tuple[str, str], VariableCoding]) -> Iterator[Opposed]:
    """The contradictions in these results; a coding that gives its evidence has been thought about."""
    for row in rows:
        if row.vanished or row.kind != "correlation" or not row.printed.startswith(MINUS):
            continue
        one, other = (codings.get((row.report, normal(label))) for label in (row.x, row.y))
        if one is None or other is None or one.label == other.label or one.evidence or other.evidence:
            continue
        if one.construct and (one.construct, one.direction) == (other.construct, other.direction):
            yield Opposed(row, (one, other))
