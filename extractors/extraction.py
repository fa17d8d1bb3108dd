"""All rules over one document: the results they see, each linked to its n and checked against its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.document import Document
from corpus.evidence import Candidate, SampleSize
from extractors.checks import check
from extractors.convertible import convertible
from extractors.linking import link
from extractors.matrices import matrices
from extractors.merging import merged
from extractors.repair import marked, repaired
from extractors.running import running
from extractors.sample_sizes import sample_sizes

PRINTED: tuple[Callable[[Document], Iterator[Candidate]], ...] = (running, matrices)  # what bears a printed r
EXTRACTORS = (*PRINTED, convertible)


def extract(document: Document, *, samples: list[SampleSize] | None = None) -> list[Candidate]:
    """Every result that a rule sees in the document, once, with its places, its sample size and its flags.

    Damaged glyphs are first read as the document's own numbers bear out. `samples` are those that `sample_sizes` found
    in the document, where they are at hand: looking for them is a fifth of the work.
    """
    people = sample_sizes(document) if samples is None else samples

    def read(part: Document) -> list[Candidate]:
        found = [candidate for rule in PRINTED for candidate in rule(part)]
        return check(link(part, found, people), people, part)

    document, repairs = repaired(document, read)
    own = sample_sizes(document) if repairs else people
    found = [candidate for rule in EXTRACTORS for candidate in rule(document)]
    return marked(merged(check(link(document, found, own), own, document), document), repairs)
