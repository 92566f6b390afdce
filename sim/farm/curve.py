"""The turbine: what one machine makes of wind speed and air density."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite, check_positive, say
from sim.units import HOURS_PER_YEAR

STANDARD_DENSITY = 1.225
"""Air density that a power curve is stated for (ISO 2533 at sea level). [kg/m3]"""


class Turbine(NamedTuple):
    """
    One type of turbine.

    Parameters
    ----------
    name : str
        What the scenario calls it.
    rating : float
        Rated power. [MW]
    diameter, hub_height : float
        Of the rotor, and of its centre above the sea. [m]
    speed : array, shape (n,)
        Knots of the curves, ascending. [m/s]
    power, thrust : array, shape (n,)
        Power at `STANDARD_DENSITY` [MW] and thrust coefficient [-] at the knots; straight lines between them.
    cut_in, cut_out : float
        Lowest speed at which the maker states power, and highest speed at which the turbine runs. [m/s]
    label : str
        Where the curves come from.
    """

    name: str
    rating: float
    diameter: float
    hub_height: float
    speed: np.ndarray
    power: np.ndarray
    thrust: np.ndarray
    cut_in: float
    cut_out: float
    label: str


def knots(turbine):
    """
    Return the curves of a turbine as straight lines that end exactly at its cut-out.

    Parameters
    ----------
    turbine : Turbine
        What lies beyond ``cut_out`` in its tables is dropped; a table that ends earlier keeps its last value
        up to there.

    Returns
    -------
    speed : array, shape (m,)
        Knots; outside the first and the last, power and thrust are zero. [m/s]
    power : array, shape (m,)
        Power of one turbine. [MW]
    thrust : array, shape (m,)
        Thrust coefficient. [-]

    Raises
    ------
    SundalinkError
        If the speeds do not ascend, or a value is not finite or is negative.
    """
    speed, power_, thrust_ = (np.asarray(part, dtype=float) for part in turbine[4:7])
    for name, values in (("speed", speed), ("power", power_), ("thrust", thrust_)):
        check_finite(f"turbine {turbine.name}: {name}", values)
        if values.shape != speed.shape or speed.ndim != 1 or speed.size < 2:
            raise say(f"turbine {turbine.name}: points of {name}", values.size, "-",
                      f"must be as many as of speed, {speed.size}, and 2 or more")
        if (values < 0).any():
            raise say(f"turbine {turbine.name}: {name}", float(values.min()), "-", "must not be negative")
    if not (np.diff(speed) > 0).all():
        raise say(f"turbine {turbine.name}: speed", speed.tolist(), "m/s", "must ascend")
    if not speed[0] < turbine.cut_out:
        raise say(f"turbine {turbine.name}: cut_out", turbine.cut_out, "m/s", f"must exceed {speed[0]:g} m/s")
    inside = speed < turbine.cut_out
    ends = [np.interp(turbine.cut_out, speed, values) for values in (power_, thrust_)]
    return (np.append(speed[inside], turbine.cut_out), np.append(power_[inside], ends[0]),
            np.append(thrust_[inside], ends[1]))


def normal_speed(speed, density):
    """
    Return the speed that carries the same power per area in standard air as `speed` does in air of `density`.

    Parameters
    ----------
    speed : array, shape (...)
        Wind speed. [m/s]
    density : array, broadcastable to `speed`
        Air density. [kg/m3]

    Returns
    -------
    normal : array, shape (...)
        Speed to enter a power curve with. [m/s]

    References
    ----------
    .. [1] IEC 61400-12-1:2017, data normalisation of pitch-controlled turbines.
    """
    return speed * np.cbrt(np.asarray(density) / STANDARD_DENSITY)


def power(speed, density, turbine):
    """
    Return the power of one turbine in free wind.

    Parameters
    ----------
    speed : array, shape (...)
        Wind speed at the hub. [m/s]
    density : array, broadcastable to `speed`
        Air density at the hub. [kg/m3]
    turbine : Turbine
        Its curve is entered with the speed normalised to standard density; cut-out looks at the speed itself.

    Returns
    -------
    power : array, shape (...)
        Power of one turbine, zero below its curve and above its cut-out. [MW]

    References
    ----------
    .. [1] IEC 61400-12-1:2017, data normalisation of pitch-controlled turbines. Normalising the speed moves
       the rise of the curve; it must not move the cut-out, which is a limit on the wind that blows.
    """
    at, value, _ = knots(turbine)
    made = np.interp(normal_speed(speed, density), at, value, left=0.0)
    return made * (np.asarray(speed) <= turbine.cut_out)


def thrust(speed, turbine):
    """
    Return the thrust coefficient of a turbine.

    Parameters
    ----------
    speed : array, shape (...)
        Wind speed at the hub, in standard air. [m/s]
    turbine : Turbine
        Its thrust curve.

    Returns
    -------
    thrust : array, shape (...)
        Thrust coefficient, zero below the curve and above cut-out. [-]
    """
    at, _, value = knots(turbine)
    return np.interp(speed, at, value, left=0.0, right=0.0)


def weibull_energy(turbine, mean, shape, density=STANDARD_DENSITY):
    """
    Return the energy that one free turbine makes in a year of Weibull-distributed wind, in closed form.

    Parameters
    ----------
    turbine : Turbine
        Its power curve, straight between the knots, is integrated exactly.
    mean : array, shape (...)
        Mean wind speed at the hub. [m/s]
    shape : array, broadcastable to `mean`
        Shape k of the Weibull distribution. [-]
    density : float
        Air density at the hub. [kg/m3]

    Returns
    -------
    energy : array, shape (...)
        Energy of a year of 8,760 hours without any loss. [MWh]

    References
    ----------
    .. [1] Troen and Petersen 1989, European Wind Atlas, Risoe National Laboratory, eqs. 6.4 and 6.5.
    """
    from scipy.special import gamma, gammainc

    check_positive("mean wind speed", mean, "m/s")
    check_positive("Weibull shape", shape)
    at, value, _ = knots(turbine)
    true = at / np.cbrt(density / STANDARD_DENSITY)
    inside = true < turbine.cut_out
    speeds = np.append(true[inside], turbine.cut_out)
    powers = np.append(value[inside], np.interp(turbine.cut_out, true, value))
    shape = np.asarray(shape, dtype=float)[..., None]
    scale = np.asarray(mean, dtype=float)[..., None] / gamma(1 + 1 / shape)
    ratio = speeds / scale
    beyond = np.exp(-ratio**shape)
    first_moment = gamma(1 / shape) / shape * gammainc(1 / shape, ratio**shape)
    slope = np.diff(powers) / np.diff(ratio)
    segments = (powers[:-1] * beyond[..., :-1] - powers[1:] * beyond[..., 1:]
                + slope * np.diff(first_moment, axis=-1))
    return HOURS_PER_YEAR * segments.sum(-1)
