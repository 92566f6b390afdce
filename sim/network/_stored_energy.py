"""Compiled passes of the interior point along time: the chain of the stores' levels that ties half-hours."""

import numpy as np
from numba import njit

from sim.network._columns import FAST


@njit(**FAST)
def chain(S, W, keep, own, free):
    """
    Eliminate the stores' levels forward in time: S becomes what each step hands on to the next.

    With F what the values of stored energy yield up to a step, and W the reciprocal yields of the levels after it, the
    next step meets the parallel sum of F and 1/W. It is made one store at a time, so nothing large is taken from
    something large. Its diagonal is kept apart, in `own`, shape (time, store), and one less that times W, summed by
    itself, in `free`. Of S only the half on and below the diagonal is read; all of it is written.
    """
    steps, size = W.shape
    v = np.empty(size)
    for t in range(steps):
        F, w, b = S[t], W[t], free[t]
        for i in range(size):
            for j in range(i):
                F[i, j] += keep[i] * keep[j] * S[t - 1, i, j] if t else 0.0
                F[j, i] = F[i, j]
            if t:
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
