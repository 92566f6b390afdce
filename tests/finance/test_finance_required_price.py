"""The required price gives back its targets; the landed cost is the sum of its parts."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance import cost_components, cost_schedule, debt_service, debt_sizing, metrics, tax
from sim.finance.cash_flow import Sales, costs_of
from sim.finance.landed_cost import landed_cost
from sim.finance.project_returns import evaluate, owners
from sim.finance.required_price import required_price
from sim.finance.timeline import place, timeline

T = timeline()
ENERGY = place(T, 5.85e6)
CHARGES = 11.0 * ENERGY
PENALTY = 3.0 * ENERGY
LOCAL = place(T, 60 * 1.2e6)
FEES = cost_schedule.sea_use(T, 60000)


def parts(hvdc=3.6e9):
    return [
        cost_components.farm(2300),
        cost_components.battery(400, 1600),
        cost_components.Component("hvdc", hvdc, 0.012 * hvdc, 40, 30),
    ]


def case(price, model=debt_sizing.sculpted, money=1.0, energy=ENERGY, **terms):
    listed = [c._replace(capex=money * c.capex, fixed_opex=money * c.fixed_opex,
                         decommissioning=money * c.decommissioning) for c in parts()]
    sales = Sales(energy, price, charges=money * CHARGES, local=money * LOCAL)
    return evaluate(T, listed, sales, money * FEES, energy, tax.vietnam, model, **terms)


def test_the_price_gives_the_return_that_was_asked():
    found = required_price(case, target_irr=0.12)
    assert case(found.price).equity_irr == pytest.approx(0.12, abs=1e-9)
    assert case(found.price - 1e-3).equity_irr < 0.12
    assert found.finance.debt.min_dscr >= 1.35 * (1 - 1e-9)
    assert found.binds == "equity IRR"
    assert found.debt_limit == "gearing"


@pytest.mark.parametrize("target", [0.07, 0.10, 0.15])
def test_any_target_is_met(target):
    assert case(required_price(case, target_irr=target).price).equity_irr == pytest.approx(target, abs=1e-9)


def test_without_debt_the_price_makes_npv_nothing_at_the_target():
    bare = partial(case, model=partial(debt_sizing.sculpted, gearing=0.0))
    found = required_price(bare, target_irr=0.09)
    assert bare(found.price, wacc=0.09).npv == pytest.approx(0.0, abs=10.0)   # USD, of some 10 billion


def test_the_reference_project_falls_in_the_published_order_of_magnitude():
    """5.85 TWh delivered, HVDC at 3.6 billion USD: 190 to 265 USD/MWh, a wide band."""
    assert 190 < required_price(case).price < 265


def test_another_currency_scales_the_price():
    found = required_price(case).price
    other = required_price(partial(case, money=1.3), highest=9000.0).price
    assert other == pytest.approx(1.3 * found, abs=1e-5)


def test_a_higher_target_or_cost_asks_a_higher_price():
    base = required_price(case).price
    assert required_price(case, target_irr=0.13).price > base
    assert required_price(partial(case, model=partial(debt_sizing.sculpted, rate=0.08))).price > base
    assert required_price(partial(case, model=partial(debt_sizing.sculpted, gearing=0.5))).price > base


def test_the_cover_asks_for_the_price_when_debt_is_held():
    large = debt_service.hold(case(260.0, model=partial(debt_sizing.sculpted, dscr=1.1, gearing=0.8)).debt)
    found = required_price(partial(case, model=large), target_irr=0.05, min_dscr=1.35)
    assert found.binds == "minimum DSCR"
    assert found.finance.debt.min_dscr == pytest.approx(1.35, rel=1e-6)
    assert found.finance.equity_irr > 0.05


def test_a_strict_cover_holds_the_debt():
    found = required_price(partial(case, model=partial(debt_sizing.sculpted, dscr=2.2)), min_dscr=2.2)
    assert found.debt_limit == "dscr"
    assert found.finance.debt.gearing < 0.7


def test_a_cover_above_that_of_the_sizing_asks_for_the_price():
    """A loan sized to 1.2 has a cover of 1.5 only where the gearing cap keeps it small enough."""
    sized = partial(case, model=partial(debt_sizing.sculpted, dscr=1.2))
    found = required_price(sized, target_irr=0.08, min_dscr=1.5)
    assert found.binds == "minimum DSCR"
    assert found.debt_limit == "gearing"
    assert found.finance.debt.min_dscr == pytest.approx(1.5, rel=1e-6)
    assert found.finance.equity_irr > 0.08


def test_no_contract_energy_no_price():
    with pytest.raises(SundalinkError, match="no energy is paid under the contract"):
        required_price(partial(case, energy=0.0 * ENERGY))


def test_a_price_above_the_highest_is_refused_with_the_reason():
    with pytest.raises(SundalinkError, match="no price up to there meets the equity IRR; equity earns"):
        required_price(case, highest=150.0)


def test_revenue_enough_without_a_price_is_said():
    with pytest.raises(SundalinkError, match="other revenue carries the project"):
        required_price(lambda price: case(500.0))


def test_a_step_of_the_return_is_met_from_above():
    """A return that falls by a step as the price rises (an earlier holiday) still meets the target."""
    def stepped(price):
        rate = 0.1 + (price - 100.0) * 1e-3 - (0.02 if price > 100.0 else 0.0)
        return SimpleNamespace(equity_irr=rate, equity_irr_reason="", contract_revenue=np.ones(1),
                               debt=SimpleNamespace(min_dscr=2.0, limit="gearing"))
    found = required_price(stepped, target_irr=0.10)
    assert stepped(found.price).equity_irr >= 0.10 - 1e-9


def test_a_rising_step_is_met_at_its_upper_edge():
    def stepped(price):
        loan = SimpleNamespace(min_dscr=2.0, limit="gearing")
        return SimpleNamespace(equity_irr=0.05 if price < 123.4 else 0.2, equity_irr_reason="",
                               contract_revenue=np.ones(1), debt=loan)
    found = required_price(stepped, target_irr=0.10)
    assert found.price == pytest.approx(123.4, abs=1e-6)
    assert found.finance.equity_irr == 0.2


def test_landed_cost_is_the_sum_of_its_parts():
    found = landed_cost(T, parts(), ENERGY, CHARGES, PENALTY, LOCAL, FEES)
    assert found.name == ("farm", "battery", "hvdc", "charges", "penalty", "fees", "local sales")
    assert found.total == pytest.approx(found.value.sum())
    rate = metrics.real_rate(0.083, 0.02)
    level = metrics.crf(rate, int(T.operating.sum())) / 5.85e6
    by_hand = [metrics.npv(cost_schedule.yearly_cost(c, T), rate, T.time) * level for c in parts()]
    np.testing.assert_allclose(found.value[:3], by_hand, rtol=1e-12)
    assert found.value[3] == pytest.approx(11.0)
    assert found.value[4] == pytest.approx(3.0)
    assert found.value[6] == pytest.approx(-60 * 1.2 / 5.85)


def test_landed_cost_without_interest_is_total_cost_over_total_energy():
    found = landed_cost(T, parts(), ENERGY, CHARGES, PENALTY, 0.0 * LOCAL, 0.0 * FEES, wacc=0.02)   # real rate zero
    total = sum(cost_schedule.yearly_cost(c, T).sum() for c in parts()) + CHARGES.sum() + PENALTY.sum()
    assert found.total == pytest.approx(total / ENERGY.sum(), rel=1e-12)


def test_landed_cost_is_the_lcoe_of_the_books():
    found = landed_cost(T, parts(), ENERGY, CHARGES, 0.0 * PENALTY, 0.0 * LOCAL, FEES)
    assert found.total == pytest.approx(case(200.0).lcoe, rel=1e-12)


def test_landed_cost_keeps_cases_apart():
    energy = ENERGY * np.array([1.0, 0.8])[:, None]
    found = landed_cost(T, parts(), energy, 11.0 * energy, PENALTY, LOCAL, FEES)
    assert found.value.shape == (2, 7)
    np.testing.assert_allclose(found.value[1, :3], found.value[0, :3] / 0.8, rtol=1e-12)
    np.testing.assert_allclose(found.value[:, 3], 11.0)


def test_landed_cost_of_nothing_delivered_is_refused():
    with pytest.raises(SundalinkError, match="no energy is delivered"):
        landed_cost(T, parts(), 0.0 * ENERGY, CHARGES, PENALTY, LOCAL, FEES)
    with pytest.raises(SundalinkError, match="no energy is delivered"):   # in one case of two
        landed_cost(T, parts(), np.stack([ENERGY, 0.0 * ENERGY]), CHARGES, PENALTY, LOCAL, FEES)


def test_energy_of_the_price_ceilings_of_vietnam():
    """Decision 1824: 500 MW at 38.4, 49.6 and 39.5 % make 1.681, 2.171 and 1.728 TWh a year."""
    for factor, energy in ((0.384, 1.681), (0.496, 2.171), (0.395, 1.728)):
        assert 500 * 8760 * factor / 1e6 == pytest.approx(energy, abs=2.5e-3)


@pytest.mark.parametrize("near", [0.99, 1.01, 1.5, 0.2])
def test_a_likely_price_changes_how_many_are_tried_and_not_what_is_found(near):
    tried = []

    def quick(price):
        tried.append(price)
        books = case(price)
        return books.equity_irr, books.debt

    found = required_price(case, quick).price
    count, _ = len(tried), tried.clear()
    assert required_price(case, quick, near * found).price == pytest.approx(found, rel=1e-11)
    assert (len(tried) < count) == (abs(near - 1.0) < 0.03)


def test_costs_known_already_change_nothing():
    listed, sales = parts(), Sales(ENERGY, 220.0, charges=CHARGES, local=LOCAL)
    given = (T, listed, sales, FEES, tax.vietnam, debt_sizing.sculpted, ())
    for one, other in zip(owners(*given)[0], owners(*given, costs_of(T, listed, FEES))[0], strict=True):
        assert one == other
