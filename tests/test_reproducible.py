"""The same scenario gives the same arrays, bit for bit, on any number of workers; another seed gives others."""

import numpy as np
import pytest
from small_case import differences, scenario, whole

from sim import chain
from sim.results.summary import summary
from sim.scenario.load import load

pytestmark = pytest.mark.usefixtures("uncached")


@pytest.fixture(scope="module")
def alone(uncached):
    return chain.run(scenario(time__traded_years=3), workers=1)


@pytest.fixture(scope="module")
def found(alone):
    """The summary of the case that one worker computed."""
    return summary(alone)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_arrays_are_the_same_for_any_number_of_workers(alone, found, workers):
    again = chain.run(scenario(time__traded_years=3), workers=workers)
    assert differences(alone, again) == []
    assert found == summary(again)


def test_the_sums_do_not_hang_on_keeping_the_hours(alone, found):
    short = chain.run(scenario(time__traded_years=3), keep=False, workers=2)
    assert short.traded.hourly is None
    assert summary(short) == found


def test_another_seed_changes_wind_market_outages_and_money(alone):
    other = chain.run(scenario(time__traded_years=3, seed=7), workers=1)
    found = differences(alone, other)
    for path in (".wind.speed", ".wind.direction", ".link.poles", ".traded.annual.delivered", ".finance.required"):
        assert path in found
    for path in (".route.depth", ".farm.efficiency.fraction", ".hub.table.hub"):
        assert path not in found


def test_one_changed_bit_is_seen(alone):
    speed = alone.wind.speed.copy()
    speed[0, 0] = np.nextafter(speed[0, 0], 99.0)
    assert differences(alone, alone._replace(wind=alone.wind._replace(speed=speed))) == [".wind.speed"]


@pytest.mark.slow
def test_base_is_the_same_with_one_worker_and_with_two():
    one, two = chain.run(load("base"), keep=False, workers=1), whole("base")   # the second by two
    assert differences(one, two) == []
