"""Payments of a case by payer and receiver, and the resulting cost and benefit of each party."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import company_payments, cost_benefit, financiers
from sim.analysis.variable import Variable, coordinate
from sim.case import debt
from sim.case.contract_terms import infeed_payments, wheeling_charges
from sim.case.years import interpolate
from sim.finance.cost_schedule import yearly_cost
from sim.finance.party_ledger import Payment, parties
from sim.finance.timeline import place, real
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from sim.case.companies import Owner
    from sim.chain import Case
    from sim.finance.party_ledger import Parties

PROJECT, BANK = "project company", "accounts of the project"
STATE, PROVINCE = financiers.STATE, "province of the landing"

FIGURES = {
    "welfare": ("USD", "generation and carbon avoided less all cost of the project, without transfers; present value "
                       "at the social rate (parties.social_rate), end of 2025"),
    "contract_premium": ("USD", "yearly payments under the contract beyond the spot price with the import; real 2025"),
    "generator_loss": ("USD", "yearly loss of power stations in Singapore from the lower spot price, equal to "
                              "consumer_saving; real 2025"),
    "buyers_net": ("USD", "consumer_saving less contract_premium: yearly gain or loss of all buyers in Singapore; "
                          "real 2025"),
    "carbon_tax_lost": ("USD", "carbon tax a year that Singapore's treasury does not receive because less gas is "
                               "burnt; real 2025"),
    "withholding_tax": ("USD", "withholding tax of Vietnam on interest and dividends paid abroad, by year of "
                               "operation; interest is grossed up where finance.withholding.gross_up is true; real "
                               "2025"),
    "party_residual": ("-", "largest residual of any year between all payments made and received, over the largest "
                            "payment"),
}
"""Summary values that this file makes: unit and note."""


class PartyView(NamedTuple):
    """Parties of a case and the frame of costs and benefits."""

    time: np.ndarray
    """Years from the end of 2025 to the end of each year, shape (year,). [yr]"""
    payments: tuple[Payment, ...]
    """In real USD of 2025 by year of the timeline."""
    parties: Parties
    benefits: dict[str, float]
    """Indicators of the frame of ENTSO-E: B1 to B9, C1, C2; money at the social rate."""
    jobs: dict[str, tuple[float, float]]
    """Person-years of building and jobs of operation, low and high."""
    welfare: float
    premium: float
    carbon_tax: float
    """A year, not received by Singapore's treasury. [USD]"""
    rate: float
    """Real social discount rate. [fraction]"""
    others: tuple[Owner, ...]
    """Companies that own a part of the project, with their books."""


def compute(case: Case) -> PartyView:
    """
    Book every payment of a case for its payer and its receiver.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    view : PartyView

    Raises
    ------
    SundalinkError
        If the project company keeps or loses money in any year, or transfers do not net to zero.
    """
    money, s = case.finance, case.scenario
    frame = money.timeline
    time = frame.year - MONEY_YEAR
    others = money.terms.others(money.components)
    listed = (*_of_project(case, sum((each.books.payment for each in others), np.zeros(time.size))), *_around(case),
              *company_payments.payments(case, others, PROJECT, BANK))
    rate = s.parties.social_rate
    found = parties(listed, rate, time, closed=(PROJECT, *map(company_payments.name, others)))
    avoided = _avoided(case)
    costs = _costs(case)
    weight = (1.0 + rate) ** -time.astype(float)
    welfare = float(((avoided - costs) * weight).sum())
    tax = float((money.avoided * s.carbon.tax.bind()(frame.year[frame.operating]) / s.market.sgd_per_usd).mean())
    capacity = case.farm.capacity
    (few, many), (least, most) = s.parties.jobs_building, s.parties.jobs_running
    jobs = {"building": (capacity * few, capacity * many), "operation": (capacity * least, capacity * most)}
    frame_ = cost_benefit.frame(case, float((avoided * weight).sum()), welfare, -float(_reserve(case).mean()))
    return PartyView(time, listed, found, frame_, jobs, welfare, _premium(case), tax, rate, others)


def _of_project(case: Case, link: np.ndarray) -> tuple[Payment, ...]:
    """Return the payments of the project company, its accounts with the bank among them, but those to other companies
    (given nominal, by year [USD]): with these they close in every year."""
    money = case.finance
    p, frame, loan = money.project, money.timeline, money.project.debt
    dsra = np.diff(loan.dsra, prepend=0.0)
    credit = place(frame, money.credits.revenue) * frame.price
    fee = place(frame, money.credits.fee) * frame.price
    reserve = place(frame, money.years.infeed_reserve) * frame.price * infeed_payments(case.scenario)["exporter"]
    early, none = money.terms.early, np.zeros(frame.year.shape)
    before, kept, spent, early_credit, early_fee = (none,) * 5 if early is None else (
        values * frame.price for values in (early.paid * money.price, early.other, early.upkeep, early.credits,
                                            early.fee))
    licence = place(frame, money.years.licence) * frame.price
    wheeled = place(frame, wheeling_charges(case.scenario, money.years.landed, case.route)) * frame.price
    credit, fee = credit + early_credit, fee + early_fee
    opex = p.opex - money.terms.fees * frame.price * frame.operating
    agents = case.scenario.finance.agency_fee_usd_per_year * frame.operating * frame.price
    sea = money.terms.fees * frame.price - agents
    flows = [
        ("contract buyers", PROJECT, "contract", p.contract_revenue), ("Singapore's market", PROJECT, "spot sales",
                                                                       p.spot_revenue),
        ("buyers in Vietnam", PROJECT, "local sales", p.local_revenue),
        ("buyers of credits", PROJECT, "credits or certificates", credit + fee),
        (PROJECT, STATE, "fee on credits", fee),
        ("buyers in Malaysia", PROJECT, "sales in Malaysia", p.other_revenue - credit + early_credit),
        (PROJECT, "contract buyers", "shortfall penalty", p.penalty - licence),
        (PROJECT, "Energy Market Authority", "quarterly load factor", licence),
        (PROJECT, "grids and markets", "charges, energy bought", p.charges - link - reserve - wheeled),
        (PROJECT, "grids of transit countries", "transit", wheeled),
        (PROJECT, "power stations in Singapore", "reserve for the largest infeed", reserve),
        (PROJECT, "suppliers", "operation", opex), (PROJECT, STATE, "use of the sea", sea),
        (PROJECT, "suppliers", "building", p.capex - sea * frame.construction),
        ("contract buyers", PROJECT, "contract, before full operation", before),
        ("buyers, grids and markets", PROJECT, "other sales less charges, before full operation", kept),
        (PROJECT, "suppliers", "operation, before full operation", spent), (PROJECT, "suppliers", "renewals",
                                                                                 p.renewal),
        (PROJECT, "suppliers", "removal", p.decommissioning), (PROJECT, STATE, "corporate tax", p.tax),
        (STATE, PROVINCE, "share of corporate tax", case.scenario.parties.province_share * p.tax),
        (PROJECT, BANK, "reserve accounts", dsra + loan.renewal + p.removal_reserve),
        (BANK, PROJECT, "interest on reserve accounts", p.account_income),
        (PROJECT, BANK, "unpaid invoices", p.working_capital)]
    return (*(Payment(payer, receiver, what, real(frame, amount)) for payer, receiver, what, amount in flows),
            *financiers.payments(case, PROJECT, debt.withheld(case.scenario, loan, frame)))


def _around(case: Case) -> tuple[Payment, ...]:
    """Return payments that the import moves between others: lower spot price, carbon tax."""
    money, s = case.finance, case.scenario
    frame = money.timeline
    saving = place(frame, interpolate(s, _saving(case)))
    tax = place(frame, money.avoided * s.carbon.tax.bind()(frame.year[frame.operating]) / s.market.sgd_per_usd)
    moved = [Payment("power stations in Singapore", "consumers in Singapore", "lower spot price", saving),
             # Stations pay less tax than they would without the import.
             Payment("treasury of Singapore", "power stations in Singapore", "carbon tax not due", tax)]
    for payer, name in (("contract buyers", "buyer"), ("consumers in Singapore", "system")):
        moved.append(Payment(payer, "power stations in Singapore", "reserve for the largest infeed",
                             place(frame, money.years.infeed_reserve) * infeed_payments(s)[name]))
    return tuple(moved)


def _saving(case: Case) -> np.ndarray:
    """Return the saving of consumers from the lower spot price in each traded year. [USD]"""
    fall = case.traded.annual.spot_price_reduction
    demand = np.array([market.demand.sum() for market in case.market])[:, None, None] * case.scenario.time.period_h
    return (fall * demand).reshape(len(case.market), -1).mean(axis=1)


def _spot(case: Case) -> np.ndarray:
    """Return the mean spot price of delivered energy behind the import in each traded year. [USD/MWh]"""
    found = []
    for index, market in enumerate(case.market):
        fall = float(case.traded.annual.spot_price_reduction[index].mean())
        spot = np.asarray(market.spot, dtype=float)
        seen = case.traded.seen[index]
        found.append((float(spot.mean()) if seen is None else seen.spot) - fall)
    return np.array(found)


def _premium(case: Case) -> float:
    """Return the yearly payments under the contract beyond the spot price with the import. [USD]"""
    money = case.finance
    paid = money.years.paid * money.price * money.terms.currency + money.years.fixed
    return float((paid - money.years.contract * interpolate(case.scenario, _spot(case))).mean())


def _avoided(case: Case) -> np.ndarray:
    """Return the value of avoided generation at the spot price before the import, carbon tax included, by year.
    [USD]"""
    s, money = case.scenario, case.finance
    fall = case.traded.annual.spot_price_reduction.reshape(len(case.market), -1).mean(axis=1)
    before = interpolate(s, _spot(case) + 0.5 * fall)   # half of the fall: the mean of before and behind
    local, early = money.years.local_revenue + money.years.malaysia_revenue, money.terms.early
    ahead = 0.0 if early is None else early.delivered * before[0] + early.beside
    return place(money.timeline, money.years.delivered * before + local) + ahead


def _costs(case: Case) -> np.ndarray:
    """Return the resource cost of the project in each year, without transfers, real. [USD]"""
    frame, works = case.finance.timeline, case.finance.components
    bought = place(frame, case.finance.years.supply_cost + case.finance.years.station_cost + _reserve(case))
    return sum((yearly_cost(part, frame) for part in works), np.zeros(frame.year.shape)) + bought


def _reserve(case: Case) -> np.ndarray:
    """Return the cost of reserve for the largest infeed in each operating year, whoever pays. [USD]"""
    return case.finance.years.infeed_reserve * case.scenario.market.infeed.reserve_price_usd_per_mwh


def figures(case: Case, view: PartyView) -> dict[str, float]:
    """
    Return the summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    view : PartyView
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    saving = float(interpolate(case.scenario, _saving(case)).mean())
    return {"welfare": view.welfare, "contract_premium": view.premium, "generator_loss": saving,
            "buyers_net": saving - view.premium, "carbon_tax_lost": view.carbon_tax,
            "withholding_tax": _withheld(case, view), "party_residual": view.parties.residual}


def _withheld(case: Case, view: PartyView) -> float:
    """Return the withholding tax on interest and dividends in the mean year of operation, real. [USD]"""
    taken = [each.amount for each in view.payments if each.what.startswith("tax withheld")]
    held = sum(taken, np.zeros(view.time.size))
    return float(held[case.finance.timeline.operating].mean())


def rows(view: PartyView) -> list[tuple[str, str, str, float]]:
    """
    Return the table of parties: what each pays and receives, and its net, in present value.

    Parameters
    ----------
    view : PartyView

    Returns
    -------
    rows : list of tuple
        Payer, receiver, what, present value [USD], a payment each; then a row for each party: name, "", "net", value.
    """
    weight = (1.0 + view.rate) ** -view.time.astype(float)
    listed = [(p.payer, p.receiver, p.what, float((p.amount * weight).sum())) for p in view.payments]
    return [*listed, *((name, "", "net", float(value)) for name, value in
                       zip(view.parties.names, view.parties.present, strict=True))]


def variables(case: Case, view: PartyView) -> list[Variable]:
    """
    Payments, what each party keeps, and the frame of costs and benefits, for the results.

    Parameters
    ----------
    case : Case
    view : PartyView
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    weight = (1.0 + view.rate) ** -view.time.astype(float)
    labels = [f"{p.payer} to {p.receiver}: {p.what}" for p in view.payments]
    names, values = zip(*((name, amount) for name, amount in view.benefits.items() if np.isfinite(amount)), strict=True)
    rest = "; ".join(f"{name}: {why}" for name, why in cost_benefit.LEFT_OUT.items())
    pv = {"price_basis": f"real USD of 2025, present value at {100 * view.rate:g} % real, end of 2025"}
    return [
        coordinate("party", list(view.parties.names), None, "party"),
        coordinate("payment", labels, None, "payer, receiver, and what is paid"),
        coordinate("indicator", list(names), None, "indicator of the cost-benefit frame of ENTSO-E, with its unit"),
        coordinate("range", ["low", "high"], None, "end of an assumed range"),
        Variable("party_net", "party", view.parties.present, "USD", "received less paid", pv),
        Variable("payment_value", "payment", np.array([float((p.amount * weight).sum()) for p in view.payments]), "USD",
                 "what is paid over the life", pv),
        Variable("indicator_value", "indicator", np.array(values, dtype=float), "-",
                 "indicator, in the unit of its name", {"not_computed": rest}),
        Variable("jobs_building", "range", np.array(view.jobs["building"]), "-", "person-years of building the farm"),
        Variable("jobs_operation", "range", np.array(view.jobs["operation"]), "-", "jobs in operation of the farm"),
        *company_payments.variables(view.others)]
