"""Pictures of the prices of a grid: duration by zone, and a heat map by zone and hour of the day."""

import numpy as np

from sim.report.plots.grid_map import PRICES
from sim.report.plots.style import DASHES, MUTED, PALE, SERIES, canvas, styled

SHOWN = 8
"""Zones whose duration has a line of its own."""


def shown_zones(data):
    """Return the numbers of the zones with the largest demand, Singapore among them."""
    demand = data["demand"].mean(("weather_year", "time")).values
    order = [int(n) for n in np.argsort(-demand) if demand[n] > 0][:SHOWN]
    names = list(data["zone"].values)
    if "SG" in names and names.index("SG") not in order:
        order[-1] = names.index("SG")
    return order


@styled()
def grid_duration(data):
    """Draw the duration of prices of the largest zones; all others in grey."""
    price = data["price"].transpose("weather_year", "time", "zone").values.reshape(-1, data.sizes["zone"])
    shown = shown_zones(data)
    at = np.linspace(0.0, 100.0, 400)
    curves = np.quantile(price, 1.0 - at / 100.0, axis=0)
    ranges = [curves[20, n] - curves[380, n] for n in shown]
    widest = shown[int(np.argmax(ranges))]
    figure, axes = canvas(f"Prices move most in {data['zone'].values[widest]}: {curves[20, widest]:.0f} USD/MWh is "
                          f"exceeded 5 % of the time, {curves[380, widest]:.0f} 95 %", size=(5.6, 4.2))
    for n in range(data.sizes["zone"]):
        if n not in shown:
            axes.plot(at, curves[:, n], color=PALE, linewidth=0.8)
    for line, n in enumerate(shown):
        axes.plot(at, curves[:, n], color=SERIES[line], linestyle=DASHES[line], label=str(data["zone"].values[n]))
    axes.set(xlabel="share of the time, %", ylabel="price, USD/MWh", xlim=(0, 100))
    axes.set_ylim(min(0.0, np.quantile(price, 0.005)), np.quantile(curves[4:], 0.995) * 1.08)
    axes.grid(axis="y", color=PALE)
    figure.legend(loc="outside lower left", ncols=4)
    return figure


@styled()
def grid_heat(data):
    """Draw the mean price by zone and hour of the day, on Singapore's clock."""
    hour = (data["time"].values.astype("datetime64[h]").astype(int) + 8) % 24
    price = data["price"].mean("weather_year").values
    mean = np.stack([price[hour == h].mean(0) if (hour == h).any() else np.full(price.shape[1], np.nan)
                     for h in range(24)])
    swing = np.nanmax(mean, 0) - np.nanmin(mean, 0)
    n = int(np.argmax(swing))
    low, high = int(np.nanargmin(mean[:, n])), int(np.nanargmax(mean[:, n]))
    figure, axes = canvas(f"By hour of the day the price swings by {swing[n]:.0f} USD/MWh in "
                          f"{data['zone'].values[n]}: from {mean[low, n]:.0f} at {low:02d} h to {mean[high, n]:.0f} at "
                          f"{high:02d} h", size=(5.6, 4.2))
    picture = axes.pcolormesh(np.arange(25), np.arange(mean.shape[1] + 1), mean.T, cmap=PRICES,
                              vmin=np.nanmin(mean), vmax=np.nanquantile(mean, 0.98))
    axes.set_yticks(np.arange(mean.shape[1]) + 0.5, data["zone"].values, fontsize=6.5)
    axes.set_xticks(range(0, 25, 4))
    axes.invert_yaxis()
    axes.tick_params(length=0)
    axes.set_xlabel("hour of the day, Singapore's clock", color=MUTED)
    figure.colorbar(picture, ax=axes, label="mean price, USD/MWh")
    return figure
