"""Whose correlations a table holds: its N, the groups above and below the diagonal, each group's own n."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from extractors.numbers import EQUALS, INTEGER, MINUS, integer

Side = Literal["lower", "upper"]

# words of captions and notes that belong to no group's name
_BOILERPLATE = frozenset(
    [
        "note",
        "notes",
        "correlation",
        "correlations",
        "intercorrelation",
        "intercorrelations",
        "coefficient",
        "coefficients",
        "zero",
        "order",
        "bivariate",
        "value",
        "values",
        "result",
        "results",
        "data",
        "for",
        "of",
        "are",
        "is",
        "was",
        "were",
        "presented",
        "reported",
        "shown",
        "displayed",
        "given",
        "appear",
        "appears",
        "appearing",
        "the",
        "in",
        "on",
        "and",
        "while",
        "whereas",
        "with",
        "those",
        "that",
        "from",
        "among",
        "between",
        "shows",
        "show",
        "represent",
        "represents",
        "represented",
        "statistics",
        "variables",
        "variable",
        "listed",
        "found",
        "to",
        "means",
        "mean",
        "sds",
        "sd",
        "standard",
        "deviations",
        "descriptive",
        "all",
        "a",
        "an",
        "at",
        "by",
        "table",
        "entries",
        "numbers",
        "elements",
        "element",
        "figures",
        "diagonal",
        "triangle",
        "triangular",
        "half",
        "matrix",
        "part",
        "portion",
        "main",
        "respectively",
        "left",
        "right",
        "corner",
        "off",
        "estimates",
        "bold",
        "bolded",
        "located",
        "provided",
        "depict",
        "depicts",
        "depicted",
        "it",
        "latter",
        "refer",
        "refers",
        "denote",
        "denotes",
        "indicate",
        "indicates",
        "contain",
        "contains",
        "provide",
        "provides",
        "report",
        "reports",
        "present",
        "presents",
        "stand",
        "stands",
        "placed",
        "only",
        "both",
        "as",
        "well",
        "study's",
        "lie",
        "lies",
    ]
)
_SIDES: dict[str, Side] = {
    "below": "lower", "under": "lower", "beneath": "lower", "lower": "lower", "bottom": "lower",
    "above": "upper", "over": "upper", "upper": "upper", "top": "upper",
}  # fmt: skip
_PLACE = r"(?:diagonal|triang\w*|half|halves|portion|part|off-?diagonal|corner|left|right|panel)"
_MENTION = re.compile(
    rf"\b(?P<side>{'|'.join(_SIDES)})\b(?!\s*[.\d<]\s*\d)"
    rf"(?:[\s-]+(?:the\s+)?(?:main\s+)?(?:left\s+|right\s+)?{_PLACE})*",
    re.IGNORECASE,
)
_ABOUT_SIDES = re.compile(rf"\bdiagonals?\b|triang|\b(?:upper|lower)\s+(?:half|{_PLACE})|\bmatrix\b", re.IGNORECASE)
_SIDE_OF_IT = re.compile(r"\b(?:above|below|over|under)\s+(?:it|the\s+latter)\b", re.IGNORECASE)
_OF_MATRIX = re.compile(r"^\s*(?:of|in)\s+the\s+(?P<name>[\w ]{2,40}?)\s+matrix", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[a-z)\d])[.;]\s+(?=[A-Z(]|[a-h]\s)|;\s+|\n+")
_N = re.compile(
    rf"(?<![A-Za-z])(?P<name>[nN]s?)\s*(?:{EQUALS}|\s[D5]\s)\s*(?P<n>{INTEGER})(?!\d|\.\d)"
    rf"(?P<range>\s*(?:{MINUS}|to|and)\s*\d)?"
)
_COUNTED = re.compile(rf"(?<![\d.=<>])\b(?P<n>{INTEGER})\s+(?P<who>(?:[A-Za-z][\w’'-]*)(?:\s+[A-Za-z][\w’'-]*){{0,2}})")
_PEOPLE = re.compile(
    r"""\b(?:men|women|m?ales?|females?|boys?|girls?|participants?|patients?|students?|adolescents?|adults?|children|users?|
    controls?|respondents?|employees?|individuals?|couples?|dyads?|mothers?|fathers?|parents?|teachers?|persons?|people|
    workers|nurses|athletes|observations)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STUDY = re.compile(r"\b(?P<kind>Study|Experiment|Sample|Survey|Wave|Cohort)\s+(?P<number>\d{1,2}[A-Za-z]?|[A-D])\b")
_WHO = r"""
    (?:stud(?:y|ies)|samples?|experiments?|surveys?|waves?|cohorts?|groups?|men|women|males?|females?|boys?|girls?|patients?
    |controls?|students?|adults?|adolescents?|children|users?|non-?users?|participants?|respondents?|mothers?|fathers?|parents?
    |teachers?|physicians?|nurses?|employees?|managers?|workers?|athletes?|twins?|individuals?|people|whites?|blacks?|overall
    |younger|older|clinical|non-?clinical|within|between|pooled|baseline|follow-?up|grade|year|time|men's|women's|persons?|level
    |t\d|wave|usa?|u\.s\.|uk|germany|china|japan|countr(?:y|ies)|total)"""
_GROUP = re.compile(
    rf"""(?:[\w’'-]+[\s-]+){{0,3}}{_WHO}(?:\s*[\dA-D]{{1,2}}[a-z]?)?  # "Musician sample", "Study 2"
    |{_WHO}\s+(?:with|without|who|in|from|at|of|aged)\b.*              # "Patients with depression"
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "Screen time", "Stress level": what names an occasion or a class with its number names a variable without one
_OF_A_VARIABLE = re.compile(r"\D+\s(?:time|level)", re.IGNORECASE)
_BEGINS = re.compile(rf"{_WHO}\b", re.IGNORECASE | re.VERBOSE)
_PREPOSITION = re.compile(r"\b(?:of|by|from|with|in|for|to|about|toward)\b", re.IGNORECASE)
_CONTROLLED = re.compile(r"[\s,(]*\b(?:controll?\w*|adjust\w*|account\w*)\s+for\b.*", re.IGNORECASE | re.DOTALL)
_LEGEND = re.compile(r"[*∗⁎†‡]|\bp\s*[<=>]")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
SMALLEST_SAMPLE = 4  # Fisher's z needs four; a smaller "n" counts something else
MOST_WORDS_OF_A_GROUP = 6


def tokens(text: str) -> tuple[str, ...]:
    """Lower-case words, hyphens joined ("non-users" is one word) and plural s off."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[A-Za-z])[-\u2010\u2011](?=[A-Za-z])", "", text.lower()))
    return tuple(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words)


def sentences(text: str) -> list[str]:
    """Sentences of a caption or note; a semicolon ends one."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def begins_like_group(text: str) -> bool:
    """Whether a short label is a group's name itself: "Study 1", "Female students"."""
    return bool(_BEGINS.match(text.strip())) and looks_like_group(text)


def looks_like_group(text: str) -> bool:
    """Whether a heading names people, a study or a wave rather than a variable; an n in it says so too."""
    bare = _IN_BRACKETS.sub("", text).strip(" :.")
    if _N.search(text):
        return True
    named = None if _OF_A_VARIABLE.fullmatch(bare) else _GROUP.fullmatch(bare)
    return bool(named) and (bool(_BEGINS.match(bare)) or not _PREPOSITION.search(bare))


@dataclass(frozen=True, slots=True)
class Count:
    """An n that a caption, note or heading states, with the words around it."""

    n: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    capital: bool = False  # N, not n: the whole sample by convention


def counts(text: str) -> Iterator[Count]:
    """Every n in a text; ranges ("n = 610-1050") are no n of any single correlation."""
    for match in _N.finditer(text):
        n = integer(match["n"])
        if not match["range"] and n >= SMALLEST_SAMPLE:
            yield Count(
                n, _words_before(text[: match.start()]), _words_after(text[match.end() :]), match["name"] == "N"
            )
    for match in _COUNTED.finditer(text):
        people = _PEOPLE.search(match["who"])
        if people and integer(match["n"]) >= SMALLEST_SAMPLE:
            yield Count(integer(match["n"]), (), tokens(match["who"]))


def _words_before(text: str) -> tuple[str, ...]:
    clause = re.split(r"[;.](?=\s)|,\s", text.rstrip("([ "))[-1]
    return tokens(clause)[-MOST_WORDS_OF_A_GROUP:]


def _words_after(text: str) -> tuple[str, ...]:
    clause = re.split(r"[;.,()]", re.sub(r"^\s*\)?\s*(?:for|in|of)?\s*(?:the\s+)?", "", text, count=1))[0]
    return tokens(clause)[:MOST_WORDS_OF_A_GROUP]


def n_of_group(group: str, texts: Iterable[str]) -> int | None:
    """The n that stands beside a group's name; None where none does, or two do."""
    name = tokens(_N.sub("", _IN_BRACKETS.sub("", group)) or group)
    if not name:
        return None
    best: dict[int, set[int]] = {}
    for text in texts:
        for count in counts(text):
            touching = count.before[-len(name) :] == name or count.after[: len(name)] == name
            inside = set(name) <= set(count.before)
            best.setdefault(2 if touching else 1 if inside else 0, set()).add(count.n)
    for level in (2, 1):
        if best.get(level):
            return best[level].pop() if len(best[level]) == 1 else None
    return None


def n_of_table(caption: str, note: str) -> int | None:
    """The one N of a table: from its caption, else its note; None where it states several."""
    for text in (caption, note):
        found = [count for count in counts(text) if count.before or not count.after or count.capital]
        stated = {c.n for c in found if c.capital} or {c.n for c in found}
        if len(stated) == 1:
            return stated.pop()
        if stated:
            return None
    people = {c.n for c in counts(f"{caption} {note}")}
    return people.pop() if len(people) == 1 else None


def own_n(heading: str) -> int | None:
    """The n inside a heading: "Users (n = 120)", "World (22,603)"."""
    stated = {count.n for count in counts(heading)}
    bare = re.search(rf"[(\[]\s*(?P<n>{INTEGER})\s*[)\]]\s*$", heading)
    if not stated and bare:
        stated = {integer(bare["n"])}
    return stated.pop() if len(stated) == 1 else None


def without_n(heading: str) -> str:
    """A heading without the n in its brackets."""
    bare = re.sub(rf"[(\[]\s*(?:[nN]\s*{EQUALS}\s*)?{INTEGER}\s*[)\]]\s*$", "", heading)
    return re.sub(rf",?\s*\b[nN]\s*{EQUALS}\s*{INTEGER}\s*$", "", bare).strip() or heading


def study_of(caption: str) -> str:
    """ "Study 2" where a caption names exactly one study, sample or wave."""
    found = {f"{match['kind']} {match['number']}" for match in _STUDY.finditer(caption)}
    return found.pop() if len(found) == 1 else ""


def _phrase(text: str) -> str:
    """The group's own words in a stretch of a caption or note."""
    text = _LEGEND.split(text)[0]
    text = _CONTROLLED.sub(" ", text)
    tail = re.split(r"\b(?:for|among)\b(?!.*\b(?:for|among)\b)", text, flags=re.IGNORECASE | re.DOTALL)[-1]
    tail = _IN_BRACKETS.sub(" ", _N.sub(" ", tail))
    words = re.findall(r"[\w%'’.-]+", tail)
    kept = [w.strip(".'’-") for w in words if w.lower().strip(".'’-") not in _BOILERPLATE]
    return " ".join(w for w in kept if w)


def _pieces(sentence: str) -> tuple[list[Side], list[str]]:
    mentions = list(_MENTION.finditer(sentence))
    ends = [0, *(m.end() for m in mentions)]
    starts = [*(m.start() for m in mentions), len(sentence)]
    return [_SIDES[m["side"].lower()] for m in mentions], [sentence[a:b] for a, b in zip(ends, starts, strict=True)]


def without_sides(text: str) -> str:
    """A caption or note without what it says about one side of the diagonal only."""
    return "\n".join(s for s in sentences(text) if not (_ABOUT_SIDES.search(s) and _MENTION.search(s)))


def sides(text: str) -> dict[Side, str]:
    """What stands below ("lower") and above ("upper") the diagonal, in the words of caption or note."""
    found: dict[Side, str] = {}
    about = False
    for sentence in sentences(text):
        before, about = about, bool(_ABOUT_SIDES.search(sentence))
        if not about and not (before and _SIDE_OF_IT.search(sentence)):
            continue
        mentioned, between = _pieces(sentence)
        if not mentioned:
            continue
        # "women below the diagonal", or "below the diagonal: women" where something is left to say after the last side
        shift = 0 if _phrase(between[0]) or not _phrase(between[-1]) else 1
        for index, side in enumerate(mentioned):
            phrase = _phrase(between[index + shift])
            if phrase:
                found.setdefault(side, phrase)
        other = _OF_MATRIX.match(between[-1])
        if other and len(mentioned) == 1:
            found.setdefault("lower" if mentioned[0] == "upper" else "upper", other["name"])
    return found
