"""The example author's recorded decisions: `python -m synthetic.decisions` writes `corpus/example/decisions.jsonl`.

They are made from the truth behind the papers and from the protocol, never from what an extractor found. A result of a
table is accepted as printed; one that stands in running text only is changed to the names and the n that
the paper gives, since a sentence often has neither. What a paper lists as undecided is left to the queue.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.protocol import Protocol, read_protocol
from synthetic.papers import Made, make
from synthetic.prose import ages
from synthetic.specs import PaperSpec, read_specs
from synthetic.studies import Sample, Variable

EXAMPLE = Path(__file__).parent.parent / "corpus" / "example"
WHO = "example author"
STARTED = datetime.datetime(2024, 2, 1, 9, 0, tzinfo=datetime.UTC)
PACE = datetime.timedelta(seconds=40)  # from one decision to the next
REJECTED = {"cited": "cited from earlier work", "reliability": "reliability"}
Line = dict[str, Any]


def decisions(papers: list[Made], protocol: Protocol) -> list[Line]:
    """All recorded decisions, paper by paper, in the order in which a person would take them."""
    lines = [line for made in papers for line in _of_paper(made, protocol)]
    return [
        {**line, "who": WHO, "at": (STARTED + i * PACE).isoformat().replace("+00:00", "Z")}
        for i, line in enumerate(lines)
    ]


def _of_paper(made: Made, protocol: Protocol) -> Iterator[Line]:
    spec, paper = made.spec, {"paper": f"{made.spec.name}.pdf"}
    yield {**paper, "eligibility": "include"}
    chosen = _chosen(made, protocol)
    for entry in chosen:
        yield {**paper, **_reading(entry)}
    for line in _rejections(made):
        yield {**paper, **line}
    for label, key in _labels(chosen).items():
        yield {**paper, "variable": label, **_coding(spec.variable(key))}
    for label, samples in _studies(spec).items():
        yield {**paper, "study": label, "set": _characteristics(spec, samples)}
    yield from ({**paper, **line} for line in _state(spec))


def _labels(chosen: list[dict[str, Any]]) -> dict[str, str]:
    """Each printed label of a decided reading, once in any case, and the key of its variable."""
    found: dict[str, tuple[str, str]] = {}
    for entry in chosen:
        for side, key in zip(("x", "y"), entry["keys"], strict=True):
            found.setdefault(entry[side].casefold(), (entry[side], key))
    return dict(found.values())


def _coding(variable: Variable) -> Line:
    return {
        "construct": variable.construct, "measure": variable.measure, "direction": variable.direction,
        "subscale": variable.subscale, "wave": variable.wave, "informant": "self", "evidence": variable.evidence,
    }  # fmt: skip


def needed(spec: PaperSpec, keys: list[str], protocol: Protocol) -> bool:
    """Whether a question asks for a correlation of these two variables."""
    x, y = (spec.variable(key).construct for key in keys)
    pairs = [(q.x, q.y) for q in protocol.questions]
    return any(
        (protocol.covers(a, x) and protocol.covers(b, y)) or (protocol.covers(a, y) and protocol.covers(b, x))
        for a, b in pairs
    )


def _chosen(made: Made, protocol: Protocol) -> list[dict[str, Any]]:
    """The printed correlations to decide on: one place each, the table before the text, results before abstract."""
    undecided = {frozenset(pair.split()) for pair in made.spec.report.get("undecided", ())}
    places: dict[tuple[frozenset[str], str, str], dict[str, Any]] = {}
    for entry in sorted(made.printed["correlations"], key=lambda e: (e["where"], -e["page"])):
        keys = frozenset(entry["keys"])
        if keys not in undecided and needed(made.spec, entry["keys"], protocol):
            places.setdefault((keys, entry["sample"], entry["statistic"]), entry)
    return list(places.values())


def _reading(entry: dict[str, Any]) -> Line:
    line = {
        "page": entry["page"], "printed": entry["r_printed"], "pair": [entry["x"], entry["y"]],
        "group": entry["group"] or "", "action": "accept",
    }  # fmt: skip
    if entry["where"] == "table":
        return line
    facts = {"x": entry["x"], "y": entry["y"], "n": entry["n"]}
    return {**line, "action": "change", "set": facts, "note": "names and n as the paper gives them"}


def _rejections(made: Made) -> Iterator[Line]:
    """What looks like a correlation of the paper and is none."""
    for entry in made.printed["distractors"]:
        if entry["why"] == REJECTED["cited"] and entry.get("keys"):
            yield _rejection(entry, entry["keys"], "cited")
    for entry in made.printed["reliabilities"]:
        yield _rejection(entry, [], "reliability")  # of one measure with itself: there is no pair


def _rejection(entry: dict[str, Any], pair: list[str], kind: str) -> Line:
    return {
        "page": entry["page"], "printed": entry["r_printed"], "pair": pair, "group": "", "action": "reject",
        "kind": kind, "note": REJECTED[kind],
    }  # fmt: skip


def _studies(spec: PaperSpec) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for sample in spec.samples:
        found.setdefault(sample.study, []).append(sample)
    return found


def _characteristics(spec: PaperSpec, samples: list[Sample]) -> dict[str, Any]:
    """A study's characteristics over all its groups; None where the paper does not report one."""
    n = sum(s.n for s in samples)
    coded = {k: None if v == "not reported" else v for k, v in samples[0].characteristics.items()}
    age = sum(s.n * ages(spec, s)[0] for s in samples) / n
    female = 100 * sum(s.female for s in samples) / n
    return coded | {
        "mean_age": round(age, 1), "percent_female": round(female, 1), "publication_year": spec.head["year"],
    }  # fmt: skip


def _state(spec: PaperSpec) -> Iterator[Line]:
    state = spec.report.get("state", "coded")
    if state:
        reason = spec.report.get("reason", "")
        yield {"state": state, "reason": reason} if reason else {"state": state}


def text(lines: list[Line]) -> str:
    """The lines as the file keeps them."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE / "decisions.jsonl"
    made_papers = [make(spec) for spec in read_specs()]
    target.write_text(text(decisions(made_papers, read_protocol(EXAMPLE / "review.toml"))), encoding="utf-8")
