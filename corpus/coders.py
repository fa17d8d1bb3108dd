"""How many people judge each thing independently, read from the protocol's file without the rest of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from corpus.decisions import Subject

# the key of the protocol's [coders] that a subject's judgements fall under
CODERS_OF: dict[Subject, str] = {
    "reading": "readings",
    "variable": "codings",
    "study": "characteristics",
    "report": "eligibility",
}


def coders_in(path: Path) -> Mapping[str, int]:
    """The numbers in the file's [coders]; empty where it has none or cannot be read: who reads all of it says why."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8")).get("coders", {})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return {name: number for name, number in given.items() if isinstance(number, int)}
