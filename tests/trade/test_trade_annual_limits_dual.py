"""Obligations of a year: the mixture of schedules is the optimum of the program that has them as rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.errors import SundalinkError
from sim.trade import annual_limits_dual
from sim.trade.annual_limits_dual import Answer, solve

HARD = 1e5


def problem(rng, obligations, ties):
    """Return a random bounded program: gain, rows of limits, their right side, and what counts."""
    size, rows = 14, 6
    def draw(shape):
        return rng.integers(-2, 4, shape).astype(float) if ties else rng.normal(0.5, 1.0, shape)
    gain, limits, counts = draw(size) * 10.0, np.abs(draw((rows, size))), draw((obligations, size))
    return gain, limits, rng.uniform(1.0, 8.0, rows), counts


def oracle(program):
    """Return the oracle of such a program, whose schedule is the vector of its unknowns."""
    gain, limits, right, counts = program

    def ask(multipliers):
        found = linprog(-(gain + multipliers @ counts), A_ub=limits, b_ub=right, bounds=(0, 1), method="highs-ds")
        return Answer(float(gain @ found.x), counts @ found.x, found.x)

    return ask


def whole(program, targets, rates):
    """Return the optimum of the program with the obligations in it, and what is missing of them."""
    gain, limits, right, counts = program
    few = len(targets)
    rows = np.block([[limits, np.zeros((len(right), few))], [-counts, -np.eye(few)]])
    found = linprog(np.concatenate([-gain, rates]), A_ub=rows, b_ub=np.concatenate([right, -targets]),
                    bounds=[(0, 1)] * gain.size + [(0, None)] * few, method="highs-ds")
    return -found.fun, found.x[gain.size:]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 4), st.booleans(), st.sampled_from(["soft", "hard", "both"]),
       st.floats(-0.1, 1.15))
def test_the_mixture_is_the_optimum_of_the_whole_program(seed, obligations, ties, kind, where):
    rng = np.random.default_rng(seed)
    program = problem(rng, obligations, ties)
    ask = oracle(program)
    rates = {"soft": rng.uniform(0.5, 40.0, obligations), "hard": np.full(obligations, HARD),
             "both": np.where(np.arange(obligations) % 2, HARD, 5.0)}[kind]
    free = ask(np.zeros(obligations)).totals
    most = np.array([ask(one).totals[k] for k, one in enumerate(HARD * np.eye(obligations))])
    targets = free + where * (most - free)   # met already, between, or out of reach
    best, missing = whole(program, targets, rates)
    found = solve(ask, targets, rates)
    mixed = sum(share * a.schedule for share, a in zip(found.share, found.answers, strict=True))
    gain, limits, right, counts = program
    size = max(abs(gain @ mixed), 1.0)
    assert found.share.sum() == pytest.approx(1.0, abs=1e-9)
    assert (found.share >= -1e-12).all()
    assert (limits @ mixed <= right + 1e-7).all()
    short = np.maximum(targets - counts @ mixed, 0.0)
    np.testing.assert_allclose(found.missing, short, atol=1e-7)
    if not missing.max() > 1e-7 or kind == "soft":
        assert gain @ mixed - rates @ short == pytest.approx(best, abs=2e-6 * size + 1e-6)
    assert rates @ short == pytest.approx(rates @ missing, rel=1e-6, abs=2e-6 * size + HARD * 1e-7 + 1e-6) or \
        kind != "hard"
    assert (found.multiplier >= 0).all()
    assert (found.multiplier <= rates).all()
    # The multipliers prove it: nothing earns more at them.
    last = ask(found.multiplier)
    assert last.value + found.multiplier @ (last.totals - targets) >= best - 1e-6 * size


def counted(ask):
    """Return an oracle that counts how often it is asked."""
    asked = []
    return asked, lambda multipliers: (asked.append(1), ask(multipliers))[1]


def test_an_obligation_met_anyhow_costs_one_solve_and_one_missed_at_any_rate_two():
    ask = oracle(problem(np.random.default_rng(3), 1, False))
    free, most = ask(np.zeros(1)).totals, ask(np.array([HARD])).totals
    for target, solves, multiplier in ((free - 0.1, 1, 0.0), (most + 0.5, 2, 7.0)):
        asked, counting = counted(ask)
        found = solve(counting, target, np.array([7.0]) if solves == 2 else np.array([HARD]))
        assert len(asked) == found.solves == solves
        assert found.multiplier[0] == multiplier
        assert len(found.answers) == 1
    found = solve(ask, most + 0.5, np.array([HARD]))
    assert found.missing[0] == pytest.approx(0.5)   # the best that can be reached is what it misses it by


def test_the_multiplier_is_what_one_more_unit_costs():
    program = problem(np.random.default_rng(5), 1, False)
    ask = oracle(program)
    free, most = ask(np.zeros(1)).totals, ask(np.array([HARD])).totals
    target, step = 0.5 * (free + most), 1e-4 * (most - free)
    less, more = (whole(program, target + s, np.array([HARD]))[0] for s in (-step, step))
    found = solve(ask, target, np.array([HARD]))
    assert found.multiplier[0] == pytest.approx(float((less - more) / (2 * step[0])), rel=1e-4)


@pytest.mark.parametrize("obligations", [1, 2])
def test_a_search_that_does_not_end_says_so(monkeypatch, obligations):
    monkeypatch.setattr(annual_limits_dual, "MOST", 3)
    monkeypatch.setattr(annual_limits_dual, "GAP", 0.0)
    program = problem(np.random.default_rng(3), obligations, False)
    ask = oracle(program)
    free = ask(np.zeros(obligations)).totals
    most = np.array([ask(one).totals[k] for k, one in enumerate(HARD * np.eye(obligations))])
    with pytest.raises(SundalinkError, match="after 3 schedules"):
        solve(ask, free + 0.4 * (most - free), np.full(obligations, HARD), gap=-1.0)
