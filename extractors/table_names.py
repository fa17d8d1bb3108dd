"""Which row a column stands for: equal names, abbreviations, initials, shortened words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.table_frames import Column, Row
from extractors.table_groups import tokens

ENOUGH = 0.5  # similarity from which a column is taken for a row's variable
_SMALL = frozenset({"of", "the", "and", "in", "for", "to", "a", "with", "on", "at", "s"})
SHORTEST_PREFIX = 3  # letters that a shortened word keeps at least


def similarity(column: str, row: str, abbreviations: Mapping[str, str]) -> float:
    """How well a column's heading names a row's variable, 0 to 1."""
    a, b = tokens(column), tokens(row)
    if not a or not b:
        return 0.0
    if a == b or "".join(a) == "".join(b):
        return 1.0
    if {t for t in a if t.isdigit()} != {t for t in b if t.isdigit()}:
        return 0.0
    for short, long in ((column, row), (row, column)):
        if _abbreviates(short.strip(), long, abbreviations):
            return 0.9
    if _shortens(a, b) or _shortens(b, a):
        return 0.8
    shared = set(a) & set(b)
    if shared == set(a) or shared == set(b):
        return 0.5 + 0.3 * len(shared) / max(len(a), len(b))
    return 0.0


def _abbreviates(short: str, long: str, abbreviations: Mapping[str, str]) -> bool:
    """Whether one is the other's abbreviation: by the note, in the row's own brackets, or by initials."""
    if short in abbreviations and tokens(abbreviations[short]) == tokens(long):
        return True
    if re.search(rf"\(\s*{re.escape(short)}\s*\)", long):
        return True
    letters = re.sub(r"[^A-Za-z]", "", short)
    words = re.findall(r"[a-z0-9]+", long.lower())
    initials = "".join(w[0] for w in words if w not in _SMALL)
    everything = "".join(w[0] for w in words)
    return len(letters) > 1 and letters.isupper() and letters.lower() in (initials, everything)


def _shortens(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether every word begins the word of the same place: "Dep symp" for "Depressive symptoms"."""
    if len(short) > len(long) or not short:
        return False
    pairs = list(zip(short, [w for w in long if len(long) == len(short) or w not in _SMALL], strict=False))
    return len(pairs) == len(short) and all(w.startswith(s) and (len(s) >= SHORTEST_PREFIX or s == w) for s, w in pairs)


def match_columns(columns: Sequence[Column], rows: Sequence[Row], abbreviations: Mapping[str, str]) -> dict[int, int]:
    """Column index -> position of the row that it stands for; each row once, the surest matches first."""
    scored = [
        (similarity(column.name, row.label, abbreviations), -abs(k - i), column.index, i)
        for k, column in enumerate(columns)
        for i, row in enumerate(rows)
        if column.name
    ]
    found: dict[int, int] = {}
    for score, _, index, position in sorted(scored, reverse=True):
        if score >= ENOUGH and index not in found and position not in found.values():
            found[index] = position
    return found


def expanded(name: str, abbreviations: Mapping[str, str]) -> str:
    """A name with its abbreviation's words behind it, where the note has them; the printed name stays as it is.

    An abbreviation of one or two letters is left alone: it is found in other words too often.
    """
    long = abbreviations.get(name.strip(), "")
    plain = len(name.strip()) > 2 and long and not re.search(r"\d", long) and not set(tokens(long)) & set(tokens(name))
    return f"{name} ({long})" if plain else name
