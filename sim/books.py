"""The money and the tonnes of a case: from the ledgers of the trade to the books of the project."""

from typing import NamedTuple

import numpy as np

from sim.carbon import credits, inventory
from sim.errors import SundalinkError
from sim.farm.uncertainty import exceeded
from sim.finance import cost, spending, standby
from sim.finance.cashflow import place, timeline
from sim.finance.evaluate import evaluate, owners
from sim.finance.lines import Sales
from sim.finance.price import RequiredPrice, landed_cost, required_price
from sim.inputs import library
from sim.storage.battery import renewal
from sim.trade.ledger import shortfall
from sim.wiring import cable_cost, spur_cost, traded_years

MONEY_OF = 2025
"""Year whose money and exchange rates prices are given in."""


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
    again: object
    """``again(price, components)``: what owners put in and take out and the least cover, with the same trade."""


class Year(NamedTuple):
    """Expected energy [MWh] and money [USD of 2025] of each operating year, arrays (operating year,)."""

    available: np.ndarray
    sent: np.ndarray
    delivered: np.ndarray
    contract: np.ndarray
    spot: np.ndarray
    local: np.ndarray
    malaysia: np.ndarray
    landed: np.ndarray
    supplied: np.ndarray
    link_loss: np.ndarray
    spot_revenue: np.ndarray
    local_revenue: np.ndarray
    malaysia_revenue: np.ndarray
    station_cost: np.ndarray
    supply_cost: np.ndarray
    imbalance_cost: np.ndarray
    penalty: np.ndarray
    paid: np.ndarray
    """Energy paid for at the price of the first contract."""
    fixed: np.ndarray
    """Revenue under the contracts that does not follow that price."""


def interpolate(s, values):
    """Return what holds in every operating year, given the traded years on the first axis: straight lines between."""
    years = s.time.first_operating_year + np.arange(s.time.operating_years)
    values = np.asarray(values, dtype=float)
    flat = values.reshape(values.shape[0], -1)
    lines = [np.interp(years, traded_years(s.time), column) for column in flat.T]
    return np.stack(lines).reshape((*values.shape[1:], years.size))


def expected(s, hub, traded, share=1.0):
    """
    Return the expected sales of each operating year.

    Parameters
    ----------
    s : Scenario
    hub : Hub
        For the energy that the collection system takes in calms.
    traded : Traded
        Sums of the trade, and the contract's terms.
    share : float
        Share of the contract's energy that is delivered, for the penalty of a downside case.

    Returns
    -------
    years : Year
        Means over weather years and outage draws; the penalty is the mean of the yearly penalties, not that of the
        mean year.
    """
    annual = traded.annual
    follows = np.array([True, *(each.price == "solve" for each in s.contract.also)])
    prices = np.array([0.0 if each.price == "solve" else each.price for each in (s.contract, *s.contract.also)])
    made = {"penalty": shortfall(share * annual.energy, annual.minimum, annual.rate)[1],
            "paid": (annual.paid * follows).sum(axis=-1),
            "fixed": (annual.paid * np.where(follows, 0.0, prices) + annual.extra).sum(axis=-1)}
    made |= {n: getattr(annual, n) for n in Year._fields if n not in made}
    means = {n: values.mean(axis=(1, 2)) for n, values in made.items()}
    means["station_cost"] = means["station_cost"] + hub.standby * s.local.supply_price_usd_per_mwh
    return Year(**{n: interpolate(s, m) for n, m in means.items()})


def parts(s, built, route, link):
    """
    Return the components of the project.

    Parameters
    ----------
    s : Scenario
    built : Farm
    route : Line
    link : Link
        For its cable.

    Returns
    -------
    components : tuple of Component
    """
    c, offshore = s.cost, s.hub.topology == "offshore"
    pair = "converters_offshore" if offshore else "converters_onshore"
    export_rating = s.local.width_mw if offshore else built.capacity
    per_mw_km = cable_cost(s, route, link.cable) / (s.link.rating_mw * route.length)
    spur, station = spur_cost(s, route, link.cable), 0.5 * s.link.tee.rating_mw * s.link.tee.built   # half a pair
    listed = [
        cost.farm(built.capacity, capex=price(s, "farm"), opex=price(s, "farm_upkeep"), **c.farm_terms.given()),
        cost.solar(s.solar.capacity_mw, capex=price(s, "solar"), opex=price(s, "solar_upkeep"),
                   **c.solar_terms.given()),
        _cells(s, s.storage), _cells(s, s.storage.far)._replace(name="far_battery"),
        cost.export(export_rating, s.collection.export_length_km, capex=price(s, "export"), **c.export_terms.given()),
        cost.converters(s.link.rating_mw, capex=price(s, pair), **c.converter_terms.given()),
        cost.cable(s.link.rating_mw, route.length, capex=per_mw_km, **c.cable_terms.given()),
        cost.converters(station, capex=price(s, "converters_onshore"),
                        **c.converter_terms.given())._replace(name="spur_converters"),
        cost.cable(1.0, 1.0, capex=spur, **c.cable_terms.given())._replace(name="spur_cable"),
        cost.cable(1.0, 1.0, capex=s.link.tee.node_usd * s.link.tee.built,
                   **c.cable_terms.given())._replace(name="spur_node"),
        standby.standby(*(getattr(s.link.outage, key, False) for key in ("spare_kit", "retainer", "separate_routes")),
                        per_mw_km * s.link.rating_mw * route.length + spur, **c.standby.given()),
    ]
    works = [part for part in listed if part.capex > 0 or part.fixed_opex > 0]
    return (*works, cost.contingency(works, share=c.contingency), cost.development(works, share=c.development))


def _cells(s, store):
    """Return the cost of a battery: of the one at the hub, or of the one at the Singapore meter."""
    life = renewal(store.battery.bind(), store.power_mw, store.energy_mwh).years
    power, energy = (store.power_mw, store.energy_mwh) if store.power_mw and store.energy_mwh else (0.0, 0.0)
    return cost.battery(power, energy, energy_capex=price(s, "battery_energy"),
                        power_capex=price(s, "battery_power"), life=round(life), **s.cost.battery_terms.given())


def battery_life(s):
    """Return after how many years the battery is renewed, as its model has it. [yr]"""
    return renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh).years


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
    years, works = expected(s, hub, traded), parts(s, built, route, link)
    fees = spending.sea_use(frame, f.sea_area_ha, **f.sea.given())
    calendar = s.time.first_operating_year + np.arange(s.time.operating_years)
    ledger = _credits(s, years, calendar)
    charges = _charges(s, frame, years, route)
    terms = _terms(s, hub, traded, years, frame, fees, ledger.revenue, charges)
    delivered, paid = place(frame, years.delivered), {"indexation": f.indexation, "receivable": f.receivable_days}

    def case(at):
        given = terms(at, works)
        return evaluate(*given[:4], delivered, *given[4:], wacc=f.wacc, **paid)

    def again(at, works):
        return owners(*terms(at, works), **paid)

    required = _required(s, case)
    at = required.price if s.contract.price == "solve" else float(s.contract.price)
    books = required.finance if s.contract.price == "solve" else case(at)
    landed, hub_cost = _levelised(s, hub, years, works, frame, fees, charges)
    avoided = inventory.avoided(years.delivered, s.carbon.grid_factor.bind()(calendar), **s.carbon.avoided.given())
    binds = "; debt: ".join(filter(None, (required.binds, required.debt_limit)))
    return Books(frame, works, years, books, at, required.price, binds, landed, hub_cost, avoided, ledger, again)


def _credits(s, years, calendar):
    """Return the ledger of credits for what is sold in Vietnam; no tonne is counted in two inventories."""
    # What the grid sold to the project displaces nothing in Vietnam.
    displaced = np.maximum(years.local - years.supplied, 0.0)
    ledger = s.carbon.credits.bind()(displaced, calendar, s.time.first_operating_year)
    credits.check_one_ledger(years.sent + years.local, years.delivered, displaced)
    return ledger


def _charges(s, frame, years, route):
    """Return what markets, grids and transit charge in each year. [USD]"""
    charge, reserve = s.market.import_charge_usd_per_mwh, s.market.reserve_cost_usd_per_mwh
    return place(frame, years.contract * (charge + s.contract.reserve_share * reserve) + years.station_cost
                 + years.supply_cost + years.imbalance_cost + years.landed * route.charge)


def _terms(s, hub, traded, years, frame, fees, credit, charges):
    """Return ``terms(price, components)``: what `sim.finance.evaluate.owners` is given, with the same trade."""
    f = s.finance
    tax, debt = f.tax.bind(), f.debt.bind()
    # A currency that falls against the dollar pays as if it bought less energy.
    worth = (1.0 - s.contract.drift_per_year) ** (s.time.first_operating_year + np.arange(s.time.operating_years)
                                                  - MONEY_OF)
    share = spread(s, hub, traded).p90_share if f.downside else 1.0
    low = expected(s, hub, traded, share) if f.downside else None

    def sales(at, sold, share):
        return Sales(place(frame, sold.paid * worth) * share, at,
                     place(frame, sold.spot_revenue + sold.fixed * worth) * share, place(frame, sold.local_revenue),
                     place(frame, credit + sold.malaysia_revenue), place(frame, sold.penalty), charges * share)

    def terms(at, works):
        downside = sales(at, low, share) if f.downside else None
        return frame, works, sales(at, years, 1.0), fees, tax, debt, downside

    return terms


def _levelised(s, hub, years, works, frame, fees, charges):
    """Return what a MWh costs landed in Singapore, and at the hub without battery and link. [USD/MWh]"""
    # Spot revenue is net of the import charge; here it is a cost like the others, and the penalty is one too.
    spot = years.spot * (s.market.import_charge_usd_per_mwh + s.market.reserve_cost_usd_per_mwh)
    landed = landed_cost(frame, works, place(frame, years.delivered), charges + place(frame, spot),
                         place(frame, years.penalty), place(frame, years.local_revenue + years.malaysia_revenue), fees,
                         wacc=s.finance.wacc)
    own = ("farm",) if s.hub.topology == "offshore" else ("farm", "export")
    none, wind = np.zeros(frame.year.size), years.available - interpolate(s, hub.solar - hub.clipped)
    at_hub = landed_cost(frame, [w for w in works if w.name in own], place(frame, wind), none, none, none, fees,
                         wacc=s.finance.wacc)
    return landed, float(at_hub.total)


def _required(s, case):
    """Return the required price; where none exists and the contract names its price, NaN with the reason."""
    try:
        return required_price(case, target_irr=s.finance.target_equity_irr, min_dscr=s.finance.minimum_dscr)
    except SundalinkError as fault:
        if s.contract.price == "solve":
            raise
        return RequiredPrice(float("nan"), str(fault), "", None)


class Spread(NamedTuple):
    """How sure the delivered energy is, as shares of it."""

    model: float
    """Standard deviation that does not average out over years."""
    years: np.ndarray
    """Every simulated year over the mean of its operating year: weather and outages."""
    p90_share: float
    """P90 of one year over the mean."""
    parts: tuple
    """(category, standard deviation as a share of the energy) of each uncertainty of the level."""


def spread(s, hub, traded):
    """Return how sure the delivered energy of a case is."""
    wake_share = float(hub.wake_loss[0] / max(hub.gross[0], 1e-9))
    unsure = s.uncertainty.energy.bind()(*traded.response, wake_share, hub.unsure)
    delivered = traded.annual.delivered
    years = (delivered / np.maximum(delivered.mean(axis=(1, 2), keepdims=True), 1e-9)).reshape(-1)
    return Spread(unsure.total, years, float(exceeded(years, unsure.total, 0.90)), unsure.parts)
