"""The outage histories of the trade, and how far what they take together is from what all histories would take."""

import numpy as np
import pytest
from small_case import scenario

from sim.case import outages, route


def drawn(**changes):
    """What the chosen histories take, and the error that is stated of it. [fraction]"""
    s = scenario(**changes)
    line, configuration = route.make(s), s.link.configuration.bind()()
    found = outages.histories(s, line, configuration, s.time.weather_years)
    return outages.weighed(found.poles, configuration.poles, s.time.period_h).mean(), found.error


def test_without_outages_there_is_no_error():
    assert drawn(link__outage__model="none") == (0.0, 0.0)


def test_more_histories_have_less_error():
    errors = [drawn(time__weather_years=4, link__outage_draws=count)[1] for count in (1, 4, 16)]
    assert errors[0] > 1.8 * errors[1] > 3.0 * errors[2] > 0.0


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"link__outage__cable_rate_per_100km_year": 0.08}], ids=["usual", "own"])
def test_the_error_is_the_scatter_of_what_the_chosen_histories_take(more):
    """Over thirty seeds; a model of the case's own adds what the usual one does not put in order."""
    found, stated = np.array([drawn(seed=seed, time__weather_years=5, link__outage_draws=4, **more)
                              for seed in range(1, 31)]).T
    assert np.sqrt(np.mean(stated**2)) == pytest.approx(found.std(ddof=1), rel=0.4)   # a sixth is chance of thirty
