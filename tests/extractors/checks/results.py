"""Printed results for tests of the checks: simulated, and correctly rounded as journals print them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.evidence import Candidate, Printed, PValue, Quote
from pooling.arrays import Array
from pooling.correlation_tests import interval_of_r, p_of_r

LEVELS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))


def shown(value: float, decimals: int = 2) -> Printed:
    """A number as a journal prints it."""
    text = f"{value:.{decimals}f}".replace("0.", ".", 1)
    return Printed(text, round(value, decimals), decimals)


def shown_p(p: float) -> PValue:
    """An exact p with three decimals, or below .001."""
    return PValue("<", shown(0.001, 3)) if p < 0.001 else PValue("=", shown(p, 3))


@dataclass(frozen=True, slots=True)
class Result:
    """One simulated result as printed."""

    r: Printed
    n: int
    p: PValue
    ci: tuple[Printed, Printed]


def result(rng: np.random.Generator) -> Result:
    """A true r with its n, p and interval."""
    r, n = float(np.clip(rng.normal(0.1, 0.3), -0.95, 0.95)), int(rng.integers(20, 900))
    low, high = interval_of_r([r], [n])
    return Result(shown(r), n, shown_p(float(p_of_r([r], [n])[0])), (shown(float(low[0])), shown(float(high[0]))))


def stars_of(r: float, n: int) -> str:
    """The stars that r earns with n people."""
    p = float(p_of_r([r], [n])[0])
    return next((stars for level, stars in LEVELS if p < level), "")


def sample_matrix(rng: np.random.Generator, variables: int, n: int) -> Array:
    """The correlation matrix of n people drawn from a random population of correlated variables."""
    loadings = rng.normal(0, 1, (variables, 2))
    data = rng.normal(0, 1, (n, 2)) @ loadings.T + rng.normal(0, 1.2, (n, variables))
    return np.asarray(np.corrcoef(data.T))


def cell(
    x: str, y: str, r: Printed, n: int | None, *, stars: str = "", group: str = "", source: str = "table_note"
) -> Candidate:
    """A candidate of a square matrix."""
    levels = {s: PValue("<", shown(level, 3)) for level, s in LEVELS}
    return Candidate(
        rule="test",
        kind="correlation",
        statistic="pearson",
        r=r,
        page=1,
        where="table",
        quotes=(Quote("d", r.text, ()),),
        x=x,
        y=y,
        n=n,
        n_source=source if n else "none",  # type: ignore[arg-type]
        stars=stars,
        p=levels.get(stars),
        group=group,
        table="Table 1",
        evidence=(("layout_square", 1.0), ("p_from_stars", float(bool(stars)))),
    )


def printed_matrix(matrix: Array, n: int, names: list[str]) -> list[Candidate]:
    """The lower triangle of a matrix as printed, with stars."""
    return [
        cell(names[i], names[j], shown(float(matrix[i, j])), n, stars=stars_of(float(matrix[i, j]), n))
        for i in range(len(names))
        for j in range(i)
    ]
