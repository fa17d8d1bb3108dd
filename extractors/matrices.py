"""Placeholder of the first commit; see the next one."""

from collections.abc import Iterator

from corpus.document import Document
from corpus.evidence import Candidate


def matrices(document: Document) -> Iterator[Candidate]:
    """Nothing yet."""
    yield from ()
