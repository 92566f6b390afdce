"""The door to the wake kernels: turning, bundles of speeds, threads, and what it refuses."""

import threading

import numpy as np
import pytest
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import wake, wake_solver
from sim.farm.layout import Layout, rectangular
from sim.farm.wake_solver import fraction, rotated


def plain(seen):
    """Return a stand-in for a kernel that notes its thread and gives a tenth of the free power to each speed."""
    def kernel(along, across, speeds, knots, power, thrust, share):
        seen.append((threading.get_ident(), along.shape, speeds.copy()))
        free = along.shape[1] * np.interp(speeds, knots, power)
        return np.broadcast_to(share * free, (along.shape[0], speeds.size))
    return kernel


def test_positions_are_turned_and_sorted_upwind_first():
    along, across = rotated(np.array([0.0, 3.0, 1.0]), np.array([0.0, 0.0, 2.0]), np.array([270.0, 0.0, 180.0]))
    np.testing.assert_allclose(along, [[0, 1, 3], [-2, 0, 0], [0, 0, 2]], atol=1e-12)
    np.testing.assert_allclose(np.abs(across[0]), [0, 2, 0], atol=1e-12)
    np.testing.assert_allclose(across[1, 0], 1.0, atol=1e-12)   # a turbine to the north-east


@pytest.mark.parametrize("count", [1, 7, 8, 9, 23])
def test_speeds_go_in_bundles_and_come_back_as_they_were(count):
    seen, speeds = [], np.linspace(4.0, 24.0, count)
    got = fraction(plain(seen), Layout(np.zeros(3), np.arange(3.0), 1.0), TURBINE, speeds, [0.0, 1.0], 0.1)
    np.testing.assert_allclose(got, np.full((2, count), 0.1), rtol=1e-12)
    (_, shape, bundled), = seen
    assert shape == (2, 3)
    assert bundled.size % wake_solver.LANES == 0
    assert bundled.size < count + wake_solver.LANES
    np.testing.assert_array_equal(bundled[:count], speeds)


@pytest.mark.parametrize("name", ["bastankhah2014", "jensen1983", "niayifar2016", "turbopark2022"])
def test_the_number_of_threads_and_of_speeds_changes_no_bit(monkeypatch, name):
    layout, directions = rectangular(40, TURBINE.diameter), np.arange(0.0, 360.0, 7.0)
    speeds = np.arange(3.0, 26.0)
    monkeypatch.setattr(wake_solver, "SMALL", 0.0)
    found = []
    for workers in (1, 2, 3):
        monkeypatch.setattr(wake_solver, "cores", lambda workers=workers: workers)
        found.append(wake.MODELS[name](layout, TURBINE, speeds, directions))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])
    alone = wake.MODELS[name](layout, TURBINE, speeds[5:6], directions[3:4])
    # Where the wakes of all speeds of a bundle are wide, the mean over a rotor is a series that is exact to 1e-9.
    assert alone[0, 0] == pytest.approx(found[0][3, 5], rel=1e-9 if name == "niayifar2016" else 1e-12)
    assert found[0].min() < 0.9


def test_a_large_farm_is_shared_between_threads_and_a_small_one_is_not():
    def threads(count, workers):
        seen, come, both = [], set(), threading.Barrier(2, timeout=5)
        kernel = plain(seen)

        def patient(*arguments):
            # The first block of each thread waits for the other thread's, so that one can not do all of them.
            if workers == 2 and count > 100 and threading.get_ident() not in come:
                come.add(threading.get_ident())
                both.wait()
            return kernel(*arguments)

        layout = Layout(np.zeros(count), np.arange(float(count)), 1.0)
        got = fraction(patient, layout, TURBINE, np.arange(3.0, 26.0), np.arange(360.0), 0.2, workers=workers)
        np.testing.assert_allclose(got, 0.2, rtol=1e-12)
        assert sum(shape[0] for _, shape, _ in seen) == 360
        return len({ident for ident, _, _ in seen})

    assert threads(150, 2) == 2
    assert threads(150, 1) == 1
    assert threads(5, 2) == 1


def test_the_share_lies_between_0_and_1_and_is_1_where_there_is_nothing():
    layout = Layout(np.zeros(2), np.arange(2.0), 1.0)
    assert (fraction(plain([]), layout, TURBINE, [8.0], [0.0], 1.5) == 1.0).all()
    np.testing.assert_array_equal(fraction(plain([]), layout, TURBINE, [1.0, 60.0], [0.0], 0.5), 1.0)


def test_numbers_that_are_none_and_wrong_words_are_refused():
    layout = Layout(np.zeros(2), np.arange(2.0), 1.0)
    for place, given, speeds, directions in (("turbine x", layout._replace(x=np.array([np.nan, 0.0])), [8.0], [0.0]),
                                             ("turbine y", layout._replace(y=np.array([np.inf, 0.0])), [8.0], [0.0]),
                                             ("wake speeds", layout, [np.nan], [0.0]),
                                             ("wake directions", layout, [8.0], [np.inf])):
        with pytest.raises(SundalinkError, match=place):
            fraction(plain([]), given, TURBINE, speeds, directions, 1.0)
    assert wake_solver.flag("inflow", "local", "local", "free") is True
    assert wake_solver.flag("inflow", "free", "local", "free") is False
    with pytest.raises(SundalinkError, match="inflow = both: must be local or free"):
        wake_solver.flag("inflow", "both", "local", "free")
    assert wake_solver.cores() >= 1
