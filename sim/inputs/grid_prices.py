"""Read the prices of a zone from the results of a grid."""

from pathlib import Path

import numpy as np

from sim.clock import resample
from sim.errors import refusal
from sim.inputs.netcdf import opened
from sim.market.clearing import GridPrices
from sim.units import HALF_HOUR

WHOLE = 365
"""Days that results must hold. [d]"""


def read(names, zone, year):
    """
    Return the prices of a zone by weather year.

    Parameters
    ----------
    names : sequence of str
        Files ``grid.nc``, or folders with one, of different snapshot years.
    zone : str
        Name of the zone.
    year : int
        Calendar year: between two snapshots the price of each half-hour is interpolated.

    Returns
    -------
    prices : tuple of GridPrices
        One for each weather year that all files have.

    Raises
    ------
    SundalinkError
        If a file is not the result of a grid's whole year, or has no such zone.
    """
    found = sorted((_file(name, zone) for name in names), key=lambda pair: pair[0])
    years = [pair[0] for pair in found]
    if len(set(years)) < len(years):
        raise refusal("grid results", years, "", "must be of different years")
    later = int(np.searchsorted(years, year))
    if later == 0 or later == len(years):
        return found[min(later, len(years) - 1)][1]
    low, high = found[later - 1][1], found[later][1]
    part = (year - years[later - 1]) / (years[later] - years[later - 1])
    nearer = low if part < 0.5 else high
    count = min(len(low), len(high))
    return tuple(nearer[n]._replace(price=(1 - part) * low[n].price + part * high[n].price,
                                    label=f"{low[n].label} to {high[n].label}") for n in range(count))


def _file(name, zone):
    """Return the year of a result and the prices of its weather years."""
    path = Path(name)
    path = path / "grid.nc" if path.is_dir() else path
    with opened(path, "results of a grid", whole=True) as data:
        if "gap_asked" not in data.attrs or "stack_cost" not in data:
            raise refusal("results of a grid", str(path), "", "must be grid.nc of `sundalink grid run`")
        if int(data.attrs["days"]) != WHOLE:
            raise refusal(f"days of {path}", int(data.attrs["days"]), "d", f"must be {WHOLE}, a whole year")
        named = "zone_label" if "zone_label" in data else "zone"   # until 0.7.0 the dimension had them
        names = [str(each) for each in data[named].values]
        if zone not in names:
            raise refusal("market.price.zone", zone, "", f"must be one of {', '.join(names)} ({path})")
        n, dt = names.index(zone), float(data.attrs["period_h"])
        price, power = (resample(data[key].values[:, :, n].astype(float), dt, HALF_HOUR)
                        for key in ("price", "stack_power"))
        width, cost = (data[key].values[n].astype(float) for key in ("stack_width", "stack_cost"))
        label, year = str(data.attrs["grid"]), int(data.attrs["year"])
    there = width > 0
    return year, tuple(GridPrices(price[w], power[w], width[there], cost[there], label) for w in range(len(price)))
