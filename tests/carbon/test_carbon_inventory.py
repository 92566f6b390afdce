"""Singapore's inventory: tonnes per MWh, the path of the grid factor, what the tax would have cost."""

import numpy as np
import pytest

from sim.carbon import inventory
from sim.errors import SundalinkError


def test_the_factor_starts_at_the_last_figure_and_falls_to_the_floor():
    factor = inventory.declining(np.array([2024, 2034, 2100]))
    assert factor[0] == pytest.approx(0.402)
    assert factor[1] == pytest.approx(0.402 * 0.994**10)
    assert factor[2] == pytest.approx(0.37)


def test_the_decline_is_that_of_the_published_decade():
    """0.4277 in 2014 (Energy Market Authority): the assumed decline carries it to 2024."""
    assert inventory.declining(np.array([2014])) == pytest.approx(0.4277, rel=0.01)


def test_without_decline_the_paths_agree():
    years = np.arange(2030, 2064)
    np.testing.assert_allclose(inventory.declining(years, decline=0.0), inventory.constant(years))


def test_a_factor_below_the_floor_stays():
    assert inventory.declining(np.array([2050]), factor=0.1, decline=0.0) == pytest.approx(0.1)


def test_avoided_by_hand():
    saved = inventory.avoided(np.array([5.85e6, 0.0]), np.array([0.4, 0.4]), leakage=0.1)
    np.testing.assert_allclose(saved, [5.85e6 * 0.4 * 0.9, 0.0])


def test_all_leaks_nothing_saved():
    assert not inventory.avoided(np.ones(3), 0.4, leakage=1.0).any()


def test_energy_must_be_a_number_above_zero():
    with pytest.raises(SundalinkError, match="energy delivered"):
        inventory.avoided(np.array([-1.0]), 0.4)
    with pytest.raises(SundalinkError, match="energy delivered"):
        inventory.avoided(np.array([np.nan]), 0.4)


def test_the_carbon_tax_as_legislated_and_after():
    years = np.array([2018, 2019, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030, 2032])
    by_hand = [0, 5, 5, 25, 25, 45, 45, 50, 60, 65, 65 * 1.03**2]
    np.testing.assert_allclose(inventory.carbon_tax(years, nominal=False), by_hand)


def test_a_tax_in_money_of_its_year_is_worth_less_later():
    years = np.array([2025, 2030, 2040])
    real, nominal = (inventory.carbon_tax(years, nominal=n, inflation=0.02) for n in (False, True))
    np.testing.assert_allclose(nominal / real, 1.02 ** (2025.0 - years))


def test_the_shipped_path_is_read_on_straight_lines_and_held_beyond():
    known = {2024: 0.40, 2034: 0.30, 2050: 0.0}
    np.testing.assert_allclose(inventory.shipped(np.array([2029, 2034, 2042, 2063]), known), [0.35, 0.30, 0.15, 0.0])
    half = inventory.shipped(np.array([2034, 2050]), known, leave=0.5)
    np.testing.assert_allclose(half, [0.30, 0.15])
