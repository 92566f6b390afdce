"""Every name that a file of the package imports from another is there, also where a command imports it as it runs."""

import ast
from functools import cache

from house import ROOT, files, source


@cache
def names(module):
    """Return what a module of the package holds, and whether it makes names when they are asked for."""
    path = ROOT / module.replace(".", "/")
    path, inside = (path / "__init__.py", path) if path.is_dir() else (path.with_suffix(".py"), None)
    if not path.is_file():
        return set(), False
    found = {each.stem for each in inside.iterdir()} if inside else set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(each.asname or each.name).split(".")[0] for each in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found, "__getattr__" in found


def missing(text):
    """Return the names that a text imports from modules of the package and that are not there."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sim":
            there, made = names(node.module)
            found += [f"{node.module}.{each.name}" for each in node.names if not made and each.name not in there]
    return found


def private(text):
    """Return the private names of other modules that a text uses; compiled kernels, modules themselves, are none."""
    found, modules = [], set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sim":
            for each in node.names:
                is_module = (ROOT / node.module.replace(".", "/") / f"{each.name}.py").is_file()
                if is_module:
                    modules.add(each.asname or each.name)
                elif each.name.startswith("_") and not each.name.startswith("__"):
                    found.append(f"{node.module}.{each.name}")
    return found + [f"{node.value.id}.{node.attr}" for node in ast.walk(ast.parse(text))
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
                    and node.value.id in modules and node.attr.startswith("_") and not node.attr.startswith("__")]


def test_no_file_uses_a_private_name_of_another():
    assert {path: found for path in files() if (found := private(source(path)))} == {}
    assert private("from sim.scenario.load import _merge\nfrom sim.trade import _greedy") == [
        "sim.scenario.load._merge"]
    assert private("from sim.scenario import load\nload._merge({}, {})") == ["load._merge"]


def test_every_name_that_is_imported_is_there():
    assert {path: found for path in files() if (found := missing(source(path)))} == {}


def test_a_name_that_was_changed_elsewhere_is_seen():
    assert missing("def late():\n    from sim.results.variables import no_label, component_label\n") == [
        "sim.results.variables.no_label"]
    assert missing("from sim.nothing import at_all") == ["sim.nothing.at_all"]
    assert missing("from sim.results import variables\nfrom sim import load") == []
