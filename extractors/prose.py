"""Correlations told in words: "correlated at −.21", "the correlation of A and B was .19", "with X (.14), Y (.18)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Statistic
from extractors.attributes import Span, attributes_after
from extractors.correlations import LARGEST, is_range, named_statistic, values
from extractors.numbers import DECIMAL, MINUS, printed
from extractors.statements import Statement

RULE = "prose.v1"

# two decimals at least, or one after a zero: "correlated .3" is rare, "Figure 0.3" is not a number of this form
VALUE = rf"(?P<value>(?:{MINUS}\s?)?{DECIMAL})(?!\s?%|\d|\s?(?:points?|years?|SD|units?|ms|s\b|mm|m\b))"
# words between the verb or noun and its value: no other number with a point, no end of a sentence
WORDS = r"(?:(?!\d?[.·]\d)(?:[^.;:()=]|(?<=\bvs)\.|\([^()=]{0,60}\)|\.(?=\w))){0,140}?"
ADVERBS = r"(?:(?:\w+ly|only|also|very|quite|rather|not|with each other|with one another|together)\s+){0,3}"
HEDGE = r"(?:approximately|about|around|only|just|a\s+(?:modest|moderate|small|weak|strong|low|high)|=)?\s*"

FORMS: tuple[re.Pattern[str], ...] = (
    # "correlated at −.21", "were correlated .23", "correlating with loneliness at .31"
    re.compile(rf"\b[Cc]orrelat(?:ed?|es|ing)\b\s+{ADVERBS}{HEDGE}{VALUE}", re.VERBOSE),
    re.compile(rf"\b[Cc]orrelat(?:ed?|es|ing)\b{WORDS}\s(?:at|by|\(?r)\s+{HEDGE}{VALUE}", re.VERBOSE),
    # "a correlation of .34", "correlation coefficients of .21 and .34"
    re.compile(
        rf"\b[Cc]orrelations?(?:\s+coefficients?)?(?:\s*\(\w+\))?\s+(?:of|at|as\s\w+\sas)\s+{HEDGE}{VALUE}", re.VERBOSE
    ),
    # "the correlation between A and B was .19"; "Kendall's tau-b between A and B was .19"
    re.compile(
        rf"""(?:\b[Cc]orrelations?\b|\b(?:Pearson|Spearman|Kendall)(?:['’]s)?\s+(?:r|rho|tau(?:-[abc])?|[ρτ])\b)
        {WORDS}\s(?:was|were|is|are|equal(?:l?ed|s)|amounted\s+to|reached|remained|became|being|of)\s+(?:also\s|still\s)?{HEDGE}{VALUE}""",
        re.VERBOSE,
    ),
    # "(Spearman rho −0.52, p < 0.001)"
    re.compile(rf"\b(?:Pearson|Spearman|Kendall)(?:['’]s)?\s+(?:r|rho|tau(?:-[abc])?|[ρτ])\s+{VALUE}", re.VERBOSE),
    # "(correlation coefficient 0.71, p < .001)"
    re.compile(rf"\b[Cc]orrelation\s+coefficients?\s+{VALUE}", re.VERBOSE),
    # "the correlation coefficient (0.27; 95% CI 0.15-0.38) between use and distress"
    re.compile(rf"\b[Cc]orrelations?(?:\s+coefficients?)?\s*[(\[]\s*{VALUE}", re.VERBOSE),
)
BARE = re.compile(rf"\(\s*{VALUE}(?=\s*(?:[)*∗]|[,;]\s*[A-Za-z9]))", re.VERBOSE)  # "(.14)" in a list of correlates
RELATED = re.compile(r"\b(?:inter)?correlat|\brelat(?:ed|ion)|\bassociat|\br\s?s?\s?(?:\(\d+\)\s?)?=", re.IGNORECASE)
NAMED = re.compile(r"\b(?:Pearson|Spearman|Kendall)\b")
NOT_A_CORRELATE = re.compile(
    r"\bM\b|\bSD\b|\bmeans?\b|loading|alpha|α|reliab|weight|\bβ|\bb\s?=|odds|ratio|variance|proportion|regress|consisten"
    r"|coefficients? for|predict|percent|probabil|intraclass|\bICC",
    re.IGNORECASE,
)
OTHER_VALUES = re.compile(r"(?:R\s?[2²]|η|ω|κ|[Kk]appa|[Ee]ta|values?|index|scores?|AUC|CFI|VIF)\s*$")
SENTENCE_START = re.compile(r"[.;!?]\s+(?=[A-Z(])")
NEAR = 160  # characters to the left in which the word stands that makes a bare number a correlation


def _clause(text: str, end: int) -> str:
    """What was said before `end` in the same sentence, as far as it can govern a number there."""
    left = text[max(0, end - NEAR) : end]
    starts = [match.end() for match in SENTENCE_START.finditer(left)]
    return left[starts[-1] :] if starts else left


def _statement(text: str, start: int, spans: list[Span], item: int) -> Statement:
    at = spans[item]
    named = named_statistic(text, at[0])
    statistic: Statistic = named[0] if named else "pearson"
    if statistic == "pearson" and re.search(r"\btau\b|τ", text[start : at[0]]):
        statistic = "kendall"
    elif statistic == "pearson" and re.search(r"\brho\b|ρ", text[start : at[0]]) and not named:
        statistic = "spearman"
    return Statement(
        rule=RULE,
        symbol="",
        statistic=statistic,
        base=named[1] if named else "",
        start=at[0],
        at=at,
        value=printed(text[slice(*at)]),
        attributes=attributes_after(text, at[1]),
        item=item,
        items=len(spans),
        ranged=is_range(text, *spans[0]),
    )


def _listed(text: str, match: re.Match[str]) -> Iterator[Statement]:
    spans = values(text, *match.span("value"))
    for item, (start, end) in enumerate(spans):
        if abs(printed(text[start:end]).value) <= LARGEST:
            yield _statement(text, match.start(), spans, item)


def told(text: str) -> Iterator[Statement]:
    """Every correlation that the text tells in words; a number that also bears a symbol may come twice."""
    if "orrelat" not in text and not NAMED.search(text) and not RELATED.search(text):
        return
    for form in FORMS:
        for match in form.finditer(text):
            yield from _listed(text, match)
    for match in BARE.finditer(text):
        clause = _clause(text, match.start())
        small = abs(printed(match["value"]).value) <= LARGEST
        named_otherwise = OTHER_VALUES.search(clause)
        if small and not named_otherwise and RELATED.search(clause) and not NOT_A_CORRELATE.search(clause):
            yield _statement(text, match.start(), [match.span("value")], 0)
