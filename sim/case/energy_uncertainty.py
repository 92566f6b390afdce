"""Uncertainty of the delivered energy of a case."""

from typing import NamedTuple

import numpy as np

from sim.farm.energy_uncertainty import exceeded


class Spread(NamedTuple):
    """How sure the delivered energy is, as shares of it."""

    model: float
    """Standard deviation that does not average out over years."""
    years: np.ndarray
    """Every simulated year over the mean of its operating year: weather and outages."""
    p90_share: float
    """P90 of one year over the mean."""
    parts: tuple
    """(category, standard deviation as a share of the energy) of each uncertainty of the level."""


def spread(s, hub, traded):
    """Return how sure the delivered energy of a case is."""
    wake_share = float(hub.wake_loss[0] / max(hub.gross[0], 1e-9))
    unsure = s.uncertainty.energy.bind()(*traded.response, wake_share, hub.unsure)
    delivered = traded.annual.delivered
    years = (delivered / np.maximum(delivered.mean(axis=(1, 2), keepdims=True), 1e-9)).reshape(-1)
    return Spread(unsure.total, years, float(exceeded(years, unsure.total, 0.90)), unsure.parts)
