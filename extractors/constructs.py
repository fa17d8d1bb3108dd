"""Proposals of what a variable label means: by the protocol's measures and terms, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.identity import normal
from corpus.protocol import Protocol

WORD = re.compile(r"[^\W_]+")
REVERSED = re.compile(r"\b(?:lack|absence|low(?:er)?|non|no|freedom from|reversed?|reverse[- ]scored)\b", re.IGNORECASE)
# How sure a match is, in steps that only order proposals: a label that is a name says more than one that contains it,
# a measure more than a term, and words in another order least.
WHOLE_LABEL = 1.0
MEASURE_INSIDE = 0.9
TERM_INSIDE = 0.7
WORDS_APART = 0.5
# A longer match says more: "self-help groups" is about groups even where "self-help" is a term of something else.
FOR_EACH_WORD = 0.02


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a label may mean; `direction` is -1 where its high values mean little of the construct."""

    label: str
    construct: str
    measure: str
    direction: int
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that the protocol gives to a construct."""

    words: tuple[str, ...]
    text: str
    construct: str
    measure: str
    direction: int


def propose(labels: Sequence[str], protocol: Protocol) -> list[Proposal]:
    """For each label the constructs that it may mean, the likeliest first; none where no name of them occurs."""
    names: dict[str, list[_Name]] = {}  # by their first word: a label without it cannot bear the name
    for name in _names(protocol):
        if name.words:
            names.setdefault(name.words[0], []).append(name)
    found: list[Proposal] = []
    for label in labels:
        words = _words(label)
        best: dict[str, Proposal] = {}
        for name in (name for word in dict.fromkeys(words) for name in names.get(word, ())):
            score = _score(words, name)
            if score and (name.construct not in best or score > best[name.construct].score):
                best[name.construct] = _proposal(label, name, score)
        found += sorted(best.values(), key=lambda proposal: -proposal.score)
    return found


def _proposal(label: str, name: _Name, score: float) -> Proposal:
    turned = REVERSED.search(label) and not REVERSED.search(name.text)
    direction = -name.direction if turned else name.direction
    evidence = f"{name.text!r} is {'a measure' if name.measure else 'a term'} of it"
    return Proposal(label, name.construct, name.measure, direction, score, evidence)


def _names(protocol: Protocol) -> Iterator[_Name]:
    for key, construct in protocol.constructs.items():
        for measure, details in construct.measures.items():
            for text in (measure, *details.names):
                yield _Name(_words(text), text, key, measure, -1 if details.direction == "-" else 1)
        for text in (construct.label, *construct.terms):
            yield _Name(_words(text), text, key, "", 1)
        for text in construct.reverse_terms:
            yield _Name(_words(text), text, key, "", -1)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in WORD.findall(normal(text)))


def _singular(word: str) -> str:
    """The word without a plural's s: "groups" and "group" are one; "stress" and "K6s" are left as they are."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _score(words: tuple[str, ...], name: _Name) -> float:
    length = len(name.words)
    bonus = FOR_EACH_WORD * length
    if words == name.words:
        return WHOLE_LABEL + bonus
    if any(words[start : start + length] == name.words for start in range(len(words) - length + 1)):
        return (MEASURE_INSIDE if name.measure else TERM_INSIDE) + bonus
    return WORDS_APART + bonus if length > 1 and not name.measure and set(name.words) <= set(words) else 0.0
