"""`stook decide`: accept, change, reject or ask about one candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import say

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store import Store


def decide(
    item: Annotated[str, typer.Argument(help="The candidate's id, as `stook queue` shows it", show_default=False)],
    action: Annotated[str, typer.Argument(help="accept, change, reject, ask or undo", show_default=False)],
    r: Annotated[str | None, typer.Option("--r", help="The correlation as printed, for example .31 or -.05")] = None,
    n: Annotated[int | None, typer.Option("--n", help="The sample size")] = None,
    x: Annotated[str | None, typer.Option("--x", help="First variable as printed")] = None,
    y: Annotated[str | None, typer.Option("--y", help="Second variable as printed")] = None,
    statistic: Annotated[str | None, typer.Option(help="pearson, spearman, kendall, partial, ...")] = None,
    group: Annotated[str | None, typer.Option(help="Study or group in the report; empty for the whole sample")] = None,
    kind: Annotated[str | None, typer.Option(help="With reject: what it is, for example cited or reliability")] = None,
    conversion: Annotated[
        str | None, typer.Option(help="Accept a convertible result by this formula: t, F1, chi2_1, d, or, p, ...")
    ] = None,
    sign: Annotated[
        str | None, typer.Option(help="With --conversion: + or -, the direction that the words tell")
    ] = None,
    note: Annotated[str, typer.Option(help="With ask: the question")] = "",
    adjudicate: Annotated[bool, typer.Option("--adjudicate", help="Settle what independent coders differ on")] = False,
    who: Annotated[str | None, typer.Option(help="Who decides; default: STOOK_WHO or the login name")] = None,
) -> None:
    """Decide on a candidate. Decisions are appended, never changed; `undo` appends too.

    Example: stook decide C12 change --n 212

    Example: stook decide C15 accept --conversion t --sign -
    """
    from corpus.coders import coders_in, hides_in
    from corpus.store import Store
    from flows.settings import read_settings
    from review.decisions import decide as record

    settings = read_settings()
    with Store.open(settings.root) as store:
        signed = who or settings.who
        if hides_in(settings.protocol) and action in ("accept", "change"):
            given = {"r": r or "", "n": "" if n is None else str(n), "x": x or "", "y": y or ""}
            if told := _typed_first(store, settings.protocol, item, who=signed, given=given):
                say(told)
                return
        made = record(
            store, item, action, who=signed, r=r, n=n, x=x, y=y, statistic=statistic, group=group,
            kind=kind, note=note, conversion=conversion, sign=sign, coders=coders_in(settings.protocol),
            adjudicates=adjudicate,
        )  # fmt: skip
    blind = " (one of several independent judgements)" if made.subject == "judgement" else ""
    say(f"{made.action} {made.id}, decision {made.seq} by {made.who}{blind}")


def _typed_first(store: Store, file: Path, item: str, *, who: str, given: dict[str, str]) -> str:
    """How what was typed compares with a value that is kept back; "" where nothing is kept back from this person."""
    from corpus.protocol import read_protocol
    from review.display import refused
    from review.typed import hidden, type_in

    protocol = read_protocol(file)
    found = hidden(store, protocol, item, who)
    if found is None:
        return ""
    if not given["r"]:
        raise refused(item)
    answer = type_in(store, protocol, *found, who=who, given=given)
    if answer.decision:
        return f"{answer.told} {answer.decision.action} {answer.item}, decision {answer.decision.seq} by {who}"
    return f"{answer.told} Decide now: accept takes what was read, change keeps yours."
