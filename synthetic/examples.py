"""Examples for training: labelled documents read by the real rules, candidates joined with the truth by value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Candidate
from extractors import extract
from models.training import Example
from synthetic.sentence_tables import tables
from synthetic.sentences import Labelled, Truth, sentences

SENTENCE_ROUNDS = 8
TABLE_ROUNDS = 8
SAME = 1e-9  # two printed numbers are equal


def examples(seed: int) -> Iterator[Example]:
    """Every candidate that the rules see in the labelled documents, with its true kind and links."""
    for document in labelled(seed):
        yield from joined(document)


def labelled(seed: int) -> Iterator[Labelled]:
    """The documents that examples are made from."""
    yield from sentences(seed, rounds=SENTENCE_ROUNDS)
    yield from tables(seed, rounds=TABLE_ROUNDS)


def joined(document: Labelled) -> list[Example]:
    """The candidates of one document with their truth, without those that no model judges."""
    found = (candidate for candidate in extract(document.document) if candidate.kind != "convertible")
    return [_joined(candidate, document) for candidate in found]


def _joined(candidate: Candidate, document: Labelled) -> Example:
    truth = _truth(candidate, document.truths)
    if truth is None:  # a number that is nothing of the sort: a p, a mean, a loading
        return Example(candidate, "other", linked=False, group=document.template, held_out=document.held_out)
    linked = truth.value == candidate.r.value and _same_pair(truth, candidate) and truth.n == candidate.n
    return Example(candidate, truth.kind, linked=linked, group=document.template, held_out=document.held_out)


def _truth(candidate: Candidate, truths: tuple[Truth, ...]) -> Truth | None:
    """The truth with this value, that of the same pair first; a lost sign is a wrong value of the right number."""
    near = [t for t in truths if abs(abs(t.value) - abs(candidate.r.value)) < SAME]
    return max(near, key=lambda t: (t.value == candidate.r.value, _same_pair(t, candidate)), default=None)


def _same_pair(truth: Truth, candidate: Candidate) -> bool:
    a, b = truth.pair
    x, y = candidate.pair
    return (_same(a, x) and _same(b, y)) or (_same(a, y) and _same(b, x))


def _same(true: str, found: str) -> bool:
    """Whether one name's words are among the other's."""
    wanted, got = (set(re.findall(r"[^\W_]+", name.lower())) for name in (true, found))
    return bool(wanted and got) and (wanted <= got or got <= wanted)
