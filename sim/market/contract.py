"""Contracts: what the buyer takes, what it pays, and what it costs to fall short."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import Fraction, NonNegative, Positive
from sim.market.bids import Bid
from sim.units import HOURS_PER_YEAR


class Contract(NamedTuple):
    """A contract for one operating year."""

    bid: Bid
    """What it takes and pays in each period, at the Singapore meter."""
    width: float
    """Contracted power. [MW]"""
    minimum: float
    """Energy owed in a calendar year. [MWh]"""
    penalty: float
    """Paid for each MWh short of the minimum. [USD/MWh]"""


def firm_block(price, spot, charge=0.0, *, width: Positive = 1200.0, minimum_load_factor: Fraction = 0.60,
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
        Energy owed, over contracted power times the hours of a calendar year. Singapore's request for proposals is
        said to ask 60 %, and 75 % is talked of; neither is published (assumed). [fraction]
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
        The value of its bid is the price and the penalty that delivering avoids.

    References
    ----------
    .. [1] Pinsent Masons, 2021, on EMA's first request for proposals: power must be constant within each half-hour
       dispatch period. The minimum load factor is not in a published document.
    """
    spot = np.asarray(spot, dtype=float)
    penalty = penalty_multiple * float(spot.mean() + charge)
    value = np.full(spot.shape, price - charge + penalty)
    if priority == "physical":
        value = np.maximum(value, spot + 1.0)
    owed = minimum_load_factor * (1.0 - tolerance) * width * HOURS_PER_YEAR
    return Contract(Bid(np.full(spot.shape, width), value, np.full(spot.shape, float(price))), width, owed, penalty)


def pay_as_produced(price, spot, charge=0.0, *, width: Positive = 1200.0):
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
    return Contract(Bid(np.full(spot.shape, width), flat - charge, flat), width, 0.0, 0.0)


def shortfall(delivered, contract):
    """
    Return what a year's delivery falls short of the contract, and the penalty.

    Parameters
    ----------
    delivered : float or array
        Energy delivered under the contract in a calendar year. [MWh]
    contract : Contract
        Terms of that year.

    Returns
    -------
    missing : float or array
        Energy short of the minimum. [MWh]
    penalty : float or array
        What it costs. [USD]
    """
    missing = np.maximum(contract.minimum - np.asarray(delivered), 0.0)
    return missing, missing * contract.penalty


MODELS = {"firm_block": firm_block, "pay_as_produced": pay_as_produced}
