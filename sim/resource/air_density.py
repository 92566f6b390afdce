"""Density of moist air at hub height."""

import numpy as np

from sim.checks import check_within

GAS_CONSTANT = 287.05
"""Of dry air, in J/(kg K) (IEC 61400-12-1)."""

GRAVITY = 9.80665
"""Standard acceleration of gravity, in m/s2 (ISO 2533)."""

LAPSE = 0.0065
"""Fall of temperature with height, in K/m (ISO 2533, standard atmosphere)."""

STANDARD = 288.15
"""At sea level, in K (ISO 2533, standard atmosphere)."""

VAPOUR = 0.622
"""Molar mass of water over that of dry air (WMO Guide No. 8)."""


def moist(temperature, pressure, humidity, height):
    """
    Density of moist air at a height, from the air at the sea's surface.

    The temperature falls by the standard lapse rate, the specific humidity stays, and the pressure follows
    from the weight of the air between (hydrostatic balance, exact for that temperature).

    Parameters
    ----------
    temperature : array, shape (...)
        Air temperature near the surface. [degC]
    pressure : array, shape (...)
        Air pressure at the surface. [Pa]
    humidity : array, shape (...)
        Specific humidity. [kg/kg]
    height : float
        Height above the surface. [m]

    Returns
    -------
    density : array, shape (...)
        Mass of moist air per volume at `height`. [kg/m3]

    Raises
    ------
    SundalinkError
        If the height lies outside 0 to 1,000 m, where the straight temperature profile is meant to hold.

    References
    ----------
    .. [1] IEC 61400-12-1:2022 (ideal moist air); ISO 2533:1975 (lapse rate); WMO Guide No. 8
       (vapour pressure).
    """
    check_within("height", height, 0, 1000, "m")
    kelvin = np.asarray(temperature, dtype=float) + 273.15
    # p - (1 - 0.622) e over R T is the same as p over R times the virtual temperature.
    virtual = 1.0 + (1.0 - VAPOUR) / VAPOUR * np.asarray(humidity, dtype=float)
    share = 1.0 - LAPSE * height / kelvin
    exponent = GRAVITY / (GAS_CONSTANT * LAPSE * virtual) - 1.0
    return pressure / (GAS_CONSTANT * kelvin * virtual) * share**exponent


def at_surface(temperature, temperature_height, pressure, pressure_height):
    """
    Bring air that was measured at heights to the surface, by the profile of `moist`.

    Parameters
    ----------
    temperature : array, shape (...), or None
        None where it is not known. [degC]
    temperature_height : float or None
        [m]
    pressure : array, shape (...), or None
        [Pa]
    pressure_height : float or None
        [m]

    Returns
    -------
    temperature, pressure : array, shape (...), or None
        Near the surface; None is what was None. [degC], [Pa]

    Notes
    -----
    Humidity is left out of the weight of the air: at 100 m and 30 degC it changes the pressure by 2e-4. A pressure
    without a temperature goes by the standard atmosphere's 15 degC.

    References
    ----------
    .. [1] ISO 2533:1975.
    """
    warm = None if temperature is None else np.asarray(temperature, dtype=float) + LAPSE * temperature_height
    if pressure is None:
        return warm, None
    kelvin = STANDARD if warm is None else warm + 273.15
    share = 1.0 - LAPSE * pressure_height / kelvin
    return warm, np.asarray(pressure, dtype=float) * share ** (-GRAVITY / (GAS_CONSTANT * LAPSE))
