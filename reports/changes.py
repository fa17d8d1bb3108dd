"""What changed between two analysis versions, from their analysis.json: plain sentences, and the same as data.

Changes of sign and of significance are said first, then how far each estimate moved, then why: papers, decisions,
protocol, method. "No change" is said as well, for silence would look like an oversight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.numbers import coefficient, count, interval, number, p_clause, p_value, signed, things

Record = Mapping[str, Any]  # a parsed analysis.json, or a part of it
WATCHED = ("r", "n", "printed", "statistic", "n_basis", "direction", "x", "y", "measures", "waves", "informants",
           "sample", "study", "group", "conversion", "source_kind", "selection", "characteristics")  # fmt: skip
PLACE = ("digest", "page", "quote")  # change when a paper was read again, without anyone deciding
NOTABLE = 0.0005  # a move below half a unit of the third decimal of z is no move to speak of
JUDGED = ("state", "reason", "eligibility", "exclusion")  # of a report, by a person
FIRST_RULES = "analysis.v1"  # of versions that do not name theirs
WAYS = {
    "CHE": "correlated and hierarchical effects",
    "multilevel": "three levels",
    "aggregate": "the results of a sample averaged",
    "independent": "the results of a sample taken as independent",
}
NOTHING: dict[str, Any] = {
    "since": None, "sentences": [], "estimates": [], "papers": {"in": [], "out": [], "reread": []}, "decisions": [],
    "reports": [], "protocol": [], "method": [], "computing": [],
}  # fmt: skip


def first(new: Record) -> dict[str, Any]:
    """What the first version says of itself."""
    pooled = sum(1 for question in new["questions"] if question["k"])
    text = f"First analysis: {count(pooled)} of {things(len(new['questions']), 'question')} with a verified effect."
    return {**NOTHING, "sentences": [text]}


def changes(old: Record, new: Record) -> dict[str, Any]:
    """What is different in `new`."""
    found: dict[str, Any] = {
        "since": old.get("version"),
        "estimates": sorted(_moves(old, new), key=_rank),
        "papers": _papers(old, new),
        "decisions": _decided(old, new),
        "reports": list(_states(old, new)),
        "protocol": list(_protocol(old, new)),
        "method": list(_methods(old, new)),
        "computing": list(_computing(old, new)),
    }
    sentences = [
        *_move_sentences(found["estimates"]),
        *_paper_sentences(found["papers"]),
        *(_decision_sentence(item) for item in found["decisions"]),
        *(f"{item['name']}: {_difference_sentence(item)}" for item in found["reports"]),
        *(f"Protocol: {_difference_sentence(item)}" for item in found["protocol"]),
        *_method_sentences(found["method"], len(new["questions"])),
        *(f"The method changed: {item['words']}" for item in found["computing"]),
    ]
    return {**NOTHING, "sentences": sentences or ["Nothing that the results rest on changed."], **found}


# -- estimates ---------------------------------------------------------------------------------------------------------


def _moves(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    """Each estimate of both versions whose numbers or k differ; an estimate that is in one version only, too."""
    before, after = dict(_estimates(old)), dict(_estimates(new))
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key, {}), after.get(key, {})
        move = {
            "question": key[0], "subgroup": key[1], "label": (now or was)["label"],
            "k_before": was.get("k", 0), "k_after": now.get("k", 0), **_move(was, now),
        }  # fmt: skip
        if move["k_before"] != move["k_after"] or move["sign_changed"] or move["significance_changed"] or _moved(move):
            yield move


def _estimates(version: Record) -> Iterable[tuple[tuple[str, str], Record]]:
    for question in version["questions"]:
        yield (question["id"], ""), question
        for level in (question.get("subgroups") or {}).get("levels", ()):
            yield (question["id"], level["subgroup"]), {**level, "label": f"{question['label']}, {level['subgroup']}"}


def _move(was: Record, now: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in (("r", "r"), ("z", "b"), ("p", "pval"), ("ci_lb", "r_ci_lb"), ("ci_ub", "r_ci_ub")):
        found[f"{name}_before"], found[f"{name}_after"] = was.get(key), now.get(key)
    for name in ("r", "z"):
        found[f"{name}_move"] = _minus(found[f"{name}_after"], found[f"{name}_before"])
    both = found["r_move"] is not None
    found["sign_changed"] = both and found["r_before"] * found["r_after"] < 0
    found["significance_changed"] = both and _significant(was) != _significant(now)
    return found


def _minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _significant(estimate: Record) -> bool:
    p = estimate.get("pval")
    return p is not None and bool(p < 1 - estimate["level"])


def _moved(move: Record) -> bool:
    if move["z_move"] is None:
        return move["z_before"] is not move["z_after"]
    return any(
        abs(_minus(move[f"{name}_after"], move[f"{name}_before"]) or 0.0) >= NOTABLE for name in ("z", "ci_lb", "ci_ub")
    )


def _rank(move: Record) -> tuple[Any, ...]:
    return (not move["sign_changed"], not move["significance_changed"], -abs(move["z_move"] or 0.0), move["label"])


def _move_sentences(moves: Iterable[Record]) -> Iterable[str]:
    for move in moves:
        if move["r_before"] is None or move["r_after"] is None:
            yield f"{move['label']}: {_appeared(move)}"
        else:
            sign = "Sign changed. " if move["sign_changed"] else ""
            yield f"{sign}{_significance(move)}{move['label']}: {_went(move)}"


def _appeared(move: Record) -> str:
    if move["r_after"] is None:
        return f"no estimate any more (it was r = {coefficient(move['r_before'])}, k = {move['k_before']})."
    text = f"r = {coefficient(move['r_after'])} {interval(move['ci_lb_after'], move['ci_ub_after'])}"
    return f"first estimate, {text}, k = {move['k_after']}."


def _significance(move: Record) -> str:
    if not move["significance_changed"]:
        return ""
    head = "Now significant" if move["p_after"] < move["p_before"] else "No longer significant"
    return f"{head} ({p_clause(move['p_after'])}, was {p_value(move['p_before'])}). "


def _went(move: Record) -> str:
    was = f"{coefficient(move['r_before'])} {interval(move['ci_lb_before'], move['ci_ub_before'])}"
    now = f"r = {coefficient(move['r_after'])} {interval(move['ci_lb_after'], move['ci_ub_after'])}"
    k = f"k = {move['k_after']}"
    if move["k_after"] != move["k_before"]:
        k += f", was {move['k_before']}"
    return f"{now}, was {was} (r {signed(move['r_move'], 3)}, z {signed(move['z_move'], 3)}); {k}."


# -- papers and decisions ----------------------------------------------------------------------------------------------


def _effects(version: Record) -> dict[tuple[str, str], Record]:
    return {
        (question["id"], effect["id"]): effect for question in version["questions"] for effect in question["effects"]
    }


def _papers(old: Record, new: Record) -> dict[str, Any]:
    before, after = _effects(old), _effects(new)
    names = {**_names(old), **_names(new)}
    had, has = {e["report"] for e in before.values()}, {e["report"] for e in after.values()}
    kept = [(before[key], after[key]) for key in after if key in before]
    again = {now["report"] for was, now in kept if any(was[name] != now[name] for name in PLACE)}

    def listed(ids: Iterable[str]) -> list[dict[str, str]]:
        return [{"report": report, "name": names[report]} for report in sorted(ids, key=lambda one: names[one])]

    return {"in": listed(has - had), "out": listed(had - has), "reread": listed(again)}


def _names(version: Record) -> dict[str, str]:
    names = {effect["report"]: effect["study_label"] for effect in _effects(version).values()}
    return {**names, **{report["id"]: report["name"] for report in version.get("reports", ()) if report["name"]}}


def _paper_sentences(papers: Record) -> Iterable[str]:
    for key, words in (("in", "in"), ("out", "out"), ("reread", "read again")):
        if papers[key]:
            names = ", ".join(item["name"] for item in papers[key])
            yield f"{things(len(papers[key]), 'paper')} {words}: {names}."


def _decided(old: Record, new: Record) -> list[dict[str, Any]]:
    """Effects that came, went or changed in papers of both versions; one entry for all questions that share it."""
    before, after = _effects(old), _effects(new)
    shared = {e["report"] for e in before.values()} & {e["report"] for e in after.values()}
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        effect: Record = now or was or {}
        fields = _fields(was, now) if was and now else []
        what = "changed" if was and now else "added" if now else "withdrawn"
        if effect["report"] in shared and (fields or what != "changed"):
            about = {name: effect[name] for name in ("id", "reading", "r")}
            entry = {**about, "label": effect["study_label"], "what": what, "fields": fields, "questions": []}
            entry.update(_who(was, now, new))
            found.setdefault((effect["reading"], what, repr(fields)), entry)["questions"].append(key[0])
    return list(found.values())


def _fields(was: Record, now: Record) -> list[dict[str, Any]]:
    """What differs in an effect; what was merely available is no decision."""
    found = [item for name in WATCHED for item in _differences(was.get(name), now.get(name), name)]
    return [item for item in found if item["key"] != "selection.available"]


def _who(was: Record | None, now: Record | None, new: Record) -> dict[str, Any]:
    """The last decision on the effect that the version before did not have."""
    fresh = sorted(set((now or {}).get("decisions", ())) - set((was or {}).get("decisions", ())))
    made = new.get("decisions", {}).get(str(fresh[-1]), {}) if fresh else {}
    return {"who": made.get("who", ""), "at": made.get("at", "")}


def _decision_sentence(item: Record) -> str:
    by = f", by {item['who']} on {item['at'][:10]}" if item["who"] else ""
    if item["what"] != "changed":
        return f"{item['label']}: a result (r = {coefficient(item['r'])}) was {item['what']}{by}."
    parts = "; ".join(_difference_sentence(part).rstrip(".") for part in item["fields"])
    return f"{item['label']}: {parts}{by}."


# -- protocol and method -----------------------------------------------------------------------------------------------


def _states(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    before = {report["id"]: report for report in old.get("reports", ())}
    for report in new.get("reports", ()):
        was = before.get(report["id"], {"state": "open"})
        for item in (item for name in JUDGED for item in _differences(was.get(name, ""), report[name], name)):
            yield {"report": report["id"], "name": report["name"], **item}


def _protocol(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    for item in _differences(old.get("protocol", {}), new.get("protocol", {})):
        if item["key"].split(".")[0] != "analyses":  # told as methods
            yield item


def _methods(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    before = {(question["id"], question["plan"]): question for question in (*old["questions"], *old.get("others", ()))}
    for question in (*new["questions"], *new.get("others", ())):
        was = before.get((question["id"], question["plan"]), question)
        for item in _differences(was["method"], question["method"]):
            yield {"question": question["id"], "label": question["label"], **item}


def _method_sentences(items: Iterable[Record], questions: int) -> Iterable[str]:
    """One sentence a difference; a difference of many questions is told once."""
    shared: dict[str, list[str]] = {}
    for item in items:
        words = {**item, "before": _way(item, "before"), "after": _way(item, "after")}
        shared.setdefault(_difference_sentence(words), []).append(item["label"])
    for sentence, labels in shared.items():
        every = len(set(labels)) == questions > 1
        yield f"The method changed ({'all questions' if every else '; '.join(dict.fromkeys(labels))}): {sentence}"


def _way(item: Record, side: str) -> Any:
    """A way to handle dependence in words; everything else as it is."""
    value = item[side]
    return f"{value} ({WAYS[value]})" if item["key"] == "dependence" and value in WAYS else value


def _computing(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    """Changes of the software that are no choice of the review: how rows are made, formulas, versions."""
    rules = (old.get("rules", FIRST_RULES), new.get("rules"))
    if rules[0] != rules[1]:
        words = f"results are put into rows by other rules ({rules[0]} before, {rules[1]} now)."
        yield {"key": "rules", "before": rules[0], "after": rules[1], "words": words}
    code = (old.get("code", ""), new.get("code", ""))
    if all(code) and code[0] != code[1]:
        words = "the code that computes the statistics is another one; nobody decided anything by that."
        yield {"key": "code", "before": code[0], "after": code[1], "words": words}
    before, after = old.get("software") or {}, new.get("software") or {}
    for name in after:
        if name in before and before[name] != after[name]:
            words = f"computed with {name} {after[name]}, before with {before[name]}."
            yield {"key": f"software.{name}", "before": before[name], "after": after[name], "words": words}


def _differences(was: Any, now: Any, key: str = "") -> Iterable[dict[str, Any]]:
    """What differs inside two JSON values, by dotted key; entries of a list are told apart by their ids."""
    was, now = _by_id(was), _by_id(now)
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in [*now, *(name for name in was if name not in now)]:
            yield from _differences(was.get(name), now.get(name), f"{key}.{name}".lstrip("."))
    elif was != now:
        yield {"key": key, "before": was, "after": now}


def _by_id(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, Mapping) and item.get("id") for item in value):
        return {item["id"]: item for item in value}
    return value


def _difference_sentence(item: Record) -> str:
    told = coefficient if item["key"] == "r" else _told
    before, after = told(item["before"]), told(item["after"])
    return f"{item['key']} was {before}, is {after}."


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "laid down"  # a whole table of the protocol: its key names it
    if isinstance(value, list):
        return ", ".join(_told(item) for item in value) or "empty"
    if isinstance(value, float):
        return number(value, 3).rstrip("0").rstrip(".")
    return "none" if value is None or value == "" else str(value)
