"""Output of a sweep: its best cases as a table, or its files and results as JSON."""

import json as json_text

from sim.cli.options import OUT, table
from sim.units import percent


def counted(done, folder, names):
    """Return files, counts and the case of least required price of a sweep."""
    cases, good = done.table, done.good
    least = good.sort_values("required_price" if "required_price" in good else "grid cost").head(1)
    return {"folder": str(folder), "files": ["cases.parquet", "cases.csv", *names], "keys": [*done.keys],
            "cases": len(cases), "ok": len(good), "failed": len(cases) - len(good),
            "errors": [*map(str, cases.loc[cases["status"] != "ok", "error"].drop_duplicates())],
            "best": next(iter(json_text.loads(least.to_json(orient="records"))), None)}


def print_sweep(done):
    """Print the cases of least required price, how sure that is, and what failed."""
    from sim.studies.paired import in_words

    cases, keys = done.table, done.keys
    if done.design.levers and done.good.size:
        _print_decisions(done)
        return
    figures = {"required_price": ("required price", "USD/MWh", 1.0), "required_price_se": ("+-", "USD/MWh", 1.0),
               "link_loss_fraction": ("link loss", "%", 100.0), "delivered_load_factor": ("load factor", "%", 100.0)}
    figures = {name: figure for name, figure in figures.items() if name in cases}
    header = [*(key.replace(".", "\n") for key in keys), *(f"{name}\n{unit}" for name, unit, _ in figures.values())]
    rows = [(*(f"{record[key]:g}" if isinstance(record[key], float) else str(record[key]) for key in keys),
             *("-" if record[name] != record[name] else f"{record[name] * scale:.1f}"
               for name, (_, _, scale) in figures.items()))
            for record in cases[cases["status"] == "ok"].sort_values("required_price").head(12).to_dict("records")]
    if rows:
        OUT.print(table(header, rows, right=True, title="Cases of least required price", title_justify="left"))
        for line in in_words(done.differences()):
            OUT.print(line, markup=False, soft_wrap=True)
    for text in cases.loc[cases["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)


def _print_decisions(done):
    """Print how each decision fares under the futures, and which can be distinguished."""
    from sim.studies.paired import in_words

    found = done.robustness()
    rows = [[percent(value) if name.startswith("meets_") else f"{value:g}" if name in done.design.levers
             and not isinstance(value, str) else f"{value:.1f}" if isinstance(value, float) else str(value)
             for name, value in record.items()] for record in found.to_dict("records")]
    OUT.print(table([name.replace(".", "\n").replace("_", " ") for name in found.columns], rows, right=True,
                    title="Decisions under the futures [USD/MWh]", title_justify="left"))
    for line in in_words(done.differences()):
        OUT.print(line, markup=False, soft_wrap=True)
    for text in done.table.loc[done.table["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)
