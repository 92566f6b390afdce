"""The loan that bridges owners' equity: closed forms, and what it does to their return."""

import numpy as np
import pytest
from finance.test_finance_project_returns import books

from sim.finance.equity_bridge import EquityBridge, bridged
from sim.finance.metrics import npv
from sim.finance.timeline import timeline

FRAME = timeline()
EQUITY = np.where(FRAME.construction, np.linspace(4e8, 1e8, FRAME.year.size), 0.0)


def test_a_bridge_is_repaid_with_compound_interest_when_operation_begins():
    found = bridged(EQUITY, FRAME.construction, EquityBridge(0.8, 0.05, 0.0, 0.0))
    last = int(FRAME.construction.sum()) - 1
    grown = sum(0.8 * EQUITY[year] * 1.05 ** (last - year) for year in range(last + 1))
    assert found.repaid[last] == pytest.approx(grown, rel=1e-12)
    assert np.count_nonzero(found.repaid) == 1
    assert found.interest.sum() == pytest.approx(grown - 0.8 * EQUITY.sum(), rel=1e-9)
    assert npv(found.net(), 0.05, FRAME.time) == pytest.approx(0.0, abs=1e-3)   # no gain at its own rate


def test_fees_are_counted_on_the_loan_and_on_what_is_not_paid_in_yet():
    found = bridged(EQUITY, FRAME.construction, EquityBridge(0.5, 0.05, 0.01, 0.006))
    paid = 0.0
    for year in range(int(FRAME.construction.sum())):
        fee = 0.006 * (EQUITY.sum() - paid) + (0.01 * 0.5 * EQUITY.sum() if year == 0 else 0.0)
        assert found.fees[year] == pytest.approx(fee, rel=1e-12)
        paid += EQUITY[year]
    assert not found.fees[FRAME.operating].any()


def test_owners_gain_by_a_bridge_below_their_return_and_lose_by_one_above():
    plain = books()
    cheap, dear, none = (books(bridge=EquityBridge(0.8, rate, 0.0, 0.0)) for rate in (0.05, 0.4, 0.0))
    assert dear.equity_irr < plain.equity_irr < cheap.equity_irr < none.equity_irr
    at_return = books(bridge=EquityBridge(0.8, float(plain.equity_irr), 0.0, 0.0))
    assert float(at_return.equity_irr) == pytest.approx(float(plain.equity_irr), abs=1e-9)
    np.testing.assert_array_equal(cheap.dividends, plain.dividends)
    assert cheap.debt.amount == plain.debt.amount
