"""Sculpted loans that end in different years, as A and B loans of development banks do."""

import numpy as np
import pytest

from sim.finance.debt_service import MEZZANINE, SENIOR, SUBORDINATED, Tranche, senior_years
from sim.finance.debt_stack import stacked
from sim.finance.debt_tranches import level, size
from sim.finance.metrics import annuity
from sim.finance.timeline import timeline

T = timeline(life=30)
SPEND = 1.8e9 * T.spend
CASH = np.where(T.operating, 150e6 + 5e6 * np.sin(np.arange(T.year.size)), 0.0)


def loan(name, share, tenor, rate, **terms):
    return Tranche(name, share, rate, rate, rate, 99, tenor, **{"rank": SENIOR, **terms})


A, B = loan("A loan", 0.6, 19, 0.055), loan("B loan", 0.4, 17, 0.062)
LONG = loan("concessional", 0.2, 24, 0.03, sculpted=False)


def sized(*tranches, cash=CASH, **terms):
    return stacked(T, SPEND, np.zeros(T.year.size), lambda interest, capitalised: (cash,), tranches=tranches,
                   **{"gearing": 1.0, "debt_reserve": 0.0, **terms})


@pytest.mark.parametrize("stack", [(A, B), (B, A), (A._replace(share=0.5), B._replace(share=0.3), LONG),
                                   (A._replace(share=0.4), B._replace(share=0.3), loan("C", 0.3, 10, 0.05))])
def test_each_is_repaid_in_its_own_years_and_together_they_take_what_cover_allows(stack):
    debt = sized(*stack)
    assert debt.limit == "dscr"
    on = T.operating
    for each, interest, principal in zip(stack, debt.stack.interest, debt.stack.principal, strict=True):
        service, years = (interest + principal)[on], np.arange(1, on.sum() + 1)
        assert (service[each.tenor:] == 0.0).all()
        assert (service[:each.tenor] > 0.0).all()
        assert (principal >= -1e-3).all()
        assert principal.sum() == pytest.approx(each.share * float(debt.amount), rel=1e-9)
        present = (service * (1.0 + each.rate) ** -years.astype(float)).sum()
        assert present == pytest.approx(each.share * float(debt.amount), rel=1e-9)
    last = max(each.tenor for each in stack if each.sculpted)
    np.testing.assert_allclose(debt.dscr[on][:last], 1.35, rtol=1e-9)   # all that cover allows, in every year


def test_loans_of_nearly_one_tenor_come_to_those_of_one():
    same = sized(A, B._replace(tenor=19))
    one_more = sized(A, B._replace(tenor=18))
    assert float(one_more.amount) == pytest.approx(float(same.amount), rel=5e-3)


def test_many_cases_are_those_one_by_one_and_a_case_without_cash_has_no_loan():
    service = np.stack([CASH[T.operating] / 1.35, 0.5 * CASH[T.operating], np.zeros(30)])
    amount, shape = size((A, B), service, service)
    for place in range(3):
        one, course = size((A, B), service[place], service[place])
        assert amount[place] == pytest.approx(float(one), rel=1e-12)
        np.testing.assert_allclose(shape[:, place], course, atol=1e-12)
    assert amount[2] == 0.0


def test_a_cap_on_gearing_scales_all_loans_alike():
    debt = sized(A, B, gearing=0.5)
    assert debt.limit == "gearing"
    assert debt.gearing == pytest.approx(0.5)
    np.testing.assert_allclose(debt.stack.draw.sum(1) / float(debt.amount), [0.6, 0.4])
    assert np.nanmin(debt.dscr) > 1.35


MEZZANINE_LOAN = loan("mezzanine", 0.2, 12, 0.10, rank=MEZZANINE, sculpted=False)


@pytest.mark.parametrize("others", [(loan("senior", 0.8, 18, 0.06),), (A._replace(share=0.5), B._replace(share=0.3)),
                                    (loan("level", 0.8, 18, 0.06, sculpted=False),)])
def test_with_a_mezzanine_all_loans_keep_a_cover_of_their_own(others):
    free = sized(*others, MEZZANINE_LOAN, mezzanine_dscr=1.0)
    held = sized(*others, MEZZANINE_LOAN, mezzanine_dscr=1.5)
    on = T.operating
    for debt, cover in ((free, 1.0), (held, 1.5)):
        service = (debt.interest + debt.principal)[on]
        senior = (debt.stack.interest + debt.stack.principal)[:-1].sum(0)[on]
        least = np.min(CASH[on][:12] / service[:12])
        assert least >= cover * (1.0 - 1e-9)
        assert np.min(CASH[on][:17] / senior[:17]) >= 1.35 * (1.0 - 1e-9)
    assert least == pytest.approx(1.5, rel=1e-6)   # the cap of all loans binds
    assert held.amount < free.amount


def test_the_least_loan_life_cover_holds_a_stack_down():
    free, held, loose = (sized(A, B, minimum_llcr=least) for least in (0.0, 1.6, 1.0))
    rate = 0.6 * 0.055 + 0.4 * 0.062
    present = sum(CASH[T.operating][k] / (1.0 + rate) ** (k + 1) for k in range(19))
    assert held.amount == pytest.approx(present / 1.6, rel=1e-9)
    assert loose.amount == pytest.approx(float(free.amount), rel=1e-12)


def test_a_stack_is_served_from_what_the_reserve_for_renewals_leaves():
    renewal = np.where(T.age == 9, 2e8, 0.0)
    debt = stacked(T, SPEND, renewal, lambda interest, capitalised: (CASH,), tranches=(A, B), gearing=1.0,
                   debt_reserve=0.5, renewal_reserve=5, mezzanine_dscr=1.0)
    saved = np.where((T.age >= 5) & (T.age <= 9), 0.4e8, 0.0) - renewal
    np.testing.assert_allclose(debt.renewal, saved)
    service = (debt.interest + debt.principal)[T.operating]
    np.testing.assert_allclose(service[:19], (CASH - saved)[T.operating][:19] / 1.35, rtol=1e-9)
    # Half of the next year's service is kept from the last year of construction on.
    first = int(T.construction.sum())
    assert not debt.dsra[:first - 1].any()
    np.testing.assert_allclose(debt.dsra[first - 1:-1], 0.5 * service)


def test_a_mezzanine_too_is_served_from_what_the_reserve_for_renewals_leaves():
    renewal = np.where(T.age == 9, 2e8, 0.0)
    debt = stacked(T, SPEND, renewal, lambda interest, capitalised: (CASH,), tranches=(A._replace(share=0.8),
                   MEZZANINE_LOAN), gearing=1.0, debt_reserve=0.0, renewal_reserve=5, mezzanine_dscr=1.5)
    saved = np.where((T.age >= 5) & (T.age <= 9), 0.4e8, 0.0) - renewal
    service = (debt.interest + debt.principal)[T.operating][:12]
    assert np.min((CASH - saved)[T.operating][:12] / service) == pytest.approx(1.5, rel=1e-6)


def test_a_loan_in_grace_bears_interest_or_adds_it_and_is_then_repaid_in_level_payments():
    paid, added = (level(loan("eca", 1.0, 10, 0.06, sculpted=False, grace=3, capitalised=part), 12)
                   for part in (0.0, 0.5))
    np.testing.assert_allclose(paid[1][:3], 0.06)
    np.testing.assert_allclose(paid[0][:4], 1.0)
    np.testing.assert_allclose(added[0][:4], 1.03 ** np.arange(4.0))
    np.testing.assert_allclose(added[1][:3], 0.06 * 1.03 ** np.arange(3.0))   # due; half of it is paid in money
    np.testing.assert_allclose((added[1] + added[0][:-1] - added[0][1:])[:3], 0.03 * 1.03 ** np.arange(3.0))
    for (balance, interest), start in ((paid, 1.0), (added, 1.03**3)):
        service = interest + balance[:-1] - balance[1:]
        np.testing.assert_allclose(service[3:10], annuity(start, 0.06, 7))
        assert not balance[10:].any()
        assert not interest[10:].any()
    free = level(loan("soft", 1.0, 10, 0.0, sculpted=False, grace=2), 12)[0]
    np.testing.assert_allclose(free[:11], np.r_[1.0, 1.0, np.linspace(1.0, 0.0, 9)])


def test_years_of_interest_alone_count_as_years_of_service():
    stack = (loan("eca", 0.5, 10, 0.06, sculpted=False, grace=3), loan("soft", 0.5, 20, 0.02, rank=SUBORDINATED))
    debt = sized(*stack)
    assert senior_years(debt)[T.operating].nonzero()[0].tolist() == list(range(10))
    served = (debt.interest + debt.principal)[T.operating]
    assert debt.mean_dscr == pytest.approx((CASH[T.operating][:10] / served[:10]).mean())
