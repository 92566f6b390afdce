"""Power flows in the tree of bids: power at the meters, and the power of each bid at the hub."""

import numpy as np

from sim.trade.settlement import Rows


def through(network, power):
    """
    Return the power at the Singapore meter if as much as possible of a power at the hub is sent there.

    Parameters
    ----------
    network : Network
        The tree of bids.
    power : array, shape (time,)
        At the hub. [MW]

    Returns
    -------
    arriving : array, shape (time,)
        [MW]
    """
    capacity, out, _ = network.onward
    landed = _brought(network.width, network.slope, power)
    if network.tee is not None:
        return np.ascontiguousarray(_brought(*network.tee.onward, landed))
    return np.ascontiguousarray(np.minimum(landed, capacity) * out)


def _brought(width, slope, power):
    """Return the output of linear pieces for an input power, limited to their range."""
    before = np.cumsum(width, axis=0) - width
    return (np.clip(power - before, 0.0, width) * slope).sum(axis=0)


def _needed(width, slope, power):
    """Return the least power to put into pieces for a power that comes out."""
    put, rest = np.zeros_like(power), power
    for across, gain in zip(width, slope, strict=True):
        full = across * gain
        put += np.where(rest >= full, across, rest / gain)
        rest = np.maximum(rest - full, 0.0)
    return put


def upstream(network, taken, far_flow):
    """
    Return the power of each bid at the hub from its power at its own meter.

    Upstream of the bids everything is found anew, each with the least power that serves what is behind it: where
    power has no value, a solution may waste it anywhere, and here it is left at the hub.

    Parameters
    ----------
    network : Network
        The tree of bids.
    taken : sequence of array, shape (bid, time)
        What the bids take at the hub, at the landing and at the Singapore meter, in the network's order. [MW]
    far_flow : array, shape (time,), or float
        Power into a battery at the Singapore meter. [MW]

    Returns
    -------
    hub, own : array, shape (bid, time)
        What each bid takes at the hub and at its own meter, by the numbers of `sim.trade.settlement`. [MW]
    """
    at_hub, landing, meter = (np.clip(power, 0.0, bids.width)
                              for power, bids in zip(taken, network[:3], strict=True))
    abroad = landing.sum(axis=0)
    if network.tee is None:
        onward, per_abroad = np.maximum((meter.sum(axis=0) + far_flow) / network.onward[1], 0.0), 1.0
    else:
        onward = _needed(*network.tee.onward, np.maximum(meter.sum(axis=0) + far_flow, 0.0))
        spur = _needed(*network.tee.spur, abroad)
        per_abroad = np.divide(spur, abroad, out=np.ones_like(spur), where=abroad > 0.0)
    landed = per_abroad * abroad + onward
    sent = _needed(network.width, network.slope, landed)
    per_landed = np.divide(sent, landed, out=np.zeros_like(sent), where=landed > 0.0)
    count = 1 + max(number for bids in network[:3] for number in (*bids.number, Rows().landing))
    hub, own = np.zeros((count, sent.size)), np.zeros((count, sent.size))
    for bids, power in zip(network[:3], (at_hub, landing, meter), strict=True):
        own[list(bids.number)] = power
    hub[list(network.hub.number)] = at_hub
    hub[list(network.landing.number)] = landing * (per_abroad * per_landed)
    # What goes onward counts for the buyers at the Singapore meter by what they take, for spot if none does.
    share = np.divide(meter, meter.sum(axis=0), out=np.zeros_like(meter), where=meter.sum(axis=0) > 0.0)
    hub[list(network.meter.number)] = share * (onward * per_landed)
    if network.meter.number:
        hub[network.meter.number[-1]] += (1.0 - share.sum(axis=0)) * (onward * per_landed)
    return hub, own
