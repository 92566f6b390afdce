"""Compiled loops of a traded year: who takes what in each period, the balances, and what is paid."""

import numpy as np
from numba import njit

NAMES = ("available", "supplied", "near", "curtailed", "outage", "sent", "delivered", "link_loss", "bought_sending",
         "bought_receiving", "far", "charged", "discharged", "hours_at_contract", "spur_loss", "here", "abroad")
"""The sums of a year in their order; what is sold `here` at the hub and `abroad` at the landing among them."""
(AVAILABLE, SUPPLIED, NEAR, CURTAILED, OUTAGE, SENT, DELIVERED, LINK_LOSS, BOUGHT_SENDING, BOUGHT_RECEIVING, FAR,
 CHARGED, DISCHARGED, FULL, SPUR_LOSS, SOLD_HERE, SOLD_ABROAD, AT_HUB, AT_LINK) = range(19)
"""Their places; the last two are the largest differences of the balances at hub and link. [MW]"""
SUMS = 19
"""How many."""
KEPT = ("supplied", "curtailed", "outage", "sent", "delivered", "link_loss", "bought_sending", "bought_receiving")
"""What is kept of each period, before what each row takes."""
MEAN, FALL, IMBALANCE = range(3)
"""Places of the sums of prices."""
LANES = 128
"""Periods that are worked on together: they stay in the first cache, and loops over them are vectorised."""
(IDLE, INTO, HERE, ABROAD, BLOCK, CAME, BOUGHT, OTHER, GAP, OUT, MISSED, LOST, NEAR_BUYS, FAR_BUYS, SPUR,
 MUST) = range(16)
"""Rows of the scratch of a block."""


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "nsz"})
def _total(values, count):
    """Return the sum of the first values."""
    total = 0.0
    for i in range(count):
        total += values[i]
    return total


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "nsz", "nnan"})
def _largest(values, count):
    """Return the largest of the first values, none below zero."""
    most = 0.0
    for i in range(count):
        most = max(most, values[i])
    return most


@njit(nogil=True, cache=True, error_model="numpy")
def _worse(before, values, count):
    """Return the larger of a difference and those of a block; not a number where one of them is none."""
    total = _total(values, count)
    return max(before, _largest(values, count)) if total - total == 0.0 else np.nan


@njit(nogil=True, cache=True, error_model="numpy")
def _add(into, values, count):
    """Add to each period of a block."""
    for i in range(count):
        into[i] += values[i]


@njit(nogil=True, cache=True, error_model="numpy")
def _forward(table, state, power, out, count):
    """Write what comes out of a link: the lowest of the lines of its straight pieces, as their slopes fall."""
    starts, slopes = table
    for i in range(count):
        out[i] = starts[state, 0]
    for piece in range(1, starts.shape[1]):
        start, slope = starts[state, piece], slopes[state, piece]
        for i in range(count):
            out[i] = min(out[i], start + slope * power[i])


@njit(nogil=True, cache=True, error_model="numpy")
def _back(table, state, power, out, count):
    """Add what must go into a link for a power to come out: the highest of the lines of its straight pieces."""
    starts, slopes = table
    for i in range(count):
        most = 0.0
        for piece in range(1, starts.shape[1]):
            if slopes[state, piece] > 0.0:
                most = max(most, (power[i] - starts[state, piece]) / slopes[state, piece])
        out[i] += most


@njit(nogil=True, cache=True, error_model="numpy")
def _climb(begin, count, offered, state, width, bid, slope, landing, meter, block):
    """Write what each row takes in a block when the power offered climbs the curve of each period."""
    for i in range(count):
        t = begin + i
        power, end, before, behind = offered[t], 0.0, 0.0, 0.0
        widths, whose, slopes = width[state, t], bid[state, t], slope[state, t]
        for k in range(widths.size):
            if before >= power or widths[k] <= 0.0:
                break
            end += widths[k]
            taken = min(end, power) - before
            who = np.intp(whose[k])
            meter[who, i] += taken * slopes[k]
            behind += taken if who >= landing else 0.0
            before = end
        block[IDLE, i] = max(power - end, 0.0)
        block[INTO, i] = behind


@njit(nogil=True, cache=True, error_model="numpy")
def _given(begin, count, offered, hub_given, meter_given, landing, meter, block):
    """Write what each row takes in a block where the policy decided it."""
    for i in range(count):
        t, here, behind = begin + i, 0.0, 0.0
        for row in range(meter.shape[0]):
            meter[row, i] = hub_given[row, t] if row < landing else meter_given[row, t]
            here += hub_given[row, t] if row < landing else 0.0
            behind += hub_given[row, t] if row >= landing else 0.0
        block[IDLE, i] = max(offered[t] - (here + behind), 0.0)
        block[INTO, i] = behind


@njit(nogil=True, cache=True, error_model="numpy")
def _nodes(begin, count, far, rows, meter, block):
    """Write what the rows of a block take together at the hub, at the landing, under contract and at the meter."""
    _, landing, singapore, contract = rows
    block[HERE: CAME + 1, :count] = 0.0
    block[OTHER, :count] = 0.0
    for row in range(meter.shape[0]):
        if row < landing:
            _add(block[HERE], meter[row], count)
        elif landing < row < singapore:
            _add(block[ABROAD], meter[row], count)
        elif row >= contract:
            _add(block[BLOCK], meter[row], count)
        elif row >= singapore:
            _add(block[CAME], meter[row], count)
    _add(block[CAME], block[BLOCK], count)
    if far.size:
        _add(block[OTHER], far[begin:], count)


@njit(nogil=True, cache=True, error_model="numpy")
def _at_hub(begin, count, available, flow, supply, supply_row, little, meter, block):
    """Write what is bought and what is left at the hub; return how far its balance is from closing."""
    idle, bought, gap, into, here = block[IDLE], block[BOUGHT], block[GAP], block[INTO], block[HERE]
    back = meter[supply_row]
    for i in range(count):
        idle[i] = idle[i] if idle[i] > little else 0.0
    for i in range(count):
        bought[i] = supply[begin + i] - back[i]
    for i in range(count):
        gap[i] = abs(available[begin + i] + bought[i] - (flow[begin + i] + (into[i] + here[i]) - back[i] + idle[i]))
    return _worse(0.0, gap, count)


@njit(nogil=True, cache=True, error_model="numpy")
def _at_link(count, state, link, station, block):
    """Write what a spur loses; return how far what is received is from what is taken behind the link."""
    _, trunk, onward, spur, share, tee = link
    abroad, came, other = block[ABROAD], block[CAME], block[OTHER]
    gap, must, lost = block[GAP], block[MUST], block[LOST]
    must[:count] = 0.0
    block[SPUR, :count] = 0.0
    if tee:
        for i in range(count):
            lost[i] = station[i] + (came[i] + other[i])
        _back(onward, state, lost, must, count)
        _back(spur, state, abroad, must, count)
        _back(spur, state, abroad, block[SPUR], count)
        for i in range(count):
            block[SPUR, i] -= abroad[i]
    else:
        for i in range(count):
            must[i] = station[i] + abroad[i] + (came[i] + other[i]) / share
    _forward(trunk, state, block[INTO], gap, count)
    for i in range(count):
        gap[i] = abs(gap[i] - must[i])
    return _worse(0.0, gap, count)


@njit(nogil=True, cache=True, error_model="numpy")
def _losses(begin, count, rest, whole, landing, little, meter, block):
    """Write what outages cost, what is curtailed, what the link loses and what its stations buy."""
    idle, into, here, out, missed = block[IDLE], block[INTO], block[HERE], block[OUT], block[MISSED]
    abroad, came, other, lost = block[ABROAD], block[CAME], block[OTHER], block[LOST]
    sending, station = meter[0], meter[landing]
    for i in range(count):
        more = whole[begin + i] - (into[i] + here[i])
        missed[i] = min(idle[i], more) if more > little else 0.0
    for i in range(count):
        out[i] = idle[i] - missed[i]
    for i in range(count):
        lost[i] = into[i] + sending[i] - abroad[i] - came[i] - other[i]
    for i in range(count):
        block[NEAR_BUYS, i] = max(rest[0] - sending[i], 0.0)
    for i in range(count):
        block[FAR_BUYS, i] = max(rest[1] - station[i], 0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def _account(begin, count, available, flow, contracted, rows, meter, block, sums, energy):
    """Add a block to the sums of the year."""
    for place, row in ((SUPPLIED, BOUGHT), (CURTAILED, OUT), (OUTAGE, MISSED), (SENT, INTO), (DELIVERED, CAME),
                       (LINK_LOSS, LOST), (BOUGHT_SENDING, NEAR_BUYS), (BOUGHT_RECEIVING, FAR_BUYS), (FAR, OTHER),
                       (SPUR_LOSS, SPUR), (SOLD_ABROAD, ABROAD)):
        sums[place] += _total(block[row], count)
    sums[AVAILABLE] += _total(available[begin:], count)
    sums[NEAR] += _total(flow[begin:], count)
    positive, full, under = block[GAP], 0, block[BLOCK]
    supply_row, landing = rows[0], rows[1]
    for i in range(count):
        positive[i] = max(flow[begin + i], 0.0)
    sums[CHARGED] += _total(positive, count)
    for i in range(count):
        positive[i] = max(-flow[begin + i], 0.0)
    sums[DISCHARGED] += _total(positive, count)
    for i in range(count):
        full += 1 if under[i] >= contracted[begin + i] else 0
    sums[FULL] += full
    for row in range(energy.size):
        energy[row] += _total(meter[row], count)
    for row in range(1, landing):
        if row != supply_row:
            sums[SOLD_HERE] += _total(meter[row], count)


@njit(nogil=True, cache=True, error_model="numpy")
def take(available, offered, flow, far, state, curves, given, supply, whole, link, rows, contracted, slots, power,
         delivered, kept, sums, energy):
    """
    Write what a year's schedule gives: sums, energy by row, and power where it is asked for; see `settlement.book`.

    `given` holds what each row takes, where the policy decided that, else arrays without rows: then the power offered
    climbs the curve. `slots` says in which line of `power` a row's power is wanted, -1 for none. `contracted` is
    infinite where nothing is under contract. `kept` has no lines, or those of `settlement.KEPT` and one for each row.
    The links are lines by pole state and piece, start [MW] and slope [-], the first of them flat.
    """
    width, bid, slope = curves
    landing, periods = rows[1], available.size
    meter, block = np.zeros((energy.size, LANES)), np.zeros((16, LANES))
    little = 1e-12 * max(_largest(available, periods), _largest(whole, periods), 1.0)   # less is rounding, not wind
    sums[:], energy[:] = 0.0, 0.0
    begin = 0
    while begin < periods:
        here, count = np.intp(state[begin]), 1
        while count < LANES and begin + count < periods and state[begin + count] == here:
            count += 1
        meter[:] = 0.0
        if given[0].shape[0] == 0:
            _climb(begin, count, offered, here, width, bid, slope, landing, meter, block)
        else:
            _given(begin, count, offered, given[0], given[1], landing, meter, block)
        _nodes(begin, count, far, rows, meter, block)
        at_hub = _at_hub(begin, count, available, flow, supply, rows[0], little, meter, block)
        at_link = _at_link(count, here, link, meter[landing], block)
        _losses(begin, count, (link[0][0, here], link[0][1, here]), whole, landing, little, meter, block)
        for place, gap in ((AT_HUB, at_hub), (AT_LINK, at_link)):   # not a number stays not a number
            if not gap <= sums[place] and sums[place] == sums[place]:
                sums[place] = gap
        _account(begin, count, available, flow, contracted, rows, meter, block, sums, energy)
        delivered[begin: begin + count] = block[CAME, :count]
        for row in range(energy.size):
            if slots[row] >= 0:
                power[slots[row], begin: begin + count] = meter[row, :count]
            if kept.shape[0] > 0:
                kept[8 + row, begin: begin + count] = meter[row, :count]
        if kept.shape[0] > 0:
            for place, row in enumerate((BOUGHT, OUT, MISSED, INTO, CAME, LOST, NEAR_BUYS, FAR_BUYS)):
                kept[place, begin: begin + count] = block[row, :count]
        begin += count
    return max(1e12 * little, 1.0)


@njit(nogil=True, cache=True, error_model="numpy")
def price(spot, before, valued, demand, power, delivered, nominated, short, long, sums, earned, beyond):
    """
    Write what a year's prices give: sums, and for each line of `power` its energy times the spot price.

    The sums are those of the spot price, of its fall times demand, and of the cost of departing from what was
    nominated, if anything was. `beyond` is what each line was valued at beyond the spot price it is paid.
    """
    mean, fall, imbalance = 0.0, 0.0, 0.0
    earned[:], beyond[:] = 0.0, 0.0
    block = np.zeros((3, LANES))
    for begin in range(0, spot.size, LANES):
        count = min(LANES, spot.size - begin)
        mean += _total(spot[begin:], count)
        if demand.size:
            for i in range(count):
                block[0, i] = (before[begin + i] - spot[begin + i]) * demand[begin + i]
            fall += _total(block[0], count)
        if nominated.size:
            for i in range(count):
                missing = nominated[begin + i] - delivered[begin + i]
                over = short - 1.0 if missing > 0.0 else long - 1.0
                block[2, i] = abs(spot[begin + i]) * (over * missing)
            imbalance += _total(block[2], count)
        for line in range(power.shape[0]):
            for i in range(count):
                block[2, i] = spot[begin + i] * power[line, begin + i]
            earned[line] += _total(block[2], count)
            if demand.size:
                for i in range(count):
                    block[1, i] = (valued[begin + i] - spot[begin + i]) * power[line, begin + i]
                beyond[line] += _total(block[1], count)
    sums[MEAN], sums[FALL], sums[IMBALANCE] = mean, fall, imbalance
