"""Power plants of Singapore by class: capacity of a year, and the merit order."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal

NEW = "h_class"
"""The class that fills what the reserve margin asks for."""


class Fleet(NamedTuple):
    """Plants by class."""

    name: tuple[str, ...]
    """Classes."""
    year: np.ndarray
    """Years on record, shape (year,)."""
    capacity: np.ndarray
    """Capacity in these years, along straight lines between them, shape (year, class). [MW]"""
    heat_rate: np.ndarray
    """Of the best and the worst unit, shape (class, 2). [GJ/MWh]"""
    fuel: np.ndarray
    """Price of the fuel over that of gas, 0 for a class that must run, shape (class,). [-]"""
    output: np.ndarray
    """Mean output of a class that must run over its capacity, 1 for the others, shape (class,). [fraction]"""
    retire: np.ndarray
    """First and last year over which a class retires evenly after the record, shape (class, 2)."""
    label: str
    """Where it is from."""


def capacity(fleet, year, firm):
    """
    Return the capacity of each class in a year, new plants filling up to the firm capacity that is required.

    Parameters
    ----------
    fleet : Fleet
        Plants by class.
    year : int
        Calendar year.
    firm : float
        Capacity required, beside imports. [MW]

    Returns
    -------
    capacity : array, shape (class,)
        What stands; never less than is left of the fleet on record. [MW]

    Raises
    ------
    SundalinkError
        If the fleet lacks the class that is built new.
    """
    if NEW not in fleet.name:
        raise refusal("fleet", ", ".join(fleet.name), "-", f"must have a class {NEW}")
    first, last = fleet.retire.T
    stands = np.array([np.interp(year, fleet.year, column) for column in fleet.capacity.T])
    if year > fleet.year[-1]:
        stands = stands * np.clip((last - year) / np.maximum(last - np.maximum(first, fleet.year[-1]), 1.0), 0.0, 1.0)
    stands[fleet.name.index(NEW)] += max(firm - stands.sum(), 0.0)
    return stands


def merit(fleet, stands, available, other):
    """
    Return the classes as a curve of fuel used over power, cheapest units first.

    Parameters
    ----------
    fleet : Fleet
        Plants by class.
    stands : array, shape (class,)
        Their capacity. [MW]
    available : float
        Share of the capacity that can run, mean. [fraction]
    other : float
        Import from elsewhere, which must run. [MW]

    Returns
    -------
    power : array, shape (n,)
        From what must run to all that can. [MW]
    heat_rate : array, shape (n,)
        Fuel per energy of the unit at the margin, at the price of gas, never falling. [GJ/MWh]
    """
    runs = fleet.fuel > 0
    must = float((stands * fleet.output)[~runs].sum()) + other
    # Units of a class lie evenly between its best and its worst; what overlaps is sorted by cost.
    share = (np.arange(20) + 0.5) / 20
    best, worst = (fleet.heat_rate[runs] * fleet.fuel[runs, None]).T
    rate = (best[:, None] + (worst - best)[:, None] * share).reshape(-1)
    width = np.repeat(stands[runs] * available / share.size, share.size)
    order = np.argsort(rate, kind="stable")
    edge = must + np.cumsum(width[order])
    return np.r_[must, edge - 0.5 * width[order], edge[-1]], np.r_[rate[order][0], rate[order], rate[order][-1]]


def bounds(fleet, stands, available, other):
    """
    Return the power at which each class ends in the merit order, by the cost of its mean unit.

    Parameters
    ----------
    fleet : Fleet
        Plants by class.
    stands : array, shape (class,)
        Their capacity. [MW]
    available : float
        Share of the capacity that can run, mean. [fraction]
    other : float
        Import from elsewhere, which must run. [MW]

    Returns
    -------
    bounds : tuple of (str, float)
        Class and the power up to which it serves, what must run first; classes with nothing are left out. [MW]
    """
    runs, end = fleet.fuel > 0, float((stands * fleet.output)[fleet.fuel <= 0].sum()) + other
    found = [("must_run", end)]
    for place in np.argsort(fleet.heat_rate.mean(axis=1) * fleet.fuel, kind="stable"):
        if runs[place] and stands[place] > 0:
            end += float(stands[place]) * available
            found.append((fleet.name[place], end))
    return tuple(found)
