"""What a command must not import, so that it answers at once."""

import subprocess
import sys

import pytest

HEAVY = ("prefect", "pandas", "spacy", "sklearn", "matplotlib", "scipy")


def imported(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("module", ["flows.commands", "review.queue", "review.decisions", "review.overview"])
def test_what_people_wait_for_imports_nothing_heavy(module: str) -> None:
    assert imported(f"import {module}").isdisjoint(HEAVY)


def test_reading_papers_needs_neither_prefect_nor_pandas() -> None:
    assert imported("import flows.ingest").isdisjoint({"prefect", "pandas", "matplotlib"})


def test_pooling_needs_neither_pandas_nor_scikit_learn() -> None:
    assert imported("import pooling").isdisjoint({"pandas", "sklearn", "sqlalchemy", "pydantic"})
