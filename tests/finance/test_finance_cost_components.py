"""Cost of components: sizes times prices, and a life with renewals as the textbook annuity has it."""

import inspect

import numpy as np
import pytest

from sim.finance import cost_components, cost_schedule
from sim.finance.cost_owner import currency_hedge, vat_bridge
from sim.finance.cost_schedule import yearly_cost
from sim.finance.metrics import annuity, crf, npv
from sim.finance.timeline import timeline

WORTH = {"farm": (2300.0,), "solar": (1000.0,), "battery": (400.0, 1600.0), "export": (2300.0, 50.0),
         "converters": (1200.0,),
         "cable": (1200.0, 1050.0)}


def parts():
    return [getattr(cost_components, name)(*size) for name, size in WORTH.items()]


def test_sizes_of_the_reference_project():
    # 2,300 MW at 3,300 USD/kW; 1,600 MWh at 220 USD/kWh; 640 EUR/kW and 3,220 EUR/MW/km at 1.13 USD/EUR
    assert cost_components.farm(2300).capex == pytest.approx(7.59e9)
    assert cost_components.farm(2300).fixed_opex == pytest.approx(195.5e6)
    assert cost_components.farm(2300).decommissioning == pytest.approx(0.12 * 7.59e9)
    assert cost_components.battery(400, 1600).capex == pytest.approx(352e6)
    assert cost_components.converters(1200).capex == pytest.approx(640 * 1.13 * 1.2e6, rel=1e-3)
    assert cost_components.cable(1200, 1050).capex == pytest.approx(3220 * 1.13 * 1200 * 1050, rel=1e-3)


@pytest.mark.parametrize("name", WORTH)
def test_nothing_built_costs_nothing(name):
    component = getattr(cost_components, name)(*[0.0] * len(WORTH[name]))
    assert (component.capex, component.fixed_opex, component.decommissioning) == (0, 0, 0)


@pytest.mark.parametrize("name", WORTH)
def test_twice_the_size_costs_twice(name):
    size = WORTH[name]
    once, twice = getattr(cost_components, name)(*size), getattr(cost_components, name)(2 * size[0], *[
        x * (2 if name == "battery" else 1) for x in size[1:]])
    assert (twice.capex, twice.fixed_opex) == pytest.approx((2 * once.capex, 2 * once.fixed_opex))


@pytest.mark.parametrize(("name", "unit"), [("farm", 2.3e6), ("solar", 1e6), ("converters", 1.2e6),
                                            ("export", 2300.0 * 50.0), ("cable", 1200.0 * 1050.0)])
def test_cost_upkeep_and_removal_by_hand(name, unit):
    """Per kW in MW, per MW and km; upkeep per kW of what makes power, else a share of the cost."""
    made = getattr(cost_components, name)(*WORTH[name], capex=500.0, opex=0.02)
    assert made.capex == pytest.approx(500.0 * unit)
    makes = name in ("farm", "solar")
    assert made.fixed_opex == pytest.approx(0.02 * (unit if makes else made.capex))
    if makes:
        left = getattr(cost_components, name)(*WORTH[name], capex=500.0, decommissioning=0.1)
        assert left.decommissioning == pytest.approx(0.1 * made.capex)
    else:
        assert made.decommissioning == 0.0


def test_battery_costs_power_and_energy():
    component = cost_components.battery(100, 400, energy_capex=200, power_capex=300)
    assert component.capex == pytest.approx(400e3 * 200 + 100e3 * 300)


def test_shares_of_the_whole():
    listed = parts()
    total = sum(c.capex for c in listed)
    assert cost_components.contingency(listed, share=0.1).capex == pytest.approx(0.1 * total)
    assert cost_components.development(listed, share=0.03).capex == pytest.approx(0.03 * total)


def test_the_table_lists_every_builder():
    builders = {
        n
        for n, f in vars(cost_components).items()
        if inspect.isfunction(f) and f.__module__ == cost_components.__name__
    }
    assert set(cost_components.MODELS) == builders


def test_a_battery_is_renewed_once_in_thirty_years():
    t = timeline(life=30)
    paid = cost_schedule.renewals(cost_components.battery(400, 1600, replacement=0.6), t)
    assert list(t.year[paid > 0]) == [2034 + 14]     # at the end of the fifteenth year
    assert paid.sum() == pytest.approx(0.6 * 352e6)


@pytest.mark.parametrize(("life", "project", "times"), [
    (15, 30, 1), (15, 31, 2), (10, 30, 2), (30, 30, 0), (40, 30, 0), (7, 30, 4), (1, 3, 2)])
def test_renewals_end_with_the_project(life, project, times):
    component = cost_components.Component("x", 1.0, 0.0, life)
    assert cost_schedule.renewals(component, timeline(life=project)).sum() == pytest.approx(times)


@pytest.mark.parametrize("share", [cost_components.contingency, cost_components.development, vat_bridge,
                                   currency_hedge])
def test_what_goes_with_the_first_building_is_paid_once_however_long_the_project(share):
    t = timeline(life=50)
    assert cost_schedule.renewals(cost_components.cable(1200.0, 1050.0), t).sum() > 0.0
    found = share(parts())
    assert found.capex > 0.0
    assert yearly_cost(found, t).sum() == pytest.approx(found.capex)


def annual_cost(component, timeline, rate):
    """Annuity over the years of operation of all that a component costs."""
    return npv(yearly_cost(component, timeline), rate, timeline.time) * crf(rate, int(timeline.operating.sum()))


def test_annual_cost_is_the_textbook_annuity():
    t = timeline(life=30, spend=(1.0,))
    component = cost_components.Component("x", 1000.0, 7.0, 40)
    by_hand = annuity(1000.0, 0.06, 30) + 7.0
    assert annual_cost(component, t, 0.06) == pytest.approx(by_hand, rel=1e-13)


def test_annual_cost_of_a_part_renewed_at_half_time_is_that_of_its_own_life():
    t = timeline(life=30, spend=(1.0,))
    component = cost_components.Component("x", 1000.0, 7.0, 15)
    by_hand = annuity(1000.0, 0.06, 15) + 7.0
    assert annual_cost(component, t, 0.06) == pytest.approx(by_hand, rel=1e-13)


def test_spending_early_bears_interest():
    component = cost_components.Component("x", 1000.0, 0.0, 40)
    late, early = timeline(spend=(1.0,)), timeline(spend=(1.0, 0.0, 0.0))
    ratio = annual_cost(component, early, 0.05) / annual_cost(component, late, 0.05)
    assert ratio == pytest.approx(1.05**2, rel=1e-13)


def test_removal_is_paid_at_the_end():
    t = timeline(life=20, spend=(1.0,))
    component = cost_components.Component("x", 0.0, 0.0, 40, decommissioning=100.0)
    assert cost_schedule.yearly_cost(component, t)[-1] == 100.0
    by_hand = 100 * 1.05**-20 * crf(0.05, 20)
    assert annual_cost(component, t, 0.05) == pytest.approx(by_hand, rel=1e-13)


def test_without_interest_the_annual_cost_is_the_mean():
    t = timeline(life=30)
    for component in parts():
        yearly = cost_schedule.yearly_cost(component, t)
        assert annual_cost(component, t, 0.0) == pytest.approx(yearly.sum() / 30, rel=1e-12)


def test_sea_use_follows_the_decree():
    t = timeline(spend=(0.1, 0.25, 0.35, 0.3), life=30)
    fee = cost_schedule.sea_use(t, 60000.0)
    np.testing.assert_allclose(fee[:3], 0.0)             # three years of construction free
    np.testing.assert_allclose(fee[3:15], 6.0e6)         # then half of 12 million for twelve years
    np.testing.assert_allclose(fee[15:], 12.0e6)


def test_sea_use_is_free_only_while_building():
    t = timeline(spend=(1.0,), life=20)
    fee = cost_schedule.sea_use(t, 1.0)
    assert list(fee[:2]) == [0.0, 100.0]
    assert fee[12] == 100.0
    assert fee[13] == 200.0
