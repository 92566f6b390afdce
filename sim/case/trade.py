"""The trade of a case: every traded year against all weather years and outage histories."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import adequacy, bids, buyers, licence, phases, storage
from sim.case import years as case_years
from sim.case.contract_terms import excused
from sim.case.period_arrays import PeriodBlocks, some
from sim.farm.energy_uncertainty import SLOWER
from sim.trade.annual_limits import AnnualLimits
from sim.trade.dispatch import life
from sim.trade.settlement import Flows, Ledger, Rows
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.case.hub import Hub
    from sim.case.link import Link
    from sim.case.market import Market
    from sim.case.route import RouteLine
    from sim.records import Contract
    from sim.scenario.schema import Scenario

READS = ("seed", "time", "hub.topology", "route.file", "storage", "link.rating_mw", "link.tee", *bids.BIDDERS, "trade",
         "phases")
"""Keys and tables of the scenario that this stage reads."""

LONG = {"linear": "linear programs", "rolling": "years of rolling trade", "annual": "searches for multipliers"}
"""Policies whose cost is reported before a run begins, and what they solve; ``annual``: one with annual limits."""
FEW = 2
"""Weather years of the sample that the search for the price begins with."""
SOME = 10
"""Outage histories in which that sample is compared with the whole."""
UNSEEN = tuple(name for name in Flows._fields if name not in ("delivered", "level"))
"""Arrays of each period that firmness does not need."""
LESS = 0.1
"""Share of the farm's power taken away to find what it means for the energy delivered. [fraction]"""


class Traded(NamedTuple):
    """Results of the trade of the traded years."""

    price: float
    """Price of the contract that the bids were made at; the books are drawn up at the one it then required, which
    another round would leave where it is. [USD/MWh]"""
    contracts: tuple[tuple[Contract, ...], ...]
    """Terms of each contract in each traded year, at the first weather year's prices."""
    annual: Ledger
    """Sums, arrays of shape (operating_year, weather_year, outage_draw)."""
    hourly: Flows | None
    """Periods of the first draw, float32 arrays of shape (operating_year, weather_year, time), if kept."""
    response: tuple[float, float]
    """Relative change of the energy delivered by relative change of the wind's speed, and of the farm's power. [-]"""
    seen: tuple[adequacy.ImportYear | None, ...]
    """What the importer saw of each traded year, as `add_imports` finds it."""
    rows: Rows = Rows()
    """Who takes power: names of the buyers of the ledgers."""
    phases: tuple[phases.Phase, ...] = ()
    """What is in service before the whole, a year of each."""
    relieved: np.ndarray | float = 0.0
    """Part of each quarter that the importer's licence does not count, shape (weather_year, draw, 4). [fraction]"""

    def import_years(self) -> tuple[adequacy.ImportYear, ...]:
        """Return adequacy and market results of each traded year for which firmness was computed."""
        return tuple(year for year in self.seen if year is not None)


def no_progress(_text: str) -> None:
    """Discard a progress text; with this function the computing time is not measured."""


def trade(s: Scenario, hub: Hub, link: Link, route: RouteLine, market: Sequence[Market], price: float, *,
          keep: bool = True, firmness: bool = True, workers: int = 1, response: tuple[float, float] | None = None,
          progress: Callable[[str], None] = no_progress) -> Traded:
    """
    Trade every traded year against all weather years.

    Parameters
    ----------
    s : Scenario
    hub, link, route : Hub, Link, RouteLine
        What the stages before gave.
    market : sequence of Market
        Of each traded year.
    price : float
        Price of the contract. [USD/MWh]
    keep : bool
        Keep the arrays of every period.
    firmness : bool
        Keep of every period what `add_imports` needs to find how firm the deliveries are.
    workers : int
        Threads, one traded year each.
    response : tuple, optional
        Of an earlier round, to be kept.
    progress : callable
        ``progress(sentence)``: what it will cost, before the trade of a policy that takes long.

    Returns
    -------
    traded : Traded
    """
    years = case_years.traded_years(s.time)
    one, blocks = partial(_one, s, hub, link, route, market, price), PeriodBlocks(years.size)

    def whole_year(index: int) -> tuple[Ledger, Flows | None]:
        annual, hourly = one(index, keep=partial(blocks.of, index) if keep else firmness)
        annual = annual._replace(minimum=annual.minimum * (1.0 - excused(s, link.taken)))
        if hourly is None or keep or not firmness:
            return annual, hourly
        return annual, hourly._replace(**dict.fromkeys(UNSEEN, np.empty(0)))

    long = "annual" if any(s.trade.annual.model_dump().values()) else s.trade.policy.model
    if long in LONG and response is None and progress is not no_progress:
        progress(run_time_note(years.size, link.state.shape[0], link.state.shape[1],
                               lambda: one(0, hub.power[0][:1], link.state[:1, :1]), long,
                               s.contract.price == "solve"))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = list((pool.map if workers > 1 else map)(whole_year, range(years.size)))
    annual = Ledger(*(np.stack(values) for values in zip(*(f[0] for f in found), strict=True)))
    hourly = (Flows(*blocks.whole) if keep else
              Flows(*map(np.stack, zip(*(f[1] or () for f in found), strict=True))) if firmness else None)
    if response is None:   # the first year and draw again, with less wind
        whole = max(float(annual.delivered[0, :, 0].mean()), 1e-9)
        by_speed, by_power = (
            (1.0 - float(one(0, power, link.state[:1])[0].delivered.mean()) / whole) / share
            for power, share in ((hub.slower, SLOWER), ((1.0 - LESS) * hub.power[0], LESS)))
        response = by_speed, by_power
    early = phases.trade(s, link, route.charge, lambda own, farm, state: _one(
        own, hub, link, route, market, price, 0, farm * hub.power[0], state)[0]) if s.phases else ()
    contracts = tuple(bids.contracts(s, year.valued[0], price, year.year) for year in market)
    return Traded(price, contracts, annual, hourly, response, (None,) * years.size,
                  buyers.rows_of_case(s), early, licence.excused_share(s, link.quarterly))


def add_imports(s: Scenario, market: Sequence[Market], traded: Traded, *, keep: bool = True,
                workers: int = 1) -> Traded:
    """
    Return the trade with adequacy and market results of every traded year, once the price is found.

    Parameters
    ----------
    s : Scenario
    market : sequence of Market
        Of each traded year.
    traded : Traded
        As `trade` gave it, with what it keeps for firmness.
    keep : bool
        Keep the arrays of every period.
    workers : int
        Threads, one traded year each.

    Returns
    -------
    traded : Traded
    """
    hourly = traded.hourly
    assert hourly is not None   # `trade` kept it

    def one(index: int) -> adequacy.ImportYear:
        return adequacy.import_year(s, market[index], Flows(*(part[index] if part.size else part for part in hourly)))

    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = tuple((pool.map if workers > 1 else map)(one, range(len(market))))
    return traded._replace(seen=found, hourly=hourly if keep else None)


def sample(hub: Hub, link: Link) -> tuple[Hub, Link, float] | tuple[None, None, float]:
    """
    Return the hub and the link in a few weather years, for a first guess at the price.

    Parameters
    ----------
    hub, link : Hub, Link
        What the stages gave.

    Returns
    -------
    hub, link : Hub, Link
        In all outage histories; None where the case holds hardly more.
    share : float
        What the link could send in the sample, over what it could in the mean of all. [-]
    """
    if link.state.shape[1] < 4 * FEW:
        return None, None, 1.0
    able = np.array([width.sum() for width, _ in link.pieces])
    sent = np.array([[np.minimum(power, able[state]).mean() for power, state in zip(hub.power[0], one, strict=True)]
                     for one in link.state[:SOME]])
    few = hub._replace(power=tuple(power[:FEW] for power in hub.power), slower=hub.slower[:FEW])
    return (few, link._replace(state=np.ascontiguousarray(link.state[:, :FEW]),
                               taken={name: share[:, :FEW] for name, share in link.taken.items()},
                               quarterly={name: share[:, :FEW] for name, share in link.quarterly.items()}),
            float(sent[:, :FEW].mean()) / max(float(sent.mean()), 1e-9))


def again(s: Scenario, hub: Hub, link: Link, route: RouteLine, market: Sequence[Market], traded: Traded, *, index: int,
          draw: int, last: int | None = None, names: tuple[str, ...] = Flows._fields) -> Flows:
    """
    Trade a year of a case again in one outage history, to have its periods.

    Parameters
    ----------
    s : Scenario
    hub, link, route : Hub, Link, RouteLine
        What the stages before gave.
    market : sequence of Market
        Of each traded year.
    traded : Traded
        What `trade` gave.
    index : int
        Which traded year.
    draw : int
        Which outage history.
    last : int, optional
        Last weather year that is asked for; what the battery holds comes from those before it.
    names : tuple of str
        Arrays that are asked for; all by default.

    Returns
    -------
    hourly : Flows
        Arrays of shape (weather_year, time), in single precision.
    """
    if draw == 0 and traded.hourly is not None:
        return Flows(*(part[index] if part.size else part for part in traded.hourly))
    only: int | None = draw
    draws = None
    if annual_limits(s).past:   # the past of all counts, so all are traded, and the first is kept
        others = [other for other in range(link.state.shape[0]) if other != draw]
        only, draws = None, link.state[[draw, *others]]
    hourly = _one(s, hub, link, route, market, traded.price, index, draws=draws,
                  keep=partial(some, names), only=only, last=last)[1]
    assert hourly is not None   # it is kept
    return hourly


def _one(s: Scenario, hub: Hub, link: Link, route: RouteLine, market: Sequence[Market], price: float, index: int,
         power: np.ndarray | None = None, draws: np.ndarray | None = None,
         keep: bool | Callable[[Sequence[tuple[int, ...]]], list[np.ndarray]] = False, only: int | None = None,
         last: int | None = None) -> tuple[Ledger, Flows | None]:
    """Trade one of the traded years against all weather years, in the outage histories given or one of them."""
    years = case_years.traded_years(s.time)
    battery, far = storage.batteries(s, float(years[index] - years[0]))
    offers = bids.offers(s, link, route, market[index], price, far=far)
    return life(s.trade.policy.bind(), hub.power[index] if power is None else power,
                link.state if draws is None else draws, offers, bids.limited_link_states(s, link, route), battery,
                s.time.period_h, keep=keep, far=far, inputs=bids.forecast_inputs(s, market[index]),
                annual=annual_limits(s), only=only, last=last)


def run_time_note(years: int, draws: int, weather_years: int, once: Callable[[], tuple[Ledger, Flows | None]],
                  policy: str = "linear", solve: bool = False) -> str:
    """
    Return a sentence with the computing time that a slow policy needs, from the time of one year.

    Parameters
    ----------
    years, draws, weather_years : int
        How many operating years, outage histories and weather years are traded.
    once : callable
        ``once()`` trades one year; the first year will be traded again with less wind, twice, in one outage history.
    policy : str
        Its name, as `LONG` has it.
    solve : bool
        Whether the search for the contract's price will repeat it all.

    Returns
    -------
    sentence : str
    """
    if policy == "rolling":   # the first time on a machine its loops are compiled
        once()
    began = perf_counter()
    once()
    each = perf_counter() - began
    count = weather_years * (years * draws + 2)
    again = "; the search for the price does most of it again, once or more often" if solve else ""
    return (f"trade: {years} operating years x {weather_years} weather years x {draws} outage histories, and "
            f"{2 * weather_years} with less wind: {count} {LONG[policy]} of {each:.1f} s each, {count * each / 60:.1f} "
            f"min of one core{again}")


def annual_limits(s: Scenario) -> AnnualLimits:
    """Return the limits on every year of trade beside its contracts, as `sim.trade.annual_limits.AnnualLimits`."""
    annual = s.trade.annual
    most = (1e3 * annual.maximum_supply_gwh, 1e3 * annual.maximum_local_gwh,
            annual.maximum_cycles_per_year * s.storage.energy_mwh)
    return AnnualLimits(s.trade.obligation == "past", annual.minimum_load_factor * s.link.rating_mw * HOURS_PER_YEAR,
                 *(limit if limit > 0.0 else np.inf for limit in most))
