"""The state of a review as plain objects: what may be missed first, then papers, failures, queue and schedules."""

from __future__ import annotations

from collections import Counter
from typing import Any

from corpus.protocol import Protocol
from corpus.store import Store
from review.queue import Desk


def overview(store: Store, protocol: Protocol) -> dict[str, Any]:
    """What `stook status` shows, apart from the estimates."""
    desk = Desk(store, protocol)
    papers, waiting = store.papers(), desk.tasks()
    first = {task.report: task.what for task in reversed(waiting)}
    kinds = Counter(task.kind for task in waiting)
    return {
        "without_state": [
            {"id": report.id, "name": report.name, "why": first.get(report.id, "nothing waits here; look at the paper")}
            for report in desk.reports
            if not desk.effects.get(report.id) and report.state in ("open", "coded")
        ],
        "papers": dict(Counter(paper.state for paper in papers)),
        "reports": dict(Counter(report.state for report in desk.codings.reports)),
        "failures": [
            {"name": paper.name, "code": paper.code, "message": paper.message}
            for paper in papers
            if paper.state == "failed"
        ],
        "queue": {
            "results": kinds["reading"] + kinds["again"],
            "labels": kinds["variable"],
            "studies": kinds["study"],
            "reports": kinds["report"],
        },
        "unverified": desk.unverified(),
        "decisions": len(store.events()),
        "schedules": [protocol.schedule.model_dump()],
    }
