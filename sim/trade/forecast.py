"""Synthetic forecasts of a known series with realistic errors: vintages that improve as the target approaches."""

from typing import NamedTuple

import numpy as np

SHARES = np.linspace(0.0, 1.0, 33)
"""Standard errors that are tabulated, over the usual spread, both on the scale of the normal score. [-]"""
SCORES = np.linspace(-4.0, 4.0, 97)
"""Forecasts that are tabulated, as normal scores. [-]"""
NODES = 20
"""Points of the quadrature over what a forecast leaves open."""


class Usual(NamedTuple):
    """Distribution of a series among like periods of all its years, and the rank of each of its values in it."""

    group: np.ndarray
    """Which periods are of one kind, shape (time,)."""
    score: np.ndarray
    """Normal score of each value within its group, shape (weather_year, time)."""
    expected: np.ndarray
    """Expected value by group, by standard error and by forecast score, shape (group, share, score)."""
    error: np.ndarray
    """Root-mean-square error of the forecast by standard error, rising, shape (share,)."""


def deviation(lead, most, rise):
    """
    Return the error of a forecast: it grows like the square root of the lead at first, and then saturates.

    Parameters
    ----------
    lead : array, shape (...)
        Time from issue to target. [h]
    most : float
        Error at long lead, in the unit that is wanted. [-]
    rise : float
        Lead at which the variance has reached 63 % of its most. [h]

    Returns
    -------
    error : array, shape (...)
        Root-mean-square error in the unit of `most`. [-]
    """
    return most * np.sqrt(-np.expm1(-np.asarray(lead) / rise))


def leads(buckets, every, dt):
    """
    Return the age of a forecast at the middle of its target period, by bucket and by place within the bucket.

    Parameters
    ----------
    buckets : int
        Bucket 0 is the last vintage issued before the target, bucket 1 the one before it, and so on.
    every : int
        Periods from vintage to vintage.
    dt : float
        Length of a period. [h]

    Returns
    -------
    lead : array, shape (bucket, every)
        Time from issue to target. [h]
    """
    return (np.arange(buckets * every) + 0.5).reshape(buckets, every) * dt


def usual(values, group):
    """
    Return the distribution of a series, and the table of what to expect given a forecast of its normal score.

    Parameters
    ----------
    values : array, shape (weather_year, time)
        The series, in any unit. [-]
    group : array of int, shape (time,)
        Which periods are of one kind, numbered from zero: by month, by hour of the day.

    Returns
    -------
    usual : Usual
        Among equal values, as at rated power, those in the midst of greater ones score higher.
    """
    from scipy.ndimage import uniform_filter1d
    from scipy.special import ndtri

    flat = values.reshape(-1)
    smooth = uniform_filter1d(flat, min(49, flat.size), mode="wrap").reshape(values.shape)
    point, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    score, expected, unknown = np.empty(values.shape), [], np.zeros(SHARES.size)
    for number in range(int(group.max()) + 1):
        here = group == number
        pool = values[:, here]
        order = np.lexsort((smooth[:, here].reshape(-1), pool.reshape(-1)))
        scores = ndtri((np.arange(order.size) + 0.5) / order.size)
        ranked = np.empty(order.size)
        ranked[order] = scores
        score[:, here] = ranked.reshape(pool.shape)
        table = np.interp(SCORES, scores, pool.reshape(-1)[order])
        open_ = SCORES[:, None] + SHARES[:, None, None] * point
        expected.append(np.interp(open_, SCORES, table) @ weight)
        # What a forecast explains is the variance of what it lets expect.
        explained = [weight @ np.interp(np.sqrt(1.0 - share**2) * point, SCORES, row) ** 2
                     for share, row in zip(SHARES, expected[-1], strict=True)]
        unknown += here.mean() * (explained[0] - np.array(explained))
    return Usual(group, score, np.stack(expected), np.sqrt(np.maximum.accumulate(np.maximum(unknown, 0.0))))


def standard(usual, error):
    """
    Return the standard error of the normal score that gives a forecast its error.

    Parameters
    ----------
    usual : Usual
        The series.
    error : array, shape (...)
        Root-mean-square error wanted, in the unit of the series. [-]

    Returns
    -------
    share : array, shape (...)
        Between zero and one; one, which is to know only what is usual, where no forecast could be so bad. [-]
    """
    return np.interp(error, usual.error, SHARES)


def vintages(usual, weather_year, share, dt, memory, generator, wanted=None):
    """
    Return the forecasts of one year, one series for each bucket of lead.

    On the scale of the normal score the forecasts of one target are a martingale that ends at what comes true: each
    vintage adds an error that is independent of all before, so its error is the sum of those to come, is unbiased and
    uncorrelated with the forecast itself, and a forecast far ahead is what is usual. Going back from the truth that
    is a Brownian bridge, drawn here from vintage to vintage. What is forecast is the expected value given the score,
    so forecasts never leave the range of the series.

    Parameters
    ----------
    usual : Usual
        The series.
    weather_year : int
        Which of its years.
    share : array, shape (bucket, every)
        Standard error of the normal score by bucket and place within it, rising with lead. [-]
    dt : float
        Length of a period. [h]
    memory : float
        Time along the targets over which the error of one vintage decorrelates. [h]
    generator : numpy.random.Generator
        Source of randomness.
    wanted : sequence of int, optional
        Which buckets; by default all.

    Returns
    -------
    forecast : array, shape (bucket, time)
        In the unit of the series. [-]
    """
    wanted = range(share.shape[0]) if wanted is None else wanted
    found = scores(usual, weather_year, share, dt, memory, generator)
    return np.stack([_expected(usual, np.resize(share[bucket], usual.group.size), found[bucket]) for bucket in wanted])


def scores(usual, weather_year, share, dt, memory, generator):
    """
    Return the forecasts of one year on the scale of the normal score.

    Parameters
    ----------
    usual, weather_year, share, dt, memory, generator
        As in `vintages`.

    Returns
    -------
    score : array, shape (bucket, time)
        What is forecast of the normal score. [-]
    """
    (buckets, every), periods = share.shape, usual.group.size
    blocks = -(-periods // every)
    innovations = _innovations(blocks + buckets - 1, buckets * every, dt, memory, generator).reshape(-1, buckets, every)
    known = np.maximum(1.0 - share**2, 1e-12)
    score, before, found = usual.score[weather_year], np.ones(every), []
    for bucket in range(buckets):
        now = np.minimum(known[bucket], before)
        spread = np.sqrt(now * (before - now) / before)
        first = buckets - 1 - bucket
        added = (spread * innovations[first : first + blocks, bucket]).reshape(-1)[:periods]
        score = np.resize(now / before, periods) * score + added
        before = now
        found.append(score)
    return np.stack(found)


def ensemble(usual, weather_year, share, dt, memory, generator, members):
    """
    Return forecasts of one year as ensembles: what may come, given each vintage.

    A member is the forecast dressed with the error that the same vintage made at the same time of another weather
    year, on the scale of the normal score: so its errors grow and persist along the targets as they do. The next
    member takes the same error with the other sign. The forecast and its error are independent on that scale, so
    members are distributed as what comes true is.

    Parameters
    ----------
    usual, weather_year, share, dt, memory
        As in `vintages`.
    generator : callable
        ``generator(weather_year)``: the random numbers of a year's forecasts.
    members : int
        How many; an odd one is the expected value.

    Returns
    -------
    forecast : array, shape (bucket, member, time)
        In the unit of the series. Where there is no other weather year, the errors are the year's own at another
        time. [-]

    References
    ----------
    .. [1] Roulston and Smith, 2003: Combining dynamical and statistical ensembles, Tellus A 55(1), 16-30.
    """
    count, every = usual.score.shape[0], share.shape[1]
    here = scores(usual, weather_year, share, dt, memory, generator(weather_year))
    others = [(weather_year + n) % count for n in range(1, count)] or [weather_year]
    pairs, found = members // 2, []
    rounds = -(-pairs // len(others)) + (count == 1)
    for pair in range(pairs):
        other, turn = others[pair % len(others)], pair // len(others) + (count == 1)
        error = usual.score[other] - scores(usual, other, share, dt, memory, generator(other))
        error = np.roll(error, turn * (error.shape[1] // every // rounds) * every, axis=1)
        found += [_read(usual, here + error), _read(usual, here - error)]
    if members % 2:
        found.append(vintages(usual, weather_year, share, dt, memory, generator(weather_year)))
    return np.ascontiguousarray(np.stack(found, axis=1))


def _innovations(rows, length, dt, memory, generator):
    """Return standard Gaussian noise that is autocorrelated along each row."""
    from scipy.signal import lfilter

    white = generator.standard_normal((rows, length))
    kept = np.exp(-dt / memory) if memory > 0 else 0.0
    white[:, 1:] *= np.sqrt(1.0 - kept**2)
    return lfilter([1.0], [1.0, -kept], white, axis=1)


def _expected(usual, share, score):
    """Return the expected value of each period, straight between the points of the table."""
    i = np.clip(share * (SHARES.size - 1), 0.0, SHARES.size - 1.0)
    j = np.clip((score - SCORES[0]) / (SCORES[1] - SCORES[0]), 0.0, SCORES.size - 1.0)
    low, left = np.minimum(i.astype(int), SHARES.size - 2), np.minimum(j.astype(int), SCORES.size - 2)
    up, right = i - low, j - left
    at = usual.expected
    return ((1 - up) * ((1 - right) * at[usual.group, low, left] + right * at[usual.group, low, left + 1])
            + up * ((1 - right) * at[usual.group, low + 1, left] + right * at[usual.group, low + 1, left + 1]))


def _read(usual, score):
    """Return the value that has a normal score, straight between the points of the table."""
    j = np.clip((score - SCORES[0]) / (SCORES[1] - SCORES[0]), 0.0, SCORES.size - 1.0)
    low = np.minimum(j.astype(int), SCORES.size - 2)
    at = usual.expected[usual.group, 0, low]
    return at + (j - low) * (usual.expected[usual.group, 0, low + 1] - at)
