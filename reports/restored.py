"""An analysis made again from its JSON, so that versions can be compared step by step whatever the store says today."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from corpus.effects import Effect, Selection
from corpus.errors import StookError
from corpus.protocol import Characteristic, Question
from pooling import Method

TUPLES = ("measures", "waves", "informants", "labels", "reliabilities", "decisions")
EFFECT = frozenset(field.name for field in dataclasses.fields(Effect))
METHOD = frozenset(field.name for field in dataclasses.fields(Method))


class NotRestored(StookError):
    """A version whose method or effects this software does not know any more."""

    code = "version"


def restored_effect(found: Mapping[str, Any]) -> Effect:
    """An effect of analysis.json; what later software added has its default, what it dropped is left out."""
    given = {name: value for name, value in found.items() if name in EFFECT}
    given.update({name: tuple(given[name]) for name in TUPLES if name in given})
    try:
        chosen = given["selection"]
        given["selection"] = Selection(tuple(chosen["available"]), tuple(chosen["taken"]), chosen["rule"])
        return Effect(**given)
    except (KeyError, TypeError) as missing:
        raise NotRestored(f"effect {found.get('id')} was written by other software: {missing}.") from None


def restored_method(found: Mapping[str, Any], version: str) -> Method:
    """A method of analysis.json; refused with its version where a name in it is not known any more."""
    unknown = sorted(set(found) - METHOD)
    if unknown:
        raise NotRestored(f"analysis {version} was made with {unknown[0]} = {found[unknown[0]]!r}, which is gone.")
    try:
        return Method(**found)
    except ValueError as error:
        raise NotRestored(f"analysis {version} was made with a method that is gone: {error}") from None


def restored_question(version: Mapping[str, Any], wanted: str) -> tuple[Question, Characteristic | None]:
    """A question as the protocol of a version had it, and the characteristic that splits it."""
    laid_down = version["protocol"]
    raw = next((one for one in laid_down["questions"] if one["id"] == wanted), None)
    if raw is None:
        raise NotRestored(f"the protocol of analysis {version['version']} has no question {wanted!r}.")
    question = Question.model_validate(_known(raw, Question))
    by = laid_down["characteristics"].get(question.by)
    return question, Characteristic.model_validate(_known(by, Characteristic)) if by else None


def _known(raw: Mapping[str, Any], model: type[Question] | type[Characteristic]) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name in model.model_fields}
