"""All rules over one document: the results they see, each linked to its n and checked against its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.document import Document
from corpus.evidence import Candidate
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


def extract(document: Document) -> list[Candidate]:
    """Every result that a rule sees in the document, once, with its places, its sample size and its flags.

    Damaged glyphs are first read as the document's own numbers bear out.
    """
    samples = sample_sizes(document)

    def read(part: Document) -> list[Candidate]:
        found = [candidate for rule in PRINTED for candidate in rule(part)]
        return check(link(part, found, samples), samples, part)

    document, repairs = repaired(document, read)
    samples = sample_sizes(document) if repairs else samples
    found = [candidate for rule in EXTRACTORS for candidate in rule(document)]
    return marked(merged(check(link(document, found, samples), samples, document), document), repairs)
