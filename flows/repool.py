"""Pool again what was decided: store -> effects -> analyses -> a new version, or nothing when nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.effects import select
from corpus.protocol import Protocol, read_protocol
from corpus.store import Store
from flows.fingerprints import statistics
from reports.inputs import Inputs, inputs
from reports.version import Version, latest_version, write_version
from review.queue import unverified

REPORTS = "reports"
POOLED_AT = "pooled-generation"  # the store's counter when the newest version was made


@dataclass(frozen=True, slots=True)
class Repooled:
    """The version that holds now; `new` is False when digests were equal and no work was done."""

    version: Version
    new: bool

    @property
    def sentences(self) -> list[str]:
        """What changed since the version before."""
        return list(self.version.data["changes"]["sentences"])

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """The main analysis of each question, as analysis.json has it."""
        return list(self.version.data["questions"])


def gather(store: Store, protocol: Protocol) -> Inputs:
    """Everything that a version says, folded from the store as it is now."""
    readings, codings = store.readings(), store.codings()
    selected = {question.id: select(readings, codings, protocol, question) for question in protocol.questions}
    return inputs(
        {question: found.effects for question, found in selected.items()},
        protocol,
        left_out={question: found.left_out for question, found in selected.items()},
        codings=codings,
        decisions=store.events(),
        unverified=unverified(store, protocol),
        code=statistics(),
    )


def repool(store: Store, root: Path, *, protocol: Protocol | None = None, now: datetime | None = None) -> Repooled:
    """Write `reports/NNNN/` unless the newest version rests on the same effects, methods and protocol."""
    generation = store.generation()
    found = gather(store, protocol or read_protocol(root / "review.toml"))
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    written = write_version(found, root / REPORTS, at=at)
    store.put(POOLED_AT, str(generation))
    return Repooled(written.version, written.new)


def is_due(store: Store) -> bool:
    """Whether the store has changed since it was last pooled: five changes ask for one run, not for five."""
    return store.get(POOLED_AT) != str(store.generation())


def newest(root: Path) -> Version | None:
    """The newest version of this review, if there is one."""
    return latest_version(root / REPORTS)
