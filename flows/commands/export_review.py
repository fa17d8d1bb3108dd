"""`stook export`: the review as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import say


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder", show_default=False)],
    quiet: Annotated[bool, typer.Option("--quiet", help="Only errors")] = False,
) -> None:
    """Write effects in metafor's columns with a code book, an R script, decisions, annotations, protocol and figures.

    Papers are never written out.

    Example: stook export ../release-1
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.export import export as write
    from flows.settings import read_settings

    settings = read_settings()
    with Store.open(settings.root) as store:
        names, newer = write(store, settings.root, read_protocol(settings.protocol), folder)
    if newer:
        say("Decisions are newer than the newest version: figures and report are left out; run `stook repool` first.")
    say(f"{len(names)} files in {folder}; `Rscript analysis.R` there repeats the analyses.", quiet=quiet)
