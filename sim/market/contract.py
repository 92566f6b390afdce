"""Contracts: volume, price, and penalty for shortfall."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Len, Lt

from sim.checks import Fraction, NonNegative, Positive
from sim.clock import hour_of_day, month
from sim.records import Bid, Contract
from sim.units import HOURS_PER_YEAR

Hour = Annotated[float, Ge(0), Lt(24)]
Months = Annotated[tuple[Fraction, ...], Len(12, 12)]


def firm_block(price, spot, charge=0.0, *, width: Positive = 1200.0, minimum_load_factor: Fraction = 0.50,
               tolerance: Fraction = 0.05, penalty_multiple: NonNegative = 1.5,
               priority: Literal["economic", "physical"] = "economic"):
    """
    Firm block: one price for all power up to a width, a minimum load factor over the year, a shortfall penalty.

    Parameters
    ----------
    price : float
        Contract price, flat in real terms. [USD/MWh]
    spot : array, shape (time,)
        What the seller would get on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]
    width : float
        Contracted power at the Singapore meter; EMA's conditional approval of 24 October 2023 names 1.2 GW. [MW]
    minimum_load_factor : float
        Energy owed, over contracted power times the hours of a calendar year. The Energy Market Authority consulted in
        February 2022 on penalties below a load factor of 75 % in a quarter, after five years of operation; 60 % is
        reported for the years before. This farm can keep 50 % (assumed: agreed for wind). [fraction]
    tolerance : float
        Share of the minimum that may be missing without penalty (assumed). [fraction]
    penalty_multiple : float
        Shortfall penalty as a multiple of the year's mean spot price (assumed). [-]
    priority : str
        ``economic``: the spot market is served first in periods when it pays more than price and penalty;
        ``physical``: the block always comes first. [-]

    Returns
    -------
    contract : Contract

    References
    ----------
    .. [1] Pinsent Masons, 2021, on EMA's first request for proposals: power must be constant within each half-hour
       dispatch period. The minimum load factor is not in a published document.
    """
    spot = np.asarray(spot, dtype=float)
    return _block(price, spot, charge, np.ones(spot.shape), width, minimum_load_factor, tolerance, penalty_multiple,
                  priority)


def shaped_block(price, spot, charge=0.0, *, width: Positive = 1200.0, start: Hour = 9.0, end: Hour = 22.0,
                 off_peak: Fraction = 0.5, season: Months = (1.0,) * 12,
                 minimum_load_factor: Fraction = 0.50, tolerance: Fraction = 0.05, penalty_multiple: NonNegative = 1.5,
                 priority: Literal["economic", "physical"] = "economic"):
    """
    Shaped block: a firm block whose width follows the hour of the day and the month of the year.

    Parameters
    ----------
    price : float
        Contract price, flat in real terms. [USD/MWh]
    spot : array, shape (time,)
        What the seller would get on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]
    width : float
        Contracted power in the peak hours, in a month of factor one. [MW]
    start, end : float
        Peak hours, Singapore time; Singapore's demand is flat from 9 to 21 h (derived from the half-hourly system
        demand of the Energy Market Authority, 2012-2020). It may cross midnight. [h]
    off_peak : float
        Contracted power outside these hours, over that within (assumed). [fraction]
    season : sequence of float
        Factor of each month, January first (assumed flat). [fraction]
    minimum_load_factor : float
        Energy owed, over the energy of the shape (assumed). [fraction]
    tolerance : float
        Share of the minimum that may be missing without penalty (assumed). [fraction]
    penalty_multiple : float
        Shortfall penalty as a multiple of the year's mean spot price (assumed). [-]
    priority : str
        As in `firm_block`. [-]

    Returns
    -------
    contract : Contract

    Raises
    ------
    SundalinkError
        If there are not twelve months.

    References
    ----------
    .. [1] Power exchanges trade base, peak and seasonal blocks; the form is the field's, its terms are assumed.
    """
    from sim.checks import refusal

    if len(season) != 12:
        raise refusal("contract terms season", len(season), "-", "must have a factor for each of twelve months")
    spot = np.asarray(spot, dtype=float)
    dt = HOURS_PER_YEAR / spot.size
    hour = hour_of_day(dt)
    peak = (hour >= start) & (hour < end) if start <= end else (hour >= start) | (hour < end)
    shape = np.where(peak, 1.0, off_peak) * np.asarray(season, dtype=float)[month(dt)]
    return _block(price, spot, charge, shape, width, minimum_load_factor, tolerance, penalty_multiple, priority)


def _block(price, spot, charge, shape, width, load_factor, tolerance, multiple, priority):
    """Return a contract for power up to `width` x `shape` with a minimum and a penalty."""
    flat = np.full(spot.shape, float(price))
    owed = load_factor * (1.0 - tolerance) * width * float(shape.mean()) * HOURS_PER_YEAR
    multiple = multiple if owed > 0.0 else 0.0   # where nothing is owed nothing is missed
    penalty = multiple * float(spot.mean() + charge)
    return Contract(Bid(width * shape, flat - charge, flat), width, owed, penalty, priority == "physical",
                    penalty_multiple=multiple)


def pay_as_produced(price, spot, charge=0.0, *, width: Positive = 1200.0,
                    priority: Literal["economic", "physical"] = "economic"):
    """
    Pay as produced: one price for all power up to a width, and nothing owed.

    Parameters
    ----------
    price : float
        Contract price, flat in real terms. [USD/MWh]
    spot : array, shape (time,)
        What the seller would get on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]
    width : float
        Contracted power at the Singapore meter. [MW]
    priority : str
        ``economic``: the seller may sell on the spot market in periods when that pays more; ``physical``: the buyer
        has all that is produced, up to the width. [-]

    Returns
    -------
    contract : Contract
        No minimum and no penalty.

    References
    ----------
    .. [1] Vietnam's Decree 58/2025 and Taiwan's offshore wind contracts pay for what is produced; here the form is
       shown beside the firm block (assumed for export).
    """
    spot = np.asarray(spot, dtype=float)
    flat = np.full(spot.shape, float(price))
    return Contract(Bid(np.full(spot.shape, width), flat - charge, flat), width, 0.0, 0.0, priority == "physical")


def contract_for_difference(price, spot, charge=0.0, *, width: Positive = 1200.0,
                            reference: Literal["period", "day", "month", "year"] = "month",
                            two_way: bool = True, pay_when_negative: bool = False):
    """
    Contract for difference: energy is sold at the spot price, and the buyer pays the strike less a reference price.

    Parameters
    ----------
    price : float
        Strike price, flat in real terms. [USD/MWh]
    spot : array, shape (time,)
        What the seller gets on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]
    width : float
        Power that the contract covers, at the Singapore meter. [MW]
    reference : str
        Time over which the spot price is averaged for the reference price; with a period, the seller receives the
        strike alone; with a month, it gains by selling when the price is above the month's mean. [-]
    two_way : bool
        Whether the contract is two-sided: the seller pays back when the reference is above the strike, and cannot serve
        the spot market first to avoid it. [-]
    pay_when_negative : bool
        Whether the difference is paid in periods of negative spot price too. [-]

    Returns
    -------
    contract : Contract
        Its price is the strike; ``extra`` is what the spot price and the clause of one direction add to it.

    References
    ----------
    .. [1] Department for Energy Security and Net Zero (United Kingdom), Contracts for Difference, standard terms and
       conditions: two-way payments against a reference price, none in periods of negative price.
    """
    spot = np.asarray(spot, dtype=float)
    market = spot + charge
    dt = HOURS_PER_YEAR / spot.size
    group = {"period": np.arange(spot.size), "day": np.arange(spot.size) // max(round(24 / dt), 1),
             "month": month(dt) if reference == "month" else None, "year": np.zeros(spot.size, dtype=int)}[reference]
    mean = (np.bincount(group, market) / np.maximum(np.bincount(group), 1))[group]
    difference = price - mean if two_way else np.maximum(price - mean, 0.0)
    if not pay_when_negative:
        difference = np.where(market < 0.0, 0.0, difference)
    flat, extra = np.full(spot.shape, float(price)), market + difference - price
    return Contract(Bid(np.full(spot.shape, width), flat + extra - charge, flat), width, 0.0, 0.0, two_way, extra=extra)


def merchant(price, spot, charge=0.0):
    """
    Merchant: no contract; everything is sold on the spot market.

    Parameters
    ----------
    price : float
        Not asked for; there is no price to solve. [USD/MWh]
    spot : array, shape (time,)
        What the seller gets on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]

    Returns
    -------
    contract : Contract
        Of no width.

    References
    ----------
    .. [1] The limit of every contract: nothing sold under it.
    """
    none = np.zeros(np.shape(spot))
    return Contract(Bid(none, none, none), 0.0, 0.0, 0.0)


MODELS = {"firm_block": firm_block, "shaped_block": shaped_block, "pay_as_produced": pay_as_produced,
          "contract_for_difference": contract_for_difference, "merchant": merchant}
