"""How far a sweep is, in a notebook."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import sweep_stub
from nbclient import NotebookClient

import sim
from sim.report import sweep_progress

TABLES = {"extends": "base", "contract": {"price": 230.0}, "sweep": {"grid": {"seed": [1, 2, 3, 4]}}}


class Place:
    """What is shown at one place of a notebook, in order."""

    def __init__(self):
        self.texts = []

    def display(self, text, display_id):
        assert display_id
        self.texts.append(text)
        return self

    def update(self, text):
        self.texts.append(text)


def test_a_script_has_no_bar():
    assert sweep_progress.notebook() is None


def test_a_notebook_shows_the_plan_and_a_bar_that_fills(monkeypatch):
    place = Place()
    place.HTML = str
    shell = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()), display=place)
    monkeypatch.setitem(sys.modules, "IPython", shell)
    sim.sweep(TABLES, threads=1, figures=sweep_stub.figures)
    assert "max='4'" in place.texts[-1]
    assert "value='4'" in place.texts[-1]
    assert "4 of 4 cases" in place.texts[-1]
    shell.get_ipython = lambda: SimpleNamespace()   # a terminal of IPython
    assert sweep_progress.notebook() is None


@pytest.mark.slow
def test_a_real_notebook_shows_it(tmp_path, monkeypatch):
    beside = str(Path(sweep_stub.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (beside, os.environ.get("PYTHONPATH")))))
    code = f"import sim, sweep_stub\ndone = sim.sweep({TABLES!r}, 'out', threads=1, figures=sweep_stub.figures)\ndone"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output["data"]["text/html"] for output in book.cells[0].outputs if "text/html" in output.get("data", {})]
    assert "4 cases: 0 kept, 4 to run" in shown[0]
    assert "4 of 4 cases" in shown[0]
    assert "required_price" in shown[-1]   # the sweep itself: its best cases
