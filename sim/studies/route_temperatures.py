"""Temperature of the bed and of the cable's conductor along a route found by search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import cable_choice
from sim.case import route as case_route
from sim.errors import SundalinkError
from sim.link import thermal, transfer_curve
from sim.route.seabed import surroundings

if TYPE_CHECKING:
    from sim.inputs.gis_layers import Chart
    from sim.inputs.route_file import Route
    from sim.route.seabed import Sea
    from sim.scenario.schema import Scenario


class CableTemperatures(NamedTuple):
    """Temperatures of bed and conductor along a path at continuous full load."""

    cable: str
    """Key of the cable."""
    current: float
    """In each cable. [kA]"""
    limit: float
    """Of the conductor. [degC]"""
    segments: tuple[tuple[str, float, float, float, float], ...]
    """(name, length [km], temperature of the bed [degC], of the conductor [degC], current that may flow continuously
    [kA]) of each surroundings."""
    hottest: str
    """The segment that rates the cable."""
    names: np.ndarray
    """Surroundings of each piece of the path."""
    bed: np.ndarray
    """Of each piece. [degC]"""
    conductor: np.ndarray
    """Of each piece. [degC]"""
    able: np.ndarray
    """Current that each piece may carry continuously. [kA]"""


def temperatures(case: Scenario, route: Route, relief: Sea, known: Chart, along: tuple[np.ndarray, ...],
                 depth: np.ndarray) -> CableTemperatures:
    """
    Return the temperatures of bed and conductor along a path.

    Parameters
    ----------
    case : Scenario
        For cable, rating, configuration and bed.
    route : sim.inputs.route_file.Route
    relief : sim.route.seabed.Sea
    known : Chart
    along : tuple of array, shape (n,)
        Latitude, longitude [deg] and distance [km] of points.
    depth : array, shape (n,)
        There. [m]

    Returns
    -------
    temperatures : CableTemperatures
    """
    zones, line = case.route.zones.bind(), case_route.trace(route, relief, case.route.zones.bind(), known)
    kind, configuration = cable_choice.at_full_load(case, line), case.link.configuration.bind()()
    try:
        current = transfer_curve.transfers(case.link.rating_mw, kind.voltage, line.length, kind, line.segments,
                                    case.link.sending_station.bind(), case.link.receiving_station.bind(),
                                    configuration, enforce=False)[-1].current
    except SundalinkError:   # no such link can be; how warm it would be is still reported
        current = case.link.rating_mw / (configuration.circuits[-1].voltages * kind.voltage)
    heat = thermal.steady(current, kind, line.segments, enforce=False)
    able = thermal.ampacity(kind, line.segments)
    names = surroundings(depth, along[2], *along[:2], *(zones.keywords[k] for k in ("landfall", "shallow", "deep")))
    rows = tuple((part.name, part.length, part.ambient, float(heat.temperature[i]), float(able[i]))
                 for i, part in enumerate(line.segments))
    place = {row[0]: row for row in rows}
    # A stretch shorter than the samples of the trace may be of a kind that it has not seen.
    bed, conductor, carried = (np.array([place[name][at] if name in place else np.nan for name in names.tolist()])
                               for at in (2, 3, 4))
    return CableTemperatures(kind.key, current, kind.temperature_limit, rows, rows[int(heat.hottest)][0], names, bed,
                             conductor, carried)
