"""How sure a required price is: the spread about the line of price on a speed whose mean is known."""

import numpy as np
import pytest
from small_case import case, figures

from sim.analysis.price_standard_error import FEWEST, compute, standard_error


def test_without_a_known_companion_it_is_the_textbook_one():
    values = np.array([3.0, 5.0, 4.0, 8.0])
    assert standard_error(values) == pytest.approx(values.std(ddof=1) / 2.0, rel=1e-12)
    assert standard_error(values, np.full(4, 9.0)) == standard_error(values)   # a companion that never varies
    assert np.isnan(standard_error(values[:1]))


def test_what_the_known_speed_explains_is_no_error():
    speed = np.array([8.0, 9.0, 10.0, 11.0, 12.0])
    assert standard_error(300.0 - 7.0 * speed, speed) == pytest.approx(0.0, abs=1e-9)
    few = speed[: FEWEST - 1]
    assert standard_error(few, few) == standard_error(few)


def test_it_is_the_scatter_of_means_over_records_scaled_to_one_mean_speed():
    draw = np.random.default_rng(3)
    means, errors = [], []
    for _ in range(2000):
        speed = draw.normal(9.0, 0.5, 10)
        speed *= 9.0 / speed.mean()
        price = 300.0 - 40.0 * (speed - 9.0) + draw.normal(0.0, 5.0, 10)
        means.append(price.mean())
        errors.append(standard_error(price, speed))
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(means), rel=0.05)
    assert np.mean(errors) < 2.0   # the whole spread would say 6.5


def test_the_summary_has_it():
    assert figures()["required_price_se"] == compute(case()).standard_error
