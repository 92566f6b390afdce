"""Exchange rates in the sizing of debt: what service is counted at, and how much less is lent."""

import numpy as np
import pytest
from small_case import SMALL, case

from sim import chain
from sim.case import debt
from sim.finance import currency
from sim.scenario.load import load

SGD = {"contract.currency": "SGD", "contract.price": 330.0}


def factor(**keys):
    return debt.exchange(load("base", keys))


def test_one_currency_asks_for_nothing():
    assert factor() is None
    assert factor(**{"uncertainty.joint.debt_share": 0.5, "finance.sizing.debt_rate": "expected"}) is None


def test_service_abroad_is_counted_at_the_forward_rate_and_a_stress_on_what_is_open():
    keys = {"uncertainty.joint.debt_share": 0.4, "uncertainty.joint.debt_currency": "JPY"}
    since = np.arange(34.0)
    ahead = currency.forward(currency.SHIPPED[currency.pick("JPY")], since)
    swapped = factor(**keys)
    np.testing.assert_allclose(swapped[4:], (0.6 + 0.4 * ahead)[4:])   # all of it is hedged: forward, no stress
    assert (swapped[:4] == 1.0).all()
    half = factor(**keys, **{"uncertainty.joint.debt_hedged": 0.5})
    np.testing.assert_allclose(half[4:], (0.6 + 0.4 * ahead * 1.075)[4:])
    at_forward = factor(**keys, **{"uncertainty.joint.debt_hedged": 0.5, "finance.sizing.debt_rate": "forward"})
    np.testing.assert_allclose(at_forward, swapped)


def test_debt_in_the_currency_of_the_revenue_is_hedged_by_it():
    same = {"uncertainty.joint.debt_share": 1.0, "uncertainty.joint.debt_currency": "SGD", "contract.currency": "SGD",
            "uncertainty.joint.debt_hedged": 0.0}
    np.testing.assert_array_equal(factor(**same), 1.0)
    dollars = factor(**{"contract.currency": "SGD"})
    assert dollars[-1] == pytest.approx(1.15)
    assert factor(**{"contract.currency": "SGD", "uncertainty.joint.revenue_hedged": 1.0})[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("stacked", [False, True])
def test_less_is_lent_against_revenue_in_another_currency(stacked):
    stack = {"finance.debt.model": "stacked", "finance.tranches": [{"name": "senior", "share": 1.0}]} if stacked else {}
    expected = chain.run(load("base", {**SMALL, **SGD, **stack, "finance.sizing.debt_rate": "expected"}), workers=1,
                         firmness=False).finance.project.debt
    stressed = chain.run(load("base", {**SMALL, **SGD, **stack}), workers=1, firmness=False).finance.project.debt
    assert expected.limit == "dscr"
    # Tax, fees and the reserve move with the loan, so not by 15 % to the digit.
    assert expected.amount / stressed.amount == pytest.approx(1.15, abs=0.02)
    assert stressed.min_dscr / expected.min_dscr == pytest.approx(1.15, abs=0.02)


def test_base_is_sized_as_before():
    assert debt.OTHER_CURRENCY not in [each.name for each in case().finance.terms.downside]
