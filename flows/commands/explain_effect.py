"""`stook why`: from an estimate back to the page."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.terminal import say


def why(
    effect: Annotated[
        str, typer.Argument(help="An effect's or reading's id, as the report shows it", show_default=False)
    ],
) -> None:
    """Print the chain from estimate to page: weight, selection rule, coding, direction, decisions, quote, file.

    Example: stook why C12
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.repool import gather
    from flows.settings import read_settings
    from reports.why import why as explain

    settings = read_settings()
    with Store.open(settings.root) as store:
        for line in explain(effect, gather(store, read_protocol(settings.protocol))):
            say(line)
