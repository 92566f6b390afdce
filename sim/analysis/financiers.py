"""Payments of lenders, guarantors and owners, each by loan or by country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.finance.debt_tranches import rates
from sim.finance.equity_bridge import bridged
from sim.finance.party_ledger import Payment
from sim.finance.timeline import real
from sim.finance.withheld_tax import loan_by_loan, undrawn_and_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.chain import Case
    from sim.finance.debt_service import Debt, Tranche
    from sim.finance.equity_bridge import EquityBridge
    from sim.finance.timeline import Timeline

    Flow = tuple[str, str, str, np.ndarray]

WHO = {"commercial": "commercial banks", "eca": "lenders with export credit cover", "mdb_a": "development banks",
       "mdb_b": "commercial banks beside development banks", "concessional": "concessional lenders",
       "mezzanine": "mezzanine lenders"}
"""Kind of a loan -> who lends it; a loan that is no stack is that of ``lenders``."""
STATE, AGENTS, BRIDGE = "state of Vietnam", "agents of lenders", "banks of the owners"


def payments(case: Case, project: str, held: np.ndarray) -> tuple[Payment, ...]:
    """
    Book what lenders, guarantors and owners give and get.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    project : str
        Name of the project company among the parties.
    held : array, shape (year,)
        Tax withheld from the interest and fees of a loan alone, nominal; that of a stack is found loan by loan. [USD]

    Returns
    -------
    payments : tuple of Payment
        Real USD of 2025 by year of the timeline. Those of the project company are what its loan and its owners' flows
        are in `ProjectFinance`, no more and no less.
    """
    money, s = case.finance, case.scenario
    frame, loan, dividends = money.timeline, money.project.debt, money.project.dividends
    agents = s.finance.agency_fee_usd_per_year * frame.operating * frame.price
    flows = [(project, AGENTS, "agent, trustee, account bank, engineer", agents),
             *of_loans(loan, frame, project, [WHO[row.kind] for row in s.finance.tranches], held)]
    abroad, kept = s.finance.withholding.owners_abroad, np.maximum(dividends, 0.0)
    for who, share in (("owners in Vietnam", 1.0 - abroad), ("owners abroad", abroad)):
        flows += [(who, project, "equity", share * loan.equity), (project, who, "dividends", share * dividends)]
        flows += _bridge(who, loan, frame, share, money.terms.paid.bridge)
    flows.append(("owners abroad", STATE, "tax withheld from dividends", money.terms.paid.dividend_tax * kept))
    return tuple(Payment(payer, receiver, what, real(frame, amount)) for payer, receiver, what, amount in flows
                 if np.any(amount) or payer == "lenders" or receiver == "lenders")


def _bridge(owner: str, loan: Debt, frame: Timeline, share: float, terms: EquityBridge | None) -> list[Flow]:
    """Return the payments of an owner's share of the loan that bridges the equity; none without."""
    if terms is None:
        return []
    found = bridged(share * loan.equity, frame.construction, terms)
    return [(BRIDGE, owner, "loans drawn", found.drawn), (owner, BRIDGE, "repayment", found.repaid - found.interest),
            (owner, BRIDGE, "interest", found.interest), (owner, BRIDGE, "fees, letters of credit", found.fees)]


def of_loans(loan: Debt, frame: Timeline, borrower: str, kinds: Sequence[str], held: np.ndarray) -> list[Flow]:
    """
    Return the payments to and from lenders and guarantors of a company, by loan.

    Parameters
    ----------
    loan : Debt
    frame : Timeline
    borrower : str
        Name of the company among the parties.
    kinds : sequence of str
        Who lends each loan of a stack.
    held : array, shape (year,)
        Tax withheld from the interest and fees of a loan alone, nominal. [USD]

    Returns
    -------
    flows : list of tuple
        Payer, receiver, what, nominal amount by year. [USD]
    """
    if loan.stack is None:
        return _of_loan("lenders", borrower, loan.draw, loan.fees, loan.idc, loan.interest, loan.principal, held)
    flows: list[Flow] = []
    taxes = loan_by_loan(loan, frame)
    for place, (each, who) in enumerate(zip(loan.stack.tranches, kinds, strict=True)):
        paid, fee = loan.stack.interest[place], _guarantee(each, frame, loan.stack.interest[place])
        fees, idc = _until_operation(loan, place, frame)
        flows += _of_loan(who, borrower, loan.stack.draw[place], fees, idc, paid - fee, loan.stack.principal[place],
                          taxes[place])
        flows.append((borrower, "guarantors", f"fee of the guarantee: {each.name}", fee))
    return flows


def _of_loan(who: str, project: str, draw: np.ndarray, fees: np.ndarray, idc: np.ndarray, interest: np.ndarray,
             principal: np.ndarray, held: np.ndarray) -> list[Flow]:
    """Return drawdown and service of a loan."""
    return [(who, project, "loans drawn", draw), (project, who, "fees and interest in construction", fees + idc),
            (project, who, "interest", interest), (project, who, "repayment", principal),
            (who, STATE, "tax withheld from interest", held)]


def _guarantee(each: Tranche, frame: Timeline, paid: np.ndarray) -> np.ndarray:
    """Return the part of what is paid as interest that is the fee of the guarantor. [USD]"""
    years = int(frame.operating.sum())
    cost, part = rates(each, years), np.zeros(frame.year.size)
    part[frame.operating] = np.divide(each.cover * each.guarantee_fee, cost, out=np.zeros(years), where=cost > 0)
    return part * paid


def _until_operation(loan: Debt, place: int, frame: Timeline) -> tuple[np.ndarray, np.ndarray]:
    """Return fees and interest in construction of one loan of a stack, of which all loans have their parts. [USD]"""
    assert loan.stack is not None
    undrawn, at_once = undrawn_and_first(loan, frame)
    fees = [t.share * (t.commitment * undrawn + t.upfront * at_once) for t in loan.stack.tranches]
    weight = [t.share * t.rate_construction for t in loan.stack.tranches]
    every = sum(fees, np.zeros(frame.year.size))
    part = np.divide(fees[place], every, out=np.zeros(frame.year.size), where=every > 0)
    return part * loan.fees, loan.idc * weight[place] / max(sum(weight), 1e-300)
