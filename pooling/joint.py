"""Joint robust tests that say when the data do not allow them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pooling.estimate import Note
from pooling.robust import Robust, Wald, Working, influence, wald_htz

FLAT = 1e-6  # a robust standard error this small beside the model's own: the coefficient rests on one sample


def joint_test(work: Working, columns: Sequence[int]) -> tuple[Wald | None, tuple[Note, ...]]:
    """Return the HTZ test that the coefficients at ``columns`` are all zero, or why there is none.

    Too few samples a coefficient leave the robust covariance without full rank, or the test without degrees of freedom.
    """
    scores = influence(work, "CR2").scores[:, list(columns)]
    model = np.sqrt(np.diag(work.S))[list(columns)]
    if np.linalg.matrix_rank(scores / model, tol=FLAT) == len(columns):
        test = wald_htz(work, columns)
        if test.df_denom > 0:
            return test, ()
    told = f"{work.clusters.m} samples are too few for a joint test of {len(columns)} coefficients."
    return None, (Note("no_joint_test", told),)


def unsupported(work: Working, errors: Robust) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Tell which coefficients (p,) rest on one sample alone, so that nothing robust can be said of them."""
    return np.asarray(errors.se <= FLAT * np.sqrt(np.diag(work.S)))
