"""Break-evens of price, energy, cost, rate, delay and currency: DSCR 1, LLCR 1 or target IRR, with the debt fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case.sales import expected
from sim.finance.debt_service import hold
from sim.finance.metrics import npv
from sim.finance.project_returns import owners
from sim.finance.timeline import place

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.finance import Terms
    from sim.chain import Case
    from sim.finance.cost_components import Component
    from sim.finance.debt_service import Debt
    from sim.finance.timeline import Timeline

CONDITIONS = {"dscr": "DSCR 1.0 in every year", "llcr": "LLCR 1.0", "equity_irr": "target equity IRR"}
"""What is just kept."""
TERMS = {
    "price": ("USD/MWh", "price of the contract, real 2025"),
    "energy": ("GWh", "energy delivered a year; the shortfall penalty changes with it"),
    "availability": ("-", "availability of the link, through its effect on energy over the simulated years"),
    "capex": ("USD", "construction cost; the owners pay the excess"),
    "opex": ("USD", "cost of operation a year, real 2025"),
    "rate": ("-", "all-in interest, also during construction; repayment as planned"),
    "delay": ("yr", "delay of the first day; debt service, costs and end of the term as planned, no damages"),
    "currency": ("-", "dollar value, over plan, of the currency paid in Singapore, as if the contract were also paid "
                      "in it"),
}
"""Terms: unit, and what moves."""
LOW, HIGH = 0.02, 10.0
"""Factors between which a term is moved."""
ITERATIONS = 40
"""Most evaluations of all cases; the search ends at `CLOSE`."""
CLOSE = 1e-7
"""Cover less one, or present value over equity, at which a break-even is found. [-]"""
SHARES = np.array([0.0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0])
"""Shares of the energy at which the penalty is found anew; linear between. [-]"""


class BreakEvens(NamedTuple):
    """Break-evens of a case; arrays of shape (term, condition)."""

    planned: np.ndarray
    """Of each term, shape (term,), in its unit."""
    value: np.ndarray
    """Where the condition is just kept, in the unit of the term; NaN where the term does not decide it."""
    factor: np.ndarray
    """The same over what is planned; of a delay the years. [-]"""


class Moved(NamedTuple):
    """Factors of every case, arrays (case,); of a delay the years."""

    price: np.ndarray
    energy: np.ndarray
    availability: np.ndarray
    capex: np.ndarray
    opex: np.ndarray
    rate: np.ndarray
    delay: np.ndarray
    currency: np.ndarray


def compute(case: Case) -> BreakEvens:
    """
    Find by how much single terms may move until a condition is just kept.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : BreakEvens

    Notes
    -----
    The loan stays as it was sized. All cases of term and condition are searched at once, by the secant through the
    ends of a bracket that is halved where it is slow (the Illinois rule). Payments to other companies follow what
    moves, as their regimes say; `sim.analysis.company_break_evens` has the loans of these companies.
    """
    money, s = case.finance, case.scenario
    names, conditions = list(TERMS), list(CONDITIONS)
    available = float(money.terms.availability)
    which = np.repeat(np.arange(len(names)), len(conditions))
    asked = np.tile(np.arange(len(conditions)), len(names))
    of_energy = elasticity(case)
    delay, penalty = which == names.index("delay"), _penalties(case)
    scale = max(float(money.project.debt.equity.sum()), 1.0)

    def gap(x: np.ndarray) -> np.ndarray:
        one = np.ones(x.size)
        factor = {name: np.where(which == number, x, one) for number, name in enumerate(names)}
        energy = factor["energy"] * np.maximum(1.0 + of_energy * (factor["availability"] - 1.0), 0.0)
        moved = Moved(factor["price"], energy, factor["availability"], factor["capex"], factor["opex"], factor["rate"],
                      np.where(delay, x, 0.0), factor["currency"])
        flow, loan = _owners(case, moved, penalty)
        value = npv(flow, s.finance.target_equity_irr, money.timeline.time) / scale
        return np.choose(asked, [loan.min_dscr - 1.0, loan.llcr - 1.0, value])

    life = float(s.time.operating_years)
    factor = roots(gap, np.where(delay, 0.0, LOW), np.where(delay, life, HIGH))
    upkeep = sum(part.fixed_opex for part in money.components)
    planned = np.array([money.price, money.years.delivered.mean() / 1e3, available,
                        sum(part.capex for part in money.components), upkeep, money.project.debt.rate, 0.0, 1.0],
                       dtype=float)
    factor = factor.reshape(len(names), len(conditions))
    at = names.index("availability")
    factor[at] = np.where(factor[at] * available > 1.0, np.nan, factor[at])
    value = np.where(delay.reshape(factor.shape), factor, factor * planned[:, None])
    return BreakEvens(planned, value, factor)


def _owners(case: Case, moved: Moved, penalty: np.ndarray) -> tuple[np.ndarray, Debt]:
    """Return equity paid in, distributions and the loan, for every case."""
    money = case.finance
    terms, frame = money.terms, money.timeline
    there, works = changed(case, moved)
    bought = there.paid_out(works)
    runs = running(frame, moved.delay)
    share = moved.energy[:, None] * runs
    sales = terms.sales(money.price * moved.price * moved.currency, terms.years, share, bought.planned)
    sales = sales._replace(spot=sales.spot * moved.currency[:, None], penalty=_penalty(penalty, moved.energy) * runs)
    paid = terms.paid._replace(covers=())._asdict()
    return owners(frame, bought.own, sales, terms.fees, terms.tax, hold(dearer(money.project.debt, moved.rate)), **paid)


def changed(case: Case, moved: Moved) -> tuple[Terms, tuple[Component, ...]]:
    """
    Return the terms that payments to other companies follow, and all components, of every case.

    Parameters
    ----------
    case : Case
    moved : Moved

    Returns
    -------
    terms : Terms
        Without downside cases; energy and availability of shape (case, year).
    works : tuple of Component
        Money of shape (case, 1).
    """
    money = case.finance
    works = tuple(part._replace(capex=part.capex * moved.capex[:, None],
                                fixed_opex=part.fixed_opex * moved.opex[:, None]) for part in money.components)
    runs = running(money.timeline, moved.delay)[:, money.timeline.operating]
    available = np.minimum(money.terms.availability * moved.availability[:, None], 1.0)
    return money.terms._replace(years=money.years.scaled(moved.energy[:, None] * runs), downside=(),
                                availability=available), works


def running(frame: Timeline, delay: np.ndarray) -> np.ndarray:
    """Return the part of each year that is in operation after a delay [yr] of every case, shape (case, year)."""
    return np.where(frame.operating, np.clip(1.0 - (delay[:, None] - frame.age), 0.0, 1.0), 0.0)


def dearer(loan: Debt, rate: np.ndarray) -> Debt:
    """Return a loan with its interest times a factor of every case, shape (case,)."""
    factor = rate[:, None]
    return loan._replace(interest=loan.interest * factor, idc=loan.idc * factor, rate=loan.rate * rate)   # type: ignore[arg-type]   # of each case


def _penalties(case: Case) -> np.ndarray:
    """Return the shortfall penalty of each year at the shares of `SHARES`, shape (share, year). [USD]"""
    found = [expected(case.scenario, case.hub, case.traded, share) for share in SHARES]
    return np.array([place(case.finance.timeline, each.penalty + each.licence) for each in found])


def _penalty(known: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return the penalty at shares of the energy, shape (case, year). [USD]"""
    at = np.clip(np.searchsorted(SHARES, share, side="right") - 1, 0, SHARES.size - 2)
    part = np.clip((share - SHARES[at]) / (SHARES[at + 1] - SHARES[at]), 0.0, 1.0)[:, None]
    return (1.0 - part) * known[at] + part * known[at + 1]


def elasticity(case: Case) -> float:
    """Return the relative change of energy delivered by that of availability, over weather years and histories."""
    poles = case.link.poles.mean(axis=-1).T / case.link.configuration.poles
    energy = np.asarray(case.traded.annual.delivered).mean(axis=0)
    energy = energy / np.maximum(energy.mean(axis=1, keepdims=True), 1e-9)   # the wind of the year taken out
    x = poles - poles.mean(axis=1, keepdims=True)
    spread = float((x**2).sum())
    slope = float((x * (energy - 1.0)).sum()) / spread * float(poles.mean()) if spread > 1e-6 else 1.0
    return float(np.clip(slope, 0.2, 2.0))


def roots(gap: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return where each function of a list turns its sign; NaN where it does not between low and high."""
    left, right = low.astype(float), high.astype(float)
    at_left, at_right = gap(left), gap(right)
    at_end = np.abs(at_left) <= 10.0 * CLOSE   # a price that was solved leaves no room for a delay
    turns, x = (at_left >= 0.0) != (at_right >= 0.0), 0.5 * (left + right)
    here = np.where(turns, np.inf, 0.0)
    for step in range(ITERATIONS):
        with np.errstate(divide="ignore", invalid="ignore"):
            secant = left - at_left * (right - left) / (at_right - at_left)
        inside = np.isfinite(secant) & (secant > left) & (secant < right) & (step % 4 != 3)
        x = np.where(np.abs(here) > CLOSE, np.where(inside, secant, 0.5 * (left + right)), x)
        here = np.where(turns, gap(x), 0.0)
        if (np.abs(here) <= CLOSE).all():
            break
        same, kept = (here >= 0.0) == (at_left >= 0.0), np.where(inside, 0.5, 1.0)
        at_left, at_right = np.where(same, here, kept * at_left), np.where(same, kept * at_right, here)
        left, right = np.where(same, x, left), np.where(same, right, x)
    return np.where(at_end, low, np.where(turns, x, np.nan))


def variables(case: Case) -> list[Variable]:
    """
    Break-evens for the results.

    Parameters
    ----------
    case : Case

    Returns
    -------
    variables : list of Variable
    """
    found = compute(case)
    units = "; ".join(f"{name} [{unit}]: {text}" for name, (unit, text) in TERMS.items())
    return [
        coordinate("break_even_term", list(TERMS), None, "term that is changed alone"),
        coordinate("condition", list(CONDITIONS.values()), None, "condition that is just met"),
        Variable("break_even_planned", "break_even_term", found.planned, "-", "as planned, in the unit of the term",
                 {"terms": units}),
        Variable("break_even_value", ("break_even_term", "condition"), found.value, "-",
                 "value at which the condition is just met, in the unit of the term; missing where the term has no "
                 "break-even",
                 {"terms": units}),
        Variable("break_even_factor", ("break_even_term", "condition"), found.factor, "-",
                 "the same over the planned value; for a delay in years")]


def rows(case: Case) -> list[list[str | float | None]]:
    """
    Table of the break-evens: term, unit, planned, where each condition is just kept, and what moves.

    Parameters
    ----------
    case : Case

    Returns
    -------
    rows : list of list
        The first is the header.
    """
    found = compute(case)
    listed: list[list[str | float | None]] = [["term", "unit", "planned", *CONDITIONS.values(), "what moves"]]
    for (name, (unit, text)), planned, values in zip(TERMS.items(), found.planned, found.value, strict=True):
        listed.append([name, unit, float(planned), *(float(v) if np.isfinite(v) else None for v in values), text])
    return listed
