"""Tables as grids of printed cells, and the gold that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from synthetic.printing import Style, ascii_number, number, p_value, signed, stars
from synthetic.specs import PaperSpec, TableSpec
from synthetic.studies import Data, Variable, compare, correlation, p_of_r, regress


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell, in the neutral markup of `synthetic.prose`; it may span columns."""

    text: str
    stars: str = ""
    span: int = 1
    left: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Header rows, body rows, and the gold of the correlations printed in them."""

    header: list[list[Cell]]
    body: list[list[Cell]]
    correlations: list[dict[str, Any]] = field(default_factory=list)
    matrices: list[dict[str, Any]] = field(default_factory=list)
    distractors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return sum(c.span for c in self.body[0])


@dataclass(frozen=True, slots=True)
class Numbered:
    """A table as it stands in its paper."""

    spec: TableSpec
    number: int
    note: str
    grid: Grid


def make_grid(spec: PaperSpec, table: TableSpec) -> Grid:
    """The grid of one table of the paper."""
    match table.kind:
        case "matrix":
            return _matrix(spec, table)
        case "rectangular":
            return _rectangular(spec, table)
        case "regression":
            return _regression(spec, table)
        case "groups":
            return _groups(spec, table)
        case "plain":
            rows = [[Cell(text, left=i == 0) for i, text in enumerate(row)] for row in table.rows]
            return Grid(rows[:1], rows[1:])


def _gold(spec: PaperSpec, table: TableSpec, data: Data, row: Variable, col: Variable) -> tuple[Cell, dict[str, Any]]:
    """The printed cell of a pair, and its gold."""
    style = spec.style
    r = correlation(data, row.key, col.key, statistic=table.statistic, controls=table.controls)
    marks = stars(p_of_r(r, data.n - 2 - len(table.controls)), style) if style.stars else ""
    gold = {
        "x": row.label, "y": col.label, "r": round(r, style.decimals), "r_printed": ascii_number(r, style),
        "statistic": "partial" if table.controls else table.statistic, "n": data.n, "p": None, "ci": None,
        "where": "table", "row": row.label, "col": col.label, "group": _group(data), "stars": marks or None,
        "keys": [row.key, col.key], "sample": data.sample.key,
    }  # fmt: skip
    return Cell(number(r, style), marks), gold


def _group(data: Data) -> str | None:
    return data.sample.group or data.sample.study or None


def _matrix(spec: PaperSpec, table: TableSpec) -> Grid:
    variables = [spec.variable(k) for k in table.variables]
    upper, lower = spec.data[table.samples[0]], spec.data[table.samples[-1]]
    gold: list[dict[str, Any]] = []
    body = []
    for i, row in enumerate(variables):
        cells = []
        for j, col in enumerate(variables):
            wanted = table.triangle == "both" or (j < i) == (table.triangle == "lower")
            if i == j:
                cells.append(_diagonal(table, row, spec.style))
            elif wanted:
                cell, entry = _gold(spec, table, upper if j > i else lower, row, col)
                cells.append(cell)
                gold.append(entry)
            else:
                cells.append(Cell(""))
        name = Cell(f"{i + 1}. {row.label}" if table.numbered else row.label, left=True)
        extra = [Cell(_extra(c, row, lower, spec.style)) for c in table.columns]
        body.append([name, *cells, *extra] if table.after else [name, *extra, *cells])
    return _trimmed(Grid([_header(table, variables)], body, gold, _matrix_gold(spec, table, variables, gold)))


def _trimmed(grid: Grid) -> Grid:
    """Drop the last column where it holds nothing (a lower triangle with an empty diagonal)."""
    if any(row[-1].text for row in grid.body):
        return grid
    header = [row[:-1] for row in grid.header]
    return Grid(header, [row[:-1] for row in grid.body], grid.correlations, grid.matrices)


def _header(table: TableSpec, variables: Sequence[Variable]) -> list[Cell]:
    names = [str(i + 1) if table.header == "numbers" else (v.short or v.label) for i, v in enumerate(variables)]
    heads = {"M": "_M_", "SD": "_SD_", "alpha": "α"}
    extra = [Cell(heads[c]) for c in table.columns]
    columns = [Cell(n) for n in names]
    return [Cell("Variable", left=True), *(columns + extra if table.after else extra + columns)]


def _diagonal(table: TableSpec, variable: Variable, style: Style) -> Cell:
    lead = "0" if style.zero else ""
    match table.diagonal:
        case "dash":
            return Cell("–")
        case "one":
            return Cell("1")
        case "alpha":
            return Cell(f"({lead}{variable.alpha})" if variable.alpha else "–")
        case "blank":
            return Cell("")


def _extra(column: str, variable: Variable, data: Data, style: Style) -> str:
    x = data.of(variable.key)
    if column == "alpha":
        return (("0" if style.zero else "") + variable.alpha) if variable.alpha else "–"
    if set(x.tolist()) == {0.0, 1.0}:  # a share: its SD says nothing more
        return number(float(x.mean()), style, decimals=2) if column == "M" else "–"
    return signed(float(x.mean()) if column == "M" else float(x.std(ddof=1)), style)


def _matrix_gold(
    spec: PaperSpec, table: TableSpec, variables: Sequence[Variable], gold: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    data = [spec.data[k] for k in table.samples]
    return [{
        "kind": "square", "variables": [v.label for v in variables], "triangle": table.triangle,
        "diagonal": table.diagonal, "means_sds": bool(table.columns), "n": data[0].n if len(data) == 1 else None,
        "cells": len(gold), "groups": [g for g in map(_group, data) if g],
        "statistic": "partial" if table.controls else table.statistic, "note": None, "ci_lines": False,
    }]  # fmt: skip


def _rectangular(spec: PaperSpec, table: TableSpec) -> Grid:
    rows, cols = ([spec.variable(k) for k in keys] for keys in (table.variables, table.columns_of))
    data = spec.data[table.samples[0]]
    body, gold = [], []
    for row in rows:
        pairs = [_gold(spec, table, data, row, col) for col in cols]
        body.append([Cell(row.label, left=True), *(cell for cell, _ in pairs)])
        gold += [entry for _, entry in pairs]
    header = [Cell("", left=True), *(Cell(v.label) for v in cols)]
    matrix = _matrix_gold(spec, table, [*rows, *cols], gold)[0]
    names = {"row_variables": [v.label for v in rows], "col_variables": [v.label for v in cols]}
    shape = {"kind": "rectangular", "triangle": "rectangular", "diagonal": "none"}
    return Grid([header], body, gold, [matrix | names | shape])


def _regression(spec: PaperSpec, table: TableSpec) -> Grid:
    style, data = spec.style, spec.data[table.samples[0]]
    fit = regress(data, table.outcome, table.variables)
    body, distractors = [], []
    for i, key in enumerate(table.variables):
        op, p = p_value(fit.ps[i], style)
        body.append([
            Cell(spec.variable(key).label, left=True), Cell(number(fit.betas[i], style)),
            Cell(number(fit.errors[i], style)), Cell(signed(fit.ts[i], style)), Cell(p if op == "=" else f"{op} {p}"),
        ])  # fmt: skip
        distractors.append({"r_printed": ascii_number(fit.betas[i], style), "why": "regression coefficient"})
    header = [Cell("Predictor", left=True), Cell("β"), Cell("_SE_"), Cell("_t_"), Cell("_p_")]
    return Grid([header], body, distractors=distractors)


def _groups(spec: PaperSpec, table: TableSpec) -> Grid:
    style, data = spec.style, spec.data[table.samples[0]]
    body, distractors = [], []
    for key in table.variables:
        test = compare(data, key, table.by)
        op, p = p_value(test.p, style)
        (m1, m0), (s1, s0) = test.means, test.sds
        body.append([
            Cell(spec.variable(key).label, left=True), Cell(f"{m1:.2f} ({s1:.2f})"), Cell(f"{m0:.2f} ({s0:.2f})"),
            Cell(signed(test.t, style)), Cell(p if op == "=" else f"{op} {p}"), Cell(signed(test.d, style)),
        ])  # fmt: skip
        distractors.append({"r_printed": ascii_number(test.d, style), "why": "standardised mean difference"})
    sizes = compare(data, table.variables[0], table.by).sizes
    header = [
        Cell("Variable", left=True), Cell(f"Members (_n_ = {sizes[0]})"), Cell(f"Non-members (_n_ = {sizes[1]})"),
        Cell(f"_t_({data.n - 2})"), Cell("_p_"), Cell("_d_"),
    ]  # fmt: skip
    return Grid([header], body, distractors=distractors)
