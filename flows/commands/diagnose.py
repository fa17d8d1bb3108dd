"""`stook doctor`: what this system can do for Stook, and what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sqlite3
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from flows.commands.terminal import as_json, say

LEAST_SQLITE = (3, 35, 0)  # UPDATE ... RETURNING
LEAST_SPACE = 1 << 30  # a gigabyte: a store of some thousand papers


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is fine, and the remedy where it is not."""

    what: str
    fine: bool
    said: str
    needed: bool = True


def doctor(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Check Python, SQLite, the reader's limits, optional tools and the store of this folder.

    Example: stook doctor
    """
    from flows.commands.formats import checked

    checked(format, ("text", "json"))
    findings = [_python(), _sqlite(), _limits(), _ocr(), _space(), _store()]
    if format == "json":
        as_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok" if finding.fine else ("MISSING" if finding.needed else "without")
            say(f"{mark:<8} {finding.what:<16} {finding.said}")
    if any(finding.needed and not finding.fine for finding in findings):
        raise typer.Exit(1)


def _python() -> Finding:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("stook", "numpy", "pypdfium2", "prefect")
    )
    return Finding("Python", True, f"{platform.python_version()} on {platform.system()}; {versions}")


def _sqlite() -> Finding:
    fine = sqlite3.sqlite_version_info >= LEAST_SQLITE
    remedy = "" if fine else "; Stook needs 3.35: install a newer Python"
    return Finding("SQLite", fine, sqlite3.sqlite_version + remedy)


def _limits() -> Finding:
    if importlib.util.find_spec("resource"):
        return Finding("reader's limits", True, "memory, processor and clock are limited by the system")
    return Finding(
        "reader's limits", False, "this system has no `resource`: a watchdog limits the clock only", needed=False
    )


def _ocr() -> Finding:
    from corpus.reading import ocr

    program = ocr.program()
    if program is None:
        return Finding("tesseract", False, "without it, pages of pictures are reported, not read", needed=False)
    return Finding(
        "tesseract", True, f"{ocr.version(program)}: pages of pictures are read, every value flagged", needed=False
    )


def _space() -> Finding:
    free = shutil.disk_usage(".").free
    return Finding(
        "disk", free > LEAST_SPACE, f"{free / 2**30:.1f} GiB free" + ("" if free > LEAST_SPACE else "; make room")
    )


def _store() -> Finding:
    from corpus.errors import StookError
    from corpus.store import Store
    from flows.settings import read_settings

    root = read_settings().root
    try:
        with Store.open(root) as store:
            events = store.verify()
    except StookError as error:
        return Finding("store", False, str(error), needed=False)
    return Finding("store", True, f"{root}: {events} decisions, chain whole")
