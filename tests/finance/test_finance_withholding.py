"""Tax withheld from interest: by hand, what lenders keep, stacks whose loans differ, and nothing without a tax."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance import debt_sizing, debt_stack, withheld_tax, withholding
from sim.finance.debt_service import SUBORDINATED, Tranche, senior_years
from sim.finance.timeline import timeline

T = timeline(cod=2034, life=10, spend=(0.5, 0.5))
SPEND = np.where(T.construction, 500.0, 0.0)
NONE = np.zeros(T.year.size)


def cash(interest, capitalised):
    return (np.where(T.operating, 160.0, 0.0),)


@pytest.mark.parametrize(("rate", "tax", "abroad", "paid"), [
    (0.068, 0.05, 1.0, 0.068 / 0.95), (0.068, 0.10, 1.0, 0.068 / 0.90), (0.068, 0.05, 0.5, 0.034 + 0.034 / 0.95),
    (0.068, 0.0, 1.0, 0.068), (0.068, 0.05, 0.0, 0.068),
])
def test_lenders_keep_what_was_agreed(rate, tax, abroad, paid):
    terms = {"interest": tax, "abroad": abroad}
    assert withholding.grossed_up(rate, **terms) == pytest.approx(paid, rel=1e-12)
    assert paid * (1.0 - withholding.taken(**terms)) == pytest.approx(rate, rel=1e-12)
    # Of the part that goes abroad the state has its rate of all that is paid for it.
    assert paid * withholding.taken(**terms) == pytest.approx(tax * (paid - rate * (1.0 - abroad)), rel=1e-12)


def test_without_the_clause_lenders_bear_it():
    assert withholding.grossed_up(0.068, interest=0.05, gross_up=False) == 0.068
    assert withholding.taken(interest=0.05, abroad=0.5, gross_up=False) == pytest.approx(0.025)


def test_all_of_the_interest_cannot_be_tax():
    with pytest.raises(SundalinkError, match=r"interest = 1.*less than 1"):
        withholding.grossed_up(0.068, interest=1.0)


def test_of_a_loan_alone_it_is_that_share_of_all_interest():
    loan = debt_sizing.sculpted(T, SPEND, NONE, cash, rate=withholding.grossed_up(0.06, interest=0.05), tenor=8)
    held = withheld_tax.withheld(loan, T, withholding.taken(interest=0.05))
    np.testing.assert_allclose(held, 0.05 * (loan.interest + loan.idc), rtol=1e-12)
    before = np.concatenate([[0.0], loan.balance[:-1]])
    np.testing.assert_allclose((loan.interest + loan.idc - held)[1:], 0.06 * before[1:], rtol=1e-9, atol=1e-9)


def test_of_a_stack_each_loan_bears_its_own_and_a_guarantor_none():
    taxed = Tranche("commercial", 0.6, 0.06, 0.05, 0.06, 99, 8, cover=0.5, guarantee_fee=0.01, withheld=0.05)
    exempt = Tranche("development bank", 0.4, 0.05, 0.05, 0.05, 99, 8)
    loan = debt_stack.stacked(T, SPEND, NONE, cash, (), (taxed, exempt))
    held = withheld_tax.withheld(loan, T, 0.9)   # the share of a loan alone is not looked at
    owed = np.concatenate([[0.0], loan.stack.balance[0][:-1]])
    np.testing.assert_allclose(held[T.operating], 0.05 * 0.06 * owed[T.operating], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(held[T.construction], 0.6 * 0.05 * loan.idc[T.construction], rtol=1e-9, atol=1e-12)
    assert held.sum() > 0.0


def test_means_of_cover_are_of_the_years_in_which_senior_loans_are_served():
    senior = Tranche("commercial", 0.8, 0.06, 0.06, 0.06, 99, 6)
    late = Tranche("concessional", 0.2, 0.03, 0.03, 0.03, 99, 10, grace=2, rank=SUBORDINATED, sculpted=False)
    loan = debt_stack.stacked(T, SPEND, NONE, cash, (), (senior, late))
    years = senior_years(loan)
    assert np.flatnonzero(years).tolist() == list(range(2, 8))   # two years of building, six of the senior loan
    assert float(loan.mean_dscr) == pytest.approx(float(loan.dscr[years].mean()), rel=1e-12)
    assert float(np.nanmean(loan.dscr)) > float(loan.mean_dscr) + 0.5   # the small loan alone is covered many times


def test_fees_bear_their_own_share_of_a_loan_alone_and_of_a_stack():
    alone = debt_sizing.sculpted(T, SPEND, NONE, cash, rate=0.06, tenor=8, upfront=0.02, commitment=0.01)
    held = withheld_tax.withheld(alone, T, 0.05, fees=0.03)
    np.testing.assert_allclose(held, 0.05 * (alone.interest + alone.idc) + 0.03 * alone.fees, rtol=1e-12)
    stack = (Tranche("commercial", 0.6, 0.06, 0.06, 0.06, 99, 8, upfront=0.02, commitment=0.01, withheld_upfront=0.04,
                     withheld_commitment=0.10), Tranche("eca", 0.4, 0.05, 0.05, 0.05, 99, 8, upfront=0.03))
    t = timeline(cod=2034, life=10, spend=(0.3, 0.3, 0.4))

    def longer(interest, capitalised):
        return (np.where(t.operating, 160.0, 0.0),)

    loan = debt_stack.stacked(t, 1000.0 * t.spend, 0.0 * t.spend, longer, (), stack)
    amount = float(loan.amount)
    np.testing.assert_allclose(withheld_tax.withheld(loan, t, 0.9)[:4], [
        0.6 * (0.10 * 0.01 + 0.04 * 0.02) * amount, 0.6 * 0.10 * 0.01 * (amount - loan.draw[0]),
        0.6 * 0.10 * 0.01 * (amount - loan.draw[0] - loan.draw[1]), 0.0], rtol=1e-12)
    first, other = withheld_tax.loan_by_loan(loan, t)
    assert first.sum() > 0.0
    assert not other.any()


def test_interest_that_is_added_to_a_loan_is_taxed_as_it_is_repaid():
    late = Tranche("mezzanine", 0.4, 0.10, 0.10, 0.10, 99, 8, grace=3, sculpted=False, capitalised=0.5, withheld=0.05)
    loan = debt_stack.stacked(T, SPEND, NONE, cash, (), (Tranche("senior", 0.6, 0.06, 0.06, 0.06, 99, 8), late))
    _, tax = withheld_tax.loan_by_loan(loan, T)
    interest, principal = loan.stack.interest[1], loan.stack.principal[1]
    added = np.where(T.age < 3, np.maximum(-principal, 0.0), 0.0)   # of the interest that is due
    on = T.operating
    assert added.sum() > 0.0
    assert tax[on].sum() == pytest.approx(0.05 * interest.sum())   # all interest, none twice
    np.testing.assert_allclose(tax[on][:3], 0.05 * (interest - added)[on][:3])   # on what is paid in money alone
    np.testing.assert_allclose(tax[on][3:8], 0.05 * interest[on][3:8] + 0.05 * added.sum() * principal[on][3:8]
                               / principal[on][3:8].sum())
