"""The gold of a made paper: what it truly prints, with the page read back from the file."""

from __future__ import annotations

from typing import Any

from synthetic.grids import Numbered
from synthetic.places import Places, squeeze
from synthetic.prose import Mention, plain
from synthetic.specs import PaperSpec

Entries = dict[str, list[dict[str, Any]]]
KINDS = ("samples", "correlations", "matrices", "reliabilities", "distractors")
HIDDEN = ("keys", "sample")  # of an entry, for the decisions only


def locate(mentions: list[Mention], tables: list[Numbered], pages: list[str]) -> Entries:
    """All that the paper prints, by kind, with pages; `keys` and `sample` name variables and people."""
    places = Places(pages)
    found: Entries = {kind: [] for kind in KINDS}
    for mention in mentions:
        page = places.of(mention.context)[0] if mention.kind == "samples" else places.page(mention.context)
        found[mention.kind].append({**mention.gold, "page": page, "evidence": mention.evidence})
    for table in tables:
        where = {"table": f"Table {table.number}", "page": table_page(pages, plain(table.spec.title))}
        found["correlations"] += [entry | where for entry in table.grid.correlations]
        found["matrices"] += [entry | where for entry in table.grid.matrices]
        found["distractors"] += [entry | {"page": where["page"]} for entry in table.grid.distractors]
    return found | {"samples": _once(found["samples"])}


def gold(spec: PaperSpec, found: Entries) -> dict[str, Any]:
    """One paper's gold in the shape of the gold files."""
    paper = {k: spec.head[k] for k in ("title", "doi", "year", "journal")}
    shown = {kind: [_shown(entry) for entry in entries] for kind, entries in found.items()}
    return {
        "name": spec.name,
        "paper": paper | {"first_author": spec.head["authors"][0].split()[-1], "publisher": "synthetic"},
        "negative": not found["correlations"],
        "completeness": {"text": True, "tables": True, "samples": False},
        **shown,
        "notes": "made by the generator from the truth; pages read back from the file",
    }


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in entry.items() if k not in HIDDEN}


def table_page(pages: list[str], title: str) -> int:
    """The page that bears the table's title (no running text repeats a title)."""
    hits = [i + 1 for i, text in enumerate(pages) if squeeze(title) in squeeze(text)]
    if len(hits) != 1:
        raise ValueError(f"The title {title!r} stands on pages {hits}; it must stand on one.")
    return hits[0]


def _once(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first place of each number in each role."""
    first: dict[tuple[int, str], dict[str, Any]] = {}
    for sample in samples:
        first.setdefault((sample["n"], sample["role"]), sample)
    return list(first.values())
