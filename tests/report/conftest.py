"""A small hand-made result under the names of `sim.results.dataset`: energy and money close, nothing is run."""

import numpy as np
import pytest
import xarray as xr

from sim import clock
from sim.results import dataset
from sim.results.summary import SUMMARY
from sim.scenario.schema import Scenario
from sim.scenario.template import merged

FIGURES = dict.fromkeys(SUMMARY, 0.0) | {
    "gross_energy": 10700.0, "wake_loss": 1100.0, "availability_loss": 700.0, "other_farm_loss": 440.0,
    "collection_loss": 200.0, "battery_loss": 20.0, "link_loss": 225.0, "outage_loss": 320.0, "curtailed_energy": 810.0,
    "local_energy": 885.0, "delivered_energy": 6000.0, "energy_residual": 0.0, "net_capacity_factor": 0.411,
    "delivered_load_factor": 0.5708, "worst_year_load_factor": 0.315, "hours_at_contract": 3196.0,
    "contract_shortfall": 253.0, "penalty": 5.1e7, "link_loss_fraction": 0.0399, "link_availability": 0.918,
    "battery_cycles": 88.0, "capacity_credit": 0.34, "longest_lull": 230.0, "expected_shortfall": 4500.0,
    "firming_reserve": 227.0, "battery_life": 15.4, "battery_wear": 60.0,
    "revenue": 1.83e9, "capex": 1.395e10, "lcoe": 102.8, "landed_cost": 240.0,
    "required_price": 291.72, "breakeven_gas_price": 40.2, "breakeven_carbon_price": 548.0, "npv": 1.53e9,
    "project_irr": 0.0976, "equity_irr": 0.12, "min_dscr": 1.51, "avoided_emissions": 2.22e6, "itmo_volume": 2.8e5,
    "p50_delivered_energy": 6000.0, "p75_delivered_energy": 5550.0, "p90_delivered_energy": 5160.0,
    "p90_10y_delivered_energy": 5580.0, "weather_p90_delivered_energy": 5935.0, "evidence": "screening", "seed": 1,
}
LANDED = {"farm": 130.0, "cable": 80.0, "converters": 14.0, "battery": 8.0, "contingency": 0.0, "charges": 17.0,
          "local sales": -9.0}
NOTES = "At risk: the minimum is missed.\nScreening only: <the wind> is synthetic & drawn."


def made(weather=3, draws=2, years=(2034, 2063), hours=True, notes=NOTES, scenario=None, **figures):
    """Return a result; keywords replace figures of the summary."""
    given, s = {**FIGURES, **figures}, scenario or Scenario()
    given["levelised_price"] = figures.get("levelised_price", given["required_price"])
    data = xr.Dataset(coords={
        "operating_year": list(years), "weather_year": np.arange(weather), "outage_draw": np.arange(draws),
        "calendar_year": np.arange(years[0] - 4, years[-1] + 1)})
    if hours:
        data = _with_hours(data, given)
    annual = ("operating_year", "weather_year", "outage_draw")
    shape, spread = (len(years), weather, draws), np.linspace(0.9, 1.1, len(years) * weather * draws)
    data = data.assign({name: (annual, (given["delivered_energy"] * spread).reshape(shape)) for name in dataset.ANNUAL})
    data = _with_levels(_with_tables(_with_money(data)))
    data = data.assign({name: float(given[name]) for name in SUMMARY if name not in ("evidence", "seed")})
    data = _with_prices(_with_certainty(_with_lives(data), given))
    data.attrs = {
        "title": f"Sundalink {s.name}: {s.description}", "source": "sundalink 0.0", "scenario": merged(s),
        "scenario_name": s.name, "scenario_hash": "0123456789abcdef", "document_basis": s.document_basis,
        "seed": given["seed"], "evidence": given["evidence"], "wind": "synthetic: made by hand",
        "site": "Somewhere (10, 107)",
        "site_latitude": 10.0, "site_longitude": 107.4, "route": "straight", "landing": "Changi, Singapore",
        "why_not_ac": "too far for it", "cable_rating": "The cable may carry 1,800 A for ever.",
        "price_binds": "equity IRR", "assumed": "everything", "notes": notes,
        "resilience": "Over 30 years it is out at times.", "price_range": "Sources differ."}
    return data


def _with_hours(data, given):
    """Powers that add up, higher in January than in July."""
    dims = ("operating_year", "weather_year", "time")
    shape = (data.sizes["operating_year"], data.sizes["weather_year"], 8760)
    at = np.arange(8760)
    wind = 1000.0 + 900.0 * np.cos(2 * np.pi * at / 8760) + 300.0 * np.sin(2 * np.pi * at / 24)
    wind = np.maximum(wind, 0.0) * np.linspace(0.9, 1.1, shape[1])[:, None] * np.ones(shape)
    sent = np.minimum(wind, 1250.0)
    powers = dict.fromkeys(dataset.HOURLY, 0.0) | {
        "available_power": wind, "sent_power": sent, "delivered_power": 0.96 * sent, "link_loss_power": 0.04 * sent,
        "contract_power": 0.96 * sent, "curtailed_power": 0.4 * (wind - sent),
        "local_power": (0.6 if given["local_energy"] else 0.0) * (wind - sent)}
    found = {name: (dims, np.broadcast_to(power, shape).astype(np.float32)) for name, power in powers.items()}
    warm = np.broadcast_to(35.0 + 8.0 * np.cos(2 * np.pi * at / 8760), shape[1:])
    found["conductor_temperature"] = (dims[1:], warm.astype(np.float32), {
        "limit": 70.0, "at_rating_for_ever": 46.0, "segment": "landfall", "current_used": 1.18})
    found["spot_price"] = (dims, np.full(shape, 120.0, np.float32), {"synthetic": "synthetic half-hours"})
    return data.assign(found).assign_coords(time=clock.utc(2034, 1.0))


def _with_money(data):
    """A cash flow whose parts add up."""
    build = data["calendar_year"].values < 2034
    flows = dict.fromkeys(dataset.MONEY, 0.0) | {
        "contract_revenue": np.where(build, 0.0, 2e9), "local_revenue": np.where(build, 0.0, 1e8),
        "capex_cost": np.where(build, 3.5e9, 0.0), "opex_cost": np.where(build, 0.0, 5e8),
        "tax_without_debt": np.where(build, 0.0, 1e8), "project_cash_flow": np.where(build, -3.5e9, 1.5e9),
        "equity_cash_flow": np.where(build, -1e9, 4e8)}
    return data.assign({name: ("calendar_year", np.broadcast_to(flow, build.shape)) for name, flow in flows.items()})


def _with_tables(data):
    """Route, loss curve, cost by part."""
    sent = np.linspace(0.0, 1250.0, 41)
    tables = {
        "route_distance": ("route_point", np.linspace(0.0, 1080.0, 30)),
        "route_latitude": ("route_point", np.linspace(10.35, 1.35, 30)),
        "route_longitude": ("route_point", np.linspace(107.08, 104.05, 30)),
        "route_depth": ("route_point", np.concatenate([[-1.0], np.linspace(10.0, 80.0, 28), [-2.0]])),
        "link_sent": ("link_sent", sent), "link_received": ("link_sent", 0.96 * sent),
        "link_sending_loss": ("link_sent", 0.01 * sent), "link_cable_loss": ("link_sent", 0.02 * sent),
        "link_receiving_loss": ("link_sent", 0.01 * sent), "link_no_load_sending": 1.8, "link_no_load_receiving": 1.8,
        "new_gas_part": ("gas_part", [86.0, 35.0, 40.2]), "mean_carbon_tax": 116.0,
        "landed_cost_part": ("cost_part", list(LANDED.values()))}
    return data.assign(tables).assign_coords(gas_part=["fuel", "carbon tax", "plant, upkeep"],
                                             cost_part=list(LANDED))


def _with_levels(data):
    """Levels of delivery, and the storage that they ask for; the highest cannot be had."""
    share = np.arange(1, 11) / 10.0
    energy = 2e3 * 2.0 ** np.arange(10) * np.array([[1.0], [3.0], [9.0]])
    energy[:, 7:] = np.inf
    level = {"firm_level": 1200.0 * share, "hours_below_level": 1500.0 + 4000.0 * share,
             "longest_below_level": 230.0 + 400.0 * share}
    data = data.assign({name: ("contract_share", values) for name, values in level.items()})
    data["firm_storage"] = (("share_of_time", "contract_share"), energy)
    return data.assign_coords(contract_share=share, share_of_time=[0.95, 0.99, 1.0])


def _with_lives(data):
    """Lives of the link, outages that grow rarer with their length, and what is on record."""
    at = np.geomspace(1.0, 2e4, 40)
    data = data.assign(
        life_availability_by_life=("life", np.linspace(0.70, 0.98, 50)),
        life_energy_not_delivered=("life", np.linspace(900.0, 100.0, 50)),
        life_longest_outage=("life", np.linspace(0.0, 6000.0, 50)),
        outage_rate=("outage_duration", np.exp(-at / 2000.0)),
        pole_outage_rate=("outage_duration", 9.0 * np.exp(-at / 900.0)),
        measure_known=("measure", [1, 1, 0]), measure_chosen=("measure", [1, 0, 0]),
        recorded_rate=("recorded_link", [0.73, 2.62]), recorded_median=("recorded_link", [81.0, 63.0]),
        recorded_mean=("recorded_link", [166.0, 176.0]), recorded_repair=("repair", [45.0, 177.0]))
    data = data.assign(p90_life_availability=0.80, p50_life_availability=0.90, p10_life_availability=0.95)
    return data.assign_coords(outage_duration=at, measure=["spare_kit", "retainer", "separate_routes"],
                              recorded_link=["IFA", "BritNed"])


def _with_prices(data):
    """Required prices under other costs of building."""
    data = data.assign(
        drawn_capex=("cost_draw", np.linspace(11e9, 17e9, 50)),
        drawn_required_price=("cost_draw", np.linspace(230.0, 340.0, 50)),
        vintage_required_price=("cost_vintage", [248.0, 264.0, 292.0]),
        source_cable_level=("cable_source", [760.0, 2300.0]), source_required_price=("cable_source", [230.0, 260.0]))
    return data.assign_coords(cost_vintage=["contracts before 2022", "contracts 2023 to 2025", "DEA 2025"],
                              cable_source=["dc_submarine_acer_2023", "dc_submarine_pathway"])


def _with_certainty(data, given):
    """Energy exceeded, and the simulated years that stand there."""
    share = np.array([1.0, 0.93, 0.86, 0.75])
    energy = given["delivered_energy"] * share[:, None, None] * np.array([1.0, 1.05, 1.06])[:, None] * np.ones(2)
    year = np.full(4, data["operating_year"].values[0])
    data = data.assign(
        exceeded_energy=(("exceedance_probability", "averaging_years", "exceedance_method"), energy, {
            "comment": "Pxx is what is exceeded with xx %."}),
        exceedance_operating_year=("exceedance_probability", year),
        exceedance_weather_year=("exceedance_probability", np.zeros(4, dtype=int)),
        exceedance_outage_draw=("exceedance_probability", np.ones(4, dtype=int)),
        energy_uncertainty=("uncertainty_category", np.array([0.093, 0.012, 0.125])))
    return data.assign_coords(
        exceedance_probability=[0.50, 0.75, 0.90, 0.99], averaging_years=[1, 10, 20],
        exceedance_method=["draws", "formula"],
        uncertainty_category=["historic wind resource", "wake effects", "year to year, weather and outages"])


@pytest.fixture(scope="session")
def result():
    """A plain result."""
    return made()


@pytest.fixture(scope="session")
def make():
    """The maker of results, for what is out of the ordinary."""
    return made
