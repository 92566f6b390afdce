"""Books of a company with loans and tax of its own: closed forms of allowed returns, and an independent rebuild."""

from functools import partial

import numpy as np
import pytest
from finance.test_finance_oracle import FRAME, SAVED, WORKS

from sim.finance import tax
from sim.finance.companies import Company, allowed, books
from sim.finance.company_finance import finances, tried
from sim.finance.cost_components import Component
from sim.finance.debt_sizing import sculpted
from sim.finance.metrics import irr, npv

LINK = ("cable", "converters")
PARTS = [part for part in WORKS if part.name in LINK]
ENERGY, ON = SAVED["delivered"], FRAME.operating
SINGAPORE = partial(tax.flat, rate=0.17, carry_years=40)
VANILLA = Company("link", LINK, "regulated", 0.07, recovery=30, basis="vanilla", gearing=0.7, interest=0.056,
                  tax=SINGAPORE,
                  debt=partial(sculpted, dscr=1.2, downside_dscr=1.05, gearing=0.7, tenor=25, rate=0.056))


RENEWED = [*PARTS, Component("battery", 4e8, 1e7, 12, 8, 0.6, 2e7)]


def lines(parts=PARTS):
    """Building, upkeep and removal by hand, nominal, by year; the cable outlives the project."""
    building = sum(part.capex for part in parts) * FRAME.spend * FRAME.price
    opex = sum(part.fixed_opex for part in parts) * ON * FRAME.price
    removal = np.zeros(FRAME.year.size)
    removal[-1] = sum(part.decommissioning for part in parts) * FRAME.price[-1]
    return building, opex, removal


def renewed(parts):
    """Renewals by hand, nominal: at the end of each life that ends before the project does."""
    cost, first = np.zeros(FRAME.year.size), int((~ON).sum())
    for part in parts:
        for age in range(int(part.life) - 1, 29, int(part.life)):
            cost[first + age] += part.capex * part.replacement * FRAME.price[first + age]
    return cost


def later(parts):
    """Depreciation of renewals by hand: from the year after, what is left when they go out of use."""
    total, first = np.zeros(FRAME.year.size), int((~ON).sum())
    for part in parts:
        for age in range(int(part.life) - 1, 29, int(part.life)):
            cost, end = part.capex * part.replacement * FRAME.price[first + age], min(age + 1 + int(part.life), 30)
            for year in range(age + 1, end):
                share = 1.0 / part.depreciation if year <= age + part.depreciation else 0.0
                if year == end - 1:
                    share = 1.0 - min(end - age - 2, part.depreciation) / part.depreciation
                total[first + year] += share * cost
    return total


def written(parts, cost_of_finance, grant=0.0):
    """Straight-line depreciation by hand: equal parts, what is left in the last year; finance follows the mean."""
    life, spent = int(ON.sum()), (1.0 - grant) * (FRAME.spend * FRAME.price).sum()
    total, whole = np.zeros(FRAME.year.size), sum(part.capex for part in parts)
    for part in parts:
        asset = part.capex * spent + cost_of_finance * part.capex / whole
        used = min(life, int(part.life))
        for age in range(used):
            share = 1.0 / part.depreciation if age < part.depreciation else 0.0
            if age == used - 1:
                share = 1.0 - min(used - 1, part.depreciation) / part.depreciation
            total[age + int((~ON).sum())] += share * asset
    return total


def taxed(profit, rate=0.17):
    """Tax by hand with losses carried forward without end."""
    left, due = 0.0, np.zeros(profit.size)
    for year, made in enumerate(profit):
        used = min(left, max(made, 0.0))
        left += max(-made, 0.0) - used
        due[year] = rate * (max(made, 0.0) - used)
    return due


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(("gearing", "interest"), [(0.7, 0.056), (0.5, 0.05), (0.0, 0.0)])
@pytest.mark.parametrize(("parts", "grant"), [(PARTS, 0.0), (RENEWED, 0.3)])
def test_a_vanilla_return_leaves_owners_what_it_says_when_debt_follows_the_base(
        indexed, gearing, interest, parts, grant):
    company = VANILLA._replace(indexed=indexed, gearing=gearing, interest=interest, grant=grant)
    terms = allowed(company, parts, FRAME)
    building, opex, removal = lines(parts)
    building = (1.0 - grant) * building + renewed(parts)
    owed = np.zeros(FRAME.year.size + 1)   # the base with interest at the allowed rate, before each year
    for year in range(FRAME.year.size):
        owed[year + 1] = (1.07 * owed[year] + building[year] - terms.floor[year] + terms.tax[year] + opex[year]
                          + removal[year])
    assert owed[-1] == pytest.approx(0.0, abs=1e-6 * owed.max())
    debt, cost = gearing * owed, interest * gearing * owed[:-1]
    off = written(parts, cost[~ON].sum(), grant) + later(parts)
    profit = terms.floor - opex - removal - off - np.where(ON, cost, 0.0)
    np.testing.assert_allclose(taxed(profit), terms.tax, rtol=1e-9, atol=1.0)   # what is allowed is what is due
    equity = terms.floor - opex - removal - building - taxed(profit) - cost + np.diff(debt)
    assert irr(equity) == pytest.approx((0.07 - gearing * interest) / (1.0 - gearing), abs=1e-9)


def test_a_post_tax_return_is_earned_behind_tax_without_debt_and_a_pre_tax_one_before_it():
    post, pre = (VANILLA._replace(basis=basis) for basis in ("post_tax", "pre_tax"))
    for company, which in ((post, "project_irr"), (pre, None)):
        found = books(company, PARTS, FRAME, ENERGY, 0.9)
        made = finances(company._replace(debt=None), PARTS, FRAME, found, receivable=0.0)
        assert made.debt.amount == 0.0
        if which:
            assert made.project_irr == pytest.approx(0.07, abs=1e-9)
        else:
            assert found.irr == pytest.approx(0.07, abs=1e-9)
            assert made.project_irr < 0.07
            assert not allowed(company, PARTS, FRAME).tax.any()


def test_loans_tax_cover_and_return_rebuilt_by_hand():
    planned = books(VANILLA, PARTS, FRAME, ENERGY, 0.9)
    made = finances(VANILLA, PARTS, FRAME, planned, receivable=30.0)
    loan = made.debt
    building, opex, removal = lines()
    np.testing.assert_allclose(made.capex, building, rtol=1e-12)
    outstanding = planned.payment * 30.0 / 365.0
    outstanding[-1] = 0.0
    waiting = np.diff(outstanding, prepend=0.0)
    profit = (planned.payment - opex - removal - written(PARTS, float((loan.fees + loan.idc).sum())) - loan.interest)
    np.testing.assert_allclose(made.tax, taxed(profit), rtol=1e-9, atol=1.0)
    available = np.where(ON, planned.payment - opex - removal - waiting - made.tax, 0.0)
    np.testing.assert_allclose(loan.cfads, available, rtol=1e-9, atol=1.0)
    service = loan.interest + loan.principal
    owed = 0.0
    for year in range(FRAME.year.size):   # the loan account
        assert loan.interest[year] + loan.idc[year] == pytest.approx(0.056 * owed, abs=1.0)
        owed += loan.draw[year] - loan.principal[year]
    assert owed == pytest.approx(0.0, abs=1.0)
    assert loan.gearing == pytest.approx(0.7)   # the cap holds it down, so cover is more than 1.2
    assert (available[service > 0] / service[service > 0]).min() == pytest.approx(float(loan.min_dscr))
    assert loan.min_dscr > 1.2
    first = int((~ON).sum())
    present = sum(available[first + k] / 1.056 ** (k + 1) for k in range(25))
    assert loan.llcr == pytest.approx(present / float(loan.amount))
    dsra = np.diff(loan.dsra, prepend=0.0)
    owners = np.where(ON, available - service - dsra, 0.0) - loan.equity
    np.testing.assert_allclose(made.equity_flow, owners, rtol=1e-9, atol=1.0)
    assert made.equity_irr == pytest.approx(float(irr(owners)))
    assert 0.07 < made.equity_irr < (0.07 - 0.7 * 0.056) / 0.3   # fees and reserves cost what the base does not hold


def test_a_loan_tried_in_other_years_keeps_its_service_and_has_the_cover_of_their_cash():
    planned = books(VANILLA, PARTS, FRAME, ENERGY, 0.9)
    made = finances(VANILLA, PARTS, FRAME, planned, receivable=20.0)
    flow, same = tried(VANILLA, PARTS, FRAME, planned, made.debt, receivable=20.0)
    np.testing.assert_allclose(flow, made.equity_flow, rtol=1e-9, atol=1.0)
    np.testing.assert_allclose(same.dscr, made.debt.dscr, rtol=1e-9)
    less = np.stack([planned.payment, 0.8 * planned.payment])
    two = tried(VANILLA, PARTS, FRAME, planned._replace(payment=less, top_up=0.0 * less), made.debt,
                receivable=20.0)[1]
    _, opex, removal = lines()
    outstanding = less * 20.0 / 365.0
    outstanding[:, -1] = 0.0
    profit = (less - opex - removal - written(PARTS, float((made.debt.fees + made.debt.idc).sum()))
              - made.debt.interest)
    cash = less - opex - removal - np.diff(outstanding, prepend=0.0) - np.array([taxed(row) for row in profit])
    service = made.debt.interest + made.debt.principal
    paid = service > 0
    np.testing.assert_allclose(two.dscr[:, paid], cash[:, paid] / service[paid], rtol=1e-9)


def test_value_of_a_company_is_counted_at_the_return_that_it_is_allowed():
    terms = VANILLA._replace(basis="pre_tax", debt=None, tax=None, rate=0.06)
    made = finances(terms, PARTS, FRAME, books(terms, PARTS, FRAME, ENERGY, 0.9), receivable=0.0)
    scale = npv(made.capex, 0.06, FRAME.time)
    assert float(made.npv) == pytest.approx(0.0, abs=1e-9 * scale)


def test_a_floor_carries_the_loan_where_users_pay_too_little():
    terms = VANILLA._replace(regime="cap_and_floor", rate=0.056, cap_rate=0.09, recovery=25, tariff=90.0)
    plan, bad = (books(terms, PARTS, FRAME, energy, 0.9) for energy in (ENERGY, 0.2 * ENERGY))
    with_floor = finances(terms, PARTS, FRAME, plan, [bad])
    without = finances(terms, PARTS, FRAME, plan, [bad._replace(top_up=0.0 * bad.top_up)])
    assert with_floor.debt.amount > 1.5 * without.debt.amount
    assert with_floor.debt.min_dscr >= 1.2 - 1e-9


def test_a_grant_is_neither_financed_nor_written_off():
    part = VANILLA._replace(grant=0.4)
    made = finances(part, PARTS, FRAME, books(part, PARTS, FRAME, ENERGY, 0.9))
    building, *_ = lines()
    np.testing.assert_allclose(made.capex, 0.6 * building)
    again = finances(part, RENEWED, FRAME, books(part, RENEWED, FRAME, ENERGY, 0.9))
    np.testing.assert_allclose(again.renewal, renewed(RENEWED))   # what is renewed later is paid whole
    assert made.depreciation.sum() == pytest.approx(0.6 * building.sum() + (made.debt.fees + made.debt.idc).sum())


def test_cases_at_once_are_those_one_by_one():
    scale = np.array([[0.8], [1.0], [1.3]])
    many = [part._replace(capex=part.capex * scale, fixed_opex=part.fixed_opex * scale) for part in PARTS]
    together = books(VANILLA, many, FRAME, ENERGY, 0.9).payment
    for place, factor in enumerate(scale[:, 0]):
        one = [part._replace(capex=part.capex * factor, fixed_opex=part.fixed_opex * factor) for part in PARTS]
        np.testing.assert_allclose(together[place], books(VANILLA, one, FRAME, ENERGY, 0.9).payment, rtol=1e-10)


@pytest.mark.parametrize(("indexed", "recovery"), [(True, 30), (False, 30), (True, 10)])
def test_a_renewal_joins_the_base_and_is_paid_back_in_the_years_left(indexed, recovery):
    battery = Component("battery", 1000.0, 10.0, 12, 12)
    terms = Company("battery", ("battery",), "regulated", 0.08, recovery=recovery, indexed=indexed)
    found = books(terms, [battery], FRAME, ENERGY, 1.0)
    first = int((~ON).sum())
    paid, renewed = found.payment - found.opex, found.capex[first + 11]
    assert renewed == pytest.approx(1000.0 * FRAME.price[first + 11])
    assert found.irr == pytest.approx(0.08, abs=1e-9)
    assert paid[first + 11] < 0.5 * renewed   # not all of it in its year
    assert paid[first + 12] > paid[first + 11] * 1.01
    once = Component("battery", 1000.0, 10.0, 40, 12)
    alone = books(terms, [once], FRAME, ENERGY, 1.0)
    since = np.arange(1, FRAME.year.size - first - 11)
    more = (found.payment - alone.payment)[first + 12:]   # two renewals, after 12 and 24 years
    second = found.capex[first + 23] * 1.08 ** -12.0
    assert (more * 1.08 ** -since.astype(float)).sum() == pytest.approx(renewed + second, rel=1e-9)


@pytest.mark.parametrize("take_or_pay", [0.0, 0.3, 0.9])
def test_a_wheeling_tariff_is_paid_for_what_is_delivered_and_for_no_less_than_is_taken_or_paid(take_or_pay):
    terms = VANILLA._replace(regime="wheeling", tariff=60.0, take_or_pay=take_or_pay, booked=1200.0)
    found = books(terms, PARTS, FRAME, ENERGY, 0.1)   # availability does not matter to it
    for year in range(FRAME.year.size):
        energy = max(ENERGY[year], take_or_pay * 1200.0 * 8760.0) if ON[year] else 0.0
        assert found.payment[year] == pytest.approx(60.0 * energy * FRAME.price[year], rel=1e-12)
    assert not found.top_up.any()
    worse = books(terms, PARTS, FRAME, 0.5 * ENERGY, 0.1)
    full = take_or_pay == 0.9   # more than is delivered in any year
    assert (worse.payment[ON] < found.payment[ON]).all() != full
    cases = books(terms, PARTS, FRAME, np.stack([ENERGY, 0.5 * ENERGY]), 0.1)
    np.testing.assert_allclose(cases.payment, [found.payment, worse.payment], rtol=1e-12)
