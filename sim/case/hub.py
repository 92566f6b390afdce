"""From the wind at the turbines to the power at the hub: farm losses, collection, shared connection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import farm as case_farm
from sim.case.solar import sun
from sim.case.years import traded_years
from sim.checks import check_balance
from sim.collection import loss_table
from sim.collection.shared_connection import share
from sim.farm import farm_power
from sim.farm.energy_uncertainty import SLOWER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.farm import Farm
    from sim.case.site_wind import Wind
    from sim.case.solar import Sun
    from sim.scenario.schema import Scenario

READS = ("seed", "time", "resource.source", "resource.profile", "resource.cyclone", "farm.storm", "farm.blockage",
         "farm.neighbour", "farm.availability", "farm.loss", "collection", "hub", "solar")
"""Keys and tables of the scenario that this stage reads."""


class Hub(NamedTuple):
    """Power at the hub in the traded years, and mean yearly energies of gains and losses before it."""

    table: loss_table.LossTable
    """Power at the hub and collection losses by power of the farm. [MW]"""
    capacity: float
    """Largest power at the hub. [MW]"""
    power: tuple[np.ndarray, ...]
    """Power at the hub in each traded year, (weather_year, time). [MW]"""
    slower: np.ndarray
    """Power at the hub in the first traded year with the wind slowed by `SLOWER`, (weather_year, time). [MW]"""
    gross: np.ndarray
    """Energy of as many turbines in free wind, (operating_year,). [MWh]"""
    wake_loss: np.ndarray
    """Energy lost to wakes and blockage, (operating_year,). [MWh]"""
    availability_loss: np.ndarray
    """Energy lost to outages of turbines, plant and grid, (operating_year,). [MWh]"""
    other_loss: np.ndarray
    """Energy lost to performance, environment and curtailment by permit, (operating_year,). [MWh]"""
    collection_loss: np.ndarray
    """Energy lost in array cables, transformers and export cables, (operating_year,). [MWh]"""
    standby: np.ndarray
    """Energy bought at the hub in calms, (operating_year,). [MWh]"""
    solar: np.ndarray
    """Energy offered by the solar plant, zero without one, (operating_year,). [MWh]"""
    clipped: np.ndarray
    """Wind and solar energy above the shared connection, (operating_year,). [MWh]"""
    solar_power: tuple[np.ndarray, ...]
    """Power offered by the solar plant in each traded year, (weather_year, time); empty without one. [MW]"""
    solar_label: str
    """Source of the irradiance."""
    in_service: np.ndarray
    """Share of turbines in service, failures and storms but not calms counted, (weather_year, time). [fraction]"""
    wind_uncertainty: tuple[float, float] = (0.08, 0.0)
    """Uncertainty of the wind's level and of its measurement. [fraction]"""


def make(s: Scenario, air: Wind, built: Farm) -> Hub:
    """Power at the hub in each traded year, after losses and collection."""
    models = [getattr(s.collection, name).bind() for name in ("array", "transformer", "export")]
    if s.hub.topology == "offshore":
        models[2] = _no_export
    table = loss_table.table(built.capacity, s.collection.export_length_km, *models)
    beside, service = sun(s, air), case_farm.service(s, air, built)
    limit = float(table.hub[-1]) if s.solar.hub_capacity_mw == "wind" else s.solar.hub_capacity_mw

    def produced(year: float, weather_year: int, speed: np.ndarray) -> farm_power.Output:
        losses = service.stack(float(year - s.time.first_operating_year))
        losses = losses._replace(availability=losses.availability * service.running)
        direction, density, *shares = (
            np.broadcast_to(each, air.speed.shape)[weather_year] if np.ndim(each) else each
            for each in (air.direction, air.density, *losses))
        return farm_power.produce(speed, direction, density, built.curve, built.count, built.grid,
                                  type(losses)(*shares))

    power, sums, years = [], [], traded_years(s.time)
    for index, year in enumerate(years):
        reached, total = _collected(table, air.speed, partial(produced, year), beside, index, limit)
        power.append(reached)
        gross, wake, unavailable, other, collected, _, solar, clipped, available, sent, kept = total
        scale = built.capacity * air.speed.size
        check_balance("the farm", gross, wake + unavailable + other + available, scale)
        check_balance("the collection", available, sent + collected, scale)
        check_balance("the hub", sent + solar, kept + clipped, scale)
        sums.append(total[:-3] * s.time.period_h / air.speed.shape[0])
    slower = np.stack([_beside(loss_table.read(table, produced(years[0], w, (1.0 - SLOWER) * speed).available), beside,
                               0, w, limit)[0] for w, speed in enumerate(air.speed)])
    most = min(limit, float(table.hub[-1]) + s.solar.capacity_mw) if beside.power else float(table.hub[-1])
    gross, wake, unavailable, other, collected, standby, solar, clipped = np.array(sums).T
    running = np.broadcast_to(service.running, air.speed.shape)
    return Hub(table, most, tuple(power), slower, gross, wake, unavailable, other, collected, standby, solar, clipped,
               beside.power, beside.label, running, air.wind_uncertainty)


def _collected(table: loss_table.LossTable, speeds: np.ndarray,
               produced: Callable[[int, np.ndarray], farm_power.Output], beside: Sun, index: int,
               limit: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the power at the hub in a traded year, and the sums of its parts: of the farm gross, losses to wakes,
    availability and other, in the collection, standby, solar, curtailed; then available, sent to the hub, and kept
    there. One weather year is worked on after the other, so that its arrays stay in the cache. [MW]
    """
    power, total = np.empty(speeds.shape), np.zeros(11)
    for weather_year, speed in enumerate(speeds):
        out = produced(weather_year, speed)
        here = loss_table.split(table, out.available)
        power[weather_year], solar, clipped = _beside(here.hub, beside, index, weather_year, limit)
        lost = here.array_loss + here.transformer_loss + here.export_loss
        parts = (out.gross, out.wake_loss, out.availability_loss, out.other_loss, lost, here.standby, solar, clipped,
                 out.available, here.hub, power[weather_year])
        total += [float(np.sum(part)) for part in parts]
    return power, total


def _beside(wind: np.ndarray, beside: Sun, index: int, weather_year: int,
            limit: float) -> tuple[np.ndarray, np.ndarray | float, np.ndarray | float]:
    """Return power at the hub in a traded year, the solar power offered, and the power curtailed before the hub."""
    if not beside.power:
        return wind, 0.0, 0.0
    solar = beside.power[index][weather_year]
    shared = share(wind, solar, limit)
    return shared.power, solar, shared.curtailed


def _no_export(power: np.ndarray, _rating: float, _length: float) -> np.ndarray:
    """No loss: a sending station in the farm needs no export cable."""
    return np.zeros_like(np.asarray(power, dtype=float))
