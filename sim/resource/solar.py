"""Solar power at a site: sun and clear sky by pvlib, and a photovoltaic plant."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Gt, Le, Lt

from sim import clock
from sim.checks import Fraction, Positive, check_within, refusal
from sim.resource.solar_clouds import STEP
from sim.units import HOURS_PER_YEAR

WARM = 25.0
"""Temperature of the air that bends the sun's light (assumed; 10 K more move the setting sun by 0.02 deg). [degC]"""

SWING = 4.0
"""Half of the daily range of temperature on the coast (assumed). [K]"""

Tilt = Annotated[float, Ge(0), Le(90)]
Azimuth = Annotated[float, Ge(0), Lt(360)]


class Sky(NamedTuple):
    """
    Sun and clear sky of a place through a year, for the middle of each step of `STEP` with the sun up.

    Parameters
    ----------
    up : array of bool, shape (time,)
        Steps of the year, from midnight in Singapore, with the sun above the horizon.
    zenith, azimuth : array, shape (sunny,)
        Of the sun, refraction included; azimuth clockwise from north. [deg]
    day : array, shape (sunny,)
        Day of the year in UTC, 1 for 1 January.
    extra : array, shape (sunny,)
        Irradiance outside the atmosphere, facing the sun. [W/m2]
    clear : array, shape (sunny,)
        Global irradiance of the clear sky on level ground. [W/m2]
    longitude : float
        East positive. [deg]
    """

    up: np.ndarray
    zenith: np.ndarray
    azimuth: np.ndarray
    day: np.ndarray
    extra: np.ndarray
    clear: np.ndarray
    longitude: float


def sky(latitude, longitude, year, altitude=0.0):
    """
    Sun and clear sky of a place through a year.

    Takes some 0.1 s; whoever needs several series of a place keeps the result.

    Parameters
    ----------
    latitude, longitude : float
        Place, north and east positive. [deg]
    year : int
        Calendar year in Singapore; it moves the sun by less than a degree.
    altitude : float
        Height above the sea. [m]

    Returns
    -------
    sky : Sky

    Raises
    ------
    SundalinkError
        If there is no such place.

    References
    ----------
    .. [1] Reda, Andreas 2004, "Solar position algorithm for solar radiation applications", Solar Energy 76(5).
    .. [2] Ineichen, Perez 2002, "A new airmass independent formulation for the Linke turbidity coefficient", Solar
       Energy 73(3); monthly Linke turbidity as shipped with pvlib.
    .. [3] Anderson et al. 2023, "pvlib python: 2023 project update", J. Open Source Softw. 8(92).
    """
    from pvlib import atmosphere, clearsky, irradiance, solarposition

    check_within("latitude", latitude, -90, 90, "deg")
    check_within("longitude", longitude, -180, 360, "deg")
    longitude = float((longitude + 180.0) % 360.0 - 180.0)
    middle = clock.utc(int(year), STEP) + np.timedelta64(round(STEP * 1800), "s")
    sun = solarposition.spa_python(middle, float(latitude), longitude, altitude, temperature=WARM)
    zenith = sun["apparent_zenith"].to_numpy()
    up = zenith < 90.0
    # As pvlib has it: the value of a month holds at its middle, straight lines between.
    monthly = clearsky.lookup_linke_turbidity(sun.index, latitude, longitude, interp_turbidity=False).to_numpy()
    middles = clock.month_middles()
    monthly = monthly[(middles / STEP).astype(int)]
    hours = clock.hours(STEP)[up]
    turbidity = np.interp(hours, middles, monthly, period=HOURS_PER_YEAR)
    day = np.floor(np.mod(clock.hours(STEP, 0.0)[up], HOURS_PER_YEAR) / 24.0) + 1.0
    extra = np.asarray(irradiance.get_extra_radiation(day))
    mass = atmosphere.get_absolute_airmass(atmosphere.get_relative_airmass(zenith[up]), atmosphere.alt2pres(altitude))
    with np.errstate(divide="ignore", invalid="ignore"):
        clear = clearsky.ineichen(zenith[up], mass, turbidity, altitude, extra)["ghi"]
    return Sky(up, zenith[up], sun["azimuth"].to_numpy()[up], day, extra, np.nan_to_num(np.asarray(clear)), longitude)


def plant(sky, level, temperature, age=0.0, *, tilt: Tilt = 10.0, azimuth: Azimuth = 180.0, dc_ac: Positive = 1.2,
          losses: Fraction = 0.14, inverter: Annotated[float, Gt(0.5), Le(1)] = 0.96,
          temperature_coefficient: Annotated[float, Ge(-0.01), Le(0)] = -0.0035, heat_loss: Positive = 29.0,
          efficiency: Fraction = 0.20, albedo: Fraction = 0.2, degradation: Fraction = 0.005):
    """
    Power of a fixed photovoltaic plant over its rating, from global irradiance.

    Erbs splits the irradiance, Hay and Davies bring it to the tilted plane, the beam loses by reflection, the cells
    warm by PVsyst's steady balance, and PVWatts makes direct and alternating current of it.

    Parameters
    ----------
    sky : Sky
        Sun of the place.
    level : array, shape (..., sunny)
        Global irradiance on level ground. [W/m2]
    temperature : array, shape (..., sunny)
        Of the air. [degC]
    age : float
        Years since the modules were new. [yr]
    tilt : float
        Tilt of the modules from the horizontal; assumed, near the latitude and steep enough for rain to clean them.
        [deg]
    azimuth : float
        Azimuth of the modules, clockwise from north. [deg]
    dc_ac : float
        Rating of the modules over that of the inverters; assumed. [-]
    losses : float
        System losses: soiling, shading, mismatch, wiring, availability and others; the default of PVWatts. [fraction]
    inverter : float
        Efficiency of the inverters at rating; the default of PVWatts. [fraction]
    temperature_coefficient : float
        Change of power with cell temperature; assumed for today's silicon. [1/K]
    heat_loss : float
        Heat loss coefficient of the modules to the air; the default of PVsyst for free-standing modules. [W/m2/K]
    efficiency : float
        Efficiency of the modules, for their heat balance only; assumed. [fraction]
    albedo : float
        Albedo of the ground; assumed. [fraction]
    degradation : float
        Yearly degradation of the modules' power; assumed. [1/yr]

    Returns
    -------
    power : array, shape (..., sunny)
        Alternating current over the rating of the inverters, 0 to 1. [fraction]

    References
    ----------
    .. [1] Erbs, Klein, Duffie 1982, Solar Energy 28(4); Hay, Davies 1980, "Calculation of the solar radiation incident
       on an inclined surface", First Canadian Solar Radiation Data Workshop; De Soto, Klein, Beckman 2006, Solar Energy
       80(1) (reflection).
    .. [2] Dobos 2014, "PVWatts Version 5 Manual", NREL/TP-6A20-62641.
    .. [3] PVsyst documentation, "Array thermal losses"; all through pvlib.
    """
    from pvlib import iam, irradiance, pvsystem
    from pvlib import temperature as heat
    from pvlib.inverter import pvwatts

    split = irradiance.erbs(level, sky.zenith, sky.day)
    angle = irradiance.aoi(tilt, azimuth, sky.zenith, sky.azimuth)
    beam = split["dni"] * np.maximum(np.cos(np.radians(angle)), 0.0)
    diffuse = irradiance.haydavies(tilt, azimuth, split["dhi"], split["dni"], sky.extra, sky.zenith, sky.azimuth)
    diffuse = diffuse + irradiance.get_ground_diffuse(tilt, level, albedo)
    cell = heat.pvsyst_cell(beam + diffuse, temperature, 1.0, heat_loss, 0.0, efficiency)
    direct = pvsystem.pvwatts_dc(beam * iam.physical(angle) + diffuse, cell, dc_ac, temperature_coefficient)
    direct = direct * (1.0 - losses) * (1.0 - degradation) ** age
    return np.clip(pvwatts(direct, 1.0 / inverter, inverter), 0.0, 1.0)


def air(sky, monthly):
    """
    Temperature of the air where the modules stand.

    Parameters
    ----------
    sky : Sky
        Sun of the place.
    monthly : array, shape (12,) or float
        Monthly mean, or one mean of all months. [degC]

    Returns
    -------
    temperature : array, shape (sunny,)
        The mean's smooth course and a daily cycle about it, warmest at 14 hours by the sun. [degC]
    """
    zone = sky.longitude / 15.0
    course = clock.cyclic(np.broadcast_to(monthly, 12), STEP, zone)
    return (course + SWING * np.cos(2 * np.pi * (clock.hour_of_day(STEP, zone) - 14.0) / 24.0))[sky.up]


def hourly(sky, level, temperature):
    """
    Return hourly means of a file at the sunny steps, in the clear sky's course within each hour.

    Parameters
    ----------
    sky : Sky
        Sun and clear sky of the place.
    level : array, shape (weather_year, hour)
        Global irradiance on level ground. [W/m2]
    temperature : array, shape (weather_year, hour)
        Of the air. [degC]

    Returns
    -------
    level : array, shape (weather_year, sunny)
        Global irradiance, whose mean over an hour is the file's; at most 1.5 times the clear sky's. [W/m2]
    temperature : array, shape (weather_year, sunny)
        Of the air. [degC]
    """
    several = round(1.0 / STEP)
    clear = np.zeros(sky.up.size)
    clear[sky.up] = sky.clear
    mean = clear.reshape(-1, several).mean(-1)
    share = np.minimum(np.divide(level, mean, out=np.zeros(np.shape(level)), where=mean > 1.0), 1.5)
    return np.repeat(share, several, axis=1)[:, sky.up] * sky.clear, np.repeat(temperature, several, axis=1)[:, sky.up]


def periods(sky, values, dt):
    """
    Return sunny steps as periods of a year, zero at night.

    Parameters
    ----------
    sky : Sky
        Which steps are sunny.
    values : array, shape (..., sunny)
        Any quantity that is zero at night. [-]
    dt : float
        Length of a period, a multiple of `STEP`. [h]

    Returns
    -------
    values : array, shape (..., time)
        Means over each period. [-]

    Raises
    ------
    SundalinkError
        If the period is not a multiple of the step of the sun.
    """
    several = round(dt / STEP)
    if several < 1 or abs(several * STEP - dt) > 1e-9:
        raise refusal("period length dt", dt, "h", f"must be a multiple of {STEP:g} h beside solar")
    full = np.zeros((*np.shape(values)[:-1], sky.up.size))
    full[..., sky.up] = values
    return full.reshape(*full.shape[:-1], -1, several).mean(-1)
