"""Price of a zone of a grid: what stands in its results without an import, and its own stack under one."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.market.clearing import Conditions, GridPrices, clearing
from sim.market.grid_price import grid, steps

WIDTH, COST = np.array([500.0, 300.0, 200.0]), np.array([40.0, 70.0, 150.0])
POWER = np.tile([450.0, 700.0, 900.0, 650.0], 4380)   # of the zone's own plants, by half-hour
PRICE = np.tile([40.0, 70.0, 180.0, 0.0], 4380)       # at a step, at a step, above one, below all


def quote(dt=0.5, **given):
    found = GridPrices(PRICE, POWER, WIDTH, COST)
    return grid(Conditions(None, 0.0, None, 2035, 0.0, 0.0, 1.0)._replace(grid=found), None, None, dt, **given)


@pytest.mark.parametrize("dt", [0.5, 1.0, 2.0])
def test_without_an_import_the_price_is_that_of_the_grid(dt):
    found = quote(dt)
    by_period = PRICE.reshape(-1, round(dt / 0.5)).mean(axis=1)
    np.testing.assert_allclose(found.spot, by_period)
    np.testing.assert_allclose(clearing(found, 0.0), by_period, atol=1e-9)
    np.testing.assert_allclose(clearing(found, 0.0, charge=3.0), by_period - 3.0, atol=1e-9)


def test_an_import_takes_the_dearest_plants_away_and_what_was_paid_beside_them_stays():
    """300 MW: the first two half-hours fall to 40; the third from 150 to 70, times 1.2; the last stays 70 below."""
    np.testing.assert_allclose(clearing(quote(), 300.0)[:4], [40.0, 40.0, 1.2 * 70.0, 40.0 - 70.0])
    np.testing.assert_allclose(clearing(quote(), 0.1)[:4], [40.0, 70.0, 180.0, 0.0])


def test_a_price_taker_sells_at_the_price_whatever_it_brings():
    taker = quote(settle="price_taker")
    np.testing.assert_array_equal(clearing(taker, 400.0), PRICE)


def test_prices_stay_below_the_cap_of_the_market():
    found = quote(cap=100.0)
    assert found.spot.max() == 100.0
    assert clearing(found, 0.0).max() <= 100.0


def test_a_grid_without_plants_of_the_zone_has_no_stack_to_fall_along():
    bare = GridPrices(PRICE, POWER, np.empty(0), np.empty(0))
    found = grid(Conditions(None, 0.0, None, 2035, 0.0, 0.0, 1.0)._replace(grid=bare), None, None, 0.5)
    np.testing.assert_array_equal(clearing(found, 400.0), PRICE)


def test_results_that_are_not_there_are_refused():
    with pytest.raises(SundalinkError, match="must name at least one result"):
        grid(Conditions(None, 0.0, None, 2035, 0.0, 0.0, 1.0), None, None, 0.5)


def test_a_stack_is_flat_on_each_step_and_ends_at_the_cap():
    power, price = steps(WIDTH, COST, 999.0)
    assert (np.diff(power) > 0.0).all()
    np.testing.assert_allclose(np.interp([0.0, 499.9, 500.1, 799.9, 800.1, 999.9, 1000.1], power, price),
                               [40.0, 40.0, 70.0, 70.0, 150.0, 150.0, 999.0])
    thin = steps(np.array([100.0, 0.0, 50.0]), COST, 999.0)[0]   # a step of no width keeps its place
    assert (np.diff(thin) > 0.0).all()
