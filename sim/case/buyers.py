"""The buyers that a scenario lists: what each takes and pays in one operating year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clock import periods, resample
from sim.errors import key_text, named, scenario_error
from sim.inputs import series
from sim.records import Bid
from sim.trade.settlement import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.route import RouteLine
    from sim.scenario.schema import Scenario
    from sim.scenario.tables_market import BuyerTable
    from sim.trade.settlement import Rows

    Numbered = tuple[tuple[int, ...], tuple[Bid, ...]]   # numbers of rows, and the bid of each

FIRM = 5000.0
"""What serving a firm buyer brings above its price, so that it comes before every other: above the cap of the market.
[USD/MWh]"""


class Buyer(NamedTuple):
    """A buyer in one operating year."""

    name: str
    """Its name in the scenario."""
    node: str
    """Where it stands: hub, landing or singapore."""
    width: np.ndarray
    """Most that it takes in each period, shape (time,). [MW]"""
    flat: float
    """Its price, or what is added to the spot price that it follows. [USD/MWh]"""
    factor: float
    """What the spot price counts in its price. [-]"""
    series: np.ndarray
    """Price of each period, shape (time,), or of no length. [USD/MWh]"""
    firm: bool
    """Served before all others."""

    def bid(self, spot: np.ndarray | float, added: float = 0.0) -> Bid:
        """Return the bid at a spot price, with something added to its value."""
        price = self.flat + self.factor * np.asarray(spot, dtype=float)
        price = price + self.series if self.series.size else price
        return Bid(self.width, price + (FIRM if self.firm else 0.0) + added, price)


def buyers(s: Scenario, year: int) -> tuple[Buyer, ...]:
    """
    Return the buyers of a scenario in one operating year.

    Parameters
    ----------
    s : Scenario
    year : int
        Calendar year; a buyer takes nothing before its first year and after its last.

    Returns
    -------
    buyers : tuple of Buyer
        In the order of the scenario.
    """
    return tuple(_buyer(s, number, one, int(year)) for number, one in enumerate(s.buyers))


def _buyer(s: Scenario, number: int, one: BuyerTable, year: int) -> Buyer:
    """Return one buyer in one year."""
    dt, count = s.time.period_h, periods(s.time.period_h)
    rise = (1.0 + one.escalation) ** (year - s.time.first_operating_year)
    there = (one.first_year is None or year >= one.first_year) and (one.last_year is None or year <= one.last_year)
    load = one.load.bind()(year, dt)
    if isinstance(one.width_mw, str):
        with named(key_text(("buyers", number, "width_mw"))):
            width = resample(series.halfhours(one.width_mw, 0.0), 0.5, dt) * load
    else:
        width = one.width_mw * load
    prices, flat = np.empty(0), one.spot_offset_usd_per_mwh
    if isinstance(one.price_usd_per_mwh, str):
        with named(key_text(("buyers", number, "price_usd_per_mwh"))):
            prices = resample(series.halfhours(one.price_usd_per_mwh), 0.5, dt) * rise
    elif one.price_usd_per_mwh is not None:
        flat = one.price_usd_per_mwh * rise
    return Buyer(one.name, one.node, width * float(there) + np.zeros(count), float(flat), float(one.spot_factor or 0.0),
                 prices, one.firm)


def rows_of_case(s: Scenario) -> Rows:
    """Return who takes power in a case, as `sim.trade.settlement.Rows`."""
    named = {node: tuple(buyer.name for buyer in s.buyers if buyer.node == node)
             for node in ("hub", "landing", "singapore")}
    return rows_of(1 + len(s.contract.also), **named)


def bids_at_node(rows: Rows, listed: Sequence[Buyer], node: str, spot: np.ndarray, added: np.ndarray) -> Numbered:
    """Return numbers and bids of the buyers of the scenario that stand at a node."""
    at = dict(zip(rows.names, rows.buyers, strict=True))
    here = [buyer for buyer in listed if buyer.node == node]
    return tuple(at[buyer.name] for buyer in here), tuple(buyer.bid(spot, added[at[buyer.name]]) for buyer in here)


def check_landing(s: Scenario, course: RouteLine) -> None:
    """Refuse a Malaysian buyer on a route that does not land there, and a tee on one that does."""
    tee = s.link.tee
    if s.malaysia.width_mw > 0 and course.route.wheeling is None and not tee.built:
        raise scenario_error(
            f"malaysia.width_mw = {s.malaysia.width_mw:g} [MW]: needs a route that lands in Malaysia "
            f"with wheeling to Singapore, or a tee (link.tee); route.file = {s.route.file!r} has neither",
            key="malaysia.width_mw",
        )
    if tee.built and course.route.wheeling is not None:
        raise scenario_error(f"link.tee.share = {tee.share:g}: must be 0 with route.file = {s.route.file!r}, which "
                             "lands in Malaysia, with wheeling to Singapore", key="link.tee.share")
