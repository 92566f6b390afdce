"""What every part of a case shares: its years and its random numbers."""

import zlib

import numpy as np


def generator(seed, *words):
    """Return the random numbers of one stage (and draw): they depend on the seed and the words alone."""
    return np.random.default_rng([seed, *(zlib.crc32(str(word).encode()) for word in words)])


def traded_years(time):
    """Return the operating years that are traded: the first, the last, and others evenly between."""
    last = time.first_operating_year + time.operating_years - 1
    count = min(time.traded_years, time.operating_years)
    return np.unique(np.round(np.linspace(time.first_operating_year, last, count)).astype(int))
