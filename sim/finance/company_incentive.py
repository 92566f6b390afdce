"""Terms of regulated owners that follow availability, and the return that consumers pay while a link is built."""

import numpy as np

from sim.finance.timeline import Timeline


def payment_factor(availability, target, bonus, most_lost):
    """
    Share of an availability payment that is earned.

    Parameters
    ----------
    availability : float or array, shape (...)
        Of the link. [fraction]
    target : float
        From which it is paid in full. [fraction]
    bonus : float
        More of it at an availability of one; in between in proportion above the target. [fraction]
    most_lost : float
        Most of it that is lost in a year, however low the availability. [fraction]

    Returns
    -------
    factor : array, shape (...)
        [fraction]
    """
    reached = np.asarray(availability, dtype=float)
    return np.maximum(np.minimum(reached / target, 1.0), 1.0 - most_lost) + bonus * _above(reached, target)


def cap_factor(availability, target, moves):
    """
    Factor on the cap of a cap and floor.

    Parameters
    ----------
    availability : float or array, shape (...)
        Of the link. [fraction]
    target : float
        At which the cap stays. [fraction]
    moves : float
        By how much it rises at an availability of one, and falls as far below the target, no further. [fraction]

    Returns
    -------
    factor : array, shape (...)
        [fraction]

    References
    ----------
    .. [1] Ofgem, final project assessment of IFA2 (via Utility Week): the cap moves by up to 2 % with the availability
       beside a target of 96.5 %. That it does so in proportion is assumed.
    """
    reached = np.asarray(availability, dtype=float)
    return 1.0 + moves * (_above(reached, target) - _above(2.0 * target - reached, target))


def paid_in_construction(building, rate, timeline: Timeline):
    """
    Return on what is spent, paid while the link is built instead of being added to the asset base.

    Parameters
    ----------
    building : array, shape (..., year)
        Cost of building that the owner pays. [USD]
    rate : float
        Allowed return. [fraction]
    timeline : Timeline

    Returns
    -------
    paid : array, shape (..., year)
        In each year of construction, on what was spent before it. [USD]

    References
    ----------
    .. [1] Thames Tideway, 2015: the provider's return of 2.497 % is paid by customers of Thames Water from the start of
       construction (Oxera, "The Thames Tideway Tunnel: returns underwater?"; CEPA, August 2015).
    """
    spent = np.cumsum(building, axis=-1) - building
    return np.where(timeline.construction, rate * spent, 0.0)


def _above(availability, target):
    """Return the share of the distance from the target to one, none below the target. [fraction]"""
    if target >= 1.0:
        return np.zeros(np.shape(availability))
    return np.clip((availability - target) / (1.0 - target), 0.0, 1.0)
