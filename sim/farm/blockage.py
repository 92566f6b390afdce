"""Blockage: how the turbines of a farm slow the wind before it reaches them."""

import numpy as np

from sim.checks import NonNegative, Positive, check_finite
from sim.farm.losses import from_stack
from sim.farm.power_curve import STANDARD_DENSITY, power, table, thrust

BESIDE, SPREAD = 0.587, 1.32
"""Width of the induction zone, and how it starts: lambda and eta of the self-similar profile."""
FALL = 8.0 / 9.0
"""Power of its profile across the wind: alpha; beta is the root of two."""


def selfsimilar2017(layout, turbine, speeds, directions, *, strength: Positive = 1.1, reach: NonNegative = 0.0):
    """
    Induction zones of all turbines downwind, summed, after Troldborg and Meyer Forsting.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    strength : float
        Factor of the thrust coefficient in the induction at the rotor. [-]
    reach : float
        Distance upwind beyond which an induction zone is neglected, in rotor diameters; 0: none is neglected. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; the loss ``blockage`` is left out. [fraction]

    Notes
    -----
    Every turbine is given the thrust of free wind. That the wind speeds up beside a farm and behind its rotors is not
    counted, and the zone of this version reaches far to the sides close to the rotor: measured farms redistribute some
    of what their first row loses, so this is nearer to the most than to the mean.

    References
    ----------
    .. [1] Troldborg and Meyer Forsting 2017, A simple model of the wind turbine induction zone derived from numerical
       simulations, Wind Energy 20, 2011-2020: the deficit ``a0 (1 + x / sqrt(1 + x^2)) sech^(8/9)(sqrt(2) y / r12)``
       with ``a0 = (1 - sqrt(1 - 1.1 CT)) / 2`` and ``r12 = sqrt(0.587 (1.32 + x^2))`` in rotor radii, x downwind.
    .. [2] The linear sum, and `reach`, are assumed. The zone is that of ``SelfSimilarityDeficit`` in PyWake 2.6.
    """
    for name, part, unit in (("turbine x", layout.x, "m"), ("turbine y", layout.y, "m"), ("speeds", speeds, "m/s"),
                             ("directions", directions, "deg")):
        check_finite(f"blockage: {name}", part, unit)
    radius, curve = 0.5 * turbine.diameter, table(turbine)
    speeds = np.atleast_1d(np.asarray(speeds, dtype=float))
    x, y = np.asarray(layout.x, dtype=float) / radius, np.asarray(layout.y, dtype=float) / radius
    induction = 0.5 * (1.0 - np.sqrt(np.maximum(1.0 - strength * thrust(speeds, turbine), 0.0)))
    free, fraction = power(speeds, STANDARD_DENSITY, curve), np.ones((np.size(directions), speeds.size))
    for row, direction in enumerate(np.atleast_1d(directions)):
        angle = np.deg2rad(direction)
        down, side = -np.sin(angle) * x - np.cos(angle) * y, np.cos(angle) * x - np.sin(angle) * y
        ahead, beside = np.subtract.outer(down, down), np.subtract.outer(side, side)
        shape = zone(ahead, beside) * (ahead < 0.0)
        if reach > 0.0:
            shape = shape * (ahead > -2.0 * reach)
        met = speeds[:, None] * (1.0 - np.minimum(induction[:, None] * shape.sum(axis=1), 1.0))
        made = power(met, STANDARD_DENSITY, curve).mean(axis=1)
        fraction[row] = np.divide(made, free, out=np.ones_like(free), where=free > 0)
    return np.clip(fraction, 0.0, 1.0)


def zone(down, side):
    """
    Return the shape of an induction zone: its deficit over the one at the rotor.

    Parameters
    ----------
    down : array, shape (...)
        Distance downwind of the rotor, negative before it, in rotor radii. [-]
    side : array, shape (...)
        Distance from the axis, in rotor radii. [-]

    Returns
    -------
    shape : array, shape (...)
        1 at the middle of the rotor. [-]
    """
    half = np.sqrt(BESIDE * (SPREAD + down**2))
    wide = np.minimum(np.sqrt(2.0) * np.abs(side) / half, 300.0)
    return (1.0 + down / np.sqrt(1.0 + down**2)) / np.cosh(wide) ** FALL


MODELS = {"share": from_stack, "selfsimilar2017": selfsimilar2017}
