"""Settings enter here, once, as one frozen object; everything below takes arguments."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StookError

PROTOCOL = "review.toml"


class InvalidSetting(StookError):
    """An environment variable or option with a value that makes no sense."""

    code = "setting"


@dataclass(frozen=True, slots=True)
class Settings:
    """`root` is the review's folder, `who` signs decisions, `workers` is the number of processes that read papers.

    `home` is where the start page keeps reviews. `database` is where a new review keeps its record; one that is there
    knows that by itself.
    """

    root: Path
    who: str
    workers: int
    database: str = ""
    home: Path = Path("stook")

    @property
    def protocol(self) -> Path:
        return self.root / PROTOCOL

    @property
    def inbox(self) -> Path:
        return self.root / "papers"


def read_settings(root: Path | None = None, *, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from STOOK_ROOT (default: the current folder), STOOK_WHO (the login name), STOOK_WORKERS (cores).

    STOOK_HOME is where the start page keeps reviews (default: the folder stook in the person's own).
    STOOK_DATABASE is the address of a PostgreSQL database for the record of a new review (default: a SQLite file).
    """
    chosen = root or Path(environment.get("STOOK_ROOT") or Path.cwd())
    who = environment.get("STOOK_WHO") or _login()
    home = Path(environment.get("STOOK_HOME") or _own_folder() / "stook")
    return Settings(
        chosen.resolve(), who, _workers(environment), environment.get("STOOK_DATABASE", ""), home.resolve()
    )  # fmt: skip


def _workers(environment: Mapping[str, str]) -> int:
    text = environment.get("STOOK_WORKERS", "")
    if not text:
        return available_cores()
    if not text.isdecimal() or int(text) < 1:
        raise InvalidSetting(
            f"STOOK_WORKERS = {text!r} is not a whole number of at least 1; unset it to use all cores."
        )
    return int(text)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _own_folder() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a container without an entry in the user database
        return Path.cwd()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry in the user database
        return "unknown"
