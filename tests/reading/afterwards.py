"""Functions that are called on a document in the child that read it."""

import time

from corpus.document import Document
from corpus.errors import DamagedPaper


def count(document: Document) -> int:
    """How many words the document has."""
    return sum(word.count for page in document.pages for line in page.lines for word in line.words)


def for_ever(document: Document) -> None:
    """Takes longer than any limit, except on the line that a server warms up with."""
    while document.parser != "plain.v1":
        time.sleep(1)


def breaks(document: Document) -> None:
    """Fails as a rule with a fault does."""
    raise ValueError("no such scale")


def greedy(document: Document) -> None:
    """Runs out of memory."""
    raise MemoryError


def refuses(document: Document) -> None:
    """Says what is wrong with the paper."""
    raise DamagedPaper("the third table has no rows; download the paper again.")
