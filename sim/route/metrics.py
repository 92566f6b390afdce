"""Figures of a route for comparison with other routes and built links."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal


class Figures(NamedTuple):
    """Technical figures of a route."""

    length: float
    """Along the cable. [km]"""
    great_circle: float
    """Between its ends. [km]"""
    detour: float
    """Length over great circle. [-]"""
    deepest: float
    """Depth. [m]"""
    mean_depth: float
    """By length, land counted as zero. [m]"""
    anchored: float
    """Share of the length in less than 100 m of water, where anchors and trawls reach. [fraction]"""


def detour(length, great_circle):
    """
    Return the length of a route against the shortest line between its ends.

    Parameters
    ----------
    length : float
        Along the route. [km]
    great_circle : float
        Between its ends. [km]

    Returns
    -------
    ratio : float
        One or more. [-]

    Raises
    ------
    SundalinkError
        If the route is shorter than the great circle: the two do not belong together.
    """
    check_positive("great circle", great_circle, "km")
    if length < great_circle * (1 - 1e-9):
        raise refusal("route length", float(length), "km",
                  f"must not be below its great circle of {great_circle:.6g} km")
    return max(length / great_circle, 1.0)


def figures(depth, distance, great_circle, reach=100.0):
    """
    Return the figures of a route.

    Parameters
    ----------
    depth : array, shape (n,)
        Depth at the points of the route. [m]
    distance : array, shape (n,)
        How far along the route each lies. [km]
    great_circle : float
        Between its ends. [km]
    reach : float
        Depth to which anchors and trawls reach (assumed). [m]

    Returns
    -------
    figures : Figures
        Length, detour and depths.
    """
    depth, distance = np.asarray(depth, dtype=float), np.asarray(distance, dtype=float)
    pieces = np.diff(distance)
    check_positive("distance between two points of the route", pieces, "km")
    water = np.maximum(0.5 * (depth[:-1] + depth[1:]), 0.0)
    length = float(distance[-1] - distance[0])
    return Figures(length, float(great_circle), detour(length, great_circle), float(depth.max()),
                   float(water @ pieces / length), float(pieces[water < reach].sum() / length))


def per_km(amount, length, power):
    """
    Return an amount per length and power, as cable contracts are compared.

    Parameters
    ----------
    amount : float
        Cost of the cable. [USD]
    length : float
        Of the route. [km]
    power : float
        Rated power. [MW]

    Returns
    -------
    cost : float
        Per length and power. [USD/MW/km]
    """
    check_positive("length", length, "km")
    check_positive("power", power, "MW")
    check_within("amount", amount, 0.0, np.inf, "USD")
    return amount / length / power
