"""The money and the tonnes of a case: from the settlement of the trade to the returns of the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.carbon import inventory
from sim.case import carbon, companies, debt, phases
from sim.case.charges import charged
from sim.case.components import parts
from sim.case.contract_terms import stated_price
from sim.case.payment_terms import PaymentTerms, payment_terms
from sim.case.sales import expected
from sim.case.years import interpolate, operating_years
from sim.checks import refusal
from sim.errors import SundalinkError
from sim.finance import cost_schedule
from sim.finance.cash_flow import Sales, costs_of
from sim.finance.landed_cost import landed_cost
from sim.finance.project_returns import evaluate, owners
from sim.finance.required_price import RequiredPrice, earned, required_price
from sim.finance.timeline import place, timeline
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.carbon.article6 import CreditLedger
    from sim.carbon.claims import Claims
    from sim.case.companies import Owner, Payments
    from sim.case.farm import Farm
    from sim.case.hub import Hub
    from sim.case.link import Link
    from sim.case.route import RouteLine
    from sim.case.sales import ExpectedYears
    from sim.case.trade import Traded
    from sim.finance.companies import Company
    from sim.finance.cost_components import Component
    from sim.finance.debt_service import Debt
    from sim.finance.landed_cost import LandedCost
    from sim.finance.project_returns import ProjectFinance
    from sim.finance.tax import Tax
    from sim.finance.timeline import Timeline
    from sim.scenario.schema import Scenario

    OwnersArguments = tuple[Timeline, Sequence[Component], Sales, np.ndarray, Callable[..., Tax], Callable[..., Debt],
                            list[Sales]]

READS = ("seed", "time", "collection.export_length_km", "hub.topology", "solar.capacity_mw", "storage",
         "route.crossing_usd", "route.overhead_usd_per_mw_km", "route.wheeling_take_or_pay", "link.rating_mw",
         "link.configuration", "link.outage", "link.tee", "market", "local", "contract", "phases", "cost", "companies",
         "finance", "carbon", "uncertainty.energy", "uncertainty.joint")
"""Keys and tables of the scenario that this stage reads."""


class CaseFinance(NamedTuple):
    """The finance and the carbon of a case."""

    timeline: Timeline
    components: tuple[Component, ...]
    years: ExpectedYears
    """What each operating year sells, arrays (operating year,)."""
    project: ProjectFinance
    """Cash flow, debt and returns at the price of the contract."""
    price: float
    """Price of the contract. [USD/MWh]"""
    required: float
    """Price that meets the owners' return and the lenders' cover; NaN with the reason in `binds`. [USD/MWh]"""
    binds: str
    landed: LandedCost
    hub_cost: float
    """Levelised cost of farm and export cables at the hub. [USD/MWh]"""
    avoided: np.ndarray
    credits: CreditLedger
    claims: Claims
    """What the energy of each year is used for, each MWh once."""
    before: carbon.Before | None
    """Tonnes of what is in service before the whole."""
    terms: Terms
    """What else the returns follow from, to find them again at another price or cost."""


class Terms(NamedTuple):
    """Sales, charges and terms of finance of a case, beside its price and its components."""

    timeline: Timeline
    years: ExpectedYears
    downside: tuple[debt.Downside, ...]
    """Cases that debt is sized on beside the expected one."""
    currency: np.ndarray
    """What the contract's price comes to in each operating year, over the price agreed: its currency, its steps and the
    indices that it follows. [-]"""
    credit: np.ndarray
    """Revenue of carbon credits in each operating year. [USD]"""
    charges: np.ndarray
    """What markets, grids and transit charge, by year of the timeline. [USD]"""
    fees: np.ndarray
    """Fees for the use of the sea, by year of the timeline. [USD]"""
    tax: Callable[..., Tax]
    """Model of the tax with its parameters."""
    debt: Callable[..., Debt]
    """Model of the debt with its parameters."""
    companies: tuple[Company, ...]
    """Companies that own a part of the project and are paid for it."""
    availability: float | np.ndarray
    """Of the link, mean of outage histories; of simulated lives by year of the timeline. [fraction]"""
    early: phases.Early | None
    """What phases earn in the years of building, which it helps to pay for: taxed like all that is earned."""
    paid: PaymentTerms

    def paid_out(self, components: Sequence[Component]) -> Payments:
        """Return the parts of the company that holds the contract, and its payments to the others, at any price."""
        return companies.payments(self.timeline, self.companies, self.availability, self._cases(), components)

    def others(self, components: Sequence[Component]) -> tuple[Owner, ...]:
        """Return the other companies with their accounts, loans and taxes of the expected case."""
        return companies.owners(self.timeline, self.companies, self.availability, self._cases(), components,
                                self.paid.receivable)

    def lived(self, components: Sequence[Component], others: Sequence[Owner]) -> list[tuple[np.ndarray, Debt]]:
        """Return owners' flows and loans, as sized, of other companies in these years: simulated lives, other cases."""
        return companies.lived(self.timeline, self.companies, self.availability, self.years, components, others,
                               self.paid.receivable)

    def simulated(self, years: ExpectedYears, charges: np.ndarray) -> Terms:
        """Return the terms with simulated years, shape (life, operating year), and their charges, shape (life, year):
        sized on no other case."""
        return self._replace(years=years, downside=(), charges=charges, paid=self.paid._replace(covers=()))

    def _cases(self) -> list[tuple[ExpectedYears, float]]:
        """Return the expected case and those that debt is sized on, each with its energy over the expected one."""
        return [(self.years, 1.0), *((case.years, case.share) for case in self.downside)]

    def sales(self, price: float | np.ndarray, years: ExpectedYears, share: float | np.ndarray,
              charge: np.ndarray | float = 0.0) -> Sales:
        """Return the sales at a price of the contract, by year of the timeline; all that is sold follows the share."""
        frame, none, early = self.timeline, np.zeros(self.timeline.year.size), self.early
        return Sales(place(frame, years.paid * self.currency) * share, price,
                     place(frame, years.revenue_at("singapore") + years.fixed * self.currency) * share,
                     place(frame, years.revenue_at("hub")) * share,
                     place(frame, self.credit + years.revenue_at("landing")) * share,
                     place(frame, years.penalty + years.licence), self.charges * share + charge,
                     none if early is None else early.net(price),
                     none if early is None else early.upkeep + early.charges)

    def spent(self, components: Sequence[Component]) -> np.ndarray:
        """Return the construction spending of each year, with the fees of those years. [USD]"""
        frame = self.timeline
        return sum(cost_schedule.building(part, frame) for part in components) + self.fees * frame.construction

    def at(self, price: float | np.ndarray, paid: Payments) -> OwnersArguments:
        """Return the arguments of `sim.finance.project_returns.owners` at a price, given what `paid_out` returns."""
        downside = [self.sales(price, case.years, case.share, charge)
                    for case, charge in zip(self.downside, paid.downside, strict=True)]
        return (self.timeline, paid.own, self.sales(price, self.years, 1.0, paid.planned), self.fees, self.tax,
                self.debt, downside)


def close(s: Scenario, built: Farm, hub: Hub, route: RouteLine, link: Link, traded: Traded,
          near: float | None = None) -> CaseFinance:
    """
    Find the finance and the carbon of a case, at the contract's price or at the price that is required.

    Parameters
    ----------
    s : Scenario
    built, hub, route, link : Farm, Hub, RouteLine, Link
        What the stages gave.
    traded : Traded
        What the trade gave.
    near : float, optional
        A price that the required one is likely to lie near. [USD/MWh]

    Returns
    -------
    finance : CaseFinance

    Raises
    ------
    SundalinkError
        If no price makes the project pay, or a balance of money does not close.
    """
    f = s.finance
    frame = timeline(cod=s.time.first_operating_year, life=s.time.operating_years, spend=f.construction_spend,
                     inflation=f.inflation)
    years, works = expected(s, hub, traded), parts(s, built, route, link)
    fees = cost_schedule.sea_use(frame, f.sea_area_ha, **f.sea.given()) + f.agency_fee_usd_per_year * frame.operating
    calendar = operating_years(s.time)
    ledger, claimed = carbon.credits(s, years, calendar)
    before = carbon.before(s, *phases.energies(traded.phases, s.time.first_operating_year))
    charges = charged(s, frame, years, route)
    terms = _terms(s, hub, link, traded, years, frame, fees, ledger.revenue, charges,
                   phases.laid(traded.phases, frame, works, before and before.ledger))
    delivered = place(frame, years.delivered) + (0.0 if terms.early is None else terms.early.delivered)

    bought = terms.paid_out(works)

    def case(at: float) -> ProjectFinance:
        given = terms.at(at, bought)
        return evaluate(*given[:4], delivered, *given[4:], wacc=f.wacc, **terms.paid._asdict())

    costs = costs_of(frame, bought.own, fees)   # the same at any price

    def quick(at: float) -> tuple[float, Debt]:
        flow, loan = owners(*terms.at(at, bought), costs, **terms.paid._asdict())
        return earned(flow, f.target_equity_irr), loan

    required = _required(s, case, quick, near)
    at = stated_price(s.contract, required.price)
    solved = required.finance if s.contract.price == "solve" else None
    project = case(at) if solved is None else solved
    if terms.early is not None and (terms.early.net(at) > terms.spent(bought.own)).any():
        raise refusal("phases", ", ".join(str(phase.begin) for phase in traded.phases), "", "must not earn more in a "
                      "year than finance.construction_spend spends in it; let time.first_operating_year be earlier")
    landed, hub_cost = _levelised(s, hub, years, works, frame, fees, charges, terms.early)
    avoided = inventory.avoided(years.delivered, carbon.grid_factor(s, calendar), **s.carbon.avoided.given())
    binds = "; debt: ".join(filter(None, (required.binds, required.debt_limit)))
    return CaseFinance(frame, works, years, project, at, required.price, binds, landed, hub_cost, avoided, ledger,
                       claimed, before, terms)


def _terms(s: Scenario, hub: Hub, link: Link, traded: Traded, years: ExpectedYears, frame: Timeline, fees: np.ndarray,
           credit: np.ndarray, charges: np.ndarray,
           early: phases.Early | None) -> Terms:
    """Return the inputs of the returns besides price and components, as `Terms`."""
    f = s.finance
    # A currency that falls against the dollar pays as if it bought less energy.
    currency = (1.0 - s.contract.drift_per_year) ** (operating_years(s.time) - MONEY_YEAR)
    currency = currency * s.contract.path.bind()(s.time.operating_years)
    downside = debt.cases(s, hub, traded)
    available = float(link.poles.mean()) / link.configuration.poles
    return Terms(frame, years, downside, currency, credit, charges, fees, f.tax.bind(), debt.model(s),
                 companies.companies(s),
                 available, early, payment_terms(s, downside))


def _levelised(s: Scenario, hub: Hub, years: ExpectedYears, works: Sequence[Component], frame: Timeline,
               fees: np.ndarray, charges: np.ndarray, early: phases.Early | None) -> tuple[LandedCost, float]:
    """Return the cost of a MWh landed in Singapore, and at the hub without battery and link. [USD/MWh]"""
    # Spot revenue is net of the import charge; here it is a cost like the others, and the penalty is one too.
    by_spot = s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh
    lines = [place(frame, each) for each in (
        years.delivered, years.energy_at("singapore") * by_spot, years.penalty + years.licence,
        years.revenue_at("hub") + years.revenue_at("landing"),
        years.available - interpolate(s, hub.solar - hub.clipped))]
    if early is not None:   # of all that is at the hub, wind has its share of the first year
        part = lines[-1][frame.operating][0] / years.available[0]
        lines = [line + more for line, more in zip(lines, (
            early.delivered, early.charges + early.spot * by_spot, early.penalty, early.beside,
            part * early.available), strict=True)]
    delivered, by_market, penalty, beside, wind = lines
    landed = landed_cost(frame, works, delivered, charges + by_market, penalty, beside, fees, wacc=s.finance.wacc)
    own, none = ("farm",) if s.hub.topology == "offshore" else ("farm", "export"), np.zeros(frame.year.size)
    at_hub = landed_cost(frame, [w for w in works if w.name in own], wind, none, none, none, fees, wacc=s.finance.wacc)
    return landed, float(at_hub.total)


def _required(s: Scenario, case: Callable[[float], ProjectFinance], quick: Callable[[float], tuple[float, Debt]],
              near: float | None) -> RequiredPrice:
    """Return the required price; where none exists and the contract names its price, NaN with the reason."""
    try:
        return required_price(case, quick, near, target_irr=s.finance.target_equity_irr,
                              min_dscr=s.finance.minimum_dscr)
    except SundalinkError as fault:
        if s.contract.price == "solve":
            raise
        return RequiredPrice(float("nan"), str(fault), "", None)
