"""The command line as a person meets it: arguments in, exit status and both streams out."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.commands import main


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str


class Stook:
    """Runs commands in a folder, in this process."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._capture, self._monkeypatch = folder, capture, monkeypatch

    def __call__(self, *arguments: str | os.PathLike[str]) -> Answer:
        self._capture.readouterr()
        with self._monkeypatch.context() as patch:
            patch.chdir(self.folder)
            patch.setenv("STOOK_WHO", "ada")
            patch.setattr(sys, "argv", ["stook", *map(str, arguments)])
            status = _status_of_main()
        out, err = self._capture.readouterr()
        return Answer(status, out, err)

    def works(self, *arguments: str | os.PathLike[str]) -> str:
        """Standard output of a command that must succeed."""
        answer = self(*arguments)
        assert answer.status == 0, answer.err
        return answer.out


def _status_of_main() -> int:
    """The exit status as a shell sees it."""
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0
