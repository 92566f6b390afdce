"""Picture of the cable's heat: temperature of the hottest conductor through the year, and its ratings side by side."""

import numpy as np

from sim.report.key_figures import number, value
from sim.report.plots.style import BRICK, MUTED, NAVY, OCHRE, SKY, TEAL, below, canvas, empty, styled, thousands

RATINGS = {"used by the link": None, "continuous": "continuous_rating", "cyclic (mean day)": "cyclic_rating",
           "dynamic (this wind)": "dynamic_rating"}


@styled()
def heat(data):
    """Draw the temperature of the hottest conductor by day, and the currents that the cable may carry."""
    if "conductor_temperature" not in data:
        return empty("The heat of the cable was not kept", "Hourly arrays are kept by a run, not by a sweep.")
    warm = data["conductor_temperature"]
    limit, full = float(warm.attrs["limit"]), float(warm.attrs["at_continuous_rating"])
    daily = warm.values.reshape(warm.sizes["weather_year"], 365, -1).max(axis=2)
    peak = value(data, "cable_temperature")
    figure, (top, bars) = canvas(
        f"With this wind the hottest conductor reaches {number(peak, 1)} degC, in {warm.attrs['segment']}; its limit "
        f"is {number(limit)} degC", size=(5.6, 4.6), rows=2, columns=1, gridspec_kw={"height_ratios": (2.2, 1.0)})
    day = np.arange(365)
    top.fill_between(day, daily.min(axis=0), daily.max(axis=0), facecolor=SKY, linewidth=0, label="all weather years")
    hottest = int(daily.max(axis=1).argmax())
    top.plot(day, daily[hottest], color=NAVY, linewidth=1.3, label="year with the hottest day")
    top.axhline(limit, color=BRICK, linewidth=1.3, label="limit")
    top.axhline(full, color=OCHRE, linestyle="--", linewidth=1.3, label="continuous full load")
    months = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30])
    top.set_xticks(months, list("JFMAMJJASOND"), ha="left")
    top.set(xlim=(0, 364), ylim=(min(float(daily.min()) - 2.0, 20.0), max(limit, full, peak) + 4.0),
            ylabel="daily highest [degC]")
    top.grid(axis="y")
    currents = [1e3 * (float(warm.attrs["current_used"]) if name is None else value(data, name))
                for name in RATINGS.values()]
    place = np.arange(len(currents))[::-1]
    bars.barh(place, currents, color=(MUTED, OCHRE, TEAL, NAVY), height=0.66)
    for at, current in zip(place, currents, strict=True):
        bars.text(current, at, f" {number(current)} A", va="center", fontsize=8)
    bars.set_yticks(place, list(RATINGS))
    bars.set(xlim=(0, 1.18 * max(currents)), xlabel="current in each cable [A]")
    thousands(bars.xaxis)
    bars.spines["left"].set_visible(False)
    below(figure, columns=4)
    return figure
