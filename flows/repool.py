"""Pool again what was decided: store -> effects -> analyses -> a new version, or nothing when nothing changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.effects import select
from corpus.protocol import Protocol, read_protocol
from corpus.store import Store
from flows.fingerprints import statistics
from reports.analysis import Analysis
from reports.inputs import Inputs, inputs
from reports.unverified import sensitivity
from reports.version import Heard, Version, latest_version, not_printed, write_version
from review.expected import keep_spread
from review.queue import Desk

REPORTS = "reports"
SENSITIVITY = "sensitivity"  # the intervals over what is unverified: they change without a new version
POOLED_AT = "pooled-generation"  # the store's counter when the newest version was made


@dataclass(frozen=True, slots=True)
class Repooled:
    """The version that holds now; `new` is False when digests were equal and no work was done."""

    version: Version
    new: bool
    inputs: Inputs

    @property
    def sentences(self) -> list[str]:
        """What changed since the version before."""
        return list(self.version.data["changes"]["sentences"])

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """The main analysis of each question, as analysis.json has it."""
        return list(self.version.data["questions"])


def gather(store: Store, protocol: Protocol, *, desk: Desk | None = None) -> Inputs:
    """Everything that a version says, folded from the store as it is now."""
    desk = desk or Desk(store, protocol)
    readings, codings = store.readings(), store.codings()
    selected = {question.id: select(readings, codings, protocol, question) for question in protocol.questions}
    return inputs(
        {question: found.effects for question, found in selected.items()},
        protocol,
        left_out={question: found.left_out for question, found in selected.items()},
        codings=codings,
        decisions=store.events(),
        unverified=desk.unverified(),
        code=statistics(),
    )


def _sensitivity(store: Store, analyses: Sequence[Analysis], desk: Desk) -> dict[str, dict[str, Any]]:
    """The interval over what is unverified, a question; what was computed from the same input is kept."""
    known = kept_sensitivity(store)
    made = {
        one.question.id: sensitivity(one, desk.waiting.get(one.question.id, ()), known=known.get(one.question.id))
        for one in analyses
    }
    if made != known:
        store.put(SENSITIVITY, json.dumps(made))
    keep_spread(store, {one.question.id: one.estimate.heterogeneity.tau2 for one in analyses if one.estimate.k > 1})
    return made


def kept_sensitivity(store: Store) -> dict[str, dict[str, Any]]:
    """The interval over what is unverified, a question, as last pooled; empty before the first time."""
    return dict(json.loads(store.get(SENSITIVITY) or "{}"))


def repool(
    store: Store,
    root: Path,
    *,
    protocol: Protocol | None = None,
    now: datetime | None = None,
    heard: Heard | None = None,
) -> Repooled:
    """Write `reports/NNNN/` unless the newest version rests on the same effects, methods and protocol.

    `heard` is told the numbers of a new version before its figures are drawn; `for_print` makes the files for print.
    """
    generation = store.generation()
    desk = Desk(store, protocol or read_protocol(root / "review.toml"))
    found = gather(store, desk.protocol, desk=desk)
    found = replace(found, sensitivity=_sensitivity(store, found.analyses, desk))
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    written = write_version(found, root / REPORTS, at=at, heard=heard)
    store.put(POOLED_AT, str(generation))
    return Repooled(written.version, written.new, found)


def for_print(done: Repooled, *, every: bool = False) -> list[Path]:
    """Make what is missing of a version's figures as PDF and PNG: its forest plots, or every figure."""
    folder = done.version.folder
    if not every and not any(not_printed(folder, f"forest-{one.question.id}") for one in done.inputs.analyses):
        return []
    from reports.prints import figures_for_print, forests_for_print  # draws: slow to import

    make = figures_for_print if every else forests_for_print
    return make(done.inputs, done.version.data, folder)


def is_due(store: Store) -> bool:
    """Whether the store has changed since it was last pooled: five changes ask for one run, not for five."""
    return store.get(POOLED_AT) != str(store.generation())


def newest(root: Path) -> Version | None:
    """The newest version of this review, if there is one."""
    return latest_version(root / REPORTS)
