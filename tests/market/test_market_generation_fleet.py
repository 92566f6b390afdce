"""The fleet: what stands in a year, and the order in which it is called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.market.generation_fleet import Fleet, bounds, capacity, merit

FLEET = Fleet(("h_class", "f_class", "oil", "waste"), np.array([2018, 2023]),
              np.array([[0.0, 6000.0, 2000.0, 200.0], [0.0, 7000.0, 1000.0, 300.0]]),
              np.array([[6.4, 6.6], [7.0, 7.4], [10.0, 10.0], [0.0, 0.0]]), np.array([1.0, 1.0, 1.5, 0.0]),
              np.array([1.0, 1.0, 1.0, 0.5]), np.array([[2100, 2100], [2030, 2050], [2023, 2033], [2100, 2100]]),
              "made")


def test_the_years_on_record_stand_as_they_are_and_lines_run_between():
    assert capacity(FLEET, 2016, 0.0).tolist() == [0.0, 6000.0, 2000.0, 200.0]
    assert capacity(FLEET, 2023, 0.0).tolist() == [0.0, 7000.0, 1000.0, 300.0]
    assert capacity(FLEET, 2020, 0.0) == pytest.approx([0.0, 6400.0, 1600.0, 240.0])


def test_classes_retire_evenly():
    assert capacity(FLEET, 2028, 0.0) == pytest.approx([0.0, 7000.0, 500.0, 300.0])
    assert capacity(FLEET, 2040, 0.0) == pytest.approx([0.0, 3500.0, 0.0, 300.0])
    assert capacity(FLEET, 2060, 0.0) == pytest.approx([0.0, 0.0, 0.0, 300.0])


@given(st.integers(2016, 2070), st.floats(0.0, 5e4))
def test_new_plants_fill_up_to_what_is_required_and_no_further(year, firm):
    stands = capacity(FLEET, year, firm)
    assert stands.sum() == pytest.approx(max(firm, capacity(FLEET, year, 0.0).sum()), rel=1e-12)
    assert (stands[1:] == capacity(FLEET, year, 0.0)[1:]).all()


def test_a_fleet_without_the_new_class_is_refused():
    with pytest.raises(SundalinkError, match="must have a class h_class"):
        capacity(FLEET._replace(name=("a", "b", "c", "d")), 2030, 0.0)


def test_the_order_is_by_cost_and_ends_with_all_that_can_run():
    power, rate = merit(FLEET, np.array([1000.0, 2000.0, 500.0, 300.0]), 0.9, 100.0)
    assert power[0] == pytest.approx(0.5 * 300.0 + 100.0)
    assert power[-1] == pytest.approx(250.0 + 0.9 * 3500.0)
    assert (np.diff(rate) >= 0).all()
    assert (np.diff(power) >= 0).all()
    assert rate[-1] == 15.0   # oil costs half as much again
    assert np.interp(250.0 + 0.9 * 500.0, power, rate) == pytest.approx(6.5)
    assert np.interp(250.0 + 0.9 * 2000.0, power, rate) == pytest.approx(7.2)


@given(st.floats(0.0, 1.0))
def test_against_a_walk_through_the_units(share):
    """Units of every class one by one, sorted by cost: the marginal one at a load."""
    stands = np.array([1000.0, 2000.0, 500.0, 300.0])
    units = sorted((fuel * (low + (high - low) * (k + 0.5) / 400), stand * 0.9 / 400)
                   for (low, high), fuel, stand in zip(FLEET.heat_rate, FLEET.fuel, stands, strict=True) if fuel
                   for k in range(400))
    load = share * 0.9 * 3500.0
    called = np.cumsum([width for _, width in units])
    cost = units[min(int(np.searchsorted(called, load)), len(units) - 1)][0]
    edges = (900.0, 2700.0)   # at a step between classes the curve is a short slope instead
    if min(abs(load - edge) for edge in edges) > 120.0:
        assert np.interp(250.0 + load, *merit(FLEET, stands, 0.9, 100.0)) == pytest.approx(cost, abs=0.03)


def test_bounds_name_what_is_there_in_order():
    found = bounds(FLEET, np.array([1000.0, 2000.0, 0.0, 300.0]), 0.9, 100.0)
    assert [name for name, _ in found] == ["must_run", "h_class", "f_class"]
    assert [end for _, end in found] == pytest.approx([250.0, 1150.0, 2950.0])
