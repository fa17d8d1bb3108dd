"""`stook code`: what a report's variables mean, a study's characteristics, eligibility and state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.decisions import Decision


def code(
    item: Annotated[
        str, typer.Argument(help="A report (R4 or its file name), a study (S2) or a reading (C12)", show_default=False)
    ],
    variable: Annotated[str, typer.Option(help="A variable label of the report, as printed")] = "",
    construct: Annotated[str | None, typer.Option(help="Its construct in the protocol; empty for none")] = None,
    direction: Annotated[str, typer.Option(help="+ if high values mean much of the construct, - if little")] = "",
    measure: Annotated[str, typer.Option(help="The instrument")] = "",
    subscale: Annotated[str, typer.Option(help="Which part of the instrument")] = "",
    wave: Annotated[str, typer.Option(help="Time point")] = "",
    informant: Annotated[str, typer.Option(help="Who answered")] = "",
    evidence: Annotated[str, typer.Option(help="What high values mean, in the paper's words")] = "",
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="characteristic=value; 'not reported' is a value")
    ] = None,
    eligibility: Annotated[str, typer.Option(help="include or exclude")] = "",
    state: Annotated[str, typer.Option(help="coded, 'no usable result' or waiting")] = "",
    sample: Annotated[str, typer.Option(help="Of a reading: its study or group, for example 'Study 1'")] = "",
    split_study: Annotated[str, typer.Option(help="Of a report: the label of a further study, as printed")] = "",
    merge_into: Annotated[str, typer.Option(help="The report or study that this one is the same as")] = "",
    apart_from: Annotated[str, typer.Option(help="A report that shares much, but tells of other people")] = "",
    adjudicate: Annotated[bool, typer.Option("--adjudicate", help="Settle what independent coders differ on")] = False,
    reason: Annotated[str, typer.Option(help="Why: with exclude and 'no usable result'")] = "",
    note: Annotated[str, typer.Option(help="A remark that is kept with the decision")] = "",
    who: Annotated[str | None, typer.Option(help="Who codes; default: STOOK_WHO or the login name")] = None,
) -> None:
    """Code a report or a study.

    Example: stook code R4 --variable CES-D --construct depressive_symptoms --direction +
    """
    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.settings import read_settings
    from review import coding
    from review.overlapping import keep_apart

    settings = read_settings()
    signed: dict[str, Any] = {"who": who or settings.who, "note": note}
    judged = {**signed, "adjudicates": adjudicate}
    with Store.open(settings.root) as store:
        protocol = read_protocol(settings.protocol)
        judgements: tuple[tuple[Any, Callable[[], Decision]], ...] = (
            (variable, lambda: coding.code_variable(
                store, protocol, item, variable, construct=construct, direction=direction, measure=measure,
                subscale=subscale, wave=wave, informant=informant, evidence=evidence, **judged)),
            (set_, lambda: coding.set_characteristics(store, protocol, item, _pairs(set_ or []), **judged)),
            (eligibility, lambda: coding.set_eligibility(store, protocol, item, eligibility, reason=reason, **judged)),
            (state, lambda: coding.set_state(store, item, state, reason=reason, **signed)),
            (sample, lambda: coding.assign_sample(store, item, sample, **signed)),
            (split_study, lambda: coding.split_study(store, item, split_study, **signed)),
            (merge_into, lambda: coding.merge(store, item, merge_into, **signed)),
            (apart_from, lambda: keep_apart(store, item, apart_from, **signed)),
        )  # fmt: skip
        made = [judge() for given, judge in judgements if given]
    if not made:
        raise typer.BadParameter(
            "nothing to code: give --variable, --set, --eligibility, --state, --sample, --split-study, "
            "--merge-into or --apart-from."
        )
    for decision in made:
        say(f"{decision.action} {decision.id}, decision {decision.seq} by {decision.who}")


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"{text!r} has no '='; write --set generation=z", param_hint="--set")
        pairs[name.strip()] = value.strip()
    return pairs
