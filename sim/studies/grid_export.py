"""The export settled in three forms: at the grid's prices as they are, against Singapore's residual, and two-way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.case.grid import GridCase, GridYear, build_grid_case, solve_grid
from sim.case.grid_project import CORRIDOR, LOCAL, ONWARD, SPUR, TEE, ZONE
from sim.errors import scenario_error
from sim.network.records import GridNetwork, GridSolution
from sim.scenario.grid_schema import GridScenario

FORMS = ("price_taker", "residual", "two_way")
"""Sold at the prices without it; against the stack of the zone that receives, other imports as they are; as a zone of
the grid, where all others answer."""


LINES = (CORRIDOR, ONWARD, SPUR, LOCAL)
"""Corridors that belong to the project."""


class ExportSettlement(NamedTuple):
    """Earnings of the export in one form of settlement; sums by year, mean of the weather years."""

    form: str
    delivered: float
    """At the meter of the zone that receives. [GWh/yr]"""
    local: float
    """Sold to the grid at the hub. [GWh/yr]"""
    landed: float
    """Sold where the spur of a tee lands. [GWh/yr]"""
    curtailed: float
    """[GWh/yr]"""
    revenue: float
    """At the meter of the zone that receives. [million USD/yr]"""
    local_revenue: float
    """[million USD/yr]"""
    landed_revenue: float
    """[million USD/yr]"""
    price: float
    """Revenue over energy there. [USD/MWh]"""
    mean_price: float
    """Of the zone that receives, over time. [USD/MWh]"""


def settle_export(s: GridScenario, *, gap: float | None = None, workers: int = 1) -> tuple[ExportSettlement, ...]:
    """
    Settle the export in three forms with the same hub, battery, cable, outages and weather.

    Parameters
    ----------
    s : GridScenario
        With ``project.mode = "hub"``.
    gap : float, optional
        That each trade is solved to; that of the scenario if left out. [fraction]
    workers : int
        Threads of the solver.

    Returns
    -------
    settlements : tuple of ExportSettlement
        As a price-taker, against the residual, two-way.

    Raises
    ------
    SundalinkError
        If the project is left out of the grid.
    """
    if s.project.mode == "out":
        raise scenario_error("project.mode = 'out': must be 'hub'; without the project there is nothing to settle",
                             key="project.mode")
    case = build_grid_case(s)
    found: dict[str, list] = {form: [] for form in FORMS}
    for year in case.years:
        whole = solve_grid(s, year.network, workers, gap)
        places = _places(case)
        without = solve_grid(s, _without(year, places[0]), workers, gap)
        price = np.minimum(without.price, _cap(case, places[1]))
        forms = {"two_way": (whole, year.network),
                 "price_taker": _sold(s, _small(year, price, places, None), workers, gap),
                 "residual": _sold(s, _small(year, price, places, without), workers, gap)}
        for form, (solution, network) in forms.items():
            found[form].append(_settled(case, year, solution, network, form, price))
    return tuple(_mean(form, found[form], s) for form in FORMS)


def settlement_table(rows: tuple[ExportSettlement, ...]) -> pd.DataFrame:
    """Return the three forms, a row each."""
    return pd.DataFrame([row._asdict() for row in rows]).set_index("form")


def _cap(case: GridCase, zone: int) -> float:
    """Price cap of a zone. [USD/MWh]"""
    return case.scenario.zones[zone].price_cap_usd_per_mwh


def _places(case: GridCase) -> tuple[int, ...]:
    """Numbers of the hub, of the zone that receives, of the grid at the hub; of where a spur lands, and of its tee."""
    project = case.scenario.project
    names = (ZONE, project.receives, project.local, *((project.lands, TEE) if TEE in case.zones else ()))
    return tuple(case.zones.index(name) for name in names)


def _without(year: GridYear, here: int) -> GridNetwork:
    """The network with both lines of the hub out of service, and its battery at rest."""
    n = year.network
    used = np.asarray(n.store_zone) != here
    return n._replace(link_capacity=n.link_capacity * ~np.isin(year.corridors.name, LINES),
                      charge=np.asarray(n.charge) * used, discharge=np.asarray(n.discharge) * used)


def _sold(s: GridScenario, network: GridNetwork, workers: int, gap: float | None) -> tuple[GridSolution, GridNetwork]:
    """Trade of a network, and the network."""
    return solve_grid(s, network, workers, gap), network


def _small(year: GridYear, price: np.ndarray, places: tuple[int, ...], known: GridSolution | None) -> GridNetwork:
    """
    Return the hub, its lines, and the zones at their ends.

    A zone that takes any power at the price of the moment has one step of that price and a demand of the same width.
    Against the residual the zone that receives has its own stack instead, and what others bring it is taken off its
    demand.
    """
    here, there = places[:2]
    n, time = year.network, len(year.network.load)
    links = [i for i, name in enumerate(year.corridors.name) if name in LINES]
    width = float(n.link_capacity[:, :, links].max(initial=1.0)) * 2.0
    steps = n.capacity.shape[2]
    capacity, cost, load = (np.zeros((time, len(places), *more)) for more in ((steps,), (steps,), ()))
    capacity[:, 0], cost[:, 0] = n.capacity[:, here], n.cost[here]
    for place, zone in enumerate(places[:4]):
        if place > 0:
            load[:, place], capacity[:, place, 0], cost[:, place, 0] = width, width, price[:, zone]
    if known is not None:
        load[:, 1] = known.generation[:, there].sum(-1)   # what others bring, and its stores, stay as they were
        capacity[:, 1], cost[:, 1] = n.capacity[:, there], n.cost[there]
    stores = np.flatnonzero(n.store_zone == here)

    def of_stores(values: np.ndarray) -> np.ndarray:
        values = np.asarray(values)
        return values[..., stores]

    numbers = {zone: place for place, zone in enumerate(places)}
    lost = float(n.value_of_lost_load.max())
    return GridNetwork(
        n.step_hours, load, capacity, cost, np.full(len(places), lost), np.array([numbers[n.origin[i]] for i in links]),
        np.array([numbers[n.destination[i]] for i in links]), n.link_capacity[:, :, links], n.piece[links],
        n.loss[links], n.wheeling[:, links], np.zeros(stores.size, dtype=int), of_stores(n.energy), of_stores(n.charge),
        of_stores(n.discharge), of_stores(n.efficiency_in), of_stores(n.efficiency_out), of_stores(n.keep),
        of_stores(n.inflow), of_stores(n.least_release), of_stores(n.wear), of_stores(n.start), n.end_width[stores],
        n.end_value[stores])


def _settled(case: GridCase, year: GridYear, found: GridSolution, network: GridNetwork, form: str,
             price: np.ndarray) -> tuple[float, ...]:
    """Energies, revenues and prices of one weather year over the horizon."""
    places, sold = _places(case), (ONWARD if TEE in case.zones else CORRIDOR, LOCAL, SPUR)
    buyers = places[1:4]
    names = list(year.corridors.name)
    links = names if form == "two_way" else [name for name in names if name in LINES]
    hours, zero = case.scenario.grid.period_h, np.zeros(len(price))
    energy = [found.received[:, 0, links.index(name)] if name in links else zero for name in sold]
    at = list(places if form == "two_way" else range(len(places)))
    paid = price[:, buyers].copy()
    if form == "two_way":
        paid = found.price[:, at[1:4]]
        paid[:, 0] = np.minimum(paid[:, 0], _cap(case, places[1]))
    elif form == "residual":   # where an import set the price, its plants would not have: the fall counts alone
        fall = np.minimum(found.price[:, 1], _cap(case, places[1])) - _own_price(network)
        paid[:, 0] += np.minimum(fall, 0.0)
    paid = np.column_stack([paid, *[zero] * (3 - paid.shape[1])])
    made, could = found.generation[:, at[0]].sum(-1), network.capacity[:, at[0]].sum(-1)
    sums = [power.sum() * hours for power in energy]
    money = [(power * paid[:, n]).sum() * hours for n, power in enumerate(energy)]
    return (*sums, (could - made).sum() * hours, *money, float(paid[:, 0].mean()))


def _own_price(network: GridNetwork) -> np.ndarray:
    """Price at which the plants of the zone that receives meet what they met without the export, shape (time,)."""
    capacity = np.broadcast_to(network.capacity, (len(network.load), *np.shape(network.capacity)[-2:]))[:, 1]
    cost = np.broadcast_to(network.cost, (len(network.load), *np.shape(network.cost)[-2:]))[:, 1]
    order = np.argsort(cost, axis=-1, kind="stable")
    total = np.cumsum(np.take_along_axis(capacity, order, -1), -1)
    reached = np.argmax(total >= network.load[:, [1]] - 1e-6, axis=-1)
    return np.take_along_axis(np.take_along_axis(cost, order, -1), reached[:, None], -1)[:, 0]


def _mean(form: str, rows: list[tuple[float, ...]], s: GridScenario) -> ExportSettlement:
    """Return the mean weather year of one form, sums carried to a year."""
    year = 365.0 / s.grid.days
    sums = (np.mean(rows, axis=0) * [*(year,) * 7, 1.0]).tolist()
    delivered, local, landed, curtailed = (value / 1e3 for value in sums[:4])
    revenue, near, far = (value / 1e6 for value in sums[4:7])
    return ExportSettlement(form, delivered, local, landed, curtailed, revenue, near, far,
                            1e3 * revenue / delivered if delivered > 0 else np.nan, sums[7])
