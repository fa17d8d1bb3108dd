"""How a journal prints numbers: minus sign, leading zero, decimals, stars, and the wording of a result in text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from synthetic.studies import interval, p_of_r

STAR_LEVELS = (0.001, 0.01, 0.05)


@dataclass(frozen=True, slots=True)
class Style:
    """A journal's habits. `stat` is the wording of r in text, `stars` how many levels, `exact` prints p as is."""

    minus: str = "−"
    zero: bool = False
    decimals: int = 2
    stars: int = 3
    raised: bool = False
    exact: bool = True
    stat: Literal["df", "plain", "n", "ci", "list"] = "df"
    symbol: str = "_r_"
    p: str = "_p_"


def number(value: float, style: Style, *, decimals: int | None = None) -> str:
    """A coefficient as printed: `.34`, `−.07`, `0.34`."""
    places = style.decimals if decimals is None else decimals
    text = f"{abs(value):.{places}f}"
    sign = style.minus if value < 0 and float(text) > 0 else ""
    return sign + (text if style.zero or not text.startswith("0.") else text[1:])


def ascii_number(value: float, style: Style) -> str:
    """The same with a plain hyphen as minus, as gold files keep it."""
    return number(value, style).replace(style.minus, "-")


def signed(value: float, style: Style, *, decimals: int = 2) -> str:
    """A number that may exceed 1, always with its leading digit: t, means, differences."""
    text = f"{abs(value):.{decimals}f}"
    return (style.minus if value < 0 and float(text) > 0 else "") + text


def p_value(p: float, style: Style) -> tuple[str, str]:
    """Operator and number of a printed p."""
    lead = "0" if style.zero else ""
    if p < 0.001:
        return "<", f"{lead}.001"
    if style.exact:
        return "=", number(p, style, decimals=3)
    level = next((level for level in (0.01, 0.05) if p < level), None)
    return ("<", f"{lead}{level:.2f}"[-4 if style.zero else -3 :]) if level else (">", f"{lead}.05")


def p_clause(p: float, style: Style) -> str:
    """`_p_ < .001`."""
    op, text = p_value(p, style)
    return f"{style.p} {op} {text}"


def stars(p: float, style: Style) -> str:
    """The stars of a coefficient; the journal may know two levels only."""
    known = STAR_LEVELS[-style.stars :]
    return "*" * sum(p < level for level in known)


def star_legend(style: Style) -> str:
    """The line under a table that explains its stars."""
    lead = "0" if style.zero else ""
    texts = {0.05: f"{lead}.05", 0.01: f"{lead}.01", 0.001: f"{lead}.001"}
    levels = sorted(STAR_LEVELS[-style.stars :], reverse=True)
    marks = ["*" * (i + 1) for i in range(len(levels))]
    raised = [f"^{m}^" if style.raised else m for m in marks]
    return " ".join(f"{m}{style.p} < {texts[level]}." for m, level in zip(raised, levels, strict=True))


def interval_text(r: float, n: int, style: Style) -> str:
    """`[.24, .43]`."""
    low, high = interval(r, n)
    return f"[{number(low, style)}, {number(high, style)}]"


def result(r: float, n: int, style: Style, *, controls: int = 0) -> str:
    """A correlation as running text states it; `controls` reduces its degrees of freedom."""
    df = n - 2 - controls
    p = p_clause(p_of_r(r, df), style)
    value = number(r, style)
    match style.stat:
        case "df":
            return f"{style.symbol}({df}) = {value}, {p}"
        case "plain":
            return f"{style.symbol} = {value}, {p}"
        case "n":
            return f"{style.symbol} = {value}, _n_ = {count(n)}, {p}"
        case "ci":
            return f"{style.symbol}({df}) = {value}, 95% CI {interval_text(r, n, style)}, {p}"
        case "list":
            return f"{style.symbol} = {value}"


def count(n: int) -> str:
    """A number of people, with a comma from a thousand on."""
    return f"{n:,}"
