"""How table pages are scored, and that a sample of them is read well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.tables import distinct, f1, judged, main, misses, outcome, report, same_group, same_name
from corpus.evidence import Candidate, Flag, Printed
from synthetic.tables import make, write

# one page each of what journals print most, in both engines
SAMPLE = (
    "triangle_lower", "triangle_upper", "triangle_full", "groups_across_diagonal", "heads_named",
    "diagonal_reliability",
    "moments_before", "moments_bottom_rows", "minus_en_dash", "full_grid", "in_one_column", "table_rotated_90",
)  # fmt: skip
LEAST_F1 = 0.9  # measured: .954
CANDIDATE = Candidate(
    rule="test", kind="correlation", statistic="pearson", r=Printed("-.30", -0.3, 2), page=1, where="table", quotes=(),
    x="Help seeking", y="1. Age", n=120, stars="*",
)  # fmt: skip
ENTRY = {
    "x": "Age", "y": "Help seeking", "r": -0.3, "r_printed": "-.30", "n": 120, "table": "Table 1",
    "row": "Age", "col": "2",
    "group": None, "stars": "*", "page": 1, "statistic": "pearson",
}  # fmt: skip
GOLD = {"name": "page", "features": ["zebra"], "decoy": None, "correlations": [ENTRY]}


def test_a_name_may_bear_its_number_and_a_heading_but_no_less_than_its_words() -> None:
    assert same_name("3. Trait anxiety", "Trait anxiety")
    assert same_name("Predictors: Trait anxiety", "Trait anxiety")
    assert not same_name("anxiety", "Trait anxiety")
    assert not same_name("", "Trait anxiety")


def test_a_right_cell_counts_whichever_way_round_its_pair_is() -> None:
    made = judged(GOLD, [CANDIDATE])
    assert (made.right, made.with_n, made.stars, made.missed, made.extra) == (1, 1, 1, (), ())


def test_a_wrong_sign_page_or_decimal_is_a_miss_and_an_extra() -> None:
    for wrong in (
        replace(CANDIDATE, r=Printed(".30", 0.3, 2)), replace(CANDIDATE, r=Printed("-.3", -0.3, 1)),
        replace(CANDIDATE, page=2),
        replace(CANDIDATE, x="Gender"), replace(CANDIDATE, group="Women"),
    ):  # fmt: skip
        made = judged(GOLD, [wrong])
        assert (made.right, len(made.missed), len(made.extra)) == (0, 1, 1)


def test_a_sign_error_counts_unless_it_is_flagged() -> None:
    wrong = replace(CANDIDATE, r=Printed(".30", 0.3, 2))
    assert judged(GOLD, [wrong]).sign_errors == 1
    assert judged(GOLD, [replace(wrong, flags=(Flag("sign_conflict", "hard", ""),))]).sign_errors == 0


def test_a_group_must_be_named_where_the_table_names_it() -> None:
    assert same_group(replace(CANDIDATE, group="Women (n = 12)"), ENTRY | {"group": "Women"})
    assert not same_group(CANDIDATE, ENTRY | {"group": "Women"})


def test_mirror_images_of_a_full_matrix_count_once() -> None:
    assert distinct([ENTRY, ENTRY | {"x": "Help seeking", "y": "Age"}]) == [ENTRY]


def test_what_is_no_correlation_is_not_counted() -> None:
    assert judged(GOLD, [replace(CANDIDATE, kind="reliability")]).found == 0


def test_the_report_lists_the_weakest_feature_first_and_the_decoys_that_gave_anything() -> None:
    good = judged(GOLD, [CANDIDATE])
    bad = replace(judged(GOLD | {"features": ["no_rules"]}, []), name="bad")
    decoy = judged({"name": "d", "features": [], "decoy": "htmt", "correlations": []}, [CANDIDATE])
    text = report([good, bad, decoy])
    assert text.index("no_rules") < text.index("zebra")
    assert "overall F1 0.6667 on 2 pages: 1 of 2 right" in text
    assert "decoys that gave anything: 1 of 1 (htmt 1)" in text
    assert "missed -.30 Age × Help seeking" in misses([good, bad])


def test_a_sample_of_pages_is_read(tmp_path: Path) -> None:
    outcomes = [outcome(write(tmp_path, make(name, seed=7))) for name in SAMPLE]
    assert f1(outcomes) >= LEAST_F1
    assert sum(o.sign_errors for o in outcomes) == 0


def test_the_command_measures_pages_and_keeps_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--count", "1", "--keep", str(tmp_path)])
    assert "overall F1" in capsys.readouterr().out
    assert (tmp_path / "misses.txt").is_file()
    main(["--count", "1"])
    assert "triangle_lower" in capsys.readouterr().out
