"""Analysis versions on disk: `reports/NNNN/`, written whole or not at all, and `reports/latest` names the newest."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StookError
from reports.changes import changes, first
from reports.inputs import Inputs
from reports.record import record

RECORD = "analysis.json"
LATEST = "latest"
DIGITS = 4
FOR_PRINT = ("pdf", "png")  # what a figure is made as beside its SVG, once a version is there
UNFINISHED = ".writing-"  # a folder of this name is a version that was never finished
STALE = 3600.0  # seconds after which nobody is still writing it


class UnreadableVersion(StookError):
    """An analysis version that is not there or whose analysis.json cannot be read."""

    code = "version"


class VersionTaken(StookError):
    """Another process finished the version of this number first."""

    code = "version_taken"


@dataclass(frozen=True, slots=True)
class Version:
    """One analysis version on disk; `data` is its analysis.json."""

    folder: Path
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its number as the folder has it."""
        return self.folder.name

    @property
    def digest(self) -> str:
        """The digest over all that it rests on."""
        return str(self.data["digest"])


@dataclass(frozen=True, slots=True)
class Written:
    """The version that holds now, and whether it had to be written."""

    version: Version
    new: bool


def not_printed(folder: Path, stem: str) -> list[Path]:
    """The files for print of a version's figure that are not there yet."""
    return [path for ending in FOR_PRINT if not (path := folder / f"{stem}.{ending}").is_file()]


Render = Callable[[Inputs, Mapping[str, Any], Path], None]  # writes the pages and figures of a record into a folder
Heard = Callable[[Mapping[str, Any]], None]  # is told a record before anything is drawn


def write_version(
    inputs: Inputs, folder: Path, *, at: str, render: Render | None = None, heard: Heard | None = None
) -> Written:
    """Write the next version into `folder` (a review's `reports/`), unless the newest one has the same digest.

    `at` is the time to put on it. Figures and page are drawn by `render`, by default those of `reports.page`; `heard`
    is told the numbers first, for drawing takes longer than they do.
    """
    last = latest_version(folder)
    if last is not None and last.digest == inputs.digest:
        _point(folder, last.name)
        return Written(last, new=False)
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    name = f"{int(last.name) + 1 if last else 1:0{DIGITS}d}"
    unfinished = folder / f"{UNFINISHED}{secrets.token_hex(4)}"
    unfinished.mkdir()
    try:
        data = _record(inputs, name, at, last)
        if heard is not None:
            heard(data)
        _fill(unfinished, data, inputs, render or _render)
        _name(unfinished, folder / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _point(folder, name)
    return Written(read_version(folder / name), new=True)


def _name(unfinished: Path, folder: Path) -> None:
    if folder.exists():
        raise VersionTaken(f"{folder} was written by another process meanwhile; run `stook repool` again.")
    unfinished.rename(folder)


def _record(inputs: Inputs, name: str, at: str, last: Version | None) -> dict[str, Any]:
    before = last.data if last else None
    data = record(inputs, version=name, at=at, previous=last.name if last else None, changes={}, last=before)
    return {**data, "changes": changes(last.data, data) if last else first(data)}


def _render(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> None:
    from reports.page import write_page  # draws figures: slow to import, and not needed when nothing changed

    write_page(inputs, data, folder)


def _fill(folder: Path, data: dict[str, Any], inputs: Inputs, render: Render) -> None:
    render(inputs, data, folder)
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    (folder / RECORD).write_text(text, encoding="utf-8", newline="\n")
    for path in folder.iterdir():  # on the disk before the name says so
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _point(folder: Path, name: str) -> None:
    """Let `latest` name a version, in one step."""
    pointer = folder / LATEST
    if pointer.is_file() and pointer.read_text(encoding="utf-8").strip() == name:
        return
    draft = folder / f"{UNFINISHED}{secrets.token_hex(4)}"
    draft.write_text(f"{name}\n", encoding="utf-8", newline="\n")
    draft.replace(pointer)


def _sweep(folder: Path) -> None:
    """Remove what a crash left behind; `latest` and versions are never half, so nothing of worth is in it."""
    newest = max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)
    for path in folder.glob(f"{UNFINISHED}*"):
        if newest - path.stat().st_mtime > STALE:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def versions(folder: Path) -> list[str]:
    """The names of all finished versions, the oldest first."""
    found = (path.parent.name for path in folder.glob(f"*/{RECORD}"))
    return sorted((name for name in found if name.isdecimal()), key=int)


def latest_version(folder: Path) -> Version | None:
    """The newest finished version, or None before the first."""
    names = versions(folder)
    return read_version(folder / names[-1]) if names else None


def read_version(folder: Path) -> Version:
    """The version in this folder."""
    path = folder / RECORD
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableVersion(f"{path} is not there; `stook repool` writes analysis versions.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadableVersion(f"{path} is damaged ({error}); move its folder away and run `stook repool`.") from None
    return Version(folder, data)
