"""A printed result before it is judged: which number, by which form, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.evidence import Kind, Printed, Statistic
from extractors.attributes import Attributes, Span


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that a form of the grammar saw in a passage; spans are offsets in the passage's text.

    `items` counts the values that share one symbol ("rs = .21 and .34"), `item` is this one's place among them.
    """

    rule: str
    symbol: str
    statistic: Statistic
    start: int
    at: Span
    value: Printed
    attributes: Attributes
    base: str = ""
    label: str = ""  # a word set as the symbol's index: "r_between"
    item: int = 0
    items: int = 1
    ranged: bool = False  # an end of a range, or a bound
    kind: Kind = "correlation"  # what the form alone says
    coefficient: str = ""

    @property
    def end(self) -> int:
        return self.attributes.end


Form = Callable[[str], Iterator[Statement]]


def apart(statements: list[Statement]) -> list[Statement]:
    """Statements in the order of the text, each printed value once: the first form that saw it keeps it.

    A number that stands among another result's p, interval or brackets is not a value of its own.
    """
    taken: dict[int, Statement] = {}
    for statement in statements:
        taken.setdefault(statement.at[1], statement)
    beside = [span for s in taken.values() for name, span in s.attributes.spans if name != "stars"]
    alone = [s for s in taken.values() if not any(a <= s.at[0] and s.at[1] <= b for a, b in beside)]
    return sorted(alone, key=lambda statement: statement.at)
