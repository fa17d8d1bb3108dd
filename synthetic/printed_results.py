"""Results as journals print them, simulated and correctly rounded: single ones, matrices, samples and their people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from corpus.evidence import Candidate, Printed, PValue, Quote, SampleSize
from pooling.arrays import Array
from pooling.correlation_tests import interval_of_r, p_of_r, t_of_r
from pooling.effect_sizes import kendall_z, spearman_z
from pooling.tails import critical

LEVELS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
NAMES = tuple(f"variable {letter}" for letter in "abcdefghij")
NOISE = 1.2  # standard deviation of what a simulated variable does not share
ITEMS = 6  # of a simulated scale
P_FORMS = ("three", "two", "threshold")


def shown(value: float, decimals: int = 2) -> Printed:
    """A number below 1 as a journal prints it."""
    text = f"{value:.{decimals}f}".replace("0.", ".", 1)
    return Printed(text, round(value, decimals), decimals)


def plainly(value: float, decimals: int = 2) -> str:
    """A number of any size as a journal prints it."""
    return f"{value:.{decimals}f}"


def shown_p(p: float, form: str = "three") -> PValue:
    """A p with three or two decimals, or as the threshold that it passed."""
    if form == "threshold":
        passed = next((level for level, _ in LEVELS if p < level), None)
        return PValue("<", shown(passed, 3 if passed < 0.01 else 2)) if passed else PValue(">", shown(0.05))
    decimals = 3 if form == "three" else 2
    least = 10.0**-decimals
    return PValue("<", shown(least, decimals)) if p < least else PValue("=", shown(p, decimals))


@dataclass(frozen=True, slots=True)
class Result:
    """One simulated result as printed."""

    r: Printed
    n: int
    p: PValue
    ci: tuple[Printed, Printed]


@dataclass(frozen=True, slots=True)
class Told:
    """What one place of a paper prints: its results, and the samples that it names."""

    candidates: list[Candidate]
    samples: list[SampleSize] = field(default_factory=list)


def drawn(rng: np.random.Generator) -> tuple[float, int]:
    """A sample's r and n."""
    return float(np.clip(rng.normal(0.1, 0.3), -0.95, 0.95)), int(rng.integers(20, 900))


def result(rng: np.random.Generator) -> Result:
    """A true r with its n, p and interval."""
    r, n = drawn(rng)
    low, high = interval_of_r([r], [n])
    return Result(shown(r), n, shown_p(float(p_of_r([r], [n])[0])), (shown(float(low[0])), shown(float(high[0]))))


def stars_of(r: float, n: int) -> str:
    """The stars that r earns with n people."""
    p = float(p_of_r([r], [n])[0])
    return next((stars for level, stars in LEVELS if p < level), "")


def sample_matrix(rng: np.random.Generator, variables: int, n: int) -> Array:
    """The correlation matrix of n people drawn from a random population of correlated variables."""
    loadings = rng.normal(0, 1, (variables, 2))
    data = rng.normal(0, 1, (n, 2)) @ loadings.T + rng.normal(0, NOISE, (n, variables))
    return np.asarray(np.corrcoef(data.T))


def cell(
    x: str, y: str, r: Printed, n: int | None, *, stars: str = "", group: str = "", source: str = "table_note"
) -> Candidate:
    """A candidate of a square matrix."""
    levels = {s: PValue("<", shown(level, 3)) for level, s in LEVELS}
    return Candidate(
        rule="synthetic",
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
        row=x,
        evidence=(("layout_square", 1.0), ("p_from_stars", float(bool(stars)))),
    )


def printed_matrix(matrix: Array, n: int, names: list[str], *, decimals: int = 2) -> list[Candidate]:
    """The lower triangle of a matrix as printed, with stars."""
    return [
        cell(names[i], names[j], shown(float(matrix[i, j]), decimals), n, stars=stars_of(float(matrix[i, j]), n))
        for i in range(len(names))
        for j in range(i)
    ]


def sentence(text: str, r: Printed, n: int, **more: Any) -> Candidate:
    """A candidate of running text whose n stands beside it, unless another source is given."""
    given: dict[str, Any] = {"statistic": "pearson", "x": NAMES[0], "y": NAMES[1], "n_source": "df"} | more
    return Candidate(
        rule="synthetic", kind="correlation", r=r, page=1, where="text", quotes=(Quote("d", text, ()),), n=n, **given
    )


def with_p(rng: np.random.Generator, *, tails: int = 2) -> Told:
    """`r(238) = .34, p < .001`: two or three decimals, an exact p or a threshold, of one or two tails."""
    r, n = drawn(rng)
    size = shown(r, int(rng.integers(2, 4)))
    p = shown_p(float(p_of_r([r], [n])[0]) * tails / 2, str(rng.choice(P_FORMS)))
    return Told([sentence(f"r({n - 2}) = {size.text}", size, n, p=p, df=shown(n - 2, 0))])


def with_one_tailed_p(rng: np.random.Generator) -> Told:
    """The same with half the p."""
    return with_p(rng, tails=1)


def with_interval(rng: np.random.Generator) -> Told:
    """`r = .34, 95% CI [.22, .45], N = 240`."""
    made = result(rng)
    return Told([sentence(f"r = {made.r.text}", made.r, made.n, ci=made.ci)])


def with_rank_interval(rng: np.random.Generator) -> Told:
    """Spearman's rho or Kendall's tau with an interval by one of the variances in use."""
    r, n = drawn(rng)
    kendall = bool(rng.random() < 0.5)
    variance = str(rng.choice(("bonett_wright", "fieller")))
    z, v = kendall_z([r], [n]) if kendall else spearman_z([r], [n], variance=variance)
    half = critical(0.95, None) * math.sqrt(float(v[0]))
    ends = (shown(math.tanh(float(z[0]) - half)), shown(math.tanh(float(z[0]) + half)))
    statistic = "kendall" if kendall else "spearman"
    return Told([sentence("", shown(r), n, ci=ends, statistic=statistic)])


def with_test(rng: np.random.Generator) -> Told:
    """`r(98) = .25, t(98) = 2.56`, F(1, 98) or r²."""
    r, n = drawn(rng)
    t = float(t_of_r([r], [n])[0])
    tests = (f"t({n - 2}) = {plainly(t)}", f"F(1, {n - 2}) = {plainly(t * t)}", f"r2 = {shown(r * r).text}")
    size = shown(r)
    return Told([sentence(f"A and B correlated, r = {size.text}, {rng.choice(tests)}", size, n)])


def with_linked_n(rng: np.random.Generator) -> Told:
    """r with p and interval, whose n stands elsewhere in the paper."""
    made = result(rng)
    return Told([sentence("", made.r, made.n, p=made.p, ci=made.ci, n_source="paper")])


def starred_matrix(rng: np.random.Generator) -> Told:
    """A lower triangle of two or three decimals with stars, and the alphas of its scales."""
    n, k = int(rng.integers(40, 800)), int(rng.integers(3, 10))
    loadings = rng.normal(0, 1, (k, 2))
    true = rng.normal(0, 1, (n, 2)) @ loadings.T + rng.normal(0, NOISE, (n, k))
    items = true[:, :, None] + rng.normal(0, NOISE, (n, k, ITEMS))
    matrix = np.corrcoef(items.mean(axis=2).T)
    whole, parts = items.sum(axis=2).var(axis=0, ddof=1), items.var(axis=0, ddof=1).sum(axis=1)
    alphas = ITEMS / (ITEMS - 1) * (1 - parts / whole)
    cells = printed_matrix(np.asarray(matrix), n, list(NAMES[:k]), decimals=int(rng.integers(2, 4)))
    return Told([*cells, *(_alpha(name, float(a)) for name, a in zip(NAMES, alphas, strict=False))])


def _alpha(name: str, value: float) -> Candidate:
    return Candidate(
        rule="synthetic", kind="reliability", statistic="unknown", r=shown(max(value, 0.01)), page=1, where="table",
        quotes=(), x=name, coefficient="alpha", table="Table 1",
    )  # fmt: skip


def full_matrix(rng: np.random.Generator) -> Told:
    """Both triangles of a matrix, without stars."""
    n, k = int(rng.integers(40, 800)), int(rng.integers(3, 9))
    matrix = sample_matrix(rng, k, n)
    cells = []
    for i in range(k):
        for j in range(i):
            one = cell(NAMES[i], NAMES[j], shown(float(matrix[i, j])), n)
            cells.append(_mirrored(one, one.r.value))
    return Told(cells)


def _mirrored(one: Candidate, value: float) -> Candidate:
    return replace(one, evidence=(*one.evidence, ("mirror_value", value)))


def told_twice(rng: np.random.Generator) -> Told:
    """One pair in the text and in a table."""
    r, n = drawn(rng)
    return Told([sentence("", shown(r), n), cell(NAMES[0], NAMES[1], shown(r), n)])


def with_people(rng: np.random.Generator) -> Told:
    """A sample with its share of women and its mean age, and a result of it."""
    r, n = drawn(rng)
    women, age = int(rng.integers(0, n + 1)), float(rng.integers(18, 66, n).mean())
    text = f"We analysed {n} students ({plainly(100 * women / n, 1)}% female), mean age was {plainly(age)} years."
    sample = SampleSize(n, "analysed", 1, Quote("d", text, ()), "synthetic")
    return Told([sentence("", shown(r), n, n_source="paper")], [sample])


def with_ladder(rng: np.random.Generator) -> Told:
    """Who was recruited, excluded and analysed, and a result of the last."""
    r, n = drawn(rng)
    out = int(rng.integers(1, n))
    steps = (("recruited", n + out), ("excluded", out), ("analysed", n))
    samples = [SampleSize(k, role, 1, Quote("d", role, ()), "synthetic") for role, k in steps]  # type: ignore[arg-type]
    return Told([sentence("", shown(r), n, n_source="paper")], samples)


FAMILIES = {
    "p of two tails": with_p,
    "p of one tail": with_one_tailed_p,
    "interval": with_interval,
    "interval of ranks": with_rank_interval,
    "test beside r": with_test,
    "linked n": with_linked_n,
    "matrix with stars": starred_matrix,
    "full matrix": full_matrix,
    "text and table": told_twice,
    "people": with_people,
    "ladder": with_ladder,
}
