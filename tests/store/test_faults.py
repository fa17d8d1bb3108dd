"""Real faults on real files: killed processes, full disks, locks, rights, damage."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from corpus.decisions import Decision
from corpus.errors import MissingFile, StoreUnavailable
from corpus.store import Store
from corpus.store.files import digest_of, keep
from tests.effort import effort
from tests.store.evidence import candidate, document, scored

ROOT = Path(__file__).parents[2]
NOBODY = 65534
KILLS = effort(5, 50)

APPEND_FOR_EVER = """
import sys
from pathlib import Path
from corpus.decisions import Decision
from corpus.store import Store
with Store.open(Path(sys.argv[1])) as store:
    number = len(store.events())
    while True:
        number += 1
        made = store.append(Decision("reading", f"C{number}", "reject", "mei", "", {"kind": "cited"}))
        print(made.seq, made.hash, flush=True)
"""

LARGE_FILE_UNDER_A_LIMIT = """
import resource, signal, sys
from pathlib import Path
from corpus.errors import StoreUnavailable
from corpus.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
with Store.open(Path(sys.argv[1])) as store:
    try:
        store.add_file(Path(sys.argv[2]))
    except StoreUnavailable as error:
        print(error)
"""


def reject(number: int) -> Decision:
    return Decision("reading", f"C{number}", "reject", "mei", "", {"kind": "cited"})


def start(script: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )  # fmt: skip


def test_a_process_killed_at_any_moment_loses_no_acknowledged_decision(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    acknowledged: dict[int, str] = {}
    for kill in range(KILLS):
        with start(APPEND_FOR_EVER, str(tmp_path)) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline()]
            time.sleep(random.Random(kill).uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        acknowledged |= {int(line.split()[0]): line.split()[1] for line in lines if line.endswith("\n")}
        with Store.open(tmp_path) as store:
            held = {event.seq: event.hash for event in store.events()}
            assert store.verify() == len(held)
        assert acknowledged.items() <= held.items()
        assert len(held) <= len(acknowledged) + kill + 1  # at most one a kill was written but not told
    assert len(acknowledged) > KILLS


def test_a_full_database_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.append(reject(1))
        with store._writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        with pytest.raises(StoreUnavailable, match="the disk is full; free some space"):
            fill(store, int(pages))
        assert store.verify() == len(store.events()) == 1
        store.append(reject(2))
        assert store.verify() == 2


def fill(store: Store, pages: int) -> None:
    """Write more than the pages that the database may have."""
    with store._writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(1000):
            connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", (f"x{number}", "x" * 1000))


def test_a_disk_that_fills_up_keeps_no_half_of_a_file(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    paper = tmp_path / "large.pdf"
    paper.write_bytes(os.urandom(300_000))
    Store.create(tmp_path).close()
    with start(LARGE_FILE_UNDER_A_LIMIT, str(tmp_path), str(paper)) as process:
        assert process.stdout is not None
        assert "the disk is full; free some space" in process.stdout.read()
    assert [path for path in (tmp_path / "store" / "files").rglob("*") if path.is_file()] == []
    with Store.open(tmp_path) as store:
        assert store.papers() == []
        store.add_file(paper)


def test_a_locked_database_says_so_and_nothing_is_lost(tmp_path: Path) -> None:
    with Store.create(tmp_path, wait=0.05) as store, closing(sqlite3.connect(tmp_path / "store" / "stook.db")) as other:
        store.append(reject(1))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="is locked by another program"):
            store.append(reject(2))
        assert len(store.events()) == 1  # reading goes on
        other.execute("ROLLBACK")
        assert store.append(reject(2)).seq == 2


def test_files_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"a paper")
    with Store.create(tmp_path) as store:
        (tmp_path / "store" / "files").rmdir()
        (tmp_path / "store" / "files").write_text("in the way")
        with pytest.raises(StoreUnavailable, match=r"files failed: .*Not a directory"):
            store.add_file(tmp_path / "a.pdf")
        assert store.papers() == []


def test_a_copy_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        keep(tmp_path / "gone.pdf", tmp_path / "files", "ab12")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_file_that_is_kept_is_not_copied_again(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"a paper")
    first = keep(tmp_path / "a.pdf", tmp_path / "files", "ab12")
    assert keep(tmp_path / "gone.pdf", tmp_path / "files", "ab12") == first


def test_an_error_of_the_program_is_not_dressed_up(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, pytest.raises(IntegrityError):
        store.split_study(Decision("report", "R9", "split", "mei", ""), "Study 2")


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Root may write everywhere; these tests need somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def set_rights(folder: Path, *, folders: int, files: int) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(folders if path.is_dir() else files)


def test_a_read_only_store_says_so() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with Store.create(root) as store:
            store.append(reject(1))
        try:
            set_rights(root, folders=0o555, files=0o444)
            with an_ordinary_user(), pytest.raises(StoreUnavailable, match="give this user the right to write"):
                Store.open(root)
            with an_ordinary_user(), pytest.raises(StoreUnavailable, match="cannot be made"):
                Store.create(root / "inner")
            set_rights(root, folders=0o777, files=0o000)
            with an_ordinary_user(), pytest.raises(MissingFile, match="may not be read by this user"):
                digest_of(root / "store" / "stook.db")
            set_rights(root, folders=0o777, files=0o444)
            with an_ordinary_user(), Store.open(root) as store:
                assert len(store.events()) == 1
                with pytest.raises(StoreUnavailable, match="give this user the right to write"):
                    store.append(reject(2))
        finally:
            set_rights(root, folders=0o755, files=0o644)
        with Store.open(root) as store:
            assert store.verify() == 1


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "stook.db").write_bytes(b"this is a text file" * 100)
    with pytest.raises(StoreUnavailable, match="is not a Stook database"):
        Store.open(tmp_path)


def test_a_database_that_is_moved_away_is_missed_and_not_made_anew(tmp_path: Path) -> None:
    database = tmp_path / "store" / "stook.db"
    with Store.create(tmp_path) as store:
        store.append(reject(1))
        database.rename(tmp_path / "elsewhere.db")
        with pytest.raises(StoreUnavailable, match="cannot be opened; check that the folder is there"):
            store.append(reject(2))
        assert not database.exists()


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "store" / "stook.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="was written by a newer Stook"):
        Store.open(tmp_path)


def test_an_ingest_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        broken = [*scored(candidate()), *scored(candidate(row=1, n="many"), probability=float("nan"))]
        with pytest.raises(ValueError, match="not JSON compliant"):
            store.add(document("berg2019"), broken, [], name="berg2019.pdf", rules="1")
        assert (store.papers(), store.candidates(), store.generation()) == ([], [], 0)
