"""What changed between two analysis versions, from their analysis.json: plain sentences, and the same as data.

Changes of sign and of significance are said first, then how far each estimate moved, then why: papers, decisions,
protocol, method. "No change" is said as well, for silence would look like an oversight.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports.differences import PLACE, Record, by_whom, differences, fields, in_words, who_decided
from reports.numbers import coefficient, count, interval, p_clause, p_value, signed, things
from reports.restored import NotRestored
from reports.steps import steps

NOTABLE = 0.0005  # a move below half a unit of the third decimal of z is no move to speak of
JUDGED = ("state", "reason", "eligibility", "exclusion")  # of a report, by a person
TOLD = 3  # parts of a move that its sentence names
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
        "estimates": sorted(_split(_moves(old, new), old, new), key=_rank),
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
        *(f"{item['name']}: {in_words(item)}" for item in found["reports"]),
        *(f"Protocol: {in_words(item)}" for item in found["protocol"]),
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


def _split(moves: Iterable[dict[str, Any]], old: Record, new: Record) -> Iterable[dict[str, Any]]:
    """Each move with its parts, which add up to it; `unsplit` says why there are none."""
    known: dict[str, tuple[dict[str, list[dict[str, Any]]], str]] = {}
    for move in moves:
        question = move["question"]
        if question not in known:
            try:
                known[question] = (steps(old, new, question), "")
            except NotRestored as gone:
                known[question] = ({}, str(gone))
        parts, why = known[question]
        yield {**move, "parts": parts.get(move["subgroup"], []), "unsplit": why}


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
    found["surely"] = _surely(now) if both else ""
    found["certainty_changed"] = both and _surely(was) != _surely(now)
    return found


def _minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _significant(estimate: Record) -> bool:
    p = estimate.get("pval")
    return p is not None and bool(p < 1 - estimate["level"])


def _surely(estimate: Record) -> str:
    """Where a comparable new study is expected: on one side of zero, or on both; "" where that is not known."""
    low, high = ("r_pi_hts_lb", "r_pi_hts_ub") if estimate.get("prediction") == "HTS" else ("r_pi_lb", "r_pi_ub")
    first, last = estimate.get(low), estimate.get(high)
    if estimate["k"] < 2 or first is None or last is None:
        return ""
    return "one side" if first * last > 0 else "both sides"


def _moved(move: Record) -> bool:
    if move["z_move"] is None:
        return move["z_before"] is not move["z_after"]
    return any(
        abs(_minus(move[f"{name}_after"], move[f"{name}_before"]) or 0.0) >= NOTABLE for name in ("z", "ci_lb", "ci_ub")
    )


def _rank(move: Record) -> tuple[Any, ...]:
    said_first = ("sign_changed", "significance_changed", "certainty_changed")
    return (*(not move[name] for name in said_first), -abs(move["z_move"] or 0.0), move["label"])


def _move_sentences(moves: Iterable[Record]) -> Iterable[str]:
    for move in moves:
        if move["r_before"] is None or move["r_after"] is None:
            yield f"{move['label']}: {_appeared(move)}"
        else:
            sign = "Sign changed. " if move["sign_changed"] else ""
            yield f"{sign}{_significance(move)}{_certainty(move)}{move['label']}: {_went(move)}{_parts(move)}"


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


def _certainty(move: Record) -> str:
    """Whether new studies are expected on one side of zero, where that is otherwise than before."""
    if not move["certainty_changed"]:
        return ""
    now = move["surely"]
    if not now:
        return "No prediction interval any more. "
    zero = "excludes" if now == "one side" else "includes"
    return f"The prediction interval now {zero} zero. "


def _parts(move: Record) -> str:
    """The parts that moved it most, and what the others add up to."""
    if move["unsplit"]:
        return f" Not split into its parts: {move['unsplit']}"
    told = [f"{part_label(part)} {signed(part['r'], 3)}" for part in move["parts"][:TOLD]]
    rest = move["parts"][TOLD:]
    if rest:
        told.append(f"{things(len(rest), 'further change')} {signed(sum(part['r'] for part in rest), 3)}")
    return f" Of this move of r: {'; '.join(told)}." if told else ""


def part_label(part: Record) -> str:
    """A part of a move by its name: a paper that is in or out, or what was changed."""
    if part["what"] in ("paper in", "paper out"):
        return f"{part['label']} {part['what'].removeprefix('paper ')}"
    return str(part["label"]) if part["what"] in ("others", "computing") else f"{part['what']} {part['label']}"


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
        differing = fields(was, now) if was and now else []
        what = "changed" if was and now else "added" if now else "withdrawn"
        if effect["report"] in shared and (differing or what != "changed"):
            about = {name: effect[name] for name in ("id", "reading", "r")}
            entry = {**about, "label": effect["study_label"], "what": what, "fields": differing, "questions": []}
            entry.update(who_decided(was, now, new))
            found.setdefault((effect["reading"], what, repr(differing)), entry)["questions"].append(key[0])
    return list(found.values())


def _decision_sentence(item: Record) -> str:
    by = f", {by_whom(item)}" if item["who"] else ""
    if item["what"] != "changed":
        return f"{item['label']}: a result (r = {coefficient(item['r'])}) was {item['what']}{by}."
    parts = "; ".join(in_words(part).rstrip(".") for part in item["fields"])
    return f"{item['label']}: {parts}{by}."


# -- protocol and method -----------------------------------------------------------------------------------------------


def _states(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    before = {report["id"]: report for report in old.get("reports", ())}
    for report in new.get("reports", ()):
        was = before.get(report["id"], {"state": "open"})
        for item in (item for name in JUDGED for item in differences(was.get(name, ""), report[name], name)):
            yield {"report": report["id"], "name": report["name"], **item}


def _protocol(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    for item in differences(old.get("protocol", {}), new.get("protocol", {})):
        if item["key"].split(".")[0] != "analyses":  # told as methods
            yield item


def _methods(old: Record, new: Record) -> Iterable[dict[str, Any]]:
    before = {(question["id"], question["plan"]): question for question in (*old["questions"], *old.get("others", ()))}
    for question in (*new["questions"], *new.get("others", ())):
        was = before.get((question["id"], question["plan"]), question)
        for item in differences(was["method"], question["method"]):
            yield {"question": question["id"], "label": question["label"], **item}


def _method_sentences(items: Iterable[Record], questions: int) -> Iterable[str]:
    """One sentence a difference; a difference of many questions is told once."""
    shared: dict[str, list[str]] = {}
    for item in items:
        words = {**item, "before": _way(item, "before"), "after": _way(item, "after")}
        shared.setdefault(in_words(words), []).append(item["label"])
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
