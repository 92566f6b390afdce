"""Heat of the cable under the load of the hub, and the load that it could carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case.cable_load import load, responses
from sim.link import thermal_dynamic
from sim.link.cable import resistance

if TYPE_CHECKING:
    from sim.case.link import Link
    from sim.case.route import RouteLine
    from sim.link.thermal_dynamic import Response
    from sim.records import Segment
    from sim.scenario.schema import Scenario

READS = ("time.period_h", "link.rating_mw", "link.sending_station", "link.receiving_station", "link.heat")
"""Keys and tables of the scenario that this stage reads."""

HIGHEST = 4.0
"""Largest factor on a load that is looked at. [-]"""


class CableHeat(NamedTuple):
    """The cable under the power at the hub in the first traded year, with every pole in service and no battery."""

    segment: str
    """Where the conductor comes nearest to its limit."""
    temperature: np.ndarray
    """Of the conductor there, (weather_year, time). [degC]"""
    limit: float
    """[degC]"""
    rated: float
    """Current at the link's rating. [kA]"""
    continuous: float
    """Current that may flow continuously. [kA]"""
    cyclic: float
    """Peak of the mean day, repeated continuously. [kA]"""
    dynamic: float
    """Peak of the load itself, scaled as a whole. [kA]"""
    overload: float
    """Power sent that the cable would bear when the wind gives it, over that at the rating. [-]"""
    limited_by: str
    """What ends the overload: the segment, or the farm."""
    longest_full_load: float
    """Longest time on end that the wind fills the link. [h]"""
    overload_received: np.ndarray
    """Power received beyond the rating if stations were sized for that, (weather_year, time). [MW]"""
    overload_sent: np.ndarray
    """Power sent for it, (weather_year, time). [MW]"""


def make(s: Scenario, route: RouteLine, link: Link, power: np.ndarray) -> CableHeat:
    """
    Follow the cable's temperature through a load, and find how much more it could carry.

    Parameters
    ----------
    s : tables
    route : RouteLine
    link : Link
    power : array, shape (weather_year, time)
        At the hub, battery and outages left out. [MW]

    Returns
    -------
    heat : CableHeat
    """
    kind, full, circuit, dt = link.cable, link.transfers[-1], link.configuration.circuits[-1], s.time.period_h
    segments, modes = route.segments, responses(s, route, kind)
    current = load(s, circuit, full, kind.voltage, power)
    flat = np.full(48, full.current)
    steady = thermal_dynamic.largest_factor(lambda k: k * flat, kind, segments, dt, modes, HIGHEST)
    scaled = thermal_dynamic.largest_factor(lambda k: k * current, kind, segments, dt, modes, HIGHEST)
    course = np.sqrt((current.reshape(-1, round(24.0 / dt))**2).mean(axis=0))
    daily = thermal_dynamic.cyclic(course, kind, segments, dt, modes)[0] if course.max() > 0 else np.nan
    most = max(float(power.max() / full.sent[-1]), 1.0)
    over = thermal_dynamic.largest_factor(
        lambda size: load(s, circuit, full, kind.voltage, power, size) if size > 0 else 0.0 * flat,
        kind,
        segments,
        dt,
        modes,
        most,
    )
    size = max(over.factor, 1.0)
    binds = "the farm" if over.factor >= most - 1e-9 else segments[over.segment].name
    at = scaled.segment
    found = thermal_dynamic.temperature(current, kind, segments[at], dt, modes[at]).reshape(power.shape)
    extra, taken = _beyond(s, route, link, power, size, segments[over.segment], modes[over.segment])
    return CableHeat(segments[at].name, found.astype(np.float32), kind.temperature_limit, full.current,
                steady.factor * full.current, daily, scaled.factor * float(current.max()), size, binds,
                _longest(power >= full.sent[-1]) * dt, extra, taken)


def _longest(full: np.ndarray) -> float:
    """Return the most periods on end for which a flag holds, over the years as one sequence."""
    edges = np.flatnonzero(np.diff(np.r_[False, full.ravel(), False].astype(np.int8)))
    return float((edges[1::2] - edges[::2]).max(initial=0))


def _beyond(s: Scenario, route: RouteLine, link: Link, power: np.ndarray, size: float, segment: Segment,
            response_: Response) -> tuple[np.ndarray, np.ndarray]:
    """Return power received and sent beyond the rating with stations `size` times as large, (weather_year, time)."""
    kind, full, circuit = link.cable, link.transfers[-1], link.configuration.circuits[-1]
    current = load(s, circuit, full, kind.voltage, power, size)
    warm = thermal_dynamic.temperature(current, kind, segment, s.time.period_h, response_).reshape(power.shape)
    bare = [(part.length, part.cable) for part in route.segments if part.bundle and part.cable is not None]
    laid = route.length - sum(length for length, _ in bare)
    ohm = laid * resistance(kind.resistance20, warm, kind.material) + sum(   # all as warm as the hottest segment
        length * resistance(line.resistance20, line.temperature_limit, line.material) for length, line in bare)
    arriving = current * (circuit.voltages * kind.voltage - circuit.conductors * ohm * current)
    model, rating = s.link.receiving_station.bind(), s.link.rating_mw * size
    table = np.linspace(0.0, 1.05 * rating, 400)
    received = np.interp(arriving, table + model(-table, rating) - model(0.0, rating), table)
    taken = np.clip(power - full.sent[-1], 0.0, (size - 1.0) * full.sent[-1])
    return (np.where(taken > 0, np.maximum(received - full.capacity, 0.0), 0.0).astype(np.float32),
            taken.astype(np.float32))
