"""Runs a server that must not outlive whoever started it: `python server_guard.py COMMAND...`, with a pipe as input.

A process that is killed cannot end its children. It takes its end of the pipe with it, though, and then this program
ends the server. It imports nothing of Stook and nothing heavy: it lives as long as the server.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import BinaryIO

ENDS_WITHIN = 10  # seconds that a server may take to end


def guard(command: Sequence[str], told: BinaryIO) -> int:
    """Run the command until it ends or `told` does; its exit status."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as server:  # noqa: S603
        threading.Thread(target=_end_with, args=(told, server), daemon=True).start()
        return server.wait()


def _end_with(told: BinaryIO, server: subprocess.Popen[bytes]) -> None:
    while told.read(1):
        pass
    _signal(server, signal.SIGTERM)
    try:
        server.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        _signal(server, signal.SIGKILL)


def _signal(server: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the server and all that it has started."""
    try:
        os.killpg(server.pid, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this, and ends the pipe in time
    sys.exit(guard(sys.argv[1:], sys.stdin.buffer))
