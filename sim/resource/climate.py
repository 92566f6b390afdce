"""The monthly climate of a site: means of wind and air from a climatology."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal


class Climate(NamedTuple):
    """
    Monthly means of wind and air at one place, January first.

    Parameters
    ----------
    speed : array, shape (12,)
        Mean wind speed at `height`. [m/s]
    direction : array, shape (12,)
        Direction that the mean wind vector comes from, clockwise from north. [deg]
    steadiness : array, shape (12,)
        Length of the mean wind vector over the mean speed. [-]
    temperature, sea_temperature : array, shape (12,)
        Of the air near the surface, and of the sea's surface. [degC]
    pressure : array, shape (12,)
        Air pressure at sea level. [Pa]
    humidity : array, shape (12,)
        Specific humidity near the surface. [kg/kg]
    height : float
        Height that the speed belongs to. [m]
    latitude, longitude : float
        Middle of the cell, north and east. [deg]
    label : str
        Source of the figures, for readers.
    level : float
        Factor on the speed that gives the level of the place. [-]
    level_uncertainty : float
        Standard deviation of that level over it. [fraction]
    level_label : str
        Source of the level; empty where the speed is taken as it is.
    level_of_place : bool
        Whether the level is known for this place; if not, it is that of the region.
    """

    speed: np.ndarray
    direction: np.ndarray
    steadiness: np.ndarray
    temperature: np.ndarray
    sea_temperature: np.ndarray
    pressure: np.ndarray
    humidity: np.ndarray
    height: float
    latitude: float
    longitude: float
    label: str
    level: float = 1.0
    level_uncertainty: float = 0.08
    level_label: str = ""
    level_of_place: bool = True


def check_climate(climate):
    """
    Refuse a climate outside the range of any place on Earth, or without twelve months.

    Parameters
    ----------
    climate : Climate
        As a reader returns it.

    Raises
    ------
    SundalinkError
        Naming the first field that breaks a rule.
    """
    for name in Climate._fields[:7]:
        shape = np.shape(getattr(climate, name))
        if shape != (12,):
            raise refusal(f"climate {name} shape", shape, "-", "must be one value for each of 12 months")
    check_positive("climate speed", climate.speed, "m/s")
    check_positive("climate height", climate.height, "m")
    check_positive("climate level", climate.level)
    # Ranges wide enough for any sea: a value outside is a wrong unit, not a rare climate.
    check_within("climate direction", climate.direction, 0, 360, "deg")
    check_within("climate steadiness", climate.steadiness, 0, 1)
    check_within("climate temperature", climate.temperature, -60, 60, "degC")
    check_within("climate sea_temperature", climate.sea_temperature, -5, 45, "degC")
    check_within("climate pressure", climate.pressure, 8.5e4, 1.1e5, "Pa")
    check_within("climate humidity", climate.humidity, 0, 0.05, "kg/kg")
