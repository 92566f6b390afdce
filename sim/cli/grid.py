"""The command line of a grid: run it, compare two, and value its corridors."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.grid_group import GridName, grid
from sim.cli.options import OUT, Json, Output, Quiet, Set, Workers, bar, dump, first_start, table


@grid.command("run")
def run_command(scenario: GridName, output: Output = None, overrides: Set = None, quiet: Quiet = False,
                json: Json = False, workers: Workers = 2):
    """
    Trade one grid: a table, grid.nc, grid.csv, grid.toml and grid.html.

    Example: sundalink grid run asean_2035 --set grid.days=28
    """
    quiet = quiet or json
    with bar(quiet) as progress:
        job = progress.add_task("reading", total=3)
        first_start(quiet, grid=True)
        from sim.results.folder import check_folder
        from sim.scenario.load import options
        from sim.scenario.load_grid import load_grid

        s = load_grid(scenario, options(overrides))
        folder = output or Path("runs") / s.name
        check_folder(folder)
        progress.update(job, total=s.grid.weather_years + 2, description="weather")
        data = _traded(s, workers, lambda text: progress.update(job, advance=1, description=text))
        progress.update(job, description="report")
        names = _saved(folder, data)
    if json:
        from sim.results.grid_files import grid_figures

        dump({"name": s.name, "folder": str(folder), "files": names, "gap": float(data.attrs["gap"]),
              "figures": [{"subject": a, "name": b, "value": c, "unit": d} for a, b, c, d in grid_figures(data)],
              "notes": data.attrs["notes"].split("\n")})
    elif not quiet:
        _print_grid(data)
        OUT.print(f"\nWritten to {folder}: {', '.join(names)}", soft_wrap=True)


@grid.command("links")
def links_command(scenario: GridName, output: Output = None, overrides: Set = None, quiet: Quiet = False,
                  json: Json = False, workers: Workers = 2,
                  link: Annotated[list[str] | None, typer.Option("--link", metavar="NAME", help="Value this corridor "
                                  "alone; may be given again.")] = None,
                  pair: Annotated[list[str] | None, typer.Option("--pair", metavar="A,B", help="Value two corridors "
                                  "together; may be given again.")] = None,
                  gap: Annotated[float, typer.Option("--gap", min=1e-12, max=0.01, help="Largest relative gap of each "
                                 "trade.")] = 1e-5):
    """
    Value every planned corridor: taken out of all of them (TOOT), put in alone (PINT), who gains; links.csv, pairs.csv.

    Example: sundalink grid links asean_2035 --set grid.days=28
    """
    quiet = quiet or json
    with bar(quiet) as progress:
        job = progress.add_task("reading", total=None)
        from sim.results.folder import check_folder
        from sim.scenario.load import options
        from sim.scenario.load_grid import load_grid
        from sim.studies.grid_links import link_rows, pair_rows, value_links

        s = load_grid(scenario, options(overrides))
        folder = output or Path("runs") / f"{s.name}_links"
        check_folder(folder)
        values = value_links(s, links=link or None, pairs=_pairs(pair), gap=gap, workers=workers,
                             progress=lambda done: progress.update(job, description=f"{done} trades"))
        from sim.report.grid_page import links_page
        from sim.results.grid_files import save_page_of, save_tables

        names = save_tables(folder, {"links.csv": link_rows(values), "pairs.csv": pair_rows(values)})
        names.append(save_page_of(folder, "links.html", links_page(values, f"Corridors of {s.name}")))
    if json:
        dump({"name": s.name, "folder": str(folder), "files": names, "gap": values.gap, "days": values.days,
              "links": [dict(zip(link_rows(values)[0], row, strict=True)) for row in link_rows(values)[1]],
              "pairs": [dict(zip(pair_rows(values)[0], row, strict=True)) for row in pair_rows(values)[1]]})
    elif not quiet:
        _print_links(values)
        OUT.print(f"\nWritten to {folder}: {', '.join(names)}", soft_wrap=True)


@grid.command("validate")
def validate_command(folder: Annotated[Path, typer.Argument(help="Folder of a run of asean_2025.")],
                     json: Json = False):
    """
    Published figures of the region's trade beside those of a run, with the residual.

    Example: sundalink grid validate runs/asean_2025
    """
    from sim.results.grid_files import open_grid
    from sim.validation.grid_checks import check_grid

    data = open_grid(folder)
    found = check_grid(data)
    year, days = int(data.attrs["year"]), int(data.attrs["days"])
    if json:
        dump([{**v.check._replace(value=None)._asdict(), "value": v.value, "residual": v.residual(), "met": v.met()}
              for v in found])
        return
    OUT.print(table(("figure", "model", "published", "residual", "tolerance", "unit", "", "source"),
                    ((v.check.name, f"{v.value:,.4g}", f"{v.check.published:,.4g}", f"{v.residual():+,.3g}",
                      f"{v.check.tolerance:,.3g}", v.check.unit, ("held to it" if v.check.calibrated else "") + (
                          "" if v.met() else " MISSED"), v.check.source) for v in found)))
    own = [v for v in found if not v.check.calibrated]
    OUT.print(f"{sum(v.met() for v in own)} of {len(own)} figures that the grid was not calibrated to are met.")
    if (year, days) != (2025, 365):
        OUT.print(f"! The published figures are of whole years around 2025; this is a grid of {year} over {days} days: "
                  "residuals are differences of year and season too. Judge the model by a whole year of asean_2025.",
                  soft_wrap=True)


@grid.command("settle")
def settle_command(scenario: GridName, overrides: Set = None, quiet: Quiet = False, json: Json = False,
                   workers: Workers = 2):
    """
    What the export project earns as a price-taker, against Singapore's residual, and as a zone of the grid.

    Example: sundalink grid settle asean_2035 --set grid.days=28
    """
    with bar(quiet or json) as progress:
        progress.add_task("trade", total=None)
        first_start(quiet or json, grid=True)
        from sim.scenario.load import options
        from sim.scenario.load_grid import load_grid
        from sim.studies.grid_export import settle_export

        rows = settle_export(load_grid(scenario, {"project.mode": "hub", **options(overrides)}), workers=workers)
    if json:
        dump([row._asdict() for row in rows])
        return
    OUT.print(table(("settled", "delivered, GWh/yr", "local, GWh/yr", "at the spur, GWh/yr", "curtailed, GWh/yr",
                     "revenue, M USD/yr", "local, M USD/yr", "spur, M USD/yr", "received, USD/MWh",
                     "zone's mean price, USD/MWh"),
                    ((row.form.replace("_", "-"), f"{row.delivered:,.0f}", f"{row.local:,.0f}", f"{row.landed:,.0f}",
                      f"{row.curtailed:,.0f}", f"{row.revenue:,.1f}", f"{row.local_revenue:,.1f}",
                      f"{row.landed_revenue:,.1f}", f"{row.price:.2f}", f"{row.mean_price:.2f}") for row in rows)))


@grid.command("compare")
def compare_command(first: Annotated[Path, typer.Argument(metavar="A", help="Folder of a grid's run.")],
                    second: Annotated[Path, typer.Argument(metavar="B", help="Folder of another: another year, or "
                                                           "with a corridor less.")],
                    json: Json = False,
                    everything: Annotated[bool, typer.Option("--all", help="Show equal rows as well.")] = False):
    """
    Compare two grids: prices, trade, emissions, congestion, welfare by country.

    Example: sundalink grid compare runs/asean_2030 runs/asean_2040
    """
    from sim.results.grid_comparison import compared_grids, comparison_notes
    from sim.results.grid_files import open_grid

    both = open_grid(first), open_grid(second)
    found = compared_grids(*both)
    if json:
        dump({title: [dict(zip(("name", "first", "second", "difference"), row, strict=True)) for row in rows]
              for title, _, rows in found})
        return
    for title, header, rows in found:
        shown = [row for row in rows if everything or not abs(row[3]) < 0.005]
        if shown:
            OUT.print(table(header, ((name, *(f"{value:,.2f}" for value in numbers)) for name, *numbers in shown),
                            title=title, title_justify="left"))
    for note in comparison_notes(*both):
        OUT.print(f"! {note}", style="yellow", soft_wrap=True)


def _pairs(texts):
    """Pairs of corridors as the command line gives them, or None."""
    from sim.errors import scenario_error

    if not texts:
        return None
    found = [tuple(word.strip() for word in text.split(",")) for text in texts]
    wrong = [text for text, pair in zip(texts, found, strict=True) if len(pair) != 2 or not all(pair)]
    if wrong:
        raise scenario_error(f"--pair {wrong[0]}: must be two names of corridors with a comma between")
    return found


def _print_links(values):
    """Print the values of corridors and pairs."""
    rows = []
    for v in sorted(values.links, key=lambda v: -v.taken_out):
        ranked = sorted(v.gains.items(), key=lambda pair: -pair[1])
        gain = [f"{country} {value:+,.0f}" for country, value in (*ranked[:2], *ranked[-1:]) if abs(value) >= 0.5]
        half = 0.5 * (v.taken_out_high - v.taken_out_low)
        rows.append((v.name, f"{v.from_zone}-{v.to_zone}", f"{v.mw:,.0f}", f"{v.taken_out:,.1f} +-{half:.1f}",
                     f"{v.put_in:,.1f}", f"{v.yearly_cost:,.1f}", f"{v.ratio(v.taken_out):.2f}", f"{v.saved:+.2f}",
                     f"{v.sent:,.0f}", ", ".join(gain)))
    OUT.print(table(("corridor", "", "MW", "TOOT, M USD/yr", "PINT, M USD/yr", "cost, M USD/yr", "TOOT/cost",
                     "saved, MtCO2/yr", "GWh/yr", "who gains most and least, M USD/yr"), rows))
    if values.pairs:
        OUT.print("\nPairs: value of the first without and with the second, M USD/yr", style="bold")
        OUT.print(table(("first", "second", "without", "with", "interaction"),
                        ((p.first, p.second, f"{p.alone[0]:,.1f}", f"{p.beside[0]:,.1f}", f"{p.interaction():+,.1f}")
                         for p in values.pairs)))
    OUT.print(f"! Values of {values.days} days carried to a year in proportion; gap of each trade at most "
              f"{values.gap:.1e}. A perfect market is an upper bound of trade.", style="yellow", soft_wrap=True)


def _traded(s, workers, progress):
    """Labelled data of a grid that has been traded."""
    from sim.case.grid import build_grid_case, run_grid_case
    from sim.results.grid_dataset import grid_dataset

    case = build_grid_case(s)
    progress("trade")
    return grid_dataset(run_grid_case(case, workers, lambda year: progress("trade")))


def _saved(folder, data):
    """Write the files of a run and return their names."""
    from sim.report.grid_page import grid_page
    from sim.results.grid_files import save_grid

    return save_grid(folder, data, grid_page(data))


def _print_grid(data):
    """Print prices, energies and trade by zone, and the notes."""
    from sim.results.grid_comparison import net_imports

    hours, mean = float(data.attrs["period_h"]), data.mean("weather_year")
    OUT.print(f"\n{data.attrs['title']}", style="bold", soft_wrap=True)
    net = net_imports(data)
    rows = []
    for n, zone in enumerate(data["zone"].values):
        demand = float(mean["demand"][:, n].sum()) * hours / 1e6
        rows.append((str(zone), str(data["zone_title"].values[n]), f"{float(mean['price'][:, n].mean()):.1f}",
                     f"{demand:,.2f}", f"{net[n] / 1e6:+,.2f}",
                     f"{float(mean['curtailed'][:, n].sum()) * hours / 1e6:,.2f}",
                     f"{float(mean['unserved'][:, n].sum()) * hours / 1e3:,.1f}",
                     f"{float(mean['average_factor'][:, n].mean()):.3f}"))
    OUT.print(table(("zone", "", "USD/MWh", "demand, TWh", "net import, TWh", "curtailed, TWh", "unserved, GWh",
                     "tCO2/MWh"), rows))
    for note in str(data.attrs["notes"]).split("\n"):
        OUT.print(f"! {note}", style="yellow", soft_wrap=True)
