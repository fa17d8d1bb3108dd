"""Papers in: read, extract, score, store. One paper's failure is its own; a rerun reads only what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from corpus.document import Document
from corpus.errors import StookError, UnreadablePaper
from corpus.evidence import Characterised, SampleSize, Scored
from corpus.protocol import Protocol
from corpus.reading import read_document_then
from corpus.store import Store
from flows.fingerprints import rules
from models.recalibration import Calibration, in_force, recalibrated
from review import overlapping, proposed

PAPER_SUFFIXES = (".pdf", ".xml", ".nxml", ".html", ".htm", ".xhtml")
FINDINGS = "flows.findings:findings"  # by name: the rules are imported where papers are read, and only there
BATCH = 4  # papers a task: enough to pay for handing them over, few enough that both cores end together


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """One paper after reading, extraction and scoring; `code` and `message` say why there is no document."""

    path: Path
    document: Document | None = None
    scored: tuple[Scored, ...] = ()
    samples: tuple[SampleSize, ...] = ()
    told: tuple[Characterised, ...] = ()  # what the paper tells of its studies
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one ingest did, paper by paper by name, and candidate by candidate in number."""

    read: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = field(default=())
    new: int = 0
    kept: int = 0
    vanished: int = 0

    @property
    def papers(self) -> int:
        return len(self.read) + len(self.unchanged) + len(self.failed)


Batch = tuple[Path, ...]
Mapper = Callable[[Callable[[Batch], list[ReadPaper]], Sequence[Batch]], Iterable[list[ReadPaper]]]


def read_paper(path: Path) -> ReadPaper:
    """One paper through reading, extraction and scoring, all in one child with limits; never raises for a bad paper."""
    try:
        document, found = read_document_then(path, FINDINGS)
    except StookError as error:
        return ReadPaper(path, code=error.code, message=str(error))
    return ReadPaper(path, document, found.scored, found.samples, found.told)


def read_batch(batch: Batch) -> list[ReadPaper]:
    """The papers of one task, in order."""
    return [read_paper(path) for path in batch]


def process_map(workers: int) -> Mapper:
    """A mapper over this many processes of this machine; one process reads in place."""

    def run(function: Callable[[Batch], list[ReadPaper]], batches: Sequence[Batch]) -> Iterator[list[ReadPaper]]:
        if workers == 1 or len(batches) < 2:
            yield from map(function, batches)
            return
        with ProcessPoolExecutor(min(workers, len(batches)), mp_context=get_context("spawn")) as pool:
            yield from pool.map(function, batches)

    return run


def in_batches(papers: Sequence[Path], size: int = BATCH) -> list[Batch]:
    """Papers cut into tasks, in order."""
    return [tuple(papers[i : i + size]) for i in range(0, len(papers), size)]


def inbox(folder: Path) -> list[Path]:
    """The papers in a folder and the folders below it, by name."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in PAPER_SUFFIXES and p.is_file())


def ingest(
    store: Store,
    papers: Iterable[Path],
    *,
    each: Mapper,
    report: Callable[[ReadPaper | None, str], None] = lambda _paper, _name: None,
) -> Ingested:
    """Read what is new or was read by older rules, store what was found; `report` hears of each paper as it is done."""
    version = rules()
    failures = {paper.digest: paper.message for paper in store.papers() if paper.state == "failed"}
    waiting: list[Path] = []
    done = Ingested()
    for path in papers:
        settled = _settled(store, path, version, failures)
        if settled is None:
            waiting.append(path)
            continue
        done = _plus(done, settled)
        report(None, path.name)
    calibration = in_force(store.models)
    for batch in each(read_batch, in_batches(waiting)):
        for paper in batch:
            done = _plus(done, _stored(store, paper, version, calibration))
            report(paper, paper.path.name)
    return done


def propose_to_coders(store: Store, protocol: Protocol) -> None:
    """After an ingest, or under another protocol: what papers tell of their studies, and which share people."""
    proposed.refresh(store, protocol)
    overlapping.refresh(store)


def _settled(store: Store, path: Path, version: str, failures: Mapping[str, str]) -> Ingested | None:
    """What is known without reading: unchanged, or a file that is not there. None when the paper must be read."""
    try:
        added = store.add_file(path)
    except UnreadablePaper as error:
        store.add_failure(None, path.name, error.code, str(error))
        return Ingested(failed=((path.name, str(error)),))
    if store.needs_reading(added.digest, version):
        return None
    if added.digest in failures:
        return Ingested(failed=((path.name, failures[added.digest]),))
    return Ingested(unchanged=(path.name,))


def _stored(store: Store, paper: ReadPaper, version: str, calibration: Calibration | None) -> Ingested:
    name = paper.path.name
    if paper.document is None:
        store.add_failure(store.add_file(paper.path).digest, name, paper.code, paper.message, rules=version)
        return Ingested(failed=((name, paper.message),))
    scored = [recalibrated(one, calibration) for one in paper.scored]
    stored = store.add(paper.document, scored, paper.samples, name=name, rules=version, told=paper.told)
    return Ingested(read=(name,), new=stored.new, kept=stored.kept, vanished=stored.vanished)


def _plus(a: Ingested, b: Ingested) -> Ingested:
    return Ingested(
        a.read + b.read,
        a.unchanged + b.unchanged,
        a.failed + b.failed,
        a.new + b.new,
        a.kept + b.kept,
        a.vanished + b.vanished,
    )
