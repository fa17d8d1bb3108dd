"""`--columns ri=Correlation,ni=Size`: which column of a sheet is which."""

from __future__ import annotations

import typer

HELP = "Which column is which: ri=Correlation,ni=Size"


def pairs(text: str) -> dict[str, str]:
    """`ri=Correlation,ni=Size` by role."""
    found = [part.partition("=") for part in text.split(",") if part.strip()]
    if wrong := next((role for role, sign, name in found if not sign or not name.strip()), ""):
        raise typer.BadParameter(f"--columns {wrong!r} names no column; write ri=Correlation,ni=Size.")
    return {role.strip(): name.strip() for role, _, name in found}
