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


def test_who_owes_in_a_currency_pays_the_basis_beside_parity():
    """Borrowed at 2.5 %, swapped into dollars at 4 % and .5 % of basis and charge: a loan at 4.52 % in dollars."""
    rate, years = CurrencyRates("SGD", 0.04, 0.0, 0.025), np.arange(1.0, 11.0)
    owed = 1.025 ** years * forward(rate, years, 0.04, basis=0.005)
    np.testing.assert_allclose(owed, (1.04 * 1.005) ** years)


def test_correlations_can_be():
    assert (np.linalg.eigvalsh(correlation(NAMES)) > 0).all()
    np.testing.assert_array_equal(correlation(["JPY", "VND", "EUR", "SGD"], sgd_eur=0.5, others=0.2), [
        [1.0, 0.0, 0.2, 0.2], [0.0, 1.0, 0.0, 0.0], [0.2, 0.0, 1.0, 0.5], [0.2, 0.0, 0.5, 1.0]])
    np.testing.assert_array_equal(correlation(["SGD", "EUR"]), [[1.0, 0.6], [0.6, 1.0]])   # two and no third


def test_a_devaluation_comes_as_often_as_its_chance_and_keeps_the_mean():
    peg = CurrencyRates("VND", 0.0, 0.02, 0.06, 0.25, 0.10)
    value, = paths(np.random.default_rng(4), 20000, 1, (peg,))
    fallen = value < value.max() * 0.95
    assert fallen.mean() == pytest.approx(0.25, abs=0.01)
    assert value.min() / value.max() == pytest.approx(0.90)
    assert value.max() * (1.0 - 0.25 * 0.10) == pytest.approx(1.0 / 1.02)   # the mean falls with the drift


def test_a_currency_without_a_path_is_refused():
    with pytest.raises(SundalinkError, match="no path"):
        pick("MYR")
