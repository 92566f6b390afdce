"""A grid's case: what its zones and corridors become, and that the trade of a small one adds up."""

import numpy as np
import pytest
from small_grid import HERE, data, run, small

from sim.analysis.grid_outcome import grid_outcomes
from sim.case import grid_corridors
from sim.case.grid import build_grid_case, run_grid_case
from sim.errors import SundalinkError
from sim.scenario.tables_grid import CorridorRow


def row(**given):
    return CorridorRow(**{"name": "x", "from_zone": "A", "to_zone": "B", "capacity_mw": 100, "document": "test", **HERE,
                          **given})


def test_energy_of_demand_is_that_of_the_file():
    case = build_grid_case(small(grid__days=365, zones__TH__demand__weather=0.0))
    energy = case.years[0].network.load.sum(axis=0) / 1e6
    np.testing.assert_allclose(energy[1], 20.0, rtol=1e-9)   # between 15 in 2025 and 25 in 2035
    load = case.years[0].network.load[:, 1]
    assert load.mean() / load.max() == pytest.approx(0.7, rel=0.02)


def test_mean_power_of_sun_is_that_of_the_file():
    case = build_grid_case(small(grid__days=365))
    assert case.weather.sun[1, 0].mean() == pytest.approx(0.15, rel=1e-6)
    hour = (np.arange(8760) % 24 + 0.5)
    assert case.weather.sun[1, 0][(hour < 5) | (hour > 20)].max() == 0.0


def test_more_weather_years_leave_the_first_as_it_is():
    one, two = build_grid_case(small(grid__days=365)), build_grid_case(small(grid__days=365, grid__weather_years=2))
    np.testing.assert_allclose(two.weather.heat[:, 0], one.weather.heat[:, 0])
    np.testing.assert_allclose(two.weather.rain[:, 0], one.weather.rain[:, 0])
    assert not np.allclose(two.weather.heat[:, 1], two.weather.heat[:, 0])


def test_losses_of_a_corridor():
    np.testing.assert_allclose(np.mean(grid_corridors.losses(row(km=1000, kind="dc"), 100)), 0.048)
    np.testing.assert_allclose(np.mean(grid_corridors.losses(row(km=520, kind="ac"), 100)), 0.0351)
    assert np.mean(grid_corridors.losses(row(km=520, loss=0.2), 100)) == pytest.approx(0.2)
    curve = grid_corridors.losses(row(km=1050, kind="dc", loss="link"), 1200)
    assert (np.diff(curve) > 0).all()
    assert 0.02 < np.mean(curve) < 0.08


def test_a_corridor_that_would_lose_more_than_enters_is_refused():
    with pytest.raises(SundalinkError, match=r"corridors\.north\.km = 20000: loses 135 % at full power"):
        build_grid_case(small(corridors__north__km=20000))


def test_a_zone_without_demand_is_a_note():
    notes = data(zones__LA__demand__twh=0.0).attrs["notes"]
    assert "Zone LA: has no demand" in notes
    assert "Zone TH: has no demand" not in notes


def test_outages_of_a_corridor_have_their_share_and_length():
    s = small(grid__days=365)
    rare = row(kind="dc", forced_outage=0.05, outage_days=3.0)
    share = np.mean([grid_corridors.available(s, rare, year) for year in range(300)])
    assert share == pytest.approx(0.95, abs=0.005)
    assert set(np.unique(grid_corridors.available(s, rare, 0))) <= {0.0, 1.0}


@pytest.mark.parametrize(("changes", "names"), [
    ({}, ("north", "south")), ({"grid__year": 2027}, ("north",)), ({"grid__without": ["north"]}, ("south",)),
    ({"grid__isolated": True}, ()), ({"grid__stages": ["existing"]}, ("north",)),
    ({"grid__stages": ["existing"], "grid__include": ["south"]}, ("north", "south"))])
def test_corridors_in_service(changes, names):
    assert tuple(r.name for r in small(**changes).in_service()) == names


def test_balances_and_welfare_close():
    found = grid_outcomes(run())[0]
    assert found.residual < 1e-9
    assert run().solutions[0].gap <= 1e-6


def test_water_flows_to_the_dear_zone_and_rents_are_no_loss():
    d = data()
    assert float(d.sent_forward.sel(corridor="north").sum()) > 0
    assert (d.rent.sum(("weather_year", "time")) > -1e-6).all()
    assert float(d.price.sel(zone="LA").mean()) <= float(d.price.sel(zone="SG").mean())


def test_an_island_without_supply_is_a_note_and_not_an_error():
    alone = data(grid__isolated=True, zones__SG__stack__ccgt__capacity_mw=0)
    assert float(alone.unserved.sel(zone="SG").sum()) == pytest.approx(float(alone.demand.sel(zone="SG").sum()))
    assert "Zone SG: has no corridor in service and no supply" in alone.attrs["notes"]
    assert "Zone SG: 100 %" in alone.attrs["notes"]


def test_a_corridor_more_costs_no_more():
    with_it, without = (run(**changes).solutions[0].cost for changes in ({}, {"grid__without": ("south",)}))
    assert with_it <= without + 1e-6 * abs(without)


def test_emissions_of_consumption_are_those_of_generation():
    d = data(zones__TH__batteries__battery__power_mw=0)
    served = d.demand - d.unserved
    consumed = (d.average_factor.fillna(0) * served).sum("zone")
    np.testing.assert_allclose(consumed, d.emissions.sum("zone"), rtol=1e-5)


def test_a_horizon_beyond_the_year_is_refused():
    with pytest.raises(SundalinkError, match=r"grid\.days = 10: must end within the year"):
        run_grid_case(build_grid_case(small(grid__first_day=360, grid__days=10)))


def test_foresight_costs_least_and_its_price_of_ignorance_is_seen():
    given = {"grid__days": 6, "grid__weather_years": 2, "grid__window_days": 2}
    cost = {policy: sum(x.cost for x in run(grid__policy=policy, **given).solutions)
            for policy in ("perfect_foresight", "rolling", "myopic")}
    assert cost["perfect_foresight"] <= cost["rolling"] + 1e-6 * abs(cost["rolling"])
    assert cost["perfect_foresight"] <= cost["myopic"] + 1e-6 * abs(cost["myopic"])
    for found in grid_outcomes(run(grid__policy="rolling", **given)):
        assert found.residual < 1e-9


def test_the_cost_of_a_grid_is_that_of_generation_charges_and_lost_load():
    """Computed from what is written, without the solver: what stores hold at the end is no negative cost."""
    found, solution = data(), run().solutions[0]
    network = build_grid_case(small()).years[0].network
    hours = network.step_hours
    load_lost = (solution.unserved * network.value_of_lost_load).sum() * hours
    burnt = (solution.generation * network.cost).sum() * hours
    worn = ((solution.discharge - network.least_release) * network.wear).sum()   # what must pass anyway wears nothing
    charged = ((solution.sent * network.wheeling).sum() + worn) * hours
    missing = (np.maximum(network.end_width[:, 0] - solution.level[-1], 0.0) * network.end_value[:, 0]).sum()
    cost = float(found.cost.isel(weather_year=0))
    assert cost > 0.0
    assert cost == pytest.approx(burnt + load_lost + charged + missing, rel=1e-6)
    assert float(found.cost_bound.isel(weather_year=0)) <= cost


def test_welfare_by_zone_is_that_by_country_in_other_places():
    """Each country of the small grid is one zone whose plants are its own; the sums agree in any grid."""
    found = data()
    by_country = found.welfare.sum("party").isel(weather_year=0)
    for zone, country in zip(found.zone.values, found.zone_country.values, strict=True):
        np.testing.assert_allclose(found.zone_welfare.sel(zone=zone).values, by_country.sel(country=country), rtol=1e-9)


def test_a_rolling_policy_needs_another_weather_year():
    with pytest.raises(SundalinkError, match=r"grid\.policy = 'rolling': needs grid\.weather_years of at least 2"):
        run(grid__policy="rolling")


def test_the_same_bytes_on_any_number_of_threads():
    case = build_grid_case(small(grid__weather_years=2, grid__solver="fast", grid__gap=1e-3))
    one, two = (run_grid_case(case, threads).solutions for threads in (1, 2))
    for a, b in zip(one, two, strict=True):
        assert a.price.tobytes() == b.price.tobytes()
        assert a.sent.tobytes() == b.sent.tobytes()
    assert max(x.gap for x in one) <= 1e-3


def test_a_gap_that_is_not_reached_is_refused():
    worse = run().solutions[0]._replace(gap=1e-3)
    with pytest.raises(SundalinkError, match="gap of the grid's dispatch"):
        grid_outcomes(run()._replace(solutions=(worse,)))
