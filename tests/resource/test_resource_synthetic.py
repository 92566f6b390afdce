"""Synthetic weather against the climate it is drawn from, and against what theory says of its memory."""

import numpy as np
import pytest
from scipy import stats

from sim import clock
from sim.errors import SundalinkError
from sim.models import parameters
from sim.resource.synthetic import MODELS, gaussian_copula


def make(climate, years=1, dt=1.0, seed=1, **given):
    return gaussian_copula(climate, years, dt, np.random.default_rng(seed), **given)


def vector(weather):
    """Where the wind blows from, east and north."""
    angle = np.radians(weather.direction)
    return weather.speed * np.sin(angle), weather.speed * np.cos(angle)


@pytest.fixture(scope="module")
def long(climate):
    """A thousand years, so that a monthly mean is known to 0.4 %."""
    return make(climate, 1000, 3.0, seed=20)


def months(values, dt=3.0):
    """Means over all years and each month on Vietnam's clock."""
    month = clock.month(dt, clock.ICT)
    return np.array([values[:, month == m].mean() for m in range(12)])


# --- what comes out -------------------------------------------------------------------------------------


def test_it_says_what_it_is(climate):
    weather = make(climate, 2, 0.5)
    assert weather.speed.shape == weather.direction.shape == (2, 17520)
    assert weather.temperature.shape == weather.pressure.shape == weather.humidity.shape == (1, 17520)
    assert weather.evidence == "screening"
    assert weather.label.startswith("synthetic")
    assert weather.height == 10.0
    assert (weather.speed >= 0).all()
    assert ((weather.direction >= 0) & (weather.direction < 360)).all()


def test_a_seed_gives_one_weather_and_more_years_leave_the_first(climate):
    one, two = make(climate, 3, seed=7), make(climate, 3, seed=7)
    other, longer = make(climate, 3, seed=8), make(climate, 5, seed=7)
    few, many = make(climate, 3, seed=7, anchored=False), make(climate, 5, seed=7, anchored=False)
    assert np.array_equal(one.speed, two.speed)
    assert np.array_equal(one.direction, two.direction)
    assert not np.array_equal(one.speed, other.speed)
    np.testing.assert_allclose(many.speed[:3], few.speed, rtol=1e-12)
    np.testing.assert_allclose(longer.direction[:3], one.direction, rtol=1e-9)


def test_the_next_draw_of_a_generator_is_another_weather(climate):
    generator = np.random.default_rng(1)
    first, second = (gaussian_copula(climate, 1, 1.0, generator).speed for _ in range(2))
    assert abs(np.corrcoef(first[0], second[0])[0, 1]) < 0.6


def test_the_level_scales_the_speed_and_nothing_else(climate):
    low, high = make(climate, level=1.0), make(climate, level=1.2)
    np.testing.assert_allclose(high.speed, 1.2 * low.speed, rtol=1e-12)
    np.testing.assert_allclose(high.direction, low.direction, rtol=1e-9)


def test_every_parameter_has_a_unit_and_a_text():
    found = {p.key: p.unit for p in parameters(MODELS["gaussian_copula"])}
    assert found["level"] == "-"
    assert found["interannual"] == "fraction"
    assert found["diurnal_peak_h"] == "h"
    assert all(p.text for p in parameters(gaussian_copula))


# --- the season -----------------------------------------------------------------------------------------


def test_monthly_means_are_the_climate_times_the_level(climate, long):
    np.testing.assert_allclose(months(long.speed), 1.10 * climate.speed, rtol=0.015)


def test_direction_and_steadiness_are_those_of_the_climate(climate, long):
    east, north = (months(part) for part in vector(long))
    np.testing.assert_allclose(np.hypot(east, north) / months(long.speed), climate.steadiness, atol=0.02)
    turned = np.degrees(np.arctan2(east, north)) - climate.direction
    assert (np.abs((turned + 180) % 360 - 180)[climate.steadiness > 0.3] < 3).all()


def test_air_follows_its_monthly_means(climate, long):
    for name in ("temperature", "pressure", "humidity"):
        np.testing.assert_allclose(months(getattr(long, name)), getattr(climate, name), rtol=2e-3)


def test_nothing_steps_where_a_month_ends(long):
    # Month by month the climate itself steps by 10 to 50 %, a smooth course by less than 3 % in a day.
    daily = long.speed.reshape(-1, 365, 8).mean((0, 2))
    ends = np.cumsum(clock.MONTH_DAYS)[:-1]
    assert (np.abs(daily[ends] / daily[ends - 1] - 1) < 0.05).all()


def test_nothing_jumps_where_a_year_ends(long):
    across = long.speed[1:, 0] - long.speed[:-1, -1]
    within = long.speed[:, 1:9] - long.speed[:, 0:8]
    assert np.sqrt((across**2).mean() / (within**2).mean()) == pytest.approx(1, abs=0.15)
    turned = np.abs((long.direction[1:, 0] - long.direction[:-1, -1] + 180) % 360 - 180)
    assert np.median(turned) < 15


def test_the_slow_component_does_not_notice_the_new_year(climate):
    # With the hours' memory gone, months are tied by the slow component alone.
    weather = make(climate, 400, 3.0, autocorrelation=0.0, interannual=0.3)
    month = clock.month(3.0, clock.ICT)
    slow = np.log([weather.speed[:, month == m].mean(1) for m in range(12)])
    over = np.corrcoef(slow[11, :-1], slow[0, 1:])[0, 1]
    inside = np.mean([np.corrcoef(slow[m], slow[m + 1])[0, 1] for m in range(11)])
    assert inside > 0.6
    assert over == pytest.approx(inside, abs=0.12)


def test_the_day_peaks_in_the_afternoon_of_vietnam(long):
    mean = long.speed.mean(0)
    hour = clock.hour_of_day(3.0, clock.ICT)
    wave = (mean * np.exp(2j * np.pi * hour / 24)).mean() * 2 / mean.mean()
    assert abs(wave) == pytest.approx(0.05 * np.sinc(3 / 24), abs=0.004)
    assert np.angle(wave) * 24 / (2 * np.pi) % 24 == pytest.approx(15.0, abs=0.5)


def test_a_day_without_a_cycle_and_periods_of_a_day(climate):
    assert make(climate, 2, 24.0).speed.shape == (2, 365)
    np.testing.assert_allclose(make(climate, 2, 24.0).speed, make(climate, 2, 24.0, diurnal=0.0).speed,
                               rtol=1e-12)


# --- the distribution -----------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2.2, 3.0])
def test_without_season_day_and_memory_it_is_the_weibull_distribution(flat, k):
    quiet = {"autocorrelation": 0.0, "diurnal": 0.0, "interannual": 0.006}
    speed = make(flat, 8, shape_unsteady=k, shape_steady=k, **quiet).speed.ravel()
    scale = 1.10 * flat.speed[0] / _gamma(1 + 1 / k)
    assert stats.kstest(speed, stats.weibull_min(k, scale=scale).cdf).statistic < 0.008
    assert stats.weibull_min.fit(speed, floc=0)[0] == pytest.approx(k, rel=0.015)
    assert np.quantile(speed, 0.999) == pytest.approx(scale * np.log(1000) ** (1 / k), rel=0.03)


def _gamma(x):
    """Gamma function by the factorial's integral, apart from the one that the model calls."""
    t = (np.arange(400_000) + 0.5) * 1e-4
    return (t ** (x - 1) * np.exp(-t)).sum() * 1e-4


def test_the_shape_by_month_lies_in_its_band_and_is_higher_where_the_wind_is_steady(climate, long):
    month = clock.month(3.0, clock.ICT)
    of = [long.speed[:, month == m] for m in range(12)]
    # Justus et al. 1978: k = cv**-1.086, good to 1 % here; season, day and slow component widen a month.
    k = np.array([speed.std() / speed.mean() for speed in of]) ** -1.086
    expected = 2.2 + 0.8 * climate.steadiness
    assert (k < 1.02 * expected).all()
    assert (k > 0.90 * expected).all()
    assert k[[0, 1, 11]].min() > k[[3, 4, 9]].max()


# --- memory ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dt", [0.5, 1.0, 3.0])
def test_memory_is_said_in_hours(flat, dt):
    # Steady shape 3 and memory .97 alone give an annual variation near 3 %: hardly a slow component is left.
    speed = make(flat, 60, dt, diurnal=0.0, interannual=0.033, shape_unsteady=3.0, autocorrelation=0.97).speed
    z = speed.ravel() - speed.mean()
    for hours in (3, 6, 24):
        lag = round(hours / dt)
        found = (z[lag:] * z[:-lag]).mean() / (z**2).mean()
        assert found == pytest.approx(0.97**hours, abs=0.03)
    if dt <= 1:
        lag = round(1 / dt)
        assert (z[lag:] * z[:-lag]).mean() / (z**2).mean() == pytest.approx(0.97, abs=0.004)


def test_half_hours_and_hours_are_the_same_weather(climate):
    half, whole = make(climate, 120, 0.5, seed=3), make(climate, 240, 1.0, seed=4)
    # A mean of 120 years is known to 0.5 %, the tenth percentile to 1 %.
    for statistic, within in ((np.mean, 0.02), (np.std, 0.02), (lambda v: np.quantile(v, 0.1), 0.04),
                              (lambda v: np.quantile(v, 0.99), 0.02)):
        assert statistic(half.speed) == pytest.approx(statistic(whole.speed), rel=within)
    annual = [w.speed.mean(1).std() / w.speed.mean() for w in (half, whole)]
    assert annual == pytest.approx([0.05, 0.05], abs=0.012)


@pytest.mark.parametrize("given", [{}, {"autocorrelation": 0.5}, {"interannual": 0.08},
                                   {"slow_autocorrelation": 0.0}])
def test_the_annual_mean_varies_as_asked(climate, given):
    years, asked = 300, given.get("interannual", 0.05)
    annual = make(climate, years, 3.0, seed=6, **given).speed.mean(1)
    # The sample variance of n years follows chi2 with n - 1 degrees; 1 in 1,000 falls outside.
    low, high = np.sqrt(stats.chi2.ppf([0.0005, 0.9995], years - 1) / (years - 1))
    assert low * asked < annual.std(ddof=1) / annual.mean() < high * asked
    assert asked != 0.05 or (0.04 < annual.std() / annual.mean() < 0.06)


@pytest.mark.parametrize(("memory", "alone"), [(0.85, 0.0180), (0.90, 0.0223), (0.95, 0.0320),
                                               (0.97, 0.0415)])
def test_memory_alone_gives_the_variation_of_theory(flat, memory, alone):
    # CoV(annual) = CoV_W sqrt((1 + phi) / (1 - phi) / 8760) with CoV_W(2.2) = .480: less cannot be asked for.
    given = {"shape_unsteady": 2.2, "shape_steady": 2.2, "autocorrelation": memory}
    make(flat, interannual=1.01 * alone, **given)
    with pytest.raises(SundalinkError, match="interannual"):
        make(flat, interannual=0.99 * alone, **given)


def test_a_strong_slow_component_leaves_the_mean(flat):
    # Months that vary by a factor of three: without its correction the lognormal mean would be near twice.
    given = {"autocorrelation": 0.0, "slow_autocorrelation": 0.0, "interannual": 0.3}
    speed = make(flat, 2000, 24.0, **given).speed
    assert speed.mean() == pytest.approx(1.10 * flat.speed[0], rel=0.03)


def test_the_first_hour_is_like_any_other(flat):
    given = {"autocorrelation": 0.999, "interannual": 0.2, "diurnal": 0.0}
    given = {**given, "anchored": False}
    speed = np.array([make(flat, 1, 24.0, seed=seed, **given).speed[0] for seed in range(200)])
    assert speed[:, 0].std() == pytest.approx(speed[:, 200].std(), rel=0.2)
    assert speed[:, 0].mean() == pytest.approx(1.10 * flat.speed[0], rel=0.08)


# --- speed and direction together -----------------------------------------------------------------------


def test_strong_winds_are_steadier_than_weak_ones(long):
    month = clock.month(3.0, clock.ICT)
    east, north = vector(long)
    for m in range(12):
        speed, angle = long.speed[:, month == m], np.radians(long.direction[:, month == m])
        mean = np.arctan2(east[:, month == m].mean(), north[:, month == m].mean())
        low, high = np.quantile(speed, [1 / 3, 2 / 3])
        assert np.cos(angle - mean)[speed > high].mean() > np.cos(angle - mean)[speed < low].mean() + 0.03


def test_a_monsoon_month_blows_from_its_sector_and_its_noise_remembers(long):
    month = clock.month(3.0, clock.ICT)
    off = (long.direction[:, month == 0] - 53.7 + 180) % 360 - 180
    assert (np.abs(off) < 45).mean() > 0.9
    near = off[:, 1:] - off[:, :-1]
    assert np.median(np.abs((near + 180) % 360 - 180)) < 0.8 * np.median(np.abs(off))


def test_no_steadiness_at_all_blows_from_everywhere(flat):
    weather = make(flat._replace(steadiness=np.zeros(12)), 20, direction_autocorrelation=0.0)
    counts = np.histogram(weather.direction, 12, (0, 360))[0]
    assert counts / counts.sum() == pytest.approx(np.full(12, 1 / 12), rel=0.04)


def test_full_steadiness_blows_from_one_place(flat):
    weather = make(flat._replace(steadiness=np.ones(12)), 2)
    off = np.abs((weather.direction - flat.direction[0] + 180) % 360 - 180)
    assert np.quantile(off[weather.speed > 2], 0.99) < 8


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "named"), [
    ({"years": 0}, "weather years"), ({"years": 2.5}, "weather years"), ({"dt": 7.0}, "period length"),
    ({"autocorrelation": 1.0}, "autocorrelation"), ({"diurnal": -0.1}, "diurnal"), ({"level": 0.0}, "speed"),
    ({"shape_steady": 0.5}, "shape_steady"), ({"interannual": 0.01}, "interannual")])
def test_what_cannot_be_is_refused(climate, given, named):
    with pytest.raises(SundalinkError, match=named):
        make(climate, **given)


def test_anchored_years_have_the_long_term_mean_however_few_they_are(climate):
    level = 1.1 * clock.cyclic(climate.speed, 0.5, clock.ICT).mean()
    for years in (1, 3):
        assert make(climate, years, 0.5, seed=years).speed.mean() == pytest.approx(level, rel=1e-3)
    free = [make(climate, 1, 3.0, seed=seed, anchored=False).speed.mean() for seed in range(40)]
    assert np.std(free) > 0.02 * level
