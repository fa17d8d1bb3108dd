"""The house rules that keep the tree readable: sizes, names, borders, and what the project may not say."""

import ast
import importlib
import importlib.metadata
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("corpus", "extractors", "models", "pooling", "reports", "review", "flows")
SOURCES = sorted(p for folder in (*FOLDERS, "synthetic", "benchmarks") for p in (ROOT / folder).rglob("*.py"))
MOST_LINES = 400
LONGEST_BODY = 50
USUAL_BODY = 20  # nine of ten bodies are no longer


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def bodies(path: Path) -> list[tuple[str, int]]:
    """Every function with the lines of its body, the docstring left out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            found.append((f"{path.relative_to(ROOT)}:{node.name}", (body[-1].end_lineno or 0) - body[0].lineno + 1))
    return found


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > MOST_LINES}
    assert not long


def test_function_bodies_are_short() -> None:
    sizes = [body for path in SOURCES for body in bodies(path)]
    assert not {name: size for name, size in sizes if size > LONGEST_BODY}
    assert statistics.quantiles([size for _, size in sizes], n=10)[-1] <= USUAL_BODY


def test_no_file_is_a_drawer_for_everything() -> None:
    assert not [p for p in SOURCES if p.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_no_file_in_flows_hides_a_module_that_prefect_would_import() -> None:
    taken = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions()) | set(FOLDERS)
    assert not {p.stem for p in (ROOT / "flows").glob("*.py") if p.stem != "__init__"} & taken


def test_no_installed_distribution_ships_a_folder_of_ours() -> None:
    shipped = importlib.metadata.packages_distributions()
    assert {folder: others for folder in FOLDERS if (others := set(shipped.get(folder, [])) - {"stook"})} == {}


def test_the_layers_hold() -> None:
    run = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("package", "doors"),
    [
        ("pypdfium2", {"corpus/reading/pdf.py"}),
        ("spacy", {"extractors/language.py"}),
        ("prefect", {"flows/scheduled.py"}),
        ("sqlalchemy", {"corpus/store"}),
        ("alembic", {"corpus/store"}),
    ],
)
def test_a_foreign_package_has_one_door(package: str, doors: set[str]) -> None:
    importing = re.compile(rf"^\s*(?:import|from) {package}\b", re.MULTILINE)
    product = [p for p in SOURCES if p.relative_to(ROOT).parts[0] in FOLDERS]
    users = {str(p.relative_to(ROOT)) for p in product if importing.search(p.read_text("utf-8"))}
    assert users
    assert not {user for user in users if not any(user == door or user.startswith(f"{door}/") for door in doors)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_public_list_is_sorted_and_true(folder: str) -> None:
    module = importlib.import_module(folder)
    names = getattr(module, "__all__", [])
    assert sorted(names) == list(names)
    assert not [name for name in names if not hasattr(module, name)]


def test_the_project_names_no_machine_and_no_registry() -> None:
    home = re.compile(r"(?:^|[\s\"'(=])/(?:home|root|work|Users)/")
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian")))
    texts = [p for p in tracked() if p.is_file() and p.suffix in {".py", ".md", ".toml", ".txt", ".cff", ".html", ""}]
    assert not [
        str(p.relative_to(ROOT)) for p in texts if hosts.search(text := p.read_text("utf-8")) or home.search(text)
    ]


def test_no_tracked_binary_is_larger_than_a_megabyte() -> None:
    assert not [p for p in tracked() if p.is_file() and p.suffix != ".txt" and p.stat().st_size > 1_000_000]
