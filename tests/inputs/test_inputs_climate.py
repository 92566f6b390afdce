"""The embedded climate is COADS's, taken from a cell of open sea."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs.climate import FILE, embedded

# COADS monthly wind speed as read from coads_climatology.cdf of ferret-datasets 7.6.0-5, two decimals.
AT_9N_107E = [9.07, 8.02, 6.39, 4.75, 4.04, 5.99, 5.94, 6.47, 5.38, 5.27, 7.42, 9.05]
AT_11N_109E = [9.80, 8.21, 6.42, 5.02, 4.64, 6.92, 7.33, 7.31, 5.92, 6.31, 9.29, 10.67]
AT_19N_107E = [7.86, 7.31, 7.00, 6.26, 7.03, 6.45, 6.75, 5.80, 5.47, 7.56, 8.11, 7.65]


@pytest.mark.parametrize(("site", "cell", "expected", "mean"), [
    ((9.2, 107.5), (9.0, 107.0), AT_9N_107E, 6.48), ((10.5, 109.0), (11.0, 109.0), AT_11N_109E, 7.32),
    ((19.4, 106.9), (19.0, 107.0), AT_19N_107E, 6.94)])
def test_speed_is_the_recorded_one(site, cell, expected, mean):
    climate = embedded(*site)
    assert (climate.latitude, climate.longitude) == cell
    assert climate.speed == pytest.approx(expected, abs=0.0056)
    assert climate.speed.mean() == pytest.approx(mean, abs=0.01)
    assert climate.height == 10.0


def test_a_cell_of_land_is_passed_over():
    # The nearest middle of a cell to a site off Vung Tau is 11 N 107 E, which is mostly Vietnam.
    climate = embedded(10.2, 107.6)
    assert (climate.latitude, climate.longitude) == (9.0, 107.0)
    assert "% sea" in climate.label


@pytest.mark.parametrize(("site", "level", "uncertainty", "mean"), [
    ((10.0, 107.4), 1.10, 0.08, 7.13), ((9.0, 106.7), 1.10, 0.08, 7.13),      # Ba Ria-Vung Tau, Con Dao and Tra Vinh
    ((10.5, 108.9), 1.07, 0.08, 7.83), ((11.4, 109.3), 1.07, 0.08, 7.83),     # Phu Quy, Ninh Thuan
    ((19.5, 107.3), 0.92, 0.10, 6.38)])                                       # Gulf of Tonkin
def test_the_level_belongs_to_the_place(site, level, uncertainty, mean):
    climate = embedded(*site)
    assert (climate.level, climate.level_uncertainty, climate.level_of_place) == (level, uncertainty, True)
    assert climate.level * climate.speed.mean() == pytest.approx(mean, abs=0.02)


def test_a_place_without_a_level_has_that_of_the_region_and_says_so():
    climate = embedded(5.0, 109.0)
    assert (climate.level, climate.level_uncertainty, climate.level_of_place) == (1.055, 0.13, False)
    assert "none is known for this cell" in climate.level_label
    assert climate.level_uncertainty > embedded(10.0, 107.4).level_uncertainty


def test_the_level_of_tonkin_is_the_midpoint_of_its_two_sources():
    climate = embedded(19.5, 107.3)
    at_100m = climate.speed.mean() * np.log(100.0 / 0.0002) / np.log(10.0 / 0.0002)
    assert climate.level == pytest.approx((at_100m + 7.0) / 2.0 / at_100m, abs=0.005)


def test_direction_and_steadiness_follow_the_monsoon():
    climate = embedded(11.0, 109.0)
    assert climate.direction[[0, 6, 11]] == pytest.approx([31, 233, 26], abs=1.0)
    assert climate.steadiness[[0, 6, 9]] == pytest.approx([0.93, 0.86, 0.37], abs=0.01)
    assert (climate.steadiness <= 1).all()


def test_air_is_in_the_units_of_the_house():
    climate = embedded(9.0, 107.0)
    assert climate.temperature.mean() == pytest.approx(27.5, abs=1.0)
    assert climate.sea_temperature.mean() == pytest.approx(28.0, abs=1.0)
    assert climate.pressure[0] == pytest.approx(101160, abs=6)
    assert climate.humidity[0] == pytest.approx(0.0167, abs=6e-6)


def test_every_site_of_the_sea_gets_a_climate_of_its_neighbourhood():
    for latitude, longitude in [(1.0, 105.0), (3.0, 106.0), (8.7, 106.6), (20.0, 107.5), (21.9, 115.9)]:
        climate = embedded(latitude, longitude)
        assert abs(climate.latitude - latitude) <= 2.0
        assert abs(climate.longitude - longitude) <= 2.5
        assert np.isfinite(climate.speed).all()


@pytest.mark.parametrize(("site", "expected"), [
    ((23.0, 107.0), "site latitude = 23 [deg]: must lie between 0 and 22"),
    ((9.0, 90.0), "site longitude = 90 [deg]: must lie between 102 and 116"),
    ((float("nan"), 107.0), "site latitude = nan"),
    ((16.0, 104.0), "must lie within 250 km"),
])
def test_sites_without_a_climate_are_refused(site, expected):
    with pytest.raises(SundalinkError) as error:
        embedded(*site)
    assert expected in str(error.value)


def test_the_file_ships_small():
    assert FILE.stat().st_size < 200_000
