"""The name of the reader that made a document: a new one reads papers again."""

from importlib.metadata import version

PARSER = f"reading.v1 pypdfium2 {version('pypdfium2')}"
