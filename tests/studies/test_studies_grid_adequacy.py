"""Adequacy of a zone with its neighbours: limits, an independent count, and what the corridors can bring."""

import numpy as np
import pytest
from small_grid import run, small

from sim.adequacy.capacity_credit import outage_table, shortfall
from sim.errors import SundalinkError
from sim.network.support import most_received
from sim.studies.grid_adequacy import with_failures, zone_adequacy


def test_energy_not_served_counted_hour_by_hour():
    rng = np.random.default_rng(1)
    demand, support = rng.uniform(3_000, 4_000, (2, 8760)), rng.uniform(0, 400, (2, 8760))
    units = np.full(10, 400.0)
    found = shortfall(demand, support, units, 1.0, outage=0.05)
    table = outage_table(units, 0.05)
    capacity = units.sum() - np.arange(table.size)
    few = (demand - support).ravel()[:, None]
    at = np.flatnonzero(table)
    missing = (np.maximum(few - capacity[at], 0.0) @ table[at]).sum() / 2
    assert found.unserved == pytest.approx(missing, rel=1e-6)
    hours = ((few > capacity[at]) @ table[at]).sum() / 2
    assert found.lole == pytest.approx(hours, rel=2e-3)   # a step of 1 MW


def test_support_that_is_always_there_counts_whole_and_none_is_nothing():
    demand = 3_000 + 500 * np.sin(np.arange(8760) / 24 * 2 * np.pi)[None, :]
    units = np.full(10, 400.0)
    whole, none = (shortfall(demand, np.full_like(demand, power), units, 1.0) for power in (300.0, 0.0))
    assert whole.elcc == pytest.approx(300.0, abs=0.5)
    assert none.elcc == pytest.approx(0.0, abs=1e-6)
    assert none.lole_at_criterion == pytest.approx(3.0, rel=1e-3)
    assert whole.unserved < none.unserved


def test_demand_beyond_all_units_is_not_served_to_the_megawatt():
    found = shortfall(np.full((1, 8760), 1_000.0), np.zeros((1, 8760)), np.array([400.0]), 1.0, outage=0.1)
    assert found.unserved == pytest.approx(8760 * (600 + 0.1 * 400), rel=1e-9)
    assert found.lole == pytest.approx(8760.0)


def test_neighbours_bring_what_the_corridor_carries_and_no_more_than_they_can_spare():
    of = run()
    year, found = of.case.years[0], of.solutions[0]
    power = most_received(year.network, found, 2)
    south = year.corridors.name.index("south")
    carried = year.network.link_capacity[:, 0, south] * (1 - year.network.loss[south].mean())
    assert (power <= carried + 1e-6).all()
    assert power.max() == pytest.approx(carried.max(), rel=1e-9)
    bare = year.network._replace(capacity=year.network.capacity * np.array([0.0, 0.0, 1.0])[:, None])
    assert most_received(bare, found, 2) == pytest.approx(
        np.minimum(np.maximum(most_received(bare, found, 2), 0.0), carried + 1e-6))
    assert most_received(bare, found, 2).mean() < power.mean()


def test_a_zone_with_neighbours_is_better_off_and_without_its_only_corridor_alone():
    alone, all_of_them, without = zone_adequacy(small(), "SG", ("south",))
    assert all_of_them.unserved < alone.unserved
    assert without._replace(support="") == alone._replace(support="")
    assert 0 < all_of_them.elcc <= 300.0


def test_units_of_neighbours_fail_by_whole_days_and_keep_their_mean():
    year = run().case.years[0]
    rng = np.random.default_rng(3)
    drawn = [with_failures(year, 2, rng) for _ in range(400)]
    mean = np.mean([one.network.capacity for one in drawn], axis=0)
    assert mean[:, 2] == pytest.approx(year.network.capacity[:, 2])   # the zone's own units: by the table of outages
    assert mean.sum() == pytest.approx(year.network.capacity.sum(), rel=0.01)
    day = round(24 / year.network.step_hours)
    share = drawn[0].units.available[:day] / np.maximum(year.units.available[:day], 1e-9)
    assert np.ptp(share[:, year.units.available[:day].min(axis=0) > 0], axis=0).max() < 1e-9
    assert np.ptp([one.network.capacity.sum() for one in drawn]) > 0


def test_failing_neighbours_bring_no_more_credit_and_draws_repeat():
    steady, failing = (zone_adequacy(small(), "SG", (), draws=draws)[1] for draws in (0, 40))
    assert failing.elcc <= steady.elcc + 1.0
    assert failing.unserved >= steady.unserved - 1e-9
    assert zone_adequacy(small(), "SG", (), draws=40)[1] == failing
    with pytest.raises(SundalinkError, match="draws of neighbours' failures"):
        zone_adequacy(small(), "SG", (), draws=-1)


@pytest.mark.parametrize(("zone", "corridors", "text"), [
    ("XX", (), "zone 'XX': must be one of LA, TH, SG"), ("SG", ("east",), "corridor 'east': must be one in service")])
def test_what_is_not_there_is_refused(zone, corridors, text):
    with pytest.raises(SundalinkError, match=text):
        zone_adequacy(small(), zone, corridors)
