"""Marked-up text as runs and pieces: what is raised, what is closed up, which signs stand for which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html.entities import html5
from typing import Any

UNKNOWN = "\ufffd"  # stands for a picture of a sign, or for an entity that nobody declared
DROPPED = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None)  # soft hyphens and joiners
STAR_SIGNS = "*†‡§¶#∗⁎"
ONE_STAR = str.maketrans("∗⁎", "**")
SUPERSCRIPTS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
DASHES = ("-", "−", "–", "‐", "‑")  # by itself a sign, however high a style sets it
LINE = "\n"  # a line's end that the markup asks for
SIGNS = {"minus": "−", "-": "-", "−": "−", "–": "–", "=": "=", "<": "<", ">": ">", "±": "±", "×": "×"}

MARK = re.compile(rf"^[{re.escape(STAR_SIGNS)}]+$")
NOTE_MARK = re.compile(rf"^(?:[a-z]{{1,2}}|[{re.escape(STAR_SIGNS)}]+|[a-z](?:,[a-z])+)$")
NUMBER_END = re.compile(r"\d[)\]%]?$")
POWER = re.compile(r"(?:^|[×x·*\s])10$")  # ten to the power of
SHORT_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")  # R², χ², m²: a raised digit behind them is no note


@dataclass(frozen=True, slots=True)
class Run:
    """Text as it stands in the markup, blanks included."""

    text: str
    raised: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters without a blank and with one height; `attached` ones follow the piece before them without a blank."""

    text: str
    raised: bool = False
    bold: bool = False
    attached: bool = False


def name(element: Any) -> str:
    """An element's name without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def entity(reference: str) -> str:
    """What a named character reference stands for; the names of XML's character sets are those of HTML."""
    return html5.get(reference + ";", UNKNOWN)


def pieces(runs: Iterable[Run]) -> list[Piece]:
    """Runs cut at blanks, with neighbours of one height put together."""
    out: list[Piece] = []
    gap = True
    for run in runs:
        text = run.text.translate(DROPPED)
        raised = run.raised and text.strip() not in DASHES
        for part in re.split(r"(\s+)", text):
            if not part:
                continue
            if part.isspace():
                gap = True
                continue
            last = out[-1] if out and not gap else None
            if last and last.raised == raised:
                out[-1] = replace(last, text=last.text + part, bold=last.bold and run.bold)
            else:
                out.append(Piece(part, raised, run.bold, attached=last is not None))
            gap = False
    return out


def lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs cut where the markup asks for a new line."""
    out: list[list[Run]] = [[]]
    for run in runs:
        if run.text == LINE:
            out.append([])
        else:
            out[-1].append(run)
    return out


def plain(parts: Sequence[Piece]) -> str:
    """Pieces as one text; raised digits as superscripts."""
    text = ""
    for piece in parts:
        shown = piece.text.translate(SUPERSCRIPTS) if piece.raised else piece.text
        text += shown if piece.attached or not text else f" {shown}"
    return text


def text_of(runs: Iterable[Run]) -> str:
    """Runs as one text."""
    return plain(pieces(runs))


def split_marks(parts: Sequence[Piece]) -> tuple[str, str]:
    """A cell's text, and its stars and note letters apart."""
    kept: list[Piece] = []
    marks: list[str] = []
    for i, piece in enumerate(parts):
        host = kept[-1].text if kept else ""
        raised = piece.raised and (_is_mark(piece.text, host) if host else _leads(parts, i))
        if raised or (MARK.match(piece.text) and host and NUMBER_END.search(host)):
            marks.append(piece.text)
        else:
            kept.append(replace(piece, attached=piece.attached and bool(kept)))
    text = closed_up(plain(kept))
    if tail := re.match(rf"^(?P<value>.*[\d)\]%])\s*(?P<marks>[{re.escape(STAR_SIGNS)}]+)$", text, re.DOTALL):
        text, marks = tail["value"], [tail["marks"], *marks]
    return text, "".join(marks).translate(ONE_STAR)


def _is_mark(raised: str, host: str) -> bool:
    """Whether something raised is a mark for a note rather than a part of what it stands on."""
    if NOTE_MARK.match(raised):
        return True
    if POWER.search(host) or SHORT_WORD.search(host):
        return False
    return bool(re.fullmatch(rf"[\d,a-z{re.escape(STAR_SIGNS)}]+", raised))


def _leads(parts: Sequence[Piece], i: int) -> bool:
    return i + 1 < len(parts) and bool(NOTE_MARK.match(parts[i].text) or parts[i].text.isdigit())


def closed_up(text: str) -> str:
    """A number with the blank after its sign taken out: "− .25" is "−.25"."""
    return re.sub(r"^([-−–])\s+(?=[.\d])", r"\1", text)


def content(element: Any) -> Iterator[Any]:
    """An element's texts and elements in order; entities as text, comments and instructions left out."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        elif hasattr(child, "name"):  # a reference to an entity that is not declared in the file
            yield entity(child.name)
        if child.tail:
            yield child.tail


def words_of(element: Any) -> str:
    """All text inside an element as it stands, entities included."""
    return "".join(part if isinstance(part, str) else words_of(part) for part in content(element))


def picture(alternative: str | None) -> Run:
    """A picture that stands in a line: the sign that its text names, or a sign that nobody knows."""
    return Run(SIGNS.get((alternative or "").strip().lower(), UNKNOWN))
