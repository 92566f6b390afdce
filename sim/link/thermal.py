"""Temperature of buried DC cables, segment by segment: the thermal ladder of IEC 60287."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.link.cable import JACKET, SERVING, coefficient
from sim.link.thermal_j_tube import in_tube

# Thermal resistivity of polyethylene, and of bitumen-soaked yarn: IEC 60287-2-1, Table 1. [K.m/W]
JACKET_RESISTIVITY, SERVING_RESISTIVITY = 3.5, 6.0

PER_KM = 1000.0
"""The one change of unit: 1 K.m/W is 1,000 K.km/MW."""


class Ladder(NamedTuple):
    """Thermal resistances from the conductor outwards, each of shape (segment,). [K.m/W]"""

    insulation: np.ndarray
    """T1."""
    jacket: np.ndarray
    """T2, between sheath and armour."""
    serving: np.ndarray
    """T3, outside the armour."""
    soil: np.ndarray
    """T4, with the heat of the neighbours."""


class Heat(NamedTuple):
    """Temperature and resistance of the conductor in each segment; arrays of shape (..., segment)."""

    temperature: np.ndarray
    """Of the conductor. [degC]"""
    resistance: np.ndarray
    """Of one conductor over the segment. [ohm]"""
    drop: np.ndarray
    """Difference of temperature across the insulation, which bends its DC field. [K]"""
    hottest: np.ndarray
    """Index of the segment with the least room to its cable's limit, shape (...)."""


def ladder(cable, segments, laid=2):
    """
    Return the thermal resistances of the hottest of the loaded cables, segment by segment.

    Parameters
    ----------
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    laid : int
        Cables side by side that carry the same current; the middle one is looked at.

    Returns
    -------
    ladder : Ladder
        Thermal resistances. [K.m/W]

    Raises
    ------
    SundalinkError
        If a cable lies above the sea bed or inside its neighbour.

    References
    ----------
    .. [1] IEC 60287-2-1: T1 to T3 of concentric layers, T4 of a single buried cable, and the heat of equally
       loaded neighbours by superposition of their images. Touching cables lie their outer diameter apart;
       the standard's own formula for touching cables with metal sheaths gives 0.10 soil/pi less, as their
       sheaths conduct round the pair, so this errs to the warm side.
    .. [2] IEC 60287-2-1, cables in ducts and in free air: see `sim.link.thermal_j_tube`; an overhead line has the
       thermal resistance of `sim.link.overhead_line` alone.
    """
    inner, insulation, outer, resistivity, lead = (
        _column(cable, segments, f) for f in ("conductor_diameter", "insulation_diameter", "outer_diameter",
                                              "insulation_resistivity", "lead"))
    soil, burial, spacing = (np.array([getattr(s, f) for s in segments], dtype=float)
                             for f in ("soil", "burial", "spacing"))
    _check_laid(segments, outer, soil, burial, spacing, laid)
    in_air = np.array([s.bundle > 0 for s in segments])
    outer = np.where(in_air, outer + 1.0 + 2 * SERVING, outer)   # a bare conductor has no layers: its row is replaced
    sheath = insulation + 2 * lead
    depth = 2000.0 * burial / outer
    apart = np.where(spacing > 0, 1000.0 * spacing, outer) / outer
    images = np.log(depth + np.sqrt(depth * depth - 1.0))
    for step in np.abs(np.arange(laid) - laid // 2):
        if step:
            images = images + 0.5 * np.log1p((depth / (step * apart))**2)
    found = Ladder(resistivity / (2 * np.pi) * np.log(insulation / inner),
                   JACKET_RESISTIVITY / (2 * np.pi) * np.log1p(2 * JACKET / sheath),
                   SERVING_RESISTIVITY / (2 * np.pi) * np.log(outer / (outer - 2 * SERVING)),
                   soil / (2 * np.pi) * images)
    for i in np.flatnonzero([s.tube > 0 for s in segments]):
        found.soil[i] = in_tube(_of(segments[i], cable), segments[i], sum(part[i] for part in found[:3]))
    return Ladder(*(np.where(in_air, 0.0, part) for part in found[:3]), np.where(in_air, soil, found.soil))


def steady(current, cable, segments, laid=2, *, enforce=True):
    """
    Return the temperature and resistance of the conductor, in balance with each other.

    Heat warms the conductor and a warm conductor makes more heat. For direct current the resistance is linear
    in temperature, so the balance is one linear equation for each segment and is solved exactly.

    Parameters
    ----------
    current : array, shape (...)
        Current in each loaded cable. [kA]
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    laid : int
        Loaded cables side by side.
    enforce : bool
        Refuse temperatures above the cable's limit; if not, runaway shows as infinity.

    Returns
    -------
    heat : Heat
        Temperature [degC], resistance [ohm] and insulation drop [K] of shape (..., segment), and the index of
        the hottest.

    Raises
    ------
    SundalinkError
        If heat grows faster with temperature than the soil can carry it off (thermal runaway), or if a
        conductor is hotter than its limit: the message names segment, temperature and limit.

    References
    ----------
    .. [1] IEC 60287-1-1, clause 1.4: direct current, no dielectric, sheath or armour loss.
    """
    current = np.asarray(current, dtype=float)
    layers = ladder(cable, segments, laid)
    r20, alpha, limit = _conductor(cable, segments)
    ambient = np.array([s.ambient for s in segments], dtype=float)
    length = np.array([s.length for s in segments], dtype=float)
    heat20 = current[..., None]**2 * r20 * PER_KM
    gain = heat20 * sum(layers)
    room = 1.0 - gain * alpha
    balance = (ambient + gain * (1.0 - 20.0 * alpha)) / np.where(room > 0, room, 1.0)
    temperature = np.where(room > 0, balance, np.inf)
    if enforce:
        _check_heat(current, temperature, limit, cable, segments)
    factor = 1.0 + alpha * (temperature - 20.0)
    return Heat(temperature, length * r20 * factor, _drop(heat20, layers, factor),
                np.argmin(limit - temperature, axis=-1))


def _drop(heat20, layers, factor):
    """Return the temperature across the insulation, none where there is none, however hot. [K]"""
    return heat20 * layers.insulation * np.where(layers.insulation > 0, factor, 0.0)


def ampacity(cable, segments, laid=2):
    """
    Return the current that brings the conductor to its limit in each segment.

    Parameters
    ----------
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    laid : int
        Loaded cables side by side.

    Returns
    -------
    current : array, shape (segment,)
        Highest continuous current. [kA]

    Raises
    ------
    SundalinkError
        If the soil is as warm as the conductor may become.

    References
    ----------
    .. [1] IEC 60287-1-1, clause 1.4.2.1 (buried cable, direct current).
    """
    r20, alpha, limit = _conductor(cable, segments)
    rise = limit - np.array([s.ambient for s in segments], dtype=float)
    if (rise <= 0).any():
        where = segments[int(np.argmin(rise))]
        raise refusal(f"segment {where.name}: ambient", float(where.ambient), "degC",
                  f"must be below the conductor's limit of {limit[int(np.argmin(rise))]:g} degC")
    at_limit = r20 * (1.0 + alpha * (limit - 20.0))
    return np.sqrt(rise / (at_limit * PER_KM * sum(ladder(cable, segments, laid))))


def runaway(cable, segments, laid=2):
    """
    Return the current from which on heat grows faster with temperature than the bed can carry it off.

    Parameters
    ----------
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    laid : int
        Loaded cables side by side.

    Returns
    -------
    current : array, shape (segment,)
        There is no steady temperature at or above it. [kA]
    """
    r20, alpha, _ = _conductor(cable, segments)
    return 1.0 / np.sqrt(r20 * PER_KM * alpha * sum(ladder(cable, segments, laid)))


def _of(segment, cable):
    """Return the cable that lies in a segment."""
    return cable if segment.cable is None else segment.cable


def _column(cable, segments, field):
    """Return one number of the cable of each segment, shape (segment,)."""
    return np.array([getattr(_of(s, cable), field) for s in segments], dtype=float)


def _conductor(cable, segments):
    """Return resistance at 20 degC, its coefficient and the limit of temperature, of shape (segment,)."""
    alpha = np.array([coefficient(_of(s, cable).material) for s in segments])
    return _column(cable, segments, "resistance20"), alpha, _column(cable, segments, "temperature_limit")


def _check_laid(segments, outer, soil, burial, spacing, laid):
    """Refuse surroundings in which the ladder means nothing."""
    if not segments:
        raise refusal("segments", 0, "-", "a route needs at least one segment")
    check_within("laid", laid, 1, 12)
    for segment, diameter, *row in zip(segments, outer, soil, burial, spacing, strict=True):
        check_positive(f"segment {segment.name}: length", segment.length, "km")
        check_positive(f"segment {segment.name}: soil", row[0], "K.m/W")
        check_within(f"segment {segment.name}: ambient", segment.ambient, -5.0, 60.0, "degC")
        check_within(f"segment {segment.name}: burial", row[1], diameter / 1000.0, 50.0, "m")
        if not (row[2] == 0 or diameter / 1000.0 <= row[2] <= 1e5):
            raise refusal(f"segment {segment.name}: spacing", row[2], "m",
                      f"must be 0 (touching), or from the cable's {diameter / 1000.0:.3g} m to 100 km")


def _check_heat(current, temperature, limit, cable, segments):
    """Refuse a conductor above its limit, at the worst segment."""
    over = temperature - limit
    if not (over > 1e-9).any():
        return
    *case, worst = np.unravel_index(np.argmax(over), over.shape)
    segment, amps = segments[worst], float(current[tuple(case)])
    found = float(temperature[(*case, worst)])
    where = f"segment {segment.name}: conductor temperature of {_of(segment, cable).key} at {amps:.4g} kA"
    remedy = "a larger section, a higher voltage or wider spacing is needed"
    if not np.isfinite(found):
        raise refusal(where, "without bound", "degC", "thermal runaway, heat grows faster than the soil carries "
                  f"it off (limit {limit[worst]:g} degC); {remedy}")
    raise refusal(where, found, "degC", f"must not exceed the limit of {limit[worst]:g} degC; {remedy}")
