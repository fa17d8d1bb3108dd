"""What rules saw and where: printed numbers, quotes, flags, candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from corpus.document import Box

Kind = Literal[
    "correlation", "convertible", "effect_size_r", "cited", "reliability", "benchmark", "pooled_of_review", "other"
]
Statistic = Literal["pearson", "spearman", "kendall", "partial", "semipartial", "point_biserial", "latent", "unknown"]
Role = Literal["total", "analysed", "study", "subgroup", "recruited", "excluded", "invited"]
NSource = Literal["df", "cell", "table_note", "row", "group", "sentence", "study", "paper", "none"]
Severity = Literal["hard", "soft"]
CharacteristicName = Literal[
    "mean_age",
    "sd_age",
    "age_range",
    "percent_female",
    "country",
    "recruitment",
    "sample_type",
    "design",
    "lag",
    "data_year",
    "items",
    "reliability",
    "mean",
    "sd",
    "language",
    "preregistration",
    "panel",
    "author",
    "direction",
]
CharacteristicValue = str | float | int | bool

KINDS: tuple[str, ...] = get_args(Kind)
STATISTICS: tuple[str, ...] = get_args(Statistic)
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: `.25` has two decimals and means anything in [.245, .255]."""

    text: str
    value: float
    decimals: int

    @property
    def half_unit(self) -> float:
        return 0.5 * 10.0**-self.decimals

    @property
    def low(self) -> float:
        return self.value - self.half_unit

    @property
    def high(self) -> float:
        return self.value + self.half_unit


@dataclass(frozen=True, slots=True)
class PValue:
    """A printed p with its operator: `p < .001` is ("<", .001)."""

    op: Literal["<", ">", "=", "<=", ">="]
    value: Printed


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of the file with this digest, and where they stand."""

    digest: str
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Outcome of a consistency check; codes are listed in docs/checks.md. A hard flag blocks automatic acceptance."""

    code: str
    severity: Severity
    message: str
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SampleSize:
    """A number of people that a rule saw, with its role; `group` names the study or subgroup it belongs to."""

    n: int
    role: Role
    page: int
    quote: Quote
    rule: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one quote of a result that is told in several places stands, and how the two variables are called there."""

    page: int
    where: Literal["text", "table"]
    rule: str
    x: str = ""
    y: str = ""
    table: str = ""
    row: str = ""
    col: str = ""
    section: str = "unknown"
    value_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result that a rule saw and nobody has checked. The store mints its id; it has none before.

    `quotes` are the places where the result stands, the best first; `value_boxes` are the boxes of the printed r in
    each quote. `fields` gives a quote of its own to each further field ("n", "p", "ci", "x", "y", "df").
    `n` is the linked sample size and `n_source` the reason. `evidence` is what the rule measured, for the classifier.
    A result that was found in several places has in `places` one entry a quote; else `places` is empty.
    A `convertible` result keeps its printed statistic in `r`, the name of the conversion in `formula`, and in `source`
    the printed numbers that the formula takes, by name.
    """

    rule: str
    kind: Kind
    statistic: Statistic
    r: Printed
    page: int
    where: Literal["text", "table"]
    quotes: tuple[Quote, ...]
    value_boxes: tuple[Box, ...] = ()
    x: str = ""
    y: str = ""
    n: int | None = None
    n_source: NSource = "none"
    df: Printed | None = None
    p: PValue | None = None
    ci: tuple[Printed, Printed] | None = None
    ci_level: float = 0.95
    stars: str = ""
    group: str = ""
    base: str = ""  # of a partial: "kendall", "spearman" where it is not Pearson's
    coefficient: str = ""  # of a reliability: alpha, omega, icc, interrater, test_retest, split_half
    table: str = ""
    row: str = ""
    col: str = ""
    section: str = "unknown"
    fields: tuple[tuple[str, Quote], ...] = ()
    flags: tuple[Flag, ...] = ()
    evidence: tuple[tuple[str, float], ...] = ()
    places: tuple[Place, ...] = ()
    formula: str = ""
    source: tuple[tuple[str, Printed], ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        return (self.x, self.y)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the kind that counts and the calibrated probability that value, pair, n and kind are right."""

    candidate: Candidate
    kind: Kind
    probability: float
    model: str
    kinds: tuple[tuple[str, float], ...] = ()  # the probability of each kind
    raw: float | None = None  # what the model said, where `probability` is by this review's own decisions


@dataclass(frozen=True, slots=True)
class Characterised:
    """One characteristic that a rule saw: a proposal with its quote, never a coding.

    `group` is the study, sample or group that it belongs to, `variable` the measure (of a reliability, a mean, a number
    of items). `derived` says how a value was computed that is not printed itself ("83 of 206").
    """

    name: CharacteristicName
    value: CharacteristicValue
    page: int
    quote: Quote
    rule: str
    probability: float
    unit: str = ""
    group: str = ""
    variable: str = ""
    derived: str = ""

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self.quote.boxes


@dataclass(frozen=True, slots=True)
class CharacteristicProposal:
    """A value for one characteristic of the protocol, in its type, with what it rests on."""

    characteristic: str
    value: CharacteristicValue
    group: str
    quote: Quote
    page: int
    rule: str
    probability: float
    variable: str = ""
    derived: str = ""
