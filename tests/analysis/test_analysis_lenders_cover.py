"""Loans on simulated lives: what holds for any case, a stack beside a single loan, and the sizing cases."""

import numpy as np
import pytest
from small_case import SMALL, case, run_small

from sim.analysis import gas_parity, lenders_cover
from sim.analysis.gas_parity import carbon_tax
from sim.case import refinancing, simulated_years
from sim.case.energy_uncertainty import delivered_uncertainty
from sim.farm.energy_uncertainty import exceeded
from sim.scenario.load import load
from sim.stochastic import generator

STACK = {"finance.debt": {"model": "stacked"}, "finance.tranches": [
    {"name": "commercial", "share": 0.45}, {"name": "eca", "kind": "eca", "share": 0.30},
    {"name": "soft", "kind": "concessional", "share": 0.15},
    {"name": "mezzanine", "kind": "mezzanine", "share": 0.10}]}


def test_lives_have_the_energy_of_the_expected_years():
    done = case()
    lives = simulated_years.draw(done.scenario, done.hub, done.traded, 4000, level=True)
    years = simulated_years.sales(done.scenario, done.hub, done.traded, lives)
    assert years.delivered.shape == (4000, 30)
    np.testing.assert_allclose(years.delivered.mean(axis=0), done.finance.years.delivered, rtol=0.02)
    np.testing.assert_allclose(years.station_cost.mean(axis=0), done.finance.years.station_cost, rtol=0.05)
    assert years.penalty.mean() >= done.finance.years.penalty.mean()   # a level that is not known only adds shortfalls
    assert np.ptp(lives.level) > 0.2


def test_fault_rates_do_not_average_out_within_a_life():
    done = case()
    kept = simulated_years.long_term(done.scenario, done.hub, done.traded, 30, 0.9)
    sure = delivered_uncertainty(done.scenario, done.hub, done.traded)
    mixed = float(exceeded(sure.years, sure.model, 0.9, 30, generator(1)))
    assert kept < mixed < 1


def test_cover_by_lives_is_worse_than_that_of_the_mean_year():
    done = case()
    found = lenders_cover.compute(done)
    values = lenders_cover.figures(done, found)
    assert values["min_dscr_p90"] < values["min_dscr_p50"] < float(done.finance.project.debt.min_dscr)
    assert values["dscr_p90"] < values["dscr_p50"]
    assert 0 < values["default_probability"] <= values["reserve_drawn_probability"] <= values["lock_up_probability"] < 1
    assert values["llcr"] < values["plcr"]
    assert found.waterfall.default.any(axis=1).mean() == values["default_probability"]


def test_without_uncertainty_no_life_defaults():
    done = case()
    calm = done.traded._replace(annual=done.traded.annual._replace(**{
        name: np.broadcast_to(values.mean(axis=(1, 2), keepdims=True), values.shape)
        for name, values in done.traded.annual._asdict().items()}))
    sure = done._replace(traded=calm, scenario=load("base", {**SMALL, "finance.simulation.level": False,
                                                             "finance.simulation.lives": 3}))
    found = lenders_cover.compute(sure)
    assert not found.waterfall.default.any()
    assert not found.loss.any()
    np.testing.assert_allclose(np.diff(found.dscr, axis=0), 0.0, atol=1e-9)


def test_a_stack_runs_through_the_chain_and_by_tranche():
    done = run_small(load("base", {**SMALL, **STACK}))
    found = lenders_cover.compute(done)
    assert [t.name for t in found.tranches] == ["commercial", "eca", "soft", "mezzanine"]
    assert found.loss.shape == (4,)
    assert found.loss[3] >= found.loss[0]        # the mezzanine stands behind
    assert found.loss[1] <= found.loss[0]        # the agency bears most of its loss
    debt = done.finance.project.debt
    assert debt.stack.principal.sum() == pytest.approx(float(debt.amount), rel=1e-9)
    assert float(debt.gearing) <= 0.70 + 1e-9


def test_more_sizing_cases_never_carry_more_debt():
    plain = float(case().finance.project.debt.amount)
    asked = {"finance.downside": True, "finance.sizing.p90_10y_dscr": 1.3, "finance.sizing.p99_dscr": 1.0,
             "finance.sizing.cable_loss_dscr": 1.0, "contract.price": case().finance.price}
    sized = run_small(load("base", {**SMALL, **asked}))
    assert [each.name for each in sized.finance.terms.downside] == [
        "P90 of one year", "P90 of ten years", "P99 of one year", simulated_years.CABLE_LOSS]
    assert float(sized.finance.project.debt.amount) < plain


def test_npv_at_the_price_of_new_gas_is_that_of_the_project_at_it():
    done = case()
    values = gas_parity.figures(done, gas_parity.compute(done))
    assert values["npv_at_new_gas"] < 0 < float(done.finance.project.npv)
    assert values["nominal_price_first_year"] == pytest.approx(done.finance.price * 1.02**11)   # 2036
    assert values["backup_cost"] > 0
    own, tax = gas_parity.new_gas(done)
    assert values["new_gas_cost"] == sum(own.values())   # one cost of new gas, wherever it is shown
    s = done.scenario
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    assert tax < carbon_tax(s, calendar).mean()   # a tax that rises counts for less when it is discounted


def test_a_refinancing_is_shared_and_leaves_owners_better_off():
    found = lenders_cover.figures(case(), lenders_cover.compute(case()))
    assert found["refinancing_gain"] > 0.0
    assert found["refinancing_price_cut"] > 0.0
    assert case().finance.project.equity_irr < found["equity_irr_refinanced"]
    s = case().scenario
    kept = s.finance.refinancing.model_copy(update={"buyer_share": 1.0})
    whole = refinancing.refinanced(s.model_copy(update={"finance": s.finance.model_copy(
        update={"refinancing": kept})}), case().finance)
    assert whole[1] == pytest.approx(2.0 * found["refinancing_price_cut"], rel=1e-9)
    # With all of the gain given away owners are where they were at their target return.
    assert whole[2] == pytest.approx(s.finance.target_equity_irr, abs=1e-6)


def test_debt_sized_again_brings_more_than_its_margin_alone():
    s, money = case().scenario, case().finance

    def found(**changed):
        given = s.finance.refinancing.model_copy(update=changed)
        return refinancing.refinanced(s.model_copy(update={"finance": s.finance.model_copy(
            update={"refinancing": given})}), money)

    alone, larger = found(), found(tenor_years=20, gearing=0.75)
    assert larger.debt > alone.debt
    assert larger.gain > alone.gain > 0.0
    assert larger.equity_irr > alone.equity_irr
    assert larger.min_dscr >= s.finance.refinancing.dscr - 1e-6
    assert larger.cost == pytest.approx(0.015 * larger.debt, rel=1e-9)
    # Rates that have fallen are paid for at once in closing the swaps, which owners at their return lose by.
    fallen = found(swap_change=-0.01)
    assert fallen.cost > 2.0 * alone.cost
    assert fallen.gain < alone.gain
    assert fallen.min_dscr > alone.min_dscr
    unhedged = found(swap_change=-0.01, swap_hedged=0.0)
    assert unhedged.gain > alone.gain


def test_blocked_transfers_lead_to_default_and_insurance_of_them_bears_it():
    """Of two loans alike but for the guarantee: one against any loss, one against blocked transfers alone."""
    rows = [{"name": "credit", "share": 0.5, "guarantee_cover": 0.9, "guarantee": "pcg"},
            {"name": "risk", "share": 0.5, "guarantee_cover": 0.9, "guarantee": "pri"}]
    stack = {"finance.tranches": rows, "finance.debt.model": "stacked", "contract.price": case().finance.price}
    done = run_small(load("base", {**SMALL, **stack}), firmness=False)

    def with_events(chance, cover):
        simulation = done.scenario.finance.simulation.model_copy(update={"transfer_probability": chance,
                                                                         "transfer_months": 12.0})
        loans = tuple(row.model_copy(update={"guarantee_cover": cover}) for row in done.scenario.finance.tranches)
        s = done.scenario.model_copy(update={"finance": done.scenario.finance.model_copy(
            update={"simulation": simulation, "tranches": loans})})
        return lenders_cover.compute(done._replace(scenario=s))

    never, bare, insured = with_events(0.0, 0.9), with_events(0.05, 0.0), with_events(0.05, 1.0)
    assert never.waterfall.default.mean() <= insured.waterfall.default.mean() < bare.waterfall.default.mean()
    before, after = never.given_default
    np.testing.assert_allclose(after, before * [0.1, 1.0], rtol=1e-9)
    assert never.loss[1] == pytest.approx(10.0 * never.loss[0], rel=1e-6)
