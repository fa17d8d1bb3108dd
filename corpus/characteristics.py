"""Characteristics of a study as values: what a person wrote, in the protocol's types, and what a formula derives."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from corpus.errors import InvalidDecision, InvalidProtocol
from corpus.protocol import Characteristic, Protocol, nearest

NOT_REPORTED_WORDS = ("not reported", "nr", "n.r.")
YES_WORDS = ("yes", "y", "true", "1")
NO_WORDS = ("no", "n", "false", "0")

OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs, "round": round}


def value_of(name: str, given: Any, protocol: Protocol) -> Any:
    """The value in the characteristic's type, None for "not reported"; InvalidDecision names what is possible."""
    if name not in protocol.characteristics:
        near = nearest(name, protocol.characteristics)
        raise InvalidDecision(f"{name!r} is no characteristic of the protocol{near}.")
    characteristic = protocol.characteristics[name]
    text = "" if given is None else str(given).strip()
    if given is None or text.casefold() in NOT_REPORTED_WORDS:
        return None
    if not text:
        raise InvalidDecision(f"{name} has no value; give one or 'not reported'.")
    match characteristic.type:
        case "number":
            return _number(name, text)
        case "yesno":
            return _yes_or_no(name, text)
        case "choice":
            return _choice(name, text, characteristic)
    return text


def _number(name: str, text: str) -> float | int:
    try:
        value = float(text.replace("−", "-").removesuffix("%"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidDecision(f"{name} = {text!r} is not a number; write it like 19.8, or 'not reported'.")
    return int(value) if value.is_integer() else value


def _yes_or_no(name: str, text: str) -> bool:
    if text.casefold() in YES_WORDS:
        return True
    if text.casefold() in NO_WORDS:
        return False
    raise InvalidDecision(f"{name} = {text!r} is neither yes nor no; write one of them, or 'not reported'.")


def _choice(name: str, text: str, characteristic: Characteristic) -> str:
    folded = text.casefold()
    for code, label in characteristic.choices.items():
        if folded in (code.casefold(), label.casefold()):
            return code
    raise InvalidDecision(f"{name} = {text!r} is no choice of it{nearest(text, characteristic.choices)}.")


def completed(coded: Mapping[str, Any], protocol: Protocol) -> dict[str, Any]:
    """The coded values and those that formulas derive from them; a coded value stands before a derived one."""
    values = dict(coded)
    derived = {name: item.formula for name, item in protocol.characteristics.items() if item.formula}
    for _ in derived:  # a formula may use what another one derives: as many rounds as there are formulas are enough
        for name, formula in derived.items():
            if values.get(name) is None and (value := evaluate(formula, values)) is not None:
                values[name] = value
    return {name: value for name, value in values.items() if name in protocol.characteristics}


def evaluate(formula: str, values: Mapping[str, Any]) -> float | None:
    """The number that the formula gives, or None where one of its names has no number; only arithmetic is allowed."""
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError:
        raise InvalidProtocol(f"formula {formula!r} cannot be read; write it like 'year - mean_age'.") from None
    try:
        value = _evaluate(tree, values, formula)
    except (_NoNumber, ZeroDivisionError, OverflowError):
        return None
    return value if math.isfinite(value) else None


class _NoNumber(Exception):
    """A name of the formula has no number."""


def _evaluate(node: ast.expr, values: Mapping[str, Any], formula: str) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name):
            return _value(name, values)
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_evaluate(operand, values, formula))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_evaluate(left, values, formula), _evaluate(right, values, formula))
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_evaluate(argument, values, formula) for argument in arguments))
    text = ast.unparse(node)
    known = ", ".join(sorted(FUNCTIONS))
    raise InvalidProtocol(f"formula {formula!r}: {text!r} is not allowed; use + - * /, numbers, names and {known}.")


def _value(name: str, values: Mapping[str, Any]) -> float:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _NoNumber
    return value
