"""Wind around a cyclone: published values, limits, and the equations read another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.resource.cyclone import DENSITY, MODELS, ROTATION, holland1980, holland2010

STORM = {"shape": st.floats(1.0, 2.5), "drop": st.floats(500.0, 9000.0), "radius_max": st.floats(10.0, 100.0)}


def test_holland_1980_as_published():
    radius = np.array([299.4501244109841, 291.0737897183741, 292.5441003235722, 40.665454622610511])
    found = holland1980(radius, 14.08, 1.486076, 3912.0, 40.665)
    np.testing.assert_allclose(found, [11.28, 11.68, 11.61, 42.41], atol=0.01)
    weak = holland1980(np.array([293.6067, 298.2652, 70.0]), 12.3, 1.265551666104679, 473.0, 75.547902916671745)
    np.testing.assert_allclose(weak, [5.384116, 5.281357, 12.763087], atol=0.01)


def test_holland_2010_as_published():
    drop = 35.0**2 * DENSITY * np.e / 1.8
    np.testing.assert_allclose(holland2010(np.array([35.0, 75.0, 220.0]), 20.0, 1.8, drop, 75.0),
                               [15.957853, 35.0, 20.99411], atol=1e-5)
    drop = 40.0**2 * DENSITY * np.e / 2.5
    np.testing.assert_allclose(holland2010(np.array([30.0, 300.0]), 20.0, 2.5, drop, 40.0, least_exponent=0.0),
                               [33.854826, 17.0], atol=1e-5)


@given(**STORM, radius=st.floats(300.0, 1000.0))
def test_holland_2010_beyond_its_outer_radius_is_equation_10(shape, drop, radius_max, radius):
    """Its exponent is a straight line from 0.5 at the strongest wind through the outer point, held at 0.4 below."""
    peak = np.sqrt(shape * drop / (DENSITY * np.e))
    ratio = (radius_max / 300.0) ** shape
    outer = np.log(17.0 / peak) / np.log(ratio * np.exp(1.0 - ratio))
    exponent = max(0.5 + (radius - radius_max) / (300.0 - radius_max) * (outer - 0.5), 0.4)
    ratio = (radius_max / radius) ** shape
    assert holland2010(radius, 12.0, shape, drop, radius_max) == pytest.approx(
        peak * (ratio * np.exp(1.0 - ratio)) ** exponent, rel=1e-9)


@given(**STORM, latitude=st.floats(-40, 40), radius=st.floats(1.0, 800.0))
def test_holland_1980_balances_pressure_and_rotation(shape, drop, radius_max, latitude, radius):
    speed = float(holland1980(radius, latitude, shape, drop, radius_max))
    step = 1e-4 * radius
    low, high = (drop * np.exp(-((radius_max / r) ** shape)) for r in (radius - step, radius + step))
    slope = (high - low) / (2e3 * step)
    coriolis = 2 * ROTATION * abs(np.sin(np.radians(latitude)))
    assert speed**2 / (1e3 * radius) + coriolis * speed == pytest.approx(slope / DENSITY, rel=1e-3, abs=1e-9)


@given(**STORM)
def test_both_agree_where_the_wind_is_strongest_at_the_equator(shape, drop, radius_max):
    peak = np.sqrt(shape * drop / (DENSITY * np.e))
    for model in MODELS.values():
        assert model(radius_max, 0.0, shape, drop, radius_max) == pytest.approx(peak)


@given(**STORM)
def test_the_wind_falls_outwards_and_inwards(shape, drop, radius_max):
    for model in MODELS.values():
        out = model(np.linspace(radius_max, 250.0, 60), 12.0, shape, drop, radius_max)
        inside = model(np.linspace(0.0, 0.95 * radius_max, 30), 0.0, shape, drop, radius_max)
        assert np.isfinite(out).all()
        assert inside[0] == pytest.approx(0.0, abs=1e-6)
        assert (np.diff(inside) >= -1e-12).all()
        if model is holland1980:
            assert (np.diff(out[1:]) <= 1e-9).all()


def test_no_pressure_drop_no_wind():
    for model in MODELS.values():
        assert model(np.array([10.0, 100.0]), 12.0, 1.5, 0.0, 40.0) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize("wrong", [{"radius_max": 0.0}, {"shape": -1.0}, {"density": 0.0}])
def test_impossible_storms_are_refused(wrong):
    for model in MODELS.values():
        with pytest.raises(SundalinkError, match="must be a finite number above zero"):
            model(**{"radius": 50.0, "latitude": 12.0, "shape": 1.5, "drop": 3000.0, "radius_max": 40.0, **wrong})
