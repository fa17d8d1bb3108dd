"""`stook check-text`: sentences and tables as JSON lines in, what was found out."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer

KINDS = ("text", "table")


def check_text() -> None:
    """Read JSON lines {"id", "kind": "text"|"table", "input"} from standard input, print {"id", "found"} for each.

    Example: echo '{"id": 1, "kind": "text", "input": "r(98) = .25, p < .05"}' | stook check-text
    """
    from corpus.errors import StookError
    from flows.commands.terminal import complain

    failed = False
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            print(json.dumps(_checked(line, number), ensure_ascii=False), flush=True)
        except StookError as error:
            complain(str(error))
            failed = True
    if failed:
        raise typer.Exit(1)


def _checked(line: str, number: int) -> dict[str, Any]:
    from corpus.errors import NotAPaper
    from corpus.reading.plain import from_table, from_text
    from extractors.findings import found

    try:
        case = json.loads(line)
        kind, given = case["kind"], case["input"]
        if kind not in KINDS:
            raise NotAPaper(f"line {number}: kind {kind!r} is not known; it is one of {', '.join(KINDS)}.")
        if kind == "table":
            document = from_table(given["rows"], caption=given.get("caption") or "", note=given.get("footnote") or "")
        else:
            document = from_text(str(given))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise NotAPaper(
            f"line {number} is not an object with id, kind and input ({type(error).__name__}: {error}); see --help."
        ) from None
    return {"id": case.get("id"), "found": found(document)}
