"""Tonnes by margin, of a case."""

import numpy as np
import pytest
from small_case import case, figures, scenario

from sim.analysis import net_zero
from sim.errors import SundalinkError


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


def test_credits_follow_the_plan_of_the_host_by_the_method():
    stated, method = figures(carbon__credits__method="stated"), figures()
    assert 0.4 < method["itmo_volume"] / stated["itmo_volume"] < 0.75   # the combined margin of 2036 to 2050 over 0.66
    assert figures(carbon__credits__listed=False)["itmo_volume"] == 0.0
    with pytest.raises(SundalinkError, match=r"carbon\.credits\.method.*15 MW"):
        scenario(carbon__credits__method="ams_i_d")
    with pytest.raises(SundalinkError, match=r"carbon\.credits\.price_years.*rise"):
        scenario(carbon__credits__price_years=[2040, 2036], carbon__credits__price_path_usd_per_tco2=[20.0, 30.0])


def test_certificates_are_sold_instead_of_credits():
    plain, sold = case(), case(carbon__claims__local_use="certificate", carbon__certificate_usd_per_mwh=5.0)
    assert not sold.finance.credits.transferred.any()
    np.testing.assert_allclose(sold.finance.credits.revenue, 5.0 * sold.finance.years.local)
    assert sold.finance.claims.per_mwh == pytest.approx(1.0)
    assert plain.finance.credits.transferred.any()


def test_both_countries_have_tonnes_cost_and_a_plan():
    done, values = case(), figures()
    found = net_zero.compute(done)
    assert values["displaced_emissions_build"] < values["displaced_emissions_operating"]
    by_hand = (60.0 - 71.0) * done.finance.years.local   # local buyers pay 60, generation costs 71 USD/MWh
    weight = 1.05 ** -np.arange(by_hand.size, dtype=float)
    expected = (by_hand * weight).sum() / (found.vietnam["average"] * weight).sum()
    assert values["abatement_cost_vietnam_average"] == pytest.approx(expected)
    assert values["vietnam_export_share"] == pytest.approx(1200 / 5000)
    assert values["vietnam_plan_share"] == pytest.approx(found.vietnam["average"][0] / 200e6)


def test_an_unmatched_hour_emits_the_residual_mix():
    values = figures()
    assert values["residual_mix"] > values["avoided_emissions_average"] / case().finance.years.delivered.mean()
    assert values["flat_load_emissions"] == pytest.approx((1 - values["hourly_matched_flat"]) * values["residual_mix"])
    none = figures(carbon__claims__delivered_use="none")
    assert none["residual_mix"] < values["residual_mix"]


def test_another_social_rate_moves_costs_of_tonnes():
    assert figures(parties__social_rate=0.02)["abatement_cost"] != pytest.approx(figures()["abatement_cost"], rel=1e-3)
