"""Table pages with exact truth, in many layouts: `python -m synthetic.tables OUT --count N --seed S`.

OUT gets `pdf/NAME.pdf` and `gold/NAME.json` for each page, in the shape of gold files: every printed correlation with
row, column, names, page, group, stars and n, and the names of the layout features. Decoys hold no correlation.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from synthetic import table_reportlab, table_typst
from synthetic.places import read_pages
from synthetic.table_blocks import (
    groups,
    lookalikes,
    pairs,
    panels,
    rectangle,
    samples_of,
    sectioned_rectangle,
    spanned_groups,
)
from synthetic.table_features import DECOYS, FEATURES, Choice, Rules, choice_of, companions, styles
from synthetic.table_lookalikes import MAKERS
from synthetic.table_measure import FACES, STANDARD
from synthetic.table_prose import paragraphs
from synthetic.table_scenes import Scene, scene, table_label
from synthetic.table_sheets import Engine, Leaf, Manuscript, Sheet
from synthetic.table_squares import settled, squares

TOGETHER = (0, 0, 1, 2, 3)  # further features on a page, in turn
FEWEST, MOST = 4, 9  # variables of a table
NARROW, WIDE = 5, 6  # most variables where room is narrow: a column, half a page, cells of several lines
TEXTS, FULLER = 4, 7  # paragraphs before and after a table, more where the page has two columns
TRIES = 9
ENGINES: tuple[Engine, ...] = ("typst", "reportlab")
DECOY_RULES: tuple[Rules, ...] = ("booktabs", "booktabs", "grid", "none")


@dataclass(frozen=True, slots=True)
class TablePage:
    """A made PDF with its truth."""

    name: str
    pdf: bytes
    gold: dict[str, Any]


def table_pages(count: int, *, seed: int = 0) -> Iterator[TablePage]:
    """`count` pages: every feature in turn, and every decoy as often as a feature."""
    names = [*FEATURES, *(f"decoy:{name}" for name in DECOYS)]
    for index in range(count):
        turn, name = index // len(names), names[index % len(names)]
        yield make(name, turn=turn, seed=seed)


def make(feature: str, *, turn: int = 0, seed: int = 0) -> TablePage:
    """The page of a feature (or of `decoy:NAME`), with further ones in later turns."""
    rng = Random(f"{seed}/{feature}/{turn}")
    if feature.startswith("decoy:"):
        manuscript = _decoy(rng, feature.removeprefix("decoy:"), turn)
    else:
        names = companions(rng, feature, TOGETHER[turn % len(TOGETHER)])
        manuscript = _manuscript(rng, names, settled(choice_of(rng, names)), turn)
    made, pdf = _set(manuscript)
    gold = {
        "name": made.name,
        "features": list(made.features),
        "engine": made.engine,
        "font": made.font,
        "negative": bool(made.decoy),
        "decoy": made.decoy or None,
        "samples": [],
        "correlations": made.truth,
        "matrices": [],
        "distractors": [],
        "completeness": {"text": True, "tables": True, "samples": False},
    }
    return TablePage(made.name, pdf, gold)


def _manuscript(rng: Random, names: list[str], choice: Choice, turn: int) -> Manuscript:
    engine = choice.engine or _engine(names[0], turn)
    name = "_".join([names[0], str(turn)])
    font = _font(rng, engine, choice)
    return Manuscript(name, tuple(_leaves(rng, choice)), engine, font, tuple(names))


def _engine(name: str, turn: int) -> Engine:
    """The engines take turns, so that each sets every feature."""
    return ENGINES[(sum(map(ord, name)) + turn) % len(ENGINES)]


def _font(rng: Random, engine: Engine, choice: Choice) -> str:
    if engine == "typst":
        return rng.choice(table_typst.FONTS)
    plain = choice.marks != "daggers"  # standard fonts have no double dagger and section sign of every encoding
    return rng.choice([f for f in FACES if plain or f not in STANDARD])


def _leaves(rng: Random, choice: Choice) -> Iterator[Leaf]:
    sheets = _sheets(rng, choice)
    if choice.place == "beside":
        sheets += [_other(rng, choice, sheet, sheets[0]) for sheet in _sheets(rng, choice)]
    for group in [sheets] if choice.place == "beside" else [[sheet] for sheet in sheets]:
        texts = FULLER if choice.two_columns else TEXTS
        before, after = (tuple(paragraphs(rng, texts)) for _ in range(2))
        if choice.split:  # the second part begins its page
            before, after = (before, ()) if group[0] is sheets[0] else ((), after)
        yield Leaf(tuple(group), before, after, choice.place, choice.two_columns, choice.furniture)


def _other(rng: Random, choice: Choice, sheet: Sheet, first: Sheet) -> Sheet:
    """The second table of a page bears another number."""
    label = sheet.label
    while label == first.label:
        label = table_label(rng, choice)
    return replace(sheet, label=label, truth=tuple(entry | {"table": label} for entry in sheet.truth))


def _count(rng: Random, choice: Choice) -> int:
    if choice.count:
        return choice.count
    most = MOST
    if choice.place in ("column", "beside") or choice.shape in ("panels", "groups"):
        most = NARROW
    elif choice.inside or choice.other == "interval" or choice.heads == "names" or "rectangle" in choice.shape:
        most = WIDE
    least = (
        WIDE
        if "rectangle" in choice.shape
        or choice.shape in ("spanned groups", "pairs")
        or choice.labels in ("indented", "sections")
        else FEWEST
    )
    return rng.randint(least, max(least, most))


def _sheets(rng: Random, choice: Choice) -> list[Sheet]:
    told = scene(rng, choice, _count(rng, choice), samples=samples_of(choice))
    return squares(told) if choice.shape == "square" else [SHAPES[choice.shape](told)]


SHAPES: dict[str, Callable[[Scene], Sheet]] = {
    "spanned groups": spanned_groups,
    "pairs": pairs,
    "rectangle": rectangle,
    "sectioned rectangle": sectioned_rectangle,
    "list": lookalikes,
    "groups": groups,
    "panels": panels,
}


def _decoy(rng: Random, decoy: str, turn: int) -> Manuscript:
    style = rng.choice(styles())
    choice = choice_of(rng, [style] if turn else [])
    if choice.look.rules == "booktabs":
        choice = replace(choice, look=replace(choice.look, rules=rng.choice(DECOY_RULES)))
    told = scene(rng, choice, rng.randint(FEWEST, MOST))
    before, after = (tuple(paragraphs(rng, FULLER if choice.two_columns else TEXTS)) for _ in range(2))
    leaf = Leaf((MAKERS[decoy](told),), before, after, "flow", choice.two_columns, choice.furniture)
    engine = choice.engine or _engine(decoy, turn)
    return Manuscript(f"decoy_{decoy}_{turn}", (leaf,), engine, _font(rng, engine, choice), (), decoy)


def _set(manuscript: Manuscript) -> tuple[Manuscript, bytes]:
    """The PDF, with less text around the table where a page would run over."""
    for _ in range(TRIES):
        module = table_typst if manuscript.engine == "typst" else table_reportlab
        made = module.pages(manuscript)
        if len(read_pages(made)) == len(manuscript.leaves):
            return manuscript, made
        shorter = tuple(replace(leaf, before=leaf.before[:-1], after=leaf.after[:-1]) for leaf in manuscript.leaves)
        manuscript = replace(manuscript, leaves=shorter)
    raise ValueError(f"{manuscript.name} does not fit its pages; give it fewer variables.")


def write(out: Path, made: TablePage) -> Path:
    """The PDF and its truth under a folder; returns the PDF's path."""
    for folder in ("pdf", "gold"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    path = out / "pdf" / f"{made.name}.pdf"
    path.write_bytes(made.pdf)
    text = json.dumps(made.gold, ensure_ascii=False, indent=1)
    (out / "gold" / f"{made.name}.json").write_text(text, encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=len(FEATURES) + len(DECOYS))
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    for made in table_pages(asked.count, seed=asked.seed):
        write(asked.out, made)
    print(f"{asked.count} table pages in {asked.out}")


if __name__ == "__main__":
    main()
