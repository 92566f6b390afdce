"""Compiled clearing of half-hours: a dual simplex over zones and arcs, begun where the half-hour before ended."""

import numpy as np
from numba import njit

from sim.network._columns import FAST

CLOSE = 1e-13
"""A bound missed by no more than this share of the largest load is met. [-]"""
TIE = 1e-9
"""Reduced costs up to this leave a column at the bound where it stands. [USD/MWh]"""
LEAST = 1e-9
"""Least size of a pivot. [-]"""
FAR = 1e300
"""Further than prices ever move. [USD/MWh]"""
AFRESH = 64
"""Half-hours, and pivots of one, after which the inverse is made anew."""
WEARY, LAST = 300, 20_000
"""Pivots of one half-hour after which the lowest index is taken, which always ends; and after which it is given up."""


@njit(**FAST)
def fresh(basis, from_, to, gain, B):
    """Invert the basis anew, by Gauss-Jordan with the largest pivot; returned is whether it could be done."""
    size = basis.size
    A = np.zeros((size, size))
    B[:] = 0.0
    for i in range(size):
        j = basis[i]
        A[to[j], i] += gain[j]
        if from_[j] < size:
            A[from_[j], i] -= 1.0
        B[i, i] = 1.0
    for c in range(size):
        best = c
        for i in range(c + 1, size):
            if abs(A[i, c]) > abs(A[best, c]):
                best = i
        if abs(A[best, c]) < 1e-12:
            return False
        for j in range(size):
            A[c, j], A[best, j] = A[best, j], A[c, j]
            B[c, j], B[best, j] = B[best, j], B[c, j]
        one = 1.0 / A[c, c]
        for j in range(size):
            A[c, j] *= one
            B[c, j] *= one
        for i in range(size):
            much = A[i, c]
            if i != c and much != 0.0:
                for j in range(size):
                    A[i, j] -= much * A[c, j]
                    B[i, j] -= much * B[c, j]
    return True


@njit(**FAST)
def along(row, from_, to, gain, found):
    """Write what each column gives along a row of zones, which ends in a zero for columns that take from none."""
    for j in range(to.size):
        found[j] = gain[j] * row[to[j]] - row[from_[j]]


@njit(**FAST)
def begin(c, cost, y, reduced):
    """Write prices and reduced costs of the basis, and put each other column at the bound that its sign asks for."""
    size = c.basis.size
    y[:] = 0.0
    for i in range(size):
        for z in range(size):
            y[z] += cost[c.basis[i]] * c.B[i, z]
    along(y, c.from_, c.to, c.gain, reduced)
    for j in range(cost.size):
        reduced[j] = cost[j] - reduced[j]
        if c.where[j] >= 0:
            reduced[j], c.side[j] = 0.0, 0.0
        elif abs(reduced[j]) > TIE:
            c.high[j] = reduced[j] < 0.0
        if c.where[j] < 0:
            c.side[j] = -1.0 if c.high[j] else 1.0


@njit(**FAST)
def lift(c, j, much, rest):
    """Add to what the basis must give so many times what one unit of a column gives."""
    rest[c.to[j]] += c.gain[j] * much
    rest[c.from_[j]] -= much


@njit(**FAST)
def left(c, load, bound, rest):
    """Write what the basis must give: load less what columns at their bounds give."""
    size = load.size
    rest[:size], rest[size] = load, 0.0
    for j in range(bound.size):
        if c.high[j] and c.where[j] < 0:
            lift(c, j, -bound[j], rest)


@njit(**FAST)
def given(B, rest, x):
    """Write the values of the basic columns."""
    for i in range(x.size):
        one = two = three = four = 0.0
        for z in range(0, x.size - 3, 4):   # sums that do not wait for each other
            one += B[i, z] * rest[z]
            two += B[i, z + 1] * rest[z + 1]
            three += B[i, z + 2] * rest[z + 2]
            four += B[i, z + 3] * rest[z + 3]
        for z in range(x.size - x.size % 4, x.size):
            one += B[i, z] * rest[z]
        x[i] = (one + two) + (three + four)


@njit(**FAST)
def leaving(basis, x, bound, slack, first):
    """Return the row of the basic column that misses a bound most, or of the lowest index that does (-1: none)."""
    row, most = -1, slack
    for i in range(basis.size):
        miss = max(-x[i], x[i] - bound[basis[i]])
        if miss > most:
            if not first:
                row, most = i, miss
            elif row < 0 or basis[i] < basis[row]:
                row = i
    return row


@njit(**FAST)
def distances(c, alpha, sign, reduced, ratio, names):
    """Write the columns whose reduced cost falls to zero as prices move, and how far off that is; return how many."""
    for j in range(alpha.size):
        a = sign * alpha[j] * c.side[j]
        ratio[j] = max(reduced[j] * c.side[j], 0.0) / a if a > LEAST else FAR
    count = 0
    for j in range(alpha.size):
        ratio[count], names[count] = ratio[j], j
        count += ratio[j] < FAR
    return count


@njit(**FAST)
def nearest(ratio, names, count, alpha, first):
    """Return the place of the nearest column, of those as near the one of the largest pivot, or of the lowest index."""
    best = -1
    for i in range(count):
        if ratio[i] < FAR and (best < 0 or ratio[i] < ratio[best] - 1e-12 or (ratio[i] <= ratio[best] + 1e-12 and (
                not first and abs(alpha[names[i]]) > abs(alpha[names[best]])))):
            best = i
    return best


@njit(**FAST)
def exchange(c, row, j, w):
    """Let a column enter the basis in a row: its inverse is updated."""
    size = c.basis.size
    for i in range(size):
        w[i] = c.gain[j] * c.B[i, c.to[j]] - (c.B[i, c.from_[j]] if c.from_[j] < size else 0.0)
    one = 1.0 / w[row]
    for z in range(size):
        c.B[row, z] *= one
    for i in range(size):
        if i != row and w[i] != 0.0:
            for z in range(size):
                c.B[i, z] -= w[i] * c.B[row, z]
    c.where[c.basis[row]], c.where[j], c.basis[row] = -1, row, j


@njit(**FAST)
def pivot(c, row, bound, x, rest, y, reduced, room, first):
    """Let the basic column of a row leave at the bound that it misses; returned is whether another could enter."""
    names, ratio, alpha, rho, w = room
    size, out = c.basis.size, c.basis[row]
    below = x[row] < 0.0
    rho[:size], rho[size] = c.B[row], 0.0
    along(rho, c.from_, c.to, c.gain, alpha)
    count = distances(c, alpha, -1.0 if below else 1.0, reduced, ratio, names)
    need, j = -x[row] if below else x[row] - bound[out], -1
    while True:   # columns are passed from the nearest on while what they give does not yet cover the need
        k = nearest(ratio, names, count, alpha, first)
        if k < 0:
            break
        if j >= 0:
            lift(c, j, bound[j] if c.high[j] else -bound[j], rest)
            c.high[j], c.side[j] = not c.high[j], -c.side[j]
        j, ratio[k] = names[k], FAR
        need -= abs(alpha[j]) * bound[j]
        if need <= 0.0 or first:
            break
    if j < 0:
        return False
    move = reduced[j] / alpha[j]
    for z in range(size):
        y[z] += move * rho[z]
    for i in range(alpha.size):
        reduced[i] -= move * alpha[i]
    if c.high[j]:
        lift(c, j, bound[j], rest)
    exchange(c, row, j, w)
    reduced[j], c.high[j], c.high[out] = 0.0, False, not below
    c.side[j], c.side[out] = 0.0, 1.0 if below else -1.0
    if not below:
        lift(c, out, -bound[out], rest)
    return True


@njit(**FAST)
def clear(c, load, step_bound, arc_bound, step_cost, arc_cost, x, prices):
    """
    Clear every half-hour at least cost; returned are pivots and the first half-hour that failed (-1: none).

    Parameters are arrays of `GridProgram`; `load` is what is left to serve once stores have given and taken; `x`,
    shape (time, column), and `prices`, shape (time, zone), are written, columns being steps by zone and then arcs.
    """
    size, count = load.shape[1], c.to.size
    steps = count - arc_cost.size
    bound, cost, reduced, y = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(size + 1)
    rest, basic, pivots = np.zeros(size + 1), np.zeros(size), 0
    room = np.zeros(count, np.int64), np.zeros(count), np.zeros(count), np.zeros(size + 1), np.zeros(size)
    cost[steps:] = arc_cost
    for t in range(load.shape[0]):
        bound[:steps], bound[steps:] = step_bound[t], arc_bound[t % arc_bound.shape[0]]
        if t < step_cost.shape[0] or t % AFRESH == 0:
            cost[:steps] = step_cost[t % step_cost.shape[0]]
            if not fresh(c.basis, c.from_, c.to, c.gain, c.B):
                return pivots, t
            begin(c, cost, y, reduced)
        left(c, load[t], bound, rest)
        most = 1.0
        for z in range(size):
            most = max(most, load[t, z])
        done = 0
        while True:
            given(c.B, rest, basic)
            row = leaving(c.basis, basic, bound, CLOSE * most, done > WEARY)
            if row < 0:
                break
            if not pivot(c, row, bound, basic, rest, y, reduced, room, done > WEARY) or done > LAST:
                return pivots, t
            done += 1
            if done % AFRESH == 0:
                if not fresh(c.basis, c.from_, c.to, c.gain, c.B):
                    return pivots, t
                begin(c, cost, y, reduced)
                left(c, load[t], bound, rest)
        pivots += done
        for j in range(count):
            x[t, j] = bound[j] if c.high[j] and c.where[j] < 0 else 0.0
        for i in range(size):
            x[t, c.basis[i]] = min(max(basic[i], 0.0), bound[c.basis[i]])
            prices[t, i] = y[i]
    return pivots, -1
