"""Which lines of a header span columns and which begin the names under them, and where that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.table_cells import Entry
from extractors.table_frames import Entries
from extractors.table_groups import looks_like_group, tokens
from extractors.table_places import extent
from extractors.table_roles import role_of

WRAPPED_SHARE = 0.6  # a header row that fills this share of its columns continues names rather than spanning them
SAME_EDGE = 1.5  # points by which the lines of one name may be off each other, at the middle or at an edge
IN_THE_MIDDLE = 0.25  # columns by which a head may be off the middle of the columns that it would span
LONGEST_SYMBOL = 3  # letters of "SD", "R2", "CI"
FEWEST_SPANNED = 2  # columns under a spanning head
ENOUGH_NAMES = 3  # equal names beside the one that differs
CORRELATED = re.compile(r"correlat|pearson|spearman|kendall|zero-order", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:\b(?:of|and|the|for|with|to|in|on|by|or|from|a|an|at|as|vs\.?)|[-/&(,])$", re.IGNORECASE)
_CONTINUES = re.compile(r"^[a-z(&/)]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a header line spans, and whether the other reading of it would be as good."""

    spans: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The lines of a header's names, where its columns stand, and the labels of the rows under it."""

    names: Sequence[Entries]
    stub: int
    width: int
    middles: Sequence[float]
    labels: frozenset[tuple[str, ...]]


def joined(parts: Sequence[str]) -> str:
    """A heading put together from its lines; a word broken at a hyphen is rejoined."""
    text = ""
    for part in parts:
        hyphen = text.endswith(("-", "\u2010", "\u00ad")) and part[:1].islower()
        text = text[:-1] + part if hyphen else f"{text} {part}".strip()
    return text


def goes_on(text: str) -> bool:
    """Whether a label cannot end here: a function word, a hyphen or an open bracket at its end."""
    return bool(_GOES_ON.search(text)) or text.count("(") > text.count(")")


def continues(text: str) -> bool:
    """Whether a label goes on from the line above: it starts in lower case or with a bracket."""
    return bool(_CONTINUES.match(text))


def spanning(header: Header, at: int) -> Verdict:
    """Whether the header line `at` spans columns rather than beginning the names that the lines under it end."""
    row, below, lower = header.names[at], header.names[at + 1], header.names[at + 1 :]
    heads = [c for c in range(header.stub, header.width) if row[c].filled]
    ends = {c: joined([r[c].text for r in lower]) for c in range(header.stub, header.width)}
    leaves = [c for c, end in ends.items() if end]
    if not heads:
        return Verdict(spans=False)
    if any(row[a].text == row[b].text and below[a].text != below[b].text for a, b in pairwise(heads)):
        return Verdict(not any(_continues(below[c]) for c in heads if below[c].filled))
    repeated = _repeats([ends[c] for c in leaves])
    if any(_symbol(ends[c]) for c in heads) or (repeated and len({ends[c] for c in leaves}) > 1):
        return Verdict(spans=True)
    if any(_continues(below[c]) or goes_on(row[c].text) for c in heads if below[c].filled):
        return Verdict(spans=False)
    if repeated:
        return Verdict(spans=True)
    told = _told_by_labels(header, {c: (joined([row[c].text, ends[c]]), ends[c]) for c in heads})
    if told is not None:
        return Verdict(told)
    return _by_place(header, row, below, heads, leaves)


def _by_place(header: Header, row: Entries, below: Entries, heads: Sequence[int], leaves: Sequence[int]) -> Verdict:
    """The verdict where only names of people and the places of the words tell."""
    aligned = all(_above_a_word(row[c], below[c]) for c in heads)
    if all(looks_like_group(row[c].text) or CORRELATED.search(row[c].text) for c in heads):
        return Verdict(len(heads) < len(leaves))
    if aligned:
        return Verdict(spans=False, doubtful=_tiles(header, row, heads, leaves))
    if len(heads) >= WRAPPED_SHARE * len(leaves):
        return Verdict(spans=False)
    return Verdict(all(any(n in leaves and n not in heads for n in (c - 1, c + 1)) for c in heads))


def _continues(entry: Entry) -> bool:
    """Whether a line goes on in the middle of a name: small letters that are no statistic's symbol."""
    return continues(entry.text) and len(entry.text) > LONGEST_SYMBOL


def _symbol(text: str) -> bool:
    """Whether a head is a statistic's symbol, not a word that may end a name ("Corrected item-total / correlation")."""
    return len(text) <= LONGEST_SYMBOL and role_of(text) not in ("variable", "blank")


def _repeats(leaves: Sequence[str]) -> bool:
    """Whether names come again: all of them, or in equal runs all but one that a scan may have misread."""
    if not leaves or len(set(leaves)) <= len(leaves) / 2:
        return bool(leaves)
    size, odd = divmod(len(leaves), 2)
    return not odd and same_names(leaves[:size], leaves[size:])


def same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two runs of columns bear the same names, but for one of several that may have been misread."""
    equal = sum(a.lower() == b.lower() for a, b in zip(one, other, strict=True))
    return equal == len(one) or (equal == len(one) - 1 and equal >= ENOUGH_NAMES)


def _told_by_labels(header: Header, names: dict[int, tuple[str, str]]) -> bool | None:
    """Whether heads span, by the rows: they bear the columns' whole names, or only what stands under the heads."""
    whole = sum(tokens(both) in header.labels for both, _ in names.values())
    ends = sum(tokens(end) in header.labels for _, end in names.values())
    return None if whole == ends else ends > whole


def _above_a_word(head: Entry, below: Entry) -> bool:
    """Whether a head stands in line with one word, as the first line of a name does: at the middle or at an edge."""
    upper, lower = extent([head.cell]), extent([below.cell])
    if upper is None or lower is None or _symbol(below.text) or not below.text[:1].isalpha():
        return False
    middle = abs(sum(upper) - sum(lower)) / 2
    return min(middle, abs(upper[0] - lower[0]), abs(upper[1] - lower[1])) < SAME_EDGE


def _tiles(header: Header, row: Entries, heads: Sequence[int], leaves: Sequence[int]) -> bool:
    """Whether the heads stand in the middles of equal runs of columns, as heads that span them would."""
    size, odd = divmod(len(leaves), len(heads))
    if size < FEWEST_SPANNED or odd:
        return False
    middles = header.middles
    pitch = (middles[leaves[-1]] - middles[leaves[0]]) / (len(leaves) - 1)
    for k, c in enumerate(heads):
        first, last = leaves[k * size], leaves[(k + 1) * size - 1]
        reach = extent([row[c].cell])
        place = sum(reach) / 2 if reach else middles[c]
        if abs((middles[first] + middles[last]) / 2 - place) > IN_THE_MIDDLE * pitch:
            return False
    return True
