"""The record of a review: candidates with stable ids, the append-only chain of decisions, and the files."""

from corpus.store.backups import backup, restore
from corpus.store.folds import Minted, fold, in_force
from corpus.store.records import Added, CandidateRow, Paper, Stored, StoredCandidate, TextKept
from corpus.store.sightings import facts
from corpus.store.store import Store

__all__ = [
    "Added",
    "CandidateRow",
    "Minted",
    "Paper",
    "Store",
    "Stored",
    "StoredCandidate",
    "TextKept",
    "backup",
    "facts",
    "fold",
    "in_force",
    "restore",
]
