"""The synthetic world: true correlations among what the papers measure, and the raw data drawn from them.

Everything that a paper prints (correlations, means, p, t, F, beta) is computed from one data matrix per sample, so the
numbers of a paper agree with each other as those of an honest paper do. The random numbers are Python's own, which are
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Array = npt.NDArray[np.float64]

# True correlation of depressive symptoms with help seeking in online support groups, by generation.
BY_GENERATION = {"z": 0.32, "millennial": 0.23, "x": 0.15, "boomer": 0.07, "mixed": 0.18}
# Spread of true effects between samples that no moderator explains (standard deviation of r).
SPREAD = 0.05
SPREADING = (("dep", "osg"), ("dep", "net"), ("dep", "tool"), ("emp", "osg"), ("emp", "net"))

# Roles: depressive symptoms, help seeking through online support groups / the internet / self-help tools, empowerment,
# perceived support, loneliness, stigma, anxiety, self-efficacy, age, being female.
ROLES = ("dep", "osg", "net", "tool", "emp", "sup", "lon", "sti", "anx", "eff", "age", "fem")
# Lower triangle in the order of ROLES; dep x osg is replaced by the generation's value.
TRUTH: tuple[tuple[float, ...], ...] = (
    (),
    (0.18,),
    (0.17, 0.42),
    (0.12, 0.30, 0.36),
    (-0.35, 0.27, 0.14, 0.16),
    (-0.38, 0.08, -0.02, 0.02, 0.36),
    (0.48, 0.16, 0.10, 0.06, -0.28, -0.46),
    (0.27, 0.12, 0.15, 0.05, -0.24, -0.20, 0.24),
    (0.62, 0.17, 0.20, 0.12, -0.26, -0.22, 0.36, 0.20),
    (-0.33, 0.10, 0.06, 0.14, 0.52, 0.28, -0.25, -0.18, -0.28),
    (-0.08, -0.10, -0.15, -0.08, 0.06, 0.02, -0.05, 0.03, -0.10, 0.05),
    (0.12, 0.08, 0.06, 0.05, -0.03, 0.08, 0.02, -0.06, 0.14, -0.05, -0.04),
)


@dataclass(frozen=True, slots=True)
class Variable:
    """What a paper measured: how tables label it, how prose calls it, and how this review codes it.

    `loading` is the correlation with its role's latent score (two measures of one role correlate by their product);
    `direction` is "-" where high values mean little of the role. `ones` makes it 0/1 in that many people.
    """

    key: str
    role: str
    label: str
    phrase: str
    construct: str = ""
    measure: str = ""
    direction: str = "+"
    reverse: bool = False
    evidence: str = ""
    subscale: str = ""
    wave: str = ""
    loading: float = 1.0
    mean: float = 0.0
    sd: float = 1.0
    alpha: str = ""
    short: str = ""
    ones: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """People of one study or group: numbers at each step, and the study's characteristics as the review codes them.

    `study` and `group` are the labels that the paper prints; empty where there is one only.
    """

    key: str
    n: int
    study: str = ""
    group: str = ""
    recruited: int = 0
    excluded: int = 0
    female: int = 0
    age: float = 30.0
    age_sd: float = 8.0
    characteristics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Data:
    """Raw data of one sample: `scores[:, i]` belongs to the variable `keys[i]`."""

    sample: Sample
    keys: tuple[str, ...]
    scores: Array

    def of(self, key: str) -> Array:
        """All scores of one variable."""
        return self.scores[:, self.keys.index(key)]

    @property
    def n(self) -> int:
        return self.sample.n


def true_matrix(generation: str, random: Random) -> Array:
    """The true correlations of one sample: the world's, its generation's, and what is its own."""
    full = np.eye(len(ROLES))
    for i, row in enumerate(TRUTH):
        full[i, :i] = full[:i, i] = row
    _set(full, "dep", "osg", BY_GENERATION[generation])
    for x, y in SPREADING:
        shift = SPREAD * NormalDist().inv_cdf(random.random())
        _set(full, x, y, float(full[ROLES.index(x), ROLES.index(y)]) + shift)
    return full


def _set(full: Array, x: str, y: str, r: float) -> None:
    i, j = ROLES.index(x), ROLES.index(y)
    full[i, j] = full[j, i] = r


def simulate(seed: str, sample: Sample, variables: Sequence[Variable]) -> Data:
    """Draw the raw data of a sample; the same seed and sample give the same data."""
    random = Random(f"{seed}/{sample.key}")
    normal = NormalDist().inv_cdf
    full = true_matrix(str(sample.characteristics.get("generation", "mixed")), random)
    root = np.linalg.cholesky(full)  # fails loudly where the truth contradicts itself
    draws = np.array([[normal(random.random()) for _ in ROLES] for _ in range(sample.n)])
    latent = draws @ root.T
    columns = [_observed(v, sample, latent, random) for v in variables]
    return Data(sample, tuple(v.key for v in variables), np.column_stack(columns))


def _observed(variable: Variable, sample: Sample, latent: Array, random: Random) -> Array:
    normal = NormalDist().inv_cdf
    noise = np.array([normal(random.random()) for _ in range(sample.n)])
    z = variable.loading * latent[:, ROLES.index(variable.role)] + (1 - variable.loading**2) ** 0.5 * noise
    if variable.reverse:
        z = -z
    ones = sample.female if variable.role == "fem" else variable.ones.get(sample.key, 0)
    if ones:
        return np.asarray(z >= np.sort(z)[-ones], dtype=np.float64)
    if variable.role == "age":
        return np.asarray(sample.age + sample.age_sd * z)
    return np.asarray(variable.mean + variable.sd * z)


def correlation(data: Data, x: str, y: str, *, statistic: str = "pearson", controls: Sequence[str] = ()) -> float:
    """The sample correlation of two variables: Pearson's, Spearman's, or partial given the controls."""
    columns = [data.of(k) for k in (x, y, *controls)]
    if statistic == "spearman":
        columns = [np.asarray(stats.rankdata(c), dtype=np.float64) for c in columns]
    matrix = np.asarray(np.corrcoef(np.column_stack(columns), rowvar=False))
    if not controls:
        return float(matrix[0, 1])
    inverse = np.linalg.inv(matrix)
    return float(-inverse[0, 1] / (inverse[0, 0] * inverse[1, 1]) ** 0.5)


def p_of_r(r: float, df: int) -> float:
    """Two-sided p of a correlation with df degrees of freedom."""
    t = abs(r) * (df / (1 - r * r)) ** 0.5
    return p_of_t(t, df)


def p_of_t(t: float, df: float) -> float:
    """Two-sided p of t."""
    return float(2 * special.stdtr(df, -abs(t)))


def interval(r: float, n: int) -> tuple[float, float]:
    """95 % confidence interval of a correlation by Fisher's z."""
    half = 1.959964 / (n - 3) ** 0.5
    z = float(np.arctanh(r))
    return float(np.tanh(z - half)), float(np.tanh(z + half))


@dataclass(frozen=True, slots=True)
class GroupTest:
    """Two groups compared on one variable."""

    means: tuple[float, float]
    sds: tuple[float, float]
    sizes: tuple[int, int]
    t: float
    df: int
    p: float
    d: float


def compare(data: Data, variable: str, group: str) -> GroupTest:
    """Student's t of the ones against the zeros of a 0/1 variable."""
    x, g = data.of(variable), data.of(group)
    ones, zeros = x[g == 1], x[g == 0]
    df = len(x) - 2
    pooled = (((len(ones) - 1) * ones.var(ddof=1) + (len(zeros) - 1) * zeros.var(ddof=1)) / df) ** 0.5
    d = float((ones.mean() - zeros.mean()) / pooled)
    t = d / (1 / len(ones) + 1 / len(zeros)) ** 0.5
    means, sds = (float(ones.mean()), float(zeros.mean())), (float(ones.std(ddof=1)), float(zeros.std(ddof=1)))
    return GroupTest(means, sds, (len(ones), len(zeros)), t, df, p_of_t(t, df), d)


@dataclass(frozen=True, slots=True)
class Anova:
    """One variable across three equal groups formed on another."""

    f: float
    df: tuple[int, int]
    p: float
    eta2: float


def thirds(data: Data, variable: str, by: str) -> Anova:
    """One-way analysis of variance across the lowest, middle and highest third of `by`."""
    x = data.of(variable)
    groups = np.array_split(x[np.argsort(data.of(by), kind="stable")], 3)
    between = sum(len(g) * (g.mean() - x.mean()) ** 2 for g in groups)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    df = (len(groups) - 1, len(x) - len(groups))
    f = float((between / df[0]) / (within / df[1]))
    return Anova(f, df, float(special.fdtrc(*df, f)), float(between / (between + within)))


@dataclass(frozen=True, slots=True)
class Regression:
    """Ordinary least squares on standardised variables."""

    betas: tuple[float, ...]
    errors: tuple[float, ...]
    ts: tuple[float, ...]
    ps: tuple[float, ...]
    r2: float
    df: int


def regress(data: Data, outcome: str, predictors: Sequence[str]) -> Regression:
    """Regress the outcome on the predictors; coefficients are standardised."""
    columns = np.column_stack([data.of(k) for k in predictors])
    x = (columns - columns.mean(axis=0)) / columns.std(axis=0, ddof=1)
    raw = data.of(outcome)
    y = (raw - raw.mean()) / raw.std(ddof=1)
    betas = np.linalg.solve(x.T @ x, x.T @ y)
    residual = y - x @ betas
    df = len(y) - len(predictors) - 1
    r2 = 1 - float(residual @ residual) / float(y @ y)
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * float(residual @ residual) / df)
    ts = betas / errors
    return Regression(
        tuple(map(float, betas)), tuple(map(float, errors)), tuple(map(float, ts)),
        tuple(p_of_t(float(t), df) for t in ts), r2, df,
    )  # fmt: skip
