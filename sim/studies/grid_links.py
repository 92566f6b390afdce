"""Value of each planned corridor of a grid: taken out of all of them, put in alone, in pairs, and who gains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.grid_outcome import outcome, parties
from sim.case.grid import build_grid_case, solve_grid
from sim.case.grid_project import CORRIDOR, LOCAL, ONWARD, SPUR
from sim.errors import scenario_error
from sim.network.link_value import saving

if TYPE_CHECKING:
    from sim.case.grid import GridCase, GridYear
    from sim.network.records import GridSolution
    from sim.scenario.grid_schema import GridScenario

STAGES = ("existing", "building", "planned", "considered")
LINK_GAP = 1e-5
"""Gap that each trade is solved to: a corridor's value is some 0.1 % of the cost of the system, so that its bracket is
about a hundredth of it. [fraction]"""


class GridState(NamedTuple):
    """The trade of a grid with some of its corridors; money and emissions by year, mean of the weather years."""

    cost: float
    """[million USD/yr]"""
    bound: float
    """No trade costs less. [million USD/yr]"""
    welfare: np.ndarray
    """By country, shape (country,). [million USD/yr]"""
    emitted: float
    """[million tCO2/yr]"""
    sent: np.ndarray
    """Energy sent on each corridor both directions, shape (link,). [GWh/yr]"""
    rent: np.ndarray
    """Shape (link,). [million USD/yr]"""


class LinkValue(NamedTuple):
    """A planned corridor and what it brings; money in million USD by year."""

    name: str
    from_zone: str
    to_zone: str
    mw: float
    stage: str
    document: str
    taken_out: float
    """Cost of the system without it less that with it, all other planned corridors in service (TOOT)."""
    taken_out_low: float
    taken_out_high: float
    """Bracket of that by the gaps of both trades."""
    put_in: float
    """The same where none of the others is built (PINT)."""
    put_in_low: float
    put_in_high: float
    yearly_cost: float
    """Annuity of its capital cost, and upkeep; of the project that of farm, battery and cable together."""
    gains: dict[str, float]
    """Welfare of each country with it less that without it, among all the others."""
    saved: float
    """Emissions that it saves there. [million tCO2/yr]"""
    sent: float
    """Energy that it carries there. [GWh/yr]"""
    rent: float
    """Its congestion rent there."""

    def ratio(self, benefit: float) -> float:
        """Return a benefit over the yearly cost; infinite for a corridor without a cost."""
        return benefit / self.yearly_cost if self.yearly_cost > 0 else float("inf")


class PairValue(NamedTuple):
    """Two planned corridors; million USD by year."""

    first: str
    second: str
    alone: tuple[float, float]
    """Value of each where the other is not built."""
    beside: tuple[float, float]
    """Value of each where the other is built."""

    def interaction(self) -> float:
        """Return the interaction of the two: below zero for rivals, above for complements."""
        return self.beside[0] - self.alone[0]


class GridLinks(NamedTuple):
    """Values of corridors and of pairs of them."""

    links: tuple[LinkValue, ...]
    pairs: tuple[PairValue, ...]
    countries: tuple[str, ...]
    gap: float
    """Largest gap of any trade behind them. [fraction]"""
    days: int
    """Days behind them; sums are carried to a year in proportion."""

    def table(self) -> pd.DataFrame:
        """Return the values of corridors, a row each."""
        header, rows = link_rows(self)
        return pd.DataFrame(rows, columns=header)

    def pair_table(self) -> pd.DataFrame:
        """Return the values of pairs, a row each."""
        header, rows = pair_rows(self)
        return pd.DataFrame(rows, columns=header)


class _States:
    """Trades of one grid by the set of corridors in service, each solved once."""

    def __init__(self, s: GridScenario, case: GridCase, gap: float, workers: int,
                 progress: Callable[[int], None]) -> None:
        self.s, self.case, self.gap, self.workers, self.progress = s, case, gap, workers, progress
        self.known: dict[frozenset[str], GridState] = {}
        self.worst = 0.0

    def solve(self, sets: Iterable[frozenset[str]]) -> None:
        """Solve every set that is not known yet."""
        wanted = sorted({each for each in sets if each not in self.known}, key=sorted)
        with ThreadPoolExecutor(self.workers) as pool:
            for names, state in zip(wanted, pool.map(self._state, wanted), strict=True):
                self.known[names] = state
                self.progress(len(self.known))

    def _state(self, names: frozenset[str]) -> GridState:
        found = [self._year(year, names) for year in self.case.years]
        parts = [np.mean([np.asarray(each[n]) for each in found], axis=0) for n in range(6)]
        return GridState(float(parts[0]), float(parts[1]), parts[2], float(parts[3]), parts[4], parts[5])

    def _year(self, year: GridYear, names: frozenset[str]) -> tuple[float | np.ndarray, ...]:
        there = np.array([name in names for name in year.corridors.name], dtype=float)
        network = year.network._replace(link_capacity=year.network.link_capacity * there)
        found: GridSolution = solve_grid(self.s, network, 1, self.gap)
        self.worst = max(self.worst, found.gap)
        made = outcome(self.case, year._replace(network=network), found, factors=False)
        days, hours = 365.0 / self.s.grid.days, self.s.grid.period_h
        return (found.cost * days / 1e6, found.bound * days / 1e6, made.welfare.total() * days / 1e6,
                made.emitted.sum() * hours * days / 1e6, found.sent.sum((0, 1)) * hours * days / 1e3,
                made.rent.sum(0) * hours * days / 1e6)


def value_links(s: GridScenario, *, links: Sequence[str] | None = None, pairs: Sequence[tuple[str, str]] | None = None,
                gap: float = LINK_GAP, workers: int = 2,
                progress: Callable[[int], None] = lambda done: None) -> GridLinks:
    """
    Value every planned corridor of a grid.

    Parameters
    ----------
    s : GridScenario
        As `sim.load_grid` returns it.
    links : sequence of str, optional
        Corridors to value; all that are not existing and whose year has come if left out.
    pairs : sequence of tuple of str, optional
        Pairs to value together; all pairs of those that end in one zone with the export project, or with the corridor
        from Vietnam to Singapore, if left out.
    gap : float
        That each trade is solved to. [fraction]
    workers : int
        Trades at the same time; the values are the same for any number.
    progress : callable
        Called with the number of trades solved.

    Returns
    -------
    values : GridLinks

    Raises
    ------
    SundalinkError
        If a corridor is unknown or exists already.
    """
    project = {CORRIDOR, LOCAL, ONWARD, SPUR} if s.project.mode != "out" else set()
    ready = {row.name for row in s.in_service()} | project
    case = build_grid_case(s.model_copy(update={"grid": s.grid.model_copy(update={"stages": STAGES,
                                                                                  "include": tuple(links or ())})}))
    corridors = case.years[0].corridors
    planned = [name for name, stage in zip(corridors.name, corridors.stage, strict=True)
               if stage != "existing" and name not in (LOCAL, ONWARD, SPUR)]
    for name in links or ():
        if name not in planned:
            raise scenario_error(f"corridor {name!r}: must be one that is not existing; here these are "
                                 f"{', '.join(planned) or 'none'}")
    chosen = list(links) if links is not None else planned
    bare = frozenset(corridors.name) - frozenset(planned)
    full = frozenset(name for name in corridors.name if name in ready) | bare
    pairs = _rivals(case, planned) if pairs is None else [(one, two) for one, two in pairs]
    wrong = [name for pair in pairs for name in pair if name not in planned]
    if wrong:
        raise scenario_error(f"pair with {wrong[0]!r}: must be of planned corridors; here these are "
                             f"{', '.join(planned) or 'none'}")
    states = _States(s, case, gap, workers, progress)
    states.solve([full, bare, *(one for name in chosen for one in (full | {name}, full - {name}, bare | {name})),
                  *(one for a, b in pairs for one in _four(full, a, b))])
    known, names = states.known, parties(case)
    found = tuple(_value(case, known, full, bare, name, names) for name in chosen)
    return GridLinks(found, tuple(_pair(known, full, a, b) for a, b in pairs), names, states.worst, s.grid.days)


def _value(case: GridCase, known: Mapping[frozenset[str], GridState], full: frozenset[str], bare: frozenset[str],
           name: str, names: tuple[str, ...]) -> LinkValue:
    """Return the value of a corridor from the trades with and without it."""
    corridors = case.years[0].corridors
    n = corridors.name.index(name)
    with_it, without = known[full | {name}], known[full - {name}]
    alone, none = known[bare | {name}], known[bare]
    zones, gains = case.zones, with_it.welfare - without.welfare
    taken_out, put_in = saving(without, with_it), saving(none, alone)
    return LinkValue(
        name, zones[corridors.origin[n]], zones[corridors.destination[n]], float(corridors.capacity[:, 0, n].max()),
        corridors.stage[n], corridors.document[n], taken_out.best, taken_out.low, taken_out.high,
        put_in.best, put_in.low, put_in.high,
        float(corridors.yearly_cost[n]) / 1e6, dict(zip(names, gains.tolist(), strict=True)),
        without.emitted - with_it.emitted, float(with_it.sent[n]), float(with_it.rent[n]))


def _four(full: frozenset[str], a: str, b: str) -> tuple[frozenset[str], ...]:
    """Both corridors, each alone, none of them."""
    neither = full - {a, b}
    return neither | {a, b}, neither | {a}, neither | {b}, neither


def _pair(known: Mapping[frozenset[str], GridState], full: frozenset[str], a: str, b: str) -> PairValue:
    """Return the value of two corridors, each alone and beside the other."""
    both, first, second, neither = (known[each].cost for each in _four(full, a, b))
    return PairValue(a, b, (neither - first, neither - second), (second - both, first - both))


def _rivals(case: GridCase, planned: list[str]) -> list[tuple[str, str]]:
    """The export from Vietnam beside each other planned corridor to the zone where it ends."""
    corridors = case.years[0].corridors
    export = next((name for name in (CORRIDOR, "vietnam_singapore") if name in planned), None)
    if export is None:
        return []
    place = corridors.destination[corridors.name.index(export)]
    return [(export, name) for name in planned if name != export
            and place in (corridors.origin[corridors.name.index(name)],
                          corridors.destination[corridors.name.index(name)])]


def link_rows(values: GridLinks) -> tuple[list[str], list[list[str | float]]]:
    """Return header and rows of ``links.csv``."""
    header = ["link", "from", "to", "mw", "stage", "document", "toot_musd_per_year", "toot_low", "toot_high",
              "pint_musd_per_year", "pint_low", "pint_high", "cost_musd_per_year", "toot_ratio", "pint_ratio",
              "saved_mtco2_per_year", "sent_gwh_per_year", "rent_musd_per_year",
              *(f"gain_{country}_musd_per_year" for country in values.countries)]
    rows: list[list[str | float]] = [
        [v.name, v.from_zone, v.to_zone, v.mw, v.stage, v.document, v.taken_out, v.taken_out_low, v.taken_out_high,
         v.put_in, v.put_in_low, v.put_in_high, v.yearly_cost, v.ratio(v.taken_out), v.ratio(v.put_in), v.saved,
         v.sent, v.rent, *(v.gains[country] for country in values.countries)] for v in values.links]
    return header, rows


def pair_rows(values: GridLinks) -> tuple[list[str], list[list[str | float]]]:
    """Return header and rows of ``pairs.csv``."""
    header = ["first", "second", "first_alone_musd_per_year", "first_beside_musd_per_year",
              "second_alone_musd_per_year", "second_beside_musd_per_year", "interaction_musd_per_year"]
    return header, [[p.first, p.second, p.alone[0], p.beside[0], p.alone[1], p.beside[1], p.interaction()]
                    for p in values.pairs]
