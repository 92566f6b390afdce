"""Emission factors by margin."""

import numpy as np
import pytest

from sim.carbon import margins
from sim.case.carbon import factors, shipped
from sim.errors import SundalinkError
from sim.finance.metrics import annuity


def test_a_path_runs_straight_and_is_held():
    np.testing.assert_allclose(margins.path([2020, 2030, 2035, 2060], {2030: 0.4, 2040: 0.2}), [0.4, 0.4, 0.3, 0.2])
    with pytest.raises(SundalinkError, match="at least one"):
        margins.path([2030], {})


def test_the_combined_margin_lies_between():
    np.testing.assert_allclose(margins.combined(np.array([0.8]), np.array([0.4]), 0.75), 0.7)


def test_cost_of_a_tonne_without_discount_is_the_ratio_of_sums():
    cost, tonnes = np.array([10.0, 30.0]), np.array([1.0, 1.0])
    assert margins.abatement_cost(cost, tonnes, 0.0, [1, 2]) == pytest.approx(20.0)
    assert margins.abatement_cost(cost, tonnes, 0.5, [1, 2]) < 20.0
    assert np.isnan(margins.abatement_cost(cost, 0 * tonnes, 0.0, [1, 2]))


@pytest.mark.parametrize("rate", [0.02, 0.08])
def test_cost_of_a_tonne_is_the_annuity_over_the_tonnes_of_a_year(rate):
    """What is paid at first against as many tonnes in each of 20 years, be they few or many."""
    cost, time = np.r_[1000.0, np.zeros(20)], np.arange(21)
    for tonnes in (0.01, 5.0):
        found = margins.abatement_cost(cost, np.r_[0.0, np.full(20, tonnes)], rate, time)
        assert found == pytest.approx(annuity(1000.0, rate, 20) / tonnes, rel=1e-12)


def test_the_shipped_paths_have_the_figures_of_their_sources():
    calendar = np.arange(2034, 2064)
    assert factors("singapore", calendar)["average"].mean() == pytest.approx(0.173, abs=0.005)   # an earlier reckoning
    assert shipped("vietnam")[2023] == 0.6592
    for country in ("singapore", "vietnam"):
        found = factors(country, calendar)
        assert all(((f >= 0) & (f < 1)).all() for f in found.values())
        assert (found["build"] <= found["operating"] + 1e-12).all()
