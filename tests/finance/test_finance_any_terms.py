"""Any stack of loans and any regime: debt repaid or in default, balances that close, tax on profit alone, ratios."""

from functools import partial

import numpy as np
import pytest
from finance.test_finance_company_finance import PARTS
from finance.test_finance_oracle import FRAME, SAVED, project
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance import tax
from sim.finance.companies import Company, books
from sim.finance.company_finance import finances, tried
from sim.finance.debt_service import MEZZANINE, SENIOR, SUBORDINATED, Tranche
from sim.finance.debt_sizing import sculpted
from sim.finance.debt_stack import stacked
from sim.finance.debt_tranches import rates
from sim.finance.waterfall import Loans, waterfall

YEARS, ON, ENERGY = int(FRAME.operating.sum()), FRAME.operating, SAVED["delivered"]
RATE = st.floats(0.01, 0.12)


@st.composite
def loans(draw):
    """A loan by itself; its share is set when all are known."""
    tenor = draw(st.integers(4, 28))
    level = draw(st.booleans())
    rank = draw(st.sampled_from([SENIOR, SENIOR, SUBORDINATED, MEZZANINE]))
    level = level or rank == MEZZANINE
    grace = draw(st.integers(0, min(tenor - 1, 5))) if level else 0
    rate = draw(RATE)
    return Tranche("", draw(st.floats(0.05, 1.0)), rate, draw(RATE), draw(RATE), draw(st.integers(2, 40)), tenor,
                   grace, rank, not level, draw(st.sampled_from([0.0, 0.5, 1.0])) if grace else 0.0,
                   draw(st.floats(0.0, 0.05)),
                   draw(st.floats(0.0, 0.01)), draw(st.floats(0.0, 1.0)), draw(st.floats(0.0, 0.02)))


@st.composite
def stacks(draw):
    """One to four loans, not all of them mezzanine, whose shares sum to one."""
    listed = draw(st.lists(loans(), min_size=1, max_size=4))
    assume(any(each.rank < MEZZANINE for each in listed))
    total = sum(each.share for each in listed)
    return tuple(each._replace(name=f"loan {place}", share=each.share / total) for place, each in enumerate(listed))


TERMS = st.fixed_dictionaries({
    "dscr": st.floats(1.05, 2.0), "downside_dscr": st.floats(1.0, 1.5), "mezzanine_dscr": st.floats(1.0, 1.5),
    "gearing": st.floats(0.1, 1.0), "debt_reserve": st.floats(0.0, 1.0), "renewal_reserve": st.integers(1, 8),
    "account_interest": st.sampled_from([0.0, 0.03]), "minimum_llcr": st.sampled_from([0.0, 1.5]),
    "drawdown": st.sampled_from(["pro_rata", "equity_first", "debt_first"])})


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(stacks(), TERMS, st.floats(200.0, 500.0), st.integers(0, 10_000))
def test_every_loan_of_any_stack_is_repaid_or_in_default(stack, terms, price, seed):
    terms = dict(terms)
    model = partial(stacked, tranches=stack, account_interest=terms.pop("account_interest"), **terms)
    try:
        made = project(price, debt=model)
    except SundalinkError as fault:   # debt, tax and cover that turn on each other may have no common answer
        assume("settle" not in str(fault))
        raise
    debt, owed = made.debt, np.zeros(len(stack))
    assert made.residual < 1e-9
    amount = float(debt.amount)
    assume(amount > 1e6)
    for place, each in enumerate(stack):
        assert debt.stack.draw[place].sum() == pytest.approx(each.share * amount, rel=1e-9)
        cost, owed = rates(each, YEARS), each.share * amount
        paid = (debt.stack.interest[place] + debt.stack.principal[place])[ON]
        for year in range(YEARS):   # what is not paid of the interest is owed
            owed += cost[year] * owed - paid[year]
            assert owed == pytest.approx(debt.stack.balance[place][ON][year], rel=1e-7, abs=1e-7 * amount)
        assert owed == pytest.approx(0.0, abs=1e-7 * amount)
        assert (paid >= -1e-7 * amount).all()   # a lender never pays in operation
        assert not (np.abs(paid[each.tenor:]) > 1e-7 * amount).any()
    served = debt.stack.interest + debt.stack.principal
    senior = sum(served[k][ON] for k, t in enumerate(stack) if t.rank < MEZZANINE)
    every = (debt.interest + debt.principal)[ON]
    assert (terms["dscr"] * senior <= np.maximum(debt.cfads[ON], 0.0) + 1e-6 * amount).all()
    assert float(debt.gearing) <= terms["gearing"] + 1e-9
    due = every > 1e-9 * amount
    assert float(debt.min_dscr) == pytest.approx((debt.cfads[ON][due] / every[due]).min(), rel=1e-12)
    assert (made.tax >= 0.0).all()
    # Lives with other cash: what lenders do not have at the end they have lost, and only where they were in default.
    plain = Loans(*(getattr(debt.stack, name)[:, ON] for name in ("interest", "principal", "balance")),
                  np.array([rates(t, YEARS) for t in stack]), np.array([t.rank for t in stack]), np.zeros(len(stack)))
    cash = (debt.cfads + debt.renewal)[ON] * np.random.default_rng(seed).normal(0.9, 0.5, (6, YEARS))
    flow = waterfall(cash, plain, float(debt.dsra[~ON][-1]), np.cumsum(debt.renewal[ON]), 0.03,
                     reserve=terms["debt_reserve"])
    first = np.array([t.share for t in stack]) * amount
    # Loan accounts: all interest that accrues is paid or owed.
    start = np.broadcast_to(first[None, :, None], (6, len(stack), 1))
    opened = np.concatenate([start, flow.balance[..., :-1]], axis=-1)
    growth = np.repeat((1.0 + plain.rate) ** 0.5 - 1.0, 2, axis=1)
    np.testing.assert_allclose(opened * (1.0 + growth) - flow.interest - flow.principal, flow.balance, rtol=1e-9,
                               atol=1e-6 * amount)
    for life in range(6):
        for place, each in enumerate(stack):
            left = flow.balance[life, place, -1]
            if left > 1e-4 * amount and each.rank < MEZZANINE:
                assert flow.default[life].any()
            discount = np.prod(1.0 / (1.0 + growth[place]))
            assert flow.loss[life, place] == pytest.approx(left * discount / first[place], rel=1e-6, abs=1e-6)


COMPANY = st.builds(
    Company, st.just("link"), st.just(("cable", "converters")),
    st.sampled_from(["regulated", "availability", "cap_and_floor", "wheeling"]), rate=st.floats(0.03, 0.12),
    cap_rate=st.floats(0.12, 0.2), recovery=st.integers(5, 30), indexed=st.booleans(), grant=st.floats(0.0, 0.5),
    target=st.floats(0.5, 1.0), least=st.floats(0.0, 1.0), tariff=st.floats(0.0, 200.0), excess=st.floats(0.0, 1.0),
    basis=st.sampled_from(["pre_tax", "vanilla", "post_tax"]), gearing=st.floats(0.0, 0.8),
    interest=st.floats(0.01, 0.08),
    bonus=st.floats(0.0, 0.1), most_lost=st.floats(0.0, 1.0), cap_moves=st.floats(0.0, 0.05),
    paid_early=st.just(False), take_or_pay=st.floats(0.0, 1.0), booked=st.just(1200.0), debt=st.none(),
    removal_years=st.integers(1, 12),
    account_interest=st.sampled_from([0.0, 0.02]),
    tax=st.sampled_from([None, partial(tax.flat, rate=0.17, carry_years=40), tax.vietnam]))


@settings(max_examples=25, deadline=None)
@given(COMPANY, st.floats(0.0, 0.9), st.integers(5, 25), st.floats(0.3, 1.0), st.floats(0.3, 1.0))
def test_books_of_a_company_close_under_any_regime(company, gearing, tenor, available, less):
    company = company._replace(debt=partial(sculpted, gearing=gearing, tenor=tenor, dscr=1.2, rate=0.056,
                                            account_interest=company.account_interest))
    planned, worse = (books(company, PARTS, FRAME, ENERGY * share, available) for share in (1.0, less))
    np.testing.assert_allclose(planned.cash_flow, planned.payment + planned.top_up + planned.grant - planned.opex
                               - planned.capex - planned.removal, rtol=1e-12, atol=1e-3)
    assert (planned.payment >= -1e-6).all()
    assert (worse.payment <= planned.payment * (1 + 1e-12) + 1e-6).all()
    try:
        made = finances(company, PARTS, FRAME, planned, [worse])
    except SundalinkError as fault:
        assume("settle" not in str(fault))
        raise
    loan = made.debt
    assert made.residual < 1e-9
    assert (made.tax >= 0.0).all()
    scale = float((loan.draw + loan.equity).sum())
    # All that comes in goes to suppliers, states, lenders, accounts and owners, year by year.
    coming = planned.payment + planned.top_up + made.account_income + loan.draw + loan.equity
    going = (made.opex + made.capex + made.renewal + made.decommissioning + made.working_capital + made.tax + loan.fees
             + loan.idc + loan.interest + loan.principal + np.diff(loan.dsra, prepend=0.0) + loan.renewal
             + made.removal_reserve + made.dividends)
    np.testing.assert_allclose(coming - going, 0.0, atol=1e-9 * scale)
    assert loan.principal.sum() == pytest.approx(float(loan.amount), rel=1e-9, abs=1e-9 * scale)
    assert loan.balance[-1] == pytest.approx(0.0, abs=1e-9 * scale)
    assert float(loan.gearing) <= gearing + 1e-9
    if float(loan.amount) > 1e-3 * scale:
        due = (loan.interest + loan.principal)[ON] > 1e-9 * float(loan.amount)
        present = (loan.cfads[ON] / (1.0 + loan.rate) ** np.arange(1, YEARS + 1))[due].sum()
        assert float(loan.llcr) == pytest.approx(present / float(loan.amount), rel=1e-9)
        assert float(loan.min_dscr) >= 1.2 - 1e-9
    flow, same = tried(company, PARTS, FRAME, planned, loan)
    np.testing.assert_allclose(flow, made.equity_flow, rtol=1e-9, atol=1e-9 * scale)
    np.testing.assert_allclose(same.cfads, loan.cfads, rtol=1e-9, atol=1e-9 * scale)
