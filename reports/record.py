"""An analysis version as JSON: what analysis.json holds, in metafor's names where it has them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from corpus.protocol import Protocol
from pooling import Estimate
from reports.analysis import RULES, Analysis, people, samples_in
from reports.digest import plain
from reports.inputs import FORMAT, Inputs, protocol_parts
from reports.methods import done, model
from reports.moderators import moderators
from reports.robustness import beside
from reports.software import drawing, software

WITH = "with_unverified"  # the key of the interval over what waits
BESIDE = (
    "rho_table",
    "leave_one_out",
    "components",
    "moderators",
)  # costly, and the same for the same effects and method
POINT = ("k", "r", "r_ci_lb", "r_ci_ub", "pval")  # of an estimate in the history of its question
MOST_POINTS = 40  # of a history: the newest
ELSEWHERE = frozenset({"weights", "rows", "heterogeneity", "fit", "search", "left_out", "notes"})


def record(
    inputs: Inputs,
    *,
    version: str,
    at: str,
    previous: str | None,
    changes: dict[str, Any],
    last: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """All of a version; `at` is when it was made, `previous` the number of the version before and `last` its record."""
    kept = _kept(last, inputs)
    made: dict[str, Any] = {
        "format": FORMAT,
        "version": version,
        "at": at,
        "digest": inputs.digest,
        "previous": previous,
        "changes": changes,
        "software": dict(software()),
        "rules": RULES,
        "code": inputs.code,
        "drawing": drawing(),
        "questions": [
            {
                **question_record(one, inputs.unverified, kept, inputs.protocol),
                "with_unverified": plain(inputs.sensitivity.get(one.question.id, {})),
            }
            for one in inputs.analyses
        ],
        "others": [question_record(one, inputs.unverified, kept, inputs.protocol) for one in inputs.others],
        "reports": plain(inputs.codings.reports),
        "decisions": _decisions(inputs),
        "withdrawn": _withdrawn(inputs, last),
        "protocol": protocol_parts(inputs.protocol),
    }
    return {**made, "history": history(made, last)}


def history(made: Mapping[str, Any], last: Mapping[str, Any] | None) -> dict[str, list[dict[str, Any]]]:
    """By question, the versions that moved its estimate, the oldest first and this one last where it did."""
    before = {} if last is None else last.get("history") or history(last, None)
    found: dict[str, list[dict[str, Any]]] = {}
    for question in made["questions"]:
        points = list(before.get(question["id"], ()))
        if question["r"] is not None:
            numbers = {name: question[name] for name in POINT}
            if not points or any(points[-1][name] != numbers[name] for name in POINT):
                points.append({"version": made["version"], "at": made["at"], **numbers})
        found[question["id"]] = points[-MOST_POINTS:]
    return found


def _kept(last: Mapping[str, Any] | None, inputs: Inputs) -> dict[str, dict[str, Any]]:
    """What stood beside estimates of the version before, by digest: it holds where effects, method and code do."""
    if last is None or not inputs.code or last.get("code") != inputs.code:
        return {}
    coded = protocol_parts(inputs.protocol)["characteristics"]
    if last["protocol"].get("characteristics") != coded:
        return {}  # other moderators, or other levels of them
    analyses = (*last["questions"], *last.get("others", ()))
    return {one["digest"]: {name: one[name] for name in BESIDE} for one in analyses if set(BESIDE) <= set(one)}


def question_record(
    analysis: Analysis,
    unverified: Any,
    kept: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    protocol: Protocol | None = None,
) -> dict[str, Any]:
    """One question: its estimate flat, then rows, effects, subgroups and what was left out."""
    question = analysis.question
    return {
        "id": question.id,
        "label": question.label,
        "plan": analysis.plan,
        "digest": analysis.digest,
        "n": analysis.n,
        "samples": analysis.samples,
        "model": model(done(analysis), analysis.estimate.ddf) if analysis.estimate.k else "",
        **estimate_record(analysis.estimate),
        "unverified": unverified.get(question.id, 0),
        "method": plain(analysis.method),
        "subgroups": _subgroups(analysis),
        **(kept.get(analysis.digest) or _beside(analysis, protocol)),
        "rows": plain(analysis.rows),
        "effects": plain(analysis.effects),
        "left_out": plain(analysis.left_out),
        "notes": plain(analysis.notes),
    }


def _beside(analysis: Analysis, protocol: Protocol | None) -> dict[str, Any]:
    """What stands beside an estimate: other assumptions, the rest without each sample, moderators."""
    found = moderators(analysis, protocol) if protocol else ()
    return {**beside(analysis).record(), "moderators": plain(found)}


def estimate_record(found: Estimate) -> dict[str, Any]:
    """An estimate and its heterogeneity in one flat object; numbers that do not exist are null."""
    names = [item.name for item in dataclasses.fields(found) if item.name not in ELSEWHERE]
    return {**{name: plain(getattr(found, name)) for name in names}, **plain(found.heterogeneity)}


def _subgroups(analysis: Analysis) -> dict[str, Any] | None:
    parts = analysis.subgroups
    if parts is None or analysis.by is None:
        return None
    levels = []
    for level in parts.levels:
        rows = analysis.of_level(level)
        counts = {"subgroup": level, "n": people(rows), "samples": samples_in(rows)}
        levels.append({**counts, **estimate_record(parts[level])})
    test = {name: plain(getattr(parts, name)) for name in ("Q_between", "F_between", "df", "df2", "pval")}
    return {"by": analysis.question.by, "label": analysis.by.label, **test, "levels": levels}


def _decisions(inputs: Inputs) -> dict[str, Any]:
    """Who decided what, for the decisions that the effects rest on."""
    used = {seq for found in (*inputs.analyses, *inputs.others) for effect in found.effects for seq in effect.decisions}
    return {str(seq): _short(inputs, seq) for seq in sorted(used) if seq in inputs.decisions}


def _withdrawn(inputs: Inputs, last: Mapping[str, Any] | None) -> dict[str, Any]:
    """By reading, the last decision on what some version before pooled and this one does not."""
    if last is None:
        return {}
    before = {effect["reading"] for question in last["questions"] for effect in question["effects"]}
    here = {effect.reading for found in inputs.analyses for effect in found.effects}
    gone = ({*last.get("withdrawn", ()), *before}) - here
    made = {event.id: seq for seq, event in sorted(inputs.decisions.items()) if event.subject == "reading"}
    return {reading: _short(inputs, made[reading]) for reading in sorted(gone) if reading in made}


def _short(inputs: Inputs, seq: int) -> dict[str, Any]:
    made = inputs.decisions[seq]
    return {
        "who": made.who,
        "at": made.at,
        "action": made.action,
        "subject": made.subject,
        "id": made.id,
        "note": made.note,
    }
