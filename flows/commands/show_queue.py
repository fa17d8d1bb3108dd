"""`stook queue`: what waits for a decision, report by report, and only what a question needs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import as_json, say

if TYPE_CHECKING:
    from review.queue import Task

MOST_SHOWN = 20
FURTHEST = 0.5  # of z that one result among others moves an estimate; beyond it there was none


def queue(
    limit: Annotated[int, typer.Option(min=1, help="How many to show")] = MOST_SHOWN,
    who: Annotated[str | None, typer.Option(help="Whose queue; default: STOOK_WHO or the login name")] = None,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Show what waits: reports without a state first, then labels to code and results to check.

    Example: stook queue --limit 5
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from review.proposed import refresh
    from review.queue import tasks

    checked(format, ("text", "json"))
    settings = read_settings()
    protocol = read_protocol(settings.protocol)
    with Store.open(settings.root) as store:
        refresh(store, protocol)
        waiting, papers = tasks(store, protocol, who=who or settings.who), store.papers()
    if format == "json":
        as_json([asdict(task) for task in waiting[:limit]])
        return
    if not papers:
        say("Nothing waits: no papers yet; drop PDFs into papers/ and run `stook ingest`.")
    elif not protocol.questions:
        say("review.toml has no questions yet ([[questions]]), so no result is asked for.")
    elif not waiting:
        say("Nothing waits: every result that a question needs is decided.")
    for task in waiting[:limit]:
        _tell(task)
    if len(waiting) > limit:
        say(f"... and {len(waiting) - limit} more; --limit {len(waiting)} shows all.")


def _tell(task: Task) -> None:
    say(f"{task.id:<14} {task.report_name:<28} {task.what}")
    for line in (*task.details, *_moves(task)):
        say(f"{'':<14} {line}")
    say(f"{'':<14} -> {task.command}")


def _moves(task: Task) -> tuple[str, ...]:
    """How far the decision may move an estimate; a first result moves it from nothing."""
    if not task.moves:
        return ()
    if task.moves > FURTHEST:
        return ("may give a question its first estimate",)
    return (f"may move an estimate by {task.moves:.3f} (Fisher's z)",)
