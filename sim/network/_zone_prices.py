"""Compiled passes of the interior point over the zones' prices: matrices of a block of half-hours, side by side."""

import numpy as np
from numba import njit

from sim.network._columns import FAST, yields

SOFT = 1e-6
"""What every balance yields per price beside its columns, so that none is without. [MW per USD/MWh]"""


@njit(**FAST)
def assemble(theta, columns, zones, N):
    """Write the matrix of a block's node prices, shape (zone, zone, lane): the yield of all columns by zone."""
    i1, f1, i2, f2 = columns
    lanes = theta.shape[1]
    N[:] = 0.0
    for z in range(zones):
        for k in range(lanes):
            N[z, z, k] = SOFT
    for j in range(theta.shape[0]):
        k1, g1, k2, g2 = i1[j], f1[j], i2[j], f2[j]
        if k1 < zones:
            for k in range(lanes):
                N[k1, k1, k] += g1 * g1 * theta[j, k]
        if k2 < zones and k2 != k1:
            for k in range(lanes):
                N[k2, k2, k] += g2 * g2 * theta[j, k]
                N[max(k1, k2), min(k1, k2), k] += g1 * g2 * theta[j, k]


@njit(**FAST)
def invert(N):
    """Invert symmetric positive definite matrices, shape (row, column, lane), in place below and on the diagonal."""
    size, _, lanes = N.shape
    v, u, c = np.empty((size, lanes)), np.empty((size, lanes)), np.empty(lanes)
    for r in range(size):
        for i in range(size):
            for k in range(lanes):
                v[i, k] = N[i, r, k] if i >= r else N[r, i, k]
        for k in range(lanes):
            c[k] = 1.0 / v[r, k]
        for i in range(size):
            for k in range(lanes):
                u[i, k] = v[i, k] * c[k]
        for i in range(size):
            for j in range(i + 1):
                for k in range(lanes):
                    N[i, j, k] -= v[i, k] * u[j, k]
        for i in range(r):
            N[r, i] = u[i]
        for i in range(r + 1, size):
            N[i, r] = u[i]
        for k in range(lanes):
            N[r, r, k] = -c[k]
    for i in range(size):
        for j in range(i + 1):
            for k in range(lanes):
                N[i, j, k] = -N[i, j, k]


@njit(**FAST)
def times(N, given, found):
    """Write a symmetric matrix, kept below and on its diagonal, times a vector, lane by lane."""
    size, _, lanes = N.shape
    found[:size] = 0.0
    for i in range(size):
        for j in range(i):
            for k in range(lanes):
                found[i, k] += N[i, j, k] * given[j, k]
                found[j, k] += N[i, j, k] * given[i, k]
        for k in range(lanes):
            found[i, k] += N[i, i, k] * given[i, k]


@njit(**FAST)
def stores_of(theta, stores, tie, own):
    """
    Write what each store yields per value of its energy.

    `tie` is what it takes from its zone, `own` what is left once its zone's price follows: what charging and
    discharging at once waste, and spill.
    """
    charge, discharge, spill, into, out = stores
    for r in range(charge.size):
        c, d, s = charge[r], discharge[r], spill[r]
        for k in range(theta.shape[1]):
            tc = theta[c, k] if c >= 0 else 0.0
            td = theta[d, k] if d >= 0 else 0.0
            ts = theta[s, k] if s >= 0 else 0.0
            tie[r, k] = into[r] * tc + out[r] * td
            own[r, k] = (out[r] - into[r]) ** 2 * tc * td / max(tc + td, 1e-300) + ts


@njit(**FAST)
def couple(N, theta, stores, place, tie, own, first, S):
    """Write one half of the matrix of stored energy's values of each half-hour, its zones' prices eliminated."""
    charge, discharge = stores[0], stores[1]
    count, lanes = tie.shape
    row = np.empty(lanes)
    for i in range(count):
        for j in range(i + 1):
            high, low = max(place[i], place[j]), min(place[i], place[j])
            for k in range(lanes):
                row[k] = -tie[i, k] * N[high, low, k] * tie[j, k]
            if i == j:
                c, d = charge[i], discharge[i]
                for k in range(lanes):
                    q = (theta[c, k] if c >= 0 else 0.0) + (theta[d, k] if d >= 0 else 0.0)
                    row[k] += own[i, k] + tie[i, k] * tie[i, k] / max(q, 1e-300) + SOFT
            for k in range(min(lanes, S.shape[0] - first)):
                S[first + k, i * (i + 1) // 2 + j] = row[k]


@njit(**FAST)
def build(b, stores, place, S):
    """Take every block's yields at its present columns: matrices inverted, right sides; return sums and residual."""
    blocks, count, lanes = b.x.shape
    zones, held = b.inverse.shape[1], place.size
    theta, own, missed = np.empty((count, lanes)), np.empty((held, lanes)), np.empty((zones + held, lanes))
    sums, worst = np.zeros((3, lanes)), 0.0
    for n in range(blocks):
        missed[:], b.right[n] = b.demand[n], 0.0
        yields(b.x[n], b.u[n], b.zl[n], b.zu[n], b.cost[n % b.cost.shape[0]], b.columns, b.y[n], theta, b.right[n],
               missed, sums)
        for i in range(zones + held):
            for k in range(lanes):
                sums[0, k] += b.demand[n, i, k] * b.y[n, i, k]
                b.right[n, i, k] += missed[i, k]
        for i in range(zones):
            for k in range(lanes):
                worst = max(worst, abs(missed[i, k]))
        assemble(theta, b.columns, zones, b.inverse[n])
        invert(b.inverse[n])
        stores_of(theta, stores, b.tie[n], own)
        couple(b.inverse[n], theta, stores, place, b.tie[n], own, n * lanes, S)
    return sums, worst


@njit(**FAST)
def onto_stores(b, right, place, r):
    """Write the right sides of stored energy's values, shape (time, store), zones' prices eliminated."""
    zones, lanes = b.inverse.shape[1], right.shape[2]
    w = np.empty((zones, lanes))
    for n in range(right.shape[0]):
        times(b.inverse[n], right[n], w)
        for i in range(place.size):
            for k in range(min(lanes, r.shape[0] - n * lanes)):
                r[n * lanes + k, i] += right[n, zones + i, k] + b.tie[n, i, k] * w[place[i], k]


@njit(**FAST)
def onto_zones(b, right, place, value, dy):
    """Write the steps of all prices, those of stored energy, shape (time, store), given."""
    zones, lanes = b.inverse.shape[1], right.shape[2]
    w = np.empty((zones, lanes))
    for n in range(right.shape[0]):
        w[:] = right[n, :zones]
        for i in range(place.size):
            for k in range(lanes):
                t = n * lanes + k
                dy[n, zones + i, k] = value[t, i] if t < value.shape[0] else 0.0
                w[place[i], k] += b.tie[n, i, k] * dy[n, zones + i, k]
        times(b.inverse[n], w, dy[n])
