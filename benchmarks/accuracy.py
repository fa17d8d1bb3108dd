"""Scores of extraction on papers and sentences with gold: `python -m benchmarks.accuracy --papers DIR --cases DIR`.

DIR of papers holds `pdf/` and `gold/` (or `dev/` with both), DIR of cases holds `cases.jsonl`; the `score.py` beside
them judges. Predictions go to a temporary folder. Kinds are those of the trained model, or of the rules with `--rules`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.calibration import tell
from corpus.document import Document
from corpus.errors import StookError
from corpus.evidence import Scored
from corpus.reading import read_document
from corpus.reading.plain import from_table, from_text
from extractors import extract
from extractors.findings import found, paper_shape, proposed
from extractors.sample_sizes import sample_sizes
from models.triage import score

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One paper's prediction and the CPU time that extraction took after reading."""

    name: str
    prediction: dict[str, Any]
    pages: int
    seconds: float


def judged(document: Document, *, rules: bool) -> list[Scored]:
    """All candidates of a document with the kinds that count."""
    candidates = extract(document)
    return proposed(candidates) if rules else score(candidates)


def predicted(path: Path, *, rules: bool) -> Measured:
    """What is found in one PDF; an unreadable one predicts nothing and says why on standard error."""
    try:
        document = read_document(path)
    except StookError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return Measured(path.stem, {"name": path.stem}, 0, 0.0)
    start = time.process_time()
    shape = paper_shape(path.stem, document, judged(document, rules=rules), sample_sizes(document))
    return Measured(path.stem, shape, len(document.pages), time.process_time() - start)


def check_case(case: dict[str, Any], *, rules: bool) -> dict[str, Any]:
    """What is found in one sentence or table."""
    given = case["input"]
    if case["kind"] == "table":
        document = from_table(given["rows"], caption=given.get("caption", ""), note=given.get("footnote", ""))
    else:
        document = from_text(given)
    return {"id": case["id"], "found": found(document, scored=judged(document, rules=rules))}


def scorer_beside(folder: Path) -> Path:
    """The scorer of a folder: its own, or the one a level above."""
    for place in (folder, folder.parent):
        if (place / "score.py").is_file():
            return place / "score.py"
    raise SystemExit(f"{folder} has no score.py, and neither has the folder above it.")


def judge(scorer: Path, *arguments: Path) -> None:
    """Run a scorer on gold and predictions; what it prints is the result."""
    subprocess.run([sys.executable, str(scorer), *map(str, arguments)], check=True)


def on_papers(folder: Path, scratch: Path, *, rules: bool) -> None:
    """Predict every PDF of the folder and score it."""
    home = folder if (folder / "gold").is_dir() else folder / "dev"
    paths = sorted((home / "pdf").glob("*.pdf"))
    if not paths:
        raise SystemExit(f"{home / 'pdf'} holds no PDF; name a folder with pdf/ and gold/.")
    predictions = scratch / "papers"
    predictions.mkdir()
    with ProcessPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(partial(predicted, rules=rules), paths))
    for result in results:
        text = json.dumps(result.prediction, ensure_ascii=False)
        (predictions / f"{result.name}.json").write_text(text, encoding="utf-8")
    judge(scorer_beside(home), home / "gold", predictions)
    for line in tell(home / "gold", predictions, scorer_beside(home)):
        print(line)
    print(speed(results))


def speed(results: Sequence[Measured]) -> str:
    """Pages extracted in a second of CPU time, after reading."""
    pages, seconds = sum(r.pages for r in results), sum(r.seconds for r in results)
    rate = pages / seconds if seconds else 0.0
    return f"{pages} pages extracted in {seconds:.1f} CPU-seconds after reading: {rate:.0f} a second"


def on_cases(folder: Path, scratch: Path, *, rules: bool) -> None:
    """Check every sentence and table of the folder and score what was found."""
    cases = folder / "cases.jsonl"
    if not cases.is_file():
        raise SystemExit(f"{cases} is not there; name a folder with cases.jsonl and score.py.")
    lines = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines() if line.strip()]
    results = scratch / "found.jsonl"
    results.write_text("\n".join(_lines(lines, rules=rules)), encoding="utf-8")
    judge(scorer_beside(folder), cases, results)


def _lines(cases: Iterable[dict[str, Any]], *, rules: bool) -> Iterable[str]:
    return (json.dumps(check_case(case, rules=rules), ensure_ascii=False) for case in cases)


def main(arguments: Sequence[str] | None = None) -> None:
    """Score what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument(
        "--rules", action="store_true", help="kinds as the rules propose them, without the trained model"
    )
    asked = parser.parse_args(arguments)
    if not asked.papers and not asked.cases:
        parser.error("name --papers, --cases or both")
    with tempfile.TemporaryDirectory() as scratch:
        if asked.cases:
            on_cases(asked.cases, Path(scratch), rules=asked.rules)
        if asked.papers:
            on_papers(asked.papers, Path(scratch), rules=asked.rules)


if __name__ == "__main__":
    main()
