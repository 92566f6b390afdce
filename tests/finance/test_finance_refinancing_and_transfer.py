"""Blocked transfers move cash and lose none; a refinancing saves what its lower interest saves."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance.refinancing import refinanced
from sim.finance.transfer import delayed


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from([0.0, 3.0, 12.0]), st.sampled_from([0.0, 0.5, 1.0]))
def test_cash_is_late_but_not_lost(seed, months, cover):
    rng = np.random.default_rng(seed)
    cash, due, event = rng.normal(100.0, 60.0, (5, 8)), rng.uniform(0.0, 80.0, 8), rng.random((5, 8)) < 0.3
    found = delayed(cash, due, event, months / 12.0, cover)
    np.testing.assert_allclose(found.sum(axis=1), cash.sum(axis=1), rtol=1e-12, atol=1e-9)
    # At no time has more come than without the event.
    assert (np.cumsum(found - cash, axis=1) <= 1e-9).all()
    bare = delayed(cash, due, event, months / 12.0, 0.0)
    assert (np.cumsum(found - bare, axis=1) >= -1e-9).all()


def test_half_a_year_by_hand():
    event = np.array([[True, False, False]])
    cash, due = np.array([[100.0, 100.0, 100.0]]), np.array([60.0, 60.0, 60.0])
    np.testing.assert_allclose(delayed(cash, due, event, 0.5, 0.0), [[50.0, 150.0, 100.0]])
    # The insurer pays half of the 30 that were due in those months, and is paid back.
    np.testing.assert_allclose(delayed(cash, due, event, 0.5, 0.5), [[65.0, 135.0, 100.0]])
    last = np.array([[False, False, True]])
    np.testing.assert_allclose(delayed(cash, due, last, 0.5, 0.0), cash)


class Loan(SimpleNamespace):
    def _replace(self, **changed):
        return Loan(**{**vars(self), **changed})


def loan():
    return Loan(rate=0.07, balance=np.array([100.0, 80.0, 60.0, 40.0, 0.0]),
                interest=np.array([0.0, 7.0, 5.6, 4.2, 2.8]), principal=np.array([0.0, 20.0, 20.0, 20.0, 40.0]))


def test_a_refinancing_saves_its_margin_on_what_is_owed():
    operating = np.array([False, True, True, True, True])
    better, cost = refinanced(loan(), operating, year=2, margin_gain=0.01, fee=0.02)
    np.testing.assert_allclose(better.interest, [0.0, 7.0, 5.6, 3.6, 2.4])   # 1 % of 60 and of 40 less
    np.testing.assert_allclose(cost, [0.0, 0.0, 1.2, 0.0, 0.0])


def test_interest_below_zero_is_refused():
    with pytest.raises(SundalinkError, match=r"finance\.refinancing\.margin_gain = 0\.08.*no more than the interest"):
        refinanced(loan(), np.ones(5, dtype=bool), year=1, margin_gain=0.08, fee=0.0)
