"""The quicker constructor makes the same values."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from corpus.quick import quickly_made


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    size: float = 10.0
    marks: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    """A value."""

    name: str
    size: float = 10.0
    marks: tuple[str, ...] = ()


def test_a_quickly_made_value_has_its_fields_and_defaults() -> None:
    for made, plain in (
        (Quick("a"), Plain("a")),
        (Quick("a", marks=("*",)), Plain("a", marks=("*",))),
        (replace(Quick("a"), size=2.0), Plain("a", 2.0)),
    ):
        assert (made.name, made.size, made.marks) == (plain.name, plain.size, plain.marks)
    assert Quick("a") == Quick(name="a", size=10.0)
    assert hash(Quick("a")) == hash(Quick("a", 10.0, ()))


def test_a_quickly_made_value_cannot_be_changed_or_made_of_other_fields() -> None:
    with pytest.raises(FrozenInstanceError):
        Quick("a").name = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Quick("a", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Quick()  # type: ignore[call-arg]
