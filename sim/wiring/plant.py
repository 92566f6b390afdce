"""The farm and its way to the hub: layout, wakes, losses, collection."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance
from sim.collection import curve as collecting
from sim.collection.shared import share
from sim.farm import curve, output
from sim.wiring import machines
from sim.wiring.draw import traded_years
from sim.wiring.sun import sun

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


class Hub(NamedTuple):
    """What reaches the hub in the traded years, and mean yearly energies on the way, (operating_year,). [MWh]"""

    table: object
    capacity: float
    power: tuple
    slower: np.ndarray
    """At the hub in the first traded year if the wind were slower by `SLOWER`, (weather_year, time). [MW]"""
    gross: np.ndarray
    wake_loss: np.ndarray
    availability_loss: np.ndarray
    other_loss: np.ndarray
    collection_loss: np.ndarray
    standby: np.ndarray
    solar: np.ndarray
    """Offered by the solar plant; zero without one."""
    clipped: np.ndarray
    """Wind and solar that their shared connection does not take."""
    solar_power: tuple
    """What the solar plant offers in the traded years, (weather_year, time); empty without one. [MW]"""
    solar_label: str
    """Where the sunshine comes from."""
    in_service: np.ndarray
    """Share of turbines that run, failures and storms told apart from calms, (weather_year, time). [fraction]"""
    unsure: tuple = (0.08, 0.0)
    """Uncertainty of the wind's level and of its measurement. [fraction]"""


def farm(s, air):
    """Layout, wakes and curve of the farm."""
    run, count, kind, layout = machines.stand(s)
    efficiency = machines.efficiency(s, layout, kind)
    ready = curve.table(kind)
    speed = np.arange(0.0, kind.cut_out)   # what cut-out does is not seen: few hours, and the turbines differ
    made = count * curve.power(speed, float(air.density.mean()), ready)
    made = made * np.interp(speed, efficiency.speed, efficiency.fraction.mean(axis=0))
    varied = s.farm.variability.bind()(layout, speed, made, s.time.period_h)
    return Farm(kind, count, layout, efficiency, count * kind.rating, varied, ready, output.ready(efficiency), run)


def hub(s, air, built):
    """What reaches the hub in each traded year, after losses and collection."""
    models = [getattr(s.collection, name).bind() for name in ("array", "transformer", "export")]
    if s.hub.topology == "offshore":
        models[2] = _no_export
    table = collecting.table(built.capacity, s.collection.export_length_km, *models)
    beside, service = sun(s, air), machines.service(s, air, built)
    limit = float(table.hub[-1]) if s.solar.hub_capacity_mw == "wind" else s.solar.hub_capacity_mw

    def make(year, speed):
        losses = service.stack(float(year - s.time.first_operating_year))
        losses = losses._replace(availability=losses.availability * service.running)
        return output.produce(speed, air.direction, air.density, built.curve, built.count, built.grid, losses)

    power, sums, years = [], [], traded_years(s.time)
    for index, year in enumerate(years):
        out = make(year, air.speed)
        here = collecting.split(table, out.available)
        reached, solar, clipped = _beside(here.hub, beside, index, limit)
        power.append(reached)
        lost = here.array_loss + here.transformer_loss + here.export_loss
        parts = (out.gross, out.wake_loss, out.availability_loss, out.other_loss, lost, here.standby, solar, clipped)
        sums.append([float(np.sum(part)) * s.time.period_h / air.speed.shape[0] for part in parts])
        scale = built.capacity * air.speed.size
        check_balance("the farm", out.gross.sum(), sum(part.sum() for part in out[1:]), scale)
        check_balance("the collection", out.available.sum(), here.hub.sum() + lost.sum(), scale)
        check_balance("the hub", here.hub.sum() + np.sum(solar), reached.sum() + np.sum(clipped), scale)
    slower = collecting.read(table, make(years[0], (1.0 - SLOWER) * air.speed).available)
    slower = _beside(slower, beside, 0, limit)[0]
    most = min(limit, float(table.hub[-1]) + s.solar.capacity_mw) if beside.power else float(table.hub[-1])
    return Hub(table, most, tuple(power), slower, *np.array(sums).T, beside.power, beside.label,
               np.broadcast_to(service.running, air.speed.shape), air.unsure)


def _beside(wind, beside, index, limit):
    """Return what reaches the hub in a traded year, what solar offers, and what is curtailed before it."""
    if not beside.power:
        return wind, 0.0, 0.0
    shared = share(wind, beside.power[index], limit)
    return shared.power, beside.power[index], shared.curtailed


def _no_export(power, rating, length):
    """A sending station in the farm needs no export cable."""
    return np.zeros_like(np.asarray(power, dtype=float))
