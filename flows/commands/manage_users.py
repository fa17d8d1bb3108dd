"""`stook users`: who may open the review from another machine."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from flows.commands.terminal import say

ACTIONS = ("add", "remove", "list")


def users(
    action: Annotated[str, typer.Argument(help="add, remove or list")] = "list",
    name: Annotated[str, typer.Argument(help="The person, as decisions are signed", show_default=False)] = "",
    role: Annotated[str, typer.Option(help="viewer, analyst, adjudicator or admin")] = "analyst",
) -> None:
    """Let people in by name and password, for `stook review --host`. The password is asked for, or read from a pipe.

    Example: stook users add vera --role analyst
    """
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from review.web.users import add_user, remove_user
    from review.web.users import users as everybody

    checked(action, ACTIONS, "ACTION")
    with Store.open(read_settings().root) as store:
        if action == "add":
            user = add_user(store, name, role, _password(name))
            say(f"{user.name} may come in as {user.role}")
        elif action == "remove":
            remove_user(store, name)
            say(f"{name} may not come in any more; what {name} decided stays")
        for user in everybody(store).values() if action == "list" else ():
            say(f"{user.name:<24} {user.role}")


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"Password of {name}: ")
    return sys.stdin.readline().rstrip("\r\n")
