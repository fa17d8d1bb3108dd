"""One result printed in several places has one value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.evidence import Candidate, Flag
from extractors.checks.recomputed import of_printed
from extractors.checks.stars import Flags
from extractors.table_groups import tokens


def repeats(candidates: Sequence[Candidate]) -> Flags:
    """`text_against_table`: a pair of the same sample with another value in the text than in its one table."""
    places: dict[tuple[object, ...], dict[str, list[int]]] = defaultdict(lambda: {"text": [], "table": []})
    for i, c in enumerate(candidates):
        if c.kind == "correlation" and c.x and c.y and c.x != c.y:
            pair = frozenset((tokens(c.x), tokens(c.y)))
            for where in _where(c):
                places[(pair, tokens(c.group), c.statistic)][where].append(i)
    flags: Flags = defaultdict(list)
    for found in places.values():
        if len(found["table"]) != 1:
            continue
        table = candidates[found["table"][0]]
        for i in found["text"]:
            here = candidates[i]
            if i != found["table"][0] and not of_printed(here.r).meets(of_printed(table.r)):
                place = table.table or "a table"
                text = f"{here.x} x {here.y} is {here.r.text} in the text and {table.r.text} in {place}."
                flag = Flag("text_against_table", "soft", text, (("text", here.r.value), ("table", table.r.value)))
                flags[i].append(flag)
                flags[found["table"][0]].append(flag)
    return flags


def _where(candidate: Candidate) -> tuple[str, ...]:
    """Where the result stands: one that is told in text and table bears the table's label in either case."""
    return (candidate.where, "table") if candidate.where == "text" and candidate.table else (candidate.where,)
