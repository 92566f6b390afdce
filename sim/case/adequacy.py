"""Deliveries of a case as the importing system sees them."""

from typing import NamedTuple

import numpy as np

from sim.adequacy import firmness as adequacy_firmness
from sim.storage import degradation
from sim.storage.battery import renewal


class Seen(NamedTuple):
    """What the importer saw of one traded year, in the first outage history of all weather years."""

    firmness: object
    credit: object
    duty: object
    """What the trade asked of the battery's cells; None without a battery."""


def contracted(s):
    """Return the power under contract, or the rating of the link where none is named. [MW]"""
    widths = [getattr(each.terms, "width_mw", 0.0) for each in (s.contract, *s.contract.also)]
    return min(sum(widths), s.link.rating_mw) or s.link.rating_mw


def seen(s, market, hourly):
    """
    Return what the importer sees of a traded year.

    Parameters
    ----------
    s : Scenario
    market : sim.case.market.Market
        Of that year, for demand.
    hourly : sim.trade.settlement.Flows
        Periods of the first outage history, arrays of shape (weather_year, time).

    Returns
    -------
    seen : Seen
    """
    dt, delivered, held = s.time.period_h, hourly.delivered, None
    if s.storage.energy_mwh > 0 and s.storage.power_mw > 0:
        told = renewal(s.storage.battery.bind(), s.storage.power_mw, s.storage.energy_mwh)
        held = degradation.duty(
            hourly.level.ravel(),
            s.storage.energy_mwh,
            s.storage.power_mw / s.storage.energy_mwh,
            dt,
            temperature=told.temperature,
        )
    return Seen(adequacy_firmness.firmness(delivered, contracted(s) * adequacy_firmness.SHARES, dt),
                s.market.adequacy.bind()(market.demand, np.maximum(delivered, 0.0), dt), held)
