"""Pictures of a comparison of routes: candidates on the map, and among links that others built."""

from string import ascii_lowercase

import numpy as np

from sim.report.key_figures import number
from sim.report.plots.route_choice import called, full_distance_best, wheeled
from sim.report.plots.site_map import frame, mark, proportion
from sim.report.plots.style import (
    BRICK,
    DASHES,
    INK,
    MUTED,
    below,
    canvas,
    distinct,
    empty,
    place_labels,
    styled,
    thousands,
)


@styled()
def routes_map(table):
    """
    Draw every candidate route on the relief of the sea.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it; its ``attrs["lines"]`` holds latitude and longitude of each route.

    Returns
    -------
    figure : Figure
    """
    lines = table.attrs.get("lines", {})
    if not lines:
        return empty("No route could be run", "The table gives the reason of each.")
    rows = {row["name"]: row for row in table[table["kind"] != "reference"].to_dict("records") if row["name"] in lines}
    figure, axes = canvas(_cheapest(rows), size=(6.2, 7.8))
    every = [np.concatenate([line[axis] for line in lines.values()]) for axis in (0, 1)]
    box = frame(figure, axes, *every)
    dashes, taken = iter(DASHES[1:] * len(rows)), []
    for index, (name, row) in enumerate(rows.items()):
        line, price, own = lines[name], row["required_price"], row["kind"] == "candidate"
        text = f"{called(row)}, {number(row['length_km'])} km"
        if not own:   # planned links are distinguished by letters, as there are not so many colours
            letter = ascii_lowercase[index % 26]
            taken.append(_apart(line, taken))
            mark(axes, taken[-1], letter, (4, 0), "left", "center")
            text = f"{letter}  {text}"
        axes.plot(line[1], line[0], color="white", linewidth=3.6 if own else 2.4)
        look = {**distinct(index), "marker": ""} if own else {"color": INK, "linestyle": next(dashes)}
        axes.plot(line[1], line[0], linewidth=1.9 if own else 1.1, **look,
                  label=f"{text}, {number(price)} USD/MWh" if np.isfinite(price) else
                  f"{text}, {row['power_mw']:,g} MW")
        axes.plot(line[1][-1], line[0][-1], "o", color=BRICK, markeredgecolor=INK, markersize=6)
    first = [lines[name] for name, row in rows.items() if row["kind"] == "candidate"][:1]
    for line in first:
        axes.plot(line[1][0], line[0][0], "s", color="white", markeredgecolor=INK, markersize=7)
        mark(axes, (line[0][0], line[1][0]), "hub", (-7, 4), "right", "bottom")
    below(figure, columns=2, handlelength=2.8)
    figure.set_size_inches(6.2, 4.7 * proportion(box) + 0.8 + 0.19 * ((len(rows) + 1) // 2))
    return figure


def _apart(line, taken, enough=0.6):
    """Return a place on a line, near its middle but so many degrees from those taken, for its letter."""
    at = np.linspace(0.0, 1.0, len(line[0]))
    places = [tuple(np.interp(share, at, axis) for axis in line[:2]) for share in (0.5, 0.35, 0.65, 0.25, 0.75)]
    nearest = [min((np.hypot(place[0] - y, place[1] - x) for y, x in taken), default=np.inf) for place in places]
    return next((place for place, free in zip(places, nearest, strict=True) if free > enough),
                places[int(np.argmax(nearest))])


def _cheapest(rows):
    """Return the finding of the map: the cheapest candidate, or the shortest link."""
    priced = sorted((row for row in rows.values() if np.isfinite(row["required_price"])),
                    key=lambda row: row["required_price"])
    if priced:
        best, price = priced[0], number(priced[0]["required_price"])
        return (f"Of {len(rows)} routes {called(best)} needs the lowest price, {price} USD/MWh, over "
                f"{number(best['length_km'])} km{full_distance_best(priced, 'required_price')}") if len(rows) > 1 else (
                f"{called(best)}: {number(best['length_km'])} km, {price} USD/MWh")
    shortest = min(rows, key=lambda name: rows[name]["length_km"])
    return f"{len(rows)} link{'s' if len(rows) > 1 else ''}; the shortest, {called(rows[shortest])}, has " \
           f"{number(rows[shortest]['length_km'])} km"


@styled()
def routes_plot(table):
    """
    Draw loss and cost over length, candidates among built and planned links.

    Parameters
    ----------
    table : pandas.DataFrame
        As `sim.compare_routes` returns it.

    Returns
    -------
    figure : Figure
    """
    good = table[table["length_km"].notna()]
    candidates, others = good[good["kind"] != "reference"], good[good["kind"] == "reference"]
    if candidates.empty:
        return empty("No route could be run", "The table gives the reason of each.")
    reach = 1.3 * max(candidates["length_km"].max(), 700.0)
    beyond = others[others["length_km"] > reach]
    others = others[others["length_km"] <= reach]
    built = others[others["status"] == "in service"]
    figure, (left, right) = canvas(_finding(candidates, built), size=(11.4, 4.6), columns=2)
    paid = good.assign(unit=1e6 * good["capex_usd_million"] / good["length_km"] / good["power_mw"])
    alone = paid["cable_capex_usd_per_mw_km"].notna() & (paid["kind"] == "reference")
    _points(left, candidates, others, good["loss_at_full_load"].fillna(good["published_loss"]) * 100)
    _points(right, candidates, others, paid["unit"], alone)
    left.set(ylabel="loss [% of the power sent]")
    right.set(ylabel="cables and stations [USD of 2025 per MW and km]")
    left.set_title("loss of cables and stations: candidates at full load, others as published",
                   fontsize=8.5, loc="left")
    right.set_title("cost of building; small diamonds: cable contract alone", fontsize=8.5, loc="left")
    for axes in (left, right):
        axes.set(xlim=(0, reach), xlabel="length [km]")
        axes.set_ylim(0, 1.12 * max(axes.dataLim.y1, 1e-9))
        thousands(axes.xaxis, axes.yaxis)
        axes.grid()
    if len(beyond):
        names = [f"{row['name']} ({number(row['length_km'])} km)" for row in beyond.to_dict("records")]
        right.text(0.99, 0.985, "\n".join(["longer than the frame:", *names]), transform=right.transAxes, fontsize=7,
                   color=MUTED, ha="right", va="top", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
    below(figure, columns=4)
    _names(left, candidates, others, good["loss_at_full_load"].fillna(good["published_loss"]) * 100)
    _names(right, candidates, others, paid["unit"])
    return figure


def _finding(candidates, built):
    """Return the finding of the comparison: length and loss of the best candidate against links in service."""
    best = candidates.sort_values(["required_price", "length_km"], na_position="last").iloc[0]
    longest = built.sort_values("length_km").iloc[-1] if len(built) else None
    ratio = f"{number(best['length_km'] / longest['length_km'], 2)} times as long as {longest['name']}" \
        if longest is not None else "no built link to compare with"
    what = "cheapest candidate" if np.isfinite(best["required_price"]) else "shortest link"
    return (f"The {what}, {best['name']} ({'wheeled, ' * wheeled(best)}{number(best['length_km'])} km), loses "
            f"{number(100 * best['loss_at_full_load'], 1)} % at full load and is {ratio}")


def _points(axes, candidates, others, values, alone=None):
    """Draw candidates and other links at their length, where the value is known."""
    for state, shade, text in (("in service", MUTED, "link in service"), ("", "white", "link planned or being built")):
        some = others[(others["status"] == "in service") == bool(state)]
        for small in (False, True):
            here = some if alone is None else some[alone[some.index] == small]
            if (alone is None and small) or values[here.index].notna().sum() == 0:
                continue
            axes.plot(here["length_km"], values[here.index], "D" if small else "o", color=shade, markeredgecolor=MUTED,
                      markersize=3.5 if small else 5.5, linestyle="none",
                      label=f"{text}, cable alone" if small else text)
    for index, row in enumerate(candidates.itertuples()):
        axes.plot(row.length_km, values[row.Index], markeredgecolor=INK, markersize=8,
                  **{**distinct(index), "linestyle": "none"})


def _names(axes, candidates, others, values):
    """Write the names of the points, those of the candidates first."""
    both = [(row["length_km"], values[at], called(row), kind) for kind, part in ((True, candidates), (False, others))
            for at, row in part.iterrows() if np.isfinite(values[at])]
    if both:
        place_labels(axes, *map(list, zip(*both, strict=True)))
