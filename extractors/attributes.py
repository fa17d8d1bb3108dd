"""What stands beside a coefficient: its p, confidence interval, sample size, stars, and the tests around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.evidence import Printed, PValue
from extractors.numbers import (
    ANY_NUMBER,
    DAMAGED,
    EQUALS,
    INTEGER,
    MINUS,
    RELATION,
    SIGNED,
    SPACE,
    STARS,
    integer,
    printed,
    relation,
)

Span = tuple[int, int]
MOST_ATTRIBUTES = 8  # after one coefficient; more is another sentence


@dataclass(frozen=True, slots=True)
class Attributes:
    """Fields of one coefficient with the places where they were printed; `end` is where the last of them ends."""

    end: int
    p: PValue | None = None
    not_significant: bool = False
    ci: tuple[Printed, Printed] | None = None
    ci_level: float | None = None
    n: int | None = None
    df: Printed | None = None
    stars: str = ""
    test: bool = False  # a t, F or z of its own stands after the value
    spread: bool = False  # an SD or SE stands after the value: it is a mean or a parameter
    spans: tuple[tuple[str, Span], ...] = ()


GAP = re.compile(rf"{SPACE}*[,;:/]?{SPACE}*(?:(?:and|with|or|where|at){SPACE}+)?[(\[]?{SPACE}*")
P_VALUE = rf"""
    (?:two-(?:tailed|sided)\s|one-(?:tailed|sided)\s)?
    (?<![A-Za-z])(?P<p_name>[pP](?:['’]?s)?(?:[\s-]?values?)?(?:adj|corr|FDR|FWE|perm|uncorr|one-tailed|two-tailed|rep)?)\s*
    (?:\(\w+(?:-\w+)?\)\s*)?
    (?P<p_op>{RELATION}|(?<=[pP])\s(?=[.0]))\s*(?P<p>{ANY_NUMBER}(?:\s?[×x]\s?10\s?{MINUS}\s?\d+|[eE]{MINUS}\d+)?)
"""
INTERVAL = rf"""
    (?:(?:bootstrap(?:ped)?|BCa|credible|corrected|the|a)\s)*
    (?:(?P<level>\d\d(?:\.\d+)?)\s?%\s?)?
    (?:confidence\s+intervals?|credible\s+intervals?|highest\s+density\s+intervals?|C\.?I\.?s?|HDI|HPD|CrI|BCI)\b
    \s*(?:[\[(](?:CI|HDI)[\])])?\s*(?:,\s*or\s+CI,?)?\s*(?:from|of|{EQUALS})?\s*
    [\[(]?\s*(?P<low>{SIGNED})\s*(?:[,;]|to|and|{MINUS}|\.\.)\s*(?P<high>{SIGNED})\s*[\])]?
"""
BRACKETED = rf"\[?\s*(?P<bare_low>{SIGNED})\s*(?:[,;]|to|{MINUS})\s*(?P<bare_high>{SIGNED})\s*\]"
COUNT = rf"(?<![A-Za-z])(?P<n_name>[nN]s?)\s*(?:{EQUALS}|\s[D5]\s)\s*(?P<n>{INTEGER})(?![\d.]*\d)"
DEGREES = rf"(?:df|d\.f\.)\s*{EQUALS}\s*(?P<df>{INTEGER})"
NS = r"(?P<ns>n\.?\s?s\.?(?![A-Za-z])|(?:statistically\s)?(?:non-?|not\s)significant)"
TEST = (
    rf"(?P<test>(?<![A-Za-z])(?:t|F|[zZ]|χ2|BF\s?_?\w*|R\s?[2²]|r\s?[2²]"
    rf"|power)\s*(?:\([^()]*\))?\s*{RELATION}\s*{ANY_NUMBER})"
)
SPREAD = rf"(?P<spread>(?<![A-Za-z])(?:S\.?D\.?|S\.?E\.?M?\.?)\s*{EQUALS}\s*{ANY_NUMBER})"
ATTRIBUTE = re.compile("|".join((P_VALUE, INTERVAL, BRACKETED, COUNT, DEGREES, TEST, SPREAD, NS)), re.VERBOSE)
AFTER_VALUE = re.compile(rf"\s?(?P<stars>{STARS})(?![\d.])")
LEADING_P = re.compile(rf"(?:^|[(\[;,])\s*(?:\w+\s)?{P_VALUE}\s*[,;]\s*(?:and\s)?$", re.VERBOSE)
USUAL_LEVEL = 95.0  # per cent
P_BEFORE = 30  # characters in which a p printed before its coefficient can stand


def p_value(match: re.Match[str]) -> PValue:
    """The p of a match of P_VALUE, powers of ten understood."""
    text = match["p"]
    power = re.search(rf"(?:10\s?|[eE]){MINUS}\s?(\d+)$", text)
    if not power:
        return PValue(relation(match["p_op"]), printed(text))
    base = printed(re.split(r"\s?[×x]|[eE]", text)[0])
    places = int(power[1])
    value = round(base.value * 10.0**-places, base.decimals + places)
    return PValue(relation(match["p_op"]), Printed(text, value, base.decimals + places))


def _interval(match: re.Match[str], name: str) -> tuple[Printed, Printed]:
    """Both ends, the lower one first even where the paper prints them the other way round."""
    prefix = "bare_" if name == "bare_low" else ""
    low, high = printed(match[prefix + "low"]), printed(match[prefix + "high"])
    return (low, high) if low.value <= high.value else (high, low)


def _with(found: Attributes, match: re.Match[str]) -> Attributes | None:
    """The attributes with one more; None where this one was already there, so that it belongs to another result."""
    if match["p"] and re.fullmatch(rf"(?:{DAMAGED})?", match["p_op"].strip()):
        return replace(found, end=match.end())  # who knows whether that was "<" or "="
    name = next(key for key in ("p", "low", "bare_low", "n", "df", "test", "spread", "ns") if match[key])
    field = {"low": "ci", "bare_low": "ci"}.get(name, name)
    if name not in ("test", "spread") and any(field == key for key, _ in found.spans):
        return None
    found = replace(found, end=match.end(), spans=(*found.spans, (field, match.span())))
    if name == "p":
        return replace(found, p=p_value(match))
    if field == "ci":
        level = float(match["level"]) if match["level"] else None
        return replace(found, ci=_interval(match, name), ci_level=level)
    if name == "n":
        return replace(found, n=integer(match["n"]))
    if name == "df":
        return replace(found, df=printed(str(integer(match["df"]))))
    return replace(
        found,
        not_significant=name == "ns" or found.not_significant,
        test=name == "test" or found.test,
        spread=name == "spread" or found.spread,
    )


def attributes_after(text: str, end: int) -> Attributes:
    """The fields printed right after a value that ends at `end`."""
    found = Attributes(end)
    starred = AFTER_VALUE.match(text, end)
    if starred:
        stars = "*" * len(re.sub(r"\s", "", starred["stars"]))
        found = replace(found, end=starred.end(), stars=stars, spans=(("stars", starred.span()),))
    for _ in range(MOST_ATTRIBUTES):
        gap = GAP.match(text, found.end)
        match = ATTRIBUTE.match(text, gap.end() if gap else found.end)
        more = _with(found, match) if match else None
        if more is None:
            break
        found = more
    return found


def p_before(text: str, start: int) -> tuple[PValue, Span] | None:
    """A p printed before its coefficient inside the same brackets: "(p < .001, r = .45)"."""
    match = LEADING_P.search(text, max(0, start - P_BEFORE), start)
    return (p_value(match), match.span("p")) if match else None
