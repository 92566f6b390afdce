"""Pictures of a farm: wind and wakes, wake models compared, operated power curves, seasons and uncertainty."""

import numpy as np

from sim.analysis.yield_assessment import SHOWN
from sim.report.key_figures import number
from sim.report.plots.energy import MONTHS
from sim.report.plots.style import BRICK, INK, MARKS, MUTED, NAVY, OCHRE, PALE, SKY, TEAL, below, canvas, styled

LOWEST = 0.6
"""Share of the free wind at the dark end of the map."""
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
AVERAGED = ((1, NAVY, "o"), (10, OCHRE, "s"), (20, TEAL, "^"))
"""Years averaged over -> colour and mark."""


@styled()
def rose(ground):
    """Draw where the wind and its energy come from, and what wakes take by direction."""
    worst = int(np.argmax(ground.loss))
    figure, (left, right) = canvas(
        f"Wakes take {number(100 * (ground.energy * ground.loss).sum(), 1)} % of the energy, most of which comes from "
        f"{COMPASS[round(ground.shown / 45) % 8]} ({number(ground.shown)}°); of that from "
        f"{number(ground.direction[worst])}° they take {number(100 * ground.loss[worst])} %", size=(7.2, 3.9),
        columns=2, subplot_kw={"projection": "polar"})
    angle, width = np.radians(ground.direction), 2 * np.pi / ground.direction.size
    left.bar(angle, 100 * ground.energy, width=width, color=NAVY, label="energy of free turbines")
    left.step(np.append(angle, angle[0] + 2 * np.pi), 100 * np.append(ground.time, ground.time[0]), where="mid",
              color=OCHRE, linewidth=1.2, label="time")
    left.set_title(f"share by {360 / ground.direction.size:g}° [%]", fontsize=8.5)
    right.bar(angle, 100 * ground.loss, width=width, color=SKY, edgecolor=INK, linewidth=0.2,
              label="lost to wakes, of the energy from there")
    right.set_title(f"{ground.model} [%]", fontsize=8.5)
    for axes in (left, right):
        axes.set_theta_zero_location("N")
        axes.set_theta_direction(-1)
        axes.set_xticks(np.radians(np.arange(0, 360, 45)), ("N", "NE", "E", "SE", "S", "SW", "W", "NW"))
        axes.tick_params(axis="y", labelsize=6.5)
        axes.grid(color=PALE)
    below(figure)
    return figure


@styled()
def inside(ground):
    """Draw the layout with the wind speed at each turbine, and the wakes in its middle."""
    x, y = np.asarray(ground.layout.x) / 1e3, np.asarray(ground.layout.y) / 1e3
    east, north = ground.east / 1e3, ground.north / 1e3
    figure, (left, right) = canvas(
        f"With {number(SHOWN)} m/s from {number(ground.shown)}° the worst placed of {x.size} turbines has "
        f"{number(ground.met.min(), 2)} m/s, the mean {number(ground.met.mean(), 2)}", size=(7.4, 4.4), columns=2)
    dots = left.scatter(x, y, c=ground.met, s=16, cmap="cividis", vmin=ground.met.min(), vmax=SHOWN, edgecolor=INK,
                        linewidth=0.4)
    left.plot(east[[0, -1, -1, 0, 0]], north[[0, 0, -1, -1, 0]], color=BRICK, linewidth=1.0, linestyle="--")
    angle, reach = np.deg2rad(ground.shown), 0.07 * max(np.ptp(x), np.ptp(y), 1.0)
    arrow = reach * np.array([np.sin(angle), np.cos(angle)])
    corner = np.array([x.min() + reach, y.max() - reach])
    left.annotate("", corner - arrow, corner + arrow, arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.6})
    left.set(xlabel="east [km]", ylabel="north [km]", aspect="equal")
    figure.colorbar(dots, ax=left, location="bottom", shrink=0.9, label="wind speed at each turbine [m/s]")
    image = right.pcolormesh(east, north, ground.wind, cmap="cividis", vmin=LOWEST * SHOWN, vmax=SHOWN,
                             shading="gouraud", rasterized=True)
    here = (x > east[0]) & (x < east[-1]) & (y > north[0]) & (y < north[-1])
    right.scatter(x[here], y[here], s=14, color="white", edgecolor=INK, linewidth=0.6)
    right.set(xlabel="east [km]", aspect="equal")
    right.set_title(f"the middle, {ground.model}", fontsize=8.5)
    figure.colorbar(image, ax=right, location="bottom", shrink=0.9, extend="min",
                    label="wind that a turbine would meet there [m/s]")
    return figure


@styled()
def models(compared):
    """Draw the wake loss of each farm by every model, and the reported one."""
    widest = max(compared, key=lambda one: np.ptp(list(one.loss.values())))
    low, high = (100 * end(widest.loss.values()) for end in (min, max))
    figure, axes = canvas(f"The models are {number(high - low)} points apart at {widest.name} ({number(low, 1)} to "
                          f"{number(high, 1)} %), and none is fitted to any farm",
                          size=(6.4, 0.85 * len(compared) + 1.7))
    names = list(dict.fromkeys(name for one in compared for name in one.loss))
    styles = {name: (colour, mark) for name, colour, mark in
              zip(names, (OCHRE, NAVY, TEAL, BRICK, MUTED, INK), MARKS, strict=False)}
    for row, one in enumerate(compared):
        losses = {name: 100 * loss for name, loss in one.loss.items()}
        axes.plot([min(losses.values()), max(losses.values())], [row, row], color=PALE, linewidth=7,
                  solid_capstyle="butt", zorder=1)
        for name, loss in losses.items():
            colour, mark = styles[name]
            axes.plot(loss, row, mark, color=colour, markersize=7.5, markeredgecolor="white", zorder=3, label=name)
        if np.isfinite(one.reported):
            axes.plot(100 * one.reported, row - 0.3, "x", color=INK, markersize=6, zorder=4,
                      label=f"reported ({one.status})")
    axes.set_yticks(range(len(compared)), [f"{one.name}\n{one.turbines} turbines" for one in compared])
    axes.set(xlim=(0, None), ylim=(len(compared) - 0.5, -0.55), xlabel="energy lost to wakes [% of free turbines]")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    below(figure)
    return figure


@styled()
def curves(made):
    """Draw a turbine's power smoothed and throttled, and what storm controls do above cut-out."""
    lost = np.abs(made.smoothed - made.table)
    worst = int(np.argmax(lost))
    figure, (left, right) = canvas(
        f"Turbulence of {number(100 * made.turbulence)} % moves power by up to {number(lost[worst], 1)} MW at "
        f"{number(made.speed[worst], 1)} m/s, and never across cut-out", size=(7.2, 3.6), columns=2)
    for power, colour, dash, text in (
            (made.table, NAVY, "-", "table"),
            (made.smoothed, OCHRE, "--", f"smoothed, {100 * made.turbulence:g} % turbulence"),
            (made.throttled, TEAL, "-.", f"held to {100 * made.share:g} % of the rating")):
        left.plot(made.speed, power, color=colour, linestyle=dash, label=text)
    left.set(xlim=(2, 16), xlabel="mean wind of a period [m/s]", ylabel="power of one turbine [MW]")
    for (name, (up, down)), (colour, dash) in zip(made.storm.items(), ((NAVY, "-"), (BRICK, "--"), (TEAL, "-.")),
                                                  strict=False):
        right.plot(made.speed, up, color=colour, linestyle=dash, label=f"storm: {name}")
        if not np.array_equal(up, down):
            right.plot(made.speed, down, color=colour, linestyle=":", label=f"storm: {name}, as the wind falls")
    right.set(xlim=(18, 33), xlabel="mean wind of a period [m/s]")
    for axes in (left, right):
        axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def seasons(out, speed):
    """Draw how many turbines are out of service by month, and how windy it is."""
    high, low = int(np.argmax(out)), int(np.argmin(out))
    figure, axes = canvas(f"{number(100 * out[high], 1)} % of the turbines stand in {MONTHS[high]} and "
                          f"{number(100 * out[low], 1)} % in {MONTHS[low]}: repair waits for calm weather")
    axes.bar(range(12), 100 * out, color=SKY, edgecolor=INK, linewidth=0.4, label="turbines out of service")
    axes.set_xticks(range(12), MONTHS)
    axes.set_ylabel("out of service [%]")
    beside = axes.twinx()
    beside.plot(range(12), speed, color=BRICK, marker="o", markersize=4, label="mean wind at the hub")
    beside.set(ylabel="wind [m/s]", ylim=(0, None))
    beside.spines["right"].set_visible(True)
    below(figure)
    return figure


@styled()
def certainty(data):
    """Draw Pxx of one year and of the mean of ten and twenty, by draws and by formula."""
    energy = data["exceeded_energy"] / 1e3
    share = 100 * energy["exceedance_probability"].values
    draws, formula = (energy.sel(exceedance_method=name) for name in ("draws", "formula"))
    gap = float((100 * (formula / draws - 1.0)).sel(averaging_years=1).isel(exceedance_probability=-1))
    said = "Formula and draws agree to 1 %, even in a bad year" if abs(gap) < 1.0 else \
        (f"In a bad year, P99, the formula says {number(abs(gap), 1)} % {'more' if gap > 0 else 'less'} than the "
         "draws: it knows no long tail of outages")
    figure, axes = canvas(said, size=(5.8, 3.7))
    for years, colour, mark in AVERAGED:
        text = "one year" if years == 1 else f"mean of {years} years"
        axes.plot(share, draws.sel(averaging_years=years), color=colour, marker=mark, markersize=5,
                  label=f"{text}, draws")
        axes.plot(share, formula.sel(averaging_years=years), color=colour, linestyle=":", marker=mark, markersize=5,
                  markerfacecolor="white", label=f"{text}, formula")
    axes.set_xticks(share, [f"P{part:g}" for part in share])
    axes.set_ylabel("delivered energy [TWh a year]")
    axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def behind(data):
    """Draw the simulated years that stand behind P50, P90 and P99, week by week."""
    power = data["exceeded_power"]
    share = np.round(100 * power["exceedance_probability"].values).astype(int).tolist()
    dt = 8760.0 / power.shape[-1]
    idle = {p: dt * float((power.values[share.index(p)] <= 1e-3).sum()) for p in (50, 99)}
    figure, axes = canvas(f"The year behind P99 delivers nothing for {number(idle[99])} hours, that behind P50 for "
                          f"{number(idle[50])}")
    width = round(168.0 / dt)
    weeks = power.shape[-1] // width
    for probability, colour, dash in ((50, NAVY, "-"), (90, OCHRE, "--"), (99, BRICK, "-.")):
        year = power.values[share.index(probability), :weeks * width].reshape(weeks, width)
        axes.plot(np.arange(weeks) + 0.5, year.mean(axis=1), color=colour, linestyle=dash, label=f"P{probability}")
    axes.set(xlim=(0, weeks), ylim=(0, None), xlabel="week of the year", ylabel="delivered, mean of a week [MW]")
    axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def categories(data):
    """Draw the standard deviation of the energy by category."""
    found = 100 * data["energy_uncertainty"].values
    names = [str(name) for name in data["uncertainty_category"].values]
    order = np.argsort(found)[::-1]
    total = float(np.sqrt((found**2).sum()))
    figure, axes = canvas(f"One year's energy is uncertain by {number(total, 1)} %, most of it by "
                          f"{names[order[0]]} ({number(found[order[0]], 1)} %)", size=(6.2, 3.8))
    shown = [at for at in order if found[at] > 0]
    colours = [OCHRE if names[at].startswith("year to year") else NAVY for at in shown]
    axes.barh(range(len(shown)), found[shown], height=0.7, color=colours)
    for row, at in enumerate(shown):
        axes.text(found[at] + 0.01 * found[order[0]], row, f"{number(found[at], 1)} %", va="center", fontsize=7.5)
    axes.set_yticks(range(len(shown)), [names[at] for at in shown])
    axes.invert_yaxis()
    axes.set(xlabel="standard deviation [% of the energy of a year]", xlim=(0, 1.12 * found[order[0]]))
    axes.tick_params(axis="y", length=0)
    return figure
