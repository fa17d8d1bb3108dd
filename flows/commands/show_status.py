"""`stook status`: what is missing first, then papers, queue, estimates and schedules."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.commands.terminal import as_json, say


def status(
    format: Annotated[str, typer.Option(help="text or json")] = "text",  # noqa: A002  the option's public name
) -> None:
    """Show the state of the review. Reports without any effect and without a state lead: a missed study is not seen.

    Example: stook status --format json
    """
    import json

    from corpus.protocol import read_protocol
    from corpus.store import Store
    from flows.commands.formats import checked
    from flows.settings import read_settings
    from review.overview import overview

    checked(format, ("text", "json"))
    settings = read_settings()
    with Store.open(settings.root) as store:
        found = overview(store, read_protocol(settings.protocol))
        beside = json.loads(store.get("sensitivity") or "{}")
    found["estimates"] = [
        {
            **estimate,
            "unverified": found["unverified"].get(estimate["id"], estimate["unverified"]),  # as it is now
            "with_unverified": beside.get(estimate["id"], {}),
        }
        for estimate in _estimates(settings.root)
    ]
    if format == "json":
        as_json(found)
        return
    for line in _lines(found):
        say(line)


def _estimates(root: Any) -> list[dict[str, Any]]:
    import json

    try:
        newest = (root / "reports" / "latest").read_text(encoding="utf-8").strip()
        data = json.loads((root / "reports" / newest / "analysis.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return []
    wanted = ("id", "label", "k", "n", "r", "r_ci_lb", "r_ci_ub", "pval", "tau2", "I2", "unverified")
    told = {"model": "", "dependence": "", "samples": None}  # versions of older software do not say it
    return [
        {**{name: question[name] for name in wanted}, **{name: question.get(name, told[name]) for name in told}}
        for question in data["questions"]
    ]


def _lines(found: dict[str, Any]) -> list[str]:
    from reports.numbers import coefficient, interval
    from reports.waiting import sentence

    lines = []
    if found["without_state"]:
        lines.append("Reports without an effect and without a state (look at these first):")
        lines += [f"  {report['id']:<5} {report['name']}: {report['why']}" for report in found["without_state"]]
    counts = ", ".join(f"{count} {state}" for state, count in found["papers"].items())
    lines.append(f"Papers: {counts or 'none yet; drop PDFs into papers/ and run `stook ingest`'}")
    lines += [
        f"  not read: {failure['name']} ({failure['code']}): {failure['message']}" for failure in found["failures"]
    ]
    queue = found["queue"]
    lines.append(f"Queue: {queue['results']} results to check, {queue['labels']} labels to code (stook queue)")
    if queue["adjudicate"]:
        lines.append(
            f"Independent coders differ on {queue['adjudicate']}: stook queue shows them, --adjudicate settles"
        )
    lines += [_agreed(one) for one in found["agreement"]]
    lines += [f"Accepted in bulk, {one['id']} (above {one['above']:g}): {one['told']}" for one in found["bulk"]]
    lines += [_caught(one) for one in found["checks"]]
    lines += [_missed(found["recall"])] if found["recall"] else []
    for estimate in found["estimates"]:
        ends = interval(estimate["r_ci_lb"], estimate["r_ci_ub"])
        rest = f"; {estimate['unverified']} unverified" if estimate["unverified"] else ""
        lines.append(f"{estimate['label']}: k = {estimate['k']}, r = {coefficient(estimate['r'])} {ends}{rest}")
        lines += [f"  {text}" for text in (estimate["model"], sentence(estimate["with_unverified"])) if text]
    lines += [f"Schedule: cron {s['cron']} ({s['timezone']}), inbox every {s['watch']:g} s" for s in found["schedules"]]
    return lines


def _agreed(one: dict[str, Any]) -> str:
    """One line on how coders agree on one thing."""
    from reports.numbers import coefficient, interval, percent

    told = [
        f"{each['name']} {coefficient(each['value'])} {interval(each['low'], each['high'])}"
        for each in one["coefficients"]
        if each["value"] is not None
    ]
    largest = f"largest difference {one['largest']:g}" if one["largest"] is not None else ""
    parts = [f"{percent(100 * one['alike'], 0)} alike of {one['units']} judged twice", *told, largest]
    return f"Agreement on {one['what']}: {', '.join(filter(None, parts))}"


def _caught(one: dict[str, Any]) -> str:
    """One line on how many planted errors a coder caught."""
    from reports.numbers import percent

    ends = f"{percent(100 * one['low'])} to {percent(100 * one['high'])}"
    share = percent(100 * one["caught"] / one["shown"])
    return f"Planted errors caught by {one['who']}: {one['caught']} of {one['shown']} ({share}, 95% interval {ends})"


def _missed(found: dict[str, Any]) -> str:
    """One line on what the blind sample says the reader misses."""
    from reports.numbers import percent

    where = f"{found['reports_read']} of {found['reports_drawn']} reports of the blind sample"
    if not found["listed"]:
        return f"Missed by the reader: {where} read so far, no result listed (stook review, page Recall)"
    ends = f"{percent(100 * found['low'])} to {percent(100 * found['high'])}"
    share = f"{percent(100 * found['share'])}, 95% interval {ends}"
    return f"Missed by the reader: {found['missed']} of {found['listed']} results in {where} ({share})"
