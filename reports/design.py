"""Moderators as a design matrix, from a formula: numbers as they are, words as factors, interactions by `*` and `:`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.errors import InvalidProtocol

INTERCEPT = "intrcpt"  # metafor's name for it
LEVEL = re.compile(r"\[(?:T\.)?([^\]]*)\]")  # formulaic's mark of a factor's level: kind[T.forum]


@dataclass(frozen=True, slots=True)
class Design:
    """A design with a row a study: `X` is (k, p), nan where a moderator is missing; `names` as metafor writes them."""

    names: tuple[str, ...]
    X: NDArray[np.float64]


def design(formula: str, columns: Mapping[str, Sequence[float | str | None]]) -> Design:
    """The design of a right-hand side such as `year + kind`; a row with a missing moderator is nan throughout.

    The first level of a factor in alphabetical order is the one that others are compared with (treatment coding).
    """
    import pandas as pd  # slow to import, and only regressions need it
    from formulaic import Formula, model_matrix
    from formulaic.errors import FormulaicError

    try:
        wanted = {str(name) for name in Formula(formula).required_variables}
    except FormulaicError as error:
        raise InvalidProtocol(f"moderators {formula!r} are no formula ({error}); write names joined by +.") from None
    if missing := sorted(wanted - set(columns)):
        raise InvalidProtocol(f"there is no column {missing[0]!r}; there are {', '.join(sorted(columns))}.")
    table = pd.DataFrame({name: list(columns[name]) for name in sorted(wanted)})
    whole = [not any(_is_missing(columns[name][row]) for name in wanted) for row in range(len(table))]
    made = model_matrix(f"1 + {formula}", table[whole])
    X = np.full((len(table), made.shape[1]), np.nan)
    X[np.array(whole, dtype=bool)] = np.asarray(made, dtype=float)
    return Design(tuple(_name(str(name)) for name in made.columns), X)


def _is_missing(value: float | str | None) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _name(column: str) -> str:
    return INTERCEPT if column == "Intercept" else LEVEL.sub(r"\1", column).replace("`", "")
