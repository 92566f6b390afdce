"""Records that the outage models are given: the link, and the outage histories to draw."""

from typing import NamedTuple

from sim.reliability.fault_rates import Stretch

STATIONS = 2
"""Stations of a link; each has its own converter and transformer for each pole."""


class LinkLayout(NamedTuple):
    """Route, poles, cables and stations of a link, as far as outages depend on them."""

    stretches: tuple[Stretch, ...]
    """The route, by surroundings and jurisdiction; deeper burial is a key of `route.zones`."""
    poles: int
    """Poles of the link, 1 or 2."""
    joined: bool = False
    """Whether a fault of one cable takes all poles."""
    routes: int = 1
    """Routes that the poles are shared out to, each with its own cables."""
    cables: int = 2
    """Cables on each route: 1 with a return through the sea, 2, or 3 with a metallic return of a bipole, which lies
    between the poles."""
    corridor: str = "separate"
    """Whether a fault may take cables of two routes, ``shared``, or not, ``separate``."""
    stations: int = STATIONS
    """Stations whose faults are the link's own: two, or the one of a spur."""


class HistorySample(NamedTuple):
    """Number and length of the outage histories to draw."""

    count: int
    """Histories."""
    years: int
    """Length of a history. [yr]"""
    ring: bool = True
    """Whether the years are a sample of those of a link's life: none is then younger than another."""
    life: float | None = None
    """Years of operation that a ring is a sample of; where not given, the length of a history. [yr]"""
