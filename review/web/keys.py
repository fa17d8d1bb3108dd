"""The keys of the pages, in one registry: checked for collisions, shown on `?`, and free to be changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.errors import InvalidDecision
from corpus.store import Store
from review.subjects import nearest

KEYS_OF = "keys:"  # and the person's name: what that person changed


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does: it presses the button or link, or goes to the field, that bears its name."""

    name: str
    key: str
    what: str


REGISTRY = (
    Key("accept", "a", "Accept: the number, its pair, n and kind are right"),
    Key("confirm", "y", "Yes, accept it with its hard warning, after Accept"),
    Key("change", "c", "Change: correct what was read"),
    Key("reject", "r", "Reject, as the kind that is chosen"),
    Key("ask", "q", "Ask the team a question"),
    Key("skip", "s", "Skip for now"),
    Key("undo", "u", "Undo the last decision"),
    Key("keep", "k", "Keep what you typed, where it differs from what was read"),
    Key("take", "t", "Take what was read, where it differs from what you typed"),
    Key("kind-1", "1", "It is a correlation of the report's own"),
    Key("kind-2", "2", "It is cited from other work"),
    Key("kind-3", "3", "It is a reliability"),
    Key("kind-4", "4", "It is the effect size of a test"),
    Key("kind-5", "5", "It is no result"),
    Key("kind-6", "6", "The pair is wrong"),
    Key("n", "n", "Go to n"),
    Key("note", "m", "Write a comment"),
    Key("matrix", "g", "Show the whole matrix as a grid"),
    Key("queue", "l", "Back to the list"),
    Key("agreeing", "A", "In a grid: accept all that agree"),
    Key("help", "?", "Show the keys"),
)


class Keys:
    """The registry; a collision in it is found when the server starts."""

    def __init__(self, registry: tuple[Key, ...] = REGISTRY) -> None:
        self.registry = registry
        self._own: dict[str, dict[str, str]] = {}
        _are_different(registry)

    def of(self, store: Store, who: str) -> dict[str, str]:
        """The keys of a person, by what they do."""
        if who not in self._own:
            self._own[who] = json.loads(store.get(KEYS_OF + who) or "{}") if who else {}
        own = self._own[who]
        return {key.name: own.get(key.name, key.key) for key in self.registry}

    def remap(self, store: Store, who: str, chosen: Mapping[str, str]) -> None:
        """Keep other keys for a person; two things on one key are refused."""
        names = {key.name: key for key in self.registry}
        for name, key in chosen.items():
            if name not in names:
                raise InvalidDecision(f"{name!r} is nothing that has a key{nearest(name, names)}.")
            if len(key) != 1 or key.isspace():
                raise InvalidDecision(f"{key!r} for {name} is no key; give one character.")
        changed = tuple(replace(key, key=chosen.get(key.name, key.key)) for key in self.registry)
        _are_different(changed)
        own = {key.name: key.key for key in changed if key.key != names[key.name].key}
        store.put(KEYS_OF + who, json.dumps(own))
        self._own[who] = own


def _are_different(registry: tuple[Key, ...]) -> None:
    taken: dict[str, str] = {}
    for key in registry:
        if key.key in taken:
            raise InvalidDecision(f"the key {key.key!r} stands for {taken[key.key]} and {key.name}; give each its own.")
        taken[key.key] = key.name
