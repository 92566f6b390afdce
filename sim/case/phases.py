"""Parts of the project in service before the whole: what they trade, and what that leaves to pay for building."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.case.contract_terms import sold
from sim.checks import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.finance.cost_components import Component
    from sim.finance.timeline import Timeline
    from sim.trade.settlement import Ledger

BY_FARM, BY_BATTERY = ("farm", "solar", "export"), ("battery", "far_battery")
"""Components whose cost of operation follows the turbines, and the battery, in service; all others follow the poles."""


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

    def net(self, price: float | np.ndarray) -> np.ndarray:
        """Return what is left to pay for building at a price of the contract. [USD]"""
        return self.paid * np.asarray(price)[..., None] + self.other - self.upkeep


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
        If a phase asks for more poles than there are, or the link has a tee.
    """
    found = []
    for row in s.phases:
        if link.tee is not None:
            raise refusal("phases", f"{row.year}", "", "must be empty for a link with a tee")
        if row.poles > link.configuration.poles:
            raise refusal("phases.poles", row.poles, "", f"must be no more than the {link.configuration.poles} of "
                          "link.configuration")
        part = row.poles / link.configuration.poles
        found.append(Phase(row.year, row.farm, part, row.battery,
                           *_sums(s, charge, one(_of_phase(s, row, part), row.farm,
                                                 np.minimum(link.state, row.poles).astype(link.state.dtype)))))
    return tuple(found)


def _of_phase(s: Any, row: Any, poles: float) -> Any:
    """Return the scenario with the battery of a phase, and contracts for what its poles carry."""
    cells = s.storage.model_copy(update={name: row.battery * getattr(s.storage, name)
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


def _sums(s: Any, transit: float, annual: Ledger) -> tuple[float, float, float]:
    """Return energy delivered, energy paid at the contract's price, and all other money, mean of the year."""
    paid, other = sold(s, annual, transit)
    return float(np.mean(annual.delivered)), float(paid.mean()), float(np.mean(other))


def laid(phases: tuple[Phase, ...], frame: Timeline, works: tuple[Component, ...]) -> Early | None:
    """
    Lay what phases earn on the years of building.

    Parameters
    ----------
    phases : tuple of Phase
        As `trade` returned them, in order.
    frame : Timeline
    works : tuple of Component
        For their cost of operation.

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
        now = [phase for phase in phases if phase.begin <= year]
        if now:
            phase = now[-1]
            share = {**dict.fromkeys(BY_FARM, phase.farm), **dict.fromkeys(BY_BATTERY, phase.battery)}
            upkeep = sum(part.fixed_opex * share.get(part.name, phase.poles) for part in works)
            for name, value in (("delivered", phase.delivered), ("paid", phase.paid), ("other", phase.other),
                                ("upkeep", upkeep)):
                rows[name][place] = value
    return Early(**rows)
