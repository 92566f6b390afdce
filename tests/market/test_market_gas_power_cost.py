"""Costs of gas power: hand calculations, limits, the carbon tax path, break-even."""

from functools import partial

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.market.gas_power_cost import breakeven, marginal_cost, new_entrant_cost, to_usd

YEARS, TAX = (2019, 2024, 2026, 2028, 2029, 2030), (5.0, 25.0, 45.0, 50.0, 60.0, 65.0)


@pytest.mark.parametrize(("gas", "expected"), [(16.0, 194.0), (10.0, 152.0)])
def test_new_gas_at_eighty_dollars_a_tonne(gas, expected):
    """The figures the import is judged against."""
    assert new_entrant_cost(gas, 80.0, non_fuel=52.0) == pytest.approx(expected, rel=0.01)
    assert new_entrant_cost(gas, 80.0) == pytest.approx(expected + 10.0, rel=0.01)   # in money of 2025


def test_vesting_contract_cost():
    """Long-run marginal cost 2017-18: S$122.03/MWh at S$9.87/GJ (Energy Market Authority), no carbon tax, its money."""
    assert new_entrant_cost(9.87, 0.0, non_fuel=52.0) == pytest.approx(122.03, rel=0.01)


def test_marginal_cost_by_hand():
    assert marginal_cost(16.0, 45.0, heat_rate=7.0, emission_factor=0.05, markup=0.1) == pytest.approx(
        7.0 * (16.0 * 1.1 + 45.0 * 0.05))


def test_marginal_cost_meets_the_mean_price_of_2017():
    assert marginal_cost(9.87, 0.0) == pytest.approx(80.9, rel=0.01)


def test_nothing_costs_nothing():
    assert marginal_cost(0.0, 0.0) == 0.0
    assert new_entrant_cost(0.0, 0.0, non_fuel=0.0) == 0.0


def test_costs_of_arrays_are_costs_of_their_elements():
    gas, tax = np.array([10.0, 16.0]), np.array([25.0, 80.0])
    for cost in (marginal_cost, new_entrant_cost):
        assert cost(gas, tax) == pytest.approx([cost(10.0, 25.0), cost(16.0, 80.0)])


def test_to_usd_divides_by_singapore_dollars_for_one():
    assert to_usd(130.0, 1.30) == pytest.approx(100.0)
    with pytest.raises(SundalinkError, match="exchange rate"):
        to_usd(130.0, 0.0)


def test_breakeven_is_where_the_cost_meets_the_target():
    gas = breakeven(partial(new_entrant_cost, carbon_tax=80.0), 220.0)
    assert new_entrant_cost(gas, 80.0) == pytest.approx(220.0)
    tax = breakeven(lambda t: new_entrant_cost(16.0, t), 220.0)
    assert new_entrant_cost(16.0, tax) == pytest.approx(220.0)


def test_breakeven_may_be_below_zero_or_nowhere():
    assert breakeven(partial(new_entrant_cost, carbon_tax=80.0), 40.0) < 0
    assert breakeven(lambda tax: new_entrant_cost(16.0, tax, emission_factor=0.0), 220.0) == np.inf
