"""Limits on the rate of change of the infeed into Singapore: the power sent by a schedule that keeps them."""

import numpy as np

from sim.trade.network_flows import upstream

SAME = 1e-6
"""Change beyond the limit that is rounding. [MW]"""
TRIES = 4
"""How often the battery is run anew to hold the limit, each time towards what was sent the time before."""


def envelope(power, limit, free):
    """
    The most power at or below a given one that rises and falls no faster than a limit.

    Parameters
    ----------
    power : array, shape (time,)
        What could come. [MW]
    limit : float
        Most change from one period to the next. [MW]
    free : array of bool, shape (time,)
        Periods into which it may fall at once: a pole has tripped.

    Returns
    -------
    power : array, shape (time,)
        It falls ahead of a calm, as a schedule does that knows the forecast of the next hours. [MW]

    Notes
    -----
    One pass forward, one backward: the greatest function below another whose slope is bounded (a lower convolution
    with a cone).
    """
    at = limit * np.arange(power.size)
    rising = np.minimum.accumulate(power - at) + at
    found = rising.copy()
    for part in np.split(np.arange(power.size), np.flatnonzero(free)):
        if part.size:
            back = rising[part][::-1]
            found[part] = (np.minimum.accumulate(back - at[: part.size]) + at[: part.size])[::-1]
    return np.maximum(found, np.minimum(power, 0.0))


def clipped(schedule, offer, reward, state):
    """
    Return a schedule that keeps to the limit, by sending less, and the power that this leaves at the hub.

    Parameters
    ----------
    schedule : Schedule
        Of a policy; what its battery does stays.
    offer : BidCurves
        The bids of the year.
    reward : Reward
        Its tree of bids holds the limit.
    state : array of int, shape (time,)
        Pole state of each period.

    Returns
    -------
    schedule : Schedule
        With what each bid takes: the least valued buyer in Singapore is served less, and buyers at the hub take what
        they can of the rest.
    left : array, shape (time,), or float
        Power left there. [MW]
    """
    network = reward.network()
    hub, own = offer.climb(state, schedule.offered) if schedule.taken is None else schedule.taken
    meter = own[list(network.meter.number)]
    came = meter.sum(axis=0)
    allowed = envelope(came, network.ramp.limit, network.ramp.free)
    if (came - allowed).max(initial=0.0) <= SAME:
        return schedule, 0.0
    far = 0.0 if schedule.far is None else schedule.far[0]
    at_hub, abroad = own[list(network.hub.number)], own[list(network.landing.number)]
    meter = _served(meter, network.meter.value, allowed)
    less = upstream(network, (at_hub, abroad, meter), far)[0]
    free = np.maximum(hub.sum(axis=0) - less.sum(axis=0), 0.0)
    room = np.where(network.hub.value > 0.0, np.maximum(network.hub.width - at_hub, 0.0), 0.0)
    more = _served(room, network.hub.value, np.minimum(free, room.sum(axis=0)))
    left = free - more.sum(axis=0)
    return schedule._replace(taken=upstream(network, (at_hub + more, abroad, meter), far)), left


def held(schedule, again, offer, reward, state):
    """
    Return a schedule that keeps to the limit with the battery's help, and the power that this leaves at the hub.

    Parameters
    ----------
    schedule : Schedule
        Of a policy that does not know the limit.
    again : callable
        ``again(most)`` runs the battery anew: where ``most`` is finite, power at the hub beyond it is stored while
        there is room. [MW]
    offer : BidCurves
        The bids of the year.
    reward : Reward
        Its tree of bids holds the limit.
    state : array of int, shape (time,)
        Pole state of each period.

    Returns
    -------
    schedule : Schedule
    left : array, shape (time,), or float
        As `clipped` returns them, of the schedule that earns most of those tried, the policy's own among them. [MW]

    Notes
    -----
    What the limit would cut is stored instead, and sold when the limit lets it. Each run stores what the one before had
    to leave; the last step is `clipped`, so the limit holds exactly. That a calm comes is known from the forecast of
    the next hours, as in `envelope`.
    """
    best = clipped(schedule, offer, reward, state)
    most = _earned(best[0], offer, reward, state)
    for _ in range(TRIES):
        target = _target(schedule, offer, reward, state)
        if target is None:
            break
        schedule = again(target)
        found = clipped(schedule, offer, reward, state)
        value = _earned(found[0], offer, reward, state)
        if value <= most:
            break
        best, most = found, value
    return best


def narrowed(reward, most):
    """
    Return reward curves that end at a power: what is beyond it at the hub earns nothing.

    Parameters
    ----------
    reward : Reward
    most : array, shape (time,)
        Infinite where nothing changes. [MW]

    Returns
    -------
    reward : Reward
    """
    reached = np.minimum(np.cumsum(reward.width, axis=1), most)
    width = np.diff(reached, axis=1, prepend=0.0)
    return reward._replace(width=width, reach=lambda value: np.minimum(reward.reach(value), most))


def _target(schedule, offer, reward, state):
    """Return power at the hub that the limit lets go to Singapore, infinite where it binds not; None if nowhere."""
    network = reward.network()
    _, own = offer.climb(state, schedule.offered) if schedule.taken is None else schedule.taken
    meter = own[list(network.meter.number)]
    came = meter.sum(axis=0)
    allowed = envelope(came, network.ramp.limit, network.ramp.free)
    binds = came - allowed > SAME
    if not binds.any():
        return None
    abroad = own[list(network.landing.number)]
    none = np.zeros((len(network.hub.number), came.size))
    power = upstream(network, (none, abroad, _served(meter, network.meter.value, allowed)), 0.0)[0].sum(axis=0)
    return np.where(binds, power, np.inf)


def _earned(schedule, offer, reward, state):
    """Return the earnings of a schedule at the values of the bids, over periods of an hour. [USD]"""
    network = reward.network()
    _, own = offer.climb(state, schedule.offered) if schedule.taken is None else schedule.taken
    return sum(float((bids.value * own[list(bids.number)]).sum()) for bids in network[:3] if bids.number)


def counted(ledger, flows, left, dt):
    """
    Count what the limit leaves at the hub as curtailed: the booking takes it for what an outage costs.

    Parameters
    ----------
    ledger : Ledger
        Of the year.
    flows : Flows or None
        Its periods.
    left : array, shape (time,), or float
        As `clipped` returns it. [MW]
    dt : float
        Length of a period. [h]

    Returns
    -------
    ledger, flows : Ledger, Flows or None
        All bids take more of a whole link than of one that is cut: both what is left and what they would have taken
        beyond what they took are larger by the same power.
    """
    energy = float(np.sum(left)) * dt
    ledger = ledger._replace(outage=ledger.outage - energy, curtailed=ledger.curtailed + energy,
                             infeed_curtailed=ledger.infeed_curtailed + energy)
    if flows is not None:
        flows = flows._replace(outage=flows.outage - left, curtailed=flows.curtailed + left)
    return ledger, flows


def _served(power, value, total):
    """Return a total power shared out to bids, those of the highest value first, each at most its own."""
    order = np.argsort(-value, axis=0, kind="stable")
    sorted_power = np.take_along_axis(power, order, axis=0)
    before = np.cumsum(sorted_power, axis=0) - sorted_power
    served = np.clip(total - before, 0.0, sorted_power)
    found = np.empty_like(served)
    np.put_along_axis(found, order, served, axis=0)
    return found
