"""A climate made by hand, for every test of the resource."""

import numpy as np
import pytest

from sim.resource.climate import Climate


@pytest.fixture(scope="session")
def climate():
    """COADS at 9N 107E (NOAA), monthly: off Ba Ria-Vung Tau."""
    return Climate(
        speed=np.array([9.07, 8.02, 6.39, 4.75, 4.04, 5.99, 5.94, 6.47, 5.38, 5.27, 7.42, 9.05]),
        direction=np.array([53.7, 61.8, 71.6, 95.9, 194.7, 243.1, 242.2, 243.6, 246.6, 32.4, 54.8, 52.6]),
        steadiness=np.array([.942, .930, .869, .656, .333, .833, .856, .865, .780, .142, .838, .925]),
        temperature=np.array([25.3, 25.6, 26.9, 28.4, 29.1, 28.6, 28.2, 28.1, 28.0, 28.0, 27.2, 26.0]),
        sea_temperature=np.array([25.4, 25.7, 26.9, 28.6, 29.8, 29.2, 28.7, 28.6, 28.6, 28.6, 27.6, 26.3]),
        pressure=100 * np.array([1011.6, 1011.4, 1010.7, 1009.5, 1008.2, 1008.2, 1008.2, 1008.0, 1008.7,
                                 1009.6, 1010.2, 1011.0]),
        humidity=1e-3 * np.array([16.7, 17.2, 18.5, 19.7, 20.2, 19.9, 19.6, 19.7, 19.5, 19.4, 18.4, 17.4]),
        height=10.0, latitude=9.0, longitude=107.0, label="COADS 9N 107E", level=1.10)


@pytest.fixture(scope="session")
def flat(climate):
    """The same climate without seasons."""
    def year(values):
        return np.full(12, values.mean())

    return climate._replace(**{name: year(getattr(climate, name)) for name in climate._fields[:7]})
