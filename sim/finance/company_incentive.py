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


def assessed(payment, floor, cap, recover, years):
    """
    Payments up to a floor and above a cap, settled for periods of some years.

    Parameters
    ----------
    payment : array, shape (..., year)
        By users. [USD]
    floor, cap : array, shape (..., year)
        [USD]
    recover : array of bool, shape (year,)
        Years with a floor and a cap.
    years : int
        Of a period, from the first of these years on; the last one may be shorter. [yr]

    Returns
    -------
    below, above : array, shape (..., year)
        What is missing to the floor, and what is above the cap, of each period, in its last year. [USD]

    References
    ----------
    .. [1] Ofgem, decision on changes to the cap and floor regime to enable project finance (Greenlink, NeuConnect): the
       default period of five years is reduced to one. Money of the years of a period is added up as it is (assumed).
    """
    count = np.cumsum(recover) - 1
    last = recover & ((count % years == years - 1) | (count == count[-1]) & ~np.r_[recover[1:], False])
    ends = np.flatnonzero(last)

    def settled(gap):
        total = np.cumsum(np.where(recover, gap, 0.0), axis=-1)[..., ends]
        found = np.zeros(np.shape(gap))
        found[..., ends] = np.maximum(np.diff(total, axis=-1, prepend=0.0), 0.0)
        return found

    return settled(floor - payment), settled(payment - cap)


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
