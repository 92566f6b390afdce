"""Noise over a year: its variance and autocorrelation are those asked for."""

import numpy as np
import pytest

from sim.stochastic import gaussian

LAG = np.array([0.5, 1, 2, 6, 24, 168])
CORRELATION = np.array([0.986, 0.973, 0.937, 0.760, 0.562, 0.144])


def circular(noise, hours):
    """Autocorrelation about zero at a lag, averaged over the draws."""
    return (noise * np.roll(noise, round(2 * hours), axis=-1)).mean() / (noise**2).mean()


@pytest.fixture(scope="module")
def draws():
    generator = np.random.default_rng(5)
    return np.array([gaussian(LAG, CORRELATION, generator) for _ in range(80)])


def test_variance_is_one(draws):
    assert (draws**2).mean() == pytest.approx(1.0, abs=0.05)
    assert draws.mean() == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize(("hours", "expected"), list(zip(LAG, CORRELATION, strict=True)))
def test_autocorrelation_passes_through_the_points(draws, hours, expected):
    assert circular(draws, hours) == pytest.approx(expected, abs=0.03)


def test_one_point_gives_a_first_order_process():
    """Between and beyond the points the correlation is exponential: 0.9 after 1 h is 0.9**8 after 8 h."""
    generator = np.random.default_rng(6)
    noise = np.array([gaussian([1.0], [0.9], generator) for _ in range(40)])
    assert circular(noise, 0.5) == pytest.approx(0.9**0.5, abs=0.01)
    assert circular(noise, 8.0) == pytest.approx(0.9**8, abs=0.02)


def test_the_same_seed_gives_the_same_noise():
    first, second, other = (gaussian(LAG, CORRELATION, np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.allclose(first, other)
