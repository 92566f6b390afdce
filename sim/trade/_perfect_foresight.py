"""Compiled loops of the optimum with foresight: value functions backward, the decisions forward."""

import numpy as np
from numba import njit, types
from numba.extending import overload

CLOSE = 1e-9
"""An interval empty by no more than this share of the cells' energy is a point: what is left of rounding. [-]"""
TIE, TINY = 2.0**-52, 1e-300
"""Values that differ by this share, or both by no more than this, are the same. [-] and [USD/MWh]"""


def at(limit, t):
    """Return a limit of the battery in period t: the same number in all of them, or one of an array (time,)."""
    return limit[t] if isinstance(limit, np.ndarray) else limit


@overload(at)
def _at(limit, t):
    """Tell the compiler which of the two it is, so that limits that never change cost nothing."""
    if isinstance(limit, types.Array):
        return lambda limit, t: limit[t]
    return lambda limit, t: limit


@njit(nogil=True, cache=True, error_model="numpy")
def floor(available, dt, start, battery, least):
    """
    Write the least energy allowed at the end of each period, and return the most that there can be at the end of all.

    The floor is `low`, but where no trade could hold it: there it is what a battery that only charged would have.
    """
    charge, _, low, high, into, _, keep, _ = battery
    most = start
    for t in range(available.size):
        most = min(at(high, t), most * keep + min(at(charge, t), available[t]) * (dt * into))
        least[t] = min(at(low, t), most)
    return most


@njit(nogil=True, cache=True, error_model="numpy")
def parts(wind, charge, discharge, width, value, dt, into, out, wear, energy, merit):
    """
    Write the reward of one period as parts by falling value, and return how many, and how many of them are charging.

    First charging is given up, from the power that wind would sell best, then the cells discharge into what is left
    of the curve, and at last into nothing. `energy` and `merit` of a part count what the cells hold. What is
    discharged earns `wear` less, so it falls from the last charging to the first discharging as well.
    """
    count = filling = k = 0
    begin, end = wind - charge, 0.0
    for discharging in range(2):
        limit = wind + discharge if discharging else wind
        size, gain, less = (dt / out, out, wear) if discharging else (dt * into, 1.0 / into, 0.0)
        while begin < limit:
            while k < width.size and width[k] > 0.0 and end + width[k] <= begin:
                end += width[k]
                k += 1
            sold = k < width.size and width[k] > 0.0
            stop = min(limit, end + width[k]) if sold else limit
            energy[count], merit[count] = (stop - begin) * size, ((value[k] if sold else 0.0) - less) * gain
            count += 1
            begin = stop
        if not discharging:
            filling = count
    return count, filling


@njit(nogil=True, cache=True, error_model="numpy")
def merge(bottom, top, keep, taken, count, filling, energy, merit, pieces, level, slope, new_level, new_slope, used,
          part):
    """
    Write the value function before a period, given that after it and the parts of the period's reward.

    Both are lists by falling slope, so the best use of energy takes from the front of both. `taken` is what the
    parts so far take from the cells; what lies outside `bottom` to `top` is cut, before the decay by `keep`. Returns
    the number of pieces, the rows of `part` used, and the energy taken at `bottom`.
    """
    per_keep = 1.0 / keep
    new_level[0] = bottom * per_keep
    size = i = 0
    at_bottom = taken
    for j in range(count + 1):
        # Pieces of more value than this part come before it. At a tie the battery keeps energy rather than sell it, and
        # does not charge.
        bar = -np.inf
        if j < count:
            bar = merit[j] if j < filling else merit[j] - abs(merit[j]) * TIE - TINY
        while size == 0 and i < pieces and slope[i] > bar and level[i + 1] + taken <= bottom:
            i += 1
        while i < pieces and slope[i] > bar:
            edge = level[i + 1] + taken
            new_level[size + 1], new_slope[size] = edge * per_keep, slope[i] * keep
            size, i = size + 1, i + 1
            if edge >= top:
                new_level[size] = top * per_keep
                return size, used, at_bottom
        if j == count:
            break
        # Without charging there is no trade at all, to the last digit.
        taken = 0.0 if j + 1 == filling else taken + energy[j]
        edge = level[i] + taken
        if edge <= bottom:
            at_bottom = taken
            continue
        part[used, 0], part[used, 1] = level[i], taken
        used += 1
        new_level[size + 1], new_slope[size] = edge * per_keep, merit[j] * keep
        size += 1
        if edge >= top:
            new_level[size] = top * per_keep
            break
    return size, used, at_bottom


@njit(nogil=True, cache=True, error_model="numpy")
def back(available, state, width, value, dt, battery, first, least, level, slope, begin, mark, part):
    """
    Carry the value function from the end of a year to its start, and write down every decision.

    `level` and `slope` hold the function at the end. `first` holds the least and the most energy allowed before the
    first period, `least` the least at the end of each. ``begin[t]`` is the energy that period t takes from cells
    that hold least; each row of ``part[mark[t + 1]:mark[t]]`` is a part of the reward that more energy goes to: the
    level that is left meanwhile, and the energy taken when the part is used up. Returns the function at the start;
    one without any level says that the end cannot be reached.
    """
    charge, discharge, _, high, into, out, keep, wear = battery
    segments, pieces, used = width.shape[2], slope.size, 0
    energy, merit = np.empty(segments + 3), np.empty(segments + 3)
    old_level, old_slope = level.copy(), slope.copy()
    new_level, new_slope = np.empty(0), np.empty(0)
    mark[available.size] = 0
    for t in range(available.size - 1, -1, -1):
        if pieces + segments + 4 > new_level.size:
            new_level, new_slope = np.empty(2 * (pieces + segments) + 64), np.empty(2 * (pieces + segments) + 64)
        wind, s = available[t], state[t]
        filled = min(at(charge, t), wind)
        bottom = max((least[t - 1] if t else first[0]) * keep, old_level[0] - filled * (dt * into))
        top = min((at(high, t - 1) if t else first[1]) * keep, old_level[pieces] + at(discharge, t) * (dt / out))
        if top < bottom:
            if bottom - top > CLOSE * at(high, t):
                return old_level[:0].copy(), old_slope[:0].copy()
            top = bottom
        count, filling = parts(wind, filled, at(discharge, t), width[s, t], value[s, t], dt, into, out, wear,
                               energy, merit)
        pieces, used, begin[t] = merge(bottom, top, keep, -filled * (dt * into), count, filling, energy, merit, pieces,
                                       old_level, old_slope, new_level, new_slope, used, part)
        mark[t] = used
        old_level, new_level = new_level, old_level
        old_slope, new_slope = new_slope, old_slope
    return old_level[: pieces + 1].copy(), old_slope[:pieces].copy()


@njit(nogil=True, cache=True, error_model="numpy")
def follow(available, dt, start, battery, least, begin, mark, part, flow, level):
    """Write the battery's flow at the hub and its stored energy, reading off the decisions that `back` wrote down."""
    charge, discharge, _, high, into, out, keep, _ = battery
    held = start
    for t in range(available.size):
        kept = held * keep
        taken = begin[t]
        for j in range(mark[t + 1], mark[t]):
            most = kept - part[j, 0]
            if most <= taken:
                break
            taken = min(most, part[j, 1])
        held = min(max(kept - taken, least[t]), at(high, t))
        level[t] = held
        change = held - kept
        if change > 0.0:
            flow[t] = min(change / (dt * into), at(charge, t), available[t])
        else:
            flow[t] = max(change * (out / dt), -at(discharge, t))
