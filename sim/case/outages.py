"""Outage histories of the link of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import clock
from sim.link import three_terminal
from sim.reliability import fault_rates, outage_history, outage_losses, repair
from sim.reliability.records import STATIONS, HistorySample, LinkLayout
from sim.stochastic import generator
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.link.configuration import Configuration
    from sim.reliability.fault_rates import Stretch
    from sim.reliability.outage_history import Outages
    from sim.scenario.schema import Scenario

POOL = 1000
"""Histories that those of the trade are chosen from."""

HALF, WINDY, CALM = 0.35, 1.4, 0.8
"""What an hour without one of two poles counts against one without any, and an hour from November to February and
another against the mean: about what the wind of this sea leaves undelivered then (found with the base case; it only
puts histories in order). [-]"""

DAY = 24.0   # [h]
STUB = 1e-3
"""Length of a spur that has none: its station alone fails. [km]"""


class Histories(NamedTuple):
    """The outage histories of the trade."""

    poles: np.ndarray
    """Poles at work, shape (draw, weather_year, time)."""
    state: np.ndarray
    """What the trade goes by, of the same shape: the poles, or with a tee the number of a state."""
    taken: dict[str, np.ndarray]
    """Share of the poles' time that each cause takes, by name, shape (draw, weather_year). [-]"""
    quarterly: dict[str, np.ndarray]
    """The same by quarter of the year, shape (draw, weather_year, 4). [-]"""
    error: float
    """Standard error of what outages take in all of them together, as `weighed` counts it, about the mean of all
    histories that could be drawn. [fraction]"""


def histories(s: Scenario, route: RouteLine, configuration: Configuration, years: int) -> Histories:
    """
    Return the outage histories of the trade.

    Histories are drawn by the hundreds, and put in order of what outages would cost with the model's defaults: what is
    compared is compared in the same ones. Of as many equal parts as there are draws each gives the history nearest to
    its mean, so that few draws stand for all.
    """
    draws, poles = s.link.outage_draws, configuration.poles
    count = max(POOL, draws)
    model = s.link.outage.models[s.link.outage.model]
    table = outages(s, route, configuration, count, years, "outage")
    # Few links have a serial defect: that they stand for their share, they are put in order with it.
    serial = {name: value for name, value in s.link.outage.bind().keywords.items() if name.startswith("defect_")}
    usual = model(generator(s.seed, "outage"), HistorySample(count, years, life=s.time.operating_years),
                  layout(fault_rates.cables(route.stretches), configuration), repair.repair, **serial)
    found = outage_losses.lost(
        outage_history.intervals(usual, poles, years), _weight(poles, DAY), np.zeros((count, years), dtype=int), DAY
    )
    chosen = [part[np.abs(found[part] - found[part].mean()).argmin()]
              for part in np.array_split(np.argsort(found, kind="stable"), draws)]
    # Any order would do; this one lets the first histories be about the usual ones.
    order = np.argsort(np.abs(np.arange(draws) - (draws - 1) / 2.0), kind="stable")

    def shown(table: Outages) -> np.ndarray:
        return np.stack([outage_history.states(table, chosen[i], years, s.time.period_h, poles) for i in order])

    of_link, mine = shown(table), [chosen[i] for i in order]
    taken, quarterly = (_taken(table, mine, years, poles, parts) for parts in ((0, 365), clock.QUARTERS))
    taken = {name: share[..., 0] for name, share in taken.items()}
    error = _error(found, usual, table, poles, years, draws)
    if not s.link.tee.built:
        return Histories(of_link, of_link, taken, quarterly, error)
    branch = spur_outages(s, route, configuration, count, years, "outage")
    return Histories(of_link, three_terminal.number(of_link, shown(outage_history.concatenate([table, branch]))), taken,
                     quarterly, error)


def _error(found: np.ndarray, usual: Outages, table: Outages, poles: int, years: int, draws: int) -> float:
    """
    Return the standard error of what outages take in the chosen histories together. [fraction]

    Their mean of `found` is that of the pool, so of that only the pool's own error is left. What `found` does not hold
    is of the chosen ones alone: outages that last beyond the last year and go on in the first, and what the case's
    model makes otherwise than the usual one. Each stands for a part of the pool, so it counts by its variance within
    that part, given `found`: that of a stratified sample with one draw from each stratum.
    """
    def all_of(drawn: Outages) -> np.ndarray:
        return outage_losses.lost(outage_history.intervals(drawn, poles, years), _weight(poles, DAY),
                                   np.zeros((found.size, years), dtype=int), DAY)

    end = HOURS_PER_YEAR * years
    late = table.end > end
    beyond = type(table)(*(column[late] for column in table))
    total = all_of(beyond._replace(start=np.zeros(beyond.start.size), end=beyond.end - end))
    same = all(np.array_equal(one, other) for one, other in zip(usual, table, strict=True))
    total = total + (found if same else all_of(table))
    parts = np.array_split(np.argsort(found, kind="stable"), draws)
    rest = sum(_about_line(found[part], total[part]) for part in parts)
    return float(np.sqrt(total.var() / found.size + rest / draws**2) / end)


def _about_line(given: np.ndarray, values: np.ndarray) -> float:
    """Return the variance of values about their line on what is given of each."""
    about = given - given.mean()
    slope = about @ values / max(float(about @ about), 1e-12)
    return float(np.var(values - slope * about))


def weighed(state: np.ndarray, poles: int, dt: float) -> np.ndarray:
    """
    Return what outages take of each year by the weights that the histories of the trade are put in order with: its
    mean over all years and histories is that of the pool but for `Histories.error`.

    Parameters
    ----------
    state : array of int, shape (draw, weather_year, time)
        Poles at work.
    poles : int
        Of the link.
    dt : float
        Length of a period. [h]

    Returns
    -------
    share : array, shape (draw, weather_year)
        Of the energy of a mean year, about. [fraction]
    """
    weight = [each[0] for each in _weight(poles, dt)]
    share = np.empty(state.shape[:-1])
    for place in np.ndindex(*share.shape):   # a year at a time: its arrays stay in the cache
        share[place] = sum(((state[place] == poles - number) * each).mean()
                           for number, each in enumerate(weight, start=1))
    return share


def _weight(poles: int, dt: float) -> np.ndarray:
    """Return the weight of a period by the number of poles out, from 1 on, shape (poles out, 1, time)."""
    month = clock.month(dt)
    return np.where((month < 2) | (month > 9), WINDY, CALM) * np.array([HALF, 1.0])[-poles:, None, None]


def _taken(table: Outages, chosen: Sequence[int], years: int, poles: int,
           days: Sequence[int]) -> dict[str, np.ndarray]:
    """Return the share of the poles' time that each cause takes in parts of each year of the chosen histories, by name,
    shape (draw, year, part); ``days`` are where the parts begin and end."""
    within = HOURS_PER_YEAR * np.array(days) / days[-1]
    parts = len(days) - 1
    edges = np.append((HOURS_PER_YEAR * np.arange(years)[:, None] + within[:-1]).ravel(), HOURS_PER_YEAR * years)
    turn = np.array([[0.0], [edges[-1]]])   # what lasts beyond the last year goes on in the first
    taken = np.zeros((len(outage_history.KINDS), len(chosen), years, parts))
    for row, history in enumerate(chosen):
        mine = table.history == history
        begin, end = table.start[mine, None, None] - turn, table.end[mine, None, None] - turn
        inside = np.clip(np.minimum(end, edges[1:]) - np.maximum(begin, edges[:-1]), 0.0, None)
        np.add.at(taken[:, row], np.repeat(table.kind[mine], turn.size),
                  inside.reshape(-1, years, parts) / (poles * np.diff(within)))
    return dict(zip(outage_history.KINDS, taken, strict=True))


def spur_outages(s: Scenario, route: RouteLine, configuration: Configuration, count: int, years: int, word: str,
                 ring: bool = True) -> Outages:
    """Outage histories of a spur from the tee: its bed shared out like that of the route, its repairs permitted by
    Malaysia."""
    part = max(s.link.tee.spur_km, STUB) / route.length
    beyond = tuple(each._replace(length=part * each.length, country="malaysia") for each in route.stretches)
    return outages(s, route._replace(stretches=beyond), configuration, count, years, (word, "spur"), ring, stations=1)


def outages(s: Scenario, route: RouteLine, configuration: Configuration, count: int, years: int,
            word: str | tuple[str, ...], ring: bool = True, stations: int = STATIONS, **own: float | bool) -> Outages:
    """Outage histories of the link, with changes of the model's parameters."""
    model, repair_model = s.link.outage.bind(), s.link.repair.bind()
    words = (word,) if isinstance(word, str) else word
    laid = model(generator(s.seed, *words), HistorySample(count, years, ring, s.time.operating_years),
                 layout(fault_rates.cables(route.stretches), configuration, stations), repair_model, **own)
    if s.link.outage.model == "none" or not fault_rates.line_length(route.stretches):
        return laid
    line = s.link.overhead.bind()(generator(s.seed, *words, "line"), count, years, route.stretches, configuration.poles)
    return outage_history.concatenate([laid, line])


def layout(stretches: Sequence[Stretch], configuration: Configuration, stations: int = STATIONS) -> LinkLayout:
    """Return a link as the outage models take it: its poles, and the cables on each of its routes."""
    return LinkLayout(tuple(stretches), configuration.poles, configuration.joined, configuration.routes,
                      configuration.cables // configuration.routes, configuration.corridor, stations)
