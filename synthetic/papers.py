"""The bundled example's papers: `python -m synthetic.papers OUT_DIR` makes `papers/*.pdf` and `gold/*.json` anew."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthetic import standard_fonts
from synthetic.gold import Entries, gold, locate
from synthetic.grids import Numbered, make_grid
from synthetic.places import read_pages
from synthetic.printing import star_legend
from synthetic.prose import Block, Writer
from synthetic.references import cited_works
from synthetic.specs import PaperSpec, read_specs
from synthetic.typesetting import pdf, source

MARK = "Synthetic sample paper – made for testing, not a real study"


@dataclass(frozen=True, slots=True)
class Made:
    """A made paper: its file, its gold, and what its text and tables print (with the truth that gold leaves out)."""

    spec: PaperSpec
    pdf: bytes
    gold: dict[str, Any]
    printed: Entries


def make(spec: PaperSpec) -> Made:
    """Set one paper and read its gold's places back from it."""
    writer = Writer(spec)
    abstract = writer.blocks(spec.abstract)
    body = writer.blocks(spec.body)
    body += _references(spec.references, " ".join(b.text for b in (*abstract, *body)))
    tables = _tables(spec, [b.text for b in body if b.kind == "table"], writer)
    if spec.layout == standard_fonts.LAYOUT:
        made = standard_fonts.pages(spec, MARK, abstract, body, tables)
    else:
        made = pdf(source(spec, abstract, body, tables))
    printed = locate(writer.mentions, tables, read_pages(made))
    return Made(spec, made, gold(spec, printed), printed)


def _tables(spec: PaperSpec, keys: list[str], writer: Writer) -> list[Numbered]:
    specs = {t.key: t for t in spec.tables}
    legend = star_legend(spec.style)
    return [
        Numbered(specs[key], i, writer.fill(specs[key].note).replace("[stars]", legend), make_grid(spec, specs[key]))
        for i, key in enumerate(keys, start=1)
    ]


def _references(own: str, text: str) -> list[Block]:
    entries = sorted([line.strip() for line in own.splitlines() if line.strip()] + cited_works(text))
    return [Block("h1", "References"), *(Block("ref", entry) for entry in entries)]


def dump(value: Any) -> str:
    """JSON as the gold files keep it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write(out: Path) -> list[str]:
    """Make all papers and their gold in this folder; returns their names."""
    (out / "papers").mkdir(parents=True, exist_ok=True)
    (out / "gold").mkdir(exist_ok=True)
    names = []
    for spec in read_specs():
        made = make(spec)
        (out / "papers" / f"{spec.name}.pdf").write_bytes(made.pdf)
        (out / "gold" / f"{spec.name}.json").write_text(dump(made.gold), encoding="utf-8")
        names.append(spec.name)
    return names


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m synthetic.papers OUT_DIR")
    print("\n".join(write(Path(sys.argv[1]))))
