"""Wind profiles: extrapolation of mean speed from one height to another."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import Fraction, Positive, check_positive, refusal
from sim.resource.wind_profile_stability import monin_obukhov

EXPONENT, ROUGHNESS = 0.10, 0.0002
"""Where no source is asked: see the defaults. [-], [m]"""


class Air(NamedTuple):
    """State of the air and of the surface under it; arrays that broadcast with the speed, None if unknown."""

    temperature: np.ndarray | None = None
    """Near the surface. [degC]"""
    pressure: np.ndarray | None = None
    """At the surface. [Pa]"""
    humidity: np.ndarray | None = None
    """Specific. [kg/kg]"""
    sea_temperature: np.ndarray | None = None
    """[degC]"""
    roughness: np.ndarray | None = None
    """[m]"""
    shear: np.ndarray | None = None
    """Exponent of the profile, measured or from the file. [-]"""


def power_law(speed, height, target, air=None, *, exponent: Literal["source"] | Fraction = EXPONENT):
    """
    Carry a speed from one height to another by a power of their ratio.

    Parameters
    ----------
    speed : array, shape (...)
        Speed at `height`. [m/s]
    height, target : float
        Height of the given and of the wanted speed above the sea. [m]
    air : Air, optional
        Its `shear` is the exponent where the source is asked; 0.10 without any air.
    exponent : float or "source"
        Shear exponent; assumed, in the middle of .08-.11 for the sea off southern Vietnam; ``source``: that of each
        hour between the heights of a mast or lidar, of an atlite cutout, or of a windIO file. [-]

    Returns
    -------
    speed : array, shape (...)
        Speed at `target`. [m/s]

    Raises
    ------
    SundalinkError
        If a height is not above zero, or the source has no exponent.

    References
    ----------
    .. [1] Peterson, Hennessey 1978, "On the use of power laws for estimates of wind power potential",
       J. Appl. Meteorol. 17(3).
    """
    check_positive("height", height, "m")
    check_positive("target height", target, "m")
    if exponent == "source":
        exponent = EXPONENT if air is None else air.shear
        if exponent is None:
            raise refusal(
                "exponent",
                "source",
                "",
                "needs wind at two heights or more, an atlite cutout, or a windIO file with shear",
            )
    return speed * (target / height) ** exponent


def log_law(speed, height, target, air=None, *, roughness: Literal["source"] | Positive = ROUGHNESS):
    """
    Extrapolate wind speed from one height to another by the logarithmic profile of neutral air.

    Parameters
    ----------
    speed : array, shape (...)
        Speed at `height`. [m/s]
    height, target : float
        Height of the given and of the wanted speed above the sea. [m]
    air : Air, optional
        Its `roughness` is taken where the source is asked; 0.0002 m without any air.
    roughness : float or "source"
        Roughness length; the default is the usual value for the open sea, assumed here; ``source``: that of each hour
        in the file. [m]

    Returns
    -------
    speed : array, shape (...)
        Speed at `target`. [m/s]

    Raises
    ------
    SundalinkError
        If a height does not lie above the roughness length, where the profile has no wind, or the source has none.

    References
    ----------
    .. [1] Troen, Petersen 1989, "European Wind Atlas", Risoe National Laboratory (profile, roughness of
       water areas).
    """
    if isinstance(roughness, str):
        roughness = ROUGHNESS if air is None else air.roughness
        if roughness is None:
            raise refusal(
                "roughness", "source", "", "needs ERA5 files with fsr, an atlite cutout, or a windIO file with z0"
            )
    check_positive("roughness", roughness, "m")
    most = float(np.max(roughness))
    for name, value in (("height", height), ("target height", target)):
        low = float(np.min(value))
        if not low > most:
            raise refusal(name, low, "m", f"must lie above the roughness length, {most:g} m")
    return speed * (np.log(target / roughness) / np.log(height / roughness))


MODELS = {"log_law": log_law, "power_law": power_law, "monin_obukhov": monin_obukhov}
