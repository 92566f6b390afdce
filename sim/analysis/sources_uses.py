"""Sources and uses of funds until operation, by half-year, part and currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case.spending import bought_in
from sim.finance.cost_schedule import building

if TYPE_CHECKING:
    from sim.chain import Case


class HalfYears(NamedTuple):
    """Nominal USD of each half-year of building, arrays (half_year,)."""

    labels: tuple[str, ...]
    """``2032 H1``."""
    parts: dict[str, np.ndarray]
    """Cost of building by component of the company with the contract; USD."""
    currencies: dict[str, np.ndarray]
    """The same cost by the currency that it is bought in, at the rates expected; USD."""
    finance: dict[str, np.ndarray]
    """Other uses: sea, interest, fees, first reserve; USD."""
    sources: dict[str, np.ndarray]
    """Debt, equity, and what is earned before full operation; they sum to all uses. USD."""


def compute(case: Case) -> HalfYears:
    """
    Split what is spent until operation, and what pays for it, into half-years.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : HalfYears

    Notes
    -----
    The model's flows fall at the end of a year; both halves of a year are taken as equal, but the first debt service
    reserve is filled in the last half (assumed). Loans and equity pay for each half in the proportion of its year.
    """
    money = case.finance
    frame, loan, project = money.timeline, money.project.debt, money.project
    on = frame.construction
    own = money.terms.paid_out(money.components).own
    flows = {part.name: building(part, frame) * frame.price for part in own if np.any(part.capex)}
    shares = bought_in(case.scenario, own)
    currencies: dict[str, np.ndarray] = {}
    for name, cost in flows.items():
        for unit, share in shares[name].items():
            currencies[unit] = currencies.get(unit, np.zeros(frame.year.size)) + share * cost
    reserve = _halves(np.zeros(int(on.sum())))
    reserve[-1] = float(np.where(on, loan.dsra, 0.0).max())
    finance = {"use of the sea": _halves((money.terms.fees * frame.price)[on]),
               "interest in construction": _halves(loan.idc[on]), "fees of loans": _halves(loan.fees[on]),
               "initial debt service reserve": reserve}
    parts = {name: _halves(cost[on]) for name, cost in flows.items()}
    earned = _halves((project.early - project.tax - project.dividends)[on])
    uses = sum((*parts.values(), *finance.values()), np.zeros(2 * int(on.sum())))
    paid = np.repeat((loan.draw + loan.equity)[on], 2)
    left, both = uses - earned, np.repeat((uses - earned).reshape(-1, 2).sum(axis=1), 2)
    weight = np.divide(left, both, out=np.full(left.size, 0.5), where=np.abs(both) > 1e-9 * max(paid.max(), 1.0))
    sources = {"debt drawn": weight * np.repeat(loan.draw[on], 2), "equity": weight * np.repeat(loan.equity[on], 2)}
    if project.early.any():
        sources["earned before full operation, after tax"] = earned
    labels = tuple(f"{int(year)} H{half}" for year in frame.year[on] for half in (1, 2))
    order = sorted(currencies, key=lambda unit: (unit != "USD", unit))
    return HalfYears(labels, parts, {unit: _halves(currencies[unit][on]) for unit in order}, finance, sources)


def _halves(values: np.ndarray) -> np.ndarray:
    """Return yearly values as two equal halves each."""
    return np.repeat(0.5 * values, 2)


def variables(case: Case) -> list[Variable]:
    """
    Sources and uses by half-year for the results.

    Parameters
    ----------
    case : Case

    Returns
    -------
    variables : list of Variable
        Cost of building by currency, other uses, sources.
    """
    found = compute(case)
    uses = {**{f"building, in {unit}": value for unit, value in found.currencies.items()}, **found.finance}
    return [coordinate("half_year", list(found.labels), None, "half-year of building"),
            coordinate("use", list(uses), None, "use of funds until operation"),
            coordinate("source", list(found.sources), None, "source of funds until operation"),
            Variable("uses_by_half_year", ("use", "half_year"), np.array(list(uses.values())), "USD",
                     "spent until operation; nominal, at expected exchange rates"),
            Variable("sources_by_half_year", ("source", "half_year"), np.array(list(found.sources.values())), "USD",
                     "funds that pay for it; nominal")]
