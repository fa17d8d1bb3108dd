"""`stook repool` and `stook report`: pool what was decided, and say what the newest version holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.terminal import as_json, columns, say


def repool(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
    quiet: Annotated[bool, typer.Option("--quiet", help="Only errors")] = False,
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
    steps.for_print(done)


def _tell(data: Mapping[str, Any], *, quiet: bool) -> None:
    """The numbers of a new version, before its figures are drawn."""
    for line in (*data["changes"]["sentences"], *estimates(data["questions"]), *hints(data["questions"])):
        say(line, quiet=quiet)


def report(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Show the newest version: estimates, the ids of what is pooled, and where the pages are.

    Example: stook report
    """
    from corpus.errors import NothingToPool
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from reports.version import latest_version

    checked(format, ("text", "json"))
    version = latest_version(read_settings().root / "reports")
    if version is None:
        raise NothingToPool("no analysis yet; decide some results (`stook queue`), then run `stook repool`.")
    if format == "json":
        as_json(dict(version.data))
        return
    for line in (
        *estimates(version.data["questions"]),
        *hints(version.data["questions"]),
        *pooled(version.data["questions"]),
        *places(version.folder),
    ):
        say(line)


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
