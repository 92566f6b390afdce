"""Solar beside the wind and storms in it, through the whole chain."""

import numpy as np
import pytest
from small_case import case, dataset, figures, scenario

from sim import chain
from sim.case import cyclones, farm, resource
from sim.case import hub as case_hub
from sim.case.resource import make as at_hub_height
from sim.errors import SundalinkError
from sim.inputs import cost_data, cyclone_rates
from sim.resource import solar
from sim.results.notes import notes
from sim.units import HOURS_PER_YEAR

CALM = {"resource__cyclone__passages_per_year": "none"}
SOLAR = {"solar__capacity_mw": 1000.0}


def hub_of(**changes):
    """The hub alone of the small case with other values: its balances are checked on the way."""
    s = scenario(**changes)
    air = resource.make(s)
    return case_hub.make(s, air, farm.make(s, air))


def test_base_has_no_solar():
    assert case().hub.solar_power == ()
    assert figures()["solar_energy"] == 0
    assert "solar" not in [part.name for part in case().finance.components]


def test_solar_comes_in_and_every_balance_closes():
    with_sun, without = figures(**SOLAR), figures()
    assert 1200 < with_sun["solar_energy"] < 1700
    assert abs(with_sun["energy_residual"]) < 1e-9
    assert with_sun["delivered_energy"] > without["delivered_energy"] + 100
    for name in ("gross_energy", "wake_loss", "collection_loss", "net_capacity_factor", "lcoe"):
        assert with_sun[name] == pytest.approx(without[name], rel=1e-9)   # those of the wind farm alone
    hub = case(**SOLAR).hub
    brought = np.array([power.sum() for power in hub.power]) / 2.0   # two weather years, hours
    wind = np.array([power.sum() for power in case().hub.power]) / 2.0
    np.testing.assert_allclose(wind + hub.solar, brought + hub.clipped, rtol=1e-9)


def test_the_shared_connection_carries_no_more_than_it_can():
    hub = case(**SOLAR).hub
    most = float(hub.table.hub[-1])
    assert max(power.max() for power in hub.power) <= most
    assert (hub.clipped > 0).all()
    wide = hub_of(**SOLAR, solar__hub_capacity_mw=4000.0)
    assert (wide.clipped == 0).all()
    narrow = hub_of(**SOLAR, solar__hub_capacity_mw=500.0)
    assert max(power.max() for power in narrow.power) == 500.0
    sums = np.array([power.sum() for power in narrow.power]) / 2.0
    np.testing.assert_allclose(sums + narrow.clipped, hub.solar + [p.sum() / 2.0 for p in case().hub.power], rtol=1e-9)


def test_solar_knows_night_and_the_slower_wind():
    found = case(**SOLAR).hub
    sun = found.solar_power[0]
    assert (sun[:, 0] == 0).all()                       # midnight in Singapore
    assert 0.9 * 1000 < sun.max() <= 1000.0
    assert found.solar[0] > found.solar[-1] > 0.8 * found.solar[0]   # modules age
    assert found.slower.sum() < found.power[0].sum()


def test_solar_costs_what_the_table_says():
    parts = {part.name: part for part in case(**SOLAR).finance.components}
    assert parts["solar"].capex == pytest.approx(1e6 * cost_data.cost("costs", "solar_capex"))
    before, cost = {part.name: part.capex for part in case().finance.components}, scenario(**SOLAR).cost
    more = {name: part.capex - before.get(name, 0.0) for name, part in parts.items()}
    moved = {name for name, capex in more.items() if abs(capex) > 1.0}
    assert moved == {"solar", "vat_bridge", "currency_hedge", "contingency", "development"}
    built = sum(more[name] for name in ("solar", "vat_bridge", "currency_hedge"))
    assert more["contingency"] == pytest.approx(cost.contingency * built)
    assert more["development"] == pytest.approx(cost.development * built)
    assert figures(**SOLAR)["capex"] - figures()["capex"] == pytest.approx(sum(more.values()))


def test_solar_is_in_the_results_and_in_the_notes():
    done = case(**SOLAR)
    data = dataset(**SOLAR)
    assert data["solar_power"].dims == ("operating_year", "weather_year", "time")
    assert "synthetic" in data["solar_power"].attrs["origin"]
    assert any(note.startswith("Solar, 1,000 MW: synthetic") for note in notes(done, figures(**SOLAR)))


def test_solar_needs_a_hub_on_land():
    with pytest.raises(SundalinkError, match=r"solar.capacity_mw = 1000: must be 0 with hub.topology"):
        scenario(**SOLAR, hub__topology="offshore")


def test_a_source_needs_its_files():
    with pytest.raises(SundalinkError, match=r"solar.files: must name at least one file"):
        scenario(**SOLAR, solar__source="epw")
    with pytest.raises(SundalinkError, match="must be a readable file"):
        chain.run(scenario(**SOLAR, solar__source="epw", solar__files=("none.epw",)), keep=False, workers=1)


def test_the_months_of_clearness_are_twelve():
    with pytest.raises(SundalinkError, match=r"solar.clouds.clearness = \[0.7, 0.7\]: must have at least 12 values"):
        scenario(**SOLAR, solar__clouds__clearness=(0.7, 0.7))


def test_a_plant_far_from_the_climatology_needs_files():
    with pytest.raises(SundalinkError, match=r"name files of the place in solar\.files"):
        hub_of(**SOLAR, solar__latitude_deg=45.0)


def test_solar_takes_no_random_number_from_others():
    np.testing.assert_array_equal(case(**SOLAR).wind.speed, case().wind.speed)
    np.testing.assert_array_equal(case(**SOLAR).link.poles, case().link.poles)


def test_storms_are_in_the_wind_and_its_mean_stays():
    stormy, calm = (at_hub_height(scenario(time__weather_years=20, **given)) for given in ({}, CALM))
    assert calm.storms is None
    assert stormy.speed.mean() == pytest.approx(calm.speed.mean(), rel=1e-9)
    assert stormy.storms.peak.size > 0
    assert 0.97 < stormy.storms.factor.min() < stormy.storms.factor.max() == 1.0
    untouched = np.isclose(stormy.speed, stormy.storms.factor[:, None] * calm.speed)
    assert 0.98 < untouched.mean() < 1.0


def test_more_storms_cost_more():
    energy = [hub_of(time__weather_years=10, resource__cyclone__passages_per_year=rate).power[0].sum()
              for rate in ("none", 2.0, 8.0)]
    assert energy[0] > energy[1] > energy[2]


def test_the_rates_are_those_of_the_nearest_row():
    here = cyclone_rates.embedded(10.0, 107.4)
    assert (here.near, here.wide, here.strong, here.first, here.last) == (0.05, 0.38, 0.024, 10, 12)
    assert cyclone_rates.embedded(19.0, 107.0).wide == 1.57
    assert "km away" in cyclone_rates.embedded(2.0, 104.0).label
    assert cyclones.expected(scenario(resource__cyclone__passages_per_year=0.76)).strong == pytest.approx(0.048)


def test_measured_wind_has_its_storms_in_it():
    read = scenario(resource__source="csv", resource__files=("x.csv",))
    assert cyclones.expected(read) is None
    asked = scenario(resource__source="csv", resource__files=("x.csv",), resource__cyclone__passages_per_year=1.0)
    assert cyclones.expected(asked).wide == 1.0


def test_extremes_do_not_depend_on_how_many_storms_are_computed_at_a_time(monkeypatch):
    at_once = cyclones.extremes(scenario(), at_hub_height(scenario()), 150.0).speed
    monkeypatch.setattr(cyclones, "BLOCK", 7)
    assert cyclones.extremes(scenario(), at_hub_height(scenario()), 150.0).speed.tolist() == at_once.tolist()


def test_return_levels_grow_northwards():
    def fifty(latitude, longitude):
        s = scenario(site__latitude_deg=latitude, site__longitude_deg=longitude, time__weather_years=10)
        return cyclones.extremes(s, at_hub_height(s), 150.0).speed

    south, north = fifty(10.0, 107.4), fifty(19.5, 107.3)
    assert (np.diff(south) > 0).all()
    assert 25 < south[1] < 45          # QCVN 02:2009 has 30 to 38 m/s at 10 m along this coast
    assert north[1] > 1.3 * south[1]


def test_the_note_says_class_and_return_levels():
    text = next(note for note in notes(case(), figures()) if note.startswith("Tropical cyclones"))
    assert "return periods of 10, 50 and 100 years" in text
    assert "IEC class" in text


def test_a_farm_stopped_by_storms_loses_by_availability():
    many = {"resource__cyclone__passages_per_year": 30.0, "resource__cyclone__turbine__reference_m_per_s": 25.0}
    found, calm = hub_of(**many), hub_of(**CALM)
    assert (found.availability_loss > 1.05 * calm.availability_loss).all()
    assert (found.gross < HOURS_PER_YEAR * 2300.0).all()


def test_sunshine_of_a_file_runs_through_the_chain(tmp_path):
    """A year of clear skies in an EPW file gives what a cloudless sky gives."""
    sky = solar.sky(10.35, 107.08, 2034)
    light = np.roll(solar.periods(sky, sky.clear, 1.0), -1)       # Vietnam's clock is an hour behind Singapore's
    head = ["LOCATION,Vung Tau,-,VNM,test,489030,10.35,107.08,7.0,4.0", *["x"] * 7]
    rows = [f"2019,1,1,1,60,flags,27.0,20,80,101000,0,0,400,{value:.4f},0,0" for value in light]
    path = tmp_path / "clear.epw"
    path.write_text("\n".join([*head, *rows]))
    given = {**SOLAR, "solar__plant__degradation_per_year": 0.0, "solar__hub_capacity_mw": 4000.0}
    found = hub_of(**given, solar__source="epw", solar__files=(str(path),))
    wanted = solar.periods(sky, solar.plant(sky, sky.clear, 27.0, degradation=0.0), 1.0).sum() * 1000.0
    np.testing.assert_allclose(found.solar, wanted, rtol=2e-3)
    assert "clear.epw" in found.solar_label
    assert "1 year(s) in turn" in found.solar_label
