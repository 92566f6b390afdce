"""The link: its cable, its curves by pole state, its outages."""

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.link import curve as linking
from sim.link import lives, outage, repair
from sim.link import tee as teeing
from sim.wiring.cabling import cables, choose, free, options, transfers
from sim.wiring.draw import generator

POOL = 1000
"""Histories that those of the trade are chosen from."""

HALF, WINDY, CALM = 0.35, 1.4, 0.8
"""What an hour without one of two poles counts against one without any, and an hour from November to February and
another against the mean: about what the wind of this sea leaves undelivered then (found with the base case; it only
puts histories in order). [-]"""

DAY = 24.0   # [h]
STUB = 1e-3
"""Length of a spur that has none: its station alone fails. [km]"""


class Leg(NamedTuple):
    """A leg of a link with a tee: its curves by state, and their straight pieces."""

    transfers: tuple
    pieces: tuple


class Tee(NamedTuple):
    """The three legs that meet at the tee."""

    trunk: Leg
    onward: Leg
    spur: Leg


class Link(NamedTuple):
    """The link: its curves by poles at work, their straight pieces, and its outages (draw, weather_year, time)."""

    configuration: object
    cable: object
    transfers: tuple
    """Of the link if nothing left at a tee, by the number of poles at work."""
    pieces: tuple
    """By state; with a tee those of the trunk."""
    poles: np.ndarray
    """Poles at work."""
    state: np.ndarray
    """What the trade goes by: the poles, and with a tee the number among `sim.link.tee.states`."""
    options: tuple = ()
    """Cables that were chosen from, the chosen one first; empty where the scenario names the cable."""
    tee: Tee | None = None
    """Its legs."""

    @property
    def curves(self):
        """The curves of the link by state."""
        if self.tee is None:
            return self.transfers
        return tuple(self.transfers[of_link] for of_link, _ in teeing.states(self.configuration.poles))


def link(s, route, years, power=None):
    """The link's curves by pole state, and its outages over the weather years; `power` at the hub helps to choose."""
    configuration = s.link.configuration.bind()()
    listed = options(s, route, power) if free(s) else ()
    kind = choose(listed) if listed else cables(s)[0]
    curves = transfers(s, route, kind, power)
    tee = _tee(s, route, configuration, curves) if s.link.tee.built else None
    pieces = tuple(linking.pieces(t, s.link.loss_error_mw) for t in curves) if tee is None else tee.trunk.pieces
    return Link(configuration, kind, curves, pieces, *histories(s, route, configuration, years), listed, tee)


def _tee(s, route, configuration, curves):
    """Return the legs that meet at the tee; two in a row err together as much as the link may."""
    given, error = s.link.tee, 0.5 * s.link.loss_error_mw
    legs = teeing.legs(curves, s.link.rating_mw, route.length, s.link.receiving_station.bind(), configuration,
                       given.share, given.spur_km, given.rating_mw)
    made = [[(t, linking.pieces(t, error)) for t in leg] for leg in legs]
    # Trunk and onward leg go by the poles of the link, the spur by its own.
    return Tee(*(Leg(*zip(*(leg[state[own]] for state in teeing.states(configuration.poles)), strict=True))
                 for leg, own in zip(made, (0, 0, 1), strict=True)))


def histories(s, route, configuration, years):
    """
    Return the outage histories of the trade: poles at work and state, each of shape (draw, weather_year, time).

    Histories are drawn by the hundreds, and put in order of what outages would cost with the model's defaults: what is
    compared is compared in the same ones. Of as many equal parts as there are draws each gives the history nearest to
    its mean, so that few draws stand for all.
    """
    draws, poles = s.link.outage_draws, configuration.poles
    count = max(POOL, draws)
    model = outage.MODELS[s.link.outage.model]
    table = outages(s, route, configuration, count, years, "outage")
    usual = model(generator(s.seed, "outage"), count, years, route.stretches, poles, configuration.joined,
                  repair.repair, True, 2, configuration.routes)
    month = clock.month(DAY)
    weight = np.where((month < 2) | (month > 9), WINDY, CALM) * np.array([HALF, 1.0])[-poles:, None, None]
    found = lives.lost(lives.steps(usual, poles, years), weight, np.zeros((count, years), dtype=int), DAY)
    chosen = [part[np.abs(found[part] - found[part].mean()).argmin()]
              for part in np.array_split(np.argsort(found, kind="stable"), draws)]
    # Any order would do; this one lets the first histories be about the usual ones.
    order = np.argsort(np.abs(np.arange(draws) - (draws - 1) / 2.0), kind="stable")

    def shown(table):
        return np.stack([lives.states(table, chosen[i], years, s.time.period_h, poles) for i in order])

    of_link = shown(table)
    if not s.link.tee.built:
        return of_link, of_link
    branch = spur_outages(s, route, configuration, count, years, "outage")
    return of_link, teeing.number(of_link, shown(lives.gather([table, branch])))


def spur_outages(s, route, configuration, count, years, word, ring=True):
    """Lives of a spur from the tee: its bed shared out like that of the route, its repairs permitted by Malaysia."""
    part = max(s.link.tee.spur_km, STUB) / route.length
    way = tuple(each._replace(length=part * each.length, country="malaysia") for each in route.stretches)
    return outages(s, route._replace(stretches=way), configuration, count, years, (word, "spur"), ring, stations=1)


def outages(s, route, configuration, count, years, word, ring=True, stations=2, **own):
    """Lives of the link, with changes of the model's parameters."""
    model, mend = s.link.outage.bind(), s.link.repair.bind()
    words = (word,) if isinstance(word, str) else word
    return model(generator(s.seed, *words), count, years, route.stretches, configuration.poles, configuration.joined,
                 mend, ring, stations, configuration.routes, **own)
