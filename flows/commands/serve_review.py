"""`stook serve`: watch the inbox and re-pool on the protocol's schedule."""

from __future__ import annotations

import typer

from flows.commands.terminal import say


def serve() -> None:
    """Run Prefect's server for this review, with the protocol's schedule, until interrupted.

    Example: stook serve
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.settings import read_settings

    settings = read_settings()
    protocol = read_protocol(settings.protocol)
    Store.open(settings.root).close()
    from flows.scheduled import as_words
    from flows.scheduled import serve as run

    say(f"Serving {settings.root}: {as_words(protocol.schedule)}; Ctrl-C stops.")
    try:
        run(
            settings.root,
            protocol,
            heard=lambda place: say(f"Runs and artifacts: {place}"),
            told=lambda schedule: say(f"The protocol's schedule was edited: {schedule} from now on."),
        )
    except KeyboardInterrupt:
        raise typer.Exit from None
