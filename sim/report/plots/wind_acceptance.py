"""Pictures of a wind series: month by hour, rose, autocorrelation, spells, and the mean year."""

import numpy as np

from sim import clock
from sim.report.key_figures import number
from sim.report.plots.energy import MONTHS
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, PALE, SKY, TEAL, below, canvas, styled
from sim.resource.acceptance import EDGES, follow
from sim.resource.persistence import autocorrelation, durations
from sim.resource.series_statistics import CALM, SECTORS, WINDY, daily, seasonal

LONGEST_LAG = 336.0
"""Of the picture of the memory. [h]"""
CLASSES = (0.0, CALM, 8.0, WINDY, np.inf)
"""Of speed in the rose. [m/s]"""


@styled()
def hours(wind):
    """Draw the mean speed by month and hour of the day on Vietnam's clock."""
    month, hour = clock.month(wind.period, clock.ICT), clock.hour_of_day(wind.period, clock.ICT).astype(int)
    mean = wind.speed.mean(0)
    table = np.zeros((12, 24))
    count = np.zeros((12, 24))
    np.add.at(table, (month, hour), mean)
    np.add.at(count, (month, hour), 1)
    table /= np.maximum(count, 1)
    monthly = table.mean(1)
    high, low = int(monthly.argmax()), int(monthly.argmin())
    figure, axes = canvas(f"{MONTHS[high]} is windiest ({number(monthly[high], 1)} m/s at {number(wind.height)} m), "
                          f"{MONTHS[low]} calmest ({number(monthly[low], 1)} m/s)", size=(5.6, 3.6))
    image = axes.imshow(table, aspect="auto", cmap="cividis", origin="upper", extent=(0, 24, 11.5, -0.5))
    axes.set(xlabel="hour of the day in Vietnam", xticks=range(0, 25, 3), yticks=range(12), yticklabels=MONTHS)
    figure.colorbar(image, ax=axes, label="mean wind speed [m/s]", pad=0.02)
    return figure


@styled()
def rose(wind):
    """Draw where the wind comes from in each season, by classes of speed."""
    month = clock.month(wind.period, clock.ICT)
    seasons = {"November to March": (10, 11, 0, 1, 2), "April and May": (3, 4), "June to September": (5, 6, 7, 8),
               "October": (9,)}
    off = np.mod(wind.direction + 180 / SECTORS, 360)
    north = _share(wind.direction, np.isin(month, (10, 11, 0, 1, 2)), 0, 120)
    south = _share(wind.direction, np.isin(month, (5, 6, 7, 8)), 180, 300)
    figure, axes = canvas(f"The wind comes from north to east-south-east {number(100 * north)} % of the north-east "
                          f"monsoon, from south to west-north-west {number(100 * south)} % of the south-west monsoon",
                          size=(5.6, 5.6), rows=2, columns=2, subplot_kw={"projection": "polar"})
    colours = (PALE, SKY, TEAL, NAVY)
    for panel, (text, months) in zip(axes.flat, seasons.items(), strict=True):
        of = np.isin(month, months)
        sector = (off[:, of] * SECTORS / 360).astype(int) % SECTORS
        base = np.zeros(SECTORS)
        for i, colour in enumerate(colours):
            here = (wind.speed[:, of] >= CLASSES[i]) & (wind.speed[:, of] < CLASSES[i + 1])
            share = 100 * np.bincount(sector[here], minlength=SECTORS) / sector.size
            label = f"under {CLASSES[1]:g} m/s" if i == 0 else f"over {CLASSES[i]:g} m/s" if i == 3 else \
                f"{CLASSES[i]:g} to {CLASSES[i + 1]:g} m/s"
            panel.bar(np.radians(np.arange(SECTORS) * 360 / SECTORS), share, width=2 * np.pi / SECTORS * 0.9,
                      bottom=base, color=colour, edgecolor=INK, linewidth=0.3, label=label)
            base = base + share
        panel.set_theta_zero_location("N")
        panel.set_theta_direction(-1)
        panel.set_title(text, fontsize=8.5)
        panel.set_xticks(np.radians((0, 90, 180, 270)), ("N", "E", "S", "W"))
        panel.yaxis.set_major_locator(_few())
        panel.yaxis.set_major_formatter(lambda v, _: f"{v:g} %" if v else "")
        panel.tick_params(axis="y", labelsize=6.5)
        panel.grid(color=PALE)
    below(figure, columns=4)
    return figure


@styled()
def memory(wind):
    """Draw the autocorrelation of the speed, season and day taken out, with the band that it is held against."""
    season = seasonal(wind.speed, wind.period)
    relative = wind.speed / (season * daily(wind.speed / season, wind.period))
    lags = np.unique(np.round(np.geomspace(max(wind.period, 0.5), LONGEST_LAG, 60) / wind.period)) * wind.period
    found = np.array(autocorrelation(relative, wind.period, lags))
    day, week = np.interp((24.0, 168.0), lags, found)
    figure, axes = canvas(f"A day later the correlation is {number(day, 2)}, a week later {number(week, 2)}")
    if wind.against:
        rows = [v for v in wind.verdicts if v.group == "autocorrelation"]
        at = [float(v.name.split()[0]) for v in rows]
        middle = [(v.low + v.high) / 2 for v in rows]
        axes.errorbar(at, middle, [(v.high - v.low) / 2 for v in rows], fmt="none", ecolor=OCHRE, elinewidth=3,
                      label="band of the reference")
    else:
        low, high = ([follow(parts, lag) for lag in lags] for parts in EDGES)
        axes.fill_between(lags, low, high, color=PALE, linewidth=0, label="band (assumed for a monsoon sea)")
    axes.plot(lags, found, color=NAVY, label="this wind")
    axes.plot(lags, found[0] ** (lags / lags[0]), color=MUTED, linestyle="--", linewidth=1.0,
              label="autoregression of order one")
    ticks = [t for t in (1, 3, 6, 12, 24, 72, 168, 336) if t >= lags[0]]
    axes.set(xscale="log", xlabel="lag [h]", ylabel="autocorrelation", ylim=(-0.05, 1.02), xlim=(lags[0], lags[-1]))
    axes.set_xticks(ticks, [str(t) for t in ticks])
    axes.minorticks_off()
    axes.grid(axis="y")
    below(figure, columns=2)
    return figure


@styled()
def low_wind_spells(wind):
    """Draw how often a year low-wind and windy spells last longer than a given time."""
    kinds = ((f"under {CALM:g} m/s", wind.speed < CALM, BRICK, "-"),
             (f"over {WINDY:g} m/s", wind.speed > WINDY, NAVY, "--"))
    longest = durations(wind.speed < CALM, wind.period)
    said = f"the longest lasts {number(longest.max() / 24, 1)} days" if longest.size else "none"
    often = number((longest > 24).sum() / len(wind.speed), 1)
    figure, axes = canvas(f"Low-wind spells under {CALM:g} m/s at {number(wind.height)} m: {often} a year last "
                          f"longer than a day, {said} in {len(wind.speed)} years")
    for text, within, colour, dash in kinds:
        length = np.sort(durations(within, wind.period))[::-1]
        if length.size:
            axes.step(length, np.arange(1, length.size + 1) / len(wind.speed), color=colour, linestyle=dash, label=text)
    axes.set(xscale="log", yscale="log", xlabel="lasting longer than [h]", ylabel="spells a year")
    ticks = (1, 3, 6, 12, 24, 72, 168, 336, 720)
    axes.set_xticks(ticks, [str(t) for t in ticks])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda v, _: f"{v:g}")
    axes.grid()
    below(figure, columns=2)
    return figure


@styled()
def year(wind):
    """Draw one year's days among the range of all years."""
    days = wind.speed.reshape(len(wind.speed), 365, -1).mean(2)
    annual = wind.speed.mean(1)
    middle = int(np.argsort(annual)[len(annual) // 2])
    spread = f", annual means {number(annual.min(), 1)} to {number(annual.max(), 1)} m/s" if len(annual) > 1 else ""
    figure, axes = canvas(f"Mean speed {number(annual.mean(), 1)} m/s at {number(wind.height)} m{spread}",
                          size=(5.6, 3.2))
    at = np.arange(365)
    if len(days) > 4:
        low, high = np.quantile(days, (0.1, 0.9), axis=0)
        axes.fill_between(at, _smooth(low), _smooth(high), color=PALE, linewidth=0, label="P10 to P90 of years")
    axes.plot(at, days[middle], color=NAVY, linewidth=0.8, label="days of the median year")
    axes.plot(at, seasonal(days, 24.0), color=OCHRE, linewidth=2.0, label="mean course")
    starts = np.cumsum(clock.MONTH_DAYS) - clock.MONTH_DAYS
    axes.set_xticks(starts + 15, MONTHS)
    axes.set(ylabel="daily mean wind speed [m/s]", xlim=(0, 364), ylim=(0, None))
    axes.grid(axis="y")
    below(figure, columns=3)
    return figure


def _share(direction, of, low, high):
    """Return how often the wind of some periods comes from between two directions."""
    chosen = direction[:, of]
    return float(((chosen >= low) & (chosen <= high)).mean())


def _smooth(values):
    """Return a running mean over a week that goes round the year."""
    return np.convolve(np.concatenate([values[-3:], values, values[:3]]), np.full(7, 1 / 7), mode="valid")


def _few():
    """Return a locator of three circles."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(3)


DRAWINGS = {"hours": hours, "rose": rose, "memory": memory, "low_wind_spells": low_wind_spells, "year": year}
