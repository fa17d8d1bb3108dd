"""Papers kept by the SHA-256 of their bytes: `files/ab/abcd...`. A file is there as a whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from corpus.errors import MissingFile

BLOCK = 1 << 20  # bytes read at a time: papers of 100 MB do not have to fit into memory

LEAST_SHARED = 512  # bytes: the heads of two files of one program are alike, but not for as long
PERMANENT_ID = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]{16,})>")  # stays the same when a PDF is saved again


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes; MissingFile where there is none."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                found.update(block)
    except (FileNotFoundError, IsADirectoryError):
        raise MissingFile(f"{path} is not a file; check its name, or that the folder is mounted.") from None
    except PermissionError:
        raise MissingFile(f"{path} may not be read by this user; change its permissions.") from None
    return found.hexdigest()


def place_of(folder: Path, digest: str) -> Path:
    """Where the file with this digest is kept."""
    return folder / digest[:2] / digest


def keep(path: Path, folder: Path, digest: str) -> Path:
    """Copy the file into the folder, unless it is there already."""
    target = place_of(folder, digest)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as copy, path.open("rb") as file:
            while block := file.read(BLOCK):
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def are_copies(first: Path, second: Path) -> bool:
    """Whether one file is the other one broken off, or both are PDFs that were made as one, by their bytes."""
    try:
        short, long = sorted((first.read_bytes(), second.read_bytes()), key=len)
    except OSError:
        return False
    ids = [PERMANENT_ID.findall(data) for data in (short, long)]
    made_as_one = all(ids) and ids[0][-1].lower() == ids[1][-1].lower()
    return made_as_one or (len(short) >= LEAST_SHARED and long.startswith(short))
