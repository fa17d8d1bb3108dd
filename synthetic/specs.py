"""What a synthetic paper is: read from one TOML file a paper in `texts/`, numbers as names that the truth fills in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from synthetic.printing import Style
from synthetic.studies import Data, Sample, Variable, simulate

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table to be set. `samples` are keys: one, or two for a matrix with one group in each triangle."""

    key: str
    title: str
    kind: Literal["matrix", "rectangular", "regression", "groups", "plain"] = "matrix"
    samples: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    columns_of: tuple[str, ...] = ()  # columns of a rectangular table
    triangle: Literal["lower", "upper", "both"] = "lower"
    header: Literal["numbers", "names"] = "numbers"
    numbered: bool = True
    columns: tuple[str, ...] = ()  # M, SD, alpha before the matrix
    after: bool = False  # those columns stand after the matrix
    diagonal: Literal["dash", "one", "alpha", "blank"] = "dash"
    statistic: str = "pearson"
    controls: tuple[str, ...] = ()
    outcome: str = ""
    by: str = ""
    note: str = ""
    wide: bool = False
    rotated: bool = False
    rows: tuple[tuple[str, ...], ...] = ()  # of a plain table, header first


@dataclass(frozen=True)
class PaperSpec:
    """One paper: head, people, measures, tables and text. The same seed draws the same data."""

    name: str
    seed: str
    layout: str
    head: dict[str, Any]
    style: Style
    samples: tuple[Sample, ...]
    variables: tuple[Variable, ...]
    tables: tuple[TableSpec, ...]
    abstract: str
    body: str
    references: str
    report: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def data(self) -> dict[str, Data]:
        """The raw data of each sample, drawn once."""
        return {s.key: simulate(self.seed, s, self.variables) for s in self.samples}

    def variable(self, key: str) -> Variable:
        """The variable with this key."""
        return next(v for v in self.variables if v.key == key)

    def sample(self, key: str = "") -> Sample:
        """The sample with this key, or the first."""
        return next(s for s in self.samples if not key or s.key == key)


def read_spec(path: Path) -> PaperSpec:
    """The paper described by this file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = tuple(TableSpec(**_tuples(t)) for t in raw.get("tables", []))
    return PaperSpec(
        name=path.stem,
        seed=raw["seed"],
        layout=raw["layout"],
        head=raw["paper"],
        style=Style(**raw.get("style", {})),
        samples=tuple(Sample(**s) for s in raw["samples"]),
        variables=tuple(_variable(v) for v in raw["variables"]),
        tables=tables,
        abstract=raw["abstract"],
        body=raw["body"],
        references=raw["references"],
        report=raw.get("report", {}),
    )


def read_specs() -> list[PaperSpec]:
    """All papers of the example, by name."""
    return [read_spec(p) for p in sorted(TEXTS.glob("*[0-9].toml"))]


def read_bank() -> dict[str, list[str]]:
    """Paragraphs that papers share, by topic, in several wordings."""
    bank: dict[str, list[str]] = tomllib.loads((TEXTS / "bank.toml").read_text(encoding="utf-8"))
    return bank


def _variable(raw: dict[str, Any]) -> Variable:
    """A variable, its gaps filled from the measure that it is `like`."""
    common = _measures()[raw["like"]] if "like" in raw else {}
    own = {k: v for k, v in raw.items() if k != "like"}
    return Variable(**{"key": common.get("role", ""), **common, **own})


@cache
def _measures() -> dict[str, dict[str, Any]]:
    return tomllib.loads((TEXTS / "measures.toml").read_text(encoding="utf-8"))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {k: _tuple(v) for k, v in table.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(v) for v in value) if isinstance(value, list) else value
