"""The card beside the weights: what the models were trained on, how well they do on templates they never saw."""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import sklearn
import skops
import skops.io

from corpus.evidence import KINDS, Scored
from models.calibration import POOLABLE
from models.linear import save
from models.training import FOLDS, SEED, Example, Trained, train
from models.triage import MODEL, WEIGHTS, score

BINS = 10  # of the calibration error, of equal width
DATED = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can hold: the same bytes whenever they are written
# What may be loaded from triage.skops; everything else in it is of numpy or a type that skops trusts by itself.
TRUSTED = (
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How one kind was told from the others: found right, found in all, there in all."""

    kind: str
    right: int
    found: int
    there: int

    def row(self) -> str:
        """Precision and recall as cells of a table."""
        precision = f"{self.right / self.found:.3f}" if self.found else "–"
        recall = f"{self.right / self.there:.3f}" if self.there else "–"
        return f"{precision} | {recall}"


def write(examples: Iterable[Example], *, weights: Path = WEIGHTS) -> Trained:
    """Train on the examples that are not held out, and write arrays, scikit-learn objects and card."""
    everything = list(examples)
    trained = train([example for example in everything if not example.held_out])
    weights.parent.mkdir(parents=True, exist_ok=True)
    save(weights, trained.linear())
    weights.with_suffix(".skops").write_bytes(archive(trained))
    held = [example for example in everything if example.held_out]
    text = card(everything, held, score([example.candidate for example in held], weights=weights), weights)
    weights.with_name("card.md").write_text(text, encoding="utf-8")
    return trained


def archive(trained: Trained) -> bytes:
    """The fitted scikit-learn objects of the triage as a skops file."""
    parts = {
        "kind": {
            "words": trained.kind.words,
            "structure": trained.kind.structure,
            "classifier": trained.kind.classifier,
        },
        "right": {"structure": trained.right.structure, "classifier": trained.right.classifier},
    }
    return packed(parts)


def packed(parts: dict[str, Any]) -> bytes:
    """Fitted scikit-learn objects as a skops file, the same bytes for the same objects.

    skops names parts by their address in memory and dates them; here they are numbered in order and dated alike.
    """
    source = zipfile.ZipFile(io.BytesIO(skops.io.dumps(parts)))
    schema = source.read("schema.json").decode()
    numbers = {found: str(i) for i, found in enumerate(dict.fromkeys(re.findall(r"\b\d{9,}\b", schema)))}
    renamed = re.sub(r"\b\d{9,}\b", lambda match: numbers[match.group()], schema)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: _renamed(name, numbers)):
            data = renamed.encode() if name == "schema.json" else source.read(name)
            target.writestr(zipfile.ZipInfo(_renamed(name, numbers), DATED), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _renamed(name: str, numbers: dict[str, str]) -> str:
    stem, _, suffix = name.partition(".")
    return f"{numbers.get(stem, stem)}.{suffix}"


def unpack(path: Path) -> dict[str, Any]:
    """The scikit-learn objects of a skops file; a type that is not listed is refused."""
    return dict(skops.io.load(path, trusted=list(TRUSTED)))


def digest(examples: Sequence[Example]) -> str:
    """SHA-256 over what the examples are: quote, printed number, truth and template."""
    lines = [
        json.dumps([e.candidate.rule, e.candidate.quotes[0].text, e.candidate.r.text, e.kind, e.linked, e.group])
        for e in examples
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def tallies(predicted: Sequence[str], true: Sequence[str]) -> list[Tally]:
    """One tally a kind, in the order of KINDS."""
    both = Counter(p for p, t in zip(predicted, true, strict=True) if p == t)
    found, there = Counter(predicted), Counter(true)
    return [Tally(kind, both[kind], found[kind], there[kind]) for kind in KINDS]


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: mean distance of said and true share over bins of equal width, weighted by size."""
    said, held = np.asarray(sure), np.asarray(right, dtype=float)
    places = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = [
        abs(said[places == b].mean() - held[places == b].mean()) * (places == b).mean() for b in set(places.tolist())
    ]
    return float(sum(gaps))


def _counts(examples: Sequence[Example]) -> list[str]:
    rows = []
    for kind in KINDS:
        of = [e for e in examples if e.kind == kind]
        held = sum(e.held_out for e in of)
        rows.append(f"| {kind} | {len(of) - held} | {held} | {len({e.group for e in of})} |")
    return rows


def _scores(held: Sequence[Example], scored: Sequence[Scored]) -> list[str]:
    true = [e.kind for e in held]
    rules = tallies([e.candidate.kind for e in held], true)
    model = tallies([max(s.kinds, key=lambda k: k[1])[0] for s in scored], true)
    both = tallies([s.kind for s in scored], true)
    return [
        f"| {b.kind} | {b.there} | {r.row()} | {m.row()} | {b.row()} |"
        for r, m, b in zip(rules, model, both, strict=True)
        if b.there or b.found
    ]


def _risk(held: Sequence[Example], scored: Sequence[Scored]) -> list[str]:
    """How often the surest are right, from a tenth of the poolable candidates to all of them."""
    pairs = sorted(_poolable(held, scored), reverse=True)
    rows = []
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        top = pairs[: max(1, round(share * len(pairs)))]
        rows.append(f"| {share:.0%} | {top[-1][0]:.3f} | {sum(right for _, right in top) / len(top):.3f} |")
    return rows


def _poolable(held: Sequence[Example], scored: Sequence[Scored]) -> list[tuple[float, bool]]:
    return [
        (round(s.probability, 9), e.linked and s.kind == e.kind)
        for e, s in zip(held, scored, strict=True)
        if s.kind in POOLABLE
    ]


def card(examples: Sequence[Example], held: Sequence[Example], scored: Sequence[Scored], weights: Path) -> str:
    """The card as Markdown."""
    sure = _poolable(held, scored)
    error = calibration_error([p for p, _ in sure], [right for _, right in sure])
    files = [weights, weights.with_suffix(".skops")]
    return TEMPLATE.format(
        model=MODEL,
        examples=len(examples),
        templates=len({e.group for e in examples}),
        held=len({e.group for e in held}),
        folds=FOLDS,
        seed=SEED,
        data=digest(examples),
        counts="\n".join(_counts(examples)),
        scores="\n".join(_scores(held, scored)),
        error=f"{error:.3f}",
        risk="\n".join(_risk(held, scored)),
        files=digests(files),
        versions=versions(),
    )


def digests(files: Iterable[Path]) -> str:
    """A line a file, with its SHA-256."""
    return "\n".join(f"- `{f.name}`: {hashlib.sha256(f.read_bytes()).hexdigest()}" for f in files)


def versions() -> str:
    """What the models were fitted with."""
    used = {"Python": ".".join(platform.python_version_tuple()[:2])} | {
        module.__name__: module.__version__ for module in (np, scipy, sklearn, skops)
    }
    return ", ".join(f"{name} {version}" for name, version in used.items())


TEMPLATE = """# {model}

Two models that score what the rules found. Written by `python -m models.training`; do not edit.

**Kind**: TF-IDF over the words around the number, and named numbers of the candidate (what the rule proposed and
measured, where it stands, what was linked, what the checks said) -> multinomial logistic regression, a sigmoid a kind.
**Right**: the named numbers and the chance of the kind -> logistic regression, one sigmoid: the probability that value
(with its sign), pair, n and kind are all right, for candidates whose kind may be pooled. Other kinds bear the
probability of their kind.

The kind that counts is the rule's unless the model is nearly sure (`models/calibration.py`): nothing is ever dropped.

## What it is calibrated on

Made-up sentences and tables only (`synthetic/sentences.toml`, `synthetic/sentence_tables.py`), read by the rules of
this version. No page of a real paper was used. The pages are plain: what a damaged text layer does to a number is not
in here, so the probability orders a queue well and is too high for badly read pages.

{examples} candidates from {templates} templates ({held} held out: no text of theirs was ever trained on).
Seed {seed}, {folds} folds over templates. SHA-256 of the examples: `{data}`

| kind | trained on | held out | templates |
|---|---|---|---|
{counts}

## Scores on the held-out templates (precision, recall)

| kind | n | rules P | R | model alone P | R | what counts P | R |
|---|---|---|---|---|---|---|---|
{scores}

Expected calibration error of the probability, {error} (held-out templates, poolable kinds).

| the surest | probability from | all right |
|---|---|---|
{risk}

## Files

{files}

`triage.npz` is what scores; `triage.skops` holds the same models as scikit-learn objects and loads with the explicit
trusted types of `models/card.py`. Versions: {versions}.
"""
