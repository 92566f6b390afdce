"""Deliveries of a case from the view of the importing system: firmness, capacity credit, spot price."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.adequacy import firmness as adequacy_firmness
from sim.carbon.claims import matched_share
from sim.case.contract_terms import listed
from sim.storage import degradation
from sim.storage.battery import renewal

if TYPE_CHECKING:
    from sim.adequacy.capacity_credit import Credit
    from sim.adequacy.firmness import Firmness
    from sim.case.market import Market
    from sim.scenario.schema import Scenario
    from sim.storage.degradation import Duty
    from sim.trade.settlement import Flows

FLAT = 100.0
"""Load of the buyer whose hours are matched. [MW]"""
DAILY = 0.05
"""Half the daily swing of a data centre's load about its mean, highest at 15:00 (assumed). [fraction]"""


class ImportYear(NamedTuple):
    """Adequacy and market results of one traded year, first outage history of all weather years."""

    firmness: Firmness
    credit: Credit
    duty: Duty | None
    """What the trade asked of the battery's cells; None without a battery."""
    spot: float
    """Spot price before the import, mean weighted by the energy delivered. [USD/MWh]"""
    matched: tuple[float, float]
    """24/7 score of a flat load and of a data centre's, each given a slice of the import of equal energy. [fraction]"""


def contracted(s: Scenario) -> float:
    """Return the power under contract, or the rating of the link where none is named. [MW]"""
    widths = [getattr(each.terms, "width_mw", 0.0) for each in listed(s)]
    return min(sum(widths), s.link.rating_mw) or s.link.rating_mw


def import_year(s: Scenario, market: Market, hourly: Flows) -> ImportYear:
    """
    Return adequacy and market results of a traded year.

    Parameters
    ----------
    s : Scenario
    market : sim.case.market.Market
        Of that year, for demand.
    hourly : sim.trade.settlement.Flows
        Periods of the first outage history, arrays of shape (weather_year, time).

    Returns
    -------
    seen : ImportYear
    """
    dt, delivered, held = s.time.period_h, hourly.delivered, None
    if s.storage.energy_mwh > 0 and s.storage.power_mw > 0:
        renewed = renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh)
        held = degradation.duty(
            hourly.level.ravel(),
            s.storage.energy_mwh,
            s.storage.power_mw / s.storage.energy_mwh,
            dt,
            temperature=renewed.temperature,
        )
    weight, spot = delivered.astype(float), np.asarray(market.spot, dtype=float)
    return ImportYear(adequacy_firmness.firmness(delivered, contracted(s) * adequacy_firmness.SHARES, dt),
                      s.market.adequacy.bind()(market.demand, np.maximum(delivered, 0.0), dt), held,
                      float((spot * weight).sum() / max(weight.sum(), 1e-9)), matched(weight, dt))


def matched(delivered: np.ndarray, dt: float) -> tuple[float, float]:
    """Return the 24/7 score of a flat load and of a data centre's, each given a slice of the import of equal energy."""
    if not delivered.any():
        return float("nan"), float("nan")
    part = delivered * FLAT / delivered.mean()
    hour = (np.arange(delivered.shape[1]) * dt + 8.0) % 24.0   # in Singapore
    load = FLAT * (1.0 + DAILY * np.cos(2.0 * np.pi * (hour - 15.0) / 24.0))
    return matched_share(FLAT, part)[0], matched_share(load, part)[0]
