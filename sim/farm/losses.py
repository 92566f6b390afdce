"""The loss stack of a yield assessment by IEC 61400-15-2 category, without inner wakes and cables."""

from typing import NamedTuple

import numpy as np

from sim.checks import Fraction, check_within


class Losses(NamedTuple):
    """
    Shares of power that remain after each group of losses, taken in this order.

    Parameters
    ----------
    wake_external : float or array
        After wakes of other farms and blockage. [fraction]
    availability : float or array
        After outages of turbines, balance of plant and grid. [fraction]
    other : float or array
        After turbine performance, environment and curtailment. [fraction]
    """

    wake_external: float | np.ndarray
    availability: float | np.ndarray
    other: float | np.ndarray


def stack(age=0.0, *, external_wake: Fraction = 0.02, blockage: Fraction = 0.01,
          turbine_availability: Fraction = 0.045, plant_availability: Fraction = 0.02,
          grid_availability: Fraction = 0.01, sub_optimal: Fraction = 0.01, power_curve: Fraction = 0.01,
          site_specific: Fraction = 0.0, hysteresis: Fraction = 0.002, degradation: Fraction = 0.002,
          environment: Fraction = 0.0, curtailment: Fraction = 0.0):
    """
    A product of constant losses, as in a yield assessment before construction.

    Parameters
    ----------
    age : float
        Years since the farm began to work; only degradation depends on it. [yr]
    external_wake : float
        Wakes: farms upwind. [fraction]
    blockage : float
        Wakes: slowing of the wind before it reaches the farm. [fraction]
    turbine_availability : float
        Availability: energy lost while turbines are out, scheduled work included. [fraction]
    plant_availability : float
        Availability: energy lost while array, substation or export cables are out. [fraction]
    grid_availability : float
        Availability: energy lost while the grid at the hub is out, the link not included. [fraction]
    sub_optimal : float
        Performance: sub-optimal yaw, pitch and control. [fraction]
    power_curve : float
        Performance: difference between the generic power curve and the one delivered. [fraction]
    site_specific : float
        Performance: shear, turbulence and inflow outside the conditions in which the power curve was measured.
        [fraction]
    hysteresis : float
        Performance: waiting to restart after a cut-out in high wind. [fraction]
    degradation : float
        Environment: loss that each year of age adds, of what remained before. [1/yr]
    environment : float
        Environment: icing, heat, typhoon and access, unless modelled separately. [fraction]
    curtailment : float
        Curtailment: required by permit, for noise or wildlife; curtailment by the market is a result of the trade.
        [fraction]

    Returns
    -------
    losses : Losses
        Shares that remain. Electrical losses are the collection's and not in it.

    Raises
    ------
    SundalinkError
        If a loss does not lie between 0 and 1, or the age is negative.

    References
    ----------
    .. [1] The categories are those of IEC 61400-15-2 (draft), as in NREL's System Advisor Model.
    .. [2] All defaults are assumed for a farm off southern Vietnam: icing nil, hysteresis half of that
       model's 0.4 %, blockage within the 0.5 to 1.5 % usually stated, turbine availability within 94 to 97 %.
    """
    other = _kept(sub_optimal=sub_optimal, power_curve=power_curve, site_specific=site_specific,
                  hysteresis=hysteresis, environment=environment, curtailment=curtailment)
    return Losses(
        wake_external=_kept(external_wake=external_wake, blockage=blockage),
        availability=_kept(turbine_availability=turbine_availability, plant_availability=plant_availability,
                           grid_availability=grid_availability),
        other=other * degraded(age, degradation))


def from_stack(layout, turbine, speeds, directions):
    """
    A fixed share of energy at every wind speed, as given in the loss stack.

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
        Ones: the loss of the stack is the whole loss. [fraction]

    References
    ----------
    .. [1] As in a yield assessment before construction.
    """
    return np.ones((np.size(directions), np.size(speeds)))


def degraded(age, rate=0.002):
    """
    Return the share of power that remains as a farm ages.

    Parameters
    ----------
    age : array, shape (...)
        Years since the farm began to work. [yr]
    rate : float
        Loss that each year adds, of what remained before. [1/yr]

    Returns
    -------
    share : array, shape (...)
        1 when new. [fraction]

    References
    ----------
    .. [1] The default of 0.2 % a year is assumed.
    """
    check_within("age of the farm", age, 0.0, 200.0, "yr")
    check_within("degradation", rate, 0.0, 1.0, "1/yr")
    return (1.0 - rate) ** np.asarray(age, dtype=float)


def _kept(**losses):
    """Return the share that remains after successive losses."""
    kept = 1.0
    for name, loss in losses.items():
        check_within(f"loss {name}", loss, 0.0, 1.0)
        kept = kept * (1.0 - loss)
    return kept


MODELS = {"stack": stack}
