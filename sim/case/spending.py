"""When each part of the project is paid for, and how much of it is in service before the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.checks import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.finance.cost_components import Component

BY_FARM, BY_BATTERY = ("farm", "solar", "export"), ("battery", "far_battery")
"""Components that follow the turbines, and the battery, in service; all others follow the poles."""
OWNERS = ("insurance", "vat_bridge", "currency_hedge", "contingency", "development")
"""Components that are shares of the others, and follow their mean."""


def own_key(name: str) -> str:
    """Return the key of ``finance.part_spend`` that a component goes by."""
    return name.removeprefix("spur_").removeprefix("far_")


def spread(s: Any, works: Sequence[Component], poles: int) -> tuple[Component, ...]:
    """
    Return components with their years of spending, and the shares of them that are in service before the whole.

    Parameters
    ----------
    s : Scenario
    works : sequence of Component
    poles : int
        Of the link.

    Returns
    -------
    works : tuple of Component
        As they were, where the scenario has neither phases nor courses of single parts.

    Raises
    ------
    SundalinkError
        If a phase would be paid for before anything is built.
    """
    given = s.finance.part_spend.model_dump()
    if not s.phases and not any(given.values()):
        return tuple(works)
    common = np.array(s.finance.construction_spend, dtype=float)
    courses: dict[str, tuple[np.ndarray, tuple[tuple[int, float], ...]]] = {}
    kept = {part.name: tuple((row.year, in_service(row, part.name, poles)) for row in s.phases) for part in works}
    for part in works:
        own = _until(common.size, given.get(own_key(part.name), ()), common.size)
        steps = tuple((row.year, step) for row, step in _steps(s, part.name, poles) if step > 0.0)
        courses[part.name] = _course(s, part.name, poles, common if own is None else own), steps
    weight = {part.name: float(part.capex) for part in works if part.name not in OWNERS}
    total = max(sum(weight.values()), 1e-300)
    mean = np.sum([cost * courses[name][0] for name, cost in weight.items()], axis=0) / total
    years = sorted({year for name in weight for year, _ in courses[name][1]})
    ahead = tuple((year, sum(cost * dict(courses[name][1]).get(year, 0.0) for name, cost in weight.items()) / total)
                  for year in years)
    courses.update(dict.fromkeys(OWNERS, (mean, ahead)))
    return tuple(part._replace(spend=courses[part.name][0], ahead=courses[part.name][1], running=kept[part.name])
                 for part in works)


def in_service(row: Any, name: str, poles: int, cost: bool = False) -> float:
    """
    Return the share of a component that is in service in a phase.

    Parameters
    ----------
    row : PhaseRow
    name : str
        Of the component.
    poles : int
        Of the link.
    cost : bool
        The share of its cost that must be spent for it, which differs for the link.

    Returns
    -------
    share : float
        [fraction]
    """
    if name in BY_FARM:
        return float(row.turbine_share)
    if name in BY_BATTERY:
        return float(row.battery_share)
    if cost and row.link_cost_share is not None:
        return float(row.link_cost_share)
    return row.pole_count / poles


def _steps(s: Any, name: str, poles: int) -> list[tuple[Any, float]]:
    """Return each phase with the share of a component's cost that it adds."""
    shares = [0.0, *(in_service(row, name, poles, cost=True) for row in s.phases)]
    return [(row, max(now - before, 0.0)) for row, before, now in zip(s.phases, shares[:-1], shares[1:], strict=True)]


def _course(s: Any, name: str, poles: int, rest: np.ndarray) -> np.ndarray:
    """Return the share of a component spent in each year of building: that of phases in theirs, the rest as it is."""
    spent, left = np.zeros(rest.size), 1.0
    for row, step in _steps(s, name, poles):
        own = _until(rest.size, row.construction_spend, rest.size - (s.time.first_operating_year - row.year))
        if own is not None:
            spent, left = spent + step * own, left - step
    return spent + left * rest


def _until(years: int, shares: Sequence[float], end: int) -> np.ndarray | None:
    """Return shares as years of building of which the last is just before an index; None without any."""
    if not shares:
        return None
    if len(shares) > end:
        raise refusal("phases.construction_spend", len(shares), "yr", f"must name no more than the {max(end, 0)} years "
                      "that finance.construction_spend has before the phase")
    found = np.zeros(years)
    found[end - len(shares):end] = shares
    return found


def bought_in(s: Any, works: Sequence[Component]) -> dict[str, dict[str, float]]:
    """
    Return the currencies that components are bought in.

    Parameters
    ----------
    s : Scenario
    works : sequence of Component

    Returns
    -------
    shares : dict of str to dict of str to float
        By component, then by currency; they sum to one. Contingency, development and owner's cost have the mean of the
        parts, weighted by cost. [fraction]
    """
    rows, euro = s.finance.spend_currency, s.uncertainty.joint.euro_share
    found: dict[str, dict[str, float]] = {}
    for part in works:
        own = {row.currency: float(row.share) for row in rows if row.part == own_key(part.name)} or {"EUR": float(euro)}
        found[part.name] = {"USD": 1.0 - sum(own.values()), **own}
    parts = [part for part in works if part.name not in OWNERS]
    total = max(sum(float(np.max(part.capex)) for part in parts), 1e-300)
    mean: dict[str, float] = {}
    for part in parts:
        for unit, share in found[part.name].items():
            mean[unit] = mean.get(unit, 0.0) + share * float(np.max(part.capex)) / total
    found.update({part.name: mean for part in works if part.name in OWNERS and parts})
    return found


def abroad(s: Any, works: Sequence[Component]) -> dict[str, float]:
    """
    Return the shares of the cost of building that are bought in other currencies than dollars.

    Parameters
    ----------
    s : Scenario
    works : sequence of Component

    Returns
    -------
    shares : dict of str to float
        By currency. [fraction]
    """
    if not s.finance.spend_currency:
        return {"EUR": float(s.uncertainty.joint.euro_share)}
    shares, total = bought_in(s, works), max(sum(float(np.max(part.capex)) for part in works), 1e-300)
    found: dict[str, float] = {}
    for part in works:
        for unit, share in shares[part.name].items():
            if unit != "USD":
                found[unit] = found.get(unit, 0.0) + share * float(np.max(part.capex)) / total
    return found
