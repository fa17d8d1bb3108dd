# Two commands do everything on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
# Needs python3 (3.11 or newer) with venv, and make. Everything is installed into .venv from hashed pins.

PYTHON ?= python3
PY := .venv/bin/python
QUIET_PIP := --quiet --disable-pip-version-check --no-deps

.PHONY: demo test check soak clean bench-accuracy bench-reading bench-tables bench-checks bench-pooling bench-review

demo: .venv/run.done
	@.venv/bin/stook demo

test: .venv/test.done
	@sh requirements/system
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PY) -m pytest -q -n 2 --dist loadgroup --cov --cov-report=term

soak: .venv/test.done
	STOOK_SOAK=1 $(PY) -m pytest -q tests/store/test_faults.py tests/store/test_many.py tests/reading/test_hostile.py tests/extractors/checks tests/pooling
	@test -x build/mutants/bin/cosmic-ray || { $(PYTHON) -m venv build/mutants && \
		build/mutants/bin/pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0; }
	$(PY) -m benchmarks.mutants --tool build/mutants/bin/cosmic-ray

bench-accuracy: .venv/test.done
	@test -n "$(PAPERS)$(CASES)" || { echo "usage: make bench-accuracy PAPERS=folder CASES=folder" >&2; exit 2; }
	$(PY) -m benchmarks.accuracy $(if $(PAPERS),--papers "$(PAPERS)") $(if $(CASES),--cases "$(CASES)")

bench-reading: .venv/test.done
	@test -n "$(PAPERS)" || { echo "usage: make bench-reading PAPERS=folder-of-PDFs [PLUMBER=python-with-pdfplumber] [CAMELOT=python-with-camelot]" >&2; exit 2; }
	$(PY) -m benchmarks.reading "$(PAPERS)" $(if $(PLUMBER),--plumber "$(PLUMBER)") $(if $(CAMELOT),--camelot "$(CAMELOT)")

bench-tables: .venv/test.done
	$(PY) -m benchmarks.tables

bench-checks: .venv/test.done
	$(PY) -m benchmarks.checks

bench-pooling: .venv/test.done
	$(PY) -m benchmarks.pooling
	$(PY) -m benchmarks.pooling_metafor

bench-review: .venv/test.done
	@sh requirements/system
	$(PY) -m benchmarks.review $(if $(PAPERS),"$(PAPERS)")

clean:
	rm -rf .venv demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

# The test set holds the run set, so it satisfies both; the run set alone keeps `make demo` quick on a fresh machine.
.venv/run.done: requirements/run.txt pyproject.toml
	@test -f .venv/test.done || sh requirements/install run "$(PYTHON)"
	@touch $@

.venv/test.done: requirements/test.txt pyproject.toml
	@sh requirements/install test "$(PYTHON)"
	@touch $@ .venv/run.done
