"""The page and pictures of a grid: what they find agrees with the data, and no picture is empty."""

import re

import numpy as np
import pytest
from small_grid import data, small

from sim.report.grid_page import GRID_CAPTIONS, grid_page, links_page
from sim.report.plots.grid_catalogue import GRID_DRAWINGS
from sim.report.plots.grid_dispatch import imports
from sim.report.plots.grid_gains import link_gains
from sim.report.plots.style import encoded
from sim.studies.grid_links import value_links


@pytest.mark.parametrize("name", GRID_DRAWINGS)
def test_a_picture_states_its_finding_and_is_drawn(name):
    figure = GRID_DRAWINGS[name](data())
    assert re.search(r"\d", figure.get_label())
    assert len(encoded(figure, "png")) > 5000
    assert name in GRID_CAPTIONS


def test_the_map_names_the_dearest_zone():
    mean = data().price.mean(("weather_year", "time"))
    dearest = mean.zone.values[int(mean.values.argmax())]
    assert f"in {dearest}" in GRID_DRAWINGS["grid_map"](data()).get_label().split(" to ")[-1]


def test_generation_and_import_cover_demand():
    d = data()
    for zone in range(d.sizes["zone"]):
        covered = (d.generation[0, :, zone].sum("technology") - d.charging[0, :, zone] + d.unserved[0, :, zone]
                   + imports(d, zone))
        np.testing.assert_allclose(covered, d.demand[0, :, zone], rtol=1e-5, atol=1e-2)


def test_the_page_is_whole_and_needs_nothing_else():
    text = grid_page(data())
    assert text.count("<figure") == len(GRID_DRAWINGS)
    assert "http" not in re.sub(r'src="data:[^"]*"', "", text)
    assert "Read before using these results" in text


def test_values_of_corridors_are_drawn():
    values = value_links(small(), workers=1, pairs=[])
    assert "planned corridors have more value than cost" in link_gains(values).get_label()
    assert "south" in links_page(values, "Corridors of small")
