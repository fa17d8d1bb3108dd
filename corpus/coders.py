"""How people judge: how many independently, and what is shown to them; from the protocol's file without its rest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.decisions import Subject

# the key of the protocol's [coders] that a subject's judgements fall under
CODERS_OF: dict[Subject, str] = {
    "reading": "readings",
    "variable": "codings",
    "study": "characteristics",
    "report": "eligibility",
}


def hides_in(path: Path) -> bool:
    """Whether results of some question are shown without their values; what cannot be read hides nothing."""
    questions = _tables(path).get("questions", [])
    known = [one for one in questions if isinstance(one, dict)] if isinstance(questions, list) else []
    return any(one.get("display", "verify") != "verify" for one in known)


def _tables(path: Path) -> Mapping[str, Any]:
    """What the file says; nothing where it cannot be read: who reads all of it says why."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def coders_in(path: Path) -> Mapping[str, int]:
    """The numbers in the file's [coders]."""
    given = _tables(path).get("coders", {})
    return {name: number for name, number in given.items() if isinstance(number, int)}
