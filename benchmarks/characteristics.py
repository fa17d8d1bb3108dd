"""Precision and recall of proposed characteristics: `python -m benchmarks.characteristics --papers DIR --gold DIR`.

DIR of papers holds PDFs, DIR of gold one JSON a paper, of the same name, with values only: `mean_age` and
`percent_female` as `[group, value]`, `country` and `design` as `required` and `allowed`, `alpha` as
`[value, "word|word"]`
where a word of the scale's name has to be in the proposed name; `..._allowed` are right but need not be found.
Proposals below the probability of `--least` wait for the coder further down and are not scored.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.reading import read_document
from extractors.characteristics import Characterised, characteristics
from models.proposals import calibrated

LEAST = 0.5
AGE_WITHIN = 0.011  # a mean printed with fewer decimals elsewhere in the paper is the same mean
SHARE_WITHIN = 0.6  # a per cent printed without decimals against one computed from counts
ALPHA_WITHIN = 0.0006


@dataclass(slots=True)
class Score:
    """Hits, wrong proposals and missed values of one characteristic, with their names."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    found: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))


Same = Callable[[Any, Any], bool]


def tally(score: Score, paper: str, given: Iterable[Any], required: list[Any], allowed: list[Any], same: Same) -> None:
    """Adds one paper: each proposal is right if it is in gold, each required value found if it is proposed."""
    proposals = list(given)
    for one in proposals:
        if any(same(one, gold) for gold in (*required, *allowed)):
            score.right += 1
        else:
            score.wrong.append(f"{paper}: {one}")
    for gold in required:
        if any(same(one, gold) for one in proposals):
            score.found += 1
        else:
            score.missed.append(f"{paper}: {gold}")


def _number(gold: Any) -> float:
    return float(gold[1] if isinstance(gold, list) else gold)


def _near(within: float) -> Same:
    return lambda one, gold: abs(float(one) - _number(gold)) <= within


def _alpha(one: tuple[float, str], gold: list[Any]) -> bool:
    value, words = gold
    name = one[1].casefold()
    return abs(one[0] - value) <= ALPHA_WITHIN and any(word.casefold() in name for word in str(words).split("|"))


def _choice(one: str, gold: str) -> bool:
    return gold in ("*", one)


Judged = tuple[float, bool]  # the probability of a proposal, and whether it is right


def score_paper(
    scores: dict[str, Score], name: str, found: list[Characterised], gold: dict[str, Any], least: float
) -> list[Judged]:
    """Adds one paper's proposals to the scores; returns each proposal's probability and whether it is right."""
    judged: list[Judged] = []
    for key, given, required, allowed, same in _compared(found, gold):
        tally(scores[key], name, [one for one, sure in given.items() if sure >= least], required, allowed, same)
        judged += [(sure, any(same(one, g) for g in (*required, *allowed))) for one, sure in given.items()]
    return judged


Compared = tuple[str, dict[Any, float], list[Any], list[Any], Same]


def _compared(found: list[Characterised], gold: dict[str, Any]) -> Iterable[Compared]:
    """For each characteristic the proposals with their probabilities, and what gold requires and allows."""
    for key, within in (("mean_age", AGE_WITHIN), ("percent_female", SHARE_WITHIN)):
        given = _surest(
            (float(one.value), one.probability) for one in found if one.name == key and one.unit != "months"
        )
        yield key, given, gold[key], gold[f"{key}_allowed"], _near(within)
    for key in ("country", "design"):
        choices = _surest((str(one.value), one.probability) for one in found if one.name == key)
        yield key, choices, gold[key]["required"], gold[key]["allowed"], _choice
    alphas = _surest(((float(one.value), one.variable), one.probability) for one in found if one.name == "reliability")
    yield "alpha", alphas, gold["alpha"], gold["alpha_allowed"], _alpha


def _surest(pairs: Iterable[tuple[Any, float]]) -> dict[Any, float]:
    best: dict[Any, float] = {}
    for value, sure in pairs:
        best[value] = max(sure, best.get(value, 0.0))
    return best


BINS = (0.0, 0.35, 0.5, 0.7, 0.82, 0.92, 1.01)


def calibration(judged: list[Judged]) -> None:
    """Prints for each bin of probability how many proposals it holds, their mean probability and the share right."""
    error = 0.0
    for low, high in pairwise(BINS):
        inside = [(sure, right) for sure, right in judged if low <= sure < high]
        if inside:
            mean = sum(sure for sure, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            error += abs(mean - share) * len(inside) / len(judged)
            print(f"  {low:.2f}-{min(high, 1.0):.2f}  {len(inside):4} proposals  mean {mean:.2f}  right {share:.2f}")
    print(f"  expected calibration error {error:.3f}")


def documents(folder: Path, names: Iterable[str], cache: Path | None) -> Iterable[tuple[str, Document]]:
    """The papers that gold names, read once; a cache keeps them between runs."""
    for name in names:
        kept = cache / f"{name}.pkl" if cache else None
        if kept and kept.is_file():
            yield name, pickle.loads(kept.read_bytes())  # a file that this script wrote
            continue
        document = read_document(folder / f"{name}.pdf")
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(document))
        yield name, document


def main() -> None:
    """Prints precision and recall for each characteristic, and with --verbose what was wrong and missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="folder for documents that were read already")
    parser.add_argument("--least", type=float, default=LEAST)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    golds = {path.stem: json.loads(path.read_text()) for path in sorted(given.gold.glob("*.json"))}
    scores = {key: Score() for key in ("mean_age", "percent_female", "country", "alpha", "design")}
    judged: list[Judged] = []
    for name, document in documents(given.papers, golds, given.cache):
        judged += score_paper(scores, name, calibrated(characteristics(document), document), golds[name], given.least)
    for key, score in scores.items():
        print(f"{key:16} P {score.precision:.3f} ({score.right} right)  R {score.recall:.3f} ({score.found} found)")
        if given.verbose:
            print(
                *(f"  wrong  {line}" for line in score.wrong), *(f"  missed {line}" for line in score.missed), sep="\n"
            )
    calibration(judged)


if __name__ == "__main__":
    main()
