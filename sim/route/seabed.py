"""The sea along a route: depth, land crossed, and the thermal surroundings of a cable."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import NonNegative, check_within, refusal
from sim.records import Segment

Landfall = Annotated[float, Ge(0), Le(50)]
Land = Annotated[float, Ge(0), Le(500)]
Warmth = Annotated[float, Ge(-2), Le(55)]
Resistivity = Annotated[float, Ge(0.1), Le(5)]
Burial = Annotated[float, Ge(0.2), Le(50)]
Spacing = Annotated[float, Ge(0), Le(1e5)]
Tube = Annotated[float, Ge(0), Le(1)]
Diameter = Annotated[float, Ge(0.25), Le(2)]

STRAIT = (0.9, 1.6, 103.4, 104.6)
"""Singapore Strait with its approaches, as a box: south, north, west, east (assumed). [deg]"""

COAST = 12.0
"""Distance from the ends of a route within which the relief's 9-km cells cannot tell land from sea. [km]"""


class Sea(NamedTuple):
    """Relief of a region on a regular grid."""

    latitude: np.ndarray
    """Rising, shape (y,). [deg]"""
    longitude: np.ndarray
    """Rising, shape (x,). [deg]"""
    elevation: np.ndarray
    """Height above the sea, negative below, shape (y, x). [m]"""
    label: str
    """Source."""


def profile(sea, latitude, longitude, nearest=False):
    """
    Return the depth of the sea at points.

    Parameters
    ----------
    sea : Sea
        Relief.
    latitude, longitude : array, shape (n,)
        Points. [deg]
    nearest : bool
        Take the nearest value of the grid instead of the plane through the four around it.

    Returns
    -------
    depth : array, shape (n,)
        Positive below the sea, negative on land. [m]

    Raises
    ------
    SundalinkError
        If a point lies outside the relief.
    """
    latitude, longitude = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    check_within(f"latitude in {sea.label}", latitude, sea.latitude[0], sea.latitude[-1], "deg")
    check_within(f"longitude in {sea.label}", longitude, sea.longitude[0], sea.longitude[-1], "deg")
    y, v = _cell(sea.latitude, latitude)
    x, u = _cell(sea.longitude, longitude)
    if nearest:
        v, u = np.round(v), np.round(u)
    e = sea.elevation
    south = e[y, x] * (1 - u) + e[y, x + 1] * u
    north = e[y + 1, x] * (1 - u) + e[y + 1, x + 1] * u
    return -(south * (1 - v) + north * v)


def check_water(depth, latitude, longitude, distance, name="route", tolerance=COAST, land=0.0):
    """
    Refuse a route that crosses land away from its ends, or more of it than it may.

    Parameters
    ----------
    depth : array, shape (n,)
        Depth at the points of the route. [m]
    latitude, longitude : array, shape (n,)
        Points. [deg]
    distance : array, shape (n,)
        How far along the route each lies. [km]
    name : str
        What the message calls the route.
    tolerance : float
        How near to its ends a route may show as land. [km]
    land : float
        How much land it may cross beyond that, all together. [km]

    Returns
    -------
    crossed : float
        Land that it crosses away from its ends. [km]
    first : int
        Index of the first point on that land; -1 without any.

    Raises
    ------
    SundalinkError
        Naming the first point on land by latitude, longitude and distance. Islands smaller than a cell of the
        relief are not seen.
    """
    distance, depth = np.asarray(distance, dtype=float), np.asarray(depth, dtype=float)
    inner = (distance > tolerance) & (distance < distance[-1] - tolerance)
    wrong = np.flatnonzero(inner & ~(depth > 0))
    if not wrong.size:
        return 0.0, -1
    half = 0.5 * np.diff(distance)   # a point stands for half of the piece before it and half of that after it
    crossed, at = float((np.r_[0.0, half] + np.r_[half, 0.0])[wrong].sum()), int(wrong[0])
    if crossed > land or np.isnan(depth[wrong]).any():
        where = f"{latitude[at]:.3f} N {longitude[at]:.3f} E, {distance[at]:.0f} km from its start"
        raise refusal(f"{name}: depth at {where}", float(depth[at]), "m",
                      f"must lie below the sea more than {tolerance:g} km from both ends"
                      + (f"; {land:g} km of land may be crossed, here it is {crossed:.0f} km" if land > 0 else ""))
    return crossed, at


def zones(depth, distance, latitude, longitude, soil_along=None, burial_along=None, *, landfall: Landfall = 5.0,
          shallow: NonNegative = 30.0,
          deep: NonNegative = 50.0, ambient_shallow: Warmth = 29.0, ambient_shelf: Warmth = 27.5,
          ambient_deep: Warmth = 26.0, soil: Resistivity = 0.9, soil_landfall: Resistivity = 1.2,
          burial: Burial = 1.5, burial_strait: Burial = 3.0, burial_landfall: Burial = 1.5,
          spacing: Spacing = 1000.0, spacing_strait: Spacing = 50.0, spacing_landfall: Spacing = 10.0):
    """
    Thermal segments of a route: landfalls, Singapore Strait, and three ranges of depth.

    Heat is a local matter, so parts of a segment are added up wherever they lie.

    Parameters
    ----------
    depth : array, shape (n,)
        Depth at the points of the route. [m]
    distance : array, shape (n,)
        How far along the route each lies. [km]
    latitude, longitude : array, shape (n,)
        Points. [deg]
    soil_along : array, shape (n - 1,), optional
        Thermal resistivity of the bed of each piece of the route, NaN where that of its zone counts. [K.m/W]
    burial_along : array, shape (n - 1,), optional
        Depth of the cable's axis there, likewise. [m]
    landfall : float
        Length of each landfall. [km]
    shallow : float
        Depth up to which the bed has the temperature of the surface water. [m]
    deep : float
        Depth from which the bed has the temperature of the bottom water. [m]
    ambient_shallow : float
        Temperature of the bed in shallow water, at landfalls and in the strait. [degC]
    ambient_shelf : float
        Temperature of the bed between shallow and deep. [degC]
    ambient_deep : float
        Temperature of the bed in deep water. [degC]
    soil : float
        Thermal resistivity of the bed. [K.m/W]
    soil_landfall : float
        Thermal resistivity at landfalls, where the soil may dry out. [K.m/W]
    burial : float
        Burial depth of the cable's axis in the bed. [m]
    burial_strait : float
        Burial depth in the strait, out of reach of anchors. [m]
    burial_landfall : float
        Burial depth at landfalls; horizontally drilled landfalls, 5 to 10 m deep, may limit the rating of the cable.
        [m]
    spacing : float
        Distance between neighbouring cables at sea; 0 for touching. The larger it is, the fewer anchors damage both.
        [m]
    spacing_strait : float
        Distance between neighbouring cables in the strait, where there is little room. [m]
    spacing_landfall : float
        Distance between neighbouring cables at landfalls; 0 for touching. [m]

    Returns
    -------
    segments : tuple of Segment
        In the order of their first occurrence along the route; their lengths add up to the route's.

    References
    ----------
    .. [1] Roseli et al. (2015), Open J. Marine Sci. 5: 455: on the southern Sunda shelf 23-25 degC at the
       bottom, 29-31 degC at the surface in June. The temperatures here are assumed from it.
    .. [2] Resistivity of sea beds 0.2-0.67 (sand) and 0.56-1.11 K.m/W (clay, silt): ELEK, Submarine power
       cable ratings; 0.9 and 1.2 are assumed. Burial 1-2 m is usual; 1.5 and 3 m, and spacings, are assumed.
       That the landfalls are trenched and not drilled is assumed as well.
    """
    depth, distance = np.asarray(depth, dtype=float), np.asarray(distance, dtype=float)
    check_within("zones: deep", deep, shallow, np.inf, "m")
    names = surroundings(depth, distance, latitude, longitude, landfall, shallow, deep)
    length = np.diff(distance)
    bed = {"landfall": (ambient_shallow, soil_landfall, burial_landfall, spacing_landfall),
           "strait": (ambient_shallow, soil, burial_strait, spacing_strait),
           "shallow": (ambient_shallow, soil, burial, spacing),
           "shelf": (ambient_shelf, soil, burial, spacing),
           "deep": (ambient_deep, soil, burial, spacing)}
    if soil_along is None and burial_along is None:
        return tuple(Segment(name, float(length[names == name].sum()), *bed[name])
                     for name in dict.fromkeys(names.tolist()))
    total = {}
    for name, own_soil, own_burial, part in zip(names.tolist(), soil_along, burial_along, length, strict=True):
        ambient, usual_soil, usual_burial, apart = bed[name]
        key = (name, ambient, float(usual_soil if np.isnan(own_soil) else own_soil),
               float(usual_burial if np.isnan(own_burial) else own_burial), apart)
        total[key] = total.get(key, 0.0) + float(part)
    return tuple(Segment(key[0] if key[2:4] == bed[key[0]][1:3] else f"{key[0]} ({key[2]:g} K.m/W, {key[3]:g} m)",
                         length, *key[1:]) for key, length in total.items())


def ends(platform, *, land_from: Land = 0.0, land_to: Land = 0.0, ambient_land: Warmth = 30.0,
         soil_land: Resistivity = 1.2, burial_land: Burial = 1.3, spacing_land: Spacing = 0.5,
         tube: Tube = 0.1, tube_diameter: Diameter = 0.5, ambient_tube: Warmth = 35.0):
    """
    Cables on land between the landfalls and the stations, and the J-tube at a platform.

    Parameters
    ----------
    platform : bool
        Whether the route begins at a platform.
    land_from, land_to : float
        Length on land between the first landfall and the sending station, where that is not on a platform, and between
        the last landfall and the receiving station. [km]
    ambient_land : float
        Temperature of the soil on land. [degC]
    soil_land : float
        Thermal resistivity of the soil on land, where the cables may dry it out. [K.m/W]
    burial_land : float
        Burial depth of the cables' axis on land. [m]
    spacing_land : float
        Distance between neighbouring cables on land; 0 for touching. [m]
    tube : float
        Length in air of the J-tube in which each cable rises to a platform. [km]
    tube_diameter : float
        Inner diameter of the J-tube. [m]
    ambient_tube : float
        Temperature of the air around the J-tube, in the shade. [degC]

    Returns
    -------
    segments : tuple of Segment
        ``platform`` first, then ``land``; those of no length are left out.

    References
    ----------
    .. [1] All values are assumed: stations at the landfalls, and soil and air as warm as the coasts of these seas are
       in their warmest month (COADS air 28 to 29 degC in May).
    """
    length = land_from + land_to if not platform else land_to
    listed = (Segment("platform", tube * platform, ambient_tube, 1.0, 1.0, 0.0, None, tube_diameter),
              Segment("land", length, ambient_land, soil_land, burial_land, spacing_land))
    return tuple(segment for segment in listed if segment.length > 0)


def surroundings(depth, distance, latitude, longitude, landfall, shallow, deep):
    """
    Return the zone of each piece of a route, by its middle.

    Parameters
    ----------
    depth : array, shape (n,)
        At the points of the route. [m]
    distance : array, shape (n,)
        How far along the route they lie. [km]
    latitude, longitude : array, shape (n,)
        Points. [deg]
    landfall : float
        Length of each landfall. [km]
    shallow, deep : float
        Depth up to which water is shallow, and from which it is deep. [m]

    Returns
    -------
    name : array of str, shape (n - 1,)
        Landfall, strait, shallow, shelf or deep.
    """
    def middle(values):
        values = np.asarray(values, dtype=float)
        return 0.5 * (values[:-1] + values[1:])

    water, north, east, along = (middle(v) for v in (depth, latitude, longitude, distance))
    strait = (north >= STRAIT[0]) & (north <= STRAIT[1]) & (east >= STRAIT[2]) & (east <= STRAIT[3])
    ends = (along < landfall) | (along > distance[-1] - landfall) | (water < 0.0)   # land is bedded like a landfall
    return np.select([ends, strait, water < shallow, water <= deep],
                     ["landfall", "strait", "shallow", "shelf"], "deep")


def _cell(axis, values):
    """Return the cell of each value on a rising axis, and where in it the value lies, 0 to 1."""
    cell = np.clip(np.searchsorted(axis, values, side="right") - 1, 0, axis.size - 2)
    return cell, (values - axis[cell]) / (axis[cell + 1] - axis[cell])


MODELS = {"depth_zones": zones}
