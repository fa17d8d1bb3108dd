"""Options that several commands share, checked by name."""

from __future__ import annotations

import typer


def checked(value: str, known: tuple[str, ...], option: str = "--format") -> str:
    """The value, or a usage error (exit 2) that names it and the known ones."""
    if value not in known:
        from corpus.protocol import nearest  # imports pydantic, which a right use need not wait for

        raise typer.BadParameter(f"{value!r}{nearest(value, known)}", param_hint=option)
    return value
