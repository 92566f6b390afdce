"""The yearly lines of the project before tax and debt: sales, spending, depreciation."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite, refusal
from sim.finance.cost_schedule import building, renewals
from sim.finance.tax import straight_line
from sim.finance.timeline import escalation, working_capital


class Sales(NamedTuple):
    """What trading brings in each year of the timeline, shape (..., year); money is real USD of 2025."""

    contract_energy: np.ndarray    # paid at the contract's price [MWh]
    contract_price: float | np.ndarray = 0.0   # [USD/MWh]
    spot: np.ndarray = 0.0         # revenue in Singapore outside the contract [USD]
    local: np.ndarray = 0.0        # revenue in Vietnam [USD]
    other: np.ndarray = 0.0        # revenue from third countries and carbon credits [USD]
    penalty: np.ndarray = 0.0      # paid for energy not delivered [USD]
    charges: np.ndarray = 0.0      # paid in Singapore and for wheeling: network, uplift, imbalance [USD]
    before: np.ndarray = 0.0       # earned before full operation, less the cost of it: zero in operation [USD]
    before_cost: np.ndarray = 0.0  # that cost: operation, penalties left out, and charges [USD]


class CashFlow(NamedTuple):
    """Nominal USD of each year, shape (..., year); costs are positive."""

    contract: np.ndarray         # revenue under the contract [USD]
    spot: np.ndarray             # [USD]
    local: np.ndarray            # [USD]
    other: np.ndarray            # [USD]
    penalty: np.ndarray          # [USD]
    charges: np.ndarray          # [USD]
    opex: np.ndarray             # fixed cost of operation [USD]
    fees: np.ndarray             # yearly fees in operation, such as for the use of the sea [USD]
    building: np.ndarray         # capex, and fees before operation [USD]
    renewal: np.ndarray          # [USD]
    decommissioning: np.ndarray  # [USD]
    working_capital: np.ndarray  # rise over the year [USD]
    write_off: np.ndarray        # share of the cost of building that depreciates, sums to one [fraction]
    later: np.ndarray            # depreciation of renewals [USD]
    finance_off: np.ndarray      # share of the cost of finance that is written off, from full operation [fraction]
    before: np.ndarray           # earned before full operation, less the cost of it [USD]
    before_cost: np.ndarray      # that cost, penalties left out [USD]


class Costs(NamedTuple):
    """Nominal USD of each year that does not follow from the sales, shape (..., year), as `CashFlow` has them."""

    opex: np.ndarray             # [USD]
    fees: np.ndarray             # [USD]
    building: np.ndarray         # [USD]
    renewal: np.ndarray          # [USD]
    decommissioning: np.ndarray  # [USD]
    write_off: np.ndarray        # [fraction]
    later: np.ndarray            # [USD]
    finance_off: np.ndarray      # [fraction]


def costs_of(timeline, components, fees):
    """
    Put components together, in the money of each year.

    Parameters
    ----------
    timeline, components, fees
        As `lines` takes them.

    Returns
    -------
    costs : Costs
    """
    level, last = timeline.price, timeline.age == timeline.age[-1]
    fees = np.broadcast_to(fees, np.broadcast_shapes(np.shape(fees), timeline.year.shape)) * level
    written = _write_off(timeline, components)
    whole = written if not any(c.ahead for c in components) else _write_off(
        timeline, [c._replace(ahead=()) for c in components])
    return Costs(
        opex=sum(c.fixed_opex for c in components) * timeline.operating * level,
        fees=fees * timeline.operating,
        building=_building(timeline, components) * level + fees * timeline.construction,
        renewal=sum((renewals(c, timeline) for c in components), np.zeros(level.shape)) * level,
        decommissioning=sum(c.decommissioning for c in components) * last * level,
        write_off=written,
        later=_later(timeline, components), finance_off=whole)


def _building(timeline, components):
    """Return the cost of building in each year, in constant money. [USD]"""
    if all(c.spend is None for c in components):
        return sum(c.capex for c in components) * timeline.spend
    return sum(building(c, timeline) for c in components)


def lines(timeline, components, sales, fees, *, indexation=1.0, receivable=30.0, costs=None):
    """
    Put prices, sales and components together, in the money of each year.

    Parameters
    ----------
    timeline : Timeline
    components : sequence of Component
        What is built; money of shape (case, 1) instead of numbers gives several cases at once.
    sales : Sales
        What trading brings.
    fees : array, shape (year,)
        Real yearly fees; those before operation are part of the cost of building. [USD]
    indexation : float
        Share of inflation that the contract's price follows. [fraction]
    receivable : float
        Days until the net revenue of an invoice is paid. [d]
    costs : Costs, optional
        Of these components and fees, where they are known already.

    Returns
    -------
    lines : CashFlow

    Raises
    ------
    SundalinkError
        If a figure is not finite, has the wrong length, or trade falls before the start of operation.
    """
    _check(timeline, sales, fees)
    level = timeline.price
    costs = costs_of(timeline, components, fees) if costs is None else costs
    contract = (np.asarray(sales.contract_energy) * np.asarray(sales.contract_price)[..., None]
                * escalation(timeline, indexation=indexation))
    spot, local, other, penalty, charges = (
        np.asarray(x) * timeline.operating * level
        for x in (sales.spot, sales.local, sales.other, sales.penalty, sales.charges))
    return CashFlow(
        contract=contract, spot=spot, local=local, other=other, penalty=penalty, charges=charges,
        working_capital=working_capital(
            timeline, contract + spot + local + other - penalty - charges, receivable),
        before=np.asarray(sales.before) * timeline.construction * level,
        before_cost=np.asarray(sales.before_cost) * timeline.construction * level,
        **costs._asdict())


def revenue(lines):
    """
    Add up what is sold, before penalties and charges.

    Parameters
    ----------
    lines : CashFlow

    Returns
    -------
    revenue : array, shape (..., year)
        Of each year. [USD]
    """
    return lines.contract + lines.spot + lines.local + lines.other


def surplus(lines):
    """
    Take the cost of operation from revenue (EBITDA), in the last year the cost of removal too; before full operation
    what is earned then.

    Parameters
    ----------
    lines : CashFlow

    Returns
    -------
    surplus : array, shape (..., year)
        Of each year, before tax, renewals and finance. [USD]
    """
    earned = revenue(lines) - lines.penalty - lines.charges - lines.opex - lines.fees - lines.decommissioning
    return earned + lines.before if np.any(lines.before) else earned


def depreciation(lines, capitalised):
    """
    Depreciation of each year, the capitalised cost of finance included.

    Parameters
    ----------
    lines : CashFlow
    capitalised : array, shape (...)
        Cost of finance until operation, written off with the plant. [USD]

    Returns
    -------
    depreciation : array, shape (..., year)
        Sums to the cost of building, renewals and finance; of parts in service before the whole from then on. [USD]
    """
    if lines.finance_off is not lines.write_off:
        return (lines.building.sum(-1)[..., None] * lines.write_off
                + np.asarray(capitalised)[..., None] * lines.finance_off + lines.later)
    cost = lines.building.sum(-1) + np.asarray(capitalised)
    return np.asarray(cost)[..., None] * lines.write_off + lines.later


def _write_off(timeline, components):
    """Return the share of the cost of building that depreciates in each year, weighted by capex."""
    total, life = sum(c.capex for c in components), int(timeline.operating.sum())
    if np.all(total == 0):
        return straight_line(timeline, 1.0, 0, life, life)
    return sum(_off(timeline, c, c.capex / total, min(round(c.life), life)) for c in components if np.any(c.capex))


def _off(timeline, component, amount, end):
    """Return the depreciation of a component: what is in service before the whole from its own year on."""
    early = sum(share for _, share in component.ahead)
    rest = straight_line(timeline, amount * (1.0 - early) if early else amount, 0, component.depreciation, end)
    for year, share in component.ahead:
        start = year - timeline.cod
        rest = rest + straight_line(timeline, amount * share, start, component.depreciation,
                                    min(start + round(component.life), int(timeline.operating.sum())))
    return rest


def _later(timeline, components):
    """Return the depreciation of renewals, each from the year after it is paid until its own end."""
    total, life = np.zeros(timeline.year.shape), int(timeline.operating.sum())
    for component in components:
        cost = renewals(component, timeline) * timeline.price
        for index in np.flatnonzero(cost.reshape(-1, cost.shape[-1]).any(axis=0)):
            start = int(timeline.age[index]) + 1
            end = min(start + round(component.life), life)
            total = total + straight_line(timeline, cost[..., index, None], start, component.depreciation, end)
    return total


def _check(timeline, sales, fees):
    """Refuse figures that are not finite, of the wrong length, or before operation."""
    for name, values in (*sales._asdict().items(), ("fees", fees)):
        values = np.asarray(values, dtype=float)
        check_finite(name, values)
        if name == "contract_price" or values.ndim == 0:
            continue
        count = len(timeline.year)
        if values.shape[-1] != count:
            raise refusal(f"years of {name}", values.shape[-1], "", f"must be the {count} of the timeline")
        if name in ("before", "before_cost") and (values[..., timeline.operating] != 0).any():
            raise refusal(name, "not zero in operation", "", "must be zero in the years of operation")
        if name not in ("fees", "before", "before_cost") and (values[..., timeline.construction] != 0).any():
            raise refusal(name, "not zero before operation", "", "must be zero in the years of construction")
    if np.ndim(sales.contract_energy) == 0:
        raise refusal("contract_energy", "one number", "", "must be given for each year of the timeline")
