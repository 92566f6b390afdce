"""The picture of the required price over uncertain costs."""

import numpy as np

from sim.report.key_figures import new_gas, number, value
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, SKY, below, canvas, empty, styled

SOURCES = {
    "acer_2023": "ACER 2023", "acer_2023_q3": "ACER 2023, third quartile", "vrana_haertel_2023": "Vrana, Haertel 2023",
    "cigre_low": "CIGRE low", "cigre_high": "CIGRE high", "pathway": "Pathway", "dea_2025": "DEA 2025",
    "nep_2023": "NEP 2023"}
"""Short names of the published unit costs of cable."""


@styled()
def prices(data):
    """
    Draw the required price over the draws of cost, and below it vintages and published costs of the cable.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    figure : Figure
    """
    drawn, planned, gas = data["drawn_required_price"].values, value(data, "required_price"), new_gas(data)
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(planned):
        return empty("No price meets the targets at the planned cost", str(data.attrs["price_binds"]))
    if drawn.size:
        low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9])
        title = (f"In eight of ten draws of cost the required price is between {number(low)} and {number(high)} "
                 f"USD/MWh; at the planned cost it is {number(planned)}")
    else:
        title = f"At the planned cost the required price is {number(planned)} USD/MWh; no other costs are drawn"
    figure, (upper, lower) = canvas(title, size=(9.0, 5.0), rows=2, sharex=True, height_ratios=(1.0, 1.15))
    if drawn.size:
        upper.hist(drawn, bins=max(12, drawn.size // 20), color=SKY, edgecolor="white", linewidth=0.4,
                   label="draws of the costs of all parts")
        for at, name in ((low, "P10"), (middle, "P50"), (high, "P90")):
            upper.axvline(at, color=NAVY, linewidth=1.1, linestyle="-" if name == "P50" else (0, (4, 2)))
            upper.annotate(f"{name} {number(at)}", (at, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 2),
                           textcoords="offset points", fontsize=7.5, va="bottom", ha="center", color=NAVY)
    upper.set(ylabel="draws")
    for axes in (upper, lower):
        axes.axvline(planned, color=INK, linewidth=1.6, label="planned cost")
        axes.axvline(gas, color=BRICK, linewidth=1.2, linestyle=":", label="new gas, full cost")
    names = [SOURCES.get(key.removeprefix("dc_submarine_"), key) for key in data["cable_source"].values.tolist()]
    texts = [f"{name}, {number(level)} USD/MW/km" for name, level in
             zip(names, data["source_cable_level"].values, strict=True)]
    vintages = [f"cable and stations: {name}" for name in data["cost_vintage"].values.tolist()]
    at = np.concatenate([data["source_required_price"].values, data["vintage_required_price"].values])
    kinds = np.arange(at.size) < len(texts)
    for shown, mark, shade in ((kinds, "o", "white"), (~kinds, "s", NAVY)):
        lower.hlines(np.flatnonzero(shown), gas, at[shown], color=MUTED, linewidth=0.5, zorder=1)
        lower.plot(at[shown], np.flatnonzero(shown), mark, color=shade, markeredgecolor=INK, markersize=5.5, zorder=3)
    lower.set_yticks(np.arange(at.size), [f"cable: {text}" for text in texts] + vintages, fontsize=7)
    lower.set(xlabel="required price, USD of 2025 per MWh", ylim=(-0.7, at.size - 0.3))
    lower.tick_params(axis="y", length=0)
    below(figure, columns=3)
    return figure
