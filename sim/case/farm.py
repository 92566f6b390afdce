"""The turbines of a farm: the curve they are operated with, their wakes, and when they are out of service."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.cyclones import share_in_service
from sim.case.resource import turbine
from sim.errors import scenario_error
from sim.farm import availability, farm_power, power_curve, wake
from sim.farm.wake import Efficiency
from sim.inputs import disk_cache
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.case.site_wind import Wind
    from sim.farm.farm_power import WakeGrid
    from sim.farm.high_wind_control import Control
    from sim.farm.layout import Layout
    from sim.farm.losses import Losses
    from sim.farm.power_curve import Turbine
    from sim.farm.power_variability import Variability
    from sim.scenario.schema import Scenario

READS = ("time.period_h", "farm.turbine", "farm.turbine_table", "farm.capacity_mw", "farm.layout", "farm.curve",
         "farm.storm", "farm.wake", "farm.wake_direction_step_deg", "farm.blockage", "farm.neighbour",
         "farm.variability")
"""Keys and tables of the scenario that this stage reads."""

MOST = 3000
"""Most turbines of a farm: the largest that is planned has some 1,000, and wakes take the square of it. [-]"""

SURFACE = 10.0
"""Height of the wind that limits the access of vessels. [m]"""


class Service(NamedTuple):
    """Losses that no model computes, and when turbines are in service."""

    stack: Callable[[float], Losses]
    """Loss stack by age, without the losses that are modelled explicitly."""
    running: np.ndarray
    """Share of turbines in service, shape (weather_year, time), or 1 without outages. [fraction]"""


class Operation(NamedTuple):
    """The turbines of a scenario: how they are operated, how many there are, and where they stand."""

    control: Control
    """Curve and restart rule in high wind."""
    count: int   # type: ignore[assignment]   # a tuple has a method of that name
    """Number of turbines. [-]"""
    layout: Layout
    """Turbine positions. [m]"""

    @property
    def turbine(self) -> Turbine:
        """The turbine with the curve it is operated with."""
        return self.control.turbine


class Farm(NamedTuple):
    """The farm as built, and the power it makes when new."""

    turbine: Turbine
    """Type of all turbines, with the curve they are operated with."""
    count: int   # type: ignore[assignment]   # a tuple has a method of that name
    """Number of turbines. [-]"""
    layout: Layout
    """Turbine positions. [m]"""
    efficiency: Efficiency
    """Share of free power that wakes and blockage leave."""
    capacity: float
    """Rated power. [MW]"""
    variability: Variability
    """Variation of its power within a period, by wind speed."""
    curve: power_curve.PowerTable
    """Power curve on an even grid."""
    grid: WakeGrid
    """Wake table on an even grid."""
    control: Control
    """Curve and restart rule in high wind."""


def control(s: Scenario) -> Control:
    """Return the high-wind control of the turbine of a scenario."""
    from sim.farm.power_curve_adjustment import shaped
    return s.farm.storm.bind()(shaped(turbine(s), **s.farm.curve.given()))


def operation(s: Scenario) -> Operation:
    """Return the turbine as operated, the number of turbines, and their layout."""
    run = control(s)
    rating, diameter = run.turbine.rating, run.turbine.diameter
    count = max(round(s.farm.capacity_mw / rating), 1)
    if count > MOST:
        raise scenario_error(thing="farm.capacity_mw: number of turbines", value=count,
                             rule=f"must be at most {MOST:,}; each is of {rating:g} MW", key="farm.capacity_mw")
    return Operation(run, count, s.farm.layout.bind()(count, diameter, rating))


def efficiency(s: Scenario, layout: Layout, turbine: Turbine) -> Efficiency:
    """
    Return the share of the farm's power that wakes and blockage leave, by direction and speed.

    Kept on disk by what it is made from: a table of the turbulent models takes seconds. See `sim.inputs.disk_cache`.
    """
    steps = 360.0 / s.farm.wake_direction_step_deg
    if abs(steps - round(steps)) > 1e-9:
        raise scenario_error(f"farm.wake_direction_step_deg = {s.farm.wake_direction_step_deg:g}: 360 must be a "
                             "multiple of it", key="farm.wake_direction_step_deg")
    directions = np.arange(round(steps)) * s.farm.wake_direction_step_deg
    tables = (s.farm.wake, s.farm.blockage, s.farm.neighbour)
    make = partial(_table, tuple(table.bind() for table in tables), layout, turbine, directions)
    if {table.model for table in tables} <= {"none", "share"}:
        return make()
    parameters = tuple(tuple(sorted(table.model_dump().items())) for table in tables)
    parts = (disk_cache.code("sim.farm"), parameters, tuple(layout), tuple(turbine), directions)
    return Efficiency(*disk_cache.kept("wake", parts, make))


def _table(models: tuple[Callable[..., np.ndarray], ...], layout: Layout, turbine: Turbine,
           directions: np.ndarray) -> Efficiency:
    """Return the product of the tables of several models, on the speeds of the first."""
    first, *others = models
    wakes = wake.table(first, layout, turbine, directions)
    fraction = wakes.fraction
    for model in others:
        fraction = fraction * model(layout, turbine, wakes.speed, wakes.direction)
    return wakes._replace(fraction=fraction)


def service(s: Scenario, air: Wind, built: Farm) -> Service:
    """
    Return the losses that no model computes, and when turbines are in service.

    Parameters
    ----------
    s : Scenario
        Tables of the scenario.
    air : Wind
        Wind at the hub.
    built : Farm
        The farm.

    Returns
    -------
    service : Service
        A loss of the stack that a chosen model computes from the hours is taken out of it.
    """
    f, up = s.farm, share_in_service(s, air, built.turbine, built.count)
    modelled = {"hysteresis": f.storm.model != "cut_out", "blockage": f.blockage.model != "share",
                "external_wake": f.neighbour.model != "share",
                "turbine_availability": f.availability.model != "constant"}
    stack = f.loss.model_copy(update={name: 0.0 for name, yes in modelled.items() if yes}).bind()
    if f.storm.model == "hysteresis":
        from sim.farm.high_wind_control import running
        up = up * running(air.speed, built.control, s.time.period_h)
    if not modelled["turbine_availability"]:
        return Service(stack, np.asarray(up))
    surface = s.resource.profile.bind()(air.speed, built.turbine.hub_height, SURFACE, air.air)
    in_service = f.availability.bind()(surface, s.time.period_h, built.count, generator(s.seed, "availability"))
    if f.availability.mean == "scaled_to_loss":
        whole = farm_power.produce(
            air.speed, air.direction, air.density, built.curve, built.count, built.grid, stack(0.0)
        )
        in_service = availability.scaled(in_service, whole.available * up, f.loss.turbine_availability)
    return Service(stack, up * in_service)


def make(s: Scenario, air: Wind) -> Farm:
    """Layout, wakes and curve of the farm."""
    run, count, layout = operated = operation(s)
    machine = operated.turbine
    wakes = efficiency(s, layout, machine)
    curve = power_curve.table(machine)
    speed = np.arange(0.0, machine.cut_out)   # variation about cut-out is left out: few hours, and the turbines differ
    power = count * power_curve.power(speed, float(air.density.mean()), curve)
    power = power * np.interp(speed, wakes.speed, wakes.fraction.mean(axis=0))
    varied = s.farm.variability.bind()(layout, speed, power, s.time.period_h)
    return Farm(machine, count, layout, wakes, count * machine.rating, varied, curve, farm_power.ready(wakes), run)
