"""Every public function of a stage says in numpydoc what goes in and out, in units that the house knows."""

import ast
import re

import pytest
from house import ROOT, STAGES

from sim.units import UNITS

# What must carry a unit: plain floats and arrays, not arrays of flags, numbers of things, dates or names.
MEASURED = re.compile(r"(float|array)(?!.*\b(bool|int|str|datetime|of [A-Z]))")


def sections(doc):
    """Return {title: [(names, kind, text)]} of a numpydoc docstring; the summary stands under ''."""
    lines, found, title, start = doc.splitlines(), {}, "", 0
    marks = [i for i in range(1, len(lines)) if re.fullmatch(r"-{3,}", lines[i]) and lines[i - 1].strip()]
    for mark in [*marks, len(lines) + 1]:
        found[title] = entries(lines[start : mark - 1])
        if mark <= len(lines):
            title, start = lines[mark - 1].strip(), mark + 1
    return found


def entries(lines):
    """Return (names, kind, text) for each unindented line and what is indented below it."""
    found = []
    for line in lines:
        if line.strip() and not line.startswith(" "):
            names, _, kind = line.partition(" : ")
            found.append([[name.strip() for name in names.split(",")], kind.strip(), ""])
        elif found:
            found[-1][2] = f"{found[-1][2]} {line.strip()}".strip()
    return found


def arguments(function):
    """The names in a function's signature, in order."""
    args = function.args
    return [a.arg for a in (*args.posonlyargs, *args.args, *([args.vararg] if args.vararg else []),
                            *args.kwonlyargs, *([args.kwarg] if args.kwarg else []))]


def returns(function):
    """Does the function give a value back (functions inside it aside)?"""
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Return) and node.value is not None \
                and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            todo += list(ast.iter_child_nodes(node))
    return False


def unit_breaches(entry):
    """Say what is wrong with the unit that ends an entry's text."""
    names, kind, text = entry
    unit = re.search(r"\[([^\[\]]+)\]\.?$", text)
    what = ", ".join(names)
    if unit and unit.group(1) not in UNITS:
        return [f"{what}: unit [{unit.group(1)}] is not in sim.units"]
    if not unit and MEASURED.match(kind):
        return [f"{what}: {kind} ends in no unit in brackets"]
    return []


def breaches(path, source):
    """What the public functions of a file leave unsaid."""
    found = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        doc = ast.get_docstring(function)
        faults = ["no docstring"] if doc is None else function_breaches(function, sections(doc))
        found += [f"{path}:{function.lineno}: {function.name}: {fault}" for fault in faults]
    return found


def function_breaches(function, doc):
    """What one docstring leaves unsaid."""
    given = doc.get("Parameters", []) + doc.get("Other Parameters", [])
    named = [name.lstrip("*") for names, _, _ in given for name in names]
    faults = []
    if named != arguments(function):
        faults.append(f"Parameters are {named}, the signature has {arguments(function)}")
    if returns(function) and not doc.get("Returns"):
        faults.append("no Returns")
    for entry in given + doc.get("Returns", []):
        if not entry[2] and not entry[1][:1].isupper():   # a NamedTuple has a docstring of its own
            faults.append(f"{', '.join(entry[0])}: nothing is said about it")
        faults += unit_breaches(entry)
    return faults


LIBRARY = {"Axes", "Axis", "DataArray", "DataFrame", "DataTree", "Dataset", "Executor", "FieldInfo", "Figure",
           "Generator", "Network", "None", "Path", "Series", "SimpleNamespace"}
"""Types of other libraries that docstrings name."""


def defined(tree):
    """Names of the classes of a file, of what it gives a name, and of its arguments."""
    return ({node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
            | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)})


def stale(tree, classes, modules):
    """Types that docstrings give to arguments and that no class has; dotted names in them that are nowhere."""
    found = []
    for node in ast.walk(tree):
        doc = ast.get_docstring(node) or "" if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else ""
        given = sections(doc)
        kinds = [entry[1] for title in ("Parameters", "Other Parameters", "Returns", "Yields")
                 for entry in given.get(title, [])]
        found += [word for kind in kinds for word in re.findall(r"\b[A-Z][a-z]+[A-Za-z]*\b", kind)
                  if word not in classes | LIBRARY]
        for name in re.findall(r"(?<!`)`(sim(?:\.\w+){2,})`(?!`)", doc):
            home, _, last = name.rpartition(".")
            outer, _, record = home.rpartition(".")   # of a field of a record
            known = name in modules or last in modules.get(home, ()) or record in modules.get(outer, ())
            found += [] if known or name.startswith(("sim.plot.", "sim.ask.", "sim.table.")) else [name]
    return found


def test_docstrings_name_what_is_there():
    trees = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): ast.parse(
        path.read_text(encoding="utf-8")) for path in (ROOT / "sim").rglob("*.py")}
    modules = {name.removesuffix(".__init__"): defined(tree) for name, tree in trees.items()}
    classes = {name for names in modules.values() for name in names if name[:1].isupper()}
    assert {name: found for name, tree in trees.items() if (found := stale(tree, classes, modules))} == {}
    doc = 'def f(x):\n    """\n    Use `sim.link.gone`.\n\n    Parameters\n    ----------\n    x : Gone\n    """'
    assert stale(ast.parse(doc), classes, modules) == ["Gone", "sim.link.gone"]


def stage_files():
    """The files of the stages, compiled kernels left out."""
    return [path for stage in STAGES for path in sorted((ROOT / "sim" / stage).glob("[!_]*.py"))]


def test_every_public_function_of_a_stage_is_documented():
    found = [b for path in stage_files()
             for b in breaches(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))]
    assert not found, "\n" + "\n".join(found)


def test_the_stages_are_found():
    assert {"converter.py", "national.py"} <= {path.name for path in stage_files()}


GOOD = '''
def loss(power, rating, *, no_load=0.1, label=""):
    """
    Loss of a station.

    Parameters
    ----------
    power, rating : array, shape (...)
        Power of this and that
        kind. [MW]
    no_load : float
        Loss at rest. [fraction]
    label : str
        Name of the station.

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat. [MW]

    References
    ----------
    .. [1] Nobody.
    """
    return power
'''


def test_a_full_docstring_passes():
    assert breaches("x.py", GOOD) == []


def test_private_functions_and_functions_without_value_need_less():
    assert breaches("x.py", "def _f(x):\n    return x\n") == []
    assert breaches("x.py", 'def check():\n    """Refuse nothing."""\n    def g():\n        return 1\n') == []


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("power, rating :", "power :", "the signature has"),
    ("power, rating :", "rating, power :", "the signature has"),
    ("no_load : float", "noload : float", "the signature has"),
    ("kind. [MW]", "kind. [GW]", "not in sim.units"),
    ("kind. [MW]", "kind.", "no unit in brackets"),
    ("Loss at rest. [fraction]", "Loss [fraction] at rest.", "no unit in brackets"),
    ("        Name of the station.\n", "", "nothing is said"),
    ("Returns\n    -------", "Gives\n    -------", "no Returns"),
    ("heat. [MW]", "heat. [megawatt]", "not in sim.units"),
    ("Parameters\n    ----------", "Arguments:", "the signature has"),
])
def test_a_breach_is_seen(old, new, fault):
    assert old in GOOD
    assert any(fault in breach for breach in breaches("x.py", GOOD.replace(old, new)))


def test_a_missing_docstring_is_seen():
    assert breaches("x.py", "def loss(power):\n    return power\n") == ["x.py:1: loss: no docstring"]
