"""The loans of a case and the cases that they are sized on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import loans, simulated_years
from sim.case.energy_uncertainty import delivered_uncertainty
from sim.case.sales import expected
from sim.farm.energy_uncertainty import exceeded
from sim.finance import currency, withheld_tax, withholding

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.case.hub import Hub
    from sim.case.sales import ExpectedYears
    from sim.case.trade import Traded
    from sim.finance.debt_service import Debt
    from sim.finance.timeline import Timeline
    from sim.scenario.schema import Scenario

OTHER_CURRENCY = "debt in another currency"
"""Name of the sizing case in which service is counted at another exchange rate."""


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
    sure = delivered_uncertainty(s, hub, traded) if f.downside or sizing.p99_dscr else None
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
    Return the factor on debt service from the exchange rates of debt sizing.

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
    given, taxed = s.finance.debt, s.finance.withholding
    bound = partial(given.bind(), account_interest=s.finance.account_interest)
    if given.model == "stacked":
        return partial(bound, tranches=loans.tranches(s.finance.tranches, taxed))
    if getattr(given, "rate", None) is None:
        return bound
    # The concessional part of a loan bears no tax; its own rate stands beside.
    share = 1.0 - given.concessional_share
    return partial(bound, **loans.paid(taxed, given.rate, given.upfront, given.commitment, share))


def made_up(s: Scenario) -> float:
    """Return interest paid over interest agreed, mean of all loans. [-]"""
    once = withholding.grossed_up(1.0, **loans.terms(s.finance.withholding))
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
    part, taxed = 1.0 - getattr(s.finance.debt, "concessional_share", 0.0), s.finance.withholding
    return withheld_tax.withheld(loan, frame, taken(s), loans.withheld_share(taxed, part)[1])


def taken(s: Scenario) -> float:
    """Return the share of the interest on a loan alone that is tax; its concessional part bears none. [fraction]"""
    given, terms = s.finance.debt, loans.terms(s.finance.withholding)
    share = withholding.taken(**terms)
    if not getattr(given, "concessional_share", 0.0):
        return share
    paid = (1.0 - given.concessional_share) * withholding.grossed_up(given.rate, **terms)
    whole = paid + given.concessional_share * given.concessional_rate
    return share * paid / whole if whole > 0.0 else 0.0
