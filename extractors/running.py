"""Results in running text: what the forms of the grammar saw, judged, paired and put in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Passage
from corpus.evidence import Candidate, Printed, Quote
from extractors.attributes import USUAL_LEVEL, Span, p_before
from extractors.correlations import symbols
from extractors.groups import group_of, is_part_of_a_name
from extractors.kinds import Setting, evidence, proposal
from extractors.language import sentences
from extractors.numbers import SIGNED, UNKNOWN, printed
from extractors.prose import told
from extractors.reliabilities import coefficients
from extractors.shared import share
from extractors.statements import Statement, apart
from extractors.studies import in_study, study_of_passages
from extractors.variables import pair_of, scale_of

# a passage without any of these has no result: a decimal after a sign of relation, or a word of relation
WORTH_READING = re.compile(r"[.·,•]\s?\d")
FINISHED = re.compile(r"[.!?:;][)\]”\"’\d⁰-⁹]*\s*$")
FOOTNOTE = re.compile(r"^[\d¹²³⁴⁵⁶⁷⁸⁹*†]")
FIGURE = re.compile(r"\s*(?:Fig(?:ure)?s?\.?|FIGURE)\s*\w+\s*[.:|]?\s*")
PANEL = re.compile(r"\([a-dA-D]\)|\b[A-D][,:)]\s|\b(?:left|right|top|bottom|upper|lower)\b", re.IGNORECASE)
SHORTEST_PARAGRAPH = 60  # characters; shorter passages are labels of figures and the like
FURTHEST = 8  # passages (figures, captions, footnotes) that may stand inside a sentence
LONGEST_LEAD = 300  # characters of the start that still tell what the sentence is about
FORMS = (symbols, told, coefficients)
UNREAD_KINDS = ("heading",)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a passage with the statements in it, in order."""

    document: Document
    passage: Passage
    span: Span
    before: Span
    statements: tuple[Statement, ...]
    study: str = ""
    lead: str = ""  # the start of the sentence, where it stands before a figure or on the page before
    about: str = ""  # for a number inside a figure: how the figure's caption begins

    @property
    def sentence(self) -> str:
        """The whole sentence, its start from an earlier passage included."""
        return self.lead + self.passage.text[slice(*self.span)]

    @property
    def offset(self) -> int:
        """What takes a place in the passage to its place in the sentence."""
        return self.span[0] - len(self.lead)

    def quote(self, start: int, end: int) -> Quote:
        """Verbatim text of the passage with its boxes."""
        return Quote(self.document.digest, self.passage.text[start:end], self.passage.boxes_at(start, end))


def _places(
    document: Document, passage: Passage, statements: list[Statement], study: str, *, lead: str, about: str
) -> Iterator[Place]:
    last: Span = (0, 0)
    for start, end in sentences(passage.text):
        inside = tuple(s for s in statements if start <= s.at[0] < end)
        if inside:
            yield Place(document, passage, (start, end), last, inside, study, lead if start == 0 else "", about)
        last = (start, end)


def _value(place: Place, statement: Statement) -> Printed:
    """The value; where its sign is a damaged glyph, as the page's shapes read it."""
    if UNKNOWN not in statement.value.text:
        return statement.value
    for word in place.passage.words_at(*statement.at):
        for reading in word.alternatives:
            if match := re.search(SIGNED, reading):
                return printed(match.group())
    return statement.value


def _fields(place: Place, statement: Statement) -> tuple[tuple[str, Quote], ...]:
    return tuple(
        (name, place.quote(*span)) for name, span in statement.attributes.spans if name not in ("test", "spread")
    )


def _setting(place: Place, statement: Statement) -> Setting:
    offset = place.offset
    return Setting(
        sentence=place.sentence,
        start=statement.start - offset,
        end=min(statement.end, place.span[1]) - offset,
        before=place.about or place.passage.text[slice(*place.before)],
        section=place.passage.section,
    )


def _named(place: Place, statement: Statement, before: str) -> tuple[str, str, str]:
    """The two variables and the group of a result; a reliability has one variable, its scale."""
    offset = place.offset
    scales = statement.kind == "reliability"
    among = [s for s in place.statements if scales or s.kind != "reliability"]
    inside = [(s.start - offset, s.at[0] - offset, s.end - offset) for s in among]
    index = among.index(statement)
    group = group_of(place.sentence, inside, index)
    if scales:
        return scale_of(place.sentence, inside, index), "", in_study(place.study, group)
    x, y = pair_of(place.sentence, inside, index, before=before)
    others = (
        [group_of(place.sentence, inside, other) for other in range(len(inside)) if other != index] if group else []
    )
    return x, y, in_study(place.study, "" if is_part_of_a_name(group, (x, y), others=others) else group)


def _candidate(place: Place, statement: Statement) -> Candidate:
    setting = _setting(place, statement)
    seen = evidence(statement, setting)
    kind, coefficient = proposal(statement, setting, seen)
    x, y, group = _named(place, statement, setting.before)
    found = statement.attributes
    before = p_before(place.passage.text, statement.start) if found.p is None else None
    printed_level = found.ci_level is not None
    seen |= {"not_significant": float(found.not_significant), "level_printed": float(printed_level)}
    return Candidate(
        rule=statement.rule,
        kind=kind,
        statistic=statement.statistic,
        r=_value(place, statement),
        page=place.passage.page_at(statement.at[0]),
        where="text",
        quotes=(place.quote(*place.span),),
        value_boxes=place.passage.boxes_at(*statement.at),
        x=x,
        y=y,
        n=found.n,
        n_source="sentence" if found.n else "none",
        df=found.df,
        p=before[0] if before else found.p,
        ci=found.ci,
        ci_level=(found.ci_level or USUAL_LEVEL) / 100,
        stars=found.stars,
        group=group,
        base=statement.base,
        coefficient=coefficient,
        section=place.passage.section,
        fields=_fields(place, statement) + ((("p", place.quote(*before[1])),) if before else ()),
        evidence=tuple(seen.items()),
    )


def unfinished(passages: Sequence[Passage]) -> dict[int, str]:
    """For passages that go on with a sentence, by number, its start: how the nearest open passage before them ends."""
    leads: dict[int, str] = {}
    opened: tuple[int, str] | None = None
    for number, passage in enumerate(passages):
        if passage.kind != "text" or len(passage.text) < SHORTEST_PARAGRAPH:
            continue
        if passage.text[0].islower() and opened and number - opened[0] <= FURTHEST:
            leads[number] = re.split(r"[.!?]\s+(?=[A-Z])", opened[1])[-1][-LONGEST_LEAD:].rstrip() + " "
        if not FOOTNOTE.match(passage.text):
            opened = None if FINISHED.search(passage.text) else (number, passage.text)
    return leads


def captioned(passages: Sequence[Passage]) -> dict[int, str]:
    """For words inside a figure, by number, the first sentence of its caption; not where the figure has panels."""
    about: dict[int, str] = {}
    following: Passage | None = None
    for number in range(len(passages) - 1, -1, -1):
        passage = passages[number]
        if passage.kind == "caption" and FIGURE.match(passage.text):
            following = passage
        elif following and following.page == passage.page and len(passage.text) < SHORTEST_PARAGRAPH:
            if passage.kind == "text" and not PANEL.search(following.text):
                about[number] = re.split(r"\.\s+(?=[A-Z])", FIGURE.sub("", following.text))[0]
        else:
            following = None
    return about


def running(document: Document) -> Iterator[Candidate]:
    """Every result in the running text, notes and captions of a document, references left out."""
    leads, figures = unfinished(document.passages), captioned(document.passages)
    for number, (passage, study) in enumerate(zip(document.passages, study_of_passages(document), strict=True)):
        cited = passage.section == "references" and passage.kind == "text"
        if passage.kind in UNREAD_KINDS or cited or not WORTH_READING.search(passage.text):
            continue
        statements = share(passage.text, apart([s for form in FORMS for s in form(passage.text)]))
        if statements:
            told = {"lead": leads.get(number, ""), "about": figures.get(number, "")}
            for place in _places(document, passage, statements, study, **told):
                yield from (_candidate(place, statement) for statement in place.statements)
