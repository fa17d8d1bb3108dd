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
    schedule = protocol.schedule
    watch = f", inbox every {schedule.watch:g} s" if schedule.watch else ""
    say(f"Serving {settings.root}: cron {schedule.cron} ({schedule.timezone}){watch}; Ctrl-C stops.")
    from flows.scheduled import serve as run

    try:
        run(settings.root, protocol, heard=lambda place: say(f"Runs and artifacts: {place}"))
    except KeyboardInterrupt:
        raise typer.Exit from None
