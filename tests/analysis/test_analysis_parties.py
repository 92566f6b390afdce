"""Parties of a case: everything booked twice, with and without other companies."""

import numpy as np
import pytest
from small_case import SMALL, case, run_small

from sim.analysis import cost_benefit, parties
from sim.case import debt
from sim.case.contract_terms import wheeling_charges
from sim.finance import withheld_tax
from sim.scenario.load import load


def check(done):
    view = parties.compute(done)   # closes to 1e-9 or raises
    assert view.parties.residual < 1e-9
    assert view.parties.present.sum() == pytest.approx(0.0, abs=1.0)
    return view, dict(zip(view.parties.names, view.parties.present, strict=True))


def test_every_payment_of_the_project_has_two_parties():
    view, present = check(case())
    assert present[parties.PROJECT] == pytest.approx(0.0, abs=1.0)
    assert present["owners in Vietnam"] > 0   # they ask more than 5 % real
    assert present["owners abroad"] == pytest.approx(present["owners in Vietnam"])   # half each, dividends untaxed
    assert present["contract buyers"] < 0
    assert present["state of Vietnam"] > 0
    values = parties.figures(case(), view)
    assert values["contract_premium"] > values["generator_loss"] > 0
    assert values["buyers_net"] < 0
    assert parties.rows(view)[-1][2] == "net"


def test_other_companies_are_paid_by_the_project_and_pay_their_own_cost():
    done = run_small(load("base", {**SMALL, "companies": [
        {"name": "link", "regime": "cap_and_floor", "tariff": 60.0, "grant": 0.1}]}))
    view, present = check(done)
    assert present["governments"] < 0
    whats = {payment.what: payment.amount.sum() for payment in view.payments}
    assert whats["up to the floor, less above the cap"] > 0
    assert whats["payments to companies"] > 0
    plain, _ = check(case())
    costs = [sum(p.amount.sum() for p in v.payments if p.receiver == "suppliers") for v in (view, plain)]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)   # what is built costs the same, whoever owns it
    assert done.finance.required < case().finance.required


def test_tax_on_interest_reaches_the_state_and_lenders_keep_what_was_agreed():
    done = case()
    view, present = check(done)
    frame, loan = done.finance.timeline, done.finance.project.debt
    held, = (each.amount for each in view.payments if each.what == "tax withheld from interest")
    owed = np.concatenate([[0.0], loan.balance[:-1]])
    kept = loan.interest + loan.idc + loan.fees - held * frame.price
    undrawn = np.where(frame.construction, loan.amount - owed, 0.0)
    agreed = 0.068 * owed + 0.006 * undrawn + 0.02 * loan.amount * (np.arange(owed.size) == 0)
    np.testing.assert_allclose(kept, agreed, rtol=1e-9, atol=1.0)
    np.testing.assert_allclose(held * frame.price, 0.05 * (loan.interest + loan.idc + loan.fees), rtol=1e-12)
    figures = parties.figures(done, view)
    assert figures["withholding_tax"] == pytest.approx(held[frame.operating].mean())
    bare = run_small(load("base", {**SMALL, "finance.withholding.interest": 0.0, "finance.withholding.fees": 0.0}))
    assert 3.0 < done.finance.required - bare.finance.required < 9.0
    _, without = check(bare)
    assert present["state of Vietnam"] > without["state of Vietnam"]
    lenders_bear = run_small(load("base", {**SMALL, "finance.withholding.gross_up": False}))
    assert lenders_bear.finance.required == pytest.approx(bare.finance.required, rel=1e-12)
    _, borne = check(lenders_bear)
    assert borne["lenders"] < without["lenders"]


def test_tax_on_dividends_is_borne_by_owners_who_ask_their_return_behind_it():
    taxed = {"finance.withholding.dividends": 0.1, "finance.withholding.owners_abroad": 1.0}
    done = run_small(load("base", {**SMALL, **taxed}))
    view, _ = check(done)
    frame, project = done.finance.timeline, done.finance.project
    held, = (each.amount * frame.price for each in view.payments if each.what == "tax withheld from dividends")
    np.testing.assert_allclose(held, 0.1 * np.maximum(project.dividends, 0.0), rtol=1e-12)
    np.testing.assert_allclose(project.equity_flow, project.dividends - held - project.debt.equity, rtol=1e-9, atol=1.0)
    assert float(project.equity_irr) == pytest.approx(0.12, abs=1e-4)
    assert done.finance.required > case().finance.required


def test_loans_of_development_banks_bear_no_tax():
    done = run_small(load("blended", SMALL))
    view, _ = check(done)
    frame, stack = done.finance.timeline, done.finance.project.debt.stack
    held = sum(each.amount * frame.price for each in view.payments if each.what == "tax withheld from interest")
    owed = np.concatenate([np.zeros((len(stack.tranches), 1)), stack.balance[:, :-1]], axis=1)
    taxed = [n for n, each in enumerate(stack.tranches) if each.withheld > 0.0]
    assert 0 < len(taxed) < len(stack.tranches)
    late = frame.age + 1 >= np.array([each.late_year for each in stack.tranches])[:, None]
    rates = np.where(late, [[each.rate_late] for each in stack.tranches], [[each.rate] for each in stack.tranches])
    by_hand = sum(0.05 * rates[n] * owed[n] for n in taxed)
    np.testing.assert_allclose(held[frame.operating], by_hand[frame.operating], rtol=1e-9, atol=1.0)
    loan = done.finance.project.debt
    np.testing.assert_allclose(held, debt.withheld(done.scenario, loan, frame), rtol=1e-9, atol=1.0)
    for what, whole in (("loans drawn", loan.draw), ("repayment", loan.principal),
                        ("fees and interest in construction", loan.fees + loan.idc)):
        parts = [each for each in view.payments if each.what == what]
        assert len(parts) == len(stack.tranches)   # a payment for each loan, which add up to the whole
        np.testing.assert_allclose(sum(each.amount for each in parts) * frame.price, whole, rtol=1e-9, atol=1.0)
    assert {"development banks", "lenders with export credit cover", "concessional lenders"} <= set(view.parties.names)


def test_interest_that_is_added_to_a_loan_is_taxed_as_it_is_repaid():
    rows = [{"name": "senior", "share": 0.8}, {"name": "mezzanine", "kind": "mezzanine", "share": 0.2}]
    done = run_small(load("base", {**SMALL, "finance.debt.model": "stacked", "finance.tranches": rows}))
    check(done)
    frame, loan = done.finance.timeline, done.finance.project.debt
    mezzanine = loan.stack.tranches[1]
    principal, owed = loan.stack.principal[1], np.concatenate([[0.0], loan.stack.balance[1][:-1]])
    added = np.maximum(-principal, 0.0)
    assert added.sum() > 0.0
    held = withheld_tax.loan_by_loan(loan, frame)[1]
    due = mezzanine.rate * owed[frame.operating].sum()   # all interest of operation, paid in money or added
    construction = held[frame.construction].sum()
    assert held.sum() - construction == pytest.approx(0.05 * due, rel=1e-9)
    grace = frame.operating & (frame.age < mezzanine.grace)
    paid = loan.stack.interest[1] - added
    np.testing.assert_allclose(paid[grace], 0.5 * mezzanine.rate * owed[grace], rtol=1e-9)
    np.testing.assert_allclose(held[grace], 0.05 * paid[grace], rtol=1e-9)   # the rest comes later


def test_transit_is_paid_to_the_countries_that_the_power_crosses():
    done = run_small(load("peninsular", SMALL))
    view, present = check(done)
    money = done.finance
    by_hand = wheeling_charges(done.scenario, money.years.landed, done.route)
    assert by_hand.min() > 0.0
    paid, = (each.amount for each in view.payments if each.what == "transit")
    np.testing.assert_allclose(paid[money.timeline.operating], by_hand, rtol=1e-12)
    assert present["grids of transit countries"] > 0.0


def test_indicators_of_the_frame_by_hand():
    done = case()
    found = parties.compute(done).benefits
    years, hourly = done.finance.years, done.traded.hourly
    gas = years.delivered.mean() * 7.2
    assert found["B4 nitrogen oxides avoided in Singapore [t/yr]"] == pytest.approx(89e-6 * gas)
    assert found["B5 losses avoided, those of the link [GWh/yr]"] == pytest.approx(-years.link_loss.mean() / 1e3)
    step = round(1.0 / done.scenario.time.period_h)
    ramps, swings = [], []
    for market, came in zip(done.market, hourly.delivered.astype(float), strict=True):
        rest = market.demand - came
        ramps.append(np.quantile(np.abs(market.demand[step:] - market.demand[:-step]), 0.999)
                     - np.quantile(np.abs(rest[:, step:] - rest[:, :-step]), 0.999))
        # Two poles of 600 MW beside a unit of 600 MW: the loss is as large, and fewer units turn.
        swings.append((50.0 * 600.0 * 0.75 / 10.0 / market.demand).mean() - (50.0 * 600.0 * 0.75 / 10.0 / rest).mean())
    assert found["B7 hourly change of net demand, 99.9 % of hours [MW]"] == pytest.approx(np.mean(ramps), rel=1e-9)
    name = "B8.1 frequency after loss of the largest infeed [mHz/s]"
    assert found[name] == pytest.approx(1e3 * np.mean(swings), rel=1e-3)
    assert found[name] < 0.0
    whole = parties.compute(case(market__infeed__contingency="link", contract__price=330.0)).benefits
    assert whole[name] < found[name]   # both poles at once are a larger loss


def test_each_indicator_that_is_not_computed_says_why():
    row = next(v for v in parties.variables(case(), parties.compute(case())) if v.name == "indicator_value")
    for name, why in cost_benefit.LEFT_OUT.items():
        assert f"{name}: {why}" in row.attrs["not_computed"]
        assert not {";", ":"} & set(name + why)   # the page takes them apart there


def test_the_province_keeps_its_share_of_the_tax_out_of_the_state():
    share = case(parties__province_share=0.56)
    view, present = check(share)
    tax = next(each.amount for each in view.payments if each.what == "corporate tax")
    kept = next(each for each in view.payments if each.what == "share of corporate tax")
    assert (kept.payer, kept.receiver) == ("state of Vietnam", "province of the landing")
    np.testing.assert_allclose(kept.amount, 0.56 * tax)
    none = check(case(parties__province_share=0.0))[1]
    assert none["province of the landing"] == 0.0
    assert none["state of Vietnam"] == pytest.approx(present["state of Vietnam"] + present["province of the landing"])


def test_the_social_rate_and_jobs_are_keys():
    low, usual = (parties.compute(each) for each in (case(parties__social_rate=0.03), case()))
    assert low.welfare != usual.welfare
    assert low.rate == 0.03
    few = parties.compute(case(parties__jobs_building=(1.0, 2.0)))
    assert few.jobs["building"] == (case().farm.capacity, 2.0 * case().farm.capacity)
