"""Read how often tropical cyclones pass a site from the embedded table."""

from pathlib import Path

import numpy as np

from sim.inputs.csv_table import read
from sim.resource.cyclone_passage import StormRates

FILE = Path(__file__).resolve().parents[1] / "data" / "cyclones.csv"
NUMBERS = ("latitude_deg", "longitude_deg", "near_per_year", "wide_per_year", "strong_per_year", "first_month",
           "last_month")
REACH = 250.0
"""Distance of a site from every row above which the label says so (assumed). [km]"""


def embedded(latitude, longitude):
    """
    Return the rates of the row of the table that is nearest to a site.

    Parameters
    ----------
    latitude, longitude : float
        The site, north and east. [deg]

    Returns
    -------
    rates : sim.resource.cyclone_passage.StormRates
        The label names the row, and how far it is where that is more than 250 km.
    """
    table = read(FILE, ("key", "name"), NUMBERS)
    rows = np.array([table[name] for name in NUMBERS])
    far = 111.2 * np.hypot(rows[0] - latitude, (rows[1] - longitude) * np.cos(np.radians(latitude)))
    at = int(far.argmin())
    near, wide, strong, first, last = (float(value) for value in rows[2:, at])
    away = f", {far[at]:.0f} km away" if far[at] > REACH else ""
    label = f"{table['source'][at]}; rates of {table['name'][at]}{away}"
    return StormRates(wide, near, strong, int(first), int(last), label)
