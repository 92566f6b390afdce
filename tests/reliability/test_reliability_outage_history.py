"""Lives: states of two poles, hours that close, spells, what is lost; against a period-by-period count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reliability import outage_history, outage_losses
from sim.reliability.outage_history import Outages

YEAR = 8760.0


def table(*rows):
    """Outages from rows of life, pole, start, end."""
    life, pole, start, end = (np.array(column) for column in zip(*rows, strict=True))
    return Outages(life, pole, start.astype(float), end.astype(float), np.zeros(life.size, dtype=int))


ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 17519), st.integers(1, 9000)),
                min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_cut_lives_agree_with_a_count_hour_by_hour(rows):
    outages = table(*((life, pole, start, start + length) for life, pole, start, length in rows))
    steps = outage_history.intervals(outages, 2, 2)
    hours, found = outage_history.hours(steps, 3, 2), outage_history.availability(steps, 3, 2, 2)
    for life in range(3):
        state = outage_history.states(outages, life, 2, 1.0, 2, ring=False).ravel()
        assert [(state == 2 - n).sum() for n in (1, 2)] == hours[life].tolist()
        assert found[life] == pytest.approx(state.mean() / 2)
        for least in (1, 2):
            out = np.r_[False, state <= 2 - least, False]
            lengths = np.flatnonzero(out[:-1] & ~out[1:]) - np.flatnonzero(~out[:-1] & out[1:])
            spells = outage_history.interruptions(steps, least)
            np.testing.assert_array_equal(spells.length[spells.history == life], lengths)
            assert outage_history.longest(spells, 3)[life] == lengths.max(initial=0)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from([1.0, 0.5]))
def test_what_is_lost_agrees_with_a_sum_hour_by_hour(rows, dt):
    outages = table(*((life, pole, start, start + length) for life, pole, start, length in rows))
    generator = np.random.default_rng(0)
    rate, weather = generator.random((2, 3, round(8760 / dt))), generator.integers(3, size=(3, 2))
    found = outage_losses.lost(outage_history.intervals(outages, 2, 2), rate, weather, dt)
    for life in range(3):
        state = outage_history.states(outages, life, 2, dt, 2, ring=False)
        wanted = sum(rate[n - 1, weather[life, year]][state[year] == 2 - n].sum() for year in range(2) for n in (1, 2))
        assert found[life] == pytest.approx(dt * wanted, abs=1e-6)


def test_the_balance_of_hours_closes():
    generator = np.random.default_rng(2)
    start = generator.random(500) * 5 * YEAR
    outages = Outages(generator.integers(50, size=500), generator.integers(2, size=500), start,
                      start + generator.exponential(500.0, 500), np.zeros(500, dtype=int))
    steps = outage_history.intervals(outages, 2, 5)
    hours = outage_history.hours(steps, 50, 2)
    running = 2 * 5 * YEAR * outage_history.availability(steps, 50, 2, 5)
    np.testing.assert_allclose(running + hours @ [1.0, 2.0], 2 * 5 * YEAR, rtol=1e-12)
    flat = outage_losses.lost(steps, np.ones((2, 1, 8760)), np.zeros((50, 5), dtype=int), 1.0)
    np.testing.assert_allclose(flat, hours.sum(axis=1), rtol=1e-9)
    for least in (1, 2):
        spells = outage_history.interruptions(steps, least)
        np.testing.assert_allclose(np.bincount(spells.history, spells.length, 50), hours[:, least - 1:].sum(axis=1),
                                   rtol=1e-9, atol=1e-9)


def test_an_outage_runs_on_across_the_year_and_the_ring():
    outages = table((0, 0, YEAR - 100, YEAR + 50), (0, 0, 3 * YEAR - 10, 3 * YEAR + 30))
    state = outage_history.states(outages, 0, 3, 1.0, 1)
    assert (state == 0).sum(axis=1).tolist() == [100 + 30, 50, 10]
    assert state[0, :30].sum() == 0
    assert state[1, 49] == 0
    assert (outage_history.states(outages, 0, 3, 1.0, 1, ring=False) == 0).sum() == 160
    spells = outage_history.interruptions(outage_history.intervals(outages, 1, 3), 1)
    assert spells.length.tolist() == [150, 10]   # one across New Year; the life's end cuts the other


@pytest.mark.parametrize("shift", [0.0, 8760.0])
def test_an_outage_longer_than_the_life_is_out_all_along(shift):
    outages = table((0, 0, 100 + shift, 100 + shift + 5 * YEAR))
    assert outage_history.states(outages, 0, 2, 24.0, 1).sum() == 0


def test_what_is_under_repair_does_not_fail_again():
    outages = table((0, 0, 0, 100), (0, 0, 50, 300), (0, 0, 100, 120), (0, 0, 110, 400), (1, 0, 60, 70), (0, 1, 60, 80))
    kept = outage_history.without_overlap(outages, outages.pole)
    assert sorted(zip(kept.history, kept.pole, kept.start, strict=True)) == [(0, 0, 0), (0, 0, 100), (0, 1, 60),
                                                                          (1, 0, 60)]
    assert outage_history.without_overlap(outage_history.empty(), np.empty(0, int)).history.size == 0


def test_without_outages_everything_runs():
    steps = outage_history.intervals(outage_history.empty(), 2, 3)
    assert (outage_history.availability(steps, 4, 2, 3) == 1).all()
    assert outage_history.hours(steps, 4, 2).sum() == 0
    assert outage_history.longest(outage_history.interruptions(steps, 1), 4).sum() == 0
    assert (outage_history.states(outage_history.empty(), 0, 2, 1.0, 2) == 2).all()
    assert outage_losses.lost(steps, np.ones((2, 1, 8760)), np.zeros((4, 3), dtype=int), 1.0).sum() == 0
