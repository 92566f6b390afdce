"""All causes drawn jointly: distribution of price, return, present value, first day and default."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import company_cover, company_draws, joint_causes, joint_default, joint_draws, joint_flows, programme
from sim.analysis.gas_parity import new_gas
from sim.analysis.joint_causes import GROUPS
from sim.analysis.variable import Variable, coordinate
from sim.case import debt
from sim.case.sales import expected
from sim.errors import SundalinkError
from sim.finance.metrics import irr, npv
from sim.finance.project_returns import owners
from sim.finance.required_price import required_prices
from sim.finance.response_surface import design, evaluate, fit
from sim.scenario.tables_programme import LATEST
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from sim.chain import Case
    from sim.finance.response_surface import Surface

LOW, HIGH = (0.75, 0.45, 0.6), (1.7, 2.0, 3.0)
"""Range of one over the energy, of cost and of upkeep that exact cases are computed over: the price is bilinear in them
but for the penalty, which counts as upkeep."""
SHARES = np.linspace(0.4, 1.6, 13)
"""Energies over the plan that the penalty is found at."""
FEW = 500
"""Draws that contributions are computed from."""
MANY = 2000
"""Draws in which other companies are computed."""
QUANTILES = (10, 50, 90)
OUTPUTS = ("required price", "equity IRR", "NPV at price of new gas")
"""Results whose variance is attributed to groups of causes."""

FIGURES = {
    **{f"joint_price_p{q}": ("USD/MWh", f"required price below which {q} % of joint draws of energy, outages, cost, "
                                        "upkeep, time, interest and currency lie; real 2025") for q in QUANTILES},
    **{f"joint_equity_irr_p{q}": ("-", f"equity IRR at the contract's price below which {q} % of joint draws lie, with "
                                       "the loan as sized; nominal") for q in QUANTILES},
    **{f"joint_npv_p{q}": ("USD", f"NPV below which {q} % of joint draws lie, if the contract paid what new gas costs "
                                  "in the draw; after tax, without debt, at the end of 2025, in its money")
       for q in QUANTILES},
    **{f"joint_first_day_p{q}": ("yr", f"first day of operation, decimal year, before which {q} % of joint draws lie")
       for q in QUANTILES},
    "joint_default_probability": ("-", "share of simulated lives in default with upkeep, interest and currency drawn "
                                       "as well as energy and outages"),
    "cheaper_than_gas_probability": ("-", "share of joint draws whose required price is below the cost of new gas, "
                                          "with gas price and carbon tax drawn as well"),
}
"""Summary values that this file makes: unit and note."""


class JointDraws(NamedTuple):
    """Joint draws, arrays (draw,) unless said otherwise."""

    factors: np.ndarray
    """Shape (draw, group), as `sim.analysis.joint_draws.Causes` has them."""
    price: np.ndarray
    """Required. [USD/MWh]"""
    equity_irr: np.ndarray
    npv: np.ndarray
    """If the contract paid what new gas costs in the draw. [USD]"""
    first_day: np.ndarray
    """Decimal year."""
    gas: np.ndarray
    """Full cost of new gas. [USD/MWh]"""
    contribution: np.ndarray
    """Part of the variance of each of `OUTPUTS` that each of `GROUPS` explains alone, shape (output, group).
    [fraction]"""
    default: float
    """Share of lives in default."""
    default_without: np.ndarray
    """The same with one group of causes at its plan, shape (group,)."""
    surface: Surface
    """Of the required price."""
    companies: np.ndarray
    """Equity IRR of other companies in the first `MANY` draws, loans as sized, shape (company, draw). [fraction]"""


class _Money(NamedTuple):
    """What turns causes into money."""

    case: Case
    penalty: np.ndarray
    """Change of the penalty over the upkeep at each of `SHARES`."""
    surface: Surface
    late: np.ndarray
    """Factor on the price by whole years of delay."""
    interest: float
    """Relative change of the price by a change of interest of one."""
    parts: dict[str, float]
    """Of the cost of new gas. [USD/MWh]"""


def compute(case: Case, outcome: programme.Outcome | None = None, draws: int | None = None) -> JointDraws | None:
    """
    Draw all groups of causes together, and compute the money of each draw.

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
    The required price goes through a quadratic surface in one over the energy, cost and upkeep, fitted to 27 exact
    searches; what being late and another interest do to the price is found exactly for single changes and multiplied
    on. Equity IRR and present value are those of the exact cash flow of each draw, with the loan as it was sized:
    owners pay for cost above plan, and of cost below plan the loan is drawn in proportion (assumed). More interest is
    paid on the outstanding debt (the tax that it saves is left out); delay and damages change both by what the drawn
    schedule changes alone.
    """
    s, money = case.scenario, case.finance
    if not np.isfinite(money.required) or money.price <= 0.0 or money.years.paid.sum() <= 0.0:
        return None
    outcome = programme.compute(case) if outcome is None else outcome
    try:
        made = _made(case, outcome)
    except SundalinkError:   # too few of the exact cases have a price
        return None
    causes = joint_draws.draw(case, outcome, draws or s.uncertainty.joint.draws)
    price, gas = _price(made, causes.factors), _gas(made, causes.factors)
    returns, value = _returns(made, causes.factors), _value(made, causes.factors)
    moved = outcome.equity_irr - outcome.by_delay[0, 0], outcome.npv - outcome.by_delay[1, 0]
    explained = _contributions(made, causes.factors[:FEW], [each[causes.schedule[:FEW]] for each in moved])
    default, without = joint_default.probability(case, causes.factors, company_cover.availability)
    return JointDraws(causes.factors, price, returns + moved[0][causes.schedule], value + moved[1][causes.schedule],
                      outcome.first_day[causes.schedule], gas, explained, default, without, made.surface,
                      company_draws.compute(case, causes.factors[:MANY], programme.late_terms))


def _made(case: Case, outcome: programme.Outcome) -> _Money:
    """Return what turns the causes of a case into money."""
    cases = design(LOW, HIGH)
    return _Money(case, _penalty(case), fit(cases, _exact(case, _upright(cases))), *_single(case, outcome),
                  new_gas(case)[0])


def _price(made: _Money, factors: np.ndarray) -> np.ndarray:
    """Return required prices of draws. [USD/MWh]"""
    inner = evaluate(made.surface, _upright(_penalised(made.penalty, factors)))
    beside = (1.0 + made.interest * factors[:, joint_causes.INTEREST]) * factors[:, joint_causes.CURRENCY]
    return inner * np.interp(factors[:, joint_causes.TIME], np.arange(LATEST + 1.0), made.late) * beside


def _gas(made: _Money, factors: np.ndarray) -> np.ndarray:
    """Return the full cost of new gas in draws. [USD/MWh]"""
    return (made.parts["fuel"] * factors[:, joint_causes.GAS] + made.parts["plant, upkeep"]
            + made.parts["carbon tax"] * factors[:, joint_causes.CARBON])


def _sold(made: _Money, factors: np.ndarray) -> np.ndarray:
    """Return factors on energy, cost and upkeep, a currency that falls counted as less energy, shape (draw, 3)."""
    weaker = factors.copy()
    weaker[:, joint_causes.ENERGY] = factors[:, joint_causes.ENERGY] / factors[:, joint_causes.CURRENCY]
    return _penalised(made.penalty, weaker)


def _returns(made: _Money, factors: np.ndarray) -> np.ndarray:
    """Return the equity IRR of draws at the contract's price, the loan as it was sized, on time."""
    case = made.case
    loan = joint_flows.drawn(case.finance.project.debt, np.minimum(factors[:, joint_causes.COST], 1.0))
    flows = joint_flows.flows(case, _sold(made, factors), case.finance.price, loan)
    opened = np.where(case.finance.timeline.operating, loan.balance + loan.principal, 0.0)
    return irr(flows - factors[:, joint_causes.INTEREST, None] * debt.made_up(case.scenario) * opened)


def _value(made: _Money, factors: np.ndarray) -> np.ndarray:
    """Return the present value of draws without debt, at the price of new gas, on time. [USD]"""
    case, loan = made.case, made.case.finance.project.debt
    none = joint_flows.drawn(loan, np.zeros(len(factors)))._replace(renewal=np.zeros(loan.renewal.shape))
    flows = joint_flows.flows(case, _sold(made, factors), _gas(made, factors), none, accounts=False)
    frame = case.finance.timeline
    return npv(flows, case.scenario.finance.wacc, frame.time + (frame.cod - 1 - frame.base))


def _penalty(case: Case) -> np.ndarray:
    """Return the change of the penalty over the upkeep, at each of `SHARES`. [fraction]"""
    at = [expected(case.scenario, case.hub, case.traded, share) for share in SHARES]
    found = np.array([(each.penalty + each.licence).mean() for each in at])
    upkeep = max(sum(part.fixed_opex for part in case.finance.components), 1e-9)
    return (found - (case.finance.years.penalty + case.finance.years.licence).mean()) / upkeep


def _penalised(penalty: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Return factors on energy, cost and upkeep, with the change of the penalty by the energy in the upkeep, shape
    (draw, 3)."""
    energy = factors[:, joint_causes.ENERGY] * factors[:, joint_causes.OUTAGES]
    upkeep = factors[:, joint_causes.UPKEEP] + np.interp(energy, SHARES, penalty)
    return np.column_stack([energy, factors[:, joint_causes.COST], upkeep])


def _upright(factors: np.ndarray) -> np.ndarray:
    """Return factors with the first, the energy, turned into one over it, and back."""
    return np.column_stack([1.0 / np.maximum(factors[:, 0], 1e-3), factors[:, 1:]])


def _exact(case: Case, cases: np.ndarray) -> np.ndarray:
    """Return required prices at factors on energy, cost and upkeep, shape (case,). [USD/MWh]"""
    s, money = case.scenario, case.finance
    terms, works = joint_flows.changed(case, cases)
    paid = terms.paid_out(works)
    return required_prices(lambda at: owners(*terms.at(at, paid), **terms.paid._asdict()), len(cases), money.required,
                           target_irr=s.finance.target_equity_irr, min_dscr=s.finance.minimum_dscr)


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


def _contributions(made: _Money, factors: np.ndarray, moved: list[np.ndarray]) -> np.ndarray:
    """Return the part of the variance of each output that each group explains when the others stand at their means;
    `moved`: change of return and of present value by the drawn schedule."""
    def spread(drawn: np.ndarray, group: int | None) -> np.ndarray:
        """Return the variance of each output; what does not follow the group has none."""
        if group == joint_causes.TIME:
            return np.array([_price(made, drawn).var(), *(each.var() for each in moved)])
        whole = group is None
        same = np.zeros(len(drawn))
        returns = same if group in (joint_causes.GAS, joint_causes.CARBON) else _returns(made, drawn)
        value = same if group == joint_causes.INTEREST else _value(made, drawn)
        outputs = _known(returns + whole * moved[0]), _known(value + whole * moved[1])
        return np.array([_price(made, drawn).var(), *(each.var() if each.size else 0.0 for each in outputs)])

    whole = np.maximum(spread(factors, None), 1e-30)
    return np.stack([spread(joint_draws.alone(factors, group), group) / whole if factors[:, group].std() > 0.0
                     else np.zeros(len(OUTPUTS)) for group in range(len(GROUPS))], axis=1)


def _known(values: np.ndarray) -> np.ndarray:
    """Return the values that are numbers: owners who put next to nothing in have no rate of return."""
    return values[~np.isnan(values)]


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
    drawn = {"joint_price": found.price, "joint_equity_irr": found.equity_irr, "joint_npv": found.npv,
             "joint_first_day": found.first_day}
    return {**{f"{name}_p{q}": float(np.quantile(_known(values), q / 100)) if _known(values).size else float("nan")
               for name, values in drawn.items()
               for q in QUANTILES},
            "joint_default_probability": found.default,
            "cheaper_than_gas_probability": float((found.price < found.gas).mean())}


def variables(case: Case, found: JointDraws | None) -> list[Variable]:
    """
    Contributions of the groups of causes, for the results.

    Parameters
    ----------
    case : Case
    found : JointDraws or None
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        None where there are no draws.
    """
    if found is None:
        return []
    return [
        coordinate("cause", list(GROUPS), None, "group of causes"),
        coordinate("joint_output", list(OUTPUTS), None, "result of the joint draws"),
        Variable("cause_contribution", ("joint_output", "cause"), found.contribution, "-",
                 "share of the variance that the group explains alone"),
        Variable("cause_spread", "cause", found.factors.std(axis=0), "-",
                 "standard deviation of the drawn factor; of time in years, of interest as a rate"),
        Variable("default_without_cause", "cause", found.default_without, "-",
                 "default probability with this group at its plan"),
        *company_draws.variables(found.companies)]
