import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from corpus.protocol import Schedule, read_protocol
from corpus.store import Store
from flows import scheduled, server_guard
from flows.ingest import Ingested, ReadPaper
from flows.prefect_server import SchedulerFailed
from flows.repool import Repooled, newest, repool
from tests.flows.server import HERE, review, until

NEW_PROTOCOL = '[review]\ntitle = "Another title"\n'


def changed(store: Store, name: str) -> None:
    """Something happens to the record that asks for a new analysis."""
    store.add_failure(None, name, "missing", f"{name} is not there")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return review(tmp_path / "Über sicht")


def test_prefect_lives_inside_the_review_and_tells_nobody(root: Path) -> None:
    settings = scheduled.environment(root)
    home = root / "store" / "prefect"
    assert settings["PREFECT_HOME"] == str(home)
    assert settings["PREFECT_API_DATABASE_CONNECTION_URL"].endswith(str(home / "prefect.db"))
    assert settings["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert settings["DO_NOT_TRACK"] == "1"


def test_a_setting_for_another_server_is_not_followed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ) | {"PREFECT_API_URL": "https://elsewhere.example/api"})
    scheduled.prepare(root)
    assert "PREFECT_API_URL" not in os.environ
    assert os.environ["PREFECT_HOME"] == str(root / "store" / "prefect")


def test_importing_the_schedule_imports_neither_prefect_nor_pandas() -> None:
    code = "import sys, flows.scheduled; print({'prefect', 'pandas', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_inbox_looks_different_after_a_paper_came_or_changed(root: Path) -> None:
    empty = scheduled.fingerprint(root / "papers")
    paper = root / "papers" / "berg.pdf"
    paper.write_bytes(b"%PDF-1.4")
    one = scheduled.fingerprint(root / "papers")
    paper.write_bytes(b"%PDF-1.4 more")
    other = scheduled.fingerprint(root / "papers")
    assert len({empty, one, other}) == 3
    assert other == scheduled.fingerprint(root / "papers")


def test_five_changes_while_pooling_cost_one_more_run(root: Path) -> None:
    runs: list[Repooled] = []
    others: list[list[Repooled]] = []

    def ask() -> None:
        with Store.open(root) as store:
            others.append(scheduled.repool_when_due(store, root))

    def pool_while_five_ask(store: Store, root: Path, **more: Any) -> Repooled:
        done = repool(store, root, **more)
        if not runs:
            for number in range(5):
                changed(store, f"{number}.pdf")
                asking = threading.Thread(target=ask)
                asking.start()
                asking.join()
        runs.append(done)
        return done

    with Store.open(root) as store:
        scheduled.repool_when_due(store, root, pool=pool_while_five_ask)
    assert len(runs) == 2
    assert others == [[]] * 5


def test_nothing_is_pooled_where_nothing_changed(root: Path) -> None:
    with Store.open(root) as store:
        assert len(scheduled.repool_when_due(store, root)) == 1
        assert scheduled.repool_when_due(store, root) == []


def test_a_new_protocol_asks_for_a_new_analysis(root: Path) -> None:
    with Store.open(root) as store:
        scheduled.repool_when_due(store, root)
        (root / "review.toml").write_text(NEW_PROTOCOL, encoding="utf-8")
        assert len(scheduled.repool_when_due(store, root)) == 1


def test_a_pooling_that_fails_lets_the_next_one_in(root: Path) -> None:
    def broken(*_: Any, **__: Any) -> Repooled:
        raise OSError("disk full")

    with Store.open(root) as store:
        with pytest.raises(OSError, match="disk full"):
            scheduled.repool_when_due(store, root, pool=broken)
        assert len(scheduled.repool_when_due(store, root)) == 1


def die_over_one(batch: tuple[Path, ...]) -> list[ReadPaper]:
    """Reads papers, but one of them kills the process."""
    if any(path.name == "bomb.pdf" for path in batch):
        os._exit(1)
    return [ReadPaper(path, code="empty", message="made up") for path in batch]


def test_a_paper_that_kills_its_process_fails_alone() -> None:
    papers = (Path("berg.pdf"), Path("bomb.pdf"), Path("novak.pdf"))
    found = scheduled.read_apart(die_over_one, papers)
    assert [(paper.path, paper.code) for paper in found] == [
        (Path("berg.pdf"), "empty"),
        (Path("bomb.pdf"), "limit"),
        (Path("novak.pdf"), "empty"),
    ]
    assert "bomb.pdf" in found[1].message


def test_without_papers_no_task_is_started() -> None:
    assert list(scheduled.prefect_map(2)(die_over_one, [])) == []


def test_there_is_nothing_to_do_once_papers_are_read_and_results_pooled(root: Path) -> None:
    assert scheduled.to_do(root)
    with Store.open(root) as store:
        scheduled.repool_when_due(store, root)
        store.put(scheduled.SEEN, scheduled.fingerprint(root / "papers"))
    assert scheduled.to_do(root) == ""
    (root / "papers" / "new.pdf").write_bytes(b"%PDF-1.4")
    assert scheduled.to_do(root)


def test_a_protocol_that_cannot_be_read_keeps_nobody_from_reading_papers(root: Path) -> None:
    with Store.open(root) as store:
        store.put(scheduled.SEEN, scheduled.fingerprint(root / "papers"))
    (root / "review.toml").write_text("[reviw]", encoding="utf-8")
    assert scheduled.to_do(root) == ""
    (root / "papers" / "new.pdf").write_bytes(b"%PDF-1.4")
    assert scheduled.to_do(root)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduled, "SETTLES", 0.0)


@pytest.mark.usefixtures("hasty")
def test_what_a_lost_run_left_undone_is_started_at_the_first_look(root: Path) -> None:
    started: list[str] = []

    async def start() -> None:
        started.append(scheduled.to_do(root))
        with Store.open(root) as store:
            store.put(scheduled.SEEN, scheduled.fingerprint(root / "papers"))
            scheduled.repool_when_due(store, root)

    asyncio.run(scheduled.watch(root, 0, start))
    assert len(started) == 1
    assert newest(root) is not None


@pytest.mark.usefixtures("hasty")
def test_a_state_that_failed_thrice_waits_for_a_change(root: Path) -> None:
    started: list[str] = []

    async def fail() -> None:
        started.append(scheduled.to_do(root))

    asyncio.run(scheduled.watch(root, 0, fail))
    assert len(started) == scheduled.TRIES


def test_a_server_that_dies_at_once_is_an_error_with_its_last_words(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(scheduled, "free_port", lambda: -1)
    with pytest.raises(SchedulerFailed, match="did not start"), scheduled.server(root):
        raise AssertionError("it started")


def test_artifacts_name_failures_and_escape_what_would_break_a_table(root: Path) -> None:
    done = Ingested(read=("a.pdf",), failed=(("b|c.pdf", "no text"),), new=3)
    with Store.open(root) as store:
        told = scheduled.papers_told(done, store)
    assert "| papers read | 1 |" in told
    assert "| b\\|c.pdf | no text |" in told


def test_artifacts_say_when_nothing_changed_and_what_did(root: Path) -> None:
    assert scheduled.versions_told([]) == "Nothing changed."
    with Store.open(root) as store:
        told = scheduled.versions_told(scheduled.repool_when_due(store, root))
    assert "Version 0001" in told


def test_the_schedule_is_followed_through_edits_and_mistakes(root: Path) -> None:
    protocol = root / "review.toml"
    first = read_protocol(protocol).schedule
    heard: list[str] = []

    async def change(schedule: Schedule) -> None:
        heard.append(scheduled.as_words(schedule))

    async def edits() -> None:
        following = asyncio.create_task(scheduled.follow(root, first, change, seconds=0.01))
        for text in ("[schedule", '[review]\ntitle = "x"\n[schedule]\ncron = "5 5 * * *"\nwatch = 0\n'):
            await asyncio.to_thread(protocol.write_text, text)
            await asyncio.sleep(0.3)
        await scheduled._over(following)

    asyncio.run(edits())
    assert heard == ["cron 5 5 * * * (UTC)"]


SLEEPER = "import subprocess, sys, time; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
STARTER = """
import subprocess, sys, time
from flows import server_guard
guard = subprocess.Popen([sys.executable, server_guard.__file__, *sys.argv[1:]], stdin=subprocess.PIPE)
print(guard.pid, flush=True)
time.sleep(600)
"""


def test_a_server_ends_with_the_process_that_started_it_even_if_that_is_killed() -> None:
    command = [sys.executable, "-c", STARTER, sys.executable, "-c", SLEEPER]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        guard = int(starter.stdout.readline())
        until(lambda: len(below(guard)) == 2)
        (server, its_child) = below(guard)
        starter.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (guard, server, its_child)))


def below(pid: int) -> list[int]:
    """The processes that this one has started, and those that they have."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [*found, *(one for child in found for one in below(child))]


@pytest.mark.parametrize(
    "command",
    [
        "import time; time.sleep(600)",
        (
            "import signal, time; "
            "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
        ),
    ],
)
def test_a_guard_ends_a_server_when_its_pipe_ends(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_guard, "ENDS_WITHIN", 0.5)
    read, write = os.pipe()
    with os.fdopen(read, "rb") as told:
        threading.Timer(0.3, os.close, (write,)).start()
        assert server_guard.guard([sys.executable, "-c", command], told) < 0


def test_a_server_that_ends_by_itself_ends_its_guard() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as told:
        assert server_guard.guard([sys.executable, "-c", "raise SystemExit(3)"], told) == 3
        os.close(write)
