"""Pictures of a traded year: a week, a reward curve, the value of stored energy, policies, a minimum."""

import numpy as np

from sim import clock
from sim.analysis import trade_year
from sim.report.key_figures import number
from sim.report.plots.style import (
    BRICK,
    INK,
    MUTED,
    NAVY,
    OCHRE,
    PALE,
    SAND,
    SKY,
    TEAL,
    below,
    canvas,
    styled,
    thousands,
)

BUYERS = (("contract", NAVY), ("spot market", SKY), ("local sale", OCHRE))
"""Bids that a week shows, from the bottom, and their colours; energy for the stations is left out."""


@styled()
def week(view, first, days=7, policy="rolling"):
    """
    Draw a week: who takes the power, what the battery holds, and what the spot market pays.

    Parameters
    ----------
    view : TradeYear
        As `sim.analysis.trade_year.desk` returns it.
    first : int
        First day of the year, 0 for 1 January.
    days : int
        How many.
    policy : str
        Whose schedule.

    Returns
    -------
    figure : Figure
    """
    here, hour = _span(view, first, days)
    schedule = view.gains[policy].schedule
    sold = _taken(view, schedule)
    width, low = float(sold["contract"].max()), int((sold["contract"][here] < 1.0).sum() * view.period)
    full = float((sold["contract"][here] > width - 1.0).mean())
    title = (f"From {_date(first)} the contract is served in full {number(100 * full)} % of the time and not at all "
             f"for {number(low)} h")
    figure, (power, cells, price) = canvas(title, size=(7.4, 5.4), rows=3, sharex=True, height_ratios=(3, 1.1, 1.1))
    base = np.zeros(hour.size)
    colours = dict(BUYERS)
    for name, taken in sold.items():
        top = base + taken[here]
        power.fill_between(hour, base, top, color=colours.get(name, SAND), linewidth=0, step="mid", label=name)
        base = top
    power.step(hour, view.wind[here], color=INK, where="mid", linewidth=1.0, label="wind at the hub")
    if schedule.nominated is not None:
        most = view.reward.width[view.state, :, np.arange(view.state.size)].sum(axis=1)
        power.step(hour, np.minimum(schedule.nominated, most)[here], color=BRICK, where="mid", linewidth=0.9,
                   label="nominated")
    power.set_ylabel("power at the hub [MW]")
    thousands(power.yaxis)
    cells.fill_between(hour, view.battery.low, schedule.level[here], color=TEAL, linewidth=0, step="mid",
                       label="energy in the battery")
    cells.set_ylabel("MWh")
    cells.set_ylim(0.0, view.battery.high * 1.05)
    thousands(cells.yaxis)
    price.step(hour, view.spot[here], color=MUTED, where="mid", linewidth=1.0, label="spot price")
    price.set_ylabel("USD/MWh")
    _days(price, days)
    below(figure, columns=4)
    return figure


@styled()
def curve(view, period):
    """
    Draw what power at the hub earns in one period, step by step, with the bids that take it.

    Parameters
    ----------
    view : TradeYear
        As `sim.analysis.trade_year.desk` returns it.
    period : int
        Which period of the year.

    Returns
    -------
    figure : Figure
    """
    steps, wind = trade_year.curve(view, period), float(view.wind[period])
    colours = {**dict(BUYERS), "station's own use, hub": BRICK, "station's own use, Singapore": BRICK}
    whole, best = sum(step.width for step in steps), steps[0]
    last = [step for step in steps if step.bid == best.bid][-1]
    over = max(wind - whole, 0.0)
    rest = f"{number(over)} MW of wind are curtailed" if over else f"the wind fills {number(100 * wind / whole)} %"
    figure, axes = canvas(f"Losses cut the {best.bid} into steps, {number(best.value)} USD/MWh for the first megawatt "
                          f"and {number(last.value)} for the last; {rest}", size=(6.4, 3.5))
    left, seen = 0.0, set()
    for step in steps:
        text = None if step.bid in seen else step.bid
        seen.add(step.bid)
        axes.bar(left, step.value, width=step.width, align="edge", color=colours.get(step.bid, SAND), edgecolor="white",
                 linewidth=0.6, label=text)
        left += step.width
    axes.axvline(wind, color=INK, linewidth=1.1, label="wind at the hub")
    axes.axvspan(wind - min(view.battery.charge, wind), wind + view.battery.discharge, color=PALE, zorder=0,
                 label="within the battery's power")
    axes.set_xlabel("power at the hub [MW]")
    axes.set_ylabel("value [USD/MWh]")
    thousands(axes.xaxis)
    below(figure)
    return figure


@styled()
def stored_value(view, first, days=7, policy="perfect foresight"):
    """
    Draw the value of one more MWh in the cells, by hour and by how full they are.

    Parameters
    ----------
    view : TradeYear
        As `sim.analysis.trade_year.desk` returns it.
    first : int
        First day of the year, 0 for 1 January.
    days : int
        How many.
    policy : str
        Whose energy in the cells is drawn over it.

    Returns
    -------
    figure : Figure
    """
    hour, level, value = trade_year.stored_value(view, first, days)
    here, at = _span(view, first, days)
    free = float((value[:, -1] < 1.0).mean())
    figure, axes = canvas("When more wind power is expected than can be sold, stored energy in a full battery has no "
                          f"value: {number(100 * free)} % of this week", size=(7.4, 3.4))
    drawn = axes.pcolormesh(np.append(hour, days * 24.0) / 24.0, level, value.T, cmap="cividis", vmin=0.0,
                            rasterized=True)
    held = view.gains[policy].schedule.level[here]
    axes.plot(at / 24.0, held, color="white", linewidth=2.6)
    axes.plot(at / 24.0, held, color=BRICK, linewidth=1.3, label=f"held with {policy}")
    axes.set_xlabel(f"days from {_date(first)}, Singapore time")
    axes.set_ylabel("energy in the battery [MWh]")
    thousands(axes.yaxis)
    figure.colorbar(drawn, ax=axes, label="value of one more MWh [USD/MWh]")
    below(figure)
    return figure


@styled()
def policies(values):
    """
    Draw what the battery earns by each policy, and what departing from nominations takes of it.

    Parameters
    ----------
    values : dict of str to tuple of float
        As `sim.analysis.trade_year.policy_values` returns it.

    Returns
    -------
    figure : Figure
    """
    million = {name: (gross / 1e6, (gross - paid) / 1e6) for name, (gross, paid) in values.items()}
    best = million["perfect foresight"][1]
    honest, sure = (million[name][1] for name in ("rolling", "rolling, forecasts that do not err"))
    figure, axes = canvas(f"Better forecasts bring up to {number(sure - honest, 1)} M USD a year; with the best "
                          f"there are, the battery earns {number(best, 1)}", size=(7.0, 3.6))
    names = list(million)[::-1]
    gross, net = (np.array([million[name][i] for name in names]) for i in range(2))
    axes.barh(names, gross, height=0.62, color=PALE, edgecolor=MUTED, linewidth=0.6, label="before imbalance")
    axes.barh(names, net, height=0.36, color=NAVY, label="after imbalance")
    for place, (above, left) in enumerate(zip(gross, net, strict=True)):
        axes.text(max(above, left, 0.0), place, f"  {number(above, 1)} / {number(left, 1)}", va="center", fontsize=8)
    axes.axvline(0.0, color=MUTED, linewidth=0.7)
    axes.set_xlim(min(net.min(), 0.0) * 1.1, max(gross.max(), 0.0) * 1.25)
    axes.set_xlabel("beyond a project without a battery, before imbalance [M USD a year]")
    below(figure)
    return figure


@styled()
def obligation(free, kept, price):
    """
    Draw what a contract's minimum energy costs at the margin in each weather year.

    Parameters
    ----------
    free, kept, price : array, shape (weather_year,)
        As `sim.analysis.trade_year.obligation` returns them.

    Returns
    -------
    figure : Figure
    """
    met, bound = int((free >= 1.0).sum()), int(((kept > 1.0 - 1e-6) & (free < 1.0)).sum())
    figure, axes = canvas(f"Of {free.size} years, {met} meet the minimum without effort, {bound} by dispatching for "
                          f"it, {free.size - met - bound} miss it", size=(6.4, 3.6))
    axes.axvline(100.0, color=MUTED, linewidth=0.9, linestyle="--", label="minimum of the contract")
    axes.hlines(price, 100 * free, 100 * kept, color=SAND, linewidth=1.6)
    axes.plot(100 * free, price, "o", color=OCHRE, label="without a minimum", markersize=5)
    axes.plot(100 * kept, price, "D", color=NAVY, label="dispatched for the minimum", markersize=5)
    axes.set_xlabel("energy under the contract [% of its minimum]")
    axes.set_ylabel("shadow price [USD/MWh]")
    axes.grid(axis="y")
    below(figure)
    return figure


def _span(view, first, days):
    """Return the periods of some days, and the hours of their middles since the first."""
    day = round(24 / view.period)
    here = slice(first * day, min((first + days) * day, view.wind.size))
    return here, (np.arange(here.stop - here.start) + 0.5) * view.period


def _date(first):
    """Return a day of the year as text."""
    month = int(np.searchsorted(np.cumsum(clock.MONTH_DAYS), first, side="right"))
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")
    return f"{first - int(np.sum(clock.MONTH_DAYS[:month])) + 1} {names[month]}"


def _days(axes, days):
    """Mark whole days along an axis of hours."""
    axes.set_xlim(0.0, 24.0 * days)
    axes.set_xticks(24.0 * np.arange(days + 1), [str(day) for day in range(days + 1)])
    axes.set_xlabel("days, Singapore time")


def _taken(view, schedule):
    """Return the power of each buyer at the hub, shape (time,) each. [MW]"""
    rows, power = view.offer.rows, view.offer.climb(view.state, schedule.offered)[0]
    sold = {name: np.zeros(power.shape[1]) for name, _ in BUYERS}
    for row, name in zip(rows.buyers, rows.names, strict=True):
        name = "contract" if row >= rows.contract else trade_year.called(name)
        if name in sold or power[row].any():
            sold[name] = sold.get(name, 0.0) + power[row]
    return sold
