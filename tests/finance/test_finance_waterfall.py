"""The cash waterfall: against a literal twin, against the yearly accounts, and by what must hold for any cash."""

from functools import partial

import numpy as np
import pytest
from finance.reference_waterfall import walk
from finance.test_finance_oracle import FRAME, LOAN, project
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.finance.debt_service import MEZZANINE, SUBORDINATED, Tranche
from sim.finance.debt_stack import stacked
from sim.finance.debt_tranches import lay_out, level, rates, size
from sim.finance.waterfall import Loans, waterfall

STACK = (LOAN._replace(share=0.6), Tranche("soft", 0.25, 0.025, 0.025, 0.025, 99, 25, 5, SUBORDINATED, False),
         Tranche("mezzanine", 0.15, 0.11, 0.11, 0.11, 99, 20, 3, MEZZANINE, False, 0.5, cover=0.5))
YEARS = 30


def scheduled(tranches=STACK, amount=1e9, service=1.1e8):
    """A stack of that amount, sculpted to a level cash flow."""
    _, shape = size(tranches, np.full(YEARS, service), np.full(YEARS, 1.2 * service))
    draw = np.where(FRAME.construction, amount / 4, 0.0)
    stack = lay_out(tranches, FRAME, draw, shape)
    operating = (np.array([part[:, FRAME.operating] for part in (stack.interest, stack.principal, stack.balance)]))
    return Loans(*operating, np.array([rates(t, YEARS) for t in tranches]), np.array([t.rank for t in tranches]),
                 np.array([t.cover for t in tranches]))


@pytest.mark.parametrize("periods", [1, 2])
@pytest.mark.parametrize("terms", [{"lock_up": 1.1}, {"lock_up": 1.3, "sweep": 0.5}, {"lock_up": 0.0, "reserve": 0.0},
                                   {"lock_up": 1.1, "equity_cures": 2}, {"lock_up": 1.2, "account_interest": 0.03}])
def test_the_waterfall_equals_its_literal_twin(periods, terms):
    rng = np.random.default_rng(5)
    loans, terms = scheduled(), {"reserve": 0.5, "sweep": 0.0, **terms}
    cash = rng.normal(1.25e8, 6e7, (20, YEARS))
    targets = np.where(np.arange(YEARS) % 15 < 14, 2e6 * (np.arange(YEARS) % 15), 0.0)
    earning = terms.pop("account_interest", 0.0)
    found = waterfall(cash, loans, 5e7, targets, earning, periods=periods, **terms)
    terms["account_interest"] = earning
    plain = {str(k): {"rate": loans.rate[k], "rank": loans.rank[k], "interest": loans.interest[k],
                      "principal": loans.principal[k], "balance": loans.balance[k]} for k in range(3)}
    for life in range(len(cash)):
        twin = walk(cash[life], plain, 5e7, targets, periods=periods, **terms)
        np.testing.assert_allclose(found.distributed[life], twin["distributed"], rtol=1e-9, atol=1.0)
        np.testing.assert_allclose(found.support[life], twin["support"], rtol=1e-9, atol=1.0)
        for k in range(3):
            paid = found.interest[life, k] + found.principal[life, k]
            np.testing.assert_allclose(paid, twin["paid"][str(k)], rtol=1e-9, atol=1.0)
            assert found.balance[life, k, -1] == pytest.approx(twin["owed"][str(k)], rel=1e-9, abs=1.0)
        if terms["reserve"]:
            assert found.default[life].tolist() == twin["default"]


@pytest.mark.parametrize("account_interest", [0.0, 0.03])
def test_the_planned_year_pays_the_dividends_of_the_yearly_accounts(account_interest):
    planned = project(315.62788621, debt=partial(stacked, tranches=(LOAN,), account_interest=account_interest))
    debt, on = planned.debt, FRAME.operating
    assert planned.account_income.any() == (account_interest > 0.0)
    loans = Loans(debt.stack.interest[:, on], debt.stack.principal[:, on], debt.stack.balance[:, on],
                  np.array([rates(LOAN, YEARS)]), np.array([1]), np.array([0.0]))
    cash = (debt.cfads + debt.renewal - planned.account_income)[on]
    found = waterfall(cash[None], loans, debt.dsra[3], np.cumsum(debt.renewal[on]), account_interest, periods=1)
    np.testing.assert_allclose(found.income[0], planned.account_income[on], rtol=1e-9, atol=1.0)
    np.testing.assert_allclose(found.distributed[0], planned.dividends[on], rtol=1e-9, atol=1.0)
    due = (debt.interest + debt.principal)[on][:18]
    np.testing.assert_allclose(found.cover[0, :18], (cash + found.income[0])[:18] / due)
    assert not found.default.any()
    assert not found.loss.any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-3e8, 6e8), min_size=YEARS, max_size=YEARS), st.floats(0, 1), st.floats(0, 1.5))
def test_debt_is_repaid_or_in_default_and_money_closes(cash, sweep, lock_up):
    found = waterfall(np.array([cash]), scheduled(), 5e7, np.zeros(YEARS), sweep=sweep, lock_up=lock_up)
    owed = found.balance[0, :2, -1].sum()
    assert owed < 1.0 or found.default.any()
    assert (found.loss >= 0).all()
    assert (found.loss <= 1 + 1e-9).all()
    assert (found.distributed >= -1e-3).all()
    end = found.debt_reserve[0, -1] + found.maintenance[0, -1] + found.trapped[0, -1]
    whole = found.interest.sum() + found.principal.sum() + found.distributed.sum() + end
    assert sum(cash) + found.support.sum() + 5e7 == pytest.approx(whole, rel=1e-9, abs=1.0)


def test_full_service_loses_nothing_and_no_cash_all():
    loans = scheduled()
    full = waterfall(np.full((1, YEARS), 1e9), loans, 0.0, np.zeros(YEARS))
    assert np.abs(full.balance[0, :, -1]).max() < 1e-3
    assert not full.loss.any()
    none = waterfall(np.zeros((1, YEARS)), loans, 0.0, np.zeros(YEARS))
    np.testing.assert_allclose(none.loss[0], [1.0, 1.0, 0.5])   # half of the mezzanine is guaranteed
    assert none.default[0, :36].all()


def test_a_level_loan_is_an_annuity_after_its_grace():
    tranche = STACK[1]
    balance, interest = level(tranche, YEARS)
    service = interest + balance[:-1] - balance[1:]
    np.testing.assert_allclose(service[:5], 0.025)
    np.testing.assert_allclose(service[5:25], 0.025 / (1 - 1.025**-20))
    np.testing.assert_allclose(balance[25:], 0.0, atol=1e-12)
    grown, _ = level(STACK[2], YEARS)
    assert grown[3] == pytest.approx(1.055**3)


def test_a_stack_is_as_large_as_its_weakest_case_carries():
    service = np.linspace(1.2e8, 0.9e8, YEARS)
    parts = [t._replace(share=t.share / 0.85) for t in STACK[:2]]
    amount, shape = size(parts, service, 1.2 * service)
    draw = np.where(FRAME.construction, amount / 4, 0.0)
    stack = lay_out(parts, FRAME, draw, shape)
    paid = (stack.interest + stack.principal).sum(0)[FRAME.operating]
    np.testing.assert_allclose(paid[:18], service[:18])   # the sculpted loan takes what the level one leaves
    assert (paid[18:] <= service[18:]).all()


def test_owners_who_cure_twice_put_off_the_default_to_the_third_time():
    loans = scheduled()
    cash = np.full((1, YEARS), 1e7)   # far too little in every year
    bare, cured = (waterfall(cash, loans, 0.0, np.zeros(YEARS), periods=1, reserve=0.0, equity_cures=n) for n in (0, 2))
    assert bare.default[0, 0]
    assert cured.default[0, :3].tolist() == [False, False, True]
    assert cured.support[0, :2].min() > 0.0
    assert cured.support[0, 2] == 0.0
    due = (loans.interest + loans.principal)[loans.rank < 3].sum(axis=0)
    assert cured.support[0, 0] == pytest.approx(due[0] - 1e7, rel=1e-9)
