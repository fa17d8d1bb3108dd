"""`stook review` and `stook users` as a person starts them."""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import typer

from corpus.errors import StookError
from corpus.store import Store
from flows.commands.manage_users import users
from flows.commands.open_review import review
from review.web.users import users as everybody
from tests.effort import effort

STOOK = Path(sys.executable).with_name("stook")
SECONDS = 30
QUIET = {**os.environ, "BROWSER": "true"}  # a browser that opens nothing
KILLED_AFTER = (0.6, 1.6)  # seconds of deciding


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


def test_stook_alone_opens_the_review_in_this_folder(root: Path) -> None:
    with subprocess.Popen([str(STOOK)], cwd=root, stdout=subprocess.PIPE, env=QUIET, text=True) as running:
        assert running.stdout
        first = running.stdout.readline()
        running.terminate()
        running.wait(SECONDS)
    assert first.startswith("http://127.0.0.1:") or "choose another --port" in first


def test_every_acknowledged_decision_survives_the_sudden_death_of_the_server(root: Path) -> None:
    for _ in range(effort(1, 50)):
        with subprocess.Popen(
            [str(STOOK), "review", "--port", "0", "--no-browser"], cwd=root, stdout=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout
            address = running.stdout.readline().strip()
            saved = asking(address, running)
        with Store.open(root) as store:
            assert store.verify() == len(store.events())
            assert saved <= {event.seq for event in store.events()}
            assert saved


def asking(address: str, running: subprocess.Popen[str]) -> set[int]:
    """Decide as fast as the server answers, until it is killed in between; what it acknowledged."""
    site, saved = address.partition("/?")[0], set()
    client = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    client.addheaders = [("Origin", site), ("Accept", "application/json")]
    text = (
        client.open(urllib.request.Request(address, headers={"Accept": "text/html"}), timeout=SECONDS).read().decode()
    )
    token = text.split('name="token" value="')[1].partition('"')[0]
    items = list(dict.fromkeys(re.findall(r"/items/(C\d+)", text)))
    seen(client, site, items[0])  # the first page takes its time to be drawn
    killer = threading.Timer(random.uniform(*KILLED_AFTER), running.kill)
    killer.start()
    try:
        while True:
            for item in items:
                for form in ({"action": "ask", "note": "why?", "seen": seen(client, site, item)}, {"action": "undo"}):
                    data = urllib.parse.urlencode({**form, "token": token}).encode()
                    said = json.loads(client.open(f"{site}/items/{item}", data, timeout=SECONDS).read())
                    saved |= {said["decision"]} if "decision" in said else set()
    except (OSError, http.client.HTTPException):
        killer.join()
        return saved


def seen(client: urllib.request.OpenerDirector, site: str, item: str) -> str:
    page = client.open(f"{site}/items/{item}", timeout=SECONDS).read().decode()
    return page.split('name="seen" value="')[1].partition('"')[0]
