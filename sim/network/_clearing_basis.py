"""Compiled basis of the clearing of half-hours: its inverse, its prices, and the values of its columns."""

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.network._columns import FAST

NOUGHT = 1e-10
"""
Below this an element of the inverse is zero: what rounding has left of it. Zones whose prices move are found by it, and
steps of one that does not would go to bounds that they do not reach. Elements are products of gains, far above. [-]
"""
TIE = 1e-9
"""Reduced costs up to this leave a column at the bound where it stands. [USD/MWh]"""


@intrinsic
def uncounted(_, arrays):
    """
    Return arrays, or a record of them, that carry no count of who holds them.

    Each view of a row, and each array handed on within a loop, would add to that count and take from it again, which
    took as long as the arithmetic. The caller must hold the arrays for as long as they are used.
    """
    def write(context, builder, signature, values):
        return _without_count(context, builder, signature.args[0], values[0])
    return arrays(arrays), write


def _without_count(context, builder, kind, value):
    """Return the compiled value of an array, or of a record of arrays, without its owner."""
    if isinstance(kind, types.BaseTuple):
        parts = [_without_count(context, builder, one, builder.extract_value(value, i)) for i, one in enumerate(kind)]
        return context.make_tuple(builder, kind, parts)
    view = context.make_array(kind)(context, builder, value=value)
    view.meminfo = cgutils.get_null_value(view.meminfo.type)
    view.parent = cgutils.get_null_value(view.parent.type)
    return view._getvalue()


@njit(**FAST)
def fresh(c):
    """Invert the basis anew, by Gauss-Jordan with the largest pivot; returned is whether it could be done."""
    size = c.basis.size
    A, B = np.zeros((size, size)), np.eye(size)
    for i in range(size):
        j = c.basis[i]
        A[c.to[j], i] += c.gain[j]
        if c.from_[j] < size:   # those that take from none are steps
            A[c.from_[j], i] -= 1.0
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(A[i, k]) > abs(A[best, k]):
                best = i
        if abs(A[best, k]) < 1e-12:
            return False
        for j in range(size):
            A[k, j], A[best, j] = A[best, j], A[k, j]
            B[k, j], B[best, j] = B[best, j], B[k, j]
        one = 1.0 / A[k, k]
        for j in range(size):
            A[k, j] *= one
            B[k, j] *= one
        for i in range(size):
            much = A[i, k]
            if i != k and much != 0.0:
                for j in range(size):
                    A[i, j] -= much * A[k, j]
                    B[i, j] -= much * B[k, j]
    for i in range(size):
        for z in range(size):
            c.inverse[z, i] = B[i, z] if abs(B[i, z]) > NOUGHT else 0.0
    return True


@njit(**FAST)
def begin(c, cost, y):
    """Write the prices of the basis, and put each other column at the bound that its reduced cost asks for."""
    size = c.basis.size
    for z in range(size):
        y[z] = 0.0
        for i in range(size):
            y[z] += cost[c.basis[i]] * c.inverse[z, i]
    for z in range(size):
        line = c.order[z]
        for p in range(1, line.size):   # in merit order; that of the half-hour before is nearly right
            j, k = line[p], p
            while k > 0 and cost[line[k - 1]] > cost[j]:
                line[k] = line[k - 1]
                k -= 1
            line[k] = j
        c.full[z] = 0
        for p in range(line.size):
            if c.basic[z]:
                c.full[z] = p if c.side[line[p]] == 0.0 else c.full[z]
            else:
                c.full[z] += cost[line[p]] < y[z]
        for p in range(line.size):
            c.on[line[p]] = p < c.full[z]
    for j in range(c.order.size, cost.size):
        reduced = cost[j] - c.gain[j] * y[c.to[j]] + y[c.from_[j]]
        if c.side[j] != 0.0 and abs(reduced) > TIE:
            c.side[j] = -1.0 if reduced < 0.0 else 1.0


@njit(inline="always", **FAST)
def carried(c, arc_bound, flow):
    """Write what arcs at their upper bounds bring to each zone."""
    steps = c.to.size - arc_bound.size
    flow[:] = 0.0
    for a in range(arc_bound.size):
        if c.side[steps + a] < 0.0:
            lift(c, steps + a, arc_bound[a], flow)


@njit(inline="always", **FAST)
def lift(c, j, much, flow):
    """Count so much more of an arc among those at their upper bounds."""
    flow[c.to[j]] += c.gain[j] * much
    flow[c.from_[j]] -= much


@njit(inline="always", **FAST)
def given(c, load, less, step_bound, flow, x):
    """Write what the basic columns must give: load less what columns at their upper bounds give."""
    x[:] = 0.0
    steps = c.order.shape[1]
    for z in range(load.size):
        rest, line = load[z] - less[z] - flow[z], c.inverse[z]
        for j in range(z * steps, (z + 1) * steps):
            rest -= step_bound[j] * c.on[j]
        for i in range(x.size):
            x[i] += line[i] * rest


@njit(**FAST)
def begun(c, cost, y, arc_bound, flow):
    """Make the inverse, the prices and what arcs carry anew; returned is whether it could be done."""
    if not fresh(c):
        return False
    begin(c, cost, y)
    carried(c, arc_bound, flow)
    return True
