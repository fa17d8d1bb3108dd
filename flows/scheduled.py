"""The plain steps as Prefect flows, on a server of the review's own. The only file that imports Prefect.

Prefect reads its environment when it is imported, so it is imported inside functions, after `prepare`. Prefect's home
holds runs and schedules only: what is still to be done is always read from our own store.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from corpus.errors import StookError
from corpus.protocol import Protocol, Schedule, read_protocol
from corpus.store import Store
from flows.ingest import Batch, Ingested, Mapper, ReadPaper, inbox, ingest, propose_to_coders
from flows.prefect_server import STARTS_WITHIN, free_port, running
from flows.repool import Repooled, for_print, is_due, newest, repool
from flows.settings import read_settings

if TYPE_CHECKING:
    from prefect.runner import Runner

Heard = Callable[[str], None]

HOME = Path("store") / "prefect"
FOLLOWS = 2.0  # seconds between two looks at the protocol's schedule
SETTLES = 1.0  # seconds in which the inbox must not change: a file that is being copied is not read yet
POLL = 1.0  # seconds between two looks at a run
TRIES = 3  # runs for the same state of inbox, record and protocol: a run that failed thrice waits for a change
POOL_LEASE = 600.0  # seconds after which a re-pooling that died no longer keeps others out

SEEN = "inbox-seen"  # the inbox as the last ingest found it
POOLED_UNDER = "pooled-protocol"  # digest of the protocol of the newest version
POOLING = "repool"  # what is claimed while a re-pooling is under way


def _silent(what: str) -> None:
    """Hear of something and say nothing."""


def environment(root: Path, *, api: str = "") -> dict[str, str]:
    """What Prefect must find before it is imported: a home inside the review, its own database, no telemetry."""
    home = (root / HOME).resolve()
    settings = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(STARTS_WITHIN),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # failures reach the person as errors, not as log lines
    }
    return settings | ({"PREFECT_API_URL": api, "PREFECT_LOGGING_LEVEL": "WARNING"} if api else {})


def prepare(root: Path, *, api: str = "") -> None:
    """Give this process Prefect's environment for this review, whatever Prefect settings it had."""
    (root / HOME).mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(environment(root, api=api))


def _flow(name: str, function: Callable[..., Any]) -> Any:  # a Flow, whose types would need Prefect here
    from prefect import flow

    return flow(name=name, validate_parameters=False)(function)


def prefect_map(workers: int) -> Mapper:
    """A mapper whose batches are Prefect tasks; each is read in another process, and fails for itself."""

    def run(function: Callable[[Batch], list[ReadPaper]], batches: Sequence[Batch]) -> Iterator[list[ReadPaper]]:
        if not batches:
            return
        from prefect import task
        from prefect.cache_policies import NO_CACHE

        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

            def read(batch: Batch) -> list[ReadPaper]:
                try:
                    return pool.submit(function, batch).result()
                except BrokenProcessPool:
                    return read_apart(function, batch)

            reading = task(name="read papers", task_run_name=_name_of, cache_policy=NO_CACHE)(read)
            waiting = [reading.submit(batch) for batch in batches]
            while waiting:  # one by one, so that papers that are stored are not kept
                yield waiting.pop(0).result()

    return run


def _name_of() -> str:
    """The papers of a batch, as the name of its task."""
    from prefect.runtime import task_run

    return ", ".join(path.name for path in task_run.parameters["batch"])


def read_apart(function: Callable[[Batch], list[ReadPaper]], batch: Batch) -> list[ReadPaper]:
    """Each paper in a process of its own, after one of the batch killed the process it was read in."""
    found: list[ReadPaper] = []
    for path in batch:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            try:
                found += pool.submit(function, (path,)).result()
            except BrokenProcessPool:
                message = (
                    f"{path.name}: the process that read it died; open the file and save it anew, or leave it out."
                )
                found.append(ReadPaper(path, code="limit", message=message))
    return found


def fingerprint(folder: Path) -> str:
    """What the inbox looks like: names, sizes and times of its papers."""
    seen = hashlib.sha256()
    for path in inbox(folder):
        with suppress(OSError):  # gone between the look at the folder and the look at the file
            facts = path.stat()
            seen.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _ingest(root: Path, heard: Heard) -> Ingested:
    settings = read_settings(root)
    seen = fingerprint(settings.inbox)
    with Store.open(root) as store:
        each = prefect_map(settings.workers)
        done = ingest(store, inbox(settings.inbox), each=each, report=lambda _paper, name: heard(name))
        propose_to_coders(store, read_protocol(settings.protocol))
        store.put(SEEN, seen)
        _artifact("papers", papers_told(done, store), "What the ingest read and found")
    return done


def due(store: Store, root: Path, protocol: Protocol) -> bool:
    """Whether record or protocol changed since the newest version, or there is none."""
    return is_due(store) or store.get(POOLED_UNDER) != protocol.digest or newest(root) is None


def repool_when_due(store: Store, root: Path, *, pool: Callable[..., Repooled] = repool) -> list[Repooled]:
    """Re-pool as often as it is due, unless somebody is at it: they look again when they are done.

    However many changes come in while a run is under way, they cost one more run.
    """
    done: list[Repooled] = []
    who = uuid4().hex
    while due(store, root, protocol := read_protocol(read_settings(root).protocol)):
        if not store.claim(POOLING, who, seconds=POOL_LEASE):
            break
        try:
            done.append(pool(store, root, protocol=protocol))
            store.put(POOLED_UNDER, protocol.digest)
        finally:
            store.release(POOLING, who)
    return done


def _repool(root: Path) -> list[Repooled]:
    with Store.open(root) as store:
        done = repool_when_due(store, root)
        _artifact("estimates", versions_told(done), "How the estimates moved")
    for made in done:
        for_print(made)
    return done


def _artifact(key: str, markdown: str, description: str) -> None:
    from prefect.artifacts import create_markdown_artifact

    create_markdown_artifact(markdown=markdown, key=key, description=description)


def papers_told(done: Ingested, store: Store) -> str:
    """Papers by what became of them, failures with their reason, and candidates by kind, as Markdown."""
    kinds = Counter(row.kind for row in store.rows() if not row.vanished)
    counts = {"papers read": len(done.read), "unchanged": len(done.unchanged), "failed": len(done.failed)}
    counts |= {"new candidates": done.new, "kept": done.kept, "vanished": done.vanished}
    parts = [_table("paper | why", done.failed)] if done.failed else []
    return "\n\n".join([_table("what | count", counts.items()), *parts, _table("kind | count", kinds.most_common())])


def versions_told(done: Sequence[Repooled]) -> str:
    """What changed from version to version, and the estimates that hold now, as Markdown."""
    if not any(made.new for made in done):
        return "Nothing changed."
    changes = [f"- {sentence}" for made in done for sentence in made.sentences]
    rows = [
        (q["label"], q["k"], *(_rounded(q[key]) for key in ("r", "r_ci_lb", "r_ci_ub"))) for q in done[-1].questions
    ]
    return "\n\n".join(
        [f"Version {done[-1].version.name}", "\n".join(changes), _table("question | k | r | from | to", rows)]
    )


def _rounded(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"


def _table(heads: str, rows: Iterable[Sequence[object]]) -> str:
    body = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"| {heads} |", "|---" * (heads.count("|") + 1) + "|", *body])


def ingest_now(root: Path, *, heard: Heard = _silent) -> Ingested:
    """One ingest of the inbox as a Prefect flow, on a server that lives as long as this process."""
    prepare(root)

    def ingest_papers() -> Ingested:
        return _ingest(root, heard)

    return cast("Ingested", _flow("ingest", ingest_papers)())


def repool_now(root: Path) -> list[Repooled]:
    """One re-pooling as a Prefect flow: the versions it wrote or confirmed, none where nothing was due."""
    prepare(root)

    def repool_results() -> list[Repooled]:
        return _repool(root)

    return cast("list[Repooled]", _flow("repool", repool_results)())


def run_flow(root: Path, *, heard: Heard = _silent) -> tuple[Ingested, list[Repooled]]:
    """Ingest and re-pool, once."""
    return ingest_now(root, heard=heard), repool_now(root)


def scheduled_ingest(root: str) -> str:
    """What the schedule starts: ingest, then re-pool what is due. The sentence says what was done."""
    done = _ingest(Path(root), _silent)
    names = ", ".join(made.version.name for made in _flow("repool", scheduled_repool)(root) if made.new)
    return (
        f"{len(done.read)} papers read, {len(done.failed)} failed; {f'version {names}' if names else 'nothing pooled'}"
    )


def scheduled_repool(root: str) -> list[Repooled]:
    """Re-pool what is due, as a flow of its own."""
    return _repool(Path(root))


@contextmanager
def server(root: Path) -> Iterator[str]:
    """Prefect's server on a free port of this machine only; its address is yielded once it answers."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    prepare(root, api=api)
    with running(port, root / HOME / "server.log"):
        yield api


def serve(root: Path, protocol: Protocol, *, heard: Heard = _silent, told: Heard = _silent) -> None:
    """Run server, schedule and watch until interrupted.

    `heard` hears where runs and artifacts can be looked at, `told` of each change of the schedule.
    """
    root = root.resolve()
    with server(root) as api:
        heard(api.removesuffix("/api"))
        asyncio.run(_serve(root, protocol, told))


async def _serve(root: Path, protocol: Protocol, told: Heard) -> None:
    runner, deployment = await deployed(root, protocol)
    await close_lost_runs()

    def watched(schedule: Schedule) -> asyncio.Task[None]:
        return asyncio.create_task(watch(root, schedule.watch, lambda: run_once(deployment)))

    watching = watched(protocol.schedule)

    async def change(schedule: Schedule) -> None:
        nonlocal watching
        await deploy(runner, root, schedule)
        await _over(watching)
        watching = watched(schedule)
        told(as_words(schedule))

    following = asyncio.create_task(follow(root, protocol.schedule, change))
    try:
        await runner.start()
    finally:
        await _over(following)
        await _over(watching)


async def _over(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def follow(
    root: Path, schedule: Schedule, change: Callable[[Schedule], Any], *, seconds: float = FOLLOWS
) -> None:
    """Look at the protocol again and again, and hand on its schedule where that was edited."""
    while True:
        await asyncio.sleep(seconds)
        with suppress(StookError):  # one that is being edited may not be readable
            protocol = await asyncio.to_thread(read_protocol, read_settings(root).protocol)
            if protocol.schedule != schedule:
                schedule = protocol.schedule
                await change(schedule)


def as_words(schedule: Schedule) -> str:
    """A schedule in a few words."""
    watch = f", inbox every {schedule.watch:g} s" if schedule.watch else ""
    return f"cron {schedule.cron} ({schedule.timezone}){watch}"


async def deployed(root: Path, protocol: Protocol) -> tuple[Runner, Any]:
    """A runner that does one run at a time, and the deployment of the ingest with the protocol's schedule."""
    from prefect.runner import Runner

    runner = Runner(name="stook", query_seconds=POLL, limit=1)
    deployment = await deploy(runner, root, protocol.schedule)
    await runner.aadd_flow(_flow("repool", scheduled_repool), name="results", parameters={"root": str(root)})
    return runner, deployment


async def deploy(runner: Runner, root: Path, schedule: Schedule) -> Any:
    """The deployment of the ingest; again with another schedule it is the same one, its old runs are taken back."""
    from prefect.schedules import Cron

    times = Cron(schedule.cron, timezone=schedule.timezone)
    ingesting = _flow("ingest", scheduled_ingest)
    return await runner.aadd_flow(ingesting, name="inbox", schedule=times, parameters={"root": str(root)})


async def close_lost_runs() -> None:
    """Mark runs that a lost runner left behind; what they had to do is found again in our store."""
    from prefect import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    open_states = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=open_states)))
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=wanted):
            await client.set_flow_run_state(run.id, Crashed(message="Its runner was lost."), force=True)


async def run_once(deployment: Any) -> None:
    """Start the deployment now and wait until that run has ended, however it ended."""
    from prefect import get_client
    from prefect.deployments import arun_deployment

    run = await arun_deployment(deployment, timeout=0, as_subflow=False)
    async with get_client() as client:
        while not (run.state and run.state.is_final()):
            await asyncio.sleep(POLL)
            run = await client.read_flow_run(run.id)


def to_do(root: Path) -> str:
    """The state that asks for a run, as a digest of inbox, record and protocol; empty where nothing is to do."""
    settings = read_settings(root)
    seen = fingerprint(settings.inbox)
    with Store.open(root) as store:
        digest, pooling = "", False
        with suppress(StookError):  # a protocol that cannot be read keeps nobody from reading papers
            protocol = read_protocol(settings.protocol)
            digest, pooling = protocol.digest, due(store, root, protocol)
        waiting = store.get(SEEN) != seen or pooling
        return f"{seen}/{store.generation()}/{digest}" if waiting else ""


async def watch(root: Path, seconds: float, start: Callable[[], Any]) -> None:
    """Look at inbox, record and protocol, at once and then again and again, and start a run where one is due.

    The first look finds what a lost run left undone. A state that was tried `TRIES` times waits for a change.
    """
    tried: list[str] = []
    while True:
        state = await asyncio.to_thread(to_do, root)
        if state and tried.count(state) < TRIES:
            await asyncio.sleep(SETTLES)
            if state == await asyncio.to_thread(to_do, root):
                tried = [*(old for old in tried if old == state), state]
                await start()
                continue
        if not seconds:
            return
        await asyncio.sleep(seconds)
