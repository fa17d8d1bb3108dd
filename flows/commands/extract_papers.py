"""`stook extract`: what the papers report, as JSON, without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.terminal import as_json, progress, say


def extract(
    files: Annotated[list[Path], typer.Argument(help="PDF files", show_default=False)],
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress")] = False,
) -> None:
    """Print every correlation and sample size of the papers with its place. Needs no review.

    Example: stook extract berg2019.pdf --format json
    """
    from flows.commands.formats import checked
    from flows.ingest import in_batches, process_map, read_batch
    from flows.settings import read_settings

    checked(format, ("text", "json"))
    results: list[dict[str, Any]] = []
    each = process_map(read_settings().workers)
    with progress("Reading papers", len(files), quiet=quiet) as advance:
        for batch in each(read_batch, in_batches(files, 1)):
            for paper in batch:
                results.append(_shape(paper))
                advance(paper.path.name)
    if format == "json":
        as_json(results)
    else:
        for result in results:
            _tell(result)
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _shape(paper: Any) -> dict[str, Any]:
    from extractors.findings import paper_shape
    from flows.commands.terminal import complain

    name = paper.path.stem
    if paper.document is None:
        complain(paper.message)
        return {"name": name, "error": {"code": paper.code, "message": paper.message}}
    return paper_shape(name, paper.document, paper.scored, paper.samples)


def _tell(result: dict[str, Any]) -> None:
    if "error" in result:
        say(f"{result['name']}: not read ({result['error']['code']})")
        return
    found = result["correlations"]
    say(f"{result['name']}: {len(found)} correlations, sample sizes {_sizes(result)}")
    for c in found:
        flags = "".join(f"  [{flag['code']}]" for flag in c["flags"])
        place = c.get("table") or "text"
        value = f"r = {c['r_printed']:<6} n = {c.get('n') or '?':<6} {c['x']} × {c['y']}"
        say(f"  p. {c['page']:>3}  {place:<9} {value}{flags}")


def _sizes(result: dict[str, Any]) -> str:
    return ", ".join(f"{s['n']} {s['role']}" for s in result["samples"]) or "none"
