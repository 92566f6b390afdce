"""Notebooks use public names only: ``import sim``, what it lists, and pictures, questions and tables by name."""

import ast
import json

import pytest
from house import ROOT

import sim

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def code(path):
    """The code of a notebook, without the lines that only a notebook understands."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    return "\n".join("" if line.startswith(("%", "!")) else line for line in lines)


def private(text):
    """Names of the package that a notebook may not use, and what it may not import."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sim":
            found.append(f"from {node.module} import ...")
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.startswith("sim.")]
        if isinstance(node, ast.Attribute):
            if node.attr.startswith("_") and node.attr not in ("_asdict", "_fields", "_replace"):   # of a NamedTuple
                found.append(node.attr)
            found += unlisted(ast.unparse(node).split("."))
    return sorted(set(found))


def unlisted(names):
    """The name that is not listed by what it stands in, of ``sim.x`` and ``sim.x.y``."""
    if names[0] != "sim" or len(names) > 3 or not all(name.isidentifier() for name in names):
        return []
    owner = sim if len(names) == 2 else getattr(sim, names[1], None)
    lists = len(names) == 2 or names[1] in (*sim.ROOMS, *sim.BY_NAME)
    return [".".join(names)] if owner is not None and lists and names[-1] not in dir(owner) else []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_only(path):
    assert private(code(path)) == []


@pytest.mark.parametrize(("text", "found"), [
    ("from sim import chain", ["from sim import ..."]), ("import sim.chain as c", ["sim.chain"]),
    ("from sim.report.plots import farm", ["from sim.report.plots import ..."]),
    ("sim.chain.run(case)", ["sim.chain"]), ("sim.plot.nothing(data)", ["sim.plot.nothing"]),
    ("sim.farm.wake._waked(x)", ["_waked"]), ("sim.ask.tide(case)", ["sim.ask.tide"]),
    ("import sim\nsim.run(sim.load('base')).npv.item(); sim.farm.wake.MODELS; sim.plot.losses(1); sim.ask.wind", [])])
def test_a_private_name_is_seen(text, found):
    assert private(text) == found


def test_the_notebooks_are_found():
    assert len(NOTEBOOKS) >= 7


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "gallery").glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_gallery_shows_the_notebook_as_it_stands(path):
    """If not: ``python tests/execute_notebooks.py --keep docs/gallery notebooks/NAME.ipynb``."""
    assert code(path) == code(ROOT / "notebooks" / path.name)
    assert "image/png" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("owner", ["plot", "ask", "table"])
def test_every_name_that_is_listed_can_be_called(owner):
    place = getattr(sim, owner)
    assert dir(place)
    assert all(callable(getattr(place, name)) for name in dir(place))
