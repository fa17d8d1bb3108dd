"""How far each change between two analyses moved each estimate: parts that add up to the whole move.

What changed is cut into units that can be made one by one: a paper in or out, what was decided anew in a sample, what
the protocol selects otherwise, an entry of the method. A unit's part is how far the estimate moves when it is made,
averaged over every order of making the units (Shapley 1953), or where they are more than `EXACT` over the order in
which they are listed and its reverse. In every order the moves add up to the whole, so their averages do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any

from corpus.effects import Effect
from reports.analysis import analyse
from reports.differences import PLACE, Record, by_whom, differences, fields, in_words, who_decided
from reports.numbers import coefficient, things
from reports.restored import restored_effect, restored_method, restored_question

EXACT = 5  # units of which every order is looked at: 32 analyses
MOST = 24  # units told one by one; beyond it those that move least are one unit
NOTHING = 1e-9  # of z: below it a difference is rounding
WHOLE = ""  # the key of the estimate over all samples among those of subgroups
DIGEST = PLACE[0]

Point = tuple[float, float]  # Fisher's z and r of an estimate
Points = Mapping[str, Point]  # by subgroup
State = frozenset[int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One change: `effects` are put in the place of those of the same ids, None where one goes; `method` is changed."""

    what: str
    label: str
    detail: str = ""
    effects: Mapping[str, Effect | None] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)


def steps(old: Record, new: Record, question: str) -> dict[str, list[dict[str, Any]]]:
    """By subgroup, "" for the whole: what moved its estimate between two versions, the furthest first.

    Raises NotRestored where one of the versions was made with what this software does not know.
    """
    was, now = _question(old, question), _question(new, question)
    if was is None or now is None:
        return {}
    units = _few(_units(old, new, was, now), now)
    evaluate = _evaluation(old, new, was, now, units)
    recorded = (_recorded(was), _recorded(now))
    reached = (evaluate(frozenset()), evaluate(frozenset(range(len(units)))))
    found: dict[str, list[dict[str, Any]]] = {}
    for key in (key for key in recorded[0] if key in recorded[1]):
        parts = _parts(key, units, evaluate) if key in reached[0] and key in reached[1] else []
        rest = _rest(key, recorded, parts)
        found[key] = sorted([*parts, *rest], key=lambda part: -abs(part["z"]))
    return found


def _question(version: Record, wanted: str) -> Record | None:
    return next((one for one in version["questions"] if one["id"] == wanted), None)


def _recorded(question: Record) -> Points:
    """The estimates of a question as they stand in analysis.json."""
    levels = {level["subgroup"]: level for level in (question.get("subgroups") or {}).get("levels", ())}
    known: dict[str, Record] = {WHOLE: question, **levels}
    return {key: (one["b"], one["r"]) for key, one in known.items() if one.get("r") is not None}


# -- the units ---------------------------------------------------------------------------------------------------------


def _units(old: Record, new: Record, was: Record, now: Record) -> list[Unit]:
    before, after = ({one["id"]: one for one in question["effects"]} for question in (was, now))
    had, has = ({one["report"] for one in some.values()} for some in (before, after))
    groups: dict[tuple[str, ...], list[tuple[Record | None, Record | None]]] = {}
    for name in [*after, *(name for name in before if name not in after)]:
        pair = before.get(name), after.get(name)
        one = pair[1] or pair[0] or {}
        if not all(pair) or fields(*pair):  # type: ignore[arg-type]
            shared = one["report"] in had and one["report"] in has
            groups.setdefault((one["report"], one["study"], one["sample"])[: 3 if shared else 1], []).append(pair)
    found = [_in_or_out(pairs, new) if len(key) == 1 else _within(pairs, old, new) for key, pairs in groups.items()]
    return [*found, *_of_method(was, now)]


def _in_or_out(pairs: Sequence[tuple[Record | None, Record | None]], new: Record) -> Unit:
    """A paper that had no effect of the question before, or has none now."""
    first = pairs[0][1] or pairs[0][0] or {}
    came = pairs[0][0] is None
    return Unit("paper in" if came else "paper out", first["study_label"], _reason(first["report"], new), _put(pairs))


def _within(pairs: Sequence[tuple[Record | None, Record | None]], old: Record, new: Record) -> Unit:
    """What is otherwise in a sample of a paper that both versions have: decided, read from another file, selected."""
    label = (pairs[0][1] or pairs[0][0] or {})["study_label"]
    detail = "; ".join(_told(was, now) for was, now in pairs)
    who = dict.fromkeys(by_whom(made) for was, now in pairs if (made := who_decided(was, now, new))["who"])
    if who:
        return Unit("decision", label, f"{detail}, {', '.join(who)}", _put(pairs))
    if any(was and now and was[DIGEST] != now[DIGEST] for was, now in pairs):
        return Unit("corrected", label, f"another file of the paper: {detail}", _put(pairs))
    changed = old.get("protocol") != new.get("protocol")
    return Unit("protocol" if changed else "coding", label, detail, _put(pairs))


def _put(pairs: Iterable[tuple[Record | None, Record | None]]) -> dict[str, Effect | None]:
    return {(now or was or {})["id"]: restored_effect(now) if now else None for was, now in pairs}


def _reason(report: str, new: Record) -> str:
    """Why a paper is out, where its report says so, in the words of the protocol."""
    found: Record = next((one for one in new.get("reports", ()) if one["id"] == report), {})
    if found.get("eligibility") != "exclude":
        return ""
    known = {one["id"]: one["label"] for one in new["protocol"]["eligibility"]["exclude"]}
    return str(known.get(found["exclusion"], found["exclusion"]))


def _told(was: Record | None, now: Record | None) -> str:
    if was and now:
        return "; ".join(in_words(item).rstrip(".") for item in fields(was, now))
    one = now or was or {}
    return f"r = {coefficient(one['r'])} {'added' if now else 'withdrawn'}"


def _of_method(was: Record, now: Record) -> Iterator[Unit]:
    for item in differences(was["method"], now["method"]):
        yield Unit("method", item["key"], in_words(item).rstrip("."), method={item["key"]: item["after"]})


def _few(units: list[Unit], now: Record) -> list[Unit]:
    """Those that move most by a first approximation one by one, the others as one."""
    if len(units) <= MOST:
        return units
    center, spread = now["b"] or 0.0, now["tau2"] or 0.0

    def pull(unit: Unit) -> float:
        known = [one for one in unit.effects.values() if one is not None]
        own = sum(abs(one.r - center) / (1.0 / max(one.n - 3, 1) + spread) for one in known)
        return own if known else float(len(unit.effects) or MOST)

    ranked = sorted(range(len(units)), key=lambda i: -pull(units[i]))
    kept, rest = sorted(ranked[: MOST - 1]), [units[i] for i in sorted(ranked[MOST - 1 :])]
    put = {name: one for unit in rest for name, one in unit.effects.items()}
    method = {name: value for unit in rest for name, value in unit.method.items()}
    return [*(units[i] for i in kept), Unit("others", things(len(rest), "further change"), "", put, method)]


# -- the estimates on the way ------------------------------------------------------------------------------------------


def _evaluation(old: Record, new: Record, was: Record, now: Record, units: Sequence[Unit]) -> Callable[[State], Points]:
    """The estimates when some of the units are made; each state is analysed once."""
    question, by = restored_question(new, now["id"])
    before, _ = restored_question(old, now["id"])
    question = question.model_copy(
        update={"statistics": tuple(dict.fromkeys((*before.statistics, *question.statistics)))}
    )
    start = {one["id"]: replace(restored_effect(one), question=question.id) for one in was["effects"]}
    base = dict(was["method"])
    restored_method(base, old["version"])
    seen: dict[State, Points] = {}

    def evaluate(made: State) -> Points:
        if made not in seen:
            effects: dict[str, Effect | None] = dict(start)
            method = dict(base)
            for i in sorted(made):
                effects.update(units[i].effects)
                method.update(units[i].method)
            known = [one for one in effects.values() if one is not None]
            found = analyse(known, question, restored_method(method, new["version"]), by=by)
            levels = found.subgroups
            some = {WHOLE: found.estimate, **({name: levels[name] for name in levels.levels} if levels else {})}
            seen[made] = {key: (one.b, one.r) for key, one in some.items() if one.b is not None and one.r is not None}
        return seen[made]

    return evaluate


def orders(count: int) -> Iterable[Sequence[int]]:
    """The orders in which units are made: all, or where they are many the one they are listed in and its reverse."""
    listed = range(count)
    return permutations(listed) if count <= EXACT else (listed, listed[::-1])


def _parts(key: str, units: Sequence[Unit], evaluate: Callable[[State], Points]) -> list[dict[str, Any]]:
    """Each unit's part of the move of one estimate. Where there is no estimate on the way, the last one stands."""
    total = [[0.0, 0.0] for _ in units]
    walked = 0
    for order in orders(len(units)):
        walked += 1
        made: State = frozenset()
        at = evaluate(made)[key]
        for i in order:
            made |= {i}
            then = evaluate(made).get(key, at)
            total[i][0] += then[0] - at[0]
            total[i][1] += then[1] - at[1]
            at = then
    return [
        {"what": unit.what, "label": unit.label, "detail": unit.detail, "z": z / walked, "r": r / walked}
        for unit, (z, r) in zip(units, total, strict=True)
        if abs(z / walked) > NOTHING
    ]


def _rest(key: str, recorded: tuple[Points, Points], parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the units do not explain: other code computed one of the versions, or a level was defined otherwise."""
    whole = [now - was for was, now in zip(recorded[0][key], recorded[1][key], strict=True)]
    z, r = (move - sum(part[name] for part in parts) for move, name in zip(whole, ("z", "r"), strict=True))
    if abs(z) <= NOTHING:
        return []
    detail = "other code or other definitions made one of the two"
    return [{"what": "computing", "label": "Computed otherwise", "detail": detail, "z": z, "r": r}]
