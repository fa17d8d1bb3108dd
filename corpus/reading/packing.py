"""Documents as bytes for the way from a child to its parent, which are both ours."""

from __future__ import annotations

import gc
import io
import pickle
from dataclasses import fields
from operator import attrgetter
from typing import Any

from corpus.document import Box, Cell, Document, Line, Page, Passage, Table, Word

VALUES = (Word, Box, Line, Cell, Passage, Table, Page, Document)


def packed(value: Any) -> bytes:
    """A pickle in which our value types are rebuilt by their constructors: a third of the default's time."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, protocol=5)
    pickler.dispatch_table = {kind: _reducer(kind) for kind in VALUES}
    pickler.dump(value)
    return out.getvalue()


def _reducer(kind: type[Any]) -> Any:
    values = attrgetter(*(f.name for f in fields(kind)))
    return lambda value: (kind, values(value))


def unpacked(data: bytes) -> Any:
    """What was packed."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of small values at once: collecting between them doubles the time
    try:
        return pickle.loads(data)  # noqa: S301  (written by our own other side)
    finally:
        if collecting:
            gc.enable()
