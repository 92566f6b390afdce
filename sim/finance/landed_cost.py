"""Levelised cost of a delivered MWh by component."""

from typing import NamedTuple

import numpy as np

from sim.checks import NonNegative
from sim.errors import SundalinkError
from sim.finance.cost_schedule import yearly_cost
from sim.finance.metrics import npv, real_rate


class LandedCost(NamedTuple):
    """Cost of a MWh at the Singapore meter by part, in real USD; the parts sum to the total."""

    name: tuple[str, ...]        # of the parts
    value: np.ndarray  # shape (..., part); net local sales are negative [USD/MWh]
    total: np.ndarray  # shape (...) [USD/MWh]


def landed_cost(timeline, components, delivered, charges, penalty, local, fees, *, wacc: NonNegative = 0.083):
    """
    Add up the yearly costs of each part of the project, per MWh delivered, less what local sales bring.

    Parameters
    ----------
    timeline : Timeline
    components : sequence of Component
        What is built.
    delivered : array, shape (..., year)
        Energy at the Singapore meter. [MWh]
    charges, penalty, local, fees : array, shape (..., year)
        Charges paid in Singapore and for wheeling; shortfall penalty; revenue of local sales; yearly fees; all
        real. [USD]
    wacc : float
        Nominal weighted cost of capital; the annuities use its real value. [fraction]

    Returns
    -------
    landed : LandedCost

    Raises
    ------
    SundalinkError
        If no energy is delivered.

    Notes
    -----
    Before tax. Each part is its present cost over the present energy, both at the start of operation and the
    real rate: with level energy this is the annuity of the part, with interest in construction, over yearly
    energy.

    References
    ----------
    .. [1] IEA/NEA, "Projected Costs of Generating Electricity", 2020 edition, methodology. Rate assumed.
    """
    rate = real_rate(wacc, timeline.inflation)
    streams = [yearly_cost(c, timeline) for c in components] + [charges, penalty, fees, -np.asarray(local)]
    energy = npv(delivered, rate, timeline.time)
    if not np.all(energy > 0):
        raise SundalinkError("landed cost: no energy is delivered, nothing to spread the cost over")
    present = [npv(s + np.zeros(timeline.year.shape), rate, timeline.time) for s in streams]
    value = np.stack(np.broadcast_arrays(*[p / energy for p in present]), axis=-1)
    names = (*(c.name for c in components), "charges", "penalty", "fees", "local sales")
    return LandedCost(names, value, value.sum(-1))
