"""`stook init`: a new review in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.terminal import say


def init(
    folder: Annotated[Path, typer.Argument(help="The review's folder; made if missing")] = Path(),
    database: Annotated[
        str, typer.Option(help="Keep the record in this PostgreSQL database; default: STOOK_DATABASE or a file")
    ] = "",
) -> None:
    """Start a review: a commented protocol, an inbox for papers, an empty store.

    Example: stook init my-review
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.beginnings import TEMPLATE
    from flows.settings import read_settings

    settings = read_settings(folder)
    settings.inbox.mkdir(parents=True, exist_ok=True)
    if not settings.protocol.exists():
        settings.protocol.write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    read_protocol(settings.protocol)
    Store.create(settings.root, database=database or settings.database).close()
    say(f"A review stands in {settings.root}")
    say("Next: write your questions into review.toml, drop PDFs into papers/, then run: stook ingest")
