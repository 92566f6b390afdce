"""Tonnes by margin, of a case."""

import numpy as np
import pytest
from small_case import case, figures

from sim.analysis import net_zero


def test_margins_stand_side_by_side():
    done, values = case(), figures()
    found = net_zero.compute(done)
    low, middle, high = (values[f"avoided_emissions_{name}"] for name in ("build", "average", "operating"))
    assert low < middle < high
    assert values["abatement_cost_average"] > values["abatement_cost_operating"] > 0
    assert values["claims_per_mwh"] == pytest.approx(1.0)
    assert 0 < values["hourly_matched_flat"] < 1
    np.testing.assert_allclose(found.avoided["average"], done.finance.avoided)   # base follows the shipped path
    declining = case(carbon__grid_factor__model="declining").finance.avoided
    np.testing.assert_allclose(found.avoided["operating"].mean() / declining.mean(), 1.0, rtol=0.05)


def test_a_factor_with_a_floor_can_be_chosen_beside_the_shipped_path():
    values, other = figures(), figures(carbon__grid_factor__model="declining")
    assert values["avoided_emissions"] == pytest.approx(values["avoided_emissions_average"])
    assert values["avoided_emissions"] < 0.6 * other["avoided_emissions"]
    assert values["required_price"] == pytest.approx(other["required_price"])


def test_a_cap_on_transfers_lowers_credits_alone():
    free = figures(carbon__credits__transfer_cap=1.0)
    assert figures()["itmo_volume"] == pytest.approx(0.90 / 0.93 * free["itmo_volume"])
