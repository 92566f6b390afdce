"""The shared connection of wind and solar: nothing appears, nothing vanishes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.collection.shared_connection import share
from sim.errors import SundalinkError

POWER = arrays(float, 24, elements=st.floats(0, 3000))


@given(wind=POWER, solar=POWER, capacity=st.floats(1, 8000))
def test_the_balance_closes_and_the_capacity_holds(wind, solar, capacity):
    found = share(wind, solar, capacity)
    np.testing.assert_allclose(found.power + found.curtailed, wind + solar, rtol=1e-12)
    assert (found.power <= capacity).all()
    assert (found.curtailed >= 0).all()
    assert (found.curtailed[wind + solar <= capacity] == 0).all()
    assert (found.power[wind + solar > capacity] == capacity).all()


def test_without_solar_the_wind_passes():
    wind = np.array([0.0, 500.0, 1000.0])
    np.testing.assert_array_equal(share(wind, 0.0, 1000.0).power, wind)


def test_no_capacity_is_refused():
    with pytest.raises(SundalinkError, match="shared connection"):
        share(np.ones(2), np.ones(2), 0.0)
