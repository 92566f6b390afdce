"""The compiled loop of a traded year in all outage histories: schedule, climb, settlement and prices by block."""

import numpy as np
from numba import njit

from sim.trade._climb import as_given, by_segment, by_table
from sim.trade._greedy import store
from sim.trade._settlement import (
    AT_HUB,
    AT_LINK,
    CAME,
    FLOW,
    LANES,
    LEVEL,
    OFFERED,
    SPOT,
    WIND,
    account,
    at_nodes,
    balance_hub,
    balance_link,
    clear,
    earn,
    infeed,
    keep_block,
    largest_of,
    losses,
)


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _flow(begin, count, state, held, year, rule, schedule, ruled, block):
    """Write what flows into the battery and what is offered in a block; return the level that the battery ends at."""
    available, supply, _, _, _ = year
    firm, useful, dt, battery = rule
    until, wind, offered, flow = begin + count, block[WIND], block[OFFERED], block[FLOW]
    if ruled:
        here, bought = available[begin: until], supply[begin: until]
        for i in range(count):
            wind[i] = here[i] + bought[i]
        held = store(wind[:count], firm[state, begin: until], useful[state, begin: until], dt, held, battery, flow,
                     block[LEVEL])
        for i in range(count):
            offered[i] = wind[i] - flow[i]
    else:
        offered[:count] = schedule[0][begin: until]
        flow[:count] = schedule[1][begin: until]
        block[LEVEL, :count] = schedule[2][begin: until]
    return held


@njit(nogil=True, cache=True, error_model="numpy")
def _record(begin, count, record, lines, meter, block):
    """Write power, delivery and price of a block where they are asked for by period."""
    power, delivered, cleared = record
    if delivered.size:
        delivered[begin: begin + count] = block[CAME, :count]
        cleared[begin: begin + count] = block[SPOT, :count]
        for line in range(lines.size):
            power[line, begin: begin + count] = meter[lines[line], :count]


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _stretch(begin, count, state, year, curves, table, given, far, link, rows, market, prices, spot, nominated, lines,
             little, modes, meter, block, place, sums):
    """Write what happened in periods of one block and one pole state, and their sums; return if prices are known."""
    until = begin + count
    available, supply = year[0][begin: until], year[1][begin: until]
    whole, contracted = year[2][begin: until], year[3][begin: until]
    landing, known = rows[1], True
    if given[0].shape[0] > 0:
        as_given(begin, count, given[0], given[1], landing, meter, block)
    elif modes[1]:
        by_table(count, table[0][begin: until], (table[1], table[2][state], table[3][state], table[4][state],
                                                        table[5], table[6]), meter, block, place)
    else:
        by_segment(begin, count, state, curves, landing, meter, block)
    at_nodes(begin, count, far, rows, meter, block)
    at_hub = balance_hub(count, available, supply, rows[0], little, meter, block)
    at_link = balance_link(count, state, link, meter[landing], block)
    losses(count, (link[0][0, state], link[0][1, state]), whole, landing, little, meter, block)
    for which, gap in ((AT_HUB, at_hub), (AT_LINK, at_link)):   # not a number stays not a number
        if not gap <= sums[which] and sums[which] == sums[which]:
            sums[which] = gap
    account(begin, count, available, contracted, year[4], rows, link[5], far, meter, block, sums)
    infeed(count, state, link[6], block, sums)
    if modes[2]:
        known = clear(begin, count, market, block, place)
    elif modes[3]:
        block[SPOT, :count] = spot[begin: begin + count]
    if modes[3]:
        earn(begin, count, prices, nominated, lines, meter, block, sums)
    return known


@njit(nogil=True, cache=True, error_model="numpy")
def _run(state, begin, end):
    """Return how many periods from one on are in its state."""
    here, other, count = state[begin: end], 0, 1
    for i in range(here.size):   # nearly always none, which is found quicker without a place to stop
        other += here[i] != here[0]
    if other == 0:
        return here.size
    while here[count] == here[0]:
        count += 1
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def _sum_up(part, total):
    """Add the sums of a block to those of the year."""
    for place in range(total.size):
        if place in (AT_HUB, AT_LINK):
            if not part[place] <= total[place] and total[place] == total[place]:
                total[place] = part[place]
        else:
            total[place] += part[place]


@njit(nogil=True, cache=True, error_model="numpy")
def years(states, levels, year, rule, schedule, curves, table, given, far, link, rows, market, prices, spot, nominated,
          lines, memo, record, kept, modes, sums):
    """
    Write what one weather year gives in each outage history: sums, energy by row, and periods where they are asked for.

    `modes` says whether the greedy rule runs the battery from `levels`, or `schedule` is given; whether curves are in
    tables by group; whether the stack is cleared; and whether prices are summed. `given` holds what each row takes,
    where the policy decided that, else arrays without rows. `lines` are the rows priced by period. What a block gave
    is kept in `memo` by pole state, with the level that the battery entered it at: another history that enters it at
    the same level, in the same state throughout, gives the same. Returns the scale of the balances, and whether all
    prices are known.
    """
    available, _, whole, _, _ = year
    entered, left, found = memo
    periods, known = available.size, True
    meter, block, place = np.zeros((rows[4], LANES)), np.zeros((22, LANES)), np.empty(LANES, dtype=np.uintp)
    little = 1e-12 * max(largest_of(available, periods), largest_of(whole, periods), 1.0)   # less is rounding, not wind
    for draw in range(states.shape[0]):
        state, held, keep = states[draw], levels[draw], draw == 0 and kept.shape[0] > 0
        sums[draw] = 0.0
        for start in range(0, periods, LANES):
            number, end = start // LANES, min(start + LANES, periods)
            first, begin, before, into = np.intp(state[start]), start, held, sums[draw]
            run = _run(state, start, end)
            same = found.shape[0] > 0 and start + run == end
            if same:
                if entered[first, number] == held:
                    _sum_up(found[first, number], sums[draw])
                    held = left[first, number]
                    continue
                into = found[first, number]
                into[:] = 0.0
            while begin < end:
                here, count = np.intp(state[begin]), run
                held = _flow(begin, count, here, held, year, rule, schedule, modes[0], block)
                known &= _stretch(begin, count, here, year, curves, table, given, far, link, rows, market, prices, spot,
                                  nominated, lines, little, modes, meter, block, place, into)
                _record(begin, count, record, lines, meter, block)
                if keep:
                    keep_block(begin, count, kept, meter, block)
                begin += count
                run = _run(state, begin, end)
            if same:
                entered[first, number], left[first, number] = before, held
                _sum_up(into, sums[draw])
        levels[draw] = held
    return max(1e12 * little, 1.0), known


@njit(nogil=True, cache=True, error_model="numpy")
def price(delivered, spot, power, prices, nominated, sums):
    """Add what the prices of a year give to its sums, where they are found after what was delivered."""
    block, lines = np.zeros((22, LANES)), np.arange(power.shape[0])
    for begin in range(0, spot.size, LANES):
        count = min(LANES, spot.size - begin)
        block[CAME, :count] = delivered[begin: begin + count]
        block[SPOT, :count] = spot[begin: begin + count]
        earn(begin, count, prices, nominated, lines, power[:, begin: begin + count], block, sums)
