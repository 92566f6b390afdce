"""The plan of the house: files at the root, rooms, floors of imports, no circle, tests in rooms like their subject."""

import pytest
from house import FOUNDATION, ROOT, files, floors, graph, room

ROOMS, ROOM_FLOORS, FILE_FLOORS = 38, 12, 22
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


def test_the_rooms_are_few():
    assert len({room(path) for path in files()}) <= ROOMS


@pytest.mark.parametrize(("by", "most"), [(room, ROOM_FLOORS), (lambda path: path, FILE_FLOORS)], ids=["room", "file"])
def test_imports_are_few_floors_deep_and_run_in_no_circle(by, most):
    assert height(graph(by)) <= most


def test_a_floor_too_many_and_a_circle_are_seen():
    assert height({"a": {"b"}, "b": {"c"}, "c": set()}) == 3
    with pytest.raises(AssertionError, match="circle: a -> b -> a"):
        floors({"a": {"b"}, "b": {"a"}})


def test_tests_stand_in_the_room_of_what_they_test():
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    assert unmapped(paths, {room(path) for path in files()}) == []
    assert unmapped(["tests/link/test_x.py", "tests/wiring/test_x.py"], {"link"}) == ["tests/wiring/test_x.py"]
