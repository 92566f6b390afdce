"""Climates by sector: interpolated between tables, and carried by a series."""

import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.special import gamma

from sim.errors import SundalinkError
from sim.resource.sector_climate import Sectors, at, check_sectors, quantile, with_distributions

Z0, HEIGHTS = np.array([0.0, 0.03, 0.4]), np.array([10.0, 100.0, 200.0])
SHARE = np.array([[0.3, 0.1, 0.05, 0.15, 0.35, 0.05]]).repeat(3, 0)


def tables():
    """Log profiles with a scale of 8 m/s at 100 m in the first sector, more in the others."""
    rough = np.maximum(Z0, 2e-4)[:, None]
    scale = 8.0 * (np.log(HEIGHTS / rough) / np.log(100.0 / rough))[:, :, None] * (1 + 0.1 * np.arange(6))
    return Sectors(Z0, HEIGHTS, SHARE, scale, np.full((3, 3, 6), 2.2), None, None, "tables")


@pytest.fixture(scope="module")
def order():
    """Twenty years of a wind with memory and a season, unlike the climate."""
    generator = np.random.default_rng(5)
    time = np.arange(8760)
    speed = 7 + 3 * np.cos(2 * np.pi * time / 8760) + 2 * generator.standard_normal((20, 8760)).cumsum(1) / 60
    direction = np.mod(60 + 120 * (np.cos(2 * np.pi * time / 8760) < 0) +
                       + lfilter([1.0], [1.0, -0.98], 6 * generator.standard_normal((20, 8760))), 360)
    return np.maximum(speed, 0.0), direction


@pytest.mark.parametrize("roughness", [0.0, 0.03, 0.4])
@pytest.mark.parametrize("height", [10.0, 63.0, 100.0, 150.0, 200.0])
def test_between_the_tables_a_log_profile_is_met(height, roughness):
    found = at(tables(), height, roughness=roughness)
    rough = max(roughness, 2e-4)
    want = 8.0 * np.log(height / rough) / np.log(100.0 / rough) * (1 + 0.1 * np.arange(6))
    np.testing.assert_allclose(found.scale[0, 0], want, rtol=1e-9)
    assert found.frequency.sum() == pytest.approx(1.0)
    assert found.heights[0] == height


def test_outside_the_tables_it_is_refused():
    for given, rule in (({"target": 250.0}, "height = 250 .m.: must lie between 10 and 200"),
                        ({"target": 5.0}, "height = 5"),
                        ({"target": 100.0, "roughness": 2.0}, "roughness = 2 .m.: must lie between 0 and 0.4")):
        with pytest.raises(SundalinkError, match=rule):
            at(tables(), **given)


def test_a_climate_without_a_height_must_be_told_one():
    one = tables()._replace(roughness=np.array([0.0]), heights=np.array([np.nan]), frequency=SHARE[:1],
                            scale=np.full((1, 1, 6), 9.0), shape=np.full((1, 1, 6), 2.0))
    assert at(one, 150.0, height=110.0).heights[0] == 110.0
    with pytest.raises(SundalinkError, match=r"height = 0 .m.: must be above zero"):
        at(one, 150.0)


def test_the_series_carries_every_distribution(order):
    here = at(tables(), 150.0)
    speed, direction = with_distributions(*order, here)
    sector = np.floor(np.mod(direction + 30.0, 360.0) / 60.0).astype(int)
    share = np.bincount(sector.ravel(), minlength=6) / speed.size
    np.testing.assert_allclose(share, SHARE[0], atol=2e-5)
    for i in range(6):
        mean, cube = (gamma(1 + n / 2.2) * here.scale[0, 0, i] ** n for n in (1, 3))
        own = speed[sector == i]
        assert own.mean() == pytest.approx(mean, rel=2e-3)
        assert (own**3).mean() == pytest.approx(cube, rel=5e-3)
        np.testing.assert_allclose(np.quantile(own, [0.1, 0.5, 0.9]), quantile(here, i, np.array([0.1, 0.5, 0.9])),
                                   rtol=2e-3)


@pytest.mark.parametrize("turned", [0, 2])
def test_directions_that_have_their_shares_already_stay_where_they_are(turned):
    share = np.roll([0.05, 0.3, 0.1, 0.15, 0.35, 0.05 + 1e-9], turned)   # the rarest sector is not always the first
    generator = np.random.default_rng(8)
    sector = generator.choice(6, (1, 50_000), p=share / share.sum())
    direction = np.mod(60.0 * sector + generator.uniform(-30.0, 30.0, sector.shape), 360.0)
    climate = at(tables()._replace(frequency=np.tile(share, (3, 1))), 100.0)
    _, found = with_distributions(generator.uniform(0.0, 20.0, sector.shape), direction, climate)
    off = np.mod(found - direction + 180.0, 360.0) - 180.0
    assert np.abs(off).max() < 6.0   # what a sample of directions lacks or has too much
    assert abs(off.mean()) < 1.0


def test_the_series_keeps_its_order(order):
    speed, direction = with_distributions(*order, at(tables(), 150.0))
    sector = np.floor(np.mod(direction + 30.0, 360.0) / 60.0).astype(int)
    for i in range(6):   # within a sector, windier stays windier
        of = sector == i
        rank = np.argsort(np.argsort(order[0][of]))
        assert (np.diff(speed[of][np.argsort(rank)]) >= 0).all()
    a, b = (np.corrcoef(v[:, :-1].ravel(), v[:, 1:].ravel())[0, 1] for v in (order[0], speed))
    assert b > 0.9 * a


def test_bins_are_carried_as_well(order):
    edges, mass = np.array([0.0, 5.0, 10.0, 20.0]), np.tile([0.2, 0.5, 0.3], (6, 1))
    binned = Sectors(np.array([0.0]), np.array([100.0]), SHARE[:1], None, None, edges, mass, "bins")
    speed, _ = with_distributions(*order, at(binned, 150.0))
    np.testing.assert_allclose(np.histogram(speed, edges)[0] / speed.size, [0.2, 0.5, 0.3], atol=1e-3)


@pytest.mark.parametrize(("change", "rule"), [
    ({"frequency": -SHARE}, "frequency of sectors"), ({"frequency": 0 * SHARE}, "frequency of sectors"),
    ({"frequency": np.nan * SHARE}, "frequency of sectors"),
    ({"scale": np.full((3, 3, 6), 80.0)}, "x: Weibull A of sector 1 at 10 m = 80 .m/s.: must lie between"),
    ({"shape": np.zeros((3, 3, 6))}, "Weibull k of sector 1"), ({"heights": HEIGHTS[::-1]}, "heights.*must rise"),
    ({"roughness": Z0[::-1]}, "roughness lengths.*must rise")])
def test_a_climate_that_cannot_be_is_refused(change, rule):
    with pytest.raises(SundalinkError, match=rule):
        check_sectors(tables()._replace(**change), "x")
