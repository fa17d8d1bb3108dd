"""How commands speak: results on standard output, errors in one line on standard error, progress where it helps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol


class Progress(Protocol):
    """Counts steps; `note` may name the one just done."""

    def __call__(self, note: str = "") -> None: ...


def say(text: str = "", *, quiet: bool = False) -> None:
    """A line for a person."""
    if not quiet:
        print(text, flush=True)


def complain(text: str) -> None:
    """A line on standard error."""
    print(f"stook: {text}", file=sys.stderr, flush=True)


def as_json(value: Any) -> None:
    """A value for a program, in UTF-8 as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=1), flush=True)


@contextmanager
def progress(what: str, total: int, *, quiet: bool = False) -> Iterator[Progress]:
    """A bar on a terminal, one plain line a tenth otherwise, nothing when quiet."""
    if quiet or not total:
        yield _silent
    elif sys.stderr.isatty():
        with _bar(what, total) as advance:
            yield advance
    else:
        yield _plain(what, total)


@contextmanager
def _bar(what: str, total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, note="")
        yield lambda note="": bar.update(task, advance=1, note=note)


def _silent(note: str = "") -> None:  # noqa: ARG001  a Progress that shows nothing
    return


def _plain(what: str, total: int) -> Progress:
    done = 0

    def advance(note: str = "") -> None:
        nonlocal done
        done += 1
        if done == total or done % max(1, total // 10) == 0:
            print(f"{what}: {done}/{total}{' ' + note if note else ''}", file=sys.stderr, flush=True)

    return advance


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines with aligned columns; the first row is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
