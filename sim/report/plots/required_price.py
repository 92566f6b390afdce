"""Pictures of the required price: its build-up, load factors, debt, sensitivities, and gas."""

import numpy as np

from sim.report.key_figures import new_gas, number, value
from sim.report.plots.style import (
    BRICK,
    DASHES,
    INK,
    MARKS,
    MUTED,
    NAVY,
    OCHRE,
    OVER_LINES,
    SAND,
    SERIES,
    SKY,
    TEAL,
    below,
    canvas,
    styled,
)
from sim.results.variables import component_label


@styled()
def build_up(data):
    """
    Draw how the parts of the landed cost add up to it, and what tax and the owners' return put on top.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    figure : Figure
    """
    landed, required, gas = value(data, "landed_cost"), value(data, "required_price"), new_gas(data)
    parts = [(component_label(name), float(amount)) for name, amount in
             zip(data["cost_part"].values, data["landed_cost_part"].values, strict=True) if abs(amount) > 5e-3]
    parts = sorted((p for p in parts if p[1] > 0), key=lambda p: -p[1]) + [p for p in parts if p[1] < 0]
    first, second = [name for name, _ in parts[:2]]
    title = (f"{first.capitalize()} and {second} make {number(100 * sum(a for _, a in parts[:2]) / landed)} % of the "
             f"landed cost of {number(landed)} USD/MWh; tax and return on equity raise the price to "
             f"{number(required)}")
    figure, axes = canvas(title, size=(7.4, 3.6))
    names, height = [], 0.0
    for place, (name, amount) in enumerate(parts):
        up = amount > 0
        axes.bar(place, amount, bottom=height, width=0.62, color=SKY if up else "white",
                 edgecolor=INK, linewidth=0.7, hatch="" if up else "////")
        height += amount
        axes.text(place, (height if up else height - amount) + 4.0, number(amount), ha="center", va="bottom",
                  fontsize=7.5, bbox=OVER_LINES, zorder=5)
        axes.plot([place - 0.31, place + 1.31], [height, height], color=MUTED, linewidth=0.6, zorder=0)
        names.append(name)
    at = len(parts)
    gap = required - landed
    for place, low, amount, shade, name, hatch in (
            (at, 0.0, landed, NAVY, "landed cost", ""),
            (at + 1, min(landed, required), abs(gap), OCHRE, "tax, return", "" if gap >= 0 else "////"),
            (at + 2, 0.0, required, NAVY, "required price", "")):
        if np.isfinite(amount):
            axes.bar(place, amount, bottom=low, width=0.62, color=shade, hatch=hatch, edgecolor=INK, linewidth=0.7)
            axes.text(place, low + amount + 4.0, number(gap if place == at + 1 else amount), ha="center", va="bottom",
                      fontsize=7.5, fontweight="bold", bbox=OVER_LINES, zorder=5)
        names.append(name)
    axes.axhline(gas, color=BRICK, linestyle="--", linewidth=1.2, label=f"new gas, full cost, {number(gas)} USD/MWh")
    axes.set_xticks(range(len(names)), names, fontsize=7.5, rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(axis="x", length=0)
    axes.set(ylabel="USD of 2025 per MWh delivered", ylim=(0.0, 1.14 * np.nanmax([landed, required, gas])))
    below(figure)
    return figure


@styled()
def load_factors(points):
    """
    Draw the required price against how full the cable is, for several farms and batteries.

    Parameters
    ----------
    points : sequence of Point
        As `sim.studies.sensitivity.fuller` returns them.

    Returns
    -------
    figure : Figure
    """
    best = min(points, key=lambda p: p.price)
    fullest = max(points, key=lambda p: p.load_factor)
    title = (f"The cheapest, {number(best.price)} USD/MWh, has {number(best.capacity)} MW of wind and {_cells(best)}, "
             f"and fills the cable to {number(100 * best.load_factor)} %; at {number(100 * fullest.load_factor)} % it "
             f"is {number(fullest.price)}")
    figure, axes = canvas(title, size=(6.4, 3.8))
    energies = sorted({p.energy for p in points})
    for energy, shade, mark, dash in zip(energies, SERIES, MARKS, DASHES, strict=False):
        some = sorted((p for p in points if p.energy == energy), key=lambda p: p.capacity)
        axes.plot([100 * p.load_factor for p in some], [p.price for p in some], marker=mark, linestyle=dash,
                  color=shade, markersize=5.5, label=_cells(some[0]))
        for point in some if energy == energies[-1] else ():
            axes.annotate(f"{number(point.capacity)} MW", (100 * point.load_factor, point.price),
                          xytext=(0, 8), ha="center", textcoords="offset points", fontsize=7.5, color=MUTED, zorder=5,
                          bbox=OVER_LINES)
    axes.margins(x=0.08, y=0.16)
    axes.grid(axis="y")
    axes.set(xlabel="delivered over what the cable could bring in a year [%]; farms as marked, from left to right",
             ylabel="required price, USD of 2025 per MWh")
    below(figure, columns=4)
    return figure


def _cells(point):
    """Return a battery in words."""
    return f"a battery of {number(point.energy)} MWh" if point.energy else "no battery"


@styled()
def debt(finance, asked):
    """
    Draw the cash flow that serves the debt, the service sculpted to it, and the cover in each year.

    Parameters
    ----------
    finance : sim.case.finance.CaseFinance
        Of a case that `sim.chain.run` computed.
    asked : float
        Cover that the lenders ask of every year. [-]

    Returns
    -------
    figure : Figure
    """
    loan, frame = finance.project.debt, finance.timeline
    due = (loan.interest + loan.principal) > 0
    end = frame.year[due][-1] if due.any() else frame.year[-1]
    shown = frame.operating & (frame.year <= end + 2)
    years, low = frame.year[shown], float(loan.min_dscr)
    held = {"dscr": f"its service is the cash flow over {asked:g}, so cover is the same in every year",
            "gearing": f"the gearing cap of {number(100 * float(loan.gearing))} % limits it, so cover is above the "
                       f"required {asked:g}"}.get(str(loan.limit), "there is no cash flow for it")
    title = f"The debt is {number(float(loan.amount) / 1e9, 1)} bn USD: {held}; the least is {number(low, 2)}"
    figure, (upper, lower) = canvas(title, size=(7.4, 4.6), rows=2, sharex=True, height_ratios=(2.2, 1.0))
    upper.bar(years, loan.interest[shown] / 1e9, width=0.75, color=SKY, edgecolor=INK, linewidth=0.4, label="interest")
    upper.bar(years, loan.principal[shown] / 1e9, bottom=loan.interest[shown] / 1e9, width=0.75, color=NAVY,
              edgecolor=INK, linewidth=0.4, label="principal")
    upper.plot(years, loan.cfads[shown] / 1e9, "o-", color=INK, markersize=3.5, linewidth=1.1, markerfacecolor="white",
               label="cash flow available for debt")
    upper.set(ylabel="bn USD of that year", ylim=(0.0, None))
    some = shown & np.isfinite(loan.dscr)
    lower.plot(frame.year[some], loan.dscr[some], "s-", color=TEAL, markersize=4, linewidth=1.1, label="cover (DSCR)")
    lower.axhline(asked, color=INK, linewidth=0.9, linestyle=":", label=f"asked of every year, {asked:g}")
    top = float(np.nanmax(loan.dscr[some], initial=asked))
    lower.set(ylabel="cash flow / service", xlabel="calendar year", ylim=(1.0, 1.08 * max(top, asked)))
    lower.xaxis.get_major_locator().set_params(integer=True)
    for axes in (upper, lower):
        axes.grid(axis="y")
    below(figure, columns=3)
    return figure


@styled()
def tornado(swings, required):
    """
    Draw what each thing that is not known does to the required price.

    Parameters
    ----------
    swings : sequence of Swing
        As `sim.studies.sensitivity.swings` returns them.
    required : float
        The price itself. [USD/MWh]

    Returns
    -------
    figure : Figure
    """
    first = swings[0]
    title = (f"The {first.name} moves the required price of {number(required)} USD/MWh the most, between "
             f"{number(min(first.prices))} and {number(max(first.prices))}")
    figure, axes = canvas(title, size=(7.4, 0.9 + 0.42 * len(swings)))
    reach = max(abs(price - required) for swing in swings for price in swing.prices)
    for place, swing in enumerate(swings):
        ends = sorted(zip(swing.prices, swing.texts, strict=True))
        for (price, text), shade, right in zip(ends, (SKY, NAVY), (False, True), strict=True):
            same_side = (price > required) != right and abs(price - required) > 0.005 * reach
            axes.barh(place, price - required, left=required, height=0.6, color=shade, edgecolor=INK, linewidth=0.5,
                      alpha=0.6 if same_side else 1.0)
            axes.text(price + (0.02 if right else -0.02) * reach, place, f"{text}: {number(price)}", va="center",
                      ha="left" if right else "right", fontsize=7.5)
    axes.axvline(required, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(swings)), [swing.name for swing in swings])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="required price, USD of 2025 per MWh", xlim=(required - 2.3 * reach, required + 1.9 * reach))
    return figure


@styled()
def gas(found):
    """
    Draw what new gas costs by the price of gas and the carbon tax, and where the project costs as much.

    Parameters
    ----------
    found : Breakeven
        As `sim.analysis.gas_parity.breakeven` returns it.

    Returns
    -------
    figure : Figure
    """
    price, tax = found.here
    own = int(np.abs(found.tax - tax).argmin())
    title = (f"At a carbon tax of {number(tax)} SGD/t gas would have to cost {number(found.equal[own])} SGD/GJ, "
             f"{number(found.equal[own] / price, 1)} times the {number(price)} assumed, for new gas to cost as much")
    figure, axes = canvas(title, size=(6.4, 3.8))
    for row, (level, dash, equal) in enumerate(zip(found.tax, DASHES, found.equal, strict=False)):
        bold = row == own
        text = f"carbon tax {number(level)} SGD/t" + (", that of the scenario" if bold else "")
        axes.plot(found.gas, found.cost[row], color=INK if bold else MUTED, linestyle="-" if bold else dash or "--",
                  linewidth=2.0 if bold else 1.1, label=text)
        if 0.0 < equal < found.gas[-1]:
            axes.plot(equal, found.required, "o", color=BRICK, markersize=5.5, markeredgecolor=INK, zorder=4)
            axes.annotate(number(equal), (equal, found.required), xytext=(0, 6), textcoords="offset points",
                          ha="center", fontsize=7.5, bbox=OVER_LINES, zorder=5)
    axes.axhline(found.required, color=NAVY, linewidth=1.4)
    axes.annotate(f"required price {number(found.required)}", (0.0, found.required), xytext=(4, 4),
                  textcoords="offset points", color=NAVY, fontsize=8)
    axes.axvspan(14.0, 18.0, color=SAND, zorder=0, label="range of the price of gas, 14 to 18")
    axes.set(xlabel="price of gas at the power station [SGD/GJ]", ylabel="full cost of new gas [USD/MWh]",
             xlim=(0.0, found.gas[-1]), ylim=(0.0, 1.15 * max(found.required, found.cost[own, -1])))
    below(figure, columns=2)
    return figure
