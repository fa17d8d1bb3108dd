"""Who wrote a paper, as far as it takes to see that two reports have an author in common."""

import pytest

from corpus.document import Document, Passage
from extractors.authors import authors_told
from extractors.overlap import surname


def names(*passages: str, authors: tuple[str, ...] = ()) -> list[str]:
    front = tuple(Passage(text, 1, "text", "front") for text in passages)
    found = authors_told(Document("d", (), front, (), "test.v1", authors=authors))
    return [surname(str(one.value)) for one in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Anna B. Lindqvist¹, ², Jan van der Meer¹ and Ås Øberg³", ["lindqvist", "van der meer", "øberg"]),
        ("Mei Tanaka & Paul O’Brien", ["tanaka", "o’brien"]),
        ("J. A. Smith, PhD, Maria García-López, MD", ["smith", "garcia-lopez"]),
        ("Katrin Vogel University of Norrvik", ["vogel"]),
        ("Namudar İlter¹ Şule Çelik²", ["ilter", "celik"]),
        ("Rosa Klein*", ["klein"]),
    ],
)
def test_a_byline_gives_its_surnames(line: str, expected: list[str]) -> None:
    assert names(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Individual Differences in Emotion Prediction and Implications for Social Success",
        "Journal of Applied Research",
        "Department of Psychology, University of Norrvik",
        "Social Support",
        "Copyright 2019 The Authors, Some Press",
    ],
)
def test_a_title_or_a_journal_is_no_byline(line: str) -> None:
    assert names(line) == []


def test_authors_that_the_file_lists_stand_before_what_its_text_looks_like() -> None:
    assert names("Mei Tanaka & Paul O’Brien", authors=("Tanaka, Mei",)) == ["tanaka"]


def test_an_author_counts_once() -> None:
    assert names("Mei Tanaka & Paul Li", "Mei Tanaka and Paul Li") == ["tanaka", "li"]
