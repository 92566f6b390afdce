"""A result in groups, pictures by name, and what a notebook shows of a scenario."""

import pytest
from small_case import dataset

import sim
from sim.report.plots.catalogue import DRAWINGS
from sim.results.groups import grouped


@pytest.fixture(scope="module")
def result():
    return dataset()


def test_every_variable_is_in_one_group(result):
    tree = grouped(result)
    found = [name for group in tree.children.values() for name in group.data_vars]
    assert sorted(found) == sorted(result.data_vars)
    assert float(tree["summary"]["required_price"]) == float(result["required_price"])
    assert tree["hours"]["delivered_power"].equals(result["delivered_power"])
    assert tree["route"]["route_depth"].attrs == result["route_depth"].attrs
    assert tree.attrs == result.attrs
    assert len(tree.children["other"].data_vars) < 0.2 * len(result.data_vars)


def test_pictures_are_found_by_name(result):
    assert set(DRAWINGS) <= set(dir(sim.plot))
    assert sim.plot.losses(result).axes
    with pytest.raises(AttributeError, match="no picture 'looses'; there are"):
        sim.plot.looses   # noqa: B018


def test_a_notebook_shows_a_scenario_in_short():
    html = sim.load("base", {"description": "<b>mine</b>"})._repr_html_()
    assert "&lt;b&gt;mine" in html
    assert "1,200 MW" in html
    assert "weather_years = 20" in html.split("<details>")[1]
