"""Plausibility of capacity factors and mean wind: against any sea, and against the published wind of this one."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import resource
from sim.farm.power_curve import weibull_energy
from sim.inputs import climate, climate_variation
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from sim.chain import Case

KNOWN = 0.60
"""Net capacity factor that no offshore farm is known to reach. [fraction]"""
HIGH, LOW = 0.65, 0.25
"""Gross capacity factor expected nowhere, and net one below any commercial development (assumed). [fraction]"""
WINDIEST = 13.0
"""Mean wind speed at `HEIGHT` above that of any sea; the Southern Ocean comes near it (assumed). [m/s]"""
SHAPES = (2.0, 2.6)
"""Weibull shapes between which winds of these seas lie (assumed). [-]"""
KEPT = (0.65, 0.90)
"""Net over gross, from wide wakes and poor availability to a small farm without neighbours (assumed). [fraction]"""
HEIGHT = 100.0
"""Height of the published winds. [m]"""


class PublishedWind(NamedTuple):
    """Mean wind speed published for a sea."""

    name: str
    """Name of the sea."""
    south: float
    """Southern limit, latitude. [deg]"""
    north: float
    """Northern limit, latitude. [deg]"""
    west: float
    """Western limit, longitude. [deg]"""
    east: float
    """Eastern limit, longitude. [deg]"""
    speed: tuple[float, float]
    """Mean wind speed at `HEIGHT`, low and high. [m/s]"""
    source: str
    """Source of the speeds."""


class Plausibility(NamedTuple):
    """Capacity factors and mean wind of a case beside their expected bands."""

    gross: float
    """Gross capacity factor. [fraction]"""
    net: float
    """Net capacity factor at the hub. [fraction]"""
    speed: float
    """Mean wind speed at `HEIGHT`. [m/s]"""
    sea: PublishedWind | None
    """Published wind of the site; none where no wind is published."""
    gross_band: tuple[float, float]
    """Gross capacity factor by the published wind, low and high; empty of meaning without one. [fraction]"""
    net_band: tuple[float, float]
    """Net capacity factor by the published wind, low and high. [fraction]"""


class SiteWind(NamedTuple):
    """Level and direction of a synthetic wind at its site."""

    level: float
    """Factor on the climatology's speed for the site. [-]"""
    uncertainty: float
    """Uncertainty of that level. [fraction]"""
    of_place: bool
    """Whether the level is known for the site; if not, it is that of the region."""
    source: str
    """Source of the level."""
    used: float
    """Factor that the scenario uses. [-]"""
    turned: float
    """Largest difference of direction between the climatology and the embedded analyses in steady months. [deg]"""


STEADY = 0.5
"""Steadiness of months whose directions are compared (assumed). [-]"""

SEAS = (
    PublishedWind("the Gulf of Tonkin", 17.5, 21.8, 105.5, 110.0, (6.0, 8.0), "VNA on the Global Wind Atlas"),
    PublishedWind("the sea off Ninh Thuan to Vung Tau", 9.0, 12.5, 106.5, 110.5, (8.0, 10.0),
                  "VNA on the Global Wind Atlas"),
)


def plausibility(case: "Case", net: float, gross_energy: float) -> Plausibility:
    """
    Return the capacity factors and the mean wind of a case beside their expected bands.

    Parameters
    ----------
    case : Case
        Result of `sim.chain.run`.
    net : float
        Net capacity factor at the hub. [fraction]
    gross_energy : float
        Gross energy of a year. [GWh]

    Returns
    -------
    plausibility : Plausibility
        The bands are those of a Weibull distribution of the published mean speeds under the farm's turbine.
    """
    profile, turbine = case.scenario.resource.profile.bind(), case.farm.turbine
    speed = float(profile(float(case.wind.speed.mean()), turbine.hub_height, HEIGHT))
    gross = gross_energy * 1e3 / (case.farm.capacity * HOURS_PER_YEAR)
    sea = published(case.scenario.site.latitude_deg, case.scenario.site.longitude_deg)
    if sea is None:
        return Plausibility(gross, net, speed, None, (0.0, 1.0), (0.0, 1.0))
    density, full = float(case.wind.density.mean()), turbine.rating * HOURS_PER_YEAR
    means = [float(profile(mean, HEIGHT, turbine.hub_height)) for mean in sea.speed]
    factors = [[float(weibull_energy(turbine, mean, shape, density)) / full for shape in SHAPES] for mean in means]
    low, high = min(factors[0]), max(factors[1])
    return Plausibility(gross, net, speed, sea, (low, high), (KEPT[0] * low, KEPT[1] * high))


def site_wind(case: "Case") -> SiteWind | None:
    """Return level and direction of the synthetic wind of a case; None where the wind is read from files."""
    s = case.scenario
    if s.resource.source != "synthetic":
        return None
    place = s.site.latitude_deg, s.site.longitude_deg
    here, analyses = climate.embedded(*place), climate_variation.embedded(*place)
    turn = np.abs((analyses.direction - here.direction + 180.0) % 360.0 - 180.0)[here.steadiness > STEADY]
    return SiteWind(here.level, here.level_uncertainty, here.level_of_place, here.level_label, resource.wind_level(s),
                    float(turn.max(initial=0.0)))


def published(latitude: float, longitude: float) -> PublishedWind | None:
    """Return the published wind of a site; None where no wind is published."""
    return next((sea for sea in SEAS if sea.south <= latitude <= sea.north and sea.west <= longitude <= sea.east), None)
