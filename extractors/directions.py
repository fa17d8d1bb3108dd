"""What high scores of a measure mean: proposed with the words that say so, never from the signs of correlations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Document
from corpus.evidence import Characterised, Quote
from extractors.characterised import Sentence, sentences_of
from extractors.scale_names import INSTRUMENT, INTRODUCED, SECTION_HEADING, SUBJECT, cleaned, is_generic

RULE = "directions.v1"
SURE, GENERICALLY, UNNAMED = 0.9, 0.7, 0.4  # the measure named in the sentence; in one before; nowhere

MORE = (
    r"more|greater|higher|stronger|better|increased|elevated|larger|increasing|frequent|severe|positive"
    r"|favou?rable|high"
)
LESS = (
    r"fewer|less|lower|weaker|worse|poorer|reduced|decreased|smaller|lesser|diminished"
    r"|low|impaired|absence\s+of|lack\s+of"
)
MEANS = re.compile(
    rf"""
    \b(?P<end>higher|high|greater|larger|bigger|lower|low|smaller|increasing|increased)\s+
    (?:(?:total|mean|sum|overall|average|composite|subscale|scale|item|raw|summed|numerical|\w+)\s+){{0,2}}?
    (?:scores?|values?|numbers?|ratings?|points?|levels?|totals?|means?|sums?|responses|percentages)\s*
    (?:on\s+(?:the|this|each|all|both|every)\s+[^.;,]{{2,60}}?\s+)?(?:\([^()]*\)\s*)?(?:thus|therefore|here|always
    |each|again|all)?\s*
    (?:indicat\w+|reflect\w*|represent\w*|correspond\w*\s+(?:to|with)|mean(?:s|t|ing)?|signif\w+|denot\w+|impl\w+
    |suggest\w*|express\w*|show\w*|equal\w*|stand(?:s|ing)?\s+for|are\s+indicative\s+of|being\s+indicative\s+of)\s+
    (?:an?\s+|the\s+|of\s+)?(?:much\s+|significantly\s+|relatively\s+|being\s+|having\s+)?
    (?P<degree>{MORE}|{LESS})\b
    (?P<what>[^.;()]{{2,110}}?)(?=\s*(?:[.;()]|,?\s+(?:and|but)\s+(?:an?\s+)?(?:lower|low|higher|high|smaller|vice)\b|,\s+(?:whereas|while|with|such|so)|$))
    """,
    re.VERBOSE | re.IGNORECASE,
)
REVERSED = re.compile(
    r"\b(?:items?|scores?|responses?|ratings?|scale|measure|subscale|values?)\b[^.;()]{0,40}\b(?:was|were|is"
    r"|are)\s+(?:then\s+|first\s+|therefore\s+|subsequently\s+|all\s+)?"
    r"(?:reverse[ds]?|revers(?:e|ed)?[\s-]*(?:scored|coded|keyed)|recoded|inverted)",
    re.IGNORECASE,
)
SOME_ITEMS = re.compile(
    r"\b(?:some|one|two|three|four|five|six|seven|eight|nine|ten|half|several|first|last"
    r"|negative(?:ly)?[\s-]worded|\d+)\s+(?:of\s+the\s+)?(?:\w+\s+){0,2}items?\b",
    re.IGNORECASE,
)
SCORES = re.compile(
    r"\b(?:scores?|values?|numbers?|ratings?|points?|levels?|totals?|means?|responses)\b", re.IGNORECASE
)
LOW_ENDS = ("lower", "low", "smaller")


@dataclass(frozen=True, slots=True)
class Direction:
    """What high scores of a measure mean: `sign` is +1 where they mean more of `what`, -1 where they mean less.

    `recoded` says that the paper turned the scale; the coder has to see whether before or after the printed results.
    """

    measure: str
    sign: int
    what: str
    page: int
    quote: Quote
    probability: float
    recoded: bool = False
    study: str = ""
    rule: str = RULE


def directions(document: Document) -> list[Direction]:
    """Every sentence of the document that says what high or low scores mean."""
    found: list[Direction] = []
    earlier, passage = "", None
    for sentence in sentences_of(document, hints=SCORES):
        if sentence.passage is not passage:
            earlier, passage = "", sentence.passage
        found += _of_sentence(sentence, earlier)
        earlier = f"{earlier} {sentence.text}"
    return found


def directions_told(document: Document) -> Iterator[Characterised]:
    """The directions as characteristics of their measures: "+" or "-", and what high scores mean more or less of."""
    for one in directions(document):
        recoded = ", but the scale was turned: before or after the printed results?" if one.recoded else ""
        yield Characterised(
            name="direction",
            value="+" if one.sign > 0 else "-",
            page=one.page,
            quote=one.quote,
            rule=one.rule,
            probability=one.probability,
            group=one.study,
            variable=one.measure,
            derived=f"high scores: {'more' if one.sign > 0 else 'less'} {one.what}{recoded}",
        )


def _of_sentence(sentence: Sentence, earlier: str) -> Iterator[Direction]:
    text = sentence.text
    for match in MEANS.finditer(text):
        low_end = match["end"].casefold() in LOW_ENDS
        less = bool(re.fullmatch(LESS, match["degree"], re.IGNORECASE))
        measure, near = _measure(text[: match.start()], earlier, sentence.heading)
        recoded = bool(REVERSED.search(text)) and not SOME_ITEMS.search(text)
        what = cleaned(re.sub(r"^\s*(?:levels?|degrees?|amounts?|numbers?)\s+of\s+", "", match["what"].strip()))
        yield Direction(
            measure=measure,
            sign=-1 if low_end != less else 1,
            what=what,
            page=sentence.page_at(match.start()),
            quote=sentence.quote(*match.span()),
            probability=SURE if near else GENERICALLY if measure else UNNAMED,
            recoded=recoded or bool(REVERSED.search(earlier[-160:]) and not SOME_ITEMS.search(earlier[-160:])),
            study=sentence.study,
        )


def _measure(left: str, earlier: str, heading: str) -> tuple[str, bool]:
    """The measure that the scores are of, and whether the same sentence names it."""
    for text, near in ((left, True), (earlier[-600:], False)):
        named = [(m.start(), m["name"] or m["acronym"]) for m in INSTRUMENT.finditer(text)]
        named += [(m.start(), m["name"] or m["object"] or m["purpose"]) for m in INTRODUCED.finditer(text)]
        named += [(m.start(), m["name"]) for m in SUBJECT.finditer(text)]
        kept = [cleaned(name) for _, name in sorted(named) if not is_generic(cleaned(name))]
        if kept:
            return kept[-1], near
    return ("" if SECTION_HEADING.match(heading) else cleaned(heading)), False
