"""Training of the probability of proposed characteristics, and its card: `python -m models.training` runs it too."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus.evidence import Characterised
from models.card import calibration_error, digests, packed, versions
from models.linear import Linear, save
from models.proposals import MODEL, WEIGHTS
from models.recalibration import log_loss
from models.training import Features, Fitted, fit, linear

STRENGTH = 0.3  # inverse of the penalty; between .1 and .3 log loss over folds of wordings is least
TESTED, BUNDLED = "held out", "bundled"
EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)  # of the reliability table, finer where most proposals are
LEAST_SHOWN = 20  # proposals of a name, to speak of shares


@dataclass(frozen=True, slots=True)
class ProposalExample:
    """A proposal with what a model sees of it and whether it is true; `group` is its wording, which is never split."""

    proposal: Characterised
    numbers: Mapping[str, float]
    right: bool
    group: str
    part: str


def trained(examples: Sequence[ProposalExample]) -> Fitted:
    """Fit the model on these examples."""
    labels = ["right" if one.right else "wrong" for one in examples]
    features: Features = [([], dict(one.numbers)) for one in examples]
    return fit(features, labels, [one.group for one in examples], wordy=False, strength=STRENGTH)


def chances(model: Linear, examples: Sequence[ProposalExample]) -> list[float]:
    """The probability of each example."""
    told = model.probabilities([(dict(one.numbers),) for one in examples])
    return [float(chance) for chance in told[:, model.classes.index("right")]]


def write(
    made: Iterable[ProposalExample], bundled: Iterable[ProposalExample] = (), *, weights: Path = WEIGHTS
) -> Linear:
    """Train on what is not held out, and write arrays, scikit-learn objects and card."""
    everything = [*made, *bundled]
    fitted = trained([one for one in everything if one.part not in (TESTED, BUNDLED)])
    model = linear(fitted)
    weights.parent.mkdir(parents=True, exist_ok=True)
    save(weights, {"right": model})
    parts = {"right": {"structure": fitted.structure, "classifier": fitted.classifier}}
    weights.with_suffix(".skops").write_bytes(packed(parts))
    weights.with_suffix(".md").write_text(card(everything, model, weights), encoding="utf-8")
    return model


def digest(examples: Sequence[ProposalExample]) -> str:
    """SHA-256 over what the examples are: quote, name, value, truth and wording."""
    lines = [
        json.dumps([one.proposal.name, one.proposal.quote.text, str(one.proposal.value), one.right, one.group])
        for one in examples
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def card(examples: Sequence[ProposalExample], model: Linear, weights: Path) -> str:
    """The card as Markdown."""
    tested = [one for one in examples if one.part == TESTED]
    parts = Counter(one.part for one in examples)
    wordings = Counter(part for part, _ in {(one.part, one.group) for one in examples})
    return TEMPLATE.format(
        model=MODEL,
        parts="\n".join(f"| {part} | {count} | {wordings[part]} |" for part, count in sorted(parts.items())),
        data=digest(examples),
        scores="\n".join(_scores(examples, model)),
        reliability="\n".join(_reliability(tested, chances(model, tested))),
        names="\n".join(_by_name(tested, chances(model, tested))),
        files=digests([weights, weights.with_suffix(".skops")]),
        versions=versions(),
    )


def _scores(examples: Sequence[ProposalExample], model: Linear) -> list[str]:
    """Log loss and calibration error of the rules' own word and of the model, on what was not trained on."""
    rows = []
    for part in (TESTED, BUNDLED):
        of = [one for one in examples if one.part == part]
        if not of:
            continue
        right = np.array([float(one.right) for one in of])
        for who, said in (("rule", [one.proposal.probability for one in of]), ("model", chances(model, of))):
            loss, error = log_loss(np.array(said), right), calibration_error(said, [one.right for one in of])
            rows.append(f"| {part} | {len(of)} | {who} | {loss:.3f} | {error:.3f} |")
    return rows


def _reliability(examples: Sequence[ProposalExample], said: Sequence[float]) -> list[str]:
    rows = []
    for low, high in pairwise(EDGES):
        inside = [(p, one.right) for p, one in zip(said, examples, strict=True) if low <= p < high or p == high == 1]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            rows.append(f"| {low:.2f} to {high:.2f} | {len(inside)} | {mean:.2f} | {share:.2f} |")
    return rows


def _by_name(examples: Sequence[ProposalExample], said: Sequence[float]) -> list[str]:
    rows = []
    for name in sorted({one.proposal.name for one in examples}):
        of = [(p, one.right) for p, one in zip(said, examples, strict=True) if one.proposal.name == name]
        if len(of) >= LEAST_SHOWN:
            mean, share = (sum(column) / len(of) for column in zip(*of, strict=True))
            rows.append(f"| {name} | {len(of)} | {mean:.2f} | {share:.2f} |")
    return rows


TEMPLATE = """# {model}

How likely a proposed characteristic of a study is right: value, measure, study. Written by `python -m models.training`;
do not edit. The rule's own word, its name, the section, whether other values compete or the same value is told again
-> logistic regression, one sigmoid over folds of wordings. Words of the sentence made unseen wordings worse and are
left out.

## What it is calibrated on

Made-up papers of running text (`synthetic/studies_told.toml`) with exact truth, read by the rules of this version,
with numbers of other studies, of norm samples, of schools and companies around. *Seen* wordings are those on which
rules were mended; *unseen* ones were written apart from the rules; *held out* ones are like the unseen and only test.
Their scores by characteristic were looked at once, and numbers that tell of others were added to both since: they are
a fair measure, not a blind one. *Bundled* are the example review's 20 PDFs, which only test. No page of a real paper
was used; what a torn page does to a sentence is not in here.

| part | proposals | wordings or papers |
|---|---|---|
{parts}

SHA-256 of the examples: `{data}`

## Scores

| part | proposals | probability of | log loss | expected calibration error |
|---|---|---|---|---|
{scores}

Held-out wordings, all proposals:

| probability | proposals | mean | right |
|---|---|---|---|
{reliability}

| characteristic | proposals | mean probability | right |
|---|---|---|---|
{names}

## Files

{files}

`proposals.npz` is what scores. Versions: {versions}.
"""
