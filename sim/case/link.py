"""The link: its cable, its curves by pole state, its outages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import cable_choice
from sim.case.cable_choice import cables, choose, transfers
from sim.case.outages import histories
from sim.checks import refusal
from sim.link import three_terminal, transfer_curve
from sim.link.infeed_limit import truncated

if TYPE_CHECKING:

    from collections.abc import Sequence

    from sim.case.cable_choice import Option
    from sim.case.route import RouteLine
    from sim.link.configuration import Configuration
    from sim.link.transfer_curve import Transfer
    from sim.records import Cable
    from sim.scenario.schema import Scenario

    Pieces = tuple[tuple[np.ndarray, np.ndarray], ...]

READS = ("seed", "time.period_h", "time.operating_years", "link.rating_mw", "link.voltage_kv", "link.configuration",
         "link.cables", "link.sending_station", "link.receiving_station", "link.heat", "link.loss_error_mw",
         "link.outage", "link.outage_draws", "link.repair", "link.overhead", "link.tee",
         "market.infeed.contingency", "market.infeed.maximum_mw")
"""Keys and tables of the scenario that this stage reads."""


class Leg(NamedTuple):
    """A leg of a link with a tee: its curves by state, and their straight pieces."""

    transfers: tuple[transfer_curve.Transfer, ...]
    pieces: tuple[tuple[np.ndarray, np.ndarray], ...]


class Tee(NamedTuple):
    """The three legs that meet at the tee."""

    trunk: Leg
    onward: Leg
    spur: Leg


class Infeed(NamedTuple):
    """Largest loss of the link's infeed from one event, by state of the link, arrays of shape (state,)."""

    share: np.ndarray
    """Part of the infeed that is lost at once. [fraction]"""
    full: np.ndarray
    """Infeed at which the limit on it binds. [MW]"""
    more: np.ndarray
    """Power that the link could send beyond that; zero where no limit binds. [MW]"""


class Link(NamedTuple):
    """The link: its curves by poles at work, their straight pieces, and its outages (draw, weather_year, time)."""

    configuration: Configuration
    cable: Cable
    transfers: tuple[transfer_curve.Transfer, ...]
    """Of the link if nothing left at a tee, by the number of poles at work."""
    pieces: tuple[tuple[np.ndarray, np.ndarray], ...]
    """By state; with a tee those of the trunk."""
    poles: np.ndarray
    """Poles at work."""
    state: np.ndarray
    """What the trade goes by: the poles, and with a tee the number among `sim.link.three_terminal.states`."""
    taken: dict[str, np.ndarray]
    """Share of the poles' time that each cause of outages takes, by name, shape (draw, weather_year). [-]"""
    quarterly: dict[str, np.ndarray]
    """The same by quarter of the year, shape (draw, weather_year, 4). [-]"""
    options: tuple[cable_choice.Option, ...] = ()
    """Cables that were chosen from, the chosen one first; empty where the scenario names the cable."""
    tee: Tee | None = None
    """Its legs."""
    infeed: Infeed | None = None
    """As a contingency of Singapore's system."""
    outage_error: float = 0.0
    """Standard error of what outages take in all histories, see `sim.case.outages.Histories`. [fraction]"""

    @property
    def curves(self) -> tuple[Transfer, ...]:
        """The curves of the link by state."""
        if self.tee is None:
            return self.transfers
        return tuple(self.transfers[of_link] for of_link, _ in three_terminal.states(self.configuration.poles))


def make(s: Scenario, route: RouteLine, years: int, listed: tuple[Option, ...] | None = None,
         power: np.ndarray | None = None) -> Link:
    """
    Return the link of a case.

    Parameters
    ----------
    s : tables
    route : RouteLine
    years : int
        Weather years.
    listed : tuple of Option, optional
        The cables to choose from, the best first, where the scenario leaves the choice to the program; the one that is
        chosen is enough.
    power : array, shape (weather_year, time), optional
        At the hub; it heats a cable that is rated dynamically. [MW]

    Returns
    -------
    link : Link
    """
    configuration = s.link.configuration.bind()()
    kind = choose(listed) if listed else cables(s)[0]
    curves = transfers(s, route, kind, power)
    tee = _tee(s, route, configuration, curves) if s.link.tee.built else None
    pieces = tuple(transfer_curve.pieces(t, s.link.loss_error_mw) for t in curves) if tee is None else tee.trunk.pieces
    infeed, pieces, tee = _limited(s, route, configuration, curves, pieces, tee)
    drawn = histories(s, route, configuration, years)
    return Link(configuration, kind, curves, pieces, drawn.poles, drawn.state, drawn.taken, drawn.quarterly,
                listed or (), tee, infeed, drawn.error)


def built(s: Scenario, route: RouteLine, years: int, power: np.ndarray | None = None) -> Link:
    """Return the link with its cable chosen, where that is left to the program; arguments as those of `make`."""
    return make(s, route, years, cable_choice.make(s, route, power) if cable_choice.left_open(s) else None, power)


def _limited(s: Scenario, route: RouteLine, configuration: Configuration, curves: Sequence[Transfer], pieces: Pieces,
             tee: Tee | None) -> tuple[Infeed, Pieces, Tee | None]:
    """Return the link as a contingency, and its pieces, or those onward from its tee, cut at the limit on infeed."""
    poles = np.arange(len(pieces)) if tee is None else np.array(three_terminal.states(configuration.poles))[:, 0]
    alone = np.ones(poles.size) if s.market.infeed.contingency == "link" else 1.0 / np.maximum(poles, 1)
    share, most = np.where(poles > 0, alone, 0.0), s.market.infeed.maximum_mw
    onward = pieces if tee is None else tee.onward.pieces
    full, more = np.full(poles.size, np.inf), np.zeros(poles.size)
    if not most:
        return Infeed(share, full, more), pieces, tee
    if route.route.wheeling is not None:
        raise refusal("market.infeed.maximum_mw", most, "MW", "must be 0 on a route with wheeling to Singapore: "
                      "what comes in is limited by route.wheeling")
    cut = []
    for state, (width, slope) in enumerate(onward):
        limit = most / share[state] if poles[state] else 0.0
        kept = truncated(width, slope, limit)
        cut.append(kept)
        more[state] = width.sum() - kept[0].sum()
        if more[state] > 0.0:
            full[state] = limit - curves[poles[state]].no_load_receiving - 1e-9 * limit
    if tee is None:
        return Infeed(share, full, more), tuple(cut), tee
    return Infeed(share, full, more), pieces, tee._replace(onward=tee.onward._replace(pieces=tuple(cut)))


def _tee(s: Scenario, route: RouteLine, configuration: Configuration, curves: Sequence[Transfer]) -> Tee:
    """Return the legs that meet at the tee; two in a row err together as much as the link may."""
    given, error = s.link.tee, 0.5 * s.link.loss_error_mw
    legs = three_terminal.legs(curves, s.link.rating_mw, route.length, s.link.receiving_station.bind(), configuration,
                       given.share, given.spur_km, given.rating_mw)
    made = [[(t, transfer_curve.pieces(t, error)) for t in leg] for leg in legs]
    # Trunk and onward leg go by the poles of the link, the spur by its own.
    return Tee(*(Leg(*zip(*(leg[state[own]] for state in three_terminal.states(configuration.poles)), strict=True))
                 for leg, own in zip(made, (0, 0, 1), strict=True)))
