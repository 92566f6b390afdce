"""The compiled loop of the greedy policy: one pass over the periods, one clamp a period."""

from numba import njit


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def store(available, firm, useful, dt, start, battery, flow, level):
    """
    Write the battery's flow at the hub and its stored energy; see `sim.trade.greedy.greedy`.

    Surplus above `useful` is charged, a gap below `firm` is filled. The wish does not depend on the level, so only
    the clamp to the cells' limits waits for the period before: the chain of dependent steps stays short.
    """
    charge, discharge, low, high, into, out, keep, _ = battery
    held, periods = start, available.size
    for t in range(periods):   # one of the two is zero: useful is no less than firm
        surplus = min(max(available[t] - useful[t], 0.0), charge) * (dt * into)
        flow[t] = surplus - min(max(firm[t] - available[t], 0.0), discharge) * (dt / out)
    for t in range(periods):
        kept = held * keep
        # Never below `low` by trade, but self-discharge may take it there: then the floor is what is left.
        held = max(min(kept + flow[t], max(high, kept)), min(low, kept))
        level[t] = held
    before = start
    for t in range(periods):
        change = level[t] - before * keep
        before = level[t]
        gain, loss = change / (dt * into), change * (out / dt)
        flow[t] = gain if change > 0.0 else loss
    return held


@njit(nogil=True, cache=True, error_model="numpy")
def store_in_time(available, firm, useful, dt, start, battery, flow, level):
    """
    Write the same for a battery whose limits are arrays (time,).

    A floor that rises is charged to, and a ceiling that falls discharged to, as fast as power allows.
    """
    charge, discharge, low, high, into, out, keep, _ = battery
    held = start
    for t in range(available.size):
        fill, spend = min(charge[t], available[t]) * (dt * into), discharge[t] * (dt / out)
        surplus = min(max(available[t] - useful[t], 0.0) * (dt * into), fill)
        gap = min(max(firm[t] - available[t], 0.0) * (dt / out), spend)
        kept = held * keep
        held = min(max(kept + surplus - gap, min(low[t], kept + fill)), max(high[t], kept - spend))
        level[t] = held
        change = held - kept
        flow[t] = change / (dt * into) if change > 0.0 else change * (out / dt)
    return held
