"""Cash flow of the owners when energy, cost and upkeep are not those of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.finance.debt_service import Stack, hold
from sim.finance.project_returns import owners

if TYPE_CHECKING:
    from sim.case.finance import Terms
    from sim.case.sales import ExpectedYears
    from sim.chain import Case
    from sim.finance.cost_components import Component
    from sim.finance.debt_service import Debt

DRAWN = ("draw", "equity", "idc", "fees", "interest", "principal", "balance", "dsra")
"""Fields of a loan that follow the part of it that is drawn."""


def drawn(loan: Debt, share: np.ndarray) -> Debt:
    """
    Return a loan of which only a share is drawn, with the same terms.

    Parameters
    ----------
    loan : Debt
    share : array, shape (draw,)

    Returns
    -------
    loan : Debt
        Arrays of shape (draw, year).
    """
    parts = {name: np.asarray(getattr(loan, name), dtype=float) * share[:, None] for name in DRAWN}
    stack = loan.stack and loan.stack._replace(**{name: getattr(loan.stack, name)[:, None] * share[:, None]
                                                  for name in Stack._fields if name != "tranches"})
    return loan._replace(stack=stack, amount=np.asarray(loan.amount) * share, **parts)


def flows(case: Case, cases: np.ndarray, price: float | np.ndarray, loan: Debt, accounts: bool = True) -> np.ndarray:
    """
    Return what owners put in and take out when energy, cost and upkeep are not those of the plan.

    Parameters
    ----------
    case : Case
    cases : array, shape (draw, 3)
        Factors on energy, cost and upkeep.
    price : float or array, shape (draw,)
        Of the contract. [USD/MWh]
    loan : Debt
        Whose amounts are kept.
    accounts : bool
        Whether the cost of removal is saved and the equity bridged, as the scenario says.

    Returns
    -------
    flows : array, shape (draw, year)
        [USD]
    """
    terms, works = changed(case, cases)
    paid = terms.paid._replace(covers=())
    paid = paid if accounts else paid._replace(removal_years=1, account_interest=0.0, bridge=None)
    terms = terms._replace(debt=hold(loan), downside=(), paid=paid)
    return owners(*terms.at(price, terms.paid_out(works)), **terms.paid._asdict())[0]


def changed(case: Case, cases: np.ndarray) -> tuple[Terms, tuple[Component, ...]]:
    """
    Return terms and components with energy, cost and upkeep changed.

    Parameters
    ----------
    case : Case
    cases : array, shape (draw, 3)
        Factors on energy, cost and upkeep.

    Returns
    -------
    terms : Terms
    components : tuple of Component
        Money of shape (draw, ...).
    """
    money = case.finance
    energy, cost, upkeep = (cases[:, k, None] for k in range(3))

    def scaled(years: ExpectedYears) -> ExpectedYears:
        every = (len(cases), years.penalty.size)
        if not money.terms.companies:   # without other companies, money is paid for these alone
            return years._replace(paid=years.paid * energy, fixed=years.fixed * energy,
                                  revenue=years.revenue[:, None, :] * energy)
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
