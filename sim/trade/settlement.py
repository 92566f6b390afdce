"""The ledger: who took which energy at which price in one year, and proof that it adds up."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance

SENDING, LOCAL, SUPPLY, RECEIVING, MALAYSIA, SPOT, CONTRACT = range(7)
"""The bids of the tree by number: the first three are at the hub, the others behind the link. `SUPPLY` takes back
what the hub could have bought and did not; contracts are numbered from `CONTRACT` on."""


class Flows(NamedTuple):
    """What happened in each period of one year, arrays of shape (time,), [MW] but for the levels."""

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
    local: np.ndarray
    """Sold at the hub."""
    sent: np.ndarray
    """Into the link, beside the no-load loss of its sending station."""
    malaysia: np.ndarray
    """Sold where the cable lands in Peninsular Malaysia."""
    delivered: np.ndarray
    """At the Singapore meter, to its buyers."""
    contract: np.ndarray
    """Delivered under the contracts."""
    spot: np.ndarray
    """Delivered to the spot market."""
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


class Settled(NamedTuple):
    """What energy is paid at in one year, its import's effect on the market included."""

    price: np.ndarray
    """What each bid pays, shape (bid, time); of `SENDING`, `RECEIVING` and `SUPPLY`, what is paid for energy bought
    there. [USD/MWh]"""
    contracts: tuple
    """Terms of each contract, as `sim.market.contract.Contract`."""
    deemed: np.ndarray
    """Energy paid for though the buyer turned it down, shape (contract,). [MWh]"""
    imbalance: np.ndarray
    """Cost of departing from what was nominated, shape (time,). [USD/h]"""
    fall: float
    """By how much the import lowers the spot price, mean weighted by demand. [USD/MWh]"""
    gap: float = 0.0
    """What energy sold at the spot price was valued at beyond what it is paid. [USD]"""


class Ledger(NamedTuple):
    """Sums of one year: energy in MWh, money in USD of 2025, hours in h; arrays by contract where it is said."""

    available: float
    supplied: float
    battery_loss: float
    curtailed: float
    outage: float
    local: float
    malaysia: float
    sent: float
    delivered: float
    contract: float
    spot: float
    landed: float
    """Brought to the Singapore meter: delivered, and what a battery there took less what it gave."""
    link_loss: float
    bought: float
    charged: float
    discharged: float
    hours_at_contract: float
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
    contract_revenue: float
    spot_revenue: float
    local_revenue: float
    malaysia_revenue: float
    station_cost: float
    supply_cost: float
    imbalance_cost: float
    price_fall: float
    price_gap: float
    residual: float
    counted: np.ndarray
    """Of the penalty on each contract, what the bids counted, shape (contract,). [USD/MWh]"""
    delivered_limit: float = 0.0
    """Shadow price of the year's least energy at the Singapore meter; infinite where it is out of reach. [USD/MWh]"""
    supplied_limit: float = 0.0
    """Shadow price of the most energy bought from the grid at the hub; like the next ones not a number where the least
    energy is out of reach. [USD/MWh]"""
    local_limit: float = 0.0
    """Shadow price of the most energy sold at the hub. [USD/MWh]"""
    discharged_limit: float = 0.0
    """Shadow price of the most energy that the battery may give to the hub. [USD/MWh]"""
    unmet: float = 0.0
    """What the year's least energy at the Singapore meter was missed by, out of reach as it was."""
    spur_loss: float = 0.0
    """Of the link's loss, what is lost between a tee and the Malaysian meter, beside the station's loss at rest."""


def shortfall(energy, minimum, rate):
    """
    Return what a year's delivery falls short of its contracts, and the penalty.

    Parameters
    ----------
    energy : array, shape (..., contract)
        Delivered under each contract in a calendar year. [MWh]
    minimum : array, shape (..., contract)
        Owed. [MWh]
    rate : array, shape (..., contract)
        Paid for each MWh short of it. [USD/MWh]

    Returns
    -------
    missing : array, shape (...)
        Energy short of the minima. [MWh]
    penalty : array, shape (...)
        What it costs. [USD]
    """
    missing = np.maximum(np.asarray(minimum) - energy, 0.0)
    return missing.sum(axis=-1), (missing * rate).sum(axis=-1)


def together(station, malaysia, singapore):
    """
    Return the power that must land, where all who take it stand at one busbar.

    Parameters
    ----------
    station, malaysia, singapore : array, shape (time,)
        What the receiving station's own use, Malaysia and the Singapore meter take. [MW]

    Returns
    -------
    landed : array, shape (time,)
        [MW]
    """
    return station + malaysia + singapore


def flows(available, schedule, hub, meter, received, no_load, whole, landed=together, supply=0.0):
    """
    Return what happened in each period, and check that power balances at the hub and over the link.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    schedule : Schedule
        What the policy decided.
    hub, meter : array, shape (bid, time)
        What each bid took, at the hub and at its own meter, by the numbers of this file. [MW]
    received : array, shape (time,)
        What the link's own table gives for the power sent: the second opinion of the balance. [MW]
    no_load : array, shape (2, time)
        No-load loss of the sending and the receiving station in the pole state of each period. [MW]
    whole : array, shape (time,)
        What all bids together would take at the hub if every pole were available. [MW]
    landed : callable
        ``landed(station, malaysia, singapore)``: what must be received for these to take what they do: more than their
        sum behind a third grid or a tee. [MW]
    supply : float or array, shape (time,)
        Most that the grid at the hub would sell. [MW]

    Returns
    -------
    flows : Flows
        Arrays of one year.

    Raises
    ------
    SundalinkError
        If a balance does not close to 1e-9 of the largest power.
    """
    scale = max(float(available.max(initial=0.0)), float(whole.max(initial=0.0)), 1.0)
    sent = hub[RECEIVING:].sum(axis=0)
    sold = sent + hub[:RECEIVING].sum(axis=0)
    idle = schedule.offered - sold
    idle = np.where(idle > 1e-12 * scale, idle, 0.0)   # less is rounding, not wind
    contract = meter[CONTRACT:].sum(axis=0)
    delivered = contract + meter[SPOT]
    supplied = supply - hub[SUPPLY]
    none = np.zeros_like(available)
    far, far_level = (none, none) if schedule.far is None else schedule.far
    check_balance("the hub", available + supplied, schedule.flow + sold - hub[SUPPLY] + idle, scale)
    check_balance("the link", received, landed(meter[RECEIVING], meter[MALAYSIA], delivered + far), scale)
    more = whole - sold
    outage = np.where(more > 1e-12 * scale, np.minimum(idle, more), 0.0)
    lost = sent + hub[SENDING] - meter[MALAYSIA] - delivered - far
    return Flows(available, supplied, schedule.flow, idle - outage, outage, hub[LOCAL], sent, meter[MALAYSIA],
                 delivered, contract, meter[SPOT], lost, np.maximum(no_load[0] - hub[SENDING], 0.0),
                 np.maximum(no_load[1] - meter[RECEIVING], 0.0), schedule.level, far, far_level)


def settle(flows, meter, start, settled, most, dt):
    """
    Add up one year, and check that energy closes.

    Parameters
    ----------
    flows : Flows
        What happened in each period.
    meter : array, shape (bid, time)
        What each bid took at its own meter. [MW]
    start : sequence of float
        Energy in the battery at the hub, and in the one at the Singapore meter, before the first period. [MWh]
    settled : Settled
        What each bid pays.
    most : float
        Most that the link brings to the Singapore meter. [MW]
    dt : float
        Length of a period. [h]

    Returns
    -------
    ledger : Ledger
        ``battery_loss`` is what went in less what came out, so it holds what stays in the cells at the year's end.

    Raises
    ------
    SundalinkError
        If energy does not close to 1e-9 relative, or a battery gives more than it was given.
    """
    def energy(power):
        return float(power.sum()) * dt

    names = ("available", "supplied", "curtailed", "outage", "local", "malaysia", "sent", "delivered", "contract",
             "spot", "link_loss")
    sums = {name: energy(getattr(flows, name)) for name in names}
    near, far = energy(flows.flow), energy(flows.far_flow)
    brought = sums["available"] + sums["supplied"]
    taken = near + far + sum(sums[n] for n in ("curtailed", "outage", "local", "malaysia", "delivered", "link_loss"))
    residual = check_balance("the year's trade", brought, taken, max(brought, 1.0))
    for level, before, kept in ((flows.level, start[0], near), (flows.far_level, start[1], far)):
        made = float(level[-1]) - before - kept
        check_balance("the battery, energy out of nothing", max(made, 0.0), 0.0, max(brought, 1.0))
    price, width = settled.price, sum((c.bid.width for c in settled.contracts), np.zeros(meter.shape[1]))
    full = (flows.contract >= np.minimum(width, most) * (1 - 1e-6)) & (width > 0.0)
    terms = _by_contract(meter, settled, dt)
    paid = sum(float(np.mean(c.bid.price)) * e for c, e in zip(settled.contracts, terms["paid"], strict=True))
    return Ledger(
        **sums, **terms, landed=sums["delivered"] + far, contract_revenue=paid + float(terms["extra"].sum()),
        battery_loss=near + far,
        bought=energy(flows.bought_sending) + energy(flows.bought_receiving),
        charged=energy(np.maximum(flows.flow, 0.0)), discharged=energy(np.maximum(-flows.flow, 0.0)),
        hours_at_contract=float(full.sum()) * dt, spot_revenue=energy(price[SPOT] * flows.spot),
        local_revenue=energy(price[LOCAL] * flows.local), malaysia_revenue=energy(price[MALAYSIA] * flows.malaysia),
        station_cost=energy(price[SENDING] * flows.bought_sending + price[RECEIVING] * flows.bought_receiving),
        supply_cost=energy(price[SUPPLY] * flows.supplied), imbalance_cost=energy(settled.imbalance),
        price_fall=settled.fall,
        price_gap=settled.gap, residual=residual, counted=terms["rate"])


def _by_contract(meter, settled, dt):
    """Return what each contract took, owed and paid, arrays of shape (contract,)."""
    rows = []
    for contract, power, deemed in zip(settled.contracts, meter[CONTRACT:], settled.deemed, strict=True):
        energy = float(power.sum()) * dt
        rows.append((energy, contract.minimum, contract.penalty, contract.paid * energy + deemed,
                     float((power * contract.extra).sum()) * dt))
    return dict(zip(("energy", "minimum", "rate", "paid", "extra"), np.array(rows).T, strict=True))
