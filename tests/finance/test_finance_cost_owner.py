"""Insurance, the bridge for value added tax, forward cover and readiness for a fault, by hand."""

import pytest

from sim.finance.cost_components import Component
from sim.finance.cost_owner import currency_hedge, insurance, vat_bridge
from sim.finance.cost_readiness import standby

WORKS = [Component("farm", 1000.0, 10.0, 30), Component("cable", 500.0, 5.0, 40)]


def test_insurance_is_a_share_of_what_is_insured():
    found = insurance(WORKS, share=0.004)
    assert found.capex == 0
    assert found.fixed_opex == pytest.approx(6.0)
    assert insurance(WORKS, share=0.0).fixed_opex == 0


def test_the_bridge_costs_interest_until_the_refund():
    assert vat_bridge(WORKS, rate=0.10, share=0.5, refund=0.5, interest=0.08).capex == pytest.approx(1500 * 0.002)
    assert vat_bridge(WORKS, rate=0.0).capex == 0
    assert vat_bridge(WORKS).fixed_opex == 0


def test_forward_cover_is_paid_on_what_is_bought_abroad_until_it_is_paid_for():
    found = currency_hedge(WORKS, share=0.4, hedged=0.5, lead=2.0, charge=0.005)
    assert found.capex == pytest.approx(1500 * 0.4 * 0.5 * 2.0 * 0.005)
    assert currency_hedge(WORKS, hedged=0.0).capex == 0
    assert currency_hedge(WORKS).fixed_opex == 0


@pytest.mark.parametrize("kit", [False, True])
@pytest.mark.parametrize("vessel", [False, True])
@pytest.mark.parametrize("route", [False, True])
def test_readiness_costs_what_is_chosen_and_nothing_else(kit, vessel, route):
    found = standby(kit, vessel, route, 800.0, kit=3.0, vessel=5.0, second_route=0.2)
    assert found.fixed_opex == (3.0 if kit else 0.0) + (5.0 if vessel else 0.0)
    assert found.capex == (160.0 if route else 0.0)
