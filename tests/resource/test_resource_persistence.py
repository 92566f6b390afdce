"""How long a wind lasts, against series of which it is known."""

import numpy as np
import pytest

from sim.resource import persistence
from sim.stochastic import red


def test_autocorrelation_and_ramps_of_red_noise():
    x = 5.0 + red(np.random.default_rng(4).standard_normal((60, 8760)), 30.0, 1.0)
    expected = np.exp(np.array([-1, -24, -72]) / 30)
    assert persistence.autocorrelation(x, 1.0, (1, 24, 72)) == pytest.approx(expected, abs=0.02)
    found = {t.name: t.value for t in persistence.ramps(x, 1.0)}
    assert found["3 h, 95 %"] == pytest.approx(1.96 * np.sqrt(2 * (1 - np.exp(-0.1))), rel=0.02)


def test_spells_are_counted_across_year_ends():
    calm = np.zeros((2, 48), dtype=bool)
    calm[0, 40:] = calm[1, :4] = calm[1, 20:22] = True
    assert persistence.durations(calm, 0.5).tolist() == [6.0, 1.0]
    found = {t.name: t.value for t in persistence.spells(calm, 0.5, "lulls")}
    assert found["longest"] == 6.0
    assert found["half in spells of"] == 6.0
    assert found["share of the time"] == pytest.approx(14 / 96)


def test_a_year_without_a_spell():
    assert persistence.spells(np.zeros((1, 10), dtype=bool), 1.0, "lulls")[-1].value == 0.0


def test_the_spectrum_of_red_noise_falls_with_the_square():
    x = red(np.random.default_rng(5).standard_normal((20, 17520)), 200.0, 0.5)
    assert persistence.slope(x, 0.5) == pytest.approx(-2.0, abs=0.2)
