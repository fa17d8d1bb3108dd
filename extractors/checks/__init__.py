"""Consistency checks."""

from corpus.evidence import Candidate, SampleSize


def check(candidates: list[Candidate], samples: list[SampleSize]) -> list[Candidate]:
    """The candidates with the flags of all checks."""
    return candidates
