"""Flags that put a sign in doubt: nothing accepts such a result by itself, whatever the flag's severity."""

from __future__ import annotations

from corpus.evidence import Candidate

SIGN_FLAGS = (
    "unmapped_glyph", "sign_from_image", "sign_conflict", "sign_against_words", "sign_against_test", "mirror_conflict",
    "ocr",
)  # fmt: skip


def sign_in_doubt(candidate: Candidate) -> bool:
    """Whether somebody has to look at the page for the sign."""
    return any(flag.code in SIGN_FLAGS for flag in candidate.flags)


def blocks_acceptance(candidate: Candidate) -> bool:
    """Whether no policy may accept it: a hard flag, or a sign in doubt."""
    return sign_in_doubt(candidate) or any(flag.severity == "hard" for flag in candidate.flags)
