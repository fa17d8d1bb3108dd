"""What all figures share: one style, words that wrap, and files that are the same bytes whenever they are drawn."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

INK, GREY, FAINT, RULE = "#1a1a1a", "#5f5f5f", "#c8c8c8", "#8c8c8c"
BLUE, SKY, ORANGE = "#0072b2", "#9ecae9", "#d55e00"  # of Okabe & Ito 2008: apart for the colour-blind, and in grey
FONT_SIZE = 8.0
PNG_DPI = 300  # what journals ask of line art with text
FAST = 1  # of zlib's levels: a tenth larger than the best, and half the time
POINTS_PER_INCH = 72.0
MAIN_FONT = "DejaVu Sans"  # comes with matplotlib, so that a figure looks the same everywhere
OTHER_SCRIPTS = (  # used glyph by glyph where installed; an SVG leaves the choice to its viewer
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai",
    "Noto Sans Devanagari", "Arial Unicode MS", "Hiragino Sans", "Microsoft YaHei", "MS Gothic", "Malgun Gothic",
    "WenQuanYi Zen Hei", "Droid Sans Fallback", "Segoe UI", "Arial",
)  # fmt: skip
SVG_FONTS = "'DejaVu Sans', Verdana, 'Segoe UI', 'Noto Sans', Arial, sans-serif"
SALT = "stook"  # element ids of an SVG come from it, not from chance


@cache
def families() -> tuple[str, ...]:
    """The fonts of figures that this machine has."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return (MAIN_FONT, *(name for name in OTHER_SCRIPTS if name in installed))


@contextmanager
def quiet() -> Iterator[None]:
    """A glyph that no font has is left to the viewer without a warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*Glyph .* missing from font.*")
        warnings.filterwarnings("ignore", message=".*Matplotlib currently does not support .* natively.*")
        yield


@contextmanager
def style() -> Iterator[None]:
    """Draw and save in the style of the house."""
    with (
        mpl.rc_context(
            {
                "font.family": list(families()),
                "font.size": FONT_SIZE,
                "svg.fonttype": "none",
                "svg.hashsalt": SALT,
                "pdf.fonttype": 42,
                "text.parse_math": False,
            }
        ),
        quiet(),
    ):
        yield


def printable(text: str) -> str:
    """The text in one line and without control characters, which XML cannot hold."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in ("Cc", "Cs"))


@cache
def width(text: str, size: float = FONT_SIZE, weight: str = "normal") -> float:
    """Inches that a text takes in a figure."""
    if not text:
        return 0.0
    with quiet():
        points: float = TextToPath().get_text_width_height_descent(text, _face(size, weight), ismath=False)[0]
    return points / POINTS_PER_INCH


@cache
def _face(size: float, weight: str) -> FontProperties:
    return FontProperties(family=list(families()), size=size, weight=weight)


def wrap(text: str, inches: float, *, size: float = FONT_SIZE, weight: str = "normal") -> list[str]:
    """Lines no wider than `inches`; words that are wider by themselves are cut."""
    lines, line = [], ""
    for word in _words(printable(text), inches, size, weight):
        longer = f"{line} {word}".strip()
        if line and width(longer, size, weight) > inches:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line else lines or [""]


def _words(text: str, inches: float, size: float, weight: str) -> Iterator[str]:
    for word in text.split():
        rest = word
        while len(rest) > 1 and width(rest, size, weight) > inches:
            cut = len(rest) - 1
            while cut > 1 and width(rest[:cut], size, weight) > inches:
                cut -= 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def write(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """A text at a place of the axes, without the clipping that makes `axes.text` slow."""
    axes.figure.text(x, y, text, transform=axes.transData, **look)


def svg(figure: Figure, *, title: str = "Figure") -> str:
    """The figure as SVG with real text that any viewer can set, search and read out."""
    buffer = io.StringIO()
    with style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "Stook", "Title": title})
    text = re.sub(r"font(-family)?: ([^;\"]*?)'DejaVu Sans'[^;\"]*", rf"font\1: \2{SVG_FONTS}", buffer.getvalue())
    return text.replace(' target="_blank"', "")


def _prefixed(text: str, prefix: str) -> str:
    """Rename ids and what refers to them, so that figures of one page stay apart; links lead out and stay."""
    text = re.sub(r'(<(?!a )[^>]*?\bid=")', rf"\g<1>{prefix}-", text)
    text = re.sub(r'(<use [^>]*?xlink:href="#)', rf"\g<1>{prefix}-", text)
    return text.replace("url(#", f"url(#{prefix}-")


def inline(text: str, *, page: str, prefix: str) -> str:
    """The SVG as an element of the page that it leads into: no head, as wide as its place allows, ids of its own."""
    text = re.sub(
        r"<(metadata|defs>\s*<style).*?</(metadata|style>\s*</defs)>", "", text[text.index("<svg") :], flags=re.DOTALL
    )
    head = r'<svg ([^>]*?)width="([\d.]+)pt" height="[\d.]+pt"'
    text = re.sub(head, r'<svg \1role="group" style="max-width:\2pt"', text, count=1)
    return _prefixed(text.replace(f'href="{page}#', 'href="#'), prefix)


def printed(figure: Figure, path: Path, *, title: str = "Figure") -> None:
    """Write the figure as PDF or PNG, by the ending of `path`: the same bytes each time, and whole or not at all."""
    draft = path.with_name(f".{path.name}")
    kind = path.suffix.lstrip(".")
    with style():
        if kind == "pdf":
            about = {"Creator": "Stook", "Title": title, "CreationDate": None}
            figure.savefig(draft, format=kind, metadata=about)
        else:
            about = {"Software": "Stook", "Title": title}
            figure.savefig(draft, format=kind, dpi=PNG_DPI, metadata=about, pil_kwargs={"compress_level": FAST})
    draft.replace(path)
