"""Reliabilities linked to their scale and sample, with what else is printed of a measure: items, mean, SD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.document import Document, Table
from corpus.evidence import Candidate, Characterised
from extractors.characterised import Sentence, group_near, in_group, quote_of_cell
from extractors.kind_words import CITATION
from extractors.measures import ITEMS, MOMENTS, moments_in, number_of, of_measure
from extractors.numbers import DECIMAL, EQUALS, SPACE, printed
from extractors.reliabilities import coefficients
from extractors.scale_names import cleaned, name_of
from extractors.studies import study_of_tables

RULE = "alphas.v1"
# with the scale named; only "this scale"; of a scale nobody can tell; of other people's work
SURE, GENERICALLY, UNNAMED, CITED = 0.93, 0.75, 0.4, 0.3
LOWEST = 0.2  # no scale is used with less

HINT = re.compile(r"[αωΩ]|\ba\s?(?:=|¼|⫽)|lpha|omega|Cronbach|[Kk]uder|onsisten|reliab", re.IGNORECASE)
ESTIMATE = re.compile(
    rf"""(?:internal\s+(?:consistency|reliability)|reliability|consistency|alpha)(?:\s+(?:reliability|estimates?
        |coefficients?|index|values?))+\s*
         (?:\([^()]*\)\s*)?(?:of|was|were|is|{EQUALS}){SPACE}*(?P<value>{DECIMAL})(?!\s?%|\d)""",
    re.VERBOSE | re.IGNORECASE,
)
IN_SAMPLE = re.compile(
    r"(?P<value>0?[.·]\d{2,3})\s+(?:in|for)\s+(?:the|this|our)\s+(?:current|present)?\s*(?:sample|study"
    r"|data(?:set)?|research)\b",
    re.IGNORECASE,
)
# "coefficient alpha in this study: .67", "in ours it was .65", "the value in our sample was .79"
OURS = re.compile(
    rf"(?:\balpha\s+in|\bvalue\s+(?:in|for)|\bin)\s+(?:ours\b|(?:our|this|the\s+(?:present|current))\s+(?:sample|study|data(?:set)?))"
    rf"\s*,?\s*(?:it\s+)?(?::|was|{EQUALS})\s*(?P<value>{DECIMAL})(?!\s?%|\d)",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\bin\s+ours\b|\bhere\b|\b(?:current|present|our)\s+(?:sample|study|data(?:set)?|research|participants)|\bthis\s+(?:study"
    r"|sample)\b|\bconsistent\s+with\s+existing\b|\bfor\s+the\s+present\s+data\b",
    re.IGNORECASE,
)
PRIOR = re.compile(
    r"\b(?:manual|previous(?:ly)?|prior|earlier|past|original(?:ly)?|norm(?:s|ative)|validation"
    r"|has\s+been\s+(?:shown|demonstrated|reported|found)|have\s+been\s+(?:shown|demonstrated|reported|found)"
    r"|(?:shows?|displays?|has)\s+(?:comparably\s+|excellent\s+construct|an?\s+internal)"
    r"|developed\s+and\s+validated|authors\s+(?:of\s+[^.;,]{2,60}?\s+)?report(?:ed)?\b|reported\s+(?:by|an?)\b|in\s+two\s+samples)",
    re.IGNORECASE,
)
CITED_AFTER = re.compile(
    rf"^[^.;()]{{0,24}}?[;,]?\s*[)\]]?\s*[;,]?\s*[(\[]?\s*(?:e\.g\.,?\s*|see\s+)?{CITATION.pattern}"
)
INTERRATER = re.compile(
    r"inter-?\s?rater|inter-?\s?coder|Krippendorff|agreement|test[-–\s]?retest|stability|rater", re.IGNORECASE
)
RANGED = re.compile(r"^\s*(?:[-–—−]|to)\s*[01]?[.·]?\d|^\s*and\s+above|^\s*or\s+(?:higher|above|greater)")
THRESHOLD = re.compile(
    r"(?:[<>≥≤]|superior\s+to|above|exceed\w*|at\s+least|greater\s+than|acceptable\s+if|criterion|cut-?off"
    r"|threshold)\s*$",
    re.IGNORECASE,
)
IRT = re.compile(
    r"item\s+(?:response|parameter|information)|discrimination|graded\s+response|threshold|\bIRT\b", re.IGNORECASE
)
ALPHA_ROW = re.compile(
    r"^(?:cronbach[’'s]*\s*)?(?:α|alphas?|internal\s+consistenc(?:y|ies)(?:\s+coefficients?)?|reliabilit(?:y"
    r"|ies)(?:\s+coefficients?)?|coefficient\s+alpha)(?:\s*\(?α\)?)?$|^cronbach[’'s]*\s*(?:α|alphas?)$",
    re.IGNORECASE,
)


COEFFICIENT_OF = re.compile(
    rf"(?:[αω]|\b(?:alpha|omega)|\bCronbach\S*)\s+(?:coefficients?|values?)?\s*(?:of"
    rf"|for)\s+[^.;()=]{{2,80}}?\s(?:was|were|is)\s+"
    rf"(?P<value>{DECIMAL})(?!\s?%|\d)",
    re.IGNORECASE,
)
FURTHER = re.compile(
    rf"\s*\([A-Za-z][\w\s’'-]{{2,50}}\)\s*(?:,\s*(?:and\s+)?|\s+and\s+|;\s*)(?P<value>{DECIMAL})(?=\s*\([A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A coefficient in a text; `item` of `items` values that stand together ("were .87 and .81, respectively")."""

    value: float
    start: int
    at: int
    end: int
    item: int = 0
    items: int = 1


def _values(text: str) -> list[_Printed]:
    """Every reliability coefficient printed in the text, each place once; ranges and criteria are left out."""
    found: dict[int, _Printed] = {}
    for statement in coefficients(text):
        if not statement.ranged:
            at, end = statement.at
            found[at] = _Printed(statement.value.value, statement.start, at, end, statement.item, statement.items)
    for pattern in (ESTIMATE, IN_SAMPLE, COEFFICIENT_OF, OURS):
        for match in pattern.finditer(text):
            at, end = match.span("value")
            found.setdefault(at, _Printed(printed(match["value"]).value, match.start(), at, end))
    for one in list(found.values()):
        end = one.end
        while further := FURTHER.match(text, end):
            at, end = further.span("value")
            found.setdefault(at, _Printed(printed(further["value"]).value, at, at, end))
    return [
        one for _, one in sorted(found.items()) if not RANGED.match(text[one.end :]) and not _ranged_before(text, one)
    ]


def _ranged_before(text: str, one: _Printed) -> bool:
    left = text[: one.at]
    return bool(re.search(r"[.·]\d+\s?(?:[-–—−]|to)\s?$", left) or THRESHOLD.search(left.rstrip("αa= ")))


NEXT_VALUE = re.compile(
    r"[^.;]{0,25}?(?<!\d)[01]?[.·]\d\d"
)  # "reliability in this study was .87" tells of the value after it
# "Berg and Novak (1998) found"
FOUND_BY = re.compile(r"\((?:19|20)\d\d[a-z]?\)\s+(?:found|report\w*|obtained|observed|g[ai]ve\w?)\b")
OWN_BEFORE, OWN_AFTER = 110, 60  # characters in which "our sample" speaks of the value, unless a semicolon ends it


def _cited(text: str, one: _Printed) -> bool:
    """Whether the coefficient is of other work: a citation right after it, or words of earlier work before it."""
    before = text[max(0, one.at - OWN_BEFORE) : one.at].rpartition(";")[2]
    after = text[one.end : one.end + OWN_AFTER].partition(";")[0]
    said = OWN.search(after)
    if OWN.search(before) or (said and not NEXT_VALUE.match(after[said.end() :])):
        return False
    others = PRIOR.search(text[: one.end]) or FOUND_BY.search(before)
    return bool(others) or bool(CITED_AFTER.match(text[one.end :]))


def alphas_told(sentence: Sentence, earlier: str) -> Iterator[Characterised]:
    """Reliabilities of one sentence with their scales; `earlier` is what its passage says before it."""
    text = sentence.text
    if not HINT.search(text):
        return
    for one in _values(text):
        if not LOWEST <= one.value <= 1 or INTERRATER.search(text[max(0, one.at - 70) : one.at]):
            continue
        name, generic = name_of(text, one.start, one.at, one.end, earlier=earlier, heading=sentence.heading)
        name = _one_of(name, one)
        sure = CITED if _cited(text, one) else SURE if not generic else GENERICALLY if name else UNNAMED
        group = in_group(sentence.study, group_near(text, one.at, one.end, reach=90))
        yield from _measure(sentence, one, name, group, sure)


def _one_of(name: str, one: _Printed) -> str:
    """The scale of this value where several are named for as many values: "the intrinsic and extrinsic subscales"."""
    parts = [cleaned(part) for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", name)]
    return parts[one.item] if one.items > 1 and len(parts) == one.items and all(parts) else name


def _measure(sentence: Sentence, one: _Printed, name: str, group: str, sure: float) -> Iterator[Characterised]:
    """The reliability, and the number of items, mean and SD printed beside it."""
    yield of_measure(sentence, "reliability", one.value, (one.at, one.end), name, group, sure, RULE)
    opened = sentence.text.rfind("(", 0, one.at)
    closed = sentence.text.find(")", one.end)
    inside = sentence.text[opened : closed if closed > 0 else one.end + 40] if opened >= 0 else ""
    offset = max(opened, 0)
    if items := ITEMS.search(inside):
        span = (offset + items.start(), offset + items.end())
        yield of_measure(sentence, "items", number_of(items), span, name, group, sure, RULE)
    if moments := MOMENTS.search(inside):
        span = (offset + moments.start(), offset + moments.end())
        for key, value in moments_in(moments):
            yield of_measure(sentence, key, value, span, name, group, sure, RULE)


def of_candidates(document: Document, candidates: Iterable[Candidate]) -> Iterator[Characterised]:
    """Reliabilities that the table rules read: diagonals in brackets, columns of alphas."""
    tables = {(table.label, table.page): table for table in document.tables}
    for found in candidates:
        if found.kind != "reliability" or found.where != "table" or found.coefficient not in ("", "alpha", "omega"):
            continue
        table = tables.get((found.table, found.page))
        if not found.quotes or not LOWEST <= found.r.value <= 1 or (table and _is_irt(table)):
            continue
        yield Characterised(
            name="reliability",
            value=found.r.value,
            page=found.page,
            quote=found.quotes[0],
            rule=found.rule,
            probability=SURE,
            group=found.group,
            variable=found.x,
        )


def _is_irt(table: Table) -> bool:
    heads = " ".join(cell.text for row in table.cells[:2] for cell in row)
    return bool(IRT.search(f"{table.caption} {heads}"))


def of_rows(document: Document) -> Iterator[Characterised]:
    """A row of alphas below a matrix or a table of means: each belongs to the variable of its column's number."""
    studies = study_of_tables(document)
    for table in document.tables:
        if not table.cells or _is_irt(table):
            continue
        for cells in table.cells[1:]:
            if ALPHA_ROW.match(cells[0].text.strip()):
                for place, cell in enumerate(cells[1:], 1):
                    name = _of_column(table, place)
                    if name and re.fullmatch(r"\(?0?[.·]\d{2,3}\)?", cell.text.strip()):
                        yield Characterised(
                            name="reliability",
                            value=printed(cell.text.strip().strip("()")).value,
                            page=table.page,
                            quote=quote_of_cell(document, table, cells[0].text, cell),
                            rule=RULE,
                            probability=SURE,
                            group=studies.get((table.label, table.page), ""),
                            variable=name,
                        )


def _of_column(table: Table, place: int) -> str:
    """The variable of a column: its head, or the row that bears the number in its head."""
    head = table.cells[0][place].text.strip()
    if not re.fullmatch(r"\(?\d{1,2}\.?\)?", head):
        return head
    number = head.strip("().")
    for cells in table.cells[1:]:
        match = re.match(rf"^\(?{number}[.)]\s*(?P<name>\D.*)$", cells[0].text.strip())
        if match:
            return str(match["name"]).strip()
    return ""
