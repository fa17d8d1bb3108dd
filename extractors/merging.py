"""One result told in abstract, text and table: one candidate with several quotes.

Two results that happen to share a value stay two: pair, people, statistic, printed value and n must all be the same,
and where more than one cell of a table fits a value of the text, none is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.document import Box, Document
from corpus.evidence import Candidate, NSource, Place, Quote
from corpus.identity import normal, sample_of_group, study_of_group, wave_of_group
from extractors.studies import has_several_studies

OWN_N: tuple[NSource, ...] = (
    "df",
    "cell",
    "row",
    "table_note",
    "group",
    "sentence",
)  # not handed down by study or paper
GENERIC = frozenset(["the", "a", "an", "of", "and", "score", "scores", "scale", "total", "mean", "level", "levels"])
ABBREVIATION = re.compile(r"\((?P<short>[A-Z][A-Za-z0-9-]{1,9})\)")
WORD = re.compile(r"[A-Za-z][\w'’]*")
LONGEST = 160  # characters before an abbreviation in which its long name stands
PLURAL = re.compile(r"(?<=\w{3}[^su])s$")
IN_BRACKETS = re.compile(r"^(?P<outer>.+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]\s*$")

Words = frozenset[str]
Abbreviations = Mapping[str, str]  # the long name of each, by the short one in lower case


def abbreviations(document: Document) -> dict[str, str]:
    """Short names that the text introduces behind the long ones whose initials they are."""
    found: dict[str, str] = {}
    for passage in document.passages:
        for match in ABBREVIATION.finditer(passage.text):
            letters = [c for c in match["short"].lower() if c.isalpha()]
            before = passage.text[max(0, match.start() - LONGEST) : match.start()]
            words = re.split(r"[\s-]+", before.strip())[-len(letters) :]
            if all(map(WORD.fullmatch, words)) and [word[0].lower() for word in words] == letters:
                found.setdefault(match["short"].lower(), " ".join(words))
    return found


def meanings(label: str, known: Abbreviations) -> set[Words]:
    """What a label can be called: whole, without its brackets, by what stands in them, abbreviations written out."""
    texts = {label}
    if match := IN_BRACKETS.match(label):
        texts |= {match["outer"], match["inner"]}
    texts |= {known[text] for text in {normal(t) for t in texts} if text in known}
    return {words for text in texts if (words := _words(text))}


def _words(text: str) -> Words:
    words = re.findall(r"[^\W_]+", normal(text))
    return frozenset(PLURAL.sub("", word) for word in words) - GENERIC


def merged(candidates: Sequence[Candidate], document: Document) -> list[Candidate]:
    """The candidates, each result once, in the order of their first places."""
    known, several = abbreviations(document), has_several_studies(document)
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        if candidate.kind == "correlation" and all(candidate.pair) and candidate.quotes:
            alike[candidate.r.value, candidate.r.decimals, candidate.statistic].append(number)
    groups: dict[int, list[int]] = {}
    for numbers in alike.values():
        if len(numbers) > 1:
            groups |= _groups(numbers, candidates, known, several=several)
    taken = {number for members in groups.values() for number in members[1:]}
    return [
        _joined([candidates[n] for n in groups[number]]) if number in groups else candidate
        for number, candidate in enumerate(candidates)
        if number not in taken
    ]


def _groups(
    numbers: Sequence[int], candidates: Sequence[Candidate], known: Abbreviations, *, several: bool
) -> dict[int, list[int]]:
    """Which of the candidates of one value are one result, by the number of the first; a cell is never another cell."""

    def same(a: int, b: int) -> bool:
        return is_same(candidates[a], candidates[b], known, several=several)

    cells = [n for n in numbers if candidates[n].where == "table"]
    told = [n for n in numbers if candidates[n].where == "text"]
    groups = {cell: [cell] for cell in cells}
    for number in told:
        fitting = [cell for cell in cells if same(cell, number)]
        home = fitting[0] if len(fitting) == 1 else None
        if not fitting:
            home = next((first for first in groups if first not in cells and same(first, number)), None)
        if home is None:
            groups[number] = [number]
        elif all(_apart(candidates[member], candidates[number]) for member in groups[home]):
            groups[home].append(number)
        else:
            groups[number] = [number]
    return {min(members): sorted(members) for members in groups.values() if len(members) > 1}


def _apart(a: Candidate, b: Candidate) -> bool:
    """Two values of one sentence are two results."""
    return a.quotes[0] != b.quotes[0]


def is_same(a: Candidate, b: Candidate, known: Abbreviations, *, several: bool) -> bool:
    """Whether two printings of one value are of one pair, the same people and an n that can be the same."""
    return _same_pair(a, b, known) and _same_people(a, b, several=several) and _compatible(a, b)


def _same_pair(a: Candidate, b: Candidate, known: Abbreviations) -> bool:
    ax, ay, bx, by = (meanings(label, known) for label in (a.x, a.y, b.x, b.y))
    return bool((ax & bx and ay & by) or (ax & by and ay & bx))


def _same_people(a: Candidate, b: Candidate, *, several: bool) -> bool:
    """Groups, waves and studies alike; in a paper of several studies a result that names none may be any study's."""
    if sample_of_group(a.group) != sample_of_group(b.group) or wave_of_group(a.group) != wave_of_group(b.group):
        return False
    studies = study_of_group(a.group), study_of_group(b.group)
    if several and not all(studies):
        return a.n is not None and a.n == b.n and a.n_source in OWN_N and b.n_source in OWN_N
    return studies[0] == studies[1] or not all(studies)


def _compatible(a: Candidate, b: Candidate) -> bool:
    """No own number of one contradicts that of the other."""
    own = [c.n for c in (a, b) if c.n is not None and c.n_source in OWN_N]
    dfs = {c.df.value for c in (a, b) if c.df}
    intervals = {tuple(end.value for end in c.ci) for c in (a, b) if c.ci}
    exact = {c.p.value.value for c in (a, b) if c.p and c.p.op == "=" and c.where == "text"}
    return all(len(set(found)) <= 1 for found in (own, dfs, intervals, exact))


def _joined(members: Sequence[Candidate]) -> Candidate:
    """One candidate of several places: a table's cell leads, for its labels are the table's; numbers are collected."""
    order = sorted(members, key=lambda c: (c.where != "table", not (c.df or c.ci or c.p)))
    best = order[0]
    numbered = next((c for c in order if c.n is not None and c.n_source in OWN_N), best)
    exact = next((c.p for c in order if c.p and c.p.op == "="), None)
    return replace(
        best,
        quotes=tuple(quote for c in order for quote in c.quotes),
        value_boxes=tuple(dict.fromkeys(box for c in order for box in c.value_boxes)),
        n=numbered.n,
        n_source=numbered.n_source,
        df=next((c.df for c in order if c.df), None),
        p=exact or next((c.p for c in order if c.p), None),
        ci=next((c.ci for c in order if c.ci), None),
        group=max((c.group for c in order), key=len),
        fields=_fields(order),
        flags=tuple(dict.fromkeys(flag for c in order for flag in c.flags)),
        places=tuple(place for c in order for place in _places(c)),
    )


def _places(candidate: Candidate) -> list[Place]:
    return [
        Place(
            page=_page_of(quote, candidate), where=candidate.where, rule=candidate.rule, x=candidate.x, y=candidate.y,
            table=candidate.table, row=candidate.row, col=candidate.col, section=candidate.section,
            value_boxes=_boxes_of(quote, candidate),
        )
        for quote in candidate.quotes
    ]  # fmt: skip


def _page_of(quote: Quote, candidate: Candidate) -> int:
    boxes = _boxes_of(quote, candidate)
    return boxes[0].page if boxes else candidate.page


def _boxes_of(quote: Quote, candidate: Candidate) -> tuple[Box, ...]:
    """The boxes of the value in this quote; all of its pages where the quote's own boxes do not tell."""
    inside = tuple(box for box in candidate.value_boxes if any(box.overlap(around) for around in quote.boxes))
    pages = {box.page for box in quote.boxes} or {candidate.page}
    return inside or tuple(box for box in candidate.value_boxes if box.page in pages)


def _fields(members: Sequence[Candidate]) -> tuple[tuple[str, Quote], ...]:
    named: dict[str, Quote] = {}
    for candidate in members:
        for name, quote in candidate.fields:
            named.setdefault(name, quote)
    return tuple(named.items())
