"""Which pages there are and who may open them: a page without a role cannot be declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

Role = Literal["anyone", "viewer", "analyst", "adjudicator", "admin"]
ROLES: tuple[str, ...] = get_args(Role)  # each may do what those before it may
Handler = Callable[..., Any]
FORM_BYTES = 256_000  # a form of text fields; pages that take files say so


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its handler gets a Visit and the parts of the path. `serial` handlers use the store one at a time."""

    method: Literal["GET", "POST"]
    path: str
    role: Role
    handle: Handler
    serial: bool = True
    most_bytes: int = FORM_BYTES
    menu: str = ""  # its name in the head of every page


class Pages:
    """The pages that one file declares."""

    def __init__(self) -> None:
        self.all: list[Page] = []

    def get(self, path: str, *, role: Role, serial: bool = True, menu: str = "") -> Callable[[Handler], Handler]:
        """Declare what is shown under this path."""
        return self._declared(lambda handle: Page("GET", path, role, handle, serial, menu=menu))

    def post(
        self, path: str, *, role: Role, serial: bool = True, most_bytes: int = FORM_BYTES
    ) -> Callable[[Handler], Handler]:
        """Declare what a form changes; its token and origin are checked before the handler runs."""
        return self._declared(lambda handle: Page("POST", path, role, handle, serial, most_bytes))

    def _declared(self, page_of: Callable[[Handler], Page]) -> Callable[[Handler], Handler]:
        def declare(handle: Handler) -> Handler:
            self.all.append(page_of(handle))
            return handle

        return declare


def may(role: str, wanted: str) -> bool:
    """Whether somebody of this role may open a page of that role."""
    return ROLES.index(role) >= ROLES.index(wanted)
