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
    np.testing.assert_allclose(found.avoided["operating"].mean() / done.finance.avoided.mean(), 1.0, rtol=0.05)


def test_the_shipped_path_can_be_chosen():
    values = figures(carbon__grid_factor__model="shipped")
    assert values["avoided_emissions"] == pytest.approx(values["avoided_emissions_average"])
    assert values["avoided_emissions"] < 0.6 * figures()["avoided_emissions"]
    assert values["required_price"] == pytest.approx(figures()["required_price"])


def test_a_cap_on_transfers_lowers_credits_alone():
    values = figures(carbon__credits__transfer_cap=0.90)
    assert values["itmo_volume"] == pytest.approx(0.90 / 0.93 * figures()["itmo_volume"])
