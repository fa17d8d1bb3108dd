"""Frozen dataclasses to JSON and back. What equals its default is left out, so a new optional field changes no row."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from corpus.document import Box

T = TypeVar("T")
SCALARS = {str, int, float, bool}  # JSON tells them apart by itself
Decoder = Callable[[Any], Any]


def canonical(value: Any) -> str:
    """JSON in one spelling only: sorted keys, no blanks, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def storable(text: str) -> str:
    """Text as every database takes it: no NUL, no half of a character, as a file's name may hold on some systems."""
    return text.replace("\0", "\ufffd").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def storables(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values, its text storable."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


def plain(value: Any) -> Any:
    """The value as dicts, lists, text and numbers."""
    if isinstance(value, Box):  # most of what is stored is boxes: five numbers instead of five names
        return [value.page, value.x0, value.top, value.x1, value.bottom]
    if is_dataclass(value) and not isinstance(value, type):
        given = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: plain(item) for field, item in given if field.default is MISSING or item != field.default}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def encode(value: Any) -> str:
    """The value as canonical JSON."""
    return canonical(plain(value))


def decode(kind: type[T], text: str) -> T:
    """The value of this type from its JSON."""
    return restore(kind, json.loads(text))


def restore(kind: type[T], value: Any) -> T:
    """The value of this type from its dicts and lists."""
    return cast("T", _decoder(cast("Any", kind))(value))


@cache
def _decoder(kind: Any) -> Decoder:
    if kind is Box:
        return _box
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _tuple_decoder(get_args(kind))
    if origin in (Union, types.UnionType):
        if set(get_args(kind)) <= SCALARS:
            return _same
        (inner,) = [argument for argument in get_args(kind) if argument is not type(None)]
        decoder = _decoder(inner)
        return lambda value: None if value is None else decoder(value)
    if origin is Literal or kind in (str, int, bool, Any):
        return _same
    if kind is float:
        return float
    raise TypeError(f"{kind} cannot be stored; use dataclasses, tuples, text and numbers.")


def _same(value: Any) -> Any:
    return value


def _box(value: Any) -> Box:
    return Box(*value)


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(kind)}

    def decoder(value: Any) -> Any:
        return kind(**{name: decoders[name](item) for name, item in value.items()})

    return decoder


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _decoder(arguments[0])
        return lambda value: tuple(map(each, value))
    decoders = [_decoder(argument) for argument in arguments]
    return lambda value: tuple(decoder(item) for decoder, item in zip(decoders, value, strict=True))
