"""Whose correlation it is: men or women, one of several samples, a condition, a wave."""

from __future__ import annotations

import re

from extractors.phrases import GAP
from extractors.variables import Inside, masked

PEOPLE = (
    r"(?:groups?|samples?|subsamples?|cohorts?|conditions?|arms?|(?:wo)?m[ae]n|(?:fe)?males?|boys?|girls?|(?:older|younger|young)\s+adults?|adults|adolescents"
    r"|children|students|patients|controls|participants|respondents|readers|users|non-?users|teachers|employees|nurses|managers|mothers|fathers|parents|cases"
    r"|diets?|digesters|maldigesters|countries|(?:Study|Experiment|Sample|Wave|Time|Cohort|Phase)\s\d\w?|T\d|baseline|follow-?up|post-?test|pre-?test)"
)
IN_GROUP = re.compile(
    rf"\b(?:in|among|for|within|at|across|of)\s+(?:both\s+)?(?:the\s+)?(?P<group>(?:[\w'’+/-]+\s+){{0,3}}?{PEOPLE})(?![\w-])(?!\s+(?:with|of|whose|in)\s)", re.IGNORECASE
)
LABEL = re.compile(rf"(?:^|[(\[;,.{GAP}-]|\band)\s*(?P<group>[A-Za-z][\w\s'’+/-]{{1,38}}?)\s*:\s*$")
JUST_BEFORE = re.compile(
    rf"(?:\b(?:in|for|among|at|within|both|but\s+not\s+in|and|or|,)\s+)(?:both\s+)?(?:the\s+)?(?P<group>before|after|{PEOPLE}|(?:[\w-]+\s){{0,3}}{PEOPLE}|[\w-]+(?:\s+[\w-]+)?)\s*[,(\[]*\s*$",
    re.IGNORECASE,
)
JUST_AFTER = re.compile(
    r"^[\s,)\]]*(?:for|in|among|at|within)\s+(?:the\s+)?(?P<group>(?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\s*[,;.)(\]]|\s+and\b|\s*$|\s+[r¤])", re.IGNORECASE
)
BRACKETED_PLACE = re.compile(r"^[\s,;]*\(?(?P<group>[A-Z]{2,6})\)")
PREPOSITION = re.compile(r"\b(?:in|for|among|at|within)\s+(?:both\s+)?(?:the\s+)?\S+(?:\s\S+){0,3}$", re.IGNORECASE)


def group_of(sentence: str, inside: Inside, index: int) -> str:
    """The group that the sentence names for the result at `index`; empty without one."""
    text = masked(sentence, inside, index)
    start, _, end = inside[index]
    previous = inside[index - 1][2] if index else 0
    segment = text[min(previous, start) : start].rstrip(" (")
    if label := LABEL.search(text[min(previous, start) : start]):
        return label["group"].strip()
    if found := list(IN_GROUP.finditer(segment)):
        return found[-1]["group"]
    if re.search(r"\b(?:before|after)\s*,?$", segment):
        return segment.rstrip(", ").split()[-1]
    if after := JUST_AFTER.match(text[end:]):
        return after["group"]
    whole = list(IN_GROUP.finditer(text[:start]))
    if whole and not index:
        return whole[-1]["group"]
    if index and re.search(r"\b(?:in|for|among)\b", text[:start]) and (near := JUST_BEFORE.search(text[:start])):
        return near["group"]
    if PREPOSITION.search(segment) and (near := JUST_BEFORE.search(segment)):
        return near["group"]
    return whole[-1]["group"] if whole and len(inside) == 1 else ""
