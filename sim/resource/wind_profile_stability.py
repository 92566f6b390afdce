"""The wind profile of air warmer or colder than the sea: Monin-Obukhov similarity."""

from typing import Literal

import numpy as np

from sim.checks import Positive, check_positive, refusal

KARMAN, GRAVITY, VISCOSITY = 0.4, 9.80665, 1.5e-5
"""Constant of von Karman [-], gravity [m/s2] (ISO 2533), kinematic viscosity of air [m2/s]."""
SMOOTH, THERMAL = 0.11, 0.40
"""Roughness lengths of a smooth sea over viscosity / friction velocity, momentum and heat (IFS Documentation). [-]"""
ADIABATIC = 0.0098
"""Fall of temperature of dry air that rises. [K/m]"""
CALM, STORM = 0.5, 60.0
"""Speeds between which the profile is solved; below and above it is that of the bound. [m/s]"""
WIDEST = 15.0
"""Difference of temperature up to which it is solved. [K]"""
STEEPEST = -50.0
"""Lower end of the search for the inverse of the length. [1/m]"""
SPEEDS = np.geomspace(CALM, STORM, 41)
DIFFERENCES = WIDEST * np.sinh(np.linspace(-4.0, 4.0, 81)) / np.sinh(4.0)


def monin_obukhov(speed, height, target, air=None, *, roughness: Literal["charnock"] | Positive = "charnock",
                  charnock: Positive = 0.015, air_height: Positive = 2.0, most_stable: Positive = 2.0):
    """
    Carry a speed from one height to another by the profile of air that is lighter or heavier than that on the sea.

    The difference of virtual potential temperature between air and sea, and the speed, give the length of Obukhov; the
    profile bends by the functions of Businger and Dyer (light air) or of Beljaars and Holtslag (heavy air), over the
    roughness of Charnock. It is solved once on a grid of speeds and differences, and read by the hours. It is a theory
    of the lowest tenth of the boundary layer, some 100 m: above it is stretched, less than the neutral law is.

    Parameters
    ----------
    speed : array, shape (...)
        Speed at `height`. [m/s]
    height, target : float
        Height of the given and of the wanted speed above the sea. [m]
    air : sim.resource.wind_profile.Air, optional
        Temperatures of air and sea, pressure and humidity; without it the air is neutral.
    roughness : float or "charnock"
        Roughness length of the sea; ``charnock``: it grows with wind speed. [m]
    charnock : float
        Charnock constant; assumed, .011 to .018. [-]
    air_height : float
        Height at which air temperature was measured. [m]
    most_stable : float
        Largest ratio of height to Obukhov length that is applied at the upper of the two heights, because stable layers
        are shallower than rotors; assumed. [-]

    Returns
    -------
    speed : array, shape (...)
        Speed at `target`. [m/s]

    Raises
    ------
    SundalinkError
        If a height does not lie above the roughness, or the temperature of the sea is not known.

    References
    ----------
    .. [1] Paulson 1970, J. Appl. Meteorol. 9(6), 857-861; Dyer 1974, Boundary-Layer Meteorol. 7, 363-372.
    .. [2] Beljaars, Holtslag 1991, J. Appl. Meteorol. 30(3), 327-341.
    .. [3] Charnock 1955, Q. J. R. Meteorol. Soc. 81; ECMWF, IFS Documentation CY41R2, part IV, section 3.2.
    """
    from scipy.interpolate import RegularGridInterpolator

    for name, value in (("height", height), ("target height", target), ("air_height", air_height)):
        check_positive(name, value, "m")
    fixed = roughness if not isinstance(roughness, str) else None
    lowest = 0.01 if fixed is None else fixed
    for name, value in (("height", height), ("target height", target), ("air_height", air_height)):
        if not value > lowest:
            raise refusal(name, float(value), "m", f"must lie above the roughness length, {lowest:g} m")
    speed = np.asarray(speed, dtype=float)
    difference = np.zeros(()) if air is None else lightness(air, air_height)
    wind, gap = np.meshgrid(SPEEDS, DIFFERENCES, indexing="ij")
    bend = most_stable / max(height, target)
    _, rough, inverse = solve(wind, gap, height, air_height, charnock, fixed, bend)
    ratio = _shape(target, rough, inverse) / _shape(height, rough, inverse)
    wind, gap = np.broadcast_arrays(np.clip(speed, CALM, STORM), np.clip(difference, -WIDEST, WIDEST))
    return speed * RegularGridInterpolator((SPEEDS, DIFFERENCES), ratio)((wind, gap))


def lightness(air, height):
    """
    Return by how much the air is warmer than that on the sea, as its weight counts.

    Parameters
    ----------
    air : sim.resource.wind_profile.Air
        With the temperature of the sea.
    height : float
        Of the air's temperature. [m]

    Returns
    -------
    difference : array, shape (...)
        Of virtual potential temperature; below zero in air that rises. [K]

    Raises
    ------
    SundalinkError
        If the temperature of the sea is not known.
    """
    if air.sea_temperature is None:
        raise refusal(
            "resource.profile.model",
            "monin_obukhov",
            "",
            "needs the temperature of the sea: ERA5 files with sst, or a table with sea_temperature_degc",
        )
    # Air on the sea is saturated, less 2 % by its salt; Magnus over water (WMO Guide No. 8).
    vapour = 0.98 * 611.2 * np.exp(17.62 * air.sea_temperature / (243.12 + air.sea_temperature))
    wet = 0.622 * vapour / (air.pressure - 0.378 * vapour)
    above = (air.temperature + 273.15 + ADIABATIC * height) * (1.0 + 0.61 * air.humidity)
    return above - (air.sea_temperature + 273.15) * (1.0 + 0.61 * wet)


def solve(speed, difference, height, air_height, charnock, fixed, bend):
    """
    Return friction velocity, roughness and the inverse of Obukhov's length.

    Parameters
    ----------
    speed : array, shape (...)
        At `height`. [m/s]
    difference : array, shape (...)
        As `lightness` gives it. [K]
    height, air_height : float
        Of speed and temperature. [m]
    charnock : float
        Constant of Charnock. [-]
    fixed : float or None
        Roughness length instead. [m]
    bend : float
        Largest inverse of the length. [1/m]

    Returns
    -------
    friction, roughness, inverse : array, shape (...)
        [m/s], [m], [1/m]

    Notes
    -----
    With F the profile functions of momentum and heat, x F_h(x) / F_m(x)^2 = g difference / (temperature speed^2) holds
    at the inverse x of the length; the left side rises with x, so it is found by bisection.
    """
    pull = GRAVITY * difference / (300.0 * speed**2)   # the air of a warm sea, to some 3 %
    low, high = np.full(speed.shape, STEEPEST), np.full(speed.shape, bend)
    for _ in range(40):
        middle = (low + high) / 2.0
        friction, rough = _friction(speed, middle, height, charnock, fixed)
        heat = _shape(air_height, THERMAL * VISCOSITY / friction, middle, True)
        above = middle * heat / _shape(height, rough, middle) ** 2 > pull
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    inverse = np.where(difference == 0.0, 0.0, (low + high) / 2.0)
    return *_friction(speed, inverse, height, charnock, fixed), inverse


def _friction(speed, inverse, height, charnock, fixed):
    """Return friction velocity and roughness; a few rounds agree to a millionth."""
    friction = 0.035 * speed
    for _ in range(8):
        rough = fixed if fixed is not None else SMOOTH * VISCOSITY / friction + charnock * friction**2 / GRAVITY
        friction = KARMAN * speed / _shape(height, rough, inverse)
    return friction, np.broadcast_to(rough, np.shape(friction))


def _shape(height, roughness, inverse, heat=False):
    """Return the profile's function: the logarithm less its bend, never under one."""
    found = np.log(height / roughness) - bend(height * inverse, heat) + bend(roughness * inverse, heat)
    return np.maximum(found, 1.0)


def bend(stability, heat=False):
    """
    Return the integrated function of stability, psi.

    Parameters
    ----------
    stability : array, shape (...)
        Height over the length of Obukhov. [-]
    heat : bool
        Of heat instead of momentum.

    Returns
    -------
    psi : array, shape (...)
        Above zero in rising air, below zero in heavy air, zero at zero. [-]
    """
    z = np.asarray(stability, dtype=float)
    up, down = np.minimum(z, 0.0), np.maximum(z, 0.0)
    root = (1.0 - 16.0 * up) ** 0.25
    rising = 2.0 * np.log((1.0 + root**2) / 2.0) if heat else (
        2.0 * np.log((1.0 + root) / 2.0) + np.log((1.0 + root**2) / 2.0) - 2.0 * np.arctan(root) + np.pi / 2.0)
    a, b, c, d = 1.0, 0.667, 5.0, 0.35
    damped = b * (down - c / d) * np.exp(-d * down) + b * c / d
    heavy = -((1.0 + 2.0 * a * down / 3.0) ** 1.5 - 1.0 + damped) if heat else -(a * down + damped)
    return np.where(z < 0.0, rising, heavy)
