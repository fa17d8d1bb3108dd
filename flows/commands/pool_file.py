"""`stook pool`: pool a CSV file in metafor's columns, without a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.columns_option import HELP, pairs
from flows.commands.formats import checked
from flows.commands.terminal import as_json

if TYPE_CHECKING:
    from flows.commands.pool_told import Asked
    from pooling import DependentRegression, Method, Note, Regression, Subgroups
    from review.sheets import Sheet

SOURCE = "source"  # the code of notes about which columns were used
FAR = 1e-3  # given and computed effects that differ by more are not the same effects


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects and variances (k,), what was left out and why, each row's sample, and what a reader must know of them.

    `given`: variances came with the rows. `clustered`: somebody said which rows belong to one sample.
    """

    y: Sequence[float]
    v: Sequence[float]
    left_out: tuple[Any, ...]
    samples: list[str]
    given: bool
    clustered: bool
    notes: tuple[Note, ...] = ()


def pool_file(
    file: Annotated[Path, typer.Argument(help="CSV with columns study, ri, ni (or yi, vi)", show_default=False)],
    measure: Annotated[str, typer.Option(help="ZCOR, COR, UCOR; GEN for given yi, vi")] = "ZCOR",
    tau2: Annotated[str, typer.Option(help="Estimator of tau²: REML, DL, PM, ML, ...")] = "REML",
    test: Annotated[str, typer.Option(help="z, t, knha or adhoc (Knapp-Hartung never narrower than Wald)")] = "adhoc",
    level: Annotated[float, typer.Option(help="Coverage of intervals")] = 0.95,
    cluster: Annotated[
        str, typer.Option(help="Column that names the sample: several effects of one are pooled in the CHE model")
    ] = "",
    dependence: Annotated[str, typer.Option(help="With --cluster: CHE, multilevel, aggregate, independent")] = "CHE",
    rho: Annotated[float, typer.Option(help="Assumed correlation of effects of one sample")] = 0.6,
    moderators: Annotated[str, typer.Option(help="Columns, joined by commas; or a formula such as year*kind")] = "",
    by: Annotated[str, typer.Option(help="Column whose values are compared as subgroups")] = "",
    columns: Annotated[str, typer.Option(help=HELP)] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Methods paragraph for a paper, with references")] = False,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Pool correlations from a CSV file.

    Example: stook pool studies.csv --cluster study --moderators year --explain
    """
    from flows.commands import pool_told as told
    from flows.commands.pool_told import Asked as AskedFor
    from pooling import Method as How
    from review.sheets import read_sheet

    checked(format, ("text", "json"))
    if moderators and by:
        raise typer.BadParameter("--moderators and --by ask for two analyses; run them one after the other.")
    try:
        method = How(measure, tau2, test, level, dependence, rho)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    sheet = read_sheet(file, named=pairs(columns))
    effects = _effects(sheet, method, cluster)
    asked = AskedFor(sheet, effects, method, explain=explain)
    if moderators:
        found = told.regression(_regressed(asked, moderators), asked)
    elif by:
        found = told.compared(_compared(asked, by), asked, by)
    else:
        found = told.pooled(asked)
    if format == "json":
        as_json(found.data)
    else:
        told.tell(found)


def _effects(sheet: Sheet, method: Method, cluster: str) -> Effects:
    from pooling import fisher_z, unusable
    from pooling.effect_sizes import cor, ucor

    made = {"ZCOR": fisher_z, "COR": cor, "UCOR": ucor}.get(method.measure)
    samples, notes = _samples(sheet, cluster)
    if made and sheet.has("ri", "ni"):
        r, n = sheet.numbers("ri"), sheet.numbers("ni")
        y, v = made(r, n)
        notes += _unlike(sheet, y)
        return Effects(y.tolist(), v.tolist(), unusable(r, n), samples, False, bool(cluster), tuple(notes))
    if sheet.has("yi") and (sheet.has("vi") or sheet.has("sei")):
        spread = sheet.numbers("vi") if sheet.has("vi") else [se * se for se in sheet.numbers("sei")]
        notes += _taken(sheet, method)
        return Effects(sheet.numbers("yi"), spread, (), samples, True, bool(cluster), tuple(notes))
    raise typer.BadParameter(
        f"{sheet.path} has columns {', '.join(sheet.names)}; {method.measure} needs {'ri, ni or ' if made else ''}"
        "yi, vi. Say which is which: --columns ri=NAME,ni=NAME."
    )


def _samples(sheet: Sheet, cluster: str) -> tuple[list[str], list[Note]]:
    """The sample of each row; rows without one stand alone. Rows of one study without --cluster are pointed at."""
    from pooling import Note

    if cluster:
        cells = sheet.cells(_column(sheet, cluster, "--cluster"))
        missing = [line for cell, line in zip(cells, sheet.lines, strict=True) if not cell]
        lines = ", ".join(map(str, missing))
        notes = (
            [Note("no_cluster", f"Without a {cluster}, taken as samples of their own: line {lines}.")] if lines else []
        )
        return [cell or f"line {line}" for cell, line in zip(cells, sheet.lines, strict=True)], notes
    alone = [f"line {line}" for line in sheet.lines]
    if not sheet.has("study"):
        return alone, []
    studies = [cell for cell in sheet.cells(sheet.roles["study"]) if cell]
    twice = [name for name in dict.fromkeys(studies) if studies.count(name) > 1]
    if not twice:
        return alone, []
    column = sheet.roles["study"]
    text = (
        f"{len(twice)} of {len(set(studies))} values of {column!r} stand in several rows ({twice[0]}, ...), which are "
    )
    return alone, [
        Note("repeated_study", f"{text}pooled as independent; if they share people, add --cluster {column}.")
    ]


def _column(sheet: Sheet, wanted: str, option: str) -> str:
    """The column of this name; a usage error names those that are there."""
    from corpus.errors import UnreadableSheet
    from review.sheets import exact

    try:
        return exact(sheet.path, wanted, sheet.names)
    except UnreadableSheet as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _unlike(sheet: Sheet, made: Any) -> list[Note]:
    """Whether the sheet's own effects are other ones than those that its correlations give."""
    import numpy as np

    from pooling import Note

    if not sheet.has("yi"):
        return []
    name, own = sheet.roles["yi"], np.array(sheet.numbers("yi"))
    both = np.isfinite(own) & np.isfinite(made)
    if not both.any() or np.abs(own - made)[both].max() < FAR:
        return []
    other = f"Effects are computed from {sheet.roles['ri']} and {sheet.roles['ni']}; column {name!r} holds other values"
    return [Note(SOURCE, f"{other} and is not used.")]


def _taken(sheet: Sheet, method: Method) -> list[Note]:
    from pooling import Note

    if method.measure != "ZCOR":
        return []
    spread = sheet.roles.get("vi", sheet.roles.get("sei"))
    text = (
        f"{sheet.roles['yi']} and {spread} were taken as Fisher's z and its {'variance' if sheet.has('vi') else 'SE'}"
    )
    return [Note(SOURCE, f"{text}; for other effects add --measure GEN.")]


def _regressed(asked: Asked, moderators: str) -> Regression | DependentRegression:
    from corpus.errors import InvalidDecision
    from pooling import Refusal, regress, regress_dependent
    from reports.design import design

    sheet, effects = asked.sheet, asked.effects
    names = [_column(sheet, part, "--moderators") for part in moderators.split(",")] if "," in moderators else []
    formula = " + ".join(f"`{name}`" for name in names) or moderators
    formula = f"`{formula.strip()}`" if formula.strip() in sheet.names else formula
    made = design(formula, {name: typed(cells) for name, cells in sheet.columns.items()})
    found: Regression | DependentRegression | Refusal
    if effects.clustered and asked.method.dependence != "independent":
        found = regress_dependent(effects.y, effects.v, effects.samples, made.X, names=made.names, method=asked.method)
    else:
        found = regress(effects.y, effects.v, made.X, names=made.names, method=asked.method)
    if isinstance(found, Refusal):
        raise InvalidDecision(f"moderators {moderators!r}: {found.reason}")
    return found


def typed(cells: Sequence[str]) -> list[float | str | None]:
    """A column as numbers where every cell is one, else as words; empty and NA cells are missing."""
    from review.sheets import NOTHING, number

    known = [None if cell.casefold() in NOTHING else cell for cell in cells]
    try:
        return [None if cell is None else number(cell) for cell in known]
    except ValueError:
        return [*known]


def _compared(asked: Asked, by: str) -> Subgroups:
    from corpus.errors import InvalidDecision
    from pooling import dependent_subgroups
    from pooling.dependent import applied
    from review.sheets import NOTHING

    sheet, effects = asked.sheet, asked.effects
    if applied(asked.method, effects.samples) == "aggregate":
        how = f"{asked.method.tau2} and {asked.method.dependence}"
        raise InvalidDecision(
            f"--by {by}: {how} average samples, which may lie in several subgroups; use REML and CHE."
        )
    cells = sheet.cells(_column(sheet, by, "--by"))
    labels = [None if cell.casefold() in NOTHING else cell for cell in cells]
    found = dependent_subgroups(effects.y, effects.v, labels, effects.samples, method=asked.method)
    if not found.levels:
        raise InvalidDecision(f"--by {by}: no row that can be pooled has a value there.")
    return found
