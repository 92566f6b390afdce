"""The finance of the whole project: from sales and components to dividends and returns."""

from typing import NamedTuple

import numpy as np

from sim.checks import Count, Fraction, NonNegative, check_balance
from sim.finance.cash_flow import Sales, costs_of, depreciation, revenue, surplus
from sim.finance.cash_flow import lines as put_together
from sim.finance.debt_service import Debt, before, check_debt, deductible, earned
from sim.finance.equity_bridge import EquityBridge, bridged
from sim.finance.metrics import irr, irr_reason, lcoe, npv, payback, real_rate
from sim.finance.tax import deductible_interest
from sim.finance.timeline import real, reserve


class ProjectFinance(NamedTuple):
    """Cash flow, debt and returns of the project: nominal USD of each year, (..., year); then figures, (...)."""

    contract_revenue: np.ndarray  # [USD]
    spot_revenue: np.ndarray      # [USD]
    local_revenue: np.ndarray     # [USD]
    other_revenue: np.ndarray     # [USD]
    penalty: np.ndarray           # [USD]
    charges: np.ndarray           # [USD]
    opex: np.ndarray              # fixed cost of operation, yearly fees included [USD]
    capex: np.ndarray             # cost of building, fees before operation included [USD]
    renewal: np.ndarray           # [USD]
    decommissioning: np.ndarray   # [USD]
    working_capital: np.ndarray   # rise of what buyers owe [USD]
    early: np.ndarray             # earned before full operation, less the cost of it, before tax [USD]
    depreciation: np.ndarray      # [USD]
    tax: np.ndarray               # paid, with interest deducted [USD]
    unlevered_tax: np.ndarray     # as it would be without debt [USD]
    cash_flow: np.ndarray         # free cash flow after tax, before finance [USD]
    dividends: np.ndarray         # to the owners; in operation negative where they must help [USD]
    equity_flow: np.ndarray       # dividends, less tax withheld from them, less equity paid in, with its bridge [USD]
    removal_reserve: np.ndarray   # rise of the account for removal [USD]
    account_income: np.ndarray    # interest on what the accounts for debt service, renewals and removal hold [USD]
    debt: Debt                    # draws, interest, repayment, accounts, cover ratios
    npv: np.ndarray               # of the cash flow, at the end of the base year, in its money [USD]
    project_irr: np.ndarray       # nominal, after tax, without debt [fraction]
    project_irr_real: np.ndarray  # [fraction]
    equity_irr: np.ndarray        # nominal, after tax [fraction]
    equity_irr_real: np.ndarray   # [fraction]
    equity_irr_reason: np.ndarray  # why there is none, or empty
    lcoe: np.ndarray              # all costs before tax, real, over energy delivered [USD/MWh]
    payback: np.ndarray           # of the nominal cash flow, from the start of operation [yr]
    residual: float               # largest gap in any balance of money, relative [-]


def evaluate(timeline, components, sales, fees, delivered, tax, debt, downside=None, *,
             covers=(), wacc: NonNegative = 0.083, indexation: Fraction = 1.0, receivable: NonNegative = 30.0,
             interest_cap: NonNegative = 0.0, dividend_tax: Fraction = 0.0, removal_years: Count = 1,
             account_interest: NonNegative = 0.0, bridge: EquityBridge | None = None):
    """
    Draw up the cash flow of the project, its debt and its returns.

    Parameters
    ----------
    timeline : Timeline
    components : sequence of Component
        What is built, in real USD.
    sales : Sales
        What trading brings each year, in real USD; leading axes are cases.
    fees : array, shape (year,)
        Real yearly fees, such as for the use of the sea. [USD]
    delivered : array, shape (..., year)
        Energy over which ``lcoe`` is counted. [MWh]
    tax : callable
        ``tax(profit, age)``, a model of `sim.finance.tax`.
    debt : callable
        A model of `sim.finance.debt_sizing`, or `sim.finance.debt_service.hold` of a loan already sized.
    downside : Sales or sequence of Sales, optional
        Downside cases, on which debt is sized as well, such as the P90 one.
    covers : sequence of float
        Cover that each of them must keep; that of the debt model for those it does not name. [-]
    wacc : float
        Nominal weighted cost of capital after tax; real values use ``(1 + wacc) / (1 + inflation) - 1``.
        [fraction]
    indexation : float
        Share of inflation that the contract's price follows in operation. [fraction]
    receivable : float
        Time until the net revenue of an invoice is paid. [d]
    interest_cap : float
        Most interest that tax lets be deducted, over revenue less cost of operation; 0 for no cap. [fraction]
    dividend_tax : float
        Share of the dividends that is withheld from their owners. [fraction]
    removal_years : int
        Years over which the cost of removal is saved in an account, its own year the last. [yr]
    account_interest : float
        Interest a year on what that account holds; accounts of the loan have that of its model. [fraction]
    bridge : EquityBridge, optional
        How owners pay their equity until operation; from their own money unless given.

    Returns
    -------
    finance : ProjectFinance

    Raises
    ------
    SundalinkError
        If an input is unfit or a balance does not close.

    Notes
    -----
    What parts in service before the whole earn then, less tax, pays for building; what building does not take goes to
    the owners. Years with revenue, from which holidays of tax count, begin with the first of them.
    Free cash flow = revenue - penalties - charges - opex - tax without debt - rise of working capital -
    capex - renewals - decommissioning. Its present value at the end of the base year, nominal flows at the
    nominal rate, equals that of real flows at the real rate. In operation cfads = interest + principal +
    rise of the debt service reserve + dividends; what accounts earn is in it, and the rise of the accounts for renewals
    and removal is taken off; dividends are not held back by accounting profit (owners'
    loans are assumed).

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014. The weighted cost of capital is
       assumed: 70 % debt at 6.8 % less tax, 30 % equity at 12.5 %. 30 days until payment are assumed.
    """
    base, loan, paid, operation, unlevered, dividends, spend = _settled(
        timeline, components, sales, fees, tax, debt, downside, covers, indexation, receivable, interest_cap,
        removal=(removal_years, account_interest))
    rise, income = _removal(timeline, base, removal_years, account_interest)
    capitalised = (loan.fees + loan.idc).sum(-1)
    flows = {"tax": paid, "unlevered_tax": unlevered, "depreciation": depreciation(base, capitalised),
             "cash_flow": operation - base.building, "dividends": dividends,
             "equity_flow": _to_owners(timeline, dividends, dividend_tax, loan.equity, bridge),
             "removal_reserve": rise, "account_income": earned(loan) + income}
    figures = _figures(timeline, base, flows, delivered, wacc)
    return ProjectFinance(
        contract_revenue=base.contract, spot_revenue=base.spot, local_revenue=base.local,
        other_revenue=base.other, penalty=base.penalty, charges=base.charges,
        opex=base.opex + base.fees, capex=base.building, renewal=base.renewal,
        decommissioning=base.decommissioning, working_capital=base.working_capital, early=base.before,
        debt=loan, residual=_balance(timeline, base, loan, flows, spend), **flows, **figures)


def owners(timeline, components, sales, fees, tax, debt, downside=None, costs=None, *, covers=(),
           indexation: Fraction = 1.0, receivable: NonNegative = 30.0, interest_cap: NonNegative = 0.0,
           dividend_tax: Fraction = 0.0, removal_years: Count = 1, account_interest: NonNegative = 0.0,
           bridge: EquityBridge | None = None):
    """
    Return equity paid in, distributions and the loan, without the other accounts and figures.

    Parameters
    ----------
    timeline, components, sales, fees, tax, debt, downside
        As `evaluate` takes them.
    costs : sim.finance.cash_flow.Costs, optional
        Of these components and fees, where they are known already.
    covers : sequence of float
        As `evaluate` takes them. [-]
    indexation : float
        Share of inflation that the contract's price follows in operation. [fraction]
    receivable : float
        Time until the net revenue of an invoice is paid. [d]
    interest_cap, dividend_tax : float
        As `evaluate` takes them. [fraction]
    removal_years : int
        As `evaluate` takes it. [yr]
    account_interest : float
        As `evaluate` takes it. [fraction]
    bridge : EquityBridge, optional
        As `evaluate` takes it.

    Returns
    -------
    equity_flow : array, shape (..., year)
        Dividends less equity paid in. [USD]
    debt : Debt
        The loan, with its cover.
    """
    _, loan, *_, dividends, _ = _settled(timeline, components, sales, fees, tax, debt, downside, covers, indexation,
                                      receivable, interest_cap, costs, (removal_years, account_interest))
    return _to_owners(timeline, dividends, dividend_tax, loan.equity, bridge), loan


def _to_owners(timeline, dividends, tax, equity, bridge):
    """Return what owners receive less what they pay. [USD]"""
    flow = _kept(dividends, tax) - equity
    return flow if bridge is None else flow + bridged(equity, timeline.construction, bridge).net()


def _removal(timeline, base, years, account_interest):
    """Return the rise of the account for removal in each year, and what it earns. [USD]"""
    rise = reserve(timeline, base.decommissioning, max(years, 1))
    return rise, account_interest * before(np.cumsum(rise, axis=-1))


def _kept(dividends, tax):
    """Return dividends net of withholding tax; equity paid in to support the project bears none."""
    return np.where(dividends > 0.0, (1.0 - tax) * dividends, dividends) if tax else dividends


def _settled(timeline, components, sales, fees, tax, debt, downside, covers, indexation, receivable, interest_cap,
             costs=None, removal=(1, 0.0)):
    """Return lines, loan, tax paid, cash flow of operation, its tax without debt, dividends, what building asks."""
    terms = {"indexation": indexation, "receivable": receivable,
             "costs": costs_of(timeline, components, fees) if costs is None else costs}
    base = put_together(timeline, components, sales, fees, **terms)
    cases = (downside,) if downside is None or isinstance(downside, Sales) else downside
    worse = [None if case is None else put_together(timeline, components, case, fees, **terms) for case in cases]

    sold = np.any(np.reshape(base.before, (-1, timeline.year.size)) != 0, axis=0)
    ahead, age = bool(sold.any() or np.any(base.renewal[..., timeline.construction])), timeline.age
    if sold.any():   # holidays count from the first year with revenue
        age = age - age[np.flatnonzero(sold)[0]]

    def taxed(lines):
        """Return a function of interest and cost of finance that gives the cash flow of operation and its tax."""
        earned = surplus(lines)
        kept = earned - lines.renewal - lines.working_capital

        def after_tax(interest, capitalised):
            deducted = deductible_interest(interest, earned, interest_cap) if interest_cap > 0 else interest
            due = tax(earned - depreciation(lines, capitalised) - deducted, age).tax
            return kept - due, due
        return after_tax

    after_tax, *others = (None if x is None else taxed(x) for x in (base, *worse))

    saved, income = _removal(timeline, base, *removal)

    def cash(interest, capitalised):
        flows = [None if x is None else x(interest - income, capitalised)[0] + income - saved
                 for x in (after_tax, *others)]
        return tuple(x if x is None or not ahead else np.where(timeline.operating, x, 0.0) for x in flows)

    spend, over = base.building, 0.0
    if ahead:   # cost of finance is written off from full operation on, so the tax before it does not turn on the loan
        free = np.where(timeline.construction, after_tax(0.0, np.zeros(base.building.shape[:-1]))[0], 0.0)
        spend, over = np.maximum(base.building - free, 0.0), np.maximum(free - base.building, 0.0)
    loan = debt(timeline, spend, base.renewal, cash, covers)
    capitalised = (loan.fees + loan.idc).sum(-1)
    _, paid = after_tax(deductible(loan) - income, capitalised)
    operation, unlevered = after_tax(0.0, 0.0)
    rise = np.where(timeline.operating, np.diff(loan.dsra, axis=-1, prepend=0.0), 0.0)
    dividends = np.where(timeline.operating, loan.cfads - loan.interest - loan.principal - rise, over)
    return base, loan, paid, operation, unlevered, dividends, spend


def _figures(timeline, base, flows, delivered, wacc):
    """Return the figures of merit by name."""
    project, equity = irr(flows["cash_flow"]), irr(flows["equity_flow"])
    costs = real(timeline, base.building + base.opex + base.fees + base.charges + base.renewal
                 + base.decommissioning + base.before_cost)
    return {
        "npv": npv(flows["cash_flow"], wacc, timeline.time + (timeline.cod - 1 - timeline.base)),
        "project_irr": project, "project_irr_real": real_rate(project, timeline.inflation),
        "equity_irr": equity, "equity_irr_real": real_rate(equity, timeline.inflation),
        "equity_irr_reason": irr_reason(flows["equity_flow"]),
        "lcoe": lcoe(costs, np.asarray(delivered), real_rate(wacc, timeline.inflation), timeline.time),
        "payback": payback(flows["cash_flow"], timeline.time)}


def _balance(timeline, base, loan, flows, spend):
    """Refuse books that do not close, each year and over the life; return the largest gap."""
    tax, dividends, income = flows["tax"], flows["dividends"], flows["account_income"]
    rise = np.diff(loan.dsra, axis=-1, prepend=0.0) + loan.renewal + flows["removal_reserve"]
    inflow = revenue(base) + base.before + loan.draw + loan.equity + income
    costs = (base.penalty + base.charges + base.opex + base.fees + base.building + base.renewal
             + base.decommissioning + base.working_capital)
    outflow = costs + tax + loan.fees + loan.idc + loan.interest + loan.principal + rise + dividends
    scale = np.abs(inflow).sum(-1).max()
    life = (revenue(base) + base.before + income).sum(-1) + loan.equity.sum(-1)
    spent = (costs - base.working_capital + tax + loan.fees + loan.idc + loan.interest + dividends).sum(-1)
    written = depreciation(base, (loan.fees + loan.idc).sum(-1)).sum(-1)
    assets = (base.building + base.renewal + loan.fees + loan.idc).sum(-1)
    return max(
        check_debt(timeline, loan, spend),
        check_balance("money in and out of each year", inflow, outflow, scale),
        check_balance("money over the life of the project", life, spent, scale),
        check_balance("assets and their depreciation", assets, written, scale))
