"""Autoregressions beside a filter of scipy."""

import numpy as np
import pytest
from scipy.signal import lfilter

from sim.stochastic import autoregression


@pytest.mark.parametrize("root", [0.0, 0.5, np.exp(-1 / 400), np.exp(-0.01 + 0.2j)])
def test_an_autoregression_is_the_filter_of_its_shocks(root):
    generator = np.random.default_rng(7)
    draws = generator.standard_normal((3, 500))
    if isinstance(root, complex):
        draws = draws + 1j * generator.standard_normal(draws.shape)
    given, shocks = draws.copy(), np.sqrt(1.0 - abs(root) ** 2) * draws.reshape(-1)
    shocks[0] = draws[0, 0]
    process = autoregression(draws, root)
    assert process.tolist() == lfilter([1.0], [1.0, -root], shocks).reshape(3, 500).tolist()
    assert (draws == given).all()


def test_its_variance_and_memory_are_those_asked_for():
    process = autoregression(np.random.default_rng(1).standard_normal(400_000), 0.9)
    assert process.var() == pytest.approx(1.0, rel=0.02)
    assert np.corrcoef(process[5:], process[:-5])[0, 1] == pytest.approx(0.9**5, abs=0.02)
