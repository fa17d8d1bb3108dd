"""Reading: one door from a file to a Document with words, tables and places."""

from corpus.reading.child import read_document, read_document_then, read_many
from corpus.reading.limits import Limits
from corpus.reading.version import PARSER

__all__ = ["PARSER", "Limits", "read_document", "read_document_then", "read_many"]
