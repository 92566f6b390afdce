"""Buyers and contracts through the whole chain: mixtures, clauses, Malaysia, grid energy, who pays for what."""

from functools import cache

import numpy as np
import pytest
from small_case import SMALL, case, differences, figures, run_small, scenario

from sim import chain
from sim.analysis import buyers
from sim.case import years as case_years
from sim.case.stage_cache import alone, shared
from sim.errors import SundalinkError
from sim.results.notes import notes
from sim.results.summary import chosen_figures, summary
from sim.scenario.load import load

TERMS = {"contract__price": 200.0}


def mixed(*also, **changes):
    """Run a small case with contracts beside the first."""
    keys = {**SMALL, "contract.price": 200.0, **changes, "contract.also": [dict(a) for a in also]}
    done = run_small(load("base", keys))
    return done, summary(done)


def test_a_contract_cut_in_two_halves_is_the_same_contract():
    # Of those that owe nothing: of two that owe the first is served first, and the second falls short.
    one = figures(contract__terms__model="pay_as_produced", **TERMS)
    half = {"model": "pay_as_produced", "width_mw": 600.0}
    done, two = mixed({"terms": half}, **{"contract.terms": half})
    for name in ("delivered_energy", "revenue", "npv", "local_energy", "curtailed_energy", "hours_at_contract"):
        assert two[name] == pytest.approx(one[name], rel=1e-9), name
    assert done.traded.annual.energy.shape[-1] == 2
    first, second = np.moveaxis(done.traded.annual.energy, -1, 0)
    assert (first > second).all()


def test_the_dearer_contract_is_served_first_and_each_pays_its_price():
    done, found = mixed({"price": 260.0, "terms": {"model": "pay_as_produced", "width_mw": 300.0}},
                        **{"contract.terms.model": "pay_as_produced", "contract.terms.width_mw": 900.0})
    annual = done.traded.annual
    dear, cheap = annual.energy[..., 1] / 300.0, annual.energy[..., 0] / 900.0
    assert (dear > cheap).all()
    np.testing.assert_allclose(annual.buyer_revenue[..., 3:].sum(axis=-1),
                               200.0 * annual.energy[..., 0] + 260.0 * annual.energy[..., 1])
    np.testing.assert_allclose(done.finance.years.fixed.mean(), 260.0 * annual.energy[..., 1].mean(axis=(1, 2)).mean(),
                               rtol=0.02)
    assert abs(found["energy_residual"]) < 1e-9


def test_a_solved_price_moves_all_contracts_that_follow_it():
    half = {"model": "pay_as_produced", "width_mw": 600.0}
    whole = figures(contract__terms__model="pay_as_produced")["required_price"]
    keys = {**SMALL, "contract.terms": half, "contract.also": [{"terms": half}]}
    halves = run_small(load("base", keys)).finance.required
    assert halves == pytest.approx(whole, abs=0.02)
    keys["contract.also"] = [{"price": 100.0, "terms": half}]
    carrying = run_small(load("base", keys)).finance.required
    assert carrying > whole + 20.0   # carries the other


def test_a_difference_by_period_is_a_block_that_owes_nothing_and_comes_first():
    given = {"contract__price": 150.0, "contract__terms__width_mw": 1200.0}
    plain = figures(contract__terms__minimum_load_factor=0.0, contract__terms__penalty_multiple=0.0,
                    contract__terms__priority="physical", **given)
    strike = figures(contract__terms__model="contract_for_difference", contract__terms__reference="period", **given)
    assert strike["delivered_energy"] == pytest.approx(plain["delivered_energy"], rel=1e-3)
    assert strike["revenue"] == pytest.approx(plain["revenue"], rel=2e-3)


def test_merchant_earns_the_spot_price_and_has_no_price_to_solve():
    done = case(contract__terms__model="merchant", contract__price=0.0)
    annual = done.traded.annual
    assert not annual.contract.any()
    np.testing.assert_allclose(annual.spot, annual.delivered)
    with pytest.raises(SundalinkError, match=r"contract\.price = 'solve'.*merchant"):
        scenario(contract__terms__model="merchant")


def test_a_buyer_that_bears_the_loss_pays_the_agreed_factor():
    plain = figures(contract__terms__model="pay_as_produced", **TERMS)
    hub = figures(contract__terms__model="pay_as_produced", contract__clauses__metered_at="hub", **TERMS)
    assert hub["delivered_energy"] == pytest.approx(plain["delivered_energy"], rel=5e-3)
    done = case(contract__terms__model="pay_as_produced", contract__clauses__metered_at="hub", **TERMS)
    np.testing.assert_allclose(done.traded.annual.paid, done.traded.annual.energy / 0.96)
    price = {"contract__terms__model": "pay_as_produced", "contract__price": "solve"}
    asked = figures(contract__clauses__metered_at="hub", **price)["required_price"]
    assert asked == pytest.approx(0.96 * figures(**price)["required_price"], rel=2e-3)


def test_what_the_buyer_turns_down_is_paid_under_take_or_pay_unless_it_is_sold_to_others():
    given = {"contract__clauses__decline_below_usd_per_mwh": 100.0, "market__spot_width_mw": 0.0, **TERMS}
    free, paid = case(**given).traded.annual, case(contract__clauses__take_or_pay=0.9, **given).traded.annual
    np.testing.assert_array_equal(free.energy, paid.energy)
    np.testing.assert_array_equal(free.paid, free.energy)
    assert (paid.paid > paid.energy + 1e4).all()
    assert (paid.paid <= 0.9 * 1200 * 8760 + 1e-6).all()
    assert (free.energy < case(market__spot_width_mw=0.0, **TERMS).traded.annual.energy).all()
    # What the spot market took meanwhile is paid for once.
    resold = case(contract__clauses__take_or_pay=0.9, **{**given, "market__spot_width_mw": 1200.0}).traded.annual
    assert ((resold.paid - resold.energy) < 0.1 * (paid.paid - paid.energy)).all()


def test_a_buyer_that_bears_the_reserve_leaves_it_out_of_the_price():
    given = {"contract__terms__model": "pay_as_produced"}
    theirs = figures(contract__reserve_share=0.0, **given)["required_price"]
    assert theirs == pytest.approx(figures(**given)["required_price"] - 1.5, abs=0.05)


def test_a_currency_that_falls_asks_a_higher_price():
    falling = figures(contract__currency="VND", contract__drift_per_year=0.02)
    assert falling["required_price"] > 1.1 * figures()["required_price"]
    with pytest.raises(SundalinkError, match=r"contract\.drift_per_year = 0\.02"):
        scenario(contract__drift_per_year=0.02)


def test_malaysia_takes_its_share_where_the_cable_lands():
    given = {"route__file": "peninsular", "contract__price": 300.0, "contract__terms__width_mw": 500.0,
             "market__spot_width_mw": 0.0}
    done, found = case(malaysia__width_mw=700.0, **given), figures(malaysia__width_mw=700.0, **given)
    flows, annual = done.traded.hourly, done.traded.annual
    assert 500.0 < flows.malaysia.max() <= 700.0 + 1e-3
    assert flows.delivered.max() <= 500.0 + 1e-3
    np.testing.assert_allclose(annual.buyer_revenue[..., 1], 44.0 * annual.malaysia, rtol=1e-12)
    assert abs(found["energy_residual"]) < 1e-9
    assert found["malaysia_energy"] == pytest.approx(annual.malaysia.mean() / 1e3, rel=0.05)
    assert found["required_price"] < figures(**given)["required_price"]
    with pytest.raises(SundalinkError, match=r"malaysia\.width_mw = 700 .*route\.file = 'direct'"):
        case(malaysia__width_mw=700.0)


def test_grid_energy_fills_the_block_at_its_carbon():
    given = {"contract__price": 300.0}
    done, found = case(supply__width_mw=300.0, **given), figures(supply__width_mw=300.0, **given)
    flows, without = done.traded.hourly, figures(**given)
    assert flows.supplied.min() >= -1e-6
    assert flows.supplied.max() <= 300.0 + 1e-3
    assert found["delivered_energy"] > without["delivered_energy"] + 500.0
    bought, delivered = found["supplied_energy"], found["delivered_energy"]
    assert found["carbon_intensity"] == pytest.approx(0.66 * bought / delivered, rel=1e-9)
    assert abs(found["energy_residual"]) < 1e-9
    annual = done.traded.annual
    np.testing.assert_allclose(annual.supply_cost, 86.0 * annual.supplied, rtol=1e-12)
    assert any("tCO2/MWh" in text for text in notes(done, found))
    dear = figures(supply__width_mw=300.0, supply__price_usd_per_mwh=1e4, **given)
    assert abs(dear["supplied_energy"]) < 1e-9
    assert dear["delivered_energy"] == pytest.approx(without["delivered_energy"], rel=1e-12)


@pytest.mark.parametrize("changes", [
    {"hub__topology": "offshore"}, {"site__longitude_deg": 107.38}, {"collection__export_length_km": 60.0},
    {"link__rating_mw": 1000.0}, {"local__width_mw": 100.0}, {"malaysia__width_mw": 0.0, "supply__width_mw": 100.0},
    {"market__gas_price_sgd_per_gj": 14.0}, {"carbon__tax__price_2030_sgd_per_tco2": 80.0},
    {"farm__capacity_mw": 2000.0},
    {"storage__energy_mwh": 800.0}, {"route__zones__soil_k_m_per_w": 1.1}], ids=lambda d: next(iter(d)))
def test_what_cases_of_a_sweep_share_changes_no_result(changes):
    fixed = {"contract__price": 220.0}
    base_stages(**fixed)
    try:
        other = scenario(**fixed, **changes)
    except SundalinkError as fault:
        pytest.fail(str(fault))
    beside, by_itself = (chain.run(other, cache=s, workers=1) for s in (SHARE, alone))
    assert differences(beside, by_itself) == []   # every array of every stage, to the last bit
    assert chosen_figures(beside, ()) == chosen_figures(by_itself, ())


SHARE = shared()
"""Stages of all cases of the test above: the more of them, the more a wrong key would be found by."""


@cache
def base_stages(**fixed):
    """Run the case whose stages the others may share."""
    chain.run(scenario(**fixed), cache=SHARE, workers=1)


LISTED = ({"name": "hydrogen", "node": "hub", "width_mw": 300.0, "price_usd_per_mwh": 40.0, "displaces": 0.5,
           "carbon_tco2_per_mwh": 0.1},
          {"name": "park", "node": "hub", "width_mw": 50.0, "price_usd_per_mwh": 70.0, "firm": True, "first_year": 2040,
           "last_year": 2050},
          {"name": "data_centre", "node": "singapore", "width_mw": 40.0, "spot_factor": 1.0,
           "spot_offset_usd_per_mwh": 20.0})


@pytest.mark.slow
def test_buyers_listed_in_a_scenario_stand_by_name_in_results_and_close_the_balance():
    done = run_small(scenario(buyers=LISTED))
    rows, annual = done.traded.rows, done.traded.annual
    assert rows.names == ("local", "malaysia", "spot", "contract", "hydrogen", "park", "data_centre")
    assert done.scenario.time.also_traded == (2039, 2040, 2050, 2051)
    hydrogen, centre = (annual.buyer_revenue[..., place] for place in (4, 6))
    np.testing.assert_allclose(hydrogen, 40.0 * annual.buyer_energy[..., 4], rtol=1e-12)
    assert (centre > 20.0 * annual.buyer_energy[..., 6]).all()
    found = buyers.compute(done)
    firm = found.energy[5]
    begin, end = (year - done.scenario.time.first_operating_year for year in (2040, 2051))
    assert not firm[:begin].any()
    assert not firm[end:].any()
    assert (firm[begin:end] > 0.45 * 50.0 * 8760.0).all()
    np.testing.assert_allclose(found.avoided[4], 0.4 * found.energy[4], rtol=1e-12)
    assert annual.residual.max() <= 1e-9
    power = next(row for row in buyers.variables(done, found) if row.name == "hydrogen_power")
    assert power.values.mean() == pytest.approx(found.energy[4][0] / 8760.0, rel=0.5)


@pytest.mark.parametrize(("changed", "said"), [
    ({"price_usd_per_mwh": None}, "must have this or spot_factor"),
    ({"name": "spot"}, "is taken"),
    ({"first_year": 2050, "last_year": 2040}, "must be no later than last_year"),
    ({"first_year": 2100}, "buys in no year of operation"),
    ({"node": "moon"}, "node"),
    ({"spot_offset_usd_per_mwh": 5.0}, "needs spot_factor"),
])
def test_a_buyer_that_cannot_be_is_refused(changed, said):
    one = {key: value for key, value in {**LISTED[0], **changed}.items() if value is not None}
    with pytest.raises(SundalinkError, match=said):
        scenario(buyers=(one,))


def test_faults_of_the_cable_excuse_their_part_of_the_year_and_planned_work_does_not():
    plain = case(contract__clauses__force_majeure="none", **TERMS)
    told = case(contract__clauses__force_majeure="cable", **TERMS)
    out = sum(told.link.taken[name] for name in ("cable", "return"))
    assert 0 < out.max() < 1
    owed = plain.traded.annual.minimum[..., 0]
    np.testing.assert_allclose(told.traded.annual.minimum[..., 0], owed * (1.0 - out.T[None]))
    np.testing.assert_allclose(plain.traded.annual.minimum, owed.max())
    np.testing.assert_array_equal(told.traded.annual.delivered, plain.traded.annual.delivered)


def test_causes_of_outages_share_the_time_that_poles_are_out():
    done = case(**TERMS)
    taken, out = sum(done.link.taken.values()), 1.0 - done.link.poles.mean(axis=-1) / done.link.configuration.poles
    np.testing.assert_array_less(out - 2e-3, taken)   # outages of a pole may overlap
    np.testing.assert_allclose(taken, out, atol=0.02)


def test_after_the_term_of_the_contract_all_is_sold_on_the_spot_market():
    done = case(contract__term_years=20, contract__price=300.0)
    years = case_years.traded_years(done.scenario.time)
    assert {2055, 2056} <= set(years)
    annual, over = done.traded.annual, years > 2055
    assert not annual.contract[over].any()
    assert not annual.minimum[over].any()
    assert (annual.contract[~over] > 0).all()
    np.testing.assert_allclose(annual.delivered[over], annual.spot[over], rtol=1e-9)
    sold = done.finance.years
    assert not sold.paid[20:].any()
    assert (sold.paid[:20] > 0).all()
    assert sold.spot_revenue[25] > 3 * sold.spot_revenue[5]


def test_steps_of_the_price_move_revenue_and_not_energy():
    flat = case(**TERMS).finance
    step = case(contract__path__step_years=(16,), contract__path__step_factors=(0.5,), **TERMS).finance
    ratio = step.project.contract_revenue[4:] / flat.project.contract_revenue[4:]
    np.testing.assert_allclose(ratio, [1.0] * 15 + [0.5] * 15)
