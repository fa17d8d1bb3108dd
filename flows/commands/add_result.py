"""`stook add`: a correlation by hand, with its source."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.terminal import complain, say


def add(
    report: Annotated[str, typer.Argument(help="The report's id or file name", show_default=False)],
    r: Annotated[str, typer.Option("--r", help="The correlation as printed", show_default=False)],
    n: Annotated[int, typer.Option("--n", help="The sample size", show_default=False)],
    x: Annotated[str, typer.Option("--x", help="First variable as printed", show_default=False)],
    y: Annotated[str, typer.Option("--y", help="Second variable as printed", show_default=False)],
    source: Annotated[str, typer.Option(help="page, supplement, author or manual")] = "page",
    statistic: Annotated[str, typer.Option(help="pearson, spearman, kendall, ...")] = "pearson",
    page: Annotated[int | None, typer.Option(help="Where it stands, counted from 1")] = None,
    quote: Annotated[str, typer.Option(help="The words around it")] = "",
    group: Annotated[str, typer.Option(help="Study or group in the report, if there are several")] = "",
    who: Annotated[str | None, typer.Option(help="Who adds; default: STOOK_WHO or the login name")] = None,
) -> None:
    """Add a correlation that the reader missed or that stands elsewhere. The same checks run as on every result.

    Example: stook add R4 --r .28 --n 140 --x CES-D --y "Group use" --source supplement
    """
    from corpus.store import Store
    from flows.settings import read_settings
    from review.decisions import add_by_hand, flags_of

    settings = read_settings()
    with Store.open(settings.root) as store:
        made = add_by_hand(
            store, report, r=r, n=n, x=x, y=y, statistic=statistic, source=source, page=page, quote=quote,
            group=group, who=who or settings.who,
        )  # fmt: skip
    for flag in flags_of(made):
        complain(f"{made.id}: {flag}")
    say(f"added {made.id}, decision {made.seq} by {made.who}")
