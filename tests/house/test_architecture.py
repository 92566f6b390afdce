"""The house rules that can be read off the source: layers, doors, form, length."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from house import FOUNDATION, STAGES, files, room, source

# Lowest first. A file imports from its own layer and those below; a stage from no sibling.
LAYERS = (
    ("errors", "units", "checks"),
    ("clock", "models", "records", "_autoregression", "stochastic"),
    STAGES,
    ("scenario", "inputs", "data"),
    ("case",),
    ("analysis", "chain"),
    ("results",),
    ("studies", "validation", "report"),
    ("api",),
    ("cli",),
    ("__main__", "__init__"),
)

# Where each outside library may be imported; a library that is not here may not be imported at all.
KERNEL = rf"sim/(({'|'.join(STAGES)})/)?_(?!_)\w+\.py"
TABLES = r"sim/(api|inputs/\w+|results/\w+|studies/\w+|report/\w+|report/plots/\w+|data/build/\w+)\.py"
DOORS = {
    "numpy": r".*", "scipy": r".*", "annotated_types": r".*",
    "numba": KERNEL,
    "pydantic": r"sim/scenario/\w+\.py",
    "tomli_w": r"sim/scenario/\w+\.py",
    "matplotlib": r"sim/report/plots/\w+\.py",
    "xarray": TABLES, "pandas": TABLES, "netCDF4": TABLES, "cftime": TABLES, "pyarrow": TABLES,
    "pvlib": r"sim/resource/solar\.py",
    "windpowerlib": r"sim/inputs/turbine\.py",
    "pyproj": r"sim/route/\w+\.py",
    "skimage": r"sim/route/least_cost_path\.py",
    "shapely": r"sim/inputs/gis_\w+\.py", "pyogrio": r"sim/inputs/gis_file\.py",
    "yaml": r"sim/inputs/yaml_file\.py",
    "openpyxl": r"(sim/inputs/spreadsheet\.py|sim/results/lenders_workbook\.py)",
    "platformdirs": r"sim/inputs/disk_cache\.py",
    "holidays": r"sim/demand/day_types\.py",
    "pypsa": r"sim/results/pypsa_\w+\.py",
    "dask": r"sim/studies/cluster\.py", "distributed": r"sim/studies/cluster\.py", "SALib": r"sim/studies/sampling\.py",
    "typer": r"sim/cli/\w+\.py", "click": r"sim/cli/\w+\.py", "rich": r"sim/cli/\w+\.py",
}

LONGEST_FILE, LONGEST_FUNCTION = 319, 44   # lines; a function without its docstring


def layer(name):
    """The number of a room's layer; None if it has none."""
    return next((number for number, names in enumerate(LAYERS) if name in names), None)


@cache
def imports(source, path):
    """Return (dotted name, line, is it inside a function) of every import; each file is read once for all rules."""
    nodes = list(ast.walk(ast.parse(source)))
    inside = {node for scope in nodes if isinstance(scope, (ast.FunctionDef, ast.Lambda)) for node in ast.walk(scope)
              if isinstance(node, (ast.Import, ast.ImportFrom))}
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            home = list(Path(path).parent.parts)
            base = ".".join(home[: len(home) - node.level + 1]) if node.level else ""
            start = ".".join(part for part in (base, node.module) if part)
            names = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [(name, node.lineno, node in inside) for name in names]
    return found


def layer_breaches(path, source):
    """A file imports only from its own layer or below, and a stage never a sibling."""
    own, breaches = room(path), []
    if layer(own) is None:
        return [f"{path}: {own} has no layer"]
    for name, line, _ in imports(source, path):
        parts = name.split(".")
        if parts[0] != "sim" or name == "sim.__version__":
            continue
        other = parts[1] if len(parts) > 1 else "__init__"
        if layer(other) is None:
            breaches.append(f"{path}:{line}: {name} is in no layer")
        elif layer(other) > layer(own):
            breaches.append(f"{path}:{line}: {own} imports {name} from a layer above")
        elif own in STAGES and other in STAGES and other != own:
            breaches.append(f"{path}:{line}: stage {own} imports its sibling {other}")
    return breaches


def door_breaches(path, source):
    """An outside library enters through its own files only."""
    breaches = []
    for name, line, _ in imports(source, path):
        library = name.split(".")[0]
        if library == "sim" or library in sys.stdlib_module_names:
            continue
        if library not in DOORS:
            breaches.append(f"{path}:{line}: {library} has no door")
        elif not re.fullmatch(DOORS[library], path):
            breaches.append(f"{path}:{line}: {library} does not enter here")
    return breaches


def kernel_breaches(path, source):
    """A compiled kernel is imported inside functions of its own room, so that nothing compiles at import."""
    breaches = []
    for name, line, inside in imports(source, path):
        target = re.match(rf"sim\.(?:({'|'.join(STAGES)})\.)?(_(?!_)\w+)", name)
        if not target or re.fullmatch(KERNEL, path):
            continue
        if target.group(1) != room(path) and not (target.group(1) is None and room(path) in FOUNDATION):
            breaches.append(f"{path}:{line}: {name} is another room's kernel")
        elif not inside:
            breaches.append(f"{path}:{line}: {name} must be imported inside the function that needs it")
    return breaches


def form_breaches(path, source):
    """In a stage: NamedTuples and functions, no decorators except numba's, no state of the module."""
    if room(path) not in STAGES:
        return []
    tree, breaches = ast.parse(source), []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] != ["NamedTuple"]:
            breaches.append(f"{path}:{node.lineno}: class {node.name} must be a NamedTuple")
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list \
                and not re.fullmatch(KERNEL, path):
            breaches.append(f"{path}:{node.lineno}: {node.name} must not be decorated")
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            breaches.append(f"{path}:{node.lineno}: state outside the function")
    for node in tree.body:
        names = [leaf.id for target in getattr(node, "targets", [getattr(node, "target", node)])
                 if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))
                 for leaf in ast.walk(target) if isinstance(leaf, ast.Name)]
        breaches += [f"{path}:{node.lineno}: {name} is state of the module" for name in names
                     if not re.fullmatch(r"_?[A-Z]\w*", name)]
    return breaches


def docstring_breaches(path, source):
    """A file with content says it in one sentence; the package's own docstring is the map of the house."""
    if path == "sim/__init__.py" or not source.strip():
        return []
    text = ast.get_docstring(ast.parse(source)) or ""
    if room(path) == "data":   # a builder of embedded data goes on to say how it is run
        text = text.split("\n\n")[0]
    text = " ".join(text.split())
    if not text.endswith(".") or re.search(r"[.!?]\s", text):
        return [f"{path}:1: the file needs a docstring of one sentence"]
    return []


def length_breaches(path, source):
    """Files and functions stay short."""
    lines = len(source.splitlines())
    breaches = [f"{path}: {lines} lines, at most {LONGEST_FILE}"] if lines > LONGEST_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                length -= node.body[0].end_lineno - node.body[0].lineno + 1
            if length > LONGEST_FUNCTION:
                breaches.append(f"{path}:{node.lineno}: {node.name}: {length} lines, not {LONGEST_FUNCTION}")
    return breaches


RULES = (layer_breaches, door_breaches, kernel_breaches, form_breaches, docstring_breaches, length_breaches)


def name_of(rule):
    return rule.__name__.removesuffix("_breaches")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_the_house_keeps_the_rule(rule):
    breaches = [b for path in files() for b in rule(path, source(path))]
    assert not breaches, "\n" + "\n".join(breaches)


def test_the_files_are_found():
    assert {"sim/checks.py", "sim/link/converter.py", "sim/demand/national.py"} <= set(files())


def test_every_folder_and_file_of_the_package_has_a_layer():
    assert [path for path in files() if layer(room(path)) is None] == []


SENTENCE = '"""Rooms."""\n'
LONG_FUNCTION = "def long():\n" + "    x = 1\n" * LONGEST_FUNCTION
DOCUMENTED = 'def long():\n    """' + "Text.\n" * 60 + '    """\n' + "    x = 1\n" * (LONGEST_FUNCTION - 1)


@pytest.mark.parametrize(("rule", "path", "source"), [
    (layer_breaches, "sim/checks.py", "import sim.clock"),
    (layer_breaches, "sim/clock.py", "from sim.link import converter"),
    (layer_breaches, "sim/link/cable.py", "from sim.inputs.sourced_table import rows"),
    (layer_breaches, "sim/link/cable.py", "from sim.farm.power_curve import Turbine"),
    (layer_breaches, "sim/link/cable.py", "from sim import farm"),
    (layer_breaches, "sim/link/cable.py", "from ..farm import curve"),
    (layer_breaches, "sim/link/cable.py", "def f():\n    import sim.chain"),
    (layer_breaches, "sim/scenario/load.py", "from sim.chain import run"),
    (layer_breaches, "sim/inputs/wind.py", "from sim.results.dataset import notes"),
    (layer_breaches, "sim/chain.py", "from sim.report.page import write"),
    (layer_breaches, "sim/report/page.py", "import sim.cli.main"),
    (layer_breaches, "sim/cli/main.py", "from sim import run"),
    (layer_breaches, "sim/utils.py", ""),
    (layer_breaches, "sim/chain.py", "from sim.helpers import x"),
    (layer_breaches, "sim/data/build/sea.py", "from sim.chain import run"),
    (door_breaches, "sim/link/cable.py", "import numba"),
    (door_breaches, "sim/report/_page.py", "import numba"),
    (door_breaches, "sim/trade/__init__.py", "import numba"),
    (door_breaches, "sim/checks.py", "from pydantic import Field"),
    (door_breaches, "sim/report/page.py", "import matplotlib.pyplot as plt"),
    (door_breaches, "sim/trade/settlement.py", "import pandas as pd"),
    (door_breaches, "sim/chain.py", "import xarray"),
    (door_breaches, "sim/resource/synthetic.py", "def f():\n    import pvlib"),
    (door_breaches, "sim/farm/power_curve.py", "import windpowerlib"),
    (door_breaches, "sim/inputs/bathymetry.py", "from pyproj import Geod"),
    (door_breaches, "sim/route/path_smoothing.py", "from skimage.graph import MCP_Geometric"),
    (door_breaches, "sim/market/spot_price.py", "import holidays"),
    (door_breaches, "sim/chain.py", "import dask"),
    (door_breaches, "sim/studies/indices.py", "from rich.progress import Progress"),
    (door_breaches, "sim/chain.py", "import typer"),
    (door_breaches, "sim/link/cable.py", "import pint"),
    (kernel_breaches, "sim/trade/greedy.py", "from sim.trade._greedy import walk"),
    (kernel_breaches, "sim/trade/greedy.py", "from sim.trade import _greedy"),
    (kernel_breaches, "sim/trade/greedy.py", "from . import _greedy"),
    (kernel_breaches, "sim/chain.py", "def f():\n    from sim.trade._greedy import walk"),
    (kernel_breaches, "sim/stochastic.py", "from sim._autoregression import follow"),
    (kernel_breaches, "sim/market/scarcity.py", "def f():\n    from sim._autoregression import follow"),
    (form_breaches, "sim/link/cable.py", "class Cable:\n    pass"),
    (form_breaches, "sim/link/cable.py", "class Cable(ABC):\n    pass"),
    (form_breaches, "sim/link/cable.py", "@lru_cache\ndef f():\n    pass"),
    (form_breaches, "sim/link/cable.py", "def f():\n    global x\n    x = 1"),
    (form_breaches, "sim/link/cable.py", "cache = {}"),
    (form_breaches, "sim/link/cable.py", "cache: dict = {}"),
    (docstring_breaches, "sim/link/cable.py", "x = 1"),
    (docstring_breaches, "sim/data/build/sea.py", '"""Build. Data.\n\nUsage: so."""'),
    (docstring_breaches, "sim/link/cable.py", '"""Cables.\n\nUsage: so."""'),
    (docstring_breaches, "sim/link/cable.py", '"""Cables"""'),
    (docstring_breaches, "sim/link/cable.py", '"""Cables. And heat."""'),
    (length_breaches, "sim/link/cable.py", SENTENCE + "x = 1\n" * LONGEST_FILE),
    (length_breaches, "sim/link/cable.py", LONG_FUNCTION),
])
def test_a_breach_is_seen(rule, path, source):
    assert rule(path, source)


@pytest.mark.parametrize(("path", "source"), [
    ("sim/link/cable.py", SENTENCE + "import math\nfrom typing import NamedTuple\nimport numpy as np\n"
     "from scipy import special\nfrom sim.checks import refusal\nfrom . import thermal\n"
     "LIMIT = 3.0\nclass Cable(NamedTuple):\n    area: float\n"),
    ("sim/trade/_greedy.py", SENTENCE + "from numba import njit\nfrom sim.trade._climb import climb\n"
     "@njit(nogil=True)\ndef walk(x):\n    return x\n"),
    ("sim/stochastic.py", SENTENCE + "def red(x):\n    from sim._autoregression import follow\n"),
    ("sim/trade/greedy.py", SENTENCE + "def greedy(x):\n    from sim.trade._greedy import walk\n"),
    ("sim/inputs/wind.py", SENTENCE + "import xarray as xr\nfrom sim.resource.climate import Climate\n"),
    ("sim/results/dataset.py", SENTENCE + "from sim import __version__\nimport xarray\n"),
    ("sim/__main__.py", SENTENCE + "from sim.cli.main import main\n"),
    ("sim/__init__.py", '"""The house.\n\nRooms. Floors.\n"""\nfrom sim.chain import run\n'),
    ("sim/link/cable.py", SENTENCE + DOCUMENTED),
    ("sim/data/build/sea.py", '"""Build data.\n\nUsage: so. And so.\n"""\nimport netCDF4\nimport sim.errors\n'),
    ("sim/link/__init__.py", ""),
])
def test_what_is_allowed_passes(path, source):
    assert [breach for rule in RULES for breach in rule(path, source)] == []
