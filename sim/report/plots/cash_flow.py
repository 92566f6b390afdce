"""Pictures of money: cost of a delivered MWh beside new gas, and the cash flow over the life."""

import numpy as np

from sim.report.key_figures import new_gas, number, value
from sim.report.plots.shapes import bars
from sim.report.plots.style import BRICK, HATCHES, INK, MUTED, NAVY, OCHRE, SAND, SKY, TEAL, below, canvas, styled
from sim.results.variables import component_label

SHADES = ((NAVY, ""), (SKY, ""), (TEAL, ""), (SAND, ""), ("#5b4b8a", "////"), (OCHRE, ""), ("#4a4f57", ""),
          ("#c9ced6", "\\\\\\\\"), (BRICK, "...."), ("#f3efe4", ""))
"""Of parts that stand side by side, with the hatch that tells them apart in grey: dark and light in turn."""

FLOWS = (   # variables, sign in the cash flow, text, colour, hatch
    (("contract_revenue",), 1, "contract", NAVY, ""),
    (("spot_revenue",), 1, "spot market", SKY, ""),
    (("local_revenue", "other_revenue"), 1, "local sales, credits", OCHRE, "\\\\\\\\"),
    (("capex_cost",), -1, "building", "#4a4f57", ""),
    (("renewal_cost", "decommissioning_cost"), -1, "renewals, removal", "#c9ced6", "////"),
    (("opex_cost", "charges_cost", "penalty_cost"), -1, "operation, charges, penalty", TEAL, ""),
    (("tax_without_debt", "working_capital_rise"), -1, "tax, working capital", SAND, ""),
)


@styled()
def cost(data):
    """Draw the landed cost part by part beside the required price and the full cost of new gas."""
    landed, required, gas = value(data, "landed_cost"), value(data, "required_price"), new_gas(data)
    said = (f"the required price {number(required)}, new gas {number(gas)} USD/MWh" if np.isfinite(required) else
            f"new gas {number(gas)} USD/MWh; no price meets the targets")
    figure, axes = canvas(f"Landed cost is {number(landed)}, {said}", size=(9.0, 3.0))
    parts = sorted(zip(data["cost_part"].values, data["landed_cost_part"].values, strict=True), key=lambda p: -p[1])
    whole = sum(abs(amount) for _, amount in parts)
    for place, (name, amount) in enumerate(parts):
        turn, which = divmod(place, len(SHADES))
        shade, hatch = SHADES[which]
        _piece(axes, 0, component_label(str(name)), float(amount), shade, whole, HATCHES[turn % len(HATCHES)] or hatch)
    for (name, amount), shade in zip(zip(data["gas_part"].values, data["new_gas_part"].values, strict=True),
                                     ("#4a4f57", "#c9ced6", "#8b7d6b"), strict=True):
        _piece(axes, 2, f"gas: {name}", float(amount), shade, whole)
    if np.isfinite(required):
        axes.barh(1, required, height=0.62, color="white", edgecolor=INK, linewidth=1.2)
    ends = [(landed, 0), (required, 1), (gas, 2)]
    highest = max(sum(max(a, 0.0) for _, a in parts), required if np.isfinite(required) else 0.0, gas)
    for (amount, row), start in zip(ends, (sum(max(a, 0.0) for _, a in parts), required, gas), strict=True):
        axes.text((start if np.isfinite(start) else 0.0) + 0.008 * highest, row, f"{number(amount, 1)}" + (
            " net" if row == 0 and start > amount + 0.05 else ""), va="center", fontweight="bold")
    axes.axvline(gas, color=BRICK, linestyle="--", linewidth=1.0, zorder=0)
    axes.axvline(0.0, color=MUTED, linewidth=0.7)
    axes.set_yticks(range(3), ["landed cost", "required price", "new gas, full cost"])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="USD of 2025 per MWh delivered")
    axes.set_xlim(right=1.08 * highest)
    below(figure, columns=6)
    return figure


@styled()
def cash(data):
    """Draw the cash flow of every year before debt, and below it what has come together so far."""
    years = data["calendar_year"].values
    total = data["project_cash_flow"].values / 1e9
    sums, owners = np.cumsum(total), np.cumsum(data["equity_cash_flow"].values) / 1e9
    back = np.flatnonzero((sums >= 0) & (np.arange(sums.size) > sums.argmin()))
    when = f"recovered in {years[back[0]]}" if back.size else f"not recovered by {years[-1]}"
    figure, (upper, lower) = canvas(f"{number(-sums.min(), 1)} bn USD are invested by {years[sums.argmin()]} and "
                                    f"{when} (nominal, before debt)", size=(9.0, 4.4), rows=2, sharex=True,
                                    height_ratios=(1.5, 1.0))
    above, under = np.zeros(years.size), np.zeros(years.size)
    for names, sign, text, shade, hatch in FLOWS:
        amount = sign * sum(data[name].values for name in names) / 1e9
        for part, base in ((np.maximum(amount, 0.0), above), (np.minimum(amount, 0.0), under)):
            shown = part != 0
            bars(upper, years[shown], part[shown], base[shown], facecolor=shade, hatch=hatch, edgecolor="white",
                 linewidth=0.3, label=text)
            base += part
    upper.set_ylim(1.08 * under.min(), 1.08 * max(above.max(), 1e-3))
    upper.plot(years, total, "o-", color=INK, markersize=3, linewidth=1.0, markerfacecolor="white",
               label="cash flow before debt")
    lower.plot(years, sums, color=INK, label="cumulative, before debt")
    lower.plot(years, owners, color=BRICK, linestyle="--", label="cumulative, equity after debt")
    for axes in (upper, lower):
        axes.axhline(0.0, color=MUTED, linewidth=0.7)
        axes.grid(axis="y")
    upper.set_ylabel("bn USD a year")
    lower.set_ylabel("bn USD")
    lower.set(xlabel="calendar year; nominal USD", xlim=(years[0] - 0.6, years[-1] + 0.6))
    below(figure, columns=5)
    return figure


DRAWN, NAMED = 5e-3, 0.05
"""Least part of a price that is drawn, and that the legend names. [USD/MWh]"""


def _piece(axes, row, name, amount, shade, whole, hatch=""):
    """Draw one part of a bar at the end of what stands there already, on its own side of zero."""
    if abs(amount) < DRAWN:
        return
    text = number(amount, 0 if abs(amount) >= 10.0 else 1)
    there = [bar for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2 - row) < 0.1]
    start = sum(bar.get_width() for bar in there if (bar.get_width() > 0) == (amount > 0))
    shade, hatch = (shade, hatch) if amount > 0 else ("#f3efe4", "////")
    dark = sum(int(shade[i:i + 2], 16) * w for i, w in ((1, 0.3), (3, 0.59), (5, 0.11))) < 140
    inside = abs(amount) > 0.0105 * whole * len(name.removeprefix("gas: "))
    axes.barh(row, amount, left=start, height=0.62, color=shade, hatch=hatch, linewidth=0.8,
              edgecolor=MUTED if hatch and not dark else "white",
              label="_" if inside or abs(amount) < NAMED else f"{name} {text}")
    if inside:
        axes.text(start + amount / 2, row, f"{name.removeprefix('gas: ')}\n{text}", ha="center", va="center",
                  fontsize=7.5, color="white" if dark else INK)
