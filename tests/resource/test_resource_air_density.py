"""Density of air against published values, and against a hydrostatic column summed layer by layer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.resource.air_density import moist


def test_the_standard_atmosphere():
    # ISO 2533: 1.225 kg/m3 at sea level, 1.2133 at 100 m, 1.1673 at 500 m.
    assert moist(15.0, 101325.0, 0.0, 0.0) == pytest.approx(1.225, abs=1e-4)
    assert moist(15.0, 101325.0, 0.0, 100.0) == pytest.approx(1.2133, abs=1e-4)
    assert moist(15.0, 101325.0, 0.0, 500.0) == pytest.approx(1.1673, abs=1e-4)


def test_off_vietnam_air_is_seven_percent_thinner(climate):
    density = moist(climate.temperature, climate.pressure, climate.humidity, 150.0)
    assert density.mean() == pytest.approx(1.14, abs=0.005)
    assert density.argmax() in (0, 1, 11)


@given(temperature=st.floats(-10, 40), pressure=st.floats(9e4, 1.05e5), humidity=st.floats(0, 0.03),
       height=st.floats(1, 300))
def test_it_is_the_column_summed_layer_by_layer(temperature, pressure, humidity, height):
    def air(below, level):
        vapour = humidity * below / (0.622 + 0.378 * humidity)
        return (below - 0.378 * vapour) / (287.05 * (temperature + 273.15 - 0.0065 * level))

    left, layers = pressure, 100
    for layer in range(layers):
        left -= 9.80665 * air(left, height * (layer + 0.5) / layers) * height / layers
    assert moist(temperature, pressure, humidity, height) == pytest.approx(air(left, height), rel=1e-5)


@given(temperature=st.floats(-10, 40), pressure=st.floats(9e4, 1.05e5), humidity=st.floats(0, 0.03))
def test_warmer_moister_and_higher_air_is_thinner(temperature, pressure, humidity):
    here = moist(temperature, pressure, humidity, 100.0)
    assert moist(temperature + 1, pressure, humidity, 100.0) < here
    assert moist(temperature, pressure, humidity + 1e-3, 100.0) < here
    assert moist(temperature, pressure, humidity, 101.0) < here
    assert moist(temperature, 1.01 * pressure, humidity, 100.0) == pytest.approx(1.01 * here)


def test_shapes_broadcast():
    assert moist(np.full((1, 4), 27.0), np.full((3, 4), 1.01e5), 0.018, 150.0).shape == (3, 4)


@pytest.mark.parametrize("height", [-1.0, 5000.0, np.nan])
def test_heights_out_of_the_profile_are_refused(height):
    with pytest.raises(SundalinkError, match="height"):
        moist(27.0, 1.01e5, 0.018, height)
