"""Grid of square cells of a conformal map for the path search, with the relief of each cell."""

from typing import NamedTuple

import numpy as np
from pyproj import Proj

from sim.checks import check_positive, refusal
from sim.route.seabed import Sea, profile

MERCATOR = Proj(proj="merc", ellps="WGS84", units="km")
"""Conformal: at a place all directions are stretched equally, so a cell is square on the globe as well."""


class RasterGrid(NamedTuple):
    """Cells of one pitch on the Mercator map; rows run north, columns east, a cell is named by its middle."""

    east: float
    """Of the middle of the first column, on the map. [km]"""
    north: float
    """Of the middle of the first row, on the map. [km]"""
    pitch: float
    """Side of a cell on the map. [km]"""
    latitude: np.ndarray
    """Of the middle of each row, shape (y,). [deg]"""
    longitude: np.ndarray
    """Of the middle of each column, shape (x,). [deg]"""
    size: np.ndarray
    """Side of a cell on the globe, by row, shape (y,). [km]"""


def grid(sea, south, north, west, east, step):
    """
    Return the grid of a box, cut to what the relief covers.

    Parameters
    ----------
    sea : Sea
        Relief.
    south, north, west, east : float
        Box. [deg]
    step : float
        Side of a cell on the globe in the middle of the box. [km]

    Returns
    -------
    grid : RasterGrid
        All of its cells lie inside the relief.

    Raises
    ------
    SundalinkError
        If the box holds less than two cells by two.

    References
    ----------
    .. [1] Snyder (1987), Map projections, USGS Professional Paper 1395: the ellipsoidal Mercator projection. Length on
       the globe is length on the map over the scale of the latitude, the same in every direction; that the scale is
       taken at the middle of a cell of 3 km is an error below 1e-6 at these latitudes.
    """
    check_positive("step", step, "km")
    south, north = max(south, sea.latitude[0]), min(north, sea.latitude[-1])
    west, east = max(west, sea.longitude[0]), min(east, sea.longitude[-1])
    left, low = MERCATOR(west, south)
    right, high = MERCATOR(east, north)
    pitch = step * _stretch(0.5 * (south + north))
    columns, rows = int((right - left) / pitch), int((high - low) / pitch)
    if min(rows, columns) < 2:
        raise refusal("step", float(step), "km", f"must be well below the size of {sea.label}")
    first_east, first_north = left + 0.5 * pitch, low + 0.5 * pitch
    latitude = MERCATOR(np.zeros(rows), first_north + pitch * np.arange(rows), inverse=True)[1]
    longitude = MERCATOR(first_east + pitch * np.arange(columns), np.zeros(columns), inverse=True)[0]
    return RasterGrid(first_east, first_north, pitch, latitude, longitude, pitch / _stretch(latitude))


def cell(grid, latitude, longitude):
    """
    Return the positions of points on a grid, as numbers of row and column.

    Parameters
    ----------
    grid : RasterGrid
        The grid.
    latitude, longitude : array, shape (n,)
        Points. [deg]

    Returns
    -------
    row, column : array, shape (n,)
        Whole numbers are the middles of cells. [-]
    """
    east, north = MERCATOR(np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float))
    return (north - grid.north) / grid.pitch, (east - grid.east) / grid.pitch


def position(grid, row, column):
    """
    Return the position of points of a grid.

    Parameters
    ----------
    grid : RasterGrid
        The grid.
    row, column : array, shape (n,)
        Numbers of row and column, whole or between. [-]

    Returns
    -------
    latitude, longitude : array, shape (n,)
        Points. [deg]
    """
    east, north = grid.east + grid.pitch * np.asarray(column), grid.north + grid.pitch * np.asarray(row)
    longitude, latitude = MERCATOR(east, north, inverse=True)
    return latitude, longitude


def highest(sea, grid):
    """
    Return the highest ground in each cell: where it lies below the sea, all of the cell is water.

    Parameters
    ----------
    sea : Sea
        Relief; between its points it is the surface that `sim.route.seabed.profile` reads.
    grid : RasterGrid
        The grid.

    Returns
    -------
    elevation : array, shape (y, x)
        Exact, because the surface has its extremes at corners of cells, at points of the relief, and where an edge
        of a cell crosses a line of the relief. [m]
    """
    rows, columns = np.arange(grid.latitude.size + 1) - 0.5, np.arange(grid.longitude.size + 1) - 0.5
    y = np.clip(position(grid, rows, 0 * rows)[0], sea.latitude[0], sea.latitude[-1])
    x = np.clip(position(grid, 0 * columns, columns)[1], sea.longitude[0], sea.longitude[-1])
    along_y, along_x = _joined(y, sea.latitude), _joined(x, sea.longitude)
    part = _between(sea.elevation, sea.latitude, along_y)
    part = _most(part, np.searchsorted(along_y, y))
    part = _between(part.T, sea.longitude, along_x)
    return _most(part, np.searchsorted(along_x, x)).T


def depths(sea, grid):
    """
    Return depth and slope of the sea bed in the middle of each cell.

    Parameters
    ----------
    sea : Sea
        Relief.
    grid : RasterGrid
        The grid.

    Returns
    -------
    depth : array, shape (y, x)
        Positive below the sea, negative on land. [m]
    slope : array, shape (y, x)
        Of the bed as the relief shows it; a coarse relief flattens it. [deg]
    """
    north, east = np.meshgrid(grid.latitude, grid.longitude, indexing="ij")
    depth = profile(Sea(*sea), north, east)
    side = 1000.0 * grid.size[:, None]
    rise = np.hypot(*(change / side for change in np.gradient(depth)))
    return depth, np.degrees(np.arctan(rise))


def _stretch(latitude):
    """Return the scale of the map at a latitude: a distance on the map over that on the globe."""
    return MERCATOR.get_factors(0.0 * np.asarray(latitude), latitude).meridional_scale


def _joined(edges, axis):
    """Return the edges of cells and the lines of the relief between them, rising."""
    return np.union1d(edges, axis[(axis > edges[0]) & (axis < edges[-1])])


def _between(values, axis, at):
    """Return values, given on the points of an axis, at others between them; along the first dimension."""
    low = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, axis.size - 2)
    share = ((at - axis[low]) / (axis[low + 1] - axis[low]))[:, None]
    return values[low] * (1 - share) + values[low + 1] * share


def _most(values, edges):
    """Return the highest value between each edge and the next, both included; along the first dimension."""
    return np.maximum(np.maximum.reduceat(values, edges[:-1], axis=0), values[edges[1:]])
