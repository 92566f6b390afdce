"""Contracts: what is owed, what defaults, what it costs."""

import numpy as np
import pytest

from sim.market.contract import firm_block, pay_as_produced, shortfall

SPOT = np.array([50.0, 100.0, 900.0])


def test_the_value_is_price_and_avoided_penalty():
    contract = firm_block(200.0, SPOT, penalty_multiple=1.5)
    assert contract.penalty == pytest.approx(1.5 * 350)
    np.testing.assert_allclose(contract.bid.value, 200 + 525)
    np.testing.assert_allclose(contract.bid.price, 200)


def test_economic_priority_defaults_when_spot_pays_more_and_physical_does_not():
    assert firm_block(200.0, SPOT).bid.value[2] < SPOT[2]
    assert (firm_block(200.0, SPOT, priority="physical").bid.value > SPOT).all()


def test_the_minimum_is_over_a_year_of_8760_hours():
    contract = firm_block(200.0, SPOT, width=1200.0, minimum_load_factor=0.6, tolerance=0.05)
    assert contract.minimum == pytest.approx(0.57 * 1200 * 8760)
    assert shortfall(contract.minimum, contract) == (0.0, 0.0)
    missing, penalty = shortfall(contract.minimum - 1000, contract)
    assert missing == pytest.approx(1000)
    assert penalty == pytest.approx(1000 * contract.penalty)


def test_pay_as_produced_owes_nothing():
    assert shortfall(0.0, pay_as_produced(200.0, SPOT)) == (0.0, 0.0)
