"""Where the wind comes from: drawn, read, drawn to an atlas, or corrected to the long term."""

from functools import partial
from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, scenario_error
from sim.inputs import climate, mast
from sim.inputs import wind as files
from sim.inputs.record import concurrent, nearest, typical, weather
from sim.resource.correction import Pairs, turned
from sim.resource.overlap import Sureness
from sim.resource.sectors import Sectors, carried
from sim.resource.synthetic import Weather
from sim.wiring.draw import generator

ATLAS = (0.08, 0.0)
"""Uncertainty of the level and of the measurement of a wind that is drawn: two atlases of this sea differ by 15 to 18 %
(COADS; NOAA Blended Sea Winds 1987-2013). [fraction]"""
REANALYSIS, MEASUREMENT = 0.05, 0.025
"""Of the level of a reanalysis over the sea, and of a measurement (assumed; see `sim.farm.uncertainty`). [fraction]"""


class Found(NamedTuple):
    """The wind of a scenario at its own height."""

    weather: Weather
    unsure: tuple
    """Uncertainty of the long-term level and of the measurement. [fraction]"""
    corrected: object = None
    """`Corrected`; none without a correction."""


class Corrected(NamedTuple):
    """A measurement corrected to the long term."""

    pairs: Pairs
    """What was measured while the reference was there."""
    speed: np.ndarray
    """Of the long reference, shape (n,). [m/s]"""
    predicted: np.ndarray
    """As it would have been measured, shape (n,). [m/s]"""
    time: np.ndarray
    """Stamps of both, shape (n,)."""
    sureness: Sureness
    label: str


def wind(s, hub):
    """
    Return the wind of a scenario at its own height.

    Parameters
    ----------
    s : Scenario
    hub : float
        Height that the nearest level of several is taken to. [m]

    Returns
    -------
    found : Found
    """
    r = s.resource
    if r.source == "synthetic":
        return Found(drawn(s), ATLAS)
    own = read(s, r.source, r.files)
    evidence = files.EVIDENCE[r.source] if r.evidence == "source" else r.evidence
    if isinstance(own, Sectors):
        return Found(_carried(s, own, hub)._replace(evidence=evidence), ATLAS)
    corrected = None
    if r.correction.model != "none":
        own, corrected = _corrected(s, own, hub)
    known = weather(own, s.time.period_h, hub, r.table.longest_gap_h, r.files[0])._replace(evidence=evidence)
    variation = r.overlap.interannual / np.sqrt(known.speed.shape[0])
    level = {"screening": ATLAS[0], "reanalysis": np.hypot(REANALYSIS, variation), "measured": variation}[evidence]
    level = corrected.sureness.level if corrected else level
    return Found(known, (float(level), MEASUREMENT if evidence == "measured" else 0.0), corrected)


def drawn(s):
    """Return synthetic weather of the embedded climatology."""
    here = climate.embedded(s.site.latitude_deg, s.site.longitude_deg)
    return s.resource.wind.bind()(here, s.time.weather_years, s.time.period_h, generator(s.seed, "wind"))


def read(s, source, names):
    """Read the files of a source at the site; what is refused names the file, so that no key is blamed for it."""
    table = partial(mast.read, **s.resource.table.given())
    return files.read(source, names, s.site.latitude_deg, s.site.longitude_deg, table)


def _carried(s, sectors, hub):
    """Return synthetic weather in the order of the climatology with the distributions of an atlas."""
    here = s.resource.sectors.bind()(sectors, hub)
    try:
        order = drawn(s)
    except SundalinkError as fault:
        raise scenario_error(f"resource.source = {s.resource.source!r}: the order of its hours is drawn from the "
                             f"embedded climatology, which does not reach here ({fault})") from None
    speed, direction = carried(order.speed, order.direction, here)
    label = f"{here.label} at {here.heights[0]:g} m; the order of its hours is synthetic, from {order.label}"
    return order._replace(speed=speed, direction=direction, height=float(here.heights[0]), label=label)


def _corrected(s, own, hub):
    """Return the record that the long reference predicts for the place of a measurement, and how it came about."""
    r = s.resource
    long = read(s, r.reference.source, r.reference.files)
    if isinstance(long, Sectors):
        raise scenario_error(f"resource.reference.files = {list(r.reference.files)}: must hold a series, not a climate")
    level, other = nearest(own, hub), nearest(long, own.heights[nearest(own, hub)])
    place, speed, direction = concurrent(own, long, level, other)
    x, turn = long.speed[other], long.direction[other]
    hour = (long.time[place] - long.time[0]).astype(np.int64) / 3600.0
    pairs = Pairs(x[place], speed, turn[place], hour)
    correct = r.correction.bind()
    sure = r.overlap.bind()(correct, pairs, long.step, x, turn, generator(s.seed, "wind", "overlap"))
    predicted = correct(pairs, x, turn, generator(s.seed, "wind", "correction"))
    turn = turned(pairs, direction, turn, getattr(r.correction, "sectors", 1))
    label = (f"{own.label}, {own.heights[level]:g} m, corrected to {long.label} ({r.correction.model}; overlap "
             f"{sure.days:.0f} days, correlation {sure.correlation:.2f}, long-term level +-{100 * sure.level:.1f} %)")
    shear, veer = typical(own, long.time)
    record = long._replace(heights=own.heights[[level]], speed=predicted[None], direction=turn[None], label=label,
                           evidence="measured", shear=long.shear if shear is None else shear, veer=veer)
    return record, Corrected(pairs, x, predicted, long.time, sure, label)
