"""Results: plain arrays become labelled xarray data and files; the only place where names are given."""

import csv
import os
import tempfile
from io import StringIO
from pathlib import Path

import numpy as np
import xarray as xr

from sim import __version__, clock, headroom, wiring
from sim.errors import scenario_error
from sim.figures import SUMMARY, new_gas
from sim.label import with_certainty, with_importer, with_prices, with_resilience
from sim.notes import notes
from sim.scenario.load import fingerprint
from sim.scenario.template import merged
from sim.units import netcdf
from sim.variables import ANNUAL, HOURLY, MONEY
from sim.wiring import load

YEAR, WEATHER, DRAW, TIME, LIFE = "operating_year", "weather_year", "outage_draw", "time", "calendar_year"


def dataset(case, figures):
    """
    Return a case as labelled data.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    figures : dict
        What `sim.figures.summary` made of it.

    Returns
    -------
    data : xarray.Dataset
        Hourly arrays (operating_year, weather_year, time) of the first outage draw where the case kept them, annual
        sums (operating_year, weather_year, outage_draw), money by calendar year, the route by point, and every value
        of ``summary.csv`` as a scalar; CF attributes, units and provenance.
    """
    s, years = case.scenario, wiring.traded_years(case.scenario.time)
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
        data[name] = (LIFE, np.broadcast_to(getattr(case.finance.books, field), data[LIFE].shape),
                      {**_attributes("USD", text), "price_basis": "nominal"})
    data = with_certainty(with_importer(_with_tables(data, case), case), case)
    for name, (unit, text) in SUMMARY.items():
        if name not in ("evidence", "seed"):
            data[name] = ((), float(figures[name]), _attributes(unit, text))
    data.attrs = _provenance(case, figures, s)
    return with_prices(with_resilience(data, case), case)


def save(folder, data, figures, scenario, page):
    """
    Write ``results.nc``, ``summary.csv``, ``scenario.toml`` and ``report.html``; all of them, or none.

    Parameters
    ----------
    folder : path
        Where to write; made if it is not there.
    data : xarray.Dataset
        Labelled results.
    figures : dict
        Values of the summary.
    scenario : Scenario
        As merged from its files.
    page : str
        The report.

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    made = not Path(folder).exists()
    folder = output_folder(folder)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".half-") as half:
            half = Path(half)
            packing = {n: {"zlib": True, "complevel": 1, "shuffle": True} for n, v in data.data_vars.items() if v.ndim}
            data.to_netcdf(half / "results.nc", engine="netcdf4", encoding=packing)
            (half / "summary.csv").write_text(summary_csv(figures), encoding="utf-8")
            (half / "scenario.toml").write_text(merged(scenario), encoding="utf-8")
            (half / "report.html").write_text(page, encoding="utf-8")
            ready = sorted(half.iterdir())
            for path in ready:
                if (folder / path.name).is_dir():
                    raise scenario_error(f"output folder {folder}: {path.name} is a folder there")
            for path in ready:
                os.replace(path, folder / path.name)
    except BaseException as fault:
        if made and not any(folder.iterdir()):
            folder.rmdir()
        if not isinstance(fault, OSError | RuntimeError):   # the netCDF library says RuntimeError when a disk is full
            raise
        fault = getattr(fault, "strerror", None) or fault
        raise scenario_error(f"output folder {folder}: cannot be written ({fault})") from None


def open_results(path):
    """
    Open the results of a run.

    Parameters
    ----------
    path : str or path
        A folder that ``sundalink run`` wrote, or its ``results.nc``.

    Returns
    -------
    data : xarray.Dataset
        As `sim.run` returned it.

    Raises
    ------
    SundalinkError
        If there is no such file, or it is not a result.
    """
    path = Path(path)
    path = path / "results.nc" if path.is_dir() else path
    try:
        data = xr.open_dataset(path, engine="netcdf4", decode_timedelta=False)
    except FileNotFoundError:
        raise scenario_error(f"{path}: no such file; a run writes results.nc into its folder") from None
    except OSError:
        raise scenario_error(f"{path}: is not a netCDF file") from None
    if "scenario_hash" not in data.attrs:
        raise scenario_error(f"{path}: is not a result of this program (no scenario_hash)")
    return data


def summary_csv(figures):
    """Return the text of ``summary.csv``: name, value, unit, note."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("name", "value", "unit", "note"))
    for name, (unit, note) in SUMMARY.items():
        value = figures[name]
        rows.writerow((name, repr(float(value)) if isinstance(value, (float, np.floating)) else value, unit, note))
    return text.getvalue()


def check_folder(folder):
    """Refuse an output folder that cannot be made or written, before hours of work; leave nothing behind."""
    path = Path(folder).absolute()
    while not path.exists():
        path = path.parent
    if not path.is_dir():
        raise scenario_error(f"output folder {folder}: {path} is a file, not a folder")
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror})") from None


def output_folder(folder):
    """Make an output folder and return its path."""
    check_folder(folder)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be made ({fault.strerror})") from None
    return Path(folder)


def _with_hours(data, case):
    """Add what happened in each period."""
    s = case.scenario
    data.coords[TIME] = (TIME, clock.utc(int(wiring.traded_years(s.time)[0]), s.time.period_h), {
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
                                             "origin": load.label(case.scenario)})
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
    loan = case.finance.books.debt
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
        "why_not_ac": headroom.why_not_ac(case),
        "cable_rating": f"{headroom.rating(case)} {headroom.straight(case)}",
        "assumed": "demand growth, gas and carbon prices, costs of components and terms of finance are assumptions "
                   "of the scenario; each key says so with its source",
        "notes": "\n".join(notes(case, figures)),
    }


def _attributes(unit, text):
    return {"units": netcdf(unit), "long_name": text}
