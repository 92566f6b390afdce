"""Synthetic weather with monsoon regimes: daily weather superposed on monsoon spells, at one site or several."""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from annotated_types import Ge, Gt, Le, Len, Lt

from sim import clock
from sim.checks import NonNegative, Positive, check_positive, check_within, refusal
from sim.records import Weather
from sim.resource import monsoon
from sim.resource.climate import check_climate
from sim.stochastic import correlated, oscillation, red, weibull

Part = Annotated[float, Ge(0), Lt(1)]
Hour = Annotated[float, Ge(0), Lt(24)]
Shape = Annotated[float, Gt(1)]
Steadiness = Annotated[float, Gt(0.5), Le(1)]
Months = Annotated[tuple[Part, ...], Len(12, 12)]

SHARES = (0.08, 0.30, 0.40, 0.45, 0.45, 0.25, 0.30, 0.35, 0.40, 0.45, 0.35, 0.12)
"""Share of the monsoon in the variance, January first: least in December and January, most while the monsoons change,
in the order of the variation of monthly mean vectors from year to year (FNMOC 1982-1992 at 10N 107.5E and 110E); their
size is assumed, near what `interannual` leaves room for. [fraction]"""

YEARLY = 4380.0
"""Memory of the part that makes up what lacks to `interannual` (assumed). [h]"""

REACH = {"mesoscale": 80.0, "synoptic": 600.0, "monsoon": 1200.0}
"""Distances over which the correlation between sites falls to 1/e. The monsoon's is that of monthly anomalies along the
monsoon's axis, FNMOC 1982-1992 about 10N 107.5E (.85 at 275 km, .6 at 550); the others are assumed. [km]"""

ROWS = (3, 3, 4)
"""Rows of draws of a site and year, by the keys of `REACH`: squalls and breeze; synoptic and direction; the monsoon."""


class Scales(NamedTuple):
    """Memories and shares of the latent process; see `regime_copula`."""

    mesoscale: float
    mesoscale_share: float
    breeze_share: float
    synoptic: float
    spell: float
    intraseasonal: float
    intraseasonal_share: float


def regime_copula(climate, years, dt, generator, *, level: Literal["site"] | Positive = "site",
                  shape_unsteady: Shape = 2.2, shape_steady: Shape = 3.0, interannual: NonNegative = 0.05,
                  monsoon_share: Months = SHARES, spell_memory: Positive = 10.0, intraseasonal_period: Positive = 45.0,
                  intraseasonal_share: Part = 0.5, synoptic_memory: Positive = 40.0, mesoscale_memory: Positive = 4.0,
                  mesoscale_share: Part = 0.11, breeze_share: Part = 0.05, regime_steadiness: Steadiness = 0.93,
                  direction_memory: Positive = 33.0, diurnal: Part = 0.05, diurnal_contrast: Part = 0.3,
                  diurnal_peak: Hour = 15.0, anchored: bool = True):
    """
    Synthetic weather of a monthly climate: monsoon regimes and variability on several time scales, with
    Weibull-distributed speeds.

    A slow Gaussian, half of it an intraseasonal oscillation, pulls towards the north-east or the south-west monsoon;
    together with the season it decides which one blows. Its distance from the change of regime, as a normal score for
    the time of the year, is one part of the latent process of the speed, so that the wind falls calm while the monsoons
    change; the other is the weather of hours and days. Their sum has unit variance throughout and is mapped to a
    Weibull distribution whose scale and shape pass smoothly through the year: all years together have just that
    distribution at each time of the year, and the monthly means of the climate, times `level`, are the expected ones.
    The direction is that of the regime plus noise, which weighs less the stronger the wind blows; the expected monthly
    mean vector is the climate's. A daily cycle on Vietnam's clock multiplies the speed. The years are cut from one
    sequence; more years leave the first ones as they are, but for the common factor of `anchored`. Values are samples:
    their distribution and their correlation in hours do not depend on `dt`. Storms are not in it.

    Parameters
    ----------
    climate : Climate
        Monthly means of the site.
    years : int
        How many weather years to draw.
    dt : float
        Length of a period. [h]
    generator : numpy.random.Generator
        Source of randomness; the same state gives the same arrays.
    level : float or "site"
        Factor on the climate's wind speed; ``site``: that of the site's cell in `sim/data/wind_level.csv`. [-]
    shape_unsteady, shape_steady : float
        Weibull shape at a steadiness of 0 and of 1, linear between them; assumed. It applies to all years together,
        without the daily cycle. [-]
    interannual : float
        Standard deviation of the annual mean speed over its mean; assumed. [fraction]
    monsoon_share : tuple
        Share of the monsoon in the variance of the latent process, January first; assumed. [fraction]
    spell_memory : float
        Decorrelation time of active and weak spells of the monsoon; assumed: the observed band of 10 to 20 days, beside
        that of 30 to 60 days. [d]
    intraseasonal_period : float
        Period of the intraseasonal oscillation, whose decorrelation time is half of it; assumed, within 30 to 60 days.
        [d]
    intraseasonal_share : float
        Share of that oscillation in the variance of the monsoon; assumed. [fraction]
    synoptic_memory : float
        Decorrelation time of weather that lasts for days, such as cold surges; assumed. [h]
    mesoscale_memory : float
        Decorrelation time of weather that lasts for hours, such as squalls; assumed. [h]
    mesoscale_share, breeze_share : float
        Share in the variance of weather that lasts for hours, and of weather with a period of one day; assumed; the
        rest is synoptic. [fraction]
    regime_steadiness : float
        Ratio of mean vector to mean speed while one monsoon blows; a lower ratio in a month gives the other monsoon's
        share of the time; assumed, as in the steadiest months of COADS. [-]
    direction_memory : float
        Decorrelation time of the random part of wind direction; assumed. [h]
    diurnal : float
        Amplitude of the daily cycle over the mean, mean of the year; assumed, small some 50 km out at sea. [fraction]
    diurnal_contrast : float
        Share by which that amplitude is larger in the north-east monsoon and smaller in the south-west monsoon;
        assumed. [fraction]
    diurnal_peak : float
        Hour of the day with the strongest wind, Vietnam time; assumed, the south coast has 14 to 15. [h]
    anchored : bool
        Scale all years by one factor so that their mean speed is the expected one: a small sample of years then leaves
        no bias in the long-term level, whose uncertainty is accounted for separately. [-]

    Returns
    -------
    weather : Weather
        ``evidence`` is "screening".

    Raises
    ------
    SundalinkError
        If the climate or a parameter breaks a rule, or `interannual` is below what the memories alone give.

    References
    ----------
    .. [1] Cario, Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions
       and correlation matrix", Northwestern University (translation of a Gaussian process).
    .. [2] Mao, Chan 2005, "Intraseasonal variability of the South China Sea summer monsoon", J. Climate 18(13) (30 to
       60 and 10 to 20 days).
    .. [3] Monahan 2012, "The temporal autocorrelation structure of sea surface winds", J. Climate 25(19) (memory of
       speed and of components, longer in low latitudes). The memories and shares here are assumed.
    """
    given = dict(locals())
    for name in ("climate", "years", "dt", "generator"):
        del given[name]
    return several((climate,), [[0.0]], years, dt, generator, **given)[0]


def several(climates, distances, years, dt, generator, **given):
    """
    Draw the weather of several sites together.

    Parameters
    ----------
    climates : sequence of Climate
        Monthly means of each site.
    distances : array, shape (site, site)
        Between the sites. [km]
    years : int
        How many weather years to draw.
    dt : float
        Length of a period. [h]
    generator : numpy.random.Generator
        Source of randomness; the first site's weather is the one that it has alone.
    **given
        Keyword arguments of `regime_copula`.

    Returns
    -------
    weather : list of Weather
        One for each site, of the same years: their latent processes are correlated by `REACH`, hours less far than
        days and days less far than the monsoon.

    Raises
    ------
    SundalinkError
        As `regime_copula`; or if the distances are not those of different points.
    """
    given = {**regime_copula.__kwdefaults__, **given}
    if not (isinstance(years, int | np.integer) and years >= 1):
        raise refusal("weather years", years, "-", "must be a whole number, at least 1")
    count = clock.periods(dt)
    # Each site has rows of draws for each year, so that more years or more sites leave the first ones as they are.
    spawned = [generator, *(generator.spawn(len(climates) - 1) if len(climates) > 1 else ())]
    draws = np.stack([g.standard_normal((years, sum(ROWS) * count)) for g in spawned])
    reach = np.repeat(list(REACH.values()), ROWS)
    rows = draws.reshape(len(climates), years, sum(ROWS), count)
    for length in np.unique(reach):
        of = np.flatnonzero(reach == length)
        rows[:, :, of] = correlated(rows[:, :, of], distances, length)
    return [_site(climate, own, dt, given) for climate, own in zip(climates, rows, strict=True)]


def _site(climate, rows, dt, given):
    """Return the weather of one site from its draws, shape (year, row, time)."""
    from scipy.special import ndtri
    scales = _check(climate, given)
    level = climate.level if given["level"] == "site" else given["level"]
    mean = level * clock.cyclic(climate.speed, dt, clock.ICT)
    check_positive("smooth course of the climate's speed", mean, "m/s")
    low, high = given["shape_unsteady"], given["shape_steady"]
    shape = clock.cyclic(low + (high - low) * climate.steadiness, dt, clock.ICT)
    share = np.clip(clock.cyclic(given["monsoon_share"], dt, clock.ICT), 0.0, 0.99)
    course = monsoon.course(climate, dt, given["regime_steadiness"])
    yearly = _yearly(mean, shape, share, course, dt, scales, given["interannual"])

    driver, hours = _latent(rows, dt, scales, yearly)
    latent = np.sqrt(share) * monsoon.force(driver, course.balance) + np.sqrt(1.0 - share) * hours
    relative = weibull(latent, shape)

    def joint(force, node):
        quantile = ndtri((np.arange(12) + 0.5) / 12)
        return weibull(np.sqrt(share[node]) * force[:, None] + np.sqrt(1.0 - share[node]) * quantile, shape[node])

    noise = [red(rows[:, i], given["direction_memory"], dt) for i in (4, 5)]
    direction = monsoon.direction(course, driver, relative, *noise, joint)
    hour = clock.hour_of_day(dt, clock.ICT)
    swing = given["diurnal"] * (1.0 + given["diurnal_contrast"] * course.along)
    # The mean of a cosine over one period: exact for long periods too.
    expected = mean * (1.0 + swing * np.sinc(dt / 24.0) * np.cos(2 * np.pi * (hour - given["diurnal_peak"]) / 24.0))
    speed = relative * expected
    if given["anchored"]:
        speed *= expected.mean() / speed.mean()
    air = [clock.cyclic(monthly, dt, clock.ICT)[None, :]
           for monthly in (climate.temperature, climate.pressure, climate.humidity, climate.sea_temperature)]
    label = f"synthetic: monsoon regimes on {climate.label}, speed x {level:g}"
    return Weather(speed, direction, *air[:3], float(climate.height), "screening", label, air[3])


def _check(climate, given):
    """Refuse parameters that cannot be; return the scales in hours."""
    check_climate(climate)
    check_within("shape_unsteady and shape_steady", [given["shape_unsteady"], given["shape_steady"]], 1.0, 10.0)
    if len(given["monsoon_share"]) != 12:
        raise refusal("monsoon_share", len(given["monsoon_share"]), "", "must be one value for each of 12 months")
    for name in ("monsoon_share", "intraseasonal_share", "mesoscale_share", "breeze_share", "diurnal"):
        check_within(name, given[name], 0.0, 0.99)
    if given["mesoscale_share"] + given["breeze_share"] > 1.0:
        raise refusal("mesoscale_share + breeze_share", given["mesoscale_share"] + given["breeze_share"], "-",
                  "must be at most 1: the rest is synoptic")
    for name in ("spell_memory", "intraseasonal_period", "synoptic_memory", "mesoscale_memory", "direction_memory"):
        check_positive(name, given[name], "h")
    return Scales(given["mesoscale_memory"], given["mesoscale_share"], given["breeze_share"], given["synoptic_memory"],
                  24.0 * given["spell_memory"], 24.0 * given["intraseasonal_period"], given["intraseasonal_share"])


def _latent(rows, dt, s, yearly):
    """Return the driver of the monsoon and the weather of hours and days, of unit variance, shape (year, time)."""
    years, _, count = rows.shape

    def pair(first):
        return rows[:, first:first + 2].reshape(years, 2 * count)

    driver = np.sqrt(1.0 - s.intraseasonal_share) * red(rows[:, 7], s.spell, dt) \
        + np.sqrt(s.intraseasonal_share) * oscillation(pair(8), s.intraseasonal, s.intraseasonal / 2, dt)
    # A day's swing that lasts for three days; what lacks to the interannual variation is taken from the whole.
    hours = np.sqrt(s.mesoscale_share) * red(rows[:, 0], s.mesoscale, dt) \
        + np.sqrt(s.breeze_share) * oscillation(pair(1), 24.0, 72.0, dt) \
        + np.sqrt(1.0 - s.mesoscale_share - s.breeze_share) * red(rows[:, 3], s.synoptic, dt)
    return driver, np.sqrt(1.0 - yearly) * hours + np.sqrt(yearly) * red(rows[:, 6], YEARLY, dt)


def _yearly(mean, shape, share, course, dt, s, interannual):
    """Return the share of the slowest part in the weather: what lacks to the variation of annual means."""
    from scipy.special import roots_hermitenorm
    points, weights = roots_hermitenorm(80)
    weights = weights / weights.sum()
    day = np.linspace(0, mean.size, 365, endpoint=False).astype(int)
    lag = 24.0 * np.abs(np.subtract.outer(np.arange(365.0), np.arange(365.0)))
    # First term of each distribution's Hermite series; Weibull variates of such shapes are near normal.
    tell = (weibull(points, shape[day][:, None]) * points * weights).sum(1) * mean[day] / mean.mean() / 365.0
    force = monsoon.force(points, course.balance[day][:, None])
    first, second = ((force * basis * weights).sum(1) for basis in (points, (points**2 - 1) / np.sqrt(2)))
    slow = (1 - s.intraseasonal_share) * np.exp(-lag / s.spell) + s.intraseasonal_share * np.exp(
        -2 * lag / s.intraseasonal) * np.cos(2 * np.pi * lag / s.intraseasonal)
    a, b = tell * np.sqrt(share[day]), tell * np.sqrt(1.0 - share[day])
    monsoons = (a * first) @ slow @ (a * first) + (a * second) @ slow**2 @ (a * second)
    time = s.mesoscale_share * s.mesoscale + s.breeze_share * 72.0 / (1 + (6 * np.pi) ** 2) \
        + (1 - s.mesoscale_share - s.breeze_share) * s.synoptic
    weather, steady = (b**2).sum() * 2 * time / 24.0, b @ np.exp(-lag / YEARLY) @ b
    least = np.sqrt(monsoons + weather)
    part = (interannual**2 - monsoons - weather) / (steady - weather)
    if not 0.0 <= part < 1.0:
        most = np.sqrt(monsoons + steady)
        raise refusal(
            "interannual",
            float(interannual),
            "fraction",
            f"must lie between {least:.4f}, which the memories and monsoon_share give alone, and {most:.4f}",
        )
    return part


MODELS = {"regime_copula": regime_copula}
