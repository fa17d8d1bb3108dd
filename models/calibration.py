"""From probabilities to what counts: the kind of a candidate, and how sure one may be that all of it is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from corpus.evidence import Candidate, Kind

# Missing a correlation is as bad as looking in vain at this many items of the queue.
COST_OF_A_MISS = 10
DEMOTE_BELOW = 1 / (1 + COST_OF_A_MISS)
RELABEL_FROM = 0.5  # likelier than all other kinds together
POOLABLE = ("correlation", "convertible")  # kinds that may be pooled once a person has accepted them
PROMOTE_FROM = 0.9  # a rule that said no had its reason: the model must be sure, and see evidence of its own


def counted(candidate: Candidate, chances: Mapping[str, float]) -> Kind:
    """The kind that counts: the rule's, unless the model has reason enough to take it back or to offer it after all.

    A proposed correlation is demoted only where its chance is so low that showing it costs more than missing it;
    another kind is promoted only where the model is sure and the candidate has own numbers and both variables.
    Between two kinds that are not pooled the likelier counts. Nothing is dropped.
    """
    chance = chances.get("correlation", 0.0)
    if candidate.kind == "correlation":
        return "correlation" if chance >= DEMOTE_BELOW else _likeliest(chances)
    if chance >= PROMOTE_FROM and has_own_evidence(candidate):
        return "correlation"
    other = _likeliest({kind: c for kind, c in chances.items() if kind not in POOLABLE})
    swap = candidate.kind not in POOLABLE and chances.get(other, 0.0) >= RELABEL_FROM
    return other if swap else candidate.kind


def _likeliest(chances: Mapping[str, float]) -> Kind:
    return cast("Kind", max(chances, key=lambda kind: (chances[kind], kind), default="other"))


def has_own_evidence(candidate: Candidate) -> bool:
    """Whether the number comes with its own df, n, p or interval, and with two different variables."""
    numbers = candidate.df or candidate.p or candidate.ci or candidate.n_source == "sentence"
    return bool(numbers) and bool(candidate.x) and bool(candidate.y) and candidate.x != candidate.y
