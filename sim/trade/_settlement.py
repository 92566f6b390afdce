"""Compiled loops over a block of a traded year: energy at each node, balances, sums, payments."""

import numpy as np
from numba import njit

NAMES = ("available", "supplied", "near", "curtailed", "outage", "sent", "delivered", "link_loss", "bought_sending",
         "bought_receiving", "far", "charged", "discharged", "hours_at_contract", "spur_loss", "infeed_reserve",
         "infeed_curtailed", "here", "abroad")
"""The sums of a year in their order; what is sold `here` at the hub and `abroad` at the landing among them."""
(AVAILABLE, SUPPLIED, NEAR, CURTAILED, OUTAGE, SENT, DELIVERED, LINK_LOSS, BOUGHT_SENDING, BOUGHT_RECEIVING, FAR,
 CHARGED, DISCHARGED, FULL, SPUR_LOSS, RESERVE, CAPPED, SOLD_HERE, SOLD_ABROAD, AT_HUB, AT_LINK) = range(21)
"""Their places; the last two are the largest differences of the balances at hub and link. [MW]"""
SUMS = 21
"""How many."""
MEAN, FALL, IMBALANCE = SUMS, SUMS + 1, SUMS + 2
"""Places of the sums of prices behind them."""
QUARTER = SUMS + 3
"""Where what comes to the Singapore meter in each quarter of the year begins."""
ENERGY = QUARTER + 4
"""Where the sums of each row begin; behind them three for each line of power that is priced by period."""
KEPT = ("supplied", "curtailed", "outage", "sent", "delivered", "link_loss", "bought_sending", "bought_receiving")
"""What is kept of each period, before flow, level and what each row takes."""
LANES = 128
"""Periods that are worked on together: they stay in the first cache, and loops over them are vectorised."""
(IDLE, INTO, HERE, ABROAD, BLOCK, CAME, BOUGHT, OTHER, GAP, OUT, MISSED, LOST, NEAR_BUYS, FAR_BUYS, SPUR,
 MUST, OFFERED, FLOW, LEVEL, WIND, SPOT, WORK) = range(22)
"""Rows of the scratch of a block."""


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def total_of(values, count):
    """Return the sum of the first values."""
    total = 0.0
    for i in range(count):
        total += values[i]
    return total


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz", "nnan"})
def largest_of(values, count):
    """Return the largest of the first values, none below zero."""
    most = 0.0
    for i in range(count):
        most = max(most, values[i])
    return most


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def product_of(first, second, count):
    """Return the sum of the products of the first values."""
    total = 0.0
    for i in range(count):
        total += first[i] * second[i]
    return total


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def worse(before, values, count):
    """Return the larger of a difference and those of a block; not a number where one of them is none."""
    total = total_of(values, count)
    return max(before, largest_of(values, count)) if total - total == 0.0 else np.nan


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def add(into, values, count):
    """Add to each period of a block."""
    for i in range(count):
        into[i] += values[i]


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def forward(table, state, power, out, count):
    """Write what comes out of a link: the lowest of the lines of its straight pieces, as their slopes fall."""
    starts, slopes = table
    for i in range(count):
        out[i] = starts[state, 0]
    last = starts.shape[1] - 1
    for piece in range(1, last + 1, 4):   # four at a time: the last one again changes nothing
        b, c, d = min(piece + 1, last), min(piece + 2, last), min(piece + 3, last)
        start_a, start_b, start_c, start_d = starts[state, piece], starts[state, b], starts[state, c], starts[state, d]
        slope_a, slope_b, slope_c, slope_d = slopes[state, piece], slopes[state, b], slopes[state, c], slopes[state, d]
        for i in range(count):
            first = min(start_a + slope_a * power[i], start_b + slope_b * power[i])
            then = min(start_c + slope_c * power[i], start_d + slope_d * power[i])
            out[i] = min(out[i], min(first, then))


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def back(table, state, power, out, count):
    """Add what must go into a link for a power to come out: the highest of the lines of its straight pieces."""
    starts, slopes = table
    for i in range(count):
        most = 0.0
        for piece in range(1, starts.shape[1]):
            if slopes[state, piece] > 0.0:
                most = max(most, (power[i] - starts[state, piece]) / slopes[state, piece])
        out[i] += most


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def at_nodes(begin, count, far, rows, meter, block):
    """Write what the rows of a block take together at the hub, at the landing, under contract and at the meter."""
    _, landing, singapore, contract, _ = rows
    block[HERE: CAME + 1, :count] = 0.0
    block[OTHER, :count] = 0.0
    for row in range(meter.shape[0]):
        if row < landing:
            add(block[HERE], meter[row], count)
        elif landing < row < singapore:
            add(block[ABROAD], meter[row], count)
        elif row >= contract:
            add(block[BLOCK], meter[row], count)
        elif row >= singapore:
            add(block[CAME], meter[row], count)
    add(block[CAME], block[BLOCK], count)
    if far.size:
        add(block[OTHER], far[begin: begin + count], count)


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def balance_hub(count, available, supply, supply_row, little, meter, block):
    """Write what is bought and what is left at the hub; return how far its balance is from closing."""
    idle, bought, gap, into, here, flow = (block[IDLE], block[BOUGHT], block[GAP], block[INTO], block[HERE],
                                           block[FLOW])
    back = meter[supply_row]
    for i in range(count):
        idle[i] = idle[i] if idle[i] > little else 0.0
        bought[i] = supply[i] - back[i]
        gap[i] = abs(available[i] + bought[i] - (flow[i] + (into[i] + here[i]) - back[i] + idle[i]))
    return worse(0.0, gap, count)


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def balance_link(count, state, link, station, block):
    """Write what a spur loses; return how far what is received is from what is taken behind the link."""
    _, trunk, onward, spur, share, tee, _ = link
    abroad, came, other = block[ABROAD], block[CAME], block[OTHER]
    gap, must, lost = block[GAP], block[MUST], block[LOST]
    if tee:
        must[:count] = 0.0
        block[SPUR, :count] = 0.0
        for i in range(count):
            lost[i] = station[i] + (came[i] + other[i])
        back(onward, state, lost, must, count)
        back(spur, state, abroad, must, count)
        back(spur, state, abroad, block[SPUR], count)
        for i in range(count):
            block[SPUR, i] -= abroad[i]
    else:
        for i in range(count):
            must[i] = station[i] + abroad[i] + (came[i] + other[i]) / share
    forward(trunk, state, block[INTO], gap, count)
    for i in range(count):
        gap[i] = abs(gap[i] - must[i])
    return worse(0.0, gap, count)


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def losses(count, rest, whole, landing, little, meter, block):
    """Write what outages cost, what is curtailed, what the link loses and what its stations buy."""
    idle, into, here, out, missed = block[IDLE], block[INTO], block[HERE], block[OUT], block[MISSED]
    abroad, came, other, lost = block[ABROAD], block[CAME], block[OTHER], block[LOST]
    sending, station, near, far = meter[0], meter[landing], block[NEAR_BUYS], block[FAR_BUYS]
    for i in range(count):
        more = whole[i] - (into[i] + here[i])
        missed[i] = min(idle[i], more) if more > little else 0.0
        out[i] = idle[i] - missed[i]
    for i in range(count):
        lost[i] = into[i] + sending[i] - abroad[i] - came[i] - other[i]
        near[i] = max(rest[0] - sending[i], 0.0)
        far[i] = max(rest[1] - station[i], 0.0)


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def _both(first, second, count):
    """Return the sums of the first values of two rows."""
    one, two = 0.0, 0.0
    for i in range(count):
        one += first[i]
        two += second[i]
    return one, two


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def _in_and_out(flow, under, contracted, count):
    """Return charged and discharged energy of the battery, and the number of periods in which all contracts are
    served."""
    into, out, full = 0.0, 0.0, 0.0
    for i in range(count):
        into += max(flow[i], 0.0)
        out += max(-flow[i], 0.0)
        full += 1.0 if under[i] >= contracted[i] else 0.0
    return into, out, full


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def account(begin, count, available, contracted, quarters, rows, tee, far, meter, block, sums):
    """Add a block to the sums."""
    for quarter in range(4):
        low, high = max(begin, quarters[quarter]), min(begin + count, quarters[quarter + 1])
        if high > low:
            sums[QUARTER + quarter] += total_of(block[CAME, low - begin:], high - low)
    for place, row, then, other in ((SUPPLIED, BOUGHT, CURTAILED, OUT), (OUTAGE, MISSED, SENT, INTO),
                                    (DELIVERED, CAME, LINK_LOSS, LOST),
                                    (BOUGHT_SENDING, NEAR_BUYS, BOUGHT_RECEIVING, FAR_BUYS)):
        one, two = _both(block[row], block[other], count)
        sums[place] += one
        sums[then] += two
    if tee:
        sums[SPUR_LOSS] += total_of(block[SPUR], count)
    if far.size:
        sums[FAR] += total_of(block[OTHER], count)
    one, two = _both(available, block[ABROAD], count)
    into, out, full = _in_and_out(block[FLOW], block[BLOCK], contracted, count)
    for place, value in ((AVAILABLE, one), (SOLD_ABROAD, two), (CHARGED, into), (DISCHARGED, out), (NEAR, into - out),
                         (FULL, full)):
        sums[place] += value
    supply_row, landing = rows[0], rows[1]
    for row in range(meter.shape[0]):
        energy = total_of(meter[row], count)
        sums[ENERGY + row] += energy
        if 0 < row < landing and row != supply_row:
            sums[SOLD_HERE] += energy


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def infeed(count, state, contingency, block, sums):
    """Add what one event may take beyond the largest unit, and what a limit on it leaves at the hub."""
    share, largest, full, more = contingency
    came, other, out = block[CAME], block[OTHER], block[OUT]
    beyond, capped, part = 0.0, 0.0, share[state]
    for i in range(count):
        beyond += max(part * (came[i] + other[i]) - largest, 0.0)
    sums[RESERVE] += beyond
    if more[state] > 0.0:
        for i in range(count):
            capped += min(out[i], more[state]) if came[i] + other[i] >= full[state] else 0.0
        sums[CAPPED] += capped


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def clear(begin, count, market, block, place):
    """Write the price of each period that the import of a block leaves behind; return whether all are numbers."""
    split, nodes, values, slopes, low, high, charge = market[0], *market[5:]
    first, last, per_step, top = nodes[0], nodes[nodes.size - 1], 1.0 / (nodes[1] - nodes[0]), nodes.size - 2
    start, until = begin * split, (begin + count) * split
    net, thin = market[1][start: until], market[2][start: until]
    factor, slump = market[3][start: until], market[4][start: until]
    came, out, load = block[CAME], block[SPOT], block[WORK]
    known = True
    for i in range(count):
        known &= -np.inf < came[i] < np.inf
    if split == 1:   # in three loops: only that which reads the table of the stack is not vectorised
        for i in range(count):
            load[i] = min(max((net[i] - max(came[i], 0.0)) * thin[i], first), last)
            place[i] = np.uintp(min(np.intp((load[i] - first) * per_step), top))
        for i in range(count):
            k = place[i]
            out[i] = slopes[k] * (load[i] - nodes[k]) + values[k]
        for i in range(count):
            out[i] = min(max(out[i] * factor[i] - slump[i], low), high) - charge
        return known
    for i in range(count):
        total = 0.0
        for at in range(i * split, (i + 1) * split):
            x = min(max((net[at] - max(came[i], 0.0)) * thin[at], first), last)
            k = np.uintp(min(np.intp((x - first) * per_step), top))
            value = (slopes[k] * (x - nodes[k]) + values[k]) * factor[at] - slump[at]
            total += min(max(value, low), high)
        out[i] = total / split - charge
    return known


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def earn(begin, count, prices, nominated, lines, power, block, sums):
    """Add what the prices of a block give; `power` are the lines priced by period, which `lines` says the places of."""
    before, valued, demand, short, long, series = prices
    work, spot, came, until = block[WORK], block[SPOT], block[CAME], begin + count
    sums[MEAN] += total_of(spot, count)
    if demand.size:
        sums[FALL] += _fall(before[begin: until], valued[begin: until], demand[begin: until], spot, work, count)
    if nominated.size:
        cost, missing = 0.0, nominated[begin: until]
        for i in range(count):
            gap = missing[i] - came[i]
            over = short - 1.0 if gap > 0.0 else long - 1.0
            cost += abs(spot[i]) * (over * gap)
        sums[IMBALANCE] += cost
    at = sums.size - 3 * lines.size
    for line in range(lines.size):
        taken = power[lines[line]]
        sums[at + 3 * line] += product_of(spot, taken, count)
        if demand.size:
            sums[at + 3 * line + 1] += product_of(work, taken, count)
        if series[line].size:
            sums[at + 3 * line + 2] += product_of(series[line, begin: until], taken, count)


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def _fall(before, valued, demand, spot, beyond, count):
    """Return the demand times how far its price fell; write how far that of the bids was from the one found."""
    total = 0.0
    for i in range(count):
        total += (before[i] - spot[i]) * demand[i]
        beyond[i] = valued[i] - spot[i]
    return total


@njit(nogil=True, cache=True, forceinline=True, error_model="numpy")
def keep_block(begin, count, kept, meter, block):
    """Keep the periods of a block."""
    for place, row in enumerate((BOUGHT, OUT, MISSED, INTO, CAME, LOST, NEAR_BUYS, FAR_BUYS, FLOW, LEVEL)):
        kept[place, begin: begin + count] = block[row, :count]
    for row in range(meter.shape[0]):
        kept[10 + row, begin: begin + count] = meter[row, :count]
