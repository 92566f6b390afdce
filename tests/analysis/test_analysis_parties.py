"""Parties of a case: everything booked twice, with and without other companies."""

import pytest
from small_case import SMALL, case

from sim import chain
from sim.analysis import parties
from sim.scenario.load import load


def check(done):
    view = parties.compute(done)   # closes to 1e-9 or raises
    assert view.parties.residual < 1e-9
    assert view.parties.present.sum() == pytest.approx(0.0, abs=1.0)
    return view, dict(zip(view.parties.names, view.parties.present, strict=True))


def test_every_payment_of_the_project_has_two_parties():
    view, present = check(case())
    assert present[parties.PROJECT] == pytest.approx(0.0, abs=1.0)
    assert present["owners"] > 0              # they ask more than 5 % real
    assert present["contract buyers"] < 0
    assert present["state of Vietnam"] > 0
    values = parties.figures(case(), view)
    assert values["contract_premium"] > values["generator_loss"] > 0
    assert values["buyers_net"] < 0
    assert parties.rows(view)[-1][2] == "net"


def test_other_companies_are_paid_by_the_project_and_pay_their_own_cost():
    done = chain.run(load("base", {**SMALL, "companies": [
        {"name": "link", "regime": "cap_and_floor", "tariff": 60.0, "grant": 0.1}]}), workers=1)
    view, present = check(done)
    assert present["governments"] < 0
    whats = {payment.what: payment.amount.sum() for payment in view.payments}
    assert whats["link: up to the floor"] > 0
    assert whats["payments to companies"] > 0
    plain, _ = check(case())
    costs = [sum(p.amount.sum() for p in v.payments if p.receiver == "suppliers") for v in (view, plain)]
    assert costs[0] == pytest.approx(costs[1], rel=1e-9)   # what is built costs the same, whoever owns it
    assert done.finance.required < case().finance.required
