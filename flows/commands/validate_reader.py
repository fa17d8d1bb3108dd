"""`stook validate`: the reader against a team's own coded review, and on this review by its decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.columns_option import HELP, pairs
from flows.commands.terminal import as_json, columns, progress, say

if TYPE_CHECKING:
    from review.validated import Share, Validated

LISTED = 20  # missed rows that are told; JSON has all


def validate(
    sheet: Annotated[Path, typer.Argument(help="CSV or XLSX: a row a correlation", show_default=False)],
    papers: Annotated[
        Path | None, typer.Option(help="A folder of papers to read, instead of this review's", show_default=False)
    ] = None,
    complete: Annotated[bool, typer.Option("--complete", help="The sheet has every correlation of its papers")] = False,
    columns: Annotated[str, typer.Option(help=HELP)] = "",
    who: Annotated[str | None, typer.Option(help="Who compares; default: STOOK_WHO or the login name")] = None,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress")] = False,
) -> None:
    """Compare what the reader shows with a sheet that a team coded without it, field by field.

    Its reports never train the reader's probabilities (stook retrain).

    Example: stook validate our-coding.xlsx --format json
    """
    from flows.commands.formats import checked

    checked(format, ("text", "json"))
    named = pairs(columns)
    if papers is not None:
        done = _of_folder(sheet, papers, named, complete=complete, quiet=quiet)
    else:
        done = _of_review(sheet, named, complete=complete, who=who)
    if format == "json":
        from review.validated import as_data

        as_json(as_data(done))
    else:
        _tell(done)


def _of_review(sheet: Path, named: dict[str, str], *, complete: bool, who: str | None) -> Validated:
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.settings import read_settings
    from review.validated import keep_apart
    from review.validated import validate as compare

    settings = read_settings()
    with Store.open(settings.root) as store:
        done = compare(store, sheet, read_protocol(settings.protocol), columns=named, complete=complete)
        keep_apart(store, done, sheet, who=who or settings.who)
    return done


def _of_folder(sheet: Path, folder: Path, named: dict[str, str], *, complete: bool, quiet: bool) -> Validated:
    from corpus.store import Store
    from flows.ingest import inbox, ingest, process_map
    from flows.settings import read_settings
    from review.validated import validate as compare

    found = inbox(folder)
    with Store.in_memory() as store:
        with progress("Reading papers", len(found), quiet=quiet) as advance:
            each = process_map(read_settings().workers)
            ingest(store, found, each=each, report=lambda _paper, name: advance(name))
        return compare(store, sheet, None, columns=named, complete=complete)


def _tell(done: Validated) -> None:
    of = "every correlation of them" if done.complete else "the results of interest"
    say(f"{done.rows} rows of {done.reports} reports, which hold {of}; intervals over reports (95%).")
    head: tuple[str, ...] = ("field", "recall", "95% CI", "", "precision", "95% CI", "")
    for line in columns([head, *((one.name, *_share(one.recall), *_share(one.precision)) for one in done.fields)]):
        say(line)
    if done.missed:
        say(f"Not on their page: {len(done.missed)}")
    for one in done.missed[:LISTED]:
        page = f", p. {one.page}" if one.page else ""
        say(f"  line {one.line} {one.study}{page}: r = {one.r}, {one.x} × {one.y}: {one.told}")
    for text in done.unplaced[:LISTED]:
        say(f"  not compared: {text}")


def _share(one: Share) -> tuple[str, str, str]:
    from reports.numbers import coefficient, interval

    if not one.total:
        return ("–", "", "0 of 0")
    return (coefficient(one.value), interval(one.low, one.high), f"{one.hits} of {one.total}")
