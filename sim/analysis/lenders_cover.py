"""Cover of the loans: the cash waterfall over simulated lives, with defaults, lock-ups and draws on reserves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import break_evens, company_break_evens, company_cover, simulated_loans, sources_uses
from sim.analysis.variable import Variable, coordinate
from sim.case import debt, simulated_years
from sim.case.charges import charged
from sim.case.refinancing import refinanced
from sim.finance.debt_service import hold
from sim.finance.metrics import irr
from sim.finance.project_returns import owners
from sim.finance.timeline import escalation

if TYPE_CHECKING:
    from sim.case.refinancing import Refinanced
    from sim.chain import Case
    from sim.finance.debt_service import Debt, Tranche
    from sim.finance.project_returns import ProjectFinance
    from sim.finance.waterfall import Waterfall

QUANTILES = (0.01, 0.05, 0.10, 0.50, 0.90)
"""Shares of lives or years that lie below. [fraction]"""

FIGURES = {
    "min_dscr_p50": ("-", "minimum DSCR of a life, exceeded in half of the simulated lives"),
    "min_dscr_p90": ("-", "minimum DSCR of a life, exceeded in nine of ten simulated lives"),
    "dscr_p50": ("-", "DSCR of a year in which senior loans are served, exceeded in half of all simulated years"),
    "dscr_p90": ("-", "DSCR of a year in which senior loans are served, exceeded in nine of ten simulated years"),
    "years_below_cover": ("-", "share of the simulated years of senior loans whose cash does not cover debt service "
                               "(DSCR below 1)"),
    "default_probability": ("-", "share of simulated lives in which senior or subordinated service is missed after "
                                 "cash and reserves are used up"),
    "default_probability_others": ("-", "the same for the loans of other companies (companies): the highest of them; "
                                        "0 without"),
    "lock_up_probability": ("-", "share of simulated lives in which distributions are locked at least once"),
    "reserve_drawn_probability": ("-", "share of simulated lives in which the debt service reserve account is drawn "
                                       "on"),
    "expected_loss": ("-", "present value, at the loan's rate, of service that lenders do not receive, over the debt; "
                           "mean of the simulated lives"),
    "llcr": ("-", "present value of cash flow until the loan ends, at its rate, over debt; expected case, without the "
                  "debt service reserve"),
    "llcr_with_reserve": ("-", "the same with the initial debt service reserve added to the cash flow"),
    "plcr": ("-", "present value of cash flow until the project ends, at the loan's rate, over debt; expected case"),
    "mean_dscr": ("-", "mean DSCR of the years in which senior loans are served; expected case"),
    "loan_tail": ("yr", "years of operation after the last repayment"),
    "gearing": ("-", "debt over all uses of funds until operation: construction, interest, fees, initial reserve"),
    "refinancing_gain": ("USD", "gain of a refinancing in operation (finance.refinancing) before it is shared: "
                                "present value at the owners' target return when operation begins, after tax; "
                                "nominal"),
    "refinancing_price_cut": ("USD/MWh", "reduction of the price in the years after a refinancing by the buyer's "
                                         "share of its gain; real 2025; not included in required_price"),
    "equity_irr_refinanced": ("-", "equity IRR with the owners' share of the gain of a refinancing in operation; "
                                   "expected case, nominal, after tax"),
    "refinanced_debt": ("USD", "debt right after a refinancing in operation; nominal"),
    "refinancing_cost": ("USD", "fees, prepayment and closing of swaps in a refinancing; nominal, negative where "
                                "closing the swaps brings more"),
    "min_dscr_refinanced": ("-", "minimum DSCR of the years after a refinancing in operation; expected case"),
    "equity_irr_simulated": ("-", "IRR of the mean equity cash flow of the simulated lives, after lock-up, default "
                                  "and support; nominal, after tax"),
}
"""Summary values that this file makes: unit and note. P90 is exceeded by nine of ten."""


class LendersCover(NamedTuple):
    """Loans on simulated lives."""

    lives: simulated_years.Lives
    debt: Debt
    """The loan as it was sized, and the cash flow of each life; arrays (life, year)."""
    waterfall: Waterfall
    dscr: np.ndarray
    """Cover of each year of the loan, shape (life, year of the loan). [-]"""
    tranches: tuple[Tranche, ...]
    loss: np.ndarray
    """Expected loss of each tranche, what guarantors bear taken off, shape (tranche,). [-]"""
    given_default: np.ndarray
    """Loss of each tranche in the lives in which it loses, before and after guarantors, shape (2, tranche). [-]"""
    owners_flow: np.ndarray
    """Mean of what owners put in and take out behind the waterfall, shape (year,). [USD]"""
    refinanced: Refinanced
    others: dict[str, simulated_loans.Served]
    """Loans of other companies, by name."""


def compute(case: Case) -> LendersCover | None:
    """
    Run the loans of a case on simulated lives.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    found : LendersCover or None
        None without debt.
    """
    s, money = case.scenario, case.finance
    loan = money.project.debt
    if not float(loan.amount) > 0:
        return None
    lives = simulated_years.draw(s, case.hub, case.traded, s.finance.simulation.lives, s.finance.simulation.level)
    years = simulated_years.sales(s, case.hub, case.traded, lives)
    terms = money.terms.simulated(years, charged(s, money.timeline, years, case.route))
    terms = terms._replace(availability=company_cover.availability(case, lives))
    given = terms._replace(debt=hold(loan)).at(money.price, terms.paid_out(money.components))
    lived = owners(*given, **terms.paid._asdict())[1]
    tranches = simulated_loans.each(s, loan, debt.taken(s))
    served = simulated_loans.serve(s, money.timeline, money.project, lived, tranches,
                                   simulated_loans.owns_cable(terms.paid_out(money.components).own), shared=True,
                                   dividend_tax=terms.paid.dividend_tax)
    return LendersCover(lives, *served, refinanced(s, money), company_cover.compute(case, terms))


def figures(case: Case, found: LendersCover | None) -> dict[str, float]:
    """
    Return the summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    found : LendersCover or None
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
        Infinite cover and no default without debt.
    """
    loan = case.finance.project.debt
    fixed = {"llcr": float(loan.llcr), "plcr": float(loan.plcr), "gearing": float(loan.gearing),
             "mean_dscr": float(loan.mean_dscr), "loan_tail": float((case.finance.timeline.operating & (
                 loan.balance <= 1e-9 * max(float(loan.amount), 1.0))).sum() - bool(float(loan.amount) > 0.0))}
    if found is None:
        return {**dict.fromkeys(FIGURES, 0.0), **fixed, "min_dscr_p50": np.inf, "min_dscr_p90": np.inf,
                "dscr_p50": np.inf, "dscr_p90": np.inf, "llcr_with_reserve": np.inf, "min_dscr_refinanced": np.inf,
                "equity_irr_refinanced": float(case.finance.project.equity_irr),
                "equity_irr_simulated": float(case.finance.project.equity_irr),
                "default_probability_others": _highest(company_cover.alone(case))}
    lowest = found.dscr.min(axis=1)
    chance = simulated_loans.shares(simulated_loans.Served(*found[1:8]))
    first = float(loan.dsra[case.finance.timeline.construction][-1])
    return {
        **fixed, "llcr_with_reserve": float(loan.llcr) + first / float(loan.amount),
        "min_dscr_p50": float(np.quantile(lowest, 0.5)), "min_dscr_p90": float(np.quantile(lowest, 0.1)),
        "dscr_p50": float(np.quantile(found.dscr, 0.5)), "dscr_p90": float(np.quantile(found.dscr, 0.1)),
        "years_below_cover": float((found.dscr < 1.0).mean()),
        "default_probability": chance["default"], "lock_up_probability": chance["lock_up"],
        "reserve_drawn_probability": chance["reserve_drawn"], "expected_loss": chance["expected_loss"],
        "default_probability_others": _highest(found.others),
        **dict(zip(("refinancing_gain", "refinancing_price_cut", "equity_irr_refinanced", "refinanced_debt",
                    "refinancing_cost", "min_dscr_refinanced"), found.refinanced, strict=True)),
        "equity_irr_simulated": float(irr(found.owners_flow)),
    }


def _highest(others: dict[str, simulated_loans.Served]) -> float:
    """Return the highest default probability of other companies; 0 without their loans."""
    return max((simulated_loans.shares(each)["default"] for each in others.values()), default=0.0)


def cascade(project: ProjectFinance, operating: np.ndarray, count: int) -> dict[str, float]:
    """
    Return where the cash of the mean year of the loan goes, costs negative.

    Parameters
    ----------
    project : ProjectFinance
    operating : array of bool, shape (year,)
    count : int
        Years of the loan.

    Returns
    -------
    steps : dict of str to float
        From revenue to what owners receive; the steps between two sums add up to the second. [USD]
    """
    loan = project.debt

    def mean(values: np.ndarray) -> float:
        return float(np.asarray(values)[operating][:count].mean())

    revenue = mean(project.contract_revenue + project.spot_revenue + project.local_revenue + project.other_revenue)
    service, owners_take = mean(loan.interest + loan.principal), mean(project.dividends)
    parts = {"revenue": revenue, "penalties and charges": -mean(project.penalty + project.charges),
             "operation": -mean(project.opex), "tax": -mean(project.tax),
             "interest on accounts": mean(project.account_income)}
    cash = mean(loan.cfads)
    return {**parts, "renewals, working capital": cash - sum(parts.values()), "cash flow for debt service": cash,
            "debt service": -service, "reserve accounts": owners_take + service - cash, "owners": owners_take}


def variables(case: Case, found: LendersCover | None) -> list[Variable]:
    """
    Cover by year of the loan, default by then, and the loans one by one, for the results.

    Parameters
    ----------
    case : Case
    found : LendersCover or None
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        Without debt those of the loans of other companies alone.
    """
    if found is None:
        return company_cover.variables(case, company_cover.alone(case))
    s, frame, count = case.scenario, case.finance.timeline, found.dscr.shape[1]
    per = found.waterfall.default.shape[1] // int(frame.operating.sum())
    ever = np.maximum.accumulate(found.waterfall.default, axis=1).mean(axis=0)[per - 1::per][:count]
    names, steps = [t.name for t in found.tranches], cascade(case.finance.project, frame.operating, count)
    level = case.finance.terms.currency * escalation(frame, indexation=s.finance.indexation)[frame.operating]
    return [
        coordinate("cascade", list(steps), None, "step of the cash waterfall"),
        coordinate("price_year", frame.year[frame.operating], "-", "calendar year of operation"),
        Variable("cascade_value", "cascade", np.array(list(steps.values())), "USD",
                 "mean year of the loan, expected case; nominal, costs negative"),
        Variable("nominal_price", "price_year", case.finance.price * level, "USD/MWh",
                 "price of the contract, nominal"),
        Variable("real_price", "price_year", case.finance.price * level / frame.price[frame.operating], "USD/MWh",
                 "price of the contract, real 2025"),
        coordinate("share_below", np.array(QUANTILES), "-", "share of simulated lives below"),
        coordinate("loan_year", frame.year[frame.operating][:count], "-", "calendar year of the loan"),
        coordinate("tranche", names, None, "loan"),
        Variable("dscr_quantile", ("share_below", "loan_year"), np.quantile(found.dscr, QUANTILES, axis=0), "-",
                 "debt service cover in simulated lives"),
        Variable("dscr_planned", "loan_year", case.finance.project.debt.dscr[frame.operating][:count], "-",
                 "debt service cover of the expected case"),
        Variable("default_by_year", "loan_year", ever, "-", "share of lives in default by the end of the year"),
        Variable("tranche_share", "tranche", np.array([t.share for t in found.tranches]), "-", "of the whole debt"),
        Variable("tranche_rate", "tranche", np.array([t.rate for t in found.tranches]), "-",
                 "interest a year, including withholding tax that the borrower grosses up"),
        Variable("tranche_kept", "tranche", np.array([t.rate * (1.0 - t.withheld) for t in found.tranches]), "-",
                 "interest a year that lenders receive net of withholding tax"),
        coordinate("guarantors", ["before", "after"], None, "with or without the part that guarantors bear"),
        Variable("tranche_loss_given_default", ("guarantors", "tranche"), found.given_default, "-",
                 "present value not received, mean of the lives in which there is a loss"),
        Variable("tranche_expected_loss", "tranche", found.loss, "-", "present value not received, mean of lives"),
        *company_cover.variables(case, found.others),
        *break_evens.variables(case), *company_break_evens.variables(case), *sources_uses.variables(case)]
