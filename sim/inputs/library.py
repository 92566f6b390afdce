"""The shipped library: figures of money, cables and links, each with its source."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.checks import say
from sim.inputs.published import published as published
from sim.inputs.table import nearest, read
from sim.link.cable import Cable, check_cable

DATA = Path(__file__).resolve().parents[1] / "data"
PRICE_YEAR = 2025
"""Results are in real USD of this year."""


class Row(NamedTuple):
    """One sourced figure; `currency` and `year`, that of its price level, are empty where it is no money."""

    key: str
    value: float
    unit: str
    year: int | None
    currency: str
    source: str
    source_kind: str
    status: str
    note: str


def rows(name):
    """
    Return the figures of a shipped table.

    Parameters
    ----------
    name : str
        File under ``sim/data`` without its ending, such as ``costs`` or ``cables/hvac_cables``.

    Returns
    -------
    rows : dict of str to Row
        By key.

    Raises
    ------
    SundalinkError
        If there is no such table, or a row breaks a rule: then with file, line, column and value.
    """
    path = DATA / f"{name}.csv"
    if not path.is_file():
        shipped = sorted(str(p.relative_to(DATA).with_suffix("")) for p in DATA.rglob("*.csv"))
        raise say("table", name, "-", f"must be one of {', '.join(shipped)}{nearest(name, shipped)}")
    return dict(_kept(path, path.stat().st_mtime_ns))


@cache
def _kept(path, changed):
    """Return the rows of a file, read once for as long as it is not changed: a case asks for many of them."""
    return read_rows(path)


def read_rows(path):
    """Return the figures of any file in that form, by key; the rules are those of `rows`."""
    columns = read(path, ("key", "unit", "currency"), ("value", "year"), optional=("year", "currency"))
    found = {}
    for values in zip(*(columns[field] for field in Row._fields), strict=True):
        row = Row(*values)
        year = None if row.year != row.year else int(row.year)
        if row.currency and year is None:
            raise say(f"{Path(path).name}, key {row.key}, column year", "''", "-",
                      "money needs the year of its price level")
        found[row.key] = row._replace(year=year)
    return found


def pick(name, key):
    """Return one row of a shipped table, or refuse with the nearest key."""
    table = rows(name)
    if key not in table:
        raise say(f"key of {name}.csv", key, "-", f"must be a key of that table{nearest(key, list(table))}")
    return table[key]


def usd2025(amount, currency, year):
    """
    Return an amount of money in USD of 2025.

    Parameters
    ----------
    amount : float
        The amount. [currency]
    currency : str
        Three letters.
    year : int
        Year of its price level: the currency's own price index carries it to 2025, the mean exchange rate of
        2025 into USD.

    Returns
    -------
    amount : float
        The amount in 2025. [USD]

    Raises
    ------
    SundalinkError
        If the price index or the exchange rate is not there.
    """
    exchange, index = rows("fx"), rows("price_index")
    now, then = f"{currency}_{PRICE_YEAR}", f"{currency}_{year}"
    if now not in exchange:
        known = sorted({row.currency for row in exchange.values()})
        raise say("currency", currency, "-", f"must be one of {', '.join(known)}")
    if int(year) == PRICE_YEAR:
        return amount / exchange[now].value
    if then not in index:
        years = sorted(row.year for row in index.values() if row.currency == currency)
        rule = f"its price index runs from {years[0]} to {years[-1]}" if years else "it has no price index"
        raise say(f"year of an amount in {currency}", year, "-", rule)
    return amount * index[now].value / index[then].value / exchange[now].value


class Chain(NamedTuple):
    """How a published amount of money becomes USD of 2025, step by step."""

    row: Row
    index_then: float
    """Price index of its currency in the year of its price level. [-]"""
    index_now: float
    """The same in 2025. [-]"""
    exchange: float
    """Mean exchange rate of 2025: units of its currency for one USD. [-]"""
    usd2025: float
    """Published value times `index_now` over `index_then`, over `exchange`. [USD]"""


def chain(name, key):
    """
    Return how a figure of a shipped table becomes USD of 2025.

    Parameters
    ----------
    name, key : str
        Table and key.

    Returns
    -------
    chain : Chain

    Raises
    ------
    SundalinkError
        If it is not there or is no money.
    """
    row, usd = pick(name, key), cost(name, key)
    index, now = rows("price_index"), f"{row.currency}_{PRICE_YEAR}"
    same = row.year == PRICE_YEAR   # needs no index
    then = 1.0 if same else index[f"{row.currency}_{row.year}"].value
    return Chain(row, then, 1.0 if same else index[now].value, rows("fx")[now].value, usd)


def cost(name, key):
    """
    Return a figure of a shipped table in USD of 2025.

    Parameters
    ----------
    name, key : str
        Table and key, such as ``costs`` and ``farm_capex``.

    Returns
    -------
    cost : float
        Its value, per whatever its unit says. [USD]

    Raises
    ------
    SundalinkError
        If it is not there or is no money.
    """
    row = pick(name, key)
    if not row.currency:
        raise say(f"{name}.csv, key {key}", row.value, row.unit, "must have a currency to be a cost")
    return usd2025(row.value, row.currency, row.year)


def cables():
    """
    Return the shipped HVDC cables.

    Returns
    -------
    cables : dict of str to sim.link.cable.Cable
        By key: insulation, voltage class [kV], section [mm2], and ``al`` for aluminium, such as ``xlpe_525_2000``.

    Raises
    ------
    SundalinkError
        If a row breaks a rule.
    """
    columns = read(DATA / "cables" / "cables.csv", ("key", "material", "insulation", "resistance_status"), (
        "section_mm2", "voltage_kv", "conductor_diameter_mm", "insulation_diameter_mm", "outer_diameter_mm",
        "lead_mm", "armour_mm", "resistance20_ohm_per_km", "temperature_limit_degc",
        "insulation_resistivity_k_m_per_w"))
    found = {}
    for place, key in enumerate(columns["key"]):
        of = {column: values[place] for column, values in columns.items()}
        label = f"{of['source']} ({of['status']}; resistance {of['resistance_status']})"
        found[key] = Cable(
            key, of["section_mm2"], of["material"], of["insulation"], of["voltage_kv"],
            of["conductor_diameter_mm"], of["insulation_diameter_mm"], of["outer_diameter_mm"],
            of["resistance20_ohm_per_km"], of["temperature_limit_degc"],
            of["insulation_resistivity_k_m_per_w"], label, of["lead_mm"], of["armour_mm"])
        check_cable(found[key])
    return found


def cable(key):
    """Return one shipped HVDC cable, or refuse with the nearest key."""
    known = cables()
    if key not in known:
        raise say("cable", key, "-", f"must be one of {', '.join(known)}{nearest(key, list(known))}")
    return known[key]


def reference_links():
    """
    Return the built and planned HVDC links that a route is compared with.

    Returns
    -------
    links : pandas.DataFrame
        One row per link, its columns those of ``links/links.csv`` (unknown numbers NaN), the index its key;
        ``capex_usd2025_million`` is added, NaN where the price index does not reach.

    Raises
    ------
    SundalinkError
        If a row breaks a rule.
    """
    import pandas as pd

    numbers = ("year", "length_km", "subsea_km", "power_mw", "voltage_kv", "loss_fraction", "capex_million",
               "capex_year", "max_depth_m")
    texts = ("key", "name", "state", "technology", "config", "insulation", "config_status", "capex_currency",
             "capex_scope")
    columns = read(DATA / "links" / "links.csv", texts, numbers, optional=(
        "year", "subsea_km", "loss_fraction", "capex_million", "capex_year", "capex_currency", "capex_scope",
        "max_depth_m", "insulation"))
    links = pd.DataFrame(columns).set_index("key")
    paid = links["capex_million"].notna()
    links["capex_usd2025_million"] = float("nan")
    links.loc[paid, "capex_usd2025_million"] = [
        usd2025(amount, currency, int(year)) for amount, currency, year in
        links.loc[paid, ["capex_million", "capex_currency", "capex_year"]].itertuples(index=False)]
    return links


def yearly(name, years, ending=""):
    """
    Return a path by calendar year from a shipped table, such as the carbon tax or the grid's emission factor.

    Parameters
    ----------
    name : str
        Table whose keys are calendar years, such as ``carbon_tax`` or ``grid_factor``.
    years : sequence of int
        Calendar years.
    ending : str
        What follows the year in the key: ``_low`` or ``_high`` for the variants of the carbon tax.

    Returns
    -------
    path : array, shape (year,)
        Money in USD of 2025, anything else in the table's own unit.

    Raises
    ------
    SundalinkError
        If a year is not there.
    """
    import numpy as np

    table = rows(name)
    keys = [f"{int(year)}{ending}" for year in years]
    for key in keys:
        if key not in table:
            raise say(f"key of {name}.csv", key, "-",
                      f"must be a key of that table{nearest(key, list(table))}")
    found = [table[key] for key in keys]
    money = {(row.currency, row.year) for row in found if row.currency}
    worth = {level: usd2025(1.0, *level) for level in money}
    return np.array([row.value * worth.get((row.currency, row.year), 1.0) for row in found])
