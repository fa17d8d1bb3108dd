"""Reliabilities: Cronbach's α, McDonald's ω, intraclass and split-half coefficients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.attributes import attributes_after
from extractors.correlations import is_range, values
from extractors.numbers import DECIMAL, EQUALS, printed
from extractors.statements import Statement

RULE = "reliability.v1"
BEST = 1.0

VALUE = rf"(?P<value>{DECIMAL})(?!\s?%|\d)"
LINK = (
    rf"(?:\s*(?:{EQUALS})\s*|\s*(?:,|\()?\s*(?:values?|coefficients?)?\s*(?:was|were|is|are|of|at"
    rf"|(?:for|of|in)\s[^.;()=]{{1,60}}?\s(?:was|were|is|of))\s+)"
)
NAMED = re.compile(
    rf"""
    (?<![A-Za-z0-9_])(?:
        (?P<alpha>(?:Cronbach(?:['’]?s)?\s+|coefficient\s+|standardi[sz]ed\s+|internal\s+consistency\s+)*(?:[αa]s?|[Aa]lphas?|α['’]?s)(?![A-Za-z])
            |Cronbach['’]?s?\s+coefficients?|KR-?\s?20|Kuder[-–]Richardson(?:\s(?:20|formula\s20))?)
      | (?P<omega>(?:McDonald(?:['’]?s)?\s+|coefficient\s+)*(?:[ωΩ](?:\s?_?[tTh])?|[Oo]megas?)(?![A-Za-z]))
      | (?P<split_half>(?:Spearman[-–]Brown|split[-\s]half)(?:[-\s](?:corrected|adjusted))?(?:\s(?:reliabilit(?:y
        |ies)|coefficients?|correlations?))*)
      | (?P<consistency>[Ii]nternal\s+consistenc(?:y|ies)(?:\s+reliabilit(?:y|ies))?|reliabilit(?:y
        |ies)(?:\s+coefficients?)?)
    )
    (?:\s*[(\[](?:[αωr]|Cronbach[^()]{{0,12}}|alpha)[)\]])?
    {LINK}
    {VALUE}
    """,
    re.VERBOSE,
)
LEVEL = re.compile(
    r"\bset\b|significan|error|level|adjust|criteri|threshold|Type I|one[- ]tailed|two[- ]tailed"
    r"|two[- ]sided|Bonferroni|power"
    r"|correct(?:ed|ion) (?:for|α|alpha)|\bp\s?<|initial|hypothes|assum",
    re.IGNORECASE,
)
ALPHA_LEVELS = (0.1, 0.05, 0.025, 0.02, 0.01, 0.005, 0.001)  # no scale is published with so low an alpha; tests are
NEAR = 60


def _coefficient(match: re.Match[str]) -> str:
    for name in ("alpha", "omega", "split_half"):
        if match[name]:
            return name
    return "alpha"


def _is_level(text: str, match: re.Match[str]) -> bool:
    """Whether this alpha is a level of significance."""
    if not match["alpha"]:
        return False
    left = text[max(0, match.start() - NEAR) : match.start()]
    value = printed(match["value"]).value
    bare = not re.search(r"[Cc]ronbach|[Kk]uder|coefficient", match["alpha"])
    return bare and (value in ALPHA_LEVELS or value < 0.1 or bool(LEVEL.search(left) and value <= max(ALPHA_LEVELS)))


def coefficients(text: str) -> Iterator[Statement]:
    """Every reliability coefficient that the text prints, one statement a value."""
    for match in NAMED.finditer(text):
        if _is_level(text, match):
            continue
        spans = values(text, *match.span("value"))
        for item, (start, end) in enumerate(spans):
            if printed(text[start:end]).value <= BEST:
                yield Statement(
                    rule=RULE,
                    symbol="",
                    statistic="unknown",
                    start=start if item else match.start(),
                    at=(start, end),
                    value=printed(text[start:end]),
                    attributes=attributes_after(text, end),
                    item=item,
                    items=len(spans),
                    ranged=is_range(text, *spans[0]),
                    kind="reliability",
                    coefficient=_coefficient(match),
                )
