"""Read the embedded coasts and the small islands that the relief does not show."""

from functools import cache
from pathlib import Path

import numpy as np

from sim.inputs.csv_table import read
from sim.route.jurisdiction import Coast

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def embedded():
    """
    Return the coasts around the South China Sea.

    Returns
    -------
    coast : sim.route.jurisdiction.Coast
        A point each 5 km, and the small islands.

    References
    ----------
    .. [1] Natural Earth 4.1.0, 1:10m, public domain, as in the npm package world-atlas 2.0.2; disputed islands
       (Spratly, Paracel, Scarborough) are left out.
    """
    columns = read(DATA / "coast.csv", ("country",), ("latitude_deg", "longitude_deg"), sourced=False)
    shores = Coast(*(np.array(columns[key]) for key in ("latitude_deg", "longitude_deg", "country")))
    return Coast(*(np.concatenate(pair) for pair in zip(shores, islands(), strict=True)))


@cache
def islands():
    """
    Return the small islands that relief and coast do not show, or show too small.

    Returns
    -------
    islands : sim.route.jurisdiction.Coast
        Their middles.
    """
    columns = read(DATA / "islands.csv", ("key", "country"), ("latitude_deg", "longitude_deg"))
    return Coast(*(np.array(columns[key]) for key in ("latitude_deg", "longitude_deg", "country")))
