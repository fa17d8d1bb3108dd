"""Coded values of characteristics as words of tables: choices and bins in the protocol's order, gaps told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.protocol import Characteristic

NOT_REPORTED = "not reported"  # looked for, and not in the report
NOT_LOOKED_AT = "not looked at"
SEVERAL = "several values in one sample"
YES_NO = {True: "yes", False: "no"}


def ordered_levels(characteristic: Characteristic) -> tuple[str, ...]:
    """The labels that the protocol lays down, in its order; none for free text and plain numbers."""
    if characteristic.bins:
        return tuple(level.label for level in characteristic.bins)
    if characteristic.type == "yesno":
        return tuple(YES_NO.values())
    return tuple(characteristic.choices.values())


def label_of(value: Any, characteristic: Characteristic) -> str:
    """A coded value in words; a number is put into its bin where the characteristic has bins."""
    if isinstance(value, bool):
        return YES_NO[value]
    if characteristic.bins and isinstance(value, int | float):
        return next(
            (level.label for level in characteristic.bins if level.below is None or value < level.below), f"{value:g}"
        )
    if isinstance(value, float):
        return f"{value:g}"
    return characteristic.choices.get(str(value), str(value))


def told(characteristics: Mapping[str, Any], name: str, characteristic: Characteristic) -> tuple[str, str]:
    """The label and, where there is none, what kind of gap it is."""
    if name not in characteristics:
        return "", NOT_LOOKED_AT
    value = characteristics[name]
    return ("", NOT_REPORTED) if value is None or value == "" else (label_of(value, characteristic), "")


def in_order(found: set[str], characteristic: Characteristic) -> tuple[str, ...]:
    """The labels found, those of the protocol first and in its order."""
    known = ordered_levels(characteristic)
    return (*(level for level in known if level in found), *sorted(found - set(known)))
