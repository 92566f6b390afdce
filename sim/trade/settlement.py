"""The settlement: energy and price of each buyer in one year, and a check that all balances close."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.trade.contingency import Contingency

SENDING, LOCAL, SUPPLY = range(3)
"""The first rows of the bids, at the hub. `SUPPLY` takes back what the hub could have bought and did not."""


class Rows(NamedTuple):
    """Buyers of power, row by row: first the bids at the hub, then those at the landing, then those at the meter."""

    landing: int = 3
    """First row behind the link: the receiving station."""
    malaysia: int = 4
    """Peninsular Malaysia."""
    singapore: int = 5
    """First row at the Singapore meter."""
    spot: int = 5
    """The spot market."""
    contract: int = 6
    """First contract; the others follow it."""
    count: int = 7
    """Number of rows."""
    buyers: tuple[int, ...] = (1, 4, 5, 6)
    """Row of each buyer: local grid, Malaysia, spot market, the contracts, and the other buyers of the scenario."""
    names: tuple[str, ...] = ("local", "malaysia", "spot", "contract")
    """Name of each buyer, in that order."""

    def row_names(self):
        """Return the name of each row; the stations and the supply are no buyers."""
        names = {SENDING: "sending station", SUPPLY: "supply", self.landing: "receiving station",
                 **dict(zip(self.buyers, self.names, strict=True))}
        return tuple(names[row] for row in range(self.count))

    def beside(self):
        """Return the places among the buyers of those that a scenario lists at the hub and at the landing."""
        usual = (LOCAL, self.malaysia)
        return tuple(place for place, row in enumerate(self.buyers) if row < self.singapore and row not in usual)

    def node(self, row):
        """Return the node of a row: hub, landing or singapore."""
        return "hub" if row < self.landing else "landing" if row < self.singapore else "singapore"

    def nodes(self):
        """Return the node of each buyer, that of a contract being ``contract``: its price may be what is solved for."""
        return tuple("contract" if row >= self.contract else self.node(row) for row in self.buyers)


def rows_of(contracts=1, hub=(), landing=(), singapore=()):
    """
    Return the rows of a case.

    Parameters
    ----------
    contracts : int
        How many contracts there are.
    hub, landing, singapore : sequence of str
        Names of the buyers there beside the local grid, Malaysia, the spot market and the contracts.

    Returns
    -------
    rows : Rows
    """
    at_landing = 3 + len(hub)
    at_meter = at_landing + 2 + len(landing)
    spot = at_meter + len(singapore)
    first, count = spot + 1, spot + 1 + contracts
    others = [*range(3, at_landing), *range(at_landing + 2, at_meter), *range(at_meter, spot)]
    buyers = (LOCAL, at_landing + 1, spot, *range(first, count), *others)
    names = ("local", "malaysia", "spot", "contract", *(f"contract_{n}" for n in range(2, contracts + 1)), *hub,
             *landing, *singapore)
    return Rows(at_landing, at_landing + 1, at_meter, spot, first, count, buyers, names)


class Flows(NamedTuple):
    """Power and stored energy in each period of one year, arrays of shape (time,), [MW] but for the levels."""

    available: np.ndarray
    """Wind (and solar) at the hub."""
    supplied: np.ndarray
    """Bought from the grid at the hub, beside what the stations use."""
    flow: np.ndarray
    """Into the battery, negative when it discharges."""
    curtailed: np.ndarray
    """Not taken by anyone, for another reason than an outage."""
    outage: np.ndarray
    """Not taken because a pole was out, up to what all bids would have taken over the whole link."""
    sent: np.ndarray
    """Into the link, beside the no-load loss of its sending station."""
    delivered: np.ndarray
    """At the Singapore meter, to its buyers."""
    contract: np.ndarray
    """Delivered under the contracts."""
    link_loss: np.ndarray
    """Lost between hub and meter, with the no-load loss that the project's own power covers."""
    bought_sending: np.ndarray
    """No-load loss of the sending station bought from the grid at the hub."""
    bought_receiving: np.ndarray
    """No-load loss of the receiving station bought from the grid there."""
    level: np.ndarray
    """Energy in the battery at the end of the period. [MWh]"""
    far_flow: np.ndarray
    """Into the battery at the Singapore meter, negative when it discharges."""
    far_level: np.ndarray
    """Energy in that battery at the end of the period. [MWh]"""
    taken: np.ndarray
    """By each buyer at its own meter, shape (..., buyer, time), in the order of `Rows.names`."""

    local = property(lambda self: self.taken[..., 0, :], doc="Sold to the grid at the hub. [MW]")
    malaysia = property(lambda self: self.taken[..., 1, :], doc="Sold where the cable lands in Malaysia. [MW]")
    spot = property(lambda self: self.taken[..., 2, :], doc="Delivered to the spot market. [MW]")


class Ledger(NamedTuple):
    """Sums of one year, or of many with their axes first: energy in MWh, money in USD of 2025, hours in h; by contract
    where it is said."""

    available: np.ndarray
    supplied: np.ndarray
    battery_loss: np.ndarray
    curtailed: np.ndarray
    outage: np.ndarray
    sent: np.ndarray
    delivered: np.ndarray
    contract: np.ndarray
    landed: np.ndarray
    """Brought to the Singapore meter: delivered, and what a battery there took less what it gave."""
    link_loss: np.ndarray
    bought: np.ndarray
    charged: np.ndarray
    discharged: np.ndarray
    hours_at_contract: np.ndarray
    buyer_energy: np.ndarray
    """Taken by each buyer at its own meter, shape (buyer,), in the order of `Rows.names`."""
    buyer_revenue: np.ndarray
    """Paid by each buyer, penalties apart, shape (buyer,)."""
    energy: np.ndarray
    """Delivered under each contract, shape (contract,)."""
    minimum: np.ndarray
    """Owed under each contract, shape (contract,)."""
    rate: np.ndarray
    """Penalty for each MWh short of it, shape (contract,). [USD/MWh]"""
    paid: np.ndarray
    """Paid for at the price of each contract: delivered, by the loss factor agreed, and deemed, shape (contract,)."""
    extra: np.ndarray
    """Paid beyond the price under each contract, shape (contract,)."""
    station_cost: np.ndarray
    supply_cost: np.ndarray
    imbalance_cost: np.ndarray
    spot_price_reduction: np.ndarray
    settlement_gap: np.ndarray
    infeed_reserve: np.ndarray
    """Reserve for the loss of the link's infeed beyond that for the largest other unit. [MWh]"""
    infeed_curtailed: np.ndarray
    """Part of what is curtailed that a limit on the infeed leaves at the hub."""
    residual: np.ndarray
    counted: np.ndarray
    """Of the penalty on each contract, what the bids counted, shape (contract,). [USD/MWh]"""
    delivered_limit: np.ndarray | float = 0.0
    """Shadow price of the year's least energy at the Singapore meter; infinite where it is out of reach. [USD/MWh]"""
    supplied_limit: np.ndarray | float = 0.0
    """Shadow price of the most energy bought from the grid at the hub; like the next ones not a number where the least
    energy is out of reach. [USD/MWh]"""
    local_limit: np.ndarray | float = 0.0
    """Shadow price of the most energy sold at the hub. [USD/MWh]"""
    discharged_limit: np.ndarray | float = 0.0
    """Shadow price of the most energy that the battery may give to the hub. [USD/MWh]"""
    unmet: np.ndarray | float = 0.0
    """What the year's least energy at the Singapore meter was missed by, out of reach as it was."""
    quarters: np.ndarray = np.zeros(4)
    """Delivered at the Singapore meter in each quarter of the year, shape (4,)."""
    spur_loss: np.ndarray | float = 0.0
    """Of the link's loss, what is lost between a tee and the Malaysian meter, beside the station's loss at rest."""

    local = property(lambda self: self.buyer_energy[..., 0], doc="Sold to the grid at the hub. [MWh]")
    malaysia = property(lambda self: self.buyer_energy[..., 1], doc="Sold where the cable lands in Malaysia. [MWh]")
    spot = property(lambda self: self.buyer_energy[..., 2], doc="Delivered to the spot market. [MWh]")


class LinkLines(NamedTuple):
    """A link as straight lines by pole state: what comes out is the lowest of them, as their slopes fall."""

    start: np.ndarray
    """Where each line begins at zero power in, shape (state, piece); the first is flat: the most that comes out.
    [MW]"""
    slope: np.ndarray
    """Power out per power in, shape (state, piece). [-]"""

    def forward(self, state, power):
        """Return the output for an input power, shape (time,). [MW]"""
        return (self.start[state] + self.slope[state] * np.asarray(power, dtype=float)[..., None]).min(axis=-1)

    def back(self, state, power):
        """Return the input for an output power, shape (time,). [MW]"""
        start, slope = self.start[state], self.slope[state]
        power = np.broadcast_to(np.asarray(power, dtype=float)[..., None], slope.shape)
        need = np.divide(power - start, slope, out=np.zeros(slope.shape), where=slope > 0.0)
        return np.maximum(need.max(axis=-1), 0.0)


def lines(pieces):
    """
    Return straight pieces by pole state as lines.

    Parameters
    ----------
    pieces : sequence of (array, array)
        Width [MW] at the sending end and slope [-] of each piece, falling, by pole state.

    Returns
    -------
    lines : LinkLines
    """
    most = max((width.size for width, _ in pieces), default=0)
    start, slope = np.zeros((2, len(pieces), most + 1))
    for state, (width, gain) in enumerate(pieces):
        into, out = (np.concatenate([[0.0], np.cumsum(each)]) for each in (width, width * gain))
        own = out[:-1] - gain * into[:-1]
        for k in range(most if width.size else 0):   # the last one again fills the row
            start[state, 1 + k], slope[state, 1 + k] = own[min(k, width.size - 1)], gain[min(k, width.size - 1)]
        start[state, 0] = out[-1]
    return LinkLines(start, slope)


class LinkStates(NamedTuple):
    """Data of the link for the trade, by pole state; the last state has every pole."""

    no_load: np.ndarray
    """No-load loss of the sending and the receiving station, shape (2, state). [MW]"""
    trunk: LinkLines
    """From the hub to the landing, or to a tee."""
    kept: float = 1.0
    """Share of the power that goes onward from the landing and arrives at the Singapore meter. [-]"""
    onward: LinkLines | None = None
    """From a tee to the Singapore meter."""
    spur: LinkLines | None = None
    """From a tee to the Malaysian meter."""
    contingency: Contingency = Contingency()
    """What one event may take of its infeed into Singapore."""
    ramp: float = np.inf
    """Most change of what comes to the Singapore meter from one period to the next. [MW]"""

    def received(self, state, sent):
        """Return the power received at the landing or at the tee, shape (time,). [MW]"""
        return self.trunk.forward(state, sent)

    def landed(self, state, station, abroad, singapore):
        """Return the power that must be received for station, buyers at the landing and Singapore. [MW]"""
        if self.onward is None:
            return station + abroad + singapore / self.kept
        return self.onward.back(state, station + singapore) + self.spur.back(state, abroad)


class Prices(NamedTuple):
    """Prices that are paid for energy in one year."""

    flat: np.ndarray
    """Price of each row, shape (row,); of the stations and the supply, what is paid for energy bought there; of a row
    that follows the spot price, what is added to it. [USD/MWh]"""
    factor: np.ndarray
    """What the spot price counts in the price of each row, shape (row,). [-]"""
    series: tuple[np.ndarray, ...]
    """By row a price in each period to be added, shape (time,), or of no length. [USD/MWh]"""
    spot: np.ndarray
    """Spot price before the import, shape (time,). [USD/MWh]"""
    valued: np.ndarray
    """Spot price that the bids were valued at, shape (time,). [USD/MWh]"""
    demand: np.ndarray
    """System demand, shape (time,); of no length where no import moves the price. [MW]"""
    after: Callable | None
    """``after(delivered)``: the spot price behind an import, shape (time,); none where no import moves it."""
    terms: Callable
    """``terms(spot)``: the contracts at a spot price, as `sim.records.Contract`."""
    charge: float
    """What the market's price, which penalties follow, is above the spot price as the seller gets it. [USD/MWh]"""
    deemed: Callable
    """``deemed(terms, energy, state, offered, meter, dt)``: energy that each contract pays for though its buyer turned
    it down, shape (contract,). [MWh]"""
    short: float = 1.0
    """Price of missing energy over the spot price. [-]"""
    long: float = 1.0
    """Price of excess energy over the spot price. [-]"""
    stack: tuple[np.ndarray | float, ...] | None = None
    """What `after` reads, as `sim.market.clearing.StackTable`, where the loop of the settlement can do it by itself."""


def shortfall(energy, minimum, rate, most=1.0):
    """
    Return the shortfall of a year's delivery from its contracts, and the penalty.

    Parameters
    ----------
    energy : array, shape (..., contract)
        Delivered under each contract in a calendar year. [MWh]
    minimum : array, shape (..., contract)
        Owed. [MWh]
    rate : array, shape (..., contract)
        Paid for each MWh short of it. [USD/MWh]
    most : float or array, shape (contract,)
        Most of the energy owed that is paid for. [fraction]

    Returns
    -------
    missing : array, shape (...)
        Energy short of the minima. [MWh]
    penalty : array, shape (...)
        What it costs. [USD]
    """
    missing = np.maximum(np.asarray(minimum) - energy, 0.0)
    return missing.sum(axis=-1), (np.minimum(missing, most * np.asarray(minimum)) * rate).sum(axis=-1)
