"""The books of a project: the literal twin, limits, and balances that hold for any project."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_finance import walk

from sim.errors import SundalinkError
from sim.finance import cost_components, cost_schedule, debt_service, debt_sizing, metrics, tax
from sim.finance.cash_flow import Sales
from sim.finance.project_returns import evaluate
from sim.finance.timeline import place, timeline

ENERGY = 5.85e6   # MWh a year at the Singapore meter
NO_DEBT = partial(debt_sizing.sculpted, gearing=0.0)


def project():
    hvdc = cost_components.Component("hvdc", 3.6e9, 0.012 * 3.6e9, 40, 30)
    return [cost_components.farm(2300), cost_components.battery(400, 1600), hvdc]


def books(price=230.0, t=None, parts=None, money=1.0, model=debt_sizing.sculpted, levy=tax.vietnam, downside=None,
          **terms):
    t = timeline() if t is None else t
    parts = project() if parts is None else parts
    parts = [c._replace(capex=money * c.capex, fixed_opex=money * c.fixed_opex,
                        decommissioning=money * c.decommissioning) for c in parts]
    energy = place(t, ENERGY)
    sales = Sales(energy, money * price, spot=money * 2e6 * t.operating, local=money * 60e6 * t.operating,
                  other=money * 1e6 * t.operating, penalty=money * 3e6 * t.operating,
                  charges=money * 11 * energy)
    fees = money * cost_schedule.sea_use(t, 60000)
    return evaluate(t, parts, sales, fees, energy, levy, model, downside, **terms)


HOLIDAYS = partial(tax.vietnam, minimum_rate=0.0)
"""What the literal twin knows of the tax: no top-up tax."""


@pytest.mark.parametrize("account", [0.0, 0.04])
def test_the_twin_finds_the_same_books(account):
    t = timeline(life=25, spend=(0.2, 0.5, 0.3), inflation=0.03)
    revenue = 400e6 * (1 + 0.1 * np.sin(np.arange(25)))
    for cap in (0.5, 0.95):    # the gearing binds, then the cover
        terms = {"gearing": cap, "tenor": 14, "rate": 0.07, "upfront": 0.02, "commitment": 0.006}
        plant, model = (
            cost_components.Component("plant", 3e9, 50e6, 40, 20),
            partial(debt_sizing.sculpted, dscr=1.3, account_interest=account, **terms),
        )
        made = evaluate(t, [plant], Sales(place(t, revenue), 1.0), 0.0, t.operating * 1.0, HOLIDAYS, model,
                        receivable=0.0)
        own = made.debt
        assert own.limit == ("gearing" if cap == 0.5 else "dscr")
        del terms["gearing"]
        twin = walk(float(own.amount), float(own.gearing), float(own.min_dscr), capex=3e9,
                    spend=(0.2, 0.5, 0.3), revenue=list(revenue), opex=50e6, inflation=0.03,
                    to_start=2034 - 2025, months=6, plant_life=20, account=account, **terms)
        assert twin["drawn"] == pytest.approx(own.amount, rel=1e-10)
        assert abs(twin["left"]) < 1e-7 * own.amount
        for name, line in (("tax", made.tax), ("cash", own.cfads), ("interest", own.interest),
                           ("service", own.interest + own.principal), ("dividends", made.dividends)):
            np.testing.assert_allclose(line[t.operating], twin[name], rtol=1e-8, atol=1.0)
        np.testing.assert_allclose(own.equity[t.construction], twin["equity"], rtol=1e-9)


def test_without_debt_owners_earn_what_the_project_earns():
    made = books(model=NO_DEBT)
    np.testing.assert_allclose(made.equity_flow, made.cash_flow, rtol=1e-12, atol=1e-3)
    assert made.equity_irr == pytest.approx(made.project_irr, abs=1e-13)
    np.testing.assert_allclose(made.tax, made.unlevered_tax)


def test_without_inflation_real_is_nominal():
    made = books(t=timeline(inflation=0.0))
    assert made.project_irr_real == pytest.approx(made.project_irr, abs=1e-15)
    assert made.equity_irr_real == pytest.approx(made.equity_irr, abs=1e-15)
    same = books(t=timeline(inflation=0.0), indexation=0.0)
    assert same.equity_irr == made.equity_irr


def test_full_indexation_without_tax_keeps_the_real_return():
    """Tax and debt are nominal; without both, inflation must not change anything real."""
    def real_return(inflation):
        return books(t=timeline(inflation=inflation), model=NO_DEBT, levy=partial(tax.flat, rate=0.0),
                     receivable=0.0)
    low, high = real_return(0.0), real_return(0.06)
    assert high.project_irr_real == pytest.approx(low.project_irr_real, abs=1e-13)


def test_npv_is_real_money_of_the_base_year():
    t, made = timeline(), books(wacc=0.09)
    real = made.cash_flow / t.price
    by_hand = sum(x / (1.09 / 1.02) ** (year - 2025) for x, year in zip(real, t.year, strict=True))
    assert made.npv == pytest.approx(by_hand, rel=1e-11)


def test_npv_at_the_irr_is_nothing():
    made = books()
    assert books(wacc=float(made.project_irr)).npv == pytest.approx(0.0, abs=1e-3)


def test_interest_saves_tax_and_debt_lifts_the_return():
    made = books(price=300.0)
    assert made.tax.sum() < made.unlevered_tax.sum()
    assert made.equity_irr > made.project_irr


def test_cash_flow_goes_to_lenders_reserves_and_owners():
    t, made = timeline(), books()
    rise = np.diff(made.debt.dsra, prepend=0.0)[t.operating]
    paid = (made.debt.interest + made.debt.principal + made.dividends)[t.operating]
    np.testing.assert_allclose(made.debt.cfads[t.operating], paid + rise, rtol=1e-11)
    assert made.residual < 1e-12


@pytest.mark.parametrize(("years", "interest"), [(1, 0.0), (8, 0.0), (8, 0.03)])
def test_the_cost_of_removal_is_saved_over_its_years_and_costs_owners_the_wait_alone(years, interest):
    t, made = timeline(), books(removal_years=years, account_interest=interest)
    plain = books()
    cost, held = made.decommissioning[-1], np.cumsum(made.removal_reserve)
    assert held[-1] == pytest.approx(0.0, abs=1e-3)
    np.testing.assert_allclose(held[-years:-1], cost / years * np.arange(1, years), rtol=1e-12)
    assert not held[:-years].any()
    np.testing.assert_allclose(made.account_income, interest * np.concatenate([[0.0], held[:-1]]), atol=1e-3)
    np.testing.assert_allclose(made.cash_flow, plain.cash_flow, rtol=1e-12)   # the project does not know the account
    late = t.operating & (t.age >= 18)   # the loan is repaid
    change = (made.dividends - plain.dividends)[late]
    taxed = (made.tax - plain.tax)[late]
    np.testing.assert_allclose(change, -made.removal_reserve[late] + made.account_income[late] - taxed, atol=10.0)
    assert (made.equity_irr < plain.equity_irr) == (years > 1)
    assert made.residual < 1e-12


def test_every_line_enters_the_cash_flow():
    made = books(model=NO_DEBT)
    revenue = made.contract_revenue + made.spot_revenue + made.local_revenue + made.other_revenue
    costs = made.penalty + made.charges + made.opex + made.capex + made.renewal + made.decommissioning
    by_hand = revenue - costs - made.working_capital - made.unlevered_tax
    np.testing.assert_allclose(made.cash_flow, by_hand, rtol=1e-10, atol=1e-3)


@given(st.floats(1e-6, 1e6))
@settings(max_examples=15, deadline=None)
def test_another_currency_changes_no_return(money):
    one, other = books(), books(money=money)
    for name in ("project_irr", "equity_irr", "payback"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9)
    for name in ("min_dscr", "llcr", "gearing"):
        assert getattr(other.debt, name) == pytest.approx(getattr(one.debt, name), rel=1e-9)
    assert other.npv == pytest.approx(money * one.npv, rel=1e-7)
    assert other.lcoe == pytest.approx(money * one.lcoe, rel=1e-9)
    np.testing.assert_allclose(other.dividends, money * one.dividends, rtol=1e-8, atol=1e-3 * money)


def test_more_revenue_is_never_worse():
    low, high = books(price=200.0), books(price=260.0)
    assert high.npv > low.npv
    assert high.project_irr > low.project_irr
    assert high.equity_irr > low.equity_irr
    assert high.debt.amount > low.debt.amount
    assert high.payback < low.payback


def test_lcoe_does_not_know_the_price():
    assert books(price=100.0).lcoe == books(price=300.0).lcoe


def test_lcoe_is_the_annuity_of_the_parts():
    t, made = timeline(), books()
    rate = metrics.real_rate(0.083, 0.02)
    yearly = sum(metrics.npv(cost_schedule.yearly_cost(c, t), rate, t.time) for c in project()) * metrics.crf(rate, 30)
    fee = metrics.npv(cost_schedule.sea_use(t, 60000), rate, t.time) * metrics.crf(rate, 30)
    assert made.lcoe == pytest.approx((yearly + fee) / ENERGY + 11.0, rel=1e-12)


def test_unpaid_invoices_cost_return():
    assert books(receivable=90.0).npv < books(receivable=0.0).npv


def test_less_indexation_is_worse():
    assert books(indexation=0.0).npv < books(indexation=1.0).npv


def test_a_downside_case_lowers_the_debt():
    t = timeline()
    worse = Sales(place(t, 0.7 * ENERGY), 230.0)
    assert books(downside=worse).debt.amount < books().debt.amount


def test_held_debt_meets_other_years():
    t, made = timeline(), books()
    again = books(model=debt_service.hold(made.debt))
    assert again.equity_irr == pytest.approx(made.equity_irr, rel=1e-9)
    poor = books(price=150.0, model=debt_service.hold(made.debt))
    assert poor.debt.min_dscr < made.debt.min_dscr
    assert poor.debt.amount == made.debt.amount
    assert poor.residual < 1e-9
    assert t.operating.sum() == 30


def test_the_project_does_not_know_its_debt():
    levered, bare = books(), books(model=NO_DEBT)
    assert levered.debt.amount > 1e9
    np.testing.assert_array_equal(levered.cash_flow, bare.cash_flow)
    np.testing.assert_array_equal(levered.unlevered_tax, bare.unlevered_tax)
    assert levered.npv == bare.npv


def test_held_debt_takes_many_cases():
    t, energy = timeline(), place(timeline(), ENERGY) * np.array([1.0, 0.9, 0.8])[:, None]
    base = evaluate(t, project(), Sales(energy[0], 260.0), 0.0, energy[0], tax.vietnam, debt_sizing.sculpted)
    many = evaluate(t, project(), Sales(energy, 260.0), 0.0, energy, tax.vietnam, debt_service.hold(base.debt))
    assert many.equity_irr[0] == pytest.approx(base.equity_irr, abs=1e-10)
    assert (np.diff(many.equity_irr) < 0).all()
    assert (np.diff(many.debt.min_dscr) < 0).all()


def test_leading_axes_are_cases():
    t, generator = timeline(), np.random.default_rng(11)
    energy = place(t, ENERGY * generator.uniform(0.7, 1.1, (3, 2, 30)))
    def make(energy):
        return evaluate(t, project(), Sales(energy, 240.0), 0.0, energy, tax.vietnam, debt_sizing.sculpted)
    together = make(energy)
    assert together.equity_irr.shape == (3, 2)
    for index in np.ndindex(3, 2):
        alone = make(energy[index])
        for name in ("npv", "equity_irr", "project_irr", "lcoe", "payback"):
            assert getattr(together, name)[index] == pytest.approx(getattr(alone, name), rel=1e-9)
        np.testing.assert_allclose(together.dividends[index], alone.dividends, rtol=1e-8, atol=1.0)


def test_a_project_that_earns_nothing_says_why():
    made = books(price=0.0)
    assert np.isnan(made.equity_irr)
    assert made.equity_irr_reason == "no money comes in"
    assert made.debt.limit == "no cash flow"
    assert np.isnan(made.payback)


@given(price=st.floats(60, 600), cap=st.floats(0, 0.9), dscr=st.floats(1.05, 2), tenor=st.integers(3, 20),
       life=st.integers(20, 35), inflation=st.floats(0, 0.06), battery_life=st.integers(5, 20),
       drawdown=st.sampled_from(["pro_rata", "equity_first", "debt_first"]))
@settings(max_examples=40, deadline=None)
def test_all_money_is_accounted_for(price, cap, dscr, tenor, life, inflation, battery_life, drawdown):
    t = timeline(life=life, inflation=inflation)
    parts = [
        cost_components.farm(2300),
        cost_components.battery(400, 1600, life=battery_life),
        cost_components.cable(1200, 1050),
    ]
    terms = {"gearing": cap, "dscr": dscr, "tenor": tenor, "drawdown": drawdown}
    made = books(price, t, parts, model=partial(debt_sizing.sculpted, **terms))
    assert made.residual <= 1e-9
    assert made.depreciation.sum() == pytest.approx(
        made.capex.sum() + made.renewal.sum() + made.debt.fees.sum() + made.debt.idc.sum(), rel=1e-10)
    assert (made.tax >= 0).all()


@pytest.mark.parametrize(("change", "rule"), [
    ({"spot": np.ones(34)}, "must be zero in the years of construction"),
    ({"local": np.ones(30)}, "must be the 34 of the timeline"),
    ({"charges": np.full(34, np.nan)}, "every value must be finite"),
    ({"contract_energy": 1.0}, "must be given for each year"),
])
def test_sales_that_do_not_fit_are_refused(change, rule):
    t = timeline()
    sales = Sales(place(t, ENERGY), 200.0)._replace(**change)
    with pytest.raises(SundalinkError, match=rule):
        evaluate(t, project(), sales, 0.0, place(t, ENERGY), tax.vietnam, debt_sizing.sculpted)


def test_accounts_earn_where_no_loan_is_carried():
    model = partial(debt_sizing.sculpted, account_interest=0.03)
    made = books(price=20.0, model=model)   # renewals are reserved for, and no cash is left to lend on
    assert float(made.debt.amount) == 0.0
    assert made.account_income.max() > 0.0
    assert made.residual < 1e-12
