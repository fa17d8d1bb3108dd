"""`stook pool`: pool a CSV file in metafor's columns, without a workspace."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.formats import checked
from flows.commands.terminal import as_json, columns, say

if TYPE_CHECKING:
    from pooling import Estimate


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file by columns: numbers where the cell is one, nan where it is empty or NA."""

    path: Path
    rows: tuple[dict[str, str], ...]

    def numbers(self, column: str) -> list[float]:
        return [self._number(row[column], column, line) for line, row in enumerate(self.rows, start=2)]

    @property
    def columns(self) -> dict[str, list[str]]:
        return {name: [row[name] or "" for row in self.rows] for name in self.rows[0]}

    def has(self, column: str) -> bool:
        return bool(self.rows) and column in self.rows[0]

    def _number(self, text: str, column: str, line: int) -> float:
        from corpus.errors import InvalidDecision

        cleaned = (text or "").strip().replace("−", "-")
        if cleaned in {"", "NA"}:
            return math.nan
        try:
            return float(cleaned)
        except ValueError:
            raise InvalidDecision(
                f"{self.path}, line {line}: {column} = {text!r} is not a number; leave it empty or write NA if missing."
            ) from None


def pool_file(
    file: Annotated[Path, typer.Argument(help="CSV with columns study, ri, ni (or yi, vi)", show_default=False)],
    measure: Annotated[str, typer.Option(help="ZCOR, COR, UCOR; GEN for given yi, vi")] = "ZCOR",
    tau2: Annotated[str, typer.Option(help="Estimator of tau²: REML, DL, PM, ML, ...")] = "REML",
    test: Annotated[str, typer.Option(help="z, t, knha or adhoc (Knapp-Hartung never narrower than Wald)")] = "adhoc",
    level: Annotated[float, typer.Option(help="Coverage of intervals")] = 0.95,
    cluster: Annotated[str, typer.Option(help="Column that names the sample; its effects are averaged")] = "",
    moderators: Annotated[str, typer.Option(help="Columns, joined by commas; or a formula such as year*kind")] = "",
    rho: Annotated[float, typer.Option(help="Assumed correlation of effects of one sample")] = 0.6,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Pool correlations from a CSV file.

    Example: stook pool studies.csv --tau2 REML --test adhoc --format json
    """
    from pooling import Method, pool

    checked(format, ("text", "json"))
    try:
        method = Method(measure, tau2, test, level, rho=rho)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    rows = _effects(read_sheet(file), method, cluster)
    if moderators:
        _regressed(rows, method, moderators, format=format)
        return
    estimate = pool(rows.y, rows.v, method=method, left_out=rows.left_out)
    if format == "json":
        as_json(flat(estimate))
    else:
        tell(estimate)


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV file with a head line; a spreadsheet's byte-order mark is fine."""
    from corpus.errors import DamagedPaper, EmptyFile, MissingFile

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = tuple(csv.DictReader(file))
    except FileNotFoundError:
        raise MissingFile(f"{path} is not there; check its name.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DamagedPaper(f"{path} cannot be read as a CSV file in UTF-8 ({error}); save it anew.") from None
    for line, row in enumerate(rows, start=2):
        if None in row:
            raise DamagedPaper(
                f"{path}, line {line}: more cells than columns; quote cells with commas, write .31 not 0,31."
            )
    if not rows:
        raise EmptyFile(f"{path} has no rows; it needs a head line with study, ri, ni (or yi, vi) and a line a study.")
    return Sheet(path, rows)


@dataclass(frozen=True, slots=True)
class Rows:
    """Effects and variances (k,), what was left out, and the sheet's columns in the same order."""

    y: Any
    v: Any
    left_out: tuple[Any, ...]
    columns: dict[str, list[str]]


def _effects(sheet: Sheet, method: Any, cluster: str) -> Rows:
    from pooling import aggregate, fisher_z, unusable
    from pooling.effect_sizes import cor, ucor

    y: Any
    v: Any
    left_out: tuple[Any, ...] = ()
    made = {"ZCOR": fisher_z, "COR": cor, "UCOR": ucor}.get(method.measure)
    if made and sheet.has("ri") and sheet.has("ni"):
        r, n = sheet.numbers("ri"), sheet.numbers("ni")
        (y, v), left_out = made(r, n), unusable(r, n)
    elif sheet.has("yi") and sheet.has("vi"):
        y, v = sheet.numbers("yi"), sheet.numbers("vi")
    else:
        raise typer.BadParameter(
            f"{sheet.path} has columns {', '.join(sheet.rows[0])}; "
            f"{method.measure} needs {'ri, ni or ' if made else ''}yi, vi."
        )
    if not cluster:
        return Rows(y, v, left_out, sheet.columns)
    if not sheet.has(cluster):
        raise typer.BadParameter(f"{sheet.path} has no column {cluster!r}; it has {', '.join(sheet.rows[0])}.")
    samples = sheet.columns[cluster]
    joined = aggregate(y, v, samples, rho=method.rho)
    first = [samples.index(str(sample)) for sample in joined.cluster]
    return Rows(joined.y, joined.v, left_out, {name: [c[i] for i in first] for name, c in sheet.columns.items()})


def _regressed(rows: Rows, method: Any, moderators: str, *, format: str) -> None:  # noqa: A002  as the option
    from corpus.errors import InvalidDecision
    from pooling.moderators import Regression, regress
    from reports.design import design
    from reports.numbers import number, p_value

    made = design(moderators.replace(",", " + "), {name: typed(cells) for name, cells in rows.columns.items()})
    found = regress(rows.y, rows.v, made.X, names=made.names, method=method)
    if not isinstance(found, Regression):
        raise InvalidDecision(f"moderators {moderators!r}: {found.reason}")
    if format == "json":
        as_json(regression_flat(found))
        return
    rest = zip(found.names, found.b, found.se, found.ci_lb, found.ci_ub, found.pval, strict=True)
    table = [(name, *(number(float(x), 4) for x in numbers), p_value(float(p))) for name, *numbers, p in rest]
    for line in columns([("moderator", "b", "se", "ci_lb", "ci_ub", "p"), *table]):
        say(line)
    for note in found.notes:
        say(note.message)


def typed(cells: list[str]) -> list[float | str | None]:
    """A column as numbers where every cell is one, else as words; empty and NA cells are missing."""
    known = [None if cell.strip() in {"", "NA"} else cell.strip() for cell in cells]
    try:
        return [None if cell is None else float(cell) for cell in known]
    except ValueError:
        return [*known]


def regression_flat(found: Any) -> dict[str, Any]:
    """A meta-regression as one object, keys as in metafor, a value a coefficient in the order of `names`."""
    import numpy as np

    lists = {name: np.asarray(getattr(found, name)).tolist() for name in ("b", "se", "stat", "pval", "ci_lb", "ci_ub")}
    h, test = found.heterogeneity, found.omnibus
    rest = {name: _finite(getattr(h, name)) for name in ("tau2", "I2", "H2", "QE", "QEp")}
    omnibus = {"QM": test.QM, "QMp": test.QMp} if test else {}
    left = [{"row": out.row + 1, "code": out.code, "reason": out.reason} for out in found.left_out]
    return {"names": list(found.names), **lists, "ddf": found.ddf, **rest, **omnibus, "R2": found.R2, "left_out": left}


def flat(estimate: Estimate) -> dict[str, Any]:
    """An estimate as one flat object, keys as in metafor; numbers that do not exist are null."""
    h = estimate.heterogeneity
    names = (
        "k", "b", "se", "stat", "ddf", "pval", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "pi_hts_lb", "pi_hts_ub",
        "r", "r_ci_lb", "r_ci_ub", "r_pi_lb", "r_pi_ub", "measure", "test", "level",
    )  # fmt: skip
    values = {name: getattr(estimate, name) for name in names} | {"method": estimate.tau2_method}
    values |= {
        name: getattr(h, name)
        for name in ("tau2", "se_tau2", "I2", "H2", "QE", "QE_df", "QEp", "tau2_lb", "tau2_ub", "I2_lb", "I2_ub")
    }
    values["left_out"] = [{"row": out.row + 1, "code": out.code, "reason": out.reason} for out in estimate.left_out]
    values["notes"] = [note.message for note in estimate.notes]
    return {name: _finite(value) for name, value in values.items()}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def tell(estimate: Estimate) -> None:
    """The estimate as a table for a person."""
    from reports.numbers import coefficient, interval, p_clause

    h = estimate.heterogeneity
    say(f"k = {estimate.k}, {estimate.tau2_method}, test {estimate.test}")
    if estimate.r is not None:
        ends = interval(estimate.r_ci_lb, estimate.r_ci_ub)
        say(f"r = {coefficient(estimate.r)} {ends}, {p_clause(estimate.pval)}")
    for line in columns([("b", "se", "ci_lb", "ci_ub", "tau2", "I2"), tuple(_four(value) for value in (
        estimate.b, estimate.se, estimate.ci_lb, estimate.ci_ub, h.tau2, h.I2))]):  # fmt: skip
        say(line)
    for out in estimate.left_out:
        say(f"left out, row {out.row + 1}: {out.reason}")
    for note in estimate.notes:
        say(note.message)


def _four(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else "–"
