"""The whole chain on a small case: balances at every interface, limits, switches, and what base must give."""

import netCDF4
import numpy as np
import pytest
from small_case import STAGES, case, figures, scenario, unshared, whole

from sim import chain, clock
from sim.case import finance as case_finance
from sim.case import market, price_search, resource, trade
from sim.case import years as case_years
from sim.case.years import interpolate
from sim.errors import SundalinkError
from sim.results.notes import notes
from sim.results.summary import summary
from sim.results.summary_values import SUMMARY
from sim.units import HOURS_PER_YEAR


def said(**changes):
    """The notes on a small case."""
    return "\n".join(notes(case(**changes), figures(**changes)))


def close(a, b, tolerance=1e-9):
    return a == pytest.approx(b, rel=tolerance, abs=1e-9)


def test_files_that_run_whole_cases_are_known_by_what_they_import(request):
    assert request.node.get_closest_marker("whole")


def test_a_case_is_shown_as_a_line():
    assert repr(case()).startswith("<case ")
    assert len(repr(case())) < 300


# --- balances at every interface ------------------------------------------------------------------------

DESIGNS = [
    {},
    {"storage__power_mw": 0.0, "storage__energy_mwh": 0.0},
    {"hub__topology": "offshore", "local__width_mw": 100.0},
    {"link__voltage_kv": 320.0, "link__configuration__model": "symmetric_monopole", "link__rating_mw": 800.0},
    {"route__file": "peninsular"},
    {"contract__price": 150.0, "contract__terms__priority": "physical"},
]
DESIGN = pytest.mark.parametrize("changes", DESIGNS, ids=lambda d: ",".join(map(str, d.values())) or "base")


@DESIGN
def test_energy_balances_from_turbine_to_hub(changes):
    hub, annual = case(**changes).hub, case(**changes).traded.annual
    lost = hub.wake_loss + hub.availability_loss + hub.other_loss + hub.collection_loss
    np.testing.assert_allclose(hub.gross - lost, annual.available.mean(axis=(1, 2)), rtol=1e-9)
    assert (np.stack([hub.wake_loss, hub.availability_loss, hub.other_loss, hub.collection_loss]) >= 0).all()


@DESIGN
def test_energy_balances_at_the_hub_and_over_the_link(changes):
    annual = case(**changes).traded.annual
    taken = (annual.battery_loss + annual.curtailed + annual.outage + annual.local + annual.delivered
             + annual.link_loss + annual.malaysia)
    np.testing.assert_allclose(annual.available + annual.supplied, taken, rtol=1e-9)
    np.testing.assert_allclose(annual.delivered, annual.contract + annual.spot, rtol=1e-9)
    assert (annual.delivered < annual.sent).all()
    for name in ("battery_loss", "curtailed", "outage", "local", "link_loss", "bought", "discharged"):
        assert (getattr(annual, name) >= -1e-6).all(), name


@DESIGN
def test_power_balances_in_every_period(changes):
    done = case(**changes)
    flows = done.traded.hourly
    out = (flows.flow.astype(float) + flows.curtailed + flows.outage + flows.local + flows.delivered
           + flows.link_loss + flows.malaysia + flows.far_flow)
    np.testing.assert_allclose(flows.available + flows.supplied, out, atol=2e-3)   # kept in single precision
    np.testing.assert_allclose(flows.delivered, flows.contract.astype(float) + flows.spot, atol=1e-3)
    assert flows.delivered.max() <= done.scenario.link.rating_mw * (1 + 1e-6)
    assert min(array.min() for name, array in flows._asdict().items() if "flow" not in name) >= -1e-3


@DESIGN
def test_the_summary_closes_and_is_complete(changes):
    found = figures(**changes)
    assert abs(found["energy_residual"]) < 1e-9
    assert list(found) == list(SUMMARY)
    texts = {name for name, value in found.items() if isinstance(value, str)}
    assert texts == {"evidence"}
    assert all(np.isfinite(value) for name, value in found.items() if name not in texts), found


@DESIGN
def test_money_of_the_ledger_is_price_times_energy(changes):
    done, annual = case(**changes), case(**changes).traded.annual
    local = annual.buyer_revenue[..., 0] / np.maximum(annual.local, 1e-9)
    kept = 1.0
    if done.scenario.hub.topology == "offshore":
        kept = 1.0 - done.scenario.local.cable_loss
    sold = annual.local > 1.0
    assert np.all(local[sold] <= done.scenario.local.price_usd_per_mwh * (1 + 1e-9))
    np.testing.assert_allclose(local[sold], done.scenario.local.price_usd_per_mwh * kept, rtol=1e-9)
    np.testing.assert_allclose(annual.buyer_revenue[..., 3], annual.contract * done.traded.price, rtol=1e-12)


def test_interpolation_keeps_the_traded_years():
    s = scenario(time__traded_years=3)
    values = np.array([1.0, 5.0, 2.0])
    found = interpolate(s, values)
    assert found.shape == (30,)
    years = case_years.traded_years(s.time) - s.time.first_operating_year
    np.testing.assert_array_equal(found[years], values)
    assert interpolate(s, np.zeros((3, 2, 4))).shape == (2, 4, 30)


def test_traded_years_hold_the_first_and_the_last():
    years = case_years.traded_years(scenario(time__traded_years=4).time)
    assert (years[0], years[-1], years.size) == (2036, 2065, 4)
    np.testing.assert_array_equal(case_years.traded_years(scenario(time__traded_years=1).time), [2036])
    short = scenario(time__operating_years=3, time__traded_years=3, finance__debt__tenor_years=3)
    assert case_years.traded_years(short.time).tolist() == [2036, 2037, 2038]


# --- limits ---------------------------------------------------------------------------------------------


def test_without_battery_nothing_is_stored():
    annual = case(storage__power_mw=0.0, storage__energy_mwh=0.0).traded.annual
    assert not annual.battery_loss.any()
    assert not annual.charged.any()
    assert figures(storage__power_mw=0.0, storage__energy_mwh=0.0)["battery_cycles"] == 0


def test_without_local_sink_nothing_is_sold_in_vietnam():
    done = figures(local__width_mw=0.0)
    assert done["local_energy"] == 0
    assert done["itmo_volume"] == 0
    assert done["curtailed_energy"] > figures()["curtailed_energy"]


TINY = {"farm__capacity_mw": 150.0, "link__rating_mw": 20.0, "contract__terms__width_mw": 20.0,
        "storage__power_mw": 0.0, "storage__energy_mwh": 0.0, "contract__price": 800.0,
        "link__cables__section_mm2": 2000.0}


def test_a_tiny_link_is_full_whenever_it_is_there():
    done = case(**TINY)
    flows, poles = done.traded.hourly, done.link.poles[0]
    blowing = (flows.available > 30.0) & (poles == 2)[None]
    assert blowing.mean() > 0.5
    np.testing.assert_allclose(flows.delivered[blowing], 20.0, rtol=1e-4)
    assert not flows.delivered[:, poles == 0].any()
    assert flows.delivered[:, poles == 1].max() == pytest.approx(10.0, rel=1e-3)


def test_a_link_larger_than_the_farm_curtails_nothing():
    done = case(farm__capacity_mw=900.0, contract__price=250.0)
    flows, poles = done.traded.hourly, done.link.poles[0]
    assert flows.curtailed[:, poles == 2].max() < 1e-3
    assert flows.outage[:, poles == 2].max() < 1e-3


def test_a_farm_twice_as_large_makes_twice_as_much_before_wakes():
    small, large = figures(farm__capacity_mw=1500.0), figures(farm__capacity_mw=3000.0)
    assert close(2 * small["gross_energy"], large["gross_energy"])
    assert large["wake_loss"] / large["gross_energy"] > small["wake_loss"] / small["gross_energy"]
    assert large["delivered_energy"] < 2 * small["delivered_energy"]


def test_without_wakes_and_losses_the_hub_gets_all_but_the_cables():
    off = {f"farm__loss__{name}": 0.0 for name in (
        "external_wake", "blockage", "turbine_availability", "plant_availability", "grid_availability", "sub_optimal",
        "power_curve", "hysteresis", "degradation_per_year")}
    done = figures(farm__wake__model="none", **off)
    assert done["wake_loss"] == done["availability_loss"] == done["other_farm_loss"] == 0
    capacity = case(farm__wake__model="none", **off).farm.capacity
    assert close(done["gross_energy"] - done["collection_loss"],
                 done["net_capacity_factor"] * capacity * HOURS_PER_YEAR / 1e3)


# --- the contract's price -------------------------------------------------------------------------------


def test_the_required_price_as_a_number_gives_the_return_that_it_was_required_for():
    price = figures()["required_price"]
    again = case(contract__price=price)
    found = figures(contract__price=price)
    target = again.scenario.finance
    assert "equity" in again.finance.binds
    assert found["equity_irr"] == pytest.approx(target.target_equity_irr, abs=2e-5)
    assert found["min_dscr"] >= target.minimum_dscr - 1e-6
    assert found["required_price"] == pytest.approx(price, abs=0.02)
    assert found["npv"] == pytest.approx(figures()["npv"], abs=3e6)
    assert found["delivered_energy"] == pytest.approx(figures()["delivered_energy"], rel=1e-6)


def test_less_than_the_required_price_pays_less_and_is_noted():
    price = figures()["required_price"] - 20.0
    assert figures(contract__price=price)["equity_irr"] < 0.12
    assert figures(contract__price=price)["npv"] < figures()["npv"]
    assert f"The contract price of {price:.2f} USD/MWh is below the " in said(contract__price=price)
    assert "The contract price" not in said()


def test_a_higher_price_brings_more_revenue_for_the_same_energy():
    low, high = figures(contract__price=250.0), figures(contract__price=300.0)
    assert high["revenue"] > low["revenue"]
    assert high["delivered_energy"] == pytest.approx(low["delivered_energy"], rel=0.02)


# --- switches -------------------------------------------------------------------------------------------


def test_an_offshore_hub_needs_no_export_cable_and_dearer_stations():
    onshore, offshore = case(), case(hub__topology="offshore", local__width_mw=0.0)
    assert offshore.hub.collection_loss.sum() < 0.6 * onshore.hub.collection_loss.sum()
    cost = {name: {part.name: part.capex for part in done.finance.components}
            for name, done in (("onshore", onshore), ("offshore", offshore))}
    assert "export" in cost["onshore"]
    assert "export" not in cost["offshore"]
    assert cost["offshore"]["converters"] > 1.3 * cost["onshore"]["converters"]


def test_a_local_sale_at_sea_needs_its_own_cable():
    done = case(hub__topology="offshore", local__width_mw=100.0)
    parts = {part.name: part.capex for part in done.finance.components}
    ashore = {part.name: part.capex for part in case().finance.components}
    assert parts["export"] == pytest.approx(ashore["export"] * 100.0 / case().farm.capacity)


def test_a_symmetric_monopole_is_all_or_nothing():
    done = case(link__voltage_kv=320.0, link__configuration__model="symmetric_monopole", link__rating_mw=800.0)
    assert done.link.configuration.poles == 1
    assert set(np.unique(done.link.poles)) <= {0, 1}
    assert len(done.link.transfers) == 2
    out = done.link.poles[0] == 0
    assert not done.traded.hourly.delivered[:, out].any()
    assert done.link.cable.voltage == 320.0


def test_a_lower_voltage_loses_more():
    same = {"link__cables__section_mm2": 2000.0, "link__rating_mw": 800.0, "contract__price": 250.0}
    lossy, good = figures(link__voltage_kv=320.0, **same), figures(link__voltage_kv=525.0, **same)
    assert lossy["link_loss_fraction"] > 1.3 * good["link_loss_fraction"]


def test_a_third_grid_takes_its_loss_and_its_charge():
    direct, wheeled = case(), case(route__file="peninsular")
    wheeling = wheeled.route.route.wheeling
    assert wheeled.route.length < direct.route.length
    flows = wheeled.traded.hourly
    assert flows.delivered.max() <= wheeling.capacity * (1 - wheeling.loss) * (1 + 1e-6)
    assert flows.delivered.max() <= 1200.0 * (1 - wheeling.loss) * (1 + 1e-6)
    years, money = wheeled.finance.years, wheeled.finance.project
    charges = np.asarray(money.charges)[-years.delivered.size:]
    level = wheeled.finance.timeline.price[-years.delivered.size:]
    paid = years.contract * 4.0 + years.station_cost + years.delivered * wheeling.charge
    np.testing.assert_allclose(np.abs(charges), paid * level, rtol=1e-9)


def test_with_foresight_the_trade_earns_more_than_any_honest_policy_and_says_that_it_is_a_ceiling():
    terms = {"contract__price": 150.0, "contract__terms__minimum_load_factor": 0.0}
    best, honest = (case(trade__policy__model=name, **terms) for name in ("perfect_foresight", "greedy"))

    def earned(done):
        year = done.traded.annual
        return (year.buyer_revenue.sum(axis=-1) - year.station_cost).sum(axis=1)

    assert (earned(best) > 1.002 * earned(honest)).all()
    np.testing.assert_array_equal(best.traded.annual.available, honest.traded.annual.available)
    assert "Upper bound, not a forecast" in said(trade__policy__model="perfect_foresight", **terms)
    assert "Upper bound" not in said()


# --- notes ----------------------------------------------------------------------------------------------


def test_an_infeasible_load_factor_is_said_plainly():
    text = said(contract__terms__minimum_load_factor=0.9)
    assert "Infeasible: the contract's minimum load factor (0.855 after tolerance) is met in 0 % of years" in text
    assert figures(contract__terms__minimum_load_factor=0.9)["contract_shortfall"] > 0
    assert figures(contract__terms__minimum_load_factor=0.9)["penalty"] > 0


def test_a_feasible_load_factor_is_not_noted():
    assert "load factor" not in said(contract__terms__minimum_load_factor=0.2)
    assert figures(contract__terms__minimum_load_factor=0.2)["penalty"] == 0


def test_an_implausible_wind_is_noted():
    text = said(resource__wind__level=1.5, contract__price=200.0)
    assert "Implausible: net capacity factor" in text or "Doubtful: gross capacity factor" in text
    assert "capacity factor" not in said()


def test_a_calm_sea_is_noted():
    assert "lower than any site developed commercially" in said(resource__wind__level=0.6, contract__price=200.0)


def test_synthetic_wind_is_noted():
    assert "Screening only: the wind is synthetic" in said()
    assert figures()["evidence"] == "screening"


def test_the_size_as_built_is_noted():
    assert "Built: 153 turbines, installed 2,295 MW (requested 2,300 MW)." in said()
    assert "Built:" not in said(farm__capacity_mw=1500.0)


# --- randomness -----------------------------------------------------------------------------------------


def test_cases_share_their_random_numbers():
    base, other = unshared(), unshared(storage__power_mw=0.0, storage__energy_mwh=0.0)
    for name in ("speed", "direction", "density"):
        np.testing.assert_array_equal(getattr(base.wind, name), getattr(other.wind, name))
    np.testing.assert_array_equal(base.link.poles, other.link.poles)
    for a, b in zip(base.market, other.market, strict=True):
        np.testing.assert_array_equal(a.spot, b.spot)
        np.testing.assert_array_equal(a.demand, b.demand)


def test_another_link_leaves_wind_and_market_as_they_are():
    base = unshared()
    other = unshared(link__voltage_kv=320.0, link__rating_mw=800.0, contract__price=250.0)
    np.testing.assert_array_equal(base.wind.speed, other.wind.speed)
    np.testing.assert_array_equal(base.link.poles, other.link.poles)
    np.testing.assert_array_equal(base.market[0].spot, other.market[0].spot)


def test_another_seed_is_another_world():
    base, other = unshared(), unshared(seed=7)
    assert not np.array_equal(base.wind.speed, other.wind.speed)
    assert not np.array_equal(base.link.poles, other.link.poles)
    assert not np.array_equal(base.market[0].spot, other.market[0].spot)
    assert abs(figures(seed=7)["gross_energy"] / figures()["gross_energy"] - 1) < 0.2


def test_more_weather_years_leave_the_first_ones_as_they_are():
    free = {"resource__wind__anchored": False}   # anchoring scales all years alike to the long-term mean
    few, many = scenario(**free), scenario(time__weather_years=4, **free)
    a, b = resource.make(few), resource.make(many)
    for name in ("speed", "direction", "density"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name)[:2])
    years = case_years.traded_years(few.time)
    np.testing.assert_array_equal(market.market(few, years[0], 2).spot, market.market(many, years[0], 4).spot[:2])


# --- wind of one's own ----------------------------------------------------------------------------------

START, END = np.datetime64("2018-12-31T00", "h"), np.datetime64("2020-01-01T00", "h")


def series():
    """Hours, and wind from the north-east that swings between 4 and 16 m/s."""
    time = np.arange(START, END + 1)
    speed = 10.0 + 6.0 * np.sin(np.arange(time.size) / 40.0)
    return time, speed


@pytest.fixture(scope="module")
def era5(tmp_path_factory):
    """A file as the Climate Data Store gives it, around 10N 107.4E."""
    time, speed = series()
    path = tmp_path_factory.mktemp("era5") / "wind.nc"
    values = {"u100": (-speed / np.sqrt(2), "m s**-1"), "v100": (-speed / np.sqrt(2), "m s**-1"),
              "t2m": (np.full(time.size, 300.0), "K"), "sp": (np.full(time.size, 100900.0), "Pa")}
    with netCDF4.Dataset(path, "w") as file:
        for name, points in (("latitude", [10.25, 10.0, 9.75]), ("longitude", [107.25, 107.5, 107.75])):
            file.createDimension(name, 3)
            file.createVariable(name, "f8", (name,))[:] = points
        file.createDimension("valid_time", time.size)
        clocked = file.createVariable("valid_time", "i8", ("valid_time",))
        clocked.units, clocked.calendar = "seconds since 1970-01-01", "proleptic_gregorian"
        clocked[:] = time.astype("datetime64[s]").astype(np.int64)
        for name, (value, unit) in values.items():
            stored = file.createVariable(name, "f4", ("valid_time", "latitude", "longitude"), fill_value=np.nan)
            stored.units = unit
            stored[:] = np.broadcast_to(value[:, None, None], (time.size, 3, 3))
    return path


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """The same wind as a table of one's own."""
    time, speed = series()
    path = tmp_path_factory.mktemp("csv") / "wind.csv"
    rows = [f"{t}:00Z,{v:.6f},45.0" for t, v in zip(time.astype(str), speed, strict=True)]
    path.write_text("# height_m: 100\ntime,wind_speed_m_per_s,wind_direction_deg\n" + "\n".join(rows) + "\n")
    return path


def own(source, path):
    """Case and summary with the wind of a file."""
    keys = {"resource__source": source, "resource__files": (str(path),), "contract__price": 220.0}
    return case(**keys), figures(**keys)


def test_wind_of_era5_runs_through_as_reanalysis(era5):
    done, found = own("era5", era5)
    assert found["evidence"] == "reanalysis"
    assert done.wind.speed.shape == (1, clock.periods(1.0))
    assert done.traded.annual.delivered.shape == (2, 1, 2)
    assert not any("Screening" in text for text in notes(done, found))
    ratio = np.log(150.0 / 0.0002) / np.log(100.0 / 0.0002)
    assert done.wind.speed.max() == pytest.approx(16.0 * ratio, rel=1e-3)
    np.testing.assert_allclose(done.wind.direction, 45.0, atol=1e-3)
    assert abs(found["energy_residual"]) < 1e-9


def test_wind_of_a_table_runs_through_as_measured(era5, table):
    (done, found), (other, known) = own("csv", table), own("era5", era5)
    assert found["evidence"] == "measured"
    np.testing.assert_allclose(done.wind.speed, other.wind.speed, rtol=1e-4)
    assert found["gross_energy"] == pytest.approx(known["gross_energy"], rel=1e-2)


def test_a_table_is_one_file(table):
    s = scenario(resource__source="csv", resource__files=(str(table), str(table)))
    with pytest.raises(SundalinkError, match="goes back in time") as caught:
        resource.weather(s)
    assert caught.value.status == 2


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "words"), [
    ({"link__voltage_kv": 320.0, "link__cables__section_mm2": 500.0}, "a larger section, a higher voltage"),
    ({"link__cables__section_mm2": 100.0}, "link.cables.section_mm2 = 100 [mm2]: must lie between 240 and 3000"),
    ({"link__voltage_kv": 700.0}, "link.voltage_kv = 700 [kV]: must lie between 80 and 640 kV"),
    ({"link__cables__insulation": "mi", "link__voltage_kv": 640.0}, "600 kV, the highest class of MI cables"),
    ({"farm__wake_direction_step_deg": 7.0}, "360 must be a multiple of it"),
    ({"farm__turbine": "iea_15"}, "did you mean iea_15mw"),
    ({"route__file": "dirct"}, "did you mean direct"),
    ({"trade__policy__discharge_above_usd_per_mwh": 50.0}, "must be no less than charge_below_usd_per_mwh (100)"),
])
def test_a_case_that_cannot_be_is_refused_by_name(changes, words):
    with pytest.raises(SundalinkError) as caught:
        chain.run(scenario(**changes), cache=STAGES, workers=1)
    assert words in str(caught.value)


# --- the reference case ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("name", "losses"), [("announced_2023", (0.03, 0.045)), ("base", (0.045, 0.065))])
def test_base_is_within_what_is_to_be_expected(name, losses):
    """Of 2,000 and of 1,200 mm2 of copper."""
    done = whole(name)
    found = summary(done)
    gross = found["gross_energy"] * 1e3 / (done.farm.capacity * HOURS_PER_YEAR)
    assert 0.50 <= gross <= 0.55
    assert 0.38 <= found["net_capacity_factor"] <= 0.46
    assert 0.53 <= found["delivered_load_factor"] <= 0.64
    assert losses[0] <= found["link_loss_fraction"] <= losses[1]
    assert abs(found["energy_residual"]) < 1e-9
    assert found["p90_delivered_energy"] < found["p75_delivered_energy"] < found["p50_delivered_energy"]
    assert found["p90_delivered_energy"] < found["p90_10y_delivered_energy"] < found["p50_delivered_energy"]


# --- the search for the price ----------------------------------------------------------------------------


def test_another_round_would_leave_the_price_where_it_is():
    done = case()
    again = trade.trade(done.scenario, done.hub, done.link, done.route, done.market, done.finance.price, keep=False)
    finance = case_finance.close(done.scenario, done.farm, done.hub, done.route, done.link, again)
    assert abs(finance.required - done.finance.price) < price_search.SETTLED


def test_rounds_that_do_not_draw_together_are_not_settled():
    assert not price_search.settled([(200.0, 300.0)])
    assert price_search.settled([(200.0, 300.0), (300.0, 300.2)])
    assert not price_search.settled([(200.0, 300.0), (300.0, 320.0)])     # the next move would be 4
    assert not price_search.settled([(200.0, 300.0), (300.0, 380.0)])     # hardly a contraction
