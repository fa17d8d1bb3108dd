"""All that the reader saw in a review's papers, as one looks a number up in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.protocol import Protocol
from corpus.store import Store
from review.spots import Glossary, Spot, spots


@dataclass(frozen=True, slots=True)
class Library:
    """By report: every place of a result, what names stand for, how many pages there are, and why nothing was seen."""

    places: Mapping[str, list[Spot]]
    glossaries: Mapping[str, Glossary]
    pages: Mapping[str, int]
    silent: Mapping[str, str]


def library(store: Store, protocol: Protocol | None) -> Library:
    """The papers of a review as they were last read."""
    places: dict[str, list[Spot]] = {}
    for spot in spots(store.candidates()):
        places.setdefault(spot.report, []).append(spot)
    codings, papers = store.codings(), {paper.digest: paper for paper in store.papers() if paper.digest}
    glossaries = {
        report: Glossary(
            [label for spot in here for label in spot.labels],
            [coding for coding in codings.variables if coding.report == report],
            protocol,
        )
        for report, here in places.items()
    }
    pages, silent = {}, {}
    for report in codings.reports:
        files = [papers[digest] for digest in report.files if digest in papers]
        pages[report.id] = max((paper.pages for paper in files), default=0)
        if not files:
            silent[report.id] = "the paper is not here; put it into papers/ and run `stook ingest`"
        elif all(paper.state != "read" for paper in files):
            silent[report.id] = "the paper could not be read; `stook status` says why"
        elif report.id not in places:
            silent[report.id] = "the reader saw no correlation there"
    return Library(places, glossaries, pages, silent)
