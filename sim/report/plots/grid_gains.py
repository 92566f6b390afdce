"""Pictures of welfare: by country in one grid, and by country for each planned corridor."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, PALE, SKY, TEAL, canvas, empty, styled, thousands
from sim.results.grid_year import year_factor

PARTIES = (("producers", NAVY, "producers, after cost"), ("rent", OCHRE, "owners of corridors"),
           ("state", TEAL, "states: carbon price and charges"))
GAINS = LinearSegmentedColormap.from_list("gains", [BRICK, "#e8b9a8", "#ffffff", SKY, NAVY])
"""From loss to gain; each square has its number with its sign as well."""


@styled()
def grid_welfare(data):
    """Draw what producers, owners of corridors and states of each country are left with, and what consumers pay."""
    year = year_factor(data)
    mean = data["welfare"].mean("weather_year") * year / 1e9
    served = (data["demand"] - data["unserved"]) * data["price"]
    paid = served.sum("time").mean("weather_year").values * float(data.attrs["period_h"]) * year / 1e9
    countries = [str(c) for c in data["country"].values]
    bill = np.array([paid[data["zone_country"].values == c].sum() for c in countries])
    order = np.argsort(-bill)
    top = order[0]
    figure, axes = canvas(f"Consumers pay {bill.sum():,.0f} billion USD a year for energy, {countries[top]} "
                          f"{bill[top]:,.0f} of it; corridors earn "
                          f"{float(mean.sel(party='rent').sum()):,.1f}", size=(8.6, 3.6))
    place = np.arange(len(countries))
    axes.bar(place, -bill[order], color=SKY, width=0.7, label="paid by consumers")
    base = np.zeros(len(countries))
    for party, colour, text in PARTIES:
        values = mean.sel(party=party).values[order]
        axes.bar(place, values, bottom=base, color=colour, width=0.7, label=text)
        base = base + values
    axes.axhline(0.0, color=MUTED, linewidth=0.7)
    axes.set_xticks(place, [countries[n] for n in order])
    axes.set_ylabel("billion USD a year")
    axes.grid(axis="y", color=PALE)
    thousands(axes.yaxis)
    figure.legend(loc="outside lower left", ncols=4)
    return figure


@styled()
def link_gains(values):
    """
    Draw the value of each planned corridor with its bracket and cost, and who gains by it.

    Parameters
    ----------
    values : sim.studies.grid_links.GridLinks
        Of `sim.studies.grid_links.value_links`.

    Returns
    -------
    figure : Figure
    """
    rows = sorted(values.links, key=lambda v: v.taken_out)
    if not rows:
        return empty("Value of planned corridors", "There is no planned corridor.")
    paying = sum(v.taken_out > v.yearly_cost for v in rows)
    figure, axes = canvas(f"{paying} of {len(rows)} planned corridors have more value than cost in addition to all the "
                          f"others; {rows[-1].name} brings most, {rows[-1].taken_out:,.0f} million USD a year",
                          size=(8.6, 1.8 + 0.27 * len(rows)), columns=2, width_ratios=(1.1, 1.0), sharey=True)
    place = np.arange(len(rows))
    left, right = axes
    left.barh(place + 0.18, [v.taken_out for v in rows], height=0.34, color=NAVY, label="beside all others (TOOT)")
    left.barh(place - 0.18, [v.put_in for v in rows], height=0.34, color=SKY, label="alone (PINT)")
    left.errorbar([v.taken_out for v in rows], place + 0.18, color=INK, fmt="none", capsize=2, linewidth=0.8,
                  xerr=[[max(v.taken_out - v.taken_out_low, 0.0) for v in rows],
                        [max(v.taken_out_high - v.taken_out, 0.0) for v in rows]])
    left.plot([v.yearly_cost for v in rows], place, "|", color=BRICK, markersize=10, markeredgewidth=2,
              label="yearly cost")
    left.set_yticks(place, [v.name for v in rows], fontsize=7)
    left.set_xlabel("million USD a year")
    left.grid(axis="x", color=PALE)
    thousands(left.xaxis)
    table = np.array([[v.gains[c] for c in values.countries] for v in rows])
    most = max(np.quantile(np.abs(table), 0.97), 1e-9)
    picture = right.pcolormesh(np.arange(len(values.countries) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5, table,
                               cmap=GAINS, vmin=-most, vmax=most)
    for (row, column), gain in np.ndenumerate(table):   # the sign is read in grey as well
        if abs(gain) >= 0.5:
            right.text(column, row, f"{gain:+,.0f}".replace("-", "\N{MINUS SIGN}"), ha="center", va="center",
                       fontsize=5, color="white" if abs(gain) > 0.55 * most else INK)
    right.set_xticks(range(len(values.countries)), values.countries, fontsize=7)
    right.tick_params(length=0)
    right.set_title("gain by country, beside all others", fontsize=8.5)
    figure.colorbar(picture, ax=right, label="million USD a year")
    figure.legend(loc="outside lower left", ncols=4)
    return figure
