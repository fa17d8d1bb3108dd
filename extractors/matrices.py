"""Correlations printed in tables, each with its pair, sample, stars and the places of value, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.document import Box, Cell, Document, Table
from corpus.evidence import Candidate, Flag, NSource, Quote, Statistic
from extractors.table_context import Context, Finding, context_of
from extractors.table_groups import tokens
from extractors.table_legends import stars_of, statistic_of
from extractors.table_readings import best_reading

RULE = "matrices.v1"
LAYOUTS = ("square", "rectangle", "list")
IN_DOUBT = Flag(
    "heading_in_doubt", "hard", "The lines of the header can be read in two ways; see which names stand over the value."
)
NAME_IN_DOUBT = Flag(
    "name_in_doubt", "hard", "A name ends in a number, a sign or half a word; see whether its row was read right."
)
_NO_NAME = re.compile(
    r"""[^\W\d]{3}\d*[.,·]\d\d+$  # "Empowerment25.81": a label that runs into its first number
    |\s[-−–]$                    # a sign that may belong to the number behind it
    |[^\W\d][-‐]$               # the first half of a broken word
    |(?:[^\W\d]+\s+){7}.*\w\.$  # a sentence
    """,
    re.VERBOSE,
)


def matrices(document: Document) -> Iterator[Candidate]:
    """Every correlation and reliability coefficient of the document's tables."""
    for tables in _continued(document.tables):
        context = context_of(tables)
        found, rivals = best_reading(tables, context)
        for finding in found:
            yield _candidate(finding, context, document.digest, rivals, tables)


def _continued(tables: Sequence[Table]) -> list[list[Table]]:
    """Tables with their continuations on later pages."""
    groups: list[list[Table]] = []
    for table in tables:
        if table.continues and groups:
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _text(cells: Sequence[Cell]) -> str:
    return " ".join(f"{cell.text}{cell.stars}" for cell in cells)


def _boxes(cells: Sequence[Cell]) -> tuple[Box, ...]:
    return tuple(box for cell in cells for box in cell.boxes)


def _quote(finding: Finding, value: Cell, digest: str) -> Quote:
    """Row label, column heading and value as printed, with the boxes of all three, the value's first."""
    heads = finding.column.cells
    text = " | ".join(part for part in (_text(finding.row.cells), _text(heads), _text([value])) if part)
    return Quote(digest, text, _boxes([value, *finding.row.cells, *heads]))


def _statistic(finding: Finding, context: Context) -> Statistic:
    """The coefficient of a finding's side or group, else of its headings, else of its table."""
    if finding.statistic is not None:
        return finding.statistic
    heads = " ".join((finding.column.name, *finding.column.spans, finding.row.section))
    named = statistic_of(heads) or context.statistic or "pearson"
    if named in ("pearson", "point_biserial") and context.point_biserial:
        told = any(set(tokens(name)) and set(tokens(name)) <= context.point_biserial for name in (finding.x, finding.y))
        return "point_biserial" if told else "pearson"
    if named == "point_biserial":
        return "point_biserial"
    greek = re.fullmatch(r"\s*(?:ρ|rho|rs|r_s)\s*", finding.column.name)
    kendall = re.fullmatch(r"\s*(?:τ|tau(?:-?b)?)\s*", finding.column.name)
    return "spearman" if greek else "kendall" if kendall else named


def _sample(finding: Finding, context: Context) -> tuple[int | None, NSource]:
    """The n of a finding: its own, else the table's one N, which groups beside each other do not share."""
    if finding.n is not None:
        return finding.n, finding.n_source
    if finding.group and finding.group != context.study and context.sides:
        return None, "none"
    return (context.n, "table_note") if context.n is not None and not finding.group else (None, "none")


def _fields(finding: Finding, context: Context, digest: str, tables: Sequence[Table]) -> tuple[tuple[str, Quote], ...]:
    """Quotes of what stands elsewhere than in the value's cell."""
    fields = [
        (name, Quote(digest, _text([e.cell]), e.cell.boxes)) for name, e in finding.beside if name in ("p", "ci", "n")
    ]
    fields.append(("x", Quote(digest, _text(finding.row.cells), _boxes(finding.row.cells))))
    if finding.column.cells and finding.y:
        fields.append(("y", Quote(digest, _text(finding.column.cells), _boxes(finding.column.cells))))
    _, source = _sample(finding, context)
    if source in ("table_note", "group") and (context.note or context.caption):
        boxes = tuple(box for t in tables for box in (t.note_boxes or t.caption_boxes))
        fields.append(("n", Quote(digest, context.note or context.caption, boxes)))
    return tuple(fields)


def _evidence(finding: Finding, context: Context, rivals: int, *, from_stars: bool) -> tuple[tuple[str, float], ...]:
    """What the table's structure says, as numbers for a classifier of kinds."""
    other = finding.mirror.value if finding.mirror else None
    mirror = (("mirror_value", other.value),) if other is not None else ()
    layout = tuple((f"layout_{name}", float(finding.layout == name)) for name in LAYOUTS)
    return (
        *layout,
        ("caption_correlation", float(bool(re.search("correlat", context.caption, re.IGNORECASE)))),
        ("note_correlation", float(bool(re.search("correlat", context.note, re.IGNORECASE)))),
        ("has_caption", float(bool(context.caption))),
        ("mirrored", float(finding.mirror is not None)),
        ("starred", float(bool(finding.entry.stars))),
        ("named", float(bool(re.search(r"[^\W\d]", finding.x))) + float(bool(re.search(r"[^\W\d]", finding.y)))),
        ("p_from_stars", float(from_stars)),
        ("rival_readings", float(rivals)),
        *mirror,
    )


def _flags(finding: Finding) -> tuple[Flag, ...]:
    """A finding's own flags, and those of headings and names that may have been read wrongly."""
    unnamed = any(_NO_NAME.search(name) for name in (finding.x, finding.y) if name)
    doubts = ((IN_DOUBT, finding.column.unsure), (NAME_IN_DOUBT, unnamed and finding.kind == "correlation"))
    return (*finding.flags, *(flag for flag, holds in doubts if holds))


def _candidate(finding: Finding, context: Context, digest: str, rivals: int, tables: Sequence[Table]) -> Candidate:
    entry = finding.entry
    assert entry.value is not None
    stars, legend_p = stars_of(entry.stars, context.legend)
    places = [entry.cell] + ([finding.mirror.cell] if finding.mirror else [])
    n, source = _sample(finding, context)
    page = entry.cell.boxes[0].page if entry.cell.boxes else finding.page
    correlation = finding.kind == "correlation"
    return Candidate(
        rule=RULE, kind=finding.kind, statistic=_statistic(finding, context) if correlation else "unknown",
        r=entry.value, page=page, where="table", quotes=tuple(_quote(finding, cell, digest) for cell in places),
        value_boxes=_boxes(places), x=finding.x, y=finding.y, n=n, n_source=source,
        p=finding.p or (legend_p if correlation else None), ci=finding.ci, stars=stars,
        group=finding.group or context.study, coefficient=finding.coefficient, table=context.label,
        row=_text(finding.row.cells), col=_text(finding.column.cells), section="unknown",
        fields=_fields(finding, context, digest, tables),
        flags=_flags(finding),
        evidence=_evidence(finding, context, rivals, from_stars=finding.p is None and legend_p is not None),
    )  # fmt: skip
