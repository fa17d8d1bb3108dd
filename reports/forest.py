"""The forest plot: a row a sample, squares by weight, diamonds, prediction interval; each square leads to its quote.

Everything is placed in inches on one canvas, from the top, so that 1 and 300 rows have the same type size and spacing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from pooling import Estimate
from reports.analysis import Analysis, Row, samples_in
from reports.anchors import anchor_of
from reports.figures import BLUE, FAINT, FONT_SIZE, GREY, INK, ORANGE, RULE, SKY, printable, style, width, wrap, write
from reports.methods import done, model
from reports.numbers import coefficient, count, degrees, number, p_clause, percent

Sort = Literal["r", "label", "n", "weight"]

WIDTH = 7.4  # inches: the text width of a journal page with narrow margins
MARGIN, GAP = 0.08, 0.14
STUDY_WIDTH, GROUP_WIDTH = (1.6, 1.9), (0.5, 1.0)  # the least and the most that names take before they wrap
LINE, PADDING = 0.135, 0.065  # of a line of type and between rows
HEAD, AXIS = 0.34, 0.42  # above the first row and below the last
SQUARE, SMALLEST = 0.125, 0.04  # sides at the greatest weight and at none
DIAMOND, TICK, CAP = 0.062, 0.035, 0.03  # half heights
SMALL = FONT_SIZE - 1
STEPS = (0.1, 0.2, 0.5)  # between ticks
MOST_TICKS = 7
NO_PAGE = ("imported", "manual", "author")  # kinds of source that no reader can open at a page
STATISTICS = ("n", "r")  # set in italics
EDGE = 0.04  # room beyond the widest interval, in r


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand, in inches from the left; numbers are right-aligned."""

    study: float
    group: float
    n: float
    plot: tuple[float, float]
    r: float
    low: float
    high: float
    weight: float
    wrap: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From correlations to inches."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, r: float) -> float:
        """Inches from the left for a correlation."""
        return self.left + (r - self.low) / (self.high - self.low) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the figure: a heading, a row, a summary, a prediction interval or words."""

    kind: Literal["heading", "row", "summary", "total", "prediction", "words", "space"]
    text: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    row: Row | None = None
    estimate: Estimate | None = None

    @property
    def height(self) -> float:
        """Inches that the line takes."""
        if self.kind in ("space", "words"):
            return PADDING if self.kind == "space" else LINE
        return LINE * max(1, len(self.text), len(self.group)) + PADDING


@dataclass(frozen=True, slots=True)
class Canvas:
    """What drawing needs to know. `strokes` are lines from x, y to x, y and where they lead, drawn at once."""

    axes: Axes
    at: Columns
    scale: Scale
    analysis: Analysis
    page: str
    heaviest: float
    strokes: list[tuple[float, float, float, float, str]] = field(default_factory=list)


def forest(analysis: Analysis, *, page: str = "report.html", sort: Sort = "r") -> Figure:
    """Draw an analysis; `page` is the file that squares lead into ("" inside that file itself)."""
    with style():
        at = _columns(analysis)
        lines = _lines(analysis, at, sort)
        height = HEAD + sum(line.height for line in lines) + AXIS
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        heaviest = max((row.weight for row in analysis.rows), default=1.0)
        canvas = Canvas(axes, at, _scale(analysis, at), analysis, page, heaviest)
        bottom = _draw_lines(canvas, lines)
        _draw_frame(canvas, bottom)
    return figure


def _columns(analysis: Analysis) -> Columns:
    """Columns as wide as their words, up to a limit; the plot takes what is left."""
    study = _fitting([_name(row) for row in analysis.rows], STUDY_WIDTH)
    groups = [_group(row) for row in analysis.rows]
    group = _fitting(groups, GROUP_WIDTH) if any(groups) else 0.0
    n = MARGIN + study + GAP + (group + GAP if group else 0.0) + max(width(_size(r)) for r in (*analysis.rows, None))
    weight = WIDTH - MARGIN
    high = weight - width("Weight", weight="bold") - GAP
    low = high - width(" −.00]", weight="bold")
    r = low - width(" [−.00,", weight="bold") - GAP / 2
    plot = (n + GAP, r - width("−.00", weight="bold") - GAP)
    return Columns(MARGIN, MARGIN + study + GAP, n, plot, r, low, high, weight, (study, group))


def _fitting(texts: Sequence[str], limits: tuple[float, float]) -> float:
    return min(max([limits[0], *(width(printable(text)) + 0.01 for text in texts)]), limits[1])


def _name(row: Row) -> str:
    return row.label if len(row.effects) == 1 else f"{row.label} (mean of {len(row.effects)})"


def _group(row: Row) -> str:
    """The sample, and what tells its rows apart."""
    return ", ".join(part for part in (row.group, row.detail) if part)


def _size(row: Row | None) -> str:
    if row is None:
        return "0,000"
    return count(row.n) if row.n == row.n_min else f"{count(row.n_min)}–{count(row.n)}"


def _scale(analysis: Analysis, at: Columns) -> Scale:
    """From the lowest to the highest bound, zero included, never beyond what a correlation can be."""
    ends = [end for row in analysis.rows for end in (row.r_ci_lb, row.r_ci_ub)]
    for found in (analysis.estimate, *(analysis.subgroups.estimates if analysis.subgroups else ())):
        ends += [end for end in (found.r_ci_lb, found.r_ci_ub, *(found.r_predicted or ())) if end is not None]
    low, high = min([0.0, *ends]) - EDGE, max([0.0, *ends]) + EDGE
    if not ends:
        low, high = -0.5, 0.5
    return Scale(max(low, -1.0), min(high, 1.0), *at.plot)


def _lines(analysis: Analysis, at: Columns, sort: Sort) -> list[Line]:
    lines: list[Line] = []
    for heading, rows, estimate in _blocks(analysis):
        if heading:
            lines.append(Line("heading", tuple(wrap(heading, at.n - MARGIN, weight="bold"))))
        lines += [_row_line(row, at) for row in _sorted(rows, sort)]
        if estimate is not None:
            lines.append(Line("summary", tuple(_summary(heading, rows, estimate, at)), estimate=estimate))
        lines.append(Line("space"))
    if not analysis.rows:
        return [*lines, Line("words", ("No verified effect yet: there is nothing to pool.",))]
    return lines + _closing(analysis, at)


def _blocks(analysis: Analysis) -> list[tuple[str, list[Row], Estimate | None]]:
    """Rows by level in the order of the subgroups, then those without one; all in one where there are no subgroups."""
    parts, rows = analysis.subgroups, analysis.rows
    if parts is None or analysis.by is None:
        return [("", list(rows), None)]
    blocks: list[tuple[str, list[Row], Estimate | None]] = [
        (level, [row for row in rows if row.level == level], parts[level]) for level in parts.levels
    ]
    gaps = sorted({row.gap for row in rows if row.gap})
    return blocks + [(f"{analysis.by.label}: {gap}", [row for row in rows if row.gap == gap], None) for gap in gaps]


def _sorted(rows: Sequence[Row], sort: Sort) -> list[Row]:
    """Rows in order; the rows of one sample stay together, where the first of them stands."""
    if sort == "label":
        return sorted(rows, key=lambda row: (row.label.casefold(), row.cluster, row.group, row.effects))
    ordered = sorted(rows, key=lambda row: (-float(getattr(row, sort)), row.label, row.group, row.effects))
    place = {row.cluster: i for i, row in reversed(list(enumerate(ordered)))}
    return sorted(ordered, key=lambda row: place[row.cluster])


def _row_line(row: Row, at: Columns) -> Line:
    text = _group(row)
    group = wrap(text, at.wrap[1]) if text else []
    return Line("row", tuple(wrap(_name(row), at.wrap[0])), tuple(group), row=row)


def _summary(heading: str, rows: Sequence[Row], estimate: Estimate, at: Columns) -> list[str]:
    spread = _counted(estimate, rows)
    if estimate.k > 1:
        spread += f", I² = {percent(estimate.heterogeneity.I2)}"
    return wrap(f"{heading} ({spread})", at.n - MARGIN)


def _counted(estimate: Estimate, rows: Sequence[Row]) -> str:
    """How many results, and how many samples where these are fewer."""
    samples = samples_in(rows)
    return f"k = {estimate.k}" + (f" of {samples} samples" if samples != estimate.k else "")


def _closing(analysis: Analysis, at: Columns) -> list[Line]:
    estimate = analysis.estimate
    total = f"All samples ({_counted(estimate, analysis.rows)}, n = {count(analysis.n)})"
    lines = [Line("total", tuple(wrap(total, at.n - MARGIN, weight="bold")), estimate=estimate)]
    if estimate.k > 1 and estimate.r_predicted is not None:
        words = f"{percent(100 * estimate.level, 0)} prediction interval"
        lines.append(Line("prediction", tuple(wrap(words, at.n - MARGIN)), estimate=estimate))
    lines.append(Line("space"))
    lines += [
        Line("words", (text,)) for sentence in _sentences(analysis) for text in wrap(sentence, WIDTH - 2 * MARGIN)
    ]
    return lines


def _sentences(analysis: Analysis) -> list[str]:
    found, parts = analysis.estimate, analysis.subgroups
    spread = found.heterogeneity
    sentences = []
    if found.k > 1:
        sentences.append(model(done(analysis), found.ddf))
        bounds = f" [{number(spread.I2_lb, 1)}, {number(spread.I2_ub, 1)}]" if spread.I2_lb is not None else ""
        sentences.append(
            f"Heterogeneity: Q({spread.QE_df}) = {number(spread.QE)}, {p_clause(spread.QEp)}; "
            f"τ² = {number(spread.tau2, 3)}; I² = {percent(spread.I2)}{bounds}."
        )
    if parts is not None and parts.Q_between is not None:
        test = f"Q({degrees(parts.df)}) = {number(parts.Q_between)}, {p_clause(parts.pval)}"
        sentences.append(f"Test of differences between subgroups: {test}.")
    if parts is not None and parts.F_between is not None:
        test = f"F({parts.df}, {degrees(parts.df2)}) = {number(parts.F_between)}, {p_clause(parts.pval)}"
        sentences.append(f"Robust test of differences between subgroups: {test}.")
    if any(_off_page(row, analysis) for row in analysis.rows):
        sentences.append("Open squares: results that stand on no page (imported, sent by authors, or added by hand).")
    if any(len(row.effects) > 1 for row in analysis.rows):
        sentences.append("Small ticks: the results of one sample that were averaged.")
    return sentences


def _off_page(row: Row, analysis: Analysis) -> bool:
    effects = {effect.id: effect for effect in analysis.effects}
    return any(effects[name].source_kind in NO_PAGE and not effects[name].digest for name in row.effects)


def _draw_lines(canvas: Canvas, lines: Sequence[Line]) -> float:
    """Draw from the top; return where the plot ends, which is above the closing words."""
    top, bottom = HEAD, HEAD
    draw = {"heading": _heading, "row": _row, "summary": _pooled, "total": _pooled, "prediction": _prediction}
    footer: list[tuple[float, Line]] = []
    for line in lines:
        middle = top + line.height / 2
        if line.kind == "words":
            footer.append((middle + AXIS - 2 * PADDING, line))
        elif line.kind != "space":
            draw[line.kind](canvas, line, middle)
            bottom = top + line.height
        top += line.height
    for middle, line in footer:
        _words(canvas, canvas.at.study, middle, line.text, size=SMALL, color=GREY)
    _strokes(canvas)
    return bottom


def _strokes(canvas: Canvas) -> None:
    """The intervals of all rows, and the marks of results that were averaged."""
    ends = [((x0, y0), (x1, y1)) for x0, y0, x1, y1, _ in canvas.strokes]
    drawn = LineCollection(ends, colors=INK, linewidths=0.8, capstyle="butt", zorder=3)
    drawn.set_urls([url or None for *_, url in canvas.strokes])
    canvas.axes.add_collection(drawn, autolim=False)


def _words(canvas: Canvas, x: float, y: float, lines: Sequence[str], **look: object) -> None:
    """Lines of type about a height."""
    first = y - LINE * (len(lines) - 1) / 2
    for i, text in enumerate(lines):
        write(canvas.axes, x, first + i * LINE, text, **{"va": "center_baseline", "color": INK, **look})


def _numbers(canvas: Canvas, y: float, ends: tuple[float | None, ...], weight: str = "normal") -> None:
    """The estimate and its bounds, each in its own right-aligned column."""
    r, low, high = ends
    at, look = canvas.at, {"ha": "right", "weight": weight}
    if r is not None:
        _words(canvas, at.r, y, [coefficient(r)], **look)
    _words(canvas, at.low, y, [f"[{coefficient(low)},"], **look)
    _words(canvas, at.high, y, [f"{coefficient(high)}]"], **look)


def _heading(canvas: Canvas, line: Line, y: float) -> None:
    _words(canvas, canvas.at.study, y, line.text, weight="bold")


def _row(canvas: Canvas, line: Line, y: float) -> None:
    row = line.row
    assert row is not None
    effects = [effect for effect in canvas.analysis.effects if effect.id in row.effects]
    url = f"{canvas.page}#{anchor_of(effects[0])}"
    _words(canvas, canvas.at.study, y, line.text, url=url)
    _words(canvas, canvas.at.group, y, line.group)
    _words(canvas, canvas.at.n, y, [_size(row)], ha="right")
    _numbers(canvas, y, (row.r, row.r_ci_lb, row.r_ci_ub))
    _words(canvas, canvas.at.weight, y, [percent(row.weight)], ha="right")
    scale, axes = canvas.scale, canvas.axes
    canvas.strokes.append((scale(row.r_ci_lb), y, scale(row.r_ci_ub), y, ""))
    for effect in effects if len(effects) > 1 else ():
        x = scale(effect.r)
        canvas.strokes.append((x, y - TICK, x, y + TICK, f"{canvas.page}#{anchor_of(effect)}"))
    side = max(SMALLEST, SQUARE * (max(row.weight, 0.0) / canvas.heaviest) ** 0.5)
    fill = "white" if _off_page(row, canvas.analysis) else BLUE
    square = Rectangle((scale(row.r) - side / 2, y - side / 2), side, side, fc=fill, ec=BLUE, lw=0.8, zorder=4)
    square.set_url(url)
    square.set_gid(f"square-{anchor_of(effects[0])}")
    axes.add_patch(square)


def _pooled(canvas: Canvas, line: Line, y: float) -> None:
    found, total = line.estimate, line.kind == "total"
    assert found is not None
    assert found.r is not None
    assert found.r_ci_lb is not None
    assert found.r_ci_ub is not None
    weight = "bold" if total else "normal"
    _words(canvas, canvas.at.study, y, line.text, weight=weight, style="normal" if total else "italic")
    _numbers(canvas, y, (found.r, found.r_ci_lb, found.r_ci_ub), weight)
    x, middle = canvas.scale, canvas.scale(found.r)
    corners = [(x(found.r_ci_lb), y), (middle, y - DIAMOND), (x(found.r_ci_ub), y), (middle, y + DIAMOND)]
    canvas.axes.add_patch(Polygon(corners, closed=True, fc=INK if total else SKY, ec=INK, lw=0.7, zorder=5))


def _prediction(canvas: Canvas, line: Line, y: float) -> None:
    assert line.estimate is not None
    assert line.estimate.r_predicted is not None
    low, high = line.estimate.r_predicted
    _words(canvas, canvas.at.study, y, line.text)
    _numbers(canvas, y, (None, low, high))
    left, right = canvas.scale(low), canvas.scale(high)
    canvas.axes.plot([left, right], [y, y], color=ORANGE, lw=2.2, solid_capstyle="butt", zorder=4)
    for x in (left, right):
        canvas.axes.plot([x, x], [y - CAP, y + CAP], color=ORANGE, lw=1.0, zorder=4)


def _draw_frame(canvas: Canvas, bottom: float) -> None:
    """Column heads, rules, the lines of no effect and of the estimate, and the axis."""
    at, axes, y = canvas.at, canvas.axes, HEAD - PADDING - LINE / 2
    level = percent(100 * canvas.analysis.method.level, 0)
    heads = [
        (at.study, "Study", "left"),
        (at.n, "n", "right"),
        (at.r, "r", "right"),
        (at.high, f"[{level} CI]", "right"),
        (at.weight, "Weight", "right"),
    ]
    if at.wrap[1]:
        heads.append((at.group, "Sample", "left"))
    for x, text, side in heads:
        _words(canvas, x, y, [text], ha=side, weight="bold", style="italic" if text in STATISTICS else "normal")
    axes.plot([MARGIN, WIDTH - MARGIN], [HEAD - PADDING / 2] * 2, color=INK, lw=0.8)
    top, estimate, scale = HEAD - PADDING / 2, canvas.analysis.estimate, canvas.scale
    axes.plot([scale(0.0)] * 2, [top, bottom], color=RULE, lw=0.8, zorder=1)
    if estimate.r is not None and estimate.k > 1:
        axes.plot([scale(estimate.r)] * 2, [top, bottom], color=RULE, lw=0.8, ls=(0, (3, 2)), zorder=1)
    _draw_axis(canvas, bottom)


def _draw_axis(canvas: Canvas, y: float) -> None:
    scale, axes = canvas.scale, canvas.axes
    axes.plot([scale.left, scale.right], [y, y], color=INK, lw=0.8)
    for tick in _ticks(scale):
        axes.plot([scale(tick)] * 2, [y, y + TICK], color=INK, lw=0.8)
        axes.plot([scale(tick)] * 2, [HEAD - PADDING / 2, y], color=FAINT, lw=0.3, zorder=0)
        _words(
            canvas, scale(tick), y + TICK + LINE * 0.6, [coefficient(tick, 1) if tick else "0"], ha="center", size=SMALL
        )
    _words(canvas, (scale.left + scale.right) / 2, y + TICK + LINE * 1.6, ["Correlation r"], ha="center", size=SMALL)


def _ticks(scale: Scale) -> list[float]:
    """Round correlations inside the plot, few enough to keep their labels apart."""
    found: list[float] = []
    for step in STEPS:
        last = round(1 / step)
        found = [round(i * step, 1) for i in range(-last, last + 1) if scale.low <= i * step <= scale.high]
        if len(found) <= MOST_TICKS:
            break
    return found
