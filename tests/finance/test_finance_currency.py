"""Currencies: moments, correlation, forwards and hedges."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance.currency import SHIPPED, CurrencyRates, correlation, forward, paths, pick

NAMES = [rate.name for rate in SHIPPED]


def test_paths_have_their_drift_volatility_and_correlation():
    value = paths(np.random.default_rng(2), 100000, 5)
    for rate, found in zip(SHIPPED, value, strict=True):
        np.testing.assert_allclose(found.mean(axis=0), (1 + rate.drift) ** -np.arange(1.0, 6.0), rtol=0.01)
    log = np.log(value[:, :, 0])
    assert np.corrcoef(log)[NAMES.index("SGD"), NAMES.index("EUR")] == pytest.approx(0.6, abs=0.01)
    assert log[NAMES.index("JPY")].std() == pytest.approx(SHIPPED[NAMES.index("JPY")].volatility, rel=0.01)
    assert log[NAMES.index("VND")].min() < np.log(1 - 0.07)   # it jumps


def test_the_forward_is_interest_parity():
    rate = CurrencyRates("SGD", 0.04, 0.0, 0.025)
    np.testing.assert_allclose(forward(rate, [0.0, 10.0], 0.04, basis=0.0), [1.0, (1.04 / 1.025) ** 10])


def test_correlations_can_be():
    assert (np.linalg.eigvalsh(correlation(NAMES)) > 0).all()


def test_a_currency_without_a_path_is_refused():
    with pytest.raises(SundalinkError, match="no path"):
        pick("MYR")
