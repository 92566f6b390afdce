"""The turbine: power and thrust of one turbine by wind speed and air density."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite, check_positive, refusal
from sim.units import HOURS_PER_YEAR

STANDARD_DENSITY = 1.225
"""Air density that a power curve is stated for (ISO 2533 at sea level). [kg/m3]"""
MANY = 1000
"""Speeds from which on they are read by a compiled pass (assumed: fewer take no time by either). [-]"""
GRIDS = (1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
"""Steps per m/s that an even grid for a power curve is looked for with."""


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
            raise refusal(f"turbine {turbine.name}: points of {name}", values.size, "-",
                      f"must be as many as of speed, {speed.size}, and 2 or more")
        if (values < 0).any():
            raise refusal(f"turbine {turbine.name}: {name}", float(values.min()), "-", "must not be negative")
    if not (np.diff(speed) > 0).all():
        raise refusal(f"turbine {turbine.name}: speed", speed.tolist(), "m/s", "must ascend")
    if not speed[0] < turbine.cut_out:
        raise refusal(f"turbine {turbine.name}: cut_out", turbine.cut_out, "m/s", f"must exceed {speed[0]:g} m/s")
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


class PowerTable(NamedTuple):
    """
    A power curve on an even grid, so that reading it needs no search.

    Parameters
    ----------
    speed, power : array, shape (m,)
        The curve as `knots` gives it. [m/s], [MW]
    cut_out : float
        Highest speed at which the turbine runs. [m/s]
    per : float
        Steps of the grid per m/s; 0 where none holds every knot, and then the knots are searched. [-]
    start, rise : array, shape (steps,)
        Power at the lower edge of each step, and what it gains up to the next; the step before the first knot and
        the one after the last hold no rise. [MW]
    """

    speed: np.ndarray
    power: np.ndarray
    cut_out: float
    per: float
    start: np.ndarray
    rise: np.ndarray


def table(turbine):
    """
    Return a turbine's power curve ready to be read many times.

    Parameters
    ----------
    turbine : Turbine
        Its curve, straight between the knots.

    Returns
    -------
    table : PowerTable
        The same curve: the grid holds every knot, so that nothing is rounded off. The coarsest one of `GRIDS` is
        taken, as a table that stays in the fastest cache is read fastest.
    """
    at, value, _ = knots(turbine)
    for per in GRIDS:
        steps = (at - at[0]) * per
        whole = np.round(steps)
        if np.abs(steps - whole).max() < 1e-9 * per:
            even = np.interp(np.arange(whole[-1] + 1.0), whole, value)
            start = np.concatenate([[0.0], even, even[-1:]])
            rise = np.concatenate([[0.0], np.diff(even), [0.0, 0.0]])
            return PowerTable(at, value, turbine.cut_out, float(per), start, rise)
    return PowerTable(at, value, turbine.cut_out, 0.0, value, value)


def read(table, normal):
    """
    Return the power of a table at speeds in standard air.

    Parameters
    ----------
    table : PowerTable
        As `table` makes it.
    normal : array, shape (...)
        Speed as `normal_speed` gives it; cut-out is not looked at. [m/s]

    Returns
    -------
    power : array, shape (...)
        Power of one turbine: zero below the curve, the last value above it. [MW]
    """
    if not table.per:
        return np.interp(normal, table.speed, table.power, left=0.0)
    place = np.subtract(normal, table.speed[0], out=np.empty(np.shape(normal)))
    place *= table.per
    place += 1.0   # not taken into the subtraction: the first knot must fall on its own step to the last bit
    np.clip(place, 0.0, table.start.size - 1.0, out=place)
    step = place.astype(np.intp)
    place -= step
    place *= table.rise.take(step)
    place += table.start.take(step)
    return place


def power(speed, density, turbine):
    """
    Return the power of one turbine in free wind.

    Parameters
    ----------
    speed : array, shape (...)
        Wind speed at the hub. [m/s]
    density : array, broadcastable to `speed`
        Air density at the hub. [kg/m3]
    turbine : Turbine or PowerTable
        Its curve is entered with the speed normalised to standard density; cut-out looks at the speed itself. Who
        asks many times makes the table once.

    Returns
    -------
    power : array, shape (...)
        Power of one turbine, zero below its curve and above its cut-out. [MW]

    Raises
    ------
    SundalinkError
        If a speed or density is not finite.

    References
    ----------
    .. [1] IEC 61400-12-1:2017, data normalisation of pitch-controlled turbines. Normalising the speed moves
       the rise of the curve; it must not move the cut-out, which is a limit on the wind that blows.
    """
    made = turbine if isinstance(turbine, PowerTable) else table(turbine)
    normal = normal_speed(speed, density)
    check_finite("wind speed in standard air", normal, "m/s")
    if made.per and np.size(normal) >= MANY:
        return _compiled(np.broadcast_to(np.asarray(speed, dtype=float), normal.shape), normal, made)
    return read(made, normal) * (np.asarray(speed) <= made.cut_out)


def _compiled(speed, normal, made):
    """Return the same in one pass; to the last bit, so that the length of a series makes no difference."""
    from sim.farm import _farm_power

    power = np.empty(normal.shape)
    flat = (np.ascontiguousarray(part).reshape(-1) for part in (speed, normal))
    _farm_power.read(
        *flat, made.start, made.rise, (float(made.speed[0]), made.per, float(made.cut_out)), power.reshape(-1)
    )
    return power


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
