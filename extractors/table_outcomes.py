"""The variable that a table's caption names once for all rows: "Correlations with depressive symptoms"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.table_groups import tokens

_LABEL = re.compile(r"^\s*Table\s+\w+(?:\.\d+)?\s*[.:|\u2013\u2014-]?\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[](?:[nN]\s*=|Study|Sample|Experiment|\d)[^()\[\]]*[)\]]")
_CORRELATION = re.compile(
    r"(?:inter)?correlat\w*(?:\s+(?:coefficients?|analys[ie]s|results|matrix|values))?|associations?|relation(?:ship)?s?",
    re.IGNORECASE,
)
_CORRELATES = re.compile(
    r"\b(?:(?:correlates|predictors|prediction|regressions?)(?:\s+(?:and|or)\s+(?:correlates|predictors))?\s+of|predicting)\s+"
    r"(?P<other>(?:(?!\b(?:on|from|with)\b).)+)",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"""\b(?:variables?|measures?|others?|scales?|subscales?|traits?|factors?|outcomes?|characteristics?|predictors?|items?|scores?
    |dimensions?|facets?|domains?|constructs?|indicators?|indices|tests?|parameters?|all|each|various|selected|several|study)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = re.compile(
    r"\s+(?:in|among|by|across|at|as|after|before|within|from|when|using|during|while|controlling|adjusted|for)\s.*$|[;:,].*$",
    re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(r"^(?:the|each|participants?'?s?|their)\s+", re.IGNORECASE)
LISTED = 3.0  # weight of a row's name found on one side of the caption: that side is the list


def _first_sentence(caption: str) -> str:
    text = _ASIDE.sub("", _LABEL.sub("", caption))
    return re.split(r"(?<=[a-z)])\.\s+(?=[A-Z])|\n", text)[0].rstrip(". ")


def _weight(side: str, rows: Sequence[str]) -> float:
    """How much one side of a caption looks like the list of all rows."""
    words = set(tokens(side))
    named = sum(bool(set(tokens(row)) & words) for row in rows) / max(1, len(rows))
    plural = bool(re.search(r"[a-z]s\s*(?:\([^()]*\))?$", side.strip()))
    several = bool(re.search(r"\band\b|,", side))
    return LISTED * named + 2.0 * bool(_MANY.search(side)) + 0.5 * plural + 1.0 * several


def _clean(side: str) -> str:
    text = _TAIL.sub("", side.strip())
    text = _OPENING.sub("", text)
    return text.strip(" .,:;")


def both(caption: str) -> tuple[str, str] | None:
    """The two variables that a caption names for all rows: "Correlation between A and B by country"."""
    text = _first_sentence(caption)
    match = re.search(rf"(?:{_CORRELATION.pattern})\s+(?:between|of|for)\s+(?P<both>.+)$", text, re.IGNORECASE)
    parts = re.split(r"\s+(?:and|with|to)\s+", match["both"], flags=re.IGNORECASE) if match else []
    if len(parts) != 2:
        return None
    first, second = _OPENING.sub("", parts[0].strip()).strip(" .,:;"), _clean(parts[1])
    return (first, second) if first and second else None


def outcome(caption: str, rows: Sequence[str]) -> str:
    """The other variable of a one-column table; empty where the caption names none."""
    text = _first_sentence(caption)
    match = _CORRELATION.search(text)
    correlates = _CORRELATES.search(text)
    if correlates:
        ended = re.match(r"\s*\bon\b", text[correlates.end() :])  # "Regression of trust in providers on ..."
        return correlates["other"].strip() if ended else _clean(correlates["other"])
    if not match:
        return ""
    rest = text[match.end() :]
    alone = re.match(r"\s+(?:with|to)\s+(?P<other>.+)$", rest, re.IGNORECASE)
    if alone:
        return _clean(alone["other"])
    for opening, joint in (
        (r"between", r"\s+and\s+"),
        (r"of|between|for|among", r"\s+(?:with|to)\s+"),
        (r"of", r"\s+and\s+"),
    ):
        inside = re.match(rf"\s+(?:{opening})\s+(?P<both>.+)$", rest, re.IGNORECASE)
        parts = re.split(joint, inside["both"], flags=re.IGNORECASE) if inside else []
        if len(parts) == 2:
            first, second = parts
            many = _weight(_clean(first), rows) > _weight(_clean(second), rows)
            return _clean(second if many else first)
    return ""
