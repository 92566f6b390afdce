"""Companies of a case: payments between them net to zero, and nothing is built or kept twice."""

import numpy as np
import pytest
from finance.reference_waterfall import walk
from small_case import SMALL, case, run_small

from sim.analysis import joint_uncertainty, lenders_cover, parties
from sim.errors import SundalinkError
from sim.finance.metrics import npv
from sim.scenario.load import load


def three():
    return run_small(load("three_companies", SMALL))


def test_payments_between_companies_net_to_zero_and_the_whole_costs_what_one_company_would():
    done, alone = three(), case()
    money, frame = done.finance, done.finance.timeline
    others = money.terms.others(money.components)
    assert len(others) == 2
    paid = sum(each.books.payment for each in others)
    received = sum(each.finance.spot_revenue for each in others)
    np.testing.assert_allclose(paid, received, rtol=1e-12)
    outside = money.terms.charges * frame.price   # what is paid to markets and grids
    scale = np.abs(money.project.contract_revenue).max()
    np.testing.assert_allclose(money.project.charges - outside - received, 0.0, atol=1e-9 * scale)
    for name in ("opex", "capex", "renewal", "decommissioning"):
        whole = getattr(money.project, name) + sum(getattr(each.finance, name) for each in others)
        np.testing.assert_allclose(whole, getattr(alone.finance.project, name), rtol=1e-12, atol=1e-3)
    # All books together: what comes from outside is what owners, lenders, states and suppliers have, year by year.
    every = (money.project, *(each.finance for each in others))
    sold = (money.project.contract_revenue + money.project.spot_revenue + money.project.local_revenue
            + money.project.other_revenue - money.project.penalty - outside)
    spent = sum(p.opex + p.capex + p.renewal + p.decommissioning + p.tax + p.working_capital for p in every)
    lenders = sum(p.debt.interest + p.debt.principal + p.debt.idc + p.debt.fees - p.debt.draw for p in every)
    kept = sum(np.diff(p.debt.dsra, prepend=0.0) + p.debt.renewal + p.removal_reserve - p.account_income for p in every)
    owners = sum(p.dividends - p.debt.equity for p in every)
    np.testing.assert_allclose(sold - spent - lenders - kept - owners, 0.0, atol=1e-9 * scale)
    for p in every:
        assert p.debt.balance[-1] == pytest.approx(0.0, abs=1e-9 * scale)
        assert (p.tax >= 0.0).all()


def test_each_company_is_a_party_that_keeps_nothing():
    done = three()
    view = parties.compute(done)
    names = dict(zip(view.parties.names, view.parties.net, strict=True))
    largest = max(np.abs(each.amount).max() for each in view.payments)
    for name in ("company link owner", "company battery company"):
        np.testing.assert_allclose(names[name], 0.0, atol=1e-9 * largest)
    whats = {(each.payer, each.what) for each in view.payments}
    assert ("company link owner", "corporate tax") in whats
    assert ("company battery company", "interest") in whats
    held = [each for each in view.payments if each.what == "tax withheld from interest"]
    assert len(held) >= 2   # the battery's lenders abroad bear it as the project's do, the cable's in Singapore do not


def test_in_simulated_lives_payments_follow_the_availability_of_each_year():
    done = three()
    found = lenders_cover.compute(done)
    each = done.link.poles.mean(axis=-1) / done.link.configuration.poles
    paid = each[found.lives.outage[:, None], found.lives.weather]
    dscr = found.others["link owner"].dscr
    planned = done.finance.terms.others(done.finance.components)[0].finance.debt.dscr
    full = paid[:, :25] >= 0.88   # the target of its contract
    assert full.any()
    assert not full.all()
    expected = np.broadcast_to(planned[done.finance.timeline.operating][:25], full.shape)
    assert (dscr[~full] < expected[~full]).all()
    after = np.concatenate([full[:, :1], full[:, 1:] & full[:, :-1]], axis=1)   # invoices of the year before are paid
    assert (dscr[after] >= expected[after] * (1.0 - 1e-9)).all()   # more where losses of bad years save tax
    assert np.median(dscr[after] / expected[after]) == pytest.approx(1.0, abs=1e-9)
    battery = found.others["battery company"]
    assert battery.dscr.min() == pytest.approx(1.2)   # paid whatever the link does


def test_loans_of_a_company_have_a_waterfall_default_and_loss_of_their_own():
    lent = {"gearing": 0.9, "dscr": 1.0, "downside_dscr": 1.0, "regime": "wheeling", "tariff": 100.0}
    done = run_small(load("base", {**SMALL, "contract.price": 360.0, "finance.repair_reserve_usd": 0.0,
                                   "companies": [{"name": "link owner", **lent},
                                                 {"name": "battery company", "owns": ["battery"], "rate": 0.08}]}))
    found = lenders_cover.compute(done)
    own, safe = found.others["link owner"], found.others["battery company"]
    values = lenders_cover.figures(done, found)
    listed = {each.name: each for each in lenders_cover.variables(done, found)}
    chance = listed["company_default_probability"].values
    assert 0.02 < chance[0] < 1.0
    assert chance[1] == 0.0
    assert values["default_probability_others"] == chance[0]
    assert listed["company_loan"].values == ["link owner: senior", "battery company: senior"]
    assert listed["company_loan_expected_loss"].values[0] == own.loss[0] > 0.0 == safe.loss[0]
    # One life by the waterfall itself, from the cash of its own accounts.
    frame, owner = done.finance.timeline, done.finance.terms.others(done.finance.components)[0]
    loan, on = owner.finance.debt, frame.operating
    life = int(np.argmax(own.waterfall.default.any(axis=1)))
    plan = {"senior": {"rate": np.full(30, loan.rate), "rank": 1, "interest": loan.interest[on],
                       "principal": loan.principal[on], "balance": loan.balance[on]}}
    cash = (own.debt.cfads[life] + loan.renewal + owner.finance.removal_reserve - owner.finance.account_income)[on]
    twin = walk(cash, plan, loan.dsra[frame.construction][-1],
                np.cumsum(loan.renewal[on]) + np.cumsum(owner.finance.removal_reserve[on]), periods=2, reserve=0.5,
                lock_up=1.1, sweep=0.0, account_interest=0.02)
    assert twin["default"] == own.waterfall.default[life].tolist()
    np.testing.assert_allclose(own.waterfall.distributed[life], twin["distributed"], rtol=1e-9, atol=1.0)
    np.testing.assert_allclose(own.waterfall.interest[life, 0] + own.waterfall.principal[life, 0],
                               twin["paid"]["senior"], rtol=1e-9, atol=1.0)


def test_a_company_may_have_loans_of_several_kinds():
    rows = [{"name": "banks", "share": 0.6, "tenor_years": 20}, {"name": "export credit", "kind": "eca", "share": 0.4,
                                                                "tenor_years": 20}]
    done = run_small(load("regulated_link", {**SMALL, "companies": [
        {"name": "link owner", "rate": 0.07, "recovery": 30, "tranches": rows}]}))
    loan = done.finance.terms.others(done.finance.components)[0].finance.debt
    assert [each.name for each in loan.stack.tranches] == ["banks", "export credit"]
    assert loan.stack.draw.sum(1) / loan.amount == pytest.approx([0.6, 0.4])
    assert "lenders with export credit cover" in parties.compute(done).parties.names


@pytest.mark.parametrize(("row", "words"), [
    ({"grant": 1.0}, r"\[\[companies\]\] row 1: grant"),
    ({"gearing": 1.2}, r"\[\[companies\]\] row 1: gearing"),
    ({"allowed_return": "real"}, "allowed_return"),
    ({"tenor_years": 99}, "tenor_years of the company link owner.*years of operation"),
    ({"tranches": [{"name": "half", "share": 0.5}]}, "shares.*must be 1"),
])
def test_terms_that_cannot_be_are_refused(row, words):
    with pytest.raises(SundalinkError, match=words):
        run_small(load("base", {**SMALL, "companies": [{"name": "link owner", **row}]}))


def test_an_importer_that_owns_nothing_sells_at_what_it_pays_the_others():
    rows = [{"name": "farm", "owns": ["farm", "export"], "regime": "wheeling", "tariff": 150.0},
            {"name": "link", "owns": ["cable", "converters", "standby"], "regime": "availability", "rate": 0.07,
             "target": 0.9}, {"name": "battery", "owns": ["battery"], "rate": 0.08}]
    done = run_small(load("base", {**SMALL, "companies": rows}))
    money, frame = done.finance, done.finance.timeline
    assert sum(part.capex for part in money.terms.paid_out(money.components).own) == 0.0
    assert float(money.project.debt.amount) == 0.0   # nothing is left to lend on
    flow = money.project.equity_flow
    paid = sum(owner.books.payment.sum() for owner in money.terms.others(money.components))
    assert npv(flow, 0.12, frame.time) == pytest.approx(0.0, abs=1e-6 * paid)
    earned = np.where(frame.operating, money.project.dividends, 0.0).sum()
    assert 0.0 < earned < 0.05 * paid   # a margin for unpaid invoices and the use of the sea, no more
    values = lenders_cover.figures(done, lenders_cover.compute(done))
    listed = {each.name: each for each in lenders_cover.variables(done, None)}
    assert values["default_probability_others"] == listed["company_default_probability"].values.max()
    assert parties.figures(done, parties.compute(done))["party_residual"] < 1e-9
    joint = joint_uncertainty.figures(done, joint_uncertainty.compute(done, draws=200))
    assert joint["joint_price_p10"] < joint["joint_price_p90"]
    assert np.isnan(joint["joint_equity_irr_p50"])
