"""Compiled clearing of half-hours: a dual simplex over zones and arcs, begun where the half-hour before ended."""

import numpy as np
from numba import njit

from sim.network._clearing_basis import NOUGHT, begun, carried, given, lift, uncounted
from sim.network._columns import FAST

CLOSE = 1e-13
"""A bound missed by no more than this share of the largest load is met. [-]"""
LEAST = 1e-9
"""Least size of a pivot. [-]"""
FAR = 1e300
"""Further than prices ever move. [USD/MWh]"""
TIED = 1e-12
"""Columns no further apart than this are as near. [USD/MWh]"""
AFRESH = 64
"""Half-hours, and pivots of one, after which the inverse is made anew."""
WEARY, LAST = 300, 20_000
"""Pivots of one half-hour after which the lowest index is taken, which always ends; and after which it is given up."""


@njit(inline="always", **FAST)
def leaving(basis, x, top, slack, miss, lowest):
    """Return the row of the basic column that misses a bound most, or of the lowest index that does (-1: none)."""
    most = slack
    for i in range(x.size):
        miss[i] = max(-x[i], x[i] - top[i])
    for i in range(x.size):
        most = max(most, miss[i])
    if most <= slack:
        return -1
    row = -1
    for i in range(x.size):
        if (miss[i] > slack and (row < 0 or basis[i] < basis[row])) if lowest else miss[i] == most:
            row = i
    return row


@njit(inline="always", **FAST)
def next_step(c, z, up):
    """Return the place in a zone's merit order of the step that a rising, or falling, price meets next (-1: none)."""
    p = c.full[z] - 1 + up * (c.basic[z] + 1)
    return p if p < c.order.shape[1] else -1


@njit(inline="always", **FAST)
def candidates(c, cost, y, rho, near, count, sign, names, ratio):
    """
    Write the columns whose reduced cost falls to zero as prices move along rho, and how far off that is.

    Only columns at the first `count` of the zones `near` can, all others are where rho is zero; of a zone's steps the
    next. Arcs are written and then kept or not: what is kept cannot be foreseen, and a wrong guess costs more.
    Returned is how many.
    """
    found = 0
    for n in range(count):
        z = near[n]
        much = sign * rho[z]
        p = next_step(c, z, much > 0.0)
        if p >= 0:
            j = c.order[z, p]
            names[found], ratio[found] = j, max((cost[j] - y[z]) / much, 0.0)
            found += 1
        for k in range(c.first[z], c.first[z + 1]):
            start, end = c.bundle[c.at[k]], c.bundle[c.at[k] + 1]
            o, d = c.from_[start], c.to[start]
            low = min(o, d)
            if z != low and rho[low] != 0.0:   # arcs between two of these zones are met once
                continue
            into, out, here, there = sign * rho[d], sign * rho[o], y[d], y[o]
            for j in range(start, end):
                a = (c.gain[j] * into - out) * c.side[j]
                names[found] = j
                ratio[found] = max((cost[j] - c.gain[j] * here + there) * c.side[j], 0.0) / a
                found += a > LEAST
    return found


@njit(inline="always", **FAST)
def slope(c, rho, j):
    """Return the change of a column per unit along rho."""
    return c.gain[j] * rho[c.to[j]] - rho[c.from_[j]]


@njit(inline="always", **FAST)
def nearest(c, rho, ratio, names, count, lowest):
    """
    Return the place of the nearest column, of those as near the one of the largest pivot, or of the lowest index.

    It is found in passes without a branch, since which one it is cannot be foreseen; ties are rare and looked at again.
    """
    least, best = FAR, -1
    for i in range(count):
        best = i if ratio[i] < least else best
        least = min(least, ratio[i])
    if least == FAR:
        return -1
    near = least + TIED
    ties = 0
    for i in range(count):
        ties += ratio[i] <= near
    if ties == 1:
        return best
    best = -1
    for i in range(count):
        if ratio[i] <= near and (best < 0 or (names[i] < names[best] if lowest else abs(
                slope(c, rho, names[i])) > abs(slope(c, rho, names[best])))):
            best = i
    return best


@njit(inline="always", **FAST)
def shift(c, j, much, x):
    """Lower the basic columns by what so much more of a column gives."""
    to, from_ = c.inverse[c.to[j]], c.inverse[c.from_[j]]
    up, down = c.gain[j] * much, much
    for i in range(x.size):
        x[i] -= up * to[i] - down * from_[i]


@njit(inline="always", **FAST)
def turn(c, j, wide, up, x, flow):
    """Let a column go from one bound to the other."""
    if j >= c.order.size:
        much = wide if c.side[j] > 0.0 else -wide
        lift(c, j, much, flow)
        c.side[j] = -c.side[j]
    else:
        much = wide if up else -wide
        c.full[c.to[j]] += 1 if up else -1
        c.on[j] = 1.0 if up else 0.0
    shift(c, j, much, x)


@njit(inline="always", **FAST)
def entering(c, need, step_bound, arc_bound, cost, x, y, flow, room, how):
    """
    Return the column that enters (-1: none), its width, and whether it comes from zero.

    Columns are passed from the nearest on, each going to its other bound, while what they give does not cover the need.
    """
    names, ratio, rho, near, _ = room
    count, sign, lowest = how
    found = candidates(c, cost, y, rho, near, count, sign, names, ratio)
    j, wide, up = -1, 0.0, False
    while True:
        k = nearest(c, rho, ratio, names, found, lowest)
        if k < 0:
            break
        if j >= 0:
            turn(c, j, wide, up, x, flow)
        j, ratio[k] = names[k], FAR
        if j < step_bound.size:
            z = c.to[j]
            wide, up = step_bound[j], sign * rho[z] > 0.0
            p = c.full[z] + c.basic[z] + 1 if up else c.full[z] - 2
            if 0 <= p < c.order.shape[1]:
                names[k] = c.order[z, p]
                ratio[k] = max((cost[names[k]] - y[z]) / (sign * rho[z]), 0.0)
        else:
            wide, up = arc_bound[j - step_bound.size], c.side[j] > 0.0
        need -= abs(slope(c, rho, j)) * wide
        if need <= 0.0 or lowest:
            break
    return j, wide, up


@njit(inline="always", **FAST)
def pivot(c, row, step_bound, arc_bound, cost, x, top, y, flow, room, lowest):
    """Let the basic column of a row leave at the bound that it misses; returned is whether another could enter."""
    _, _, rho, near, w = room
    size = x.size
    below = x[row] < 0.0
    sign = -1.0 if below else 1.0
    count = 0
    for z in range(size):
        rho[z] = c.inverse[z, row]
        near[count] = z
        count += rho[z] != 0.0
    need = -x[row] if below else x[row] - top[row]
    j, wide, up = entering(c, need, step_bound, arc_bound, cost, x, y, flow, room, (count, sign, lowest))
    if j < 0:
        return False
    one = slope(c, rho, j)
    move = (cost[j] - c.gain[j] * y[c.to[j]] + y[c.from_[j]]) / one
    w[:] = 0.0
    shift(c, j, -1.0, w)
    more = (x[row] - (0.0 if below else top[row])) / one
    for i in range(size):
        x[i] -= more * w[i]
    x[row] = more + (0.0 if up else wide)
    w[row] = 0.0
    for n in range(count):
        z = near[n]
        y[z] += move * rho[z]
        much, line = rho[z] / one, c.inverse[z]
        for i in range(size):
            new = line[i] - much * w[i]
            line[i] = new if abs(new) > NOUGHT else 0.0
        line[row] = much
    exchange(c, row, j, wide, up, below, top, flow)
    return True


@njit(inline="always", **FAST)
def exchange(c, row, j, wide, up, below, top, flow):
    """Name the column that enters in a row, and put the one that leaves at its bound."""
    steps, out = c.order.size, c.basis[row]
    if out < steps:   # before another of its zone enters
        c.full[c.to[out]] += 0 if below else 1
        c.basic[c.to[out]] = 0
        c.on[out] = 0.0 if below else 1.0
    elif not below:
        lift(c, out, top[row], flow)
    if j < steps:
        c.full[c.to[j]] -= 0 if up else 1
        c.basic[c.to[j]] = 1
        c.on[j] = 0.0
    elif not up:
        lift(c, j, -wide, flow)
    c.basis[row], top[row] = j, wide
    c.side[out], c.side[j] = 1.0 if below else -1.0, 0.0


@njit(inline="always", **FAST)
def written(c, step_bound, arc_bound, x, top, step, arc):
    """Write the values of all columns of a half-hour."""
    steps = step.size
    for j in range(steps):
        step[j] = step_bound[j] * c.on[j]
    for a in range(arc.size):
        arc[a] = arc_bound[a] if c.side[steps + a] < 0.0 else 0.0
    for i in range(x.size):
        j, much = c.basis[i], min(max(x[i], 0.0), top[i])
        if j < steps:
            step[j] = much
        else:
            arc[j - steps] = much


@njit(**FAST)
def clear(c, load, less, step_bound, arc_bound, step_cost, arc_cost, step, arc, prices):
    """
    Clear every half-hour at least cost; returned are pivots and the first half-hour that failed (-1: none).

    Parameters are arrays of `GridProgram`; `less` is what stores give; `step`, shape (time, step by zone), `arc` and
    `prices`, shape (time, zone), are written.
    """
    size, count = load.shape[1], c.to.size
    room = (np.zeros(2 * count + 1, np.uint32), np.zeros(2 * count + 1), np.zeros(size + 1),
            np.zeros(size, np.uint32), np.zeros(size))
    state = (np.zeros(count), np.zeros(size + 1), np.zeros(size + 1), np.zeros(size), np.zeros(size))
    return in_turn(c, (load, less, step_bound, arc_bound, step_cost, arc_cost), (step, arc, prices), state, room)


@njit(**FAST)
def in_turn(c, program, found, state, room):
    """Clear one half-hour after another in room that the caller holds; see `clear`."""
    c, room = uncounted(c), uncounted(room)
    load, less, step_bound, arc_bound, step_cost, arc_cost = uncounted(program)
    step, arc, prices = uncounted(found)
    cost, y, flow, basic, top = uncounted(state)
    size, steps, pivots = load.shape[1], c.order.size, 0
    cost[steps:] = arc_cost
    for t in range(load.shape[0]):
        wide, far = step_bound[t], arc_bound[t % arc_bound.shape[0]]
        if t < step_cost.shape[0] or t % AFRESH == 0:
            cost[:steps] = step_cost[t % step_cost.shape[0]]
            if not begun(c, cost, y, far, flow):
                return pivots, t
        elif arc_bound.shape[0] > 1:
            carried(c, far, flow)
        most = 1.0
        for z in range(size):
            most = max(most, load[t, z] - less[t, z])
        for i in range(size):
            j = c.basis[i]
            top[i] = wide[j] if j < steps else far[j - steps]
        given(c, load[t], less[t], wide, flow, basic)
        done = 0
        while True:
            row = leaving(c.basis, basic, top, CLOSE * most, room[-1], done > WEARY)
            if row < 0:
                break
            if not pivot(c, row, wide, far, cost, basic, top, y, flow, room, done > WEARY) or done > LAST:
                return pivots, t
            done += 1
            if done % AFRESH == 0:
                if not begun(c, cost, y, far, flow):
                    return pivots, t
                given(c, load[t], less[t], wide, flow, basic)
        pivots += done
        written(c, wide, far, basic, top, step[t], arc[t])
        prices[t] = y[:size]
    return pivots, -1
