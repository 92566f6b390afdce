"""Outages of overhead parts of the link, and that those of cables do not know them."""

import numpy as np
import pytest

from sim.case import outages as case_outages
from sim.case import route as case_route
from sim.reliability import line_outages
from sim.reliability.fault_rates import Stretch, cables, line_length
from sim.reliability.outage_history import KINDS
from sim.scenario.load import load

ROUTE = (Stretch("shelf", 1000.0, 1.5, 1000.0, "malaysia"), Stretch("overhead", 200.0, 0.0, 0.0, "vietnam"),
         Stretch("overhead", 100.0, 0.0, 0.0, "singapore"))


@pytest.mark.parametrize("poles", [1, 2])
def test_each_pole_has_its_rate_and_a_share_takes_both(poles):
    found = line_outages.drawn(np.random.default_rng(1), 300, 40, ROUTE, poles, faults=2.0, restart=0.75, repair=48.0,
                               common=0.2)
    expected = 2.0 * 3.0 * 0.25 * 300 * 40   # faults a hundred km x 300 km x what does not restart x years of all lives
    for pole in range(poles):
        assert (found.pole == pole).sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))
    assert (found.end - found.start).mean() == pytest.approx(48.0, rel=0.05)
    assert set(found.kind) == {KINDS.index("line")}
    if poles == 2:
        events = np.unique(np.stack([found.history, found.start]), axis=1).shape[1]
        assert found.start.size / events - 1.0 == pytest.approx(0.2, abs=0.02)


def test_a_line_that_always_restarts_and_a_route_without_one_have_no_outage():
    for way, restart in ((ROUTE, 1.0), (ROUTE[:1], 0.0)):
        assert not line_outages.drawn(np.random.default_rng(1), 100, 40, way, 2, restart=restart).start.size
    assert (line_length(ROUTE), cables(ROUTE)) == (300.0, ROUTE[:1])


def test_a_line_adds_its_outages_to_those_of_the_cables_and_none_where_none_are_wanted():
    changes = {"route.overhead.length_to_km": 200.0, "link.overhead.restart": 0.0}
    plain, lined = (_drawn(load("base", given)) for given in ({}, changes))
    mine = lined.kind == KINDS.index("line")
    assert mine.any()
    for ours, others in zip(plain, lined, strict=True):
        np.testing.assert_array_equal(ours, others[~mine])
    assert not _drawn(load("base", {**changes, "link.outage.model": "none"})).start.size


def _drawn(case):
    configuration = case.link.configuration.bind()()
    return case_outages.outages(case, case_route.make(case), configuration, 20, 30, "test")
