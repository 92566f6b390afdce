"""The explorer of a run: one HTML file that needs nothing else, to look at its hours, its route and its energy."""

import base64
import gzip
import json
import math
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import numpy as np

from sim import __version__
from sim.errors import scenario_error
from sim.inputs import coast
from sim.report.html_assets import asset
from sim.report.key_figures import headline, steps, value
from sim.results.variables import component_label

LEVELS = 2000
"""Steps between the least and the greatest value of a series: what the page shows is that close."""
SERIES = (("available_power", "Available at the hub", "MW"), ("delivered_power", "Delivered to Singapore", "MW"),
          ("curtailed_power", "Curtailed", "MW"), ("outage_power", "Lost to outages of the link", "MW"),
          ("stored_energy", "Energy in the battery", "MWh"), ("spot_price", "Spot price", "USD/MWh"))
"""Hours that each simulated year has."""
SHARED = (("wind_speed", "Wind speed at hub height", "m/s"), ("poles_available", "Poles in service", ""))
"""Hours that each weather year has."""
SINGAPORE = 8 * 3600
"""Clock of Singapore, ahead of UTC. [s]"""
MARGIN = 1.5
"""Coast shown around the route. [deg]"""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head><body><main>
<h1>{title}</h1><p class="sub">{sub}</p>
<div class="scroll short" tabindex="0" role="region"
aria-label="Key figures"><table class="plain"><tbody>{rows}</tbody></table></div>
<div class="bar"><label>Operating year <select id="operating"></select></label>
<label>Weather year <select id="weather"></select></label>
<button id="before">Year before</button><button id="after">Year after</button>
<button id="unfold">Unfold or fold losses</button><button id="theme">Light or dark</button></div>
<h2>Energy delivered in each simulated year</h2>
<p class="sub">First outage history. Click a bar to see its hours.</p><div id="years" class="chart low" role="img"
aria-label="Bars: energy delivered in each weather year of the operating year"></div>
<h2 id="hourstitle">Hours of a year</h2>
<p class="sub">Singapore time. Drag the slider or pinch to zoom, drag the chart to pan; shaded: a pole of the link is
out of service. Values are rounded to 1/{levels} of each range.</p><div id="hours" class="chart tall" role="img"
aria-label="Lines over the hours of a year: power, energy in the battery, spot price, wind speed"></div>
<div class="two"><div><h2>Route of the cable</h2><p class="sub">Coast: Natural Earth, a point each 5 km.</p>
<div id="map" class="chart tall" role="img"
aria-label="Map of the route, coloured by the depth of the sea"></div></div>
<div><h2>Depth along the route</h2><p class="sub">Distance from the hub.</p><div id="depth" class="chart"
role="img" aria-label="Depth of the sea along the route"></div></div>
</div>
<h2>From free wind to the Singapore meter</h2><p class="sub">Mean year of operation. Click a group to unfold or fold
it.</p><div id="energy" class="chart" role="img"
aria-label="Bars: energy from free wind to the Singapore meter, loss by loss"></div>
<h2>Landed cost by part</h2><p class="sub">Levelised, real, at the Singapore meter.</p>
<div id="cost" class="chart low" role="img" aria-label="Bars: landed cost by part"></div>
<p class="sub">Sundalink {version}. Charts: Apache ECharts, Apache License 2.0, within this file.</p></main>
<script type="application/json" id="data">{data}</script>{years}
<script>{echarts}</script><script>{script}</script></body></html>
"""

GROUPS = {"Farm losses": ("Wakes and blockage", "Availability of turbines and plant", "Other farm losses"),
          "Collection and battery": ("Collection and export cables", "Battery"),
          "Link": ("Link losses", "Link outages")}
"""Losses that the waterfall folds into one bar."""


def explorer(data, operating_years=None):
    """
    Return the explorer of a run.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.
    operating_years : sequence of int, optional
        Traded operating years to keep; all if not given.

    Returns
    -------
    text : str
        A complete HTML file.

    Raises
    ------
    SundalinkError
        If an operating year was not traded.
    """
    traded = [int(year) for year in data["operating_year"].values]
    kept = traded if operating_years is None else list(operating_years)
    for year in kept:
        if year not in traded:
            raise scenario_error(f"operating year = {year}: must be one of the traded years, "
                                 f"{', '.join(map(str, traded))}")
    facts = {"operating": kept, "first": traded[0], "weather": [int(year) for year in data["weather_year"].values],
             "start": _start(data), "step": _step(data), "series": [list(each) for each in SERIES + SHARED],
             "energy": _energy(data, kept), "route": _route(data), "steps": _steps(data), "cost": _cost(data)}
    text = json.dumps(facts, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
    rows = "".join(f"<tr><td>{escape(name)}</td><td><b>{escape(amount)}</b> {escape(unit)}</td>"
                   f"<td>{escape(remark)}</td></tr>" for name, amount, unit, remark in headline(data))
    title = f"{data.attrs['scenario_name']}: {value(data, 'delivered_energy') / 1e3:.2f} TWh a year delivered"
    return PAGE.format(title=escape(title), sub=escape(data.attrs["title"]), rows=rows, levels=LEVELS,
                       css=asset("explorer.css"), version=__version__, data=text, years=_years(data, kept),
                       echarts=asset("echarts.min.js"), script=asset("run_explorer.js"))


def packed(values):
    """
    Return a series as text: rounded to `LEVELS` steps, differences of neighbours, compressed, base 64.

    Parameters
    ----------
    values : array, shape (n,)
        Finite numbers.

    Returns
    -------
    packed : dict
        ``low`` and ``step`` of the levels, ``text``.
    """
    values = np.asarray(values, dtype=float)
    low, high = float(values.min()), float(values.max())
    step = (high - low) / LEVELS if high > low else 1.0
    levels = np.round((values - low) / step).astype(np.int16)
    moves = np.diff(levels, prepend=np.int16(0)).astype("<i2").view(np.uint8).reshape(-1, 2)
    text = base64.b64encode(gzip.compress(moves.T.tobytes(), 9, mtime=0)).decode("ascii")   # planes of bytes pack best
    return {"low": low, "step": step, "text": text}


def save_explorer(data, path, operating_years=None):
    """
    Write the explorer of a run.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.
    path : path
        HTML file.
    operating_years : sequence of int, optional
        Traded operating years to keep; all if not given.

    Raises
    ------
    SundalinkError
        If it cannot be written.
    """
    text, path = explorer(data, operating_years), Path(path)
    half = path.with_name(f".half-{path.name}")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    except OSError as fault:
        half.unlink(missing_ok=True)
        raise scenario_error(f"{path}: cannot be written ({fault.strerror})") from None


def _years(data, kept):
    """Scripts with the hours of each year, which the page opens one at a time."""
    found = []
    data = data[[name for name, _, _ in SERIES + SHARED if name in data]].load()   # a file is read whole far sooner
    for weather, number in enumerate(data["weather_year"].values):
        shared = {name: packed(data[name].values[weather]) for name, _, _ in SHARED if name in data}
        found.append((f"w{number}", shared))
        for year in kept:
            one = data.sel(operating_year=year).isel(weather_year=weather)
            found.append((f"y{year}-{number}", {name: packed(one[name].values) for name, _, _ in SERIES}))
    return "".join(f'<script type="application/json" id="{key}">{json.dumps(series)}</script>' for key, series in found)


def _start(data):
    """First period of each operating year in Singapore time, as a browser counts. [ms]"""
    first = data["time"].values[0].astype("datetime64[s]").astype(datetime).replace(tzinfo=UTC)
    return int((first.timestamp() + SINGAPORE) * 1000)


def _step(data):
    """Length of a period. [ms]"""
    times = data["time"].values
    return int((times[1] - times[0]) / np.timedelta64(1, "ms"))


def _energy(data, kept):
    """Energy of each simulated year with the first outage history, by operating year. [GWh]"""
    energy = data["annual_delivered_energy"].isel(outage_draw=0)
    return [[round(float(each), 1) for each in energy.sel(operating_year=year).values] for year in kept]


def _route(data):
    """Points of the route and the coast around it."""
    latitude, longitude = data["route_latitude"].values, data["route_longitude"].values
    shore = coast.embedded()
    near = ((shore.latitude > latitude.min() - MARGIN) & (shore.latitude < latitude.max() + MARGIN)
            & (shore.longitude > longitude.min() - MARGIN) & (shore.longitude < longitude.max() + MARGIN))
    return {"points": [[round(float(each), 4) for each in row] for row in zip(
                longitude, latitude, data["route_distance"].values, data["route_depth"].values, strict=True)],
            "coast": [[round(float(x), 3), round(float(y), 3)]
                      for x, y in zip(shore.longitude[near], shore.latitude[near], strict=True)],
            "name": str(data.attrs.get("route", ""))}


def _steps(data):
    """Waterfall of the energy, with the losses that belong together in groups."""
    rows, inside = steps(data), {part: group for group, parts in GROUPS.items() for part in parts}
    found = []
    for name, energy in rows:
        group = inside.get(name)
        if group is None:
            found.append({"name": name, "energy": float(energy), "parts": []})
            continue
        if not found or found[-1]["name"] != group:
            found.append({"name": group, "energy": 0.0, "parts": []})
        found[-1]["energy"] += float(energy)
        found[-1]["parts"].append([name, float(energy)])
    return found


def _cost(data):
    """Parts of the landed cost. [USD/MWh]"""
    return [[component_label(name), float(cost)] for name, cost in zip(
        data["cost_part"].values, data["landed_cost_part"].values, strict=True) if math.isfinite(cost) and cost]
