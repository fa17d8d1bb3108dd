"""Several studies in one paper: which passage and which page tell of which study."""

from __future__ import annotations

import re

from corpus.document import Document

HEADING = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?\s+)?(?P<study>(?:Study|Experiment|Sample)\s+(?:\d{1,2}[a-c]?|[IVX]{1,4}|One|Two|Three|Four|Five|Six))\b(?!\s*(?:and|&|,|–|-)\s*\d)", re.IGNORECASE)
ALONE = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?\s+)?(?P<study>(?:Study|Experiment)\s+(?:\d{1,2}[a-c]?|[IVX]{1,4}))\s*(?:$|[:.]\s|[-–—]\s)", re.IGNORECASE)
MENTION = re.compile(r"\b(?:Study|Experiment)\s(?:2|II|Two)\b", re.IGNORECASE)
END = re.compile(r"^\s*(?:\d+\.?\s+)?(?:general\s+discussion|overall\s+discussion|general\s+conclusion|references|conclusions?|internal\s+meta-analysis)\b", re.IGNORECASE)
LONGEST_HEADING = 120
NUMERALS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


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
    return names if len(set(names) - {""}) > 1 else [""] * len(names)


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


def in_study(study: str, group: str) -> str:
    """A group's name with its study before it: "Study 1: men"."""
    if not study or HEADING.match(group):
        return group or study
    return f"{study}: {group}" if group else study
