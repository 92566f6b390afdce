"""Causes that are drawn jointly: energy, outages, cost, upkeep, time, interest, currency, gas and carbon."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import simulated_years, spending
from sim.finance import currency
from sim.finance.cost_uncertainty import PARTS
from sim.stochastic import generator
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from sim.analysis.programme import Outcome
    from sim.chain import Case

PATHS = 2000
"""Paths of the currencies."""


class Causes(NamedTuple):
    """Drawn causes."""

    factors: np.ndarray
    """Shape (draw, group), in the order of `GROUPS`: shares of the plan; years late; change of the interest; factor on
    the price by what the dollars received for it, and owed under the loans, come to; shares of the price of gas and of
    the carbon tax."""
    schedule: np.ndarray
    """Which of the drawn schedules each draw has, shape (draw,)."""


def draw(case: Case, outcome: Outcome, count: int) -> Causes:
    """
    Draw all groups of causes together, on random numbers that cases share.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    outcome : Outcome
        Of `sim.analysis.programme.compute`, for time.
    count : int
        How many.

    Returns
    -------
    causes : Causes

    Notes
    -----
    A simulated life has an outage history and, apart from it, weather years and a level of the energy; its mean energy
    is the product of the factor of that history, mean of all weather years, and of the remainder. Costs in other
    currencies follow their paths to the middle of construction.
    """
    s, settings = case.scenario, case.scenario.uncertainty.joint
    random = generator(s.seed, "joint")
    lives = simulated_years.draw(s, case.hub, case.traded, min(count, 4000))
    each = simulated_years.sales(s, case.hub, case.traded, lives).delivered.mean(axis=1)
    delivered = case.traded.annual.delivered
    history = (delivered.mean(axis=(0, 1)) / max(float(delivered.mean()), 1e-9))[lives.outage]
    pick = random.integers(each.size, size=count)
    energy = (each / max(float(case.finance.years.delivered.mean()), 1e-9) / np.maximum(history, 1e-9))[pick]
    schedule = random.integers(outcome.late.size, size=count)
    late = np.clip(outcome.late[schedule], 0.0, outcome.by_delay.shape[1] - 1.0)
    upkeep, paid = currencies(case, count)

    def share(sd: float) -> np.ndarray:
        return np.exp(sd * random.standard_normal(count) - 0.5 * sd**2)

    return Causes(np.column_stack([
        energy, history[pick], _cost(case, random, count), share(settings.upkeep_sd) * upkeep,
        late, settings.interest_sd * random.standard_normal(count), paid,
        share(settings.gas_sd), share(settings.carbon_sd)]), schedule)


def _cost(case: Case, random: np.random.Generator, count: int) -> np.ndarray:
    """Return factors on the cost of building, with what is bought in other currencies, shape (draw,)."""
    s, settings = case.scenario, case.scenario.uncertainty.joint
    own = {name: sum(p.capex for p in case.finance.components if p.name.removeprefix("spur_").removeprefix("far_")
                     == name) for name in PARTS}
    parts = s.uncertainty.cost.bind()(generator(s.seed, "cost"))
    fixed = sum(p.capex for p in case.finance.components) - sum(own.values())
    cost = (parts @ np.array(list(own.values())) + fixed) / (sum(own.values()) + fixed) if len(parts) else np.ones(1)
    years = max(int(s.time.first_operating_year - MONEY_YEAR - len(s.finance.construction_spend) / 2), 1)
    path, abroad = currency.paths(random, PATHS, years), np.ones(PATHS)
    for unit, share in spending.abroad(s, case.finance.components).items():
        then = path[currency.pick(unit)][:, -1]
        abroad = abroad + share * (1.0 - settings.euro_hedged) * (then / then.mean() - 1.0)
    return random.choice(cost, count) * random.choice(abroad, count)


def currencies(case: Case, count: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Return factors by the currencies of upkeep, revenue and debt that are not hedged.

    Parameters
    ----------
    case : Case
    count : int
        How many.

    Returns
    -------
    upkeep, price : array, shape (draw,)
        On the cost of operation, and on the price. [-]
    """
    s, given, project = case.scenario, case.scenario.uncertainty.joint, case.finance.project
    held = s.contract.currency
    bare = {"upkeep": (given.upkeep_currency, given.upkeep_share * (1.0 - given.upkeep_hedged)),
            "revenue": (held, 0.0 if held == "USD" else 1.0 - given.revenue_hedged),
            "debt": (given.debt_currency, given.debt_share * (1.0 - given.debt_hedged))}
    found = {name: np.ones(count) for name in bare}
    if any(share for _, share in bare.values()):
        random, until = generator(s.seed, "joint", "currency"), s.time.first_operating_year - 2025
        value = currency.paths(random, PATHS, until + s.time.operating_years)[..., until:].mean(axis=-1)
        which = random.integers(value.shape[1], size=count)
        for name, (unit, share) in bare.items():
            if share:
                path = value[currency.pick(unit)]
                found[name] = 1.0 + share * (path / path.mean() - 1.0)[which]
    service = float((project.debt.interest + project.debt.principal).sum())
    owed = service / max(float(project.contract_revenue.sum()), 1e-9)
    return found["upkeep"], (1.0 + owed * (found["debt"] - 1.0)) / np.maximum(found["revenue"], 0.05)


def alone(factors: np.ndarray, group: int) -> np.ndarray:
    """
    Return draws in which one group varies and all others have their means.

    Parameters
    ----------
    factors : array, shape (draw, group)
    group : int
        Place in `GROUPS`.

    Returns
    -------
    factors : array, shape (draw, group)
    """
    found = np.tile(factors.mean(axis=0), (len(factors), 1))
    found[:, group] = factors[:, group]
    return found
