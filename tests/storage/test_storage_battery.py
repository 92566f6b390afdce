"""The battery: limits and ageing."""

import pytest

from sim.errors import SundalinkError
from sim.storage.battery import lithium


def test_a_cycle_loses_what_the_round_trip_says():
    battery = lithium(400, 1600, 0.5, 0, round_trip=0.86)
    assert battery.efficiency_in * battery.efficiency_out == pytest.approx(0.86)


def test_reserve_is_kept_at_both_ends():
    battery = lithium(400, 1600, 0.5, 0, reserve_power=0.1, reserve_energy=0.05, minimum=0.10)
    assert battery.charge == pytest.approx(360)
    assert battery.low == pytest.approx(1600 * 0.15)
    assert battery.high == pytest.approx(1600 * 0.95)


def test_health_fades_and_returns_with_new_cells():
    def span(age):
        battery = lithium(400, 1600, 0.5, age, life=15, end_health=0.8)
        return battery.high - battery.low

    assert span(14.999) == pytest.approx(0.8 * span(0), rel=1e-3)
    assert span(15) == span(0)
    assert span(7.5) == pytest.approx(0.9 * span(0))


def test_self_discharge_is_the_same_over_any_period():
    assert lithium(1, 1, 0.5, 0).keep ** 2 == pytest.approx(lithium(1, 1, 1.0, 0).keep)


def test_a_reserve_that_leaves_nothing_is_refused():
    with pytest.raises(SundalinkError, match="reserve_energy"):
        lithium(1, 1, 0.5, 0, reserve_energy=0.6)
