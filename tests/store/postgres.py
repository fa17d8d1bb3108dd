"""A real PostgreSQL server in a temporary folder, run by an ordinary user, spoken to through its socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

PLACES = "/usr/lib/postgresql"  # where Debian keeps its versions
MEMORY, ENOUGH = "/dev/shm", 1 << 30  # bytes
STARTS_WITHIN = 60.0  # seconds, on a busy machine


def program(name: str) -> str:
    """The newest server's program of this name."""
    versions = sorted(Path(PLACES).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, f"{name} is not installed, which the tests need; `sh requirements/system` says how to get it"
    return found


def somebody() -> dict[str, Any]:
    """Who runs the server: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def roomy() -> str | None:
    """Memory where there is enough of it: thousands of small files are made and removed."""
    return MEMORY if Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server; it forgets nothing that it has acknowledged (fsync), and ends afterwards."""
    with tempfile.TemporaryDirectory(prefix="stook-pg", dir=roomy()) as name:  # a socket's path must be short
        folder, user = Path(name), somebody()
        data = folder / "data"
        if user:
            os.chown(folder, user["user"], user["group"])
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": folder, **user}
        make = [program("initdb"), "-D", str(data), "-U", "stook", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(make, check=True, **quiet)
        run = [program("postgres"), "-D", str(data), "-k", name, "-c", "listen_addresses=", "-c", "fsync=on"]
        with subprocess.Popen(run, **quiet) as process:
            address = f"postgresql://stook@/postgres?host={name}"
            try:
                wait_for(address, process)
                yield address
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nobody needs what is in it


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "the server ended at once"
            assert time.monotonic() < end, "the server did not start in time"
            time.sleep(0.05)
        else:
            return


def empty_database(address: str) -> str:
    """The address of a schema of its own in the server's database: as good as a database, and made at once."""
    name = f"review_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{address}&options=-csearch_path%3D{name}"
