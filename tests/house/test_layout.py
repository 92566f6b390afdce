"""The plan of the house: files at the root, rooms, floors of imports, no circle, tests in rooms like their subject."""

import ast
import re
from itertools import pairwise

import pytest
from house import FOUNDATION, ROOT, STAGES, files, floors, graph, room, source

import sim

ROOMS, ROOM_FLOORS, FILE_FLOORS = 38, 12, 15
"""Most rooms, and most floors of imports by room and by file; what is imported for annotations alone does not count."""

ROOT_FILES = {"__init__.py", "__main__.py", "api.py", "chain.py", *(f"{name}.py" for name in FOUNDATION)}
TEST_ROOMS = {"house", "fuzz"}
"""Folders of tests that test no room."""


def strangers(paths):
    """Files at the root of the package that are not on the map."""
    return sorted(path for path in paths if path.count("/") == 1 and path.split("/")[1] not in ROOT_FILES)


def height(edges):
    """The number of floors of a graph of imports; a circle is refused."""
    return max(floors(edges).values())


def unmapped(paths, rooms):
    """Test files that stand in no folder of a room."""
    return sorted(path for path in paths if len(path.split("/")) > 2
                  and path.split("/")[1] not in {*rooms, *TEST_ROOMS})


def test_the_root_holds_the_files_on_the_map_and_no_other():
    assert strangers(files()) == []
    assert strangers(["sim/chain.py", "sim/helpers.py", "sim/link/cable.py"]) == ["sim/helpers.py"]


def test_every_stage_is_an_attribute_of_the_package():
    assert set(sim.ROOMS) == set(STAGES)


def test_the_rooms_are_few():
    assert len({room(path) for path in files()}) <= ROOMS


@pytest.mark.parametrize(("by", "most"), [(room, ROOM_FLOORS), (lambda path: path, FILE_FLOORS)], ids=["room", "file"])
def test_imports_are_few_floors_deep_and_run_in_no_circle(by, most):
    assert height(graph(by)) <= most


@pytest.mark.parametrize("by", [room, lambda path: path], ids=["room", "file"])
def test_no_circle_is_closed_by_what_is_imported_for_annotations(by):
    floors(graph(by, annotations=True))


def test_a_floor_too_many_and_a_circle_are_seen():
    assert height({"a": {"b"}, "b": {"c"}, "c": set()}) == 3
    with pytest.raises(AssertionError, match="circle: a -> b -> a"):
        floors({"a": {"b"}, "b": {"a"}})


def test_tests_stand_in_the_room_of_what_they_test():
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    assert unmapped(paths, {room(path) for path in files()}) == []
    assert unmapped(["tests/link/test_x.py", "tests/wiring/test_x.py"], {"link"}) == ["tests/wiring/test_x.py"]


LOW = {*FOUNDATION, *STAGES, "data", "report"}
"""Rooms whose functions are given arrays, tables and records: no scenario and no case."""


def given_all(path, text):
    """Functions that are given a scenario or a case, where a few values would do."""
    return [f"{path}:{node.lineno}: {getattr(node, 'name', 'lambda')} is given {argument.arg}"
            for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.Lambda))
            for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if argument.arg in ("scenario", "case") or re.search("Scenario|Case$", annotation(argument))]


def annotation(argument):
    """The annotation of an argument as text; empty without one."""
    return ast.unparse(argument.annotation) if argument.annotation else ""


def test_no_stage_and_no_report_is_given_a_scenario():
    assert [fault for path in files() if room(path) in LOW for fault in given_all(path, source(path))] == []


@pytest.mark.parametrize("text", ["def area(scenario): ...", "def draw(data, *, case): ...", "f = lambda case: case",
                                  "def area(s: Scenario): ..."])
def test_a_stage_that_is_given_a_scenario_is_seen(text):
    assert given_all("sim/farm/layout.py", text)


def test_the_template_says_nothing_twice_and_names_things():
    lines = (ROOT / "scenarios" / "base.toml").read_text(encoding="utf-8").splitlines()
    assert said_twice(lines) == []
    assert [line for line in lines if line.startswith("# Return ")] == []
    assert said_twice(["# Losses.", "[farm.loss]", "# Losses.", 'model = "stack"']) == ["[farm.loss]"]


def said_twice(lines):
    """Tables whose comment is that of their first key again."""
    blocks, comment = [], []
    for line in lines:
        if line.startswith("# "):
            comment.append(line)
        elif line.strip():
            blocks.append((line, comment))
            comment = []
    return [table for (table, one), (_, other) in pairwise(blocks)
            if table.startswith("[") and one and one == other]
