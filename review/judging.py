"""The queue where several people judge independently: who has judged, and what waits for somebody who sees both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.coders import CODERS_OF
from corpus.decisions import Decision, Subject
from corpus.evidence import Printed
from corpus.store.codec import restore
from corpus.store.judged import OF, Judged, judged_things

if TYPE_CHECKING:
    from review.queue import Task

SUBJECT_OF: Mapping[str, Subject] = {"reading": "reading", "variable": "variable", "study": "study"}  # of a task's kind
HIDDEN = (
    OF,
    "report",
    "label",
    "protocol",
    "n_basis",
    "source",
    "page",
    "quote",
    "boxes",
    "digest",
)  # no matter of taste


def for_coder(
    tasks: Iterable[Task], events: Sequence[Decision], coders: Mapping[str, int], *, who: str = ""
) -> list[Task]:
    """The tasks without what this person has judged already, and with what has to be adjudicated in their place."""
    if max(coders.values(), default=1) < 2:
        return list(tasks)
    judged = {(one.subject, one.id): one for one in judged_things(events)}
    found = []
    for task in tasks:
        subject = SUBJECT_OF.get(task.kind)
        one = judged.get((subject, task.id)) if subject else None
        if one is None:
            found.append(task)
        elif one.waits_for_adjudication(coders.get(CODERS_OF[one.subject], 1)):
            found.append(adjudication(task, one))
        elif not one.by(who):
            found.append(task)
    return found


def adjudication(task: Task, judged: Judged) -> Task:
    """What its coders said of one thing, and the command that settles it."""
    people = ", ".join(sorted(one.who for one in judged.judgements))
    lines = tuple(f"{one.who}: {one.action} {told(one)}".rstrip() for one in judged.judgements)
    settled = {"reading": f"stook decide {judged.id} accept --adjudicate"}
    command = settled.get(judged.subject, f"{task.command} --adjudicate")
    what = f"{people} differ: {task.what}"
    return replace(task, kind="adjudicate", what=what, details=(*task.details, *lines), command=command)


def told(judgement: Decision) -> str:
    """What a judgement says, in one line."""
    after = dict(judgement.after)
    if "r" in after:
        after["r"] = restore(Printed, after["r"]).text
    return ", ".join(
        f"{name} = {'not reported' if value is None else value}"
        for name, value in after.items()
        if name not in HIDDEN and value != ""
    )
