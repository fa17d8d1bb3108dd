"""Characteristics of the studies of one paper, each a proposal with its quote, place, group and probability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.document import Document
from corpus.evidence import Candidate, Characterised, CharacteristicProposal
from corpus.identity import normal
from extractors.ages import ages_told
from extractors.alphas import alphas_told, of_candidates, of_rows
from extractors.authors import authors_told
from extractors.characterised import Sentence, by_evidence, sentences_of
from extractors.characteristic_proposals import propose
from extractors.countries import countries_of_authors, countries_of_title, countries_told
from extractors.designs import designs_told, weighed
from extractors.directions import directions_told
from extractors.gender import shares_told
from extractors.matrices import matrices
from extractors.measures import items_told, moments_told
from extractors.recruitment import background_told
from extractors.sample_tables import of_tables

__all__ = ["Characterised", "CharacteristicProposal", "characteristics", "propose"]

BY_SENTENCE: tuple[Callable[[Sentence], Iterator[Characterised]], ...] = (
    ages_told,
    shares_told,
    countries_told,
    designs_told,
    moments_told,
    background_told,
)

# rules that know what the passage said before: a measure is named once, and its numbers follow
WITH_EARLIER: tuple[Callable[[Sentence, str], Iterator[Characterised]], ...] = (alphas_told, items_told)


def characteristics(document: Document, *, candidates: Sequence[Candidate] | None = None) -> list[Characterised]:
    """Every characteristic that a rule sees in the document, in the order of the text.

    `candidates` are those that `extract` found, if they are at hand; the table rules run again without them.
    """
    found: list[Characterised] = []
    for sentence, earlier in _with_earlier(document):
        for rule in BY_SENTENCE:
            found += rule(sentence)
        for told in WITH_EARLIER:
            found += told(sentence, earlier)
    found += of_tables(document)
    in_tables = [*of_candidates(document, matrices(document) if candidates is None else candidates), *of_rows(document)]
    found += list({(one.value, normal(one.variable), one.page): one for one in in_tables}.values())
    found += countries_of_title(document)
    found += countries_of_authors(document)
    found += authors_told(document)
    found += directions_told(document)
    return _settled(found, document)


UNDECIDED = 0.45  # the paper says yes and no
AGAIN = ("country", "recruitment", "sample_type", "language", "preregistration", "panel", "data_year", "lag")


def _settled(found: list[Characterised], document: Document) -> list[Characterised]:
    """What is said of a study many times is proposed once, by its best sentence; the rest stays as it is."""
    rest = [one for one in found if one.name not in (*AGAIN, "design")]
    repeated = by_evidence(one for one in found if one.name in AGAIN)
    registered = {one.value for one in repeated if one.name == "preregistration"}
    if len(registered) > 1:  # one study of several, or one analysis of many
        repeated = [replace(one, probability=UNDECIDED) if one.value in registered else one for one in repeated]
    return [*rest, *repeated, *weighed(found, document)]


def _with_earlier(document: Document) -> Iterator[tuple[Sentence, str]]:
    """Each sentence with what its passage says before it; a short passage continues the one before."""
    earlier, passage = "", None
    for sentence in sentences_of(document):
        if sentence.passage is not passage:
            earlier = earlier[-REACH:] if sentence.start == 0 and len(sentence.passage.text) < SHORT else ""
            passage = sentence.passage
        yield sentence, earlier
        earlier = f"{earlier} {sentence.text}".strip()[-REACH:]


REACH = 1200  # characters of a passage in which the measure is named that a later sentence speaks of
SHORT = 160  # characters; so short a passage is the torn end of a paragraph
