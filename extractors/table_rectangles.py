"""Blocks whose rows and columns are different variables, and columns of r with one outcome for all rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.evidence import Kind
from extractors.table_beside import beside, with_beside
from extractors.table_cells import Entry
from extractors.table_context import Context, Finding
from extractors.table_decoys import within_range
from extractors.table_frames import Column, Frame, Row
from extractors.table_groups import begins_like_group, looks_like_group, n_of_group, own_n, without_n
from extractors.table_heads import joined
from extractors.table_names import expanded
from extractors.table_outcomes import both, outcome
from extractors.table_roles import is_title, r_with

ENOUGH_VALUES = 0.5  # share of a column's filled cells that must be bare decimals
WORDS_OF_A_GROUP = 3  # "Study 1", "Female students": longer labels name variables of a group
_PAIR = re.compile(r"\s+(?:[\u2013\u2014-]|[x×*]|with|vs\.?)\s+|\s*[×↔]\s*", re.IGNORECASE)
_OWN_NAME = re.compile(r"correlat|^\s*(?:r|rs|rho|ρ)\s*$|pearson|spearman", re.IGNORECASE)
_GROUPS_TITLE = re.compile(
    r"(?:countr(?:y|ies)|nations?|samples?|groups?|stud(?:y|ies)|gender|sex|sites?|states?|regions?|cohorts?|grades?|schools?|waves?"
    r"|cultures?|datasets?|data sets?|age groups?|subgroups?|conditions?|cit(?:y|ies)|years?)",
    re.IGNORECASE,
)
_SURE_OWN_NAME = re.compile(r"correlat|^\s*(?:r|rs|rho|ρ)\s*$|pearson|spearman", re.IGNORECASE)


def value_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """Columns of variables whose cells can be correlations: decimals, all but a misprint within [-1, 1]."""
    return [c for c in columns if c.role in ("variable", "blank") and _can_hold([r.entries[c.index] for r in rows])]


def _can_hold(entries: Sequence[Entry]) -> bool:
    filled = [e for e in entries if e.filled and e.kind != "dash"]
    values = [e.value.value for e in filled if e.decimal and not e.parenthesised and e.value is not None]
    return len(values) >= max(1.0, ENOUGH_VALUES * len(filled)) and within_range(values)


def _is_group(text: str) -> bool:
    return bool(text) and looks_like_group(text)


def _column_name(column: Column, *, repeated: bool) -> tuple[str, str, str]:
    """A column's variable, the group that its spanning heads name, and the outcome they name ("Correlation with X")."""
    group = other = ""
    parts: list[str] = []
    for span in column.spans:
        named = r_with(span)
        if named:
            other = named
        elif _is_group(span):
            group = joined([group, without_n(span)])
        elif repeated or not column.name:
            parts.append(span)
    plain = [p for p in parts if not _OWN_NAME.search(p) or column.name == ""]
    name = column.name or ""
    return (": ".join([*plain, name]) if plain and name else name or " ".join(plain)), group, other


def _rows_are_groups(rows: Sequence[Row]) -> bool:
    """Whether the rows are samples: most have an n in their label, or look like groups beside a column of N."""
    own = sum(own_n(r.label) is not None for r in rows)
    grouped = sum(begins_like_group(r.label) and len(r.label.split()) <= WORDS_OF_A_GROUP for r in rows)
    return bool(rows) and (own >= max(2, len(rows) / 4) or grouped > len(rows) / 2)


def _repeated_labels(rows: Sequence[Row]) -> bool:
    counted = Counter(r.label for r in rows)
    return bool(counted) and max(counted.values()) > 1 and len({r.section for r in rows}) > 1


def _row_name(row: Row) -> str:
    """A row's variable: with its outer label, and with its section where it says too little alone."""
    if not row.label and row.number is not None:
        return f"{row.section}: {row.number}" if row.section else str(row.number)
    name = f"{row.label} ({row.prefix})" if row.prefix and row.prefix != row.label else row.label
    alone = len(row.label.split()) == 1 and row.section and not is_title(row.section) and not _is_group(row.section)
    return f"{row.section}: {name}" if alone and not row.prefix else name


def _groups_n(group: str, headings: Sequence[str], context: Context) -> int | None:
    stated = [n for n in (own_n(h) for h in headings if h) if n is not None]
    return stated[0] if stated else n_of_group(group, context.texts)


def grouped(finding: Finding, group: str, headings: Sequence[str], context: Context) -> Finding:
    """A finding of a group, with the n that headings, caption or note give to it."""
    if not group:
        return finding
    finding = replace(finding, group=group)
    n = _groups_n(group, headings, context)
    return replace(finding, n=n, n_source="group") if n is not None and finding.n is None else finding


def rectangle(frame: Frame, columns: Sequence[Column], rows: Sequence[Row], context: Context) -> list[Finding]:
    """Every value of a block of rows by columns, with both variables named."""
    names = Counter((c.name, c.number) for c in columns)
    held = [r for r in rows if any(r.entries[c.index].coefficient for c in columns)]
    counts = [c for c in frame.columns if c.role == "n"]
    sectioned = _repeated_labels(held)
    as_groups = _rows_are_groups(held)
    paired = bool(held) and all(split_pair(row.label) for row in held)
    found: list[Finding] = []
    for row in held:
        for column in columns:
            entry = row.entries[column.index]
            if entry.decimal and not entry.parenthesised:
                name, group, other = _column_name(column, repeated=names[(column.name, column.number)] > 1)
                x, y, own = _pair(row, name, other, context, as_groups=as_groups, sectioned=sectioned)
                if paired and _is_group(name):
                    (x, y), own = split_pair(row.label) or ("", ""), without_n(name)
                if not x or not y:
                    continue  # no heading says what the column is
                made = Finding(x, y, entry, row, column, frame.page, "rectangle")
                made = with_beside(made, beside(entry, row, column, context, columns=counts))
                headings = (row.label if as_groups or other else "", row.section, name if paired else "", *column.spans)
                found.append(grouped(made, joined([group, own]), headings, context))
    return _shared_n(found) if as_groups else found


def _pair(
    row: Row, name: str, other: str, context: Context, *, as_groups: bool, sectioned: bool
) -> tuple[str, str, str]:
    """Both variables of a cell and the group that its row or section names."""
    short = context.abbreviations
    if other:
        return expanded(name, short), expanded(other, short), without_n(row.label)
    if as_groups and row.section and not _is_group(row.section):
        return expanded(row.section, short), expanded(name, short), without_n(row.label)
    if as_groups and not row.section:
        return expanded(name, short), outcome(context.caption, [name]), without_n(row.label)
    if sectioned and row.section and not _is_group(row.section):
        return expanded(row.label, short), f"{row.section}: {name}", ""
    group = row.section if _is_group(row.section) else ""
    return expanded(_row_name(row), short), expanded(name, short), group


def _shared_n(found: Sequence[Finding]) -> list[Finding]:
    """Groups whose n only one of several sections prints: the same group has the same n."""
    known = {f.group: f.n for f in found if f.n is not None and f.group}
    return [replace(f, n=known[f.group], n_source="group") if f.n is None and f.group in known else f for f in found]


def _belonging(column: Column, columns: Sequence[Column]) -> list[Column]:
    """The columns that go with a column of r: those after it until the next one, and shared counts anywhere."""
    after = [c for c in columns if c.index > column.index]
    end = next((i for i, c in enumerate(after) if c.role in ("r", "variable")), len(after))
    several = sum(c.role == "n" for c in columns) > 1
    shared = [] if several else [c for c in columns if c.role == "n"]
    only = sum(c.role == "r" for c in columns) == 1
    before = [c for c in columns if c.index < column.index and only and c.role in ("p", "ci", "n")]
    return [*after[:end], *shared, *before]


def split_pair(label: str) -> tuple[str, str] | None:
    """ "Anxiety – Depression" as two variables; None where a label is one."""
    parts = [p.strip() for p in _PAIR.split(label) if p.strip()]
    return (parts[0], parts[1]) if len(parts) == 2 else None


def lists(frame: Frame, rows: Sequence[Row], context: Context) -> list[Finding]:
    """Every value of the columns headed r, its other variable taken from heading, section, outer label or caption."""
    held = [r for r in rows if not r.heading]
    labels = [r.label for r in held]
    paired = bool(held) and all(split_pair(label) for label in labels)
    general = outcome(context.caption, labels)
    found: list[Finding] = []
    for column in (c for c in frame.columns if c.role == "r"):
        for row in held:
            entry = row.entries[column.index]
            if entry.decimal and not entry.parenthesised:
                found.append(_listed(frame, row, column, context, general, paired=paired))
    return found


def _titled_by_groups(frame: Frame) -> bool:
    """Whether the labels are those of samples: "Country", "Study", "Gender"."""
    return bool(_GROUPS_TITLE.fullmatch(frame.title.strip()))


def _listed(frame: Frame, row: Row, column: Column, context: Context, general: str, *, paired: bool) -> Finding:
    entry = row.entries[column.index]
    spans = [s for s in column.spans if not _is_group(s) and not _OWN_NAME.match(s)]
    group = joined(
        [*(without_n(s) for s in column.spans if _is_group(s)), row.section if _is_group(row.section) else ""]
    )
    named = r_with(column.name) or next((r_with(s) for s in column.spans if r_with(s)), "")
    told = any(c.role == "r" and c.spans and not any(_is_group(s) for s in c.spans) for c in frame.columns)
    unit = f"{frame.title} {row.number}" if not row.label and row.number is not None and frame.title else ""
    x, y = unit or _row_name(row), named or joined(spans) or ("" if told and not column.spans else general)
    pair = split_pair(row.label) if paired else None
    if pair:
        x, y = pair
    elif _titled_by_groups(frame) and (named_both := both(context.caption)):
        (x, y), group = named_both, joined([group, row.label])
    elif unit:
        group = joined([group, row.section]) if row.section not in group else group
    elif not y and row.prefix:
        x, y = row.label, row.prefix
    elif not y and row.section and not _is_group(row.section):
        x, y = row.label, row.section
    short = context.abbreviations
    # a row that is only a number (an observer, a trial) holds one unit's r, for nobody to pool
    kind: Kind = "correlation" if re.search(r"[^\W\d]", row.label) else "other"
    made = Finding(expanded(x, short), expanded(y, short), entry, row, column, frame.page, "list", kind)
    made = with_beside(made, beside(entry, row, column, context, columns=_belonging(column, frame.columns)))
    return grouped(made, group, (row.section, *column.spans), context)


def row_of_r(frame: Frame, rows: Sequence[Row], context: Context) -> list[Finding]:
    """Values of a row headed "Correlation with X" under columns of variables."""
    found: list[Finding] = []
    for row in rows:
        other = r_with(row.label)
        if row.heading or row.role == "r" or not other:
            continue
        for column in value_columns(frame.columns, [row]):
            entry = row.entries[column.index]
            made = Finding(expanded(column.name, context.abbreviations), expanded(other, context.abbreviations),
                           entry, row, column, frame.page, "list")  # fmt: skip
            found.append(with_beside(made, beside(entry, row, column, context)))
    return found


def reliabilities(frame: Frame, rows: Sequence[Row], *, icc: bool) -> list[Finding]:
    """Columns and bottom rows of alpha, omega or, where raters are spoken of, ICC."""
    found: list[Finding] = []
    coefficients = {"alpha": "alpha", "omega": "omega"} | ({"icc": "icc"} if icc else {})
    for column in (c for c in frame.columns if c.role in coefficients):
        for row in rows:
            if not row.heading:
                found += _reliable(
                    row.label, row.entries[column.index], row, column, frame.page, coefficients[column.role]
                )
    for row in (r for r in frame.rows if r.role in coefficients):
        names = {float(r.number): r.label for r in frame.rows if r.number is not None}
        for column in (c for c in frame.columns if c.role == "variable"):
            name = names.get(float(column.number), column.name) if column.number is not None else column.name
            found += _reliable(name, row.entries[column.index], row, column, frame.page, coefficients[row.role])
    return found


def _reliable(name: str, entry: Entry, row: Row, column: Column, page: int, coefficient: str) -> list[Finding]:
    value = entry.value
    if value is None or entry.kind != "number" or value.decimals == 0 or not 0 < value.value < 1 or not name:
        return []
    return [Finding(name, "", entry, row, column, page, "list", kind="reliability", coefficient=coefficient)]
