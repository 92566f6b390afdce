"""Results of the finance stage for published deals, shown beside them and not fitted to them."""

from functools import partial

import numpy as np

from sim.finance import debt_sizing, tax
from sim.finance.cash_flow import Sales
from sim.finance.companies import Company, books
from sim.finance.cost_components import Component
from sim.finance.project_returns import evaluate
from sim.finance.required_price import required_price
from sim.finance.timeline import place, timeline
from sim.inputs import cost_data


def gearing(*, spend, life, tenor, rate, dscr, downside_dscr, p90_share, target_irr, upkeep, tax_rate, highest=0.95,
            term=None, tail=1.0, fixed=False):
    """
    Return the gearing of a project whose price gives owners a return, its debt sized on cover.

    Parameters
    ----------
    spend : list of float
        Shares of the cost spent in each year of building. [fraction]
    life, tenor : int
        Years of operation, and of the loan. [yr]
    rate : float
        All-in interest. [fraction]
    dscr, downside_dscr : float
        Cover on the expected case and on P90. [-]
    p90_share : float
        Energy, or revenue, of P90 over the expected. [fraction]
    target_irr : float
        Nominal return on equity. [fraction]
    upkeep : float
        Cost of operation a year, over that of building. [fraction]
    tax_rate : float
        Corporate tax. [fraction]
    highest : float
        Cap on gearing: out of the road, so that cover decides. [fraction]
    term : int, optional
        Years for which the price is agreed; all of them if not given. [yr]
    tail : float
        Price after that, over the agreed one. [fraction]
    fixed : bool
        Whether the price is agreed in nominal money; else it follows prices.

    Returns
    -------
    gearing : list of float
    """
    frame = timeline(cod=2028, life=life, spend=tuple(spend))
    part, energy = Component("project", 1e9, upkeep * 1e9, life, life), place(frame, 1e6)
    level = np.where(frame.age < (term or life), 1.0, tail) / (frame.price if fixed else 1.0)
    loan = partial(debt_sizing.sculpted, dscr=dscr, downside_dscr=downside_dscr, gearing=highest, tenor=tenor,
                   rate=rate)

    def case(price):
        return evaluate(frame, [part], Sales(energy * level, price), np.zeros(frame.year.size), energy,
                        partial(tax.flat, rate=tax_rate), loan, Sales(p90_share * energy * level, price))
    return [float(required_price(case, target_irr=target_irr, min_dscr=dscr).finance.debt.gearing)]


def cap_and_floor(*, cost_bn, cost_currency, cost_year, spend, upkeep, floor_rate, cap_rate, money_of, to_gbp):
    """
    Return the yearly floor and cap of a link: annuities of 25 years at the cost of debt and of equity, and upkeep.

    Parameters
    ----------
    cost_bn : float
        Cost of building.
    cost_currency, cost_year
        Its currency and the year of its money.
    spend : list of float
        Shares of it spent in each year of building. [fraction]
    upkeep : float
        A year, over that. [fraction]
    floor_rate, cap_rate : float
        Real rates of the floor and of the cap. [fraction]
    money_of : int
        Year of the money of the result.
    to_gbp : float
        Pounds for a euro of that year.

    Returns
    -------
    floor, cap : list of float
        [GBP million a year]
    """
    million = cost_bn * 1e3 * cost_data.usd2025(1.0, cost_currency, cost_year) / cost_data.usd2025(1.0, "EUR", money_of)
    frame = timeline(cod=2021, life=25, spend=tuple(spend), inflation=0.0)
    part = Component("link", million * to_gbp, upkeep * million * to_gbp, 40, 25)
    found = []
    for rate, tariff in ((floor_rate, 0.0), (cap_rate, 1e6)):
        company = Company("owner", ("link",), regime="cap_and_floor", rate=rate, cap_rate=rate, tariff=tariff,
                          excess=1.0, recovery=25, indexed=True)
        made = books(company, [part], frame, place(frame, 1.0), 1.0)
        found.append(float((made.payment + made.top_up)[frame.operating][0]))
    return found
