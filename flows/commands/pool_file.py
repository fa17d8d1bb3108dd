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
    rho: Annotated[float, typer.Option(help="Assumed correlation of effects of one sample")] = 0.6,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Pool correlations from a CSV file.

    Example: stook pool studies.csv --tau2 REML --test adhoc --format json
    """
    from pooling import Method

    checked(format, ("text", "json"))
    try:
        method = Method(measure, tau2, test, level, rho=rho)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    estimate = _pooled(read_sheet(file), method, cluster)
    if format == "json":
        as_json(flat(estimate))
    else:
        tell(estimate)


def read_sheet(path: Path) -> Sheet:
    """The rows of a CSV file with a head line; a spreadsheet's byte-order mark is fine."""
    from corpus.errors import EmptyFile, MissingFile

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = tuple(csv.DictReader(file))
    except FileNotFoundError:
        raise MissingFile(f"{path} is not there; check its name.") from None
    if not rows:
        raise EmptyFile(f"{path} has no rows; it needs a head line with study, ri, ni (or yi, vi) and a line a study.")
    return Sheet(path, rows)


def _pooled(sheet: Sheet, method: Any, cluster: str) -> Estimate:
    from pooling import aggregate, fisher_z, pool, unusable
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
        return pool(y, v, method=method, left_out=left_out)
    if not sheet.has(cluster):
        raise typer.BadParameter(f"{sheet.path} has no column {cluster!r}; it has {', '.join(sheet.rows[0])}.")
    joined = aggregate(y, v, [row[cluster] for row in sheet.rows], rho=method.rho)
    return pool(joined.y, joined.v, method=method, left_out=left_out)


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
