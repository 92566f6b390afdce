"""Small random networks for the tests: losses, negative prices, islands, links without capacity, empty stores, ties."""

import numpy as np

from sim.network.program import end_at_least
from sim.network.records import GridNetwork


def network(seed, periods=12, zones=None, links=None, stores=None, steps=4, pieces=2):
    """Return a random network; the seed decides its size and which odd cases it holds, too."""
    rng = np.random.default_rng(seed)
    zones = int(rng.integers(1, 6)) if zones is None else zones
    links = int(rng.integers(0, 8)) * (zones > 1) if links is None else links
    stores = int(rng.integers(0, 5)) if stores is None else stores
    origin = rng.integers(0, zones, links)
    destination = (origin + rng.integers(1, max(zones, 2), links)) % zones
    load = rng.uniform(20, 100, (periods, zones)) * (rng.random(zones) > 0.15)
    cost = rng.uniform(-15, 120, (zones, steps)).round(0 if rng.random() < 0.5 else 6)   # round: ties
    capacity = rng.uniform(0, 60, (periods, zones, steps)) * (rng.random((zones, steps)) > 0.2)
    capacity_of_links = rng.uniform(0, 50, (2, links)) * (rng.random((2, links)) > 0.3)
    loss = np.sort(rng.uniform(0, 0.12, (links, pieces)), axis=1) * (rng.random() > 0.2)
    hydro = rng.random(stores) < 0.5
    energy = rng.uniform(20, 300, stores) * (rng.random(stores) > 0.1)
    start = energy * rng.choice([0.0, 0.5, 1.0], stores)
    discharge = rng.uniform(5, 40, stores)
    inflow = rng.uniform(0, 30, (periods, stores)) * hydro
    release = np.where(hydro, np.minimum(0.3 * inflow.min(axis=0), discharge), 0.0)
    width, value = end_at_least(energy * rng.choice([0.0, 0.5, 0.9], stores), energy, 3000.0, rng.uniform(0, 60))
    return GridNetwork(0.5, load, capacity, cost, rng.uniform(500, 3000, zones), origin, destination, capacity_of_links,
                   np.tile(rng.dirichlet(np.ones(pieces)), (links, 1)), loss,
                   rng.uniform(0, 5, (2, links)) * (rng.random() > 0.3), rng.integers(0, zones, stores), energy,
                   rng.uniform(5, 40, stores) * ~hydro, discharge, rng.uniform(0.8, 1.0, stores),
                   rng.uniform(0.8, 1.0, stores), np.where(rng.random(stores) < 0.5, 1.0, 0.998), inflow, release,
                   rng.uniform(0, 2, stores), start, width, value)


def residuals(net, found):
    """Return what the balances of zones [MW] and of stores [MWh] fail to close by."""
    gives = found.generation.sum(axis=2) + found.unserved - net.load
    for direction, (near, far) in enumerate(((net.origin, net.destination), (net.destination, net.origin))):
        np.add.at(gives, (slice(None), near), -found.sent[:, direction])
        np.add.at(gives, (slice(None), far), found.received[:, direction])
    np.add.at(gives, (slice(None), net.store_zone), found.discharge - found.charge)
    before = np.concatenate([net.start[None], found.level[:-1]])
    held = net.keep * before - found.level + net.step_hours * (
        net.efficiency_in * found.charge - found.discharge / net.efficiency_out + net.inflow - found.spill)
    return gives, held


def without_stores(net):
    """Return the network without its stores."""
    none = np.zeros(0)
    return net._replace(store_zone=np.zeros(0, int), energy=none, charge=none, discharge=none, efficiency_in=none,
                        efficiency_out=none, keep=none, inflow=none, least_release=none, wear=none, start=none,
                        end_width=np.zeros((0, 1)), end_value=np.zeros((0, 1)))
