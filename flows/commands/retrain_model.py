"""`stook retrain`: how sure the reader is, by what people decided here."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.terminal import as_json, say

if TYPE_CHECKING:
    from flows.retrain import Retrained


def retrain(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Fit the probabilities to this review's decisions; the fit is kept only if it is better on papers left out.

    Example: stook retrain
    """
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.retrain import retrain as fit
    from flows.settings import read_settings

    checked(format, ("text", "json"))
    with Store.open(read_settings().root) as store:
        done = fit(store)
    if format == "json":
        as_json(asdict(done))
    else:
        _tell(done)


def _tell(done: Retrained) -> None:
    from models.recalibration import FEWEST, FEWEST_PAPERS

    said = f"{done.decisions} decisions on results of {done.papers} papers"
    if done.calibration is None:
        need = f"{FEWEST} on {FEWEST_PAPERS} papers, some of them changed or rejected"
        say(f"Nothing was fitted: {said}; it takes {need}.")
        return
    new = done.calibration
    losses = f"log loss on papers left out {new.loss:.4f}, as it is {new.loss_before:.4f}"
    if not done.kept:
        say(f"Left as it is: {said}; {losses}.")
        return
    say(f"Kept: {said}; {losses}. {done.rescored} stored results have a new probability.")
    say("  the reader says    of these are right here")
    for probability in (0.5, 0.8, 0.95):
        say(f"  {probability:<18} {new.of(probability):.2f}")
