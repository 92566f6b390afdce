"""High-wind control: cut-out, hysteresis, or a ramp of power above cut-out."""

from typing import NamedTuple

import numpy as np

from sim.checks import Fraction, NonNegative, Positive, check_positive, refusal
from sim.farm.cyclone_damage import stopped
from sim.farm.power_curve import Turbine, knots
from sim.farm.power_curve_adjustment import throttled


class Control(NamedTuple):
    """
    A turbine as it is run in high wind.

    Parameters
    ----------
    turbine : Turbine
        Its curve and the wind above which it stands still.
    restart : float
        Speed below which it starts again; NaN where it follows the wind. [m/s]
    settle : float
        How long the wind must stay below it. [h]
    """

    turbine: Turbine
    restart: float
    settle: float


def cut_out(turbine):
    """
    Turbines stop while the wind is above cut-out, and restart as soon as it is below.

    Parameters
    ----------
    turbine : Turbine
        Its curve.

    Returns
    -------
    control : Control
        What waiting to restart loses is the loss ``hysteresis``.

    References
    ----------
    .. [1] The usual form of a power curve, IEC 61400-12-1.
    """
    return Control(turbine, np.nan, 0.0)


def hysteresis(turbine, *, restart: Fraction = 0.88, settle: NonNegative = 0.5):
    """
    Turbines stop above cut-out, and start when the wind has stayed below a lower speed for a while.

    Parameters
    ----------
    turbine : Turbine
        Its curve.
    restart : float
        Speed of restart over cut-out; 22 m/s of 25 (assumed). [fraction]
    settle : float
        Time for which the wind must stay below the restart speed (assumed). [h]

    Returns
    -------
    control : Control
        The loss ``hysteresis`` is left out, as it is found from the hours.

    References
    ----------
    .. [1] NREL's System Advisor Model has high-wind hysteresis as a loss of its own, 0.4 %. Both numbers are assumed.
    """
    return Control(turbine, restart * turbine.cut_out, settle)


def ramp(turbine, *, end: Positive = 30.0):
    """
    Turbines ride through high wind at less power, in a straight line from cut-out to nothing.

    Parameters
    ----------
    turbine : Turbine
        Its curve up to its cut-out.
    end : float
        Speed at which power has fallen to zero; above it turbines stop (assumed). [m/s]

    Returns
    -------
    control : Control
        The loss ``hysteresis`` is left out, as turbines need not restart.

    Raises
    ------
    SundalinkError
        If the end is not above cut-out.

    References
    ----------
    .. [1] The straight line is assumed; no maker publishes its own.
    """
    if not end > turbine.cut_out:
        raise refusal("end of the storm ramp", end, "m/s", f"must exceed cut-out, {turbine.cut_out:g} m/s")
    at, power, thrust = knots(turbine)
    more = np.linspace(turbine.cut_out, end, max(round(2.0 * (end - turbine.cut_out)), 1) + 1)[1:]
    left = (end - more) / (end - turbine.cut_out)
    drag = throttled(np.full(more.size, thrust[-1]), left * (turbine.cut_out / more) ** 3)
    return Control(turbine._replace(speed=np.append(at, more), power=np.append(power, left * power[-1]),
                                    thrust=np.append(thrust, drag), cut_out=float(end)), np.nan, 0.0)


def running(speed, control, dt):
    """
    Return the periods in which turbines are not waiting to restart.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind at the hub, its years one after the other. [m/s]
    control : Control
        How the turbine is run.
    dt : float
        Length of a period. [h]

    Returns
    -------
    running : array, shape (weather_year, time)
        1 or 0; all 1 where turbines follow the wind. [fraction]
    """
    check_positive("length of a period", dt, "h")
    speed = np.asarray(speed, dtype=float)
    if np.isnan(control.restart):
        return np.ones(speed.shape)
    still = stopped(speed.reshape(-1), control.turbine.cut_out, control.restart, control.settle / dt)
    return 1.0 - still.reshape(speed.shape)


MODELS = {"cut_out": cut_out, "hysteresis": hysteresis, "ramp": ramp}
