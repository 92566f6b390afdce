"""Compiled passes of the interior point over its columns: half-hours of a block are stored side by side, in lanes."""

import numpy as np
from numba import njit

FAST = {"nogil": True, "cache": True, "error_model": "numpy",
        "fastmath": {"nnan", "ninf", "nsz"}}
# No reassociation and no contraction: the compiler chooses between loops by where arrays lie in memory, and the result
# must be the same bytes in all of them.
EMPTY = 1.5e-6
"""A column no wider than this has a bound of zero and earns nothing at it; see `sim.network.columns.THIN`. [MW]"""
STIFF = 1e16
"""Most that a column yields per price in the matrix; more would drown what the others yield. [MW per USD/MWh]"""


@njit(inline="always")
def direction(x, s, zl, zu, a, aim, twist, twist_up):
    """
    Return the step of a column: dx, dzl, dzu, and the reciprocals of x, s, zl, zu.

    `a` is what its price gains, `aim` the complementarity aimed at, `twist` the product of the predictor's steps in x
    and zl, `twist_up` that in x and zu.
    """
    below, above = x * zl, s * zu
    whole = 1.0 / (below * above)
    ix, isl = zl * above * whole, zu * below * whole
    izl, izu = x * above * whole, s * below * whole
    low, up = aim - below - twist, aim - above + twist_up
    theta = min(x * s / (zl * s + zu * x), STIFF)
    dx = theta * (a + low * ix - up * isl)
    return dx, (low - zl * dx) * ix, (up + zu * dx) * isl, ix, isl, izl, izu, theta


@njit(**FAST)
def predict(x, u, zl, zu, columns, dy, first, second, most, total):
    """
    Pass over one block with the predictor's prices: longest steps, and what the corrector adds to the right side.

    `first` takes what an aim of one adds, `second` what the products of the predictor's steps add; `most` keeps the
    largest relative fall of x or s, and of zl or zu; `total` the sums that complementarity after a step follows from.
    """
    i1, f1, i2, f2 = columns
    lanes = x.shape[1]
    one, two = np.empty(lanes), np.empty(lanes)
    for j in range(x.shape[0]):
        k1, g1, k2, g2 = i1[j], f1[j], i2[j], f2[j]
        for k in range(lanes):
            xx, s, lo, up = x[j, k], u[j, k] - x[j, k], zl[j, k], zu[j, k]
            dx, dl, du, ix, isl, _, _, theta = direction(xx, s, lo, up, g1 * dy[k1, k] + g2 * dy[k2, k], 0.0, 0.0, 0.0)
            most[0, k] = max(most[0, k], max(-dx * ix, dx * isl))
            most[1, k] = max(most[1, k], max(1.0 + dx * ix, 1.0 - dx * isl))
            total[0, k] += xx * lo + s * up
            total[1, k] += dx * (lo - up)
            total[2, k] += xx * dl + s * du
            total[3, k] += dx * (dl - du)
            one[k] = theta * (isl - ix)
            two[k] = theta * dx * (dl * ix + du * isl)
        for k in range(lanes):
            first[k1, k] += g1 * one[k]
            second[k1, k] += g1 * two[k]
        if k2 != k1:
            for k in range(lanes):
                first[k2, k] += g2 * one[k]
                second[k2, k] += g2 * two[k]


@njit(**FAST)
def reach(x, u, zl, zu, columns, da, dy, aim, most):
    """Pass over one block with the corrector's prices dy and the predictor's da: the longest steps."""
    i1, f1, i2, f2 = columns
    for j in range(x.shape[0]):
        k1, g1, k2, g2 = i1[j], f1[j], i2[j], f2[j]
        for k in range(x.shape[1]):
            xx, s, lo, up = x[j, k], u[j, k] - x[j, k], zl[j, k], zu[j, k]
            ex, el, eu, _, _, _, _, _ = direction(xx, s, lo, up, g1 * da[k1, k] + g2 * da[k2, k], 0.0, 0.0, 0.0)
            dx, dl, du, ix, isl, izl, izu, _ = direction(xx, s, lo, up, g1 * dy[k1, k] + g2 * dy[k2, k], aim, ex * el,
                                                         ex * eu)
            most[0, k] = max(most[0, k], max(-dx * ix, dx * isl))
            most[1, k] = max(most[1, k], max(-dl * izl, -du * izu))


@njit(**FAST)
def move(x, u, zl, zu, columns, da, dy, aim, step, short):
    """
    Take the corrector's step in one block; a column goes no nearer to zero or its bound than `short` of the distance.

    Its multipliers do the same: both are raised by what one lacks, so that their difference stays its reduced cost.
    """
    i1, f1, i2, f2 = columns
    far = 1.0 - short
    for j in range(x.shape[0]):
        k1, g1, k2, g2 = i1[j], f1[j], i2[j], f2[j]
        for k in range(x.shape[1]):
            xx, s, lo, up = x[j, k], u[j, k] - x[j, k], zl[j, k], zu[j, k]
            ex, el, eu, _, _, _, _, _ = direction(xx, s, lo, up, g1 * da[k1, k] + g2 * da[k2, k], 0.0, 0.0, 0.0)
            dx, dl, du, _, _, _, _, _ = direction(xx, s, lo, up, g1 * dy[k1, k] + g2 * dy[k2, k], aim, ex * el, ex * eu)
            x[j, k] = xx + min(max(step[0] * dx, -far * xx), far * s)
            dl, du = step[1] * dl, step[1] * du
            more = max(max(-far * lo - dl, -far * up - du), 0.0)
            zl[j, k], zu[j, k] = lo + dl + more, up + du + more


@njit(**FAST)
def yields(x, u, zl, zu, cost, columns, y, theta, right, missing, sums):
    """
    Pass over one block: what each column yields per price, residuals, right side, and its share of the dual bound.

    `missing` loses what the columns give, `right` gains what their yield makes of their reduced costs; `sums` gains
    what columns of negative reduced cost would earn at their bounds, complementarity, and cost counted as positive.
    """
    i1, f1, i2, f2 = columns
    lanes = x.shape[1]
    pull = np.empty(lanes)
    for j in range(x.shape[0]):
        k1, g1, k2, g2 = i1[j], f1[j], i2[j], f2[j]
        for k in range(lanes):
            xx, s, lo, up = x[j, k], u[j, k] - x[j, k], zl[j, k], zu[j, k]
            theta[j, k] = min(xx * s / (lo * s + up * xx), STIFF)
            reduced = cost[j, k] - g1 * y[k1, k] - g2 * y[k2, k]
            sums[0, k] += min(reduced, 0.0) * (u[j, k] if u[j, k] > EMPTY else 0.0)
            sums[1, k] += xx * lo + s * up
            sums[2, k] += abs(cost[j, k]) * xx
            pull[k] = theta[j, k] * (lo - up)
        for k in range(lanes):
            missing[k1, k] -= g1 * x[j, k]
            right[k1, k] += g1 * pull[k]
        if k2 != k1:
            for k in range(lanes):
                missing[k2, k] -= g2 * x[j, k]
                right[k2, k] += g2 * pull[k]


@njit(**FAST)
def centre(x, u, zl, zu, cost, columns, y, mu):
    """Put the columns of one block where complementarity is mu for the prices y."""
    i1, f1, i2, f2 = columns
    for j in range(x.shape[0]):
        for k in range(x.shape[1]):
            reduced = cost[j, k] - f1[j] * y[i1[j], k] - f2[j] * y[i2[j], k]
            half = 0.5 * u[j, k]
            q = np.sqrt(mu * mu + (reduced * half) ** 2)
            near = half * (mu + mu * mu / (q + abs(reduced) * half)) / (mu + q)
            x[j, k] = near if reduced > 0.0 else u[j, k] - near
            zl[j, k], zu[j, k] = mu / x[j, k], mu / (u[j, k] - x[j, k])


@njit(**FAST)
def look_ahead(b, dy, most, total, first, second):
    """Pass over all blocks with the predictor's prices; what an aim and the products of its steps add are written."""
    for n in range(b.x.shape[0]):
        first[n], second[n] = 0.0, 0.0
        predict(b.x[n], b.u[n], b.zl[n], b.zu[n], b.columns, dy[n], first[n], second[n], most, total)


@njit(**FAST)
def reach_all(b, da, dy, aim, most):
    """Pass over all blocks with the corrector's prices: the longest steps."""
    for n in range(b.x.shape[0]):
        reach(b.x[n], b.u[n], b.zl[n], b.zu[n], b.columns, da[n], dy[n], aim, most)


@njit(**FAST)
def go(b, da, dy, aim, step, short):
    """Take the corrector's step in all blocks; see `move`."""
    for n in range(b.x.shape[0]):
        move(b.x[n], b.u[n], b.zl[n], b.zu[n], b.columns, da[n], dy[n], aim, step, short)
