"""Are the tests of a package sharp? Cosmic Ray puts random faults into it; how many do they find?

Usage:
    python -m venv build/mutants && build/mutants/bin/pip install cosmic-ray
    python -m benchmarks.mutants --tool build/mutants/bin/cosmic-ray [--count 200] [--seed 1]

Cosmic Ray lists every fault it can make in a copy of the package; a random sample of them is put in one
by one, and the tests run on the copy until the first failure. Faults in annotations, which nothing
evaluates, are no faults and are left out before sampling. What no test finds is printed.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 300.0  # seconds for one run of the tests; a fault that makes them hang is found
CONFIGURATION = """\
[cosmic-ray]
module-path = "{package}"
timeout = {limit}
excluded-modules = []
test-command = "{python} run_tests.py {tests}"
[cosmic-ray.distributor]
name = "local"
"""
# The changed module is the newest file: the tests that mention it run first.
RUN_TESTS = """\
import pathlib, subprocess, sys
newest = max(pathlib.Path({package!r}).rglob("*.py"), key=lambda file: file.stat().st_mtime)
files = sorted(pathlib.Path(sys.argv[1]).glob("test_*.py"))
files.sort(key=lambda file: f".{{newest.stem}} " not in file.read_text(encoding="utf-8"))
command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *map(str, files)]
sys.exit(subprocess.run(command).returncode)
"""
Place = tuple[str, int, int]


def annotated(package: Path) -> Iterator[tuple[Path, ast.expr]]:
    """Yield every annotation with its file."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in ("annotation", "returns"):
                found = getattr(node, name, None)
                if isinstance(found, ast.expr):
                    yield path, found


def inside(row: int, column: int, node: ast.expr) -> bool:
    """Tell whether a place in a file lies in an expression."""
    return (node.lineno, node.col_offset) <= (row, column) < (node.end_lineno or 0, node.end_col_offset or 0)


def prepare(folder: Path, package: str, tests: str) -> None:
    """Copy what the tests need, with Cosmic Ray's configuration."""
    for name in (package, tests):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/__init__.py", "tests/effort.py"):
        shutil.copy(ROOT / name, folder / name)
    settings = CONFIGURATION.format(package=package, limit=LIMIT, python=sys.executable, tests=tests)
    (folder / "cosmic-ray.toml").write_text(settings, encoding="utf-8")
    (folder / "run_tests.py").write_text(RUN_TESTS.format(package=package), encoding="utf-8")


def sample(session: Path, folder: Path, package: str, count: int, seed: int) -> int:
    """Keep a random sample of the listed faults; return how many were possible."""
    where: dict[str, list[ast.expr]] = {}
    for path, node in annotated(folder / package):
        where.setdefault(path.relative_to(folder).as_posix(), []).append(node)
    with sqlite3.connect(session) as database:
        listed = database.execute(
            "SELECT job_id, module_path, start_pos_row, start_pos_col FROM mutation_specs ORDER BY "
            "module_path, start_pos_row, start_pos_col, operator_name, operator_args, occurrence"
        ).fetchall()
        real = [job for job, path, row, col in listed if not any(inside(row, col, n) for n in where.get(path, []))]
        kept = set(random.Random(seed).sample(real, min(count, len(real))))
        for job, *_ in listed:
            if job not in kept:
                database.execute("DELETE FROM mutation_specs WHERE job_id = ?", (job,))
                database.execute("DELETE FROM work_items WHERE job_id = ?", (job,))
    return len(real)


def results(session: Path) -> tuple[int, list[str]]:
    """Return how many faults were put in and a line for each that no test found."""
    with sqlite3.connect(session) as database:
        rows = database.execute(
            "SELECT module_path, start_pos_row, operator_name, test_outcome, worker_outcome, output, diff "
            "FROM work_results JOIN mutation_specs USING (job_id) ORDER BY module_path, start_pos_row"
        ).fetchall()
    broken = [row for row in rows if row[4] != "NORMAL"]
    if broken:
        raise RuntimeError(f"The tests could not run: {broken[0][5][-500:]}")
    return len(rows), [
        f"{path}:{row}: {name.split('/')[-1]}\n    " + "\n    ".join(changed(diff or ""))
        for path, row, name, outcome, *_, diff in rows
        if outcome == "SURVIVED"
    ]


def changed(diff: str) -> list[str]:
    """Return the changed lines of a difference of two files."""
    return [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def main() -> int:
    """Put faults in and count."""
    parser = argparse.ArgumentParser(description="Put random faults into a package and count those its tests find.")
    parser.add_argument("--tool", default="cosmic-ray", help="the cosmic-ray command, from an environment of its own")
    parser.add_argument("--package", default="pooling")
    parser.add_argument("--tests", default="tests/pooling")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.85, help="share of faults that must be found")
    args = parser.parse_args()
    tool = shutil.which(args.tool)
    if tool is None:
        print(
            f"{args.tool} is not a command; install cosmic-ray into a virtual environment of its own", file=sys.stderr
        )
        return 2
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        session = folder / "session.sqlite"
        prepare(folder, args.package, args.tests)
        command = [str(Path(tool).resolve()), "init", "cosmic-ray.toml", session.name]
        subprocess.run(command, cwd=folder, env=quiet, check=True)
        possible = sample(session, folder, args.package, args.count, args.seed)
        command[1] = "exec"
        subprocess.run(command, cwd=folder, env=quiet, check=True)
        total, unseen = results(session)
    print("\n".join(unseen))
    seen = total - len(unseen)
    print(f"{seen} of {total} faults found ({100 * seen / max(total, 1):.0f} %); {possible} are possible")
    return 0 if seen >= args.least * total else 1


if __name__ == "__main__":
    sys.exit(main())
