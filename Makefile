# `make run`   the base case on embedded data, results in runs/base
# `make test`  the whole test suite
# Both make their environment (.venv) first, and again whenever pyproject.toml or constraints.txt change.
# `make PYTHON=/path/to/python3.12 run` picks the interpreter; 3.11 or newer is needed.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PINS := pyproject.toml constraints.txt .ci/environment
PYTEST_FLAGS ?= -n 2

.PHONY: run test environment lint notebooks benchmark constraints clean

run: $(VENV)/run.stamp
	$(BIN)/sundalink run base -o runs/base

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

# Everything a developer needs: tests, notebooks, linter.
environment: $(VENV)/dev.stamp

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .

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
