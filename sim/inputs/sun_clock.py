"""Compare a year of irradiance with the sun at its site: a series on another clock than stated is refused."""

import numpy as np

from sim import clock
from sim.errors import refusal
from sim.units import HOURS_PER_YEAR

WIDEST = 0.9
"""Largest shift that cloudy mornings or afternoons may explain, assumed: they move the middle of the light by up to
half an hour, and so do stamps at the begin or the end of an hour. [h]"""

STEP = 0.25
"""Of the shifts that are tried. [h]"""


def elevation(latitude, longitude, hours):
    """
    Return the sine of the sun's elevation.

    Parameters
    ----------
    latitude, longitude : float
        North and east. [deg]
    hours : array
        From midnight of 1 January in UTC. [h]

    Returns
    -------
    sine : array
        Zero at night. Good to half a degree, which is two minutes.

    References
    ----------
    .. [1] Spencer 1971, "Fourier series representation of the position of the sun", Search 2(5).
    """
    day = 2.0 * np.pi * np.asarray(hours) / HOURS_PER_YEAR
    decline = (0.006918 - 0.399912 * np.cos(day) + 0.070257 * np.sin(day) - 0.006758 * np.cos(2 * day)
               + 0.000907 * np.sin(2 * day) - 0.002697 * np.cos(3 * day) + 0.00148 * np.sin(3 * day))
    early = 229.18 / 60.0 * (0.000075 + 0.001868 * np.cos(day) - 0.032077 * np.sin(day) - 0.014615 * np.cos(2 * day)
                             - 0.040849 * np.sin(2 * day))
    angle = np.pi / 12.0 * (np.asarray(hours) + longitude / 15.0 + early - 12.0)
    north = np.radians(latitude)
    return np.maximum(np.sin(north) * np.sin(decline) + np.cos(north) * np.cos(decline) * np.cos(angle), 0.0)


def shift(level, latitude, longitude):
    """
    Return the delay of a year of irradiance behind the sun at its place.

    Parameters
    ----------
    level : array, shape (weather_year, 8760)
        Means of the hours from midnight in Singapore. [W/m2]
    latitude, longitude : float
        [deg]

    Returns
    -------
    shift : float
        The shift under which irradiance and sun go best together, -12 to 12. [h]
    """
    mean = np.asarray(level, dtype=float).mean(0)
    middle = clock.hours(1.0, 0.0)   # of UTC, as the year of Singapore begins
    tried = np.arange(-12.0, 12.0, STEP)
    found = []
    for late in tried:
        sun = elevation(latitude, longitude, middle - late)
        found.append(mean @ sun / np.sqrt((sun**2).sum()))
    return float(tried[int(np.argmax(found))])


def check(sunshine, latitude, longitude, where):
    """
    Refuse irradiance on another clock than it says.

    Parameters
    ----------
    sunshine : sim.inputs.solar.Sunshine
    latitude, longitude : float
        The place. [deg]
    where : str
        What a message names.

    Returns
    -------
    sunshine : Sunshine
        The same.

    Raises
    ------
    SundalinkError
        Naming the shift; or if it is dark throughout.
    """
    if not sunshine.level.max() > 50.0:
        raise refusal(f"{where}: highest irradiance", float(sunshine.level.max()), "W/m2", "must be above 50 W/m2")
    late = shift(sunshine.level, latitude, longitude)
    if abs(late) > WIDEST:
        raise refusal(f"{where}: clock", f"{abs(late):g} h {'late' if late > 0 else 'early'}", "", "must follow the "
                      f"sun: the light comes {abs(late):g} h {'after' if late > 0 else 'before'} it at {latitude:g}N "
                      f"{longitude:g}E; the hours are on another clock than the file says, or those of another place")
    return sunshine
