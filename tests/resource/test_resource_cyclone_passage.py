"""Passages: their number, season and distance, the wind along the way, and no wind counted twice."""

from functools import partial

import numpy as np
import pytest

from sim import clock
from sim.resource import cyclone, cyclone_passage
from sim.resource.extreme_wind import return_levels

RATES = cyclone_passage.StormRates(0.6, 0.2, 0.1, 10, 12, "test")
YEARS = 4000


@pytest.fixture(scope="module")
def storms():
    return cyclone_passage.passages(np.random.default_rng(3), RATES, YEARS, 11.0)


def one(miss=30.0, heading=290.0, translation=5.0, speed=40.0, radius_max=40.0, time=0.0):
    drop = 100.0 * (speed / 0.915 / 3.04) ** (1 / 0.644)
    return cyclone_passage.Storms(*(np.array([x]) for x in (time, miss, heading, translation, speed, drop, radius_max)))


def wind(storms, hours, name="holland2010", latitude=11.0, height=10.0, **given):
    return cyclone_passage.at_site(storms, name, cyclone.MODELS[name], latitude, height, hours, **given)


HOURS = np.arange(-60.0, 60.0, 0.25)[None, :]


def test_the_number_is_poisson(storms):
    counts = np.bincount((storms.time // 8760).astype(int), minlength=YEARS)
    assert counts.mean() == pytest.approx(RATES.wide, abs=4 * np.sqrt(RATES.wide / YEARS))
    assert 0.9 < counts.var() / counts.mean() < 1.1


def test_they_come_in_their_season_and_at_their_distance(storms):
    day = np.mod(storms.time, 8760.0) / 24.0
    assert (day >= clock.MONTH_DAYS[:9].sum()).all()
    near = np.abs(storms.miss) < cyclone_passage.NEAR
    assert near.mean() == pytest.approx(RATES.near / RATES.wide, abs=0.04)
    assert (np.abs(storms.miss) <= cyclone_passage.REACH).all()
    assert (storms.miss > 0).mean() == pytest.approx(0.5, abs=0.04)


def test_a_season_over_the_turn_of_the_year():
    found = cyclone_passage.passages(np.random.default_rng(3), RATES._replace(first=12, last=1), 500, 11.0)
    month = np.searchsorted(np.cumsum(clock.MONTH_DAYS), np.mod(found.time, 8760.0) / 24.0, side="right")
    assert set(month) == {0, 11}


def test_the_share_of_hurricanes_is_the_one_seen(storms):
    assert storms.speed.min() >= cyclone_passage.GALE
    assert (storms.speed > cyclone_passage.HURRICANE).mean() == pytest.approx(RATES.strong / RATES.wide, abs=0.03)


def test_more_years_leave_the_first_as_they_are(storms):
    few = cyclone_passage.passages(np.random.default_rng(3), RATES, 100, 11.0)
    for part, whole in zip(few, storms, strict=True):
        np.testing.assert_array_equal(part, whole[:part.size])


def test_no_storms_no_events():
    assert cyclone_passage.passages(np.random.default_rng(3), RATES._replace(wide=0.0), 50, 11.0).time.size == 0


@pytest.mark.parametrize("name", cyclone.MODELS)
@pytest.mark.parametrize("speed", [25.0, 40.0, 60.0])
def test_the_strongest_wind_along_the_track_is_the_storms(name, speed):
    """Some site on the strong side, as far away as the wind is strongest, must see it when the storm is nearest."""
    peaks = [wind(one(miss=-m, speed=speed), HOURS, name, inflow=0.0)[0].max() for m in np.arange(20.0, 80.0, 2.0)]
    assert max(peaks) == pytest.approx(speed, rel=0.03)


def test_the_right_side_of_the_way_is_the_stronger_one_north_of_the_equator():
    right, left = (wind(one(miss=m), HOURS)[0].max() for m in (-60.0, 60.0))
    assert right > left + 3.0
    south_right, south_left = (wind(one(miss=m), HOURS, latitude=-11.0)[0].max() for m in (-60.0, 60.0))
    assert south_left == pytest.approx(right)
    assert south_right == pytest.approx(left)


def test_without_asymmetry_both_sides_are_alike_and_before_equals_after_without_decay():
    right, left = (wind(one(miss=m), HOURS, asymmetry=0.0)[0] for m in (-60.0, 60.0))
    np.testing.assert_allclose(right, left)
    calm = wind(one(), np.array([[-5.0, 5.0]]), asymmetry=0.0, decay=0.0)[0][0]
    assert calm[0] == pytest.approx(calm[1])
    weaker = wind(one(), np.array([[-5.0, 5.0]]), asymmetry=0.0)[0][0]
    assert weaker[1] < weaker[0]


def test_the_wind_turns_around_the_centre():
    """A centre going west past the north of a site in the north: northerly before, westerly at, southerly after."""
    hours = np.array([[-40.0, 0.0, 40.0]])
    speed, whence = wind(one(miss=60.0, heading=270.0, translation=2.0), hours, inflow=0.0, asymmetry=0.0)
    assert (speed > 0).all()
    np.testing.assert_allclose(np.mod(whence[0] + 180.0, 360.0) - 180.0, [0.0, -90.0, -180.0], atol=15.0)


def test_surface_height_and_extent():
    low, high = (wind(one(), HOURS, height=h)[0] for h in (10.0, 150.0))
    np.testing.assert_allclose(high, 1.2 * low)                        # held to a fifth
    np.testing.assert_allclose(wind(one(), HOURS, height=20.0)[0], 2**0.11 * low)
    far = wind(one(translation=10.0), np.array([[-30.0, 30.0]]))[0]   # more than 1,000 km away
    assert (far == 0).all()


def blended(storms, speed, dt=1.0):
    return cyclone_passage.blend(speed, np.full(speed.shape, 45.0), dt, storms, partial(wind, height=150.0))


def test_the_mean_stays_and_the_storm_is_there():
    speed = np.random.default_rng(1).weibull(2.2, (3, 8760)) * 9.0
    storms = one(time=8760.0 + 7000.0, miss=20.0)
    found = blended(storms, speed)
    np.testing.assert_allclose(found.speed.mean(axis=1), speed.mean(axis=1), rtol=1e-12)
    assert found.factor[1] < 1.0
    assert found.factor[0] == found.factor[2] == 1.0
    assert found.speed[1, 6990:7010].max() == pytest.approx(found.peak[0], rel=1e-12)
    other = np.ones(speed.shape, dtype=bool)
    other[1, 6940:7060] = False
    np.testing.assert_allclose(found.speed[other], (found.factor[:, None] * speed)[other])
    assert (found.direction[other] == 45.0).all()
    assert found.span.tolist() == [[8760 + 6940, 8760 + 7060]]


def test_a_storm_never_weakens_the_wind():
    speed = np.full((1, 8760), 80.0)
    found = blended(one(time=4000.0), speed)
    np.testing.assert_array_equal(found.speed, speed)
    assert (found.factor == 1.0).all()


def test_storms_at_the_ends_of_the_series_are_cut():
    speed = np.full((1, 8760), 5.0)
    for time in (0.0, 8760.0):
        found = blended(one(time=time), speed)
        assert np.isfinite(found.speed).all()
        assert found.span.min() >= 0
        assert found.span.max() <= 8760


def test_return_levels_of_a_known_law():
    years, scale, place = 200000, 3.0, 30.0
    storms = place - scale * np.log(-np.log(np.random.default_rng(2).random(years)))
    wanted = place - scale * np.log(-np.log(1 - 1 / np.array([10.0, 50.0, 100.0])))
    np.testing.assert_allclose(return_levels(storms, np.zeros(0), [10.0, 50.0, 100.0]), wanted, rtol=0.01)
    both = return_levels(storms, storms[:2000], [50.0])   # the larger of two alike: exceeded twice as often
    assert both[0] == pytest.approx(place - scale * np.log(-np.log(np.sqrt(1 - 1 / 50))), rel=0.02)
