"""Rules that read documents: correlations, reliabilities and sample sizes, each with its quote and place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.extraction import EXTRACTORS, extract

__all__ = ["EXTRACTORS", "extract"]


def __getattr__(name: str) -> Any:
    """Load the rules when they are first asked for: the queue proposes codings without them, in half a second."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from extractors import extraction

    return getattr(extraction, name)
