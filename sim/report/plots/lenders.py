"""Pictures for lenders: cover of the loans in simulated lives, and the cash waterfall."""

from textwrap import fill

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.report.plots.shapes import bars
from sim.report.plots.style import BRICK, INK, NAVY, SKY, below, canvas, styled, thousands


@styled()
def cover(data):
    """Draw the cover of debt service over the years of the loan, and how many lives have defaulted by then."""
    years, share = data["loan_year"].values, data["share_below"].values
    quantile, ever = data["dscr_quantile"].values, data["default_by_year"].values
    low, middle, high = (quantile[int(np.abs(share - at).argmin())] for at in (0.10, 0.50, 0.90))
    figure, (upper, lower) = canvas(
        f"Debt service is missed at least once in {100 * ever[-1]:.1f} % of simulated lives; cover is "
        f"{np.median(low):.2f} or more in nine of ten years", size=(5.6, 4.4), rows=2, sharex=True,
        height_ratios=(2.0, 1.0))
    upper.fill_between(years, low, high, color=SKY, alpha=0.4, label="P90 to P10")
    upper.plot(years, middle, color=NAVY, label="P50")
    upper.plot(years, data["dscr_planned"].values, color=INK, linestyle="--", label="expected years")
    upper.axhline(1.0, color=BRICK, linewidth=1.0)
    upper.set(ylabel="DSCR [-]")
    bars(lower, years, 100 * ever, facecolor=BRICK)
    lower.set(ylabel="defaulted [%]", xlabel="calendar year of the loan")
    lower.xaxis.set_major_locator(MaxNLocator(integer=True))
    below(figure, columns=3)
    return figure


@styled()
def cascade(data):
    """Draw where the cash of the mean year of the loan goes, from revenue down to what owners receive."""
    names, value = [str(name) for name in data["cascade"].values], data["cascade_value"].values / 1e6
    figure, axes = canvas(f"Of {value[0]:,.0f} M USD a year, debt service takes "
                          f"{-value[names.index('debt service')]:,.0f} and owners receive {value[-1]:,.0f}",
                          size=(5.6, 3.6))
    if "company" in data.coords:   # they are paid as charges are
        names = [name.replace("penalties and charges", "penalties, charges, other companies") for name in names]
    level = 0.0
    for place, (name, amount) in enumerate(zip(names, value, strict=True)):
        whole = place in (0, len(names) - 1) or name == "cash flow for debt service"
        start = 0.0 if whole else level
        axes.bar(place, amount, bottom=start, color=NAVY if whole else BRICK if amount < 0 else SKY, width=0.7)
        axes.text(place, max(start, start + amount), f"{amount:,.0f}", ha="center", va="bottom", fontsize=7, color=INK)
        level = amount if whole else level + amount
    axes.set_xticks(range(len(names)), [fill(name, 10) for name in names], fontsize=6.5)
    axes.set(ylabel="nominal [M USD a year]")
    thousands(axes.yaxis)
    axes.margins(y=0.1)
    return figure
