"""Square matrices: triangles, heads, diagonals, moments, and the same over two pages."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from synthetic.table_features import Choice
from synthetic.table_scenes import Scene, gold, note, of_sides, title, value
from synthetic.table_sheets import Entry, Row, Sheet, Truth
from synthetic.table_values import SECTIONS, Variable, bounds, level_of, measured, printed, significance

LABEL_WIDTH, HEAD_WIDTH, NARROW = 24, 13, 17  # characters of a line in a row label, a head, a narrow row label
LEADERS, LONG_WORD = 34, 10  # characters of a label with its dots; of a word that is broken
SHRUNK = 0.8  # of a zero-order correlation is left when a third variable is held constant
MOST_MISSING = 10  # cases of a pair
MISSING = 0.15
PLACED_BELOW = {"M": "_M_", "SD": "_SD_", "α": "α", "n": "_n_", "Range": "Range", "M (SD)": "_M_ (_SD_)"}
OTHER_SIDES = {
    "p": (
        "Correlations are below the diagonal, _p_ values above.",
        "Lower triangle: correlations; upper triangle: _p_ values.",
    ),
    "interval": (
        "95% confidence intervals are shown below the diagonal.",
        "Correlations above the diagonal, 95% confidence intervals below the diagonal.",
    ),
    "n": (
        "Correlations are below the diagonal; pairwise _n_ above the diagonal.",
        "Values above the diagonal are numbers of cases.",
    ),
    "partial": (
        "Zero-order correlations are below the diagonal, partial correlations controlling for age above.",
        "Above the diagonal: partial correlations (age and sex controlled).",
    ),
    "covariance": (
        "Correlations are below the diagonal and covariances above the diagonal.",
        "Covariances appear above the diagonal.",
    ),
}
HEADED = {"numbers": "{}", "dotted": "{}.", "bracketed": "({})", "letters": "{}"}


def settled(choice: Choice) -> Choice:
    """The choice without what contradicts itself: a name that stands nowhere, an alpha in a dropped column."""
    if "first row" in choice.omit:
        heads = choice.heads if choice.heads in ("names", "turned") else "names"
        choice = replace(choice, moments=(), heads=heads, diagonal="blank" if "last column" in choice.omit else "dash")
    if "last row" in choice.omit:
        choice = replace(choice, moments=(), heads=choice.heads if choice.heads in ("names", "turned") else "names")
    if "first column" in choice.omit:
        choice = replace(choice, diagonal="blank")
    if choice.heads == "none":
        choice = replace(choice, moments=() if choice.moments_at != "below" else choice.moments, spanning=False)
    if "last column" in choice.omit and choice.diagonal not in ("dash", "blank"):
        choice = replace(choice, diagonal="dash")
    if choice.inside == "stack":
        choice = replace(choice, moments=())
    if choice.inside:  # lines that belong together must not wrap
        choice = replace(choice, look=replace(choice.look, stretch=False))
    if choice.triangle == "groups":
        choice = replace(choice, moments=())
    if choice.diagonal == "dash" and choice.habit.minus == "—":
        choice = replace(choice, diagonal="blank")
    return choice


def squares(told: Scene) -> list[Sheet]:
    """A square matrix as one sheet, or two that stand on pages in turn."""
    choice = told.choice
    count = len(told.variables)
    rows, columns = list(range(count)), list(range(count))
    if "first row" in choice.omit:
        rows = rows[1:]
    if "last row" in choice.omit:
        rows = rows[:-1]
    columns = columns[int("first column" in choice.omit) : count - int("last column" in choice.omit)]
    words = (title(told), _note(told))
    half = (count + 1) // 2
    if choice.split == "rows":
        return [_part(told, rows[:half], columns, words, at=0), _part(told, rows[half:], columns, words, at=1)]
    if choice.split.endswith("columns"):
        later = [r for r in rows if choice.triangle != "lower" or r >= half]
        return [_part(told, rows, columns[:half], words, at=0), _part(told, later, columns[half:], words, at=1)]
    return [_part(told, rows, columns, words, at=None)]


def _part(told: Scene, rows: list[int], columns: list[int], words: tuple[str, str], *, at: int | None) -> Sheet:
    truth: list[Truth] = []
    body = list(_rows(told, rows, columns, truth, moments=at != 1 or told.choice.split == "rows"))
    with_moments = at != 1 or told.choice.split == "rows"
    header = header_of(told, columns, moments=with_moments)
    return Sheet(
        told.label,
        words[0] + (" (continued)" if at == 1 else ""),
        tuple(header),
        tuple(body),
        "" if at == 0 else words[1],
        told.choice.look,
        tuple(truth),
        told.choice.caption,
    )


def _note(told: Scene) -> str:
    choice, extra = told.choice, []
    if choice.triangle == "groups":
        extra.append(of_sides(told))
    if "alpha" in choice.diagonal:
        extra.append(
            told.rng.choice(
                (
                    "Reliabilities (Cronbach's α) on the diagonal in parentheses.",
                    "Cronbach's alphas appear on the diagonal.",
                )
            )
        )
    if choice.other:
        extra.append(told.rng.choice(OTHER_SIDES[choice.other]))
    if choice.habit.omitted:
        extra.append(told.rng.choice(("Decimal points are omitted.", "Decimals omitted.")))
    if choice.diagonal == "ave":
        extra.append("Square roots of the average variance extracted on the diagonal.")
    if choice.heads == "short" and told.spelled_out:
        extra.append("; ".join(f"{v.short} = {v.label.lower()}" for v in told.variables) + ".")
    if choice.labels == "lettered":
        extra.append("^a^ 0 = no, 1 = yes. ^b^ Log-transformed.")
    if choice.inside == "interval":
        extra.append("Values in square brackets are 95% confidence intervals.")
    return note(told, *extra)


def _rows(told: Scene, rows: list[int], columns: list[int], truth: list[Truth], *, moments: bool) -> Iterator[Row]:
    choice = told.choice
    wide = 1 + len(columns) + (len(choice.moments) if moments and choice.moments_at != "below" else 0)
    wide += (choice.inside == "stack") + (choice.heads == "apart")
    sections = dict(zip(_section_starts(rows), told.rng.sample(SECTIONS, len(SECTIONS)), strict=False))
    for i in rows:
        if choice.labels in ("indented", "sections") and i in sections:
            yield _section(choice, sections[i], wide)
        cells = [cell_of(told, i, j, truth) for j in columns]
        beside = [Entry(_moment(told, told.variables[i], m)) for m in choice.moments] if moments else []
        stub = _stub(told, i, named=moments or choice.split != "nameless columns")
        match choice.moments_at:
            case "before":
                yield (*stub, *beside, *cells)
            case "after":
                yield (*stub, *cells, *beside)
            case "below":
                yield (*stub, *cells)
    if choice.moments_at == "below":
        for m in choice.moments:
            below = [Entry(_moment(told, told.variables[j], m)) for j in columns]
            yield (*[Entry()] * (len(stub) - 1), Entry(PLACED_BELOW[m], align="left"), *below)


def _stub(told: Scene, i: int, *, named: bool) -> list[Entry]:
    if told.choice.heads == "apart":
        return [Entry(str(i + 1), align="left"), label_of(told, i)]
    if told.choice.inside == "stack":
        return [label_of(told, i), Entry("Pearson Correlation\nSig. (2-tailed)\nN", align="left")]
    return [label_of(told, i) if named else Entry(f"{i + 1}.", align="left")]


def _section_starts(rows: list[int]) -> list[int]:
    return (
        [rows[0], rows[len(rows) // 2]] if len(rows) < 7 else [rows[0], rows[len(rows) // 3], rows[2 * len(rows) // 3]]
    )


def _section(choice: Choice, name: str, wide: int) -> Row:
    if choice.labels == "sections":
        return (Entry(f"_{name}_", span=wide, align="left" if len(name) % 2 else "center"),)
    return (Entry(name, align="left", bold=choice.look.bold_labels), *(Entry() for _ in range(wide - 1)))


def numbered(told: Scene, i: int) -> str:
    """The number of a variable as heads and labels have it."""
    return chr(ord("A") + i) if told.choice.heads == "letters" else str(i + 1)


def label_of(told: Scene, i: int) -> Entry:
    """The label of row i."""
    choice, variable = told.choice, told.variables[i]
    text = variable.label
    if choice.heads in HEADED:
        lead = "({}) " if choice.heads == "bracketed" else "{}. "
        text = lead.format(numbered(told, i)) + text
    elif choice.heads == "short" and not told.spelled_out:
        text = f"{text} ({variable.short})"
    if choice.labels == "lettered" and i % 3 == 1:
        text += "^a^" if i % 2 else "^b^"
    if choice.labels == "leaders":
        text += " " + "." * max(3, LEADERS - len(text))
    if choice.labels == "hyphenated":
        text = hyphenated(text)
    width = NARROW if choice.look.narrow_labels else LABEL_WIDTH
    if choice.labels == "wrapped" and not choice.look.narrow_labels:
        text = "\n".join(textwrap.wrap(text, width))
    return Entry(text, align="left", indent=int(choice.labels == "indented"))


def hyphenated(text: str) -> str:
    """The label over two lines, its longest word broken where that is long."""
    longest = max(text.split(), key=len)
    if len(longest) < LONG_WORD:
        return text
    at = text.index(longest) + len(longest) // 2
    return f"{text[:at]}-\n{text[at:]}"


def head_of(told: Scene, j: int) -> Entry:
    """The head of a variable's column."""
    choice, variable = told.choice, told.variables[j]
    match choice.heads:
        case "names":
            text = "\n".join(textwrap.wrap(variable.label, HEAD_WIDTH, break_long_words=False))
            return Entry(text + (f"\n({variable.low}–{variable.high})" if choice.units else ""))
        case "turned":
            return Entry(variable.label, turned=True)
        case "short":
            return Entry(variable.short)
        case _:
            return Entry(HEADED.get(choice.heads, "{}").format(numbered(told, j)))


def header_of(told: Scene, columns: list[int], *, moments: bool) -> Iterator[Row]:
    """The head rows of these columns."""
    choice = told.choice
    shown = moments and choice.moments_at != "below"
    beside = [Entry(PLACED_BELOW[m]) for m in choice.moments] if shown else []
    heads = [head_of(told, j) for j in columns]
    stub = [Entry(told.rng.choice(("Variable", "Measure", "")), align="left")]
    if choice.heads == "none":
        return
    if choice.inside == "stack" or choice.heads == "apart":
        stub.insert(0, Entry())
    if choice.spanning:
        before, after = [Entry()] * len(beside), [Entry("Correlations", span=len(heads))]
        if choice.moments_at == "before":
            yield (*[Entry()] * len(stub), *before, *after)
        else:
            yield (*[Entry()] * len(stub), *after, *before)
    yield (*stub, *heads, *beside) if choice.moments_at == "after" else (*stub, *beside, *heads)


def cell_of(told: Scene, i: int, j: int, truth: list[Truth]) -> Entry:
    """The cell of row i and column j; its truth is noted."""
    choice = told.choice
    if i == j:
        return _diagonal(told, i)
    if (choice.triangle == "lower" and j > i) or (choice.triangle == "upper" and j < i):
        return Entry()
    if choice.other == "partial" and j > i:
        return _partial(told, i, j, truth)
    if choice.other and (j > i) == (choice.other != "interval"):
        return Entry(_other_side(told, i, j))
    if choice.missing and told.rng.random() < MISSING:
        return Entry("" if choice.missing == "blank" else "n/a")
    sample = int(choice.triangle == "groups" and j < i)
    r, n = told.matrices[sample][i][j], told.sizes[sample]
    x, y = told.variables[i].label, told.variables[j].label
    entry = gold(told, x, y, r, sample=sample, col=head_of(told, j).text.replace("\n", " "))
    truth.append(entry | {"n": pairwise(n, r)} if choice.other == "n" else entry)
    bold = choice.marks == "bold" and level_of(r, n, (0.05,)) > 0
    return Entry(_inside(told, value(told, r, sample=sample), r, n), bold=bold)


def _inside(told: Scene, text: str, r: float, n: int) -> str:
    match told.choice.inside:
        case "p":
            return f"{text} ({significance(r, n, told.habit)})"
        case "p line":
            return f"{text}\n({significance(r, n, told.habit)})"
        case "interval":
            return f"{text}\n{bounds(r, n, told.habit)}"
        case "stack":
            return f"{text}\n{significance(r, n, told.habit).replace('<', '')}\n{n}"
        case _:
            return text


def _partial(told: Scene, i: int, j: int, truth: list[Truth]) -> Entry:
    r = round(told.matrices[0][i][j] * SHRUNK, told.habit.decimals) or told.matrices[0][i][j]
    x, y = told.variables[i].label, told.variables[j].label
    truth.append(gold(told, x, y, r, col=head_of(told, j).text.replace("\n", " ")) | {"statistic": "partial"})
    return Entry(value(told, r))


def pairwise(n: int, r: float) -> int:
    """The cases of one pair of variables, some missing."""
    return n - round(abs(r) * MOST_MISSING)


def _other_side(told: Scene, i: int, j: int) -> str:
    """What stands in the half without correlations."""
    r, n, habit = told.matrices[0][i][j], told.sizes[0], told.habit
    match told.choice.other:
        case "p":
            return significance(r, n, habit)
        case "interval":
            return bounds(r, n, habit)
        case "n":
            return str(pairwise(n, r))
        case _:
            return measured(r * told.variables[i].sd * told.variables[j].sd, habit)


def _diagonal(told: Scene, i: int) -> Entry:
    habit, variable = told.habit, told.variables[i]
    match told.choice.diagonal:
        case "dash":
            return Entry(told.dash)
        case "one":
            return Entry(f"1\n\n{told.sizes[0]}" if told.choice.inside == "stack" else "1")
        case "exact":
            return Entry(measured(1, habit, decimals=habit.decimals))
        case "alpha":
            return Entry(f"({printed(variable.alpha, habit)})")
        case "bold alpha":
            return Entry(printed(variable.alpha, habit), bold=True)
        case "ave":
            return Entry(printed(variable.alpha, habit), bold=True)
        case "blank":
            return Entry()


def _moment(told: Scene, variable: Variable, which: str) -> str:
    habit = replace(told.habit, decimals=2)
    match which:
        case "M":
            return measured(variable.mean, habit)
        case "SD":
            return measured(variable.sd, habit)
        case "α":
            return printed(variable.alpha, habit)
        case "Range":
            return f"{variable.low}–{variable.high}"
        case "n":
            return str(told.sizes[0] - round(variable.alpha * 10))
        case _:
            return f"{measured(variable.mean, habit)} ({measured(variable.sd, habit)})"
