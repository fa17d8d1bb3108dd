"""`stook inspect`: a page's picture with what was read on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import say


def inspect(
    file: Annotated[Path, typer.Argument(help="a paper: PDF, JATS XML or HTML", show_default=False)],
    page: Annotated[int, typer.Option("--page", min=1, help="physical page, from 1")] = 1,
    out: Annotated[Path | None, typer.Option("--out", help="the picture to write  [default: NAME-pN.png]")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No words about it")] = False,
) -> None:
    """Draw words, tables, cells, candidates and flags of a page. Needs no review.

    Example: stook inspect berg2019.pdf --page 5 --out page5.png
    """
    from corpus.errors import UnknownId
    from corpus.reading import read_document
    from extractors import extract
    from flows.draw_page import draw_page, marks_of
    from models import triage

    target = out or Path(f"{file.stem}-p{page}.png")
    if target.suffix.lower() != ".png":
        raise typer.BadParameter(f"{target} is no name of a PNG; end it in .png.", param_hint="--out")
    document = read_document(file)
    if page > len(document.pages):
        raise UnknownId(f"{file.name} has no page {page}; ask for 1 to {len(document.pages)}.")
    scored = triage.score(extract(document))
    draw_page(file, document, scored, page).save(target)
    tables = sum(table.page == page for table in document.tables)
    found = marks_of(scored, page)
    flags = sum(len(mark.candidate.flags) for mark in found)
    say(f"{target}: {tables} tables, {len(found)} candidates, {flags} flags on page {page}", quiet=quiet)
