"""The battery: limits and ageing."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.storage.battery import lithium, maintained


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


@pytest.mark.parametrize("dt", [0.5, 1.0, 2.0])
def test_standing_costs_its_share_an_hour_and_taking_power_none(dt):
    battery = lithium(400, 1600, dt, 0, self_discharge=0.01, reserve_power=0.2)
    assert battery.keep == pytest.approx(0.99**dt)
    assert battery.discharge == battery.charge == pytest.approx(320)


@pytest.mark.parametrize(("month", "first"), [(1, 0), (5, 120), (12, 334)])
@pytest.mark.parametrize("dt", [0.5, 1.0])
def test_maintenance_takes_its_days_from_the_first_of_its_month(month, first, dt):
    battery = lithium(400, 1600, dt, 0)
    whole = maintained(battery, dt)
    assert whole is battery   # no day out of service
    out = maintained(battery, dt, yearly=3.0, month=month)
    day = (np.arange(round(8760 / dt)) * dt // 24).astype(int)
    running = (day < first) | (day >= first + 3)
    np.testing.assert_array_equal(out.charge, np.where(running, battery.charge, 0.0))
    np.testing.assert_array_equal(out.discharge, np.where(running, battery.discharge, 0.0))
    assert (out.low, out.high, out.keep) == (battery.low, battery.high, battery.keep)   # the cells keep their charge


def test_maintenance_runs_on_across_the_end_of_the_year():
    out = maintained(lithium(400, 1600, 1.0, 0), 1.0, yearly=40.0, month=12)
    np.testing.assert_array_equal(np.flatnonzero(out.charge == 0.0) // 24, np.repeat(np.r_[:9, 334:365], 24))
