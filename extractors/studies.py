"""Several studies in one paper: which passage and which page tell of which study."""

from __future__ import annotations

import re

from corpus.document import Document

HEADING = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*\.?\s+)?(?P<study>(?:Study|Experiment|Sample)\s+(?:\d{1,2}[a-c]?|[IVX]{1,4}|One|Two|Three|Four|Five|Six))\b(?!\s*(?:and|&|,|–|-)\s*\d)",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*\.?\s+)?(?P<study>(?:Study|Experiment)\s+(?:\d{1,2}[a-c]?|[IVX]{1,4}))\s*(?:$|[:.]\s|[-–—]\s)",
    re.IGNORECASE,
)
NAMED = re.compile(r"\b(?:Study|Experiment|Sample)\s(?:\d{1,2}[a-c]?|[IVX]{1,4})\b")
MENTION = re.compile(r"\b(?:Study|Experiment)\s(?:2|II|Two)\b", re.IGNORECASE)
END = re.compile(
    r"^\s*(?:\d+\.?\s+)?(?:general\s+discussion|overall\s+discussion|general\s+conclusion|references|conclusions?|internal\s+meta-analysis)\b",
    re.IGNORECASE,
)
LONGEST_HEADING = 120
NUMERALS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
}


def study_name(text: str) -> str:
    """The study's name in one spelling: "STUDY Two" is "Study 2"."""
    word, number = text.split()
    return f"{word.capitalize()} {NUMERALS.get(number.lower(), number.lower())}"


def study_of_passages(document: Document) -> list[str]:
    """For each passage the study that its headings put it in; all empty where a paper has one study only."""
    current, names = "", []
    for passage in document.passages:
        heading = passage.kind == "heading" and len(passage.text) <= LONGEST_HEADING
        if heading and END.match(passage.text):
            current = ""
        elif match := HEADING.match(passage.text) if heading else ALONE.match(passage.text):
            current = study_name(match["study"])
        names.append(current)
    if len(set(names) - {""}) < 2:
        return [""] * len(names)
    return names if _each_has_results(document, names) else _methods_only(document, names)


def _each_has_results(document: Document, names: list[str]) -> bool:
    """Whether every study but the last, whose end is open, tells results of its own."""
    order = list(dict.fromkeys(name for name in names if name))
    told = {name for passage, name in zip(document.passages, names, strict=True) if passage.section == "results"}
    return set(order[:-1]) <= told


def _methods_only(document: Document, names: list[str]) -> list[str]:
    """Studies described one after the other and analysed together: results belong to none of them alone."""
    apart = ("method", "front", "introduction", "abstract", "unknown")
    return [name if p.section in apart else "" for p, name in zip(document.passages, names, strict=True)]


MENTIONS = 3  # so often is a second study named only where there is one


def has_several_studies(document: Document) -> bool:
    """Whether the paper speaks of a second study, whether or not its headings were found."""
    if any(study_of_passages(document)):
        return True
    named = 0
    for passage in document.passages:
        if passage.section != "references":
            named += len(MENTION.findall(passage.text))
    return named >= MENTIONS


def study_of_tables(document: Document) -> dict[tuple[str, int], str]:
    """For each table, by label and page, the study that its caption names, or the one whose text alone speaks of it."""
    studies = study_of_passages(document)
    found: dict[tuple[str, int], str] = {}
    if not any(studies):
        return found
    for table in document.tables:
        mention = re.compile(rf"{re.escape(table.label)}(?!\d)") if table.label else None
        told = [
            study
            for passage, study in zip(document.passages, studies, strict=True)
            if study and mention and passage.kind == "text" and mention.search(passage.text)
        ]
        named = NAMED.findall(f"{table.caption} {table.note}")
        said = {study_name(name) for name in named} or set(told)
        found[table.label, table.page] = said.pop() if len(said) == 1 else ""
    return found


def in_study(study: str, group: str) -> str:
    """A group's name with its study before it: "Study 1: men"."""
    if not study or HEADING.match(group):
        return group or study
    return f"{study}: {group}" if group else study
