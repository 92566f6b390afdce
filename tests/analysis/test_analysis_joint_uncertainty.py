"""Joint draws: the surface against exact cases, the parts of the variance, and a million draws of the money."""

from time import process_time

import numpy as np
import pytest
from small_case import case

from sim.analysis import joint_uncertainty, programme
from sim.case.sales import expected
from sim.finance.response_surface import design, evaluate, fit


def test_a_quadratic_is_met_exactly_everywhere():
    cases = design([0.0, 1.0], [2.0, 5.0])
    surface = fit(cases, 3 + cases[:, 0] * cases[:, 1] - cases[:, 1] ** 2)
    drawn = np.random.default_rng(0).uniform([0, 1], [2, 5], (50, 2))
    np.testing.assert_allclose(evaluate(surface, drawn), 3 + drawn[:, 0] * drawn[:, 1] - drawn[:, 1] ** 2)
    assert surface.error < 1e-12


@pytest.fixture(scope="module")
def joint():
    done = case()
    return joint_uncertainty.compute(done, programme.compute(done))


def test_the_surface_meets_cases_it_was_not_made_from(joint):
    done = case()
    asked = np.array([[0.95, 1.1, 0.9], [1.05, 0.8, 1.2], [1.0, 1.0, 1.0]])
    exact = joint_uncertainty._exact(done, asked)
    found = evaluate(joint.surface, np.column_stack([1 / asked[:, 0], asked[:, 1:]]))
    np.testing.assert_allclose(found, exact, rtol=1e-3)
    assert exact[2] == pytest.approx(done.finance.required, abs=0.05)


def test_less_energy_is_dearer_by_its_penalty_too():
    done = case()
    asked = np.array([[1.0, 1.0, 1.0], [0.9, 1.0, 1.0]])
    plain, more = joint_uncertainty._penalised(joint_uncertainty._penalty(done), asked)
    assert plain[2] == pytest.approx(1.0, abs=1e-6)
    by_hand = expected(done.scenario, done.hub, done.traded, 0.9).penalty.mean() - done.finance.years.penalty.mean()
    upkeep = sum(part.fixed_opex for part in done.finance.components)
    assert (more[2] - 1.0) * upkeep == pytest.approx(by_hand, rel=1e-6)


def test_draws_are_wide_and_explained(joint):
    values = joint_uncertainty.figures(case(), joint)
    assert values["joint_price_p10"] < values["joint_price_p50"] < values["joint_price_p90"]
    assert values["joint_equity_irr_p10"] < values["joint_equity_irr_p90"]
    assert 0 <= values["cheaper_than_gas_probability"] < 0.2
    assert (joint.contribution >= 0).all()
    assert 0.6 < joint.contribution.sum() < 1.3


def test_a_million_draws_of_the_money_take_less_than_a_second(joint):
    drawn = np.random.default_rng(0).normal(1.0, 0.1, (1_000_000, 3))
    times = []
    for _ in range(3):
        begin = process_time()
        evaluate(joint.surface, drawn)
        times.append(process_time() - begin)
    assert min(times) < 1.0   # of processor time: the machine may be busy


def test_the_same_seed_gives_the_same_draws(joint):
    done = case()
    np.testing.assert_array_equal(joint_uncertainty.compute(done, programme.compute(done)).price, joint.price)


def test_currencies_count_by_line_and_by_what_is_hedged():
    from sim.analysis.joint_uncertainty import GROUPS, _currencies

    def factors(currency="USD", **joint):
        done = case()
        s = done.scenario
        s = s.model_copy(update={
            "contract": s.contract.model_copy(update={"currency": currency}),
            "uncertainty": s.uncertainty.model_copy(update={"joint": s.uncertainty.joint.model_copy(update=joint)})})
        return _currencies(done._replace(scenario=s), 3000)

    upkeep, paid = factors()
    assert (upkeep == 1.0).all()   # base earns, owes and is kept in dollars
    assert (paid == 1.0).all()
    open_, half, closed = (factors("SGD", revenue_hedged=share)[1].std() for share in (0.0, 0.5, 1.0))
    assert open_ > 1.5 * half > 0.0
    assert closed == 0.0
    owed = factors(debt_share=0.5, debt_currency="JPY", debt_hedged=0.0)[1]
    assert owed.std() > 0.0
    assert (factors(debt_share=0.5)[1] == 1.0).all()   # swapped
    kept = factors(upkeep_share=0.4, upkeep_currency="VND")[0]
    assert kept.mean() == pytest.approx(1.0, abs=0.02)
    assert "currency" in GROUPS
