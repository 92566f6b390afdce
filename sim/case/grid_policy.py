"""How the stores of a grid are run: knowing the whole horizon, or window by window with what is known of the future."""

from functools import partial

import numpy as np

from sim.checks import check_within
from sim.errors import SundalinkError, scenario_error
from sim.network.dispatch import solve
from sim.network.linear import linear
from sim.network.program import end_at_least
from sim.network.records import GridNetwork, GridSolution

ABOVE, BELOW = 1.3, 0.7
"""Value of water below and above the level of the other years, over its value there: scarce water is dearer
(assumed). [-]"""

KEPT = 0.5
"""Share of a window that is carried out before the next one is looked at (assumed). [fraction]"""


SHORT = 40_000
"""Zones times steps up to which the general solver takes a minute or less: it is asked where the fast one gives up
(four weeks of half-hours of the shipped grids). [-]"""


def best(network: GridNetwork, solver: str, gap: float, threads: int = 1) -> GridSolution:
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


def trade(networks, course, *, policy: str, window: int, solver: str, gap: float, held: float, threads: int = 1,
          progress=lambda year: None) -> tuple[GridSolution, ...]:
    """
    Trade every weather year of a grid under a policy.

    Parameters
    ----------
    networks : sequence of GridNetwork
        One for each weather year.
    course : array, shape (time + 1, store)
        Level of each store by the rule curve, before the first step and after each: what `myopic` keeps to. [MWh]
    policy : str
        ``perfect_foresight``; ``rolling``: windows whose stored energy at the end is valued as another weather year
        would have had it; ``myopic``: windows that end at the rule curve.
    window : int
        Steps that are looked ahead.
    solver, gap, threads
        As `best` takes them.
    held : float
        Value of energy that a window lacks at its end under ``myopic``. [USD/MWh]
    progress : callable
        Called with the number of each year that is done.

    Returns
    -------
    solutions : tuple of GridSolution
        Under `rolling` and `myopic` the bound is that of the windows, each for itself, and the gap the largest of them.

    Raises
    ------
    SundalinkError
        If `rolling` has a single weather year.
    """
    if policy == "rolling" and len(networks) < 2:
        raise scenario_error("grid.policy = 'rolling': needs grid.weather_years of at least 2, as the value of water "
                             "comes from another one", key="grid.policy")
    if policy == "perfect_foresight" or not np.size(networks[0].energy):
        found = []
        for number, network in enumerate(networks):
            found.append(best(network, solver, gap, threads))
            progress(number)
        return tuple(found)
    known = [best(network, solver, max(gap, 1e-3), threads) for network in networks] if policy == "rolling" else None
    found = []
    for number, network in enumerate(networks):
        ends = partial(_valued, network, known[(number + 1) % len(known)]) if known else \
            partial(_ruled, network, course, held)
        found.append(_by_windows(network, ends, window, solver, gap, threads))
        progress(number)
    return tuple(found)


def _ruled(network: GridNetwork, course: np.ndarray, held: float, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Parts of the energy at the end of a window and their values, by the rule curve."""
    return end_at_least(np.minimum(course[last], network.energy), network.energy, held)


def _valued(network: GridNetwork, other: GridSolution, last: int) -> tuple[np.ndarray, np.ndarray]:
    """The same, by the value of water that another weather year had then."""
    level = np.clip(other.level[last - 1], 0.0, network.energy)
    value = np.clip(other.stored_value[last - 1], 0.0, None)
    return np.stack([level, network.energy - level], -1), np.stack([ABOVE * value, BELOW * value], -1)


def _by_windows(network: GridNetwork, ends, window: int, solver: str, gap: float, threads: int) -> GridSolution:
    """Solve window after window, carry out a part of each, and put the parts together."""
    time, begin, start, parts = len(network.load), 0, network.start, []
    step = max(1, round(KEPT * window))
    while begin < time:
        last = min(begin + window, time)
        width, value = ends(last) if last < time else (network.end_width, network.end_value)
        piece = best(_cut(network, begin, last)._replace(start=start, end_width=width, end_value=value), solver, gap,
                     threads)
        kept = last - begin if last == time else min(step, last - begin)
        parts.append((piece, kept))
        start = np.clip(piece.level[kept - 1], 0.0, network.energy)
        begin += kept
    return _joined(network, parts)


def _cut(network: GridNetwork, begin: int, last: int) -> GridNetwork:
    """Return the steps of a network from one to another."""
    time = len(network.load)
    timed = ("load", "capacity", "cost", "link_capacity", "charge", "discharge", "inflow", "least_release")
    full = {"load": 2, "capacity": 3, "cost": 3, "link_capacity": 3, "charge": 2, "discharge": 2, "inflow": 2,
            "least_release": 2}
    return network._replace(**{name: np.asarray(getattr(network, name))[begin:last] for name in timed   # type: ignore[arg-type]
                               if np.ndim(getattr(network, name)) == full[name]
                               and len(getattr(network, name)) == time})


def _joined(network: GridNetwork, parts: list[tuple[GridSolution, int]]) -> GridSolution:
    """Return the parts of windows that were carried out as one solution, with what they cost."""
    names = ("price", "generation", "unserved", "sent", "received", "charge", "discharge", "spill", "level",
             "stored_value")
    whole = {name: np.concatenate([getattr(piece, name)[:kept] for piece, kept in parts]) for name in names}
    hours = network.step_hours
    spent = ((whole["generation"] * network.cost).sum() + (whole["unserved"] * network.value_of_lost_load).sum()
             + (whole["sent"] * network.wheeling).sum() + (whole["discharge"] * network.wear).sum()) * hours
    below = np.cumsum(network.end_width, axis=1) - network.end_width
    left = (np.clip(whole["level"][-1][:, None] - below, 0.0, network.end_width) * network.end_value).sum()
    gap = max(piece.gap for piece, _ in parts)
    check_within("gap of the windows", gap, 0.0, 1.0)
    scale = sum(piece.scale * kept / len(piece.price) for piece, kept in parts)
    return GridSolution(**whole, cost=float(spent - left), bound=float(spent - left - gap * scale), gap=gap,
                        scale=scale, iterations=sum(piece.iterations for piece, _ in parts))
