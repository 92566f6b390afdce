"""Wind profiles: the mean speed at one height from that at another."""

import numpy as np

from sim.checks import Fraction, Positive, check_positive, say


def power_law(speed, height, target, *, exponent: Fraction = 0.10):
    """
    Carry a speed from one height to another by a power of their ratio.

    Parameters
    ----------
    speed : array, shape (...)
        Speed at `height`. [m/s]
    height, target : float
        Height of the given and of the wanted speed above the sea. [m]
    exponent : float
        Shear exponent; assumed, in the middle of .08-.11 for the sea off southern Vietnam. [-]

    Returns
    -------
    speed : array, shape (...)
        Speed at `target`. [m/s]

    Raises
    ------
    SundalinkError
        If a height is not above zero.

    References
    ----------
    .. [1] Peterson, Hennessey 1978, "On the use of power laws for estimates of wind power potential",
       J. Appl. Meteorol. 17(3).
    """
    check_positive("height", height, "m")
    check_positive("target height", target, "m")
    return speed * (target / height) ** exponent


def log_law(speed, height, target, *, roughness: Positive = 0.0002):
    """
    Carry a speed from one height to another by the logarithmic profile of neutral air.

    Parameters
    ----------
    speed : array, shape (...)
        Speed at `height`. [m/s]
    height, target : float
        Height of the given and of the wanted speed above the sea. [m]
    roughness : float
        Roughness length; the default is the usual value for the open sea, assumed here. [m]

    Returns
    -------
    speed : array, shape (...)
        Speed at `target`. [m/s]

    Raises
    ------
    SundalinkError
        If a height does not lie above the roughness length, where the profile has no wind.

    References
    ----------
    .. [1] Troen, Petersen 1989, "European Wind Atlas", Risoe National Laboratory (profile, roughness of
       water areas).
    """
    check_positive("roughness", roughness, "m")
    for name, value in (("height", height), ("target height", target)):
        low = float(np.min(value))
        if not low > roughness:
            raise say(name, low, "m", f"must lie above the roughness length, {roughness:g} m")
    return speed * (np.log(target / roughness) / np.log(height / roughness))


MODELS = {"log_law": log_law, "power_law": power_law}
