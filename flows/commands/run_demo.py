"""`stook demo`: the main job on the bundled example review, through the Prefect flow."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import say

if TYPE_CHECKING:
    from corpus.protocol import Protocol
    from corpus.store import Store
    from flows.ingest import Ingested


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the example review is laid out")] = Path("demo"),
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the estimates")] = False,
) -> None:
    """Read the example's papers, apply its recorded decisions, pool, and write the report.

    Example: stook demo
    """
    from flows.demonstrate import MARK, unchanged

    if (folder / MARK).is_file():
        from corpus.store import Store

        with Store.open(folder) as store:
            same = unchanged(folder, store.generation())
        if same:
            say("nothing changed")
            _tell_estimates(folder)
            return
    _run(folder, quiet=quiet)


def _run(folder: Path, *, quiet: bool) -> None:
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.commands.terminal import progress
    from flows.demonstrate import lay_out, recorded, remember
    from flows.ingest import inbox
    from review.recorded import apply_recorded

    lay_out(folder)
    protocol = read_protocol(folder / "review.toml")
    Store.create(folder).close()
    say(f"The example review, in {folder}: {protocol.review.title}", quiet=quiet)
    say("1. Starting Prefect and reading the papers ...", quiet=quiet)
    from flows.scheduled import ingest_now, repool_now  # the first import of Prefect takes its seconds

    with progress("Reading papers", len(inbox(folder / "papers")), quiet=quiet) as advance:
        done = ingest_now(folder, heard=advance)
    with Store.open(folder) as store:
        _tell_papers(store, done, quiet=quiet)
        lines = recorded()
        say(f"2. Applying {len(lines)} recorded decisions of the example's author ...", quiet=quiet)
        applied = apply_recorded(store, lines, protocol)
        counts = ", ".join(f"{count} {what}" for what, count in applied.counts.items())
        say(
            f"   {applied.total} applied ({counts or 'all were there'}), {applied.unchanged} there already", quiet=quiet
        )
        _tell_queue(store, protocol, quiet=quiet)
    say("4. Pooling what was decided ...", quiet=quiet)
    repool_now(folder)
    with Store.open(folder) as store:
        remember(folder, store.generation())
    _tell_estimates(folder)


def _tell_papers(store: Store, done: Ingested, *, quiet: bool) -> None:
    from flows.commands.ingest_papers import told

    kinds = Counter(row.kind for row in store.rows() if not row.vanished)
    say(f"   {told(done)}", quiet=quiet)
    say(f"   found: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}", quiet=quiet)


def _tell_queue(store: Store, protocol: Protocol, *, quiet: bool) -> None:
    from review.overview import overview

    found = overview(store, protocol)
    queue = found["queue"]
    say(
        f"3. In the queue: {queue['results']} results to check, {queue['labels']} labels to code, "
        f"{len(found['without_state'])} reports without an effect and without a state",
        quiet=quiet,
    )
    for report in found["without_state"]:
        say(f"   {report['name']}: {report['why']}", quiet=quiet)


def _tell_estimates(folder: Path) -> None:
    from flows.commands.repool_review import estimates, places
    from reports.version import latest_version

    version = latest_version(folder / "reports")
    assert version is not None  # the demo has just made it, or its mark says so
    for line in (*estimates(version.data["questions"]), *places(version.folder)):
        say(line)
    stook = "stook" if shutil.which("stook") else os.path.relpath(sys.argv[0], folder)
    say(f"next     cd {folder} && {stook} queue   (then decide, repool, why ID)")
