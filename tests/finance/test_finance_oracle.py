"""The finance stage against its own past: base of 2034 as an independent rebuild confirmed it to 1e-8."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.finance.cash_flow import Sales
from sim.finance.cost_components import Component
from sim.finance.debt_service import Tranche
from sim.finance.debt_sizing import sculpted
from sim.finance.debt_stack import stacked
from sim.finance.project_returns import evaluate
from sim.finance.required_price import required_price
from sim.finance.tax import flat
from sim.finance.tax import vietnam as encouraged
from sim.finance.timeline import timeline

vietnam = partial(encouraged, minimum_rate=0.0)
"""The scheme without the top-up tax, which base of 2034 did not know."""

SAVED = dict(np.load(Path(__file__).with_name("base_2034.npz")))
FRAME = timeline(cod=2034, life=30)
WORKS = tuple(Component(*row) for row in zip(*(SAVED[f"component_{name}"] for name in Component._fields
                                             if f"component_{name}" in SAVED), strict=True))


def sales(price):
    saved = {name: SAVED[f"sales_{name}"] for name in Sales._fields if f"sales_{name}" in SAVED}
    return Sales(**saved)._replace(contract_price=price)


def project(price, tax=vietnam, debt=sculpted, works=WORKS, **terms):
    return evaluate(FRAME, works, sales(price), SAVED["fees"], SAVED["delivered"], tax, debt, **terms)


def required(**terms):
    return required_price(lambda price: project(price, **terms)).price


def test_base_of_2034_is_reproduced():
    found = required_price(project)
    assert found.price == pytest.approx(315.62788621, abs=1e-8)
    loan = found.finance.debt
    for name in ("draw", "equity", "amount", "dscr", "min_dscr", "llcr", "plcr", "idc", "dsra", "cfads"):
        np.testing.assert_allclose(getattr(loan, name), SAVED[name], rtol=1e-8, err_msg=name)
    np.testing.assert_allclose(loan.fees, SAVED["loan_fees"], rtol=1e-8)
    for name in ("tax", "dividends", "project_irr", "npv"):
        np.testing.assert_allclose(getattr(found.finance, name), SAVED[name], rtol=1e-8, atol=1e-3, err_msg=name)


def test_the_figures_of_an_independent_rebuild():
    """Sources and uses, and what single terms do to the price, from a rebuild that shares no code."""
    held = project(315.62788621)
    uses = {"capex": held.capex.sum(), "idc": held.debt.idc.sum(), "fees": held.debt.fees.sum(),
            "dsra": held.debt.dsra[FRAME.construction].max()}
    assert [round(v / 1e6) for v in uses.values()] == [15983, 938, 469, 509]
    assert float(held.debt.plcr) == pytest.approx(1.92, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize(("change", "by"), [
    ({"tax": partial(vietnam, minimum_rate=0.15)}, 5.3), ({"tax": partial(flat, rate=0.20)}, 8.4),
    ({"tax": partial(vietnam, minimum_rate=0.15), "interest_cap": 0.30}, 7.8),
    ({"debt": partial(sculpted, tenor=15)}, 7.1), ({"debt": partial(sculpted, tenor=22)}, -8.3),
    ({"debt": partial(sculpted, gearing=0.60)}, 9.4),
    ({"debt": partial(sculpted, concessional_share=0.15)}, -8.5), ({"indexation": 0.5}, 26.5)])
def test_single_terms_move_the_price_as_the_rebuild_found(change, by):
    assert required(**change) - 315.628 == pytest.approx(by, abs=0.06)


LOAN = Tranche("term loan", 1.0, 0.068, 0.068, 0.068, 99, 18, upfront=0.02, commitment=0.006)


def test_a_stack_of_one_loan_is_that_loan():
    one = project(315.62788621, debt=partial(stacked, tranches=(LOAN,)))
    two = project(315.62788621, debt=partial(stacked, tranches=(LOAN._replace(name="a", share=0.4),
                                                                LOAN._replace(name="b", share=0.6))))
    for found in (one, two):
        for name in ("draw", "interest", "principal", "balance", "dsra", "dscr"):
            np.testing.assert_allclose(getattr(found.debt, name), getattr(project(315.62788621).debt, name),
                                       rtol=1e-9, atol=1e-2, err_msg=name)
