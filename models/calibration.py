"""From probabilities to what counts: the kind of a candidate, and how sure one may be that all of it is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from corpus.evidence import Candidate, Kind

# Missing a correlation is as bad as looking in vain at this many items of the queue.
COST_OF_A_MISS = 10
DEMOTE_BELOW = 1 / (1 + COST_OF_A_MISS)
PROMOTE_FROM = 0.9  # a rule that said no had its reason: the model must be sure, and see evidence of its own
RELABEL_FROM = 0.8  # below it a third of the new labels were wrong on templates that the model had not seen
POOLABLE = ("correlation", "convertible")  # kinds that may be pooled once a person has accepted them


def counted(candidate: Candidate, chances: Mapping[str, float]) -> Kind:
    """The kind that counts: the rule's, unless the model has reason enough to take it back or to offer it after all.

    A proposed correlation is demoted only where its chance is so low that showing it costs more than missing it;
    another kind is promoted only where the model is sure and the candidate has own numbers and both variables.
    Between kinds that are not pooled the model must be sure too. In tables the rule decides alone: what a table holds
    is told by its structure, and no table that was taken for correlations wrongly is among the examples to learn from.
    Nothing is dropped.
    """
    if candidate.where == "table" or candidate.kind == "convertible":  # its number is no r, whatever the words say
        return candidate.kind
    chance = chances.get("correlation", 0.0)
    if candidate.kind == "correlation":
        return "correlation" if chance >= DEMOTE_BELOW else _likeliest(chances, otherwise="other")
    if chance >= PROMOTE_FROM and has_own_evidence(candidate):
        return "correlation"
    return candidate.kind if candidate.kind in POOLABLE else _likeliest(chances, otherwise=candidate.kind)


def _likeliest(chances: Mapping[str, float], *, otherwise: Kind) -> Kind:
    """The kind that is nearly certain, of those that are not pooled."""
    sure = [kind for kind, chance in chances.items() if chance >= RELABEL_FROM and kind not in POOLABLE]
    return cast("Kind", sure[0]) if sure else otherwise


def has_own_evidence(candidate: Candidate) -> bool:
    """Whether the number comes with its own df, n, p or interval, and with two different variables."""
    numbers = candidate.df or candidate.p or candidate.ci or candidate.n_source == "sentence"
    return bool(numbers) and bool(candidate.x) and bool(candidate.y) and candidate.x != candidate.y
