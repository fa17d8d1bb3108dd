"""Are the tests of a package sharp? Random small faults are put into it; how many do they find?

Usage:
    python -m benchmarks.mutants [--package pooling] [--tests tests/pooling] [--count 200] [--seed 1]

Each fault changes one operator, comparison, constant or condition of one function in a copy of the
package; the tests run on the copy until the first failure. Faults that no test finds are printed.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 300  # seconds for one run of the tests; a fault that makes them hang is found
OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.Lt: ast.GtE,
    ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One change: the file, the number of the node in walking order, its line, what it does."""

    path: Path
    node: int
    line: int
    what: str


def faults(path: Path) -> Iterator[Fault]:
    """Yield every change that a file allows inside its functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for part in f.body for node in ast.walk(part)
    }
    for number, node in enumerate(ast.walk(tree)):
        what = change(node, apply=False)
        if id(node) in inside and what:
            yield Fault(path, number, getattr(node, "lineno", 0), what)


def change(node: ast.AST, *, apply: bool) -> str:
    """Describe the change of a node, and make it when asked."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return _operator(node, node.op, apply=apply)
    if isinstance(node, ast.BoolOp):
        return _operator(node, node.op, apply=apply)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
        other = OPERATORS[type(node.ops[0])]
        if apply:
            node.ops[0] = other()  # type: ignore[call-overload]
        return f"{type(node.ops[0]).__name__} changed"
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        if apply:
            node.value = node.value + 1
        return f"constant {node.value!r} changed"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        if apply:
            node.op = ast.UAdd()
        return "minus lost"
    return ""


def _operator(node: ast.BinOp | ast.BoolOp, op: ast.AST, *, apply: bool) -> str:
    other = OPERATORS[type(op)]
    if apply:
        node.op = other()  # type: ignore[assignment]
    return f"{type(op).__name__} to {other.__name__}"


def put(fault: Fault, target: Path) -> None:
    """Write the changed file."""
    tree = ast.parse(fault.path.read_text(encoding="utf-8"))
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == fault.node)
    change(node, apply=True)
    target.write_text(ast.unparse(tree), encoding="utf-8")


def found(fault: Fault, folder: Path, package: str, tests: str) -> bool:
    """Tell whether the tests fail with the fault in place."""
    target = folder / fault.path.relative_to(ROOT)
    original = target.read_text(encoding="utf-8")
    put(fault, target)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *ordered(folder, tests, fault.path.stem),
    ]
    try:
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=LIMIT, check=False, env=environment)
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(original, encoding="utf-8")
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"The tests of {package} could not run: {done.stdout.decode()[-500:]}")
    return done.returncode != 0


def ordered(folder: Path, tests: str, stem: str) -> list[str]:
    """Return the test files, those that mention the changed module first."""
    files = sorted((folder / tests).glob("test_*.py"))
    return [str(file) for file in sorted(files, key=lambda file: f".{stem} " not in file.read_text(encoding="utf-8"))]


def main() -> int:
    """Put faults in and count."""
    parser = argparse.ArgumentParser(description="Put random faults into a package and count those its tests find.")
    parser.add_argument("--package", default="pooling")
    parser.add_argument("--tests", default="tests/pooling")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.85, help="share of faults that must be found")
    args = parser.parse_args()
    every = [fault for path in sorted((ROOT / args.package).glob("*.py")) for fault in faults(path)]
    chosen = random.Random(args.seed).sample(every, min(args.count, len(every)))
    seen = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / args.package, folder / args.package)
        shutil.copytree(ROOT / args.tests, folder / args.tests)
        for file in ("pyproject.toml", "tests/__init__.py"):
            shutil.copy(ROOT / file, folder / file)
        for fault in chosen:
            if found(fault, folder, args.package, args.tests):
                seen += 1
            else:
                print(f"not found: {fault.path.relative_to(ROOT)}:{fault.line}: {fault.what}", flush=True)
    print(f"{seen} of {len(chosen)} faults found ({100 * seen / len(chosen):.0f} %); {len(every)} are possible")
    return 0 if seen >= args.least * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
