"""What a table's note explains: stars, abbreviations, the kind of coefficient, the diagonal, numbers in brackets."""

from __future__ import annotations

import re

from corpus.evidence import Printed, PValue, Statistic
from extractors.numbers import EQUALS, POINT, RELATION, printed, relation
from extractors.table_cells import DAGGERS, STAR
from extractors.table_groups import sentences, tokens

_MARK = (
    rf"(?P<mark>(?:[{re.escape(STAR)}]\s?){{1,4}}|[{DAGGERS}+#]{{1,2}}"
    r"|(?<![A-Za-z])[a-h](?![A-Za-z=]|\s*=)|(?<![A-Za-z])[a-h](?=ps?\s*[<>=]))"
)
_LEVEL = rf"(?P<value>[01]?{POINT}\d+)"
_LEGEND = re.compile(
    rf"{_MARK}\)?[\s:=,.]*(?:{EQUALS}\s*)?"
    rf"(?:ps?\s*(?P<op>{RELATION}|\\)\s*|[^.*;\d]{{0,60}}?(?:at|level|the|α)[^.\d;*]{{0,20}})"
    rf"(?:p\s*(?:{RELATION})\s*)?{_LEVEL}"
)
_STARS_BY_P = ((0.001, "***"), (0.01, "**"), (0.05, "*"))  # the usual reading of letters that stand for stars
_ABBREVIATION = re.compile(
    r"(?:^|[;,.(:]|\s)\s*(?P<short>[A-Z][\w&/+-]{0,14}\s[A-Z0-9]{1,4}|[A-Za-z][\w&/+-]{0,14})"
    r"\s*(?:=|¼|⫽|\sD\s|:(?=\s[A-Za-z]))\s*"
    r"(?P<long>[A-Za-z][^=;.,¼⫽]{2,80})"
)
_NUMBERED = re.compile(r"(?:^|[;,.(\s])(?P<number>\d{1,2})\s*(?:=|:)\s*(?P<name>[A-Za-z][^=;.,\d]{1,60})")
_AVE = re.compile(r"square[\s-]*roots?|√|\bAVEs?\b|average variances?|fornell", re.IGNORECASE)
_ALPHA = re.compile(r"alphas?\b|α|cronbach|internal consistenc|reliabilit|coefficients? alpha|omega|ω", re.IGNORECASE)
_OMEGA = re.compile(r"omega|ω", re.IGNORECASE)
_STATISTICS: tuple[tuple[Statistic, re.Pattern[str]], ...] = (
    ("semipartial", re.compile(r"\bsemi-?\s?partial|\bpart correlation", re.IGNORECASE)),
    ("partial", re.compile(r"\bpartial(?:ly)?[\s\w-]*(?:correlation|coefficient|\brs?\b)"
                           r"|correlations?[^.;]*\bcontroll(?:ed|ing) for",
                           re.IGNORECASE)),
    ("spearman", re.compile(r"\bspearman|rank[\s-]order|\brank correlation", re.IGNORECASE)),
    ("kendall", re.compile(r"\bkendall|\btau-?b\b", re.IGNORECASE)),
    ("unknown", re.compile(r"\b(?:poly|tetra)choric|\bpolyserial", re.IGNORECASE)),
    ("latent", re.compile(r"\b(?:inter-?)?factor(?:ial)?\s+(?:inter)?correlation|\blatent\b[^.;]{0,40}correlation"
                          r"|correlations? (?:among|between|of)[^.;]{0,30}\b(?:latent|factors)\b", re.IGNORECASE)),
    ("point_biserial", re.compile(r"\bpoint[\s-]?biserial", re.IGNORECASE)),
)  # fmt: skip
_PEARSON = re.compile(r"\bpearson|\bproduct[\s-]moment|\bzero[\s-]order|\bbivariate", re.IGNORECASE)
_OMITTED = re.compile(
    r"\bdecimals?(?:\s+points?)?\s+(?:(?:are|were|is|have|been|has)\s+)*(?:omitted|left out|not shown|dropped)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"parenthes[ei]s|brackets?", re.IGNORECASE)
_MEANINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("n", re.compile(r"sample sizes?|\bns?\b|number of (?:participants|cases|observations)|\bN\b")),
    ("p", re.compile(r"\bp[\s-]?values?|\bps?\b|significance|probabilit", re.IGNORECASE)),
    ("se", re.compile(r"standard errors?|\bSEs?\b|standard deviations?|\bSDs?\b")),
    ("partial", re.compile(r"\bpartial", re.IGNORECASE)),
    ("beta", re.compile(r"regression|\bbetas?\b|β|coefficients? from|weights?", re.IGNORECASE)),
)


def star_legend(text: str) -> dict[str, PValue]:
    """What each mark means: {"*": p < .05, ...}; letters and daggers too."""
    legend: dict[str, PValue] = {}
    for match in _LEGEND.finditer(text):
        mark = re.sub(rf"[{re.escape(STAR)}]", "*", match["mark"]).replace(" ", "")
        level = printed(match["value"])
        if 0 < level.value <= 0.1:
            legend.setdefault(
                mark, PValue(relation(match["op"]) if match["op"] and match["op"] != "\\" else "<", level)
            )
    return legend


def stars_of(marks: str, legend: dict[str, PValue]) -> tuple[str, PValue | None]:
    """A cell's marks as stars with the p that they stand for; letters are stars only where the legend says so."""
    if not marks:
        return "", None
    if set(marks) <= {"*"}:
        return marks, legend.get(marks)
    starred = "".join(c for c in marks if c == "*")
    if starred:
        return starred, legend.get(starred)
    p = next((legend[m] for m in (marks, marks[0]) if m in legend), None)
    if p is None or not marks[0].isalpha():
        return ("" if marks[0].isalpha() else marks), p
    return next((stars for level, stars in _STARS_BY_P if p.value.value <= level), ""), p


def abbreviations(text: str) -> dict[str, str]:
    """ "NFC = need for cognition" as {"NFC": "need for cognition"}."""
    return {m["short"].strip(): m["long"].strip() for m in _ABBREVIATION.finditer(text)}


def numbered_names(text: str) -> dict[int, str]:
    """ "1 = Age; 2 = Gender; 3 = Income" as {1: "Age", ...}; at least three, or it codes a variable's answers."""
    found = {int(m["number"]): m["name"].strip() for m in _NUMBERED.finditer(text)}
    return found if all(k in found for k in (1, 2, 3)) else {}


def statistic_of(text: str) -> Statistic | None:
    """The coefficient that a caption, note or heading names; None where it names none."""
    for statistic, pattern in _STATISTICS:
        if pattern.search(text) and not (statistic in ("point_biserial", "latent") and _PEARSON.search(text)):
            return statistic
    return "pearson" if _PEARSON.search(text) else None


def point_biserial_words(text: str) -> frozenset[str]:
    """Words of the clauses that say which variables' coefficients are point-biserial among others that are not."""
    words: set[str] = set()
    for sentence in sentences(text):
        for clause in re.split(r"[;,]", sentence):
            if _STATISTICS[-1][1].search(clause) and re.search(r"\bfor\b|\bof\b|\bwith\b|\binvolving\b", clause):
                words |= set(tokens(clause))
    return frozenset(words)


def diagonal_of(text: str) -> str:
    """What a note says about the diagonal or italics in it: "ave", "omega", "alpha" or nothing."""
    for sentence in sentences(text):
        if not re.search(r"diagonal|parenthes|bold|italic|brackets|fornell|discriminant", sentence, re.IGNORECASE):
            continue
        if _AVE.search(sentence):
            return "ave"
        if _ALPHA.search(sentence):
            return "omega" if _OMEGA.search(sentence) and not re.search("alpha|α", sentence, re.IGNORECASE) else "alpha"
    return ""


def brackets_of(text: str) -> str:
    """What numbers in brackets are, in the note's words: "n", "p", "se", "partial", "beta" or nothing."""
    for sentence in sentences(text):
        if _BRACKETS.search(sentence) and not _ALPHA.search(sentence):
            return next((meaning for meaning, pattern in _MEANINGS if pattern.search(sentence)), "")
    return ""


def omits_points(text: str) -> bool:
    """Whether a caption or note says that decimal points are omitted."""
    return bool(_OMITTED.search(text))


def at_most(value: float) -> PValue:
    """p < value, as a legend says it."""
    return PValue("<", Printed(f"{value:g}".lstrip("0"), value, len(f"{value:g}".partition(".")[2])))
