"""Table pages: the same from the same seed, true numbers that really stand on them, matrices that can exist."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from synthetic.places import read_pages
from synthetic.table_features import DECOYS, FEATURES, Choice, agree, base, changed, choice_of, companions
from synthetic.table_lookalikes import MAKERS
from synthetic.table_measure import fitted
from synthetic.table_sheets import Entry, Sheet
from synthetic.table_squares import settled
from synthetic.table_values import (
    THIN_SPACE,
    Habit,
    bounds,
    measured,
    plain,
    printed,
    significance,
    true_matrix,
    variables,
)
from synthetic.tables import TablePage, main, make, table_pages

MINUSES = str.maketrans({"−": "-", "–": "-", "—": "-", "·": ".", ",": ".", THIN_SPACE: None})
MATRICES = 200
LEAST_FEATURES = 60


def numbers_on(page: TablePage, number: int) -> str:
    """The text layer of a page with one minus and one decimal mark, without the blanks that a thin space may become."""
    return read_pages(page.pdf)[number - 1].translate(MINUSES).replace("- .", "-.").replace("- 0.", "-0.")


def test_the_same_seed_makes_the_same_pages_and_another_seed_others() -> None:
    for name in ("heads_rotated", "two_pages_by_rows", "decoy:htmt", "page_rotated"):
        first, again, other = make(name), make(name), make(name, seed=1)
        assert (first.pdf, first.gold) == (again.pdf, again.gold)
        assert first.pdf != other.pdf


def test_there_are_at_least_sixty_features_and_each_changes_a_choice() -> None:
    assert len(FEATURES) >= LEAST_FEATURES
    choice = Choice(look=base(Random(1)).look)
    for changes in FEATURES.values():
        assert isinstance(changed(choice, changes), Choice)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_true_number_stands_on_its_page(feature: str) -> None:
    made = make(feature)
    assert made.gold["correlations"]
    for page in {entry["page"] for entry in made.gold["correlations"]}:
        text = numbers_on(made, page)
        wanted = Counter(e["shown"].translate(MINUSES) for e in made.gold["correlations"] if e["page"] == page)
        lost = [value for value, times in wanted.items() if text.count(value) < times]
        assert not lost


def test_a_page_with_several_features_bears_the_first_and_those_that_agree_with_it() -> None:
    rng = Random(3)
    for feature in FEATURES:
        names = companions(rng, feature, 2)
        assert names[0] == feature
        assert all(agree(a, b) for a in names for b in names if a != b)
        settled_once = settled(choice_of(rng, names))
        assert settled(settled_once) == settled_once


def test_matrices_are_positive_definite_as_printed() -> None:
    for seed in range(MATRICES):
        matrix = np.array(true_matrix(Random(seed), 3 + seed % 10))
        assert float(np.linalg.eigvalsh(matrix)[0]) > 0
        assert (matrix == matrix.T).all()
        assert np.count_nonzero(matrix) == matrix.size


def test_a_page_of_a_matrix_holds_all_its_pairs() -> None:
    gold = make("triangle_upper").gold["correlations"]
    names = {e["x"] for e in gold} | {e["y"] for e in gold}
    assert len(gold) == len(names) * (len(names) - 1) / 2
    full = make("triangle_full").gold["correlations"]
    assert {e["r"] for e in full if e["x"] < e["y"]} == {e["r"] for e in full if e["x"] > e["y"]}


def test_women_and_men_on_either_side_of_the_diagonal_have_their_own_n() -> None:
    gold = make("groups_across_diagonal").gold["correlations"]
    sizes = {(e["group"], e["n"]) for e in gold}
    assert len(sizes) == len({group for group, _ in sizes}) == 2


def test_only_one_half_holds_correlations_where_the_other_holds_something_else() -> None:
    for feature in ("p_on_other_side", "interval_on_other_side", "n_on_other_side", "covariance_on_other_side"):
        gold = make(feature).gold["correlations"]
        names = {e["x"] for e in gold} | {e["y"] for e in gold}
        assert len(gold) == len(names) * (len(names) - 1) / 2
    assert len({e["n"] for e in make("n_on_other_side").gold["correlations"]}) > 1


def test_a_matrix_over_two_pages_has_its_pairs_where_they_stand() -> None:
    for feature in ("two_pages_by_rows", "two_pages_by_columns", "two_pages_names_on_first"):
        made = make(feature)
        assert {entry["page"] for entry in made.gold["correlations"]} == {1, 2}
        assert len(read_pages(made.pdf)) == 2


def test_decoys_hold_no_correlation() -> None:
    assert set(MAKERS) == set(DECOYS)
    for decoy in DECOYS:
        made = make(f"decoy:{decoy}")
        assert (made.gold["negative"], made.gold["decoy"], made.gold["correlations"]) == (True, decoy, [])


def test_numbers_are_printed_as_the_habit_says_and_kept_with_hyphen_and_stop() -> None:
    comma = Habit(zero=True, point=",", minus="–")
    assert printed(-0.3, comma) == "–0,30"
    assert plain(-0.3, comma) == "-0.30"
    assert printed(0.3, Habit(decimals=3)) == ".300"
    assert measured(-3.456, comma) == "–3,46"
    assert bounds(0.3, 100, Habit()) == "[.11, .47]"
    assert "; " in bounds(0.3, 100, comma)
    assert significance(0.9, 100, comma) == "<0,001"
    assert significance(0.1, 100, Habit()) == ".322"


def test_no_label_is_part_of_another_one() -> None:
    labels = [v.label.lower() for v in variables(Random(0), 50)]
    assert not [(a, b) for a in labels for b in labels if a != b and a in b.split()]


def test_a_name_that_would_stand_nowhere_is_put_into_the_heads() -> None:
    choice = settled(changed(Choice(look=base(Random(1)).look, moments=("M",)), FEATURES["first_row_left_out"]))
    assert (choice.heads, choice.moments) == ("names", ())


def test_a_table_wider_than_its_page_is_refused() -> None:
    wide = (tuple(Entry("a very wide cell indeed") for _ in range(40)),)
    sheet = Sheet("Table 1", "Title", wide, wide, "", base(Random(1)).look)
    with pytest.raises(ValueError, match="give it fewer variables"):
        fitted(sheet, "STIXGeneral", 300)


def test_the_command_writes_pages_and_their_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path), "--count", "2", "--seed", "5"])
    assert "2 table pages" in capsys.readouterr().out
    names = sorted(path.stem for path in (tmp_path / "pdf").glob("*.pdf"))
    golds: list[dict[str, Any]] = [
        json.loads((tmp_path / "gold" / f"{name}.json").read_text(encoding="utf-8")) for name in names
    ]
    assert [gold["name"] for gold in golds] == names
    assert [made.name for made in table_pages(2, seed=5)] == ["triangle_lower_0", "triangle_upper_0"]
