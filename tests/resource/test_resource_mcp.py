"""Long-term corrections on pairs whose truth is known."""

from functools import partial

import numpy as np
import pytest
from scipy.signal import lfilter

from sim.errors import SundalinkError
from sim.resource.mcp import MODELS, Pairs, linear, quantile_mapping, turned_reference, variance_ratio
from sim.resource.mcp_uncertainty import bootstrapped

METHODS = {"linear": linear, "variance_ratio": variance_ratio, "quantile_mapping": quantile_mapping}
YEAR = 8760


def red(generator, memory, size):
    return lfilter([1.0], [1.0, -memory], generator.standard_normal(size) * np.sqrt(1 - memory**2))


def truth(seed, years=6, noise=1.3):
    """A long reference and what a mast would have measured all the while."""
    generator = np.random.default_rng(seed)
    size = years * YEAR
    speed = np.maximum(9.0 + 3.0 * red(generator, 0.96, size), 0.1)
    target = np.maximum(1.0 + 0.95 * speed + noise * red(generator, 0.8, size), 0.0)
    return speed, np.mod(200.0 + 60.0 * red(generator, 0.97, size), 360.0), target


def part(speed, direction, target, first, size=YEAR):
    of = slice(first, first + size)
    return Pairs(speed[of], target[of], direction[of], np.arange(speed.size, dtype=float)[of])


@pytest.mark.parametrize("sectors", [1, 12])
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_an_exact_line_is_found(method, sectors):
    speed, direction, _ = truth(1, noise=0.0)
    target = 0.5 + 1.1 * speed
    found = method(part(speed, direction, target, YEAR), speed, direction, np.random.default_rng(0), sectors=sectors)
    assert found.mean() == pytest.approx(target.mean(), rel=2e-3)
    assert np.abs(found - target).mean() < 0.02


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_what_differs_by_sector_is_found_by_sector(method):
    speed, direction, _ = truth(2)
    factor = np.where(np.cos(np.radians(direction - 240.0)) > 0, 1.2, 0.9)
    pairs = part(speed, direction, factor * speed, 0)
    of = np.cos(np.radians(direction - 240.0)) > 0.3
    right, wrong = (method(pairs, speed, direction, None, sectors=n)[of].mean() for n in (12, 1))
    assert right == pytest.approx((factor * speed)[of].mean(), rel=0.01)
    assert wrong < 0.98 * right


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_there_is_no_bias(method):
    off = []
    for seed in range(24):
        speed, direction, target = truth(seed, years=4)
        pairs = part(speed, direction, target, (seed % 4) * YEAR)
        off.append(method(pairs, speed, direction, np.random.default_rng(seed)).mean() / target.mean() - 1.0)
    assert abs(np.mean(off)) < 3.0 * np.std(off) / np.sqrt(len(off)) + 5e-4
    assert abs(np.mean(off)) < 0.005


def test_the_variance_is_kept_by_ratio_and_scatter_and_lost_by_the_bare_line():
    speed, direction, target = truth(3, noise=2.0)
    pairs, draw = part(speed, direction, target, 2 * YEAR), np.random.default_rng(1)
    for method in METHODS.values():
        assert method(pairs, speed, direction, draw).std() == pytest.approx(target.std(), rel=0.04)
    assert linear(pairs, speed, direction, draw, scatter=False).std() < 0.9 * target.std()
    own = variance_ratio(pairs, pairs.reference, pairs.direction, None)
    assert own.mean() == pytest.approx(pairs.target.mean(), rel=1e-3)
    assert own.std() == pytest.approx(pairs.target.std(), rel=1e-2)   # a few hours are cut at zero


def test_quantiles_are_mapped_where_no_line_is_true():
    speed, direction, _ = truth(4)
    bent = 9.0 * (speed / 9.0) ** 1.4
    pairs = part(speed, direction, bent, YEAR)
    found = quantile_mapping(pairs, speed, direction, None)
    for level in (0.05, 0.5, 0.95):
        assert np.quantile(found, level) == pytest.approx(np.quantile(bent, level), rel=0.02)
    assert abs((variance_ratio(pairs, speed, direction, None) ** 3).mean() / (bent**3).mean() - 1) > 0.02


def test_the_scatter_remembers():
    speed, direction, target = truth(5, noise=2.0)
    pairs = part(speed, direction, target, 0)
    left = linear(pairs, speed, direction, np.random.default_rng(2)) - linear(pairs, speed, direction, None)
    assert np.corrcoef(left[:-1], left[1:])[0, 1] == pytest.approx(0.8, abs=0.05)


def test_nothing_is_corrected_by_none():
    speed, direction, target = truth(6)
    assert MODELS["none"](part(speed, direction, target, 0), speed, direction, None) is speed


def test_directions_are_turned_as_measured():
    speed, direction, target = truth(7)
    pairs = part(speed, direction, target, 0)
    measured = np.mod(pairs.direction + 12.0, 360.0)
    measured[::7] = np.nan
    for sectors in (1, 12):
        off = np.mod(turned_reference(pairs, measured, direction, sectors) - direction + 180.0, 360.0) - 180.0
        np.testing.assert_allclose(off, 12.0, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_uncertainty_covers_as_often_as_it_says(method):
    off = []
    for seed in range(60):
        speed, direction, target = truth(100 + seed)
        pairs, draw = part(speed, direction, target, (seed % 5) * YEAR), np.random.default_rng(seed)
        sure = bootstrapped(method, pairs, 1.0, speed, direction, draw, resamples=30)
        off.append((method(pairs, speed, direction, None).mean() / target.mean() - 1.0) / sure.fit)
    within = np.mean(np.abs(off) < 1.0)
    assert 0.52 < within < 0.84   # 0.68, and three standard errors of 60 trials, widened by a resampled deviation's own
    assert 0.8 < np.std(off) < 1.35


def test_less_is_known_of_a_shorter_or_looser_overlap():
    speed, direction, target = truth(8)
    loose = np.maximum(target + 3.0 * red(np.random.default_rng(9), 0.9, target.size), 0.0)
    draw = [np.random.default_rng(1) for _ in range(3)]
    year, third = (bootstrapped(variance_ratio, part(speed, direction, target, 0, n), 1.0, speed, direction, draw.pop(),
                          resamples=60) for n in (YEAR, YEAR // 3))
    looser = bootstrapped(variance_ratio, part(speed, direction, loose, 0), 1.0, speed, direction, draw.pop(),
                          resamples=60)
    assert year.fit < third.fit
    assert year.fit < looser.fit
    assert looser.correlation < year.correlation
    assert year.days == 365.0
    assert year.level == pytest.approx(np.hypot(year.fit, 0.05 / np.sqrt(6.0)))


def test_the_uncertainty_is_a_share_whatever_the_unit_of_the_measurement():
    speed, direction, target = truth(8)
    in_ms, in_knots = (bootstrapped(linear, part(speed, direction, unit * target, 0), 1.0, speed, direction,
                              np.random.default_rng(1), resamples=20) for unit in (1.0, 1.943844))
    assert in_knots.fit == pytest.approx(in_ms.fit, rel=1e-6)
    assert 0.001 < in_ms.fit < 0.05


def test_an_overlap_that_is_too_short_or_says_nothing_is_refused():
    speed, direction, target = truth(10, years=2)
    draw = np.random.default_rng(1)
    with pytest.raises(SundalinkError, match=r"overlap of measurement and reference = 30 .d.: must be at least .*90"):
        bootstrapped(linear, part(speed, direction, target, 0, 720), 1.0, speed, direction, draw)
    other = np.abs(np.random.default_rng(2).standard_normal(target.size))
    for wrong in (other, np.full(target.size, 7.0)):
        with pytest.raises(SundalinkError, match=r"correlation .* 0.6: is the clock of the file right"):
            bootstrapped(partial(linear), part(speed, direction, wrong, 0), 1.0, speed, direction, draw)
