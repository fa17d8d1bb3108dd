"""Readings x codings x selection rules -> effects: the only place where effects are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.decisions import SourceKind
from corpus.evidence import Statistic


@dataclass(frozen=True, slots=True)
class Selection:
    """Which readings of the sample were available for the question, which were taken, and by which rule."""

    available: tuple[str, ...]
    taken: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One verified correlation of a question, in the direction of its constructs. It exists only through decisions.

    `r` is the coded correlation (printed r times both directions); `printed` is what the page shows. `study`, `sample`
    and `report` are ids, `study_label` is for tables ("Berg 2019, Study 1"), `reading` leads to quote and decisions.
    """

    id: str
    question: str
    study: str
    sample: str
    report: str
    study_label: str
    x: str
    y: str
    r: float
    n: int
    statistic: Statistic
    n_basis: str
    direction: int
    printed: str
    reading: str
    selection: Selection
    source_kind: SourceKind = "page"
    measures: tuple[str, str] = ("", "")
    waves: tuple[str, str] = ("", "")
    informants: tuple[str, str] = ("", "")
    labels: tuple[str, str] = ("", "")
    reliabilities: tuple[float | None, float | None] = (None, None)
    conversion: str = ""
    group: str = ""
    page: int | None = None
    quote: str = ""
    digest: str = ""
    year: int | None = None
    decisions: tuple[int, ...] = ()
    characteristics: Mapping[str, Any] = field(default_factory=dict)
