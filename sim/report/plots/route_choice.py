"""Pictures to choose a route by: price against availability, cost by vintage, and model against what is published."""

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.site_map import HALO
from sim.report.plots.style import (
    BRICK,
    INK,
    MUTED,
    NAVY,
    PALE,
    SAND,
    SKY,
    below,
    canvas,
    distinct,
    empty,
    place_labels,
    styled,
)

VINTAGES = {"pre_2022": ("contracts before 2022", "o", "white"), "dea_2025": ("DEA 2025", "D", NAVY),
            "contracts_2023_25": ("contracts 2023 to 2025", "s", SKY)}
"""Name, mark and shade of each vintage."""

OWN = ("candidate", "interconnector")

NEAR = 25.0
"""Residual of a cost that is called near. [%]"""


def wheeled(row):
    """Return whether a route ends at the grid of a third country."""
    return bool(np.isfinite(row.get("wheeled_mw", np.nan)))


def called(row):
    """Return the name of a route, and that it ends at the grid of a third country if it does."""
    return f"{row['name']} (wheeled)" if wheeled(row) else row["name"]


def full_distance_best(rows, column):
    """Return a text on the first of the routes over the full distance, where a route with wheeling is before it; rows
    are in order."""
    other = next((row for row in rows if not wheeled(row)), None)
    if not rows or not wheeled(rows[0]) or other is None:
        return ""
    return f"; cheapest with a cable over the full distance: {other['name']}, {number(other[column])}"


@styled()
def pareto_plot(table):
    """
    Draw what a route costs against how much of its life it is in service: by required price, and by link alone.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    figure : Figure
    """
    good = table[table["kind"].isin(OWN) & table["life_availability"].notna()]
    if good.empty:
        return empty("No route could be run", "The table gives the reason of each.")
    priced = good[good["required_price"].notna()]
    columns = 2 if len(priced) else 1
    figure, panels = canvas(_found(good, priced), size=(5.8 * columns, 4.6), columns=columns)
    panels = np.atleast_1d(panels)
    if len(priced):
        _trade_off(panels[0], priced, "required_price", ("required_price_p10", "required_price_p90"))
        panels[0].set_ylabel("required price [USD of 2025 per MWh]")
        aside = any(wheeled(row) for row in priced.to_dict("records"))
        panels[0].set_title("candidates: the whole project" + (
            "; wheeling: third country's grid without cost or outages" if aside else ""), fontsize=8.5, loc="left")
    _trade_off(panels[-1], good, "transport_cost")
    panels[-1].set_ylabel("link alone [USD of 2025 per MWh delivered]")
    panels[-1].set_title("all routes: the link alone, each at its own load", fontsize=8.5, loc="left")
    for axes in panels:
        axes.set_xlabel("poles in service over a life [%], P90 to P10 of lives")
        axes.grid()
        low, high = axes.get_ylim()
        axes.set_ylim(max(low - 0.06 * (high - low), 0.0), high + 0.06 * (high - low))
    below(figure, columns=2)
    for axes, some, key in ((panels[0], priced, "required_price"), (panels[-1], good, "transport_cost")):
        if len(some):
            place_labels(axes, 100 * some["life_availability"].to_numpy(float), some[key].to_numpy(float),
                         [called(row) for row in some.to_dict("records")], [True] * len(some))
            for text in axes.texts:
                text.set_path_effects(HALO)
    return figure


@styled()
def costs_plot(table):
    """
    Draw the cost of cables and stations of each route by vintage, and by part at the scenario's own level.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    figure : Figure
    """
    own = table[table["kind"].isin(OWN) & table["capex_usd_million"].notna()]
    if own.empty:
        return empty("No route could be run", "The table gives the reason of each.")
    own = own.iloc[np.argsort(own["capex_usd_million"].to_numpy(float), kind="stable")]
    dear = own.iloc[-1]
    low, high = (dear[f"link_capex_{key}_usd_million"] / 1e3 for key in ("pre_2022", "dea_2025"))
    figure, axes = canvas(f"The link of {called(dear)} costs {number(low, 1)} bn USD by contracts before 2022 and "
                          f"{number(high, 1)} by DEA 2025", size=(9.0, 1.7 + 0.32 * len(own)))
    at = np.arange(len(own))
    cable = own["capex_cable_usd_million"].to_numpy(float) / 1e3
    pair = own["capex_converters_usd_million"].to_numpy(float) / 1e3
    axes.barh(at, cable, height=0.6, color=SAND, edgecolor=MUTED, linewidth=0.5, label="cable, this scenario")
    axes.barh(at, pair, height=0.6, left=cable, color="white", edgecolor=MUTED, linewidth=0.5, hatch="////",
              label="converter stations, this scenario")
    for key, (text, mark, shade) in VINTAGES.items():
        axes.plot(own[f"link_capex_{key}_usd_million"].to_numpy(float) / 1e3, at, mark, color=shade,
                  markeredgecolor=INK, markersize=6, linestyle="none", label=text, zorder=3)
    axes.set_yticks(at, [f"{called(row)}, {number(row['length_km'])} km, {number(row['power_mw'])} MW"
                         for row in own.to_dict("records")])
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="cables and stations [bn USD of 2025], no contingency", xlim=(0, None))
    axes.grid(axis="x")
    below(figure, columns=3)
    return figure


@styled()
def residuals_plot(table):
    """
    Draw the model over what is published, for links of others: cost at the vintage of their contracts, and loss.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    figure : Figure
    """
    links = table[table["kind"] == "reference"]
    rows = links[links.get("capex_residual", links["length_km"] * np.nan).notna()].sort_values("capex_residual")
    if rows.empty:
        return empty("No link has a published cost", "There is no published value to compare the model with.")
    figure, (left, right) = canvas(agreement(table), size=(11.4, 5.2), columns=2, width_ratios=(1.5, 1.0))
    source = rows["used_for_cost_levels"].eq(True).to_numpy()
    at = np.arange(len(rows))
    left.hlines(at, 0.0, 100 * rows["capex_residual"], color=MUTED, linewidth=0.8)
    for key, (text, mark, shade) in VINTAGES.items():
        some = (rows["model_vintage"] == key).to_numpy()
        if some.any():
            left.plot(100 * rows["capex_residual"].to_numpy(float)[some], at[some], mark, color=shade,
                      markeredgecolor=INK, markersize=6, linestyle="none", label=f"model at {text}")
    if source.any():
        left.plot(100 * rows["capex_residual"].to_numpy(float)[source], at[source], "o", color="none",
                  markeredgecolor=BRICK, markersize=11, linestyle="none",
                  label="* link used to derive a price level")
    left.axvline(0.0, color=INK, linewidth=1.0)
    left.axvspan(-NEAR, NEAR, color=PALE, alpha=0.6, linewidth=0)
    left.set_yticks(at, [f"{row['name']}{'*' if own else ''}: {number(row['capex_usd_million'] / 1e3, 2)} > "
                         f"{number(row['model_capex_usd_million'] / 1e3, 2)}"
                         for row, own in zip(rows.to_dict("records"), source, strict=True)], fontsize=7.5)
    left.set(xlabel="model less published [%]")
    left.set_title("cost: published > model [bn USD of 2025]", fontsize=8.5, loc="left")
    left.tick_params(axis="y", length=0)
    left.grid(axis="x")
    lossy = links[links["published_loss"].notna() & links["model_loss"].notna()]
    x, y = (100 * lossy[key].to_numpy(float) for key in ("published_loss", "model_loss"))
    top = 1.25 * max([*x, *y, 1.0])
    right.plot([0, top], [0, top], color=MUTED, linewidth=0.8, linestyle=":", label="model equal to published")
    right.plot(x, y, "o", color=BRICK, markeredgecolor=INK, markersize=6, linestyle="none",
               label="loss: model at full load, published as market factor or mean")
    right.set(xlim=(0, top), ylim=(0, top), xlabel="loss as published [%]", ylabel="loss of the model at full load [%]")
    right.set_title("loss of cables and stations", fontsize=8.5, loc="left")
    right.set_aspect("equal")
    right.grid()
    below(figure, columns=3)
    if len(lossy):
        place_labels(right, x, y, lossy["name"].tolist(), [True] * len(lossy))
    return figure


def agreement(table):
    """
    Return how many links of others the model is near to, those that its price levels are made from and the rest.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    text : str
        A sentence; empty where no link has a published cost.
    """
    rows = table[(table["kind"] == "reference") & table["capex_residual"].notna()]
    if rows.empty:
        return ""
    near, own = rows["capex_residual"].abs() <= 0.01 * NEAR, rows["used_for_cost_levels"].eq(True)
    text = (f"Model within {NEAR:g} % of the published cost, at the price level of their contracts, for "
            f"{number(100 * float(near.mean()))} % of {len(rows)} links")
    if own.any() and not own.all():
        text += (f"; {int(own.sum())} of them made these levels: {number(100 * float(near[~own].mean()))} % of "
                 f"the other {int((~own).sum())}")
    return text


def _found(good, priced):
    """Return the choices."""
    if len(priced) > 1:
        ranked = priced.sort_values("required_price").to_dict("records")
        best, kept = ranked[0], [called(row) for row in ranked if bool(row["pareto"])]
        if len(kept) == 1:
            return (f"{called(best)} is the cheapest candidate, {number(best['required_price'])} USD/MWh, and the most "
                    f"often in service, {number(100 * best['life_availability'], 1)} % of a life"
                    f"{full_distance_best(ranked, 'required_price')}")
        return f"{', '.join(kept)}: no other candidate is both cheaper and more often in service"
    best = good.sort_values("transport_cost").iloc[0]
    return (f"{called(best)} is the cheapest link per MWh delivered, {number(best['transport_cost'], 1)} USD, and "
            f"in service {number(100 * best['life_availability'], 1)} % of its life")


def _trade_off(axes, rows, key, spread=None):
    """Draw routes by availability and cost with its uncertainty, and the edge that none goes beyond."""
    x, y = 100 * rows["life_availability"].to_numpy(float), rows[key].to_numpy(float)
    order = np.argsort(-x, kind="stable")
    edge = y[order] <= np.minimum.accumulate(y[order])
    along, up = x[order][edge], y[order][edge]
    axes.step(np.r_[along[0], along], np.r_[up[0], up], where="pre", color=MUTED, linewidth=1.0, linestyle="--",
              label="edge: none is cheaper and more often in service")
    for index, row in enumerate(rows.to_dict("records")):
        look = distinct(index)
        shade = look["color"] if row["kind"] == "candidate" else "white"
        ends = [100 * row[f"p{p}_life_availability"] for p in (90, 10)]
        axes.plot(ends, [y[index]] * 2, color=PALE, linewidth=1.6, zorder=1)
        if spread is not None:
            axes.plot([x[index]] * 2, [row[column] for column in spread], color=MUTED, linewidth=0.8, zorder=1,
                      label="P10 to P90 of draws of cost")
        axes.plot(x[index], y[index], look["marker"], color=shade, markeredgecolor=INK, markersize=8, zorder=3,
                  linestyle="none")
