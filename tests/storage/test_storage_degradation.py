"""Ageing of the cells: cycles by hand and by the standard, the published laws, life and wear."""

from itertools import pairwise

import numpy as np
import pytest
import rainflow
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.models import bind
from sim.storage import degradation
from sim.storage.battery import MODELS, lithium, naumann2020, renewal


def test_cycles_of_the_standards_own_example():
    """ASTM E1049-85, figure 6: ranges 3 half, 4 one and a half, 6 half, 8 one, 9 half."""
    depth, number = degradation.count([-2, 1, -3, 5, -1, 3, -4, 4, -2])
    found = {d: float(number[depth == d].sum()) for d in np.unique(depth)}
    assert found == {3.0: 0.5, 4.0: 1.5, 6.0: 0.5, 8.0: 1.0, 9.0: 0.5}


def test_points_between_turns_and_standing_still_change_nothing():
    coarse = np.array([0.0, 8.0, 2.0, 6.0, 0.0])
    fine = np.concatenate([np.linspace(a, b, 7)[:-1] for a, b in pairwise(coarse)])
    fine = np.repeat(np.append(fine, coarse[-1]), 3)
    for one, other in zip(degradation.count(coarse), degradation.count(fine), strict=True):
        np.testing.assert_allclose(sorted(one), sorted(other))
    assert degradation.count(np.full(10, 3.0))[0].size == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=60))
def test_what_goes_in_and_out_is_twice_the_cycles(levels):
    depth, number = degradation.count(levels)
    assert 2.0 * float(depth @ number) == pytest.approx(np.abs(np.diff(levels)).sum())


def test_a_year_of_rest_loses_what_the_calendar_takes():
    """Naumann et al. 2018 at 25 degC and half full: 0.60225 x 1.2571e-5 per root second, 4.25 % in a year."""
    held = np.full(8760, 50.0)
    duty = degradation.duty(held, 100.0, 0.25, 1.0)
    assert duty.cycles == duty.full_cycles == 0.0
    assert degradation.fade(duty, 1.0) == pytest.approx(0.60225 * 1.2571e-5 * (365 * 86400) ** 0.5)
    assert degradation.fade(duty, 4.0) == pytest.approx(2.0 * degradation.fade(duty, 1.0))


def test_full_cycles_alone_lose_what_the_published_law_says():
    """Naumann et al. 2020, 80 % deep at 1 C: (0.063 + 0.0971) x (4.0253 x 0.2^3 + 1.0923) % per root of full cycles."""
    duty = degradation.steady(1000.0, 0.8, 0.5, 1.0)._replace(calendar=0.0)
    assert degradation.fade(duty, 1.0) == pytest.approx(0.01 * 0.1601 * 1.1245024 * 1000.0**0.5)


def test_a_series_of_equal_cycles_is_the_steady_duty():
    day = np.r_[np.linspace(0.2, 0.8, 12), np.linspace(0.8, 0.2, 12)] * 100.0
    counted = degradation.duty(np.tile(day, 365), 100.0, 0.5, 1.0)
    told = degradation.steady(365 * 0.6, 0.6, 0.5, 0.5)
    assert counted.cycles == pytest.approx(told.cycles, rel=0.01)
    assert counted.full_cycles == pytest.approx(told.full_cycles, rel=0.01)
    assert counted.depth == pytest.approx(0.6, rel=1e-6)
    assert counted.level == pytest.approx(0.5)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=80))
def test_cycles_are_those_that_the_package_rainflow_counts(levels):
    depth, number = degradation.count(np.array(levels))
    # The package wants three points or more.
    found = np.array([cycle[0::2][:2] for cycle in rainflow.extract_cycles([*levels, levels[-1]])]).reshape(-1, 2)
    found = found[found[:, 0] > 0.0]
    np.testing.assert_array_equal(depth, found[:, 0])
    np.testing.assert_array_equal(number, found[:, 1])


def test_heat_full_cells_depth_and_haste_shorten_life():
    base = degradation.steady(100.0, 0.8, 0.5, 0.25)
    years = degradation.life(base, 0.8)
    assert 5.0 < years < 30.0
    for worse in (
        degradation.steady(100.0, 0.8, 0.5, 0.25, temperature=35.0),
        degradation.steady(100.0, 0.8, 0.9, 0.25),
        degradation.steady(100.0, 1.0, 0.5, 0.25),
        degradation.steady(100.0, 0.8, 0.5, 1.0),
        degradation.steady(400.0, 0.8, 0.5, 0.25),
    ):
        assert degradation.life(worse, 0.8) < years
    assert degradation.life(base, 0.7) > years
    assert degradation.fade(base, years) == pytest.approx(0.2)
    assert degradation.life(degradation.steady(0.0, 0.0, 0.0, 0.0), 0.1) == degradation.MOST_YEARS
    with pytest.raises(SundalinkError, match="depth of a cycle"):
        degradation.steady(1.0, 1.5, 0.5, 1.0)


def test_wear_pays_for_the_renewals_that_cycles_bring_nearer():
    duty = degradation.steady(200.0, 0.8, 0.5, 0.25)
    wear = degradation.wear(duty, 0.8, 1e6, 10.0)
    sooner = 1e6 / degradation.life(duty, 0.8) - 1e6 / degradation.life(degradation.steady(0.0, 0.8, 0.5, 0.25), 0.8)
    assert wear * 200.0 * 10.0 == pytest.approx(sooner)
    assert wear > 0
    assert degradation.wear(degradation.steady(0.0, 0.0, 0.5, 0.25), 0.8, 1e6, 10.0) == 0.0


def test_a_battery_of_such_cells_fades_and_is_renewed_in_whole_years():
    model = bind(MODELS, "naumann2020", {"cycles_per_year": 150.0, "temperature_degc": 30.0})
    told = renewal(model, 400.0, 1600.0)
    assert told.years == int(told.years) >= 1
    assert told.temperature == 30.0

    def span(age):
        battery = model(400.0, 1600.0, 0.5, age)
        return battery.high - battery.low

    assert span(told.years) == span(0.0)
    before = span(told.years - 1e-6) / span(0.0)
    assert told.end_health <= before < told.end_health + 0.02
    # The root falls faster at first than a straight line does.
    assert span(0.25 * told.years) < 0.75 * span(0.0) + 0.25 * span(told.years - 1e-6)


def test_renewal_of_the_straight_line_is_as_told():
    assert renewal(bind(MODELS, "lithium", {"life_years": 12.0}), 1.0, 4.0) == (12.0, 0.80, 25.0)
    assert lithium(1, 4, 0.5, 0).wear == 0.0
    assert lithium(1, 4, 0.5, 0, wear_cost=30.0).wear == naumann2020(1, 4, 0.5, 0, wear_cost=30.0).wear == 30.0


def test_cells_that_do_not_last_a_year_are_refused():
    with pytest.raises(SundalinkError, match="life of the cells"):
        naumann2020(1.0, 1.0, 0.5, 0.0, cycles=90000.0)


def test_no_battery_has_no_limits_to_speak_of():
    assert naumann2020(0.0, 0.0, 0.5, 7.0)[:4] == (0.0, 0.0, 0.0, 0.0)


def test_two_years_alike_ask_as_much_of_the_cells_as_one():
    year = 800.0 + 700.0 * np.sin(np.arange(8760) * 2.0 * np.pi / 24.0)
    one, two = (degradation.duty(np.tile(year, n), 1600.0, 0.25, 1.0) for n in (1, 2))
    assert two == pytest.approx(one, rel=2e-3)   # half a cycle joins the years
    assert one.full_cycles == pytest.approx(365.0 * 1400.0 / 1600.0, rel=2e-3)
    assert degradation.duty(year, 1600.0, 0.25, 0.5).full_cycles == pytest.approx(2.0 * one.full_cycles, rel=1e-9)


def test_cells_in_use_have_what_their_fading_leaves():
    given = {"cycles": 250.0, "cycle_depth": 0.8, "mean_level": 0.6, "temperature": 30.0, "end_health": 0.7}
    new, old = (naumann2020(400.0, 1600.0, 0.5, age, **given) for age in (0.0, 3.0))
    lost = degradation.fade(degradation.steady(250.0, 0.8, 0.6, 0.25, temperature=30.0), 3.0)
    assert 0.02 < lost < 0.3
    for name in ("low", "high"):
        assert getattr(old, name) == pytest.approx((1.0 - lost) * getattr(new, name))
    assert new.high == pytest.approx(0.95 * 1600.0)
