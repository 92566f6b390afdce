"""The link: its cable, its curves by pole state, its outages."""

from typing import NamedTuple

import numpy as np

from sim.link import curve as linking
from sim.wiring.cabling import cables, choose, free, options, transfers
from sim.wiring.draw import generator


class Link(NamedTuple):
    """The link: its curves by pole state, their straight pieces, and its outages (draw, weather_year, time)."""

    configuration: object
    cable: object
    transfers: tuple
    pieces: tuple
    poles: np.ndarray
    options: tuple = ()
    """Cables that were chosen from, the chosen one first; empty where the scenario names the cable."""


def link(s, route, years, power=None):
    """The link's curves by pole state, and its outages over the weather years; `power` at the hub helps to choose."""
    configuration = s.link.configuration.bind()()
    listed = options(s, route, power) if free(s) else ()
    kind = choose(listed) if listed else cables(s)[0]
    curves = transfers(s, route, kind, power)
    pieces = tuple(linking.pieces(t, s.link.loss_error_mw) for t in curves)
    poles = np.stack([outages(s, route, configuration, years, draw) for draw in range(s.link.outage_draws)])
    return Link(configuration, kind, curves, pieces, poles, listed)


def outages(s, route, configuration, years, draw):
    """One history of the poles that can be used; routes of their own have faults of their own, and none together."""
    model, own = s.link.outage.bind(), {}
    if configuration.routes > 1 and "common_cause" in model.keywords:
        own = {"common_cause": 0.0}
    return model(generator(s.seed, "outage", draw), years, s.time.period_h, configuration.routes * route.length,
                 configuration.poles, configuration.joined, **own)
