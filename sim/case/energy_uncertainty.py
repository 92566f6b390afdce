"""Uncertainty of the delivered energy of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.farm.energy_uncertainty import exceeded

if TYPE_CHECKING:
    from sim.case.hub import Hub
    from sim.case.trade import Traded
    from sim.scenario.schema import Scenario


class DeliveredUncertainty(NamedTuple):
    """Uncertainty of the delivered energy, as shares of it."""

    model: float
    """Standard deviation that does not average out over years. [fraction]"""
    years: np.ndarray
    """Simulated years over the mean of their operating year: weather and outages, shape (operating_year, weather_year,
    outage_draw). [-]"""
    p90_share: float
    """P90 of one year over the mean. [fraction]"""
    parts: tuple[tuple[str, float], ...]
    """(category, standard deviation as a share of the energy) of each uncertainty of the level. [fraction]"""


def delivered_uncertainty(s: Scenario, hub: Hub, traded: Traded) -> DeliveredUncertainty:
    """Return the uncertainty of the delivered energy of a case."""
    wake_share = float(hub.wake_loss[0] / max(hub.gross[0], 1e-9))
    uncertainty = s.uncertainty.energy.bind()(*traded.response, wake_share, hub.wind_uncertainty)
    delivered = np.asarray(traded.annual.delivered)
    years = delivered / np.maximum(delivered.mean(axis=(1, 2), keepdims=True), 1e-9)
    p90 = float(exceeded(years, uncertainty.total, 0.90))
    return DeliveredUncertainty(uncertainty.total, years, p90, uncertainty.parts)
