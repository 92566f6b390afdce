"""Compiled kernels of the wake models of constant growth: farm power at each direction and speed."""

import math

import numpy as np
from numba import njit

# Everything is in rotor diameters and in shares of the free speed. ``along`` and ``across`` are positions
# down and across the wind, shape (direction, turbine), upwind first, so that a turbine's speed, and with
# it its thrust, is known before it shades another. The innermost loop is always over speeds, which do not know of
# each other: the compiler handles eight of them at once, as long as the loop holds no branch and no call.
#
# Numba keeps the compiled code in ``NUMBA_CACHE_DIR`` if that is set, else in ``__pycache__`` beside this
# file, else, where the installation is read-only, in the user's cache directory. Where it may write to
# none of them it refuses to load this file: set ``NUMBA_CACHE_DIR``. It writes aside and renames, so
# processes may start together, and the door gives every kernel one signature, so they can only write the
# same thing.

REACH = 6.5
"""A Gaussian wake is not followed beyond this many standard deviations, where it is 7e-10 of its centre."""

THRUST_LIMIT = 0.899
"""The initial width of a Gaussian wake is only defined for thrust coefficients below 0.9."""

_C0, _C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10 = [math.exp(-0.2) / math.factorial(k) for k in range(11)]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def falling(exponent):
    """Return exp(-exponent) to 1e-13 of itself for 0 to 25, and to 1e-20 beyond."""
    # A power series of a 64th, squared six times: unlike the library's function it can be done for many at once.
    t = 0.2 - 0.015625 * min(exponent, 64.0)
    e = _C5 + t * (_C6 + t * (_C7 + t * (_C8 + t * (_C9 + t * _C10))))
    e = _C0 + t * (_C1 + t * (_C2 + t * (_C3 + t * (_C4 + t * e))))
    e *= e
    e *= e
    e *= e
    e *= e
    e *= e
    return e * e


@njit(nogil=True, cache=True, error_model="numpy")
def first_knots(knots):
    """Return the knot at or below the lower edge of each of many even steps between the first and the last."""
    steps = min(4 * knots.size, 1 << 20)
    first, k = np.empty(steps, np.int64), 0
    for b in range(steps):
        # A step early by a rounding costs one more look; late, it would pass a knot by.
        edge = knots[0] + (b - 1e-6) * (knots[-1] - knots[0]) / steps
        while k < knots.size - 2 and knots[k + 1] <= edge:
            k += 1
        first[b] = k
    return first


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def operate(speeds, left, first, knots, power, thrust, farm, ct):
    """Add a turbine's power to `farm` and write its thrust coefficient, at the speeds left: zero outside the knots."""
    low, high = knots[0], knots[-1]
    scale = first.size / (high - low)
    for m in range(speeds.size):
        speed = speeds[m] * left[m]
        ct[m] = 0.0
        if low <= speed <= high:
            k = first[min(int((speed - low) * scale), first.size - 1)]
            while k < knots.size - 2 and knots[k + 1] <= speed:
                k += 1
            share = (speed - knots[k]) / (knots[k + 1] - knots[k])
            farm[m] += power[k] + share * (power[k + 1] - power[k])
            ct[m] = thrust[k] + share * (thrust[k + 1] - thrust[k])


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def start_widths(ct, slope, constant, limit, width):
    """Write the widths that Gaussian wakes start from, in diameters; return the widest."""
    for m in range(ct.size):
        root = math.sqrt(1.0 - min(ct[m], limit))
        width[m] = slope * math.sqrt(0.5 * (1.0 + root) / root) + constant
    return width.max()   # in a loop of its own: a maximum in the one above would keep it from being bundled


@njit(nogil=True, cache=True, error_model="numpy")
def overlap_share(distance, radius):
    """Return the share of a rotor of radius 0.5 that a circle of `radius` >= 0.5 covers at a distance."""
    if distance >= radius + 0.5:
        return 0.0
    if distance <= radius - 0.5:
        return 1.0
    at_wake = math.acos(min(1.0, max(-1.0, (radius**2 + distance**2 - 0.25) / (2.0 * radius * distance))))
    at_rotor = math.acos(min(1.0, max(-1.0, (0.25 + distance**2 - radius**2) / distance)))
    lens = at_wake * radius**2 + 0.25 * at_rotor - math.sin(at_wake) * radius * distance
    return max(lens, 0.0) / (0.25 * math.pi)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def gaussian(along, across, speeds, knots, power, thrust, expansion, slope, constant, local, linear):
    """Return farm power [MW] with Gaussian wakes, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm, first = np.zeros((turns, levels)), first_knots(knots)
    inflow, eighth, width = np.ones((count, levels)), np.empty((count, levels)), np.empty((count, levels))
    left, ct, widest, near = np.empty(levels), np.empty(levels), np.empty(count), np.empty(count, np.int64)
    for a in range(turns):
        for i in range(count):
            shading = 0
            for j in range(i):
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                near[shading] = j
                shading += (far > 0.0) & (off <= REACH * (expansion * far + widest[j]))
            left[:] = 0.0
            for e in range(shading):
                j = near[e]
                grown, half = expansion * (along[a, i] - along[a, j]), 0.5 * (across[a, i] - across[a, j]) ** 2
                own_width, own_eighth, own_inflow = width[j], eighth[j], inflow[j]
                for m in range(levels):
                    inverse = 1.0 / (grown + own_width[m])
                    inverse *= inverse
                    peak = 1.0 - math.sqrt(max(1.0 - own_eighth[m] * inverse, 0.0))
                    part = own_inflow[m] * peak * falling(half * inverse)
                    left[m] += part if linear else part * part
            for m in range(levels):
                left[m] = max(1.0 - (left[m] if linear else math.sqrt(left[m])), 0.0)
                if local:
                    inflow[i, m] = left[m]
            operate(speeds, left, first, knots, power, thrust, farm[a], ct)
            widest[i] = start_widths(ct, slope, constant, THRUST_LIMIT, width[i])
            for m in range(levels):
                eighth[i, m] = 0.125 * ct[m]
    return farm


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def top_hat(along, across, speeds, knots, power, thrust, expansion, overlap, local, linear):
    """Return farm power [MW] with wakes of even deficit and straight edges, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm, first = np.zeros((turns, levels)), first_knots(knots)
    peak, left, ct = np.empty((count, levels)), np.empty(levels), np.empty(levels)
    for a in range(turns):
        for i in range(count):
            left[:] = 0.0
            for j in range(i):
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                radius = 0.5 + expansion * far
                if far <= 0.0 or off >= radius + 0.5 or (off >= radius and not overlap):
                    continue
                factor = (0.5 / radius) ** 2 * (overlap_share(off, radius) if overlap else 1.0)
                own = peak[j]
                for m in range(levels):
                    part = own[m] * factor
                    left[m] += part if linear else part * part
            for m in range(levels):
                left[m] = max(1.0 - (left[m] if linear else math.sqrt(left[m])), 0.0)
            operate(speeds, left, first, knots, power, thrust, farm[a], ct)
            for m in range(levels):
                peak[i, m] = (1.0 - math.sqrt(1.0 - min(1.0, ct[m]))) * (left[m] if local else 1.0)
    return farm
