"""Parts of the project in service before the whole: what they trade, what they pay for, and what cannot be."""

from functools import cache

import numpy as np
import pytest
from small_case import SMALL, case, run_small

from sim.analysis import parties
from sim.errors import SundalinkError
from sim.finance import cost_schedule
from sim.scenario.load import load

PRICE = {"contract.price": 330.0}
LATER = {"time.first_operating_year": 2038, "finance.construction_spend": [0.06, 0.16, 0.24, 0.24, 0.18, 0.12]}
HALF = {"year": 2036, "turbine_share": 0.5, "pole_count": 1, "battery_share": 0.5}


@cache
def run(*years, **changes):
    rows = [{**HALF, "year": year, **changes} for year in years]
    return run_small(load("base", {**SMALL, **PRICE, **LATER, "phases": rows}), firmness=False)


def test_half_of_it_trades_about_half_of_a_year():
    phase, = run(2036).traded.phases
    whole = float(run().traded.annual.delivered[0].mean())
    assert 0.45 < phase.delivered / whole < 0.65   # one pole is filled by half the farm as the link is by all of it
    assert phase.paid <= phase.delivered * (1 + 1e-9)
    assert run().traded.phases == ()


def test_what_it_earns_pays_for_building_and_lowers_interest():
    bare, phased = run().finance, run(2036).finance
    frame, early = phased.timeline, phased.terms.early
    years = (frame.year >= 2036) & frame.construction
    assert (early.delivered[~years] == 0.0).all()
    assert (early.delivered[years] > 0.0).all()
    np.testing.assert_allclose(bare.project.capex, phased.project.capex, rtol=1e-9)   # what is built is the same
    np.testing.assert_allclose(phased.project.early, early.net(330.0) * frame.price, rtol=1e-9)
    paid = phased.project.tax[frame.construction]
    assert (paid[years[frame.construction]] > 0.0).all()   # no loss is carried into them: taxed at the least rate
    one, other = phased.project.debt, bare.project.debt
    assert one.draw[years].sum() < other.draw[years].sum()
    assert (one.draw + one.equity).sum() < (other.draw + other.equity).sum()
    assert np.diff(one.idc[years])[0] < np.diff(other.idc[years])[0]   # interest rises by what is drawn
    assert phased.project.equity_irr > bare.project.equity_irr
    np.testing.assert_allclose(phased.years.delivered, bare.years.delivered)


def test_sources_and_uses_close_with_what_is_earned_and_taxed():
    project, frame = run(2036).finance.project, run(2036).finance.timeline
    loan, on = project.debt, frame.construction
    rise = np.diff(loan.dsra, prepend=0.0)
    uses = project.capex + loan.fees + loan.idc + rise + project.tax - project.early
    np.testing.assert_allclose((loan.draw + loan.equity)[on], uses[on], rtol=1e-9, atol=1.0)
    assert project.residual < 1e-9
    written = project.depreciation.sum() / (project.capex + project.renewal + loan.fees + loan.idc).sum()
    assert written == pytest.approx(1.0, rel=1e-12)
    assert (project.depreciation[(frame.year >= 2036) & on] > 0.0).all()   # of what is in service


def test_holidays_of_tax_count_from_the_first_phase():
    # Exempt years but for the top-up tax: without it nothing is paid in the first four years with a profit.
    changes = {"finance.tax.minimum_rate": 0.0}
    done = run_small(load("base", {**SMALL, **PRICE, **LATER, **changes, "phases": [HALF]}), firmness=False)
    tax, year = done.finance.project.tax, done.finance.timeline.year
    assert (tax[year < 2040] == 0.0).all()
    assert tax[year == 2040] > 0.0   # two exempt years went by before full operation
    bare = run_small(load("base", {**SMALL, **PRICE, **LATER, **changes}), firmness=False).finance
    assert bare.project.tax[year == 2040] == 0.0


def test_tonnes_of_the_years_before_stand_in_the_account_of_article_6():
    money = run(2036).finance
    before, after = money.before, money.credits
    assert before.year.tolist() == [2036, 2037]
    assert (before.avoided > 0.0).all()
    ledger = before.ledger
    np.testing.assert_allclose(ledger.authorised, ledger.proceeds + ledger.cancelled + ledger.transferred
                               + ledger.retained)
    assert (ledger.transferred > 0.0).all()
    assert money.terms.early.credits.sum() == pytest.approx(ledger.revenue.sum())
    # 15 years of crediting, or the last vintage, from the first phase on.
    bare = run().finance.credits
    assert (after.transferred > 0.0).sum() <= (bare.transferred > 0.0).sum()
    assert (run().finance.before, run().finance.terms.early) == (None, None)


def test_each_phase_and_part_is_spent_in_its_years():
    spend = [{**HALF, "construction_spend": [0.5, 0.5], "link_cost_share": 0.6}]
    done = run_small(load("base", {**SMALL, **PRICE, **LATER, "phases": spend, "finance.part_spend.cable": [0.4, 0.6]}),
                     firmness=False)
    parts = {part.name: part for part in done.finance.components}
    common = np.array(LATER["finance.construction_spend"])
    np.testing.assert_allclose(parts["farm"].spend, 0.5 * common + 0.5 * np.array([0, 0, 0.5, 0.5, 0, 0]))
    np.testing.assert_allclose(parts["cable"].spend, [0, 0, 0.3, 0.3, 0.16, 0.24])
    assert parts["cable"].ahead == ((2036, 0.6),)
    for part in parts.values():
        assert part.spend.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(done.finance.project.capex.sum() / run().finance.project.capex.sum(), 1.0, rtol=0.02)
    assert done.finance.project.residual < 1e-9


def test_a_course_of_one_part_alone_is_that_of_the_others_too_when_it_is_the_same():
    same = {f"finance.part_spend.{name}": LATER["finance.construction_spend"] for name in ("farm", "cable")}
    done = run_small(load("base", {**SMALL, **PRICE, **LATER, **same}), firmness=False)
    assert done.finance.project.equity_irr == pytest.approx(run().finance.project.equity_irr, rel=1e-9)


def test_a_tee_has_phases_too():
    teed = {"link.tee.share": 0.8, "link.tee.rating_mw": 500.0, "link.tee.spur_km": 100.0, "malaysia.width_mw": 300.0,
            "malaysia.price_usd_per_mwh": 100.0, "contract.terms.width_mw": 700.0, "market.spot_width_mw": 0.0}
    done = run_small(load("base", {**SMALL, **PRICE, **LATER, **teed, "phases": [HALF]}), firmness=False)
    phase, = done.traded.phases
    whole = done.traded.annual
    assert 0.0 < phase.malaysia < float(whole.malaysia[0].mean())
    assert 0.3 < phase.delivered / float(whole.delivered[0].mean()) < 0.8
    assert done.finance.project.residual < 1e-9


def test_levelised_costs_by_hand_count_cost_and_energy_of_the_early_years():
    """Every sum written out: each year's cost at the same rate as each year's energy, from the first spending on."""
    money = run(2036).finance
    frame, early, years = money.timeline, money.terms.early, money.years
    rate = 1.083 / 1.02 - 1.0
    weight = (1.0 + rate) ** -(frame.year - 2037.0)   # 2038 ends a year after full operation begins
    energy = np.append([0.0] * 4 + [early.delivered[4]] * 2, years.delivered)
    assert early.delivered[4] > 0.0
    cost = _cost(money, "farm")
    of = dict(zip(money.landed.name, money.landed.value, strict=True))
    assert of["farm"] == pytest.approx(np.dot(weight, cost) / np.dot(weight, energy), rel=1e-12)
    short = np.append([0.0] * 4 + [early.penalty[4]] * 2, years.penalty + years.licence)
    assert of["penalty"] == pytest.approx(np.dot(weight, short) / np.dot(weight, energy), rel=1e-12)
    sold = np.append([0.0] * 4 + [early.beside[4]] * 2, years.revenue_at("hub") + years.revenue_at("landing"))
    assert early.beside[4] > 0.0
    assert of["local sales"] == pytest.approx(-np.dot(weight, sold) / np.dot(weight, energy), rel=1e-12)
    project = money.project
    spent = (project.capex + project.opex + project.charges + project.renewal + project.decommissioning) / frame.price
    spent[4:6] += early.upkeep[4:6] + early.charges[4:6]
    assert project.lcoe == pytest.approx(np.dot(weight, spent) / np.dot(weight, energy), rel=1e-12)
    bare = run().finance
    wind = np.append([0.0] * 4 + [early.available[4]] * 2, years.available)   # no solar plant: all of it is wind
    assert money.hub_cost / bare.hub_cost == pytest.approx(
        _at_hub(money, weight) / np.dot(weight, wind) / (_at_hub(bare, weight) / np.dot(weight[6:], years.available)),
        rel=1e-9)


def _at_hub(money, weight):
    """Present cost of farm, export cables and fees by the components' own rows."""
    return np.dot(weight, money.terms.fees + _cost(money, "farm") + _cost(money, "export"))


def _cost(money, name):
    """Building, upkeep, renewal and removal of a part of which half serves from 2036 if there are phases."""
    part, = (part for part in money.components if part.name == name)
    first, last = [(0.5, 2036), (0.5, 2038)] if part.ahead else [(1.0, 2038)], int(money.timeline.year[-1])
    cost = []
    for year in money.timeline.year:
        spent = dict(zip(range(2032, 2038), LATER["finance.construction_spend"], strict=True)).get(int(year), 0.0)
        serves = sum(share for share, begin in first if year >= begin)
        ends = sum(share for share, begin in first   # 30 years of operation: the last life lasts until the end
                   if begin <= year and (year + 1 - begin) % part.life == 0 and year + 1 - begin < 30)
        cost.append(part.capex * (spent + ends * part.replacement) + part.fixed_opex * serves
                    + part.decommissioning * (year == last))
    return np.array(cost)


def test_renewals_count_age_from_the_first_year_in_service():
    money = run(2036).finance
    battery = next(part for part in money.components if part.name == "battery")
    life, frame = int(battery.life), money.timeline
    due = {2036 + life - 1: 0.5, 2038 + life - 1: 0.5}   # half of it two years before the other half
    renewed = np.array([due.get(int(year), 0.0) for year in frame.year])
    other = sum((cost_schedule.renewals(part, frame) for part in money.components if part.name != "battery"),
                np.zeros(frame.year.size))
    by_hand = battery.capex * battery.replacement * renewed + other
    np.testing.assert_allclose(money.project.renewal / frame.price, by_hand, rtol=1e-12)
    assert by_hand.max() > 0.0


def test_upkeep_follows_what_is_in_service():
    early, works = run(2036).finance.terms.early, {part.name: part.fixed_opex for part in run().finance.components}
    assert early.upkeep.max() == pytest.approx(0.5 * sum(works.values()), rel=1e-9)   # half of everything


def test_a_later_row_takes_the_place_of_the_one_before():
    early = run(2036, 2037).finance.terms.early
    assert np.flatnonzero(early.delivered).size == 2
    first, then = run(2036, 2037).traded.phases
    assert first[1:] == then[1:]


def test_every_payment_of_a_phase_is_booked_twice():
    done = run_small(load("phased", SMALL))
    view = parties.compute(done)
    assert view.parties.residual < 1e-9
    assert any("before full operation" in payment.what and payment.amount.sum() > 0.0 for payment in view.payments)


@pytest.mark.parametrize(("changes", "expected"), [
    ({"phases": [{**HALF, "year": 2038}]}, "each before time.first_operating_year"),
    ({"phases": [{**HALF, "year": 2037}, HALF]}, "must rise"),
    ({"phases": [{**HALF, "year": 2032}]}, r"phases\.year = 2032.*must be after 2032"),
    ({"phases": [{**HALF, "pole_count": 3}]}, r"phases\.pole_count = 3"),
    ({"phases": [{**HALF, "turbine_share": 1.5}]}, r"phases.*turbine_share"),
    ({"phases": [{**HALF, "construction_spend": [0.2] * 5}]}, r"phases\.construction_spend = 5.*no more than the 4"),
    ({"phases": [{**HALF, "construction_spend": [0.2, 0.3]}]}, r"construction_spend.*must sum to 1"),
    ({"phases": [HALF, {**HALF, "year": 2037, "turbine_share": 0.4}]}, "must not fall"),
    ({"finance.part_spend.cable": [0.1] * 10}, "no more than the 6 years"),
    ({"phases": [HALF], "finance.construction_spend": [0.2, 0.3, 0.3, 0.2, 0.0, 0.0]}, "must not earn more in a year"),
])
def test_what_cannot_be_is_refused(changes, expected):
    with pytest.raises(SundalinkError, match=expected):
        run_small(load("base", {**SMALL, **PRICE, **LATER, **changes}), firmness=False)


def test_a_case_without_phases_is_as_before():
    assert case().finance.terms.early is None
