"""Welfare of a grid's trade: balances, rents, and surplus of consumers, producers and states."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance


class Welfare(NamedTuple):
    """
    Yearly sums by country; they add up to the value of what is consumed less what it costs to make.

    Parameters
    ----------
    consumers : array, shape (country,)
        Value of lost load on what is served, less what is paid for it. [USD]
    producers : array, shape (country,)
        Sales less fuel, operation, wear and carbon price. [USD]
    rent : array, shape (country,)
        Difference of prices at the two ends of corridors, half of it to each end, less the charge. [USD]
    state : array, shape (country,)
        Carbon price paid, and charges of corridors, half of them to each end. [USD]
    stored : array, shape (country,)
        Value of what stores hold more at the end than at the beginning, at their own value of water. [USD]
    """

    consumers: np.ndarray
    producers: np.ndarray
    rent: np.ndarray
    state: np.ndarray
    stored: np.ndarray

    def total(self):
        """Return the sum of all, shape (country,). [USD]"""
        return self.consumers + self.producers + self.rent + self.state + self.stored


def balance(network, solution):
    """
    Refuse a trade whose power does not add up in every zone and step.

    Parameters
    ----------
    network : GridNetwork
        What was given.
    solution : GridSolution
        What was found.

    Returns
    -------
    residual : float
        Largest difference of what enters and leaves a zone, relative to the largest demand. [-]

    Raises
    ------
    SundalinkError
        If it exceeds 1e-9, or a store does not add up.
    """
    zones = network.load.shape[1]
    into, out = solution.generation.sum(-1) + solution.unserved, np.array(network.load, dtype=float)
    for link, (origin, destination) in enumerate(zip(network.origin, network.destination, strict=True)):
        into[:, destination] += solution.received[:, 0, link]
        into[:, origin] += solution.received[:, 1, link]
        out[:, origin] += solution.sent[:, 0, link]
        out[:, destination] += solution.sent[:, 1, link]
    into += by_zone(solution.discharge, network.store_zone, zones)
    out += by_zone(solution.charge, network.store_zone, zones)
    scale = max(float(np.max(network.load)), 1.0)
    worst = check_balance("every zone and step of the grid", into, out, scale)
    if np.size(network.store_zone):
        before = np.vstack([network.start, solution.level[:-1]]) * network.keep
        moved = network.step_hours * (solution.charge * network.efficiency_in - solution.discharge
                                      / network.efficiency_out + np.broadcast_to(network.inflow, solution.level.shape)
                                      - solution.spill)
        check_balance("every store and step of the grid", before + moved, solution.level,
                      max(float(np.max(network.energy)), 1.0))
    return worst


def by_zone(values, zone, zones):
    """
    Sum the columns of each zone.

    Parameters
    ----------
    values : array, shape (time, thing)
        Of plants, stores or ends of corridors. [-]
    zone : array of int, shape (thing,)
        Number of the zone of each.
    zones : int
        How many there are.

    Returns
    -------
    sums : array, shape (time, zone)
        In the unit of the values. [-]
    """
    sums = np.zeros((np.shape(values)[0], zones))
    np.add.at(sums, (slice(None), np.asarray(zone, dtype=int)), values)
    return sums


def unit_generation(solution, zone, step, available):
    """
    Share out the generation of steps to the units that are in them, in proportion to what is available.

    Parameters
    ----------
    solution : GridSolution
        What was found.
    zone, step : array of int, shape (unit,)
        Where each unit stands in the network.
    available : array, shape (time, unit)
        Most that each can give. [MW]

    Returns
    -------
    power : array, shape (time, unit)
        Power of each unit. [MW]
    """
    whole = np.zeros(solution.generation.shape)
    np.add.at(whole, (slice(None), zone, step), available)
    share = np.divide(solution.generation, whole, out=np.zeros_like(whole), where=whole > 0)
    return available * share[:, zone, step]


def rents(network, solution, price):
    """
    Congestion rent of each corridor and step, after losses and charge.

    Parameters
    ----------
    network : GridNetwork
        What was given.
    solution : GridSolution
        What was found.
    price : array, shape (time, zone)
        Price that is settled. [USD/MWh]

    Returns
    -------
    rent : array, shape (time, link)
        Sales at the receiving end less purchases at the sending one and the charge, both directions. [USD/MWh]
    """
    at, to = price[:, network.origin], price[:, network.destination]
    charge = np.asarray(network.wheeling)
    return (to * solution.received[:, 0] - at * solution.sent[:, 0] + at * solution.received[:, 1]
            - to * solution.sent[:, 1] - charge[0] * solution.sent[:, 0] - charge[1] * solution.sent[:, 1])


def welfare(network, solution, price, power, units, owners, country, store_owner):
    """
    Welfare of each country.

    Parameters
    ----------
    network : GridNetwork
        What was given.
    solution : GridSolution
        What was found.
    price : array, shape (time, zone)
        Price that is settled. [USD/MWh]
    power : array, shape (time, unit)
        Of each unit. [MW]
    units : tuple of array, shape (unit,)
        Zone, cost without carbon, emissions and price of carbon of each. [-]
    owners : array of int, shape (unit,)
        Country of each unit.
    country : array of int, shape (zone,)
        Country of each zone.
    store_owner : array of int, shape (store,)
        Country of each store.

    Returns
    -------
    welfare : Welfare

    Raises
    ------
    SundalinkError
        If the parts do not add up to the value of what is consumed less what it costs to make.
    """
    zone, cost, carbon, tax = units
    hours, count = network.step_hours, int(max([country.max(initial=-1), owners.max(initial=-1),
                                                store_owner.max(initial=-1)])) + 1

    def sums(values, at):
        return np.bincount(at, weights=hours * values, minlength=count) if np.size(at) else np.zeros(count)

    served = network.load - solution.unserved
    consumers = sums(((network.value_of_lost_load - price) * served).sum(0), country)
    energy = power.sum(0)
    paid = carbon * tax * energy
    producers = sums((price[:, zone] * power).sum(0) - cost * energy - paid, owners)
    stores = network.store_zone
    given = solution.discharge - solution.charge
    producers = producers + sums((price[:, stores] * given).sum(0) - network.wear * solution.discharge.sum(0),
                                 store_owner)
    state = sums(paid, country[zone])
    rent, charges = rents(network, solution, price).sum(0), (solution.sent * network.wheeling).sum((0, 1))
    halves = [sums(0.5 * value, country[end]) for end in (network.origin, network.destination)
              for value in (rent, charges)]
    left = np.bincount(store_owner, minlength=count, weights=(solution.level[-1] - network.start)
                       * np.clip(np.median(solution.stored_value, axis=0), 0.0, network.value_of_lost_load.min())) \
        if stores.size else np.zeros(count)
    found = Welfare(consumers, producers, halves[0] + halves[2], state + halves[1] + halves[3], left)
    resources = (cost * energy).sum() + (network.wear * solution.discharge.sum(0)).sum()
    value = (network.value_of_lost_load * served).sum() - resources
    check_balance("the welfare of all countries", found.total().sum() - left.sum(), hours * value,
                  max(abs(hours * value), hours * float((network.load * network.value_of_lost_load).sum()), 1.0))
    return found
