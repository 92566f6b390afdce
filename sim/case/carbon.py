"""The tonnes of a case: grid factors, credits of Article 6, and one use for each MWh."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.carbon import article6, inventory, margins
from sim.inputs import sourced_table
from sim.inputs.csv_table import read

if TYPE_CHECKING:
    from typing import Literal

    from sim.carbon.article6 import CreditLedger
    from sim.carbon.claims import Claims
    from sim.case.sales import ExpectedYears
    from sim.scenario.schema import Scenario

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


def baseline(s: Scenario, calendar: np.ndarray) -> np.ndarray | None:
    """
    Return the grid emission factor by which a method counts credits.

    Parameters
    ----------
    s : Scenario
    calendar : array of int, shape (year,)
        Calendar years.

    Returns
    -------
    factor : array, shape (year,), or None
        None where the scenario states it. [tCO2/MWh]
    """
    chosen = methods()[s.carbon.credits.method]
    return None if chosen.margin == "stated" else factors("vietnam", calendar, chosen.weight)[chosen.margin]


class Method(NamedTuple):
    """A method by which credits are counted."""

    name: str
    margin: str
    """Of `sim.carbon.margins.MARGINS`, or ``stated``."""
    weight: float
    """Of the operating margin in the combined one. [fraction]"""


def methods() -> dict[str, Method]:
    """Return the methods by which credits may be counted, by key."""
    columns = read(sourced_table.DATA / "credit_methods.csv",
                   ("key", "name", "margin", "source", "source_kind", "status", "note"), ("weight",))
    rows = zip(*(columns[name] for name in ("key", "name", "margin", "weight")), strict=True)
    return {key: Method(*rest) for key, *rest in rows}


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


class Before(NamedTuple):
    """Tonnes of what is in service before the whole, arrays (year,)."""

    year: np.ndarray
    """Calendar years from the first phase to full operation."""
    avoided: np.ndarray
    """Avoided in Singapore. [tCO2]"""
    ledger: CreditLedger
    """Credits of energy used in Vietnam."""


def before(s: Scenario, calendar: np.ndarray, energy: dict[str, np.ndarray]) -> Before | None:
    """
    Return the tonnes of what is in service before the whole, each MWh claimed once as in operation.

    Parameters
    ----------
    s : Scenario
    calendar : array of int, shape (year,)
        From the first phase to full operation.
    energy : dict of str to array, shape (year,)
        As `sim.case.phases.energies` returns it. [MWh]

    Returns
    -------
    found : Before or None
        None without phases.

    Raises
    ------
    SundalinkError
        If a MWh would be counted twice.
    """
    if not calendar.size:
        return None
    ledger, _ = _claimed(s, calendar, **energy)
    return Before(calendar, inventory.avoided(energy["delivered"], grid_factor(s, calendar),
                                              **s.carbon.avoided.given()), ledger)


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
    return _claimed(s, calendar, years.delivered, years.local, years.supplied, years.malaysia, years.sent,
                    years.energy_at("hub"), years.available)


def _claimed(s: Scenario, calendar: np.ndarray, delivered: np.ndarray, local: np.ndarray, supplied: np.ndarray,
             malaysia: np.ndarray, sent: np.ndarray, hub: np.ndarray,
             available: np.ndarray) -> tuple[CreditLedger, Claims]:
    """Return the ledger of credits and the claims of years; crediting begins with the first phase."""
    # What the grid sold to the project displaces nothing in Vietnam.
    displaced = np.maximum(local - supplied, 0.0)
    given = s.carbon.claims.given()
    credited = displaced * (given["local_share"] if given["local_use"] == "itmo" else 0.0)
    first = s.phases[0].year if s.phases else s.time.first_operating_year
    ledger = s.carbon.credits.bind()(credited, calendar, first, baseline(s, calendar))
    if given["local_use"] == "certificate":   # sold beside the energy; no tonnes move
        ledger = ledger._replace(revenue=given["local_share"] * displaced * s.carbon.certificate_usd_per_mwh)
    article6.check_one_ledger(sent + hub, delivered, displaced)
    unused = np.maximum(available - sent - hub, 0.0)
    return ledger, s.carbon.claims.bind()(delivered, displaced, malaysia, unused)
