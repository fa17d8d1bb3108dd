"""How likely a proposed characteristic is right: what the rule said of it, where it stands, and what else is told."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.document import Document
from corpus.evidence import Characterised
from models.features import squashed
from models.linear import Linear, load

MODEL = "proposals.v1"
WEIGHTS = Path(__file__).parent / "weights" / "proposals.npz"
UNJUDGED = ("author",)  # a fact of the report that says nothing of a study
CHOSEN = ("design",)  # one of few values, which are not told alike: a survey is part of many an experiment
FEW = 3  # places that say the same; more add nothing
LONG = 200  # characters of a quote; so long a sentence tells several things


@cache
def _model(path: Path) -> Linear:
    return load(path)["right"]


def calibrated(found: Sequence[Characterised], document: Document, *, weights: Path = WEIGHTS) -> list[Characterised]:
    """Every proposal, in order, with the probability that its value, its measure and its study are right."""
    judged = [one for one in found if one.name not in UNJUDGED]
    if not judged:
        return list(found)
    model = _model(weights)
    chances = model.probabilities([(numbers,) for numbers in evidence(judged, document)])
    sure = iter(chances[:, model.classes.index("right")])
    return [one if one.name in UNJUDGED else replace(one, probability=round(float(next(sure)), 3)) for one in found]


def evidence(found: Sequence[Characterised], document: Document) -> Iterator[dict[str, float]]:
    """For each proposal named numbers: the rule's own word, the form and place of what it saw, rivals and agreement."""
    again = Counter((one.name, one.group, one.variable, one.value) for one in found)
    values: dict[tuple[str, str, str], set[object]] = {}
    surest: dict[tuple[str, str], dict[object, float]] = {}
    for one in found:
        values.setdefault((one.name, one.group, one.variable), set()).add(one.value)
        of_all = surest.setdefault((one.name, one.variable), {})
        of_all[one.value] = max(one.probability, of_all.get(one.value, 0.0))
    for one in found:
        own = (one.name, one.group, one.variable)
        others = surest[one.name, one.variable]
        surer = sum(sure > one.probability for value, sure in others.items() if value != one.value)
        yield {
            **_shape(one),
            f"section={_section(one, document)}": 1.0,
            "rivals": squashed(float(len(values[own]) - 1)),
            "surer": squashed(float(surer)),
            "again": min(again[(*own, one.value)], FEW) / FEW,
        }


def _shape(one: Characterised) -> dict[str, float]:
    """What the rule said of it, and the form of what it saw."""
    marks = {
        "derived": bool(one.derived),
        "group": bool(one.group),
        "unnamed": not one.variable,
        "months": one.unit == "months",
        "long": len(one.quote.text) > LONG,
    }
    return {
        f"name={one.name}": 1.0,
        f"said={one.name}:{one.probability:.2f}": 1.0,
        **({f"said={one.value}:{one.probability:.2f}": 1.0} if one.name in CHOSEN else {}),
        "said": math.log(one.probability / (1 - one.probability)),
        "length": squashed(float(len(one.variable.split()))),
        **{name: 1.0 for name, there in marks.items() if there},
    }


def _section(one: Characterised, document: Document) -> str:
    """The section of the passage that was quoted; a table's cell stands in none."""
    return next((passage.section for passage in document.passages if one.quote.text in passage.text), "elsewhere")
