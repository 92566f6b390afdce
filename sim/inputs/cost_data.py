"""Published costs converted to USD of 2025."""

from typing import NamedTuple

from sim.errors import refusal
from sim.inputs.sourced_table import SourcedRow, pick, rows

PRICE_YEAR = 2025
"""Results are in real USD of this year."""


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
        raise refusal("currency", currency, "-", f"must be one of {', '.join(known)}")
    if int(year) == PRICE_YEAR:
        return amount / exchange[now].value
    if then not in index:
        years = sorted(row.year for row in index.values() if row.currency == currency)
        rule = f"its price index runs from {years[0]} to {years[-1]}" if years else "it has no price index"
        raise refusal(f"year of an amount in {currency}", year, "-", rule)
    return amount * index[now].value / index[then].value / exchange[now].value


class Chain(NamedTuple):
    """How a published amount of money becomes USD of 2025, step by step."""

    row: SourcedRow
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
        raise refusal(f"{name}.csv, key {key}", row.value, row.unit, "must have a currency to be a cost")
    return usd2025(row.value, row.currency, row.year)
