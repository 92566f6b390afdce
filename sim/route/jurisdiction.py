"""Jurisdiction of the waters that a route crosses, by the nearest coast."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal

RADIUS = 6371.0
"""Mean radius of the globe. [km]"""

TERRITORIAL = 12 * 1.852
"""Breadth of the territorial sea, 12 nautical miles. [km]"""


class Coast(NamedTuple):
    """Points of coasts with the country that each belongs to."""

    latitude: np.ndarray
    """Shape (point,). [deg]"""
    longitude: np.ndarray
    """Shape (point,). [deg]"""
    country: np.ndarray
    """Lower-case name, shape (point,)."""


class Crossings(NamedTuple):
    """Points at which a route passes from one country's waters into another's."""

    distance: np.ndarray
    """How far along the route, shape (crossing,). [km]"""
    left: np.ndarray
    """Country before, shape (crossing,)."""
    entered: np.ndarray
    """Country after, shape (crossing,)."""


PAIRS = 4e6
"""Of places and points of a coast: up to so many are compared one by one, as a library with trees is slow to load."""


def nearest(coast, latitude, longitude):
    """
    Return the country of the nearest coast and the distance to it.

    Parameters
    ----------
    coast : Coast
        Points of coasts, close together against their distance from the places asked for.
    latitude, longitude : array, shape (...)
        Places. [deg]

    Returns
    -------
    country : array of str, shape (...)
        Lower-case name.
    distance : array, shape (...)
        To the nearest point of a coast, on a sphere. [km]

    Raises
    ------
    SundalinkError
        If the coast has no point.

    References
    ----------
    .. [1] United Nations Convention on the Law of the Sea (1982), articles 15, 74 and 83: without agreement or special
       circumstances the line between neighbours is that of equal distance. Treaties, baselines and claims differ from
       it by tens of kilometres in places: the line between Viet Nam and Indonesia of 2003, for one.
    """
    if not np.size(coast.country):
        raise refusal("coast", 0, "-", "must hold at least one point")
    points, places = _vectors(coast.latitude, coast.longitude), _vectors(latitude, longitude)
    if np.size(latitude) * len(points) <= PAIRS:
        index = (places @ points.T).argmax(axis=-1)
        chord = np.sqrt(((places - points[index]) ** 2).sum(axis=-1))
    else:
        from scipy.spatial import cKDTree
        chord, index = cKDTree(points).query(places)
    return np.asarray(coast.country)[index], 2.0 * RADIUS * np.arcsin(np.clip(chord / 2.0, 0.0, 1.0))


def kilometres(country, distance):
    """
    Return the length of a route in the waters of each country.

    Parameters
    ----------
    country : array of str, shape (n - 1,)
        Of each piece of the route, as its middle has it.
    distance : array, shape (n,)
        How far along the route the ends of the pieces lie. [km]

    Returns
    -------
    names : array of str, shape (country,)
        In the order along the route.
    length : array, shape (country,)
        They add up to the route's. [km]
    """
    country, pieces = np.asarray(country), np.diff(distance)
    names, first = np.unique(country, return_index=True)
    names = names[np.argsort(first)]
    return names, np.array([pieces[country == name].sum() for name in names])


def crossings(country, distance):
    """
    Return the points at which a route passes from one country's waters into another's.

    Parameters
    ----------
    country : array of str, shape (n - 1,)
        Of each piece of the route, as its middle has it.
    distance : array, shape (n,)
        How far along the route the ends of the pieces lie. [km]

    Returns
    -------
    crossings : Crossings
        In the order of the route.
    """
    country = np.asarray(country)
    at = np.flatnonzero(country[1:] != country[:-1])
    return Crossings(np.asarray(distance, dtype=float)[at + 1], country[at], country[at + 1])


def pieces(coast, latitude, longitude):
    """
    Return the country of each piece of a route.

    Parameters
    ----------
    coast : Coast
        Points of coasts.
    latitude, longitude : array, shape (n,)
        Points along the route, a kilometre or so apart. [deg]

    Returns
    -------
    country : array of str, shape (n - 1,)
        By the middle of each piece.
    """
    latitude, longitude = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    return nearest(coast, *(0.5 * (axis[:-1] + axis[1:]) for axis in (latitude, longitude)))[0]


def shared(coast, latitude, longitude, distance, reach=TERRITORIAL):
    """
    Return the length of a route within reach of the coasts of two countries or more.

    Parameters
    ----------
    coast : Coast
        Points of coasts.
    latitude, longitude, distance : array, shape (n,)
        Points along the route, a kilometre or so apart [deg], and how far along it they lie [km].
    reach : float
        Breadth of the territorial sea. [km]

    Returns
    -------
    shared : tuple of (tuple of str, float)
        Countries by name, and the kilometres within reach of just these, most first.

    References
    ----------
    .. [1] United Nations Convention on the Law of the Sea (1982), article 3: up to 12 nautical miles; article 15: where
       they overlap the line is that of equal distance, unless agreement, title or circumstance says otherwise.
    """
    middle = [0.5 * (np.asarray(axis)[:-1] + np.asarray(axis)[1:]) for axis in (latitude, longitude)]
    names = np.unique(coast.country)
    near = np.array([nearest(Coast(*(axis[coast.country == name] for axis in coast)), *middle)[1] <= reach
                     for name in names])
    kinds, index = np.unique(near, axis=1, return_inverse=True)
    length = np.bincount(index.ravel(), np.diff(distance), kinds.shape[1])
    found = [(tuple(names[kind].tolist()), float(km)) for kind, km in zip(kinds.T, length, strict=True)
             if kind.sum() > 1]
    return tuple(sorted(found, key=lambda one: -one[1]))


def _vectors(latitude, longitude):
    """Return points of the globe as unit vectors, whose straight distance grows with that on the globe."""
    north, east = np.radians(np.asarray(latitude, dtype=float)), np.radians(np.asarray(longitude, dtype=float))
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)
