"""The cheapest route between two places over a grid of costs."""

from typing import NamedTuple

import numpy as np

from sim.errors import SundalinkError, refusal
from sim.route import path_smoothing
from sim.route.raster import cell, position

LEG = 100.0
"""Longest leg of a path. A leg is straight on the map and a geodesic in a route: at this length they part by less than
0.1 km up to 22 degrees of latitude. [km]"""


class CheapestPath(NamedTuple):
    """A found route."""

    latitude: np.ndarray
    """Of its points, shape (point,). [deg]"""
    longitude: np.ndarray
    """Of its points, shape (point,). [deg]"""
    cost: float
    """Of the whole path, in the grid's unit of cost times km."""


def search(cost, size, start, end):
    """
    Return the cheapest route from cell to cell.

    Parameters
    ----------
    cost : array, shape (y, x)
        Of a kilometre, infinite where there is no passage. [USD/km]
    size : array, shape (y,)
        Side of a cell, by row. [km]
    start, end : tuple of int
        Row and column of the ends.

    Returns
    -------
    cells : array of int, shape (n, 2)
        Row and column along the path; empty if there is none. It steps to 8 neighbours: in open water it is up to 8.2 %
        longer than a straight line, most at 22.5 degrees to the grid.

    References
    ----------
    .. [1] van der Walt et al. (2014), scikit-image, PeerJ 2: e453: MCP_Geometric, Dijkstra's search with moves weighted
       by their length.
    """
    from skimage.graph import MCP_Geometric  # here, because only a search needs it

    weight = np.where(np.isfinite(cost), cost * np.asarray(size)[:, None], -1.0)   # negative: no passage
    if weight[start] < 0 or weight[end] < 0:
        return np.empty((0, 2), dtype=int)
    front = MCP_Geometric(weight)
    front.find_costs([start], [end])
    try:
        return np.array(front.traceback(end))
    except ValueError:   # scikit-image: no path found
        return np.empty((0, 2), dtype=int)


def least_cost_path(grid, cost, start, end):
    """
    Return the cheapest route between two places, smoothed.

    Parameters
    ----------
    grid : RasterGrid
        The grid.
    cost : array, shape (y, x)
        Of a kilometre, infinite where there is no passage. [USD/km]
    start, end : tuple of float
        Latitude and longitude. [deg]

    Returns
    -------
    path : CheapestPath
        From `start` to `end`, which are its first and last points. No part of it lies in a forbidden cell. Smoothing
        takes out the detours of the search's 8 directions, but cannot change on which side of land it passes: between
        two sides that differ by less than some percent the choice is open.

    Raises
    ------
    SundalinkError
        If an end is outside the grid or there is no route.
    """
    ends = [cell(grid, *place) for place in (start, end)]
    cells = [_inside(cost.shape, row, column) for row, column in ends]
    weight = cost * grid.size[:, None]
    found = search(cost, grid.size, *cells)
    if not len(found):
        raise SundalinkError("no route by sea between the two places in this relief, with these clearances")
    line = path_smoothing.smooth(weight, np.array([ends[0], *found, ends[1]], dtype=float))
    price = path_smoothing.line_cost(weight, line[:-1], line[1:]).sum()
    if not np.isfinite(price):
        raise refusal("route", "through a forbidden cell", "-", "this is a fault of the program, please report it")
    latitude, longitude = position(grid, *path_smoothing.spaced(line, LEG / grid.size.mean()).T)
    latitude[[0, -1]], longitude[[0, -1]] = zip(start, end, strict=True)
    return CheapestPath(latitude, longitude, float(price))


def _inside(shape, row, column):
    """Return the cell of a point, or refuse one outside the grid."""
    found = int(np.round(row)), int(np.round(column))
    if not all(0 <= number < count for number, count in zip(found, shape, strict=True)):
        raise SundalinkError("place: lies outside the relief, or on its very edge")
    return found
