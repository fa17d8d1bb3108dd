"""The layout features of table pages by name: each changes some choices of a plain base case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

from synthetic.table_values import THIN_SPACE, Habit

Rules = Literal["booktabs", "grid", "none", "rows", "verticals"]
MOST_TRIES = 200


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is set, whatever stands in it."""

    rules: Rules = "booktabs"
    zebra: bool = False
    align: Literal["center", "right", "left", "decimal"] = "center"
    gap: float = 7.0  # points between columns
    size: float = 8.0
    stretch: bool = False  # as wide as the text
    raised: bool = False  # stars above the line
    spaced: bool = False  # stars after a blank
    bold_labels: bool = False
    narrow_labels: bool = False  # set justified in a narrow column
    spacing: float = 1.0  # of rows: two is a manuscript's
    head_shaded: bool = False
    glyphs: bool = False  # every character drawn alone, no blanks: words are distances
    bottom: bool = False  # numbers on the last line of a wrapped label, else on the first


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that is decided about one page."""

    shape: str = "square"
    triangle: Literal["lower", "upper", "full", "groups"] = "lower"
    heads: Literal["numbers", "dotted", "bracketed", "names", "short", "turned", "letters", "apart", "none"] = "numbers"
    omit: tuple[str, ...] = ()  # first row, last column, last row, first column
    diagonal: Literal["dash", "one", "exact", "blank", "alpha", "bold alpha", "ave"] = "dash"
    moments: tuple[str, ...] = ()
    moments_at: Literal["before", "after", "below"] = "before"
    spanning: bool = False
    units: bool = False  # a second line in the heads
    labels: Literal["plain", "wrapped", "indented", "sections", "lettered", "leaders", "hyphenated"] = "plain"
    marks: Literal["stars", "letters", "daggers", "none", "bold", "ns"] = "stars"
    habit: Habit = field(default_factory=Habit)
    inside: Literal["", "p", "interval", "p line", "stack"] = ""
    missing: Literal["", "blank", "mark"] = ""
    other: Literal["", "p", "interval", "n", "covariance", "partial"] = ""  # on the other side of the diagonal
    look: Look = field(default_factory=Look)
    place: Literal["flow", "column", "beside", "turned 90", "turned 270", "page turned", "landscape"] = "flow"
    split: Literal["", "rows", "columns", "nameless columns"] = ""
    caption: Literal["lines", "run-in", "below"] = "lines"
    label: Literal["arabic", "roman", "appendix", "short", "capitals"] = "arabic"
    note: Literal["short", "none", "long"] = "short"
    furniture: tuple[str, ...] = ()  # line numbers, watermark, running head, crop marks
    count: int = 0  # variables, where the layout wants a certain number
    two_columns: bool = False
    engine: Literal["typst", "reportlab"] | None = None
    statistic: str = "pearson"


MEANS = ("M", "SD")
# what a feature changes; look.* and habit.* go into those
FEATURES: dict[str, dict[str, Any]] = {
    "triangle_lower": {"triangle": "lower"},
    "triangle_upper": {"triangle": "upper"},
    "triangle_full": {"triangle": "full"},
    "groups_across_diagonal": {"triangle": "groups"},
    "heads_numbered": {"heads": "numbers"},
    "heads_dotted": {"heads": "dotted"},
    "heads_bracketed": {"heads": "bracketed"},
    "heads_named": {"heads": "names"},
    "heads_abbreviated": {"heads": "short"},
    "heads_rotated": {"heads": "turned"},
    "heads_lettered": {"heads": "letters"},
    "heads_none": {"heads": "none", "moments": (), "diagonal": "one"},
    "numbers_in_own_column": {"heads": "apart"},
    "upper_first_column_left_out": {"triangle": "upper", "omit": ("first column", "last row")},
    "first_row_left_out": {"omit": ("first row",)},
    "last_column_left_out": {"omit": ("last column",)},
    "first_row_and_last_column_left_out": {"omit": ("first row", "last column")},
    "diagonal_dash": {"diagonal": "dash"},
    "diagonal_one": {"diagonal": "one"},
    "diagonal_exact_one": {"diagonal": "exact"},
    "diagonal_blank": {"diagonal": "blank"},
    "diagonal_reliability": {"diagonal": "alpha"},
    "diagonal_bold_reliability": {"diagonal": "bold alpha"},
    "diagonal_root_ave": {"diagonal": "ave"},
    "moments_before": {"moments": MEANS},
    "moments_after": {"moments": MEANS, "moments_at": "after"},
    "moments_bottom_rows": {"moments": MEANS, "moments_at": "below"},
    "moments_range": {"moments": (*MEANS, "Range")},
    "moments_alpha": {"moments": (*MEANS, "α")},
    "moments_one_cell": {"moments": ("M (SD)",)},
    "moments_alpha_after": {"moments": ("α", *MEANS), "moments_at": "after"},
    "moments_n_per_row": {"moments": ("n", *MEANS)},
    "spanning_head": {"spanning": True, "moments": MEANS},
    "two_line_heads": {"units": True, "heads": "names"},
    "labels_wrapped": {"labels": "wrapped"},
    "labels_wrapped_bottom": {"labels": "wrapped", "look.bottom": True},
    "labels_indented": {"labels": "indented"},
    "section_rows": {"labels": "sections"},
    "labels_lettered": {"labels": "lettered"},
    "labels_justified": {"engine": "typst", "labels": "wrapped", "look.narrow_labels": True},
    "stars_raised": {"look.raised": True},
    "stars_on_line": {"look.raised": False},
    "marks_letters": {"marks": "letters"},
    "marks_daggers": {"marks": "daggers"},
    "marks_none": {"marks": "none"},
    "marks_bold": {"marks": "bold"},
    "marks_ns": {"marks": "ns"},
    "stars_spaced": {"look.spaced": True, "look.raised": False},
    "leading_zero": {"habit.zero": True},
    "decimal_comma": {"habit.point": ",", "habit.zero": True},
    "middle_dot": {"habit.point": "·"},
    "three_decimals": {"habit.decimals": 3},
    "minus_hyphen": {"habit.minus": "-"},
    "minus_sign": {"habit.minus": "−"},
    "minus_en_dash": {"habit.minus": "–"},
    "minus_em_dash": {"habit.minus": "—", "diagonal": "one"},
    "minus_thin_space": {"habit.minus": "−" + THIN_SPACE},
    "p_in_parentheses": {"inside": "p"},
    "p_on_other_side": {"other": "p", "triangle": "full"},
    "interval_on_other_side": {"other": "interval", "triangle": "full"},
    "n_on_other_side": {"other": "n", "triangle": "full"},
    "partial_on_other_side": {"other": "partial", "triangle": "full"},
    "covariance_on_other_side": {"other": "covariance", "triangle": "full"},
    "interval_below": {"inside": "interval"},
    "p_below": {"inside": "p line"},
    "stack_r_sig_n": {"inside": "stack", "marks": "stars", "triangle": "full", "diagonal": "one"},
    "row_per_group": {"shape": "groups"},
    "rectangle": {"shape": "rectangle"},
    "rectangle_sections": {"shape": "sectioned rectangle"},
    "r_among_lookalikes": {"shape": "list"},
    "groups_under_spans": {"shape": "spanned groups"},
    "r_p_columns": {"shape": "pairs"},
    "panels_of_samples": {"shape": "panels"},
    "missing_blank": {"missing": "blank"},
    "missing_marked": {"missing": "mark"},
    "zeros_dropped": {"habit.dropped": True},
    "decimals_omitted": {"habit.omitted": True, "diagonal": "dash", "moments": ()},
    "double_spaced": {"look.spacing": 3.5},
    "head_shaded": {"look.head_shaded": True},
    "row_rules": {"look.rules": "rows"},
    "vertical_rules": {"look.rules": "verticals"},
    "glyph_by_glyph": {"look.glyphs": True, "engine": "reportlab"},
    "crop_marks": {"furniture": ("crop marks",), "engine": "reportlab"},
    "labels_leaders": {"labels": "leaders"},
    "labels_hyphenated": {"labels": "hyphenated"},
    "three_variables": {"count": 3},
    "many_variables": {"count": 16, "place": "landscape", "look.size": 7.0, "look.gap": 4.5},
    "many_variables_upright": {"count": 13, "look.size": 6.5, "look.gap": 4.5},
    "zebra": {"look.zebra": True},
    "full_grid": {"look.rules": "grid"},
    "booktabs": {"look.rules": "booktabs"},
    "no_rules": {"look.rules": "none"},
    "small_font": {"look.size": 5.8},
    "tight_gaps": {"look.gap": 3.2},
    "numbers_right": {"look.align": "right"},
    "numbers_left": {"look.align": "left"},
    "numbers_decimal": {"look.align": "decimal", "engine": "reportlab"},
    "stretched": {"look.stretch": True},
    "in_one_column": {"place": "column", "two_columns": True},
    "side_by_side": {"place": "beside"},
    "table_rotated_90": {"place": "turned 90"},
    "table_rotated_270": {"place": "turned 270"},
    "page_rotated": {"place": "page turned", "engine": "reportlab"},
    "landscape_page": {"place": "landscape"},
    "two_pages_by_rows": {"split": "rows"},
    "two_pages_by_columns": {"split": "columns"},
    "two_pages_names_on_first": {"split": "nameless columns", "heads": "dotted"},
    "caption_below": {"caption": "below"},
    "caption_run_in": {"caption": "run-in"},
    "label_roman": {"label": "roman"},
    "label_appendix": {"label": "appendix"},
    "label_short": {"label": "short"},
    "label_capitals": {"label": "capitals"},
    "note_none": {"note": "none"},
    "note_long": {"note": "long"},
    "line_numbers": {"furniture": ("line numbers",)},
    "watermark": {"furniture": ("watermark",)},
    "running_head": {"furniture": ("running head",)},
    "spanning_two_columns": {"two_columns": True},
    "spearman": {"statistic": "spearman"},
}
DECOYS = (
    "paths",
    "similarities",
    "transitions",
    "pairwise_p",
    "two_models",
    "meta_analysis",
    "regression",
    "loadings",
    "htmt",
    "anova",
    "descriptives",
    "covariances",
    "intraclass",
    "previous_studies",
    "item_total",
    "t_tests",
    "fit_indices",
    "frequencies",
)
# changes of a square's cells, rows or heads: other shapes have none of them
_SQUARE = frozenset(
    "count other triangle heads omit diagonal moments moments_at spanning units labels inside missing split".split()  # noqa: SIM905
)
_NOT_TOGETHER = (
    ({"count"}, {"place", "labels", "inside", "split", "look.stretch", "two_columns", "heads", "moments"}),
    ({"habit.omitted"}, {"habit.point", "habit.zero", "habit.decimals", "inside", "moments", "diagonal", "shape"}),
    ({"habit.omitted"}, {"moments_at", "spanning", "habit.dropped", "missing", "note"}),
    ({"habit.dropped"}, {"look.align", "habit.decimals"}),
    ({"look.spacing"}, {"place", "inside", "shape", "two_columns", "labels"}),
    ({"furniture"}, {"place"}),
    (
        {"other"},
        {
            "statistic",
            "marks",
            "split",
            "inside",
            "omit",
            "missing",
            "note",
            "habit.omitted",
            "habit.point",
            "place",
            "count",
        },
    ),
    ({"split"}, {"place", "inside", "spanning", "labels", "missing", "omit", "moments_at"}),
    ({"inside"}, {"labels", "missing", "place", "triangle", "omit", "look.align", "look.narrow_labels", "heads"}),
    ({"place"}, {"labels", "furniture", "two_columns", "spanning"}),
    ({"look.gap"}, {"look.stretch", "inside", "place"}),
    ({"statistic"}, {"triangle"}),
    ({"habit.point"}, {"inside"}),
    ({"two_columns"}, {"look.size", "inside", "split"}),
    ({"omit"}, {"labels", "triangle"}),
    ({"marks"}, {"labels"}),
    ({"note"}, {"marks", "triangle", "shape"}),
)
MINUSES = ("-", "−", "–")
EVERY_STYLE = 0.3  # how often a base case leaves the plainest style at one point


def base(rng: Random) -> Choice:
    """A plain lower triangle in one of the usual styles."""
    look = Look(
        align=rng.choice(("center", "center", "right")),
        size=rng.choice((7.5, 8.0, 8.5, 9.0)),
        gap=rng.choice((7.0, 9.0, 12.0)),
        stretch=rng.random() < EVERY_STYLE,
        raised=rng.random() < EVERY_STYLE,
    )
    return Choice(
        diagonal=rng.choice(("dash", "dash", "blank", "one")),
        moments=rng.choice(((), MEANS)),
        look=look,
        habit=Habit(minus=rng.choice(MINUSES)),
        caption=rng.choice(("lines", "run-in")),
    )


def changed(choice: Choice, changes: dict[str, Any]) -> Choice:
    """The choice with the changes of a feature."""
    for key, value in changes.items():
        head, _, tail = key.partition(".")
        choice = replace(choice, **{head: replace(getattr(choice, head), **{tail: value}) if tail else value})
    return choice


def agree(first: str, second: str) -> bool:
    """Whether two features can meet on one page."""
    one, two = set(FEATURES[first]), set(FEATURES[second])
    if one & two or first == second:
        return False
    for a, b in ((one, two), (two, one)):
        if "shape" in a and b & _SQUARE:
            return False
        if any(a & left and b & right for left, right in _NOT_TOGETHER):
            return False
    return "engine" not in one | two or not {"heads", "two_columns", "place"} & (one | two) or "place" in one ^ two


def companions(rng: Random, first: str, count: int) -> list[str]:
    """The feature with up to `count` others that agree with it and with each other."""
    names, taken = list(FEATURES), [first]
    for _ in range(MOST_TRIES):
        if len(taken) > count:
            break
        other = rng.choice(names)
        if all(agree(other, name) for name in taken):
            taken.append(other)
    return taken


def choice_of(rng: Random, names: list[str]) -> Choice:
    """A base case with the features of these names."""
    choice = base(rng)
    for name in names:
        choice = changed(choice, FEATURES[name])
    return choice


_OF_ANY_TABLE = ("look.", "habit.minus", "habit.point", "caption", "label", "furniture", "two_columns")


def styles() -> list[str]:
    """The features that any table can have, whatever its numbers are."""
    return [name for name, changes in FEATURES.items() if all(key.startswith(_OF_ANY_TABLE) for key in changes)]
