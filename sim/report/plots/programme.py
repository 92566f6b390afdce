"""Pictures of the programme: stages over time, and spending by date."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim import clock
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OVER_LINES, SKY, TEAL, below, canvas, styled


@styled()
def gantt(data):
    """Draw each stage from its early to its late begin and end, and how often it is critical."""
    names = [_label(str(name)) for name in data["stage"].values]
    start, end = data["stage_start"].values, data["stage_end"].values      # (stage, quantile): P10, P50, P80
    critical, day = data["stage_criticality"].values, data["first_day_quantile"].values
    early, middle, late = map(clock.month_and_year, day)
    figure, axes = canvas(f"Operation begins by {middle} in half of the schedules (P10 {early}, P80 {late})",
                          size=(9.0, 4.4))
    for row in range(len(names)):
        axes.barh(row, end[row, 2] - start[row, 0], left=start[row, 0], height=0.7, color=SKY, alpha=0.35)
        axes.barh(row, end[row, 1] - start[row, 1], left=start[row, 1], height=0.5,
                  color=BRICK if critical[row] > 0.5 else NAVY)
        if critical[row] >= 0.005:
            axes.text(end[row, 2] + 0.1, row, f"{100 * critical[row]:.0f} %", va="center", fontsize=7, color=MUTED,
                      bbox=OVER_LINES)
    for place, (value, text) in enumerate(zip(day, ("P10", "P50", "P80"), strict=True)):
        axes.axvline(value, color=INK, linewidth=0.9, linestyle=":" if place != 1 else "-", zorder=1.5)
        axes.annotate(text, (value, 1.0), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points",
                      ha="center", fontsize=7)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="date [calendar year]")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def _label(name):
    """Return the name of a stage as it is read: ``permits_vietnam`` is Permits: Vietnam."""
    stage, _, country = name.partition("_") if name.startswith("permits_") else (name.replace("_", " "), "", "")
    country = country.replace("_", " ").title()
    return {"eia": "EIA"}.get(stage, stage.capitalize()) + (f": {country}" if country else "")


@styled()
def spending(data):
    """Draw the money spent by each date, in the middle and from nine to one of ten schedules."""
    years, spent = data["spending_date"].values, data["cumulative_spending"].values / 1e9
    half = years[np.searchsorted(spent[:, 1], 0.5 * spent[-1, 1])]
    figure, axes = canvas(f"Half of the cost is spent by {clock.month_and_year(half)} in the median schedule",
                          size=(5.6, 3.4))
    axes.fill_between(years, spent[:, 0], spent[:, 2], color=SKY, alpha=0.4, label="P10 to P90 of the schedules")
    axes.plot(years, spent[:, 1], color=TEAL, label="P50")
    axes.set(xlabel="calendar year", ylabel="spent [bn USD of 2025]")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    below(figure, columns=2)
    return figure
