"""`stook accept`: accept many results at once, after people have found a random sample of them without a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import as_json, say

if TYPE_CHECKING:
    from corpus.protocol import Protocol
    from corpus.store import Store
    from review.bulk import Bulk

USUAL_RISK = 0.01


def accept(
    bulk: Annotated[str, typer.Argument(help="A bulk acceptance that was begun, like B1; alone: where it stands")] = "",
    above: Annotated[float | None, typer.Option(help="Of what waits, take what is right with this probability")] = None,
    risk: Annotated[float, typer.Option(help="The share of it that may be wrong")] = USUAL_RISK,
    start: Annotated[bool, typer.Option("--start", help="Draw the sample that people check first")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Draws the same sample again")] = 1,
    finish: Annotated[bool, typer.Option("--finish", help="Accept the rest, once the sample has passed")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take all of it back in one step")] = False,
    audit: Annotated[int, typer.Option(min=0, help="Draw so many of what was accepted, to look at after all")] = 0,
    who: Annotated[str | None, typer.Option(help="Who decides; default: STOOK_WHO or the login name")] = None,
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Accept what the reader is sure of, after a random sample of it was checked by people and none was wrong.

    Results with a hard warning or a doubt about a sign are never among them.

    Example: stook accept --above .98 --risk .01

    Example: stook accept B1 --finish
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from review import bulk as many

    checked(format, ("text", "json"))
    settings = read_settings()
    signed = who or settings.who
    with Store.open(settings.root) as store:
        protocol = read_protocol(settings.protocol)
        if above is not None and not start:
            _foretell(store, protocol, above=above, risk=risk, as_data=format == "json")
            return
        if above is not None:
            found = [many.begin(store, protocol, above=above, risk=risk, seed=seed, who=signed)]
        elif finish:
            found = [many.finish(store, protocol, bulk, who=signed)]
        elif undo:
            found = [many.take_back(store, bulk, who=signed)]
        elif audit:
            found = [many.audit(store, bulk, count=audit, seed=seed, who=signed)]
        else:
            found = [many.find(store, bulk)] if bulk else many.bulks(store)
    _tell(found, as_data=format == "json")


def _foretell(store: Store, protocol: Protocol, *, above: float, risk: float, as_data: bool) -> None:
    """How many would have to be checked, before anything is begun."""
    from dataclasses import asdict

    from review.bulk import stratum

    found = stratum(store, protocol, above=above, risk=risk)
    if as_data:
        as_json(asdict(found) | {"spared": found.spared})
        return
    say(f"{len(found.ids)} results wait with a probability of {above:g} or more, none with a hard warning.")
    say(f"{found.needed} of them, drawn at random, have to be checked and right before the other {found.spared} are")
    say(f"accepted: then, with 95 % confidence, no more than {100 * risk:g} % of all are wrong.")
    say(f"Nothing has begun; add --start, like `stook accept --above {above:g} --risk {risk:g} --start --seed 7`.")


def _tell(found: list[Bulk], *, as_data: bool) -> None:
    from dataclasses import asdict

    from review.bulk import told

    if as_data:
        as_json([asdict(one) | {"state": one.state} for one in found])
        return
    if not found:
        say("Nothing was accepted in bulk; `stook accept --above .98 --risk .01` says what that would take.")
    for one in found:
        say(f"{one.id}: above {one.above:g}, risk {one.risk:g}, seed {one.seed}, by {one.who}: {told(one)}")
        if one.state == "open":
            say(f"  to check: {' '.join(one.left)}; then `stook accept {one.id} --finish`")
        if waiting := [item for item in one.audit if item not in one.looked]:
            say(f"  to look at afterwards: {' '.join(waiting)}")
