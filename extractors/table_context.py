"""All that a table's caption and note say, read once, for whoever interprets its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.document import Table
from corpus.evidence import Flag, Kind, NSource, Printed, PValue, Statistic
from extractors.table_cells import Entry
from extractors.table_frames import Column, Row
from extractors.table_groups import Side, n_of_table, sides, study_of, without_sides
from extractors.table_legends import (
    abbreviations,
    brackets_of,
    diagonal_of,
    numbered_names,
    omits_points,
    point_biserial_words,
    star_legend,
    statistic_of,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the words around a table explain about its cells."""

    label: str
    caption: str
    note: str
    n: int | None
    study: str
    sides: Mapping[Side, str]
    legend: dict[str, PValue]
    abbreviations: Mapping[str, str]
    numbered: Mapping[int, str]
    statistic: Statistic | None
    point_biserial: frozenset[str]
    diagonal: str
    brackets: str
    points_omitted: bool = False

    @property
    def text(self) -> str:
        return f"{self.caption}\n{self.note}"

    @property
    def texts(self) -> tuple[str, str]:
        return (self.caption, self.note)


def context_of(tables: Sequence[Table]) -> Context:
    """The context of a table with its continuations on later pages."""
    caption = "\n".join(dict.fromkeys(t.caption for t in tables if t.caption))
    note = "\n".join(dict.fromkeys(t.note for t in tables if t.note))
    text = f"{caption}\n{note}"
    statistic = statistic_of(without_sides(caption)) or statistic_of(without_sides(note))
    return Context(
        label=next((t.label for t in tables if t.label), ""),
        caption=caption,
        note=note,
        n=n_of_table(caption, note),
        study=study_of(caption),
        sides=sides(text),
        legend=star_legend(note) or star_legend(caption),
        abbreviations=abbreviations(note),
        numbered=numbered_names(note),
        statistic=statistic,
        point_biserial=point_biserial_words(note) if statistic in (None, "pearson") else frozenset(),
        diagonal=diagonal_of(text),
        brackets=brackets_of(text),
        points_omitted=omits_points(text),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of a table with what the table's structure says about it, before it becomes a candidate."""

    x: str
    y: str
    entry: Entry
    row: Row
    column: Column
    page: int
    layout: str  # "square", "rectangle", "list"
    kind: Kind = "correlation"
    coefficient: str = ""
    group: str = ""
    statistic: Statistic | None = None
    mirror: Entry | None = None  # the same pair in the other triangle
    p: PValue | None = None
    ci: tuple[Printed, Printed] | None = None
    n: int | None = None
    n_source: NSource = "none"
    beside: tuple[tuple[str, Entry], ...] = field(default=())  # the cells that p, ci and n came from
    flags: tuple[Flag, ...] = field(default=())
