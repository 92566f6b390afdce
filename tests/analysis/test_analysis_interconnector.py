"""A link without the farm: its load, what it carries, what fails, and what carrying a MWh costs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import interconnector
from sim.analysis.reference_links import loss
from sim.case.cable_cost import cable_cost
from sim.errors import SundalinkError
from sim.finance.cost_components import Component
from sim.finance.metrics import crf, real_rate
from sim.inputs import route_file
from sim.scenario.load import load

PLAN = route_file.read("asean/peninsular_sarawak")


def connect(given=PLAN, **changes):
    """A planned link of base with few lives."""
    s = load("base", {"link.lives": 50, **{key.replace("__", "."): v for key, v in changes.items()}})
    s = interconnector.rated(s, given)
    return s, interconnector.connect(s, given)


@given(st.floats(0.01, 1.0), st.floats(1.0, 5000.0))
@settings(max_examples=50)
def test_a_line_of_duration_has_its_mean_and_falls(share, highest):
    power = interconnector.levels(share, highest)
    assert power.mean() == pytest.approx(share * highest, rel=1e-12)
    assert (np.diff(power) <= 0).all()
    assert 0.0 <= power.min() <= power.max() <= highest * (1 + 1e-12)


def test_energy_adds_up():
    s, found = connect()
    full = found.link.transfers[-1]
    brought = np.interp(interconnector.levels(found.load, full.sent[-1]), full.sent, full.received).mean() * 8760.0
    assert found.delivered + found.lost == pytest.approx(brought, rel=1e-12)
    assert s.link.rating_mw == 1600.0
    assert found.load == interconnector.LOAD
    # What half a link cannot carry is less than half at part load.
    assert 0.0 < found.lost / brought < 1.0 - found.availability.mean()


def test_without_outages_nothing_is_missing():
    _, found = connect(link__outage__model="none")
    assert found.lost == 0.0
    assert (found.availability == 1.0).all()
    assert found.faults == found.repair == 0.0


def test_a_full_link_loses_what_it_loses_at_full_load():
    _, found = connect(PLAN._replace(load=1.0))
    assert found.loss == pytest.approx(loss(found.link.transfers[-1]), rel=1e-9)
    assert connect(PLAN._replace(load=0.3))[1].loss < found.loss


def test_a_longer_link_fails_more_often():
    short = connect(route_file.read("asean/peninsular_sumatra"), link__lives=400)[1]
    long = connect(route_file.read("asean/singapore_vietnam"), link__lives=400)[1]
    assert short.faults / short.route_line.length == pytest.approx(long.faults / long.route_line.length, rel=0.5)
    assert short.faults < 0.3 * long.faults
    assert short.availability.mean() > long.availability.mean()


def test_the_cable_may_be_chosen_by_the_load_of_the_link():
    given = route_file.read("asean/peninsular_sumatra")
    small = connect(given)[1]
    s = load("base", {"link.lives": 50, "link.rating_mw": 600.0})
    fixed = interconnector.connect(s, given)
    assert small.link.options
    assert small.components[1].capex < fixed.components[1].capex


def test_a_cable_rated_behind_a_farm_needs_one():
    with pytest.raises(SundalinkError, match=r"rating = 'dynamic': peninsular_sarawak is an interconnector"):
        connect(link__cables__rating="dynamic")


def test_carrying_a_mwh_costs_the_annuity_and_the_upkeep():
    """Capital spent in the year before operation, over level energy."""
    s = load("base", {"finance.construction_spend": [1.0], "cost.contingency": 0.0, "cost.development": 0.0})
    works = (Component("cable", 4e9, 0.0, 40, 20), Component("converters", 1e9, 2e7, 40, 20),
             Component("farm", 9e9, 1e9, 30, 20))
    rate = real_rate(s.finance.wacc, s.finance.inflation)
    by_hand = (5e9 * crf(rate, s.time.operating_years) + 2e7) / 6e6
    assert interconnector.transport(s, works, 6e6) == pytest.approx(by_hand, rel=1e-9)
    assert interconnector.transport(s, works, 6e6, charge=10.0) == pytest.approx(by_hand + 10.0, rel=1e-9)
    dearer = s.model_copy(update={"cost": s.cost.model_copy(update={"contingency": 0.15, "development": 0.05})})
    assert interconnector.transport(dearer, works, 6e6) == pytest.approx(
        (1.2 * 5e9 * crf(rate, s.time.operating_years) + 2e7) / 6e6, rel=1e-9)


def test_the_cost_of_the_cable_is_that_of_the_wiring():
    s, found = connect()
    parts = {part.name: part.capex for part in found.components}
    assert parts["cable"] == pytest.approx(cable_cost(s, found.route_line, found.link.cable), rel=1e-12)
    assert parts["converters"] == pytest.approx(640.0 * 1.13 * 1600e3, rel=0.02)   # DEA, EUR of 2025


def test_a_planned_link_has_the_voltage_that_is_cheapest_for_its_power():
    short = connect(route_file.read("asean/peninsular_sumatra"))[1].link.cable
    assert short.voltage == 400.0   # 600 MW over 111 km
    assert connect()[1].link.cable.voltage == 525.0   # 1,600 MW over 689 km


def test_a_planned_link_has_the_section_that_is_cheapest_for_its_power_and_no_tee():
    tee = {"link__tee__share": 0.5, "link__tee__rating_mw": 300.0}
    small, large = (connect(route_file.read("asean/peninsular_sarawak")._replace(power=power), **tee)[1]
                    for power in (600.0, 1600.0))
    assert small.link.cable.section < large.link.cable.section
    assert small.link.tee is large.link.tee is None
    paid = {found.link.cable.section: next(p.capex for p in found.components if p.name == "cable")
            for found in (small, large)}
    assert paid[small.link.cable.section] < paid[large.link.cable.section]
    s, _ = connect(PLAN._replace(power=None))
    assert s.link.cables.section_mm2 == load("base").link.cables.section_mm2
