"""A wind series compared with another one: bands from the block bootstrap of the reference."""

import numpy as np

from sim.errors import refusal
from sim.resource.acceptance import judge
from sim.resource.series_statistics import traits

BLOCK, SHIFT = 30, 15
"""A resampled year is made of blocks of so many days, drawn from any year and shifted by up to so many. [d]"""



def compare(speed, direction, dt, speed_there, direction_there, generator, resamples=100):
    """
    Compare a series with another one, such as a synthetic with a measured or reanalysed one.

    Parameters
    ----------
    speed, direction : array, shape (weather_year, time)
        The series. [m/s], [deg]
    dt : float
        Length of a period, of both. [h]
    speed_there, direction_there : array, shape (weather_year, time)
        The reference. [m/s], [deg]
    generator : numpy.random.Generator
        For the resampling.
    resamples : int
        How many times the reference is resampled.

    Returns
    -------
    verdicts : list of TraitVerdict
        The band of each trait is the reference's value and the 1 % to 99 % range of its block bootstrap about its mean,
        wider by root of two because the series is a sample too, and by a hundredth of the value.

    Raises
    ------
    SundalinkError
        If the periods are not of one length.

    References
    ----------
    .. [1] Kunsch 1989, "The jackknife and the bootstrap for general stationary observations", Ann. Statist. 17(3).
    """
    if speed.shape[1] != speed_there.shape[1]:
        raise refusal("periods of the reference", speed_there.shape[1], "", f"must be {speed.shape[1]} a year")
    found, there = traits(speed, direction, dt), traits(speed_there, direction_there, dt)
    drawn = np.array([[t.value for t in traits(*resampled(speed_there, direction_there, len(speed), dt, generator), dt)]
                      for _ in range(resamples)])
    # Both are samples of a wind, of which the series has the same number of years as each draw.
    low, high = np.sqrt(2.0) * (np.quantile(drawn, [0.01, 0.99], axis=0) - drawn.mean(0))
    rows = []
    for i, trait in enumerate(there):
        circular = trait.group == "direction"   # shown: an angle has no band of this kind
        slack = 0.01 * abs(trait.value)
        band = (np.nan, np.nan) if circular else (trait.value + low[i] - slack, trait.value + high[i] + slack)
        if trait.group == "rose":
            band = (max(band[0], 0.0), band[1])   # no sector is blown from less than never
        rows.append(judge(found[i], *band, "block bootstrap of the reference"))
    return rows


def resampled(speed, direction, years, dt, generator):
    """
    Return as many years as asked for, made of blocks of other years' same season.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from. [deg]
    years : int
        How many to make.
    dt : float
        Length of a period. [h]
    generator : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    pair : array, shape (2, years, time)
        Speed and direction. [m/s], [deg]
    """
    day = round(24 / dt)
    block, count = BLOCK * day, speed.shape[1]
    flat = np.stack([speed, direction]).reshape(2, -1)
    starts = np.arange(0, count, block)
    place = generator.integers(0, len(speed), (years, starts.size)) * count + starts
    place = place + day * generator.integers(-SHIFT, SHIFT + 1, place.shape)
    index = (place[:, :, None] + np.arange(block)).reshape(years, -1)[:, :count]
    return flat[:, index % flat.shape[1]]
