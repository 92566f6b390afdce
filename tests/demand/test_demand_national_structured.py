"""Structured demand: energy, growth, flat load, solar power, vehicles, warming, residual, and the bands of facts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.demand.national import MODELS, structured
from sim.demand.national_structured import modules, path
from sim.errors import SundalinkError
from sim.inputs import demand as inputs_demand

FIGURES = inputs_demand.structure()
HOUR = np.arange(48) / 2.0 + 0.25
SUN = np.tile(0.44 * np.clip(np.sin(np.pi * (HOUR - 7.0) / 12.0), 0.0, None), 365)


def draw(year=2034, dt=0.5, seed=0, figures=FIGURES, solar=None, **given):
    return structured(figures, year, dt, np.random.default_rng(seed), solar, **given)


def test_it_is_a_model():
    assert MODELS["structured"] is structured


@settings(max_examples=30, deadline=None)
@given(st.integers(1990, 2090), st.sampled_from([0.5, 1.0, 3.0]), st.integers(0, 99),
       st.sampled_from(["low", 0.01, 0.04]), st.floats(0, 1), st.floats(0, 0.3), st.floats(0, 9000.0),
       st.sampled_from(["drawn", "none"]))
def test_the_mean_is_exactly_on_the_path(year, dt, seed, growth, flat, vehicles, solar, residual):
    base = FIGURES._replace(mean=20000.0, levels=None)
    demand = draw(year, dt, seed, base, SUN, growth=growth, flat_share=flat, vehicles=vehicles, solar_2030=solar,
                  solar_2060=solar, residual=residual, later_growth="same")
    rate = 0.02 if growth == "low" else growth
    assert demand.shape == (round(8760 / dt),)
    assert demand.mean() == pytest.approx(20000.0 * (1 + rate) ** (year - 2023), rel=1e-12)
    assert demand.min() > 0.0


def test_growth_by_name_and_by_number():
    for name, rate in (("low", 0.02), ("central", 0.035), ("high", 0.05)):
        assert path(FIGURES, 2035, name) == path(FIGURES, 2035, rate) == pytest.approx(FIGURES.mean * (1 + rate) ** 12)
    assert path(FIGURES, 2060, "central", 0.01) == pytest.approx(FIGURES.mean * 1.035**12 * 1.01**25)
    assert path(FIGURES, 2060) == pytest.approx(FIGURES.mean * 1.035**37)


def test_years_on_record_have_their_own_level():
    assert path(FIGURES, 2019) == 6176.0
    assert draw(2017).mean() == pytest.approx(5902.0)
    assert path(FIGURES, 2023) == FIGURES.mean == 6548.4
    assert path(FIGURES, 2010) == pytest.approx(5439.0 * 1.035**-3)
    assert path(FIGURES._replace(levels=None), 2019) == pytest.approx(6548.4 * 1.035**-4)


def test_longer_periods_are_the_mean_of_the_half_hours_of_the_same_draw():
    assert draw(dt=1.0, solar=SUN) == pytest.approx(draw(solar=SUN).reshape(-1, 2).mean(1), rel=1e-12)


def test_reproducible_and_as_much_is_drawn_whatever_the_parameters():
    assert np.array_equal(draw(seed=3), draw(seed=3))
    assert not np.allclose(draw(seed=3), draw(seed=4))
    assert np.array_equal(draw(seed=1, residual="none"), draw(seed=2, residual="none"))
    first, second = np.random.default_rng(3), np.random.default_rng(3)
    structured(FIGURES, 2034, 0.5, first)
    structured(FIGURES, 2034, 1.0, second, SUN, residual="none", vehicles=0.0)
    assert first.random() == second.random()


def test_holidays_are_lower_and_the_new_year_lowest():
    """2035: National Day is Thursday 9 August, the first of the Lunar New Year Thursday 8 February."""
    day = draw(2035, residual="none", flat_share=0.0).reshape(365, 48).mean(1)
    august, february = 212 + 8, 31 + 7
    assert day[august] / day[august - 7] == pytest.approx(0.93, abs=0.015)
    assert day[february] / day[february - 7] == pytest.approx(0.88, abs=0.03)
    assert day[february] < day[february - 1] < day[february - 7]
    assert day[5 + 14] / day[5 + 9] < 1.0   # a Saturday under the Monday before it


def test_monday_begins_low_and_friday_ends_low():
    """16 to 20 July 2035, an ordinary week."""
    week = draw(2035, residual="none").reshape(365, 48)[196:201]
    assert week[0, :8].mean() / week[2, :8].mean() == pytest.approx(0.987, abs=0.007)
    assert week[4, 38:44].mean() / week[2, 38:44].mean() == pytest.approx(0.993, abs=0.005)
    assert week[1] == pytest.approx(week[2], rel=3e-3)


@pytest.mark.parametrize("seed", range(4))
def test_load_factor_and_peak_are_near_the_records(seed):
    """Record: load factor .798 to .821 in 2013 to 2017, .824 to .834 in 2021 to 2023, 7,861 MW in 2023; least over
    greatest half-hour .548 to .607 and .611 to .649."""
    for year, factor, least in ((2015, 0.81, 0.58), (2017, 0.815, 0.60), (2022, 0.83, 0.635), (2023, 0.83, 0.635)):
        demand = draw(year, seed=seed)
        assert demand.mean() / demand.max() == pytest.approx(factor, abs=0.025)
        assert demand.min() / demand.max() == pytest.approx(least, abs=0.045)
    assert 7700 < draw(2023, seed=seed).max() < 8050


@pytest.mark.parametrize("seed", range(4))
def test_bands_of_2035(seed):
    """Flatter than the .824 to .834 and .611 to .649 of 2021 to 2023, as half of the growth is flat; assumed bands are
    .83 to .84 with solar power and .65 to .70 before it. Solar power deepens the least days."""
    before, net = draw(2035, seed=seed), draw(2035, seed=seed, solar=SUN)
    assert 0.83 < net.mean() / net.max() < 0.88
    assert 0.65 < before.min() / before.max() < 0.74
    assert net.reshape(365, 48)[:, 24:28].mean() < before.reshape(365, 48)[:, 24:28].mean() - 300.0


def test_flat_growth_lifts_the_night_and_only_in_growth():
    plain, flat = draw(2035, residual="none", flat_share=0.0), draw(2035, residual="none", flat_share=1.0)
    assert flat.min() > plain.min()
    assert flat.max() < plain.max()
    assert draw(2015, flat_share=1.0) == pytest.approx(draw(2015, flat_share=0.0))


def test_solar_power_is_taken_off_by_day_as_much_as_is_installed():
    none = draw(2030, residual="none", flat_share=0.0, vehicles=0.0)
    some = draw(2030, residual="none", flat_share=0.0, vehicles=0.0, solar=SUN)
    more = modules(2030, 3000.0, 8600.0) - modules(2023, 3000.0, 8600.0)
    lifted = (none.mean() + more * SUN.mean()) / none.mean()
    assert some == pytest.approx(none * lifted - more * SUN, rel=1e-9)
    assert modules(2030, 3000.0, 8600.0) == 3000.0
    assert modules(2045, 3000.0, 8600.0) == pytest.approx(5800.0)
    assert 919.0 < modules(2023, 3000.0, 8600.0) < 1103.0   # 919 MW of inverters at the end of that year
    assert modules(2090, 3000.0, 8600.0) == 8600.0


def test_more_sun_than_demand_is_refused():
    with pytest.raises(SundalinkError, match="least demand net of solar"):
        draw(2034, solar=SUN, solar_2030=40000.0)


@pytest.mark.parametrize("solar", [SUN[:100], np.full(17520, np.nan), np.full(17520, 2.0)])
def test_wrong_sun_is_refused(solar):
    with pytest.raises(SundalinkError, match="solar power behind the meter"):
        draw(solar=solar)


def test_vehicles_charge_at_night_and_warming_adds_energy():
    without, with_them = (draw(2050, residual="none", vehicles=share).reshape(365, 48).mean(0) for share in (0.0, 0.2))
    assert with_them[2] > without[2]
    assert with_them[28] < without[28]
    assert draw(2034, warming=1.0).mean() / draw(2034).mean() == pytest.approx(1.035)


def test_the_users_own_residual_is_taken_as_it_was():
    own = np.linspace(-0.1, 0.1, 17520)[None, :]
    figures = FIGURES._replace(residual=own)
    given = {"flat_share": 0.0, "vehicles": 0.0}
    ratio = draw(figures=figures, residual="recorded", **given) / draw(residual="none", **given)
    assert ratio / ratio.mean() == pytest.approx((1 + own[0]) / (1 + own[0]).mean(), rel=5e-3)
    with pytest.raises(SundalinkError, match="demand_files"):
        draw(residual="recorded")


def test_wrong_years_and_periods_are_refused():
    with pytest.raises(SundalinkError, match="demand year"):
        draw(34)
    with pytest.raises(SundalinkError, match="whole number of periods"):
        draw(dt=0.7)
