"""Linear models as plain arrays: scored with numpy alone, so that reading papers does not wait for scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StookError

Array = NDArray[np.float64]
LIMIT = 500.0  # beyond it exp overflows; the probability is 0 or 1 long before


class MissingWeights(StookError):
    """The trained weights are not beside the code."""

    code = "weights"


@dataclass(frozen=True, slots=True)
class Block:
    """One vocabulary of features with their place in the coefficients; `idf` is there where features are words."""

    index: Mapping[str, int]
    idf: Array | None = None

    def weighted(self, features: Mapping[str, float]) -> tuple[list[int], Array]:
        """Columns and values of the features that the model knows; words are brought to unit length."""
        known = [(self.index[name], value) for name, value in features.items() if name in self.index]
        columns = [column for column, _ in known]
        values = np.array([value for _, value in known], dtype=np.float64)
        if self.idf is None or not columns:
            return columns, values
        values *= self.idf[columns]
        return columns, values / np.sqrt(values @ values)


@dataclass(frozen=True, slots=True)
class Linear:
    """Class scores `coef @ features + intercept`, each made a probability by its own sigmoid, then brought to sum 1."""

    classes: tuple[str, ...]
    blocks: tuple[Block, ...]
    coefs: tuple[Array, ...]  # one a block: features x classes
    intercept: Array
    slope: Array
    offset: Array

    def probabilities(self, features: Sequence[Sequence[Mapping[str, float]]]) -> Array:
        """One row a candidate, one column a class; `features` holds one mapping a block for each candidate."""
        scores = np.tile(self.intercept, (len(features), 1))
        for row, parts in enumerate(features):
            for block, coef, part in zip(self.blocks, self.coefs, parts, strict=True):
                columns, values = block.weighted(part)
                if columns:
                    scores[row] += values @ coef[columns]
        return self.calibrated(scores)

    def calibrated(self, scores: Array) -> Array:
        """Class scores as probabilities."""
        chances = 1 / (1 + np.exp(np.clip(self.slope * scores + self.offset, -LIMIT, LIMIT)))
        if len(self.slope) == 1:  # two classes have one score
            return np.column_stack([1 - chances, chances])
        return np.asarray(chances / np.maximum(chances.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny))


def counts(tokens: Iterable[str]) -> dict[str, float]:
    """How often each token occurs."""
    found: dict[str, float] = {}
    for token in tokens:
        found[token] = found.get(token, 0.0) + 1.0
    return found


def save(path: Path, models: Mapping[str, Linear]) -> None:
    """Write models as arrays; the same models give the same bytes."""
    arrays: dict[str, Any] = {}
    for name, model in models.items():
        arrays |= {f"{name}/classes": np.array(model.classes), f"{name}/intercept": model.intercept}
        arrays |= {f"{name}/slope": model.slope, f"{name}/offset": model.offset}
        for number, (block, coef) in enumerate(zip(model.blocks, model.coefs, strict=True)):
            names = sorted(block.index, key=block.index.__getitem__)
            arrays |= {f"{name}/{number}/names": np.array(names), f"{name}/{number}/coef": coef}
            if block.idf is not None:
                arrays[f"{name}/{number}/idf"] = block.idf
    np.savez_compressed(path, **arrays)


def load(path: Path) -> dict[str, Linear]:
    """The models in this file; MissingWeights says what to do where it is not there."""
    if not path.is_file():
        raise MissingWeights(
            f"{path.name} is not in {path.parent}; reinstall Stook, or run `python -m models.training`."
        )
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    names = sorted({key.partition("/")[0] for key in arrays})
    return {
        name: _model({k.removeprefix(f"{name}/"): v for k, v in arrays.items() if k.startswith(f"{name}/")})
        for name in names
    }


def _model(arrays: Mapping[str, NDArray[Any]]) -> Linear:
    numbers = [str(i) for i in range(len(arrays)) if f"{i}/names" in arrays]
    blocks = tuple(
        Block({str(n): i for i, n in enumerate(arrays[f"{b}/names"])}, arrays.get(f"{b}/idf")) for b in numbers
    )
    coefs = tuple(arrays[f"{b}/coef"] for b in numbers)
    classes = tuple(str(name) for name in arrays["classes"])
    return Linear(classes, blocks, coefs, arrays["intercept"], arrays["slope"], arrays["offset"])
