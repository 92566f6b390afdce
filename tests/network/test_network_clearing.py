"""Half-hours cleared by the dual simplex: equal to the general solver, whatever comes before."""

import numpy as np
import pytest
from small_network import network, residuals, without_stores

from sim.network.clearing import clear
from sim.network.linear import linear
from sim.network.program import cost_of, program, solution
from sim.network.records import GridPlan


def cleared(net):
    """Return a solution of a network without stores, each half-hour cleared, and the value of its dual."""
    made = program(net)
    done = clear(made, np.zeros_like(made.load))
    none = np.zeros((len(made.load), 0))
    steps = made.step_cost - done.price[..., None]
    arcs = made.arc_cost + done.price[:, made.arc_from] - made.arc_gain * done.price[:, made.arc_to]
    dual = made.step_hours * float((done.price * made.load).sum() + (np.minimum(steps, 0) * made.step_bound).sum()
                                   + (np.minimum(arcs, 0) * made.arc_bound).sum())
    plan = GridPlan(done.step, done.arc, none, none, none, none)
    assert cost_of(made, plan)[0] >= dual - 1e-9 * cost_of(made, plan)[1]
    return solution(net, made, plan, done.price, none, dual, 0), dual


@pytest.mark.parametrize("seed", range(60))
def test_cleared_half_hours_cost_what_the_general_solver_finds(seed):
    net = without_stores(network(seed, periods=24))
    exact, (found, dual) = linear(net), cleared(net)
    assert found.cost == pytest.approx(exact.cost, rel=1e-12, abs=1e-12 * exact.scale)
    assert dual == pytest.approx(exact.cost, rel=1e-12, abs=1e-12 * exact.scale)   # so its prices are right, too
    assert np.abs(residuals(net, found)[0]).max() < 1e-10


def test_ties_everywhere_end():
    net = without_stores(network(5, periods=24, zones=5, links=7))
    net = net._replace(cost=np.full_like(net.cost, 50.0), loss=np.zeros_like(net.loss),
                       wheeling=np.zeros_like(net.wheeling))
    assert cleared(net)[0].cost == pytest.approx(linear(net).cost, rel=1e-12)


@pytest.mark.parametrize("seed", [200, 238, 299, 310, 326, 393])
def test_rounding_in_the_inverse_moves_no_price(seed):
    """Steps that tie were put at bounds that they do not have, where an element is 1e-16 that should be zero."""
    net = without_stores(network(seed, periods=400, zones=6, links=9))
    tied = np.random.default_rng(seed).choice([0.0, 0.0, 0.0, 3.0, 40.0, 40.0, 80.0], net.cost.shape)
    net = net._replace(cost=tied, wheeling=np.full_like(net.wheeling, 3.0))
    found, dual = cleared(net)
    assert np.abs(residuals(net, found)[0]).max() < 1e-10
    assert found.cost == pytest.approx(dual, rel=1e-12)


def test_costs_may_change_in_time():
    net = without_stores(network(6, periods=24, zones=4, links=6))
    net = net._replace(cost=np.random.default_rng(0).normal(40, 30, (24, *net.cost.shape)))
    assert cleared(net)[0].cost == pytest.approx(linear(net).cost, rel=1e-12)


def test_more_given_than_a_zone_can_use_is_not_cleared():
    made = program(without_stores(network(5, periods=4, zones=2, links=0)))
    assert clear(made, made.load + 1.0) is None
