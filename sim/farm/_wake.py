"""Compiled kernels of the wake models: power of a whole farm at each direction and speed."""

import math

import numpy as np
from numba import njit

# Everything is in rotor diameters and in shares of the free speed. ``along`` and ``across`` are positions
# down and across the wind, shape (direction, turbine), upwind first, so that a turbine's speed, and with
# it its thrust, is known before it shades another.
#
# Numba keeps the compiled code in ``NUMBA_CACHE_DIR`` if that is set, else in ``__pycache__`` beside this
# file, else, where the installation is read-only, in the user's cache directory. Where it may write to
# none of them it refuses to load this file: set ``NUMBA_CACHE_DIR``. It writes aside and renames, so
# processes may start together, and the door gives every kernel one signature, so they can only write the
# same thing.

REACH = 7.0
"""A Gaussian wake is not followed beyond this many standard deviations, where it is 2e-11 of its centre."""

THRUST_LIMIT = 0.899
"""The initial width of a Gaussian wake is only defined for thrust coefficients below 0.9."""


@njit(nogil=True, cache=True, error_model="numpy")
def _operating(speed, knots, power, thrust):
    """Return power and thrust coefficient at a speed: straight lines between knots, zero outside them."""
    low, high = 0, knots.size - 1
    if speed < knots[low] or speed > knots[high]:
        return 0.0, 0.0
    while high - low > 1:
        middle = (low + high) // 2
        if knots[middle] <= speed:
            low = middle
        else:
            high = middle
    share = (speed - knots[low]) / (knots[high] - knots[low])
    return (power[low] + share * (power[high] - power[low]),
            thrust[low] + share * (thrust[high] - thrust[low]))


@njit(nogil=True, cache=True, error_model="numpy")
def _initial_width(thrust, slope, constant):
    """Return the width that a Gaussian wake starts from, in diameters."""
    root = math.sqrt(1.0 - min(thrust, THRUST_LIMIT))
    return slope * math.sqrt(0.5 * (1.0 + root) / root) + constant


@njit(nogil=True, cache=True, error_model="numpy")
def _overlap(distance, radius):
    """Return the share of a rotor of radius 0.5 that a circle of `radius` >= 0.5 covers at a distance."""
    if distance >= radius + 0.5:
        return 0.0
    if distance <= radius - 0.5:
        return 1.0
    at_wake = math.acos(min(1.0, max(-1.0, (radius**2 + distance**2 - 0.25) / (2.0 * radius * distance))))
    at_rotor = math.acos(min(1.0, max(-1.0, (0.25 + distance**2 - radius**2) / distance)))
    lens = at_wake * radius**2 + 0.25 * at_rotor - math.sin(at_wake) * radius * distance
    return max(lens, 0.0) / (0.25 * math.pi)


@njit(nogil=True, cache=True, error_model="numpy")
def gaussian(along, across, speeds, knots, power, thrust, expansion, slope, constant, local, linear):
    """Return farm power [MW] with Gaussian wakes, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm = np.zeros((turns, levels))
    inflow = np.ones((count, levels))
    ct = np.empty((count, levels))
    width = np.empty((count, levels))
    deficit = np.empty(levels)
    widest = _initial_width(THRUST_LIMIT, slope, constant)
    for a in range(turns):
        for i in range(count):
            deficit[:] = 0.0
            for j in range(i):
                far, off = along[a, i] - along[a, j], across[a, i] - across[a, j]
                if far <= 0.0 or abs(off) > REACH * (expansion * far + widest):
                    continue
                for m in range(levels):
                    inverse = 1.0 / (expansion * far + width[j, m])
                    peak = 1.0 - math.sqrt(1.0 - min(1.0, 0.125 * ct[j, m] * inverse * inverse))
                    part = inflow[j, m] * peak * math.exp(-0.5 * (off * inverse) ** 2)
                    deficit[m] += part if linear else part * part
            for m in range(levels):
                left = max(1.0 - (deficit[m] if linear else math.sqrt(deficit[m])), 0.0)
                made, ct[i, m] = _operating(speeds[m] * left, knots, power, thrust)
                width[i, m] = _initial_width(ct[i, m], slope, constant)
                farm[a, m] += made
                if local:
                    inflow[i, m] = left
    return farm


@njit(nogil=True, cache=True, error_model="numpy")
def top_hat(along, across, speeds, knots, power, thrust, expansion, overlap, local, linear):
    """Return farm power [MW] with wakes of even deficit and straight edges, shape (direction, speed)."""
    turns, count, levels = along.shape[0], along.shape[1], speeds.size
    farm = np.zeros((turns, levels))
    peak = np.empty((count, levels))
    deficit = np.empty(levels)
    for a in range(turns):
        for i in range(count):
            deficit[:] = 0.0
            for j in range(i):
                far, off = along[a, i] - along[a, j], abs(across[a, i] - across[a, j])
                radius = 0.5 + expansion * far
                if far <= 0.0 or off >= radius + 0.5 or (off >= radius and not overlap):
                    continue
                factor = (0.5 / radius) ** 2 * (_overlap(off, radius) if overlap else 1.0)
                for m in range(levels):
                    part = peak[j, m] * factor
                    deficit[m] += part if linear else part * part
            for m in range(levels):
                left = max(1.0 - (deficit[m] if linear else math.sqrt(deficit[m])), 0.0)
                made, ct = _operating(speeds[m] * left, knots, power, thrust)
                peak[i, m] = (1.0 - math.sqrt(1.0 - min(1.0, ct))) * (left if local else 1.0)
                farm[a, m] += made
    return farm
