"""Solar power: pvlib's own chain as oracle, and what no weather may change."""


import numpy as np
import pandas as pd
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import clock
from sim.errors import SundalinkError
from sim.resource import solar, solar_clouds

PLACE = (10.35, 107.08)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:divide by zero:RuntimeWarning",
                                        "ignore:invalid value:RuntimeWarning")


@pytest.fixture(scope="module")
def sky():
    return solar.sky(*PLACE, 2035)


@pytest.fixture(scope="module")
def level(sky):
    return solar_clouds.clear_sky_clearness(sky, 3, np.random.default_rng(7))


def index(sky):
    middle = clock.utc(2035, solar.STEP) + np.timedelta64(900, "s")
    return pd.DatetimeIndex(middle[sky.up], tz="UTC")


def test_the_clear_sky_is_that_of_pvlib(sky):
    place = pvlib.location.Location(*PLACE, altitude=0)
    sun = place.get_solarposition(index(sky), temperature=solar.WARM)
    found = place.get_clearsky(index(sky), solar_position=sun)["ghi"].to_numpy()
    assert sky.clear.sum() == pytest.approx(found.sum(), rel=1e-3)
    np.testing.assert_allclose(sky.clear, found, atol=8.0)   # only the turbidity's interpolation differs, by half a day


def test_the_plant_is_the_model_chain_of_pvlib(sky, level):
    temperature = np.full(sky.clear.size, solar.WARM)   # the chain bends the light in the same air
    split = pvlib.irradiance.erbs(level[0], sky.zenith, sky.day)
    system = pvlib.pvsystem.PVSystem(
        surface_tilt=12.0, surface_azimuth=170.0, albedo=0.2,
        module_parameters={"pdc0": 1.3, "gamma_pdc": -0.0035, "module_efficiency": 0.2},
        inverter_parameters={"pdc0": 1 / 0.96, "eta_inv_nom": 0.96},
        temperature_model_parameters={"u_c": 29.0, "u_v": 0.0, "module_efficiency": 0.2},
        losses_parameters=dict.fromkeys(("shading", "snow", "mismatch", "wiring", "connections", "lid",
                                         "nameplate_rating", "age", "availability"), 0.0) | {"soiling": 14.0})
    chain = pvlib.modelchain.ModelChain(system, pvlib.location.Location(*PLACE), transposition_model="haydavies",
                                        dc_model="pvwatts", ac_model="pvwatts", aoi_model="physical",
                                        spectral_model="no_loss", temperature_model="pvsyst", losses_model="pvwatts")
    weather = pd.DataFrame({"ghi": level[0], "dni": split["dni"], "dhi": split["dhi"], "temp_air": temperature,
                            "wind_speed": 1.0}, index=index(sky))
    chain.run_model(weather)
    ours = solar.plant(sky, level[0], temperature, tilt=12.0, azimuth=170.0, dc_ac=1.3)
    theirs = np.clip(np.nan_to_num(chain.results.ac.to_numpy()), 0.0, 1.0)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    assert ours.max() > 0.9


def test_the_sun_sets(sky):
    power = solar.periods(sky, solar.plant(sky, sky.clear, 25.0), 0.5)
    hour = clock.hour_of_day(0.5, PLACE[1] / 15.0)
    assert power.shape == (17520,)
    assert (power[(hour < 5) | (hour > 19)] == 0).all()
    assert power.max() == pytest.approx(power[np.abs(hour - 12) < 1].max(), rel=0.02)


@given(tilt=st.floats(0, 90), azimuth=st.floats(0, 359), dc_ac=st.floats(0.5, 3), air=st.floats(-20, 50))
def test_no_plant_exceeds_its_rating(sky_once, tilt, azimuth, dc_ac, air):
    power = solar.plant(sky_once, 1.05 * sky_once.clear, air, tilt=tilt, azimuth=azimuth, dc_ac=dc_ac)
    assert np.isfinite(power).all()
    assert 0.0 <= power.min() <= power.max() <= 1.0


@pytest.fixture(scope="session")
def sky_once():
    return solar.sky(*PLACE, 2035)


def test_heat_age_and_losses_take_power(sky, level):
    def energy(temperature=28.0, age=0.0, **given):
        return solar.plant(sky, level, temperature, age, **given).sum()

    assert energy(38.0) < energy()
    assert energy(age=10.0, dc_ac=0.5) == pytest.approx(0.995**10 * energy(dc_ac=0.5), rel=0.01)
    assert energy(losses=0.2) < energy() < energy(dc_ac=1.4)
    assert energy(losses=1.0) == 0.0


def test_no_light_no_power(sky):
    assert (solar.plant(sky, 0.0 * sky.clear, 28.0) == 0).all()


def synthetic(place, dt, years, seed, clearness=solar_clouds.VUNG_TAU, **plant):
    """Power of a plant through drawn weather years, from sky and clouds to periods."""
    sky = solar.sky(*place, 2034)
    level = solar_clouds.clear_sky_clearness(sky, years, np.random.default_rng(seed), clearness=clearness)
    return solar.periods(sky, solar.plant(sky, level, solar.air(sky, 27.0), **plant), dt)


def test_an_hour_is_the_mean_of_its_halves():
    half, whole = (synthetic(PLACE, dt, 2, 1) for dt in (0.5, 1.0))
    np.testing.assert_allclose(whole, half.reshape(2, -1, 2).mean(-1), rtol=1e-12)


@pytest.mark.parametrize(("place", "course", "low", "high"), [
    (PLACE, solar_clouds.VUNG_TAU, 1300, 1500), ((1.35, 103.82), solar_clouds.SINGAPORE, 1100, 1300)])
def test_the_yield_over_the_modules_is_plausible(place, course, low, high):
    power = synthetic(place, 1.0, 5, 3, clearness=course, dc_ac=1.0)
    assert low < power.mean() * 8760 < high   # kWh for each kW of modules


def test_hours_of_a_file_keep_their_energy(sky, level):
    hours = solar.periods(sky, level, 1.0)
    found, air = solar.hourly(sky, hours, np.full(hours.shape, 27.0))
    assert found.sum() == pytest.approx(level.sum(), rel=1e-3)
    np.testing.assert_allclose(solar.periods(sky, found, 1.0), hours, atol=1.1)
    assert (air == 27.0).all()


def test_the_air_is_warmest_after_noon_and_keeps_its_mean(sky):
    monthly = np.linspace(22, 30, 12)
    air = solar.air(sky, monthly)
    assert air[clock.hour_of_day(0.5, PLACE[1] / 15.0)[sky.up] > 13].mean() > air.mean() > monthly.min()


@pytest.mark.parametrize(("given", "word"), [((95.0, 0.0), "latitude"), ((0.0, 500.0), "longitude")])
def test_there_is_no_such_place(given, word):
    with pytest.raises(SundalinkError, match=word):
        solar.sky(*given, 2034)


def test_a_period_must_be_whole_steps(sky):
    with pytest.raises(SundalinkError, match="must be a multiple of"):
        solar.periods(sky, sky.clear, 0.25)


def test_the_air_is_warmest_two_hours_after_noon_and_swings_by_its_range(sky):
    warm = solar.air(sky, 27.0)
    assert warm.max() == pytest.approx(27.0 + solar.SWING, abs=0.02)
    assert warm.min() == pytest.approx(27.0 + solar.SWING * np.cos(2.0 * np.pi * 8.3 / 24.0), abs=0.3)   # at sunrise
    day = np.flatnonzero(sky.up) * solar.STEP // 24.0
    for one in (10, 100, 200, 300):
        of = day == one
        apart = (np.argmax(warm[of]) - np.argmin(sky.zenith[of])) * solar.STEP
        assert apart == pytest.approx(2.0, abs=0.8)   # steps of half an hour, and noon wanders by a quarter
    months = np.array([25.0, 25, 27, 28, 29, 28, 28, 28, 27, 27, 26, 25])
    assert solar.air(sky, months).mean() == pytest.approx(warm.mean() + months.mean() - 27.0, abs=0.15)
