"""The record of a review: what was found, what was decided, and the files themselves."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path, PurePath
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from corpus.decisions import ASIDE, Codings, Decision, Reading
from corpus.document import Document, Passage
from corpus.errors import InvalidDecision, StoreUnavailable, UnknownId
from corpus.evidence import Characterised, CharacteristicProposal, SampleSize, Scored
from corpus.identity import make_id, number_of
from corpus.store import characteristics, claims, connections, events, files, meta, papers, places, sightings
from corpus.store.codec import encode, storable
from corpus.store.folds import Minted, View, view
from corpus.store.places import DATABASE
from corpus.store.records import Added, CandidateRow, Paper, Stored, StoredCandidate, TextKept

LEASE_SECONDS = 1800.0  # half an hour: longer than any item takes, short enough for what somebody left behind
NOTE = "note:"  # prefix of small state, apart from the store's own


class Store:
    """The store of one review. Use it as a context manager; every method is one transaction."""

    def __init__(self, engine: Engine, folder: Path | None, where: str) -> None:
        self._engine = engine
        self._folder = folder
        self._where = where
        self._folded = (("", ""), View())  # one value: threads must not mix theirs
        self._rows: tuple[str, list[CandidateRow]] | None = None

    @classmethod
    def create(cls, root: Path, *, wait: float = connections.BUSY_SECONDS, database: str = "") -> Self:
        """A new store in the review's folder, its record in SQLite or at this address of a PostgreSQL database.

        One that is there already is opened. The folder remembers the address, so that nobody opens another record.
        """
        folder = Path(root) / "store"
        if places.is_there(folder):
            places.check(folder, database)
            return cls.open(root, wait=wait)
        places.make(folder, is_file=not database)
        store = cls._connected(folder, database, wait)
        if not database:
            connections.use_write_ahead_log(store._engine, store._where)
        store._migrate(new=True)
        if database:
            places.remember(folder, database)
        return store

    @classmethod
    def _connected(cls, folder: Path, address: str, wait: float) -> Self:
        place = address or folder / DATABASE
        engine = connections.connect(place, wait=wait)
        return cls(engine, folder, connections.shown(address) if address else str(place))

    @classmethod
    def open(cls, root: Path, *, wait: float = connections.BUSY_SECONDS) -> Self:
        """The store of the review in this folder."""
        folder = Path(root) / "store"
        if not places.is_there(folder):
            raise StoreUnavailable(f"{folder / DATABASE} is not there; run `stook init` or go to the review's folder.")
        store = cls._connected(folder, places.address_of(folder), wait)
        store._migrate(new=False)
        return store

    @classmethod
    def in_memory(cls) -> Self:
        """A store that is gone when it is closed; it keeps no files."""
        store = cls(connections.connect(None), None, "the store in memory")
        store._migrate(new=True)
        return store

    def _migrate(self, *, new: bool) -> None:
        try:
            connections.migrate(self._engine, self._where, new=new)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reading(self) -> AbstractContextManager[Connection]:
        return connections.reading(self._engine, self._where)

    def _writing(self, *, in_turn: bool = True) -> AbstractContextManager[Connection]:
        return connections.writing(self._engine, self._where, in_turn=in_turn)

    # Evidence

    def add_file(self, path: Path) -> Added:
        """Keep the file; the same bytes under another name change nothing."""
        path = Path(path)
        digest = files.digest_of(path)
        with self._reading() as connection:
            known = papers.paper_of(connection, digest)
        if known is None and self._folder is not None:
            with connections.explained(str(self._folder / "files")):
                files.keep(path, self._folder / "files", digest)
        with self._writing() as connection:
            row = papers.register(connection, digest, storable(path.name))
        return Added(digest, row.name, known is None)

    def path_of(self, digest: str) -> Path:
        """Where the file with this digest is kept."""
        if self._folder is None:
            raise StoreUnavailable("a store in memory keeps no files; use Store.create with a folder.")
        return files.place_of(self._folder / "files", digest)

    @property
    def models(self) -> Path | None:
        """Where what this review learned from its decisions is kept; nowhere for a store in memory."""
        return None if self._folder is None else self._folder / "models"

    def rescore(self, scored: Mapping[str, Scored]) -> None:
        """Give candidates another probability; what was found and decided stays."""
        with self._writing() as connection:
            sightings.rescore(connection, scored)
            if scored:
                meta.advance(connection, key=meta.EVIDENCE_KEY)
                meta.advance(connection)

    def add(
        self,
        document: Document,
        scored: Sequence[Scored],
        samples: Sequence[SampleSize],
        *,
        name: str,
        rules: str,
        told: Sequence[Characterised] = (),
    ) -> Stored:
        """Store what a reading of a file found, matched to what is there; the same again changes nothing."""
        found = [item.candidate for item in scored]
        groups = [*(candidate.group for candidate in found), *(sample.group for sample in samples)]
        with self._writing() as connection:
            row = papers.register(connection, document.digest, storable(PurePath(name).name))
            report = papers.report_for(connection, row, papers.shown_by(document), found, is_copy=self._is_copy)
            rest = {"rules": rules, "samples": encode(tuple(samples))}
            news = [papers.read(connection, row, report, document, rest)]
            news.append(papers.mint_studies(connection, report, groups))
            news.append(characteristics.keep(connection, row.id, document, told))
            stored, written = sightings.write(connection, row.id, report, scored)
            if written or any(news):
                meta.advance(connection)
                meta.advance(connection, key=meta.EVIDENCE_KEY)
        return stored

    def add_failure(self, digest: str | None, name: str, code: str, message: str, *, rules: str = "") -> None:
        """Keep the reason why a file cannot be read; `digest` is None where there is no file.

        A paper that cannot be read is a report all the same: its results are missing until a person adds them.
        """
        values = {"code": code, "message": message, "rules": rules}
        with self._writing() as connection:
            if papers.fail(connection, digest, storable(PurePath(name).name), values, is_copy=self._is_copy):
                meta.advance(connection)
                meta.advance(connection, key=meta.EVIDENCE_KEY)

    def _is_copy(self, first: str, second: str) -> bool:
        return self._folder is not None and files.are_copies(self.path_of(first), self.path_of(second))

    def needs_reading(self, digest: str, rules: str) -> bool:
        """Whether the file has not been read (or has not failed) under these rules yet."""
        with self._reading() as connection:
            row = papers.paper_of(connection, digest)
        return row is None or row.state == "added" or row.rules != rules

    def papers(self) -> list[Paper]:
        """Every file with what became of it."""
        with self._reading() as connection:
            return papers.listed(connection)

    def minted(self) -> Minted:
        """Reports and studies as they were minted."""
        return self.view().minted

    def rows(self) -> list[CandidateRow]:
        """Every candidate without its quotes (fast), under the report that it now belongs to."""
        moves = self.view().moves
        kept = self._rows
        if kept is None or kept[0] != self._folded[0][0]:
            with self._reading() as connection:
                self._rows = kept = (meta.state(connection)[0], sightings.rows(connection))
        return [
            row if (report := moves.home(row.report, row.digest)) == row.report else replace(row, report=report)
            for row in kept[1]
        ]

    def candidates(self, report: str | None = None, *, with_vanished: bool = False) -> list[StoredCandidate]:
        """Candidates of a report, or of all, in the order of the page."""
        wanted = [
            number_of(row.id, "C")
            for row in self.rows()
            if (report is None or row.report == report) and (with_vanished or not row.vanished)
        ]
        return self._whole(wanted)

    def candidate(self, item: str) -> StoredCandidate:
        """The candidate with this id; UnknownId says which there are."""
        number = number_of(item, "C")
        if found := self._whole([number]):
            return found[0]
        with self._reading() as connection:
            low, high = sightings.range_known(connection)
        known = f"ids go from C{low} to C{high}" if high else "nothing has been found yet, run `stook ingest`"
        raise UnknownId(f"there is no candidate {item}; {known}.")

    def chosen(self, items: Sequence[str]) -> list[StoredCandidate]:
        """The candidates with these ids, in the order of the page; unknown ids are left out."""
        return self._whole([number_of(item, "C") for item in items]) if items else []

    def _whole(self, numbers: Sequence[int]) -> list[StoredCandidate]:
        known = self.view()
        with self._reading() as connection:
            found = sightings.whole(connection, numbers)
        return [
            replace(
                item,
                report=known.moves.home(item.report, item.digest),
                changed=_differs(item, known.words.get(item.id)),
            )
            for item in found
        ]

    def sample_sizes(self, report: str) -> list[SampleSize]:
        """The sample sizes that the report's newest file shows."""
        digests = next((item.files for item in self.codings().reports if item.id == report), ())
        with self._reading() as connection:
            return papers.sample_sizes(connection, digests)

    def told(self) -> dict[str, tuple[Characterised, ...]]:
        """What each file, by its digest, tells of its studies."""
        with self._reading() as connection:
            return characteristics.found_in(connection)

    def text(self, digest: str) -> tuple[Passage, ...]:
        """The running text of a file, without places."""
        with self._reading() as connection:
            return characteristics.text_of(connection, digest)

    def unproposed(self, protocol: str) -> list[TextKept]:
        """The files whose proposals were made under another protocol than the one with this digest."""
        with self._reading() as connection:
            return characteristics.unproposed(connection, protocol)

    def propose(self, digest: str, protocol: str, proposals: Sequence[CharacteristicProposal]) -> None:
        """Keep the characteristics that are proposed of a file under a protocol."""
        with self._writing() as connection:
            characteristics.propose(connection, digest, protocol, proposals)

    def proposals(self, digests: Sequence[str]) -> dict[str, tuple[CharacteristicProposal, ...]]:
        """The characteristics that are proposed of each of these files, the surest first."""
        with self._reading() as connection:
            return characteristics.proposed(connection, digests)

    # The record

    def append(self, decision: Decision) -> Decision:
        """Add a decision to the record; it is on the disk when this returns."""
        return self.append_all([decision])[0]

    def append_all(self, decisions: Sequence[Decision], *, since: int | None = None) -> list[Decision]:
        """Add several decisions, all of them or none. An `add` or `import` without an id gets one (H1, H2, ...).

        With `since`, the number of the newest decision that they rest on, none is added if another one came meanwhile.
        """
        with self._writing() as connection:
            if since is not None and since != meta.seq(connection):
                raise InvalidDecision("Somebody decided something meanwhile; look again and repeat it.")
            return self._append(connection, decisions)

    def _append(self, connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
        number = events.made_by_hand(connection)
        named = []
        for decision in decisions:
            if decision.subject == "reading" and not decision.id:
                number += 1
                decision = replace(decision, id=make_id("H", number))
            named.append(decision)
        appended = events.append(connection, named)
        if any(decision.subject not in ASIDE for decision in appended):
            meta.advance(connection)
        return appended

    def split_study(self, decision: Decision, printed: str) -> Decision:
        """Make a study with this label in the report that the decision names, and record the decision."""
        with self._writing() as connection:
            study = papers.mint_study(connection, number_of(decision.id, "R"), printed, split=True)
            meta.advance(connection, key=meta.EVIDENCE_KEY)
            after = {"study": study, "printed": printed}
            return self._append(connection, [replace(decision, after=after)])[0]

    def split_report(self, decision: Decision, digest: str) -> Decision:
        """Make a report of its own from one file of the report that the decision names, and record the decision."""
        with self._writing() as connection:
            report = papers.mint_report(connection, digest)
            meta.advance(connection, key=meta.EVIDENCE_KEY)
            after = {"report": report, "digest": digest}
            return self._append(connection, [replace(decision, after=after)])[0]

    def report_named(self, name: str) -> str:
        """The id of the report of this name that has no file, made if it is new."""
        with self._writing() as connection:
            meta.advance(connection, key=meta.EVIDENCE_KEY)
            return papers.report_named(connection, name)

    def events(self, *, since: int = 0) -> list[Decision]:
        """The decisions after this one, in order."""
        return list(self.view().events[since:])

    def view(self) -> View:
        """The record as it stands, folded anew only where something has happened."""
        before, known = self._folded
        with self._reading() as connection:
            state = meta.state(connection)
            if state == before:
                return known
            news = events.read(connection, since=len(known.events))
            minted = known.minted if state[0] == before[0] else papers.minted(connection)
        found = view((*known.events, *news), minted)
        self._folded = (state, found)
        return found

    def verify(self) -> int:
        """The number of decisions, read anew; BrokenAudit names the first that does not hold."""
        with self._reading() as connection:
            return events.verify(connection)

    def generation(self) -> int:
        """A counter that every decision and every ingest that changed something raises."""
        with self._reading() as connection:
            return meta.generation(connection)

    def readings(self) -> list[Reading]:
        """The verified readings in force."""
        return list(self.view().readings)

    def codings(self) -> Codings:
        """The judgements in force."""
        return self.view().codings

    # Small state

    def get(self, key: str) -> str:
        """Small state kept under this key (a snapshot of the protocol, the last digest); "" where there is none."""
        with self._reading() as connection:
            return meta.get(connection, NOTE + key)

    def put(self, key: str, value: str) -> None:
        """Keep small state under this key."""
        with self._writing() as connection:
            meta.put(connection, NOTE + key, value)

    def claim(self, item: str, who: str, *, seconds: float = LEASE_SECONDS) -> bool:
        """Take an item to work on; False while somebody else has it."""
        now = time.time()
        with self._reading() as connection:
            if claims.is_taken(connection, item, who, now=now):
                return False
        with self._writing(in_turn=False) as connection:
            return claims.claim(connection, item, who, now=now, seconds=seconds)

    def release(self, item: str, who: str) -> None:
        """Give an item back."""
        with self._writing(in_turn=False) as connection:
            claims.release(connection, item, who)


def _differs(item: StoredCandidate, word: Decision | None) -> bool:
    """Whether the last decision saw other printed facts than those stored now."""
    return word is not None and bool(word.before) and sightings.differ(
        dict(word.before), sightings.facts(item.scored.candidate)
    )  # fmt: skip
