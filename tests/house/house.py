"""The source of the package as the house rules look at it: files, rooms, imports."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOUNDATION = ("errors", "units", "checks", "clock", "models", "records", "_autoregression",
              "stochastic")
STAGES = ("resource", "farm", "collection", "storage", "route", "link", "reliability", "demand", "market", "adequacy",
          "trade", "finance", "carbon", "programme", "network")


@cache
def _files():
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*.py"))


def files():
    """Every Python file of the package, as its path from the root."""
    return [*_files()]


@cache
def source(path):
    """The text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


def room(path):
    """The room of a file: its folder under sim/, or the file itself."""
    return Path(path).parts[1].removesuffix(".py")


def module(path):
    """The dotted name of a file."""
    name = path.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


@cache
def _names(text):
    """(module, is it for annotations alone) of every import of a file; each text is read once for all rules."""
    found, nodes = [], list(ast.walk(ast.parse(text)))
    unread = {inner for node in nodes if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
              for inner in ast.walk(node)}
    for node in nodes:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        found += [(name, node in unread) for name in names]
    return found


def imported(path, text, known, annotations=False):
    """The modules that a file imports, inside functions as well; for annotations alone only if `annotations`."""
    return {name for name, unread in _names(text) if name in known and (annotations or not unread)} - {module(path)}


def graph(by=room, annotations=False):
    """Return {name: names that it imports} of rooms, or of files; the package's own file and its entry are left out."""
    known = {module(path): path for path in files()}
    edges = defaultdict(set)
    for path in files():
        if path in ("sim/__init__.py", "sim/__main__.py"):
            continue
        edges[by(path)] |= set()
        for name in imported(path, source(path), known, annotations):
            if name != "sim" and not known[name].endswith("__init__.py"):
                edges[by(path)].add(by(known[name]))
    return {name: others - {name} for name, others in edges.items()}


def floors(edges):
    """Return {name: floor}: one above the highest that it imports; a circle is refused with its members."""
    placed, doing = {}, []

    def floor(name):
        if name in placed:
            return placed[name]
        if name in doing:
            raise AssertionError(f"circle: {' -> '.join([*doing[doing.index(name):], name])}")
        doing.append(name)
        placed[name] = 1 + max((floor(other) for other in edges.get(name, ())), default=0)
        doing.pop()
        return placed[name]

    for name in edges:
        floor(name)
    return placed
