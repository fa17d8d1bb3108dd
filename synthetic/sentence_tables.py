"""Labelled tables: correlation matrices in the shapes of many journals, and tables that only look like them.

Some are damaged as a reader damages them (a row slipped by one column), so that wrong pairs are learned from too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from corpus.evidence import Kind
from corpus.reading.plain import from_table
from synthetic.printing import number, stars
from synthetic.sentences import HELD_OUT, Labelled, Scene, Truth, bank, scene
from synthetic.studies import p_of_r

SMALLEST, LARGEST = 3, 8  # variables in a matrix
SLIPPED = 0.12  # share of tables in which one row is read one column off
N_IN_NOTE = 0.7  # share of tables whose note tells the sample's size
STARRED = 0.7  # share of matrices with stars
FACTORS = 3  # behind the variables of a matrix
RANGE = (-0.3, 0.9)  # of loadings and standardized coefficients
Rows = list[list[str]]


def tables(seed: int, *, rounds: int) -> Iterator[Labelled]:
    """Every form of table `rounds` times; every fourth form is held out."""
    for index, (name, (kind, make)) in enumerate(FORMS.items()):
        for turn in range(rounds):
            rng = Random(f"{seed}/{name}/{turn}")
            told = scene(rng, kind)
            yield make(told, f"table/{name}", index % HELD_OUT == HELD_OUT - 1)


def _variables(told: Scene) -> list[str]:
    field = next(f for f in bank()["fields"].values() if told.names["x"] in f["variables"])
    count = told.rng.randint(SMALLEST, LARGEST)
    names = told.rng.sample(field["variables"], count)
    return [name[0].upper() + name[1:] for name in names]


def _note(told: Scene) -> tuple[str, int | None]:
    if told.rng.random() < N_IN_NOTE:
        tail = told.rng.choice(("", " *p < .05. **p < .01.", " Two-tailed tests."))
        return f"Note. {told.rng.choice(('N', 'n'))} = {told.n}.{tail}", told.n
    return told.rng.choice(("", "*p < .05. **p < .01. ***p < .001.")), None


def _coefficients(told: Scene, count: int) -> list[list[float]]:
    """Correlations that can stand together: those of variables which share a few factors."""
    factors = [[told.rng.gauss(0, 1) for _ in range(FACTORS)] for _ in range(count)]
    unique = [told.rng.uniform(0.5, 2.0) for _ in range(count)]
    sizes = [sum(f * f for f in loads) + u for loads, u in zip(factors, unique, strict=True)]
    return [
        [sum(a * b for a, b in zip(x, y, strict=True)) / (p * q) ** 0.5 for y, q in zip(factors, sizes, strict=True)]
        for x, p in zip(factors, sizes, strict=True)
    ]


def _printed(told: Scene, value: float, pair: tuple[str, str], n: int | None) -> str:
    """One printed cell; its truth is noted."""
    rounded = round(value, told.style.decimals)
    text = number(rounded, told.style)
    told.truths.append(Truth(text, rounded, told.kind, pair, n))
    return text + (stars(p_of_r(rounded, told.n - 2), told.style) if told.names.get("stars") else "")


def _matrix(*, upper: bool, numbered: bool, moments: bool, diagonal: str) -> Callable[[Scene, str, bool], Labelled]:
    def make(told: Scene, name: str, held_out: bool) -> Labelled:  # noqa: FBT001  the shape of every form
        names = _variables(told)
        note, n = _note(told)
        drawn = _coefficients(told, len(names))
        if told.rng.random() < STARRED:
            told.names["stars"] = "yes"
        count = len(names)
        head = [str(i + 1) if numbered else names[i] for i in range(count)]
        rows: Rows = [["Variable", *(["M", "SD"] if moments else []), *head]]
        for row in range(count):
            cells = [""] * count
            cells[row] = _diagonal(told, diagonal)
            for column in range(row + 1, count) if upper else range(row):
                cells[column] = _printed(told, drawn[row][column], (names[row], names[column]), n)
            mean = [f"{told.rng.uniform(1, 40):.2f}", f"{told.rng.uniform(1, 9):.2f}"] if moments else []
            rows.append([f"{row + 1}. {names[row]}" if numbered else names[row], *mean, *cells])
        caption = f"Table {told.rng.randint(1, 5)}. {told.rng.choice(MATRIX_CAPTIONS)}"
        return _labelled(told, _slip(told, rows), caption, note, name, held_out=held_out)

    return make


def _diagonal(told: Scene, style: str) -> str:
    return {"dash": "–", "one": "1", "blank": "", "alpha": f"({number(told.rng.uniform(0.6, 0.95), told.style)})"}[
        style
    ]


def _slip(told: Scene, rows: Rows) -> Rows:
    """The rows with, now and then, one of them read a column off."""
    if told.rng.random() < SLIPPED and len(rows) > SMALLEST:
        row = rows[told.rng.randrange(2, len(rows))]
        row[1:] = [*row[2:], ""]
    return rows


def _pairs(told: Scene, name: str, held_out: bool) -> Labelled:  # noqa: FBT001  the shape of every form
    """Correlations of several variables with one."""
    names = _variables(told)
    note, n = _note(told)
    drawn = _coefficients(told, len(names))
    rows: Rows = [["Variable", "r", "p"]]
    for row in range(1, len(names)):
        text = _printed(told, drawn[0][row], (names[0], names[row]), n)
        rows.append([names[row], text, f"{p_of_r(told.truths[-1].value, told.n - 2):.3f}".lstrip("0")])
    caption = f"Table {told.rng.randint(1, 5)}. Correlations with {names[0]}"
    return _labelled(told, rows, caption, note, name, held_out=held_out)


def _columns(captions: tuple[str, ...], heads: tuple[str, ...]) -> Callable[[Scene, str, bool], Labelled]:
    """A table of coefficients that are no correlations: every column has numbers below one."""

    def make(told: Scene, name: str, held_out: bool) -> Labelled:  # noqa: FBT001  the shape of every form
        names = _variables(told)
        note, _ = _note(told)
        rows: Rows = [["", *heads]]
        for row in range(len(names)):
            rows.append(
                [names[row], *(_printed(told, told.rng.uniform(*RANGE), (names[row], ""), None) for _ in heads)]
            )
        caption = f"Table {told.rng.randint(1, 5)}. {told.rng.choice(captions)}"
        return _labelled(told, rows, caption, note, name, held_out=held_out)

    return make


def _lookalike(caption: str) -> Callable[[Scene, str, bool], Labelled]:
    """A matrix of something else, laid out as correlations are."""

    def make(told: Scene, name: str, held_out: bool) -> Labelled:  # noqa: FBT001  the shape of every form
        made = _matrix(upper=False, numbered=True, moments=False, diagonal="blank")(told, name, held_out)
        table = made.document.tables[0]
        rows = [[cell.text + cell.stars for cell in row] for row in table.cells]
        label = f"Table {told.rng.randint(1, 5)}. {caption}"
        return _labelled(told, rows, label, table.note, name, held_out=held_out)

    return make


def _labelled(told: Scene, rows: Rows, caption: str, note: str, name: str, *, held_out: bool) -> Labelled:
    return Labelled(from_table(rows, caption=caption, note=note), tuple(told.truths), name, held_out)


MATRIX_CAPTIONS = (
    "Means, standard deviations, and correlations",
    "Intercorrelations among study variables",
    "Correlation matrix",
    "Bivariate correlations of all scales",
    "Descriptive statistics and zero-order correlations",
)
LOADINGS = ("Factor loadings of the items", "Rotated component matrix", "Standardized loadings and communalities")
REGRESSION = ("Regression on the outcome", "Hierarchical regression analysis", "Standardized regression coefficients")
SCALES = ("Reliability of the scales", "Internal consistencies", "Scale properties")
FORMS: dict[str, tuple[Kind, Callable[[Scene, str, bool], Labelled]]] = {
    "lower-numbered": ("correlation", _matrix(upper=False, numbered=True, moments=True, diagonal="dash")),
    "upper-numbered": ("correlation", _matrix(upper=True, numbered=True, moments=False, diagonal="dash")),
    "lower-named": ("correlation", _matrix(upper=False, numbered=False, moments=False, diagonal="one")),
    "lower-alpha": ("correlation", _matrix(upper=False, numbered=True, moments=True, diagonal="alpha")),
    "lower-blank": ("correlation", _matrix(upper=False, numbered=True, moments=False, diagonal="blank")),
    "upper-moments": ("correlation", _matrix(upper=True, numbered=True, moments=True, diagonal="blank")),
    "pairs": ("correlation", _pairs),
    "loadings-two": ("other", _columns(LOADINGS, ("F1", "F2"))),
    "ratios": ("other", _lookalike("Heterotrait-monotrait ratios (HTMT) of the scales")),
    "loadings": ("other", _columns(LOADINGS, ("Factor 1", "Factor 2", "h2"))),
    "regression": ("convertible", _columns(REGRESSION, ("β", "sr2"))),
    "covariances": ("other", _lookalike("Covariance matrix of the scales")),
    "scales": ("reliability", _columns(SCALES, ("Cronbach's alpha", "Test-retest r"))),
    "regression-steps": ("convertible", _columns(REGRESSION, ("Step 1 β", "Step 2 β"))),
    "lower-plain": ("correlation", _matrix(upper=False, numbered=False, moments=True, diagonal="dash")),
    "lower-ones": ("correlation", _matrix(upper=False, numbered=True, moments=True, diagonal="one")),
}
