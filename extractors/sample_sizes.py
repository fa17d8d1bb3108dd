"""Sample sizes in running text."""

from corpus.document import Document
from corpus.evidence import SampleSize


def sample_sizes(document: Document) -> list[SampleSize]:
    """Nothing yet."""
    return []
