"""Prices of a grid in a single case: what is read, and that an import moves them along the zone's stack."""

import numpy as np
import pytest
from small_case import SMALL, scenario
from small_grid import data, small

import sim
from sim.case import market
from sim.case.files import check_files
from sim.errors import SundalinkError
from sim.inputs import grid_prices
from sim.market.clearing import clearing
from sim.market.grid_price import steps
from sim.results.grid_files import save_grid


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Results of a whole year of the small grid in days of the solver's own time."""
    place = tmp_path_factory.mktemp("year")
    found = sim.run_grid(small(grid__days=365, grid__solver="fast", grid__gap=1e-4, zones__SG__batteries=[]))
    save_grid(place, found)
    return place


def test_a_stack_is_flat_on_its_steps():
    stack = steps(np.array([100.0, 50.0]), np.array([60.0, 90.0]), 1000.0)
    assert (np.diff(stack[0]) > 0).all()
    np.testing.assert_allclose(np.interp([10, 99, 101, 149, 200], *stack), [60, 60, 90, 90, 1000], rtol=1e-6)


@pytest.mark.slow
def test_price_and_fall_of_a_zone(year):
    found = grid_prices.read([str(year)], "SG", 2040)[0]
    assert found.price.size == 17520
    s = scenario(market__price={"model": "grid", "results": [str(year / "grid.nc")]})
    quote = market.prices(s, 2034, 1)[1][0]
    np.testing.assert_allclose(quote.spot, sim.open_grid(year).price.sel(zone="SG")[0], rtol=1e-5)
    nothing, some = clearing(quote, 0.0), clearing(quote, 500.0)
    np.testing.assert_allclose(nothing, quote.spot, rtol=1e-6, atol=1e-4)
    assert (some <= nothing + 1e-9).all()
    assert some.mean() < nothing.mean()
    taker = scenario(market__price={"model": "grid", "results": [str(year)], "settle": "price_taker"})
    assert market.prices(taker, 2034, 1)[1][0].stack is None


@pytest.mark.slow
def test_a_case_earns_by_the_prices_of_a_grid(year):
    d = sim.run(sim.load("base", {**SMALL, "market.price.model": "grid", "market.price.results": [str(year)]}))
    assert np.isfinite(float(d["required_price"]))
    assert "grid" in str(d.attrs["scenario"])
    assert "zone SG of a grid without the project" in d.attrs["notes"]
    assert "Singapore" in sim.plot.stack(d).get_label()
    assert "spot price" in sim.plot.spot(d).get_label()


def test_results_of_some_days_are_refused(tmp_path):
    save_grid(tmp_path, data())
    with pytest.raises(SundalinkError, match="must be 365, a whole year"):
        grid_prices.read([str(tmp_path)], "SG", 2030)


def test_a_grid_without_results_is_refused():
    with pytest.raises(SundalinkError, match=r"market\.price\.results: must name at least one result"):
        scenario(market__price={"model": "grid"})


def test_a_check_finds_results_that_are_not_there():
    with pytest.raises(SundalinkError, match=r"nowhere\.nc"):
        check_files(scenario(market__price={"model": "grid", "results": ["nowhere.nc"]}))
