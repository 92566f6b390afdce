"""The report of a grid: one HTML file that needs nothing else."""

from html import escape

from sim.report.page_parts import drawing, prose, table
from sim.report.page_style import CSS
from sim.report.plots.grid_catalogue import GRID_DRAWINGS, LINK_DRAWINGS, PATH_DRAWINGS
from sim.report.plots.style import encoded
from sim.results.grid_comparison import net_imports
from sim.results.grid_congestion import congested
from sim.results.grid_year import hours_per_year, year_factor

GRID_CAPTIONS = {
    "grid_map": "Zones by their mean price (number, USD/MWh), corridors by their mean flow; the arrow points where it "
                "goes on average. Coasts: ETOPO5 (NOAA, public domain).",
    "grid_duration": "Every period of every weather year, sorted by price within each zone; zones without a name are "
                     "grey.",
    "grid_heat": "Mean of all days and weather years.",
    "grid_dispatch": "First week of the horizon, first weather year. Below zero: charging of batteries and net export.",
    "grid_rents": "Price difference between the two ends times the flow, less losses and charge; the rent alone covers "
                  "the cost of a corridor where its bar reaches beyond the mark.",
    "grid_welfare": "Payments at the settled price. Producers: sales less fuel, operation, wear and carbon price. Half "
                    "of a corridor's rent and charge belongs to the country at each end (assumed).",
    "grid_links": "Each corridor taken out while all other planned ones are in service (TOOT), and put in while none "
                  "is (PINT). The bracket follows from the optimality gaps of both solutions.",
    "grid_path": "Each year is a snapshot: fleets, demand and corridors of the scenario in that year, with the same "
                 "weather. The straight line is a reference, not a plan of any country.",
}
"""Captions of the pictures of a grid."""
PATH_ROWS = {
    "demand_twh": ("Demand, TWh", 1.0, ",.0f"),
    "emissions_mtco2": ("Emissions, MtCO2", 1.0, ",.0f"),
    "line_mtco2": ("Straight line to zero, MtCO2", 1.0, ",.0f"),
    "above_line_mtco2": ("Emissions above that line, MtCO2", 1.0, "+,.0f"),
    "factor_tco2_per_mwh": ("Emission factor of generation, tCO2/MWh", 1.0, ".3f"),
    "clean_share": ("Generation by nuclear and renewables, %", 100.0, ".1f"),
    "wind_and_sun_share": ("Generation by wind and sun, %", 100.0, ".1f"),
    "curtailed_twh": ("Wind and sun curtailed, TWh", 1.0, ",.1f"),
    "spilled_twh": ("Water spilled, TWh", 1.0, ",.1f"),
    "unserved_gwh": ("Energy not served, GWh", 1.0, ",.1f"),
    "price_usd_per_mwh": ("Price, mean by demand, USD/MWh", 1.0, ".1f"),
    "cost_busd": ("Cost of generation, charges and lost load, bn USD", 1.0, ",.1f"),
    "gap": ("Optimality gap, %", 100.0, ".3f"),
}
"""Column of the path -> its words, factor and form in the table."""


def grid_page(data) -> str:
    """
    Return the report of a grid.

    Parameters
    ----------
    data : xarray.Dataset
        Of `sim.run_grid` or `sim.open_grid`.

    Returns
    -------
    text : str
        A complete HTML file: style and pictures inside, nothing to be fetched.
    """
    pictures = {name: _figure(name, draw(data)) for name, draw in GRID_DRAWINGS.items()}
    notes = "".join(f"<li>{prose(note)}</li>" for note in str(data.attrs["notes"]).split("\n") if note.strip())
    body = [
        f"<header><h1>Sundalink: {escape(str(data.attrs['grid']))}</h1><p>{prose(_said(data))}</p>"
        f'<p class="sub">{escape(str(data.attrs["document_basis"]))}</p></header>',
        f'<section class="notes"><strong>Read before using these results</strong><ul>{notes}</ul></section>',
        "<h2>Map</h2>", pictures["grid_map"],
        "<h2>Zones</h2>", _table(("Zone", "", "price, USD/MWh", "demand, TWh/yr", "net import, TWh/yr",
                                  "curtailed and spilled, TWh/yr", "unserved, GWh/yr", "emissions, MtCO2/yr",
                                  "tCO2/MWh consumed"),
                                 _zones(data), "rrnnnnnnn"),
        "<h2>Prices</h2>", f'<div class="two">{pictures["grid_duration"]}{pictures["grid_heat"]}</div>',
        "<h2>Dispatch</h2>", pictures["grid_dispatch"], "<h2>Mix</h2>", _mix(data),
        "<h2>Corridors</h2>", pictures["grid_rents"],
        _table(("Corridor", "zones", "stage", "document", "forward, GWh/yr", "back, GWh/yr", "lost, %", "full, %",
                "rent, M USD/yr"), _corridors(data), "rrrrnnnnn"),
        "<h2>Welfare by country and party</h2>", pictures["grid_welfare"],
        "<h2>All inputs</h2>", '<p class="printed">Every key of this result stands in grid.toml.</p>'
        '<details class="unprinted"><summary>The merged scenario: every key of this result</summary>'
        f"<pre>{escape(str(data.attrs['scenario']))}</pre></details>",
        _foot(data)]
    return _whole(str(data.attrs["title"]), body)


def _said(data) -> str:
    """Return the title without the name of the grid, which stands above it."""
    return str(data.attrs["title"]).removeprefix(f"{data.attrs['grid']}: ")


def links_page(values, title: str) -> str:
    """
    Return the page of the values of corridors.

    Parameters
    ----------
    values : GridLinks
        Of `sim.studies.grid_links.value_links`.
    title : str
        What the page is called.

    Returns
    -------
    text : str
    """
    rows = [(v.name, f"{v.from_zone}-{v.to_zone}", f"{v.mw:,.0f}", v.stage, v.document, f"{v.taken_out:,.1f}",
             f"{v.taken_out_low:,.1f} to {v.taken_out_high:,.1f}", f"{v.put_in:,.1f}", f"{v.yearly_cost:,.1f}",
             f"{v.ratio(v.taken_out):.2f}", f"{v.saved:+.2f}")
            for v in sorted(values.links, key=lambda v: -v.taken_out)]
    pairs = [(p.first, p.second, f"{p.alone[0]:,.1f}", f"{p.beside[0]:,.1f}", f"{p.interaction():+,.1f}")
             for p in values.pairs]
    body = [f"<header><h1>{escape(title)}</h1></header>",
            f'<section class="notes"><strong>Read before using these results</strong><ul><li>Values of {values.days} '
            "days, scaled to a year in proportion. The optimality gap of each solution is at most "
            f"{values.gap:.1e}. A perfect market without start-ups or limits by angle is an upper bound of "
            "trade.</li></ul></section>",
            _figure("grid_links", LINK_DRAWINGS["grid_links"](values)),
            _table(("Corridor", "zones", "MW", "stage", "document", "TOOT, M USD/yr", "bracket", "PINT", "cost",
                    "TOOT/cost", "saved, MtCO2/yr"), rows, "rrnrrnnnnnn"),
            *(["<h2>Pairs</h2><p>Value of the first corridor without and with the second, M USD/yr; a negative "
               "interaction means that they compete.</p>",
               _table(("First", "Second", "without", "with", "interaction"), pairs, "rrnnn")] if pairs else [])]
    return _whole(title, body)


def path_page(path, title: str) -> str:
    """
    Return the page of a region's path.

    Parameters
    ----------
    path : GridPath
        Of `sim.studies.grid_path.region_path`.
    title : str
        What the page is called.

    Returns
    -------
    text : str
    """
    years = [str(year) for year in path.table.index]
    kinds = "r" + "n" * len(years)
    rows = [(name, *(f"{scale * value:{form}}" for value in path.table[column]))
            for column, (name, scale, form) in PATH_ROWS.items()]
    tables = [_table(("a year", *years), rows, kinds)]
    for name, frame in (("Generation, TWh a year", path.mix), ("Emissions by country, MtCO2 a year", path.emissions)):
        rows = [(column, *(f"{value:,.1f}" for value in frame[column])) for column in frame.columns]
        tables.append(f"<h2>{name}</h2>" + _table(("", *years), rows, kinds))
    body = [f"<header><h1>{escape(title)}</h1></header>",
            '<section class="notes"><strong>Read before using these results</strong><ul><li>Fleets after 2025 are '
            "assumed unless their row names a document; the model makes no investments. A perfect market without "
            "start-ups or limits by angle is an upper bound of trade.</li></ul></section>",
            _figure("grid_path", PATH_DRAWINGS["grid_path"](path)), *tables]
    return _whole(title, body)


def _whole(title: str, body: list[str]) -> str:
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body)
            + "\n</main>\n</body>\n</html>\n")


def _figure(name: str, figure) -> str:
    return drawing(name, figure, encoded(figure, "svg"), GRID_CAPTIONS[name])


def _table(header, rows, kinds: str) -> str:
    """Return rows of text as a table; kind n is a number, r a remark."""
    return table(rows, ("name", *kinds[1:]), header)


def _zones(data) -> list[tuple]:
    mean, scale, net = data.mean("weather_year"), hours_per_year(data), net_imports(data) * year_factor(data)
    total = {name: mean[name].sum("time").values * scale for name in ("demand", "curtailed", "spilled", "unserved",
                                                                      "emissions")}
    return [(str(zone), str(data["zone_title"].values[n]), f"{float(mean['price'][:, n].mean()):.1f}",
             f"{total['demand'][n] / 1e6:,.1f}", f"{net[n] / 1e6:+,.1f}",
             f"{(total['curtailed'][n] + total['spilled'][n]) / 1e6:,.2f}", f"{total['unserved'][n] / 1e3:,.1f}",
             f"{total['emissions'][n] / 1e6:,.1f}", f"{float(mean['average_factor'][:, n].mean()):.3f}")
            for n, zone in enumerate(data["zone"].values)]


def _mix(data) -> str:
    """Return the generation by country and technology, as a table."""
    made = data["generation"].mean("weather_year").sum("time").values * hours_per_year(data) / 1e6
    kinds = [str(kind) for n, kind in enumerate(data["technology"].values) if made[:, n].sum() > 0]
    places = [list(data["technology"].values).index(kind) for kind in kinds]
    rows = []
    for country in sorted(set(data["zone_country"].values)):
        of = made[data["zone_country"].values == country].sum(0)
        rows.append((country, f"{of.sum():,.1f}", *(f"{of[n]:,.1f}" for n in places)))
    return _table(("TWh/yr", "all", *kinds), rows, "r" + "n" * (len(kinds) + 1))


def _corridors(data) -> list[tuple]:
    year, full, scale = year_factor(data), congested(data), hours_per_year(data)
    mean = data.mean("weather_year")
    forward, back = (mean[name].values * year / 1e3 for name in ("sent_forward", "sent_back"))
    lost, rent = (mean[name].sum("time").values * scale for name in ("loss", "rent"))
    return [(str(name), f"{data['from_zone'].values[n]}-{data['to_zone'].values[n]}", str(data["stage"].values[n]),
             str(data["document"].values[n]), f"{forward[n]:,.0f}", f"{back[n]:,.0f}",
             f"{100 * lost[n] / max(1e3 * (forward[n] + back[n]), 1e-9):.1f}", f"{100 * full[n]:.0f}",
             f"{rent[n] / 1e6:,.1f}") for n, name in enumerate(data["corridor"].values)]


def _foot(data) -> str:
    said = data.attrs
    rows = [("Program", said["source"]), ("Seed", said["seed"]), ("Weather", said["weather"]),
            ("Gap", f"{float(said['gap']):.2e}, limit {float(said['gap_asked']):.0e}"),
            ("Limits", said["limits"])]
    cells = "".join(f"<tr><td>{escape(str(name))}</td><td>{escape(str(text))}</td></tr>" for name, text in rows)
    return f"<h2>Provenance</h2><footer><table>{cells}</table></footer>"
