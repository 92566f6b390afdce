"""Converter stations: published losses, and limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.link import converter


def test_daelemans_at_one_per_unit():
    assert converter.daelemans2008(100.0, 100.0) == pytest.approx(1.332, abs=5e-4)
    assert converter.daelemans2008(-100.0, 100.0) == pytest.approx(1.374, abs=5e-4)


def test_daelemans_by_hand():
    current = 100.0 / (np.sqrt(3.0) * 345.0)
    expected = 1.103 + 0.887 * current + 2.885 * current**2
    assert converter.daelemans2008(100.0, 100.0) == pytest.approx(expected, rel=1e-12)


def test_daelemans_keeps_its_share_at_another_rating():
    assert converter.daelemans2008(1200.0, 1200.0) / 1200.0 == pytest.approx(
        converter.daelemans2008(100.0, 100.0) / 100.0, rel=1e-12)


def test_lcc_at_full_load_and_at_rest():
    assert converter.lcc(700.0, 700.0) == pytest.approx(0.0075 * 700.0)
    assert converter.lcc(0.0, 700.0) == pytest.approx(0.0035 * 700.0)


def test_quadratic_at_full_load():
    assert converter.quadratic(1200.0, 1200.0) == pytest.approx(0.009 * 1200.0)


@pytest.mark.parametrize("name", converter.MODELS)
@given(share=st.floats(-1.0, 1.0), rating=st.floats(1.0, 5000.0))
def test_loss_is_convex_and_least_at_rest(name, share, rating):
    model = converter.MODELS[name]
    power = share * rating
    assert model(power, rating) >= model(0.0, rating) >= 0
    half = model(power / 2, rating)
    assert half <= 0.5 * (model(power, rating) + model(0.0, rating)) + 1e-9 * rating


@pytest.mark.parametrize("name", converter.MODELS)
def test_arrays_are_taken_element_by_element(name):
    model, power = converter.MODELS[name], np.array([-600.0, 0.0, 250.0, 1200.0])
    np.testing.assert_allclose(model(power, 1200.0), [model(p, 1200.0) for p in power], rtol=1e-14)
