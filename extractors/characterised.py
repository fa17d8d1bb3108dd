"""A proposed characteristic of a study, and the sentences in which rules look for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Cell, Document, Passage, Table
from corpus.evidence import Characterised, CharacteristicValue, Quote
from extractors.language import sentences
from extractors.studies import study_of_passages

UNTOLD = ("references",)  # sections that tell nothing of this study
LONGEST_QUOTE = 300  # characters of a sentence that are quoted around a value


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in its passage, with its study, the last heading above it and the sentence before."""

    document: Document
    passage: Passage
    start: int
    end: int
    study: str = ""
    heading: str = ""
    before: str = ""

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def section(self) -> str:
        return self.passage.section

    def page_at(self, start: int) -> int:
        return self.passage.page_at(self.start + start)

    def quote(self, start: int, end: int) -> Quote:
        """The sentence, or the part of a long one around text[start:end], with the boxes of that span."""
        text = self.text
        reach = max(0, (LONGEST_QUOTE - (end - start)) // 2)
        words = text if len(text) <= LONGEST_QUOTE else text[max(0, start - reach) : end + reach]
        return Quote(self.document.digest, words, self.passage.boxes_at(self.start + start, self.start + end))


# the sections that tell of samples and measures are read whole, the others only where a passage has one of these words
TELLING_WHOLE = ("abstract", "method", "front", "unknown")
HINTS = re.compile(
    r"\b(?:age[ds]?|M\s?age|old|wom[ae]n|females?|girls|boys|men|males?|alphas?|Cronbach\S*|omega|consisten\w+|reliab\w+"
    r"|cross-sectional|longitudinal|\S*registered|\S*registration|osf\S*|NCT\d+|randomi\w+|randomly|our\s+participants)\b"
    r"|[αω♀♂]|[Mm]age|\d-item|\ba\s?=\s?0?\.\d",
    re.IGNORECASE,
)


def sentences_of(document: Document, *, hints: re.Pattern[str] = HINTS) -> Iterator[Sentence]:
    """Every sentence that can tell of this study, in order; references and headings are left out."""
    heading = ""
    for passage, study in zip(document.passages, study_of_passages(document), strict=True):
        if passage.kind == "heading":
            heading = passage.text
        if passage.kind == "heading" or passage.section in UNTOLD:
            continue
        if passage.section not in TELLING_WHOLE and not hints.search(passage.text):
            continue
        before = ""
        for start, end in sentences(passage.text):
            sentence = Sentence(document, passage, start, end, study, heading, before)
            yield sentence
            before = sentence.text


def quote_of_cell(document: Document, table: Table, label: str, cell: Cell) -> Quote:
    """A cell with the label of its row, and the cell's boxes."""
    words = " | ".join(part for part in (table.label, label, cell.text) if part)
    return Quote(document.digest, words, cell.boxes or ((table.box,) if table.box else ()))


NAMED_GROUP = re.compile(
    r"\b(?P<kind>Study|Experiment|Sample|Wave|Time|Cohort|Group|Phase)\s?(?P<number>\d{1,2}[a-c]?|[IVX]{1,4}"
    r"|[A-D]|One|Two|Three)\b"
)
LABEL = re.compile(
    r"\b(?:control|experimental|treatment|intervention|comparison|clinical|patient|placebo|training"
    r"|[A-Z]{2,6})\s+(?:group|condition|sample|arm)\b"
    r"|\b(?:women|men|females?|males?|girls|boys|patients|controls|mothers|fathers|teachers|students|nurses"
    r"|employees)\b"
    r"|\bindividuals\s+with\s+(?:\w+\s){1,5}?[A-Z]{2,6}\b"
)


def people_between(text: str, start: int, end: int, found: Sequence[object]) -> str:
    """The group of people named between the value before and this one, where a sentence tells several values."""
    if len(found) < 2:
        return ""
    between = text[start:end]
    last = between.rfind("(")
    opened = last if last > between.rfind(")") else len(between)
    named = LABEL.findall(between[:opened])
    return str(named[-1]) if named else ""


AFTER_BRACKET = re.compile(r"[^.;()]{0,60}\)\s+(?:in|for|of|at)\s+(?:the\s+)?")
UNIT_OF_STUDY = ("Study", "Experiment")


def group_near(text: str, start: int, end: int, reach: int = 160) -> str:
    """The study, wave or sample named nearest before text[start:end] in its sentence, or right after it."""
    closed = AFTER_BRACKET.match(text, end)
    if closed and (beside := NAMED_GROUP.match(text, closed.end())):  # "59 (36 women, 23 men) in Experiment 2a"
        return f"{beside['kind']} {beside['number']}"
    named = list(NAMED_GROUP.finditer(text[max(0, start - reach) : start]))
    if named:
        return f"{named[-1]['kind']} {named[-1]['number']}"
    after = re.match(r"[^.;()]{0,25}\b(?:in|for|of|at)\s+", text[end : end + 40])
    following = NAMED_GROUP.match(text, end + after.end()) if after else None
    return f"{following['kind']} {following['number']}" if following else ""


def in_group(study: str, group: str) -> str:
    """The group with its study before it, unless the group is a study itself."""
    if not group or group == study:
        return study
    if not study or group.split()[0] in UNIT_OF_STUDY:
        return group
    return f"{study}: {group}"


TELLING = ("abstract", "method", "results", "front", "unknown", "appendix", "introduction")
DONE = re.compile(
    r"\b(?:were\s+(?:recruited|tested|included\s+in\s+the\s+analys[ei]s|excluded|enrolled)|participated|took\s+part)\b",
    re.IGNORECASE,
)


def tells_of_sample(sentence: Sentence) -> bool:
    """Whether people of this study may be described: a method printed after the discussion is often taken for it."""
    if sentence.section == "introduction" and CITED.search(sentence.text):
        return False
    if sentence.section in TELLING:
        return True
    return sentence.section == "discussion" and bool(DONE.search(sentence.text)) and not CITED.search(sentence.text)


def is_of_others(text: str) -> bool:
    """Whether the sentence tells of other people's work: it cites, and its subject is theirs or earlier work."""
    return bool(OF_OTHERS.search(text))


CITED = re.compile(r"\((?:[^()]*,\s)?(?:19|20)\d\d[a-z]?\)|et\sal\.|\[\d+\]")
OF_OTHERS = re.compile(
    r"""
    ^(?:(?:In|For|By)\s)?(?:d[eiu]\s|v[ao]n\s|de[nrl]\s|l[ae]\s)*[A-Z][\w’'`-]+
      \s(?:et\sal\.?|and\scolleagues|(?:&|and)\s(?:d[eiu]\s|v[ao]n\s|de[nrl]\s|l[ae]\s)*[A-Z][\w’'-]+)(?:[’']s)?,?\s\(?(?:19|20)\d\d
    | ^(?:(?:In|For|By)\s)?(?:d[eiu]\s|v[ao]n\s|de[nrl]\s|l[ae]\s)*[A-Z][\w’'-]+(?:[’']s)?\s\((?:19|20)\d\d
    | \b(?:by|in|of)\s[A-Z][\w’'-]+(?:\set\sal\.?|\s(?:&|and)\s[A-Z][\w’'-]+)?,?\s\((?:19
    |20)\d\d[a-z]?\)[^.;]{0,60}\b(?:with|had|were|was|included)\b
    | ^(?:In\s|A\s|The\s|Most\s|Several\s|Some\s|One\s)?(?:[\w-]+\s){0,3}(?:previous|prior|earlier|past|other
    |original)\s(?:\w+\s)?(?:stud(?:y|ies)|research|work|samples?|authors)\b
    | \b(?:meta-analys[ie]s|systematic\sreviews?)\b
    | \b(?:norm(?:ative|ing)?|validation|standardi[sz]ation|development)\s(?:samples?|groups?|data)\b
    """,
    re.VERBOSE,
)


def by_evidence(found: Iterable[Characterised]) -> list[Characterised]:
    """Each value of each study once, by its surest sentence."""
    best: dict[tuple[str, CharacteristicValue, str], Characterised] = {}
    for one in found:
        key = (one.name, one.value, one.group)
        if key not in best or one.probability > best[key].probability:
            best[key] = one
    return list(best.values())
