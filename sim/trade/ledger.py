"""The ledger: who took which energy at which price in one year, and proof that it adds up."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance

BIDS = ("station_receiving", "contract", "spot", "station_sending", "local")
"""The bids of the tree by number: the first three at the Singapore meter, the last two at the hub."""


class Flows(NamedTuple):
    """What happened in each period of one year, arrays of shape (time,), [MW] but for ``level``."""

    available: np.ndarray
    """Wind at the hub."""
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
    delivered: np.ndarray
    """At the Singapore meter."""
    contract: np.ndarray
    """Delivered under the contract."""
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


class Ledger(NamedTuple):
    """Sums of one year: energy in MWh, money in USD of 2025, hours in h."""

    available: float
    battery_loss: float
    curtailed: float
    outage: float
    local: float
    sent: float
    delivered: float
    contract: float
    spot: float
    link_loss: float
    bought: float
    charged: float
    discharged: float
    hours_at_contract: float
    contract_revenue: float
    spot_revenue: float
    local_revenue: float
    station_cost: float
    residual: float


def flows(available, schedule, hub, meter, received, no_load, whole, kept=1.0):
    """
    Return what happened in each period, and check that power balances at the hub and over the link.

    Parameters
    ----------
    available : array, shape (time,)
        Wind at the hub. [MW]
    schedule : Schedule
        What the policy decided.
    hub, meter : array, shape (bid, time)
        What each bid took, at the hub and at its own meter, in the order of `BIDS`. [MW]
    received : array, shape (time,)
        What the link's own table gives for the power sent: the second opinion of the balance. [MW]
    no_load : array, shape (2, time)
        No-load loss of the sending and the receiving station in the pole state of each period. [MW]
    whole : array, shape (time,)
        What all bids together would take at the hub if every pole were available. [MW]
    kept : float
        Share of the power received that reaches the Singapore meter, below one behind a third grid. [-]

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
    sent = hub[0] + hub[1] + hub[2]
    sold = sent + hub[3] + hub[4]
    idle = schedule.offered - sold
    idle = np.where(idle > 1e-12 * scale, idle, 0.0)   # less is rounding, not wind
    delivered = meter[1] + meter[2]
    check_balance("the hub", available, schedule.flow + sold + idle, scale)
    check_balance("the link", received, meter[0] + delivered / kept, scale)
    more = whole - sold
    outage = np.where(more > 1e-12 * scale, np.minimum(idle, more), 0.0)
    return Flows(available, schedule.flow, idle - outage, outage, hub[4], sent, delivered, meter[1], meter[2],
                 sent + hub[3] - delivered, np.maximum(no_load[0] - hub[3], 0.0),
                 np.maximum(no_load[1] - meter[0], 0.0), schedule.level)


def settle(flows, start, prices, contract_width, dt):
    """
    Add up one year, and check that energy closes.

    Parameters
    ----------
    flows : Flows
        What happened in each period.
    start : float
        Energy in the battery before the first period. [MWh]
    prices : sequence of array, each shape (time,)
        Price of contract, spot and local energy, and of no-load energy bought at the hub and at the receiving end.
        [USD/MWh]
    contract_width : float
        Contracted power. [MW]
    dt : float
        Length of a period. [h]

    Returns
    -------
    ledger : Ledger
        ``battery_loss`` is what went in less what came out, so it holds what stays in the cells at the year's end.

    Raises
    ------
    SundalinkError
        If energy does not close to 1e-9 relative, or the battery gives more than it was given.
    """
    def energy(power):
        return float(power.sum()) * dt

    names = ("available", "curtailed", "outage", "local", "sent", "delivered", "contract", "spot", "link_loss")
    sums = {name: energy(getattr(flows, name)) for name in names}
    battery_loss = energy(flows.flow)
    taken = battery_loss + sum(sums[n] for n in ("curtailed", "outage", "local", "delivered", "link_loss"))
    residual = check_balance("the year's trade", sums["available"], taken, max(sums["available"], 1.0))
    made = float(flows.level[-1]) - start - battery_loss
    check_balance("the battery, energy out of nothing", max(made, 0.0), 0.0, max(sums["available"], 1.0))
    taken_by = (flows.contract, flows.spot, flows.local, flows.bought_sending, flows.bought_receiving)
    money = [energy(price * power) for price, power in zip(prices, taken_by, strict=True)]
    bought = energy(flows.bought_sending) + energy(flows.bought_receiving)
    return Ledger(**sums, bought=bought, battery_loss=battery_loss, charged=energy(np.maximum(flows.flow, 0.0)),
                  discharged=energy(np.maximum(-flows.flow, 0.0)),
                  hours_at_contract=float((flows.contract >= contract_width * (1 - 1e-6)).sum()) * dt,
                  contract_revenue=money[0], spot_revenue=money[1], local_revenue=money[2],
                  station_cost=money[3] + money[4], residual=residual)
