"""
A grid of the size of the ASEAN Power Grid for the benchmarks: made up, but with the shapes of life.

Twenty zones from 1 to 40 GW, thirty lossy links with three parts of their loss curve each way, merit orders of ten
steps (sun and wind free of cost, then thermal steps), twelve batteries of four hours, nine reservoirs of weeks to
months, half-hours. Synthetic: no figure of it is that of a country.
"""

import numpy as np

from sim.network.program import end_at_least
from sim.network.records import GridNetwork

ZONES, LINKS, STEPS, PIECES, BATTERIES, RESERVOIRS = 20, 30, 10, 3, 12, 9
YEAR = 17_520


def grid(periods, seed=0, first=0, zones=ZONES, links=LINKS, pieces=PIECES, batteries=BATTERIES,
         reservoirs=RESERVOIRS):
    """Return the network for so many half-hours from the half-hour `first` of the year on."""
    rng = np.random.default_rng(seed)
    hour = (np.arange(first, first + periods) * 0.5)[:, None]
    peak = np.exp(rng.uniform(np.log(1_000), np.log(40_000), zones))
    day = (hour + rng.uniform(-1, 1, zones)) % 24
    season = np.cos(2 * np.pi * (hour / 8760 - rng.uniform(0, 1, zones)))
    weekend = (hour // 24 % 7 >= 5)
    load = peak * (0.72 + 0.10 * np.sin(np.pi * (day - 7) / 12) + 0.08 * np.exp(-((day - 19.5) / 2) ** 2)
                   + 0.05 * season) * (1 - 0.08 * weekend) * (1 + 0.02 * noise(rng, periods, zones, 6))
    sun = np.clip(np.sin(np.pi * (day - 6) / 12), 0, None) * np.clip(0.75 + 0.25 * noise(rng, periods, zones, 12), 0, 1)
    wind = np.clip(0.32 + 0.15 * season + 0.22 * noise(rng, periods, zones, 24), 0, 1)
    share = np.concatenate([rng.uniform(0.1, 0.7, (zones, 2)), rng.dirichlet(np.ones(STEPS - 2), zones) * 1.2], axis=1)
    capacity = np.empty((periods, zones, STEPS))
    capacity[..., 0], capacity[..., 1] = sun * share[:, 0] * peak, wind * share[:, 1] * peak
    capacity[..., 2:] = share[:, 2:] * peak[:, None] * rng.uniform(0.82, 0.95, (zones, STEPS - 2))
    cost = np.concatenate([np.zeros((zones, 1)), np.full((zones, 1), 0.5),
                           np.sort(rng.uniform(15, 160, (zones, STEPS - 2)), axis=1)], axis=1)
    origin = np.concatenate([np.arange(zones - 1), rng.integers(0, zones, max(links - zones + 1, 0))])[:links]
    destination = np.concatenate([np.arange(1, zones),
                                  rng.integers(1, zones, max(links - zones + 1, 0)) + zones - 1])[:links]
    destination = np.where(np.arange(links) < zones - 1, destination,
                           (origin + 2 + rng.integers(0, zones - 2, links)) % zones)
    link = np.minimum(peak[origin], peak[destination]) * rng.uniform(0.05, 0.3, links)
    base = rng.uniform(0.005, 0.03, links)
    loss = base[:, None] * (1 + 2 * np.arange(pieces) / max(pieces - 1, 1))
    stores = batteries + reservoirs
    place = np.concatenate([rng.permutation(zones)[:min(batteries, zones)],
                            rng.integers(0, zones, max(batteries - zones, 0)),
                            rng.integers(0, zones, reservoirs)]).astype(int)
    hydro = np.arange(stores) >= batteries
    power = peak[place] * rng.uniform(0.03, 0.12, stores)
    energy = power * np.where(hydro, rng.uniform(300, 2500, stores), 4.0)
    rain = 1 + 0.7 * np.cos(2 * np.pi * (hour / 8760 - rng.uniform(0.55, 0.75, stores)))
    inflow = np.where(hydro, power * 0.42 * rain, 0.0)
    half = np.where(hydro, 0.55, 0.5) * energy
    width, value = end_at_least(half, energy, 500.0)
    return GridNetwork(0.5, load, capacity, cost, np.full(zones, 3_000.0), origin, destination, np.stack([link, link]),
                       np.full((links, pieces), 1.0 / pieces), loss, np.full((2, links), 1.5), place, energy,
                       np.where(hydro, 0.0, power), power, np.where(hydro, 1.0, 0.95), np.where(hydro, 0.92, 0.95),
                       np.where(hydro, 1.0, 0.998), inflow, np.where(hydro, 0.1 * inflow.min(axis=0), 0.0),
                       np.where(hydro, 0.0, 0.5), half, width, value)


def noise(rng, periods, zones, hours):
    """Return series of a first-order process with that many hours of memory, mean zero, deviation one."""
    from scipy.signal import lfilter

    stay = np.exp(-0.5 / hours)
    common = rng.normal(size=(periods + 400, 1))
    drive = (0.6 * common + 0.8 * rng.normal(size=(periods + 400, zones))) * np.sqrt(1 - stay**2)
    return lfilter([1.0], [1.0, -stay], drive, axis=0)[400:]
