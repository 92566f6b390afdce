"""Blocked transfers move cash and lose none; a refinancing saves what its lower interest saves."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance.debt_service import Debt
from sim.finance.debt_sizing import sculpted
from sim.finance.refinancing import NewTerms, cost, deducted, refinanced
from sim.finance.refinancing import model as refinancing_model
from sim.finance.timeline import timeline
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


ON = np.array([False, True, True, True, True])


def test_a_refinancing_saves_its_margin_on_what_is_owed():
    terms = NewTerms(2, 0.01, 0.02)
    better = refinanced(loan(), ON, terms)
    np.testing.assert_allclose(better.interest, [0.0, 7.0, 5.6, 3.6, 2.4])   # 1 % of 60 and of 40 less
    np.testing.assert_allclose(cost(loan(), better, ON, terms), [0.0, 0.0, 1.2, 0.0, 0.0])
    assert better.rate == pytest.approx(0.06)   # at which its cover of the life left is counted


def test_swaps_are_closed_at_the_present_value_of_what_rates_have_moved():
    terms = NewTerms(2, 0.0, 0.0, swap_change=-0.01, hedged=0.5, swap_fee=0.002, prepayment_fee=0.005)
    # Half of 1 % of 60 and of 40, at 6 %; a charge on half of 60; and 0.5 % on 60.
    paid = 0.5 * (0.6 / 1.06 + 0.4 / 1.06**2) + 0.5 * 0.002 * 60.0 + 0.005 * 60.0
    np.testing.assert_allclose(cost(loan(), loan(), ON, terms), [0.0, 0.0, paid, 0.0, 0.0])
    risen = terms._replace(swap_change=0.01, swap_fee=0.0, prepayment_fee=0.0)
    assert cost(loan(), loan(), ON, risen).sum() < 0.0
    # With all of it hedged and no margin gained, lower interest is worth what closing the swaps costs, at that rate.
    whole = terms._replace(hedged=1.0, swap_fee=0.0, prepayment_fee=0.0)
    saved = loan().interest - refinanced(loan(), ON, whole).interest
    assert (saved[3:] / 1.06 ** np.array([1.0, 2.0])).sum() == pytest.approx(cost(loan(), loan(), ON, whole).sum())


@pytest.mark.parametrize(("when", "parts"), [
    ("tenor", [0.0, 0.0, 1.6 / 3, 1.6 / 3, 1.6 / 3]), ("at_once", [0.0, 1.6, 0.0, 0.0, 0.0]), ("never", [0.0] * 5)])
def test_tax_takes_the_cost_of_a_refinancing_when_it_is_said_to(when, parts):
    operating = np.array([False, True, True, True, True])
    terms = NewTerms(1, 0.01, 0.02, deducted=when)   # 2 % of the 80 that are owed then, repaid in three years
    new = refinanced(loan(), operating, terms)
    np.testing.assert_allclose(deducted(loan(), new, operating, terms), parts)
    seen = []

    def cash(interest, capitalised):
        seen.append(interest)
        return (np.where(operating, 50.0, 0.0),)

    whole = Debt(**{name: np.zeros(5) for name in Debt._fields if name != "stack"})._replace(
        rate=0.07, balance=loan().balance, interest=loan().interest, principal=loan().principal, amount=np.array(100.0))
    frame = timeline(cod=2034, life=4, spend=(1.0,))
    refinancing_model(whole, terms)(frame, np.zeros(5), 0.0, cash)
    np.testing.assert_allclose(seen[-1], new.interest + parts)


def test_a_lower_margin_saves_the_tax_on_it_too():
    operating = np.array([False, True, True, True, True])
    new = refinanced(loan(), operating, NewTerms(1, 0.01, 0.0, made_up=1.0 / 0.95))
    np.testing.assert_allclose((loan().interest - new.interest)[2:], 0.01 / 0.95 * np.array([80.0, 60.0, 40.0]))


def test_interest_below_zero_is_refused():
    with pytest.raises(SundalinkError, match=r"finance\.refinancing\.margin_gain = 0\.08.*no more than the interest"):
        refinanced(loan(), np.ones(5, dtype=bool), NewTerms(1, 0.08, 0.0))
    with pytest.raises(SundalinkError, match=r"finance\.refinancing\.tenor_years = 3.*no more than the 2 years"):
        refinanced(loan(), ON, NewTerms(2, 0.0, 0.0, tenor=3))


T = timeline(cod=2034, life=12)
SPEND = 1e9 * T.spend
FLAT = np.where(T.operating, 1e8, 0.0)


def sized(**changed):
    return sculpted(T, SPEND, 0.0 * SPEND, lambda interest, capitalised: (FLAT,), tenor=8, renewal_reserve=1, **changed)


def after(old, **terms):
    new = NewTerms(**{"year": 3, "margin_gain": 0.0, "fee": 0.0, **terms})
    return refinancing_model(old, new)(T, SPEND, 0.0 * SPEND, lambda interest, capitalised: (FLAT,))


def test_a_new_sizing_on_the_old_terms_finds_the_old_loan():
    old = sized(gearing=1.0)
    assert old.limit == "dscr"
    again = after(old, tenor=5, gearing=1.0)
    for name in ("interest", "principal", "balance", "dsra", "dscr"):
        np.testing.assert_allclose(getattr(again, name), getattr(old, name), rtol=1e-9, atol=1e-3)


def test_a_longer_loan_carries_what_an_annuity_says_and_owners_get_the_rest():
    old = sized(gearing=1.0)
    new = after(old, tenor=9, gearing=1.0)
    here = int(np.flatnonzero(T.age == 2)[0])
    owed = 1e8 / 1.35 * (1.0 - 1.068**-9) / 0.068
    assert new.balance[here] == pytest.approx(owed, rel=1e-9)
    assert new.balance[-1] == pytest.approx(0.0, abs=1.0)
    assert new.principal.sum() == pytest.approx(old.principal.sum(), rel=1e-9)   # drawn again, repaid again
    assert old.principal[here] - new.principal[here] == pytest.approx(owed - old.balance[here], rel=1e-9)
    np.testing.assert_allclose(new.dscr[here + 1:here + 10], 1.35, rtol=1e-9)
    held = after(old, tenor=9, gearing=0.3)
    assert held.balance[here] == pytest.approx(0.3 * (old.draw + old.equity).sum(), rel=1e-9)


def test_a_longer_loan_of_the_same_amount_is_better_covered():
    old = sized(gearing=1.0)
    new = after(old, tenor=9)
    here = int(np.flatnonzero(T.age == 2)[0])
    assert new.balance[here] == pytest.approx(old.balance[here])
    assert (new.dscr[here + 1:here + 10] > 1.35).all()
    np.testing.assert_allclose(np.diff(new.dscr[here + 1:here + 10]), 0.0, atol=1e-9)   # follows the cash flow


def taxed(interest, capitalised):
    """A cash flow of which tax takes a fifth, interest and the cost of finance deducted."""
    return (np.where(T.operating, 1e8 + 0.2 * (interest + capitalised / 12.0), 0.0),)


@pytest.mark.parametrize("gain", [0.0, 0.01])
def test_a_loan_sized_again_pays_the_new_rate_and_its_service_keeps_the_cover_behind_tax(gain):
    old = sculpted(T, SPEND, 0.0 * SPEND, taxed, tenor=8, renewal_reserve=1, gearing=0.7, upfront=0.02)
    new = refinancing_model(old, NewTerms(3, gain, 0.01, tenor=9, gearing=0.9))(T, SPEND, 0.0 * SPEND, taxed)
    here, rate = int(np.flatnonzero(T.age == 2)[0]), float(old.rate) - gain
    assert new.rate == pytest.approx(rate)
    before = np.concatenate([[0.0], new.balance[:-1]])
    np.testing.assert_allclose(new.interest[here + 1:], rate * before[here + 1:])
    fee = np.where((T.age > 2) & (T.age < 12), 0.01 * new.balance[here] / 9.0, 0.0)   # deducted over the tenor
    available, = taxed(new.interest + fee, (old.fees + old.idc).sum())
    service = new.interest + new.principal
    np.testing.assert_allclose(service[here + 1:], available[here + 1:] / 1.35, rtol=1e-6)
    np.testing.assert_allclose(new.cfads, available, rtol=1e-6)
    np.testing.assert_allclose(new.equity, old.equity)   # building is paid for as before
