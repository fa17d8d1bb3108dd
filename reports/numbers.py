"""Numbers as APA 7 prints them: no leading zero for r and p, a real minus, no "-.00". Formatted nowhere else."""

from __future__ import annotations

import math

MINUS = "\u2212"
NOT_AVAILABLE = "–"  # an en dash stands where there is no number
R_DECIMALS = 2
P_DECIMALS = 3
SMALLEST_P = 0.001  # APA 7: smaller values are printed as "< .001"


def number(value: float | None, decimals: int = 2) -> str:
    """A number that may exceed 1 (z, tau², Q): `0.53`, `−1.20`."""
    if value is None or math.isnan(value):
        return NOT_AVAILABLE
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    text = f"{abs(value):,.{decimals}f}"
    zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or zero else f"{MINUS}{text}"


def coefficient(value: float | None, decimals: int = R_DECIMALS) -> str:
    """A number that cannot exceed 1 (r, alpha): `.31`, `−.05`, `1.00`, and `.00` whatever its sign."""
    text = number(value, decimals)
    return text.replace("0.", ".", 1) if text.startswith(("0.", f"{MINUS}0.")) else text


def signed(value: float | None, decimals: int = R_DECIMALS) -> str:
    """A change of a coefficient, with its sign: `+.04`, `−.12`, `.00`."""
    text = coefficient(value, decimals)
    nothing = value is None or math.isnan(value) or text == coefficient(0.0, decimals)
    return text if nothing or text.startswith(MINUS) else f"+{text}"


def interval(low: float | None, high: float | None, decimals: int = R_DECIMALS) -> str:
    """An interval of coefficients: `[−.12, .31]`."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return NOT_AVAILABLE
    return f"[{coefficient(low, decimals)}, {coefficient(high, decimals)}]"


def p_value(value: float | None, decimals: int = P_DECIMALS) -> str:
    """A p for a table cell: `.034`, `< .001`, `> .999`."""
    if value is None or math.isnan(value):
        return NOT_AVAILABLE
    if value < SMALLEST_P:
        return "< .001"
    return coefficient(value, decimals) if value <= 1 - SMALLEST_P else "> .999"


def p_clause(value: float | None) -> str:
    """A p for a sentence: `p = .034`, `p < .001`."""
    text = p_value(value)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def count(value: int | None) -> str:
    """A number of things, thousands separated: `1,204`."""
    return NOT_AVAILABLE if value is None else f"{value:,}"


def percent(value: float | None, decimals: int = 1) -> str:
    """A share that is given in percent: `34.2%`."""
    text = number(value, decimals)
    return text if text == NOT_AVAILABLE else f"{text}%"


def degrees(value: float | None) -> str:
    """Degrees of freedom: whole ones without decimals."""
    if value is None:
        return NOT_AVAILABLE
    return f"{value:,.0f}" if float(value).is_integer() else number(value, 1)


def things(amount: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 study`, `12 studies`."""
    return f"{count(amount)} {one if amount == 1 else many or one + 's'}"
