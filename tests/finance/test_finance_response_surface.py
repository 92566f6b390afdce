"""A surface of second order is exact for a polynomial of second order, inside its range and held at its edge."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance import response_surface
from sim.finance.response_surface import design, evaluate, fit

LOW, HIGH = np.array([0.5, 10.0, -2.0]), np.array([1.5, 30.0, -1.0])


def exact(x):
    """A polynomial of second order with every term."""
    a, b, c = np.asarray(x).T
    squares = 11.0 * a**2 + 0.2 * b**2 - 5.0 * c**2
    return 300.0 + 40.0 * a - 3.0 * b + 7.0 * c + squares + 0.9 * a * b - 6.0 * a * c + b * c


def test_the_cases_are_every_corner_edge_and_middle():
    cases = design(LOW, HIGH)
    assert len({tuple(case) for case in cases}) == 27
    for factor in range(3):
        levels, counts = np.unique(cases[:, factor], return_counts=True)
        np.testing.assert_allclose(levels, [LOW[factor], 0.5 * (LOW[factor] + HIGH[factor]), HIGH[factor]])
        assert (counts == 9).all()


def test_a_polynomial_of_second_order_is_met_at_every_draw(monkeypatch):
    surface = fit(design(LOW, HIGH), exact(design(LOW, HIGH)))
    assert surface.error < 1e-12
    drawn = np.random.default_rng(3).uniform(LOW, HIGH, (50, 3))
    np.testing.assert_allclose(evaluate(surface, drawn), exact(drawn), rtol=1e-11)
    monkeypatch.setattr(response_surface, "CHUNK", 7)   # the last chunk is not full
    np.testing.assert_allclose(evaluate(surface, drawn), exact(drawn), rtol=1e-11)


def test_beyond_its_range_a_draw_is_held_at_the_edge():
    surface = fit(design(LOW, HIGH), exact(design(LOW, HIGH)))
    out = np.array([[0.0, 20.0, -1.5], [1.0, 99.0, 0.0]])
    np.testing.assert_allclose(evaluate(surface, out), exact(np.clip(out, LOW, HIGH)), rtol=1e-11)


def test_cases_without_a_value_are_left_out_as_long_as_ten_are_left():
    cases = design(LOW, HIGH)
    values = exact(cases)
    values[::3] = np.nan   # all at the low end of the last factor
    surface = fit(cases, values)
    known = np.isfinite(values)
    np.testing.assert_allclose(evaluate(surface, cases[known]), values[known], rtol=1e-9)
    corners = np.array([0, 1, 2, 3, 5, 6, 9, 13, 18, 26])
    ten = np.full(27, np.nan)
    ten[corners] = exact(cases)[corners]
    assert np.isfinite(fit(cases, ten).weight).all()
    ten[26] = np.nan
    with pytest.raises(SundalinkError, match="must be 10 or more"):
        fit(cases, ten)


def test_the_error_is_the_largest_miss_over_the_mean():
    cases = design([0.0], [2.0])   # 0, 1, 2: three terms go through three values
    assert fit(cases, np.array([1.0, 5.0, 2.0])).error < 1e-12
    twice = np.concatenate([cases, cases])   # 3 and 5 at one place: each is missed by 1
    assert fit(twice, np.array([3.0, 3.0, 3.0, 5.0, 5.0, 5.0])).error == pytest.approx(1.0 / 4.0)
