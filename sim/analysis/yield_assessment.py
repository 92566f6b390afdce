"""Parts of a yield assessment: wakes by several models, flow inside a farm, power curves as operated, seasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.case import farm as case_farm
from sim.case import resource
from sim.farm import flow_map, high_wind_control, power_curve, power_curve_adjustment, wake, wake_comparison
from sim.inputs import built_farms

if TYPE_CHECKING:
    from sim.farm.layout import Layout
    from sim.farm.power_curve import Turbine
    from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.chain import Case

STEP = 5.0
"""Width of the direction bins. [deg]"""
SPEEDS = np.arange(3.0, 26.0)
"""Middles of the speed bins. [m/s]"""
SHOWN = 9.0
"""Free wind speed of the flow map: on the steep part of the curve. [m/s]"""
PLACES, SIDE = 90, 34.0
"""Points along each side of the flow map of the middle of the farm, and its length in rotor diameters."""
NOTHING = "no reported loss"


class Compared(NamedTuple):
    """Wake loss of a farm by several models."""

    name: str
    """Name of the farm."""
    turbines: int
    """Number of turbines. [-]"""
    loss: dict[str, float]
    """Model -> energy lost over that of as many free turbines. [fraction]"""
    chosen: str
    """Model that the scenario has chosen; empty for a built farm."""
    reported: float
    """Wake loss published for the farm; NaN where there is none. [fraction]"""
    source: str
    """Source of the reported loss."""
    status: str
    """Status of the reported loss: verified, derived or assumed; empty where there is none."""

    @property
    def residual(self) -> dict[str, float]:
        """Loss of each model less the reported one; NaN where none is reported. [fraction]"""
        return {name: loss - self.reported for name, loss in self.loss.items()}


class FlowField(NamedTuple):
    """A farm, its wind, and the wind inside it."""

    name: str
    """Name of the farm."""
    layout: Layout
    """Turbine positions. [m]"""
    turbine: Turbine
    """Type of all turbines."""
    model: str
    """Name of the wake model."""
    direction: np.ndarray
    """Middles of sectors of `STEP`, (direction,). [deg]"""
    time: np.ndarray
    """Share of time with wind from each sector, (direction,). [fraction]"""
    energy: np.ndarray
    """Share of the free turbines' energy from each sector, (direction,). [fraction]"""
    loss: np.ndarray
    """Share of that energy lost to wakes, (direction,). [fraction]"""
    shown: float
    """Direction of most energy, for which the map is drawn. [deg]"""
    met: np.ndarray
    """Wind speed at each turbine in a free wind of `SHOWN` from there, (turbine,). [m/s]"""
    east: np.ndarray
    """Axis of the flow map, eastwards. [m]"""
    north: np.ndarray
    """Axis of the flow map, northwards. [m]"""
    wind: np.ndarray
    """Wind speed a turbine would meet there, (north, east). [m/s]"""


class Curves(NamedTuple):
    """Power of a turbine by its modes of operation."""

    speed: np.ndarray
    """Mean wind speed of a period. [m/s]"""
    table: np.ndarray
    """Power of its table. [MW]"""
    smoothed: np.ndarray
    """Power smoothed by turbulence. [MW]"""
    turbulence: float
    """Turbulence intensity of the smoothing. [fraction]"""
    throttled: np.ndarray
    """Power held to a share of the rating. [MW]"""
    share: float
    """Share of the rating held to. [fraction]"""
    storm: dict[str, tuple[np.ndarray, np.ndarray]]
    """Storm control -> (power as the wind rises, power as it falls). [MW]"""


def compare(scenario: Scenario | None = None, standing: Sequence[str] | None = None,
            models: Sequence[str] = wake_comparison.COMPARED) -> list[Compared]:
    """
    Return the wake loss of a scenario's farm and of built farms by several models.

    Parameters
    ----------
    scenario : Scenario, optional
        As `sim.load` returns it.
    standing : sequence of str, optional
        Names of `sim.inputs.built_farms`; all of them if not given.
    models : sequence of str
        Names of `sim.farm.wake.MODELS`, each with its defaults, the scenario's own with its parameters.

    Returns
    -------
    compared : list of Compared
        The scenario's farm first. None of the models is fitted to any of these farms.

    Raises
    ------
    SundalinkError
        If the scenario's wind or layout is refused, or there is no such farm.
    """
    compared, directions = [], np.arange(0.0, 360.0, STEP)
    if scenario is not None:
        s = scenario
        _, turbine, layout, weight = _counted(s, directions)
        own = s.farm.wake.model
        every = {name: wake.MODELS[name] for name in dict.fromkeys((*models, own))} | {own: s.farm.wake.bind()}
        compared.append(_compared(s.name, layout, turbine, directions, weight, every)._replace(chosen=own))
    for name in built_farms.names() if standing is None else standing:
        farm = built_farms.farm(name)
        every = {model: wake.MODELS[model] for model in models}
        weight = built_farms.weights(farm, directions, SPEEDS)
        compared.append(_compared(farm.name, farm.layout, farm.turbine, directions, weight, every)._replace(
            reported=farm.loss, source=farm.loss_source, status=farm.status))
    return compared


def mean_errors(compared: Sequence[Compared]) -> dict[str, float]:
    """
    Return the mean deviation of each wake model from the reported losses.

    Parameters
    ----------
    compared : sequence of Compared
        As `compare` returns them; farms without a reported loss are left out.

    Returns
    -------
    error : dict of str to float
        Model -> mean absolute residual over all farms with a reported loss. [fraction]
    """
    rows = [one.residual for one in compared if np.isfinite(one.reported)]
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if all(name in row for row in rows)]
    return {name: float(np.mean([abs(row[name]) for row in rows])) for name in names}


def _compared(name: str, layout: Layout, turbine: Turbine, directions: np.ndarray, weight: np.ndarray,
              models: dict[str, Callable[..., np.ndarray]]) -> Compared:
    """Return one line of the comparison."""
    losses = wake_comparison.by_model(layout, turbine, SPEEDS, directions, weight, models)
    return Compared(name, int(np.size(layout.x)), dict(zip(losses.model, map(float, losses.loss), strict=True)), "",
                    np.nan, NOTHING, "")


def _counted(s: Scenario, directions: np.ndarray) -> tuple[resource.Wind, Turbine, Layout, np.ndarray]:
    """Return a scenario's wind, turbine and layout, and the frequency of the wind, (direction, speed)."""
    wind, operated = resource.make(s), case_farm.operation(s)
    normal = power_curve.normal_speed(wind.speed, wind.density)
    turn = np.mod(np.round(wind.direction / STEP).astype(int), directions.size)
    level = np.round(normal - SPEEDS[0]).astype(int)
    inside = (level >= 0) & (level < SPEEDS.size) & (wind.speed <= operated.turbine.cut_out)
    cell = (turn * SPEEDS.size + level)[inside]
    counts = np.bincount(cell, minlength=directions.size * SPEEDS.size).reshape(directions.size, SPEEDS.size)
    return wind, operated.turbine, operated.layout, counts / wind.speed.size


def ground(scenario: Scenario) -> FlowField:
    """
    Return a scenario's farm, its wind, and the flow inside it by the wake model of the scenario.

    Parameters
    ----------
    scenario : Scenario
        As `sim.load` returns it.

    Returns
    -------
    ground : FlowField

    Raises
    ------
    SundalinkError
        If the scenario's wind or layout is refused.
    """
    s, directions = scenario, np.arange(0.0, 360.0, STEP)
    wind, turbine, layout, weight = _counted(s, directions)
    model = s.farm.wake.bind()
    free = weight * power_curve.power(SPEEDS, power_curve.STANDARD_DENSITY, turbine)
    left = free * model(layout, turbine, SPEEDS, directions)
    energy = free.sum(axis=1)
    shown = float(directions[energy.argmax()])
    square = SIDE * turbine.diameter * np.linspace(-0.5, 0.5, PLACES)
    east, north = (float(np.median(part)) + square for part in (layout.x, layout.y))
    place = [part.ravel() for part in np.meshgrid(east, north)]
    inside = flow_map.speed_at_points(model, layout, turbine, SHOWN, shown, *place).reshape(north.size, east.size)
    time = np.bincount(np.mod(np.round(wind.direction / STEP).astype(int), directions.size).ravel(),
                       minlength=directions.size) / wind.direction.size
    loss = np.divide(energy - left.sum(axis=1), energy, out=np.zeros_like(energy), where=energy > 0)
    return FlowField(s.name, layout, turbine, s.farm.wake.model, directions, time, energy / energy.sum(), loss, shown,
                     flow_map.speed_at_turbines(model, layout, turbine, SHOWN, shown), east, north, inside)


def curves(scenario: Scenario, turbulence: float = 0.07, share: float = 0.8) -> Curves:
    """
    Return a turbine's power by its table, smoothed, throttled, and under each storm control.

    Parameters
    ----------
    scenario : Scenario
        The turbine is taken from it.
    turbulence : float
        Standard deviation of the wind within a period over its mean. [fraction]
    share : float
        Share of the rating that the turbine is held to. [fraction]

    Returns
    -------
    curves : Curves
        Each under the defaults of its model; the wind rises and falls through a storm by 0.1 m/s a period of an hour.
    """
    turbine = resource.turbine(scenario)
    speed = np.round(np.arange(0.0, 34.0, 0.1), 9)
    storm = np.concatenate([speed, speed[::-1]])

    def power(machine: Turbine, at: np.ndarray = speed) -> np.ndarray:
        return power_curve.power(at, power_curve.STANDARD_DENSITY, machine)

    through = {}
    for name, model in high_wind_control.MODELS.items():
        run = model(turbine)
        both = power(run.turbine, storm) * high_wind_control.running(storm[None], run, 1.0)[0]
        through[name] = (both[:speed.size], both[speed.size:][::-1])
    return Curves(speed, power(turbine), power(power_curve_adjustment.shaped(turbine, turbulence=turbulence)),
                  turbulence, power(power_curve_adjustment.shaped(turbine, power_share=share)), share, through)


def seasons(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the share of turbines out of service and the mean wind speed of each month.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    out : array, shape (12,)
        Share of turbines out of service: failures, repairs and storms. [fraction]
    speed : array, shape (12,)
        Mean wind speed at the hub. [m/s]
    """
    month = clock.month(case.scenario.time.period_h)
    months = [month == one for one in range(12)]
    return (np.array([1.0 - case.hub.in_service[:, month].mean() for month in months]),
            np.array([case.wind.speed[:, month].mean() for month in months]))
