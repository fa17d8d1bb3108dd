"""The state of a review as plain objects: what may be missed first, then papers, failures, queue and schedules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from corpus.decisions import ASIDE, Decision
from corpus.protocol import Protocol
from corpus.store import Store
from review.judging import for_coder
from review.queue import Desk


def overview(store: Store, protocol: Protocol) -> dict[str, Any]:
    """What `stook status` shows, apart from the estimates."""
    desk = Desk(store, protocol)
    papers, events = store.papers(), store.events()
    waiting = for_coder(desk.tasks(), events, protocol.coders.numbers)
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
            "adjudicate": kinds["adjudicate"],
        },
        "agreement": _agreement(events),
        "recall": _recall(store, events),
        "checks": _checks(events),
        "bulk": _bulk(store, events),
        "unverified": desk.unverified(),
        "decisions": sum(event.subject not in ASIDE for event in events),
        "schedules": [protocol.schedule.model_dump()],
    }


def _agreement(events: Sequence[Decision]) -> list[dict[str, Any]]:
    """How independent coders agree, where there are any; nan is None."""
    if not any(event.subject == "judgement" for event in events):
        return []
    from reports.agreed import agreed  # numpy loads for those only who code in pairs

    found = [asdict(one) for one in agreed(events)]
    return [{**one, "coefficients": [_without_nan(value) for value in one["coefficients"]]} for one in found]


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in values.items()}


def _checks(events: Sequence[Decision]) -> list[dict[str, Any]]:
    """By coder, how many planted errors were caught."""
    if not any(event.subject == "check" for event in events):
        return []
    from reports.conduct import checks

    return [asdict(one) for one in checks(events)]


def _bulk(store: Store, events: Sequence[Decision]) -> list[dict[str, Any]]:
    """What was accepted in bulk, and what waits for its sample."""
    if not any(event.subject == "bulk" for event in events):
        return []
    from review.bulk import bulks, told

    return [
        {
            "id": one.id, "state": one.state, "above": one.above, "risk": one.risk, "stratum": len(one.stratum),
            "sample": len(one.sample), "accepted": len(one.accepted), "looked": len(one.looked),
            "overturned": len(one.overturned), "told": told(one),
        }
        for one in bulks(store)
    ]  # fmt: skip


def _recall(store: Store, events: Sequence[Decision]) -> dict[str, Any] | None:
    """What the reader missed in the blind sample, where one was drawn."""
    if not any(event.subject == "protocol" and event.action == "record" for event in events):
        return None
    from review.recall import recall

    found = recall(store)
    if found is None:
        return None
    return {
        "reports_drawn": len(found.drawn), "reports_read": len(found.read), "listed": len(found.listed),
        "missed": found.missed, "share": found.share, "low": found.low, "high": found.high,
    }  # fmt: skip
