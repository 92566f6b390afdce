"""Tropical cyclones of a case: passages drawn for the site, blended into the wind, and their extremes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.inputs import cyclone_rates
from sim.resource import cyclone_passage, extreme_wind
from sim.stochastic import generator
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.case.site_wind import Wind
    from sim.farm.power_curve import Turbine
    from sim.resource.cyclone_passage import Blend, StormRates, Storms
    from sim.scenario.schema import Scenario

SIMULATED = 10000
"""Years of storms that the return levels come from. [yr]"""
BLOCK = 256
"""Storms whose wind is computed at a time."""
RETURN = (10.0, 50.0, 100.0)
"""Return periods reported. [yr]"""


class Extremes(NamedTuple):
    """Extreme wind at hub height."""

    speed: np.ndarray
    """Ten-minute mean wind speed at each period of `RETURN`. [m/s]"""
    iec: str
    """Weakest IEC class that covers the 50-year wind."""
    label: str
    """Source of the rates."""


def expected(s: Scenario) -> StormRates | None:
    """Return the rates of storms of a scenario; None where it draws none."""
    passages = s.resource.cyclone.passages_per_year
    if passages in ("none", 0) or (passages == "site" and s.resource.source != "synthetic"):
        return None
    rates = cyclone_rates.embedded(s.site.latitude_deg, s.site.longitude_deg)
    if passages == "site":
        return rates
    share = passages / rates.wide
    return rates._replace(wide=passages, near=rates.near * share, strong=rates.strong * share,
                          label=f"{passages:g} a year by the scenario; {rates.label}")


def with_storms(s: Scenario, speed: np.ndarray, direction: np.ndarray, height: float) -> Blend | None:
    """Return the wind with the storms of its years blended in; None where none are drawn."""
    rates = expected(s)
    if rates is None:
        return None
    drawn = s.resource.cyclone.track.bind()(generator(s.seed, "cyclone"), rates, speed.shape[0], s.site.latitude_deg)
    return cyclone_passage.blend(speed, direction, s.time.period_h, drawn, _at(s, height))


def share_in_service(s: Scenario, air: Wind, turbine: Turbine, count: int) -> np.ndarray | float:
    """Return the share of turbines that storms leave in service, (weather_year, time); 1 without storms."""
    if air.storms is None or not air.storms.peak.size:
        return 1.0
    return s.resource.cyclone.turbine.bind()(air.speed, air.storms.peak, air.storms.span, s.time.period_h,
                                             turbine.cut_out, count, generator(s.seed, "cyclone", "damage"))


def extremes(s: Scenario, air: Wind, height: float) -> Extremes | None:
    """Return the extreme wind at hub height; None where no storms are drawn."""
    yearly = maxima(s, air, height)
    if yearly is None:
        return None
    levels = extreme_wind.return_levels(*yearly, RETURN)
    return Extremes(levels, extreme_wind.iec_class(float(levels[1])), source_label(s))


def source_label(s: Scenario) -> str:
    """Return the source of the rates of storms; empty without storms."""
    rates = expected(s)
    return rates.label if rates is not None else ""


def maxima(s: Scenario, air: Wind, height: float) -> tuple[np.ndarray, np.ndarray] | None:
    """Return yearly maxima of storms by simulated year, and of other wind by weather year; None without storms."""
    rates = expected(s)
    if rates is None:
        return None
    drawn = s.resource.cyclone.track.bind()(generator(s.seed, "cyclone", "extremes"), rates, SIMULATED,
                                            s.site.latitude_deg)
    hours = np.arange(-cyclone_passage.WINDOW / 2, cyclone_passage.WINDOW / 2 + 0.25, 0.5)
    peak = np.concatenate([_at(s, height)(some, hours[None, :])[0].max(axis=1, initial=0.0)
                           for some in _blocks(drawn)])
    yearly = np.zeros(SIMULATED)
    np.maximum.at(yearly, np.minimum(drawn.time // HOURS_PER_YEAR, SIMULATED - 1).astype(int), peak)
    calm = np.array(air.speed, dtype=float).reshape(-1)
    for begin, end in air.storms.span if air.storms is not None else ():
        calm[begin:end] = 0.0
    return yearly, calm.reshape(air.speed.shape).max(axis=1)


def _blocks(storms: Storms) -> Iterator[Storms]:
    """Yield storms a few at a time: whole arrays of ten thousand years would take 60 MB."""
    for begin in range(0, max(storms.time.size, 1), BLOCK):
        yield cyclone_passage.Storms(*(part[begin:begin + BLOCK] for part in storms))


def _at(s: Scenario, height: float) -> Callable[[Storms, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return the function of the wind at the site of storms at hours: `sim.resource.cyclone_passage.at_site`."""
    c = s.resource.cyclone
    return partial(_storm_wind, name=c.wind.model, profile=c.wind.bind(), latitude=s.site.latitude_deg, height=height,
                   **c.field.given())


def _storm_wind(storms: Storms, hours: np.ndarray, *, name: str, profile: Callable[..., np.ndarray], latitude: float,
                height: float, **field: float) -> tuple[np.ndarray, np.ndarray]:
    """Wind of storms at the site: `sim.resource.cyclone_passage.at_site`, hours before all that is set once."""
    return cyclone_passage.at_site(storms, name, profile, latitude, height, hours, **field)
