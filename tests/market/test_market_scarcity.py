"""Scarcity: spot LNG at the margin, curtailed gas, outages together, the temporary price cap."""

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from sim.clock import month
from sim.errors import SundalinkError
from sim.inputs import generation_fleet
from sim.market.clearing import Conditions, clearing
from sim.market.scarcity import gas_price, temporary_cap, units_out
from sim.market.supply_stack import supply_stack
from sim.units import HALF_HOUR

LOAD = 6500.0 + 900.0 * np.sin(2 * np.pi * (np.arange(17520) / 48.0 - 0.35))
GIVEN = Conditions(None, 0.0, generation_fleet.embedded(), 2023, 16.0, 5.0, 1.0)


def quote(**given):
    return supply_stack(GIVEN, LOAD, np.random.default_rng(3), 0.5, **given)


def by_month(price):
    return np.array([price[month(HALF_HOUR) == number].mean() for number in range(12)])


def test_nothing_changes_where_nothing_is_scarce():
    plain = quote()
    for given in ({"gas_by_month": (16.0,) * 12}, {"spot_lng_share": 0.4, "spot_lng_by_month": (16.0,) * 12},
                  {"gas_shortfall_by_month": (0.0,) * 12},
                  {"temporary_cap_trigger": 1e5, "temporary_cap": 10.0}):
        assert quote(**given).spot == pytest.approx(plain.spot, rel=1e-9)


def test_a_month_of_dear_spot_lng_is_dear_and_no_other():
    lng = tuple(48.0 if number == 9 else 16.0 for number in range(12))
    plain, half, full = (by_month(quote(**given).spot) for given in (
        {}, {"spot_lng_share": 0.5, "spot_lng_by_month": lng}, {"spot_lng_share": 1.0, "spot_lng_by_month": lng}))
    assert full[9] == pytest.approx(3.0 * plain[9], rel=0.1)
    assert half[9] == pytest.approx(2.0 * plain[9], rel=0.1)
    assert np.delete(full, 9) == pytest.approx(np.delete(plain, 9), rel=0.08)
    assert gas_price(16.0, (), lng, 0.25)[9] == 24.0


def test_curtailed_gas_lifts_the_price_of_its_month():
    """A fifth of the gas gone in July, as in July 2021."""
    short = tuple(0.2 if number == 6 else 0.0 for number in range(12))
    plain, curtailed = by_month(quote().spot), by_month(quote(gas_shortfall_by_month=short).spot)
    assert curtailed[6] > 1.1 * plain[6]
    assert np.delete(curtailed, 6) == pytest.approx(np.delete(plain, 6), rel=1e-9)


def test_outages_together_keep_their_mean_and_widen():
    chance = (np.arange(20000) + 0.5) / 20000
    alone, together = units_out(chance, 30, 0.04, 0.0), units_out(chance, 30, 0.04, 0.2)
    assert alone.mean() == pytest.approx(1.2, abs=0.01)
    assert together.mean() == pytest.approx(1.2, abs=0.02)
    assert alone.var() == pytest.approx(30 * 0.04 * 0.96, rel=0.02)
    assert together.var() == pytest.approx(30 * 0.04 * 0.96 * (1 + 29 * 0.2), rel=0.05)   # of the beta-binomial


@pytest.mark.parametrize("clustering", [0.0, 0.05, 0.9])
@pytest.mark.parametrize("forced", [0.0, 0.04, 0.7, 1.0])
def test_units_out_are_quantiles_of_the_distributions_of_scipy(forced, clustering):
    chance = (np.arange(5000) + 0.5) / 5000
    law = binom(30, forced)
    if clustering > 0.0 and 0.0 < forced < 1.0:
        weight = (1.0 - clustering) / clustering
        law = betabinom(30, forced * weight, (1.0 - forced) * weight)
    assert units_out(chance, 30, forced, clustering).tolist() == law.ppf(chance).tolist()
    assert units_out(np.array([0.0, 1.0]), 30, forced, clustering).max() <= 30


def test_the_temporary_cap_holds_after_a_dear_day_and_behind_an_import_too():
    price = np.full(17520, 100.0)
    price[480:576] = 1000.0
    capped = temporary_cap(price, 500.0, 300.0)
    first = 480 + 22   # (22 x 1,000 + 26 x 100) / 48 is above 500, with 21 it is not
    assert capped[480:first] == pytest.approx(1000.0)
    assert capped[first:576] == pytest.approx(300.0)
    assert (capped[576:] == 100.0).all()
    free = quote(gas_shortfall_by_month=(0.25,) * 12)
    held = quote(gas_shortfall_by_month=(0.25,) * 12, temporary_cap_trigger=200.0, temporary_cap=250.0)
    assert held.spot.max() <= free.spot.max()
    assert held.spot.mean() < free.spot.mean()
    assert clearing(held, 500.0).mean() < clearing(free, 500.0).mean()


@pytest.mark.parametrize(("given", "message"), [
    ({"gas_by_month": (16.0,) * 11}, "gas_by_month .* must hold twelve"),
    ({"spot_lng_share": 0.5}, "needs spot_lng_by_month"),
    ({"gas_shortfall_by_month": (1.5,) * 12}, "gas_shortfall_by_month"),
])
def test_wrong_scarcity_is_refused(given, message):
    with pytest.raises(SundalinkError, match=message):
        quote(**given)
