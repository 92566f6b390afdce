"""Monsoon regimes: which of two opposite winds blows, how strong it is for its season, and from where."""

from typing import NamedTuple

import numpy as np

from sim import clock

NODES = 73
"""Times of a year, five days apart, at which the direction is fitted to the climate."""

RARE = 0.0005
"""Least probability of the other monsoon at any time of the year (assumed). [fraction]"""

TURN = 0.5
"""Distance from the change of regime, in standard deviations of the driver, over which the wind turns (assumed)."""


class Course(NamedTuple):
    """
    The monsoon through a year at one site.

    Parameters
    ----------
    axis : float
        Where the first monsoon (the north-east one) comes from. [deg]
    along, across : array, shape (time,)
        Mean vector of the climate over its mean speed, along the axis and to its right. [-]
    balance : array, shape (time,)
        What is added to the driver of unit variance: above zero the first monsoon blows, below it the other. [-]
    """

    axis: float
    along: np.ndarray
    across: np.ndarray
    balance: np.ndarray


def course(climate, dt, steadiness):
    """
    Return the monsoon's course that a monthly climate asks for.

    Parameters
    ----------
    climate : Climate
        Monthly means of the site.
    dt : float
        Length of a period. [h]
    steadiness : float
        Of the wind while one monsoon blows. [-]

    Returns
    -------
    course : Course
        The axis is that of the monthly mean vectors, and each monsoon's share of the time follows from how far the mean
        vector falls short of `steadiness` along it.
    """
    from scipy.special import ndtri

    angle = np.radians(climate.direction)
    vector = climate.steadiness * np.exp(1j * angle)
    # Twice the angle makes opposite winds one; the first monsoon is the one from the north.
    axis = np.angle((climate.speed * np.abs(vector) * np.exp(2j * angle)).sum()) / 2
    if np.cos(axis) < 0 or (axis < 0 and (vector * np.exp(-1j * axis)).real.sum() < 0):
        axis += np.pi
    share = np.clip((vector * np.exp(-1j * axis)).real / steadiness / 2 + 0.5, RARE, 1.0 - RARE)
    smooth = clock.cyclic((climate.speed * vector).view(float).reshape(12, 2).T, dt, clock.ICT) \
        / clock.cyclic(climate.speed, dt, clock.ICT)
    turned = (smooth[0] + 1j * smooth[1]) * np.exp(-1j * axis)
    balance = np.clip(clock.cyclic(ndtri(share), dt, clock.ICT), ndtri(RARE), -ndtri(RARE))
    return Course(float(np.degrees(axis) % 360.0), turned.real, turned.imag, balance)


def force(driver, balance):
    """
    Return the strength of the monsoon at any moment, relative to its time of the year.

    Parameters
    ----------
    driver : array, shape (..., time)
        Gaussian of unit variance that pulls towards one monsoon or the other. [-]
    balance : array, shape (time,)
        As in `Course`. [-]

    Returns
    -------
    force : array, shape (..., time)
        Normal score of the driver's distance from the change of regime: Gaussian of unit variance at any time of the
        year, lowest where one monsoon yields to the other. [-]
    """
    from scipy.special import ndtr, ndtri

    off = np.abs(driver + balance)
    return ndtri(np.clip(ndtr(off - balance) - ndtr(-off - balance), 1e-14, 1.0 - 1e-14))


def direction(course, driver, relative, along, across, joint):
    """
    Return the direction of the wind: that of the regime, and noise that weighs less the stronger it blows.

    Parameters
    ----------
    course : Course
        The monsoon through the year.
    driver : array, shape (..., time)
        What chooses the regime. [-]
    relative : array, shape (..., time)
        Speed over its mean at the time of the year. [-]
    along, across : array, shape (..., time)
        Gaussian noise of unit variance. [-]
    joint : callable
        ``joint(force, node)``: speeds over their mean given the force, shape (..., quantile), at one of the nodes.

    Returns
    -------
    direction : array, shape (..., time)
        Whose expected mean vector through the year is the climate's. [deg]
    """
    nodes = np.linspace(0, course.balance.size, NODES, endpoint=False).astype(int)
    pull = np.empty((NODES, 2))
    for i, node in enumerate(nodes):
        # The year begins in the steady season: there a start from the mean vector leads home.
        start = pull[i - 1] if i else np.array([1.0 + course.along[0], course.across[0]])
        pull[i] = _pull(course, node, joint, start)
    at = np.arange(course.balance.size)
    push, side = (np.interp(at, nodes, column, period=course.balance.size) for column in pull.T)
    east = relative * push * _sign(driver + course.balance) + along
    turned = np.degrees(np.arctan2(relative * side + across, east))
    degrees = np.mod(course.axis + turned, 360.0)
    return np.where(degrees < 360.0, degrees, 0.0)   # a tiny negative angle rounds up to 360


def _sign(off):
    """Return the regime as a number between -1 and 1 that passes smoothly through zero."""
    return np.tanh(off / TURN)


def _resultants():
    """Return strengths of the mean vector over the noise, and the length of the mean unit vector at each."""
    from scipy.special import i0e, i1e
    strength = np.concatenate([[0.0], np.geomspace(1e-3, 60.0, 400)])
    return strength, np.sqrt(np.pi * strength**2 / 8) * (i0e(strength**2 / 4) + i1e(strength**2 / 4))


def _pull(course, node, joint, pull):
    """Return the two strengths, over the noise at mean speed, that give the climate's mean vector."""
    from scipy.special import ndtri
    driver = ndtri((np.arange(48) + 0.5) / 48)
    off = driver + course.balance[node]
    speed = joint(force(driver, course.balance[node]), node)
    sign = np.broadcast_to(_sign(off)[:, None], speed.shape)
    wanted, (strength, resultant) = np.array([course.along[node], course.across[node]]), _resultants()

    def mean(pull):
        x, y = speed * pull[0] * sign, speed * pull[1]
        size = np.hypot(x, y)
        share = speed * np.interp(size, strength, resultant) / np.maximum(size, 1e-12)
        return np.array([(share * x).mean(), (share * y).mean()]) / speed.mean()

    for _ in range(30):   # Newton's method with differences; strengths stay where noise still tells
        found = mean(pull)
        miss = wanted - found
        if np.abs(miss).max() < 1e-4:
            break
        slope = np.column_stack([(mean(pull + step) - found) / 0.01 for step in 0.01 * np.eye(2)])
        step = np.linalg.lstsq(slope, miss, rcond=1e-3)[0]
        pull = np.clip(pull + np.clip(step, -1.0, 1.0), [0.0, -25.0], [25.0, 25.0])
    return pull
