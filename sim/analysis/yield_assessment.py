"""A yield assessment taken apart: wakes by several models, the wind inside a farm, curves as they are run, seasons."""

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.case import farm as case_farm
from sim.case import resource
from sim.farm import flow_map, high_wind_control, power_curve, power_curve_adjustment, wake, wake_comparison
from sim.inputs import built_farms

STEP = 5.0
"""Of the directions that a wind is counted by. [deg]"""
SPEEDS = np.arange(3.0, 26.0)
"""Middles of the speeds that it is counted by. [m/s]"""
SHOWN = 9.0
"""Wind that the map of a farm is drawn for: on the steep part of the curve. [m/s]"""
PLACES, SIDE = 90, 34.0
"""Points along each side of that map, which shows the middle of the farm, and its length in rotor diameters."""
NOTHING = "nothing measured is at hand"


class Compared(NamedTuple):
    """Wake loss of a farm by several models."""

    name: str
    turbines: int
    loss: dict
    """Model -> energy lost over that of as many free turbines. [fraction]"""
    chosen: str
    """Model that the scenario has chosen; empty for a farm that stands."""
    told: float
    """The loss that is told of it; NaN where there is none. [fraction]"""
    source: str
    """Where it is told."""
    status: str
    """What that is worth: verified, derived or assumed; empty where there is none."""


class Ground(NamedTuple):
    """A farm, its wind, and the wind inside it."""

    name: str
    layout: object
    turbine: object
    model: str
    """The wake model."""
    direction: np.ndarray
    """Middles of sectors of `STEP`, (direction,). [deg]"""
    time: np.ndarray
    """Share of time that the wind comes from there, (direction,). [fraction]"""
    energy: np.ndarray
    """Share of the free turbines' energy that comes with it, (direction,). [fraction]"""
    loss: np.ndarray
    """Share of it that wakes take, (direction,). [fraction]"""
    shown: float
    """Direction of most energy, that the map is drawn for. [deg]"""
    met: np.ndarray
    """What each turbine meets then in a free wind of `SHOWN`, (turbine,). [m/s]"""
    east: np.ndarray
    north: np.ndarray
    """Axes of a map of its middle. [m]"""
    wind: np.ndarray
    """What a turbine would meet there, (north, east). [m/s]"""


class Curves(NamedTuple):
    """A turbine's power as it may be run."""

    speed: np.ndarray
    """Mean wind of a period. [m/s]"""
    table: np.ndarray
    """Power of its table. [MW]"""
    smoothed: np.ndarray
    """Smoothed by turbulence. [MW]"""
    turbulence: float
    """That turbulence. [fraction]"""
    throttled: np.ndarray
    """Held to a share of its rating. [MW]"""
    share: float
    """That share. [fraction]"""
    storm: dict
    """Storm control -> (power as the wind rises, power as it falls). [MW]"""


def compare(scenario=None, standing=None, models=wake_comparison.COMPARED):
    """
    Return what several wake models say of a scenario's farm, and of farms that stand.

    Parameters
    ----------
    scenario : Scenario, optional
        As `sim.load` returns it.
    standing : sequence of str, optional
        Names of `sim.inputs.built_farms`; all of them if not given.
    models : sequence of str
        Names of `sim.farm.wake.MODELS`, each with its defaults, but the scenario's own as it is set there.

    Returns
    -------
    compared : list of Compared
        The scenario's farm first. None of the models is fitted to any of these farms.

    Raises
    ------
    SundalinkError
        If the scenario's wind or layout cannot be, or there is no such farm.
    """
    found, directions = [], np.arange(0.0, 360.0, STEP)
    if scenario is not None:
        s = scenario
        _, kind, layout, weight = _counted(s, directions)
        own = s.farm.wake.model
        every = {name: wake.MODELS[name] for name in dict.fromkeys((*models, own))} | {own: s.farm.wake.bind()}
        found.append(_compared(s.name, layout, kind, directions, weight, every)._replace(chosen=own))
    for name in built_farms.names() if standing is None else standing:
        farm = built_farms.farm(name)
        every = {model: wake.MODELS[model] for model in models}
        weight = built_farms.weights(farm, directions, SPEEDS)
        found.append(_compared(farm.name, farm.layout, farm.turbine, directions, weight, every)._replace(
            told=farm.loss, source=farm.told, status=farm.status))
    return found


def _compared(name, layout, kind, directions, weight, models):
    """Return one line of the comparison."""
    of = wake_comparison.by_model(layout, kind, SPEEDS, directions, weight, models)
    return Compared(name, int(np.size(layout.x)), dict(zip(of.model, map(float, of.loss), strict=True)), "", np.nan,
                    NOTHING, "")


def _counted(s, directions):
    """Return a scenario's wind, turbine and layout, and how often the wind is so, (direction, speed)."""
    wind = resource.make(s)
    _, _, kind, layout = case_farm.stand(s)
    normal = power_curve.normal_speed(wind.speed, wind.density)
    turn = np.mod(np.round(wind.direction / STEP).astype(int), directions.size)
    level = np.round(normal - SPEEDS[0]).astype(int)
    inside = (level >= 0) & (level < SPEEDS.size) & (wind.speed <= kind.cut_out)
    cell = (turn * SPEEDS.size + level)[inside]
    counts = np.bincount(cell, minlength=directions.size * SPEEDS.size).reshape(directions.size, SPEEDS.size)
    return wind, kind, layout, counts / wind.speed.size


def ground(scenario):
    """
    Return a scenario's farm, its wind, and the wind inside it, by the wake model of the scenario.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.

    Returns
    -------
    ground : Ground

    Raises
    ------
    SundalinkError
        If the scenario's wind or layout cannot be.
    """
    s, directions = scenario, np.arange(0.0, 360.0, STEP)
    wind, kind, layout, weight = _counted(s, directions)
    model = s.farm.wake.bind()
    free = weight * power_curve.power(SPEEDS, power_curve.STANDARD_DENSITY, kind)
    left = free * model(layout, kind, SPEEDS, directions)
    energy = free.sum(axis=1)
    shown = float(directions[energy.argmax()])
    square = SIDE * kind.diameter * np.linspace(-0.5, 0.5, PLACES)
    east, north = (float(np.median(part)) + square for part in (layout.x, layout.y))
    place = [part.ravel() for part in np.meshgrid(east, north)]
    inside = flow_map.around(model, layout, kind, SHOWN, shown, *place).reshape(north.size, east.size)
    time = np.bincount(np.mod(np.round(wind.direction / STEP).astype(int), directions.size).ravel(),
                       minlength=directions.size) / wind.direction.size
    loss = np.divide(energy - left.sum(axis=1), energy, out=np.zeros_like(energy), where=energy > 0)
    return Ground(s.name, layout, kind, s.farm.wake.model, directions, time, energy / energy.sum(), loss, shown,
                  flow_map.met(model, layout, kind, SHOWN, shown), east, north, inside)


def curves(scenario, turbulence=0.07, share=0.8):
    """
    Return a turbine's power as its table has it, smoothed, throttled, and under each storm control.

    Parameters
    ----------
    scenario : Scenario
        For its turbine.
    turbulence : float
        Standard deviation of the wind within a period over its mean. [fraction]
    share : float
        Share of the rating that a turbine is held to. [fraction]

    Returns
    -------
    curves : Curves
        Each under the defaults of its model; the wind rises and falls through a storm by 0.1 m/s a period of an hour.
    """
    kind = resource.turbine(scenario)
    speed = np.round(np.arange(0.0, 34.0, 0.1), 9)
    storm = np.concatenate([speed, speed[::-1]])

    def made(turbine, at=speed):
        return power_curve.power(at, power_curve.STANDARD_DENSITY, turbine)

    through = {}
    for name, model in high_wind_control.MODELS.items():
        run = model(kind)
        power = made(run.turbine, storm) * high_wind_control.running(storm[None], run, 1.0)[0]
        through[name] = (power[:speed.size], power[speed.size:][::-1])
    return Curves(speed, made(kind), made(power_curve_adjustment.shaped(kind, turbulence=turbulence)), turbulence,
                  made(power_curve_adjustment.shaped(kind, power_share=share)), share, through)


def seasons(case):
    """
    Return how many turbines are out of service in each month, and how windy it is.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    out : array, shape (12,)
        Share of turbines out of service: failures, repairs and storms. [fraction]
    speed : array, shape (12,)
        Mean wind at the hub. [m/s]
    """
    month = clock.month(case.scenario.time.period_h)
    of = [month == one for one in range(12)]
    return (np.array([1.0 - case.hub.in_service[:, one].mean() for one in of]),
            np.array([case.wind.speed[:, one].mean() for one in of]))
