"""Examples of the book that stand for a whole scenario, or for rows added to one: each is accepted as it is written."""

import re
from pathlib import Path

import pytest

from sim.inputs.route_file import read
from sim.scenario.load import load

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOREIGN = ("points_deg", "[[corridors]]", "[resource.reference]")
"""Marks of a route, of a grid, and of an example that names files of the reader's own."""


def examples():
    """(page and number, text) of every block of TOML in the pages for users that can stand alone."""
    for page in ("getting_started.md", "user_guide.md"):
        blocks = re.findall(r"^```toml\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)
        for number, text in enumerate(blocks, 1):
            if not any(mark in text for mark in FOREIGN):
                yield pytest.param(text, id=f"{page}-{number}")


@pytest.mark.parametrize("text", list(examples()))
def test_an_example_is_a_scenario(text, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(text if "extends" in text else f'extends = "base"\nname = "mine"\n\n{text}', encoding="utf-8")
    assert load(path).name


def test_a_route_of_the_guide_has_all_that_a_route_needs(tmp_path):
    text = re.search(r"^```toml\n(# my_route.toml.*?)^```", (DOCS / "user_guide.md").read_text(encoding="utf-8"),
                     re.M | re.S)[1]
    (tmp_path / "my_route.toml").write_text(text, encoding="utf-8")
    assert read(tmp_path / "my_route.toml").name == "my_route"
