"""Energy, cost, upkeep, time, interest, currency and gas drawn jointly: distribution of price and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import programme
from sim.analysis.gas_parity import new_gas
from sim.analysis.programme import LATEST
from sim.case import debt, simulated_years, spending
from sim.case.sales import expected
from sim.errors import SundalinkError
from sim.finance import currency
from sim.finance.cost_uncertainty import PARTS
from sim.finance.debt_service import hold
from sim.finance.metrics import irr
from sim.finance.project_returns import owners
from sim.finance.required_price import required_prices
from sim.finance.response_surface import design, evaluate, fit
from sim.stochastic import generator
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from sim.case.finance import Terms
    from sim.case.sales import ExpectedYears
    from sim.chain import Case
    from sim.finance.cost_components import Component
    from sim.finance.response_surface import Surface

FACTORS = ("energy", "cost of building", "upkeep")
"""Factors of the response surface; time and interest multiply it."""
GROUPS = (*FACTORS, "time", "interest", "currency")
"""Groups of causes whose part of the variance is given; currencies of building and of upkeep count with those."""
LOW, HIGH = (0.75, 0.45, 0.6), (1.7, 2.0, 3.0)
"""Range of one over the energy, of cost and of upkeep that exact cases are computed over: the price is bilinear in them
but for the penalty, which counts as upkeep."""
SHARES = np.linspace(0.4, 1.6, 13)
"""Energies over the plan that the penalty is found at."""

FIGURES = {
    **{f"joint_price_p{q}": ("USD/MWh", f"required price below which {q} % of joint draws of energy, cost, upkeep, "
                                        "time, interest and currency lie; real 2025") for q in (10, 50, 90)},
    **{f"joint_equity_irr_p{q}": ("-", f"equity IRR at the contract's price below which {q} % of joint draws lie, with "
                                       "the loan as sized; nominal") for q in (10, 50, 90)},
    "cheaper_than_gas_probability": ("-", "share of joint draws whose required price is below the cost of new gas, "
                                          "with gas price and carbon tax drawn as well"),
}
"""Summary values that this file makes: unit and note."""


class JointDraws(NamedTuple):
    """Joint draws, arrays (draw,) unless said otherwise."""

    factors: np.ndarray
    """Shape (draw, factor), in the order of `GROUPS`: shares of the plan; years late; change of the interest; factor on
    the price by what the dollars received for it, and owed under the loans, come to."""
    price: np.ndarray
    """Required. [USD/MWh]"""
    equity_irr: np.ndarray
    gas: np.ndarray
    """Full cost of new gas. [USD/MWh]"""
    contribution: np.ndarray
    """Part of the variance of the price that each of `GROUPS` explains alone, shape (group,). [fraction]"""
    surface: Surface
    """Of the required price."""


def compute(case: Case, outcome: programme.Outcome | None = None, draws: int | None = None) -> JointDraws | None:
    """
    Draw all groups of causes together, on random numbers that cases share.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    outcome : Outcome, optional
        Of `sim.analysis.programme.compute`, for time; computed unless given.
    draws : int, optional
        How many; that of the scenario unless given.

    Returns
    -------
    joint : JointDraws or None
        None where no price is required, or the exact cases have none.

    Notes
    -----
    Energy, cost and upkeep go through a quadratic surface fitted to 27 exact searches; what being late and another
    interest do to the price is found exactly for single changes and multiplied on. Costs in other currencies follow
    their paths to the middle of construction.
    """
    s, money = case.scenario, case.finance
    if not np.isfinite(money.required) or money.price <= 0.0 or money.years.paid.sum() <= 0.0:
        return None
    outcome = programme.compute(case) if outcome is None else outcome
    settings, random = s.uncertainty.joint, generator(s.seed, "joint")
    count = draws or settings.draws
    cases = design(LOW, HIGH)
    try:
        surface = fit(cases, _exact(case, _upright(cases)))
        returned = fit(cases, _returns(case, _upright(cases)))
    except SundalinkError:   # too few of the exact cases have a price and a return
        return None
    factors = _draw(case, outcome, random, count)
    late, interest = _single(case, outcome)
    penalty = _penalty(case)
    drawn = _upright(_penalised(penalty, factors))
    inner = evaluate(surface, drawn)
    beside = (1.0 + interest * factors[:, 4]) * factors[:, 5]
    price = inner * np.interp(factors[:, 3], np.arange(LATEST + 1.0), late) * beside
    # A currency that falls pays as if it bought less energy.
    weaker = np.column_stack([factors[:, 0] / factors[:, 5], factors[:, 1:]])
    returns = evaluate(returned, _upright(_penalised(penalty, weaker)))
    returns = returns + np.interp(factors[:, 3], np.arange(LATEST + 1.0), outcome.by_delay[0] - outcome.by_delay[0, 0])
    parts, _ = new_gas(case)
    gas = (parts["fuel"] * np.exp(settings.gas_sd * random.standard_normal(count) - 0.5 * settings.gas_sd**2)
           + parts["carbon tax"] * np.exp(settings.carbon_sd * random.standard_normal(count)
                                          - 0.5 * settings.carbon_sd**2)
           + parts["plant, upkeep"])
    explained = _contributions(penalty, surface, factors, late, interest, price)
    return JointDraws(factors, price, returns, gas, explained, surface)


def _penalty(case: Case) -> np.ndarray:
    """Return the change of the penalty over the upkeep, at each of `SHARES`. [fraction]"""
    at = [expected(case.scenario, case.hub, case.traded, share) for share in SHARES]
    found = np.array([(each.penalty + each.licence).mean() for each in at])
    upkeep = max(sum(part.fixed_opex for part in case.finance.components), 1e-9)
    return (found - (case.finance.years.penalty + case.finance.years.licence).mean()) / upkeep


def _penalised(penalty: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Return factors with the change of the penalty by the energy added to the upkeep, shape (draw, 3)."""
    return np.column_stack([factors[:, :2], factors[:, 2] + np.interp(factors[:, 0], SHARES, penalty)])


def _upright(factors: np.ndarray) -> np.ndarray:
    """Return factors with the first, the energy, turned into one over it, and back."""
    return np.column_stack([1.0 / np.maximum(factors[:, 0], 1e-3), factors[:, 1:]])


def _exact(case: Case, cases: np.ndarray) -> np.ndarray:
    """Return required prices at factors on energy, cost and upkeep, shape (case,). [USD/MWh]"""
    s, money = case.scenario, case.finance
    terms, works = _changed(case, cases)
    paid = terms.paid_out(works)
    return required_prices(lambda at: owners(*terms.at(at, paid), **terms.paid._asdict()), len(cases), money.required,
                           target_irr=s.finance.target_equity_irr, min_dscr=s.finance.minimum_dscr)


def _returns(case: Case, cases: np.ndarray) -> np.ndarray:
    """Return the equity IRR at the contract's price, the loan as it was sized, shape (case,)."""
    terms, works = _changed(case, cases)
    terms = terms._replace(debt=hold(case.finance.project.debt), downside=(), paid=terms.paid._replace(covers=()))
    return irr(owners(*terms.at(case.finance.price, terms.paid_out(works)), **terms.paid._asdict())[0])


def _changed(case: Case, cases: np.ndarray) -> tuple[Terms, tuple[Component, ...]]:
    """Return terms and components with energy, cost and upkeep changed, money of shape (case, ...)."""
    money = case.finance
    energy, cost, upkeep = (cases[:, k, None] for k in range(3))

    def scaled(years: ExpectedYears) -> ExpectedYears:
        every = (len(cases), years.penalty.size)
        return years.scaled(energy)._replace(penalty=np.broadcast_to(years.penalty, every),
                                             licence=np.broadcast_to(years.licence, every))

    works = tuple(part._replace(capex=part.capex * cost, fixed_opex=part.fixed_opex * upkeep,
                                decommissioning=part.decommissioning * cost) for part in money.components)
    # Debt is sized on the same cases as that of the case, each with the energy of the draw.
    downside = tuple(each._replace(years=scaled(each.years)) for each in money.terms.downside)
    early = money.terms.early   # phases sell in proportion too
    early = early and early._replace(**{name: values * (upkeep if name == "upkeep" else energy)
                                        for name, values in early._asdict().items()})
    return money.terms._replace(years=scaled(money.years), downside=downside, early=early,
                                charges=money.terms.charges * energy), works


def _draw(case: Case, outcome: programme.Outcome, random: np.random.Generator, count: int) -> np.ndarray:
    """Return the drawn factors, shape (draw, group)."""
    s, settings = case.scenario, case.scenario.uncertainty.joint
    lives = simulated_years.draw(s, case.hub, case.traded, min(count, 4000))
    energy = simulated_years.sales(s, case.hub, case.traded, lives).delivered.mean(axis=1)
    energy = random.choice(energy / case.finance.years.delivered.mean(), count)
    own = {name: sum(p.capex for p in case.finance.components if p.name.removeprefix("spur_").removeprefix("far_")
                     == name) for name in PARTS}
    parts = s.uncertainty.cost.bind()(generator(s.seed, "cost"))
    fixed = sum(p.capex for p in case.finance.components) - sum(own.values())
    cost = (parts @ np.array(list(own.values())) + fixed) / (sum(own.values()) + fixed) if len(parts) else np.ones(1)
    years = max(int(s.time.first_operating_year - MONEY_YEAR - len(s.finance.construction_spend) / 2), 1)
    path, abroad = currency.paths(random, 2000, years), np.ones(2000)
    for unit, share in spending.abroad(s, case.finance.components).items():
        then = path[currency.pick(unit)][:, -1]
        abroad = abroad + share * (1.0 - settings.euro_hedged) * (then / then.mean() - 1.0)
    upkeep, paid = _currencies(case, count)
    return np.column_stack([
        energy, random.choice(cost, count) * random.choice(abroad, count),
        np.exp(settings.upkeep_sd * random.standard_normal(count) - 0.5 * settings.upkeep_sd**2) * upkeep,
        np.clip(random.choice(outcome.late, count), 0.0, LATEST), settings.interest_sd * random.standard_normal(count),
        paid])


def _currencies(case: Case, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return factors on upkeep, and on the price by currencies of revenue and debt that are not hedged, (draw,)."""
    s, given, project = case.scenario, case.scenario.uncertainty.joint, case.finance.project
    held = s.contract.currency
    bare = {"upkeep": (given.upkeep_currency, given.upkeep_share * (1.0 - given.upkeep_hedged)),
            "revenue": (held, 0.0 if held == "USD" else 1.0 - given.revenue_hedged),
            "debt": (given.debt_currency, given.debt_share * (1.0 - given.debt_hedged))}
    found = {name: np.ones(count) for name in bare}
    if any(share for _, share in bare.values()):
        random, until = generator(s.seed, "joint", "currency"), s.time.first_operating_year - 2025
        value = currency.paths(random, 2000, until + s.time.operating_years)[..., until:].mean(axis=-1)
        which = random.integers(value.shape[1], size=count)
        for name, (unit, share) in bare.items():
            if share:
                path = value[currency.pick(unit)]
                found[name] = 1.0 + share * (path / path.mean() - 1.0)[which]
    service = float((project.debt.interest + project.debt.principal).sum())
    owed = service / max(float(project.contract_revenue.sum()), 1e-9)
    return found["upkeep"], (1.0 + owed * (found["debt"] - 1.0)) / np.maximum(found["revenue"], 0.05)


def _single(case: Case, outcome: programme.Outcome) -> tuple[np.ndarray, float]:
    """Return the effect on the price of each whole year of delay [factor] and of one point of interest [relative
    change]."""
    money, f = case.finance, case.scenario.finance
    # The present value lost is made good by the price over the present value of the energy paid.
    rate = (1.0 + f.wacc) / (1.0 + f.inflation) - 1.0
    time = case.scenario.time.first_operating_year - MONEY_YEAR + np.arange(1, case.scenario.time.operating_years + 1)
    energy = (money.years.paid * money.terms.currency * (1.0 + rate) ** -time.astype(float)).sum()
    lost = outcome.by_delay[1, 0] - outcome.by_delay[1]
    late = 1.0 + lost / (energy * (1.0 + rate) ** -np.arange(LATEST + 1.0)) / money.price
    interest = float(money.project.debt.interest.sum()) / max(float(money.project.contract_revenue.sum()), 1e-9)
    interest = interest * debt.made_up(case.scenario)   # a point for the lenders costs the tax on it too
    return late, interest / max(money.project.debt.rate, 1e-9) if float(money.project.debt.amount) else 0.0


def _contributions(penalty: np.ndarray, surface: Surface, factors: np.ndarray, late: np.ndarray, interest: float,
                   price: np.ndarray) -> np.ndarray:
    """Return the part of the variance that each group explains when the others stand at their means."""
    found, mean = [], factors.mean(axis=0)
    for group in range(len(GROUPS)):
        alone = np.tile(mean, (len(factors), 1))
        alone[:, group] = factors[:, group]
        delay = np.interp(alone[:, 3], np.arange(LATEST + 1.0), late)
        beside = (1.0 + interest * alone[:, 4]) * alone[:, 5]
        value = evaluate(surface, _upright(_penalised(penalty, alone))) * delay * beside
        found.append(value.var() / max(price.var(), 1e-12))
    return np.array(found)


def figures(case: Case, found: JointDraws | None) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    found : JointDraws or None
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
        NaN where there are no draws.
    """
    if found is None:
        return dict.fromkeys(FIGURES, float("nan"))
    return {**{f"joint_price_p{q}": float(np.quantile(found.price, q / 100)) for q in (10, 50, 90)},
            **{f"joint_equity_irr_p{q}": float(np.quantile(found.equity_irr, q / 100)) for q in (10, 50, 90)},
            "cheaper_than_gas_probability": float((found.price < found.gas).mean())}
