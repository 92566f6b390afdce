"""Break-evens of the loans of companies that own a part of the project: DSCR 1 or LLCR 1, with the debt fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.break_evens import HIGH, LOW, Moved, changed, dearer, elasticity, roots
from sim.analysis.variable import Variable, coordinate

if TYPE_CHECKING:
    from sim.case.companies import Owner
    from sim.chain import Case

CONDITIONS = {"dscr": "DSCR 1.0 in every year", "llcr": "LLCR 1.0"}
"""What is just kept."""
TERMS = {
    "energy": ("GWh", "energy delivered a year, where a tariff pays the company"),
    "availability": ("-", "availability of the link, with its effect on energy"),
    "capex": ("USD", "construction cost of its parts; its owners pay the excess, an allowed revenue follows it"),
    "opex": ("USD", "cost of operation of its parts a year, real 2025; an allowed revenue follows it"),
    "rate": ("-", "all-in interest, also during construction; repayment and payments as planned"),
    "delay": ("yr", "delay of the first day; a tariff is paid from then on, all else as planned"),
}
"""Terms: unit, and what moves."""


class CompanyBreakEvens(NamedTuple):
    """Break-evens of companies with loans; arrays of shape (company, term, condition)."""

    names: tuple[str, ...]
    planned: np.ndarray
    """Of each term, shape (company, term), in its unit."""
    value: np.ndarray
    """Where the condition is just kept, in the unit of the term; NaN where the term does not decide it."""


def compute(case: Case) -> CompanyBreakEvens | None:
    """
    Find by how much single terms may move until the loans of other companies are just covered.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : CompanyBreakEvens or None
        None without loans of other companies.
    """
    money = case.finance
    if not money.terms.companies:
        return None
    known = money.terms.others(money.components)
    lent = [place for place, owner in enumerate(known) if float(owner.finance.debt.amount) > 0.0]
    if not lent:
        return None
    found = [_of(case, known, place) for place in lent]
    planned, value = (np.array(each) for each in zip(*found, strict=True))
    return CompanyBreakEvens(tuple(known[place].company.name for place in lent), planned, value)


def _of(case: Case, known: tuple[Owner, ...], which: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what is planned, shape (term,), and the break-evens of one company, shape (term, condition)."""
    money, names, count = case.finance, list(TERMS), len(CONDITIONS)
    term, asked = np.repeat(np.arange(len(names)), count), np.tile(np.arange(count), len(names))
    slope, delay, owner = elasticity(case), term == names.index("delay"), known[which]
    available = float(money.terms.availability)

    def gap(x: np.ndarray) -> np.ndarray:
        one = np.ones(x.size)
        factor = {name: np.where(term == number, x, one) for number, name in enumerate(names)}
        energy = factor["energy"] * np.maximum(1.0 + slope * (factor["availability"] - 1.0), 0.0)
        terms, works = changed(case, Moved(one, energy, factor["availability"], factor["capex"], factor["opex"],
                                           factor["rate"], np.where(delay, x, 0.0), one))
        lent = [each._replace(finance=each.finance._replace(debt=dearer(each.finance.debt, factor["rate"])))
                for each in known]
        _, loan = terms.lived(works, lent)[which]
        return np.choose(asked, [loan.min_dscr - 1.0, loan.llcr - 1.0])

    life = float(case.scenario.time.operating_years)
    factor = roots(gap, np.where(delay, 0.0, LOW), np.where(delay, life, HIGH)).reshape(len(names), count)
    at = names.index("availability")
    factor[at] = np.where(factor[at] * available > 1.0, np.nan, factor[at])
    planned = np.array([money.years.delivered.mean() / 1e3, available, sum(part.capex for part in owner.parts),
                        sum(part.fixed_opex for part in owner.parts), owner.finance.debt.rate, 0.0], dtype=float)
    return planned, np.where(delay.reshape(factor.shape), factor, factor * planned[:, None])


def variables(case: Case) -> list[Variable]:
    """
    Break-evens of other companies for the results.

    Parameters
    ----------
    case : Case

    Returns
    -------
    variables : list of Variable
        None without loans of other companies.
    """
    found = compute(case)
    if found is None:
        return []
    units = "; ".join(f"{name} [{unit}]: {text}" for name, (unit, text) in TERMS.items())
    return [coordinate("lent_company", list(found.names), None, "company with loans of its own"),
            coordinate("company_term", list(TERMS), None, "term that is changed alone"),
            coordinate("company_condition", list(CONDITIONS.values()), None, "condition that is just met"),
            Variable("company_break_even_planned", ("lent_company", "company_term"), found.planned, "-",
                     "as planned, in the unit of the term", {"terms": units}),
            Variable("company_break_even_value", ("lent_company", "company_term", "company_condition"), found.value,
                     "-", "value at which the condition is just met, in the unit of the term; missing where the term "
                     "has no break-even", {"terms": units})]


def rows(case: Case) -> list[list[str | float | None]]:
    """
    Table of the break-evens of other companies: company and term, unit, planned, where each condition is just kept.

    Parameters
    ----------
    case : Case

    Returns
    -------
    rows : list of list
        The first is the header; none without loans of other companies.
    """
    found = compute(case)
    if found is None:
        return []
    listed: list[list[str | float | None]] = [["company: term", "unit", "planned", *CONDITIONS.values(), "what moves"]]
    for name, planned, values in zip(found.names, found.planned, found.value, strict=True):
        for (term, (unit, text)), plan, pair in zip(TERMS.items(), planned, values, strict=True):
            listed.append([f"{name}: {term}", unit, float(plan), *(float(v) if np.isfinite(v) else None for v in pair),
                           text])
    return listed
