"""The farm and its way to the hub: layout, wakes, losses, collection."""

from typing import NamedTuple

import numpy as np

from sim.case import farm as case_farm
from sim.case.farm import SLOWER
from sim.case.solar import sun
from sim.case.years import traded_years
from sim.checks import check_balance
from sim.collection import loss_table
from sim.collection.shared_connection import share
from sim.farm import farm_power

READS = ("seed", "time", "resource.source", "resource.profile", "resource.cyclone", "farm.storm", "farm.blockage",
         "farm.neighbour", "farm.availability", "farm.loss", "collection", "hub", "solar")
"""Keys and tables of the scenario that this stage reads."""


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


def make(s, air, built):
    """What reaches the hub in each traded year, after losses and collection."""
    models = [getattr(s.collection, name).bind() for name in ("array", "transformer", "export")]
    if s.hub.topology == "offshore":
        models[2] = _no_export
    table = loss_table.table(built.capacity, s.collection.export_length_km, *models)
    beside, service = sun(s, air), case_farm.service(s, air, built)
    limit = float(table.hub[-1]) if s.solar.hub_capacity_mw == "wind" else s.solar.hub_capacity_mw

    def produced(year, speed):
        losses = service.stack(float(year - s.time.first_operating_year))
        losses = losses._replace(availability=losses.availability * service.running)
        return farm_power.produce(speed, air.direction, air.density, built.curve, built.count, built.grid, losses)

    power, sums, years = [], [], traded_years(s.time)
    for index, year in enumerate(years):
        out = produced(year, air.speed)
        here = loss_table.split(table, out.available)
        reached, solar, clipped = _beside(here.hub, beside, index, limit)
        power.append(reached)
        lost = here.array_loss + here.transformer_loss + here.export_loss
        parts = (out.gross, out.wake_loss, out.availability_loss, out.other_loss, lost, here.standby, solar, clipped)
        sums.append([float(np.sum(part)) * s.time.period_h / air.speed.shape[0] for part in parts])
        scale = built.capacity * air.speed.size
        check_balance("the farm", out.gross.sum(), sum(part.sum() for part in out[1:]), scale)
        check_balance("the collection", out.available.sum(), here.hub.sum() + lost.sum(), scale)
        check_balance("the hub", here.hub.sum() + np.sum(solar), reached.sum() + np.sum(clipped), scale)
    slower = loss_table.read(table, produced(years[0], (1.0 - SLOWER) * air.speed).available)
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
