"""How well tables are read, by layout feature: `python -m benchmarks.tables [--count N] [--seed S]`.

Makes table pages with exact truth in a temporary folder, reads and extracts them as the product does, and scores
strict pairs: the value at its printed decimals with its sign, the unordered pair of names, the group, the page, and
whether the coefficient is partial. Prints F1 of every feature, the weakest first, and which decoys gave anything.
`--keep DIR` keeps pages and what was missed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.evidence import Candidate
from corpus.reading import read_document
from extractors import extract
from extractors.table_groups import tokens
from synthetic.table_features import DECOYS, FEATURES
from synthetic.tables import table_pages, write

PROCESSES = 2
ROUNDS = 3  # pages a feature, unless a count is given
WANTED = 0.95  # F1 of a feature
SIGN_FLAGS = frozenset(("sign_from_image", "sign_conflict", "unmapped_glyph"))
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one page gave: right, in truth, predicted, and what went wrong."""

    name: str
    features: tuple[str, ...]
    decoy: str
    right: int
    truth: int
    found: int
    with_n: int
    stars: int
    sign_errors: int
    silent: int  # results that are wrong and bear no hard flag
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def wrong_signs(self) -> str:
        """A line that names the page, where a sign is wrong and nothing flags it."""
        return f"{self.name}: {self.sign_errors} sign errors without a flag" if self.sign_errors else ""


def same_name(printed: str, *names: str) -> bool:
    """Whether a found name is one of the true ones, but for numbering, punctuation and a heading before it."""
    found = set(tokens(printed))
    return any(found and true and (found == true or true <= found) for true in (set(tokens(name)) for name in names))


def same_pair(candidate: Candidate, entry: Json) -> bool:
    """Whether the unordered pair of names is the true one."""
    x, y = (entry["x"],), (entry["y"], entry["col"] if any(c.isalpha() for c in entry["col"]) else "")
    one, two = candidate.pair
    return (same_name(one, *x) and same_name(two, *y)) or (same_name(one, *y) and same_name(two, *x))


def same_group(candidate: Candidate, entry: Json) -> bool:
    """Whether the group is the true one; none must be named where the table has none."""
    true, found = set(tokens(entry["group"] or "")), set(tokens(candidate.group))
    return true <= found if true else not found


def same_value(candidate: Candidate, entry: Json) -> bool:
    """Whether value, sign and printed decimals agree."""
    decimals = len(entry["r_printed"].partition(".")[2])
    return candidate.r.value == entry["r"] and candidate.r.decimals == decimals


def right(candidate: Candidate, entry: Json) -> bool:
    """Whether a candidate is a true entry: value, pair, group and page."""
    return (
        same_value(candidate, entry)
        and candidate.page == entry["page"]
        and same_pair(candidate, entry)
        and same_group(candidate, entry)
        and (candidate.statistic == "partial") == (entry["statistic"] == "partial")
    )


def distinct(truth: Sequence[Json]) -> list[Json]:
    """The truth without the mirror images of a full matrix."""
    seen: dict[tuple[object, ...], Json] = {}
    for entry in truth:
        key = (frozenset((entry["x"], entry["y"])), entry["group"], entry["statistic"], entry["table"])
        seen.setdefault(key, entry)
    return list(seen.values())


def judged(gold: Json, candidates: Iterable[Candidate]) -> Outcome:
    """The outcome of one page: every true entry takes the first candidate that is right."""
    found = [c for c in candidates if c.kind == "correlation"]
    truth, matched, free = distinct(gold["correlations"]), [], list(found)
    missed = []
    for entry in truth:
        hit = next((c for c in free if right(c, entry)), None)
        if hit is None:
            missed.append(entry)
        else:
            free.remove(hit)
            matched.append((entry, hit))
    signs = sum(any(_sign_error(c, entry, truth) for c in free) for entry in missed)
    return Outcome(
        gold["name"],
        tuple(gold["features"]),
        gold["decoy"] or "",
        len(matched),
        len(truth),
        len(found),
        sum(c.n == entry["n"] for entry, c in matched),
        sum(c.stars == (entry["stars"] or "") for entry, c in matched),
        signs,
        sum(all(flag.severity != "hard" for flag in c.flags) for c in free),
        tuple(_told(entry) for entry in missed),
        tuple(f"{c.r.text} {c.x} × {c.y} [{c.group}] p{c.page}" for c in free),
    )


def _sign_error(candidate: Candidate, entry: Json, truth: Sequence[Json]) -> bool:
    """The opposite sign for the pair, unflagged, where no other group's value of the pair has that sign."""
    flagged = any(flag.code in SIGN_FLAGS for flag in candidate.flags)
    elsewhere = any(same_value(candidate, other) and same_pair(candidate, other) for other in truth)
    return candidate.r.value == -entry["r"] and same_pair(candidate, entry) and not flagged and not elsewhere


def _told(entry: Json) -> str:
    return f"{entry['r_printed']} {entry['x']} × {entry['y']} [{entry['group'] or ''}] p{entry['page']}"


def outcome(path: Path) -> Outcome:
    """Read, extract and judge one made page."""
    gold = json.loads((path.parent.parent / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    return judged(gold, extract(read_document(path)))


def f1(outcomes: Iterable[Outcome]) -> float:
    """F1 over all correlations of these pages."""
    every = list(outcomes)
    both = sum(o.truth + o.found for o in every)
    return 2 * sum(o.right for o in every) / both if both else 1.0


def measure(folder: Path, count: int, seed: int) -> list[Outcome]:
    """Make the pages and judge what is read from them."""
    paths = [write(folder, made) for made in table_pages(count, seed=seed)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(outcome, paths))


def report(outcomes: Sequence[Outcome]) -> str:
    """F1 a feature (and where it is alone on its page), the weakest first, then all together and the decoys."""
    by_feature: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        for feature in one.features:
            by_feature[feature].append(one)
    lines = [f"{'feature':36} {'F1':>6}  alone  pages  right/true  extra"]
    for feature, own in sorted(by_feature.items(), key=lambda item: (f1(item[1]), item[0])):
        numbers = [sum(getattr(o, name) for o in own) for name in ("right", "truth", "found")]
        alone = f1([o for o in own if len(o.features) == 1])
        counts = f"{len(own):5}  {numbers[0]:5}/{numbers[1]:<5} {numbers[2] - numbers[0]:5}"
        lines.append(f"{feature:36} {f1(own):6.3f}  {alone:5.3f}  {counts}")
    pages = [o for o in outcomes if not o.decoy]
    rights, truths = sum(o.right for o in pages), sum(o.truth for o in pages)
    lines += [
        f"overall F1 {f1(pages):.4f} on {len(pages)} pages: {rights} of {truths} right",
        f"{sum(f1(own) >= WANTED for own in by_feature.values())} of {len(by_feature)} features at {WANTED} or more",
        f"n right in {sum(o.with_n for o in pages)}, stars in {sum(o.stars for o in pages)} of {rights}",
        f"unflagged sign errors: {sum(o.sign_errors for o in pages)}",
        f"wrong results without a hard flag: {sum(o.silent for o in pages)}",
        _decoys([o for o in outcomes if o.decoy]),
    ]
    return "\n".join(lines)


def _decoys(outcomes: Sequence[Outcome]) -> str:
    gave = Counter(o.decoy for o in outcomes if o.found)
    which = ", ".join(f"{name} {times}" for name, times in gave.most_common())
    return f"decoys that gave anything: {sum(gave.values())} of {len(outcomes)}" + (f" ({which})" if which else "")


def misses(outcomes: Sequence[Outcome]) -> str:
    """What was missed and what was made up, page by page."""
    lines = [one.wrong_signs for one in outcomes if one.sign_errors]
    for one in sorted(outcomes, key=lambda o: f1([o])):
        if one.missed or one.extra:
            lines += [f"{one.name} {one.right}/{one.truth} found {one.found}  {' '.join(one.features)}"]
            lines += [f"  missed {text}" for text in one.missed] + [f"  extra  {text}" for text in one.extra]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=ROUNDS * (len(FEATURES) + len(DECOYS)))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the pages and for misses.txt")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        outcomes = measure(folder, asked.count, asked.seed)
        if asked.keep:
            (folder / "misses.txt").write_text(misses(outcomes), encoding="utf-8")
    print(report(outcomes))


if __name__ == "__main__":
    main()
