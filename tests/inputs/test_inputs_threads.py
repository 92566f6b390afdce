"""Doors for netCDF stand many threads at once: the cases of a sweep read at the same time."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.inputs import bathymetry, climate


def test_threads_may_read_the_embedded_data_at_the_same_time():
    def read(number):
        return climate.embedded(10.0, 107.4).speed if number % 2 else bathymetry.embedded().elevation

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(80)))
    for number, values in enumerate(found):
        np.testing.assert_array_equal(values, found[number % 2])
