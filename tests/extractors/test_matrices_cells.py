"""One cell at a time, and the words around a table."""

from __future__ import annotations

import pytest

from corpus.document import Cell
from extractors.table_cells import Entry, parse
from extractors.table_groups import looks_like_group, n_of_group, n_of_table, own_n, sides, without_n
from extractors.table_legends import abbreviations, numbered_names, star_legend, statistic_of
from extractors.table_roles import role_of, split_number


def summary(entry: Entry) -> tuple[object, ...]:
    ends = entry.interval and tuple(v.value for v in entry.interval)
    p = entry.p and (entry.p.op, entry.p.value.value)
    return (
        entry.kind,
        entry.value and entry.value.value,
        entry.stars,
        p or ends or entry.n or (entry.bracket and entry.bracket.value),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-.159*", ("number", -0.159, "*", None)),
        ("–·11", ("number", -0.11, "", None)),
        ("-0,20", ("number", -0.2, "", None)),
        ("1,043", ("number", 1043.0, "", None)),
        (".30 (<.001)", ("number", 0.3, "", ("<", 0.001))),
        (".30 (p = .02)", ("number", 0.3, "", ("=", 0.02))),
        (".30 (210)", ("number", 0.3, "", 210)),
        (".30 (.012)", ("number", 0.3, "", 0.012)),
        (".30 (low)", ("number", 0.3, "", None)),
        (".30** [.10, .47]", ("number", 0.3, "**", (0.1, 0.47))),
        (".17 ns", ("number", 0.17, "", None)),
        ("[.26, -.05]", ("interval", None, "", (-0.05, 0.26))),
        ("-.02 to .31", ("interval", None, "", (-0.02, 0.31))),
        ("(-.05; .26)", ("interval", None, "", (-0.05, 0.26))),
        ("< .001", ("p", None, "", ("<", 0.001))),
        ("(<.001)", ("p", None, "", ("<", 0.001))),
        ("··", ("dash", None, "", None)),
        ("N/A", ("dash", None, "", None)),
        ("World (22,603)", ("text", None, "", None)),
        (".123456789", ("text", None, "", None)),
        ("", ("empty", None, "", None)),
    ],
)
def test_a_cell_says_what_it_prints(text: str, expected: tuple[object, ...]) -> None:
    assert summary(parse(Cell(text))) == expected


def test_numbers_in_brackets_are_marked() -> None:
    assert parse(Cell("(.88)")).parenthesised
    assert parse(Cell("(-0.17***)")).stars == "***"
    assert not parse(Cell("(.88)")).coefficient


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("r", "r"),
        ("R", "other"),
        ("Spearman's rho", "r"),
        ("Zero-order r", "r"),
        ("r (p)", "r"),
        ("p value", "p"),
        ("Sig. (2-tailed)", "p"),
        ("n", "n"),
        ("95% CI", "ci"),
        ("M (SD)", "mean"),
        ("SD", "sd"),
        ("Cronbach's α", "alpha"),
        ("ω", "omega"),
        ("ICC(2,1)", "icc"),
        ("β", "other"),
        ("R²", "other"),
        ("2 r", "other"),
        ("Z diff", "other"),
        ("Fine motor skills", "variable"),
        ("Tolerance", "variable"),
        ("", "blank"),
    ],
)
def test_a_heading_is_a_symbol_or_a_variable(heading: str, role: str) -> None:
    assert role_of(heading) == role


def test_numbers_and_letters_part_from_names() -> None:
    assert split_number("2. Income") == (2, "Income")
    assert split_number("(3) Income") == (3, "Income")
    assert split_number("B. Income") == (2, "Income")
    assert split_number("T1 income") == (None, "T1 income")


def test_n_is_read_from_caption_note_and_heading() -> None:
    assert n_of_table("Correlations (N = 1,204)", "") == 1204
    assert n_of_table("", "n = 610–1050") is None
    assert n_of_table("", "N = 300 (n = 120 women)") == 300
    assert n_of_table("Correlations among 240 participants", "") == 240
    assert n_of_group("men", ["Women: n = 150; men: n = 162."]) == 162
    assert n_of_group("women", ["n = 150 women and n = 162 men"]) == 150
    assert n_of_group("men", ["men (n = 10); men (n = 12)"]) is None
    assert own_n("World (22,603)") == 22603
    assert own_n("Users (n = 120)") == 120
    assert without_n("Users (n = 120)") == "Users"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Study 2", True),
        ("Female students", True),
        ("Patients with pain", True),
        ("Users (n = 12)", True),
        ("Teacher feedback", False),
        ("Trust in managers", False),
        ("Grip strength", False),
    ],
)
def test_groups_are_told_from_variables_by_their_head_noun(text: str, group: bool) -> None:
    assert looks_like_group(text) is group


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Correlations for girls (below the diagonal) and boys (above the diagonal)",
            {"lower": "girls", "upper": "boys"},
        ),
        ("Above the diagonal: men; below the diagonal: women.", {"upper": "men", "lower": "women"}),
        ("The upper triangle shows boys, the lower triangle girls.", {"upper": "boys", "lower": "girls"}),
        ("Study 2 values are on the upper diagonal of the Study 1 matrix.", {"upper": "Study 2", "lower": "Study 1"}),
        ("Below the diagonal: men. *p < .05.", {"lower": "men"}),
        ("Correlations above .30 are bold.", {}),
    ],
)
def test_notes_say_whose_values_stand_on_which_side(text: str, expected: dict[str, str]) -> None:
    assert sides(text) == expected


def test_legends_name_marks_abbreviations_and_numbers() -> None:
    legend = star_legend("**. Correlation is significant at the 0.01 level. † p < .10. ap < .05.")
    assert {mark: p.value.value for mark, p in legend.items()} == {"**": 0.01, "†": 0.1, "a": 0.05}
    assert abbreviations("PC = perceived control; NFC: need for cognition.") == {
        "PC": "perceived control",
        "NFC": "need for cognition",
    }
    assert numbered_names("1 = Age; 2 = Income; 3 = Mood.") == {1: "Age", 2: "Income", 3: "Mood"}
    assert numbered_names("Gender: 1 = male; 2 = female.") == {}


def test_coefficients_are_named_by_words() -> None:
    assert statistic_of("Semi-partial correlations") == "semipartial"
    assert statistic_of("Kendall's tau-b") == "kendall"
    assert statistic_of("Scores") is None
