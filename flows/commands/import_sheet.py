"""`stook import`: a coding sheet in metafor's columns, as readings of source `imported`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import say


def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="CSV with study, ri, ni and x, y", show_default=False)],
    who: Annotated[str | None, typer.Option(help="Who imports; default: STOOK_WHO or the login name")] = None,
) -> None:
    """Import correlations of an earlier review; importing the same sheet again changes nothing.

    Example: stook import last-review.csv
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.settings import read_settings
    from review.imports import import_sheet as bring_in

    settings = read_settings()
    with Store.open(settings.root) as store:
        done = bring_in(store, sheet, read_protocol(settings.protocol), who=who or settings.who)
    say(f"{done.imported} imported, {done.unchanged} already there; marked as imported wherever they are shown.")
