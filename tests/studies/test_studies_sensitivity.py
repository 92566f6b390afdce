"""What moves the required price: the same as a case of its own, the right way round, pictures that say it."""

from functools import cache

import numpy as np
import pytest
from small_case import SMALL, case, dataset, figures, scenario

from sim import chain
from sim.analysis import gas_parity
from sim.case.stage_cache import shared
from sim.report.plots import required_price
from sim.report.plots.catalogue import encoded
from sim.scenario.load import load
from sim.studies import sensitivity
from sim.studies.sensitivity import Point, Swing

PRICE = {"contract__price": 290.0}


@cache
def turned():
    """The levers of the small case, by name; faults are left out for time."""
    chosen = [lever for lever in sensitivity.levers(scenario(**PRICE)) if lever[0] != "faults of the cable"]
    return {swing.name: swing for swing in sensitivity.swings(case(**PRICE), chosen)}


@pytest.mark.slow
def test_a_swing_is_the_price_of_a_case_of_its_own():
    own = figures(**PRICE)["required_price"]
    assert turned()["return that owners ask"].prices[1] == pytest.approx(
        figures(**PRICE, finance__target_equity_irr=0.14)["required_price"], rel=1e-9)
    more = {**SMALL, "contract.price": 290.0, "resource.wind.level": 1.1 * 1.08}
    windy = chain.run(load("base", more), keep=False, firmness=False, workers=1).finance.required
    assert turned()["level of the wind"].prices[0] == pytest.approx(windy, rel=1e-9)
    for swing in turned().values():
        low, high = swing.prices
        assert low < own * (1 + 1e-9)
        assert high > own * (1 - 1e-9)
    assert turned()["cost of cable and stations"].prices[1] == pytest.approx(own, rel=1e-9)   # that of base
    sizes = [abs(swing.prices[1] - swing.prices[0]) for swing in turned().values()]
    assert sizes == sorted(sizes, reverse=True)


def test_levers_turn_about_what_the_scenario_says():
    found = {name: ways for name, ways, _ in sensitivity.levers(scenario(finance__debt__rate=0.08, cost__farm=3000.0))}
    assert [keys["finance.debt.rate"] for _, keys in found["interest on the debt"]] == pytest.approx([0.07, 0.09])
    assert [keys["cost.farm"] for _, keys in found["cost of the farm"]] == pytest.approx([2370.0, 3420.0])
    assert [text for text, _ in found["level of the wind"]] == ["+8 %", "-8 %"]


@pytest.mark.slow
def test_a_larger_farm_fills_the_cable_and_leaves_more_behind():
    small, large = sensitivity.fuller(scenario(**PRICE), (1500, 2300), (0.0,), share=shared())
    assert small.load_factor < large.load_factor
    assert small.left < large.left
    same = {**PRICE, "storage__energy_mwh": 0.0, "storage__power_mw": 0.0}
    assert large.price == pytest.approx(figures(**same)["required_price"], rel=1e-9)
    assert large.load_factor == pytest.approx(figures(**same)["delivered_load_factor"], rel=1e-3)


def test_new_gas_costs_what_is_required_where_the_lines_meet():
    found, told = gas_parity.breakeven(case(**PRICE)), figures(**PRICE)
    for row, equal in zip(found.cost, found.equal, strict=True):
        slope = (row[-1] - row[0]) / found.gas[-1]
        assert row[0] + slope * equal == pytest.approx(found.required, rel=1e-9)
    own = int(np.abs(found.tax - found.here[1]).argmin())
    assert found.equal[own] == pytest.approx(told["breakeven_gas_price"], rel=1e-9)
    assert (np.diff(found.equal) < 0).all()


def test_the_pictures_say_what_they_show():
    done = case(**PRICE)
    data = dataset(**PRICE)
    swings = [Swing("level of the wind", ("+8 %", "-8 %"), (270.0, 350.0)),
              Swing("interest", ("5 %", "7 %"), (290.0, 310.0))]
    points = [Point(1500.0, 0.0, 0.45, 330.0, 0.1), Point(2300.0, 0.0, 0.54, 302.0, 0.2),
              Point(2300.0, 4800.0, 0.57, 316.0, 0.2)]
    drawn = [required_price.build_up(data), required_price.load_factors(points),
             required_price.debt(done.finance, done.scenario.finance.debt.dscr),
             required_price.tornado(swings, 300.0), required_price.gas(gas_parity.breakeven(done))]
    titles = [figure.get_label() for figure in drawn]
    assert titles[0].endswith(f"raise the price to {float(data['required_price']):.0f}")
    assert titles[1] == ("The cheapest, 302 USD/MWh, has 2,300 MW of wind and no battery, and fills the cable to "
                         "54 %; at 57 % it is 316")
    assert f"{float(data['min_dscr']):.2f}" in titles[2]
    assert titles[3] == "The level of the wind moves the required price of 300 USD/MWh the most, between 270 and 350"
    assert titles[4].startswith("At a carbon tax of ")
    for figure in drawn:
        assert encoded(figure, "png").startswith(b"\x89PNG")


def test_the_steps_of_the_build_up_close():
    data = dataset(**PRICE)
    axes = required_price.build_up(data).axes[0]
    bars = [bar for bar in axes.patches if bar.get_width() == pytest.approx(0.62)]
    ends = [bar.get_y() + bar.get_height() for bar in bars]
    assert bars[-1].get_height() == pytest.approx(float(data["required_price"]))
    assert bars[-3].get_height() == pytest.approx(float(data["landed_cost"]))
    assert ends[-2] == pytest.approx(max(ends[-1], ends[-3]))
    assert sum(bar.get_height() for bar in bars[:-3]) == pytest.approx(float(data["landed_cost"]), rel=1e-3)


def test_levers_that_the_models_do_not_have_are_left_out():
    bare = load("base", {"link.outage.model": "none", "uncertainty.cost.model": "none",
                         "uncertainty.energy.wind_level": 0.05})
    found = {name: ways for name, ways, _ in sensitivity.levers(bare)}
    assert set(found) == {"cost of cable and stations", "return that owners ask", "interest on the debt",
                          "level of the wind"}
    assert found["level of the wind"][0][0] == "+5 %"
