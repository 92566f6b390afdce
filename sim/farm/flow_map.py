"""Wind speed inside a farm: at each turbine, and at any other point, by any wake model."""

import numpy as np

from sim.checks import check_finite, check_positive
from sim.farm.layout import Layout
from sim.farm.power_curve import knots


def speed_at_turbines(model, layout, turbine, speed, direction):
    """
    Return the wind speed at each turbine of a farm.

    Parameters
    ----------
    model : callable
        One of `sim.farm.wake.MODELS`, its parameters set.
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its thrust curve.
    speed : float
        Free wind speed, in standard air, up to cut-out. [m/s]
    direction : float
        Where it comes from. [deg]

    Returns
    -------
    speed : array, shape (turbine,)
        Wind speed at each, as the model takes it for power. [m/s]

    Raises
    ------
    SundalinkError
        If the speed is not above zero, or the direction not finite.

    Notes
    -----
    A model gives the power of a farm and not that of each turbine. Turbines with the same thrust, whose power is the
    wind speed, give the sum of the speeds; and those upwind do not know of those downwind. So what a turbine meets is
    the sum with it less the sum without it, of all that stand upwind of it.
    """
    x, y, meter = np.asarray(layout.x, dtype=float), np.asarray(layout.y, dtype=float), _meter(turbine)
    check_positive("free wind speed", speed, "m/s")
    order, found, before = np.argsort(_along(x, y, direction), kind="stable"), np.empty(x.size), 0.0
    for place, one in enumerate(order):
        first = order[:place + 1]
        total = _sum(model, x[first], y[first], meter, speed, direction)
        found[one], before = total - before, total
    return np.clip(found, 0.0, speed)


def speed_at_points(model, layout, turbine, speed, direction, x, y):
    """
    Return the wind that a turbine would meet at other places of a farm.

    Parameters
    ----------
    model : callable
        One of `sim.farm.wake.MODELS`, its parameters set.
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its thrust curve.
    speed : float
        Free wind speed, in standard air, up to cut-out. [m/s]
    direction : float
        Where it comes from. [deg]
    x, y : array, shape (place,)
        Places east and north of the same origin. [m]

    Returns
    -------
    speed : array, shape (place,)
        Wind speed at each, as the model takes it for power. [m/s]

    Raises
    ------
    SundalinkError
        If the speed is not above zero, or the direction not finite.
    """
    own_x, own_y, meter = np.asarray(layout.x, dtype=float), np.asarray(layout.y, dtype=float), _meter(turbine)
    check_positive("free wind speed", speed, "m/s")
    order = np.argsort(_along(own_x, own_y, direction), kind="stable")
    own_x, own_y = own_x[order], own_y[order]
    # The model orders turbines by itself: one as far downwind as a place must not be counted to it.
    upwind = np.searchsorted(_along(own_x, own_y, direction), _along(x, y, direction) - 1e-6 * turbine.diameter)
    without = {count: _sum(model, own_x[:count], own_y[:count], meter, speed, direction) if count else 0.0
               for count in np.unique(upwind)}
    found = [_sum(model, np.append(own_x[:count], east), np.append(own_y[:count], north), meter, speed, direction)
             - without[count] for count, east, north in zip(upwind, np.ravel(x), np.ravel(y), strict=True)]
    return np.clip(found, 0.0, speed)


def _meter(turbine):
    """Return a turbine of the same thrust whose power is the wind speed."""
    at, _, thrust = knots(turbine)
    if at[0] > 0.0:
        at, thrust = np.append([0.0, at[0] * (1.0 - 1e-9)], at), np.append([0.0, 0.0], thrust)
    return turbine._replace(speed=at, power=at, thrust=thrust)


def _along(x, y, direction):
    """Return positions down the wind. [m]"""
    check_finite("wind direction", direction, "deg")
    angle = np.deg2rad(direction)
    return -np.sin(angle) * np.asarray(x, dtype=float) - np.cos(angle) * np.asarray(y, dtype=float)


def _sum(model, x, y, meter, speed, direction):
    """Return the sum of the speeds that turbines meet."""
    return float(model(Layout(x, y, np.nan), meter, np.array([speed]), np.array([direction]))[0, 0]) * x.size * speed
