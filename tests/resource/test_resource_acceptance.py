"""Acceptance tests: a good series passes, and each deliberate fault is seen by the test that is there for it."""

import numpy as np
import pytest

from sim import clock
from sim.resource.acceptance import EDGES, SHAPES, Known, accept, follow
from sim.resource.synthetic import gaussian_copula
from sim.resource.synthetic_regime import regime_copula

DT = 1.0


@pytest.fixture(scope="module")
def known(climate):
    return Known(1.3 * climate.speed, climate.direction, climate.steadiness)


@pytest.fixture(scope="module")
def good(climate):
    """Twenty years at some height above the climate's."""
    weather = regime_copula(climate, 20, DT, np.random.default_rng(11), level=1.3)
    return weather.speed, weather.direction


def fails(speed, direction, known):
    verdicts = accept(speed, direction, DT, known, np.random.default_rng(1))
    return {v.group for v in verdicts if v.verdict == "FAILS"}


def test_the_regimes_pass(good, known):
    assert fails(*good, known) == set()


def test_every_verdict_says_its_band_and_where_it_is_from(good, known):
    for v in accept(*good, DT, known, np.random.default_rng(1)):
        assert v.verdict in ("ok", "shown")
        assert v.verdict == "shown" or (v.low <= v.value <= v.high and v.source)


def test_an_autoregression_forgets_too_early(climate, known):
    weather = gaussian_copula(climate, 20, DT, np.random.default_rng(11), level=1.3)
    assert "autocorrelation" in fails(weather.speed, weather.direction, known)


def shuffled_hours(speed, direction):
    order = np.random.default_rng(1).permuted(np.tile(np.arange(24), (365, 1)), axis=1) + 24 * np.arange(365)[:, None]
    return speed[:, order.ravel()], direction[:, order.ravel()]


def shuffled_days(speed, direction):
    """Days in another order within each month: the marginals stay, the memory over a day goes."""
    month, generator = clock.month(24.0), np.random.default_rng(1)
    day = np.concatenate([generator.permutation(np.flatnonzero(month == m)) for m in range(12)])
    order = (day[:, None] * 24 + np.arange(24)).ravel()
    return speed[:, order], direction[:, order]


@pytest.mark.parametrize(("fault", "seen"), [
    (lambda v, d: (1.06 * v, d), "mean speed"),
    (lambda v, d: (v.mean(0) + 0.4 * (v - v.mean(0)), d), "Weibull shape"),
    (lambda v, d: (np.where(v < v.mean(0), 0.6, 1.4) * v.mean(0) + 0.02 * v, d), "distance from Weibull"),
    (shuffled_days, "autocorrelation"),
    (shuffled_hours, "ramps"),
    (shuffled_hours, "spectrum"),
    (shuffled_days, "low-wind spells under 4 m/s"),
    (shuffled_days, "spells over 11 m/s"),
    (lambda v, d: (v * (1 + 0.2 * (-1.0) ** np.arange(len(v)))[:, None], d), "variation between years"),
    (lambda v, d: (v, np.mod(d + 40, 360)), "direction"),
    (lambda v, d: (v, np.random.default_rng(1).permuted(d, axis=1)), "steadiness"),
    (lambda v, d: (v, np.where(v < v.mean(), 53.0, 53.0 + 60 * np.sin(np.arange(v.size).reshape(v.shape)))),
     "speed and direction"),
    (lambda v, d: (np.roll(v, 8, axis=1), d), "day"),
])
def test_a_fault_is_seen_by_its_own_test(good, known, fault, seen):
    assert seen in fails(*fault(*good), known)


def test_without_a_climate_nothing_is_said_of_level_and_rose(good):
    verdicts = accept(*good, DT, Known(), np.random.default_rng(1))
    told = {v.group for v in verdicts if v.verdict != "shown"}
    assert "mean speed" not in told
    assert "steadiness" not in told
    assert "autocorrelation" in told


def test_one_year_is_judged_too(good, known):
    speed, direction = good
    verdicts = accept(speed[:1], direction[:1], DT, known, np.random.default_rng(1))
    vary = [v for v in verdicts if v.group == "variation between years"]
    assert {v.verdict for v in vary} == {"shown"}
    assert sum(v.verdict == "FAILS" for v in verdicts) <= 3


def test_the_edges_are_correlations_and_hold_an_order():
    low, high = EDGES
    assert sum(share for share, _ in low) == pytest.approx(1.0)
    assert sum(share for share, _ in high) == pytest.approx(1.0)
    for lag in (0.5, 1, 6, 24, 72, 168, 336):
        assert follow(low, lag) < follow(high, lag)
    assert SHAPES == (2.2, 3.0)
