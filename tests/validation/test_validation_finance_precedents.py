"""Precedents: closed forms behind them; their residuals are shown, not asserted."""

import pytest

from sim.finance.metrics import crf
from sim.validation.finance_precedents import cap_and_floor, gearing
from sim.validation.published_cases import published

CASES = {case.id: case.inputs for case in published() if case.id.startswith("precedent-")}


def test_floor_and_cap_are_annuities_and_upkeep():
    given = {**CASES["precedent-nsl-cap-and-floor"], "spend": [1.0], "cost_currency": "EUR", "cost_year": 2016}
    floor, cap = cap_and_floor(**given)
    cost = given["cost_bn"] * 1e3 * given["to_gbp"]
    assert floor == pytest.approx(cost * (crf(given["floor_rate"], 25) + given["upkeep"]), rel=1e-9)
    assert cap == pytest.approx(cost * (crf(given["cap_rate"], 25) + given["upkeep"]), rel=1e-9)


@pytest.mark.parametrize("name", ["neuconnect", "hai-long", "marinus", "baltic-power", "dogger-bank-c"])
def test_more_cover_carries_less_debt_and_a_higher_return_more(name):
    given = CASES[f"precedent-{name}-gearing"]
    plain = gearing(**given)[0]
    assert gearing(**{**given, "dscr": given["dscr"] + 0.2, "downside_dscr": given["downside_dscr"] + 0.2})[0] < plain
    assert gearing(**{**given, "target_irr": given["target_irr"] + 0.02})[0] > plain
    assert gearing(**{**given, "highest": 0.3})[0] == pytest.approx(0.3, abs=1e-9)


def test_a_price_agreed_for_the_whole_life_is_the_one_without_a_term():
    given = {**CASES["precedent-baltic-power-gearing"], "tail": 1.0}
    plain = gearing(**{**given, "term": None})[0]
    assert gearing(**given)[0] == pytest.approx(plain, rel=1e-12)
    # Less after the contract: a higher price within it, for the same return, carries more debt.
    assert gearing(**{**given, "tail": 0.4})[0] > plain
    # A price that does not rise is higher at first, when the debt is served.
    assert gearing(**{**given, "fixed": True})[0] > plain


def test_a_precedent_never_fails():
    assert all(not case.asserted and case.rule == "shown" for case in published() if case.id.startswith("precedent-"))
