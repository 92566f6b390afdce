"""The loans of a case and the cases that they are sized on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.case import simulated_years
from sim.case.energy_uncertainty import spread
from sim.case.sales import expected
from sim.farm.energy_uncertainty import exceeded
from sim.finance import currency, withholding
from sim.finance.debt_service import MEZZANINE, SENIOR, SUBORDINATED, Tranche

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case.hub import Hub
    from sim.case.sales import ExpectedYears
    from sim.case.trade import Traded
    from sim.finance.debt_service import Debt
    from sim.finance.timeline import Timeline
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_debt import Loan, Withholding

OTHER_CURRENCY = "debt in another currency"
"""Name of the sizing case in which service is counted at another exchange rate."""
RANKS = {"senior": SENIOR, "subordinated": SUBORDINATED, "mezzanine": MEZZANINE}


class Downside(NamedTuple):
    """A case that debt is sized on beside the expected one."""

    name: str
    years: ExpectedYears
    share: float
    """Energy over that of the expected case. [fraction]"""
    cover: float | np.ndarray
    """Cover of debt service that it must keep every year; by year of the timeline where exchange rates act. [-]"""


def cases(s: Scenario, hub: Hub, traded: Traded) -> tuple[Downside, ...]:
    """
    Return the downside cases that debt is sized on.

    Parameters
    ----------
    s : Scenario
    hub : Hub
    traded : Traded

    Returns
    -------
    cases : tuple of Downside
        P90 of one year and of ten, P99 of one year, a year of cable loss, service at another exchange rate: those that
        the scenario asks for.
    """
    f, sizing = s.finance, s.finance.sizing
    listed: list[tuple[str, float, float]] = []
    sure = spread(s, hub, traded) if f.downside or sizing.p99_dscr else None
    if sure is not None and f.downside:
        listed.append(("P90 of one year", sure.p90_share, getattr(f.debt, "downside_dscr", 1.0)))
    if sizing.p90_10y_dscr:
        share = simulated_years.long_term(s, hub, traded, min(10, s.time.operating_years), 0.90)
        listed.append(("P90 of ten years", share, sizing.p90_10y_dscr))
    if sure is not None and sizing.p99_dscr:
        listed.append(("P99 of one year", float(exceeded(sure.years, sure.model, 0.99)), sizing.p99_dscr))
    if sizing.cable_loss_dscr:
        listed.append((simulated_years.CABLE_LOSS, 1.0 - sizing.cable_loss_months / 12.0, sizing.cable_loss_dscr))
    dearer = exchange(s)
    if dearer is not None:
        listed.append((OTHER_CURRENCY, 1.0, f.debt.dscr))
    return tuple(Downside(name, expected(s, hub, traded, share), share, cover if dearer is None else cover * dearer)
                 for name, share, cover in listed)


def exchange(s: Scenario, late: int = 0, life: int | None = None) -> np.ndarray | None:
    """
    Return what debt service comes to at the exchange rates that it is sized with.

    Parameters
    ----------
    s : Scenario
    late : int
        Years that operation begins later than planned, after the same financial close. [yr]
    life : int, optional
        Years of operation, where they are not those of the scenario. [yr]

    Returns
    -------
    factor : array, shape (year,), or None
        Over service at the rates of the financial close, by year of the timeline; None where debt and revenue are in
        one currency, or the scenario sizes on expected rates. [-]
    """
    sizing, given = s.finance.sizing, s.uncertainty.joint
    revenue, share = s.contract.currency, given.debt_share
    stress = sizing.debt_stress if sizing.debt_rate == "stressed" else 0.0
    if sizing.debt_rate == "expected" or (revenue == "USD" and not share):
        return None
    building = len(s.finance.construction_spend) + late
    since = np.arange(building + (s.time.operating_years if life is None else life), dtype=float)
    dollars = 1.0 if revenue == "USD" else 1.0 + stress * (1.0 - given.revenue_hedged)
    abroad = np.ones(since.size)
    if given.debt_currency != revenue:
        ahead = currency.forward(currency.SHIPPED[currency.pick(given.debt_currency)], since)
        abroad = ahead * (1.0 + stress * (1.0 - given.debt_hedged))
    found = (1.0 - share) * dollars + share * abroad
    return np.where(since < building, 1.0, found)


def model(s: Scenario) -> Callable[..., Debt]:
    """
    Return the model of the debt with its parameters, its interest with the tax that the borrower makes up.

    Parameters
    ----------
    s : Scenario

    Returns
    -------
    model : callable
        As `sim.finance.debt_sizing.sculpted`.
    """
    given, bound = s.finance.debt, s.finance.debt.bind()
    if given.model == "stacked":
        return partial(bound, tranches=tranches(s.finance.tranches, s.finance.withholding))
    if getattr(given, "rate", None) is None:
        return bound
    return partial(bound, rate=withholding.grossed_up(given.rate, **_terms(s.finance.withholding)))


def _terms(given: Withholding) -> dict[str, Any]:
    """Return the arguments of `sim.finance.withholding.grossed_up` but the rate."""
    return {"interest": given.interest, "abroad": given.lenders_abroad, "gross_up": given.gross_up}


def made_up(s: Scenario) -> float:
    """Return what the borrower pays for one unit of interest agreed, mean of all loans. [-]"""
    once = withholding.grossed_up(1.0, **_terms(s.finance.withholding))
    given = s.finance.debt
    if getattr(given, "rate", None) is None and given.model != "stacked":
        return 1.0
    if given.model != "stacked":   # the concessional part of a loan bears none
        agreed = (1.0 - given.concessional_share) * given.rate
        rest = given.concessional_share * given.concessional_rate
        return (agreed * once + rest) / (agreed + rest) if agreed + rest > 0.0 else 1.0
    return sum(row.share * (1.0 if row.tax_exempt else once) for row in s.finance.tranches)


def withheld(s: Scenario, loan: Debt, frame: Timeline) -> np.ndarray:
    """
    Return the tax that is withheld from interest.

    Parameters
    ----------
    s : Scenario
    loan : Debt
    frame : Timeline

    Returns
    -------
    tax : array, shape (year,)
        Part of what is paid to lenders, nominal. [USD]
    """
    return withholding.withheld(loan, frame, taken(s))


def taken(s: Scenario) -> float:
    """Return the share of the interest on a loan alone that is tax; its concessional part bears none. [fraction]"""
    given, terms = s.finance.debt, _terms(s.finance.withholding)
    share = withholding.taken(**terms)
    if not getattr(given, "concessional_share", 0.0):
        return share
    paid = (1.0 - given.concessional_share) * withholding.grossed_up(given.rate, **terms)
    whole = paid + given.concessional_share * given.concessional_rate
    return share * paid / whole if whole > 0.0 else 0.0


def tranches(rows: Sequence[Loan], taxed: Withholding) -> tuple[Tranche, ...]:
    """
    Return the loans of `finance.tranches` with what their kind has where a key is absent.

    Parameters
    ----------
    rows : sequence of sim.scenario.tables_debt.Loan
    taxed : sim.scenario.tables_debt.Withholding

    Returns
    -------
    tranches : tuple of Tranche
    """
    return tuple(_tranche(row, {} if row.tax_exempt else _terms(taxed)) for row in rows)


def _tranche(row: Loan, tax: dict[str, Any]) -> Tranche:
    """Return one loan: margins over the swap, less what a guarantee takes off them, with the tax on its interest."""
    base = row.swap_rate - (row.guarantee_margin_gain if row.guarantee_cover > 0 else 0.0)
    first, late = (row.margin if margin is None else margin for margin in (row.margin_construction, row.margin_late))
    paid, paid_first, paid_late = (withholding.grossed_up(base + margin, **tax) for margin in (row.margin, first, late))
    return Tranche(row.name, row.share, paid, paid_first, paid_late, row.margin_late_year,
                   row.tenor_years, row.grace_years, RANKS[row.rank], row.repayment == "sculpted",
                   row.capitalised_share, row.upfront + row.premium, row.commitment, row.guarantee_cover,
                   row.guarantee_fee, row.guarantee in ("prg", "pri"), withholding.taken(**tax))
