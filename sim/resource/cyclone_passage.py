"""Passages of tropical cyclones at a site: how many, how near, how strong, and the wind that each brings."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Gt, Le, Lt

from sim import clock
from sim.checks import Fraction, NonNegative, Positive
from sim.resource.cyclone import DENSITY, SURFACE
from sim.units import HOURS_PER_YEAR

REACH, NEAR = 200.0, 100.0
"""Passages are counted within these distances. [km]"""
GALE, HURRICANE = 17.5, 32.9
"""Strongest wind of what is counted, 34 and 64 knots. [m/s]"""
STRONGEST = 75.0
"""No storm of this sea is stronger (assumed; Haiyan of 2013 had some 64 over ten minutes). [m/s]"""
WINDOW = 60.0
"""A storm is looked at this long before and after it is nearest. [h]"""

Degrees = Annotated[float, Ge(0), Lt(360)]
Share = Annotated[float, Gt(0), Le(1)]


class StormRates(NamedTuple):
    """
    Rates of storms of gale force at a site.

    Parameters
    ----------
    wide, near : float
        Within 200 km, and within 100 km. [1/yr]
    strong : float
        Within 200 km with hurricane force, 64 knots. [1/yr]
    first, last : int
        Months between which they come, 1 for January.
    label : str
        Where the figures come from.
    """

    wide: float
    near: float
    strong: float
    first: int
    last: int
    label: str


class Storms(NamedTuple):
    """
    Passages in the order of their years, arrays of shape (event,).

    Parameters
    ----------
    time : array
        When each is nearest, from the start of the first year. [h]
    miss : array
        How far the centre passes; negative to the left of its course. [km]
    heading : array
        Where it goes, clockwise from north. [deg]
    translation : array
        How fast. [m/s]
    speed : array
        Its strongest wind over ten minutes at 10 m until it is nearest. [m/s]
    drop : array
        Pressure far away less that in the centre. [Pa]
    radius_max : array
        Distance of the strongest wind. [km]
    """

    time: np.ndarray
    miss: np.ndarray
    heading: np.ndarray
    translation: np.ndarray
    speed: np.ndarray
    drop: np.ndarray
    radius_max: np.ndarray


def passages(generator, rates, years, latitude, *, heading: Degrees = 290.0, heading_spread: NonNegative = 20.0,
             translation: Positive = 5.0, translation_spread: NonNegative = 0.3, radius_spread: NonNegative = 0.3):
    """
    Draw the passages of some years: a Poisson number in the season, straight tracks, exponential intensities.

    The distance is uniform within 100 km and between 100 and 200 km, in the proportion of the site's rates. The
    strongest wind exceeds gale force by an exponential amount that gives the site's share of hurricanes; where none was
    seen, one in twenty is assumed. More years leave the first ones as they are.

    Parameters
    ----------
    generator : numpy.random.Generator
        Source of randomness.
    rates : StormRates
        Of the site.
    years : int
        How many.
    latitude : float
        Of the site, north positive. [deg]
    heading : float
        Mean heading of storms, clockwise from north; assumed: west-northwest. [deg]
    heading_spread : float
        Standard deviation of the heading; assumed. [deg]
    translation : float
        Median translation speed of the centre; assumed, 4 to 6 m/s in this sea. [m/s]
    translation_spread : float
        Standard deviation of its logarithm; assumed. [-]
    radius_spread : float
        Standard deviation of the logarithm of the radius of maximum wind; assumed. [-]

    Returns
    -------
    storms : Storms
        By year, unsorted within.

    References
    ----------
    .. [1] Willoughby, Rahn 2004, "Parametric representation of the primary hurricane vortex", Mon. Weather Rev. 132(12)
       (radius of maximum wind by latitude and speed, as in Willoughby, Darling, Rahn 2006, ibid. 134(4)).
    .. [2] Atkinson, Holliday 1977, "Tropical cyclone minimum sea level pressure/maximum sustained wind relationship for
       the western North Pacific", Mon. Weather Rev. 105(4).
    """
    from scipy.special import ndtri

    often, nature = generator.spawn(2)
    counts = often.poisson(rates.wide, years)
    draw = np.clip(nature.random((int(counts.sum()), 8)), 1e-12, 1.0 - 1e-12).T
    starts = np.concatenate([[0], np.cumsum(clock.MONTH_DAYS)]) * 24.0
    begin, end = starts[rates.first - 1], starts[rates.last]
    length = end - begin if end > begin else end - begin + HOURS_PER_YEAR
    year = np.repeat(np.arange(years), counts)
    time = year * HOURS_PER_YEAR + np.mod(begin + draw[0] * length, HOURS_PER_YEAR)
    inside = draw[1] < min(rates.near / max(rates.wide, 1e-12), 1.0)
    miss = np.where(inside, NEAR * draw[2], NEAR + (REACH - NEAR) * draw[2]) * np.where(draw[3] < 0.5, -1.0, 1.0)
    strong = min(max(rates.strong / max(rates.wide, 1e-12), 0.05), 0.95)
    speed = np.minimum(GALE + (HURRICANE - GALE) * np.log(draw[4]) / np.log(strong), STRONGEST)
    sustained = speed / 0.915   # over one minute, by the factor that STORM uses
    drop = 100.0 * (sustained / 3.04) ** (1.0 / 0.644)
    radius = 46.4 * np.exp(-0.0155 * speed + 0.0169 * abs(latitude) + radius_spread * ndtri(draw[5]))
    return Storms(time, miss, np.mod(heading + heading_spread * ndtri(draw[6]), 360.0),
                  translation * np.exp(translation_spread * ndtri(draw[7])), speed, drop, radius)


def at_site(storms, name, profile, latitude, height, hours, *, surface: Share = 0.85,
            inflow: Degrees = 20.0, asymmetry: Fraction = 0.55, decay: NonNegative = 0.02, exponent: Fraction = 0.11,
            growth: NonNegative = 0.2, extent: Positive = 600.0):
    """
    Wind at a site while storms pass.

    Around the centre blows the profile's wind, turned inwards by friction; a share of the storm's own motion is added
    as a vector, in proportion to the wind, and is what makes one side stronger. The strength of the profile is chosen
    such that the sum reaches the storm's strongest wind.

    Parameters
    ----------
    storms : Storms
        Passages.
    name : str
        Model of `sim.resource.cyclone`.
    profile : callable
        That model with its parameters set.
    latitude : float
        Of the site; south of the equator storms turn in the other sense. [deg]
    height : float
        Where the wind is wanted. [m]
    hours : array, shape (event, time)
        Since each storm is nearest. [h]
    surface : float
        Ratio of the wind at 10 m to that above the boundary layer; the empirical reduction of STORM. [fraction]
    inflow : float
        Angle by which the wind points inwards; as in STORM. [deg]
    asymmetry : float
        Share of the translation velocity that is added to the wind; as in STORM. [fraction]
    decay : float
        Rate at which the pressure drop decays once the storm has passed, because the coast is near; assumed. [1/h]
    exponent : float
        Exponent of the wind profile with height; that of extreme winds in IEC 61400-1. [-]
    growth : float
        Largest excess of the wind at `height` over that at 10 m, because profiles in storms are flat; assumed.
        [fraction]
    extent : float
        Outer limit of a storm: its wind falls linearly to zero from half this distance; assumed. [km]

    Returns
    -------
    speed : array, shape (event, time)
        Mean of ten minutes at `height`. [m/s]
    direction : array, shape (event, time)
        Where the wind comes from. [deg]

    References
    ----------
    .. [1] Bloemendaal et al. 2020, "Generation of a global synthetic tropical cyclone hazard dataset using STORM", Sci.
       Data 7:40 (reduction, inflow, asymmetry, as in its code).
    .. [2] IEC 61400-1:2019, extreme wind speed model (exponent).
    """
    one = Storms(*(np.asarray(part)[:, None] for part in storms))
    turn, spin = np.radians(one.heading), 1.0 if latitude >= 0 else -1.0
    along, right = (np.sin(turn), np.cos(turn)), (np.cos(turn), -np.sin(turn))
    gone = 3.6 * one.translation * hours
    east, north = (-(one.miss * right[i] + gone * along[i]) for i in (0, 1))   # from the centre to the site
    radius = np.maximum(np.hypot(east, north), 1.0)
    round_it = np.maximum(one.speed - asymmetry * one.translation, 0.5 * one.speed)
    at_surface = name in SURFACE
    aloft = round_it if at_surface else round_it / surface
    shape = np.clip(aloft**2 * np.e * DENSITY / one.drop, 0.81 if at_surface else 1.0, 2.5)
    drop = aloft**2 * np.e * DENSITY / shape * np.exp(-decay * np.maximum(hours, 0.0))
    wind = profile(radius, latitude, shape, drop, one.radius_max) * (1.0 if at_surface else surface)
    wind = wind * np.clip(2.0 - 2.0 * radius / extent, 0.0, 1.0)
    tilt = np.radians(inflow)
    pull = asymmetry * one.translation * wind / round_it
    x = wind * (-spin * np.cos(tilt) * north - np.sin(tilt) * east) / radius + pull * along[0]
    y = wind * (spin * np.cos(tilt) * east - np.sin(tilt) * north) / radius + pull * along[1]
    rise = min((height / 10.0) ** exponent, 1.0 + growth)
    return rise * np.hypot(x, y), np.mod(np.degrees(np.arctan2(-x, -y)), 360.0)


class Blend(NamedTuple):
    """
    Wind with the storms in it.

    Parameters
    ----------
    speed, direction : array, shape (weather_year, time)
        The stronger of storm and background, and where it comes from. [m/s], [deg]
    peak : array, shape (event,)
        Strongest wind of each storm at the site. [m/s]
    span : array of int, shape (event, 2)
        First period of each storm's window, and the one after its last, counted through all years.
    factor : array, shape (weather_year,)
        What every other period of each year was multiplied by, so that its mean speed stays. [-]
    """

    speed: np.ndarray
    direction: np.ndarray
    peak: np.ndarray
    span: np.ndarray
    factor: np.ndarray


def blend(speed, direction, dt, storms, at):
    """
    Blend passing storms into a series of wind without counting them twice.

    The mean speed of a climatology has the storms of its years in it. So a storm replaces the wind where it blows
    stronger, and all other periods of the year are scaled by one factor that leaves the year's mean as it was.

    Parameters
    ----------
    speed, direction : array, shape (weather_year, time)
        Wind without storms. [m/s], [deg]
    dt : float
        Length of a period. [h]
    storms : Storms
        Passages of those years.
    at : callable
        ``at(storms, hours)`` returns speed and direction at the site, as `at_site` does with its parameters set.

    Returns
    -------
    blend : Blend
    """
    flat, turned = speed.reshape(-1).copy(), direction.reshape(-1).copy()
    stormy, spans, peaks = np.zeros(flat.size, dtype=bool), [], []
    for event in range(storms.time.size):
        one = Storms(*(part[event:event + 1] for part in storms))
        edges = np.clip(np.rint((one.time[0] + np.array([-WINDOW, WINDOW])) / dt), 0, flat.size).astype(int)
        here = slice(*edges)
        hours = (np.arange(*edges) + 0.5) * dt - one.time[0]
        wind, whence = (part[0] for part in at(one, hours[None, :]))
        stronger = wind > flat[here]
        flat[here], turned[here] = np.where(stronger, wind, flat[here]), np.where(stronger, whence, turned[here])
        stormy[here] |= stronger
        spans.append(edges)
        peaks.append(wind.max(initial=0.0))
    found, calm = flat.reshape(speed.shape), ~stormy.reshape(speed.shape)
    rest = np.where(calm, speed, 0.0).sum(axis=1)
    over = np.where(calm, 0.0, found - speed).sum(axis=1)   # what storms blow beyond the wind they replace
    factor = 1.0 - np.divide(over, rest, out=np.zeros_like(rest), where=rest > over)
    found = np.where(calm, factor[:, None] * found, found)
    return Blend(found, turned.reshape(speed.shape), np.array(peaks),
                 np.array(spans, dtype=int).reshape(-1, 2), factor)
