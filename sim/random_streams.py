"""What every part of a case shares: its years and its random numbers."""

import zlib

import numpy as np


def generator(seed, *words):
    """Return the random numbers of one stage (and draw): they depend on the seed and the words alone."""
    return np.random.default_rng([seed, *(zlib.crc32(str(word).encode()) for word in words)])
