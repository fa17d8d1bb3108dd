"""Which of the candidates found now are those found before: by page, printed value and place, never by exact hashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set

from corpus.evidence import Candidate
from corpus.identity import normal, normal_pair

# A shift of 2 points leaves .29 of a box of 8 x 5 points (".31" in the smallest print) and .14 of the equal number in
# the row below, so a lower overlap says nothing about identity.
LEAST_OVERLAP = 0.2
LEAST_SHARED_WORDS = 0.5  # of the words of a sentence in both of its forms: two sentences share a few, never half
SAME_PLACE = 1  # decimals of overlap that count: jitter below .05 is decided by the labels

Known = tuple[int, Candidate]  # id, content
Matches = dict[int, int]  # index among the new ones -> id
Key = Callable[[Candidate], Hashable]


def match_same_file(known: Sequence[Known], found: Sequence[Candidate], *, decided: Set[int] = frozenset()) -> Matches:
    """Candidates of a file that was read again.

    A result that is told in several places at once takes the id of the place on which somebody decided. Then by page,
    printed value and labels where these name one result only, for a table may move by a whole row; then by printed
    value and overlap; then by labels in place of it. Last come results of which one label is known.
    """
    matches: Matches = {}
    judged = [(number, candidate) for number, candidate in known if number in decided]
    _greedy(judged, found, matches, key=_printed, score=_told_again)
    _single(known, found, matches, key=_page_and_labels)
    _greedy(known, found, matches, key=_printed, score=_overlap)
    _greedy(known, found, matches, key=_page_and_labels, score=_order)
    _single(known, found, matches, key=_page_and_label)
    return matches


def _single(known: Sequence[Known], found: Sequence[Candidate], matches: Matches, *, key: Key) -> None:
    """Match what has no partner yet where one result only, before and now, has the key."""
    taken = set(matches.values())
    before = _places(((number, candidate) for number, candidate in known if number not in taken), key)
    now = _places(((index, candidate) for index, candidate in enumerate(found) if index not in matches), key)
    for where, numbers in before.items():
        if len(numbers) == len(now.get(where, ())) == 1:
            matches[now[where][0]] = numbers[0]


def _places(items: Iterable[Known], key: Key) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for number, candidate in items:
        if (where := key(candidate)) is not None:
            places[where].append(number)
    return places


def match_other_file(known: Sequence[Known], found: Sequence[Candidate]) -> Matches:
    """Candidates of another file of the same report: printed value, pair and table label; then without the table.

    Then where one form has a label garbled: the value in the same table with one label, or in the same words. Last,
    where one form has the value garbled: the only result of its pair in the table or the words.
    """
    matches: Matches = {}
    _greedy(known, found, matches, key=_value_pair_table, score=_order)
    _greedy(known, found, matches, key=_value_and_pair, score=_order)
    _greedy(known, found, matches, key=_value_and_place, score=_same_cell)
    _greedy(known, found, matches, key=_value_and_place, score=_same_words)
    _single(known, found, matches, key=_pair_and_place)
    return matches


def agreement(known: Iterable[Candidate], found: Iterable[Candidate], *, by_pair: bool = True) -> float:
    """How much of the smaller list stands in the other one, by printed value and pair; 0 where one is empty.

    By value alone where more is known: the same paper's other form may have its labels from elsewhere.
    """
    what: Key = _value_and_pair if by_pair else _printed
    before = {key for c in known if (key := what(c)) is not None}
    now = {key for c in found if (key := what(c)) is not None}
    return len(before & now) / min(len(before), len(now)) if before and now else 0.0


Score = tuple[float, ...]


def _greedy(
    known: Sequence[Known],
    found: Sequence[Candidate],
    matches: Matches,
    *,
    key: Key,
    score: Callable[[Candidate, Candidate], Score | None],
) -> None:
    """Add the best pairs first; who has a partner already is left out."""
    taken = set(matches.values())
    places: dict[Hashable, list[Known]] = defaultdict(list)
    for number, before in known:
        if number not in taken and (where := key(before)) is not None:
            places[where].append((number, before))
    pairs = [
        (value, -index, -number)
        for index, now in enumerate(found)
        if index not in matches
        for number, before in places.get(key(now), ())
        if (value := score(before, now)) is not None
    ]
    for _, index, number in sorted(pairs, reverse=True):
        if -index not in matches and -number not in taken:
            matches[-index] = -number
            taken.add(-number)


def _printed(candidate: Candidate) -> tuple[float, int]:
    return (candidate.r.value + 0.0, candidate.r.decimals)


def _page_and_labels(candidate: Candidate) -> Hashable:
    pair = normal_pair(candidate.x, candidate.y)
    return (candidate.page, *_printed(candidate), pair, normal(candidate.group)) if all(pair) else None


def _page_and_label(candidate: Candidate) -> Hashable:
    pair = normal_pair(candidate.x, candidate.y)
    return (candidate.page, *_printed(candidate), pair, normal(candidate.group), candidate.kind) if any(pair) else None


def _value_and_pair(candidate: Candidate) -> Hashable:
    pair = normal_pair(candidate.x, candidate.y)
    return (*_printed(candidate), pair, normal(candidate.group)) if all(pair) else None


def _value_pair_table(candidate: Candidate) -> Hashable:
    pair = normal_pair(candidate.x, candidate.y)
    return (*_printed(candidate), pair, normal(candidate.group), normal(candidate.table)) if all(pair) else None


def _value_and_place(candidate: Candidate) -> Hashable:
    return (*_printed(candidate), candidate.where, normal(candidate.table))


def _pair_and_place(candidate: Candidate) -> Hashable:
    pair = normal_pair(candidate.x, candidate.y)
    place = (normal(candidate.group), candidate.where, normal(candidate.table), candidate.kind)
    return (pair, *place) if all(pair) and (candidate.table or candidate.where == "text") else None


def _same_cell(before: Candidate, now: Candidate) -> Score | None:
    """A cell of the same table: one label is known, and the group is no other one."""
    groups = {normal(before.group), normal(now.group)} - {""}
    shared = {normal(before.x), normal(before.y)} & {normal(now.x), normal(now.y)} - {""}
    return _likeness(before, now) if before.table and shared and len(groups) < 2 else None


def _same_words(before: Candidate, now: Candidate) -> Score | None:
    """Running text: most words around the value are the same."""
    share = max((_share(a, b) for a in _texts(before) for b in _texts(now)), default=0.0)
    return (share, *_likeness(before, now)) if before.where == "text" and share >= LEAST_SHARED_WORDS else None


def _share(first: str, second: str) -> float:
    """How many of the words of either text stand in both."""
    a, b = set(first.split()), set(second.split())
    return len(a & b) / len(a | b)


def _likeness(before: Candidate, now: Candidate) -> Score:
    return (
        float(normal_pair(before.x, before.y) == normal_pair(now.x, now.y)),
        float(normal(before.group) == normal(now.group)),
        float(before.where == now.where),
        float(before.rule.partition(".")[0] == now.rule.partition(".")[0]),
        float(before.kind == now.kind),
    )


def _overlap(before: Candidate, now: Candidate) -> Score | None:
    if not before.value_boxes or not now.value_boxes:
        return _words(before, now)
    best = max(a.overlap(b) for a in before.value_boxes for b in now.value_boxes)
    return (round(best, SAME_PLACE), *_likeness(before, now), best) if best >= LEAST_OVERLAP else None


def _told_again(before: Candidate, now: Candidate) -> Score | None:
    return _overlap(before, now) if len(now.value_boxes) > 1 else None


def _words(before: Candidate, now: Candidate) -> Score | None:
    """Pages read without places: the same words stand for the same place, unless the labels say otherwise."""
    if before.page != now.page:
        return None
    pairs = normal_pair(before.x, before.y), normal_pair(now.x, now.y)
    if pairs[0] != pairs[1] and all(all(pair) for pair in pairs):
        return None
    if not any(a in b or b in a for a in _texts(before) for b in _texts(now)):
        return None
    return (0.0, *_likeness(before, now), 0.0)


def _texts(candidate: Candidate) -> list[str]:
    """The quotes that say more than a number: ".31" alone stands in many cells."""
    return [text for quote in candidate.quotes if any(map(str.isalpha, text := normal(quote.text)))]


def _order(before: Candidate, now: Candidate) -> Score | None:
    return _likeness(before, now)
