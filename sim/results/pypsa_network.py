"""A case as another program's own: one year as a PyPSA network, to be solved or extended there."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import __version__, clock
from sim.case import bids, farm, hub, resource, storage
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route as case_route
from sim.case import years as case_years
from sim.case.price_search import FIRST_PRICE
from sim.errors import scenario_error
from sim.results.folder import check_folder
from sim.scenario.load import fingerprint
from sim.trade.bid_network import Network
from sim.trade.linear_program import stores
from sim.trade.settlement import SUPPLY, Rows

if TYPE_CHECKING:
    from typing import Any

    import pypsa

    from sim.records import Battery
    from sim.scenario.schema import Scenario
    from sim.trade.bid_network import NodeBids, Store
    from sim.trade.schedule import Reward


class NetworkYear(NamedTuple):
    """One year of a case, as its trade sees it."""

    year: int
    dt: float
    available: np.ndarray
    """Wind (and solar) at the hub, shape (time,). [MW]"""
    supply: np.ndarray
    """Most that the grid there sells, shape (time,). [MW]"""
    pieces: tuple[tuple[np.ndarray, np.ndarray], ...]
    """Width and slope of the pieces of the link, by pole state. [MW, -]"""
    state: np.ndarray
    """Pole state of each period, shape (time,)."""
    network: Network
    """The tree of bids."""
    reward: Reward
    """The same as a curve at the hub, `sim.trade.schedule.Reward`."""
    battery: Battery
    """Limits of the battery at the hub."""
    start: tuple[float, ...]
    """Energy in both batteries before the first period. [MWh]"""
    rows: Rows = Rows()
    """Who takes power."""


def one_year(s: Scenario, *, year: int | None = None, weather_year: int = 0, draw: int = 0, price: float | None = None,
             days: float | None = None) -> NetworkYear:
    """
    Build one year of a case as far as its trade.

    Parameters
    ----------
    s : Scenario
    year : int, optional
        One of the traded years; the first by default.
    weather_year, draw : int
        Which weather year, and which outage history, from 0.
    price : float, optional
        Price of the contract where the scenario solves for it. [USD/MWh]
    days : int, optional
        First days of the year only.

    Returns
    -------
    year : NetworkYear

    Raises
    ------
    SundalinkError
        If there is no such year or history.
    """
    years = case_years.traded_years(s.time)
    year = int(years[0]) if year is None else year
    wind = resource.make(s)
    for key, given, known in (("--operating-year", year, years), ("--outage-draw", draw, range(s.link.outage_draws)),
                              ("--weather-year", weather_year, range(wind.speed.shape[0]))):
        if given not in known:
            raise scenario_error(f"{key} {given}: must be one of {', '.join(map(str, known))}")
    if s.link.tee.built:
        raise scenario_error(
            f"link.tee.share = {s.link.tee.share:g}: the network for PyPSA has no tee", key="link.tee.share"
        )
    index = int(np.flatnonzero(years == year)[0])
    route, power = case_route.make(s), hub.make(s, wind, farm.make(s, wind)).power
    link = case_link.built(s, route, wind.speed.shape[0], power[0])
    market = case_market.market(s, year, wind.speed.shape[0])
    near, far = storage.batteries(s, float(year - years[0]))
    if s.contract.price != "solve":
        price = float(s.contract.price)
    offer = bids.offers(s, link, route, market, FIRST_PRICE if price is None else price, far=far)(weather_year)
    first = slice(None if days is None else round(days * 24.0 / s.time.period_h))
    state = link.state[draw, weather_year]
    reward = offer.reward(state)
    network = _first(reward.network(), first)
    reward = reward._replace(width=reward.width[..., first], value=reward.value[..., first], state=state[first],
                             network=lambda: network)
    near = near._replace(**{name: limit[first] for name, limit in near._asdict().items() if np.ndim(limit)})
    held = tuple(0.0 if b is None else 0.5 * (b.low + b.high) for b in (near, far))
    return NetworkYear(year, s.time.period_h, power[index][weather_year][first], np.asarray(offer.supply)[first],
                link.pieces, state[first], network, reward, near, held, offer.rows)


def pypsa_network(given: NetworkYear, name: str = "") -> pypsa.Network:
    """
    Return one year as a PyPSA network.

    Three buses in a row. Wind is a generator whose rest is curtailed; bids are generators of sign -1 that pay to run;
    each straight piece of the link, in each pole state, is a link that is there in the periods of that state; a
    battery is a store between two links. Both batteries begin half full and may end as they like.

    Parameters
    ----------
    given : NetworkYear
        Of `one_year`.
    name : str
        What the network is called.

    Returns
    -------
    network : pypsa.Network
        Its least cost is the greatest gain with its sign turned, but for what is offered by the grid at the hub: that
        is a generator there and a bid that takes it back here.

    Raises
    ------
    SundalinkError
        If PyPSA is not installed.
    """
    try:
        import pypsa
    except ImportError:
        raise scenario_error("export pypsa: needs the package pypsa, 1.0 or newer; install it with: "
                             "pip install 'sundalink[pypsa]'") from None
    n = pypsa.Network(name=name)
    n.set_snapshots(clock.utc(given.year, given.dt)[:given.available.size], default_snapshot_weightings=given.dt)
    for carrier in ("electricity", "wind", "bid", "link", "battery"):
        n.add("Carrier", carrier)
    for bus in ("hub", "landing", "singapore"):
        n.add("Bus", bus, carrier="electricity")
    most = max(float(given.available.max()), 1e-9)
    n.add("Generator", "wind", bus="hub", carrier="wind", p_nom=most, p_max_pu=given.available / most)
    for bus, node_bids in zip(("hub", "landing", "singapore"), given.network[:3], strict=True):
        _add_bids(n, bus, node_bids, given.rows)
    _add_link(n, given)
    batteries = stores(given.available + given.supply, given.network, given.battery, given.dt, given.start[0],
                       given.start[1], None, 0.0)
    for bus, store in zip(("hub", "singapore"), batteries, strict=True):
        if store is not None:
            _add_battery(n, bus, store, given.dt)
    return n


def save_pypsa(s: Scenario, path: str | Path, **which: Any) -> pypsa.Network:
    """
    Write one year of a case as a PyPSA network in netCDF.

    Parameters
    ----------
    s : Scenario
    path : path
        File to write.
    **which : int or float
        As `one_year` takes them.

    Returns
    -------
    network : pypsa.Network
        What was written.

    Raises
    ------
    SundalinkError
        If PyPSA is not installed, the file cannot be written, or there is no such year.
    """
    path = Path(path)
    if path.is_dir():
        raise scenario_error(f"export pypsa -o {path}: is a folder, not a file")
    check_folder(path.parent)
    given = one_year(s, **which)
    with warnings.catch_warnings():   # of what the next versions of PyPSA and pandas will do otherwise
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        n = pypsa_network(given, f"{s.name}, {given.year}, weather year {which.get('weather_year', 0)}, outage history "
                                 f"{which.get('draw', 0)}, {given.available.size} periods of {given.dt:g} h")
        n.meta = {"source": f"sundalink {__version__}", "scenario": s.name,
                  "scenario_hash": fingerprint(s, __version__), "money": "USD of 2025", "power": "MW",
                  "bids": "value to the seller, avoided penalties with it"}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            n.export_to_netcdf(path)
        except OSError as fault:
            raise scenario_error(f"export pypsa -o {path}: cannot be written ({fault.strerror or fault})") from None
    return n


def _first(network: Network, first: slice) -> Network:
    """Return the first periods of a network."""
    at_hub, at_landing, at_meter = (each._replace(width=each.width[:, first], value=each.value[:, first])
                                    for each in network[:3])
    return Network(at_hub, at_landing, at_meter, network.width[:, first], network.slope[:, first], network.onward,
                   network.far)


def _add_bids(n: pypsa.Network, bus: str, node_bids: NodeBids, rows: Rows) -> None:
    """Add the bids at a bus: generators that draw power and are paid for it, and what the grid at the hub sells."""
    for number, width, value in zip(*node_bids, strict=True):
        most = float(width.max())
        if most > 0.0:
            sign = 1.0 if number == SUPPLY else -1.0
            name = f"contract {number - rows.contract + 1}" if number >= rows.contract else rows.row_names()[number]
            n.add("Generator", name, bus=bus, carrier="bid", sign=sign, p_nom=most, p_max_pu=width / most,
                  marginal_cost=sign * value)


def _add_link(n: pypsa.Network, given: NetworkYear) -> None:
    """Add the pieces of the link by pole state, and the path onward to Singapore."""
    whole = 0.0
    for state, (width, slope) in enumerate(given.pieces):
        here = (given.state == state).astype(float)
        whole = max(whole, float((width * slope).sum()))
        for piece in range(width.size if here.any() else 0):
            n.add("Link", f"{state} poles, piece {piece + 1}", bus0="hub", bus1="landing", carrier="link",
                  p_nom=float(width[piece]), efficiency=float(slope[piece]), p_max_pu=here)
    capacity, out, charge = given.network.onward
    n.add("Link", "onward", bus0="landing", bus1="singapore", carrier="link", efficiency=out,
          marginal_cost=out * charge, p_nom=capacity if np.isfinite(capacity) else whole)


def _add_battery(n: pypsa.Network, bus: str, store: Store, dt: float) -> None:
    """Add a battery: cells on a bus of their own, and a link in either direction."""
    charge, discharge, _, high, into, out, keep, wear = store.battery
    cells, name = f"cells at {bus}", f"battery at {bus}"
    most = [max(float(np.max(limit)), 1e-9) for limit in (charge, discharge, high)]   # each limit may change in time
    n.add("Bus", cells, carrier="battery")
    # PyPSA lets the energy held at the start pass the first period without loss.
    n.add("Store", name, bus=cells, carrier="battery", e_nom=most[2], e_min_pu=store.least / most[2],
          e_max_pu=high / most[2], e_initial=keep * store.start, standing_loss=1.0 - keep ** (1.0 / dt))
    n.add("Link", f"{name}, charge", bus0=bus, bus1=cells, carrier="battery", p_nom=most[0],
          p_max_pu=charge / most[0], efficiency=into)
    n.add("Link", f"{name}, discharge", bus0=cells, bus1=bus, carrier="battery", p_nom=most[1] / out,
          p_max_pu=discharge / most[1], efficiency=out, marginal_cost=wear * out)
