"""`stook ingest`: read new papers into the review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import as_json, complain, progress, say

if TYPE_CHECKING:
    from flows.ingest import Ingested


def ingest(
    papers: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: papers/")] = None,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
    quiet: Annotated[bool, typer.Option("--quiet", help="Only errors")] = False,
) -> None:
    """Read papers that are new or were read by older rules. A paper that fails is kept with its reason.

    Example: stook ingest papers/
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows import ingest as steps
    from flows.commands.formats import checked
    from flows.settings import read_settings

    checked(format, ("text", "json"))
    settings = read_settings()
    with Store.open(settings.root) as store:
        files = _files(papers or [settings.inbox])
        with progress("Reading papers", len(files), quiet=quiet) as advance:
            done = steps.ingest(
                store, files, each=steps.process_map(settings.workers), report=lambda _paper, name: advance(name)
            )
        steps.propose_to_coders(store, read_protocol(settings.protocol))
    if format == "json":
        as_json({"read": done.read, "unchanged": done.unchanged, "failed": dict(done.failed),
                 "new": done.new, "kept": done.kept, "vanished": done.vanished})  # fmt: skip
    else:
        say(told(done), quiet=quiet)
    for _name, message in done.failed:
        complain(message)
    if done.failed:
        raise typer.Exit(1)


def _files(given: list[Path]) -> list[Path]:
    from flows.ingest import inbox

    return [file for path in given for file in (inbox(path) if path.is_dir() else [path])]


def told(done: Ingested) -> str:
    """One line that says what an ingest did."""
    if not done.papers:
        return "No papers here yet: drop PDFs into papers/ and run `stook ingest` again."
    parts = [f"{len(done.read)} read", f"{len(done.unchanged)} unchanged", f"{len(done.failed)} failed"]
    counts = f"{done.new} new candidates, {done.kept} kept, {done.vanished} no longer found"
    return f"{done.papers} papers: {', '.join(parts)}; {counts}."
