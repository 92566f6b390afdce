"""Compiled passes of the interior point along time: the chain of stored energy that couples half-hours."""

import numpy as np
from numba import njit

from sim.network._clearing_basis import uncounted
from sim.network._columns import FAST
from sim.network._rows import DEEP, WIDE, copy, take, take_panel, weigh


@njit(**FAST)
def chain(S, W, keep, own, free):
    """
    Eliminate the stores' levels forward in time: S becomes what each step hands on to the next.

    With F what the values of stored energy yield up to a step, and W the reciprocal yields of the levels after it, the
    next step meets the parallel sum of F and 1/W. It is made one store at a time, so nothing large is taken from
    something large; four stores go through the rows of all others together. The diagonal is kept apart, in `own`, shape
    (time, store), and one less that times W, summed by itself, in `free`. Of each symmetric matrix S has the half on
    and below the diagonal, row after row.
    """
    wide = (W.shape[1] + WIDE - 1) // WIDE * WIDE
    rows = np.zeros((DEEP, wide)), np.zeros((DEEP, wide)), np.zeros((DEEP, wide))
    onwards((S, W, keep, own, free), np.zeros((wide, wide)), rows, np.zeros(wide), np.zeros(wide))


@njit(**FAST)
def onwards(ties, F, rows, w, b):
    """Go forward in time in room that the caller holds; see `chain`."""
    S, W, keep, own, free = uncounted(ties)
    panel, kept, scaled = uncounted(rows)
    F, w, b = uncounted(F), uncounted(w), uncounted(b)
    steps, size = W.shape
    for t in range(steps):
        for i in range(size):
            w[i], b[i], row = W[t, i], 0.0, S[t, i * (i + 1) // 2:]
            for j in range(i + 1):
                F[i, j] = row[j] + keep[i] * keep[j] * F[i, j]
            if t:
                F[i, i] += keep[i] * keep[i] * own[t - 1, i]
        for first in range(0, size, DEEP):
            gather(F, first, panel)
            for r in range(first, first + DEEP):
                pivot(panel, first, r, size, w, b, kept, scaled)
            spread(F, first, panel, kept, scaled)
        for i in range(size):
            own[t, i], free[t, i], F[i, i], row = F[i, i], b[i], 0.0, S[t, i * (i + 1) // 2:]
            for j in range(i + 1):
                row[j] = F[i, j]


@njit(inline="always", **FAST)
def gather(F, first, panel):
    """Write four whole rows of a symmetric matrix, of which one half is kept, into a panel; clear their columns."""
    for k in range(DEEP):
        for j in range(0, first + DEEP, WIDE):
            copy(panel, k, F, first + k, j)
    for k in range(DEEP):
        for m in range(k + 1, DEEP):
            panel[k, first + m] = panel[m, first + k]
    for i in range(first + DEEP, F.shape[0]):
        for k in range(DEEP):
            panel[k, i], F[i, first + k] = F[i, first + k], 0.0


@njit(inline="always", **FAST)
def pivot(panel, first, r, size, w, b, kept, scaled):
    """
    Take one store into the parallel sum, in the four rows of a panel.

    `kept` is its row before and `scaled` what all rows lose of it; the column of the store itself is made new.
    """
    k, wide = r - first, w.size
    if r >= size:   # rows beyond the stores fill up the panel
        for j in range(wide):
            kept[k, j] = scaled[k, j] = 0.0
    else:
        f = panel[k, r]
        thin = 1.0 / (1.0 + w[r] * f)
        for j in range(0, wide, WIDE):
            weigh(panel, kept, scaled, k, j, w[r] * thin, thin, b, w)
        b[r], scaled[k, r] = thin, -thin
        for m in range(DEEP):
            if m != k:
                panel[m, r] = 0.0
                for j in range(0, wide, WIDE):
                    take(panel, m, j, scaled, k, kept[k, first + m])
        panel[k, r] = f * thin


@njit(inline="always", **FAST)
def spread(F, first, panel, kept, scaled):
    """Take the four stores of a panel into the parallel sum in all other rows, on and below the diagonal."""
    for k in range(DEEP):   # their columns were cleared: what comes before a store's own turn does not count
        for m in range(k + 1, DEEP):
            scaled[k, first + m] = 0.0
    for j in range(0, F.shape[0], WIDE):
        take_panel(F, j, max(first, j), j, scaled, kept)
        take_panel(F, max(first + DEEP, j), F.shape[0], j, scaled, kept)
    for k in range(DEEP):
        for j in range(0, first + DEEP, WIDE):
            copy(F, first + k, panel, k, j)


@njit(**FAST)
def along(V, W, own, free, keep, r, s, f, value):
    """Solve the chain: steps of the values of stored energy for the right sides r of stores and s of levels."""
    steps, size = W.shape
    g, o, x, above = np.empty(size), np.empty(size), np.empty(size), np.empty((size, size))
    for t in range(steps):
        for i in range(size):
            f[t, i] = r[t, i] - (keep[i] * o[i] if t else 0.0)
            g[i] = -s[t, i]
        others(V[t], W[t], f[t], g, o, x, above)
        for i in range(size):
            o[i] += own[t, i] * g[i] - free[t, i] * f[t, i]
    for t in range(steps - 1, -1, -1):
        for i in range(size):
            g[i] = -s[t, i] + (keep[i] * value[t + 1, i] if t < steps - 1 else 0.0)
        others(V[t], W[t], f[t], g, o, x, above)
        for i in range(size):
            value[t, i] = free[t, i] * (g[i] + W[t, i] * f[t, i]) - W[t, i] * o[i]


@njit(**FAST)
def others(V, w, f, g, o, x, above):
    """Write V, kept below its diagonal, which is empty, times g + w f; `above` is room for what mirrors it."""
    size, p = w.size, 0
    for j in range(size):
        x[j], o[j] = g[j] + w[j] * f[j], 0.0
        for i in range(j):
            above[i, j] = V[p + i]
        p += j + 1
    p = 0
    for j in range(size):
        for i in range(j):
            o[i] += V[p + i] * x[j]
        for i in range(j + 1, size):
            o[i] += above[j, i] * x[j]
        p += j + 1
