"""Prefect's server as a process of its own, which ends with the process that started it, even if that is killed."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import StookError
from flows import server_guard

STARTS_WITHIN = 180  # seconds; a first start makes its database, 10 to 30 s on a busy machine
LOOKS_EVERY = 0.2  # seconds between two looks at a server that starts
ENDS_WITHIN = 2 * server_guard.ENDS_WITHIN


class SchedulerFailed(StookError):
    """Prefect's server did not start."""

    code = "scheduler"


@contextmanager
def running(port: int, log: Path) -> Iterator[None]:
    """The server on this port of this machine only, from its first answer to the end."""
    serve = ("-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    command = [sys.executable, server_guard.__file__, sys.executable, *serve]
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=written, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            _wait_for(process, port, log)
            yield
        finally:
            _end(process)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    health = f"http://127.0.0.1:{port}/api/health"
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(health, timeout=1):
            return
        time.sleep(LOOKS_EVERY)
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
    raise SchedulerFailed(f"Prefect's server did not start ({last}); {log.parent} may be deleted, then try again.")


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
