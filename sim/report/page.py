"""The report: one HTML file that needs nothing else, for the screen and for paper."""

from html import escape

import numpy as np

from sim.report import cost_sources, joint_report, key_definitions, key_figures, lede
from sim.report.drawing import drawn_by
from sim.report.page_parts import anchor, drawing, prose, table, title, two
from sim.report.page_style import CSS
from sim.report.plots.catalogue import CAPTIONS, DRAWINGS, drawn, encoded
from sim.report.plots.firmness import finding
from sim.report.plots.style import styled
from sim.results.summary_values import SUMMARY


def page(data, workers=1, begun=lambda: None):
    """
    Return the report of a case.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`, or read back by `sim.open_results`.
    workers : int
        Processes that draw; the page is the same for any number.
    begun : callable
        As `sim.report.drawing.drawn_by` takes it.

    Returns
    -------
    text : str
        A complete HTML file: style and pictures inside, nothing to be fetched.
    """
    data = data.load()
    pictures = _pictures(data, workers, begun)
    body = [
        _head(data), _contents(), _notes(data),
        title("Key figures"), f'<div class="key">{_key_table(data)}</div>',
        title("Price"), pictures["cost"],
        title("Energy"), two(pictures["losses"], _balance(data), pictures["monthly"], pictures["duration"]),
        title("Firmness"), f"<p>{prose(finding(data))}</p>", two(pictures["seasons"], pictures["storage"]),
        title("Singapore's market"), two(pictures["stack"], pictures["spot"]),
        title("Route and link"),
        f'<div class="two">{pictures["map"]}<div class="stack">{pictures["depth"]}{pictures["loss"]}</div></div>',
        two(pictures["heat"], f"<div><p>{prose(data.attrs['cable_rating'])}</p><p>Alternating current: "
                               f"{prose(data.attrs['why_not_ac'])}</p></div>"),
        title("Reliability of the link"), f"<p>{prose(data.attrs['resilience'])}</p>",
        two(pictures["outages"], pictures["lives"]), _ready(data),
        title("Finance"), pictures["cash"], f"<p>{prose(data.attrs['price_range'])}</p>", pictures["prices"],
        _costs(data),
        *joint_report.lenders(data, pictures), *joint_report.governments(data, pictures),
        title("Uncertainty: P50, P75, P90"), two(pictures["yearly"], pictures["certainty"]), _exceedance(data)]
    body += _others(pictures, body)
    body += [title("All results and inputs"), _all_figures(data), _scenario(data), _foot(data)]
    name = escape(str(data.attrs["title"]))
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{name}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body)
            + "\n</main>\n</body>\n</html>\n")


SECTIONS = ("Key figures", "Price", "Energy", "Firmness", "Singapore's market", "Route and link",
            "Reliability of the link", "Finance", *joint_report.SECTIONS, "Uncertainty: P50, P75, P90",
            "All results and inputs", "Provenance")


def _others(pictures, body):
    """Pictures of the catalogue that no section above has placed."""
    rest = [picture for picture in pictures.values() if not any(picture in block for block in body)]
    return [two(*rest)] if rest else []


def _contents():
    """Contents of the page."""
    items = "".join(f'<li><a href="#{anchor(title)}">{escape(title)}</a></li>' for title in SECTIONS)
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def _key_table(data):
    """Key figures, each label with its definition where the pointer rests on it."""
    lines = ""
    for label, value, unit, remark in key_figures.headline(data):
        name = key_definitions.DEFINED_BY.get(label)
        note = f"{name}: {SUMMARY[name][1]}" if name else ""
        text = f'<abbr title="{escape(note)}">{escape(label)}</abbr>' if note else escape(label)
        cells = "".join(f'<td class="{kind}">{escape(cell)}</td>' for kind, cell in (("n", value), ("u", unit),
                                                                                     ("r", remark)))
        lines += f'<tr><td class="name">{text}</td>{cells}</tr>\n'
    return f"<table><tbody>\n{lines}</tbody></table>"


def _head(data):
    s, evidence = key_figures.scenario(data), str(data.attrs["evidence"])
    return (f"<header><h1>Sundalink: {escape(s['name'])}</h1><p>{prose(s['description'])}</p>"
            f'<p class="sub">{prose(s["document_basis"])}</p>'
            f'<p><span class="badge">evidence: {escape(evidence)}</span> '
            f'<span class="sub">{escape(key_definitions.EVIDENCE.get(evidence, ""))}</span></p>'
            f'<p class="lede">{prose(lede.lede(data))}</p>'
            f'<p class="quote">{prose(lede.quotation(data))}</p></header>')


def _notes(data):
    notes = [note for note in str(data.attrs["notes"]).split("\n") if note.strip()]
    if not notes:
        return ""
    items = "".join(f"<li>{prose(note)}</li>" for note in notes)
    return ('<section class="notes"><strong>Read before using these results</strong>'
            f"<ul>{items}</ul></section>")


def _pictures(data, workers, begun):
    """Return the pictures by name, as elements of the page."""
    with styled():   # once for all
        return drawn_by(lambda name: _figure(name, DRAWINGS[name](data)),
                        [name for name in DRAWINGS if drawn(name, data)], workers, begun)


def _figure(name, figure):
    return drawing(name, figure, encoded(figure, "svg"), CAPTIONS[name])

def _balance(data):
    """Energy balance as a table."""
    return (
        f"<div>{table(key_figures.waterfall(data), ('name', 'n', 'n'), ('Mean year', 'GWh', '% of gross'))}</div>"
    )


def _costs(data):
    """Return how the costs of the case become USD of 2025, step by step."""
    kinds = ("name", "n", "u", "u", "u", "u", "n", "r", "r")
    rows = table(cost_sources.used(data), kinds, cost_sources.HEADER)
    return (f'<details open><summary>From published cost to USD of 2025</summary>{rows}<p class="sub">Published value '
            "times the price index of its currency in 2025 over that of its year, over the mean exchange rate of 2025."
            "</p></details>")


def _ready(data):
    """Return the value of readiness for faults, as a table."""
    rows = key_figures.readiness(data)
    if not rows:
        return ("<p>The chosen outage model does not evaluate spares, a retained vessel or separate routes.</p>")
    top = ("Measure", "GWh/yr more", "value, M USD/yr", "cost, M USD/yr", "NPV, M USD", "")
    return (f"{table(rows, ('name', 'n', 'n', 'n', 'n', 'r'), top)}<p class=\"sub\">Each measure with and "
            "without, for the same faults, all else equal, other outages excluded; before tax, present value at the "
            "end of 2025. Costs of readiness are assumed.</p>")


def _exceedance(data):
    """Return exceedance values of energy, the definition of Pxx, and the components of the uncertainty."""
    header, rows = key_figures.exceedance(data)
    kinds = ("name", *("n" for _ in header[1:-1]), "r")
    text = str(data["exceeded_energy"].attrs["comment"])
    return two(f"<div>{table(rows, kinds, header)}<p class=\"sub\">TWh, by draws / by the normal formula. "
                f"{escape(text)} The representative year is the simulated year whose energy is closest to that "
                "quantile; its hours are in results.nc.</p></div>",
                f"<div>{table(key_figures.uncertainties(data), ('name', 'n'), ('Energy uncertainty', '%'))}"
                "<p class=\"sub\">Standard deviations; all but the last are constant over the life.</p></div>")


def _all_figures(data):
    rows = []
    for name, (unit, note) in SUMMARY.items():
        if name in ("evidence", "seed"):
            rows.append((name, str(data.attrs[name]), "", note))
        else:
            rows.append((name, _amount(key_figures.value(data, name)), unit, note))
    return ("<details><summary>Every value of summary.csv, with its definition</summary>"
            + table(rows, ("name", "n", "u", "r"), ("name", "value", "unit", "definition")) + "</details>")


def _amount(value):
    """Write a value of any size with the digits that matter, and no power of ten where it can be read without."""
    if not 1e-3 <= abs(value) < 1e5:
        return key_figures.number(value) if abs(value) >= 1e5 or not np.isfinite(value) else f"{value:.3g}"
    return f"{value:,.6g}"


def _scenario(data):
    return ("<details><summary>The merged scenario: every key of this result</summary>"
            f"<pre>{escape(str(data.attrs['scenario']))}</pre></details>")


def _foot(data):
    said = data.attrs
    rows = [("Program", said["source"]), ("Scenario", f"{said['scenario_name']}, hash {said['scenario_hash']}"),
            ("Seed", said["seed"]), ("Document basis", said["document_basis"]), ("Wind", said["wind"])]
    made = data["spot_price"].attrs.get("synthetic", "") if "spot_price" in data else ""
    rows += [("Spot price, demand", made)] if made else []
    rows += [("Assumed", said["assumed"])]
    cells = "".join(f"<tr><td>{escape(str(name))}</td><td>{escape(str(text))}</td></tr>" for name, text in rows)
    return f"{title('Provenance')}<footer><table>{cells}</table></footer>"
