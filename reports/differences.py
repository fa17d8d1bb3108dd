"""What differs between two parts of analysis.json: by dotted key, in words, and who decided it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.numbers import coefficient, number

Record = Mapping[str, Any]  # a parsed analysis.json, or a part of it
WATCHED = ("r", "n", "printed", "statistic", "n_basis", "direction", "x", "y", "measures", "waves", "informants",
           "sample", "study", "group", "conversion", "source_kind", "selection", "characteristics")  # fmt: skip
PLACE = ("digest", "page", "quote")  # change when a paper was read again, without anyone deciding


def fields(was: Record, now: Record) -> list[dict[str, Any]]:
    """What differs in an effect; what was merely available is no decision."""
    found = [item for name in WATCHED for item in differences(was.get(name), now.get(name), name)]
    return [item for item in found if item["key"] != "selection.available"]


def who_decided(was: Record | None, now: Record | None, new: Record) -> dict[str, Any]:
    """The last decision on the effect that the version before did not have, or the one that withdrew it."""
    known = new.get("decisions", {})
    if now is None:
        made = new.get("withdrawn", {}).get((was or {}).get("reading", ""), {})
    else:
        fresh = sorted(set(now.get("decisions", ())) - set((was or {}).get("decisions", ())))
        made = known.get(str(fresh[-1]), {}) if fresh else {}
    return {name: made.get(name, "") for name in ("who", "at", "action", "note")}


def by_whom(made: Record) -> str:
    """Who decided, when and why, as the end of a sentence."""
    note = f" ({made['note']})" if made["note"] else ""
    return f"by {made['who']} on {made['at'][:10]}{note}"


def differences(was: Any, now: Any, key: str = "") -> Iterable[dict[str, Any]]:
    """What differs inside two JSON values, by dotted key; entries of a list are told apart by their ids."""
    was, now = _by_id(was), _by_id(now)
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in [*now, *(name for name in was if name not in now)]:
            yield from differences(was.get(name), now.get(name), f"{key}.{name}".lstrip("."))
    elif was != now:
        yield {"key": key, "before": was, "after": now}


def _by_id(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, Mapping) and item.get("id") for item in value):
        return {item["id"]: item for item in value}
    return value


def in_words(item: Record) -> str:
    """A difference as a sentence."""
    told = coefficient if item["key"] == "r" else _told
    before, after = told(item["before"]), told(item["after"])
    return f"{item['key']} was {before}, is {after}."


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "laid down"  # a whole table of the protocol: its key names it
    if isinstance(value, list):
        return ", ".join(_told(item) for item in value) or "empty"
    if isinstance(value, float):
        return number(value, 3).rstrip("0").rstrip(".")
    return "none" if value is None or value == "" else str(value)
