"""Joint draws: the surface against exact cases, the parts of the variance, and a million draws of the money."""

from time import process_time

import numpy as np
import pytest
from small_case import SMALL, case, run_small, scenario

from sim.analysis import (
    company_cover,
    company_draws,
    joint_causes,
    joint_default,
    joint_uncertainty,
    lenders_cover,
    programme,
)
from sim.case.sales import expected
from sim.finance.metrics import irr
from sim.finance.response_surface import design, evaluate, fit
from sim.scenario.load import load


def test_a_quadratic_is_met_exactly_everywhere():
    cases = design([0.0, 1.0], [2.0, 5.0])
    surface = fit(cases, 3 + cases[:, 0] * cases[:, 1] - cases[:, 1] ** 2)
    drawn = np.random.default_rng(0).uniform([0, 1], [2, 5], (50, 2))
    np.testing.assert_allclose(evaluate(surface, drawn), 3 + drawn[:, 0] * drawn[:, 1] - drawn[:, 1] ** 2)
    assert surface.error < 1e-12


@pytest.fixture(scope="module")
def joint():
    done = case()
    return joint_uncertainty.compute(done, programme.compute(done))


def test_the_surface_meets_cases_it_was_not_made_from(joint):
    done = case()
    asked = np.array([[0.95, 1.1, 0.9], [1.05, 0.8, 1.2], [1.0, 1.0, 1.0]])
    exact = joint_uncertainty._exact(done, asked)
    found = evaluate(joint.surface, np.column_stack([1 / asked[:, 0], asked[:, 1:]]))
    np.testing.assert_allclose(found, exact, rtol=1e-3)
    assert exact[2] == pytest.approx(done.finance.required, abs=0.05)


def test_less_energy_is_dearer_by_its_penalty_too():
    done = case()
    asked = np.ones((2, len(joint_causes.GROUPS)))
    asked[1, joint_causes.OUTAGES] = 0.9
    plain, more = joint_uncertainty._penalised(joint_uncertainty._penalty(done), asked)
    assert plain[2] == pytest.approx(1.0, abs=1e-6)
    by_hand = expected(done.scenario, done.hub, done.traded, 0.9).penalty.mean() - done.finance.years.penalty.mean()
    upkeep = sum(part.fixed_opex for part in done.finance.components)
    assert (more[2] - 1.0) * upkeep == pytest.approx(by_hand, rel=1e-6)


def test_draws_are_wide_and_explained(joint):
    values = joint_uncertainty.figures(case(), joint)
    assert values["joint_price_p10"] < values["joint_price_p50"] < values["joint_price_p90"]
    assert values["joint_equity_irr_p10"] < values["joint_equity_irr_p90"]
    assert 0 <= values["cheaper_than_gas_probability"] < 0.2
    assert values["joint_npv_p10"] < values["joint_npv_p50"] < values["joint_npv_p90"] < 0.0
    assert values["joint_first_day_p10"] < values["joint_first_day_p50"] < values["joint_first_day_p90"]
    assert joint.contribution.shape == (len(joint_uncertainty.OUTPUTS), len(joint_causes.GROUPS))
    assert (joint.contribution >= 0).all()
    assert ((joint.contribution.sum(axis=1) > 0.6) & (joint.contribution.sum(axis=1) < 1.3)).all()
    price, returns, value = (dict(zip(joint_causes.GROUPS, row, strict=True)) for row in joint.contribution)
    assert max(price["price of gas"], price["carbon tax"], returns["price of gas"]) < 1e-20
    assert value["price of gas"] > value["carbon tax"] > 0.0   # fuel is the larger part of new gas
    assert returns["time"] > 0.0
    assert returns["energy"] > 0.1


def test_a_million_draws_of_the_money_take_less_than_a_second(joint):
    drawn = np.random.default_rng(0).normal(1.0, 0.1, (1_000_000, 3))
    times = []
    for _ in range(3):
        begin = process_time()
        evaluate(joint.surface, drawn)
        times.append(process_time() - begin)
    assert min(times) < 1.0   # of processor time: the machine may be busy


def test_the_plan_has_the_return_and_the_value_of_the_case():
    """What is drawn at its plan is the case itself: its return, and its value at the price of new gas."""
    from sim.analysis import gas_parity

    done = case()
    plan = np.ones((1, len(joint_causes.GROUPS)))
    plan[0, [joint_causes.INTEREST, joint_causes.TIME]] = 0.0
    made = joint_uncertainty._made(done, programme.compute(done))
    assert joint_uncertainty._returns(made, plan)[0] == pytest.approx(float(done.finance.project.equity_irr), abs=1e-9)
    assert joint_uncertainty._value(made, plan)[0] == pytest.approx(gas_parity.compute(done).npv_at_new_gas, rel=1e-9)
    dearer = plan.copy()
    dearer[0, joint_causes.COST] = 1.1
    assert joint_uncertainty._returns(made, dearer)[0] < 0.11
    cheaper = plan.copy()
    cheaper[0, joint_causes.COST] = 0.9
    gained = joint_uncertainty._returns(made, cheaper)[0]
    assert 0.12 < gained < 0.17   # owners and lenders pay in a tenth less each
    dearer = plan.copy()
    dearer[0, joint_causes.INTEREST] = 0.01
    assert joint_uncertainty._returns(made, dearer)[0] < joint_uncertainty._returns(made, plan)[0]


def test_the_median_return_lies_near_the_plan(joint):
    """The loan is fixed and draws lie about the plan: so does the return, with the late starts below it."""
    done = case()
    middle = joint_uncertainty.figures(done, joint)["joint_equity_irr_p50"]
    assert middle == pytest.approx(float(done.finance.project.equity_irr), abs=0.015)


def test_energy_and_outages_make_up_the_lives(joint):
    done = case()
    energy, outages = joint.factors[:, joint_causes.ENERGY], joint.factors[:, joint_causes.OUTAGES]
    assert len(set(np.round(outages, 12))) == done.traded.annual.delivered.shape[2]
    assert (energy * outages).mean() == pytest.approx(1.0, abs=0.02)


def test_default_at_the_plan_is_that_of_the_lenders_and_grows_with_the_causes():
    done = run_small(scenario(finance__debt={"model": "sculpted", "dscr": 1.05, "downside_dscr": 1.0},
                              finance__sizing={"p90_10y_dscr": 0.0}, finance__downside=False,
                              finance__minimum_dscr=1.0))
    cover = lenders_cover.compute(done)
    count = done.scenario.finance.simulation.lives
    plan = np.ones((count, len(joint_causes.GROUPS)))
    plan[:, joint_causes.INTEREST] = 0.0
    share, without = joint_default.probability(done, plan, company_cover.availability)
    assert share == pytest.approx(float(cover.waterfall.default.any(axis=1).mean()))
    assert share > 0.0
    assert without[joint_causes.UPKEEP] == without[joint_causes.INTEREST] == share   # at its plan already
    assert without[joint_causes.ENERGY] < share
    assert (without[[joint_causes.COST, joint_causes.TIME, joint_causes.GAS, joint_causes.CARBON]] == share).all()
    worse = plan.copy()
    worse[:, joint_causes.UPKEEP] = 1.5
    worse[:, joint_causes.INTEREST] = 0.01
    more, without = joint_default.probability(done, worse, company_cover.availability)
    assert more > without[joint_causes.UPKEEP] > share
    assert more > without[joint_causes.INTEREST]


def test_the_same_seed_gives_the_same_draws(joint):
    done = case()
    np.testing.assert_array_equal(joint_uncertainty.compute(done, programme.compute(done)).price, joint.price)


def test_currencies_count_by_line_and_by_what_is_hedged():
    from sim.analysis.joint_causes import GROUPS
    from sim.analysis.joint_draws import currencies as _currencies

    def factors(currency="USD", **joint):
        done = case()
        s = done.scenario
        s = s.model_copy(update={
            "contract": s.contract.model_copy(update={"currency": currency}),
            "uncertainty": s.uncertainty.model_copy(update={"joint": s.uncertainty.joint.model_copy(update=joint)})})
        return _currencies(done._replace(scenario=s), 3000)

    upkeep, paid = factors()
    assert (upkeep == 1.0).all()   # base earns, owes and is kept in dollars
    assert (paid == 1.0).all()
    open_, half, closed = (factors("SGD", revenue_hedged=share)[1].std() for share in (0.0, 0.5, 1.0))
    assert open_ > 1.5 * half > 0.0
    assert closed == 0.0
    owed = factors(debt_share=0.5, debt_currency="JPY", debt_hedged=0.0)[1]
    assert owed.std() > 0.0
    assert (factors(debt_share=0.5)[1] == 1.0).all()   # swapped
    kept = factors(upkeep_share=0.4, upkeep_currency="VND")[0]
    assert kept.mean() == pytest.approx(1.0, abs=0.02)
    assert "currency" in GROUPS


def test_other_companies_have_draws_of_their_own_with_their_loans_as_sized():
    rows = [{"name": "link owner", "regime": "wheeling", "tariff": 110.0, "taxed_in": "singapore"},
            {"name": "battery company", "owns": ["battery"], "rate": 0.08}]
    done = run_small(load("base", {**SMALL, "companies": rows}))
    known = done.finance.terms.others(done.finance.components)
    asked = np.ones((5, len(joint_causes.GROUPS)))
    asked[:, [joint_causes.TIME, joint_causes.INTEREST]] = 0.0
    asked[1, [joint_causes.ENERGY, joint_causes.COST, joint_causes.UPKEEP]] = 0.93, 1.17, 1.2
    asked[2, [joint_causes.ENERGY, joint_causes.OUTAGES, joint_causes.COST]] = 1.05, 1.02, 0.85
    asked[3, joint_causes.INTEREST], asked[4, joint_causes.TIME] = 0.01, 1.0
    found = company_draws.compute(done, asked, programme.late_terms)
    for place, owner in enumerate(known):
        assert found[place, 0] == pytest.approx(float(owner.finance.equity_irr), abs=1e-9)
    # A tariff leaves the owner the risk of energy, cost, interest and time; an allowed revenue follows cost.
    assert found[0, 1] < found[0, 0] < found[0, 2]
    assert (found[0, 3:] < found[0, 0] - 0.003).all()
    assert np.ptp(found[1, :3]) < 0.2 * np.ptp(found[0, :3])
    # By hand, for cost above plan: the loan of the plan, equity for the rest, the tariff for less energy.
    frame, owner, on = done.finance.timeline, known[0], done.finance.timeline.operating
    plan, loan = owner.finance, owner.finance.debt
    revenue = 0.93 * plan.spot_revenue
    wait = revenue * 30.0 / 365.0
    wait[-1] = 0.0
    written = plan.depreciation.copy()
    cost = float((loan.fees + loan.idc).sum())
    written *= (1.17 * plan.capex.sum() + cost) / (plan.capex.sum() + cost)
    running = 1.2 * plan.opex + 1.17 * plan.decommissioning
    held = np.concatenate([[0.0], (loan.dsra + np.cumsum(1.17 * plan.removal_reserve))[:-1]])
    profit, left, tax = revenue - running - written - loan.interest + 0.02 * held, 0.0, np.zeros(frame.year.size)
    for year in np.flatnonzero(on):
        used = min(left, max(profit[year], 0.0))
        left += max(-profit[year], 0.0) - used
        tax[year] = 0.17 * (max(profit[year], 0.0) - used)
    flow = np.where(on, revenue - running - np.diff(wait, prepend=0.0) - tax + 0.02 * held - loan.interest
                    - loan.principal - np.diff(loan.dsra, prepend=0.0) - 1.17 * plan.removal_reserve,
                    -(1.17 * plan.capex - plan.capex + loan.equity))
    assert found[0, 1] == pytest.approx(float(irr(flow)), abs=1e-6)
    joint = joint_uncertainty.compute(done, draws=500)
    rate = {each.name: each for each in joint_uncertainty.variables(done, joint)}["joint_company_equity_irr"]
    assert rate.values.shape == (2, 3)
    assert (np.diff(rate.values, axis=1) > 0.0).all()
