"""Wake loss of one farm by every wake model, and the range between them."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_finite, refusal
from sim.farm.power_curve import STANDARD_DENSITY, power
from sim.farm.wake import LIMITS, MODELS

COMPARED = tuple(name for name in MODELS if name not in LIMITS)
"""Models of the wakes of a real farm: those of `sim.farm.wake`, without its limits and definitions of case studies."""


class WakeLosses(NamedTuple):
    """Wake loss of a farm by model."""

    model: tuple[str, ...]
    """Names of the models."""
    loss: np.ndarray
    """Energy lost over what as many free turbines would make, shape (model,). [fraction]"""
    free: float
    """Mean power of as many free turbines. [MW]"""


def by_model(layout, turbine, speeds, directions, weight, models=COMPARED):
    """
    Return the wake loss of a farm by several models.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    weight : array, shape (direction, speed)
        How often the wind is so; brought to a sum of 1. [fraction]
    models : sequence of str, or dict of str to callable
        Names of `sim.farm.wake.MODELS`, or models with their parameters set by what they are called.

    Returns
    -------
    losses : WakeLosses
        Their spread is part of ``uncertainty.energy.wake_model``: no model is right for every farm.

    Raises
    ------
    SundalinkError
        If the weights are not of that shape, or not above zero together.

    References
    ----------
    .. [1] Each model's own. That no one of them is best at every farm is what the OWA Wake Modeling Challenge (Carbon
       Trust and CENER, five offshore farms, github.com/CENER-EPR/OWAbench) was held for.
    """
    weight = np.asarray(weight, dtype=float)
    check_finite("weights of the wind", weight)
    if weight.shape != (np.size(directions), np.size(speeds)):
        raise refusal("weights of the wind", weight.shape, "-",
                  f"must have the shape {(np.size(directions), np.size(speeds))}")
    free = np.size(layout.x) * power(speeds, STANDARD_DENSITY, turbine)
    made = float((weight * free).sum())
    if not made > 0 or (weight < 0).any():
        raise refusal("weights of the wind", float(weight.sum()), "-", "must not be negative, and give power")
    chosen = models if isinstance(models, dict) else {name: MODELS[name] for name in models}
    kept = [float((weight * free * model(layout, turbine, speeds, directions)).sum()) / made
            for model in chosen.values()]
    return WakeLosses(tuple(models), 1.0 - np.array(kept), made / float(weight.sum()))
