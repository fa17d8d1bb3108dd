"""What a table is about: its variables, true matrices, samples, and the words of caption and note."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from synthetic.table_features import Choice
from synthetic.table_sheets import Truth
from synthetic.table_values import GROUPS, Habit, Variable, level_of, plain, printed, true_matrix, variables

LEVELS = (0.05, 0.01, 0.001)
TITLES = {
    "moments": (
        "Means, Standard Deviations, and Correlations Among Study Variables",
        "Descriptive Statistics and Correlations",
        "Descriptive statistics and zero-order correlations of all measures",
        "Means, SDs, and intercorrelations",
    ),
    "plain": (
        "Correlations Among Study Variables",
        "Correlation matrix",
        "Intercorrelations of the measures",
        "Pearson correlations between the variables",
        "Zero-order correlations",
    ),
    "spearman": ("Spearman's rank correlations among the variables", "Spearman correlations between all measures"),
    "ave": ("Discriminant validity: Fornell–Larcker criterion", "Construct correlations and square roots of AVE"),
}
NUMBERS = {
    "arabic": "Table {}",
    "roman": "TABLE {}",
    "appendix": "Table A{}",
    "short": "Tab. {}",
    "capitals": "TABLE {}",
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
LETTERS, DAGGERS, STARS = ("a", "b", "c"), ("†", "‡", "§"), ("*", "**", "***")
SIDES = (
    "Correlations for {} (_n_ = {}) are presented above the diagonal, and correlations for {} (_n_ = {}) are presented "
    "below the diagonal."
)
SPELLED_OUT = 0.5
LONG_NOTE = (
    "Sample sizes range from {low} to {n} because of missing values. Higher scores mean more of what the label says. "
    "Gender was coded 0 = male and 1 = female. Income was measured in five bands. "
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One table's content before it has a form."""

    rng: Random
    choice: Choice
    variables: list[Variable]
    matrices: list[list[list[float]]]  # one a sample
    sizes: list[int]
    groups: tuple[str, ...]
    label: str
    levels: int  # how many levels of significance it marks
    dash: str = "–"  # on the diagonal
    spelled_out: bool = False  # abbreviations stand in the note, else beside the labels

    @property
    def habit(self) -> Habit:
        return self.choice.habit


def scene(rng: Random, choice: Choice, count: int, *, samples: int = 1) -> Scene:
    """Variables and their correlations in one sample or several."""
    names = variables(rng, count, long=choice.labels == "wrapped")
    matrices = [true_matrix(rng, count, decimals=choice.habit.decimals) for _ in range(samples)]
    groups = tuple(rng.choice(GROUPS)) if samples > 1 else ()
    sizes = [rng.randint(90, 900) for _ in range(samples)]
    return Scene(
        rng,
        choice,
        names,
        matrices,
        sizes,
        groups,
        table_label(rng, choice),
        rng.choice((2, 3)),
        rng.choice("–—-"),
        choice.note != "none" and rng.random() < SPELLED_OUT,
    )


def table_label(rng: Random, choice: Choice) -> str:
    """`Table 2`, `TABLE II`, `Table A1`, `Tab. 3`."""
    number = rng.randint(1, len(ROMAN))
    return NUMBERS[choice.label].format(ROMAN[number - 1] if choice.label == "roman" else number)


def marks(told: Scene, r: float, n: int) -> str:
    """The marks of a coefficient, raised where they are."""
    choice = told.choice
    reached = level_of(r, n, LEVELS[: told.levels])
    if not reached or choice.marks in ("none", "bold"):
        return "^ns^" if choice.marks == "ns" else ""
    match choice.marks:
        case "letters":
            return f"^{LETTERS[reached - 1]}^"
        case "daggers":
            return f"^{DAGGERS[reached - 1]}^" if choice.look.raised else DAGGERS[reached - 1]
        case _:
            blank = " " if choice.look.spaced else ""
            return f"^{STARS[reached - 1]}^" if choice.look.raised else blank + STARS[reached - 1]


def gold(told: Scene, x: str, y: str, r: float, *, sample: int = 0, row: str = "", col: str = "") -> Truth:
    """The truth of one printed coefficient."""
    n = told.sizes[sample]
    return {
        "x": x,
        "y": y,
        "r": r,
        "r_printed": plain(r, told.habit),
        "shown": printed(r, told.habit),
        "statistic": told.choice.statistic,
        "where": "table",
        "n": None if "n" in told.choice.moments else n,
        "table": told.label,
        "row": row or x,
        "col": col or y,
        "group": told.groups[sample] if told.groups else None,
        "stars": marks(told, r, n).strip("^ ").removeprefix("ns") or None,
        "p": None,
        "ci": None,
    }


def value(told: Scene, r: float, *, sample: int = 0) -> str:
    """A coefficient with its marks."""
    return printed(r, told.habit) + marks(told, r, told.sizes[sample])


def title(told: Scene) -> str:
    """A caption that fits what the table prints."""
    choice = told.choice
    kind = "spearman" if choice.statistic == "spearman" else "moments" if choice.moments else "plain"
    words = told.rng.choice(TITLES["ave" if choice.diagonal == "ave" else kind])
    if len(told.groups) > 1 and told.rng.random() < 0.5:
        words += f" for {told.groups[0]} and {told.groups[1]}"
    return words.upper() if choice.label == "capitals" else words


def legend(told: Scene) -> str:
    """What the marks mean."""
    choice = told.choice
    if choice.marks == "none":
        return ""
    if choice.marks == "bold":
        return f"Bold: _p_ < {printed(0.05, told.habit, decimals=2)}."
    signs = {"letters": LETTERS, "daggers": DAGGERS}.get(choice.marks, STARS)
    between = told.rng.choice((" ", "; ", ", "))
    texts = ("05", "01", "001")[: told.levels]
    lead = ("0" if choice.habit.zero else "") + choice.habit.point
    raised = choice.marks == "letters" or choice.look.raised
    levels = (
        between.join(f"{f'^{s}^' if raised else s}_p_ < {lead}{t}" for s, t in zip(signs, texts, strict=False)) + "."
    )
    return levels + (" ^ns^ not significant." if choice.marks == "ns" else "")


def note(told: Scene, *extra: str) -> str:
    """The lines under a table: what must be said, the sample, the marks."""
    choice, n = told.choice, told.sizes[0]
    if choice.note == "none":
        return " ".join(extra)
    sample = "" if told.groups or "n" in choice.moments else f"_N_ = {n:,}. "
    long = LONG_NOTE.format(low=n - n // 12, n=n) if choice.note == "long" else ""
    parts = [*extra, sample + long, legend(told)]
    return told.rng.choice(("_Note._ ", "Note. ", "")) + " ".join(p.strip() for p in parts if p.strip())


def of_sides(told: Scene) -> str:
    """The sentence that says whose correlations stand above and below the diagonal."""
    (one, two), (n1, n2) = told.groups, told.sizes
    return told.rng.choice(
        (
            SIDES.format(one.lower(), n1, two.lower(), n2),
            f"Above the diagonal: {one} (_n_ = {n1}); below the diagonal: {two} (_n_ = {n2}).",
            f"Values below the diagonal are for {two} (_n_ = {n2}); those above it are for {one} (_n_ = {n1}).",
        )
    )
