"""`stook import`: a sheet of an earlier review, each number looked for in its paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.columns_option import HELP, pairs
from flows.commands.terminal import as_json, say

if TYPE_CHECKING:
    from flows.settings import Settings
    from review.imports import Imported, Line

LISTS = {
    "found": "Found on its page",
    "differs": "Found with another sign, n or rounding",
    "elsewhere": "Found elsewhere (another page, pair or paper)",
    "not_found": "Not found",
}
WHAT_NOW = {
    "differs": "wait for a person: stook decide H1 accept (the sheet is right), change or reject",
    "not_found": "are pooled only where review.toml says selection.imported = true",
}


def import_sheet(
    sheet: Annotated[Path, typer.Argument(help="CSV or XLSX: a row an effect, or a row a study", show_default=False)],
    columns: Annotated[str, typer.Option(help=f"{HELP}; of a sheet with a row a study: QUESTION=r1,x~y=r2")] = "",
    who: Annotated[str | None, typer.Option(help="Who imports; default: STOOK_WHO or the login name")] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="The coding sheet of stook export: show what coders changed in it")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="With --changes: make decisions of what was changed")] = False,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Bring in an earlier review's correlations and look for each in its paper; nothing decided is changed by it.

    With --changes the coding sheet that stook export wrote comes back: differences are shown, and --apply decides so.

    Example: stook import last-review.xlsx --columns ri=Correlation,ni=Size
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from review.imports import as_data
    from review.imports import import_sheet as bring_in

    checked(format, ("text", "json"))
    if apply and not changes:
        raise typer.BadParameter("--apply goes with --changes; without it a sheet is imported at once.")
    settings = read_settings()
    if changes:
        _changed(settings, sheet, who or settings.who, apply=apply, as_text=format == "text")
        return
    with Store.open(settings.root) as store:
        protocol = read_protocol(settings.protocol)
        done = bring_in(store, sheet, protocol, who=who or settings.who, columns=pairs(columns))
    if format == "json":
        as_json(as_data(done, sheet.name))
    else:
        _tell(done)


def _changed(settings: Settings, sheet: Path, who: str, *, apply: bool, as_text: bool) -> None:
    """Show the differences of a coding sheet, or decide as it says."""
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from review.sheet_changes import apply_changes, as_data, changes_in, lines_of

    protocol = read_protocol(settings.protocol)
    with Store.open(settings.root) as store:
        found = changes_in(store, sheet, protocol)
        applied = apply_changes(store, protocol, found, who=who, note=sheet.name) if apply else None
    if not as_text:
        as_json(as_data(found, applied))
        return
    for line in (*lines_of(found), *found.remarks):
        say(line)
    if applied is None:
        say("These become decisions with --apply." if found.any else "No difference.")
    else:
        say(f"{applied.decisions} decisions made.")
        for problem in applied.problems:
            say(f"not made: {problem}")


def _tell(done: Imported) -> None:
    counts = f"{done.count('imported')} imported, {done.count('unchanged')} already there"
    say(f"{counts}; marked as imported wherever they are shown.")
    for verdict, told in LISTS.items():
        lines = done.of(verdict)
        if lines:
            advice = f"; they {WHAT_NOW[verdict]}" if verdict in WHAT_NOW else ""
            say(f"{told}: {len(lines)}{advice}")
        for line in lines if verdict != "found" else ():
            say(f"  {_shown(line)}")
    unclear = [line for line in done.lines if line.outcome == "ambiguous"]
    if unclear:
        say(f"Of several reports: {len(unclear)}, not imported; name the one meant in a column `report`")
    for line in unclear:
        say(f"  line {line.number} {line.study}: {line.name}")


def _shown(line: Line) -> str:
    what = f" [{', '.join(line.sought.differs)}]" if line.sought.differs else ""
    return (
        f"{line.reading} line {line.number} {line.study}: r = {line.r}, n = {line.n}, {line.x} × {line.y}{what}: "
        f"{line.sought.told}"
    )
