"""Statistics that make a correlation by a named formula: t, F(1, df), χ²(1), d, g, an odds ratio, a standardised β."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import Printed
from extractors.attributes import GAP, Attributes, Span, attributes_after
from extractors.numbers import ANY_NUMBER, EQUALS, printed

# no passage without one of these has a statistic of these forms
WORTH_READING = re.compile(r"\bt\s?\(|F\s?\(\s?1\s?,|χ|[Cc]hi-|\bd\s?=|\bg\s?=|OR\b|[Oo]dds ratio|β|\b[Bb]eta\b|b\*")
STATISTIC = re.compile(
    rf"""(?<![A-Za-zα-ωΔ_/-])(?:
        t\s*[(\[]\s*(?:df\s*=\s*)?(?P<t_df>\d[\d,]*(?:\.\d+)?)\s*[)\]]
      | F\s*[(\[]\s*1\s*,\s*(?P<f_df>\d[\d,]*(?:\.\d+)?)\s*[)\]]
      | (?P<chi>χ\s?2|χ²|X2|[Cc]hi-?\s?squared?)\s*
        [(\[]\s*(?:df\s*=\s*)?1\s*(?:,\s*[nN]\s*=\s*(?P<chi_n>\d[\d,]*)\s*)?[)\]]
      | (?P<d>(?:Cohen['’]?s\s+)?d(?![a-z])|Hedges['’]?s?\s+g)
      | (?P<odds>(?:a|adj\.?\s?|adjusted\s)?(?:OR|[Oo]dds\s+ratio)(?:\s*[(\[]OR[)\]])?)
      | (?P<beta>(?:[Ss]tandardi[sz]ed\s+)?(?:β|[Bb]eta|b\*))
    )\s*(?:{EQUALS}|(?<=[oR])\s+(?:was|of)\s)\s*(?P<value>{ANY_NUMBER})(?!\s?%|[.·]?\d)""",
    re.VERBOSE,
)
OF_ODDS = re.compile(
    rf"\s*[,;(\[]*\s*(?:\d\d\s?%\s?)?(?:C\.?I\.?|confidence\s+interval)\s*[:=]?\s*[\[(]?\s*"
    rf"(?P<low>{ANY_NUMBER})\s*(?:,|;|to|[-–])\s*(?P<high>{ANY_NUMBER})"
)
RANK = {"beta": 0, "t": 1, "F1": 2, "chi2_1": 3, "d": 4, "or": 5}  # which of several beside each other is converted
AVERAGED = re.compile(r"\b(?:median|mean|average|pooled|smallest|largest|typical)\s+$", re.IGNORECASE)
LARGEST_BETA = 1.2  # a larger weight is not standardised, or of predictors that are nearly the same
LARGEST_D = 5.0
LARGEST_ODDS = 50.0
# "r(98) = .25, " before a test: the test is that of a correlation, which is a result by itself
OF_A_CORRELATION = re.compile(
    rf"(?:\br\w{{0,3}}|ρ|τ|\brho|\btau)\s*(?:[(\[][^()\[\]]*[)\]])?\s*{EQUALS}\s*{ANY_NUMBER}"
    rf"(?:\s*[,;]\s*[pPnN]\s*(?:<|>|{EQUALS})\s*{ANY_NUMBER})*\s*[,;]?\s*(?:and\s+)?$"
)
BEFORE = 60  # characters in which that correlation stands


@dataclass(frozen=True, slots=True)
class Run:
    """One result of several statistics beside each other: what is converted, and all printed numbers by name."""

    formula: str
    start: int
    end: int
    at: Span
    value: Printed
    source: tuple[tuple[str, Printed], ...]
    attributes: Attributes
    adjusted: bool = False


def _name(match: re.Match[str]) -> str:
    if match["t_df"]:
        return "t"
    if match["f_df"]:
        return "F1"
    if match["chi"]:
        return "chi2_1"
    return "d" if match["d"] else "or" if match["odds"] else "beta"


def _possible(name: str, value: Printed) -> bool:
    size = abs(value.value)
    limits = {"beta": LARGEST_BETA, "d": LARGEST_D, "or": LARGEST_ODDS}
    if name in ("F1", "chi2_1", "or") and value.value <= 0:
        return False
    return size <= limits.get(name, size) and not (name == "beta" and value.decimals == 0)


def _numbers(name: str, match: re.Match[str]) -> Iterator[tuple[str, Printed]]:
    yield name, printed(match["value"])
    for group, key in (("t_df", "df"), ("f_df", "df2"), ("chi_n", "n")):
        if match[group]:
            yield key, printed(match[group])
    if name == "or" and (ends := OF_ODDS.match(match.string, match.end())):
        yield "ci_low", printed(ends["low"])
        yield "ci_high", printed(ends["high"])


def runs(text: str) -> Iterator[Run]:
    """The results of a text, each one run of statistics with what stands between them."""
    end = -1
    for match in STATISTIC.finditer(text):
        if match.start() < end or not _possible(_name(match), printed(match["value"])):
            continue
        together = _together(text, match)
        end = together[-1][1].end
        left = text[max(0, match.start() - BEFORE) : match.start()]
        if not OF_A_CORRELATION.search(left) and not AVERAGED.search(left):
            yield _run(match.start(), together)


def _together(text: str, match: re.Match[str]) -> list[tuple[re.Match[str], Attributes]]:
    """A statistic and those that follow with nothing but their p, n and intervals between."""
    found = [(match, attributes_after(text, match.end()))]
    while True:
        gap = GAP.match(text, found[-1][1].end)
        following = STATISTIC.match(text, gap.end() if gap else found[-1][1].end)
        if following is None or not _possible(_name(following), printed(following["value"])):
            return found
        found.append((following, attributes_after(text, following.end())))


def _run(start: int, together: list[tuple[re.Match[str], Attributes]]) -> Run:
    best, beside = min(together, key=lambda item: RANK[_name(item[0])])
    numbers: dict[str, Printed] = {}
    for match, _ in together:
        for name, value in _numbers(_name(match), match):
            numbers.setdefault(name, value)
    adjusted = any((match["odds"] or "").lower().startswith("a") for match, _ in together)
    told = next((found for _, found in together if found.p or found.not_significant), beside)
    return Run(
        formula=_name(best),
        start=start,
        end=together[-1][1].end,
        at=best.span("value"),
        value=printed(best["value"]),
        source=tuple(numbers.items()),
        attributes=told if beside.p is None and not beside.not_significant else beside,
        adjusted=adjusted,
    )
