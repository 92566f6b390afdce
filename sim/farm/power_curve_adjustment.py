"""Power curve adjustments: derating, and smoothing by the turbulence within a period."""

from typing import Annotated

import numpy as np
from annotated_types import Gt, Le

from sim.checks import Fraction
from sim.farm.power_curve import knots

STEP = 0.1
"""Distance of the knots that a changed curve is written down at. [m/s]"""


def shaped(turbine, *, turbulence: Fraction = 0.0, power_share: Annotated[float, Gt(0), Le(1)] = 1.0):
    """
    Derating and turbulence smoothing of the power curve.

    Parameters
    ----------
    turbine : Turbine
        With the curve of its table.
    turbulence : float
        Standard deviation of the wind within a period over its mean, at hub height at sea 0.05 to 0.08; 0 keeps the
        curve of the table. The shipped curves are computed for steady wind; the loss from turbulence near rated speed
        is part of the loss ``power_curve``, which should be set lower where this key is above 0 (assumed: not
        smoothed). [fraction]
    power_share : float
        Share of its rating to which a turbine is derated, for instance by requirement of the grid or the manufacturer.
        [fraction]

    Returns
    -------
    turbine : Turbine
        The same one where nothing is asked for; its rating stays what is built.

    Notes
    -----
    A period's mean power is the mean of the curve over normally distributed wind, in closed form for a curve of
    straight lines. Above its last knot the curve is held: what turbulence does at cut-out is the storm control's, and
    a curve smoothed across it would give power in wind in which the turbine stands still. A throttled rotor keeps its
    efficiency against momentum theory, which gives its thrust.

    References
    ----------
    .. [1] Norgaard and Holttinen 2004, A multi-turbine power curve approach, Nordic Wind Power Conference: the
       normal distribution about the mean. Both defaults are assumed.
    """
    if power_share < 1.0:
        at, power, thrust = _fine(turbine)
        held = np.minimum(power, power_share * turbine.rating)
        ratio = np.divide(held, power, out=np.ones_like(power), where=power > 0)
        turbine = turbine._replace(speed=at, power=held, thrust=throttled(thrust, ratio))
    if turbulence > 0.0:
        at, _, thrust = _fine(turbine)
        turbine = turbine._replace(speed=at, power=smoothed(turbine, at, turbulence * at), thrust=thrust)
    return turbine


def smoothed(turbine, speed, deviation):
    """
    Return the mean power in wind that is normally distributed about a speed.

    Parameters
    ----------
    turbine : Turbine
        Its power curve, straight between the knots, held above the last.
    speed : array, shape (...)
        Mean wind speed. [m/s]
    deviation : array, shape (...)
        Its standard deviation. [m/s]

    Returns
    -------
    power : array, shape (...)
        Mean power of one turbine. [MW]

    Notes
    -----
    A curve of straight lines is a jump and a sum of ramps that begin at its knots; the mean of a ramp is
    ``(v - x) Phi(z) + s phi(z)`` with ``z = (v - x) / s``.
    """
    from scipy.special import ndtr

    at, value, _ = knots(turbine)
    slope = np.concatenate([[0.0], np.diff(value) / np.diff(at), [0.0]])
    wide = np.maximum(np.asarray(deviation, dtype=float), 1e-9)[..., None]
    over = np.asarray(speed, dtype=float)[..., None] - at
    z = over / wide
    ramps = over * ndtr(z) + wide * np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
    return np.maximum(value[0] * ndtr(z[..., 0]) + ramps @ np.diff(slope), 0.0)


def throttled(thrust, ratio):
    """
    Return the thrust of a rotor that makes a share of its power.

    Parameters
    ----------
    thrust : array, shape (...)
        Thrust coefficient at full power. [-]
    ratio : array, shape (...)
        Power over full power at the same wind. [fraction]

    Returns
    -------
    thrust : array, shape (...)
        Of one-dimensional momentum theory: power goes with ``a (1 - a)^2``, thrust with ``4 a (1 - a)``, the
        induction ``a`` at most a third. [-]

    References
    ----------
    .. [1] Burton, Jenkins, Sharpe and Bossanyi 2011, Wind Energy Handbook, the actuator disc.
    """
    full = np.minimum(0.5 * (1.0 - np.sqrt(np.maximum(1.0 - np.asarray(thrust, dtype=float), 0.0))), 1.0 / 3.0)
    target = ratio * full * (1.0 - full) ** 2
    low, high = np.zeros_like(full), full.copy()
    for _ in range(60):
        middle = 0.5 * (low + high)
        less = middle * (1.0 - middle) ** 2 < target
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.where(np.asarray(ratio) < 1.0, 4.0 * high * (1.0 - high), thrust)


def _fine(turbine):
    """Return the curves of a turbine at knots that stand close."""
    at, power, thrust = knots(turbine)
    fine = np.round(np.arange(0.0, turbine.cut_out, STEP), 9)
    fine = np.append(fine[(fine > at[0]) & (fine < turbine.cut_out - 1e-9)], turbine.cut_out)
    fine = np.insert(fine, 0, at[0])
    return fine, np.interp(fine, at, power), np.interp(fine, at, thrust)
