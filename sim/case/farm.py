"""The turbines of a farm: their curve as it is run, their wakes, and when they are out of service."""

from functools import partial
from typing import NamedTuple

import numpy as np

from sim.case.cyclones import standing
from sim.case.resource import turbine
from sim.errors import scenario_error
from sim.farm import availability, farm_power, power_curve, wake
from sim.inputs import disk_cache
from sim.random_streams import generator

READS = ("time.period_h", "farm.turbine", "farm.capacity_mw", "farm.layout", "farm.curve", "farm.storm", "farm.wake",
         "farm.wake_direction_step_deg", "farm.blockage", "farm.neighbour", "farm.variability")
"""Keys and tables of the scenario that this stage reads."""

SURFACE = 10.0
"""Height of the wind that says whether a vessel can work. [m]"""


class Service(NamedTuple):
    """When turbines run."""

    stack: object
    """The loss stack, without what a model stands for."""
    running: object
    """Share of turbines in service, (weather_year, time), or 1. [fraction]"""


def control(s):
    """Return the turbine of a scenario as it is run."""
    from sim.farm.power_curve_adjustment import shaped
    return s.farm.storm.bind()(shaped(turbine(s), **s.farm.curve.given()))


def stand(s):
    """Return how turbines are run, how many there are, their type as run, and where they stand."""
    run = control(s)
    kind = run.turbine
    count = max(round(s.farm.capacity_mw / kind.rating), 1)
    return run, count, kind, s.farm.layout.bind()(count, kind.diameter, kind.rating)


def efficiency(s, layout, kind):
    """
    Return what wakes and blockage leave of the farm's power, by direction and speed.

    Kept on disk by what it is made from: a table of the turbulent models takes seconds. See `sim.inputs.disk_cache`.
    """
    steps = 360.0 / s.farm.wake_direction_step_deg
    if abs(steps - round(steps)) > 1e-9:
        raise scenario_error(f"farm.wake_direction_step_deg = {s.farm.wake_direction_step_deg:g}: 360 must be a "
                             "multiple of it", key="farm.wake_direction_step_deg")
    directions = np.arange(round(steps)) * s.farm.wake_direction_step_deg
    chosen = (s.farm.wake, s.farm.blockage, s.farm.neighbour)
    make = partial(_table, tuple(model.bind() for model in chosen), layout, kind, directions)
    if {model.model for model in chosen} <= {"none", "share"}:
        return make()
    told = tuple(tuple(sorted(model.model_dump().items())) for model in chosen)
    parts = (disk_cache.code("sim.farm"), told, tuple(layout), tuple(kind), directions)
    return wake.Efficiency(*disk_cache.kept("wake", parts, make))


def _table(models, layout, kind, directions):
    first, *others = models
    found = wake.table(first, layout, kind, directions)
    fraction = found.fraction
    for model in others:
        fraction = fraction * model(layout, kind, found.speed, found.direction)
    return found._replace(fraction=fraction)


def service(s, air, built):
    """
    Return when turbines run, and the losses that no model stands for.

    Parameters
    ----------
    s : Scenario
    air : Wind
        At the hub.
    built : Farm
        The farm.

    Returns
    -------
    service : Service
        A loss of the stack that a chosen model finds from the hours is taken out of it.
    """
    f, up = s.farm, standing(s, air, built.turbine, built.count)
    found = {"hysteresis": f.storm.model != "cut_out", "blockage": f.blockage.model != "share",
             "external_wake": f.neighbour.model != "share", "turbine_availability": f.availability.model != "constant"}
    stack = f.loss.model_copy(update={name: 0.0 for name, modelled in found.items() if modelled}).bind()
    if f.storm.model == "hysteresis":
        from sim.farm.high_wind_control import running
        up = up * running(air.speed, built.control, s.time.period_h)
    if not found["turbine_availability"]:
        return Service(stack, up)
    surface = s.resource.profile.bind()(air.speed, built.turbine.hub_height, SURFACE, air.air)
    fit = f.availability.bind()(surface, s.time.period_h, built.count, generator(s.seed, "availability"))
    if f.availability.mean == "stated":
        whole = farm_power.produce(
            air.speed, air.direction, air.density, built.curve, built.count, built.grid, stack(0.0)
        )
        fit = availability.scaled(fit, whole.available * up, f.loss.turbine_availability)
    return Service(stack, up * fit)


SLOWER = 0.05
"""Share by which the wind is slowed to find what its level means for the energy delivered. [fraction]"""


class Farm(NamedTuple):
    """The farm as built, and what it makes when new."""

    turbine: object
    count: int
    layout: object
    efficiency: object
    capacity: float
    variability: object = None
    """How much its power varies within a period, by the speed of the wind."""
    curve: object = None
    """The turbine's power curve, ready to be read."""
    grid: object = None
    """The table of wakes, ready to be read."""
    control: object = None
    """How turbines are run in high wind."""


def make(s, air):
    """Layout, wakes and curve of the farm."""
    run, count, kind, layout = stand(s)
    wakes = efficiency(s, layout, kind)
    ready = power_curve.table(kind)
    speed = np.arange(0.0, kind.cut_out)   # what cut-out does is not seen: few hours, and the turbines differ
    made = count * power_curve.power(speed, float(air.density.mean()), ready)
    made = made * np.interp(speed, wakes.speed, wakes.fraction.mean(axis=0))
    varied = s.farm.variability.bind()(layout, speed, made, s.time.period_h)
    return Farm(kind, count, layout, wakes, count * kind.rating, varied, ready, farm_power.ready(wakes), run)
