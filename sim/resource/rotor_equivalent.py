"""Wind speed at which the power curve is read: hub height or rotor-equivalent."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le

Slices = Annotated[int, Ge(3), Le(99)]


def hub_height(speed_at, hub, diameter, veer):
    """
    Wind speed at hub height, at which the power curve is read.

    Parameters
    ----------
    speed_at : callable
        From a height to the speed there, shape (...). [m], [m/s]
    hub, diameter : float
        Of the turbine. [m]
    veer : array, shape (...), or None
        Turn of the direction with height. [deg/m]

    Returns
    -------
    speed : array, shape (...)
        [m/s]

    References
    ----------
    .. [1] IEC 61400-12-1:2017, whose power curves are by the speed at the hub unless they say otherwise.
    """
    return speed_at(hub)


def rotor_equivalent(speed_at, hub, diameter, veer, *, slices: Slices = 7):
    """
    Rotor-equivalent wind speed: the one that carries the same kinetic energy through the rotor.

    The cube root of the mean cube of the speed over horizontal slices of the disc, each with the part of its wind that
    is in line with that at the hub. A curve by the speed at the hub has the profile of its test site in it: this speed
    belongs to a curve measured by it, or shows the effect of an unusual profile.

    Parameters
    ----------
    speed_at : callable
        From a height to the speed there, shape (...). [m], [m/s]
    hub, diameter : float
        Of the turbine. [m]
    veer : array, shape (...), or None
        Turn of the direction with height; none is taken where it is not known. [deg/m]
    slices : int
        Number of layers of equal height; at least three by the standard (assumed sufficient: twice as many change the
        result by 1e-4). [-]

    Returns
    -------
    speed : array, shape (...)
        [m/s]

    References
    ----------
    .. [1] IEC 61400-12-1:2017, rotor equivalent wind speed with and without veer.
    """
    edges = np.linspace(-1.0, 1.0, slices + 1)
    below = edges * np.sqrt(1.0 - edges**2) + np.arcsin(edges)
    areas = np.diff(below) / np.pi
    middles = hub + diameter / 2.0 * (edges[1:] + edges[:-1]) / 2.0
    total = 0.0
    for area, height in zip(areas, middles, strict=True):
        inline = 1.0 if veer is None else np.cos(np.radians(veer * (height - hub)))
        total = total + area * (speed_at(height) * inline) ** 3
    return np.cbrt(total)


MODELS = {"hub_height": hub_height, "rotor_equivalent": rotor_equivalent}
