"""`stook review` and `stook users` as a person starts them."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import typer

from corpus.errors import StookError
from corpus.store import Store
from flows.commands.manage_users import users
from flows.commands.open_review import review
from review.web.users import users as everybody

STOOK = Path(sys.executable).with_name("stook")
SECONDS = 30


def test_the_first_line_is_an_address_whose_token_lets_in(root: Path) -> None:
    command = [str(STOOK), "review", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(address.partition("?")[0] + "queue", timeout=SECONDS)
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address, timeout=SECONDS) as page:
            assert "To check" in page.read().decode()
        assert running.stdout.readline().startswith("For another browser: http://127.0.0.1:")
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0
        assert running.stderr
        assert running.stderr.read() == ""


def test_other_machines_are_let_in_only_by_password(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOOK_ROOT", str(root))
    with pytest.raises(StookError, match="stook users add"):
        review(port=0, host="0.0.0.0", no_browser=True)


def test_people_are_added_listed_and_removed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STOOK_ROOT", str(root))
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))
    users("add", "vera", "viewer")
    users("list")
    assert "vera may come in as viewer" in (shown := capsys.readouterr().out)
    assert "vera                     viewer" in shown
    users("remove", "vera")
    with Store.open(root) as store:
        assert everybody(store) == {}
    with pytest.raises(typer.BadParameter, match="'drop'"):
        users("drop")
