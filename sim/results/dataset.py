"""Results: plain arrays become labelled xarray data and files; the only place where names are given."""


import numpy as np
import xarray as xr

from sim import __version__, clock
from sim.analysis import cable_rating, hvac_comparison
from sim.analysis.gas_parity import new_gas
from sim.case import demand as case_demand
from sim.case import years as case_years
from sim.results.analyses import analyse
from sim.results.analysis_variables import with_certainty, with_importer, with_prices, with_resilience
from sim.results.notes import notes
from sim.results.summary import SUMMARY
from sim.results.variables import ANNUAL, HOURLY, MONEY
from sim.scenario.load import fingerprint
from sim.scenario.template import merged
from sim.units import netcdf

YEAR, WEATHER, DRAW, TIME, LIFE = "operating_year", "weather_year", "outage_draw", "time", "calendar_year"


def dataset(case, figures, analyses=None):
    """
    Return a case as labelled data.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.results.summary.summary` made of it.
    analyses : Analyses, optional
        As `sim.results.analyses.analyse` returns them, where they are known already.

    Returns
    -------
    data : xarray.Dataset
        Hourly arrays (operating_year, weather_year, time) of the first outage draw where the case kept them, annual
        sums (operating_year, weather_year, outage_draw), money by calendar year, the route by point, and every value
        of ``summary.csv`` as a scalar; CF attributes, units and provenance.
    """
    s, years = case.scenario, case_years.traded_years(case.scenario.time)
    data = xr.Dataset(coords={
        YEAR: (YEAR, years, {"long_name": "operating year traded", "units": "1"}),
        WEATHER: (WEATHER, np.arange(case.wind.speed.shape[0]), {"long_name": "weather year", "units": "1"}),
        DRAW: (DRAW, np.arange(case.traded.annual.delivered.shape[2]), {"long_name": "outage history", "units": "1"}),
        LIFE: (LIFE, case.finance.timeline.year.astype(int), {"long_name": "calendar year in Singapore", "units": "1"}),
    })
    if case.traded.hourly is not None:
        data = _with_hours(data, case)
    for name, (field, unit, divisor, text) in ANNUAL.items():
        data[name] = ((YEAR, WEATHER, DRAW), getattr(case.traded.annual, field) / divisor, _attributes(unit, text))
    for name, (field, text) in MONEY.items():
        data[name] = (LIFE, np.broadcast_to(getattr(case.finance.project, field), data[LIFE].shape),
                      {**_attributes("USD", text), "price_basis": "nominal"})
    data = with_certainty(with_importer(_with_tables(data, case), case), case)
    for name, (unit, text) in SUMMARY.items():
        if name not in ("evidence", "seed"):
            data[name] = ((), float(figures[name]), _attributes(unit, text))
    data.attrs = _provenance(case, figures, s)
    analyses = analyse(case) if analyses is None else analyses
    return with_prices(with_resilience(data, case), case, analyses.prices)


def _with_hours(data, case):
    """Add what happened in each period."""
    s = case.scenario
    data.coords[TIME] = (TIME, clock.utc(int(case_years.traded_years(s.time)[0]), s.time.period_h), {
        "long_name": "start of the period in UTC, dated in the first operating year",
        "comment": "every year has 365 days from midnight in Singapore (UTC+8); 29 February is left out"})
    for name, (field, unit, text) in HOURLY.items():
        data[name] = ((YEAR, WEATHER, TIME), getattr(case.traded.hourly, field), _attributes(unit, text))
    wind = {"standard_name": "wind_speed", **_attributes("m/s", "wind speed at hub height")}
    data["wind_speed"] = ((WEATHER, TIME), case.wind.speed.astype(np.float32), wind)
    data["wind_direction"] = ((WEATHER, TIME), case.wind.direction.astype(np.float32), {
        "standard_name": "wind_from_direction", **_attributes("deg", "direction the wind comes from")})
    data["spot_price"] = ((YEAR, WEATHER, TIME), np.stack([m.spot for m in case.market]).astype(np.float32), {
        **_attributes("USD/MWh", "Singapore's spot price, as a seller gets it"), "price_basis": "real 2025"})
    demand = np.stack([m.demand for m in case.market]).astype(np.float32)
    data["demand"] = ((YEAR, TIME), demand, {**_attributes("MW", "Singapore's system demand, net of its solar power"),
                                             "origin": case_demand.label(case.scenario)})
    if case.hub.solar_power:
        data["solar_power"] = ((YEAR, WEATHER, TIME), np.stack(case.hub.solar_power).astype(np.float32), {
            **_attributes("MW", "solar power offered to the hub"), "origin": case.hub.solar_label})
    data["conductor_temperature"] = ((WEATHER, TIME), case.heat.temperature, {
        **_attributes("degC", f"hottest conductor, in {case.heat.segment}, first traded year"),
        "comment": "every pole in service, power at the hub without the battery", "limit": case.heat.limit,
        "at_rating_for_ever": case.link.transfers[-1].temperature, "segment": case.heat.segment,
        "current_used": case.heat.used})
    data["turbines_in_service"] = ((WEATHER, TIME), case.hub.in_service.astype(np.float32), {
        **_attributes("-", "share of turbines that neither failed nor wait out a storm"),
        "comment": "as a model of farm.availability has it; 1 where a fixed loss stands for it"})
    poles = case.link.poles[0].astype(np.int8)
    data["poles_available"] = ((WEATHER, TIME), poles, _attributes("-", "poles in service"))
    for name in ("wind_speed", "wind_direction", "spot_price", "demand"):
        data[name].attrs["synthetic"] = case.wind.label if name.startswith("wind") else "synthetic half-hours"
    return data


def _with_tables(data, case):
    """Add the route, the loss curve of the link, the loan, and the costs of landed energy and of new gas by part."""
    route, link = case.route, case.link
    point, part = "route_point", "cost_part"
    data.coords["route_distance"] = (point, route.distance, _attributes("km", "distance from the hub"))
    data["route_latitude"] = (point, route.latitude, {"standard_name": "latitude", "units": "degrees_north"})
    data["route_longitude"] = (point, route.longitude, {"standard_name": "longitude", "units": "degrees_east"})
    data["route_depth"] = (point, route.depth, _attributes("m", "depth of the sea; below zero on land"))
    full = link.transfers[-1]
    data.coords["link_sent"] = ("link_sent", full.sent, _attributes("MW", "power sent, all poles in service"))
    for name, values in (("link_received", full.received), ("link_sending_loss", full.sending_loss),
                         ("link_cable_loss", full.cable_loss), ("link_receiving_loss", full.receiving_loss)):
        data[name] = ("link_sent", values, _attributes("MW", name.replace("_", " ") + ", without no-load loss"))
    for name, text in (("no_load_sending", "sending"), ("no_load_receiving", "receiving")):
        data[f"link_{name}"] = ((), float(getattr(full, name)), _attributes("MW", f"no-load loss, {text} station"))
    loan = case.finance.project.debt
    for name, values, text in (("debt_drawn", loan.draw, "debt drawn"),
                               ("debt_service", loan.interest + loan.principal, "interest and principal paid")):
        data[name] = (LIFE, np.broadcast_to(values, data[LIFE].shape), {**_attributes("USD", text),
                                                                       "price_basis": "nominal"})
    gas, tax = new_gas(case.scenario)
    data.coords["gas_part"] = ("gas_part", list(gas), {"long_name": "part of the full cost of new gas"})
    data["new_gas_part"] = ("gas_part", np.array(list(gas.values())), {
        **_attributes("USD/MWh", "full cost of new gas in Singapore, mean of operation"), "price_basis": "real 2025"})
    data["mean_carbon_tax"] = ((), tax, _attributes("SGD/tCO2", "carbon tax, mean of operation, money of 2025"))
    data.coords[part] = (part, list(case.finance.landed.name), {"long_name": "part of the landed cost"})
    data["landed_cost_part"] = (part, np.asarray(case.finance.landed.value), {
        **_attributes("USD/MWh", "cost per MWh delivered"), "price_basis": "real 2025"})
    return data


def _provenance(case, figures, scenario):
    """Return the global attributes."""
    return {
        "Conventions": "CF-1.11",
        "title": f"Sundalink {scenario.name}: {scenario.description}",
        "source": f"sundalink {__version__}",
        "scenario": merged(scenario),
        "scenario_name": scenario.name,
        "scenario_hash": fingerprint(scenario, __version__),
        "document_basis": scenario.document_basis,
        "seed": scenario.seed,
        "evidence": figures["evidence"],
        "wind": case.wind.label,
        "site": f"{scenario.site.name} ({scenario.site.latitude_deg:g}, {scenario.site.longitude_deg:g})",
        "site_latitude": scenario.site.latitude_deg,
        "site_longitude": scenario.site.longitude_deg,
        "route": case.route.route.name,
        "landing": case.route.route.landing,
        "price_binds": case.finance.binds,
        "why_not_ac": hvac_comparison.why_not_ac(case),
        "cable_rating": f"{cable_rating.rating(case)} {cable_rating.straight(case)}",
        "assumed": "demand growth, gas and carbon prices, costs of components and terms of finance are assumptions "
                   "of the scenario; each key says so with its source",
        "notes": "\n".join(notes(case, figures)),
    }


def _attributes(unit, text):
    return {"units": netcdf(unit), "long_name": text}
