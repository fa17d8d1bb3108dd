"""The address of an effect inside report.html: figures, tables and changes all lead there."""

from __future__ import annotations

import re

from corpus.effects import Effect


def anchor_of(effect: Effect) -> str:
    """The element id of an effect: letters, digits, `-`, `.` and `_XX_` for everything else, so that ids stay apart."""
    raw = f"effect-{effect.question}--{effect.id.removeprefix(f'{effect.question}/')}"
    return re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found.group()):x}_", raw)
