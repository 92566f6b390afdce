"""Pictures of the joint report: gains and payments by party, and emissions beside the paths to net zero."""

import numpy as np
from matplotlib.ticker import MultipleLocator

from sim.report.plots.style import BRICK, INK, MUTED, NAVY, OCHRE, SKY, TEAL, below, canvas, styled

SMALL = 5e-3
"""Net of a party below which it is left out of the picture. [bn USD]"""


LARGE = 1.0
"""From which on a net is written with one decimal, below it with two. [bn USD]"""


@styled()
def parties(data):
    """Draw what each party receives less what it pays over the life, the largest gain first."""
    names, net = [str(name) for name in data["party"].values], data["party_net"].values / 1e9
    some = np.abs(net) >= SMALL   # who neither gains nor pays would only take room
    names, net = [name for name, keep in zip(names, some, strict=True) if keep], net[some]
    order = np.argsort(net)
    gain, pay = net[net > 0].sum(), -net[net < 0].sum()
    figure, axes = canvas(f"The gains of some parties are the cost of others: {gain:.1f} bn USD against {pay:.1f}, and "
                          "nothing is left over", size=(9.0, 0.32 * len(names) + 1.2))
    axes.barh(np.arange(len(names)), net[order], color=[NAVY if value > 0 else BRICK for value in net[order]])
    axes.set_yticks(np.arange(len(names)), [names[place] for place in order])
    axes.tick_params(axis="y", length=0)
    axes.axvline(0.0, color=INK, linewidth=0.8)
    for row, value in enumerate(net[order]):
        text = f" {value:+,.{1 if abs(value) >= LARGE else 2}f} "
        axes.text(value, row, text, va="center", ha="left" if value > 0 else "right", fontsize=7, color=MUTED)
    axes.margins(x=0.12)
    basis = str(data["party_net"].attrs.get("price_basis", "")).partition("2025, ")[2].partition(",")[0]
    axes.set(xlabel=f"received less paid, {basis}, bn USD of 2025")
    return figure


@styled()
def net_zero(data):
    """Draw the paths of the two countries to net zero with and without the tonnes of the project."""
    years = data["path_year"].values
    singapore, vietnam = data["inventory_path"].values / 1e6, data["power_sector_path"].values / 1e6
    own, there = data["path_avoided"].values / 1e6, data["path_displaced"].values / 1e6
    first = int(np.flatnonzero(own > 0)[0]) if (own > 0).any() else len(years) - 1
    share = 100 * own[first] / max(singapore[first], 1e-9)
    figure, (left, right) = canvas(
        f"In {years[first]} the import spares Singapore {own[first]:.1f} Mt, {share:.1f} % of its inventory then, by "
        "the average of its grid", size=(9.0, 3.4), columns=2)
    left.plot(years, singapore, color=NAVY, label="Singapore: inventory, stated path")
    left.plot(years[own > 0], (singapore + own)[own > 0], color=BRICK, linestyle="--",
              label="the same without the import")
    left.fill_between(years, singapore, singapore + own, color=SKY, alpha=0.6)
    left.set(ylabel="emissions [Mt CO2 a year]", xlabel="calendar year", ylim=(0, None))
    right.plot(years, vietnam, color=TEAL, label="Vietnam: power sector, plan")
    right.plot(years[there > 0], (vietnam + there)[there > 0], color=OCHRE, linestyle="--",
               label="the same without the project's local sales")
    right.set(ylabel="emissions [Mt CO2 a year]", xlabel="calendar year", ylim=(0, None))
    for axes in (left, right):
        axes.xaxis.set_major_locator(MultipleLocator(5.0))
    below(figure, columns=2)
    return figure
