"""Dispatch of a grid's stores by policy: perfect foresight, forecasts with water values, or day by day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import SundalinkError, scenario_error
from sim.network import policies
from sim.network.dispatch import solve
from sim.network.linear import linear
from sim.network.records import GridNetwork, GridSolution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHORT = 40_000
"""Zones times steps up to which the general solver takes a minute or less: it is asked where the fast one gives up
(four weeks of half-hours of the shipped grids). [-]"""

ROUGH = 1e-3
"""Gap of the windows, and of the other years that values of water come from. [fraction]"""

CARRIED_OUT = 48.0
"""What `rolling` carries out before it plans again, at most the window (assumed). [h]"""

DAY = 24.0
"""What `myopic` knows. [h]"""


def with_foresight(network: GridNetwork, solver: str, gap: float, threads: int = 1) -> GridSolution:
    """Trade of a network with perfect foresight by one of the solvers; a short one that the fast solver cannot certify
    is left to the general one."""
    if solver == "linear":
        return linear(network)
    try:
        return solve(network, gap=gap, threads=threads)
    except SundalinkError:
        if np.size(network.load) > SHORT:
            raise
        return linear(network)


def trade(networks: Sequence[GridNetwork], course: np.ndarray, *, policy: str, window: float, solver: str, gap: float,
          held: float, threads: int = 1,
          progress: Callable[[int], None] = lambda year: None) -> tuple[GridSolution, ...]:
    """
    Trade every weather year of a grid under a policy.

    Parameters
    ----------
    networks : sequence of GridNetwork
        One for each weather year.
    course : array, shape (time + 1, store)
        Level of each store by the rule curve, before the first step and after each: what `myopic` keeps to. [MWh]
    policy : str
        ``perfect_foresight``; ``rolling``: some weeks ahead on forecasts that err, what is left valued as in the other
        weather years; ``myopic``: a day ahead, held to the rule curve.
    window : float
        How far `rolling` looks. [h]
    solver, gap
        As `with_foresight` takes them.
    held : float
        Value of energy below the rule curve under ``myopic``. [USD/MWh]
    threads : int
        Weather years at the same time; the results do not depend on it.
    progress : callable
        Called with the number of each year that is done.

    Returns
    -------
    solutions : tuple of GridSolution
        Under `rolling` and `myopic` without a bound.

    Raises
    ------
    SundalinkError
        If `rolling` has a single weather year.
    """
    if policy == "rolling" and len(networks) < 2:
        raise scenario_error("grid.policy = 'rolling': needs grid.weather_years of at least 2, as the value of water "
                             "comes from the others", key="grid.policy")
    def one(number: int) -> GridSolution:
        network = networks[number]
        if policy == "rolling":
            past = [policies.PastYear(*pair) for pair in zip(networks, known, strict=True)]
            return policies.rolling(network, past[:number] + past[number + 1:], ROUGH, window=window,
                                    commitment=min(CARRIED_OUT, window))
        if policy == "myopic":
            return policies.myopic(network, ROUGH, window=DAY, course=course, held=held)
        return with_foresight(network, solver, gap)

    found = []
    with ThreadPoolExecutor(threads) as pool:   # years side by side; none depends on another's thread
        known = list(pool.map(lambda network: with_foresight(network, solver, max(gap, ROUGH)), networks)) \
            if policy == "rolling" else []
        for number, solution in enumerate(pool.map(one, range(len(networks)))):
            found.append(solution)
            progress(number)
    return tuple(found)
