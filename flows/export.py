"""A review written out: tables and texts made from the store as it is, figures and report of the version that fits."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import StookError
from corpus.protocol import Protocol
from corpus.store import Store
from flows.repool import gather, newest
from reports.export import CRATE, crate, exported
from review.coding_sheet import write_coding_sheet

CODING_SHEET = "coding.xlsx"


class FolderInUse(StookError):
    """What is there is never written over."""

    code = "folder"


def export(store: Store, root: Path, protocol: Protocol, folder: Path) -> tuple[list[str], bool]:
    """Write everything into a new or empty folder: the names of the files, and whether the newest version is older."""
    _is_empty(folder)
    inputs = gather(store, protocol)
    files = exported(inputs, store.readings(), store.events())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    write_coding_sheet(folder / CODING_SHEET, store.view(), protocol)
    shutil.copyfile(root / "review.toml", folder / "review.toml")
    version = newest(root)
    fits = version is not None and version.data.get("digest") == inputs.digest
    if version is not None and fits:
        for path in sorted((root / "reports" / version.name).iterdir()):
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
    names = sorted(path.name for path in folder.iterdir())
    (folder / CRATE).write_text(crate(inputs, names, at=_now()), encoding="utf-8", newline="\n")
    return [*names, CRATE], version is not None and not fits


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is there and not empty; nothing is written over: name a new folder.")
