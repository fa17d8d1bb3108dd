"""What waits, as it would count if it were right: which results can move an estimate, and how far."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.decisions import Codings, Reading, VariableCoding
from corpus.effects import Effect, select
from corpus.errors import InvalidDecision
from corpus.identity import normal
from corpus.protocol import Protocol, Question
from corpus.store import CandidateRow, Store
from reports.waiting import COMMON_SPREAD, LOST_TO_MEANS, Known, Waiting, moves
from review.decisions import printed_r

if TYPE_CHECKING:
    from review.queue import Needs

SPREAD = "pooled-spread"  # tau2 of each question when it was last pooled
KIND = "correlation"  # what may become an effect without a named conversion
SIGN = frozenset({"unmapped_glyph", "sign_from_image", "sign_conflict", "sign_against_test", "sign_against_words"})


def expected(
    rows: Iterable[CandidateRow], flags: Mapping[str, frozenset[str]], readings: Sequence[Reading], needs: Needs
) -> dict[str, list[Waiting]]:
    """By question, the undecided results that would be effects if they were accepted and labels mean what is proposed.

    The protocol's selection rules hold: a subscale beside its total does not count.
    """
    known = {row.id: row for row in rows if row.kind == KIND}
    provisional = [reading for row in known.values() if (reading := _reading(row))]
    codings = _with_proposals(provisional, needs)
    found: dict[str, list[Waiting]] = {}
    for question in needs.protocol.questions:
        chosen = select([*readings, *provisional], codings, needs.protocol, question)
        found[question.id] = [
            _waiting(effect, known[effect.reading], question, flags.get(effect.reading, frozenset()))
            for effect in chosen.effects
            if effect.reading in known
        ]
    return found


def _reading(row: CandidateRow) -> Reading | None:
    """The candidate as if accepted; None where it has no correlation or n that could be pooled."""
    try:
        r = printed_r(row.id, row.printed)
    except InvalidDecision:
        return None
    if not abs(r.value) < 1 or row.n is None or row.n <= LOST_TO_MEANS:
        return None
    statistic = "pearson" if row.statistic == "unknown" else row.statistic
    fields = {"group": row.group, "page": row.page, "digest": row.digest}
    return Reading(row.id, row.report, r, statistic, row.n, "", row.x, row.y, "page", "", **fields)  # type: ignore[arg-type]


def _with_proposals(readings: Sequence[Reading], needs: Needs) -> Codings:
    """The codings in force, and for labels that nobody has coded the best proposal."""
    made: dict[tuple[str, str], VariableCoding] = {}
    for reading in readings:
        for label in (reading.x, reading.y):
            best = max(needs.proposals.get(normal(label), ()), key=lambda proposal: proposal.score, default=None)
            if best is not None and not needs.is_coded(reading.report, label):
                coding = VariableCoding(reading.report, label, best.construct, best.direction, best.measure)
                made[reading.report, normal(label)] = coding
    return replace(needs.judged, variables=(*needs.judged.variables, *made.values()))


def _waiting(effect: Effect, row: CandidateRow, question: Question, flags: frozenset[str]) -> Waiting:
    chance = min(max(row.probability, 0.0), 1.0)
    cluster = (effect.study, effect.sample)
    return Waiting(row.id, row.report, question.id, cluster, effect.r, effect.n, chance, bool(flags & SIGN))


def moved_by(
    waiting: Mapping[str, Sequence[Waiting]], effects: Iterable[Effect], protocol: Protocol, spread: Mapping[str, float]
) -> dict[str, float]:
    """By candidate, the farthest that it is expected to move an estimate on Fisher's z."""
    samples: dict[str, dict[tuple[str, str], list[tuple[float, float]]]] = {}
    for effect in effects:
        own = samples.setdefault(effect.question, {}).setdefault((effect.study, effect.sample), [])
        own.append((math.atanh(effect.r), 1.0 / (effect.n - LOST_TO_MEANS)))
    farthest: dict[str, float] = {}
    for question, items in waiting.items():
        tau2, rho = spread.get(question, COMMON_SPREAD), protocol.method_of(question).rho
        for item, far in moves(Known(samples.get(question, {}), tau2, rho), items).items():
            farthest[item] = max(far, farthest.get(item, 0.0))
    return farthest


def keep_spread(store: Store, spread: Mapping[str, float]) -> None:
    """Remember how far samples differed when each question was pooled."""
    text = json.dumps(dict(spread), sort_keys=True)
    if store.get(SPREAD) != text:
        store.put(SPREAD, text)


def kept_spread(store: Store) -> dict[str, float]:
    """How far samples differed when each question was pooled; empty before the first time."""
    return dict(json.loads(store.get(SPREAD) or "{}"))
