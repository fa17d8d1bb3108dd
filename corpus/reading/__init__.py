"""Reading: one door from a file to a Document with words, tables and places."""

from corpus.reading.reader import Limits
from corpus.reading.reader import parse as read_document

__all__ = ["Limits", "read_document"]
