"""The programme: the sheet's dates, closed forms, circles, weather and bad stages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, norm

from sim.errors import SundalinkError
from sim.inputs.programme import by_country, parts, permits, stages, waits
from sim.programme.schedule import durations, first_day, schedule
from sim.programme.stage_gates import After, Stage, check_stages
from sim.programme.weather_windows import calm_months

SHIPPED = stages()


def drawn(listed=SHIPPED, draws=40000, seed=1, **terms):
    return schedule(listed, durations(np.random.default_rng(seed), listed, draws=draws, **terms))


def test_the_first_day_is_that_of_the_sheet():
    """Survey from August 2024, common factor 0.3: P10 2034.8, P50 2036.2, P80 2037.2; 14 % by the end of 2034."""
    found = drawn()
    day = first_day(found)
    assert np.quantile(day, [0.1, 0.5, 0.8]) == pytest.approx([2034.8, 2036.2, 2037.2], abs=0.06)
    assert (day < 2035).mean() == pytest.approx(0.14, abs=0.01)
    names = [stage.name for stage in SHIPPED]
    assert np.median(found.end[:, names.index("finance")]) == pytest.approx(2031.1, abs=0.05)
    critical = dict(zip(names, found.critical.mean(axis=0), strict=True))
    assert critical["cable"] == pytest.approx(0.97, abs=0.01)
    assert critical["licence"] == pytest.approx(0.93, abs=0.02)
    assert critical["permits"] == pytest.approx(0.07, abs=0.02)


class Even:
    """Normal numbers at even shares of their distribution, in an order of their own for each stage."""

    def standard_normal(self, shape):
        even = norm.ppf((np.arange(shape[0]) + 0.5) / shape[0])
        rng = np.random.default_rng(3)
        return np.stack([rng.permutation(even) for _ in range(shape[1])], axis=1)


def test_drawn_durations_have_the_mean_of_pert_and_the_common_share():
    listed = [Stage("a", 10.0, 14.0, 30.0), Stage("b", 5.0, 5.0, 5.0), Stage("c", 2.0, 8.0, 9.0)]
    alone = durations(Even(), listed, draws=20000, together=0.0)
    np.testing.assert_allclose(alone.mean(axis=0), [16.0, 5.0, (2 + 32 + 9) / 6], rtol=1e-5)
    assert abs(np.corrcoef(alone[:, 0], alone[:, 2])[0, 1]) < 0.03
    months = durations(np.random.default_rng(3), listed, draws=20000, together=0.5)
    assert np.corrcoef(months[:, 0], months[:, 2])[0, 1] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("together", [0.0, 0.3, 1.0])
def test_each_drawn_duration_is_the_quantile_of_its_beta_distribution(together):
    listed = [Stage("a", 10.0, 14.0, 30.0), Stage("b", 5.0, 5.0, 5.0), Stage("c", 2.0, 9.0, 9.0)]
    months = durations(np.random.default_rng(3), listed, draws=50, together=together)
    again = np.random.default_rng(3)
    common, own = again.standard_normal((50, 1)), again.standard_normal((50, 3))
    part = norm.cdf(np.sqrt(together) * common + np.sqrt(1.0 - together) * own)
    np.testing.assert_allclose(months[:, 0], beta.ppf(part[:, 0], 1.8, 4.2, loc=10.0, scale=20.0), rtol=1e-9)
    np.testing.assert_array_equal(months[:, 1], 5.0)
    np.testing.assert_allclose(months[:, 2], beta.ppf(part[:, 2], 5.0, 1.0, loc=2.0, scale=7.0), rtol=1e-9)


def test_known_durations_add_up_by_hand():
    listed = (Stage("a", 12, 12, 12, earliest=2025.0), Stage("b", 24, 24, 24, (After("a", 0.5),)),
              Stage("c", 6, 6, 6, (After("a", lag=-3.0),)), Stage("d", 12, 12, 12, (After("b"), After("c")), 0.5))
    found = schedule(listed, np.array([[12.0, 24.0, 6.0, 12.0]]))
    np.testing.assert_allclose(found.start[0], [2025.0, 2025.5, 2025.75, 2027.0])
    assert first_day(found)[0] == pytest.approx(2028.0)
    assert found.critical[0].tolist() == [True, True, False, True]


@given(st.lists(st.floats(0.1, 60), min_size=12, max_size=12), st.integers(0, 11), st.floats(0, 24))
def test_a_longer_stage_never_brings_the_first_day_forward(months, place, more):
    base = np.array([months])
    longer = base.copy()
    longer[0, place] += more
    # A stage whose own part may overlap can begin earlier, but never ends earlier.
    assert first_day(schedule(SHIPPED, longer))[0] >= first_day(schedule(SHIPPED, base))[0] - 1e-9


def test_weather_of_a_level_year_changes_nothing_and_a_monsoon_stretches():
    months = np.array([[stage.mode for stage in SHIPPED]], dtype=float)
    level = schedule(SHIPPED, months, np.ones(12))
    np.testing.assert_allclose(level.end, schedule(SHIPPED, months).end, atol=1e-9)
    listed = (Stage("lift", 6, 6, 6, earliest=2030.0 + 10 / 12, weather=True),)
    monsoon = np.array([0.2, 0.4, 1, 1.4, 1.6, 1.4, 1.2, 1.2, 1.2, 1, 0.8, 0.6])
    months = 0.8 + 0.6 + 0.2 + 0.4 + 1.0 + 1.4 + 1.6   # November to May
    assert schedule(listed, np.array([[months]]), monsoon).duration[0, 0] == pytest.approx(7.0)


@given(st.floats(2030.0, 2031.0), st.floats(0.05, 40.0), st.lists(st.floats(0.1, 3.0), min_size=12, max_size=12))
def test_work_in_weather_is_the_sum_of_what_each_month_allows(begin, months, calm):
    given_months = np.array([[months]])
    found = schedule((Stage("lift", 1, 1, 1, earliest=begin, weather=True),), given_months, np.array(calm))
    edge = np.arange(12 * 2030, 12 * 2030 + 600)
    done = np.r_[0.0, np.cumsum(np.tile(calm, 50)[:-1])]
    ends = 12.0 * np.array([found.start[0, 0], found.start[0, 0] + found.duration[0, 0] / 12.0])
    assert np.diff(np.interp(ends, edge, done))[0] == pytest.approx(months, rel=1e-6, abs=1e-6)
    assert given_months[0, 0] == months   # what was given is left as it was


def test_calm_months_count_only_spells_that_are_long_enough():
    month = np.repeat(np.arange(12), 100)
    speed = np.full((1, 1200), 20.0)
    speed[0, 10:40] = 5.0      # January: one spell of 30 h
    speed[0, 110:120] = 5.0    # February: too short
    speed[0, 200:300] = 5.0    # March: all of it
    calm = calm_months(speed, month, 1.0, limit=10.0, task=24.0)
    np.testing.assert_allclose(calm[0, :4] * 130 / 12, [30.0, 0.0, 100.0, 0.0])


def test_each_schedule_has_the_weather_of_its_own_year():
    listed = (Stage("lift", 6, 6, 6, earliest=2030.0, weather=True),)
    calm = np.array([np.full(12, 1.5), np.full(12, 0.5)])   # a calm year, then a rough one
    found = schedule(listed, np.full((2, 1), 6.0), calm, first=np.array([0, 1]))
    # 2030 is the calm year of the first: 4 months. The second does 6 months' work in a year of half the pace.
    np.testing.assert_allclose(found.duration[:, 0], [4.0, 12.0])


DIRECT = {"vietnam": 468.0, "indonesia": 328.0, "malaysia": 264.0, "singapore": 19.0}
"""Lengths of the shipped direct route. [km]"""


def test_each_country_on_the_route_gives_its_own_permit():
    listed = by_country(SHIPPED, DIRECT)
    names = [stage.name for stage in listed]
    own = [name for name in names if name.startswith("permits")]
    assert own == [f"permits_{country}" for country in DIRECT]
    finance = listed[names.index("finance")]
    assert {each.stage for each in finance.after} == {"eia", "design", "contract", "licence", *own}
    spend = {stage.name: stage.spend for stage in listed if stage.name in own}
    assert sum(spend.values()) == pytest.approx(next(s.spend for s in SHIPPED if s.name == "permits"))
    assert spend["permits_vietnam"] / spend["permits_singapore"] == pytest.approx(468.0 / 19.0)
    check_stages(listed)
    brunei = by_country(SHIPPED, {"brunei": 10.0})
    assert next(s for s in brunei if s.name == "permits_brunei").high == permits()["other"][2]
    assert by_country(SHIPPED, {}) == SHIPPED


def test_permits_of_four_countries_keep_the_first_day_of_the_sheet():
    day = first_day(drawn(by_country(SHIPPED, DIRECT)))
    assert np.quantile(day, [0.1, 0.5, 0.8]) == pytest.approx([2034.8, 2036.2, 2037.2], abs=0.06)
    # A route through Viet Nam, Malaysia and Singapore never waits longer for permits.
    west = first_day(drawn(by_country(SHIPPED, {key: 1.0 for key in DIRECT if key != "indonesia"})))
    assert west.mean() < day.mean()
    # The single stage of the sheet and the longest of four countries agree in the mean, within a month.
    listed = by_country(SHIPPED, DIRECT)
    months = durations(np.random.default_rng(2), listed, draws=40000)
    place = [k for k, stage in enumerate(listed) if stage.name.startswith("permits")]
    assert months[:, place].max(axis=1).mean() == pytest.approx((18 + 4 * 30 + 60) / 6, abs=1.0)
    chance = np.prod([listed[k].probability for k in place])
    assert chance == pytest.approx(next(s.probability for s in SHIPPED if s.name == "permits"), abs=0.01)


def test_contracts_of_building_deliver_every_large_part():
    assert [part for stage in SHIPPED for part in stage.contract] == ["cable", "converters", "farm", "solar", "battery",
                                                                      "export"]
    assert parts(" farm;export ;") == ("farm", "export")


def test_a_year_that_is_calm_or_rough_throughout_is_level_however_long_its_months():
    month = np.repeat(np.arange(12), 48 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
    for speed in (10.0, 10.1):   # work is possible up to the limit itself
        np.testing.assert_allclose(calm_months(np.full((2, month.size), speed), month, 0.5), np.ones((2, 12)))
    halves = np.full((1, month.size), 10.1)
    halves[0, ::2] = 10.0   # a task shorter than a period needs one
    np.testing.assert_allclose(calm_months(halves, month, 0.5, task=0.0), np.ones((1, 12)))


@pytest.mark.parametrize("periods", [47, 48])
def test_a_spell_as_long_as_the_task_counts_in_half_hours(periods):
    """Work is possible up to the limit itself, and not at a tenth of a metre a second more."""
    month = np.repeat(np.arange(12), 100)
    speed = np.where(month == 6, 10.0, 10.1)[None]
    speed[0, :periods] = 10.0   # from the first period on
    calm = calm_months(speed, month, 0.5, task=24.0)[0]
    assert calm[0] / calm[6] == pytest.approx(0.48 if periods == 48 else 0.0)
    assert calm.mean() == pytest.approx(1.0)
    assert (calm[[1, 5, 7, 11]] == 0.0).all()


def test_success_is_the_product_of_the_stages():
    months = durations(np.random.default_rng(0), SHIPPED, draws=50000)
    found = schedule(SHIPPED, months, lucky=np.random.default_rng(1).random(months.shape))
    assert found.success.mean() == pytest.approx(np.prod([s.probability for s in SHIPPED]), abs=0.01)


@pytest.mark.parametrize(("listed", "word"), [
    ((Stage("a", 1, 2, 3, (After("b"),)), Stage("b", 1, 2, 3, (After("a"),))), "circle"),
    ((Stage("a", 1, 2, 3, (After("x"),)),), "must be a stage"),
    ((Stage("a", 3, 2, 1),), "low <= mode"),
    ((Stage("a", 1, 2, 3), Stage("a", 1, 2, 3)), "must differ"),
    ((Stage("a", 1, 2, 3, probability=1.5),), "probability")])
def test_stages_that_cannot_be_are_refused(listed, word):
    with pytest.raises(SundalinkError, match=word):
        check_stages(listed)


def test_what_a_stage_waits_for_is_read_strictly():
    assert waits("survey:0.5; permits-12") == (After("survey", 0.5), After("permits", lag=-12.0))
    with pytest.raises(SundalinkError, match="must be a name"):
        waits("survey until 2030")


def test_spending_is_whole():
    for group in ("development", "building"):
        assert sum(stage.spend for stage in SHIPPED if stage.group == group) == pytest.approx(1.0)
