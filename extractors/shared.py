"""One p for several results: "both ps < .01", "(r = .1 for A and r = .2 for B; p < .05)"."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.attributes import P_VALUE, p_value
from extractors.phrases import opening
from extractors.statements import Statement

PLURAL = re.compile(
    rf"(?P<all>\b(?:both|all|each|every)(?:\s+of\s+(?:which|them))?(?:\s+(?:correlations?|coefficients?|rs?))?\s*[:,]?\s*)?{P_VALUE}",
    re.VERBOSE,
)
LAST_IN_BRACKETS = re.compile(rf";\s*(?P<all>){P_VALUE}\s*[)\]]", re.VERBOSE)
SENTENCE_END = re.compile(r"[.!?]\s+[A-Z]")


def _with_p(statement: Statement, match: re.Match[str]) -> Statement:
    found = statement.attributes
    return replace(statement, attributes=replace(found, p=p_value(match), spans=(*found.spans, ("p", match.span("p")))))


def _reach(text: str, match: re.Match[str], *, brackets: bool) -> int:
    """Where the results begin that this p may belong to: its brackets or its sentence."""
    left = text[: match.start()]
    if brackets:
        return max(0, opening(left))
    ends = [end.end() for end in SENTENCE_END.finditer(left)]
    return ends[-1] if ends else 0


def share(text: str, statements: list[Statement]) -> list[Statement]:
    """The statements, those without a p of their own given the one that speaks of all."""
    shared = list(statements)
    if len(shared) < 2:
        return shared
    for pattern in (PLURAL, LAST_IN_BRACKETS):
        for match in pattern.finditer(text):
            brackets = pattern is LAST_IN_BRACKETS
            if not brackets and not match["all"] and not match["p_name"].lower().startswith(("ps", "p's", "p’s")):
                continue
            start = _reach(text, match, brackets=brackets)
            for place, statement in enumerate(shared):
                silent = statement.attributes.p is None and not statement.attributes.not_significant
                if silent and start <= statement.at[0] < match.start() and statement.kind == "correlation":
                    shared[place] = _with_p(statement, match)
    return shared
