"""Required prices of many cases at once equal those found one by one."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.finance import debt_sizing, tax
from sim.finance.cash_flow import Sales
from sim.finance.cost_components import Component
from sim.finance.project_returns import evaluate, owners
from sim.finance.required_price import required_price, required_prices
from sim.finance.timeline import place, timeline

T = timeline()
ENERGY = place(T, 5.85e6)
NONE = np.zeros(T.year.size)
SCALE = np.array([0.4, 0.8, 1.0, 1.3, 2.5])


def works(scale):
    """A project of one part at other costs; money of shape (case, 1) or a number."""
    return [Component("all", 12e9 * scale, 0.02 * 12e9 * scale, 40, 20)]


def case(price, scale=None, gearing=0.7):
    """What owners put in and take out, and the least cover, of all cases."""
    scale = SCALE[:, None] if scale is None else scale
    return owners(T, works(scale), Sales(ENERGY, price), NONE, tax.vietnam,
                  lambda *given: debt_sizing.sculpted(*given, gearing=gearing))


def one(price, scale, gearing=0.7):
    """The whole finance of one case."""
    return evaluate(T, works(scale), Sales(ENERGY, price), NONE, ENERGY, tax.vietnam,
                    lambda *given: debt_sizing.sculpted(*given, gearing=gearing))


@pytest.mark.parametrize("gearing", [0.0, 0.7])
def test_they_equal_those_found_one_by_one(gearing):
    found = required_prices(lambda at: case(at, gearing=gearing), SCALE.size, 250.0)
    alone = [required_price(lambda at, scale=scale: one(at, scale, gearing)).price for scale in SCALE]
    np.testing.assert_allclose(found, alone, atol=5e-3)
    assert (np.diff(found) > 0).all()


def test_where_the_search_begins_does_not_matter():
    near, far = (required_prices(case, SCALE.size, begin) for begin in (250.0, 900.0))
    np.testing.assert_allclose(near, far, atol=2e-3)


def test_a_cover_that_no_price_within_reach_gives_is_nothing():
    found = required_prices(case, SCALE.size, 250.0, highest=300.0)
    free = required_prices(case, SCALE.size, 250.0)
    np.testing.assert_array_equal(np.isnan(found), free > 300.0)
    np.testing.assert_allclose(found[free <= 300.0], free[free <= 300.0], atol=2e-3)


def test_a_straight_line_is_met_exactly():
    """An owner who pays 100 now and gets the price in a year, at 25 %: the price is 125 for 100, 250 for 200."""
    def line(price):
        price = np.broadcast_to(price, 2)
        return np.stack([[-100.0, -200.0], price], axis=-1), SimpleNamespace(min_dscr=np.full(2, 9.0))
    np.testing.assert_allclose(required_prices(line, 2, 150.0, target_irr=0.25), [125.0, 250.0], atol=1e-3)


def test_where_the_cover_asks_for_more_it_gives_the_price():
    """The owner of before, with a loan whose cover is a hundredth of the price: 135 where 125 would do."""
    def line(price):
        price = np.broadcast_to(price, 2)
        return np.stack([[-100.0, -200.0], price], axis=-1), SimpleNamespace(min_dscr=price / 100.0)
    found = required_prices(line, 2, 150.0, target_irr=0.25, min_dscr=1.35)
    np.testing.assert_allclose(found, [135.0, 250.0], atol=2e-3)
