"""Pictures of site conditions: long-term correction, vertical profile, extreme wind."""

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.style import BRICK, DASHES, INK, MUTED, NAVY, OCHRE, PALE, SERIES, TEAL, below, canvas, styled
from sim.resource.extreme_wind import CLASSES

BIN = 0.5
"""Of the picture of the pairs. [m/s]"""


@styled()
def correction(corrected):
    """Draw the measurement against its reference, and the years that the correction gives."""
    quality, pairs = corrected.uncertainty, corrected.pairs
    years = corrected.time.astype("datetime64[Y]").astype(int) + 1970
    whole = [year for year in np.unique(years) if (years == year).sum() > 0.95 * 8760 / _step(corrected)]
    annual = np.array([corrected.predicted[years == year].mean() for year in whole])
    mean, measured = float(corrected.predicted.mean()), float(pairs.target.mean())
    than = "more" if measured > mean else "less"
    figure, (left, right) = canvas(
        f"Measured {number(measured, 2)} m/s, {number(100 * abs(measured / mean - 1), 1)} % {than} than the long term: "
        f"{number(mean, 2)} m/s +-{number(100 * quality.level, 1)} % over {number(quality.years)} years",
        size=(7.6, 3.5), columns=2)
    top = float(np.ceil(max(pairs.reference.max(), pairs.target.max())))
    grid = np.arange(0.0, top + BIN, BIN)
    counts = np.histogram2d(pairs.reference, pairs.target, (grid, grid))[0].T
    image = left.pcolormesh(grid, grid, np.where(counts > 0, counts, np.nan), cmap="Greys", norm="log")
    figure.colorbar(image, ax=left, label=f"hours, of {number(pairs.target.size)}", pad=0.02)
    place = (corrected.speed / BIN).astype(int)
    met = np.flatnonzero(np.bincount(place) > 20)
    line = [corrected.predicted[place == i].mean() for i in met]
    left.plot((met + 0.5) * BIN, line, color=BRICK, linewidth=2.2, label="correction, mean")
    left.plot((0, top), (0, top), color=MUTED, linestyle="--", linewidth=1.0, label="equal")
    left.set(xlabel="reference [m/s]", ylabel="measured [m/s]", xlim=(0, top), ylim=(0, top), aspect="equal")
    left.set_title(f"correlation {number(quality.correlation, 2)}, {number(quality.days)} days", fontsize=8.5,
                   loc="left")
    right.axhspan(mean * (1 - quality.level), mean * (1 + quality.level), color=PALE, label="long term, one deviation")
    right.axhline(mean, color=NAVY, linewidth=1.2, label="long term")
    right.plot(whole, annual, color=NAVY, marker="o", markersize=4, linewidth=0.8, label="corrected years")
    # A year's point stands at its number, so its middle does.
    begin = (corrected.time[0] - np.datetime64("1970-01-01")).astype("timedelta64[h]").astype(float) / 8766.0 + 1969.5
    right.plot(begin + pairs.hour[[0, -1]] / 8766.0, [measured] * 2, color=OCHRE, linewidth=4,
               solid_capstyle="butt", label="measured")
    right.xaxis.set_major_locator(_whole())
    right.set(xlabel="year", ylabel="mean wind speed [m/s]")
    right.grid(axis="y")
    below(figure, columns=3)
    return figure


@styled()
def profile(profiles):
    """Draw the mean speed over the rotor by each law."""
    at_hub = {name: float(np.interp(profiles.hub, profiles.height, v)) for name, v in profiles.laws.items()}
    low, high = min(at_hub, key=at_hub.get), max(at_hub, key=at_hub.get)
    figure, axes = canvas(
        f"At the hub {_label(low)} gives {number(at_hub[low], 2)} m/s and {_label(high)} {number(at_hub[high], 2)}; "
        f"the rotor-equivalent wind is {number(100 * min(profiles.rotor.values()), 1)} to "
        f"{number(100 * max(profiles.rotor.values()), 1)} % of that at the hub", size=(5.6, 4.0))
    bottom, top = profiles.hub - profiles.diameter / 2, profiles.hub + profiles.diameter / 2
    axes.axhspan(bottom, top, color=PALE, linewidth=0, label="rotor")
    axes.axhline(profiles.hub, color=MUTED, linewidth=0.8)
    for (name, speed), colour, dash in zip(profiles.laws.items(), SERIES, DASHES, strict=False):
        axes.plot(speed, profiles.height, color=colour, linestyle=dash,
                  label=f"{_label(name)}: rotor / hub {number(profiles.rotor[name], 4)}")
    axes.set(xlabel="mean wind speed [m/s]", ylabel="height above the sea [m]", ylim=(0, top * 1.04))
    axes.annotate("hub", (axes.get_xlim()[0], profiles.hub), textcoords="offset points", xytext=(3, 3), color=INK,
                  fontsize=8)
    axes.grid(axis="x")
    below(figure, columns=2)
    return figure


@styled()
def extremes(storms):
    """Draw how strong the wind is once in so many years, beside the classes of turbines."""
    fifty = float(np.interp(50.0, storms.years, storms.speed))
    figure, axes = canvas(f"Once in 50 years {number(fifty, 1)} m/s for ten minutes at {number(storms.height)} m: a "
                          f"turbine of class {storms.iec} withstands it", size=(5.6, 3.6))
    axes.plot(storms.years, storms.speed, color=NAVY, marker="o", markersize=4, label="all wind")
    there = storms.storms > 0
    axes.plot(storms.years[there], storms.storms[there], color=BRICK, marker="s", markersize=4, linestyle="--",
              label="storms alone")
    for name, reference in CLASSES.items():
        axes.axhline(reference, color=TEAL, linewidth=0.9, linestyle=":")
        axes.annotate(f"IEC {name}", (storms.years[0], reference), textcoords="offset points", xytext=(0, 2),
                      fontsize=7.5, color=INK)
    axes.plot(50.0, fifty, color=OCHRE, marker="D", markersize=8, linestyle="", label="50 years")
    axes.set(xscale="log", xlabel="return period [years]", ylabel="10-minute mean speed [m/s]", ylim=(0, None))
    axes.set_xticks(storms.years, [number(y) for y in storms.years])
    axes.minorticks_off()
    axes.grid(axis="y")
    below(figure, columns=3)
    return figure


def _step(corrected):
    """Return the hours between two stamps."""
    return float((corrected.time[1] - corrected.time[0]).astype("timedelta64[s]").astype(int)) / 3600.0


def _label(name):
    """Return the name of a vertical profile in words."""
    return {"log_law": "the log law", "power_law": "the power law", "monin_obukhov": "Monin-Obukhov"}.get(name, name)


def _whole():
    """Return a locator of whole numbers."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)
