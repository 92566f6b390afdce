"""The table that says where each subject is: every file that it names exists, and so does every function beside one."""

import re

import pytest
from house import ROOT

FILE = re.compile(r"`([\w/*.]+\.(?:py|csv|toml))`(?: \(((?:`\w+`(?:, )?)+)\))?")
"""A file, and names of it in brackets."""


def rows():
    """Rows of the table between its marks."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = page.split("<!-- where -->")[1].split("<!-- /where -->")[0]
    return [row for row in table.splitlines() if row.startswith("| ")][1:]


def defines(name):
    """Return whether a file defines a name: a function, a class, a constant or a parameter."""
    there = re.compile(rf"^(?:def|class) {name}\b|^{name}\b.*=|^    {name} : ", re.M)
    return lambda path: there.search(path.read_text(encoding="utf-8"))


def missing(row):
    """What a row names and is not there; a file without a folder is beside the one named before it."""
    faults, folder = [], ""
    for path, names in FILE.findall(row):
        full = path if "/" in path or (ROOT / "sim" / path).is_file() else f"{folder}/{path}"
        folder = full.rpartition("/")[0]
        found = list((ROOT / "sim").glob(full)) or list(ROOT.glob(full))
        if not found:
            faults.append(path)
        faults += [f"{path}: {name}" for name in re.findall(r"\w+", names) if not any(map(defines(name), found))]
    return faults


def folders_left_out(page):
    """Folders of the program that the tree of the page does not show."""
    tree = page.split("```")[1]
    rooms = [path.name for path in sorted((ROOT / "sim").iterdir()) if (path / "__init__.py").is_file()]
    return [name for name in rooms if f"{name}/" not in tree]


def test_the_tree_shows_every_folder():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert folders_left_out(page) == []
    assert folders_left_out(page.replace("storage/", "")) == ["storage"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[1].strip())
def test_what_the_table_names_exists(row):
    assert missing(row) == []


@pytest.mark.parametrize(("row", "fault"), [("| Q | `link/nowhere.py` |", "link/nowhere.py"),
                                            ("| Q | `link/cable.py` (`nothing`) |", "link/cable.py: nothing")])
def test_a_wrong_place_is_seen(row, fault):
    assert missing(row) == [fault]
