"""Which report a row of somebody's sheet is about: by id or file, DOI, title, author and year; never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corpus.decisions import Report
from corpus.identity import YEAR, doi_in, normal, stem
from corpus.store import Paper, Store

LETTERS = re.compile(r"[^\W\d_]+")
LETTERED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})([a-z])?(?!\w)")
SHORTEST_TITLE = 20  # letters: a shorter title may be that of several papers


@dataclass(frozen=True, slots=True)
class Named:
    """What a row says of its report, each part "" where it says nothing."""

    study: str
    doi: str = ""
    title: str = ""
    author: str = ""
    year: str = ""
    report: str = ""

    @property
    def words(self) -> frozenset[str]:
        """The words that may be an author's name."""
        return frozenset(_words(f"{self.author} {self.study}"))

    @property
    def dated(self) -> tuple[str, str]:
        """The year and its letter: ("2019", "b")."""
        found = LETTERED_YEAR.search(self.study.casefold()) or LETTERED_YEAR.search(self.year.casefold())
        return (found[1], found[2] or "") if found else ("", "")


@dataclass(frozen=True, slots=True)
class _Known:
    """A report with everything that rows may call it."""

    id: str
    names: frozenset[str]
    dois: frozenset[str]
    titles: frozenset[str]
    years: frozenset[str]
    surname: str
    words: frozenset[str]
    filed: bool


class Shelf:
    """The reports of a review, to be asked which of them a row means."""

    def __init__(self, store: Store) -> None:
        codings, told = store.codings(), store.told()
        labels: dict[str, set[str]] = {}
        for study in codings.studies:
            for report in study.reports:
                labels.setdefault(report, set()).update((normal(study.label), normal(study.id)))
        papers: dict[str, list[Paper]] = {}
        for paper in store.papers():
            papers.setdefault(paper.digest, []).append(paper)
        self._known = [
            _known(
                one,
                [paper for digest in one.files for paper in papers.get(digest, ())],
                [str(t.value) for digest in one.files for t in told.get(digest, ()) if t.name == "author"],
                labels.get(one.id, set()),
            )
            for one in codings.reports
        ]

    def meant(self, named: Named) -> list[str]:
        """The ids of the reports that may be meant: one, several where the row does not say which, or none."""
        doi = doi_in(named.doi)
        ways: tuple[Callable[[_Known], bool], ...] = (
            lambda one: bool(named.report) and normal(stem(named.report)) in one.names,
            lambda one: bool(doi) and doi in one.dois,
            lambda one: normal(named.study) in one.names or normal(stem(named.study)) in one.names,
            lambda one: _has_title(one, named) and not _is_other(one, doi),
            lambda one: _is_by(one, named) and not _is_other(one, doi),
        )
        for way in ways:
            if found := [one for one in self._known if way(one)]:
                return _narrowed(found, named)
        return []


def _known(report: Report, files: Sequence[Paper], authors: Sequence[str], labels: set[str]) -> _Known:
    surname = _words(authors[0])[-1:] if authors else _words(report.name)[:1]
    return _Known(
        report.id,
        frozenset({normal(report.name), normal(report.id), *(normal(stem(paper.name)) for paper in files), *labels}),
        frozenset(paper.doi for paper in files if paper.doi),
        frozenset(normal(title) for title in (report.title, *(paper.title for paper in files)) if title),
        frozenset({str(report.year)} if report.year else YEAR.findall(report.name)),
        surname[0] if surname else "",
        frozenset(_words(report.name)),
        bool(files),
    )


def _is_other(one: _Known, doi: str) -> bool:
    """Whether the report's own DOI says that it is another paper."""
    return bool(doi and one.dois) and doi not in one.dois


def _has_title(one: _Known, named: Named) -> bool:
    return len(named.title) >= SHORTEST_TITLE and normal(named.title) in one.titles


def _is_by(one: _Known, named: Named) -> bool:
    """Whether first author and year are the report's; only of one that has a file: others are known by their label."""
    year, letter = named.dated
    if not (one.filed and year and year in one.years):
        return False
    lettered = {found[1] for text in one.names for found in [LETTERED_YEAR.search(text)] if found and found[2]}
    if letter and lettered and not any(f"{year}{letter}" in text for text in one.names):
        return False
    return bool(one.surname) and one.surname in named.words


def _narrowed(found: list[_Known], named: Named) -> list[str]:
    """Of several the one whose name holds all of the words ("Berg & Ito 2019"), where it is only one."""
    if len(found) > 1:
        most = max(len(one.words & named.words) for one in found)
        found = [one for one in found if len(one.words & named.words) == most]
    return [one.id for one in found]


def _words(text: str) -> list[str]:
    """Names as they are compared: letters without accents, small ones ("et", "al", initials) left out."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return [word for word in LETTERS.findall(bare) if len(word) > 1 and word not in ("et", "al", "and", "und")]


def told_as(names: Mapping[str, str], ids: list[str]) -> str:
    """The reports as a person knows them: R3 (berg2019), R7 (berg2019b)."""
    return ", ".join(f"{one} ({names.get(one, one)})" for one in ids)
