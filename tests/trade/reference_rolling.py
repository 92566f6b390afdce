"""The rolling policy written plainly: every decision by a fresh solution over the hours ahead, nothing kept."""

import numpy as np
from reference_foresight import reward as curves

from sim.trade.perfect_foresight import perfect_foresight, stored_value
from sim.trade.schedule import StoredValue


def bent(width, value, named, off):
    """Return one period's curve, less than `named` costing `off[0]` a unit, more costing `off[1]`."""
    below = np.minimum(width, np.maximum(named - (np.cumsum(width) - width), 0.0))
    pairs = [(w, v + off[0]) for w, v in zip(below, value, strict=True)]
    pairs += [(w, max(v - off[1], 0.0)) for w, v in zip(width - below, value, strict=True)]
    full = [(w, v) for w, v in pairs if w > 0.0]
    full += [(0.0, 0.0)] * (2 * width.size - len(full))
    return np.array(full).T


def sold(width, value, u, end):
    """Return the curves expected in periods u to end."""
    return curves(np.array(width[u:end]).T[None], np.array(value[u:end]).T[None])


def mean_worth(u, winds, width, value, battery, dt, end, after):
    """Return the mean, over the members' winds, of what energy is worth at the start of period u."""
    if u == end:
        return after
    each = [stored_value(np.array(wind[u:end]), sold(width, value, u, end), battery, dt, battery.high, after)
            for wind in winds]
    if len(each) == 1:
        return each[0]
    nodes, slopes = after.level, []
    for one in each:
        total = np.interp(nodes, one.level, np.concatenate([[0.0], np.cumsum(one.value * np.diff(one.level))]))
        slopes.append(np.diff(total) / np.diff(nodes))
    return StoredValue(nodes, np.mean(slopes, axis=0))


def first(u, level, wind, width, value, winds, battery, dt, end, after):
    """Return the best flow in period u, by its wind and by what energy is worth after it, and the energy then."""
    then = mean_worth(u + 1, winds, width, value, battery, dt, end, after)
    best = perfect_foresight(np.array(wind[u : u + 1]), sold(width, value, u, u + 1), battery, dt, level, then)
    return best.flow[0], best.level[0]


def quantile(values, share):
    """Return a quantile of a few values, each in the middle of as much."""
    return np.interp(share * len(values), np.arange(len(values)) + 0.5, np.sort(values))


def literal(available, reward, battery, dt, start, forecast, horizon, gate, every, delay, persistence):
    """Return flow and nominated power, all times in periods; the low energy must be zero."""
    periods, held, members = available.size, start, range(forecast.wind.shape[1])
    flow, named = np.full(periods, np.nan), np.full(periods, np.nan)
    ahead = int(np.ceil((horizon + gate + delay) / every))
    nodes = np.linspace(battery.low, battery.high, forecast.slopes.shape[1] + 1)
    share = forecast.off[1] / sum(forecast.off)
    for now in range(periods):
        vintage = (now - delay) // every
        end = min(periods, (vintage + 1 + ahead) * every)
        winds, width, value = [[] for _ in members], [], []
        for t in range(periods):
            bucket = min(max(t // every - vintage, 0), forecast.wind.shape[0] - 1)
            curve = forecast.curve[min(bucket, forecast.curve.size - 1)]
            for m in members:
                winds[m].append(forecast.wind[bucket, m, t])
            width.append(forecast.width[curve, reward.state[now], t])
            value.append(forecast.value[curve, reward.state[now], t])
        if now and (now - 1) // every >= vintage:
            for wind in winds:
                off = available[now - 1] - wind[now - 1]
                for t in range(now, min(now + persistence, periods)):
                    weight = 1.0 - (t - now + 1) / (persistence + 1.0)
                    wind[t] = np.clip(wind[t] + off * weight, *forecast.limits)
        for t in range(now, periods):
            if not np.isnan(named[t]):
                width[t], value[t] = bent(width[t], value[t], named[t], forecast.off)
            else:
                width[t], value[t] = (np.concatenate([a, np.zeros(a.size)]) for a in (width[t], value[t]))
        last = forecast.slopes[-1] if end == periods else forecast.slopes[end // every]
        hours = winds, battery, dt, end, StoredValue(nodes, last)

        # Curves as they stand before this gate's nomination: the battery is run by these.
        before = [np.copy(a) for a in width], [np.copy(a) for a in value]
        for t in range(0 if now == 0 else now + gate, now + gate + 1):
            if t >= periods:
                break
            before = [np.copy(a) for a in width], [np.copy(a) for a in value]
            would = []
            for wind in winds:
                level = held
                for u in range(now, t):
                    _, level = first(u, level, wind, width, value, *hours)
                planned, _ = first(t, level, wind, width, value, *hours)
                would.append(min(wind[t] - planned, width[t].sum()))
            named[t] = quantile(would, share)
            width[t], value[t] = bent(width[t][width[t] > 0], value[t][width[t] > 0], named[t], forecast.off)
            size = before[0][t].size
            width[t], value[t] = (np.concatenate([a, np.zeros(max(size - a.size, 0))])[:size]
                                  for a in (width[t], value[t]))
        width, value = before
        state = reward.state[now]
        width[now], value[now] = bent(reward.width[state, :, now], reward.value[state, :, now], named[now],
                                      forecast.off)
        flow[now], held = first(now, held, available, width, value, *hours)
    return flow, named
