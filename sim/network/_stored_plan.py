"""Compiled pass that turns levels of the stores into a plan that keeps every bound."""

from numba import njit

from sim.network._columns import FAST


@njit(**FAST)
def floors(arrives, keep, floor):
    """Write the least level before which a store would run dry by what is lost and released later."""
    last = arrives.shape[0] - 1
    floor[last] = 0.0
    for t in range(last - 1, -1, -1):
        for r in range(keep.size):
            need = floor[t + 1, r] - arrives[t + 1, r]
            floor[t, r] = max(0.0, need / keep[r]) if need > 0.0 and keep[r] > 0.0 else 0.0


@njit(**FAST)
def follow(wanted, price, flows, bounds, stores, plan):
    """
    Follow wanted levels as far as the bounds allow.

    All powers and levels in MW over a step. A store goes one direction at a time; both, as the interior point wants
    them, only where the price is negative and what is lost between them is gained.
    """
    charge, discharge, spill, level, floor = plan
    c_wanted, d_wanted, s_wanted = flows
    c_most, d_most, s_most = bounds
    place, into, out, keep, arrives, full, start = stores
    for t in range(wanted.shape[0]):
        for r in range(place.size):
            base = keep[r] * (level[t - 1, r] if t else start[r]) + arrives[t, r]
            aim = min(max(wanted[t, r], floor[t, r]), full[r])
            most_in = c_most[t % c_most.shape[0], r]
            most_out = d_most[t % d_most.shape[0], r]
            c = d = s = 0.0
            if aim > base:
                c = min((aim - base) / into[r], most_in)
            else:
                free = s_most[t, r] > 0.0
                if free:
                    s = min(s_wanted[t, r], base - aim)
                d = min((base - aim - s) * out[r], most_out)
                if free:
                    s = min(base - aim - d / out[r], s_most[t, r])
            if price[t, place[r]] < 0.0:
                both = min(into[r] * min(c_wanted[t, r], most_in - c), min(d_wanted[t, r], most_out - d) / out[r])
                both = max(min(both, (most_in - c) * into[r]), 0.0)
                c, d = c + both / into[r], d + both * out[r]
            charge[t, r], discharge[t, r] = c, d
            after = base + into[r] * c - d / out[r]
            if s_most[t, r] > 0.0:
                s = max(s, after - full[r])
            spill[t, r] = s
            level[t, r] = min(max(after - s, 0.0), full[r])
