"""Figures of a route beside those of others."""


import pytest

from sim.errors import SundalinkError
from sim.route import metrics


def test_detour():
    assert metrics.detour(1100.0, 1000.0) == pytest.approx(1.1)
    assert metrics.detour(1000.0 * (1 - 1e-12), 1000.0) == 1.0
    with pytest.raises(SundalinkError, match="route length = 900"):
        metrics.detour(900.0, 1000.0)


def test_figures_by_hand():
    found = metrics.figures([0.0, 40.0, 120.0, 160.0], [0.0, 10.0, 40.0, 60.0], 50.0)
    assert found.length == 60.0
    assert found.detour == pytest.approx(1.2)
    assert found.deepest == 160.0
    assert found.mean_depth == pytest.approx((10 * 20 + 30 * 80 + 20 * 140) / 60)
    assert found.anchored == pytest.approx(40 / 60)


def test_land_counts_as_no_depth():
    assert metrics.figures([-10.0, -10.0, 30.0], [0.0, 10.0, 20.0], 20.0).mean_depth == pytest.approx(5.0)


def test_points_must_go_on():
    with pytest.raises(SundalinkError, match="between two points"):
        metrics.figures([10.0, 10.0, 10.0], [0.0, 5.0, 5.0], 5.0)


def test_contract_of_eastern_green_link_2():
    """1.9 billion for 436 km and 2 GW is published as 2,179 per MW and km."""
    assert metrics.per_km(1.9e9, 436.0, 2000.0) == pytest.approx(2179.0, abs=1.0)
