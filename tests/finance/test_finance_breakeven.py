"""Break-even prices undo the cost of new gas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.finance.breakeven import breakeven_carbon_price, breakeven_gas_price


def new_gas(gas, carbon, heat=7.0, factor=0.0561, rest=52.0):
    """Full cost of a MWh from new gas, written out. [SGD/MWh]"""
    return heat * gas + heat * factor * carbon + rest


def test_full_costs_of_new_gas():
    """About 194 SGD/MWh at gas 16 and carbon 80, 152 at gas 10: the price of an import that equals them."""
    assert new_gas(16, 80) == pytest.approx(194, abs=2)
    assert new_gas(10, 80) == pytest.approx(152, abs=2)
    assert breakeven_gas_price(194.0 / 1.3, 80.0) == pytest.approx(16.0, abs=0.3)
    assert breakeven_carbon_price(194.0 / 1.3, 16.0) == pytest.approx(80.0, abs=5.0)


prices = st.floats(0, 500)


@given(prices, prices, st.floats(5, 10), st.floats(0.9, 1.6), st.floats(0, 50))
def test_at_break_even_both_cost_the_same(price, carbon, heat, exchange, charges):
    gas = breakeven_gas_price(price, carbon, heat_rate=heat, exchange=exchange, charges=charges)
    assert new_gas(gas, carbon, heat) == pytest.approx(price * exchange + charges, rel=1e-9, abs=1e-9)
    back = breakeven_carbon_price(price, gas, heat_rate=heat, exchange=exchange, charges=charges)
    assert back == pytest.approx(carbon, rel=1e-7, abs=1e-7)


def test_a_dearer_import_needs_dearer_gas():
    assert breakeven_gas_price(250.0, 80.0) > breakeven_gas_price(200.0, 80.0)
    assert breakeven_gas_price(200.0, 80.0, charges=10.0) > breakeven_gas_price(200.0, 80.0)
    assert breakeven_gas_price(200.0, 100.0) < breakeven_gas_price(200.0, 80.0)


def test_an_import_cheaper_than_plant_and_upkeep_breaks_even_below_zero():
    assert breakeven_gas_price(30.0, 0.0) < 0
    assert breakeven_carbon_price(30.0, 0.0) < 0


def test_the_long_run_marginal_cost_of_2017_is_met():
    """122.03 SGD/MWh at 9.87 SGD/GJ (vesting parameters 2017-18, no carbon tax yet)."""
    assert breakeven_gas_price(122.03, 0.0, exchange=1.0) == pytest.approx(9.87, rel=0.02)
