"""Wind and air: drawn from the embedded climatology, or read from the user's files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import cyclones
from sim.case.site_wind import ATLAS, Wind
from sim.errors import SundalinkError, named, scenario_error
from sim.inputs import bathymetry, climate, wind_mast, wind_record
from sim.inputs import wind as inputs_wind
from sim.inputs.turbine import turbine as read_turbine
from sim.inputs.weather_years import stamp
from sim.inputs.wind_record import concurrent, nearest, typical, vane
from sim.resource.air_density import moist
from sim.resource.mcp import Pairs, turned_reference
from sim.resource.sector_climate import Sectors, with_distributions
from sim.resource.wind_profile import Air
from sim.route import seabed
from sim.stochastic import generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.farm.power_curve import Turbine
    from sim.inputs.wind_record import Record
    from sim.records import Weather
    from sim.resource.climate import Climate
    from sim.resource.mcp_uncertainty import CorrectionUncertainty
    from sim.scenario.model_tables import Chosen, Settings
    from sim.scenario.schema import Scenario

READS = ("seed", "time.period_h", "time.weather_years", "site", "resource", "farm.turbine",
         "farm.turbine_table")
"""Keys and tables of the scenario that this stage reads."""

REANALYSIS, MEASUREMENT = 0.05, 0.025
"""Of the level of a reanalysis over the sea, and of a measurement (assumed; see
`sim.farm.energy_uncertainty`). [fraction]"""


def check_site(s: Scenario) -> None:
    """Refuse a site on land, where the embedded relief reaches it."""
    water, place = bathymetry.embedded(), (s.site.latitude_deg, s.site.longitude_deg)
    if all(axis[0] <= x <= axis[-1] for axis, x in zip((water.latitude, water.longitude), place, strict=True)):
        depth = float(seabed.profile(water, np.array(place[:1]), np.array(place[1:]))[0])
        if depth <= 0:
            raise scenario_error(f"site.latitude_deg, longitude_deg = {place[0]:g}, {place[1]:g}: must lie at sea; the "
                                 f"embedded relief has land there, {-depth:.0f} m high", key="site.latitude_deg")


@named("farm.turbine")
def turbine(s: Scenario) -> Turbine:
    """Read the turbine of a scenario."""
    return read_turbine(s.farm.turbine, **s.farm.turbine_table.given())


def wind_at_height(s: Scenario) -> WindAtHeight:
    """Wind at its own height, its uncertainty, and what a correction to the long term gave."""
    check_site(s)
    height = turbine(s).hub_height
    if s.resource.source == "synthetic":
        return wind(s, height)
    with named("resource.files"):
        return wind(s, height)


def weather(s: Scenario) -> Weather:
    """Wind at its own height: drawn from the embedded climatology, or read from the user's files."""
    return wind_at_height(s).weather


def at_hub_height(s: Scenario, known: Weather) -> tuple[np.ndarray, Air]:
    """
    Return the wind speed that the power of a turbine follows, and the state of the air.

    Parameters
    ----------
    s : Scenario
    known : Weather

    Returns
    -------
    speed : array, shape (weather_year, time)
        That the power follows: at the hub, or over the rotor. [m/s]
    air : Air
        What is known of the air.
    """
    machine, profile, air = turbine(s), s.resource.profile.bind(), air_of(known)

    def speed_at(height: float) -> np.ndarray:
        return profile(known.speed, known.height, height, air)

    return s.resource.rotor.bind()(speed_at, machine.hub_height, machine.diameter, known.veer), air


def air_of(known: Weather) -> Air:
    """Return temperature, pressure and humidity of a weather record."""
    return Air(known.temperature, known.pressure, known.humidity, known.sea_temperature, known.roughness, known.shear)


def make(s: Scenario) -> Wind:
    """Wind and air at the turbines' hub height."""
    (known, wind_uncertainty, _), height = wind_at_height(s), turbine(s).hub_height
    speed, air = at_hub_height(s, known)
    density = np.broadcast_to(moist(known.temperature, known.pressure, known.humidity, height), speed.shape)
    mixed = cyclones.with_storms(s, speed, known.direction, height)
    label = known.label + _shear_unused(s.resource.profile, known, height)
    if mixed is None:
        return Wind(speed, known.direction, density, known.evidence, label, None, wind_uncertainty, air)
    return Wind(mixed.speed, mixed.direction, density, known.evidence, label, mixed, wind_uncertainty, air)


def _shear_unused(profile: Chosen, known: Weather, height: float) -> str:
    """Return a remark on a measured shear that the chosen profile leaves aside, or nothing."""
    used = getattr(profile, "exponent", None) == "source" or profile.model == "monin_obukhov"
    if known.shear is None or used or known.evidence != "measured" or abs(known.height - height) < 1.0:
        return ""
    return f"; its measured shear exponent, {np.nanmean(known.shear):.2g}, is not used by resource.profile"


class WindAtHeight(NamedTuple):
    """The wind of a scenario at its own height."""

    weather: Weather
    wind_uncertainty: tuple[float, float]
    """Uncertainty of the long-term level and of the measurement. [fraction]"""
    corrected: Corrected | None = None
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
    uncertainty: CorrectionUncertainty
    """Uncertainty of the corrected long-term mean."""
    label: str


def wind(s: Scenario, hub: float) -> WindAtHeight:
    """
    Return the wind of a scenario at its own height.

    Parameters
    ----------
    s : Scenario
    hub : float
        Height that the nearest level of several is taken to. [m]

    Returns
    -------
    found : WindAtHeight
    """
    r = s.resource
    if r.source == "synthetic":
        here = _climate(s)
        return WindAtHeight(drawn(s, here), (here.level_uncertainty, 0.0))
    own = read(s, r.source, r.files, r.table)
    evidence = inputs_wind.EVIDENCE[r.source] if r.evidence == "source" else r.evidence
    if isinstance(own, Sectors):
        return WindAtHeight(_carried(s, own, hub)._replace(evidence=evidence), ATLAS)
    corrected = None
    if r.correction.model != "none":
        own, corrected = _corrected(s, own, hub)
    known = wind_record.weather(own, s.time.period_h, hub, r.table.longest_gap_h, r.files[0])._replace(
        evidence=evidence
    )
    variation = r.overlap.interannual / np.sqrt(known.speed.shape[0])
    level = {"screening": ATLAS[0], "reanalysis": np.hypot(REANALYSIS, variation), "measured": variation}[evidence]
    level = corrected.uncertainty.level if corrected else level
    return WindAtHeight(known, (float(level), MEASUREMENT if evidence == "measured" else 0.0), corrected)


def drawn(s: Scenario, here: Climate | None = None) -> Weather:
    """Return synthetic weather of the embedded climatology."""
    return s.resource.wind.bind()(here or _climate(s), s.time.weather_years, s.time.period_h, generator(s.seed, "wind"))


def wind_level(s: Scenario) -> float:
    """Return the factor on the climatology's speed of a synthetic wind. [-]"""
    level = s.resource.wind.level
    return _climate(s).level if level == "site" else level


def _climate(s: Scenario) -> Climate:
    """Return the embedded climate of the site."""
    return climate.embedded(s.site.latitude_deg, s.site.longitude_deg)


def read(s: Scenario, source: str, names: Sequence[str], settings: Settings) -> Record | Sectors:
    """Read the files of a source at the site; what is refused names the file, so that no key is blamed for it."""
    table = partial(wind_mast.read, **settings.given())
    return inputs_wind.read(source, names, s.site.latitude_deg, s.site.longitude_deg, table)


def _carried(s: Scenario, sectors: Sectors, hub: float) -> Weather:
    """Return synthetic weather in the order of the climatology with the distributions of an atlas."""
    here = s.resource.sectors.bind()(sectors, hub)
    try:
        order = drawn(s)
    except SundalinkError as fault:
        raise scenario_error(
            f"resource.source = {s.resource.source!r}: the order of its hours is drawn from the "
            f"embedded climatology, which does not reach here ({fault})",
            key="resource.source",
        ) from None
    speed, direction = with_distributions(order.speed, order.direction, here)
    label = f"{here.label} at {here.heights[0]:g} m; the order of its hours is synthetic, from {order.label}"
    return order._replace(speed=speed, direction=direction, height=float(here.heights[0]), label=label)


def _whole(long: Record, level: int) -> None:
    """Refuse a reference with gaps."""
    gaps = np.flatnonzero(np.diff(long.time).astype(np.int64) != round(3600 * long.step)) + 1
    holes = np.flatnonzero(~np.isfinite(long.speed[level] + long.direction[vane(long, level)]))
    if gaps.size or holes.size:
        first = int(min([*gaps[:1], *holes[:1]]))
        raise scenario_error(thing=f"{long.label}: wind at {stamp(long.time[first])}", value="missing",
                             rule="a reference must be without gaps", key="resource.reference.files")


def _corrected(s: Scenario, own: Record, hub: float) -> tuple[Record, Corrected]:
    """Return the record that the long reference predicts for the place of a measurement, and how it came about."""
    r = s.resource
    with named("resource.reference.files"):
        long = read(s, r.reference.source, r.reference.files, r.reference.table)
    if isinstance(long, Sectors):
        raise scenario_error(
            f"resource.reference.files = {list(r.reference.files)}: must hold a series, not a climate",
            key="resource.reference.files",
        )
    level, other = nearest(own, hub), nearest(long, own.heights[nearest(own, hub)])
    _whole(long, other)
    place, speed, direction = concurrent(own, long, level, other)
    x, turn = long.speed[other], long.direction[other]
    hour = (long.time[place] - long.time[0]).astype(np.int64) / 3600.0
    pairs = Pairs(x[place], speed, turn[place], hour)
    correct = r.correction.bind()
    sure = r.overlap.bind()(correct, pairs, long.step, x, turn, generator(s.seed, "wind", "overlap"))
    predicted = correct(pairs, x, turn, generator(s.seed, "wind", "correction"))
    turn = turned_reference(pairs, direction, turn, getattr(r.correction, "sectors", 1))
    label = (f"{own.label}, {own.heights[level]:g} m, corrected to {long.label} ({r.correction.model}; overlap "
             f"{sure.days:.0f} days, correlation {sure.correlation:.2f}, long-term level +-{100 * sure.level:.1f} %)")
    shear, veer = typical(own, long.time)
    record = long._replace(heights=own.heights[[level]], speed=predicted[None], direction=turn[None], label=label,
                           evidence="measured", shear=long.shear if shear is None else shear, veer=veer)
    return record, Corrected(pairs, x, predicted, long.time, sure, label)
