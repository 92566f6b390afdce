"""Parts of the project in service before the whole: their trade, and the construction cost left to fund."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.case.buyers import rows_of_case
from sim.case.contract_terms import charged, sold
from sim.checks import refusal
from sim.finance.cost_schedule import upkeep
from sim.link import three_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.carbon.article6 import CreditLedger
    from sim.finance.cost_components import Component
    from sim.finance.timeline import Timeline
    from sim.trade.settlement import Ledger

class Phase(NamedTuple):
    """A phase as it was traded; means over weather years and outage histories, each a year."""

    begin: int
    """First calendar year."""
    farm: float
    """Share of the turbines."""
    poles: float
    """Share of the poles."""
    battery: float
    """Share of the battery."""
    delivered: float
    """At the Singapore meter. [MWh]"""
    paid: float
    """Energy paid at the price of the first contract. [MWh]"""
    other: float
    """All other sales less penalties and charges; real 2025. [USD]"""
    local: float = 0.0
    """Sold to the grid at the hub. [MWh]"""
    supplied: float = 0.0
    """Bought from it. [MWh]"""
    malaysia: float = 0.0
    """Sold where the cable lands. [MWh]"""
    sent: float = 0.0
    """Into the link. [MWh]"""
    hub: float = 0.0
    """Sold to all at the hub. [MWh]"""
    available: float = 0.0
    """At the hub. [MWh]"""
    charges: float = 0.0
    """Of markets, grids and transit beside what spot revenue is net of. [USD]"""
    penalty: float = 0.0
    """[USD]"""
    beside: float = 0.0
    """Paid by all who buy outside Singapore. [USD]"""
    spot: float = 0.0
    """Sold in Singapore outside the contracts. [MWh]"""


class Early(NamedTuple):
    """What phases earn before full operation, by year of the timeline; real 2025."""

    delivered: np.ndarray
    """[MWh]"""
    paid: np.ndarray
    """Energy paid at the price of the first contract. [MWh]"""
    other: np.ndarray
    """All other sales less penalties and charges. [USD]"""
    upkeep: np.ndarray
    """Cost of operation of what is in service. [USD]"""
    credits: np.ndarray
    """Revenue of carbon credits. [USD]"""
    fee: np.ndarray
    """Paid to Viet Nam for them, taken off that revenue already. [USD]"""
    available: np.ndarray
    """At the hub. [MWh]"""
    charges: np.ndarray
    """Of markets, grids and transit beside what spot revenue is net of. [USD]"""
    penalty: np.ndarray
    """Paid for energy not delivered. [USD]"""
    beside: np.ndarray
    """Paid by all who buy outside Singapore. [USD]"""
    spot: np.ndarray
    """Sold in Singapore outside the contracts. [MWh]"""

    def net(self, price: float | np.ndarray) -> np.ndarray:
        """Return the earnings before tax that remain for construction at a price of the contract. [USD]"""
        return self.paid * np.asarray(price)[..., None] + self.other + self.credits - self.upkeep


def trade(s: Any, link: Any, charge: float, one: Callable[..., Ledger]) -> tuple[Phase, ...]:
    """
    Trade a year of each phase of a scenario.

    Parameters
    ----------
    s : Scenario
    link : Link
        For the poles in each period.
    charge : float
        Charge of transit on energy landed. [USD/MWh]
    one : callable
        ``one(s, farm, state)``: the sums of the first traded year, with a share of the farm, in these states of the
        link.

    Returns
    -------
    phases : tuple of Phase

    Raises
    ------
    SundalinkError
        If a phase asks for more poles than there are.
    """
    found = []
    for row in s.phases:
        poles = link.configuration.poles
        if row.pole_count > poles:
            raise refusal("phases.pole_count", row.pole_count, "", f"must be no more than the {poles} of "
                          "link.configuration")
        part = row.pole_count / poles
        found.append(Phase(row.year, row.turbine_share, part, row.battery_share,
                           *_sums(s, charge, one(_of_phase(s, row, part), row.turbine_share,
                                                 _at_most(link, row.pole_count)))))
    return tuple(found)


def _at_most(link: Any, poles: int) -> np.ndarray:
    """Return the state of the link in each period with no more than some of its poles in service."""
    if link.tee is None:
        return np.minimum(link.state, poles).astype(link.state.dtype)
    known = np.array(three_terminal.states(link.configuration.poles))
    return three_terminal.number(*np.minimum(known, poles).T).astype(link.state.dtype)[link.state]


def _of_phase(s: Any, row: Any, poles: float) -> Any:
    """Return the scenario with the battery of a phase, and contracts for what its poles carry."""
    cells = s.storage.model_copy(update={name: row.battery_share * getattr(s.storage, name)
                                         for name in ("power_mw", "energy_mwh")})
    also = tuple(_narrow(each, poles) for each in s.contract.also)
    changed = {"storage": cells, "contract": _narrow(s.contract, poles).model_copy(update={"also": also})}
    if isinstance(s, SimpleNamespace):
        return SimpleNamespace(**{**vars(s), **changed})
    return s.model_copy(update=changed)


def _narrow(contract: Any, share: float) -> Any:
    """Return a contract whose width, and with it what is owed, is that of the poles in service."""
    width = getattr(contract.terms, "width_mw", None)
    if not isinstance(width, float):
        return contract
    return contract.model_copy(update={"terms": contract.terms.model_copy(update={"width_mw": share * width})})


def _sums(s: Any, transit: float, annual: Ledger) -> tuple[float, ...]:
    """Return energy delivered, energy paid at the contract's price, all other money, energies; mean of the year."""
    paid, other = sold(s, annual, transit)
    rows = rows_of_case(s)
    node = np.array(rows.nodes())
    energies = (annual.local, annual.supplied, annual.malaysia, annual.sent,
                annual.buyer_energy[..., node == "hub"].sum(-1), annual.available)
    penalty, charges = charged(s, annual, transit)
    beside = annual.buyer_revenue[..., (node == "hub") | (node == "landing")].sum(-1)
    spot = annual.buyer_energy[..., node == "singapore"].sum(-1)
    return (float(np.mean(annual.delivered)), float(paid.mean()), float(np.mean(other)),
            *(float(np.mean(each)) for each in (*energies, charges, penalty, beside, spot)))


def in_year(phases: tuple[Phase, ...], year: int) -> Phase | None:
    """Return the phase that holds in a calendar year before full operation."""
    return next((phase for phase in reversed(phases) if phase.begin <= year), None)


def energies(phases: tuple[Phase, ...], until: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """
    Return the energy of parts in service before the whole, by year.

    Parameters
    ----------
    phases : tuple of Phase
    until : int
        First calendar year of full operation.

    Returns
    -------
    calendar : array of int, shape (year,)
        Empty without phases.
    energy : dict of str to array, shape (year,)
        By what becomes of it. [MWh]
    """
    calendar = np.arange(phases[0].begin if phases else until, until)
    now = [in_year(phases, int(year)) for year in calendar]
    return calendar, {name: np.array([getattr(each, name) for each in now], dtype=float) for name in
                      ("delivered", "local", "supplied", "malaysia", "sent", "hub", "available")}


def laid(phases: tuple[Phase, ...], frame: Timeline, works: tuple[Component, ...],
         ledger: CreditLedger | None = None) -> Early | None:
    """
    Lay what phases earn on the years of building.

    Parameters
    ----------
    phases : tuple of Phase
        As `trade` returned them, in order.
    frame : Timeline
    works : tuple of Component
        For their cost of operation.
    ledger : CreditLedger, optional
        Credits of the years from the first phase to full operation.

    Returns
    -------
    early : Early or None
        None without phases.

    Raises
    ------
    SundalinkError
        If a phase begins before the second year of building.
    """
    rows = {name: np.zeros(frame.year.size) for name in Early._fields}
    if not phases:
        return None
    if phases[0].begin <= int(frame.year[0]):
        raise refusal("phases.year", phases[0].begin, "", f"must be after {int(frame.year[0])}, the first year of "
                      "finance.construction_spend")
    for place, year in enumerate(frame.year[frame.construction]):
        phase = in_year(phases, int(year))
        if phase is not None:
            for name in ("delivered", "paid", "other", "available", "charges", "penalty", "beside", "spot"):
                rows[name][place] = getattr(phase, name)
    rows["upkeep"] = sum((upkeep(part, frame) for part in works), rows["upkeep"]) * frame.construction
    if ledger is not None:
        last = int(frame.construction.sum())
        for name, values in (("credits", ledger.revenue), ("fee", ledger.fee)):
            rows[name][last - values.size:last] = values
    return Early(**rows)
