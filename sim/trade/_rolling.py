"""Compiled loops of the rolling policy: the optimum over the hours ahead, solved again at each gate closure."""

import numpy as np
from numba import njit

from sim.trade._value_function import before, blank, blend, keep_row, take_row


@njit(nogil=True, cache=True, error_model="numpy")
def expected(t, sight, forecast):
    """
    Return the wind that a member of the forecast has in a period.

    `sight` is the period that begins now, the last vintage that can be used, the pole state if it is taken to last
    (else -1), by how much each member of the forecast was off in the last period measured, over how many periods this
    is carried forward, ever less, and which member is meant.
    """
    now, vintage, _, offs, persistence, member = sight
    wind, limits, every, off = forecast[0], forecast[1], forecast[6], offs[member]
    power = wind[min(max(t // every - vintage, 0), wind.shape[0] - 1), member, t]
    gone = t - now + 1
    if off != 0.0 and gone <= persistence:
        power = min(max(power + off * (1.0 - gone / (persistence + 1.0)), limits[0]), limits[1])
    return power


@njit(nogil=True, cache=True, error_model="numpy")
def curve_at(t, sight, forecast):
    """Return width and value of the reward curve that is expected in a period."""
    width, value, curve, state, every = forecast[2:]
    c = curve[min(max(t // every - sight[1], 0), curve.size - 1)]
    s = state[t] if sight[2] < 0 else sight[2]
    return width[c, s, t], value[c, s, t]


@njit(nogil=True, cache=True, error_model="numpy")
def bend(curve, named, off, bent):
    """
    Return a reward curve with the cost of offering less, or more, than was nominated: it is concave again.

    `off` is what a unit less and a unit more costs, `bent` where to write.
    """
    width, value = bent
    size, end = 0, 0.0
    for k in range(curve[0].size):
        whole = curve[0][k]
        if whole <= 0.0:
            break
        below = min(whole, max(named - end, 0.0))
        end += whole
        if below > 0.0:
            width[size], value[size] = below, curve[1][k] + off[0]
            size += 1
        if below < whole:
            width[size], value[size] = whole - below, max(curve[1][k] - off[1], 0.0)
            size += 1
    width[size:] = 0.0
    return bent


@njit(nogil=True, cache=True, error_model="numpy")
def carry(last, first, pieces, sight, forecast, orders, least, dt, battery, work, store):
    """
    Carry the value function, which stands in `work`, from the start of period `last` back to that of `first`.

    `orders` are the power nominated, the period from which nothing is nominated yet, and what a unit less and more
    than it costs. Rows of `store` keep the function before period `first` and those after it, as many as there are.
    """
    level, slope, new_level, new_slope, energy, merit, part, bent = work
    named, until, off = orders
    rows = store[2].size
    if last - first < rows:
        keep_row(last - first, pieces, level, slope, store)
    for t in range(last - 1, first - 1, -1):
        curve = curve_at(t, sight, forecast)
        if t < until:
            curve = bend(curve, named[t], off, bent)
        pieces, _, _ = before(expected(t, sight, forecast), least[t - 1], curve[0], curve[1], dt, battery, pieces,
                              level, slope, new_level, new_slope, 0, energy, merit, part)
        level, new_level, slope, new_slope = new_level, level, new_slope, slope
        if t - first < rows:
            keep_row(t - first, pieces, level, slope, store)


@njit(nogil=True, cache=True, error_model="numpy")
def decide(power, held, least, curve, dt, battery, row, store, work):
    """Return the best flow into the battery in one period, and the energy after it, given the value of energy then."""
    charge, discharge, low, high, into, out, keep, _ = battery
    level, slope, new_level, new_slope, energy, merit, part, _ = work
    pieces = take_row(row, store, work)
    _, used, taken = before(power, 0.0, curve[0], curve[1], dt, battery, pieces, level, slope, new_level, new_slope, 0,
                            energy, merit, part)
    kept = held * keep
    for j in range(used):
        most = kept - part[j, 0]
        if most <= taken:
            break
        taken = min(most, part[j, 1])
    after = kept - taken
    # Where a forecast went wrong, the floor may be out of reach: then all is charged that can be.
    if after < least:
        after = max(after, min(least, kept + min(charge, power) * (dt * into)))
    after = min(max(after, min(low, kept)), high)
    change = after - kept
    if change > 0.0:
        return min(change / (dt * into), charge, power), after
    return max(change * (out / dt), -discharge), after


@njit(nogil=True, cache=True, error_model="numpy")
def afar(near, end, sight, forecast, ends, orders, least, dt, battery, work, far):
    """Write the value of energy at the start of period `near` and of those after it, on the vintage alone."""
    nodes, slopes = ends
    work[0][: nodes.size] = nodes
    work[0][0] = min(nodes[0], least[end - 1])
    work[1][: nodes.size - 1] = slopes[-1] if end == least.size else slopes[end // forecast[6]]
    carry(end, near, nodes.size - 1, sight, forecast, orders, least, dt, battery, work, far)


@njit(nogil=True, cache=True, error_model="numpy")
def plan(last, held, sight, forecast, orders, least, dt, battery, work, soon):
    """
    Return the power that would be offered in period `last`, from the energy there is now, as far as buyers take it.

    Until then the battery does what is best, given what is nominated for those periods, in the wind of one member.
    """
    named, until, off = orders
    now, sold = sight[0], 0.0
    for t in range(now, last + 1):
        power, curve = expected(t, sight, forecast), curve_at(t, sight, forecast)
        if t < until:
            curve = bend(curve, named[t], off, work[7])
        flow, held = decide(power, held, least[t], curve, dt, battery, t - now, soon, work)
        sold = min(power - flow, curve[0].sum())
    return sold


@njit(nogil=True, cache=True, error_model="numpy")
def hold(most, end, sight, forecast, dt, battery, least):
    """
    Write the least energy allowed in the periods ahead, and return whether it is not `low` in some of them.

    It is `low`, but where even a battery that had only charged since the start, holding `most` now, could not keep it
    in the least wind of all members.
    """
    charge, _, low, high, into, _, keep, _ = battery
    now, vintage, fixed, offs, persistence, _ = sight
    if most * keep ** (end - now) >= low:
        return False
    for t in range(now, end):
        power = charge
        for member in range(offs.size):
            power = min(power, expected(t, (now, vintage, fixed, offs, persistence, member), forecast))
        most = min(high, most * keep + power * (dt * into))
        least[t] = min(low, most)
    return True


@njit(nogil=True, cache=True, error_model="numpy")
def measure(last, power, sight, forecast, offs):
    """Write by how much each member was off in the last period measured; nothing where it was published after that."""
    offs[:] = 0.0
    if last >= 0 and last // forecast[6] >= sight[1]:
        for member in range(offs.size):
            offs[member] = power - expected(last, (*sight[:5], member), forecast)


@njit(nogil=True, cache=True, error_model="numpy")
def quantile(values, share):
    """Return a quantile of a few values, each in the middle of as much, straight between them."""
    order = np.sort(values)
    place = min(max(share * order.size - 0.5, 0.0), order.size - 1.0)
    low = int(place)
    return order[low] + (place - low) * (order[min(low + 1, order.size - 1)] - order[low])


@njit(nogil=True, cache=True, error_model="numpy")
def room(size, segments):
    """Return arrays to work in: a value function and the next, the parts of a period, and a curve that is bent."""
    return (np.empty(size), np.empty(size), np.empty(size), np.empty(size), np.empty(segments + 4),
            np.empty(segments + 4), np.empty((segments + 5, 2)), (np.empty(segments + 1), np.empty(segments + 1)))


@njit(nogil=True, cache=True, error_model="numpy")
def weigh(t, near, row, held, sight, forecast, orders, least, dt, battery, work, stores, cells, would):
    """
    Write the value of energy after this period and the next ones, and what each member would offer in period t.

    `stores` are the value functions far ahead by member, whose `row` belongs to the start of period `near`; those soon
    to come by member; their mean; and the levels between which that is straight.
    """
    far, one, soon, nodes = stores
    now, members = sight[0], would.size
    for member in range(members):
        pieces = take_row(row, far[member], work)
        carry(near, now + 1, pieces, (*sight[:5], member), forecast, orders, least, dt, battery, work, one[member])
    blend(min(soon[2].size, near - now), members, nodes, least[now:], one, soon, cells)
    if t >= orders[1]:
        for member in range(members):
            would[member] = plan(t, held, (*sight[:5], member), forecast, orders, least, dt, battery, work, soon)


@njit(nogil=True, cache=True, error_model="numpy")
def run(available, actual, forecast, ends, steps, off, foreseen, dt, start, battery, flow, level, named):
    """
    Write flow, level and nominated power of a year.

    `actual` are width and value of the reward curves that come. `forecast` holds wind by bucket and member, its limits,
    width and value by curve, curve of each bucket, pole state, periods between vintages; `ends` the levels
    and slopes of the end values; `steps` the periods of horizon, gate closure, delay of a forecast, and persistence;
    `off` what a unit less and more than nominated costs.

    What is expected beyond the reach of the last measurement changes with the vintage alone, so the value function
    there is carried back once for each vintage and pole state, and kept where the nearest of it will be asked for.
    What is nominated is the quantile of what the members would offer at which more and less cost the same.
    """
    (horizon, gate, delay, persistence), state, every = steps, forecast[5], forecast[6]
    periods, members, segments = available.size, forecast[0].shape[1], max(forecast[2].shape[3], actual[0].shape[2])
    ahead, keep, reach = -((-horizon - gate - delay) // every), battery[6], max(gate + 1, persistence)
    work = room(ends[0].size + min(periods, (ahead + 1) * every) * (segments + 5) + 8, segments)
    stores = ([blank(every + reach, work[0].size) for _ in range(members)],
              [blank(gate + 1, work[0].size) for _ in range(members)], blank(gate + 1, work[0].size), ends[0])
    least, cells = np.full(periods, battery[2]), np.empty(ends[0].size - 1)
    offs, would = np.zeros(members), np.zeros(members)
    share = off[1] / (off[0] + off[1]) if off[0] + off[1] > 0.0 else 0.5
    held = most = start
    base, seen, seen_state, lower = 0, 0, -2, False
    for now in range(periods):
        vintage = (now - delay) // every
        end, fixed = min(periods, (vintage + 1 + ahead) * every), -1 if foreseen else np.int64(state[now])
        sight = now, vintage, fixed, offs, persistence, 0
        measure(now - 1, available[now - 1], sight, forecast, offs)
        if lower:
            least[now:] = battery[2]
        was, lower = lower, hold(most, end, sight, forecast, dt, battery, least)
        near, last = min(now + reach, end), min(now + gate, periods - 1)
        if lower or was or vintage != seen or fixed != seen_state:
            base, seen, seen_state = near, vintage, fixed
            for member in range(members):
                afar(near, end, (*sight[:5], member), forecast, ends, (named, 0, off), least, dt, battery, work,
                     stores[0][member])
        for t in range(last if now else 0, last + 1):
            orders = named, t if t == now + gate or not now else periods, off
            weigh(t, near, near - base, held, sight, forecast, orders, least, dt, battery, work, stores, cells, would)
            if t >= orders[1]:
                named[t] = quantile(would, share)
        curve = bend((actual[0][state[now], now], actual[1][state[now], now]), named[now], off, work[7])
        flow[now], held = decide(available[now], held, least[now], curve, dt, battery, 0, stores[2], work)
        level[now] = held
        most = min(battery[3], most * keep + min(battery[0], available[now]) * (dt * battery[4]))
