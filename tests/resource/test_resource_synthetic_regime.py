"""Weather of monsoon regimes against the climate, against theory, and several sites against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim import clock
from sim.errors import SundalinkError
from sim.models import parameters
from sim.resource import monsoon
from sim.resource.synthetic import gaussian_copula
from sim.resource.synthetic_regime import SHARES, regime_copula, several


def make(climate, years=1, dt=1.0, seed=1, **given):
    return regime_copula(climate, years, dt, np.random.default_rng(seed), **given)


@pytest.fixture(scope="module")
def long(climate):
    """Six hundred years, so that a monthly mean is known to 0.7 %."""
    return make(climate, 600, 3.0, seed=20)


def months(values, dt=3.0):
    month = clock.month(dt, clock.ICT)
    return np.array([values[:, month == m].mean() for m in range(12)])


def relative(weather, climate, dt):
    """Speed over the climate's course."""
    return weather.speed / clock.cyclic(climate.speed, dt, clock.ICT)


def autocorrelation(values, dt, hours):
    z = (values - values.mean()).ravel()
    return [(z[round(h / dt):] * z[:-round(h / dt)]).mean() / (z**2).mean() for h in hours]


# --- what comes out -------------------------------------------------------------------------------------


def test_it_says_what_it_is(climate):
    weather = make(climate, 2, 0.5)
    assert weather.speed.shape == weather.direction.shape == (2, 17520)
    assert weather.temperature.shape == (1, 17520)
    assert weather.evidence == "screening"
    assert weather.label.startswith("synthetic")
    assert (weather.speed >= 0).all()
    assert np.isfinite(weather.speed).all()
    assert ((weather.direction >= 0) & (weather.direction < 360)).all()


def test_a_seed_gives_one_weather_and_more_years_leave_the_first(climate):
    few, many = make(climate, 2, seed=7, anchored=False), make(climate, 4, seed=7, anchored=False)
    np.testing.assert_allclose(many.speed[:2], few.speed, rtol=1e-9)
    np.testing.assert_allclose(many.direction[:2], few.direction, rtol=1e-7)
    assert not np.array_equal(make(climate, 2, seed=8).speed, make(climate, 2, seed=7).speed)


def test_the_level_scales_the_speed_and_nothing_else(climate):
    low, high = make(climate, level=1.0), make(climate, level=1.2)
    np.testing.assert_allclose(high.speed, 1.2 * low.speed, rtol=1e-12)
    np.testing.assert_allclose(high.direction, low.direction, rtol=1e-9)


def test_it_takes_what_the_simpler_model_takes():
    shared = {"level", "shape_unsteady", "shape_steady", "interannual", "diurnal", "diurnal_peak_h", "anchored"}
    assert shared <= {p.key for p in parameters(regime_copula)} & {p.key for p in parameters(gaussian_copula)}


# --- the season -----------------------------------------------------------------------------------------


def test_monthly_means_are_the_climate_times_the_level(climate, long):
    np.testing.assert_allclose(months(long.speed), 1.10 * climate.speed, rtol=0.025)
    assert long.speed.mean() == pytest.approx(1.10 * climate.speed @ clock.MONTH_DAYS / 365, rel=2e-3)


def test_direction_and_steadiness_are_those_of_the_climate(climate, long):
    angle = np.radians(long.direction)
    east, north = (months(long.speed * f(angle)) for f in (np.sin, np.cos))
    np.testing.assert_allclose(np.hypot(east, north) / months(long.speed), climate.steadiness, atol=0.03)
    turned = np.degrees(np.arctan2(east, north)) - climate.direction
    assert (np.abs((turned + 180) % 360 - 180)[climate.steadiness > 0.3] < 4).all()


def test_nothing_steps_where_a_month_ends(long):
    daily = long.speed.reshape(-1, 365, 8).mean((0, 2))
    ends = np.cumsum(clock.MONTH_DAYS)[:-1]
    assert (np.abs(daily[ends] / daily[ends - 1] - 1) < 0.06).all()
    spread = long.speed.reshape(-1, 365, 8).std((0, 2))
    assert (np.abs(spread[ends] / spread[ends - 1] - 1) < 0.12).all()


def test_nothing_jumps_where_a_year_ends(long):
    across, within = long.speed[1:, 0] - long.speed[:-1, -1], np.diff(long.speed[:, :9], axis=1)
    assert np.sqrt((across**2).mean() / (within**2).mean()) == pytest.approx(1, abs=0.2)


def test_every_hour_is_weibull_with_the_shape_of_its_season(climate, long):
    # Years apart are all but independent: one instant of every year is a sample of the marginal itself.
    for at in (100, 900, 1300, 2000, 2380, 2800):
        steady = 2.2 + 0.8 * clock.cyclic(climate.steadiness, 3.0, clock.ICT)[at]
        values = long.speed[:, at]
        scale = (values**steady).mean() ** (1 / steady)
        assert stats.kstest(values, stats.weibull_min(steady, scale=scale).cdf).pvalue > 1e-3


@settings(max_examples=30, deadline=None)
@given(balance=st.floats(-3.3, 3.3))
def test_the_force_of_the_monsoon_is_standard_normal_at_any_balance(balance):
    driver = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    force = np.sort(monsoon.force(driver, balance))
    # Two sides of the change interleave, so that the outermost values are off by half a step.
    np.testing.assert_allclose(force[20:-20], driver[20:-20], atol=0.08)


def test_far_from_the_change_the_force_is_the_driver_and_against_it_in_the_other_monsoon():
    driver = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(monsoon.force(driver, 6.0), driver, atol=1e-3)
    np.testing.assert_allclose(monsoon.force(driver, -6.0), -driver, atol=1e-3)


# --- regimes --------------------------------------------------------------------------------------------


def sides(weather, axis=57.0):
    along = np.cos(np.radians(weather.direction - axis))
    return along > 0.5, along < -0.5


def test_each_monsoon_has_its_season_and_both_come_in_between(long):
    month = clock.month(3.0, clock.ICT)
    ne, sw = (np.array([side[:, month == m].mean() for m in range(12)]) for side in sides(long))
    assert (ne[[0, 1, 11]] > 0.9).all()
    assert (sw[[5, 6, 7]] > 0.8).all()
    assert (np.minimum(ne, sw)[[4, 9]] > 0.2).all()   # May and October know both


def test_the_change_of_monsoon_is_calm(long):
    month = clock.month(3.0, clock.ICT)
    ne, sw = sides(long)
    for m in (3, 4, 9):
        of = month == m
        within = long.speed[:, of][(ne | sw)[:, of]].mean()
        assert long.speed[:, of][~(ne | sw)[:, of]].mean() < 0.85 * within


def test_a_monsoon_lasts_for_days_where_independent_noise_flickers(climate):
    # October: how long one side of the axis holds, by half its time.
    def hold(weather):
        month = clock.month(1.0, clock.ICT)
        side = np.cos(np.radians(weather.direction[:, month == 9] - 57.0)) > 0
        return np.mean(side[:, 72:] == side[:, :-72])

    assert hold(make(climate, 60)) > 0.66
    assert hold(gaussian_copula(climate, 60, 1.0, np.random.default_rng(1))) < 0.62


def test_strong_winds_are_steadier_than_weak_ones(climate, long):
    month = clock.month(3.0, clock.ICT)
    for m in range(12):
        speed, angle = long.speed[:, month == m], np.radians(long.direction[:, month == m])
        mean = np.angle((speed * np.exp(1j * angle)).mean())
        low, high = np.quantile(speed, [1 / 3, 2 / 3])
        assert np.cos(angle - mean)[speed > high].mean() > np.cos(angle - mean)[speed < low].mean()


# --- memory ---------------------------------------------------------------------------------------------


def test_memory_lasts_for_a_week_as_theory_has_it(climate):
    # Where the other monsoon never comes, the latent process is a plain sum of parts.
    steady = climate._replace(steadiness=np.full(12, 0.93), direction=np.full(12, 50.0), speed=np.full(12, 7.0))
    weather = make(steady, 150, 1.0, diurnal=0.0, monsoon_share=(0.3,) * 12, interannual=0.06, shape_steady=3.4)
    found = autocorrelation(weather.speed, 1.0, (1, 6, 24, 72, 168))
    lag = np.array([1.0, 6, 24, 72, 168])
    hours = 0.11 * np.exp(-lag / 4) + 0.05 * np.exp(-lag / 72) * np.cos(2 * np.pi * lag / 24) + 0.84 * np.exp(-lag / 40)
    weeks = 0.5 * np.exp(-lag / 240) + 0.5 * np.exp(-lag / 540) * np.cos(2 * np.pi * lag / 1080)
    assert found == pytest.approx(0.7 * hours + 0.3 * weeks, abs=0.03)   # the slowest part adds up to .02


def test_half_hours_and_hours_are_the_same_weather(climate):
    half, whole = make(climate, 60, 0.5, seed=3), make(climate, 120, 1.0, seed=4)
    for statistic, within in ((np.std, 0.03), (lambda v: np.quantile(v, 0.1), 0.05)):
        assert statistic(half.speed) == pytest.approx(statistic(whole.speed), rel=within)
    hours = (1, 6, 24, 72)
    found = [autocorrelation(relative(w, climate, dt), dt, hours) for w, dt in ((half, 0.5), (whole, 1.0))]
    assert found[0] == pytest.approx(found[1], abs=0.04)


@pytest.mark.parametrize("asked", [0.047, 0.05, 0.08])
def test_the_annual_mean_varies_as_asked(climate, asked):
    years = 400
    annual = make(climate, years, 6.0, seed=6, interannual=asked).speed.mean(1)
    low, high = np.sqrt(stats.chi2.ppf([0.0005, 0.9995], years - 1) / (years - 1))
    assert low * asked < annual.std(ddof=1) / annual.mean() < high * asked


def test_months_vary_more_where_the_monsoon_has_a_larger_share(climate, long):
    month = clock.month(3.0, clock.ICT)
    monthly = np.array([long.speed[:, month == m].mean(1) for m in range(12)])
    cv = monthly.std(1) / monthly.mean(1)
    assert cv[[0, 11]].max() < cv[[1, 2, 10]].min()
    assert np.corrcoef(cv, SHARES)[0, 1] > 0.6
    # Monthly anomalies hardly know each other (FNMOC 1982-1992: 0.0 to 0.1).
    score = ((monthly - monthly.mean(1, keepdims=True)) / monthly.std(1, keepdims=True)).T.ravel()
    assert abs((score[1:] * score[:-1]).mean()) < 0.2


def test_anchored_years_have_the_long_term_mean_however_few_they_are(climate):
    level = 1.1 * clock.cyclic(climate.speed, 0.5, clock.ICT).mean()
    assert make(climate, 1, 0.5, seed=3).speed.mean() == pytest.approx(level, rel=2e-3)
    free = [make(climate, 1, 6.0, seed=seed, anchored=False).speed.mean() for seed in range(8)]
    assert np.std(free) > 0.02 * level


def test_the_day_peaks_in_the_afternoon_and_swings_more_in_winter(long):
    hour, month = clock.hour_of_day(3.0, clock.ICT), clock.month(3.0, clock.ICT)
    mean = long.speed.mean(0)

    def wave(of):
        return (mean[of] * np.exp(2j * np.pi * hour[of] / 24)).mean() * 2 / mean[of].mean()

    winter, summer = wave(np.isin(month, (11, 0, 1))), wave(np.isin(month, (5, 6, 7)))
    assert abs(winter) > abs(summer) + 0.01
    assert np.angle(winter) * 24 / (2 * np.pi) % 24 == pytest.approx(15.0, abs=0.7)


# --- several sites --------------------------------------------------------------------------------------


def test_sites_know_each_other_the_less_the_further_apart_they_are(climate):
    apart = np.abs(np.subtract.outer([0.0, 60.0, 400.0, 1500.0], [0.0, 60.0, 400.0, 1500.0]))
    drawn = several([climate] * 4, apart, 10, 1.0, np.random.default_rng(5))
    known = np.corrcoef([relative(w, climate, 1.0).ravel() for w in drawn])[0]
    assert known[1] > 0.8
    assert 0.4 < known[2] < 0.75
    assert known[3] < 0.35
    assert known[1] > known[2] > known[3]
    # Changes within an hour are local, days are not.
    hourly = np.corrcoef([np.diff(w.speed.ravel()) for w in drawn])[0]
    assert hourly[2] < known[2] - 0.1


def test_the_first_of_several_sites_is_the_site_alone(climate):
    alone = make(climate, 2, 1.0, seed=4)
    first, second = several([climate, climate], [[0, 100.0], [100.0, 0]], 2, 1.0, np.random.default_rng(4))
    np.testing.assert_allclose(first.speed, alone.speed, rtol=1e-12)
    assert not np.allclose(second.speed, alone.speed)
    assert second.speed.mean() == pytest.approx(alone.speed.mean(), rel=1e-3)


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "named"), [
    ({"years": 0}, "weather years"), ({"dt": 7.0}, "period length"), ({"level": 0.0}, "speed"),
    ({"shape_steady": 0.5}, "shape_steady"), ({"interannual": 0.01}, "interannual"),
    ({"interannual": 0.5}, "interannual"), ({"monsoon_share": (0.3,) * 11}, "monsoon_share"),
    ({"mesoscale_share": 0.6, "breeze_share": 0.6}, "mesoscale_share"), ({"spell_memory": 0.0}, "spell_memory")])
def test_what_cannot_be_is_refused(climate, wrong, named):
    with pytest.raises(SundalinkError, match=named):
        make(climate, **wrong)
