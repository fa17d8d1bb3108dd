"""A small review for tests: one protocol, two papers, the candidates of a matrix."""

from __future__ import annotations

from typing import Any

from corpus.evidence import Candidate
from corpus.protocol import Protocol, parse_protocol
from corpus.store import Store
from tests.store.evidence import candidate, digest, document, sample, scored

WHO = "mei"

PROTOCOL: dict[str, Any] = {
    "review": {"title": "Help seeking"},
    "constructs": {
        "depression": {
            "label": "Depression",
            "high": "more symptoms",
            "terms": ["depressive symptoms"],
            "reverse_terms": ["well-being"],
            "measures": {"CES-D": {"names": ["Center for Epidemiologic Studies Depression Scale"]},
                         "WHO-5": {"direction": "-"}},
        },
        "groups": {"label": "Online groups", "high": "more", "terms": ["group use"]},
        "empowerment": {"label": "Empowerment", "high": "more"},
    },
    "questions": [
        {"id": "depression", "label": "Depression and groups", "x": "depression", "y": "groups"},
        {"id": "empowerment", "label": "Empowerment and groups", "x": "empowerment", "y": "groups", "by": "generation"},
    ],
    "characteristics": {
        "generation": {"label": "Generation", "type": "choice", "choices": {"z": "Generation Z", "x": "Generation X"}},
        "mean_age": {"label": "Mean age", "type": "number", "moderator": True},
        "country": {"label": "Country"},
    },
    "eligibility": {"exclude": [{"id": "no_correlation", "label": "Reports no correlation"}]},
}  # fmt: skip

MATRIX = (
    candidate(".31", "Group use", "CES-D", 1, 0),
    candidate(".12", "Age", "CES-D", 2, 0),
    candidate("-.05", "Age", "Group use", 2, 1),
    candidate(".45", "Empowerment", "Group use", 3, 1),
)


def protocol(**changes: Any) -> Protocol:
    """The protocol, with these parts in place of its own."""
    return parse_protocol(PROTOCOL | changes)


def add(store: Store, *found: Candidate, name: str = "berg2019", rules: str = "1") -> str:
    """Store a reading of this paper; the report's id."""
    return store.add(document(name), scored(*found), [sample(212)], name=f"{name}.pdf", rules=rules).report


def review() -> Store:
    """A store in memory with one paper read: C1 to C4 of R1."""
    store = Store.in_memory()
    add(store, *MATRIX)
    return store


__all__ = ["MATRIX", "PROTOCOL", "WHO", "add", "candidate", "digest", "protocol", "review"]
