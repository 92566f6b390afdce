"""The farm's power, period by period, from free wind to what is available at the turbines' terminals."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite
from sim.farm import power_curve


class WakeGrid(NamedTuple):
    """
    A wake table ready to be read many times.

    Parameters
    ----------
    direction, speed : array, shape (direction + 1,), (speed,)
        Its grid: from the first direction on, a whole turn; and the speeds. [deg], [m/s]
    values : array, shape ((direction + 1) * speed,)
        Shares of free power, the first direction again at the end. [fraction]
    first : float
        The first direction. [deg]
    per_degree, per_speed : float
        Steps of an even grid per degree and per m/s; 0 where the steps differ, and then they are searched. [-]
    """

    direction: np.ndarray
    speed: np.ndarray
    values: np.ndarray
    first: float
    per_degree: float
    per_speed: float


class Output(NamedTuple):
    """
    Power of a farm, each part of shape (weather_year, time); ``gross`` is the sum of the others.

    Parameters
    ----------
    gross : array
        What as many turbines would make in free wind. [MW]
    wake_loss : array
        Lost to wakes within the farm, wakes of other farms and blockage. [MW]
    availability_loss : array
        Lost to outages. [MW]
    other_loss : array
        Lost to performance, environment and curtailment by permit. [MW]
    available : array
        What the farm offers to its collection system. [MW]
    """

    gross: np.ndarray
    wake_loss: np.ndarray
    availability_loss: np.ndarray
    other_loss: np.ndarray
    available: np.ndarray


def produce(speed, direction, density, turbine, count, efficiency, losses):
    """
    Return the power of a farm and its losses.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Free wind speed at the hub. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from. [deg]
    density : array, broadcastable to `speed`
        Air density at the hub. [kg/m3]
    turbine : Turbine or sim.farm.power_curve.PowerTable
        Type of all turbines.
    count : int
        Number of turbines.
    efficiency : Efficiency or WakeGrid
        Table of the wake model, read at the speed normalised to standard air: there the thrust and the power
        of every turbine are those of the table.
    losses : Losses
        Shares that remain after the other losses, numbers or arrays broadcastable to `speed`.

    Returns
    -------
    output : Output
        The parts; none is negative, and they add up.

    Raises
    ------
    SundalinkError
        If a speed, direction or density is not finite.
    """
    speed, direction = np.asarray(speed, dtype=float), np.asarray(direction, dtype=float)
    for name, values, unit in (("wind speed", speed, "m/s"), ("wind direction", direction, "deg"),
                               ("air density", density, "kg/m3")):
        check_finite(name, values, unit)
    curve = turbine if isinstance(turbine, power_curve.PowerTable) else power_curve.table(turbine)
    grid = efficiency if isinstance(efficiency, WakeGrid) else ready(efficiency)
    given = (speed, direction, np.asarray(density, dtype=float), *losses)
    shape = np.broadcast_shapes(*map(np.shape, given))
    whole = shape or (1,)
    wind = [np.broadcast_to(part, whole) for part in given[:3]]
    shares = [_years(part, whole) for part in losses]
    made, some = np.empty((len(Output._fields), *whole)), _compiled if curve.per and grid.per_degree \
        and grid.per_speed else _plain
    for year in np.ndindex(whole[:-1]):   # a year at a time stays in cache
        some(*(part[year] for part in (*wind, *shares)), curve, count, grid, made[(slice(None), *year)])
    return Output(*made.reshape(-1, *shape))


def _years(share, whole):
    """Return a share that remains by year: a number stays one number."""
    share = np.asarray(share, dtype=float)
    return np.broadcast_to(share, whole if share.ndim and share.shape[-1] > 1 else (*whole[:-1], 1))


def _compiled(speed, direction, density, external, availability, other, curve, count, grid, made):
    """Write the parts of a farm's power into the rows of `made`, shape (part, time), in one pass."""
    from sim.farm._farm_power import fill

    normal = power_curve.normal_speed(speed, density)
    wind = (np.ascontiguousarray(part) for part in (speed, normal, direction))
    shares = (np.ascontiguousarray(part) for part in (external, availability, other))
    fill(*wind, *shares, curve.start, curve.rise, (curve.speed[0], curve.per, curve.cut_out), float(count),
         grid.values, (grid.first, grid.per_degree, grid.speed[0], grid.per_speed, grid.speed.size), made)


def _plain(speed, direction, density, external, availability, other, curve, count, grid, made):
    """Do the same with any grid."""
    normal = power_curve.normal_speed(speed, density)
    gross = count * power_curve.read(curve, normal) * (speed <= curve.cut_out)
    waked = gross * (read(grid, np.minimum(normal, curve.cut_out), direction) * external)
    running = waked * availability
    available = running * other
    for row, part in zip(made, (gross, gross - waked, waked - running, running - available, available), strict=True):
        row[...] = part


def ready(efficiency):
    """
    Return a wake table ready to be read many times.

    Parameters
    ----------
    efficiency : Efficiency
        Table of the wake model; its directions turn the full circle.

    Returns
    -------
    grid : WakeGrid
        The same values.
    """
    first = float(efficiency.direction[0])
    turn, speed = np.append(efficiency.direction - first, 360.0), np.asarray(efficiency.speed, dtype=float)
    values = np.concatenate([efficiency.fraction, efficiency.fraction[:1]]).ravel()
    return WakeGrid(turn, speed, values, first, _even(turn), _even(speed))


def _even(grid):
    """Return the number of grid steps per unit; 0 for an uneven grid."""
    per = (grid.size - 1) / (grid[-1] - grid[0])
    return per if np.abs((grid - grid[0]) * per - np.arange(grid.size)).max() < 1e-9 * grid.size else 0.0


def read(efficiency, speed, direction):
    """
    Read a wake table between its directions and speeds.

    Parameters
    ----------
    efficiency : Efficiency or WakeGrid
        Its directions turn the full circle; beyond its lowest and highest speed the value there is held.
    speed : array, shape (...)
        Free wind speed. [m/s]
    direction : array, shape (...)
        Where the wind comes from, of any number of turns. [deg]

    Returns
    -------
    fraction : array, shape (...)
        Share of free power, linear between the four values around. [fraction]
    """
    grid = efficiency if isinstance(efficiency, WakeGrid) else ready(efficiency)
    turned = np.subtract(direction, grid.first, out=np.empty(np.shape(direction)))
    turned -= 360.0 * np.floor(turned * (1.0 / 360.0))   # np.mod takes five times as long
    row, right = _place(turned, grid.direction, grid.per_degree)
    column, up = _place(np.asarray(speed, dtype=float), grid.speed, grid.per_speed)
    row *= grid.speed.size   # one index into the flat table is twice as fast as a pair
    corner = row + column
    low = _line(grid.values, corner, up)
    corner += grid.speed.size
    return _between(low, _line(grid.values, corner, up), right)


def _place(value, grid, per):
    """Return the cell of an ascending grid that holds a value, clamped to it, and how far in, 0 to 1."""
    if per:
        place = np.multiply(value - grid[0], per, out=np.empty(np.shape(value)))
        np.clip(place, 0.0, grid.size - 1.0, out=place)
    else:
        place = np.asarray(np.interp(value, grid, np.arange(float(grid.size))))
    cell = place.astype(np.intp)
    np.minimum(cell, grid.size - 2, out=cell)
    place -= cell
    return cell, place


def _line(values, corner, share):
    """Return the value interpolated between an entry of a flat table and the next."""
    start = values.take(corner)
    return _between(start, values.take(corner + 1), share)


def _between(start, end, share):
    """Return the point of a line at a share of its length; ends up to 1 never give more, to the last bit."""
    end *= share
    start *= 1.0 - share
    start += end
    return start
