"""The corridors of a grid as arrays: capacity, losses, charges, cost and outages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.case.grid_zones import PIECES, curve_losses, horizon
from sim.errors import scenario_error
from sim.finance import cost_components
from sim.finance.metrics import annuity
from sim.inputs import cable_data
from sim.link import transfer_curve
from sim.records import Segment
from sim.scenario.load import load
from sim.scenario.tables_grid import at
from sim.stochastic import generator
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.tables_grid import CorridorRow

DC_LOSS, DC_LOSS_PER_KM = 0.013, 3.5e-5
AC_LOSS_PER_KM = 6.75e-5
"""Loss at full power of direct and alternating current, fitted to the values that the Global Transmission Database v1.0
lists (OSeMOSYS Global, 2023). [fraction], [1/km]"""

ONE_CABLE = 1200.0
"""Power of the link whose curve the link room computes; a wider corridor is several of them. [MW]"""

LINE = {"ac": 779.4, "dc": 237.8}
"""Overhead line (Global Transmission Database v1.0, money of 2020). [USD/MW/km]"""
STATION = {"ac": 47699.8, "dc": 148754.5}
"""Station at each end (the same). [USD/MW]"""
UPKEEP = 0.02
"""Yearly upkeep of line and stations over their capital cost (assumed). [1/yr]"""
LIFE = 40
"""Life of a corridor (as that of cables in the finance room). [yr]"""


class GridCorridors(NamedTuple):
    """Corridors in service, one row each."""

    name: tuple[str, ...]
    origin: np.ndarray
    destination: np.ndarray
    """Numbers of the zones that they join."""
    capacity: np.ndarray
    """Power sent from the origin, and from the destination, shape (time, 2, link). [MW]"""
    piece: np.ndarray
    """Shares of the capacity, shape (link, piece). [-]"""
    loss: np.ndarray
    """Loss of each per power sent, shape (link, piece). [-]"""
    wheeling: np.ndarray
    """Charge, shape (link,). [USD/MWh]"""
    stage: tuple[str, ...]
    """How far each is."""
    document: tuple[str, ...]
    """The list that it stands in."""
    yearly_cost: np.ndarray
    """Annuity of the capital cost and upkeep, shape (link,). [USD/yr]"""
    km: np.ndarray
    """Length. [km]"""


def corridors(s: GridScenario, year: int) -> GridCorridors:
    """The corridors in service in one weather year."""
    names, country = [zone.name for zone in s.zones], {zone.name: zone.country for zone in s.zones}
    part = horizon(s)
    count, rows = part.stop - part.start, s.in_service()
    capacity = np.zeros((count, 2, len(rows)))
    for number, row in enumerate(rows):
        forward = at(row.capacity_mw, s.grid.year)
        back = forward if row.reverse_mw is None else at(row.reverse_mw, s.grid.year)
        there = available(s, row, year)[part]
        capacity[:, 0, number], capacity[:, 1, number] = forward * there, back * there
    pieces = [losses(row, at(row.capacity_mw, s.grid.year)) for row in rows]
    charge = [row.wheeling_usd_per_mwh if row.wheeling_usd_per_mwh is not None else
              s.grid.wheeling_usd_per_mwh * (country[row.from_zone] != country[row.to_zone]) for row in rows]
    return GridCorridors(
        tuple(row.name for row in rows), np.array([names.index(row.from_zone) for row in rows], dtype=int),
        np.array([names.index(row.to_zone) for row in rows], dtype=int), capacity,
        np.full((len(rows), PIECES), 1.0 / PIECES), np.array(pieces).reshape(len(rows), PIECES),
        np.array(charge, dtype=float), tuple(row.stage for row in rows), tuple(row.document for row in rows),
        np.array([yearly_cost(s, row) for row in rows], dtype=float), np.array([row.km for row in rows], dtype=float))


def losses(row: CorridorRow, capacity: float) -> list[float]:
    """Loss of each part of a corridor's curve per power sent, the first the least. [-]"""
    if row.loss == "link" and row.kind == "dc" and capacity > 0 and row.km > 0:
        return _link_losses(capacity / np.ceil(capacity / ONE_CABLE), row.km)
    dc = row.kind == "dc"
    rated = (DC_LOSS + DC_LOSS_PER_KM * row.km if dc else AC_LOSS_PER_KM * row.km) if isinstance(row.loss, str) \
        else row.loss
    plain = row.no_load_share if dc else 0.0
    steps = (2.0 * np.arange(PIECES) + 1.0) / PIECES   # of x squared between the ends of each part
    most = rated * (plain + (1.0 - plain) * steps[-1])
    if most >= 1.0:
        key = "km" if isinstance(row.loss, str) else "loss"
        raise scenario_error(f"corridors.{row.name}.{key} = {getattr(row, key):g}: loses {100 * rated:.0f} % at full "
                             f"power, {100 * most:.0f} % of the last third of it: must be below 100 %",
                             key=f"corridors.{row.name}.{key}")
    return [float(rated * (plain + (1.0 - plain) * step)) for step in steps]


@lru_cache(maxsize=64)
def _link_losses(rating: float, km: float) -> list[float]:
    """The same, of the cable, converters and heat of the single case; loss at rest is spread over the power."""
    link = load("base").link
    segment = Segment("shelf", km, 28.0, 0.8, 1.5, 50.0)   # bed as that of base, poles laid apart
    full = transfer_curve.transfers(rating, 525.0, km, cable_data.cable("xlpe_525_2000"), (segment,),
                                    link.sending_station.bind(), link.receiving_station.bind(),
                                    link.configuration.bind()())[-1]
    return curve_losses(full).tolist()


def available(s: GridScenario, row: CorridorRow, year: int) -> np.ndarray:
    """Share of a corridor that is in service in each period of a weather year, shape (time,). [fraction]"""
    count = clock.periods(s.grid.period_h)
    if row.kind == "ac" or row.forced_outage <= 0:
        return np.full(count, 1.0 - row.forced_outage)
    draws = generator(s.seed, "corridor", row.name, year)
    down = row.outage_days * 24.0
    up, time, there = down * (1.0 / row.forced_outage - 1.0), 0.0, np.ones(count)
    out = draws.random() < row.forced_outage
    while time < HOURS_PER_YEAR:
        length = draws.exponential(down if out else up)
        if out:
            there[round(time / s.grid.period_h):round(min(time + length, HOURS_PER_YEAR) / s.grid.period_h)] = 0.0
        time, out = time + length, not out
    return there


def yearly_cost(s: GridScenario, row: CorridorRow) -> float:
    """Annuity of a corridor's capital cost, and its upkeep. [USD/yr]"""
    capacity = max(at(row.capacity_mw, s.grid.year), max(row.capacity_mw.values()) * (s.grid.year < row.first_year))
    if row.capex_musd is not None:
        capex, upkeep = row.capex_musd * 1e6, UPKEEP * row.capex_musd * 1e6
    else:
        sea = cost_components.cable(capacity, row.km * row.sea_share)
        ends = cost_components.converters(capacity) if row.kind == "dc" else None
        line = capacity * row.km * (1.0 - row.sea_share) * LINE[row.kind]
        station = 0.0 if ends else 2.0 * capacity * STATION["ac"]
        capex = sea.capex + (ends.capex if ends else 0.0) + line + station
        upkeep = sea.fixed_opex + (ends.fixed_opex if ends else 0.0) + UPKEEP * (line + station)
    return float(annuity(capex, s.grid.discount_rate, LIFE) + upkeep)
