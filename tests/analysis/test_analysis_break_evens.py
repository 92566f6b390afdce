"""Break-evens: at each the condition holds with equality by another road, and what cannot move it has none."""

import numpy as np
import pytest
from small_case import SMALL, case, run_small

from sim.analysis import break_evens, company_break_evens
from sim.analysis.break_evens import CONDITIONS, TERMS
from sim.finance.debt_service import hold
from sim.finance.metrics import irr
from sim.finance.project_returns import owners
from sim.scenario.load import load

TERM, CONDITION = list(TERMS), list(CONDITIONS)


@pytest.fixture(name="found", scope="module")
def _found():
    return break_evens.compute(case())


def of(found, term, condition):
    return float(found.factor[TERM.index(term), CONDITION.index(condition)])


def test_price_and_cost_at_a_solved_price_are_those_at_which_owners_have_their_return(found):
    for term in ("price", "energy", "availability", "capex", "opex", "rate", "currency"):
        assert of(found, term, "equity_irr") == pytest.approx(1.0, abs=1e-4), term
    assert of(found, "delay", "equity_irr") == pytest.approx(0.0, abs=1e-3)


def test_cover_leaves_room_on_the_side_that_lenders_expect(found):
    for condition in ("dscr", "llcr"):
        for term in ("price", "energy", "availability", "currency"):
            assert 0.3 < of(found, term, condition) < 1.0, term
        for term in ("opex", "rate"):
            assert of(found, term, condition) > 1.0, term
        assert of(found, "delay", condition) > 0.1
        # Energy and price carry the same revenue, but energy is also sold on the spot market and owed.
        assert of(found, "price", condition) <= of(found, "currency", condition) + 1e-6
    assert np.isnan(of(found, "capex", "llcr"))   # paid by the owners


def test_each_is_where_the_condition_holds_with_equality(found):
    done = case()
    money = done.finance
    base = money.terms._replace(downside=(), paid=money.terms.paid._replace(covers=()), debt=hold(money.project.debt))

    def moved(price=1.0, opex=1.0, capex=1.0):
        works = tuple(p._replace(capex=p.capex * capex, fixed_opex=p.fixed_opex * opex) for p in money.components)
        return owners(*base.at(money.price * price, base.paid_out(works)), **base.paid._asdict())

    assert float(moved(price=of(found, "price", "dscr"))[1].min_dscr) == pytest.approx(1.0, abs=1e-5)
    assert float(moved(price=of(found, "price", "llcr"))[1].llcr) == pytest.approx(1.0, abs=1e-5)
    assert float(moved(opex=of(found, "opex", "dscr"))[1].min_dscr) == pytest.approx(1.0, abs=1e-5)
    target = done.scenario.finance.target_equity_irr
    assert float(irr(moved(capex=of(found, "capex", "equity_irr"))[0])) == pytest.approx(target, abs=1e-5)


def test_a_dearer_loan_is_covered_once_by_the_interest_of_the_break_even(found):
    money, factor = case().finance, of(found, "rate", "dscr")
    loan = money.project.debt
    dear = loan._replace(interest=loan.interest * factor, idc=loan.idc * factor)
    base = money.terms._replace(downside=(), paid=money.terms.paid._replace(covers=()), debt=hold(dear))
    held = owners(*base.at(money.price, base.paid_out(money.components)), **base.paid._asdict())[1]
    assert float(held.min_dscr) == pytest.approx(1.0, abs=1e-5)


def test_a_delay_that_takes_the_room_of_the_first_year_is_its_break_even(found):
    """Without tax in the first year, cash of it falls by the revenue of the days lost."""
    money, late = case().finance, of(found, "delay", "dscr")
    p, loan, first = money.project, money.project.debt, int(np.flatnonzero(money.timeline.operating)[0])
    revenue = (p.contract_revenue + p.spot_revenue + p.local_revenue + p.other_revenue - p.penalty)[first]
    room = loan.cfads[first] - (loan.interest + loan.principal)[first]
    assert late == pytest.approx(room / revenue, rel=0.15)


@pytest.fixture(name="owned", scope="module")
def _owned():
    return run_small(load("base", {**SMALL, "companies": [
        {"name": "link owner", "regime": "wheeling", "tariff": 110.0, "taxed_in": "singapore"},
        {"name": "battery company", "owns": ["battery"], "rate": 0.08}]}))


def test_payments_to_other_companies_follow_what_moves(owned):
    money = owned.finance
    found, alone = break_evens.compute(owned), break_evens.compute(case())
    for term in ("price", "energy", "availability", "capex", "opex", "rate", "currency"):
        assert of(found, term, "equity_irr") == pytest.approx(1.0, abs=1e-4), term
    # A tariff for energy falls with it: the project bears less of a loss of energy than of a loss of price.
    assert of(found, "energy", "dscr") < of(found, "price", "dscr")
    assert of(alone, "energy", "dscr") > of(alone, "price", "dscr")
    factor = of(found, "energy", "dscr")
    held = money.terms._replace(downside=(), paid=money.terms.paid._replace(covers=()), debt=hold(money.project.debt),
                                years=money.years.scaled(np.array([[factor]])), charges=factor * money.terms.charges,
                                credit=factor * money.terms.credit)
    less = held._replace(years=held.years._replace(
        penalty=break_evens._penalty(break_evens._penalties(owned), np.array([factor]))[:, money.timeline.operating],
        licence=0.0))
    loan = owners(*less.at(money.price, less.paid_out(money.components)), **less.paid._asdict())[1]
    assert float(np.squeeze(loan.min_dscr)) == pytest.approx(1.0, abs=1e-4)


def test_loans_of_other_companies_have_break_evens_of_their_own(owned):
    found = company_break_evens.compute(owned)
    assert found.names == ("link owner", "battery company")
    terms, money = list(company_break_evens.TERMS), owned.finance
    factor = found.value[0, :, 0] / np.where(found.planned[0] != 0.0, found.planned[0], 1.0)
    known = money.terms.others(money.components)
    for term in ("energy", "opex"):
        x = factor[terms.index(term)]
        years = money.years.scaled(np.array([[x if term == "energy" else 1.0]]))
        works = tuple(part._replace(fixed_opex=part.fixed_opex * (x if term == "opex" else 1.0))
                      for part in money.components)
        loan = money.terms._replace(years=years, downside=()).lived(works, known)[0][1]
        assert float(loan.min_dscr[0]) == pytest.approx(1.0, abs=1e-5), term
    assert found.value[0, terms.index("rate"), 0] > 0.056
    assert found.value[0, terms.index("delay"), 0] > 0.0
    assert np.isnan(found.value[1, terms.index("energy")]).all()   # paid whatever is delivered
    assert len(company_break_evens.rows(owned)) == 1 + 2 * len(terms)
    assert company_break_evens.compute(case()) is None
