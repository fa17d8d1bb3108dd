"""When two names mean the same thing: variable labels, pairs, groups, files of one report, and the minted ids."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePath

from corpus.errors import UnknownId

DASHES = dict.fromkeys(map(ord, "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufffe"), "-")
QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u2032`"), "'")
DOUBLE_QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u2033"), '"')
FOOTNOTE_MARKS = "*†‡§¶#¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ"
NUMBERING = re.compile(r"^\(?\d{1,2}(?:[a-z])?[.):]\)?\s*(?=[^\d\s])")  # "1. ", "(2) ", "3a) ", but not "1.5 points"
LABELS_KEPT = 1 << 14  # a review asks for the same few thousand labels again and again
BLANKS = re.compile(r"\s+")
STUDY_IN_GROUP = re.compile(
    r"\b(?P<kind>study|experiment|sample)\s*(?P<number>\d{1,2}[a-z]?|[ivx]{1,4}|[a-d])\b", re.IGNORECASE
)
WHOLE_SAMPLE = re.compile(
    r"(?:the )?(?:total|full|whole|entire|overall|combined|complete)"
    r"(?: (?:sample|group|cohort|participants|respondents))?|all(?: (?:participants|respondents|cases))?"
)
WAVE = re.compile(
    r"\b(?:(?:time|wave)\s*\d{1,2}|[tw]\d{1,2}|baseline|follow-?up|pre-?test|post-?test)\b", re.IGNORECASE
)
SEPARATORS = " ,;:/()-\u2013\u2014"
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
ID = re.compile(r"^([A-Z])([1-9]\d*)$")
KINDS_OF_ID = {"C": "candidate", "H": "reading made by hand", "R": "report", "S": "study"}


@lru_cache(LABELS_KEPT)
def normal(label: str) -> str:
    """The label as it is compared: one case, one kind of dash, no numbering, footnote marks or double blanks."""
    text = label.translate(DASHES).translate(QUOTES).translate(DOUBLE_QUOTES).rstrip(FOOTNOTE_MARKS + " ")
    text = unicodedata.normalize("NFKC", text).casefold()
    text = NUMBERING.sub("", BLANKS.sub(" ", text).strip())
    return text.rstrip(FOOTNOTE_MARKS + " .:,;")


def normal_pair(x: str, y: str) -> tuple[str, str]:
    """Two labels without their order: the correlation of a with b is that of b with a."""
    first, second = sorted((normal(x), normal(y)))
    return first, second


def study_of_group(group: str) -> str:
    """The study that a group's label names ("Study 2, women" -> "Study 2"), or "" where it names none."""
    found = STUDY_IN_GROUP.search(group)
    return f"{found['kind'].capitalize()} {found['number']}" if found else ""


def sample_of_group(group: str) -> str:
    """Who a group's label speaks of beside study and time ("Study 2, women, T1" -> "women"); "" for all of them."""
    people = WAVE.sub("", STUDY_IN_GROUP.sub("", group, count=1))
    said = normal(BLANKS.sub(" ", people).strip(SEPARATORS))
    return "" if WHOLE_SAMPLE.fullmatch(said) else said


def wave_of_group(group: str) -> str:
    """The time point that a group's label names ("women, Time 1" -> "time 1"): the same people, not another sample."""
    found = WAVE.search(group)
    return normal(found[0]) if found else ""


def stem(name: str) -> str:
    """A file's name without folder and suffix, as it is compared."""
    return unicodedata.normalize("NFC", PurePath(name).stem).casefold()


def doi_in(text: str) -> str:
    """The first DOI that a text names, as it is compared; "" where it names none."""
    found = DOI.search(text)
    return found[0].rstrip(".,;:)]}>'\"").casefold() if found else ""


def label_of_file(name: str) -> str:
    """A name for tables made from a file's name: `berg2019_support.pdf` is "Berg 2019 support"."""
    text = re.sub(r"[_\-\s]+", " ", unicodedata.normalize("NFC", PurePath(name).stem)).strip()
    text = re.sub(r"(?<=[^\W\d])(?=(?:19|20)\d{2}(?!\d))", " ", text)
    return text[:1].upper() + text[1:]


def year_of_file(name: str) -> int | None:
    """The year that a file's name gives, if exactly one."""
    years = set(YEAR.findall(PurePath(name).stem))
    return int(years.pop()) if len(years) == 1 else None  # "1984-revisited-2019" says nothing


def make_id(letter: str, number: int) -> str:
    """`C12` from "C" and 12."""
    return f"{letter}{number}"


def number_of(item: str, letters: str) -> int:
    """12 from `C12`; UnknownId where it is no id of these kinds."""
    found = ID.match(item)
    if found is None or found[1] not in letters:
        kinds = " or ".join(f"{letter}1 ({KINDS_OF_ID[letter]})" for letter in letters)
        raise UnknownId(f"{item!r} is not an id; ids look like {kinds}, see `stook queue`.")
    return int(found[2])
