"""Tropical cyclones: drawn for the site, put into the wind, and their extremes."""

from functools import partial
from typing import NamedTuple

import numpy as np

from sim.inputs import cyclone_rates
from sim.random_streams import generator
from sim.resource import cyclone_passage, extreme_wind

SIMULATED = 10000
"""Years of storms that the return levels come from. [yr]"""
RETURN = (10.0, 50.0, 100.0)
"""Return periods that are told. [yr]"""


class Extremes(NamedTuple):
    """Extreme wind at hub height."""

    speed: np.ndarray
    """Mean of ten minutes at each period of `RETURN`. [m/s]"""
    iec: str
    """Weakest IEC class that covers the 50-year wind."""
    label: str
    """Where the rates come from."""


def expected(s):
    """Return the rates of storms of a scenario; None where it draws none."""
    given = s.resource.cyclone.passages_per_year
    if given in ("none", 0) or (given == "site" and s.resource.source != "synthetic"):
        return None
    found = cyclone_rates.embedded(s.site.latitude_deg, s.site.longitude_deg)
    if given == "site":
        return found
    share = given / found.wide
    return found._replace(wide=given, near=found.near * share, strong=found.strong * share,
                          label=f"{given:g} a year by the scenario; {found.label}")


def mixed(s, speed, direction, height):
    """Return the wind with the storms of its years in it; None where none are drawn."""
    often = expected(s)
    if often is None:
        return None
    drawn = s.resource.cyclone.track.bind()(generator(s.seed, "cyclone"), often, speed.shape[0], s.site.latitude_deg)
    return cyclone_passage.blend(speed, direction, s.time.period_h, drawn, _at(s, height))


def standing(s, air, turbine, count):
    """Return the share of turbines that storms leave running, (weather_year, time); 1 without storms."""
    if air.storms is None or not air.storms.peak.size:
        return 1.0
    return s.resource.cyclone.turbine.bind()(air.speed, air.storms.peak, air.storms.span, s.time.period_h,
                                             turbine.cut_out, count, generator(s.seed, "cyclone", "damage"))


def extremes(s, air, height):
    """Return the extreme wind at hub height; None where no storms are drawn."""
    found = maxima(s, air, height)
    if found is None:
        return None
    levels = extreme_wind.return_levels(*found, RETURN)
    return Extremes(levels, extreme_wind.iec_class(float(levels[1])), expected(s).label)


def maxima(s, air, height):
    """Return the strongest wind of storms by simulated year, and other wind by weather year; None without storms."""
    often = expected(s)
    if often is None:
        return None
    drawn = s.resource.cyclone.track.bind()(generator(s.seed, "cyclone", "extremes"), often, SIMULATED,
                                            s.site.latitude_deg)
    hours = np.arange(-cyclone_passage.WINDOW / 2, cyclone_passage.WINDOW / 2 + 0.25, 0.5)
    peak = _at(s, height)(drawn, np.broadcast_to(hours, (drawn.time.size, hours.size)))[0].max(axis=1, initial=0.0)
    yearly = np.zeros(SIMULATED)
    np.maximum.at(yearly, np.minimum(drawn.time // 8760.0, SIMULATED - 1).astype(int), peak)
    calm = np.array(air.speed, dtype=float).reshape(-1)
    for begin, end in air.storms.span:
        calm[begin:end] = 0.0
    return yearly, calm.reshape(air.speed.shape).max(axis=1)


def _at(s, height):
    """Return the wind at the site of storms at hours, as `sim.resource.cyclone_passage.at_site` has it."""
    c = s.resource.cyclone
    return partial(_blow, name=c.wind.model, profile=c.wind.bind(), latitude=s.site.latitude_deg, height=height,
                   **c.field.given())


def _blow(storms, hours, *, name, profile, latitude, height, **field):
    return cyclone_passage.at_site(storms, name, profile, latitude, height, hours, **field)
