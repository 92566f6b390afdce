"""Every function of the upper rooms says what it takes and gives, with a type that says something."""

import ast
import re

import pytest
from house import files, source

ROOMS = re.compile(r"sim/(case|analysis|results|studies)/.*\.py|sim/(api|chain|errors|records)\.py")
"""Where annotations are asked for; `[tool.mypy]` checks the same files."""
BARE = ("dict", "tuple", "list", "set", "frozenset", "Callable", "Mapping", "Sequence", "Iterator", "Iterable")
"""Types that say nothing without what they hold."""


def functions(tree):
    """Every function of a file, those within others as well."""
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def arguments(function):
    """All arguments of a function but the first of a method."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [each for each in named if each is not None and each.arg not in ("self", "cls")]


def breaches(path, text):
    """Arguments and results without an annotation, or with a bare container."""
    found = []
    for function in functions(ast.parse(text)):
        notes = {each.arg: each.annotation for each in arguments(function)} | {"return": function.returns}
        for name, note in notes.items():
            if note is None:
                found.append(f"{path}:{function.lineno}: {function.name}: {name} has no annotation")
            elif bare(note):
                found.append(f"{path}:{function.lineno}: {function.name}: {name}: {ast.unparse(note)} says nothing")
    return found


def bare(note):
    """Whether a container stands in an annotation without what it holds."""
    if isinstance(note, ast.Constant) and isinstance(note.value, str):
        return bare(ast.parse(note.value, mode="eval").body)
    held = {id(node.value) for node in ast.walk(note) if isinstance(node, ast.Subscript)}
    return any(isinstance(node, ast.Name) and node.id in BARE and id(node) not in held for node in ast.walk(note))


def test_every_function_of_the_upper_rooms_is_annotated():
    found = [breach for path in files() if ROOMS.fullmatch(path) for breach in breaches(path, source(path))]
    assert not found, "\n" + "\n".join(found)


def test_the_rooms_are_found():
    checked = [path for path in files() if ROOMS.fullmatch(path)]
    assert {"sim/chain.py", "sim/case/trade.py", "sim/studies/sweep.py"} <= set(checked)
    assert sum(len(functions(ast.parse(source(path)))) for path in checked) > 700


@pytest.mark.parametrize("text", [
    "def f(x): return x",
    "def f(x: int): return x",
    "def f(x) -> int: return x",
    "def f(*parts) -> None: ...",
    "def f(*, x=1) -> None: ...",
    "def f(**given) -> None: ...",
    "class A:\n    def f(self): ...",
    "def f() -> None:\n    def g(x): ...",
    "async def f(): ...",
    "def f(x: dict) -> None: ...",
    "def f() -> tuple: ...",
    "def f(x: 'list') -> None: ...",
    "def f(x: dict[str, tuple]) -> None: ...",
    "def f(x: Callable | None) -> None: ...",
])
def test_a_breach_is_seen(text):
    assert breaches("sim/case/x.py", text)


@pytest.mark.parametrize("text", [
    "def f(x: int, *parts: str, **given: float) -> None: ...",
    "class A:\n    def f(self) -> tuple[int, ...]: ...\n    @classmethod\n    def g(cls) -> 'A': ...",
    "def f(x: Callable[[float], dict[str, float]]) -> list[tuple[str, float]]: ...",
])
def test_what_is_annotated_passes(text):
    assert breaches("sim/case/x.py", text) == []
