"""A review as files that other programs read: tables in metafor's column names, decisions, annotations, a code book."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus.decisions import Decision, Reading
from corpus.store.codec import canonical, plain
from reports.analysis import Row
from reports.export_script import script
from reports.inputs import Inputs

EFFECTS, ROWS, SCRIPT = "effects.csv", "rows-{question}.csv", "analysis.R"
DECISIONS, ANNOTATIONS = "decisions.jsonl", "annotations.jsonl"
CODE_BOOK, CRATE = "datapackage.json", "ro-crate-metadata.json"
CRATE_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
Column = tuple[str, str, str]  # name, type of the Table Schema, what it is

EFFECT_COLUMNS: tuple[Column, ...] = (
    ("question", "string", "id of the question that the effect answers"),
    ("effect", "string", "id of the effect"),
    ("study", "string", "id of the study: effects of one study may share people"),
    ("sample", "string", "sample within the study; effects of one sample are of the same people"),
    ("slab", "string", "label of the study, as in tables"),
    ("report", "string", "id of the report"),
    ("year", "integer", "year of publication"),
    ("x", "string", "first construct"),
    ("y", "string", "second construct"),
    ("label_x", "string", "first variable as the report prints it"),
    ("label_y", "string", "second variable as the report prints it"),
    ("measure_x", "string", "instrument of the first variable"),
    ("measure_y", "string", "instrument of the second variable"),
    ("ri", "number", "correlation in the direction of the constructs"),
    ("ni", "integer", "sample size of the correlation"),
    ("printed", "string", "the number as printed"),
    ("direction", "integer", "1, or -1 where the printed number was turned"),
    ("statistic", "string", "kind of coefficient"),
    ("n_basis", "string", "where the sample size comes from"),
    ("source", "string", "page, supplement, author, manual or imported"),
    ("conversion", "string", "formula by which the number became a correlation; empty for a printed one"),
    ("page", "integer", "page of the report"),
    ("reading", "string", "id of the verified result behind the effect"),
)
ROW_COLUMNS: tuple[Column, ...] = (
    ("slab", "string", "label of the row, as in the forest plot"),
    ("study", "string", "id of the study"),
    ("sample", "string", "sample within the study"),
    ("cluster", "string", "study and sample: rows that share it rest on the same people"),
    ("effects", "string", "ids of the effects behind the row"),
    ("level", "string", "subgroup, if the question has one"),
    ("ri", "number", "correlation"),
    ("ni", "integer", "sample size"),
    ("yi", "number", "Fisher's z of the correlation"),
    ("vi", "number", "its sampling variance"),
    ("sei", "number", "its standard error, as JASP asks for"),
)


def exported(inputs: Inputs, readings: Sequence[Reading], events: Iterable[Decision]) -> dict[str, str]:
    """Every table and text of an export, by its file name; figures and the protocol are copied beside them."""
    found = {EFFECTS: _table(_effect_columns(inputs), _effects(inputs))}
    tables = {EFFECTS: _effect_columns(inputs)}
    for analysis in inputs.analyses:
        name = ROWS.format(question=analysis.question.id)
        found[name], tables[name] = _table(ROW_COLUMNS, map(_row, analysis.rows)), ROW_COLUMNS
    pooled = [(analysis, ROWS.format(question=analysis.question.id)) for analysis in inputs.analyses]
    found[SCRIPT] = script([(analysis, name) for analysis, name in pooled if analysis.estimate.k > 1])
    found[DECISIONS] = "".join(f"{canonical(plain(event))}\n" for event in events)
    found[ANNOTATIONS] = "".join(f"{canonical(annotation(reading))}\n" for reading in readings if reading.quote)
    found[CODE_BOOK] = json.dumps(code_book(inputs, tables), indent=2, ensure_ascii=False) + "\n"
    return found


def _effect_columns(inputs: Inputs) -> tuple[Column, ...]:
    kinds = {"number": "number", "yesno": "boolean"}
    coded = (
        (name, kinds.get(item.type, "string"), f"{item.label}{f' ({item.unit})' if item.unit else ''}")
        for name, item in inputs.protocol.characteristics.items()
    )
    return (*EFFECT_COLUMNS, *((f"c_{name}", kind, told) for name, kind, told in coded))


def _effects(inputs: Inputs) -> Iterator[dict[str, Any]]:
    for analysis in inputs.analyses:
        for effect in analysis.effects:
            yield {
                "question": effect.question, "effect": effect.id, "study": effect.study, "sample": effect.sample,
                "slab": effect.study_label, "report": effect.report, "year": effect.year, "x": effect.x, "y": effect.y,
                "label_x": effect.labels[0], "label_y": effect.labels[1], "measure_x": effect.measures[0],
                "measure_y": effect.measures[1], "ri": effect.r, "ni": effect.n, "printed": effect.printed,
                "direction": effect.direction, "statistic": effect.statistic, "n_basis": effect.n_basis,
                "source": effect.source_kind, "conversion": effect.conversion, "page": effect.page,
                "reading": effect.reading,
                **{f"c_{name}": value for name, value in effect.characteristics.items()},
            }  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    return {
        "slab": ", ".join(filter(None, (row.label, row.group, row.detail))), "study": row.study, "sample": row.sample,
        "cluster": f"{row.study}/{row.sample}", "effects": " ".join(row.effects), "level": row.level, "ri": row.r,
        "ni": row.n, "yi": row.y, "vi": row.v, "sei": math.sqrt(row.v),
    }  # fmt: skip


def _table(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> str:
    """Comma-separated values; numbers with all their digits, so that others compute what was computed here."""
    names = [name for name, _, _ in columns]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row.get(name)) for name in names} for row in rows)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in "=+@-\t" and not _is_number(value):
        return f"'{value}"  # a spreadsheet would run it
    return "" if value is None else repr(value) if isinstance(value, float) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def annotation(reading: Reading) -> dict[str, Any]:
    """A verified result as a W3C Web Annotation on its file, which is named by its digest and never handed on."""
    fragments = [
        f"page={box.page}&viewrect={box.x0:.2f},{box.top:.2f},{box.x1 - box.x0:.2f},{box.bottom - box.top:.2f}"
        for box in reading.boxes
    ]
    selectors: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": reading.quote}]
    selectors += [
        {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc3778", "value": value}
        for value in fragments
    ]
    body = f"r = {reading.r.text}, n = {reading.n}: {reading.x} with {reading.y}"
    return {
        "@context": ANNOTATION_CONTEXT, "id": f"urn:stook:reading:{reading.id}", "type": "Annotation",
        "motivation": "classifying", "creator": {"type": "Person", "name": reading.who},
        "body": {"type": "TextualBody", "value": body, "format": "text/plain"},
        "target": {"source": f"urn:sha256:{reading.digest}", "selector": selectors},
    }  # fmt: skip


def code_book(inputs: Inputs, tables: Mapping[str, Sequence[Column]]) -> dict[str, Any]:
    """What each column is: a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": "meta-analysis",
        "title": inputs.protocol.review.title,
        "resources": [
            {
                "name": name.removesuffix(".csv"), "path": name, "profile": "tabular-data-resource",
                "schema": {"fields": [{"name": n, "type": kind, "description": told} for n, kind, told in columns]},
            }
            for name, columns in tables.items()
        ],
    }  # fmt: skip


def crate(inputs: Inputs, files: Iterable[str], *, at: str) -> str:
    """The folder described as an RO-Crate 1.1."""
    parts = sorted(files)
    review = inputs.protocol.review
    graph: list[dict[str, Any]] = [
        {"@type": "CreativeWork", "@id": CRATE, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
         "about": {"@id": "./"}},
        {"@id": "./", "@type": "Dataset", "name": review.title, "datePublished": at,
         "description": "A living meta-analysis of correlations: effects, decisions, protocol and results.",
         "author": [{"@type": "Person", "name": name} for name in review.authors],
         "hasPart": [{"@id": name} for name in parts]},
    ]  # fmt: skip
    graph += [{"@id": name, "@type": "File", "encodingFormat": _format(name)} for name in parts]
    return json.dumps({"@context": CRATE_CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False) + "\n"


def _format(name: str) -> str:
    kinds = {"csv": "text/csv", "json": "application/json", "jsonl": "application/jsonl", "svg": "image/svg+xml",
             "pdf": "application/pdf", "png": "image/png", "toml": "application/toml", "R": "text/x-r",
             "html": "text/html"}  # fmt: skip
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")
