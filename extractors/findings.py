"""What was found as plain objects, in the shapes that programs read: one text, or one paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.document import Box, Document
from corpus.evidence import Candidate, Flag, Printed, SampleSize, Scored
from extractors import extract
from extractors.sample_sizes import sample_sizes

Json = dict[str, Any]
REPORTED = ("correlation", "reliability")
USUAL_LEVEL = 0.95
# the cases name a semipartial coefficient by its family
FAMILY = {"semipartial": "partial", "latent": "unknown"}
CERTAIN = 1.0


def _value(number: Printed) -> float | int:
    return number.value if number.decimals else int(number.value)


def _dropped(found: Json) -> Json:
    """Without the keys that say nothing."""
    return {key: value for key, value in found.items() if value not in (None, "", [], ())}


def _p(candidate: Candidate) -> Json:
    if candidate.p:
        return {"p_op": candidate.p.op, "p": candidate.p.value.value}
    return {"p_op": "ns"} if dict(candidate.evidence).get("not_significant") else {}


def correlation_found(candidate: Candidate) -> Json:
    """A correlation in the shape of `stook check-text`."""
    level = dict(candidate.evidence).get("level_printed", 0.0)
    return _dropped(
        {
            "type": "correlation",
            "value": candidate.r.value,
            "statistic": FAMILY.get(candidate.statistic, candidate.statistic),
            "base": candidate.base,
            "df": _value(candidate.df) if candidate.df else None,
            "n": candidate.n,
            **_p(candidate),
            "ci": [end.value for end in candidate.ci] if candidate.ci else None,
            "ci_level": candidate.ci_level if candidate.ci and (level or candidate.ci_level != USUAL_LEVEL) else None,
            "stars": len(candidate.stars) or None,
            "group": candidate.group,
            "variables": [name for name in candidate.pair if name] if candidate.x else [],
            "flags": [flag.code for flag in candidate.flags],
        }
    )


def _reliability_found(candidate: Candidate) -> Json:
    return _dropped(
        {
            "type": "reliability",
            "value": candidate.r.value,
            "coefficient": candidate.coefficient,
            "variables": [name for name in candidate.pair if name],
        }
    )


def _sample_found(sample: SampleSize) -> Json:
    return _dropped({"type": "sample_size", "value": sample.n, "role": sample.role, "group": sample.group})


def found(document: Document, *, scored: Sequence[Scored] | None = None) -> list[Json]:
    """Own correlations, own reliabilities and sample sizes of one text, as `stook check-text` prints them.

    Without `scored` the kinds are those that the rules propose.
    """
    samples = sample_sizes(document)
    scored = proposed(extract(document, samples=samples)) if scored is None else scored
    by_kind = {"correlation": correlation_found, "reliability": _reliability_found}
    results = [by_kind[s.kind](s.candidate) for s in scored if s.kind in REPORTED]
    return [*results, *(_sample_found(sample) for sample in samples)]


def proposed(candidates: Sequence[Candidate]) -> list[Scored]:
    """The candidates with the kinds that their rules proposed, where no model has judged them."""
    return [Scored(candidate, candidate.kind, CERTAIN, "rules") for candidate in candidates]


def boxes(places: Sequence[Box]) -> list[Json]:
    """Boxes as plain objects, in points to two decimals."""
    keys = ("x0", "top", "x1", "bottom")
    return [{"page": box.page, **{key: round(getattr(box, key), 2) for key in keys}} for box in places]


def _flag(flag: Flag) -> Json:
    return {"code": flag.code, "severity": flag.severity, "message": flag.message, "numbers": dict(flag.numbers)}


def _printed_p(candidate: Candidate) -> str:
    if candidate.p:
        return f"{candidate.p.op} {candidate.p.value.text}"
    return "ns" if dict(candidate.evidence).get("not_significant") else ""


def _places(candidate: Candidate) -> list[Json]:
    """Each place where the result stands: its page, its words, the boxes of the value, and what it is called there."""
    if candidate.places:
        return [
            {
                **{name: getattr(place, name) for name in ("page", "where", "x", "y", "section", "rule")},
                **{name: getattr(place, name) or None for name in ("table", "row", "col")},
                "evidence": quote.text,
                "boxes": boxes(place.value_boxes or quote.boxes),
            }
            for place, quote in zip(candidate.places, candidate.quotes, strict=True)
        ]
    return [{"page": page, "evidence": text, "boxes": where} for page, text, where in _quoted(candidate)]


def _quoted(candidate: Candidate) -> list[tuple[int, str, list[Json]]]:
    places = []
    for quote in candidate.quotes:
        pages = {box.page for box in quote.boxes} or {candidate.page}
        inside = [box for box in candidate.value_boxes if box.page in pages]
        page = inside[0].page if inside else min(pages)
        places.append((page, quote.text, boxes(inside or list(quote.boxes))))
    return places or [(candidate.page, "", boxes(candidate.value_boxes))]


def _result(scored: Scored, evidence_id: str) -> list[Json]:
    candidate = scored.candidate
    shared: Json = {
        "evidence_id": evidence_id,
        "x": candidate.x,
        "y": candidate.y,
        "r": None if candidate.kind == "convertible" else candidate.r.value,
        "r_printed": candidate.r.text,
        "statistic": candidate.statistic,
        "kind": scored.kind,
        "n": candidate.n,
        "n_source": candidate.n_source,
        "df": _value(candidate.df) if candidate.df else None,
        "p": _printed_p(candidate),
        "ci": [end.value for end in candidate.ci] if candidate.ci else None,
        "stars": candidate.stars,
        "where": candidate.where,
        "table": candidate.table or None,
        "row": candidate.row or None,
        "col": candidate.col or None,
        "group": candidate.group,
        "section": candidate.section,
        "rule": candidate.rule,
        "confidence": round(scored.probability, 4),
        "flags": [_flag(flag) for flag in candidate.flags],
    }
    if candidate.coefficient:
        shared["coefficient"] = candidate.coefficient
    if candidate.kind == "convertible":
        shared["conversion"] = {
            "formula": candidate.formula,
            "from": {name: value.text for name, value in candidate.source},
        }
    return [{**shared, **place} for place in _places(candidate)]


def _sample(sample: SampleSize) -> Json:
    return {
        "n": sample.n,
        "role": sample.role,
        "label": sample.group,
        "page": sample.page,
        "evidence": sample.quote.text,
        "boxes": boxes(sample.quote.boxes),
        "rule": sample.rule,
    }


def _matrices(results: Sequence[Json]) -> list[Json]:
    """The correlation tables, each with its variables in the order of the rows."""
    tables: dict[tuple[str, int], list[Json]] = {}
    for result in results:
        if result["where"] == "table":
            tables.setdefault((result["table"] or "", result["page"]), []).append(result)
    return [
        {
            "table": label,
            "page": page,
            "variables": list(dict.fromkeys(name for cell in cells for name in (cell["x"], cell["y"]))),
            "n": next((cell["n"] for cell in cells if cell["n"]), None),
            "cells": len(cells),
            "groups": list(dict.fromkeys(cell["group"] for cell in cells if cell["group"])),
            "rule": cells[0]["rule"],
            "boxes": _around(page, cells),
        }
        for (label, page), cells in tables.items()
    ]


def _around(page: int, cells: Sequence[Json]) -> list[Json]:
    """The box around all values of a table on its page."""
    places = [box for cell in cells for box in cell["boxes"] if box["page"] == page]
    if not places:
        return []
    ends = {"x0": min, "top": min, "x1": max, "bottom": max}
    return [{"page": page, **{name: pick(place[name] for place in places) for name, pick in ends.items()}}]


def paper_shape(
    name: str, document: Document, scored: Sequence[Scored], samples: Sequence[SampleSize], *, ids: Sequence[str] = ()
) -> Json:
    """One paper as `stook extract` prints it: a result printed in three places stands three times with one id."""
    known = list(ids) or [f"{document.digest[:12]}-{number}" for number in range(1, len(scored) + 1)]
    by_kind: dict[str, list[Json]] = {"correlation": [], "reliability": [], "other": []}
    for judged, evidence_id in zip(scored, known, strict=True):
        by_kind[judged.kind if judged.kind in REPORTED else "other"] += _result(judged, evidence_id)
    return {
        "name": name,
        "digest": document.digest,
        "pages": len(document.pages),
        "samples": [_sample(sample) for sample in samples],
        "correlations": by_kind["correlation"],
        "matrices": _matrices(by_kind["correlation"]),
        "reliabilities": by_kind["reliability"],
        "other": by_kind["other"],
    }
