"""What a storm does to a farm: the state machine, damage and repair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.farm.cyclone_damage import standstill, stopped


def run(peak, speed=None, seed=1, count=150, **given):
    if speed is None:
        speed = np.full((2, 8760), 8.0)
        speed[0, 4000:4010] = peak
    return standstill(speed, np.array([peak]), np.array([[3940, 4060]]), 1.0, 25.0, count, np.random.default_rng(seed),
                      **given)


def test_it_stops_above_cut_out_and_waits_to_restart():
    speed = np.array([10, 24, 26, 24, 22, 19, 19, 21, 19, 19, 19, 10.0])
    still = stopped(speed, 25.0, 20.0, 2)
    assert still.tolist() == [False, False, True, True, True, True, True, True, True, True, False, False]
    assert stopped(speed, 25.0, 20.0, 0).tolist() == [False, False, True, True, True] + [False] * 7


@given(speed=arrays(float, 60, elements=st.floats(0, 60)), settle=st.integers(0, 10))
def test_it_is_never_running_above_cut_out_and_always_running_before(speed, settle):
    still = stopped(speed, 25.0, 20.0, settle)
    assert still[speed > 25.0].all()
    first = np.argmax(speed > 25.0) if (speed > 25.0).any() else speed.size
    assert not still[:first].any()
    for start in np.flatnonzero(still[:-1] & ~still[1:]):    # it starts again only in wind below restart
        assert (speed[start + 1 - settle:start + 2] < 20.0).all()


def test_a_weak_storm_leaves_the_farm_running():
    assert (run(20.0) == 1.0).all()


def test_a_storm_stops_the_farm_without_breaking_it():
    share = run(35.0)
    assert (share[0, 4000:4010] == 0).all()
    assert (share[0, 4010:4016] == 0).all()     # six hours of quiet
    assert share[0, 4017] == 1.0
    assert (share[1] == 1.0).all()


def test_damage_grows_with_the_wind_over_the_class():
    lost = [1.0 - run(v, repair_spread=0.0).mean() for v in (45.0, 52.5, 60.0)]
    assert lost[0] < lost[1] < lost[2]
    half = run(52.5, repair_spread=0.0, count=100000)[0]
    assert half[4300] == pytest.approx(0.5, abs=0.01)          # 1.05 of the reference speed
    assert half[4000 + 30 * 24 + 2] == 1.0                     # repaired after 30 days
    assert 1.0 - run(52.5, reference=57.0, repair_spread=0.0).mean() < lost[1]


def test_repair_goes_on_into_the_next_year_and_ends_with_the_series():
    speed = np.full((2, 8760), 8.0)
    speed[0, 4000] = 80.0
    assert run(80.0, speed, repair=300.0, repair_spread=0.0)[1, 0] == pytest.approx(0.0, abs=0.05)
    assert run(80.0, speed, repair=3000.0, repair_spread=0.0)[1, -1] == pytest.approx(0.0, abs=0.05)


def test_the_median_repair_is_the_one_asked_for():
    days = [(run(90.0, seed=seed)[0, 4010:] < 0.5).sum() / 24.0 for seed in range(301)]
    assert np.median(days) == pytest.approx(30.0, rel=0.25)
