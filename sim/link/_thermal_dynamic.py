"""Compiled: the temperature of a conductor step by step, its resistance following it."""

import numpy as np
from numba import njit

MELTED = 1e4
"""Beyond any temperature a cable could have: from here on it has run away. [degC]"""


@njit(nogil=True, cache=True, error_model="numpy")
def walk(heat, ambient, alpha, share, keep, state, temperature):
    """
    Walk through the periods of a load; returns the highest temperature.

    `heat` is that of the conductor at 20 degC in each period [W/m], `share` what a watt for one period adds to each
    mode [K.m/W], `keep` the share of each mode that a period leaves, `state` the modes at the start [K], changed here.
    Heat of a period follows the temperature at its end, so that no step is too long; runaway is infinite.
    """
    gain, highest = share.sum(), -np.inf
    for t in range(heat.size):
        rest = ambient
        for i in range(state.size):
            rest += state[i] * keep[i]
        room = 1.0 - gain * heat[t] * alpha
        now = (rest + gain * heat[t] * (1.0 - 20.0 * alpha)) / room
        if room <= 0.0 or not now < MELTED:
            temperature[t:] = np.inf
            return np.inf
        made = heat[t] * (1.0 + alpha * (now - 20.0))
        for i in range(state.size):
            state[i] = state[i] * keep[i] + share[i] * made
        temperature[t] = now
        if now > highest:
            highest = now
    return highest
