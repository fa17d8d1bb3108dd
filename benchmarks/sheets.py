"""Gold written as a sheet, as a team's own coding, and the reader compared with it: `stook validate` on real papers.

    python -m benchmarks.sheets [--papers DIR] [--sheet OUT.csv] [--format json]

DIR holds `pdf/` (or `papers/`) and `gold/`, one JSON a paper; default: the bundled example. Each correlation of gold
is a row: report, DOI, year, the two variables, r as printed, n, page, group. Papers whose gold is not complete make
precision a lower bound.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parent.parent / "corpus" / "example"
COLUMNS = ("study", "report", "doi", "year", "x", "y", "ri", "ni", "page", "group")


def rows(gold: Path) -> Iterator[dict[str, Any]]:
    """The correlations of the gold files, a row each."""
    for path in sorted(gold.glob("*.json")):
        paper = json.loads(path.read_text(encoding="utf-8"))
        about = paper.get("paper", {})
        for one in paper["correlations"]:
            yield {
                "study": f"{about.get('first_author', '')} {about.get('year', '')}".strip() or path.stem,
                "report": path.stem, "doi": about.get("doi") or "", "year": about.get("year") or "",
                "x": one["x"], "y": one["y"], "ri": one.get("r_printed") or one["r"], "ni": one.get("n") or "",
                "page": one.get("page") or "", "group": one.get("group") or "",
            }  # fmt: skip


def write(gold: Path, sheet: Path) -> int:
    """The gold as a CSV file; the number of its rows."""
    found = list(rows(gold))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(found)
    return len(found)


def main() -> None:
    """Writes the sheet and compares."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--papers", type=Path, default=EXAMPLE)
    options.add_argument("--sheet", type=Path)
    options.add_argument("--format", default="text")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheet = chosen.sheet or Path(folder) / "gold.csv"
        print(f"{write(chosen.papers / 'gold', sheet)} rows", file=sys.stderr)
        files = next(place for place in (chosen.papers / "pdf", chosen.papers / "papers") if place.is_dir())
        stook = [Path(sys.executable).with_name("stook"), "validate", sheet, "--papers", files, "--complete"]
        subprocess.run([*stook, "--format", chosen.format], check=True)


if __name__ == "__main__":
    main()
