"""Correlations told without their number: by an exact p alone, or in words, "no correlation between X and Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import Printed, PValue
from extractors.attributes import P_VALUE, Span, p_value
from extractors.checks.silence import BOUNDS
from extractors.convertible_pairs import About, related

RELATED = r"(?:inter)?(?:correlat|associat|relat)"
NEGATED = re.compile(
    rf"""\b(?:was|were|is|are|did|does|do)\s+not\s+(?:\w+ly\s+)?{RELATED}(?:ed|es?)\b
      | \b(?:was|were|is|are|remained)\s+(?:\w+ly\s+)?un(?:correlated|related|associated)\b
      | \bno\s+(?:\w+ly\s+)?(?:significant\s+)?(?:\w+\s+)?(?:{RELATED}ions?(?:hips?)?)\s+
        (?:(?:was|were|could\s+be)\s+(?:\w+ly\s+)?\w+\s+)?(?:between|with|of|to)\b
      | \b{RELATED}ions?(?:hips?)?\s+(?:coefficients?\s+)?(?:between|of)\s[^.;()]{{3,120}}?\s(?:was|were)\s+
        (?:not\s+(?:\w+ly\s+)?significant|non-?significant)
    """,
    re.VERBOSE | re.IGNORECASE,
)
WORDS = ("orrelat", "ssociat", "elated", "relation")
EQUAL_P = re.compile(r"\b[pP]\s?=")
NUMBER = re.compile(r"[.·]\d|[=<>]")
EXACT_P = re.compile(P_VALUE, re.VERBOSE)
CLAUSE_END = re.compile(r"[;(\[]|,\s(?:p|r|all|both|but|and|while|whereas|which|n\.?s)\b|\.\s|$")
HEDGED = re.compile(
    r"\b(?:if|whether|expect\w*|hypothes\w+|predict(?:ed)?\s+that|incremental\w*|once|after|when|assum\w+|may|might|could|should|would|previous|prior|closely|directly)\b"
    r"|\b(?:largely|mostly|nearly|almost|strongly|highly|any\s?more|longer)\b",
    re.IGNORECASE,
)
NOTHING = Printed("0", 0.0, 0)


@dataclass(frozen=True, slots=True)
class Silence:
    """A result told as not significant: by its exact p, or by words only."""

    formula: str
    at: Span
    value: Printed
    p: PValue | None
    about: About


def says_nothing(text: str) -> bool:
    """Whether a text may tell of two variables without their r."""
    if not any(word in text for word in WORDS):
        return False
    return bool(NEGATED.search(text) or ("orrelat" in text and EQUAL_P.search(text)))


def silences(sentence: str) -> Iterator[Silence]:
    """What a sentence tells of two variables without r: nothing where it prints another number than one p."""
    negated = NEGATED.search(sentence)
    correlated = "orrelat" in sentence
    if HEDGED.search(sentence) or not (negated or correlated):
        return
    told = list(EXACT_P.finditer(sentence))
    if len(told) > 1 or NUMBER.search(EXACT_P.sub(" ", sentence)):
        return
    if negated is None:
        yield from _by_p(sentence, told)
        return
    end = CLAUSE_END.search(sentence, negated.end())
    pair = related(sentence[: end.start() if end else len(sentence)]) or related(sentence[: negated.end()])
    if pair is None:
        return
    p = p_value(told[0]) if told else None
    if p is not None and p.op == "=" and correlated:
        yield Silence("p", told[0].span("p"), p.value, p, pair)
    elif p is None or p.op in (">", ">=", "="):
        yield Silence(BOUNDS, negated.span(), NOTHING, p, pair)


def _by_p(sentence: str, told: list[re.Match[str]]) -> Iterator[Silence]:
    """A correlation of which nothing but an exact p is printed."""
    pair = related(sentence[: told[0].start()]) if told else None
    p = p_value(told[0]) if told else None
    if pair is not None and p is not None and p.op == "=" and 0 < p.value.value < 1:
        yield Silence("p", told[0].span("p"), p.value, p, pair)
