"""Repairs: weather windows against spells drawn one by one, the chain by hand, what readiness does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.inputs import sourced_table
from sim.reliability import repair

CALM = {"northeast_rough": 0.0, "southwest_rough": 0.0, "other_rough": 0.0}
CERTAIN = {**CALM, "vessel_spread": 0.0, "spares_spread": 0.0, "permit_spread": 0.0, "work_spread": 0.0,
           "calm_spell": 1e9}


def chances(count=400, seed=1):
    generator = np.random.default_rng(seed)
    return generator.random(count) * 8760.0, generator.random((count, repair.NUMBERS))


def days(kit=False, retainer=False, country="malaysia", count=400, **given):
    start, chance = chances(count)
    return (repair.repair(start, np.full(count, country), chance, kit, retainer, **given) - start) / 24.0


def test_the_chain_by_hand():
    # 3 d to find it; vessel 30, joints 30, permit 20 side by side; two joints of 6; 8 of work; 3 of test.
    np.testing.assert_allclose(days(**CERTAIN), 3 + 30 + 12 + 8 + 3, rtol=1e-9)
    np.testing.assert_allclose(days(kit=True, retainer=True, **CERTAIN), 3 + 20 + 12 + 8 + 3, rtol=1e-9)
    np.testing.assert_allclose(days(kit=True, **CERTAIN), 3 + 30 + 12 + 8 + 3, rtol=1e-9)
    np.testing.assert_allclose(days(spare_cable=False, **CERTAIN), 3 + 240 + 12 + 8 + 3, rtol=1e-9)


@pytest.mark.parametrize(("country", "permit"), [("vietnam", 15), ("malaysia", 20), ("indonesia", 30),
                                                 ("singapore", 10), ("nowhere", 15)])
def test_who_permits_the_repair_counts(country, permit):
    np.testing.assert_allclose(days(kit=True, retainer=True, country=country, **CERTAIN), 3 + max(permit, 12) + 23,
                               rtol=1e-9)


def test_readiness_never_makes_a_repair_longer():
    plain, kit, vessel, both = (days(k, r) for k, r in ((False, False), (True, False), (False, True), (True, True)))
    for better, worse in ((kit, plain), (vessel, plain), (both, kit), (both, vessel)):
        assert (better <= worse + 1e-9).all()
        assert better.mean() < 0.97 * worse.mean()


@pytest.mark.parametrize("key", ["northeast_rough", "southwest_rough", "other_rough"])
def test_rougher_weather_and_longer_joints_make_repairs_longer(key):
    means = [days(**{key: rough}).mean() for rough in (0.0, 0.3, 0.6, 0.9)]
    assert means == sorted(means)
    means = [days(joint_window=window).mean() for window in (0.0, 3.0, 6.0, 12.0)]
    assert means == sorted(means)
    assert means[3] > means[0] + 24


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.05, 1.0), min_size=12, max_size=12), st.floats(0.0, 400.0), st.floats(0.0, 1.0),
       st.floats(0.0, 9000.0), st.floats(0.0, 9000.0))
def test_who_is_there_earlier_never_begins_later(share, length, uniform, one, other):
    first, later = sorted((one, other))
    begin = repair.weather_window(np.array([first, later]), np.full(2, uniform), np.array(share), length, 240.0)
    assert begin[0] <= begin[1] + 1e-6
    assert (begin >= np.array([first, later])).all()


@pytest.mark.parametrize(("share", "length", "spell"), [(0.5, 6.0, 10.0), (0.9, 6.0, 10.0), (0.75, 3.0, 4.0)])
def test_the_wait_for_a_window_is_that_of_spells_drawn_one_by_one(share, length, spell):
    generator = np.random.default_rng(3)
    calm, rough = (generator.exponential(x, 400_000) for x in (spell, spell * (1 - share) / share))
    begin = np.cumsum(calm + rough) - calm - rough   # of each calm spell
    good = np.flatnonzero(calm >= length)
    at = generator.random(100_000) * begin[-1] * 0.99
    inside = np.searchsorted(begin, at, side="right") - 1
    there = at + length <= begin[inside] + calm[inside]
    after = good[np.searchsorted(begin[good], at, side="left").clip(max=good.size - 1)]
    wait = np.where(there, 0.0, begin[after] - at)
    hour, chance = generator.random(100_000) * 8760.0, generator.random(100_000)
    found = repair.weather_window(hour, chance, np.full(12, share), 24.0 * length, 24.0 * spell) - hour
    assert (found == 0).mean() == pytest.approx(there.mean(), abs=0.01)
    assert found.mean() / 24.0 == pytest.approx(wait.mean(), rel=0.03)
    # Those who wait wait exponentially, which is nearly so.
    assert np.quantile(found, 0.9) / 24.0 == pytest.approx(np.quantile(wait, 0.9), rel=0.15)


def test_windows_are_rarer_in_the_monsoon():
    share, chance = repair.workable_share(0.5, 0.25, 0.1), np.random.default_rng(1).random(4000)
    waits = [(repair.weather_window(np.full(4000, 24.0 * day), chance, share, 144.0, 240.0) - 24.0 * day).mean()
             for day in (120, 200, 345)]
    assert waits == sorted(waits)
    assert waits[2] > 2 * waits[0]


def test_work_slows_down_in_rough_months_and_runs_on_across_the_year():
    share = repair.workable_share(0.5, 0.0, 0.0)
    start = 24.0 * np.array([10.0, 110.0, 365 - 31 - 30 - 12, 364.0])
    work = 24.0 * np.array([10.0, 10.0, 20.0, 10.0])
    # Winter at half speed, summer at full; 12 of 20 days in October; across New Year at half speed.
    np.testing.assert_allclose((repair.finish_time(start, work, share) - start) / 24.0, [20, 10, 12 + 16, 20],
                               rtol=1e-12)


def test_published_repairs_lie_among_the_model_s():
    record = [row.value for key, row in sourced_table.rows("outages").items() if key.startswith("repair_")]
    found = days(country="europe", count=20_000)
    assert len(record) == 8
    shares = np.sort([(found < value).mean() for value in record])
    # Kolmogorov: the largest distance of eight from the model, at 5 %, is 0.454; two of them set nothing in it.
    assert np.max(np.abs(shares - (np.arange(8) + 0.5) / 8)) + 1 / 16 < 0.454
    low, high = np.quantile(found, [0.1, 0.9])
    assert low < 65
    assert high > 150


def test_on_land_neither_vessel_nor_permit_nor_weather_is_waited_for():
    chance = np.random.default_rng(3).random((500, repair.NUMBERS))
    start = np.random.default_rng(4).random(500) * 8760.0
    land = np.full(500, repair.LAND)
    plain = repair.repair(start, land, chance, True, False)
    slow = repair.repair(start, land, chance, True, False, vessel=300.0, permit_other=300.0, northeast_rough=0.9)
    np.testing.assert_array_equal(plain, slow)
    assert (plain < repair.repair(start, np.full(500, "europe"), chance, True, False)).mean() > 0.95
    sure = repair.repair(start, land, chance, True, False, spares_spread=0.0, work_spread=0.0)
    np.testing.assert_allclose(sure - start, 24.0 * (3.0 + 7.0 + 16.0 + 3.0))
