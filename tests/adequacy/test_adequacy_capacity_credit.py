"""Capacity credit: published outage tables, perfect capacity, and an independent count of the hours lost."""

import itertools

import numpy as np
import pytest

from sim.adequacy.capacity_credit import elcc, must_run_solar, outage_table, shortfall
from sim.errors import SundalinkError

PLAIN = {"solar": 0.0, "unit_size": 400.0, "outage": 0.05, "criterion": 3.0}


def test_the_outage_table_of_the_textbook():
    """Billinton and Allan 1996, table 2.2: two units of 3 MW and one of 5 MW, each out 2 % of the time."""
    table = outage_table([3.0, 3.0, 5.0], 0.02)
    told = {0: 0.941192, 3: 0.038416, 5: 0.019208, 6: 0.000392, 8: 0.000784, 11: 0.000008}
    assert {n: round(p, 6) for n, p in enumerate(table) if p > 0} == told


def test_the_outage_table_is_every_combination():
    sizes, chances = [2.0, 3.0, 3.0, 7.0], np.array([0.1, 0.2, 0.05, 0.3])
    table = np.zeros(16)
    for out in itertools.product([False, True], repeat=4):
        table[int(np.dot(sizes, out))] += np.prod(np.where(out, chances, 1 - chances))
    np.testing.assert_allclose(outage_table(sizes, chances), table, atol=1e-15)


@pytest.fixture(scope="module")
def demand():
    at = np.arange(8760)
    return 8000.0 + 1200.0 * np.sin(2 * np.pi * at / 24) + 400.0 * np.cos(2 * np.pi * at / 8760)


def test_power_that_is_always_there_is_worth_itself(demand):
    found = elcc(demand, np.full((2, 8760), 500.0), 1.0, **PLAIN)
    assert found.elcc == pytest.approx(500.0, abs=0.5)
    assert found.lole < 3.0
    assert elcc(demand, np.zeros((2, 8760)), 1.0, **PLAIN).elcc == pytest.approx(0.0, abs=1e-6)


def test_power_off_peak_is_worth_little_and_on_peak_much(demand):
    high = demand > np.quantile(demand, 0.7)
    on, off = (elcc(demand, np.where(when, 500.0, 0.0)[None, :], 1.0, **PLAIN).elcc for when in (high, ~high))
    assert off < 25.0
    assert on > 300.0
    assert on + off < 500.0 * 1.2


def test_more_is_never_worth_less_and_unit_by_unit_the_worth_falls(demand):
    wind = np.random.default_rng(4).uniform(0, 1, (2, 8760))
    worth = [elcc(demand, size * wind, 1.0, **PLAIN).elcc for size in (0.0, 300.0, 600.0, 1200.0)]
    assert (np.diff(worth) > 0).all()
    assert worth[1] / 300 > worth[2] / 600 > worth[3] / 1200
    assert worth[3] < 1200 * 0.5   # less than its mean


def test_the_risk_is_the_criterion_counted_hour_by_hour(demand):
    """The same count without histograms: the probability of each hour, from the table of outages."""
    wind = np.random.default_rng(5).uniform(0, 800, (1, 8760))
    units = int(np.ceil(demand.max() * 1.27 / 400.0))
    available = 400.0 * units - np.arange(400 * units + 1)
    table = outage_table(np.full(units, 400.0), 0.05)

    def lost(load):
        sorted_up = available[::-1]
        below = np.r_[0.0, np.cumsum(table[::-1])]
        return below[np.searchsorted(sorted_up, load, side="left")].sum()

    low, high = 0.0, 6000.0
    for _ in range(40):
        low, high = (low, 0.5 * (low + high)) if lost(demand + 0.5 * (low + high)) > 3.0 else (0.5 * (low + high), high)
    low2, high2 = 0.0, 6000.0
    for _ in range(40):
        middle = 0.5 * (low2 + high2)
        low2, high2 = (low2, middle) if lost(demand - wind[0] + middle) > 3.0 else (middle, high2)
    assert elcc(demand, wind, 1.0, **PLAIN).elcc == pytest.approx(low2 - low, abs=2.0)


def test_solar_has_its_yield_and_shines_by_day():
    power = must_run_solar(2000.0, 0.5)
    assert power.sum() * 0.5 == pytest.approx(2000.0 * 1250.0)
    day = power.reshape(365, 48).mean(axis=0)
    assert 12.5 < (np.argmax(day) + 0.5) / 2 < 13.5   # the sun stands highest about 13:05 in Singapore
    assert day[:13].max() == day[40:].max() == 0.0
    assert (power >= 0).all()


def test_solar_moves_the_risk_towards_the_night(demand):
    at = np.arange(8760) % 24
    night = np.where((at < 7) | (at > 19), 500.0, 0.0)[None, :]
    with_sun, without = (elcc(demand, night, 1.0, **{**PLAIN, "solar": solar}).elcc for solar in (4000.0, 0.0))
    assert with_sun > without


def test_what_is_no_demand_is_refused():
    with pytest.raises(SundalinkError, match="demand"):
        elcc(np.zeros(8760), np.zeros((1, 8760)), 1.0)
    with pytest.raises(SundalinkError, match="power of the import"):
        elcc(np.ones(8760), -np.ones((1, 8760)), 1.0)


FLEET, OUT = [30.0, 50.0, 20.0, 40.0], 0.1
LOAD = np.array([[60.0, 95.0, 110.0, 90.0], [70.0, 100.0, 125.0, 80.0]])
AID = np.array([[0.0, 20.0, 10.0, 0.0], [15.0, 5.0, 0.0, 30.0]])


def counted(load):
    """Hours of lost load and energy not served a year, over every combination of units."""
    hours = energy = 0.0
    for works in itertools.product([False, True], repeat=len(FLEET)):
        chance = np.prod(np.where(works, 1.0 - OUT, OUT))
        missing = np.maximum(load - np.dot(works, FLEET), 0.0)
        hours += chance * (missing > 0.0).mean() * 8760.0
        energy += chance * missing.mean() * 8760.0
    return hours, energy


def test_lost_load_and_energy_not_served_are_those_of_every_combination():
    found = shortfall(LOAD, AID, FLEET, 1.0, outage=OUT, criterion=200.0)
    hours, energy = counted(LOAD - AID)
    assert found.lole == pytest.approx(hours, rel=1e-9)
    assert found.unserved == pytest.approx(energy, rel=1e-9)
    more = shortfall(LOAD + 60.0, AID, FLEET, 1.0, outage=OUT, criterion=200.0)   # beyond all units together
    assert (more.lole, more.unserved) == pytest.approx(counted(LOAD + 60.0 - AID), rel=1e-9)


def test_at_the_criterion_demand_is_lifted_until_the_fleet_alone_has_it():
    """Between whole steps of a megawatt the hours are read on a straight line."""
    lifts = np.arange(-80.0, 60.0)
    alone = np.array([counted(LOAD + lift)[0] for lift in lifts])
    last = np.flatnonzero(alone <= 200.0)[-1]
    lift = lifts[last] + (200.0 - alone[last]) / (alone[last + 1] - alone[last])
    nothing = shortfall(LOAD, 0.0 * AID, FLEET, 1.0, outage=OUT, criterion=200.0)
    assert nothing.elcc == pytest.approx(0.0, abs=1e-9)
    assert nothing.lole_at_criterion == pytest.approx(200.0)
    assert nothing.unserved_at_criterion == pytest.approx(counted(LOAD + lift)[1], rel=1e-9)
    level = shortfall(LOAD, 0.0 * AID + 17.0, FLEET, 1.0, outage=OUT, criterion=200.0)
    assert level.elcc == pytest.approx(17.0)
    found = shortfall(LOAD, AID, FLEET, 1.0, outage=OUT, criterion=200.0)
    assert 0.0 < found.lole_at_criterion < 200.0
    assert found.unserved_at_criterion == pytest.approx(counted(LOAD + lift - AID)[1], rel=1e-9)


def test_a_fleet_that_is_never_there_serves_nothing_and_one_that_always_is_serves_all():
    none = shortfall(LOAD, 0.0 * AID, FLEET, 1.0, outage=1.0, criterion=200.0)
    assert (none.lole, none.unserved) == pytest.approx((8760.0, LOAD.mean() * 8760.0))
    sure = shortfall(LOAD, 0.0 * AID, FLEET, 1.0, outage=0.0, criterion=200.0)
    assert (sure.lole, sure.unserved) == (0.0, 0.0)


def test_a_fleet_alone_has_the_hours_of_the_criterion(demand):
    assert elcc(demand, np.zeros((1, 8760)), 1.0, **PLAIN).lole == pytest.approx(3.0)


def test_the_sun_stands_as_high_as_its_ephemeris_says():
    """pvlib's solar position at 1.35 N, 103.8 E; the model is a circle, so a quarter of an hour off at most."""
    import pandas as pd
    from pvlib.solarposition import get_solarposition
    power = must_run_solar(1.0, 1.0).reshape(365, 24)
    at = pd.date_range("2023-01-01 00:30", periods=8760, freq="h", tz="Asia/Singapore")
    height = np.sin(np.radians(get_solarposition(at, 1.35, 103.8)["elevation"].to_numpy())).clip(0.0).reshape(365, 24)
    assert np.abs(power / power.max() - height / height.max()).max() < 0.08
    day, true = (each.sum(axis=1) / each.sum() for each in (power, height))
    np.testing.assert_allclose(day, true, rtol=0.01)
