"""The picture of the value of a battery by its size."""

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.style import DASHES, INK, MARKS, MUTED, SERIES, below, canvas, styled, thousands


@styled()
def size_plot(data):
    """
    Draw what each size of battery earns more than none, less what it costs.

    Parameters
    ----------
    data : xarray.Dataset
        As `sim.studies.battery_sizing.battery_sizes` returns it.

    Returns
    -------
    figure : Figure
    """
    net, energy = data["net"].values / 1e6, data["energy"].values / 1e3
    best, power, size = (float(data.attrs[name]) for name in ("best_net", "best_power", "best_energy"))
    price = number(data.attrs["contract_price"])
    edge = size in (data["energy"].values[0], data["energy"].values[-1]) or power == data["power"].values[-1]
    said = f"No size of battery pays: the least loss is {number(-best / 1e6, 1)} m USD a year"
    if best > 0:
        said = (f"{number(power)} MW with {number(size)} MWh earns most above its cost, {number(best / 1e6, 1)} m USD "
                "a year") + ("; the optimum may be outside the range examined" if edge else "")
    figure, axes = canvas(said, size=(5.6, 3.9))
    axes.set_title(f"contract at {price} USD/MWh, upper bound (perfect foresight)", fontsize=8, loc="left", color=MUTED)
    chosen = np.unique(np.round(np.linspace(0, data.sizes["power"] - 1, min(data.sizes["power"], 8))).astype(int))
    for index, row in enumerate(chosen):
        axes.plot(energy, net[row], marker=MARKS[index], linestyle=DASHES[index], color=SERIES[index], markersize=4,
                  label=f"{number(data['power'].values[row])} MW")
    axes.axhline(0.0, color=MUTED, linewidth=0.8)
    if best > 0:
        axes.plot(size / 1e3, best / 1e6, "o", markersize=11, markerfacecolor="none", markeredgecolor=INK,
                  label="best size")
    # Sizes far too large would press everything else together.
    top = max(float(net.max()), 0.0)
    axes.set_ylim(max(float(net.min()), -4.0 * max(top, 5.0)), 1.3 * max(top, 2.0))
    if (energy > 0).all():
        axes.set_xscale("log")
    axes.set(xlabel="rated energy [GWh]", ylabel="gain less cost [m USD a year]")
    thousands(axes.xaxis, axes.yaxis)
    axes.grid(axis="y")
    below(figure, columns=4)
    return figure
