"""The farm's power, period by period, from free wind to what is available at the turbines' terminals."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite
from sim.farm.curve import normal_speed, power


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
    Return what a farm makes and what it loses on the way.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Free wind speed at the hub. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from. [deg]
    density : array, broadcastable to `speed`
        Air density at the hub. [kg/m3]
    turbine : Turbine
        Type of all turbines.
    count : int
        Number of turbines.
    efficiency : Efficiency
        Table of the wake model, read at the speed normalised to standard air: there the thrust and the power
        of every turbine are those of the table.
    losses : Losses
        Shares that remain after the other losses.

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
    gross = count * power(speed, density, turbine)
    normal = np.minimum(normal_speed(speed, density), turbine.cut_out)
    waked = gross * (read(efficiency, normal, direction) * losses.wake_external)
    running = waked * losses.availability
    available = running * losses.other
    return Output(gross, gross - waked, waked - running, running - available, available)


def read(efficiency, speed, direction):
    """
    Read a wake table between its directions and speeds.

    Parameters
    ----------
    efficiency : Efficiency
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
    first, levels = efficiency.direction[0], efficiency.speed.size
    turn = np.append(efficiency.direction - first, 360.0)
    values = np.concatenate([efficiency.fraction, efficiency.fraction[:1]]).ravel()
    row, right = _place(np.mod(direction - first, 360.0), turn)
    column, up = _place(speed, efficiency.speed)
    corner = row * levels + column  # one index into the flat table is twice as fast as a pair
    low = _line(values[corner], values[corner + 1], up)
    high = _line(values[corner + levels], values[corner + levels + 1], up)
    return _line(low, high, right)


def _place(value, grid):
    """Return the cell of an ascending grid that holds a value, clamped to it, and how far in, 0 to 1."""
    place = np.interp(value, grid, np.arange(float(grid.size)))
    cell = np.minimum(place.astype(np.intp), grid.size - 2)
    return cell, place - cell


def _line(start, end, share):
    """Return the point of a line at a share of its length; ends up to 1 never give more, to the last bit."""
    return (1.0 - share) * start + share * end
