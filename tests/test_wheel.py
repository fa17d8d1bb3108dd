"""The wheel as a user installs it: everything that the product reads at run time is inside, and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("stook-*.whl"))


def test_the_wheel_holds_what_is_read_at_run_time(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "corpus/example/review.toml",
        "corpus/example/decisions.jsonl",
        "flows/commands/review_template.toml",
        "corpus/store/migrations/v0001_first.py",
    }
    assert wanted <= names
    assert any(name.startswith("models/weights/triage") for name in names)
    assert any(name.startswith("reports/templates/") for name in names)
    assert any(name.startswith("corpus/example/papers/") for name in names)


def test_the_wheel_holds_neither_generators_nor_tests(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert not tops & {"synthetic", "tests", "benchmarks", "docs", "requirements"}


def test_an_installed_stook_works_in_a_folder_with_blanks_and_umlauts(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "Über sicht"
    installed = place / "lib"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target", str(installed)]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    review = place / "meine Übersicht"
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith("COV")
    }  # not our tree: not counted
    environment = {**plain, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}

    def stook(*arguments: str, folder: Path = place) -> str:
        command = [
            sys.executable,
            "-c",
            "import flows, flows.commands as c; print(flows.__file__); c.main()",
            *arguments,
        ]
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        first, _, rest = run.stdout.partition("\n")
        assert Path(first).is_relative_to(installed)
        return rest

    assert "A review stands in" in stook("init", str(review))
    assert "nothing waits" in stook("queue", folder=review).lower()
