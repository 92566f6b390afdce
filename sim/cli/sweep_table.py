"""What is printed of a sweep: its best cases as a table, or what it wrote and found as JSON."""

import json as json_text

from rich.table import Table

from sim.cli.options import OUT


def counted(done, folder, names):
    """Return what a sweep wrote and found: files, counts, and the case of least required price."""
    table, good = done.table, done.good
    least = good.sort_values("required_price" if "required_price" in good else "grid cost").head(1)
    return {"folder": str(folder), "files": ["cases.parquet", "cases.csv", *names], "keys": [*done.keys],
            "cases": len(table), "ok": len(good), "failed": len(table) - len(good),
            "errors": [*map(str, table.loc[table["status"] != "ok", "error"].drop_duplicates())],
            "best": next(iter(json_text.loads(least.to_json(orient="records"))), None)}


def print_sweep(done):
    """Print the cases of least required price, how sure that is, and what failed."""
    from sim.studies.paired import in_words

    table, keys = done.table, done.keys
    if done.design.levers and done.good.size:
        _print_decisions(done)
        return
    figures = {"required_price": ("required price", "USD/MWh", 1.0), "required_price_se": ("+-", "USD/MWh", 1.0),
               "link_loss_fraction": ("link loss", "%", 100.0), "delivered_load_factor": ("load factor", "%", 100.0)}
    figures = {name: figure for name, figure in figures.items() if name in table}
    rows = Table(box=None, pad_edge=False, title="Cases of least required price", title_justify="left")
    for key in keys:
        rows.add_column(key.replace(".", "\n"), justify="right", overflow="fold")
    for name, unit, _ in figures.values():
        rows.add_column(f"{name}\n{unit}", justify="right", no_wrap=True)
    for record in table[table["status"] == "ok"].sort_values("required_price").head(12).to_dict("records"):
        rows.add_row(*(f"{record[key]:g}" if isinstance(record[key], float) else str(record[key]) for key in keys),
                     *("-" if record[name] != record[name] else f"{record[name] * scale:.1f}"
                       for name, (_, _, scale) in figures.items()))
    if (table["status"] == "ok").any():
        OUT.print(rows, markup=False)
        for line in in_words(done.differences()):
            OUT.print(line, markup=False, soft_wrap=True)
    for text in table.loc[table["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)


def _print_decisions(done):
    """Print how each decision fares under the futures, and which can be distinguished."""
    from sim.studies.paired import in_words

    found = done.robustness()
    rows = Table(box=None, pad_edge=False, title="Decisions under the futures [USD/MWh]", title_justify="left")
    for name in found.columns:
        rows.add_column(name.replace(".", "\n").replace("_", " "), justify="right", overflow="fold")
    for record in found.to_dict("records"):
        rows.add_row(*(f"{value:.0%}" if name.startswith("meets_") else f"{value:g}" if name in done.design.levers
                       and not isinstance(value, str) else f"{value:.1f}" if isinstance(value, float) else str(value)
                       for name, value in record.items()))
    OUT.print(rows, markup=False)
    for line in in_words(done.differences()):
        OUT.print(line, markup=False, soft_wrap=True)
    for text in done.table.loc[done.table["status"] != "ok", "error"].drop_duplicates().head(3):
        OUT.print(f"! failed: {text}", style="yellow", markup=False, soft_wrap=True)
