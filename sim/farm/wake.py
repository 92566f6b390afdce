"""Wakes within a farm: farm power over the power of as many free turbines."""

from typing import Literal, NamedTuple

import numpy as np

from sim.checks import NonNegative, Positive, refusal
from sim.farm.wake_solver import flag, fraction
from sim.farm.wake_turbulent import niayifar2016, turbopark2022

Superposition = Literal["squared", "linear"]
Inflow = Literal["local", "free"]


class Efficiency(NamedTuple):
    """Share of free power, shape (direction, speed) [fraction], at directions [deg] and speeds [m/s]."""

    direction: np.ndarray
    speed: np.ndarray
    fraction: np.ndarray


def jensen1983(layout, turbine, speeds, directions, *, expansion: Positive = 0.04, overlap: bool = True,
               superposition: Superposition = "squared", inflow: Inflow = "free"):
    """
    Wakes of even deficit that widen in a straight line, after Jensen and Katic.

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
    expansion : float
        Growth of the wake's radius per unit of distance. [-]
    overlap : bool
        Whether a deficit is weighted by the part of the rotor's area that the wake covers; otherwise it applies in full
        where the wake covers the hub. [-]
    superposition : str
        How deficits add: the root of the sum of their squares, or their sum. [-]
    inflow : str
        Reference speed of a deficit: the speed at the turbine that causes it, or the free wind speed. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; 1 where the free power is zero. [fraction]

    References
    ----------
    .. [1] Jensen 1983, A note on wind generator interaction, Risoe-M-2411; induction from one-dimensional
       momentum theory.
    .. [2] Katic, Hoejstrup and Jensen 1986, A simple model for cluster efficiency, EWEC'86: squared deficits
       of the free speed, area of overlap. These choices are also those of ``Jensen_1983`` in PyWake 2.6.
    .. [3] The expansion of 0.04 is the usual offshore value; it is assumed.
    """
    from sim.farm._wake import top_hat

    return fraction(top_hat, layout, turbine, speeds, directions, float(expansion), bool(overlap),
                    flag("inflow", inflow, "local", "free"),
                    flag("superposition", superposition, "linear", "squared"))


def bastankhah2014(layout, turbine, speeds, directions, *, expansion: Positive = 0.0324555,
                   initial: NonNegative = 0.2, superposition: Superposition = "squared",
                   inflow: Inflow = "local"):
    """
    Wakes of Gaussian profile that conserve momentum, after Bastankhah and Porte-Agel.

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
    expansion : float
        Growth of the wake's standard deviation per unit of distance. [-]
    initial : float
        Initial width of the wake over the square root of the stream tube's expansion at the rotor. [-]
    superposition : str
        How deficits add: the root of the sum of their squares, or their sum. [-]
    inflow : str
        Reference speed of a deficit: the speed at the turbine that causes it, or the free wind speed. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; 1 where the free power is zero. [fraction]

    References
    ----------
    .. [1] Bastankhah and Porte-Agel 2014, Renewable Energy 70, 116-123: the deficit, and 0.2 for `initial`.
       Where the model has no solution close behind a rotor, the deficit is 1.
    .. [2] Niayifar and Porte-Agel 2016, Energies 9, 741: the expansion, 0.3837 I + 0.003678, here at the
       turbulence intensity I of 7.5 % (assumed) that IEA Wind Task 37 also uses.
    """
    return _gaussian(layout, turbine, speeds, directions, expansion, initial, 0.0, inflow, superposition)


def iea37_simple(layout, turbine, speeds, directions, *, expansion: Positive = 0.0324555):
    """
    Gaussian wakes of one initial width, as the layout case studies of IEA Wind Task 37 define them.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves; the case studies hold the thrust coefficient at 8/9.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    expansion : float
        Growth of the wake's standard deviation per unit of distance. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; 1 where the free power is zero. [fraction]

    References
    ----------
    .. [1] Baker et al. 2019, Best practices for wake model and optimization algorithm selection in wind farm
       layout optimization, AIAA 2019-0540: squared deficits of the free speed, initial width 1/sqrt(8).
    """
    return _gaussian(layout, turbine, speeds, directions, expansion, 0.0, 8.0**-0.5, "free", "squared")


def none(layout, turbine, speeds, directions):
    """
    No wakes: every turbine stands in free wind.

    Parameters
    ----------
    layout : Layout
        Not used.
    turbine : Turbine
        Not used.
    speeds : array, shape (speed,)
        Free wind speeds. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Ones. [fraction]

    References
    ----------
    .. [1] A limit for comparison, not a model of a farm.
    """
    return np.ones((np.size(directions), np.size(speeds)))


def table(model, layout, turbine, directions=None, speeds=None):
    """
    Return a wake model's farm efficiency on a grid, for the hours to read.

    Parameters
    ----------
    model : callable
        One of `MODELS`, its parameters set.
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    directions : array, shape (direction,), optional
        Ascending, within one turn; every degree if not given. [deg]
    speeds : array, shape (speed,), optional
        Ascending; every 0.5 m/s up to cut-out if not given. [m/s]

    Returns
    -------
    efficiency : Efficiency
        The grid and the shares on it.

    Raises
    ------
    SundalinkError
        If directions or speeds do not ascend, or directions span a full turn or more.
    """
    if directions is None:
        directions = np.arange(0.0, 360.0)
    if speeds is None:
        low = max(turbine.cut_in, 0.5)
        speeds = np.linspace(low, turbine.cut_out, round((turbine.cut_out - low) / 0.5) + 1)
    directions, speeds = np.asarray(directions, dtype=float), np.asarray(speeds, dtype=float)
    if directions.size < 1 or not (np.diff(directions) > 0).all() or np.ptp(directions) >= 360.0:
        raise refusal("wake table directions", directions.tolist(), "deg",
                  "must ascend and span less than a turn")
    if speeds.size < 2 or not (np.diff(speeds) > 0).all():
        raise refusal("wake table speeds", speeds.tolist(), "m/s", "must ascend, two or more")
    return Efficiency(directions, speeds, model(layout, turbine, speeds, directions))


def _gaussian(layout, turbine, speeds, directions, expansion, slope, constant, inflow, superposition):
    """Call the Gaussian kernel."""
    from sim.farm._wake import gaussian

    return fraction(gaussian, layout, turbine, speeds, directions, float(expansion), float(slope),
                    float(constant), flag("inflow", inflow, "local", "free"),
                    flag("superposition", superposition, "linear", "squared"))


MODELS = {
    "bastankhah2014": bastankhah2014,
    "jensen1983": jensen1983,
    "niayifar2016": niayifar2016,
    "turbopark2022": turbopark2022,
    "iea37_simple": iea37_simple,
    "none": none,
}

LIMITS = ("iea37_simple", "none")
"""Models that stand for no real farm: the definition of a case study, and no wakes at all."""
