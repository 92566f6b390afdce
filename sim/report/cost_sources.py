"""Published costs converted to USD of 2025, step by step, as rows to print."""

from sim.analysis.price_uncertainty import VINTAGES
from sim.errors import scenario_error
from sim.inputs import cost_data, sourced_table
from sim.inputs.csv_table import nearest
from sim.report.key_figures import NONE, number, scenario

HEADER = ("cost", "published", "unit", "of year", "price index, then > 2025", "currency per USD", "USD of 2025",
          "status", "source")
"""Columns: published value, its currency's price index, mean exchange rate of 2025, and what comes of them."""


def listed(word=""):
    """
    Return the rows of the table of costs that are money.

    Parameters
    ----------
    word : str
        Part of a key; all rows if empty.

    Returns
    -------
    rows : list of tuple of str
        In the order of `HEADER`.

    Raises
    ------
    SundalinkError
        If no key has the word.
    """
    keys = [key for key, row in sourced_table.rows("costs").items() if row.currency and word.lower() in key]
    if not keys:
        every = [key for key, row in sourced_table.rows("costs").items() if row.currency]
        raise scenario_error(f"costs {word}: no cost row of sim/data/costs.csv has that in its key"
                             f"{nearest(word, every)}")
    return [_row(key, key) for key in keys]


def used(data):
    """
    Return the costs that a case stands on, and the vintages of cable and stations beside them.

    Parameters
    ----------
    data : xarray.Dataset
        Results of `sim.results.dataset.dataset`.

    Returns
    -------
    rows : list of tuple of str
        In the order of `HEADER`; an amount that the scenario gives itself is USD of 2025 already.
    """
    s, money = scenario(data), sourced_table.rows("costs")
    given = {key: value for key, value in s["cost"].items()
             if key in ("farm", "farm_upkeep", "solar", "battery_energy", "battery_power", "export", "cable")}
    where = "offshore" if s["hub"]["topology"] == "offshore" else "onshore"
    given["converters"] = s["cost"][f"converters_{where}"]
    if not s["solar"]["capacity_mw"]:
        del given["solar"]
    rows = [_row(f"cost.{key}", value) if isinstance(value, str) and value in money else
            (f"cost.{key}", number(value, 1), "of the scenario", "2025", NONE, NONE, number(value, 1), "given",
             "the scenario") for key, value in given.items()]
    for key, text in VINTAGES.items():
        for name, row in (("cable", f"dc_submarine_{key}"), ("stations", f"converter_pair_{where}_{key}")):
            rows.append(_row(f"{name}, {text}", row))
    return rows


def _row(name, key):
    """Return the steps of one row of the table of costs."""
    found = cost_data.chain("costs", key)
    row = found.row
    same = found.index_then == found.index_now
    return (name, number(row.value, 0 if row.value >= 100 else 1), row.unit, str(row.year),
            NONE if same else f"{row.currency} {found.index_then:.1f} > {found.index_now:.1f}",
            NONE if row.currency == "USD" else f"{row.currency} {found.exchange:.4g}",
            number(found.usd2025, 0 if found.usd2025 >= 100 else 1), row.status, row.source)
