"""`stook repool` and `stook report`: pool what was decided, and say what the newest version holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.terminal import as_json, columns, say

if TYPE_CHECKING:
    from reports.version import Version


def repool(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
    quiet: Annotated[bool, typer.Option("--quiet", help="Only errors")] = False,
    svg_only: Annotated[
        bool, typer.Option("--svg-only", help="leave the PDF and PNG of forest plots to the next time")
    ] = False,
) -> None:
    """Pool again what was decided, write a new version of the report, and say what changed and by how much.

    Example: stook repool
    """
    from corpus.store import Store
    from flows import repool as steps
    from flows.commands.formats import checked
    from flows.settings import read_settings

    checked(format, ("text", "json"))
    root = read_settings().root
    with Store.open(root) as store:
        done = steps.repool(store, root, heard=partial(_tell, quiet=quiet) if format == "text" else None)
    if format == "json":
        as_json({"version": done.version.name, "new": done.new, "changes": done.version.data["changes"]})
    elif not done.new:
        say("nothing changed", quiet=quiet)
    else:
        for line in places(done.version.folder):
            say(line, quiet=quiet)
    if not svg_only:
        steps.for_print(done)


def _tell(data: Mapping[str, Any], *, quiet: bool) -> None:
    """The numbers of a new version, before its figures are drawn."""
    for line in (*data["changes"]["sentences"], *estimates(data["questions"]), *hints(data["questions"])):
        say(line, quiet=quiet)


def report(
    since: Annotated[str, typer.Option(help="tell what changed since this version instead, part by part")] = "",
    figures: Annotated[
        bool, typer.Option("--figures", help="make every figure as PDF and as PNG of 300 dpi, beside the report")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Show the newest version: estimates, the ids of what is pooled, and where the pages are.

    Example: stook report --since 0003
    """
    from corpus.errors import NothingToPool
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from reports.version import latest_version

    checked(format, ("text", "json"))
    root = read_settings().root
    version = latest_version(root / "reports")
    if version is None:
        raise NothingToPool("no analysis yet; decide some results (`stook queue`), then run `stook repool`.")
    if figures:
        _print_figures(root)
    elif since:
        _tell_since(version, since, format)
    elif format == "json":
        as_json(dict(version.data))
    else:
        for line in (
            *estimates(version.data["questions"]),
            *hints(version.data["questions"]),
            *pooled(version.data["questions"]),
            *places(version.folder),
        ):
            say(line)


def _print_figures(root: Path) -> None:
    from corpus.store import Store
    from flows import repool as steps

    with Store.open(root) as store:
        done = steps.repool(store, root)
    for path in steps.for_print(done, every=True):
        say(str(path))
    say(f"every figure is in {done.version.folder}")


def _tell_since(version: Version, since: str, format: str) -> None:  # noqa: A002
    from reports.changes import changes
    from reports.version import DIGITS, read_version

    name = since.zfill(DIGITS) if since.isdecimal() else since
    found = changes(read_version(version.folder.parent / name).data, version.data)
    if format == "json":
        as_json(found)
        return
    for line in (*found["sentences"], *parts(found["estimates"])):
        say(line)


def parts(moves: Sequence[Mapping[str, Any]]) -> list[str]:
    """For each estimate that moved, what moved it and how far; the parts add up to the move."""
    from reports.changes import part_label
    from reports.numbers import signed

    lines: list[str] = []
    for move in moves:
        if move["parts"]:
            rows = [("what moved it", "z", "r", "")]
            rows += [(part_label(p), signed(p["z"], 4), signed(p["r"], 4), p["detail"]) for p in move["parts"]]
            rows.append(("together", signed(move["z_move"], 4), signed(move["r_move"], 4), ""))
            lines += ["", move["label"], *columns(rows)]
    return lines


def estimates(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The estimates as a table, subgroups under their question."""
    rows: list[tuple[str, ...]] = [("question", "k", "r", "95% CI", "p", "prediction", "I²", "unverified")]
    for question in questions:
        rows.append(_row(question["label"], question, str(question["unverified"])))
        parts = question["subgroups"]
        rows += [_row(f"  {level['subgroup']}", level, "") for level in (parts["levels"] if parts else ())]
    return [*columns(rows), *_models(questions)]


def _models(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The model behind each estimate in words; one that all questions share is told once."""
    told = {question["label"]: question.get("model", "") for question in questions if question["k"]}
    lines = dict.fromkeys(line for line in told.values() if line)
    if len(lines) == 1:
        return ["", *lines]
    return ["", *(f"{label}: {line}" for label, line in told.items() if line)] if lines else []


def _row(label: str, found: Mapping[str, Any], unverified: str) -> tuple[str, ...]:
    from reports.numbers import coefficient, interval, number, p_value

    low, high = ("r_pi_hts_lb", "r_pi_hts_ub") if found["prediction"] == "HTS" else ("r_pi_lb", "r_pi_ub")
    several = found["k"] > 1
    return (
        label, str(found["k"]), coefficient(found["r"]), interval(found["r_ci_lb"], found["r_ci_ub"]),
        p_value(found["pval"]), interval(found[low], found[high]), f"{number(found['I2'], 0)}%" if several else "–",
        unverified,
    )  # fmt: skip


def hints(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """What to do while there is nothing to see."""
    if not questions:
        return ["review.toml has no questions yet: write one ([[questions]]), so that there is something to pool."]
    if not any(question["k"] for question in questions):
        return ["No verified effect yet: decide what `stook queue` shows, then run `stook repool` again."]
    return []


def pooled(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every pooled effect with the id that `stook why` takes."""
    from reports.numbers import coefficient

    lines = []
    for question in questions:
        lines += ["", question["label"]]
        found = [(e["reading"], e["study_label"], coefficient(e["r"]), str(e["n"])) for e in question["effects"]]
        lines += columns([("id", "study", "r", "n"), *found]) if found else ["  no verified effect yet"]
    return lines


def places(folder: Path) -> list[str]:
    """Where the pages and figures of a version are."""
    return [
        "",
        f"report   {folder / 'report.html'}",
        *(f"figure   {path}" for path in sorted(folder.glob("forest-*.svg"))),
    ]
