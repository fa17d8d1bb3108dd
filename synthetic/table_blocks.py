"""Correlations in other shapes: blocks of rows by columns, r among look-alikes, a row a group, panels of samples."""

from __future__ import annotations

import textwrap

from synthetic.table_features import Choice
from synthetic.table_scenes import Scene, gold, legend, note, value
from synthetic.table_sheets import Align, Entry, Row, Sheet, Truth
from synthetic.table_squares import HEAD_WIDTH, cell_of, header_of, label_of
from synthetic.table_values import COUNTRIES, bounds, measured, printed, significance

LEAST_GROUP, LARGEST_GROUP = 60, 700


def wrapped_head(text: str) -> str:
    """A head of several lines."""
    return "\n".join(textwrap.wrap(text, HEAD_WIDTH, break_long_words=False))


def sheet(told: Scene, title: str, header: list[Row], body: list[Row], truth: list[Truth], words: str) -> Sheet:
    """One table that stands on one page."""
    choice = told.choice
    return Sheet(told.label, title, tuple(header), tuple(body), words, choice.look, tuple(truth), choice.caption)


def rectangle(told: Scene) -> Sheet:
    """Some variables by others."""
    count = len(told.variables)
    columns = list(range(count // 2, count))
    rows = list(range(count // 2))
    truth: list[Truth] = []
    body = [_block_row(told, i, columns, truth) for i in rows]
    header = [(Entry("", align="left"), *(Entry(wrapped_head(told.variables[j].label)) for j in columns))]
    title = told.rng.choice(
        (
            "Correlations Between Personal Characteristics and Outcomes",
            "Bivariate correlations of predictors with outcomes",
        )
    )
    return sheet(told, title, header, body, truth, note(told))


def _block_row(told: Scene, i: int, columns: list[int], truth: list[Truth], *, sample: int = 0) -> Row:
    cells = []
    for j in columns:
        r = told.matrices[sample][i][j]
        truth.append(gold(told, told.variables[i].label, told.variables[j].label, r, sample=sample))
        cells.append(Entry(value(told, r, sample=sample)))
    return (Entry(told.variables[i].label, align="left"), *cells)


def sectioned_rectangle(told: Scene) -> Sheet:
    """The block once for each of two samples, each under its own line."""
    count = len(told.variables)
    columns = list(range(count // 2, count))
    truth: list[Truth] = []
    body: list[Row] = []
    align: Align = told.rng.choice(("left", "center"))
    for sample, group in enumerate(told.groups):
        text = f"{group} (_n_ = {told.sizes[sample]})"
        body.append((Entry(text, span=1 + len(columns), align=align),))
        body += [_block_row(told, i, columns, truth, sample=sample) for i in range(count // 2)]
    header = [(Entry("Variable", align="left"), *(Entry(wrapped_head(told.variables[j].label)) for j in columns))]
    return sheet(told, "Correlations of Predictors With Outcomes by Group", header, body, truth, note(told))


def panels(told: Scene) -> Sheet:
    """A triangle for each of two samples below each other."""
    count = len(told.variables)
    truth: list[Truth] = []
    body: list[Row] = []
    header = list(header_of(told, list(range(count)), moments=False))
    for sample, group in enumerate(told.groups):
        body.append((Entry(f"{group} (_n_ = {told.sizes[sample]})", span=1 + count, align="left", bold=True),))
        one = Scene(
            told.rng,
            told.choice,
            told.variables,
            [told.matrices[sample]],
            [told.sizes[sample]],
            (group,),
            told.label,
            told.levels,
            told.dash,
        )
        body += [(label_of(told, i), *(cell_of(one, i, j, truth) for j in range(count))) for i in range(count)]
    return sheet(told, "Correlations Among Study Variables by Group", header, body, truth, note(told))


def lookalikes(told: Scene) -> Sheet:
    """A row a variable: b, SE, r, R², Z and p beside each other, of which r alone is a correlation."""
    outcome = told.variables[-1].label
    n, truth, body = told.sizes[0], [], []
    habit = told.habit
    for i, variable in enumerate(told.variables[:-1]):
        r = told.matrices[0][i][-1]
        truth.append(gold(told, variable.label, outcome, r, col="r"))
        b, error = r * told.rng.uniform(0.3, 1.5), told.rng.uniform(0.02, 0.1)
        cells = {
            "_b_": measured(b, habit),
            "_SE_": measured(error, habit),
            "_r_": value(told, r),
            "_R_^2^": printed(max(r * r, 0.01), habit, decimals=2),
            "_Z_": measured(b / error, habit),
            "_p_": significance(r, n, habit),
        }
        body.append((Entry(variable.label, align="left"), *(Entry(text) for text in cells.values())))
    header: list[Row] = [(Entry("Predictor", align="left"), *(Entry(head) for head in cells))]
    title = told.rng.choice(
        (
            f"Correlations With {outcome} and Results of Simple Regressions",
            f"Correlates and predictors of {outcome.lower()}",
            f"Regression of {outcome} on each predictor, with zero-order correlations (_r_)",
        )
    )
    return sheet(told, title, header, body, truth, note(told))


def groups(told: Scene) -> Sheet:
    """A row a country with its own n: one correlation of a named pair, or those of one variable with several."""
    names = told.rng.sample(COUNTRIES, len(told.matrices))
    own = Scene(told.rng, told.choice, told.variables, told.matrices, told.sizes, tuple(names), told.label, told.levels)
    return _one_pair(own) if told.rng.random() < 0.5 else _one_with_several(own)


def _one_pair(told: Scene) -> Sheet:
    x, y = told.variables[0].label, told.variables[1].label
    truth: list[Truth] = []
    body: list[Row] = []
    for sample, name in enumerate(told.groups):
        r, n = told.matrices[sample][0][1], told.sizes[sample]
        truth.append(gold(told, x, y, r, sample=sample, row=name, col="r"))
        texts = (str(n), value(told, r, sample=sample), bounds(r, n, told.habit), significance(r, n, told.habit))
        body.append((Entry(name, align="left"), *(Entry(text) for text in texts)))
    header: list[Row] = [(Entry("Country", align="left"), Entry("_n_"), Entry("_r_"), Entry("95% CI"), Entry("_p_"))]
    return sheet(told, f"Correlations Between {x} and {y} by Country", header, body, truth, legend(told))


def _one_with_several(told: Scene) -> Sheet:
    first, others = told.variables[0].label, list(range(1, len(told.variables)))
    truth: list[Truth] = []
    body: list[Row] = []
    for sample, name in enumerate(told.groups):
        cells = []
        for j in others:
            r = told.matrices[sample][0][j]
            truth.append(
                gold(told, first, told.variables[j].label, r, sample=sample, row=name, col=told.variables[j].label)
            )
            cells.append(Entry(value(told, r, sample=sample)))
        body.append((Entry(name, align="left"), Entry(str(told.sizes[sample])), *cells))
    header: list[Row] = [
        (Entry(), Entry(), Entry(f"Correlation with {first}", span=len(others))),
        (Entry("Country", align="left"), Entry("_n_"), *(Entry(wrapped_head(told.variables[j].label)) for j in others)),
    ]
    return sheet(told, f"{first} and Its Correlates by Country", header, body, truth, legend(told))


def spanned_groups(told: Scene) -> Sheet:
    """Two samples beside each other: each group's head spans the same outcomes."""
    count = len(told.variables)
    columns = list(range(count - 2, count))
    truth: list[Truth] = []
    body: list[Row] = []
    for i in range(count - 2):
        parts = [_block_row(told, i, columns, truth, sample=sample) for sample in range(len(told.groups))]
        body.append((parts[0][0], *(cell for part in parts for cell in part[1:])))
    spans = [Entry(f"{g} (_n_ = {n})", span=len(columns)) for g, n in zip(told.groups, told.sizes, strict=True)]
    heads = [Entry(wrapped_head(told.variables[j].label)) for _ in told.groups for j in columns]
    header: list[Row] = [(Entry(), *spans), (Entry("Variable", align="left"), *heads)]
    return sheet(told, "Correlations of Predictors With Outcomes in Both Samples", header, body, truth, note(told))


def pairs(told: Scene) -> Sheet:
    """Each outcome with a column of r and a column of p."""
    count = len(told.variables)
    columns = list(range(count - 2, count))
    truth: list[Truth] = []
    body: list[Row] = []
    for i in range(count - 2):
        cells = []
        for j in columns:
            r = told.matrices[0][i][j]
            truth.append(gold(told, told.variables[i].label, told.variables[j].label, r))
            cells += [Entry(value(told, r)), Entry(significance(r, told.sizes[0], told.habit))]
        body.append((Entry(told.variables[i].label, align="left"), *cells))
    spans = [Entry(told.variables[j].label, span=2) for j in columns]
    header: list[Row] = [
        (Entry(), *spans),
        (Entry("Variable", align="left"), *[Entry("_r_"), Entry("_p_")] * len(columns)),
    ]
    return sheet(told, "Correlations Between Predictors and Outcomes", header, body, truth, note(told))


def samples_of(choice: Choice) -> int:
    """How many samples a table of this choice shows."""
    if choice.shape == "groups":
        return 6
    return (
        2 if choice.triangle == "groups" or choice.shape in ("panels", "sectioned rectangle", "spanned groups") else 1
    )
