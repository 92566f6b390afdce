"""Read the interannual variation and the direction of the monthly wind of a site from the embedded analyses."""

from typing import NamedTuple

import numpy as np

from sim.inputs.climate import FILE
from sim.inputs.netcdf import LOCK


class Variation(NamedTuple):
    """
    Monthly mean winds of several years.

    Parameters
    ----------
    months : array, shape (12,)
        Standard deviation over mean of the size of the monthly mean vector, January first. [fraction]
    direction : array, shape (12,)
        Direction that the mean vector of all years comes from. [deg]
    years : int
        Number of years. [yr]
    label : str
        Source.
    """

    months: np.ndarray
    direction: np.ndarray
    years: int
    label: str


def embedded(latitude, longitude):
    """
    Return the variation of monthly mean winds at the nearest point.

    Parameters
    ----------
    latitude, longitude : float
        The site, north and east. [deg]

    Returns
    -------
    variation : Variation
        Of mean vectors, which vary more than mean speeds where the wind turns; and of analyses whose own methods
        changed in those years: an upper bound.

    References
    ----------
    .. [1] U.S. Navy Fleet Numerical Meteorology and Oceanography Center, monthly winds 1982-1992 on a grid of 2.5
       degrees, as shipped in the Debian package ferret-datasets 7.6.0-5.
    """
    from netCDF4 import Dataset

    with LOCK, Dataset(FILE) as data:
        y, x = np.asarray(data["latitude_fnmoc"][:]), np.asarray(data["longitude_fnmoc"][:])
        row, column = int(np.abs(y - latitude).argmin()), int(np.abs(x - longitude).argmin())
        east, north = (np.ma.filled(data[f"fnmoc_{name}_wind"][:, row, column].astype(float), np.nan)
                       for name in ("eastward", "northward"))
    size = np.hypot(east, north).reshape(-1, 12)
    label = f"FNMOC monthly winds 1982-1992 at {y[row]:g} N {x[column]:g} E"
    mean_east, mean_north = (part.reshape(-1, 12).mean(0) for part in (east, north))
    direction = np.mod(np.degrees(np.arctan2(-mean_east, -mean_north)), 360.0)
    return Variation(size.std(0, ddof=1) / size.mean(0), direction, len(size), label)
