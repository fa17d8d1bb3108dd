"""The record of a review: candidates with stable ids, the append-only chain of decisions, and the files."""

from corpus.store.records import Added, CandidateRow, Paper, Stored, StoredCandidate
from corpus.store.store import Store

__all__ = ["Added", "CandidateRow", "Paper", "Store", "Stored", "StoredCandidate"]
