"""The export project as a zone of the grid: hub, battery, cable and outages as the single case has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import components, farm, hub, resource, storage
from sim.case import link as case_link
from sim.case import route as case_route
from sim.case.grid_zones import PIECES, curve_losses
from sim.case.years import traded_years
from sim.errors import scenario_error
from sim.finance.metrics import annuity
from sim.scenario.load import load

if TYPE_CHECKING:
    from sim.records import Battery
    from sim.scenario.grid_schema import GridScenario
    from sim.scenario.schema import Scenario

ZONE = "HUB"
"""Name of its zone."""

TEE = "TEE"
"""Name of the node where a spur leaves its cable (`link.tee`)."""

CORRIDOR, LOCAL = "project", "project_local"
"""Names of its cable, and of its line to the grid at the hub."""

ONWARD, SPUR = "project_onward", "project_spur"
"""With a tee the cable ends there; names of what leads on to the zone that receives, and to where the spur lands."""


class GridLeg(NamedTuple):
    """A leg of the cable: the whole of it, or one of three that meet at a tee."""

    name: str
    capacity: np.ndarray
    """Power into it, shape (year, time): outages and poles out. [MW]"""
    piece: np.ndarray
    """Shares of that, shape (piece,). [-]"""
    loss: np.ndarray
    """Loss of each per power sent, loss at rest spread over the power, shape (piece,). [-]"""


class GridProject(NamedTuple):
    """The export project of a single case in periods of the grid, in every weather year."""

    scenario: Scenario
    power: np.ndarray
    """At the hub, before curtailment, shape (year, time). [MW]"""
    battery: Battery
    """Limits of the battery at the hub."""
    legs: tuple[GridLeg, ...]
    """Of the cable: one, or with a tee the trunk, what leads on, and the spur."""
    local: float
    """Most that the grid at the hub takes. [MW]"""
    local_loss: float
    """Share lost on the line to it. [fraction]"""
    supply: float
    """Most that the grid at the hub sells. [MW]"""
    yearly_cost: float
    """Annuity and upkeep of farm, battery and link at the rate of the grid. [USD/yr]"""

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones that it adds to the grid."""
        return (ZONE,) if len(self.legs) == 1 else (ZONE, TEE)


def make_project(s: GridScenario) -> GridProject | None:
    """The project of a grid, or None where it is left out."""
    if s.project.mode == "out":
        return None
    own = load(s.project.scenario, {"time.period_h": s.grid.period_h, "time.weather_years": s.grid.weather_years})
    if s.project.outage_draw >= own.link.outage_draws:
        raise scenario_error(f"project.outage_draw = {s.project.outage_draw}: must be below link.outage_draws = "
                             f"{own.link.outage_draws}", key="project.outage_draw")
    names = sorted(zone.name for zone in s.zones)
    if own.link.tee.built and s.project.lands not in names:
        raise scenario_error(f"project.lands = {s.project.lands!r}: must be one of {', '.join(names)}, as the cable of "
                             f"{s.project.scenario!r} has a tee (link.tee)", key="project.lands")
    years = traded_years(own.time)
    near = int(np.abs(years - s.grid.year).argmin())
    wind = resource.make(own)
    built = farm.make(own, wind)
    power, route = hub.make(own, wind, built).power, case_route.make(own)
    if wind.speed.shape[0] != s.grid.weather_years:
        raise scenario_error(f"grid.weather_years = {s.grid.weather_years}: must be {wind.speed.shape[0]}, the years "
                             f"that the wind of {s.project.scenario!r} has", key="grid.weather_years")
    link = case_link.built(own, route, wind.speed.shape[0], power[0])
    battery, _ = storage.batteries(own, float(years[near] - years[0]))
    offshore = own.hub.topology == "offshore"
    return GridProject(own, power[near], battery, _legs(link, s.project.outage_draw), own.local.width_mw,
                       own.local.cable_loss if offshore else 0.0, own.supply.width_mw,
                       sum(float(annuity(part.capex, s.grid.discount_rate, part.life)) + float(part.fixed_opex)
                           for part in components.parts(own, built, route, link)))


def _legs(link: case_link.Link, draw: int) -> tuple[GridLeg, ...]:
    """Legs of the link as corridors, their capacity that of what is at work in one outage history."""
    curves = {CORRIDOR: link.transfers} if link.tee is None else {
        CORRIDOR: link.tee.trunk.transfers, ONWARD: link.tee.onward.transfers, SPUR: link.tee.spur.transfers}
    return tuple(GridLeg(name, np.array([t.sent[-1] if t.capacity > 0 else 0.0 for t in of])[link.state[draw]],
                         np.full(PIECES, 1.0 / PIECES), curve_losses(of[-1])) for name, of in curves.items())
