"""The money and the tonnes of a case: from the ledgers of the trade to the books of the project."""

from typing import NamedTuple

import numpy as np

from sim.carbon import credits, inventory
from sim.errors import SundalinkError
from sim.farm.uncertainty import exceedance
from sim.finance import cost, spending
from sim.finance.cashflow import place, timeline
from sim.finance.evaluate import evaluate
from sim.finance.lines import Sales
from sim.finance.price import RequiredPrice, landed_cost, required_price
from sim.inputs import library
from sim.market.contract import shortfall
from sim.wiring import traded_years


class Books(NamedTuple):
    """The finance and the carbon of a case."""

    timeline: object
    components: tuple
    years: object
    """What each operating year sells: a `Year` of arrays (operating year,)."""
    books: object
    """`Finance` at the price of the contract."""
    price: float
    """Price of the contract. [USD/MWh]"""
    required: float
    """Price that meets the owners' return and the lenders' cover; NaN with the reason in `binds`. [USD/MWh]"""
    binds: str
    landed: object
    hub_cost: float
    """Levelised cost of farm and export cables at the hub. [USD/MWh]"""
    avoided: np.ndarray
    credits: object


class Year(NamedTuple):
    """Expected energy [MWh] and money [USD of 2025] of each operating year, arrays (operating year,)."""

    available: np.ndarray
    sent: np.ndarray
    delivered: np.ndarray
    contract: np.ndarray
    local: np.ndarray
    link_loss: np.ndarray
    spot_revenue: np.ndarray
    local_revenue: np.ndarray
    station_cost: np.ndarray
    penalty: np.ndarray


def interpolate(s, values):
    """Return what holds in every operating year, given the traded years on the first axis: straight lines between."""
    years = s.time.first_operating_year + np.arange(s.time.operating_years)
    values = np.asarray(values, dtype=float)
    flat = values.reshape(values.shape[0], -1)
    lines = [np.interp(years, traded_years(s.time), column) for column in flat.T]
    return np.stack(lines).reshape((*values.shape[1:], years.size))


def expected(s, annual, contracts):
    """
    Return the expected sales of each operating year.

    Parameters
    ----------
    s : Scenario
    annual : Ledger
        Sums of the trade, arrays (traded year, weather year, draw).
    contracts : sequence of Contract
        Terms of each traded year, averaged over weather years.

    Returns
    -------
    years : Year
        Means over weather years and outage draws; the penalty is the mean of the yearly penalties, not that of the
        mean year.
    """
    penalty = np.stack([shortfall(energy, contract)[1] for energy, contract in zip(annual.contract, contracts,
                                                                                    strict=True)])
    names = [n for n in Year._fields if n != "penalty"]
    means = [getattr(annual, name).mean(axis=(1, 2)) for name in names]
    return Year(**{n: interpolate(s, m) for n, m in zip(names, means, strict=True)},
                penalty=interpolate(s, penalty.mean(axis=(1, 2))))


def parts(s, built, route, link):
    """
    Return the components of the project.

    Parameters
    ----------
    s : Scenario
    built : Farm
    route : Line
    link : Link

    Returns
    -------
    components : tuple of Component
    """
    c, offshore = s.cost, s.hub.topology == "offshore"
    pair = "converters_offshore" if offshore else "converters_onshore"
    export_rating = s.local.width_mw if offshore else built.capacity
    listed = [
        cost.farm(built.capacity, capex=price(s, "farm"), opex=price(s, "farm_upkeep"), **c.farm_terms.given()),
        cost.battery(s.storage.power_mw, s.storage.energy_mwh, energy_capex=price(s, "battery_energy"),
                     power_capex=price(s, "battery_power"), **c.battery_terms.given()),
        cost.export(export_rating, s.collection.export_length_km, capex=price(s, "export"), **c.export_terms.given()),
        cost.converters(s.link.rating_mw, capex=price(s, pair), **c.converter_terms.given()),
        cost.cable(s.link.rating_mw, route.length, capex=price(s, "cable"), **c.cable_terms.given()),
    ]
    works = [part for part in listed if part.capex > 0]
    return (*works, cost.contingency(works, share=c.contingency), cost.development(works, share=c.development))


def price(s, key):
    """Return a unit cost of the scenario in USD of 2025: a number as it stands, or a row of the embedded table."""
    given = getattr(s.cost, key)
    if not isinstance(given, str):
        return float(given)
    return library.cost("costs", given)


def close(s, built, hub, route, link, traded):
    """
    Draw up the books of a case, at the contract's price or at the price that is required.

    Parameters
    ----------
    s : Scenario
    built, hub, route, link : Farm, Hub, Line, Link
        What the stages gave.
    traded : Traded
        What the trade gave.

    Returns
    -------
    books : Books

    Raises
    ------
    SundalinkError
        If no price makes the project pay, or a balance of money does not close.
    """
    f = s.finance
    frame = timeline(cod=s.time.first_operating_year, life=s.time.operating_years, spend=f.construction_spend,
                     inflation=f.inflation)
    years, works = expected(s, traded.annual, traded.contracts), parts(s, built, route, link)
    fees = spending.sea_use(frame, f.sea_area_ha, **f.sea.given())
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    ledger = s.carbon.credits.bind()(years.local, calendar, s.time.first_operating_year)
    credits.check_one_ledger(years.sent + years.local, years.delivered, years.local)
    charges = place(frame, years.contract * s.market.import_charge_usd_per_mwh + years.station_cost
                    + years.delivered * wheeling_charge(route))
    delivered, low = place(frame, years.delivered), spread(s, built, hub, traded).p90_share
    tax, debt = f.tax.bind(), f.debt.bind()

    def sales(at, share=1.0):
        return Sales(place(frame, years.contract) * share, at, place(frame, years.spot_revenue) * share,
                     place(frame, years.local_revenue), place(frame, ledger.revenue), place(frame, years.penalty),
                     charges * share)

    def case(at):
        return evaluate(frame, works, sales(at), fees, delivered, tax, debt, sales(at, low) if f.downside else None,
                        wacc=f.wacc, indexation=f.indexation, receivable=f.receivable_days)

    required = _required(s, case)
    at = required.price if s.contract.price == "solve" else float(s.contract.price)
    books = required.finance if s.contract.price == "solve" else case(at)
    landed = landed_cost(frame, works, delivered, charges, place(frame, years.local_revenue), fees, wacc=f.wacc)
    hub_cost = landed_cost(frame, [w for w in works if w.name in ("farm", "export")],
                           place(frame, years.available), np.zeros(frame.year.size), np.zeros(frame.year.size), fees,
                           wacc=f.wacc)
    avoided = inventory.avoided(years.delivered, s.carbon.grid_factor.bind()(calendar), **s.carbon.avoided.given())
    binds = "; debt: ".join(filter(None, (required.binds, required.debt_limit)))
    return Books(frame, works, years, books, at, required.price, binds, landed, float(hub_cost.total), avoided, ledger)


def _required(s, case):
    """Return the required price; where none exists and the contract names its price, NaN with the reason."""
    try:
        return required_price(case, target_irr=s.finance.target_equity_irr, min_dscr=s.finance.minimum_dscr)
    except SundalinkError as fault:
        if s.contract.price == "solve":
            raise
        return RequiredPrice(float("nan"), str(fault), "", None)


def wheeling_charge(route):
    """Return what is paid to third grids for each MWh delivered. [USD/MWh]"""
    return route.route.wheeling.charge if route.route.wheeling is not None else 0.0


class Spread(NamedTuple):
    """How sure the delivered energy is, as shares of it."""

    model: float
    """Standard deviation that does not average out over years."""
    year: float
    """Standard deviation from year to year: weather and outages."""
    p90_share: float
    """P90 of one year over P50."""


def spread(s, built, hub, traded):
    """Return how sure the delivered energy of a case is."""
    wake_share = float(hub.wake_loss[0] / max(hub.gross[0], 1e-9))
    sigma = s.uncertainty.energy.bind()(built.sensitivity, wake_share).total * traded.elasticity
    delivered = traded.annual.delivered
    year = float((delivered.std(axis=(1, 2)) / np.maximum(delivered.mean(axis=(1, 2)), 1e-9)).mean())
    return Spread(float(sigma), year, exceedance(1.0, sigma, year, 0.90))
