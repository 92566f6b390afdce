"""Compiled kernels of the turbulence-dependent wake models: farm power at each direction and speed."""

import math

import numpy as np
from numba import njit

from sim.farm._wake import THRUST_LIMIT, falling, first_knots, operate, overlap_share, start_widths
from sim.farm.rotor_average import BEYOND, FINENESS

# See _wake.py for what the arrays are.

TURBOPARK_LIMIT = 0.96
"""Thrust coefficient above which the published code of TurbOPark keeps the initial width."""

WIDE = 0.5
"""Standard deviation, in diameters, from which on the mean over a rotor is a short series."""

_S3, _S5, _S6, _S7, _S8, _S89 = 1.0 / 3.0, 0.2, 1.0 / 6.0, 1.0 / 7.0, 0.125, 1.0 / 72.0   # divisions take time

_STEPS = 512   # of the table of wake growth by distance


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def rotor_mean(table, sigma, off):
    """Return the mean over a rotor, in diameters, of a Gaussian of unit height: cubic between the table's points."""
    u, v = 0.5 * FINENESS / sigma, FINENESS * off / sigma
    if v >= table.shape[1] - 3:
        return 0.0
    i, j = int(u), int(v)
    u, v = u - i, v - j
    v0, v3 = v * (1.0 - v) * (v - 2.0) / 6.0, v * (v * v - 1.0) / 6.0
    v1, v2 = 0.5 * (v * v - 1.0) * (v - 2.0), 0.5 * v * (v + 1.0) * (2.0 - v)
    r0, r1, r2, r3 = table[i], table[i + 1], table[i + 2], table[i + 3]
    f0 = v0 * r0[j] + v1 * r0[j + 1] + v2 * r0[j + 2] + v3 * r0[j + 3]
    f1 = v0 * r1[j] + v1 * r1[j + 1] + v2 * r1[j + 2] + v3 * r1[j + 3]
    f2 = v0 * r2[j] + v1 * r2[j + 1] + v2 * r2[j + 2] + v3 * r2[j + 3]
    f3 = v0 * r3[j] + v1 * r3[j + 1] + v2 * r3[j + 2] + v3 * r3[j + 3]
    return (u * (1.0 - u) * (u - 2.0) / 6.0 * f0 + 0.5 * (u * u - 1.0) * (u - 2.0) * f1
            + 0.5 * u * (u + 1.0) * (2.0 - u) * f2 + u * (u * u - 1.0) / 6.0 * f3)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def met(table, sigma, off, disc):
    """Return the share of a Gaussian's height at a rotor: the mean over its disc, or the value at its hub."""
    return rotor_mean(table, sigma, off) if disc else falling(0.5 * (off / sigma) ** 2)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def spread(turbulence):
    """Return the integral of sqrt(1 + u^2) / u, which a wake's growth follows while its own turbulence decays."""
    root = math.sqrt(turbulence * turbulence + 1.0)
    return root - math.log((root + 1.0) / turbulence)


@njit(nogil=True, cache=True, error_model="numpy")
def _growth(along, highest, alpha, beta, gain):
    """Return the growth that no wake exceeds at distances in even steps, and the steps per diameter."""
    longest = 1e-9
    for a in range(along.shape[0]):
        longest = max(longest, along[a, -1] - along[a, 0])
    root = math.sqrt(max(highest, 1e-12))
    growth = np.empty(_STEPS + 1)
    for b in range(_STEPS + 1):
        growth[b] = gain * root * (spread(alpha + beta / root * longest * (b + 1) / _STEPS) - spread(alpha))
    return growth, _STEPS / longest


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def turbopark(along, across, speeds, knots, power, thrust, table, alpha, beta, gain, slope, disc, mirror, extent):
    """Return farm power [MW] with wakes whose own turbulence widens them, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm, first = np.zeros((turns, levels)), first_knots(knots)
    eighth, width, root = np.empty((count, levels)), np.empty((count, levels)), np.empty((count, levels))
    left, ct, widest, near = np.empty(levels), np.empty(levels), np.empty(count), np.empty(count, np.int64)
    (growth, steps), begun = _growth(along, thrust.max(), alpha, beta, gain), spread(alpha)
    for a in range(turns):
        for i in range(count):
            shading = 0
            for j in range(i):
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                near[shading] = j
                shading += (far > 0.0) & (off <= 0.5 + BEYOND * (growth[int(far * steps)] + widest[j]))
            left[:] = 0.0
            for e in range(shading):
                j = near[e]
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                below = math.sqrt(off * off + mirror * mirror)
                for m in range(levels):
                    sigma = width[j, m] + gain * root[j, m] * (spread(alpha + beta / root[j, m] * far) - begun)
                    if 0.0 < extent * sigma <= off - 0.5:
                        continue
                    peak = 1.0 - math.sqrt(max(1.0 - eighth[j, m] / (sigma * sigma), 0.0))
                    left[m] += (peak * met(table, sigma, off, disc)) ** 2
                    if mirror > 0.0:
                        left[m] += (peak * met(table, sigma, below, disc)) ** 2
            for m in range(levels):
                left[m] = max(1.0 - math.sqrt(left[m]), 0.0)
            operate(speeds, left, first, knots, power, thrust, farm[a], ct)
            widest[i] = start_widths(ct, slope, 0.0, TURBOPARK_LIMIT, width[i])
            for m in range(levels):
                eighth[i, m], root[i, m] = 0.125 * ct[m], math.sqrt(max(ct[m], 1e-12))
    return farm


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def wide(lost, inflow, eighth, grows, width, far, off):
    """
    Add the deficit of a wake of at least `WIDE` at a rotor, the mean over its disc, to `lost`.

    With a = 0.125 / sigma^2 and b = off^2 / (2 sigma^2) the mean of the Gaussian over the disc is
    exp(-b) sum (-a)^n L_n(b) / (n + 1)!, L_n Laguerre's polynomials; nine terms give 1e-9. Without a table, and
    inside the loop instead of in a function, the compiler handles several speeds at once.
    """
    half = 0.5 * off * off
    for m in range(lost.size):
        sigma = grows[m] * far + width[m]
        inverse = 1.0 / (sigma * sigma)
        peak = 1.0 - math.sqrt(max(1.0 - eighth[m] * inverse, 0.0))
        a, b = -0.125 * inverse, half * inverse
        l1 = 1.0 - b
        l2 = 0.5 * ((3.0 - b) * l1 - 1.0)
        l3 = _S3 * ((5.0 - b) * l2 - 2.0 * l1)
        l4 = 0.25 * ((7.0 - b) * l3 - 3.0 * l2)
        l5 = _S5 * ((9.0 - b) * l4 - 4.0 * l3)
        l6 = _S6 * ((11.0 - b) * l5 - 5.0 * l4)
        l7 = _S7 * ((13.0 - b) * l6 - 6.0 * l5)
        l8 = _S8 * ((15.0 - b) * l7 - 7.0 * l6)
        series = l6 + a * (_S8 * l7 + _S89 * a * l8)
        series = l3 + a * _S5 * (l4 + a * _S6 * (l5 + a * _S7 * series))
        series = 1.0 + a * 0.5 * (l1 + a * _S3 * (l2 + a * 0.25 * series))
        lost[m] += inflow[m] * peak * falling(b) * series


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def raise_turbulence(added, stirs, grows, width, far, off, decayed):
    """Raise the turbulence `added` to that of one wake where it is stronger."""
    stronger = 0
    for m in range(added.size):   # of most wakes no speed is stronger: this loop alone handles several at once
        stronger += stirs[m] * decayed > added[m]
    if stronger == 0:
        return
    for m in range(added.size):
        if stirs[m] * decayed > added[m]:
            sigma = grows[m] * far + width[m]
            if off < 2.0 * sigma + 0.5:
                added[m] = max(added[m], stirs[m] * decayed * overlap_share(off, max(2.0 * sigma, 0.5)))


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def turbulent(along, across, speeds, knots, power, thrust, table, ambient, per_turbulence, least, slope, exponent,
              disc):
    """Return farm power [MW] with Gaussian wakes that widen with the turbulence they meet, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm, first, inflow = np.zeros((turns, levels)), first_knots(knots), np.empty((count, levels))
    eighth, width, widest = np.empty((count, levels)), np.empty((count, levels)), np.empty(count)
    grows, stirs, fastest = np.empty((count, levels)), np.empty((count, levels)), np.empty(count)
    slowest, narrowest = np.empty(count), np.empty(count)
    lost, added, ct, near = np.empty(levels), np.empty(levels), np.empty(levels), np.empty(count, np.int64)
    for a in range(turns):
        for i in range(count):
            shading = 0
            for j in range(i):
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                near[shading] = j
                shading += (far > 0.0) & (off <= 0.5 + BEYOND * (fastest[j] * far + widest[j]))
            lost[:], added[:] = 0.0, 0.0
            for e in range(shading - 1, -1, -1):   # the nearest first: few behind it stir the air more
                j = near[e]
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                if disc and slowest[j] * far + narrowest[j] >= WIDE:
                    wide(lost, inflow[j], eighth[j], grows[j], width[j], far, off)
                else:
                    for m in range(levels):
                        sigma = grows[j, m] * far + width[j, m]
                        peak = 1.0 - math.sqrt(max(1.0 - eighth[j, m] / (sigma * sigma), 0.0))
                        lost[m] += inflow[j, m] * peak * met(table, sigma, off, disc)
                raise_turbulence(added, stirs[j], grows[j], width[j], far, off, far**-0.32)
            for m in range(levels):
                inflow[i, m] = max(1.0 - lost[m], 0.0)
                grows[i, m] = per_turbulence * math.sqrt(ambient**2 + added[m] ** 2) + least
            operate(speeds, inflow[i], first, knots, power, thrust, farm[a], ct)
            widest[i], fastest[i] = start_widths(ct, slope, 0.0, THRUST_LIMIT, width[i]), grows[i].max()
            for m in range(levels):
                induction = 0.5 * (1.0 - math.sqrt(1.0 - min(ct[m], 1.0)))
                eighth[i, m], stirs[i, m] = 0.125 * ct[m], 0.73 * induction**0.8325 * ambient**exponent
            slowest[i], narrowest[i] = grows[i].min(), width[i].min()
    return farm
