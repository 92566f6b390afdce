"""The report: one HTML file that needs nothing else, for the screen and for paper."""

from base64 import b64encode
from html import escape

from sim.report import cost_sources, key_figures
from sim.report.plots.catalogue import DRAWINGS, encoded
from sim.report.plots.firmness import finding
from sim.results.summary import SUMMARY

CSS = """
:root { --ink: #1c2430; --muted: #5b6472; --line: #d7dbe0; --warm: #fbf5e6; --navy: #0b3c5d; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 24px 28px 48px; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 27px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 34px 0 10px; padding-bottom: 4px; border-bottom: 2px solid var(--navy); }
p { margin: 6px 0; }
.sub { color: var(--muted); }
.lede { font-size: 17px; margin: 14px 0 18px; max-width: 62em; }
.badge { display: inline-block; border: 1.5px solid var(--ink); border-radius: 3px; padding: 0 8px; font-size: 13px;
  font-weight: 600; }
.notes { border: 1.5px solid #b8892b; border-left-width: 8px; background: var(--warm); padding: 10px 16px; }
.notes ul { margin: 4px 0 2px; padding-left: 20px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
th.n { text-align: right; }
td.n { text-align: right; white-space: nowrap; font-weight: 600; }
td.name { white-space: nowrap; }
td.r, td.u { color: var(--muted); }
td.u { white-space: nowrap; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 18px 26px; align-items: start; }
.stack { display: grid; gap: 18px; }
figure { margin: 0; break-inside: avoid; }
figure img { width: 100%; height: auto; display: block; }
figcaption { color: var(--muted); font-size: 12.5px; line-height: 1.4; margin-top: 2px; }
details { margin-top: 14px; }
details td, details th { font-size: 12.5px; padding-right: 8px; }
details td.name { white-space: normal; }
summary { cursor: pointer; font-weight: 600; }
pre { background: #f6f7f9; padding: 12px; overflow-x: auto; font-size: 12px; line-height: 1.35; }
footer { color: var(--muted); font-size: 13px; }
footer td { border: 0; padding: 1px 12px 1px 0; }
footer td:first-child { white-space: nowrap; }
@media (max-width: 760px) { .two { grid-template-columns: 1fr; } }
@media print {
  @page { size: A4; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-after: avoid; }
  tr, .notes { break-inside: avoid; }
  .two { grid-template-columns: 1fr; }
  .two img { max-width: 140mm; }
}
"""

CAPTIONS = {
    "map": "Where the farm, the hub and the cable lie. The farm stands for its centre; the dotted line is its "
           "export to the hub.",
    "depth": "Depth of the sea along the route, as the relief of the map gives it.",
    "loss": "Loss of the link with every pole in service. The loss at no load is there all year: bought from the "
            "grid at either end where that is cheaper than what the power would earn.",
    "heat": "Hottest conductor behind the wind of the first traded year, every pole in service, without the battery; "
            "the bed answers over weeks (IEC 60853). Ratings: for ever; peak of the mean day, repeated; peak of the "
            "load of all weather years, scaled until the conductor is at its limit.",
    "outages": "How many outages a year last longer, mean of many lives. Beside: what half-hourly flows of Great "
               "Britain show of three links, at 12 h and at the median; prices near zero count there, single poles do "
               "not.",
    "lives": "One value for each life, from the first year of operation to the last.",
    "losses": "Mean year of operation, mean of weather years and outage histories. Each step starts where the one"
              " above it ends.",
    "monthly": "Months on Singapore's clock, mean of the years of operation, first outage history; what the "
               "battery loses is not shown.",
    "duration": "Periods of every simulated year, sorted by power, first outage history.",
    "seasons": "Periods of every simulated year, sorted by power within each season, first outage history.",
    "storage": "Least energy of a store at the hub, its power not limited, with the wind of the first operating year, "
               "the battery's losses and the link's; the cable in service. The weather years come round again: the "
               "store cannot live on what it began with.",
    "stack": "What Singapore's stations would ask, from the cheapest on, in the first operating year; the import takes "
             "the place of the dearest that are running.",
    "spot": "Half-hours of the first operating year sorted by price, without the import and behind it, first outage "
            "history.",
    "cost": "Costs of all parts before tax, levelised at the real cost of capital; sales in Vietnam are taken "
            "off. The required price is flat in money of 2025 and covers tax, the owners' return and the "
            "lenders' cover.",
    "cash": "Money of each year. Tax as it would be without debt; the broken line is what owners put in and "
            "take out, with debt and its tax.",
    "prices": "Above: the cost of every part drawn beside the others, lognormal on either side of what is planned; "
              "below: another cable, all else as planned. Trade and finance terms stay, finance is drawn up anew. P10: "
              "a tenth of the draws is cheaper. Ranges are assumed about published costs.",
    "certainty": "Every simulated year, with its weather and outages, under a level of the farm's energy that is not "
                 "known. Weather alone: exceeded in nine weather years of ten.",
    "yearly": "One value for each traded year, weather year and outage history. The contract counts the energy "
              "delivered under it; what was sold on the spot market instead is missing from it.",
}


def page(data):
    """
    Return the report of a case.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`, or read back by `sim.open_results`.

    Returns
    -------
    text : str
        A complete HTML file: style and pictures inside, nothing to be fetched.
    """
    data = data.load()
    pictures = {name: _figure(name, draw(data)) for name, draw in DRAWINGS.items()}
    body = [
        _head(data), _notes(data),
        "<h2>Key figures</h2>", _table(key_figures.headline(data), ("name", "n", "u", "r")),
        "<h2>Price</h2>", pictures["cost"],
        "<h2>Energy</h2>", _two(pictures["losses"], _way(data), pictures["monthly"], pictures["duration"]),
        "<h2>Firmness</h2>", f"<p>{escape(finding(data))}</p>", _two(pictures["seasons"], pictures["storage"]),
        "<h2>Singapore's market</h2>", _two(pictures["stack"], pictures["spot"]),
        "<h2>Route and link</h2>",
        f'<div class="two">{pictures["map"]}<div class="stack">{pictures["depth"]}{pictures["loss"]}</div></div>',
        _two(pictures["heat"], f"<div><p>{escape(str(data.attrs['cable_rating']))}</p><p>Why not alternating current: "
                               f"{escape(str(data.attrs['why_not_ac']))}</p></div>"),
        '<h2 id="resilience">Resilience</h2>', f"<p>{escape(str(data.attrs['resilience']))}</p>",
        _two(pictures["outages"], pictures["lives"]), _ready(data),
        "<h2>Money</h2>", pictures["cash"], f"<p>{escape(str(data.attrs['price_range']))}</p>", pictures["prices"],
        _costs(data),
        "<h2>How sure</h2>", _two(pictures["yearly"], pictures["certainty"]), _sure(data),
        "<h2>In full</h2>", _all_figures(data), _scenario(data), _foot(data)]
    title = escape(str(data.attrs["title"]))
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{CSS}</style>\n</head>\n<body>\n" + "\n".join(body)
            + "\n</body>\n</html>\n")


def _head(data):
    s, evidence = key_figures.scenario(data), str(data.attrs["evidence"])
    return (f"<header><h1>Sundalink: {escape(s['name'])}</h1><p>{escape(s['description'])}</p>"
            f'<p class="sub">{escape(s["document_basis"])}</p>'
            f'<p><span class="badge">evidence: {escape(evidence)}</span> '
            f'<span class="sub">{escape(key_figures.EVIDENCE.get(evidence, ""))}</span></p>'
            f'<p class="lede">{escape(key_figures.lede(data))}</p></header>')


def _notes(data):
    notes = [note for note in str(data.attrs["notes"]).split("\n") if note.strip()]
    if not notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return ('<section class="notes"><strong>To be known before the figures are believed</strong>'
            f"<ul>{items}</ul></section>")


def _table(rows, kinds, header=()):
    """Return rows of text as a table; each column has the class of its kind."""
    top = "".join(f'<th class="{kind}">{escape(text)}</th>' for text, kind in zip(header, kinds, strict=bool(header)))
    lines = "".join("<tr>" + "".join(f'<td class="{kind}">{escape(str(cell))}</td>'
                                     for cell, kind in zip(row, kinds, strict=True)) + "</tr>\n" for row in rows)
    return f"<table>{f'<thead><tr>{top}</tr></thead>' if header else ''}<tbody>\n{lines}</tbody></table>"


def _figure(name, figure):
    picture = b64encode(encoded(figure, "svg")).decode("ascii")
    return (f'<figure id="{name}"><img alt="{escape(figure.get_label())}" src="data:image/svg+xml;base64,{picture}">'
            f"<figcaption>{escape(CAPTIONS[name])}</figcaption></figure>")


def _two(*blocks):
    return f'<div class="two">{"".join(blocks)}</div>'


def _way(data):
    """Return where the energy goes, as a table."""
    return (
        f"<div>{_table(key_figures.waterfall(data), ('name', 'n', 'n'), ('Mean year', 'GWh', '% of free wind'))}</div>"
    )


def _costs(data):
    """Return how the costs of the case become USD of 2025, step by step."""
    kinds = ("name", "n", "u", "u", "u", "u", "n", "r", "r")
    table = _table(cost_sources.used(data), kinds, cost_sources.HEADER)
    return (f'<details open><summary>From published cost to USD of 2025</summary>{table}<p class="sub">Published value '
            "times the price index of its currency in 2025 over that of its year, over the mean exchange rate of 2025."
            "</p></details>")


def _ready(data):
    """Return what it is worth to be ready for a fault, as a table."""
    rows = key_figures.readiness(data)
    if not rows:
        return "<p>The model of outages of this scenario knows nothing that could be kept ready.</p>"
    top = ("Kept ready", "GWh/yr more", "worth, M USD/yr", "cost, M USD/yr", "NPV, M USD", "")
    return (f"{_table(rows, ('name', 'n', 'n', 'n', 'n', 'r'), top)}<p class=\"sub\">Each with and without, for the "
            "same faults and all else as it is, other outages left out; before tax, at the end of 2025 in its money. "
            "Costs of readiness are assumed.</p>")


def _sure(data):
    """Return the energies exceeded, what Pxx means, and where the uncertainty comes from."""
    header, rows = key_figures.exceedance(data)
    kinds = ("name", *("n" for _ in header[1:-1]), "r")
    text = str(data["exceeded_energy"].attrs["comment"])
    return _two(f"<div>{_table(rows, kinds, header)}<p class=\"sub\">TWh, by draws / as if all were normal. "
                f"{escape(text)} The year that stands there is the simulated one that its own weather and outages put "
                "at that place; its hours are in results.nc.</p></div>",
                f"<div>{_table(key_figures.uncertainties(data), ('name', 'n'), ('Energy uncertainty', '%'))}"
                "<p class=\"sub\">Standard deviations; all but the last stay the same all life long.</p></div>")


def _all_figures(data):
    rows = []
    for name, (unit, note) in SUMMARY.items():
        if name in ("evidence", "seed"):
            rows.append((name, str(data.attrs[name]), "", note))
        else:
            rows.append((name, f"{key_figures.value(data, name):.6g}", unit, note))
    return ("<details><summary>Every figure of summary.csv, with its definition</summary>"
            + _table(rows, ("name", "n", "u", "r"), ("name", "value", "unit", "definition")) + "</details>")


def _scenario(data):
    return ("<details><summary>The merged scenario: every key that this result stands on</summary>"
            f"<pre>{escape(str(data.attrs['scenario']))}</pre></details>")


def _foot(data):
    said = data.attrs
    rows = [("Made by", said["source"]), ("Scenario", f"{said['scenario_name']}, hash {said['scenario_hash']}"),
            ("Seed", said["seed"]), ("Document basis", said["document_basis"]), ("Wind", said["wind"])]
    made = data["spot_price"].attrs.get("synthetic", "") if "spot_price" in data else ""
    rows += [("Spot price, demand", made)] if made else []
    rows += [("Assumed", said["assumed"])]
    cells = "".join(f"<tr><td>{escape(str(name))}</td><td>{escape(str(text))}</td></tr>" for name, text in rows)
    return f"<h2>Where this comes from</h2><footer><table>{cells}</table></footer>"
