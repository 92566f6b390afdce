"""The tonnes of a case: grid factors, credits of Article 6, and one use for each MWh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.carbon import article6, margins
from sim.inputs import sourced_table

if TYPE_CHECKING:
    from typing import Literal

    from sim.carbon.article6 import CreditLedger
    from sim.carbon.claims import Claims
    from sim.case.sales import ExpectedYears
    from sim.scenario.schema import Scenario

COUNTRIES = ("singapore", "vietnam")


def grid_factor(s: Scenario, calendar: np.ndarray) -> np.ndarray:
    """Return the emissions that a MWh delivered avoids in Singapore, by calendar year. [tCO2/MWh]"""
    chosen = s.carbon.grid_factor
    return chosen.bind()(calendar, shipped("singapore")) if chosen.model == "shipped" else chosen.bind()(calendar)


def shipped(country: Literal["singapore", "vietnam"],
            margin: str = "average") -> dict[int, float]:
    """
    Return the knots of a grid's emission factor in the shipped tables.

    Parameters
    ----------
    country : str
        ``singapore`` or ``vietnam``.
    margin : str
        ``average``, ``operating`` or ``build``.

    Returns
    -------
    knots : dict of int to float
        By calendar year. [tCO2/MWh]
    """
    if (country, margin) == ("singapore", "average"):
        return {int(key): row.value for key, row in sourced_table.rows("grid_factor").items() if key.isdigit()}
    start = f"{country}_{margin}_"
    return {int(key.removeprefix(start)): row.value for key, row in sourced_table.rows("grid_margins").items()
            if key.startswith(start)}


def factors(country: Literal["singapore", "vietnam"], calendar: np.ndarray,
            weight: float = 0.75) -> dict[str, np.ndarray]:
    """
    Return the emission factor of a grid by each margin.

    Parameters
    ----------
    country : str
        ``singapore`` or ``vietnam``.
    calendar : array of int, shape (year,)
        Calendar years.
    weight : float
        Share of the operating margin in the combined one. [fraction]

    Returns
    -------
    factors : dict of str to array, shape (year,)
        By `sim.carbon.margins.MARGINS`. [tCO2/MWh]
    """
    found = {margin: margins.path(calendar, shipped(country, margin)) for margin in margins.MARGINS[:3]}
    return {**found, "combined": margins.combined(found["operating"], found["build"], weight)}


def credits(s: Scenario, years: ExpectedYears, calendar: np.ndarray) -> tuple[CreditLedger, Claims]:
    """
    Return the ledger of credits for what is used in Vietnam, and what each MWh is claimed for.

    Parameters
    ----------
    s : Scenario
    years : ExpectedYears
        What is sold in each year.
    calendar : array of int, shape (year,)
        Calendar years of operation.

    Returns
    -------
    ledger : CreditLedger
    claims : Claims

    Raises
    ------
    SundalinkError
        If a MWh would be counted twice.
    """
    # What the grid sold to the project displaces nothing in Vietnam.
    displaced = np.maximum(years.local - years.supplied, 0.0)
    given = s.carbon.claims.given()
    credited = displaced * (given["local_share"] if given["local_use"] == "itmo" else 0.0)
    ledger = s.carbon.credits.bind()(credited, calendar, s.time.first_operating_year)
    article6.check_one_ledger(years.sent + years.energy_at("hub"), years.delivered, displaced)
    unused = np.maximum(years.available - years.sent - years.energy_at("hub"), 0.0)
    return ledger, s.carbon.claims.bind()(years.delivered, displaced, years.malaysia, unused)
