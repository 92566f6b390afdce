"""Picture of a region's path: generation by technology and emissions in several snapshot years."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.report.plots.grid_dispatch import COLOURS
from sim.report.plots.style import BRICK, INK, MUTED, NAVY, PALE, canvas, styled, thousands


@styled()
def grid_path(path):
    """
    Draw generation by technology and emissions of each snapshot year, beside a straight line to net zero.

    Parameters
    ----------
    path : sim.studies.grid_path.GridPath
        Of `sim.studies.grid_path.region_path`.

    Returns
    -------
    figure : Figure
    """
    years, table = [int(year) for year in path.table.index], path.table
    first, last = years[0], years[-1]
    above = table.above_line_mtco2[last]
    figure, (left, right) = canvas(
        f"Emissions go from {table.emissions_mtco2[first]:,.0f} MtCO2 in {first} to {table.emissions_mtco2[last]:,.0f} "
        f"in {last}, {abs(above):,.0f} {'above' if above >= 0.0 else 'below'} a straight line to zero in {path.zero}",
        size=(8.6, 3.6), columns=2)
    place, base = np.arange(len(years)), np.zeros(len(years))
    for kind in path.mix.columns:
        values = path.mix[kind].to_numpy()
        left.bar(place, values, bottom=base, width=0.7, color=COLOURS.get(kind, MUTED), label=kind)
        base = base + values
    left.set_xticks(place, years)
    left.set_ylabel("TWh a year")
    left.grid(axis="y", color=PALE)
    thousands(left.yaxis)
    right.plot(years, table.emissions_mtco2, "o-", color=BRICK, label="emissions")
    right.plot([first, path.zero], [table.emissions_mtco2[first], 0.0], "--", color=INK,
               label=f"straight line to {path.zero}")
    right.xaxis.set_major_locator(MaxNLocator(5, integer=True))   # whole years
    right.set_ylim(bottom=0.0)
    right.set_ylabel("MtCO2 a year")
    right.grid(axis="y", color=PALE)
    price = right.twinx()
    price.plot(years, table.price_usd_per_mwh, "s:", color=NAVY, label="price (right)")
    price.set_ylim(0.0, 1.1 * float(table.price_usd_per_mwh.max()))
    price.set_ylabel("USD/MWh, by demand")
    thousands(right.yaxis)
    figure.legend(loc="outside lower center", ncols=6, fontsize=7)
    return figure
