"""What the importer gets of a case, and how long its battery lasts."""

import numpy as np
import pytest
from small_case import case, dataset, figures, run_small, scenario

from sim.adequacy.firmness import SHARES
from sim.analysis import battery_ageing
from sim.case import components
from sim.results.notes import notes


def test_figures_are_within_their_limits():
    found = figures()
    assert 0.0 < found["capacity_credit"] < 1.0
    assert 0.0 < found["longest_low_delivery"] < 8760.0
    assert found["firming_reserve"] > 0.0
    assert found["expected_shortfall"] > found["contract_shortfall"]
    assert 1.0 < found["battery_life"] < 60.0
    assert found["battery_wear"] > 0.0


def test_shortfall_and_delivery_make_up_the_contract():
    """Nothing above the contract is delivered in base, so what is short and what is delivered fill it."""
    done = case()
    for year, hourly in zip(done.traded.seen, done.traded.hourly.delivered, strict=True):
        filled = np.minimum(hourly.astype(float), 1200.0).mean() * 8760.0
        assert filled + year.firmness.short[-1] == pytest.approx(1200.0 * 8760.0, rel=1e-6)


@pytest.mark.slow
def test_a_sweep_that_forgets_its_hours_sees_the_same():
    from sim.results.analyses import asked
    from sim.results.summary import chosen_figures

    names = "capacity_credit", "longest_low_delivery", "expected_shortfall", "firming_reserve", "battery_life"
    brief = chosen_figures(run_small(scenario(), keep=False), asked(names))
    for name in names:
        assert brief[name] == figures()[name], name


@pytest.mark.slow
def test_more_storage_holds_a_level_longer_and_is_worth_more():
    small, large = (figures(storage__energy_mwh=energy, storage__power_mw=800.0) for energy in (400.0, 20000.0))
    assert large["capacity_credit"] > small["capacity_credit"]
    assert large["expected_shortfall"] < small["expected_shortfall"]


@pytest.mark.slow
def test_without_a_battery_there_is_nothing_to_age():
    bare = case(storage__power_mw=0.0, storage__energy_mwh=0.0)
    assert battery_ageing.typical(bare) is None
    found = figures(storage__power_mw=0.0, storage__energy_mwh=0.0)
    assert found["battery_life"] == found["battery_wear"] == 0.0
    assert not battery_ageing.health(bare).any()
    assert not any("battery would last" in note for note in notes(bare, figures(storage__power_mw=0.0,
                                                                                storage__energy_mwh=0.0)))


@pytest.mark.slow
def test_the_books_renew_cells_that_age_when_they_have_aged():
    hot = case(storage__battery__model="naumann2020", storage__battery__temperature_degc=45.0)
    part = next(p for p in hot.finance.components if p.name == "battery")
    assert part.life == components.battery_life(hot.scenario) < 15
    aged = figures(storage__battery__model="naumann2020", storage__battery__temperature_degc=45.0)
    assert aged["battery_life"] < figures()["battery_life"]
    assert aged["required_price"] > figures()["required_price"]


@pytest.mark.slow
def test_a_life_far_from_what_is_assumed_is_said():
    told = notes(case(storage__battery__life_years=30.0), figures(storage__battery__life_years=30.0))
    assert any("the finance model replaces it after 30" in note for note in told)
    quiet = notes(case(), {**figures(), "battery_life": 14.0, "firming_reserve": 10.0})
    assert not any("finance model replaces" in note or "Within a period" in note for note in quiet)


@pytest.mark.slow
def test_wear_makes_the_policy_discharge_less():
    free, dear = (figures(storage__battery__wear_cost_usd_per_mwh=wear, trade__policy__model="perfect_foresight",
                          contract__price=250.0) for wear in (0.0, 120.0))
    assert dear["battery_cycles"] < free["battery_cycles"]
    assert dear["battery_life"] > free["battery_life"]


def test_the_store_for_each_level_rises_and_the_labels_tell_its_unit():
    data = dataset()
    energy = data["firm_storage"].values
    for row in energy:
        finite = row[np.isfinite(row)]
        assert (np.diff(finite) > 0).all()
        assert np.isinf(row[finite.size:]).all()   # once the wind does not suffice, it never does again
    assert (energy[0] <= energy[-1]).all()
    assert data["firm_storage"].attrs["units"] == "MW h"
    np.testing.assert_allclose(data["firm_level"], 1200.0 * SHARES)
    assert (data["firm_hub_power"].values > data["firm_level"].values).all()
    health = data["battery_health"].values
    assert health[0] == health[15] == 1.0
    assert (np.diff(health[:15]) < 0).all()
