"""Pictures of energy: months, duration, losses, certainty and years."""

import numpy as np

from sim import clock
from sim.report.key_figures import buyers, number, scenario, steps, value
from sim.report.lede import minimum_kept
from sim.report.plots.shapes import bars
from sim.report.plots.style import (
    BRICK,
    COLOURS,
    HATCHES,
    INK,
    MUTED,
    NAVY,
    OCHRE,
    PALE,
    SKY,
    TEAL,
    below,
    canvas,
    empty,
    styled,
    thousands,
)
from sim.units import HOURS_PER_YEAR

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STACK = (("delivered_power", "delivered", "delivered to Singapore", ""),
         ("link_loss_power", "link", "lost in the link", ""),
         ("outage_power", "outage", "link out", "////"), ("curtailed_power", "curtailed", "curtailed", ""),
         ("local_power", "local", "sold in Vietnam", "\\\\\\\\"))
SOLD = ("#7b6fa8", TEAL, "#5a5a5a", "#c7a0a0")
"""Of further buyers, which stand above these."""
NO_HOURS = "The run did not keep its hours."


def life_weights(traded):
    """Return the share of each traded year in the mean of all operating years, straight lines between them."""
    traded = np.asarray(traded, dtype=float)
    years = np.arange(traded[0], traded[-1] + 1.0)
    return np.array([np.interp(years, traded, unit).mean() for unit in np.eye(traded.size)])


def monthly_energy(data, name):
    """
    Return the energy of a power by month on Singapore's clock.

    Parameters
    ----------
    data : xarray.Dataset
        Results with their hours.
    name : str
        A variable (operating_year, weather_year, time) in MW.

    Returns
    -------
    energy : array, shape (weather_year, 12)
        Mean of the years of operation. [GWh]
    """
    power = data[name].values
    dt = HOURS_PER_YEAR / power.shape[-1]
    starts = np.searchsorted(clock.month(dt), np.arange(12))
    energy = np.add.reduceat(power, starts, axis=-1, dtype=float) * dt / 1e3
    return np.tensordot(life_weights(data["operating_year"].values), energy, axes=1)


@styled()
def monthly(data):
    """Draw who takes the energy of each month, with the spread of the weather years."""
    if "time" not in data.dims:
        return empty("Energy by month", NO_HOURS)
    others = [(f"{name}_power", SOLD[place % len(SOLD)], f"sold to {text}", HATCHES[place // len(SOLD) % 3])
              for place, (name, text, node, _) in enumerate(buyers(data)) if node != "singapore"]
    stack = [*((name, COLOURS[role], text, hatch) for name, role, text, hatch in STACK), *others]
    energies = {name: monthly_energy(data, name) for name, *_ in stack}
    delivered = energies["delivered_power"]
    mean = delivered.mean(axis=0)
    high, low = int(mean.argmax()), int(mean.argmin())
    figure, axes = canvas(f"Delivery is highest in {MONTHS[high]} ({number(mean[high])} GWh) and lowest in "
                          f"{MONTHS[low]} ({number(mean[low])} GWh)")
    base, at = np.zeros(12), np.arange(12)
    for name, colour, text, hatch in stack:
        height = energies[name].mean(axis=0)
        bars(axes, at, height, base, width=0.78, facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0.5,
             label=text)
        base = base + height
    if delivered.shape[0] > 1:
        ends = np.quantile(delivered, (0.1, 0.9), axis=0)
        axes.vlines(at, ends[0], ends[1], color="white", linewidth=3.2)
        axes.vlines(at, ends[0], ends[1], color=INK, linewidth=1.3, label="delivered, P10 to P90 of weather years")
    axes.set_xticks(at, MONTHS)
    axes.set_ylabel("energy at the hub [GWh a month]")
    thousands(axes.yaxis)
    axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def duration(data):
    """Draw how long which power is delivered, with the spread of the years and the contract."""
    if "time" not in data.dims:
        return empty("Duration of delivered power", NO_HOURS)
    width = float(scenario(data)["contract"]["terms"].get("width_mw", np.nan))
    power = data["delivered_power"].values
    years = np.sort(power.reshape(-1, power.shape[-1]), axis=-1)[:, ::-1]
    rank = np.unique(np.linspace(0, power.shape[-1] - 1, 400).astype(int))
    at = (rank + 0.5) * HOURS_PER_YEAR / power.shape[-1]
    low, middle, high = np.quantile(years[:, rank], (0.1, 0.5, 0.9), axis=0)
    full, nothing = value(data, "hours_at_contract"), float((power <= 1e-3).mean()) * HOURS_PER_YEAR
    figure, axes = canvas(f"Full contracted power in {number(full)} of 8,760 hours a year, no power in "
                          f"{number(nothing)} hours")
    axes.fill_between(at, low, high, color=SKY, linewidth=0, label="P10 to P90 of simulated years")
    axes.plot(at, middle, color=NAVY, label="median year")
    if np.isfinite(width):
        axes.axhline(width, color=BRICK, linestyle="--", linewidth=1.1, label=f"contract, {number(width)} MW")
        axes.plot([full, full], [0, width], color=INK, linewidth=0.9, linestyle=":")
        late = full > 6000
        axes.text(full + (-90 if late else 90), 0.08 * width, f"{number(full)} h\nat contract",
                  ha="right" if late else "left")
    axes.set(xlim=(0, 8760), xlabel="hours a year at or above that power", ylabel="power at the Singapore meter [MW]")
    thousands(axes.xaxis, axes.yaxis)
    axes.set_ylim(0, 1.08 * max(float(high.max()), width if np.isfinite(width) else 0.0, 1e-3))
    axes.grid(axis="y")
    below(figure)
    return figure


@styled()
def losses(data):
    """Draw the chain of the energy from free wind to the Singapore meter, step by step."""
    chain = steps(data)
    source = "free wind and solar" if chain[1][0] == "Solar" else "free wind"
    gross, end = chain[0][1] + (chain[1][1] if chain[1][0] == "Solar" else 0.0), chain[-1][1]
    bought, scale = dict(chain).get("Bought from the grid", 0.0), max(gross, 1e-9)
    beside = f" and {number(bought)} GWh bought" if bought else ""
    figure, axes = canvas(f"Of {number(gross)} GWh of {source}{beside} a year, {number(end)} GWh "
                          f"({number(100 * end / (scale + bought))} %) reach the Singapore meter", size=(5.6, 3.9))
    level = 0.0
    for row, (name, energy) in enumerate(chain):
        total = row in (0, len(chain) - 1)
        start, width = (0.0, energy) if total else (level + min(energy, 0.0), abs(energy))
        local = name.startswith("Sold ")
        axes.barh(row, width, left=start, height=0.7, color=NAVY if total else OCHRE if local else SKY,
                  hatch="\\\\\\\\" if local else "", edgecolor="white", linewidth=0.4)
        before, level = level, energy if total else level + energy
        if row:
            axes.plot([before, before], [row - 1.35 + 0.7, row - 0.35], color=MUTED, linewidth=0.7)
        axes.text(max(start + width, before if row else 0.0) + 0.012 * scale, row,
                  f"{number(energy)}  ({number(100 * energy / scale, 1)} %)", va="center", fontsize=7.5)
    axes.set_yticks(range(len(chain)), [name for name, _ in chain])
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.5 * scale), xlabel=f"energy in a mean year [GWh], share of {source}")
    axes.tick_params(axis="y", length=0)
    thousands(axes.xaxis)
    return figure


@styled()
def certainty(data):
    """Draw the energy that is exceeded with 50, 75 and 90 %, over one year and ten, and by weather alone."""
    names = (("P50, one year", "p50_delivered_energy", NAVY), ("P75, one year", "p75_delivered_energy", TEAL),
             ("P90, one year", "p90_delivered_energy", BRICK),
             ("P90, mean of ten years", "p90_10y_delivered_energy", BRICK),
             ("P90, weather alone", "weather_p90_delivered_energy", OCHRE))
    energies = [value(data, name) / 1e3 for _, name, _ in names]
    centre = max(energies[0], 1e-9)
    figure, axes = canvas(f"Nine chances in ten that a year delivers {number(energies[2], 2)} TWh or more, "
                          f"{number(100 * energies[2] / centre)} % of P50", size=(5.6, 3.2))
    for row, ((_, _, colour), energy) in enumerate(zip(names, energies, strict=True)):
        axes.plot([energy, energies[0]], [row, row], color=PALE, linewidth=5, solid_capstyle="butt", zorder=1)
        axes.plot(energy, row, "o" if row != 3 else "D", color=colour, markersize=7, zorder=3)
        axes.annotate(f"{number(energy, 2)}", (energy, row), xytext=(-8, 0), textcoords="offset points", ha="right",
                      va="center")
    axes.axvline(energies[0], color=MUTED, linewidth=0.8, linestyle="--", zorder=0)
    axes.set_yticks(range(len(names)), [text for text, _, _ in names])
    axes.invert_yaxis()
    lowest, highest = min(energies), max(*energies, 1e-3)
    room = max(0.35 * (highest - lowest), 0.05 * highest)
    axes.set(xlim=(lowest - room, highest + 0.3 * room), ylim=(4.6, -0.6), xlabel="delivered energy [TWh a year]")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return figure


@styled()
def yearly(data):
    """Draw the load factor of every simulated year, beside the minimum of the contract."""
    s = scenario(data)
    terms = s["contract"]["terms"]
    rating = float(s["link"]["rating_mw"])
    width = sum(float(one.get("width_mw", rating)) for one in (terms, *(
        also["terms"] for also in s["contract"].get("also", []))))
    minimum, met = minimum_kept(data)
    delivered = 100 * data["annual_delivered_energy"].values.ravel() / (rating * 8.76)
    contract = 100 * data["annual_contract_energy"].values.ravel() / (width * 8.76)
    said = (f"The contract's minimum of {number(100 * minimum, 1)} % is met in {number(100 * met)} % of "
            f"{number(contract.size)} simulated years") if minimum > 0 else \
        (f"The load factor of {number(contract.size)} simulated years runs from {number(delivered.min(), 1)} to "
         f"{number(delivered.max(), 1)} %")
    figure, axes = canvas(said)
    ends = np.array([min(delivered.min(), contract.min()), max(delivered.max(), contract.max())])
    edges = np.arange(np.floor(ends[0]), np.ceil(ends[1]) + 1.01, 1.0)
    edges = edges if edges.size <= 60 else np.linspace(*ends, 40)
    share = np.full(delivered.size, 100.0 / delivered.size)
    axes.hist(contract, edges, weights=share, color=SKY, edgecolor="white", linewidth=0.5,
              label="energy under the contract, over contracted power")
    axes.hist(delivered, edges, weights=share, histtype="step", color=NAVY, linewidth=1.5,
              label="all energy delivered, over the rating")
    if minimum > 0:
        axes.axvline(100 * minimum, color=BRICK, linestyle="--", linewidth=1.4, label="minimum, after tolerance")
    axes.set(xlabel="load factor of the calendar year [%]", ylabel="share of simulated years [%]")
    axes.grid(axis="y")
    below(figure, columns=2)
    return figure
