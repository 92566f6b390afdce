"""The picture of the loans' cover in simulated lives."""

import numpy as np

from sim.report.plots.style import BRICK, INK, NAVY, SKY, below, canvas, styled


@styled()
def cover(data):
    """Draw the cover of debt service over the years of the loan, and how many lives have defaulted by then."""
    years, share = data["loan_year"].values, data["share_below"].values
    quantile, ever = data["dscr_quantile"].values, data["default_by_year"].values
    low, middle, high = (quantile[int(np.abs(share - at).argmin())] for at in (0.10, 0.50, 0.90))
    figure, (upper, lower) = canvas(
        f"Of the simulated lives {100 * ever[-1]:.0f} % leave debt service unpaid once; nine of ten years keep a cover "
        f"of {np.median(low):.2f}", size=(7.0, 4.4), rows=2, sharex=True, height_ratios=(2.0, 1.0))
    upper.fill_between(years, low, high, color=SKY, alpha=0.4, label="P90 to P10")
    upper.plot(years, middle, color=NAVY, label="P50")
    upper.plot(years, data["dscr_planned"].values, color=INK, linestyle="--", label="expected years")
    upper.axhline(1.0, color=BRICK, linewidth=1.0)
    upper.set(ylabel="DSCR [-]")
    lower.bar(years, 100 * ever, color=BRICK)
    lower.set(ylabel="defaulted [%]", xlabel="calendar year of the loan")
    below(figure, columns=3)
    return figure
