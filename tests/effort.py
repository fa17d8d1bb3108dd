"""How much a test does: a small real instance in `make test`, the numbers that claims rest on in `make soak`."""

import os
from typing import TypeVar

T = TypeVar("T", int, float)
SOAKING = bool(os.environ.get("STOOK_SOAK"))


def effort(quick: T, long: T) -> T:
    """The first in `make test`, the second in `make soak`."""
    return long if SOAKING else quick
