"""Fits the probabilities to this review's decisions, and keeps the fit only where it helps on papers left out."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.decisions import Decision, is_policy
from corpus.evidence import Candidate
from corpus.identity import normal_pair
from corpus.store import Store
from corpus.store import in_force as standing
from models.calibration import POOLABLE
from models.recalibration import Calibration, Judged, enough, fitted, in_force, keep, recalibrated
from review.validated import kept_apart

DECIDED = ("accept", "change", "reject")


@dataclass(frozen=True, slots=True)
class Retrained:
    """What a retraining saw and did."""

    decisions: int
    papers: int
    calibration: Calibration | None = None  # None: too few decisions
    kept: bool = False
    rescored: int = 0


def judged(store: Store) -> list[Judged]:
    """Each candidate that a person decided on, by the decision in force."""
    last = {e.id: e for e in standing(store.events()) if e.subject == "reading" and e.action in DECIDED}
    # what a policy accepted for its probability cannot judge it
    ids = [item for item, event in last.items() if item.startswith("C") and not is_policy(event.who)]
    apart = kept_apart(store)
    found = []
    for stored in store.chosen(ids):
        scored = stored.scored
        if scored.kind in POOLABLE and stored.report not in apart:
            said = scored.probability if scored.raw is None else scored.raw
            found.append(Judged(said, _was_right(scored.candidate, last[stored.id]), stored.report))
    return found


def _was_right(candidate: Candidate, decision: Decision) -> bool:
    """Whether value, pair and n were confirmed as read."""
    if decision.action != "change":
        return decision.action == "accept"
    after = decision.after
    r = after.get("r", candidate.r)
    value = r.get("value") if isinstance(r, dict) else getattr(r, "value", r)
    pair = normal_pair(after.get("x", candidate.x), after.get("y", candidate.y))
    same_n = after.get("n", candidate.n) == candidate.n
    return bool(value == candidate.r.value and same_n and pair == normal_pair(*candidate.pair))


def retrain(store: Store) -> Retrained:
    """Fit, compare on papers left out, keep what is better, and score what is stored anew."""
    seen = judged(store)
    done = Retrained(len(seen), len({one.paper for one in seen}))
    if store.models is None or not enough(seen):
        return done
    new = fitted(seen, now=in_force(store.models))
    if new.loss >= new.loss_before:
        return Retrained(done.decisions, done.papers, new)
    keep(new, store.models)
    return Retrained(done.decisions, done.papers, new, kept=True, rescored=rescored(store, new))


def rescored(store: Store, calibration: Calibration | None) -> int:
    """How many stored candidates have another probability now."""
    changed = {}
    for stored in store.candidates(with_vanished=True):
        scored = recalibrated(stored.scored, calibration)
        if scored != stored.scored:
            changed[stored.id] = scored
    store.rescore(changed)
    return len(changed)
