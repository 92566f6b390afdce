"""Read the monthly climate of a site from the embedded climatology."""

from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import refusal
from sim.inputs.csv_table import read
from sim.inputs.netcdf import LOCK
from sim.resource.climate import Climate, check_climate

DATA = Path(__file__).resolve().parents[1] / "data"
FILE, LEVELS = DATA / "south_china_sea.nc", DATA / "wind_level.csv"
REGION = "region"
"""Row of `LEVELS` for cells without a row of their own."""
REACH = 250.0
"""A site further than this from every cell of sea has no climate here (assumed). [km]"""

EARTH = 6371.0
"""Mean radius of the Earth. [km]"""


def embedded(latitude, longitude):
    """
    Return the climate of the nearest COADS cell that is mostly sea.

    Parameters
    ----------
    latitude, longitude : float
        The site, north and east, within 0 to 22 N and 102 to 116 E. [deg]

    Returns
    -------
    climate : sim.resource.climate.Climate
        Of a cell of 2 degrees with more than half of its ETOPO5 points below the sea and with every month
        observed; a cell that is mostly land holds a few ships near the shore and reads too calm.

    Raises
    ------
    SundalinkError
        If the site is outside, or no such cell is within 250 km.

    References
    ----------
    .. [1] Woodruff, Slutz, Jenne and Steurer 1987, A Comprehensive Ocean-Atmosphere Data Set, Bull. Amer.
       Meteor. Soc. 68(10); monthly climatology as shipped in the Debian package ferret-datasets 7.6.0-5.
    """
    y, x, sea_y, sea_x, share, fields = _cells()
    for name, value, axis in (("latitude", latitude, sea_y), ("longitude", longitude, sea_x)):
        if not round(float(axis[0])) <= value <= round(float(axis[-1])):
            raise refusal(f"site {name}", value, "deg", f"must lie between {axis[0]:.0f} and {axis[-1]:.0f}, "
                      "the extent of the embedded climatology")
    known = np.all([np.isfinite(values).all(0) for values in fields.values()], axis=0)
    far = np.where((share > 0.5) & known, _distance(latitude, longitude, y[:, None], x[None, :]), np.inf)
    row, column = np.unravel_index(np.argmin(far), far.shape)
    if far[row, column] > REACH:
        raise refusal("site", f"{latitude:g} N {longitude:g} E", "-", f"must lie within {REACH:g} km of the "
                  f"middle of a 2-degree cell of open sea; the nearest is {far[row, column]:.0f} km away")
    at = {name: values[:, row, column].copy() for name, values in fields.items()}
    return _climate(at, float(y[row]), float(x[column]), float(share[row, column]))


@cache
def _cells():
    """Return the climatology: places of its cells and of the sea's points [deg], how much of each is sea, fields."""
    from netCDF4 import Dataset

    with LOCK, Dataset(FILE) as data:
        y, x = np.asarray(data["latitude_coads"][:]), np.asarray(data["longitude_coads"][:])
        elevation = np.ma.filled(data["elevation"][:], np.nan)
        sea_y, sea_x = np.asarray(data["latitude"][:]), np.asarray(data["longitude"][:])
        fields = {name: np.ma.filled(data[f"coads_{name}"][:].astype(float), np.nan) for name in (
            "wind_speed", "eastward_wind", "northward_wind", "air_temperature", "sea_surface_temperature",
            "specific_humidity", "sea_level_pressure")}
    return y, x, sea_y, sea_x, _sea(elevation, sea_y, sea_x, y, x), fields


def _climate(at, latitude, longitude, share):
    """Return the climate of one cell, converted to the house's units."""
    east, north, speed = at["eastward_wind"], at["northward_wind"], at["wind_speed"]
    label = (f"COADS monthly climatology, cell of 2 degrees at {latitude:g} N {longitude:g} E "
             f"({100 * share:.0f} % sea by ETOPO5), 10 m above the sea")
    climate = Climate(
        speed=speed, direction=np.mod(np.degrees(np.arctan2(-east, -north)), 360.0),
        steadiness=np.minimum(np.hypot(east, north) / speed, 1.0), temperature=at["air_temperature"],
        sea_temperature=at["sea_surface_temperature"], pressure=at["sea_level_pressure"] * 100.0,
        humidity=at["specific_humidity"] / 1000.0, height=10.0, latitude=latitude, longitude=longitude,
        label=label, **level(latitude, longitude))
    check_climate(climate)
    return climate


def level(latitude, longitude):
    """
    Return the level of the wind of a cell over its climatology.

    Parameters
    ----------
    latitude, longitude : float
        Middle of the cell. [deg]

    Returns
    -------
    level : dict
        ``level``, ``level_uncertainty``, ``level_label`` and ``level_of_place`` of `sim.resource.climate.Climate`: of
        the cell's row in the table, else of the region, with its larger uncertainty.
    """
    table = read(LEVELS, ("key", "name"), ("latitude_deg", "longitude_deg", "level", "uncertainty"),
                 ("latitude_deg", "longitude_deg"))
    cells = list(zip(table["latitude_deg"], table["longitude_deg"], strict=True))
    known = (latitude, longitude) in cells
    at = cells.index((latitude, longitude)) if known else table["key"].index(REGION)
    place = table["name"][at] if known else f"{table['name'][at]}, as none is known for this cell"
    return {"level": table["level"][at], "level_uncertainty": table["uncertainty"][at], "level_of_place": known,
            "level_label": f"level of {place}: {table['source'][at]} ({table['status'][at]})"}


def _sea(elevation, sea_y, sea_x, y, x):
    """Return the share of relief points below the sea in each cell, zero where there are none."""
    share = np.zeros((y.size, x.size))
    for row in range(y.size):
        for column in range(x.size):
            part = elevation[np.abs(sea_y - y[row]) <= 1.0][:, np.abs(sea_x - x[column]) <= 1.0]
            share[row, column] = (part < 0).mean() if part.size else 0.0
    return share


def _distance(latitude, longitude, y, x):
    """Return great-circle distances on a sphere. [km]"""
    a, b, turn = np.radians(latitude), np.radians(y), np.radians(x - longitude)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(half))
