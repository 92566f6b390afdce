# `make run`   the base case on embedded data, results in runs/base
# `make test`  the whole test suite
# `make help`  every target
# Both make their environment (.venv) first, and again whenever pyproject.toml or constraints.txt change.
# `make PYTHON=/path/to/python3.12 run` picks the interpreter; 3.11 or newer is needed.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PINS := pyproject.toml constraints.txt .ci/environment
PYTEST_FLAGS ?= -n 2 --dist worksteal

.PHONY: help run test quick test-nojit environment lint format types docs fuzz notebooks benchmark constraints clean

help:
	@echo "run          the base case on embedded data, results in runs/base"
	@echo "test         the whole test suite, on two cores"
	@echo "quick        between two edits: every test that is not slow, of files that run no whole case"
	@echo "test-nojit   the tests of the stages with compiled kernels run as plain Python"
	@echo "lint         style, spelling, project metadata"
	@echo "format       what the linter can put right by itself"
	@echo "types        the type checker, on the rooms that are annotated"
	@echo "docs         the book, into docs/_build/html"
	@echo "notebooks    every notebook from top to bottom"
	@echo "benchmark    the speed guard"
	@echo "fuzz         mutated scenarios and files through check and run"
	@echo "constraints  newest versions of all dependencies, written down"

run: $(VENV)/run.stamp
	$(BIN)/sundalink run base -o runs/base

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

# Everything a developer needs: tests, notebooks, linter.
environment: $(VENV)/dev.stamp

quick: $(VENV)/test.stamp
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m "not slow and not whole"

test-nojit: $(VENV)/test.stamp
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest $(PYTEST_FLAGS) -m "not slow" tests/farm tests/market tests/trade

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/codespell sim docs scenarios benchmarks *.md
	$(BIN)/validate-pyproject pyproject.toml

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

docs: $(VENV)/dev.stamp
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

fuzz: $(VENV)/test.stamp
	$(BIN)/python tests/fuzz/run.py --scenarios 10000 --files 2000 --runs 500

notebooks: $(VENV)/dev.stamp
	$(BIN)/python tests/execute_notebooks.py

benchmark: $(VENV)/dev.stamp
	$(BIN)/python -m pytest benchmarks

$(VENV)/run.stamp: $(PINS)
	@PYTHON='$(PYTHON)' sh .ci/environment $(VENV)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/test.stamp: $(PINS)
	@PYTHON='$(PYTHON)' sh .ci/environment $(VENV)
	$(INSTALL) --editable '.[test]'
	@touch $(VENV)/run.stamp $@

$(VENV)/dev.stamp: $(PINS)
	@PYTHON='$(PYTHON)' sh .ci/environment $(VENV)
	$(INSTALL) --editable '.[dev]'
	@touch $(VENV)/run.stamp $(VENV)/test.stamp $@

# After a change of dependencies: newest versions into a fresh environment, written down.
constraints:
	rm -rf $(VENV)
	@PYTHON='$(PYTHON)' sh .ci/environment $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
