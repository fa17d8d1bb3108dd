"""Correlations printed with a symbol: `r(238) = .34, p < .001`, `rs = .21 and .34`, `Kendall's τ = −.15`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.evidence import Printed, Statistic
from extractors.attributes import attributes_after
from extractors.numbers import DECIMAL, EQUALS, INTEGER, MINUS, SIGNED, integer, printed
from extractors.statements import Statement

RULE = "symbol.v1"
LARGEST = 1.0  # a correlation beyond it is a misprint: nothing that could be pooled
FEWEST_DIGITS_OF_DF = 3  # "r112" is an r with 112 degrees of freedom, "r12" that of variables 1 and 2

SYMBOL = re.compile(
    rf"""
    (?:(?<![A-Za-z0-9_./∗\u0370-\u03ff-])             # starts a word,
      |(?<=\bat)|(?<=\bof)|(?<=\bwas)|(?<=\bwere))    # or a blank was lost before an italic r: "atr = .758"
    (?:
        (?P<plural>r\s?['’]s)                          # r's
      | (?P<spearman>r\s?_?\{{?\s?(?:[sS]|ₛ|ρ|sp|Sp)\}}?(?:pearman)?(?![a-z])|rho(?:s\b|[-_ ]?s\b)?|[ρϱ]s?)
      | (?P<biserial>r\s?_?\{{?\s?(?:pb|pbis|PB|bis)\}}?(?![a-z]))
      | (?P<kendall>(?:tau|τ|T(?=b\s?=))(?:[-_ ]?[abcABC](?![a-z]))?s?)
      | (?P<semipartial>(?<!['’])sr(?![a-z])|r\s?_?sp(?![a-z]))
      | (?P<partial>pr(?![a-z])|r\s?_?(?:partial|part)\b|r\s?[∗*](?=\s*=))
      | (?P<words>[Cc]orr(?:\.|elations?(?:\s+coefficients?)?(?:\s*\(r\))?)?(?=\s*(?:{EQUALS}|\())(?!\s*:\s))
      | (?P<capital>R(?:s|['’]s)?(?![a-zA-Z2²]))
      | (?P<r>r(?:\s?_?\{{?\s?(?:p|xy|XY)\}}?(?![a-z]))?)(?![a-zA-Z²^])
        (?:\s?(?P<index>\d{{2,5}})(?=\s*=)|[\s_](?P<label>[a-z]{{2,14}})(?=\s*(?:{EQUALS}|\sD\s)))?
    )
    \s*
    (?:[(\[]\s*(?:
        (?:d\.?f\.?\s*=?\s*)?(?P<df>{INTEGER}(?:\.\d+)?)      # (238), [98], (df = 40)
      | [nN]\s*=?\s*(?P<n>{INTEGER})                          # (N = 212)
      | (?P<pair>[A-Za-z][^()\[\]=]{{0,60}})                  # (age, score)
    )\s*[)\]]\s*)?
    (?:\s*,?\s*\d\d\s?%\s?CI\s*)?
    (?:[-\s]?values?\s*)?
    (?:{EQUALS}|(?:was|were|is|of|at)\b)\s*
    (?:=\s*)?(?:approximately\s|about\s|around\s|only\s|~\s?)?
    (?P<value>{SIGNED})(?!\s?%|\d|[.·]\d)
    """,
    re.VERBOSE,
)
WORD_CONTEXT = 220  # characters to the left in which a name of the statistic governs a bare "r"
NAMING = 160  # ... in which a word of relation says what a capital R is
CLOSE = 28  # ... and in which it beats a symbol of another statistic
NAMES: tuple[tuple[re.Pattern[str], Statistic], ...] = (
    (re.compile(r"semi-?\s?partial|\bpart correlation", re.IGNORECASE), "semipartial"),
    (re.compile(r"(?<!semi)(?<!semi-)\bpartial(?:ly)?\b(?!\s*(?:eta|η|r\s?2|R))|partialled", re.IGNORECASE), "partial"),
    (re.compile(r"point[-\s]?biserial", re.IGNORECASE), "point_biserial"),
    (re.compile(r"polychoric|tetrachoric|polyserial|(?<!point-)(?<!point )\bbiserial", re.IGNORECASE), "unknown"),
    (
        re.compile(
            r"latent (?:factor )?correlation|factor correlation|latent r\b"
            r"|\bfactors (?:were )?(?:\w+ly )?(?:inter)?correlated",
            re.IGNORECASE,
        ),
        "latent",
    ),
    (re.compile(r"spearman(?!.brown)|rank[-\s](?:order )?correlation", re.IGNORECASE), "spearman"),
    (re.compile(r"kendall", re.IGNORECASE), "kendall"),
    (re.compile(r"pearson|product[-\s]moment", re.IGNORECASE), "pearson"),
)
SENTENCE_END = re.compile(r"(?<!\bFig)(?<!\bFigs)(?<!\bvs)(?<!\bal)\.\s+(?=[A-Z(])")
LISTED = re.compile(
    rf"\s*\)?\s*(?:,\s*(?:and|&)?|;|and|&|or)\s*(?P<value>(?:{MINUS}\s?)?{DECIMAL})(?=[\s,;.)\]*∗]|$)(?!\s*%)"
)
PLURAL_P = re.compile(r"[pP]['’]?s\b")
RELATED = re.compile(r"orrelat|\bassociat|\brelat(?:ed|ionship)\b|\bcovar(?:y|ied)\b")
MULTIPLE = re.compile(r"multiple|regress|\bmodel|\bpredictors?\b|explain|variance|variables", re.IGNORECASE)
RANGE = re.compile(rf"\s?(?:{MINUS}|to\b|through\b|\.\.\.?)\s?(?P<high>{SIGNED})")
RANGED_BEFORE = re.compile(
    r"(?:\brang\w*|\bvar(?:y|ie[sd]|ying)|\bspann\w+|\bfell?|\blay|\blie)\b(?:[^.;()]|\.(?=\d)){0,60}\b(?:from|between)(?:[^.;()]|\.(?=\d)){0,30}$"
)
# "below r = .20", "did not exceed .70", "at least a correlation of .30"; "r = .30 or larger"
COMPARED_BEFORE = re.compile(
    r"""\b(?:below|above|under|over|beyond|exceed\w*|(?:less|lower|smaller|greater|larger|higher|more|weaker|stronger)\sthan
        |at\s(?:least|most)|up\sto|as\ssmall\sas|no\smore\sthan)\s
    (?:(?:an?|the)\s)?(?:\w+\s)?(?:correlations?\s(?:coefficients?\s)?(?:of\s)?)?
    (?:\|?\s?(?:r\s?s?|ρ|rho|rs|τ|tau)\s?\|?\s?(?:=|of)?\s?)?\|?$""",
    re.VERBOSE,
)
COMPARED_AFTER = re.compile(
    r",?\s?(?:or|and)\s(?:larger|greater|higher|more|above|over|stronger|bigger|smaller|lower|less|below|under|weaker|better)\b"
)
BOUND_BEFORE = re.compile(rf"(?:{DECIMAL}\s*[<≤]\s*[|]?|[|])$")

BY_SYMBOL: tuple[tuple[str, Statistic], ...] = (
    ("spearman", "spearman"),
    ("biserial", "point_biserial"),
    ("kendall", "kendall"),
    ("semipartial", "semipartial"),
    ("partial", "partial"),
)
IN_BRACKETS: dict[str, Statistic] = {"rho": "spearman", "ρ": "spearman", "tau": "kendall", "τ": "kendall"}


def named_statistic(text: str, start: int, *, within: int = WORD_CONTEXT) -> tuple[Statistic, str] | None:
    """The statistic that the words left of `start` name, the nearest first, and the base of a partial one."""
    left = text[max(0, start - within) : start]
    left = left[max([0, *(end.end() for end in SENTENCE_END.finditer(left))]) :]
    found = [(max(m.start() for m in hits), name) for pattern, name in NAMES if (hits := list(pattern.finditer(left)))]
    if not found:
        return None
    nearest = max(found)[1]
    names = {name for _, name in found}
    if nearest in ("spearman", "kendall") and names & {"partial", "semipartial"}:
        return ("partial" if "partial" in names else "semipartial"), nearest
    base = next((b for b in ("spearman", "kendall") if b in names), "") if "partial" in nearest else ""
    return nearest, base


def _statistic(text: str, match: re.Match[str], *, plural: bool) -> tuple[Statistic, str]:
    """The word beats the symbol; a bare r is Pearson's, a bare rho Spearman's, a bare tau Kendall's."""
    pearson: Statistic = "pearson"
    symbol = next((name for group, name in BY_SYMBOL if match[group]), IN_BRACKETS.get(match["pair"] or "", pearson))
    if symbol == "spearman" and plural:
        symbol = "pearson"
    if symbol in ("pearson", "semipartial", "partial"):
        named = named_statistic(text, match.start())
        if named and symbol == "pearson":
            return named
        return symbol, (named[1] if named and named[1] else "")
    partial = named_statistic(text, match.start())
    if partial and partial[0] in ("partial", "semipartial") and symbol in ("spearman", "kendall"):
        return partial[0], symbol
    named = named_statistic(text, match.start(), within=CLOSE)
    return (named[0], "") if named and named[0] in ("pearson", "spearman", "kendall") else (symbol, "")


# "was .18 in boys (n = 312) and .24 in girls", "correlated −.39 with support and −.27 with trust"
LISTED_APART = re.compile(
    rf"\s*(?P<prep>in|for|among|at|with)\s(?:[^.;()=\d]|(?<=[A-Za-z]\s)\d\b|(?<=[A-Za-z])\d){{2,60}}?(?:\s*\([^()]{{0,40}}\))?\s*(?:,\s*and|,|and|but)\s+"
    rf"(?P<value>(?:{MINUS}\s?)?{DECIMAL})(?=\s(?P=prep)\s)(?!\s*%)"
)


def values(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of a value and of those listed after it ("= .21, .34 and −.02"), what stands beside them left out."""
    spans = [(start, end)]
    while True:
        beside = attributes_after(text, spans[-1][1])
        last = beside.end
        if any(name == "p" and PLURAL_P.match(text, *span) for name, span in beside.spans):
            return spans  # "ps = .03 and .006": what is listed now are p values
        match = LISTED.match(text, last) or LISTED_APART.match(text, last)
        if match is None:
            return spans
        spans.append(match.span("value"))


def is_range(text: str, start: int, end: int) -> bool:
    """Whether the value at this span is an end of a range, or a bound."""
    before = text[max(0, start - 110) : start]
    after = RANGE.match(text, end) or COMPARED_AFTER.match(text, end)
    return bool(after or RANGED_BEFORE.search(before) or COMPARED_BEFORE.search(before))


def _first(text: str, match: re.Match[str], value: Printed) -> Statement:
    spans = values(text, *match.span("value"))
    plural = bool(match["plural"]) or (
        match[0].startswith(("rs", "r s")) and (len(spans) > 1 or is_range(text, *spans[0]))
    )
    statistic, base = _statistic(text, match, plural=plural)
    bound = bool(BOUND_BEFORE.search(text[max(0, match.start() - 12) : match.start()]))
    return Statement(
        rule=RULE,
        symbol=match[0][: match.start("value") - match.start()].strip(" =:").split("(")[0].strip(),
        statistic=statistic,
        base=base,
        start=match.start(),
        at=match.span("value"),
        value=value,
        attributes=attributes_after(text, match.end("value")),
        label=match["label"] or match["pair"] or "",
        items=len(spans),
        ranged=bound or is_range(text, *match.span("value")),
        kind="other" if match["capital"] and not _named_correlation(text, match) else "correlation",
    )


def _named_correlation(text: str, match: re.Match[str]) -> bool:
    """A capital R is a correlation only where the words say so, and not a multiple one."""
    left = text[max(0, match.start() - NAMING) : match.start()]
    return bool(RELATED.search(left)) and not MULTIPLE.search(left)


def _size(match: re.Match[str]) -> tuple[Printed | None, int | None]:
    """Degrees of freedom and N from the brackets or the index of the symbol."""
    n = integer(match["n"]) if match["n"] else None
    if match["df"]:
        whole = match["df"] if "." in match["df"] else str(integer(match["df"]))
        return printed(whole), n
    index = match["index"] or ""
    return (printed(index) if len(index) >= FEWEST_DIGITS_OF_DF else None), n


def symbols(text: str) -> Iterator[Statement]:
    """Every correlation that the text prints with a symbol, one statement a value; |r| > 1 is none."""
    for match in SYMBOL.finditer(text):
        value = printed(match["value"])
        if abs(value.value) > LARGEST or (match["capital"] and match[0].startswith("Rs")):
            continue
        first = _first(text, match, value)
        spans = values(text, *first.at)
        df, n = _size(match)
        for item, span in enumerate(spans):
            if abs(printed(text[slice(*span)]).value) <= LARGEST:
                yield _item(text, first, item, span, size=(df, n, match))


def _item(
    text: str,
    first: Statement,
    item: int,
    span: tuple[int, int],
    *,
    size: tuple[Printed | None, int | None, re.Match[str]],
) -> Statement:
    df, n, match = size
    found = attributes_after(text, span[1])
    extra = tuple((name, match.span(group)) for name, group in (("df", "df"), ("n", "n")) if match[group])
    found = replace(found, df=found.df or df, n=found.n or n, spans=found.spans + extra)
    return replace(first, at=span, value=printed(text[slice(*span)]), attributes=found, item=item)
