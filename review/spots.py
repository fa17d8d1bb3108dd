"""Every place where the reader saw a result, and what the variables of a report may be called by somebody else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.decisions import VariableCoding
from corpus.document import Box
from corpus.evidence import Candidate, Printed
from corpus.identity import normal
from corpus.protocol import Protocol
from corpus.store import StoredCandidate
from extractors.constructs import propose
from review.subjects import holds_words

NO_R = ("convertible", "reliability")  # kinds whose printed number is no correlation of two variables
SAME, CODED, HOLDS, ALIKE = 1.0, 0.95, 0.8, 0.7  # how surely two names mean one variable, in steps that only order
FITS = 0.6  # from here on a label is taken for the one that the sheet names
SPELLING = 0.85  # of the letters in common, as of a typing error or another spelling
SHARED_WORDS = 0.5  # of all words of both names
SHORTEST_WORD, SHORTEST_SPELLED = 3, 5  # letters; shorter ones that are nearly alike are other words: age, wage
DIGITS = re.compile(r"\d")
WORDS = re.compile(r"[^\W_]+")
FILLERS = frozenset(
    ["a", "an", "and", "at", "for", "in", "of", "on", "or", "score", "scores", "scale", "the", "to", "total", "with"]
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A result in one of the places where it is printed."""

    item: str  # the candidate's id
    report: str
    page: int
    r: Printed
    n: int | None
    x: str
    y: str
    kind: str
    group: str = ""
    statistic: str = "pearson"
    quote: str = ""
    boxes: tuple[Box, ...] = ()
    digest: str = ""

    @property
    def labels(self) -> tuple[str, str]:
        return (self.x, self.y)


def spots(stored: Iterable[StoredCandidate]) -> list[Spot]:
    """All places of results with an r; what vanished or was superseded is no longer printed."""
    return [
        spot
        for item in stored
        if not (item.vanished or item.superseded) and item.scored.kind not in NO_R
        for spot in spots_of(item.scored.candidate, item.id, item.report, item.scored.kind)
    ]


def spots_of(candidate: Candidate, item: str, report: str, kind: str) -> list[Spot]:
    """The places of one result: one a quote, each with the names that the variables have there."""
    found = []
    for index, quote in enumerate(candidate.quotes):
        place = candidate.places[index] if index < len(candidate.places) else None
        boxes = quote.boxes
        if index == 0 and candidate.value_boxes:
            boxes = candidate.value_boxes
        if place is not None and place.value_boxes:
            boxes = place.value_boxes
        found.append(
            Spot(
                item, report, place.page if place else candidate.page, candidate.r, candidate.n,
                (place.x if place else "") or candidate.x, (place.y if place else "") or candidate.y, kind,
                candidate.group, candidate.statistic, quote.text, tuple(boxes), quote.digest,
            )
        )  # fmt: skip
    return found


class Glossary:
    """What a name in a sheet may stand for among one report's variable labels."""

    def __init__(
        self, labels: Sequence[str], codings: Iterable[VariableCoding] = (), protocol: Protocol | None = None
    ) -> None:
        self.labels = tuple(dict.fromkeys(label for label in labels if label.strip()))
        self._protocol = protocol
        self._coded = {normal(coding.label): coding for coding in codings}
        self._proposed: dict[str, dict[str, int]] = {}
        for one in propose(self.labels, protocol) if protocol else ():
            self._proposed.setdefault(one.label, {}).setdefault(one.construct, one.direction)
        self._kept: dict[str, Mapping[str, float]] = {}

    def meant(self, name: str) -> Mapping[str, float]:
        """The labels that the name may stand for, with how surely; empty where none is like it."""
        if name not in self._kept:
            sure = {label: self._likeness(name, label) for label in self.labels}
            self._kept[name] = {label: value for label, value in sure.items() if value >= FITS}
        return self._kept[name]

    def direction(self, name: str, label: str) -> int:
        """-1 where the name is a construct, as whose values the sheet has them, and the label is turned against it."""
        if self._protocol is None or name not in self._protocol.constructs:
            return 1
        if (coding := self._coded.get(normal(label))) is not None:
            return coding.direction
        proposed = self._proposed.get(label, {})
        return next((way for construct, way in proposed.items() if self._protocol.covers(name, construct)), 1)

    def _likeness(self, name: str, label: str) -> float:
        alike = likeness(name, label)
        protocol = self._protocol
        if protocol is None or name not in protocol.constructs or alike == SAME:
            return alike
        if (coding := self._coded.get(normal(label))) is not None:
            return CODED if protocol.covers(name, coding.construct) else 0.0
        if any(protocol.covers(name, construct) for construct in self._proposed.get(label, ())):
            return HOLDS
        return max(alike, likeness(protocol.constructs[name].label, label))


def likeness(first: str, second: str) -> float:
    """From 0 to 1, how surely two names mean one variable; a number in one (T1, Item 3) must stand in the other."""
    a, b = normal(first), normal(second)
    if a == b:
        return SAME
    words, others = _words(a), _words(b)
    if not words or not others:
        return 0.0
    if "".join(words) == "".join(others):
        return SAME
    digits, other_digits = ({word for word in some if DIGITS.search(word)} for some in (words, others))
    if digits and other_digits and digits != other_digits:
        return 0.0
    if holds_words(a, b) or holds_words(b, a):
        return HOLDS
    few, many = sorted((words, others), key=len)
    shared = sum(any(_is_word(word, other) for other in many) for word in few)
    if shared == len(few):
        return ALIKE
    if min(len(a), len(b)) >= SHORTEST_SPELLED and difflib.SequenceMatcher(None, a, b).ratio() >= SPELLING:
        return ALIKE
    share = shared / (len(few) + len(many) - shared)
    return FITS if share > SHARED_WORDS else share


def _words(text: str) -> list[str]:
    found = WORDS.findall(text)
    return [word for word in found if word not in FILLERS] or found


def _is_word(word: str, other: str) -> bool:
    """Whether one is the other, or the start of it as in an abbreviation."""
    if min(len(word), len(other)) < SHORTEST_WORD:
        return word == other
    return word.startswith(other) or other.startswith(word)
