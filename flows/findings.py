"""What the rules and the classifier find in one document: the step that runs in the child that read it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Document
from corpus.evidence import Characterised, SampleSize, Scored
from extractors import extract
from extractors.characteristics import characteristics
from extractors.sample_sizes import sample_sizes
from models import triage
from models.proposals import calibrated


@dataclass(frozen=True, slots=True)
class Findings:
    """Candidates with their scores, sample sizes, and what the paper tells of its studies."""

    scored: tuple[Scored, ...]
    samples: tuple[SampleSize, ...]
    told: tuple[Characterised, ...]


def findings(document: Document) -> Findings:
    """Everything that is found in a document."""
    samples = sample_sizes(document)
    candidates = extract(document, samples=samples)
    told = calibrated(characteristics(document, candidates=candidates), document)
    return Findings(tuple(triage.score(candidates)), tuple(samples), tuple(told))
