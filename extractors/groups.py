"""Whose correlation it is: men or women, one of several samples, a condition, a wave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.identity import normal
from extractors.phrases import GAP
from extractors.variables import PEOPLE, Inside, masked

IN_GROUP = re.compile(
    rf"\b(?:in|among|for|within|at|across|of)\s+(?:both\s+)?(?:the\s+)?(?!(?:this|our|these|most|all|the\s+present|the\s+current|present|current)\b)(?P<group>(?:[\w'’+/-]+\s+){{0,3}}?{PEOPLE})(?![\w-])(?!\s+(?:with|of|whose|in)\s)",
    re.IGNORECASE,
)
LABEL = re.compile(rf"(?:^|[(\[;,.{GAP}-]|\band)\s*(?P<group>[A-Za-z][\w\s'’+/-]{{1,38}}?)\s*:\s*$")
NO_GROUP = (
    r"(?!(?:only|was|were|is|are|had|all|this|that|these|general|total|fact|turn|addition|contrast|line"
    r"|particular|with|of|the|a|an|r|p|not|also|(?:cor)?related|associated)\b)"
)
JUST_BEFORE = re.compile(
    rf"(?:\b(?:in|for|among|at|within|both|but\s+not\s+in|and|or|,)\s+)(?:both\s+)?(?:the\s+)?(?P<group>before|after|{PEOPLE}|(?:[\w-]+\s){{0,3}}{PEOPLE}|{NO_GROUP}[\w-]+(?:\s+{NO_GROUP}[\w-]+)?)\s*[,(\[]*\s*$",
    re.IGNORECASE,
)
JUST_AFTER = re.compile(
    r"^[\s,)\]]*(?:for|in|among|at|within)\s+(?:the\s+)?(?P<group>(?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\s*[,;.)(\]]|\s+and\b|\s*$|\s+[r¤])",
    re.IGNORECASE,
)
TIMED = re.compile(r"\b(?P<group>(?:before|after)(?:\s[\w/-]+)?)[\s,]*$")
CONTINUED = re.compile(
    rf"^[\s,;){GAP}]*(?:and|or|but\s+not)\s+(?:(?:in|for|among|with)\s+)?(?:the\s+)?"
    rf"(?P<group>[\w'’-]+(?:\s[\w'’-]+){{0,3}})\s*[(,{GAP}]*\s*$"
)
# "in the present sample" is nobody apart
EVERYBODY = re.compile(
    r"(?:the\s+)?(?:(?:present|current|our|this|whole|total|entire|overall)\s+(?:[\w-]+\s+)?(?:samples?|study|studies|data|data\s?set|participants)"
    r"|(?:partial|semi-?partial|zero-order|bivariate|general|particular|response|return|question)|(?:\w+\s)?sites?)$",
    re.IGNORECASE,
)
# Groups, samples, users are this study's only where the sentence points at them: "in the groups", "in both samples";
# "help seeking in online groups" and "the use of groups" speak of what was measured.
UNPOINTED = re.compile(
    r"(?!(?:the|both|two|three|four|all|each|either|these|those|other|separate|\d)\b)(?:[\w'’+/-]+\s+){0,3}?"
    r"(?:groups|samples|subsamples|cohorts|conditions|arms|cases|users)$",
    re.IGNORECASE,
)
POINTED = re.compile(r"\b(?:both|the)\s+$", re.IGNORECASE)
A_PEOPLE = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)
PREPOSITION = re.compile(r"\b(?:in|for|among|at|within)\s+(?:both\s+)?(?:the\s+)?\S+(?:\s\S+){0,3}$", re.IGNORECASE)


def group_of(sentence: str, inside: Inside, index: int) -> str:
    """The group that the sentence names for the result at `index`; empty without one."""
    text = masked(sentence, inside, index)
    start = inside[index][0]
    previous = inside[index - 1][2] if index else 0
    segment = text[min(previous, start) : start]
    each = [JUST_AFTER.match(text[stop:]) for _, _, stop in inside]
    found = _labelled(segment) or (all(each) and each[index]) or _beside(segment) or each[index]
    if found:
        return "" if EVERYBODY.match(found["group"]) else str(found["group"]).strip()
    if index and (more := CONTINUED.match(segment)) and group_of(sentence, inside, index - 1):
        return more["group"]
    whole = _people_in(text[:start])
    return whole[-1]["group"] if whole and (not index or len(inside) == 1) else ""


def _people_in(text: str) -> list[re.Match[str]]:
    """The groups that prepositions name in the text, without those that only are what was measured."""
    return [
        found
        for found in IN_GROUP.finditer(text)
        if POINTED.search(text[: found.start("group")]) or not UNPOINTED.match(found["group"])
    ]


def is_part_of_a_name(group: str, labels: Sequence[str], *, others: Sequence[str] = ()) -> bool:
    """Whether what a preposition names is no people but what a variable is about ("help seeking in the forum").

    `others` are the groups of the other results of the sentence: what differs from them is told apart, a group.
    """
    if not group or A_PEOPLE.search(group):
        return False
    named = re.escape(normal(group))
    whole = re.compile(rf"^(?:\w-)?{named}$")
    inside = re.compile(rf"\w\s(?:in|on|at|of|for)\s(?:the\s)?{named}\b")
    apart = any(other and other != group for other in others)
    return any(whole.search(normal(x)) or (not apart and inside.search(normal(x))) for x in labels)


def _labelled(segment: str) -> re.Match[str] | None:
    return LABEL.search(segment)


def _beside(segment: str) -> re.Match[str] | None:
    """The group that a preposition names right before the result, or anywhere since the last one."""
    bare = segment.rstrip(f" ({GAP}")
    if found := _people_in(bare):
        return found[-1]
    beside = JUST_BEFORE.search(bare) if PREPOSITION.search(bare) else None
    return TIMED.search(bare) or (beside if beside and not _is_measured(bare, beside) else None)


def _is_measured(text: str, found: re.Match[str]) -> bool:
    return bool(UNPOINTED.match(found["group"])) and not POINTED.search(text[: found.start("group")])
