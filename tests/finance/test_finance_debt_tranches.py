"""Sculpted loans that end in different years, as A and B loans of development banks do."""

import numpy as np
import pytest

from sim.finance.debt_service import SENIOR, Tranche
from sim.finance.debt_stack import stacked
from sim.finance.debt_tranches import size
from sim.finance.timeline import timeline

T = timeline(life=30)
SPEND = 1.8e9 * T.spend
CASH = np.where(T.operating, 150e6 + 5e6 * np.sin(np.arange(T.year.size)), 0.0)


def loan(name, share, tenor, rate, **terms):
    return Tranche(name, share, rate, rate, rate, 99, tenor, rank=SENIOR, **terms)


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
