"""The path of a cable over the globe: geodesic length, points along it, named places."""

import difflib
from typing import NamedTuple

import numpy as np
from pyproj import Geod, Transformer
from pyproj.exceptions import CRSError, ProjError

from sim.checks import check_positive, check_within, refusal
from sim.errors import scenario_error

EARTH = Geod(ellps="WGS84")


class Place(NamedTuple):
    """A named end of a route."""

    latitude: float
    longitude: float
    note: str


# Positions are those of public maps, to some 5 km; that a cable would land there is assumed everywhere.
PLACES = {
    "vung_tau": Place(10.35, 107.08, "hub on land near Vung Tau, Vietnam"),
    "con_dao": Place(8.70, 106.60, "Con Dao islands, Vietnam"),
    "tra_vinh": Place(9.55, 106.55, "coast of Tra Vinh, Vietnam"),
    "phu_quy": Place(10.53, 108.94, "Phu Quy island, Vietnam"),
    "ninh_thuan": Place(11.55, 109.02, "coast of Ninh Thuan, Vietnam"),
    "paka": Place(4.60, 103.46, "coast of Terengganu at Paka, Peninsular Malaysia, with power stations near"),
    "kuantan": Place(3.97, 103.43, "Kuantan port, Peninsular Malaysia"),
    "mersing": Place(2.43, 103.84, "Mersing, Peninsular Malaysia"),
    "desaru": Place(1.55, 104.27, "Desaru, Johor, Peninsular Malaysia"),
    "changi": Place(1.35, 104.05, "Changi, eastern end of Singapore"),
    "tuas": Place(1.30, 103.64, "Tuas, western end of Singapore"),
}


def place(text):
    """
    Return the position of a named place, or of ``latitude,longitude`` in degrees.

    Parameters
    ----------
    text : str
        A key of ``PLACES``, or two numbers with a comma between them.

    Returns
    -------
    latitude, longitude : float
        North and east. [deg]

    Raises
    ------
    SundalinkError
        If it is neither.
    """
    known = str(text).strip().lower().replace(" ", "_").replace("-", "_")
    if known in PLACES:
        return PLACES[known].latitude, PLACES[known].longitude
    try:
        latitude, longitude = (float(part) for part in str(text).split(","))
    except ValueError:
        near = difflib.get_close_matches(known, PLACES, n=1)
        suggestion = f" (did you mean {near[0]}?)" if near else ""
        raise scenario_error(f"place = {text!r}: must be latitude,longitude in degrees or one of "
                             f"{', '.join(PLACES)}{suggestion}") from None
    if abs(latitude) > 90.0 >= abs(longitude) and abs(latitude) <= 180.0:
        raise refusal("latitude", latitude, "deg", "must lie between -90 and 90; are longitude and latitude exchanged?")
    check_positions([latitude], [longitude])
    return latitude, longitude


def check_positions(latitude, longitude):
    """
    Refuse positions that are not on the globe or not the same in number.

    Parameters
    ----------
    latitude, longitude : array, shape (point,)
        Positions. [deg]

    Raises
    ------
    SundalinkError
        Naming the first wrong value.
    """
    check_within("latitude", latitude, -90.0, 90.0, "deg")
    check_within("longitude", longitude, -180.0, 180.0, "deg")
    if np.shape(latitude) != np.shape(longitude):
        raise refusal("route", f"{np.size(latitude)} latitudes, {np.size(longitude)} longitudes", "-",
                  "every point needs both")


def to_degrees(x, y, system):
    """
    Return positions of any coordinate system in degrees of WGS 84.

    Parameters
    ----------
    x, y : array, shape (...)
        Positions in the units of the system, east or longitude first. [-]
    system : str
        Name of the system as PROJ reads it: a code such as ``EPSG:32648``, a URN, or well-known text. [-]

    Returns
    -------
    longitude, latitude : array, shape (...)
        East and north. [deg]

    Raises
    ------
    SundalinkError
        If PROJ does not know the system, or a position lies outside of it.
    """
    try:
        return Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform(x, y, errcheck=True)
    except CRSError:
        raise scenario_error(f"crs = {system!s:.60}: must be a coordinate system that PROJ knows") from None
    except ProjError:
        raise scenario_error(f"crs = {system!s:.60}: a position lies outside of this coordinate system") from None


def legs(latitude, longitude):
    """
    Return the geodesic between each point and the next.

    Parameters
    ----------
    latitude, longitude : array, shape (point,)
        Points of the route. [deg]

    Returns
    -------
    length : array, shape (point - 1,)
        Length of each leg. [km]
    bearing : array, shape (point - 1,)
        Direction at its start, clockwise from north, 0 to 360. [deg]

    References
    ----------
    .. [1] Karney (2013), Algorithms for geodesics, J. Geodesy 87: as in PROJ, on the ellipsoid WGS84.
    """
    latitude, longitude = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    check_positions(latitude, longitude)
    bearing, _, length = EARTH.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    return np.asarray(length) / 1000.0, np.mod(bearing, 360.0)


def length(latitude, longitude):
    """
    Return the length of a route; of two points, that is their great circle.

    Parameters
    ----------
    latitude, longitude : array, shape (point,)
        Points of the route. [deg]

    Returns
    -------
    length : float
        Geodesic length along all points. [km]
    """
    return float(legs(latitude, longitude)[0].sum())


def densify(latitude, longitude, step):
    """
    Return a route with points added on its legs, so that none is longer than a step.

    Parameters
    ----------
    latitude, longitude : array, shape (point,)
        Points of the route, which are kept. [deg]
    step : float
        Longest distance between two points. [km]

    Returns
    -------
    latitude, longitude : array, shape (n,)
        Points on the geodesics between those given. [deg]
    distance : array, shape (n,)
        How far along the route each lies. [km]

    Raises
    ------
    SundalinkError
        If there are fewer than two points, two in a row are the same, or the step is not above zero.
    """
    check_positive("step", step, "km")
    latitude, longitude = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    lengths, bearings = legs(latitude, longitude)
    if not lengths.size or not (lengths > 0).all():
        raise refusal("route", f"{latitude.size} points", "-",
                  "must have two points or more, each unlike the one before")
    parts = np.ceil(lengths / step - 1e-9).astype(int)
    leg = np.repeat(np.arange(lengths.size), parts)
    share = np.concatenate([np.arange(n) / n for n in parts])
    east, north, _ = EARTH.fwd(longitude[leg], latitude[leg], bearings[leg], 1000.0 * lengths[leg] * share)
    starts = np.concatenate([[0.0], np.cumsum(lengths)])
    given = share == 0
    north, east = np.where(given, latitude[leg], north), np.where(given, longitude[leg], east)
    return (np.append(north, latitude[-1]), np.append(east, longitude[-1]),
            np.append(starts[leg] + lengths[leg] * share, starts[-1]))
