"""Names of the array types that the formulas pass around."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Numbers = Sequence[float] | Sequence[float | None] | NDArray[np.floating] | NDArray[np.integer] | float


def vector(values: Numbers) -> Array:
    """Return the values as a one-dimensional array of floats; ``None`` becomes not-a-number."""
    found = np.asarray(values, dtype=float)
    return found if found.ndim else found.reshape(1)
