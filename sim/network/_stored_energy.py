"""Compiled passes of the interior point along time: levels of the stores, and the chain that ties half-hours."""

import numpy as np
from numba import njit

from sim.network._interior_point import FAST, STIFF, direction

# A level is an array row: rows before the last step are levels, the rest are the parts of the energy left at the end.


@njit(inline="always")
def gain(value, keep, t, r, last):
    """Return what prices of stored energy give to one more unit of a level."""
    return keep[r] * value[t + 1, r] - value[t, r] if t < last else -value[last, r]


@njit(**FAST)
def levels_centre(e, value, keep, mu):
    """Put the levels where complementarity is mu for the values of stored energy."""
    last = value.shape[0] - 1
    for i in range(e.x.shape[0]):
        for r in range(e.x.shape[1]):
            reduced, half = e.cost[i, r] - gain(value, keep, min(i, last), r, last), 0.5 * e.u[i, r]
            q = np.sqrt(mu * mu + (reduced * half) ** 2)
            near = half * (mu + mu * mu / (q + abs(reduced) * half)) / (mu + q)
            e.x[i, r] = near if reduced > 0.0 else e.u[i, r] - near
            e.zl[i, r], e.zu[i, r] = mu / e.x[i, r], mu / (e.u[i, r] - e.x[i, r])


@njit(**FAST)
def held(e, start, level):
    """Write the level at the end of each step, the parts of the last summed; `level` begins with the start."""
    last = level.shape[0] - 2
    level[0] = start
    level[last + 1] = 0.0
    for i in range(e.x.shape[0]):
        for r in range(e.x.shape[1]):
            if i < last:
                level[i + 1, r] = e.x[i, r]
            else:
                level[last + 1, r] += e.x[i, r]


@njit(**FAST)
def levels_yield(e, value, da, keep, aim, corrected, W, s):
    """
    Write the reciprocal yield W of each level and its part s of the right side; return its share of the dual bound.

    With `corrected`, the aim and the products of the predictor's steps (its prices are da) are in s.
    """
    last = value.shape[0] - 1
    W[last], s[last] = 0.0, 0.0
    earned = 0.0
    for i in range(e.x.shape[0]):
        t = min(i, last)
        for r in range(e.x.shape[1]):
            xx, sl, lo, up = e.x[i, r], e.u[i, r] - e.x[i, r], e.zl[i, r], e.zu[i, r]
            pull = lo - up
            if corrected:
                dx, dl, du, ix, isl, _, _, _ = direction(xx, sl, lo, up, gain(da, keep, t, r, last), 0.0, 0.0, 0.0)
                pull -= (aim - dx * dl) * ix - (aim + dx * du) * isl
            else:
                earned += min(e.cost[i, r] - gain(value, keep, t, r, last), 0.0) * e.u[i, r]
            theta = min(xx * sl / (lo * sl + up * xx), STIFF)
            if i < last:
                W[t, r], s[t, r] = 1.0 / theta, pull
            else:
                W[t, r] += theta
                s[t, r] += theta * pull
    for r in range(e.x.shape[1]):
        s[last, r] /= W[last, r]
        W[last, r] = 1.0 / W[last, r]
    return earned


@njit(**FAST)
def levels_predict(e, da, keep, most, total):
    """Take the predictor's longest steps and sums over all levels."""
    last = da.shape[0] - 1
    for i in range(e.x.shape[0]):
        for r in range(e.x.shape[1]):
            xx, s, lo, up = e.x[i, r], e.u[i, r] - e.x[i, r], e.zl[i, r], e.zu[i, r]
            a = gain(da, keep, min(i, last), r, last)
            dx, dl, du, ix, isl, _, _, _ = direction(xx, s, lo, up, a, 0.0, 0.0, 0.0)
            most[0, 0] = max(most[0, 0], max(-dx * ix, dx * isl))
            most[1, 0] = max(most[1, 0], max(1.0 + dx * ix, 1.0 - dx * isl))
            total[0, 0] += xx * lo + s * up
            total[1, 0] += dx * (lo - up)
            total[2, 0] += xx * dl + s * du
            total[3, 0] += dx * (dl - du)


@njit(**FAST)
def levels_move(e, da, dv, keep, aim, step, most, go):
    """Find the corrector's longest steps over all levels, or with `go` take them."""
    last = da.shape[0] - 1
    for i in range(e.x.shape[0]):
        t = min(i, last)
        for r in range(e.x.shape[1]):
            xx, sl, lo, up = e.x[i, r], e.u[i, r] - e.x[i, r], e.zl[i, r], e.zu[i, r]
            ex, el, eu, _, _, _, _, _ = direction(xx, sl, lo, up, gain(da, keep, t, r, last), 0.0, 0.0, 0.0)
            dx, dl, du, ix, isl, izl, izu, _ = direction(xx, sl, lo, up, gain(dv, keep, t, r, last), aim, ex * el,
                                                         ex * eu)
            if go:
                e.x[i, r] += step[0] * dx
                e.zl[i, r] += step[1] * dl
                e.zu[i, r] += step[1] * du
            else:
                most[0, 0] = max(most[0, 0], max(-dx * ix, dx * isl))
                most[1, 0] = max(most[1, 0], max(-dl * izl, -du * izu))


@njit(**FAST)
def chain(S, W, keep, own, free):
    """
    Eliminate the stores' levels forward in time: S becomes what each step hands on to the next.

    With F what the values of stored energy yield up to a step, and W the reciprocal yields of the levels after it, the
    next step meets the parallel sum of F and 1/W. It is made one store at a time, so nothing large is taken from
    something large. Its diagonal is kept apart, in `own`, shape (time, store), and one less that times W, summed by
    itself, in `free`.
    """
    steps, size = W.shape
    v = np.empty(size)
    for t in range(steps):
        F, w, b = S[t], W[t], free[t]
        if t:
            for i in range(size):
                for j in range(size):
                    F[i, j] += keep[i] * keep[j] * S[t - 1, i, j]
                F[i, i] += keep[i] * keep[i] * own[t - 1, i]
        for r in range(size):
            f = F[r, r]
            p = w[r] / (1.0 + w[r] * f)
            for j in range(size):
                v[j] = F[r, j]
            for i in range(size):
                c = p * v[i]
                row = F[i]
                for j in range(size):
                    row[j] -= c * v[j]
            thin = 1.0 / (1.0 + w[r] * f)
            for j in range(size):
                F[r, j] = F[j, r] = v[j] * thin
            for i in range(r):
                b[i] += w[i] * p * v[i] * v[i]
            F[r, r], b[r] = f * thin, thin
        for r in range(size):
            own[t, r], F[r, r] = F[r, r], 0.0


@njit(**FAST)
def along(V, W, own, free, keep, r, s, f, value):
    """Solve the chain: steps of the values of stored energy for the right sides r of stores and s of levels."""
    steps, size = W.shape
    g, o = np.empty(size), np.empty(size)
    for t in range(steps):
        for i in range(size):
            f[t, i] = r[t, i] - (keep[i] * o[i] if t else 0.0)
            g[i] = -s[t, i]
        others(V[t], W[t], f[t], g, o)
        for i in range(size):
            o[i] += own[t, i] * g[i] - free[t, i] * f[t, i]
    for t in range(steps - 1, -1, -1):
        for i in range(size):
            g[i] = -s[t, i] + (keep[i] * value[t + 1, i] if t < steps - 1 else 0.0)
        others(V[t], W[t], f[t], g, o)
        for i in range(size):
            value[t, i] = free[t, i] * (g[i] + W[t, i] * f[t, i]) - W[t, i] * o[i]


@njit(**FAST)
def others(V, w, f, g, o):
    """Write V, whose diagonal is empty, times g + w f."""
    size = w.size
    o[:] = 0.0
    for j in range(size):
        x = g[j] + w[j] * f[j]
        row = V[j]
        for i in range(size):
            o[i] += row[i] * x
