"""Wake loss from a neighbouring farm upwind."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, Positive
from sim.farm.layout import Layout
from sim.farm.losses import from_stack
from sim.farm.power_curve import STANDARD_DENSITY, power
from sim.farm.wake_turbulent import Intensity
from sim.farm.wake_turbulent import turbopark2022 as wakes

MARGIN = 20.0
"""Distance beside the other farm within which its wakes are looked for, in rotor diameters and for each 100 of them
downwind another one of these: wider than any wake."""


def turbopark2022(layout, turbine, speeds, directions, *, distance: Positive = 10.0,
                  bearing: Annotated[float, Ge(0), Le(360)] = 45.0, size: Fraction = 1.0,
                  turbulence: Intensity = 0.06, expansion: Positive = 0.04):
    """
    A farm like this one stands at a distance, and its wakes are those of TurbOPark.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Type of both farms.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    distance : float
        Distance between the two farms (assumed). [km]
    bearing : float
        Direction to the neighbouring farm; 45 is the north-east of the winter monsoon (assumed). [deg]
    size : float
        Number of its turbines over that of this farm; the ones nearest to this farm are kept. [fraction]
    turbulence : float
        Ambient turbulence intensity (assumed). [fraction]
    expansion : float
        Growth of the wake's standard deviation per unit of distance and of turbulence intensity. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        This farm's power with the other upwind over that without it; the loss ``external_wake`` is left out. [fraction]

    Notes
    -----
    The wake model gives the power of all turbines together. Two farms that a line can part lie one behind the other
    in the same order all over any direction, and the one upwind does not know of the other: this farm's power is the
    sum less that of the other alone. The share is that of TurbOPark, whichever model gives this farm's own wakes.

    References
    ----------
    .. [1] Pedersen, Svensson, Poulsen and Nygaard 2022, Turbulence Optimized Park model with Gaussian wake profile,
       J. Phys.: Conf. Ser. 2265, 022063. It was made for wakes that reach from farm to farm.
    """
    speeds, directions = np.atleast_1d(speeds).astype(float), np.atleast_1d(directions).astype(float)
    other = shifted(layout, distance, bearing, size)
    fraction, reached = np.ones((directions.size, speeds.size)), shaded(layout, other, turbine, directions)
    if not reached.any() or not other.x.size:
        return fraction
    both = Layout(np.append(layout.x, other.x), np.append(layout.y, other.y), layout.area)

    def made(which):
        given = {"turbulence": turbulence, "expansion": expansion}
        return which.x.size * wakes(which, turbine, speeds, directions[reached], **given)

    alone = made(layout)
    runs = power(speeds, STANDARD_DENSITY, turbine) > 0
    left = np.divide(made(both) - made(other), alone, out=np.ones_like(alone), where=runs & (alone > 0))
    fraction[reached] = np.clip(left, 0.0, 1.0)
    return fraction


def shifted(layout, distance, bearing, size):
    """
    Return the other farm: this one's layout moved, so that the nearest turbines keep a distance along the bearing.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    distance : float
        Between the nearest turbines, along the bearing. [km]
    bearing : float
        Where it stands. [deg]
    size : float
        Share of its turbines that is kept, the nearest. [fraction]

    Returns
    -------
    other : Layout
    """
    east, north = np.sin(np.deg2rad(bearing)), np.cos(np.deg2rad(bearing))
    out = np.asarray(layout.x) * east + np.asarray(layout.y) * north
    move = 1e3 * distance + np.ptp(out)
    kept = np.argsort(out, kind="stable")[:round(size * out.size)]
    x, y = np.asarray(layout.x)[kept], np.asarray(layout.y)[kept]
    return Layout(x + move * east, y + move * north, layout.area * size)


def shaded(layout, other, turbine, directions):
    """
    Return in which directions the other farm's wakes can meet this one.

    Parameters
    ----------
    layout, other : Layout
        This farm and the one that may be upwind. [m]
    turbine : Turbine
        For its rotor.
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]

    Returns
    -------
    shaded : array of bool, shape (direction,)
        True where the other lies upwind, and no more than wide wakes beside.
    """
    angle = np.deg2rad(directions)[:, None]

    def place(farm):
        x, y = np.asarray(farm.x), np.asarray(farm.y)
        return -np.sin(angle) * x - np.cos(angle) * y, np.cos(angle) * x - np.sin(angle) * y

    if not other.x.size:
        return np.zeros(angle.shape[0], dtype=bool)
    (down, side), (up, beside) = place(layout), place(other)
    reach = np.maximum(down.max(axis=1) - up.min(axis=1), 0.0) / turbine.diameter
    wide = (MARGIN + MARGIN * reach / 100.0) * turbine.diameter
    apart = np.maximum(side.min(axis=1) - beside.max(axis=1), beside.min(axis=1) - side.max(axis=1))
    return (up.mean(axis=1) < down.mean(axis=1)) & (apart < wide)


MODELS = {"share": from_stack, "turbopark2022": turbopark2022}
